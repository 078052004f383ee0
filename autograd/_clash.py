"""Find another distribution that was installed into this very folder.

HIPS's distribution `autograd` brings a package of the same name. Installed into the same `site-packages`, the
two overwrite each other's files, and what is imported then is a mixture of both that fails in odd places.
"""

import os
from typing import Any

# Asking `importlib.metadata` the same question takes 27 ms; listing a folder of 300 entries takes 0.2 ms.


def check() -> None:
    """Raise ImportError if HIPS's distribution `autograd` lies in the same folder as this package.

    A copy elsewhere on `sys.path` is no clash: only one of the two is imported then.

    Raises
    ------
    ImportError
        With the commands that mend it.
    """
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    try:
        entries = os.listdir(folder)
    except OSError:  # imported from a zip file: nothing is installed beside it
        return
    for entry in entries:
        if entry.lower().startswith("autograd-") and _distribution(entry) == "autograd":
            raise ImportError(_SHARED.format(entry=entry, folder=folder) + cure(folder))


def cure(*folders: str) -> str:
    """Write the commands that bring chainrule back; one of `folders` holds what pip noted about it.

    >>> print(cure())
    To keep chainrule:
    <BLANKLINE>
        python -m pip uninstall -y autograd
        python -m pip install --force-reinstall --no-deps chainrule
    <BLANKLINE>
    Code that needs HIPS's autograd belongs in a virtual environment of its own.
    """
    return _CURE.format(origin=_origin(folders))


def _origin(folders: tuple[str, ...]) -> str:
    """What to tell pip so that it installs chainrule from where it came: a package index does not have a clone."""
    import json  # here, because only the error needs it

    for folder in folders:
        for entry in os.listdir(folder) if os.path.isdir(folder) else ():
            if _distribution(entry) == "chainrule":
                try:
                    with open(os.path.join(folder, entry, "direct_url.json"), encoding="utf-8") as file:
                        return _requirement(json.load(file))
                except (OSError, ValueError, LookupError, TypeError, AttributeError):
                    continue  # it came from an index, or not by pip
    return "chainrule"


def _requirement(noted: dict[str, Any]) -> str:
    """What pip noted about an installation (PEP 610) as the argument that repeats it.

    >>> _requirement({"url": "file:///my%20clone", "dir_info": {"editable": True}})
    '-e "file:///my%20clone"'
    >>> _requirement({"url": "https://example.com/c.git", "vcs_info": {"vcs": "git", "commit_id": "4a33296"}})
    '"git+https://example.com/c.git@4a33296"'
    """
    url = noted["url"]
    if "vcs_info" in noted:
        url = f"{noted['vcs_info']['vcs']}+{url}@{noted['vcs_info']['commit_id']}"
    if noted.get("subdirectory"):
        url += f"#subdirectory={noted['subdirectory']}"
    return f'{"-e " if noted.get("dir_info", {}).get("editable") else ""}"{url}"'


def _distribution(entry: str) -> str:
    """Name the distribution that the directory `entry` describes, in lower case; '' if it describes none.

    >>> _distribution("autograd-1.9.1.dist-info")
    'autograd'
    >>> _distribution("autograd-gamma-0.5.0.dist-info")
    'autograd-gamma'
    """
    stem, suffix = os.path.splitext(entry.lower())
    return stem.rpartition("-")[0] if suffix == ".dist-info" else ""


_SHARED = """\
two distributions share the folder of the package 'autograd': 'chainrule', which you are importing, \
and HIPS's 'autograd' ({entry} in {folder}). Each has overwritten files of the other. """

_CURE = """\
To keep chainrule:

    python -m pip uninstall -y autograd
    python -m pip install --force-reinstall --no-deps {origin}

Code that needs HIPS's autograd belongs in a virtual environment of its own."""
