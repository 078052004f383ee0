"""Traced arrays: numbers that remember which formula they came from.

A derivative rule takes the plain numbers of its tensors where nothing is to be differentiated: for a mask, a sign, a
comparison, a rounding error. No node records that, so the numbers themselves remember it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np

from autograd.drawing.expression import AXES, Call, Expression, constant, simplified
from autograd.drawing.snapshot import INFIX, describe
from autograd.graph.node import Handle
from autograd.graph.op import IMPLEMENTATIONS

REDUCED = {
    np.add: "sum", np.multiply: "prod", np.maximum: "max", np.minimum: "min",
    np.logical_and: "all", np.logical_or: "any",
}  # fmt: skip
BLANK = {np.zeros_like, np.ones_like, np.empty_like, np.full_like}  # new arrays, to be written into
WRITING = {np.copyto, np.put, np.place, np.putmask, np.fill_diagonal, np.put_along_axis}
FACTS = {np.iscomplexobj, np.isrealobj}  # True or False by dtype, not by the numbers
R = TypeVar("R")


class Traced(np.ndarray[Any, Any]):
    """An array with its formula; None where that is not known. It also notes when the formula depends on its numbers.

    `seen` is shared by all that came from one run: it gets an entry when a number is looked at, as `if np.any(x):`
    does, for then other numbers may have another formula.
    """

    expression: Expression | None = None
    seen: list[str]

    def __array_finalize__(self, source: Any) -> None:
        self.seen = getattr(source, "seen", [])

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **keywords: Any) -> Any:
        if any(isinstance(value, Handle) for value in inputs):
            return NotImplemented
        out = keywords.get("out")
        keywords = {key: value for key, value in keywords.items() if not (key == "where" and value is True)}
        result = getattr(ufunc, method)(*map(bare, inputs), **{key: bare(value) for key, value in keywords.items()})
        call = None
        if method == "__call__" and "where" not in keywords:
            call = called(ufunc.__name__, inputs, (), getattr(IMPLEMENTATIONS.get(ufunc), "infix", None))
        elif method == "reduce" and ufunc in REDUCED and not keywords.keys() - {"axis", "keepdims", "dtype", "out"}:
            axis = describe(keywords.get("axis", 0), most=AXES)
            kept = (("keepdims", "True"),) if keywords.get("keepdims") else ()
            call = called(REDUCED[ufunc], inputs[:1], (("axis", axis), *kept) if axis != "None" else kept)
        if out is not None:
            for place in out:
                if isinstance(place, Traced):
                    place.expression = call
            return out[0] if len(out) == 1 else out
        return self.traced(result, call)

    def __array_function__(self, func: Any, types: Any, args: Any, keywords: Any) -> Any:
        if any(issubclass(kind, Handle) for kind in types):
            return NotImplemented
        result = func(*map(bare, args), **{key: bare(value) for key, value in keywords.items()})
        if func in BLANK:
            return result
        if func in WRITING or keywords.get("out") is not None:
            for target in (args[0] if args else None, keywords.get("out")):
                if isinstance(target, Traced):
                    target.expression = None
        if isinstance(result, bool) and func not in FACTS:
            self.seen.append(func.__name__)
        if not isinstance(result, (np.ndarray, np.generic, tuple, list)):
            return result
        operands = list(args[0]) if args and isinstance(args[0], (list, tuple)) else list(args[:1])
        if any(isinstance(value, str) for value in operands):
            return self.traced(result, None)
        words: list[tuple[str, str]] = []
        for place, value in enumerate(args[1:], 1):
            if isinstance(value, (np.ndarray, np.generic, int, float, complex)) and not words:
                operands.append(value)
            elif value is not None:
                names = func.__wrapped__.__code__.co_varnames if hasattr(func, "__wrapped__") else ()
                if place >= len(names):
                    return self.traced(result, None)
                words.append((names[place], describe(value, most=AXES)))
        for key, value in keywords.items():
            if isinstance(value, np.ndarray):
                return self.traced(result, None)
            words.append((key, describe(value, most=AXES)))
        return self.traced(result, called(func.__name__, operands, words))

    def __getitem__(self, index: Any) -> Any:
        result = bare(self)[bare(index)]
        if holds_arrays(index):
            return self.traced(result, None)
        return self.traced(result, called("getitem", (self,), (("index", describe(index)),), INFIX["getitem"]))

    def __setitem__(self, index: Any, value: Any) -> None:
        bare(self)[bare(index)] = bare(value)
        self.expression = None

    def __iter__(self) -> Iterator[Any]:
        return (self[place] for place in range(len(self)))

    def traced(self, result: Any, call: Expression | None) -> Any:
        """Give arrays that came from this one their formula; several get an index each."""
        if isinstance(result, (tuple, list)):
            parts = [
                self.traced(part, call and Call("getitem", (call,), (("index", str(place)),), INFIX["getitem"]))
                for place, part in enumerate(result)
            ]
            return type(result)(*parts) if hasattr(result, "_fields") else type(result)(parts)
        if not isinstance(result, (np.ndarray, np.generic)) or result.dtype.kind not in "?biufc":
            return result
        return traced(result, call, self.seen)

    @property
    def T(self) -> Any:
        call = called("T", (self,)) if self.ndim > 1 else self.expression
        return self.traced(bare(self).T, call)

    def reshape(self, *shape: Any, **keywords: Any) -> Any:
        """Reshape, and remember it."""
        result = bare(self).reshape(*shape, **keywords)
        return self.traced(result, called("reshape", (self,), (("shape", describe(result.shape, most=AXES)),)))

    def astype(self, dtype: Any, *args: Any, **keywords: Any) -> Any:
        """Convert; a formula says nothing of how exact its numbers are."""
        result = bare(self).astype(dtype, *args, **keywords)
        return self.traced(result, self.expression if np.can_cast(self.dtype, result.dtype, "same_kind") else None)


def looking(name: str) -> Callable[..., Any]:
    """Make a method of arrays that gives their numbers away."""

    def method(self: Traced, *args: Any) -> Any:
        self.seen.append(name)
        return getattr(bare(self), name)(*args)

    return method


for name in ("__bool__", "__int__", "__float__", "__complex__", "__index__", "item", "tolist"):
    setattr(Traced, name, looking(name))


def writing(name: str) -> Callable[..., Any]:
    """Make a method of arrays that writes into them: their formula no longer holds."""

    def method(self: Traced, *args: Any, **keywords: Any) -> Any:
        self.expression = None
        return getattr(bare(self), name)(*args, **keywords)

    return method


for name in ("sort", "partition", "fill", "put"):
    setattr(Traced, name, writing(name))


def traced(value: Any, expression: Expression | None, seen: list[str]) -> Traced:
    """Return numbers with their formula."""
    array = np.asarray(value).view(Traced)
    array.expression, array.seen = expression, seen
    return array


def bare(value: Any) -> Any:
    """Return a traced array, or what holds some, as plain arrays."""
    if isinstance(value, Traced):
        return value.view(np.ndarray)
    if isinstance(value, (tuple, list)) and not hasattr(value, "_fields"):
        return type(value)(map(bare, value))
    return value


def holds_arrays(index: Any) -> bool:
    """Tell whether an index has arrays or lists in it."""
    return any(isinstance(part, (np.ndarray, list)) for part in (index if isinstance(index, tuple) else (index,)))


def called(
    name: str, args: Sequence[Any], words: Sequence[tuple[str, str]] = (), infix: str | None = None
) -> Expression | None:
    """Write a call; None where an operand is an array without a formula."""
    return simplified(Call(name, tuple(map(constant, args)), tuple(words), infix))
