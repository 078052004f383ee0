"""Indexing ops: reading parts of an array. All of them are `getitem`, whose transpose is `scatter`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from autograd.errors import NoRuleError
from autograd.graph.domain import Case
from autograd.graph.node import Handle
from autograd.graph.op import implements
from autograd.ops.kinds import linear

BASIC = (int, np.integer, slice, type(None), type(Ellipsis))


def is_basic(index: Any) -> bool:
    """Tell whether an index is made of integers, slices, None and Ellipsis only: it reads no element twice."""
    if isinstance(index, tuple):
        return all(isinstance(part, BASIC) and not isinstance(part, bool) for part in index)
    return isinstance(index, BASIC) and not isinstance(index, bool)


def add_at(buffer: np.ndarray, g: Any, index: Any) -> None:
    """Add the cotangent into the elements that were read; one that was read twice gets both."""
    if is_basic(index):
        buffer[index] += g
    else:
        np.add.at(buffer, index, g)


def getitem_forward(x: Any, index: Any = None) -> Any:
    """Read x[index]."""
    return x[index]


def scatter_forward(x: Any, index: Any = None, shape: Any = (), dtype: Any = np.float64) -> Any:
    """Return zeros with x added at index."""
    buffer = np.zeros(shape, np.result_type(dtype, np.result_type(x)) if np.iscomplexobj(x) else dtype)
    add_at(buffer, x, index)
    return buffer


TWICE = np.array([2, 0, 2])
ROWS = np.array([[0, 1], [1, 0]])
READS = (
    Case(((4,),), {"index": 2}),
    Case(((4,),), {"index": slice(1, None, 2)}),
    Case(((4,),), {"index": TWICE}, note="one element read twice"),
    Case(((2, 3),), {"index": (slice(None), np.array([True, False, True]))}),
    Case(((2, 3),), {"index": (Ellipsis, None, -1)}),
    Case(((2, 3),), {"index": (ROWS, 1)}),
    Case(((4,),), {"index": slice(0, 0)}),
    Case(((),), {"index": ()}),
)
WRITES = (
    Case(((),), {"index": 2, "shape": (4,)}),
    Case(((3,),), {"index": TWICE, "shape": (4,)}),
    Case(((2, 1),), {"index": (slice(None), slice(1, 2)), "shape": (2, 3)}),
)
scatter = linear(scatter_forward, x=lambda g, index: g[index], name="scatter", cases=WRITES)
getitem = linear(
    getitem_forward,
    x=lambda g, index, x_shape, x_dtype: scatter(g, index, x_shape, x_dtype),
    name="getitem",
    infix="{}[{index}]",
    scatter=lambda buffer, g, saved: add_at(buffer, g, saved[0]),
    cases=READS,
)


def along(index: Any, axis: int, ndim: int) -> tuple[Any, ...]:
    """Return the index tuple that applies `index` to one axis."""
    return (slice(None),) * normalize_axis_index(axis, ndim) + (index,)


def bare(value: Any) -> Any:
    """Return the numbers of a tensor."""
    return value._payload if isinstance(value, Handle) else value


def flattened(a: Any) -> Any:
    """Return the elements in one dimension."""
    return np.reshape(a, -1)


@implements(np.take)
def take(a: Any, indices: Any, axis: int | None = None, out: None = None, mode: str = "raise") -> Any:
    """Return elements along an axis by their positions, as np.take."""
    if out is not None:
        raise NoRuleError("take() of a tensor does not support the keyword 'out'.")
    if axis is None:
        a, axis = flattened(a), 0
    indices, length = np.asarray(bare(indices)), np.shape(bare(a))[axis]
    if mode == "wrap":
        indices = indices % length
    elif mode == "clip":
        indices = np.clip(indices, 0, length - 1)
    elif mode != "raise":
        raise ValueError(f"mode must be 'raise', 'wrap' or 'clip'; got {mode!r}.")
    return getitem(a, along(indices, axis, len(np.shape(bare(a)))))


@implements(np.take_along_axis)
def take_along_axis(arr: Any, indices: Any, axis: int | None = -1) -> Any:
    """Return, for each line along an axis, the elements at the positions given for that line."""
    if axis is None:
        arr, axis = flattened(arr), 0
    indices, shape = np.asarray(bare(indices)), np.shape(bare(arr))
    k = normalize_axis_index(axis, len(shape))
    grid: list[Any] = [
        np.arange(n).reshape((1,) * j + (-1,) + (1,) * (len(shape) - j - 1)) for j, n in enumerate(shape)
    ]
    grid[k] = indices
    return getitem(arr, tuple(grid))


@implements(np.compress)
def compress(condition: Any, a: Any, axis: int | None = None, out: None = None) -> Any:
    """Return the slices along an axis for which the condition holds, as np.compress."""
    if out is not None:
        raise NoRuleError("compress() of a tensor does not support the keyword 'out'.")
    if axis is None:
        a, axis = flattened(a), 0
    return getitem(a, along(np.flatnonzero(bare(condition)), axis, len(np.shape(bare(a)))))


@implements(np.extract)
def extract(condition: Any, arr: Any) -> Any:
    """Return the elements for which the condition holds, as np.extract."""
    return getitem(flattened(arr), np.flatnonzero(bare(condition)))


@implements(np.delete)
def delete(arr: Any, obj: Any, axis: int | None = None) -> Any:
    """Return the array without some slices along an axis, as np.delete."""
    if axis is None:
        arr, axis = flattened(arr), 0
    kept = np.delete(np.arange(np.shape(bare(arr))[axis]), bare(obj))
    return getitem(arr, along(kept, axis, len(np.shape(bare(arr)))))


# ---- diagonals and triangles ---------------------------------------------------------------------------------


@implements(np.diagonal)
def diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Return a diagonal of the plane of two axes, as the last axis, as np.diagonal."""
    shape = np.shape(bare(a))
    if len(shape) < 2:
        raise ValueError("diag requires an array of at least two dimensions")
    first, second = normalize_axis_index(axis1, len(shape)), normalize_axis_index(axis2, len(shape))
    rows, columns = diagonal_positions(shape[first], shape[second], offset)
    return getitem(np.moveaxis(a, (first, second), (-2, -1)), (Ellipsis, rows, columns))


