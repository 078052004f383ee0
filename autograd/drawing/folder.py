"""The folder of a file that is to be written: it has to be there, and the error says which one is not."""

from __future__ import annotations

from pathlib import Path


def check_folder(path: Path, call: str) -> None:
    """Check that a file can be written there, before anything is worked out for it.

    Raises:
        FileNotFoundError: there is no such folder.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"{call} got {str(path)!r}, but there is no folder {str(path.parent)!r}. Make it, or name another file."
        )
