"""Composing: NumPy functions made of ops. The ops do the recording; these only say which, on what."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np

from autograd.graph.node import Handle
from autograd.graph.op import implements

F = TypeVar("F", bound=Callable[..., Any])
WHOLE = slice(None)
LISTS = {list, tuple}  # which may hold tensors


def composed(ours: F) -> F:
    """Enter a composition of ops for NumPy's function of the same name.

    A call without a tensor in its arguments goes to NumPy's own, so that plain arrays get all of it.
    """
    numpys = getattr(np, ours.__name__, None)

    @functools.wraps(ours)
    def call(*args: Any, **keywords: Any) -> Any:
        if numpys is None or holds_tensor(args) or holds_tensor(tuple(keywords.values())):
            return ours(*args, **keywords)
        if args and hasattr(args[0], "__iter__") and not hasattr(args[0], "__getitem__"):
            return call(list(args[0]), *args[1:], **keywords)  # as HIPS: what joins takes map(...) and d.values() too
        return numpys(*args, **keywords)

    if numpys is not None:  # some are younger than the oldest NumPy we support
        implements(numpys)(ours)
    return cast(F, call)


def holds_tensor(item: Any) -> bool:
    """Tell whether an argument is a tensor, or a list or tuple that holds one."""
    if isinstance(item, (list, tuple)):
        return any(map(holds_tensor, item))
    return isinstance(item, Handle)


def any_tracked(value: Any) -> bool:
    """Tell whether nested arguments hold a tracked tensor."""
    if isinstance(value, (list, tuple)):
        return any(map(any_tracked, value))
    return isinstance(value, Handle) and value.node is not None


def arrayed(a: Any) -> Any:
    """Return a tensor as it is, a list that holds tensors as one tensor, anything else as an array."""
    if isinstance(a, Handle):
        return a
    return joined(a) if isinstance(a, (list, tuple)) and holds_tensor(a) else np.asarray(a)


def joined(item: Any) -> Any:
    """Stack nested lists into one tensor."""
    if isinstance(item, (list, tuple)) and holds_tensor(item):
        return np.stack([joined(part) for part in item])
    return item if isinstance(item, Handle) else np.asarray(item)


def along(axis: int, part: Any) -> tuple[Any, ...]:
    """Return the index that applies `part` to one axis, counted from the front."""
    return (*(WHOLE,) * axis, part)


def whole(numbers: Any, casting: Any) -> np.ndarray:
    """Return numbers as integers: an array by the casting rule, lists and Python numbers (as NumPy) by any."""
    if isinstance(numbers, np.ndarray):
        return numbers.astype(np.intp, casting=casting)
    return np.array(numbers, np.intp)
