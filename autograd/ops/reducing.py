"""What the reductions share: their axes, example calls, and the keywords of NumPy's that are not supported."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.errors import InputTypeError, NoRuleError
from autograd.graph.domain import Case
from autograd.graph.node import Handle
from autograd.graph.op import lists_handles

Axis = int | tuple[int, ...] | None
Shape = tuple[int, ...]
# The methods of ufuncs, which NumPy's type stubs know in few forms only.
add_reduce: Any = np.add.reduce
multiply_reduce: Any = np.multiply.reduce
max_reduce: Any = np.maximum.reduce
min_reduce: Any = np.minimum.reduce
numpys: Any = np  # for a flag handed on: the stubs know keepdims=True and keepdims=False, but not keepdims=flag
SMALL = 4096  # elements: below, filling an array takes 0.4 us where broadcast_to takes 2.8

# Example calls of a reduction, for the laws.
AXES = (
    Case(((2, 3),)),
    Case(((),)),
    Case(((2, 3),), {"axis": -1}),
    Case(((2, 3),), {"axis": 0, "keepdims": True}),
    Case(((2, 3, 2),), {"axis": (0, -1)}),
    Case(((2, 1, 3),), {"axis": (-1, 0), "keepdims": True}),
    Case(((2, 3),), {"axis": ()}, note="no axis: nothing is reduced"),
    Case(((2, 3),), {"keepdims": True}),
    Case(((0, 3),), {"axis": 1}),
)
NONE_LEFT = (Case(((0,),)), Case(((0, 3),), {"axis": 0}))


def shape_of(x: Any) -> Shape:
    """Return the shape of a tensor, an array or a number."""
    return np.shape(x._payload if isinstance(x, Handle) else x)


def restore(reduced: Any, shape: Shape, axis: Axis, keepdims: bool) -> Any:
    """Put back, with length 1, the axes that a reduction took away, so that it broadcasts against `shape`."""
    if keepdims or axis is None or not shape:
        return reduced
    gone = gone_axes(axis, len(shape))
    kept = tuple([1 if k in gone else n for k, n in enumerate(shape)])
    return np.reshape(reduced, kept) if type(reduced) is float else reduced.reshape(kept)


def repeat(g: Any, shape: Shape) -> Any:
    """Broadcast a cotangent to a shape; a large one as a read-only view without memory of its own."""
    if isinstance(g, (np.ndarray, np.generic)) and math.prod(shape) <= SMALL:
        if not shape:
            return g
        filled = np.empty(shape, g.dtype)
        filled[...] = g
        return filled
    return np.broadcast_to(g, shape) if shape else g


def gone_axes(axis: Axis, ndim: int) -> tuple[int, ...]:
    """Return the axes that a reduction takes away, as numbers from 0."""
    if axis is None:
        return tuple(range(ndim))
    return tuple([int(k) % ndim for k in (axis if isinstance(axis, tuple) else (axis,))])


def length(shape: Shape, axis: Axis) -> int:
    """Return how many elements are reduced to one."""
    if axis is None:
        return math.prod(shape)
    return math.prod([shape[k] for k in gone_axes(axis, len(shape))]) if shape else 1


def leading(a: Any, axis: Axis) -> tuple[Any, Callable[[Any], Any]]:
    """Return `a` with the given axes as one first axis, and the function that undoes that."""
    shape = a.shape
    first = gone_axes(axis, len(shape)) if shape else ()
    order = first + tuple([k for k in range(len(shape)) if k not in first])
    moved = tuple([shape[k] for k in order])
    inverse = tuple(sorted(range(len(order)), key=order.__getitem__))

    def back(x: Any) -> Any:
        return x.reshape(moved).transpose(inverse) if shape else x[0]

    return a.transpose(order).reshape((length(shape, axis), *moved[len(first) :])), back


def some_tensor(*operands: Any) -> bool:
    """Tell whether one of the operands is a tensor, or a list of them; if none is, the call is NumPy's own."""
    return any(isinstance(x, Handle) or lists_handles(x) for x in operands)


def given(**keywords: Any) -> dict[str, Any]:
    """Return the keywords that are not at their defaults."""
    return {key: value for key, value in keywords.items() if value is not None and value is not True}


def refuse(function: str, keywords: dict[str, Any], *unsupported: str) -> None:
    """Raise for a keyword of NumPy's that has no meaning for a tensor, or no rule yet."""
    for key in unsupported:
        if keywords.get(key) is not None:
            hint = " Use the tensor that is returned; to write it, t[...] = result." if key == "out" else ""
            raise NoRuleError(f"np.{function} of a Tensor does not support the keyword {key!r}.{hint}")


def no_out(out: Any) -> None:
    """Refuse `out=` where an op is called by itself."""
    if out is not None:
        raise NoRuleError("the keyword 'out' is not supported for a Tensor. Use the tensor that is returned.")


def masked(a: Any, where: Any, fill: Any) -> Any:
    """Return `a` with another value where the mask of a reduction does not hold."""
    return a if where is None else np.where(mask_like(a, where), a, fill)


def mask_like(a: Any, where: Any) -> Any:
    """Return the mask of a reduction with the shape of `a`."""
    mask = np.asarray(where._payload if isinstance(where, Handle) else where)
    if mask.dtype != bool:
        raise InputTypeError(f"where= is a mask of booleans; got dtype {mask.dtype}. Use where=mask.astype(bool).")
    return np.broadcast_to(mask, a.shape)