def diagonal_positions(rows: int, columns: int, offset: int) -> tuple[np.ndarray, np.ndarray]:
    """Return row and column numbers of the elements of a diagonal."""
    down, right = max(-offset, 0), max(offset, 0)
    steps = np.arange(max(min(rows - down, columns - right), 0))
    return steps + down, steps + right


@implements(np.diag)
def diag(v: Any, k: int = 0) -> Any:
    """Return a diagonal of a matrix, or the matrix that has a vector on a diagonal, as np.diag."""
    shape = np.shape(bare(v))
    if len(shape) == 2:
        return diagonal(v, k)
    if len(shape) != 1:
        raise ValueError("Input must be 1- or 2-d.")
    side = shape[0] + abs(k)
    dtype = bare(v).dtype if hasattr(bare(v), "dtype") else np.result_type(*v)
    return scatter(v, diagonal_positions(side, side, k), (side, side), dtype)


@implements(np.trace)
def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: None = None) -> Any:
    """Return the sum of a diagonal, as np.trace."""
    return np.sum(diagonal(a, offset, axis1, axis2), axis=-1, dtype=dtype, out=out)


@implements(np.tril)
def tril(m: Any, k: int = 0) -> Any:
    """Return the lower triangle, zeros elsewhere, as np.tril."""
    return np.where(np.tri(*np.shape(bare(m))[-2:], k=k, dtype=np.bool_), m, 0)  # type: ignore[call-overload]


@implements(np.triu)
def triu(m: Any, k: int = 0) -> Any:
    """Return the upper triangle, zeros elsewhere, as np.triu."""
    return np.where(np.tri(*np.shape(bare(m))[-2:], k=k - 1, dtype=np.bool_), 0, m)  # type: ignore[call-overload]


@implements(np.diff)
def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    """Return differences of neighbours along an axis, n times, as np.diff."""
    if n < 0:
        raise ValueError(f"order must be non-negative but got {n!r}")
    shape = np.shape(bare(a))
    k = normalize_axis_index(axis, len(shape))
    border = (*shape[:k], 1, *shape[k + 1 :])
    parts = [
        np.broadcast_to(part, border) if len(np.shape(bare(part))) == 0 else part
        for part in (prepend, a, append)
        if part is not None
    ]
    joined = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=k)
    for _ in range(n):
        joined = joined[along(slice(1, None), k, len(shape))] - joined[along(slice(None, -1), k, len(shape))]
    return joined
