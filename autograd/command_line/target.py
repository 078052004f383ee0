"""A target, `script.py:loss` or `module:model.loss`: run the script as Python would, and find the tensor in it."""

from __future__ import annotations

import os
import runpy
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from autograd.tensor import Tensor

LISTED = 8  # names in an error text


class TargetError(Exception):
    """A target cannot be had; the message says why, and is all that the user needs to see."""


class Target(NamedTuple):
    """Where the tensor is: a file or a module, and a name with attributes."""

    place: str
    name: str

    @property
    def is_file(self) -> bool:
        """Whether the place is a file and no module."""
        return self.place.endswith((".py", ".pyw")) or os.sep in self.place or Path(self.place).exists()


def parsed(text: str) -> Target:
    """Read a target.

    Raises:
        ValueError: it does not have the form PLACE:NAME.

    >>> parsed("train.py:model.loss")
    Target(place='train.py', name='model.loss')
    """
    place, _, name = text.rpartition(":")
    if not place or not all(part.isidentifier() for part in name.split(".")):
        raise ValueError(
            f"got {text!r}; write the script, a colon and the name of a tensor in it: train.py:loss, or "
            "package.module:model.loss"
        )
    return Target(place, name)


def load(target: Target, arguments: Sequence[str] = ()) -> tuple[Any, Mapping[str, Any]]:
    """Run the target's script and return what its name stands for, and all names of the script.

    Who wants the names of a model's parameters keeps the latter: the model lives only as long as they do. What the
    script prints goes to stderr, so that stdout holds the answer alone.

    Raises:
        TargetError: there is no such script or name, or the script failed.
    """
    namespace = run(target, arguments)
    where = target.place
    value: Any = None
    known: Mapping[str, Any] = namespace
    for part in target.name.split("."):
        try:
            value = known[part] if known is namespace else getattr(value, part)
        except (KeyError, AttributeError):
            raise TargetError(missing(part, where, known)) from None
        where = f"{where.rstrip(':')}{':' if known is namespace else '.'}{part}"
        known = getattr(value, "__dict__", {})
    if not isinstance(value, (Tensor, tuple, list, dict)):
        raise TargetError(f"{where} is no Tensor but of type {type(value).__name__}. {tensors_in(namespace)}")
    return value, namespace


def missing(name: str, where: str, known: Mapping[str, Any]) -> str:
    """Say that there is no such name, and which tensors there are."""
    tensors = [key for key, value in known.items() if isinstance(value, Tensor)]
    close = get_close_matches(name, tensors)
    if close:
        return f"{where} has no {name!r}. Did you mean {' or '.join(close)}?"
    return f"{where} has no {name!r}. {tensors_in(known)}"


def tensors_in(known: Mapping[str, Any]) -> str:
    """List the tensors among some names."""
    tensors = [key for key, value in known.items() if isinstance(value, Tensor)]
    if not tensors:
        return "There are no Tensors there."
    more = f" and {len(tensors) - LISTED} more" if len(tensors) > LISTED else ""
    return f"The Tensors there: {', '.join(tensors[:LISTED])}{more}."


def run(target: Target, arguments: Sequence[str]) -> dict[str, Any]:
    """Run a script or module and return its names."""
    place = target.place
    if target.is_file and not Path(place).exists():
        raise TargetError(f"there is no file {place!r} (in {os.getcwd()}).")
    try:
        with redirect_stdout(sys.stderr), as_python_would(target, arguments):
            if target.is_file:
                return runpy.run_path(place, run_name="__main__")
            return runpy.run_module(place, run_name="__main__", alter_sys=True)
    except SystemExit as error:
        raise TargetError(f"{place} ended with sys.exit({error.code!r}): its names are gone then.") from None
    except Exception as error:
        trace = below_ours(error.__traceback__)
        if trace is None and isinstance(error, ImportError) and not target.is_file:
            raise TargetError(f"there is no module {place!r}: {error}") from None
        traceback.print_exception(type(error), error.with_traceback(trace), trace)
        raise TargetError(f"{place} failed, see above.") from None


@contextmanager
def as_python_would(target: Target, arguments: Sequence[str]) -> Iterator[None]:
    """Set `sys.argv` and `sys.path` as `python script.py` and `python -m module` do."""
    argv, path = sys.argv[:], sys.path[:]
    sys.argv[:] = [target.place, *arguments]
    if not sys.flags.safe_path:
        here = os.getcwd()
        folder = os.path.dirname(os.path.abspath(target.place)) if target.is_file else here
        sys.path[:] = [folder, *(path[1:] if path[:1] in ([""], [here]) else path)]
    try:
        yield
    finally:
        sys.argv[:], sys.path[:] = argv, path


def below_ours(trace: TracebackType | None) -> TracebackType | None:
    """Leave out of a traceback what is between the command line and the script."""
    while trace is not None and trace.tb_frame.f_code.co_filename in (__file__, "<frozen runpy>", runpy.__file__):
        trace = trace.tb_next
    return trace
