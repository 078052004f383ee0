"""Composing: NumPy functions made of ops. The ops do the recording; these only say which, on what."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np

from autograd.graph.node import Handle
from autograd.graph.op import implements, joined, lists_handles
from autograd.graph.rule import parameters
from autograd.graph.views import memory_order
from autograd.ops.reducing import refuse

F = TypeVar("F", bound=Callable[..., Any])
WHOLE = slice(None)
LISTS = {list, tuple}  # which may hold tensors
SEVERAL = {"arrays", "tup", "choices", "choicelist", "condlist"}  # parameters that take several arrays, in a list


def composed(ours: F, module: Any = np) -> F:
    """Enter a composition of ops for NumPy's function of the same name.

    A call without a tensor in its arguments goes to NumPy's own, so that plain arrays get all of it. A list of
    tensors in the place of an array is one.
    """
    names = (*parameters(ours), *(getattr(ours, "__kwdefaults__", None) or ()))
    numpys = getattr(module, ours.__name__, None)  # some are younger than the oldest NumPy we support
    function = with_out(ours, numpys, names) if "out" in names else ours
    whole = SEVERAL.isdisjoint(names)

    @functools.wraps(function)
    def call(*args: Any, **keywords: Any) -> Any:
        if numpys is None or holds_tensor(args) or holds_tensor(tuple(keywords.values())):
            if whole:
                args, keywords = tuple(map(joined, args)), {key: joined(value) for key, value in keywords.items()}
            return function(*args, **keywords)
        if not whole and args and hasattr(args[0], "__iter__") and not hasattr(args[0], "__getitem__"):
            return call(list(args[0]), *args[1:], **keywords)  # as HIPS: what joins takes map(...) and d.values() too
        return numpys(*args, **keywords)

    if numpys is not None:
        implements(numpys)(function)
    return cast(F, call)


def with_out(ours: F, numpys: Any, names: tuple[str, ...]) -> F:
    """Let NumPy have a call with `out=`: it hands it to the tensor, which lets `out` hold what comes back without."""
    place = names.index("out")

    @functools.wraps(ours)
    def call(*args: Any, **keywords: Any) -> Any:
        if len(args) > place:
            keywords.update(zip(names[place:], args[place:], strict=False))
            args = args[:place]
        if keywords.get("out") is None:
            return ours(*args, **keywords)
        if numpys is None:
            refuse(ours.__name__, keywords, "out")
        return numpys(*args, **keywords)

    return cast(F, call)


def holds_tensor(item: Any) -> bool:
    """Tell whether an argument is a tensor, or a list or tuple that holds one."""
    return isinstance(item, Handle) or lists_handles(item)


def any_tracked(value: Any) -> bool:
    """Tell whether nested arguments hold a tracked tensor."""
    if isinstance(value, (list, tuple)):
        return any(map(any_tracked, value))
    return isinstance(value, Handle) and value.node is not None


def arrayed(a: Any) -> Any:
    """Return a tensor as it is, a list that holds tensors as one tensor, anything else as an array."""
    if isinstance(a, Handle):
        return a
    return joined(a) if lists_handles(a) else np.asarray(a)


def along(axis: int, part: Any) -> tuple[Any, ...]:
    """Return the index that applies `part` to one axis, counted from the front."""
    return (*(WHOLE,) * axis, part)


def in_memory_order(function: Callable[[Any, int], Any], a: Any, axis: int) -> Any:
    """Return function(a, axis) so that the result lies in memory as `a` does, as that of NumPy's function.

    The function gets the axes in the order in which they lie: its result, in C order, is turned back, by a view.
    """
    order = memory_order(np.asarray(a._payload if isinstance(a, Handle) else a))
    if order == tuple(range(len(order))):
        return function(a, axis)
    inverse = tuple(sorted(range(len(order)), key=order.__getitem__))
    return np.transpose(function(np.transpose(a, order), order.index(axis)), inverse)


def whole(numbers: Any, casting: Any) -> np.ndarray:
    """Return numbers as integers: an array by the casting rule, lists and Python numbers (as NumPy) by any."""
    if isinstance(numbers, np.ndarray):
        return numbers.astype(np.intp, casting=casting)
    return np.array(numbers, np.intp)
