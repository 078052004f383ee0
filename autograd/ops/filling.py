"""NumPy's functions that write into their first argument: copyto, put, place, fill_diagonal, ufunc.at ...

Each finds what to write and where, and writes it by `writing.assign`.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from autograd.errors import NoRuleError, ShapeError
from autograd.graph.node import Handle
from autograd.graph.op import IMPLEMENTATIONS, implements
from autograd.ops.calling import smaller
from autograd.ops.composing import arrayed, holds_tensor, whole
from autograd.ops.elementwise import finite
from autograd.ops.flat import numbers
from autograd.ops.indexing import plain_index, read
from autograd.ops.reducing import mask_like
from autograd.ops.shaping import broadcast_to, copy, reshape, where as where_op
from autograd.ops.writing import assign, replaced


def target(function: str, a: Any) -> Handle:
    """Return the tensor to write into; refuse a plain array, which cannot hold a gradient."""
    if isinstance(a, Handle):
        return a
    raise NoRuleError(
        f"np.{function} would write a tensor into a plain array, which has no gradient. Make the array a tensor first: "
        "Tensor(a, requires_grad=False)."
    )


def same_kind(x: Any, a: Handle, casting: Any = "same_kind") -> Any:
    """Return the values, cast to the dtype of a by NumPy's rule for writing."""
    dtype = numbers(a).dtype
    if not isinstance(x, Handle):
        x = np.asarray(x)
    if not np.can_cast(x.dtype, dtype, casting) and np.ndim(numbers(x)):
        raise TypeError(f"Cannot cast array data from {x.dtype!r} to {dtype!r} according to the rule {casting!r}")
    return x


@implements(np.copyto)
def copyto(dst: Any, src: Any, casting: Any = "same_kind", where: Any = True) -> None:
    """Write one array into another, where a mask holds, as np.copyto."""
    if not holds_tensor((dst, src, where)):
        return np.copyto(dst, src, casting, where)
    dst = target("copyto", dst)
    src = same_kind(src, dst, casting)
    if where is True:
        return assign(dst, Ellipsis, src)
    mask = mask_like(dst, where)
    return assign(dst, mask, broadcast_to(src, mask.shape)[mask])


@implements(np.put)
def put(a: Any, ind: Any, v: Any, mode: Any = "raise") -> None:
    """Write at positions of the flat array, repeating the values as needed, as np.put."""
    if not holds_tensor((a, ind, v)):
        return np.put(a, ind, v, mode)
    a = target("put", a)
    index = whole(numbers(ind), "same_kind").ravel()
    if not np.size(numbers(v)) or not index.size:
        return None
    index = np.take(np.arange(np.size(numbers(a))), index, mode=mode)
    values = np.ravel(same_kind(v, a))
    if len(values) != len(index):
        values = values[np.arange(len(index)) % len(values)]
    return assign(a, np.unravel_index(index, np.shape(numbers(a))), values)


@implements(np.putmask)
def putmask(a: Any, mask: Any, values: Any) -> None:
    """Write where a mask holds, from the same position of the (repeated) values, as np.putmask."""
    if not holds_tensor((a, mask, values)):
        return np.putmask(a, mask, values)
    a, mask = target("putmask", a), np.asarray(numbers(mask), bool)
    if mask.shape != np.shape(numbers(a)):
        raise ValueError("putmask: mask and data must be the same size")
    values = np.ravel(same_kind(values, a))
    if not len(values):
        return None
    return assign(a, mask, values[np.flatnonzero(mask) % len(values)])


@implements(np.place)
def place(arr: Any, mask: Any, vals: Any) -> None:
    """Write the first values where a mask holds, repeating them as needed, as np.place."""
    if not holds_tensor((arr, mask, vals)):
        return np.place(arr, mask, vals)
    arr, mask = target("place", arr), np.asarray(numbers(mask), bool)
    if mask.size != np.size(numbers(arr)):
        raise ValueError("place: mask and data must be the same size")
    mask = mask.reshape(np.shape(numbers(arr)))
    count, values = np.count_nonzero(mask), np.ravel(same_kind(vals, arr))
    if count and not len(values):
        raise ValueError("Cannot insert from an empty array!")
    return assign(arr, mask, values[np.arange(count) % max(len(values), 1)])


@implements(np.put_along_axis)
def put_along_axis(arr: Any, indices: Any, values: Any, axis: int | None) -> None:
    """Write the elements that argsort and its like point to, as np.put_along_axis."""
    if not holds_tensor((arr, indices, values)):
        return np.put_along_axis(arr, indices, values, axis)
    arr, indices = target("put_along_axis", arr), np.asarray(numbers(indices))
    shape = np.shape(numbers(arr))
    if axis is None:
        if indices.ndim != 1:
            raise ValueError("when axis=None, `indices` must have a single dimension.")
        return assign(arr, np.unravel_index(indices % np.size(numbers(arr)), shape), values)
    if indices.ndim != len(shape):
        raise ValueError("`indices` and `arr` must have the same number of dimensions")
    axis = normalize_axis_index(axis, len(shape))
    grid = np.ogrid[tuple(slice(length) for length in shape)]
    return assign(arr, tuple(indices if k == axis else grid[k] for k in range(len(shape))), values)


@implements(np.fill_diagonal)
def fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    """Write onto the main diagonal, as np.fill_diagonal."""
    if not holds_tensor((a, val)):
        return np.fill_diagonal(a, val, wrap)
    a = target("fill_diagonal", a)
    shape = np.shape(numbers(a))
    marks = np.zeros(shape, bool)
    np.fill_diagonal(marks, True, wrap)
    positions = np.flatnonzero(marks)
    values = np.ravel(arrayed(val))
    if not len(positions) or not len(values):
        return None
    return assign(a, np.unravel_index(positions, shape), values[np.arange(len(positions)) % len(values)])


@implements(np.nan_to_num)
def nan_to_num(
    x: Any, copy: bool = True, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None
) -> Any:
    """Replace NaN and infinities by numbers, as np.nan_to_num; in place with copy=False.

    Args:
        x: a tensor or array.
        copy: False writes into x, as `out=x` would.
        nan, posinf, neginf: the numbers to put in; by default 0 and the largest and smallest of the dtype.

    Raises:
        GraphError: copy=False, and x is a leaf of the graph.

    >>> nan_to_num(np.array([np.nan, 1.0])).tolist()
    [0.0, 1.0]
    """
    if not holds_tensor(x):
        return np.nan_to_num(x, copy, nan, posinf, neginf)
    result = finite(x, nan=nan, posinf=posinf, neginf=neginf)
    in_place = not copy and isinstance(x, Handle) and np.ndim(numbers(x)) and numbers(x).dtype.kind in "fc"
    return replaced(x, result) if in_place else result


def at(ufunc: np.ufunc, a: Any, indices: Any, *operands: Any) -> None:
    """Apply a ufunc at an index of `a`, in place; an element named twice is changed twice, as ufunc.at."""
    a = target(f"{ufunc.__name__}.at", a)
    function: Any = IMPLEMENTATIONS[ufunc]
    index = plain_index(indices)
    shape = np.shape(numbers(a))
    positions = np.arange(int(np.prod(shape))).reshape(shape)[index]
    flat = np.ravel(positions)
    # copies: an operand may be `a` or a view of it, and a later round must not see what an earlier one wrote
    values = [copy(np.ravel(broadcast_to(arrayed(b), positions.shape))) for b in operands]
    for chosen in rounds(flat):  # those that come for the first time, for the second time, ...
        where = np.unravel_index(flat[chosen], shape)
        result = function(read(a, where), *(b[chosen] for b in values))
        assign(a, where, same_kind(result, a))


def rounds(positions: np.ndarray) -> Iterator[np.ndarray]:
    """Split positions into sets without repeats: the first occurrences, the second ones, and so on."""
    order = np.argsort(positions, kind="stable")
    ordered = positions[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.zeros(0, int)
    occurrence = np.arange(len(ordered)) - np.repeat(starts, np.diff(np.r_[starts, len(ordered)]))
    for k in range(int(occurrence.max()) + 1 if len(ordered) else 0):
        yield np.sort(order[occurrence == k])


def into_tensors(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """Run a ufunc whose `out=` holds tensors, and let them hold the results."""
    keywords = dict(keywords)
    outs = keywords.pop("out")
    casting = keywords.get("casting", "same_kind")
    mask = keywords.pop("where", True) if method == "__call__" else True
    call: Any = ufunc if method == "__call__" else getattr(ufunc, method)
    results = call(*inputs, **keywords)
    for out, result in zip(outs, results if isinstance(results, tuple) else (results,), strict=True):
        if out is not None:
            own, wanted = np.shape(numbers(result)), np.shape(numbers(out))
            if method == "__call__" and own != wanted and smaller(own, wanted):  # operands broadcast to `out`, too
                result = broadcast_to(result, wanted)
            replaced(target(ufunc.__name__, out), result if mask is True else where_op(mask, result, out), casting)
    return outs[0] if len(outs) == 1 else outs


class Flat:
    """The elements of a tensor in C order, as ndarray.flat: read and written by position, slice or mask.

    >>> from autograd import Tensor
    >>> x = Tensor([[1.0, 2.0], [3.0, 4.0]]) * 1
    >>> x.flat[1:3] = 0
    >>> [float(item) for item in x.flat]
    [1.0, 0.0, 0.0, 4.0]
    """

    def __init__(self, base: Any) -> None:
        self.base = base

    def __len__(self) -> int:
        return int(self.base.size)

    def __iter__(self) -> Iterator[Any]:
        row = reshape(self.base, -1)
        return (row[k] for k in range(len(self)))

    def __getitem__(self, index: Any) -> Any:
        positions = self.positions(index)
        return self.base[np.unravel_index(positions, self.base.shape)]

    def __setitem__(self, index: Any, value: Any) -> None:
        positions = self.positions(index)
        values = np.ravel(arrayed(value))
        if not np.size(numbers(values)):
            raise ShapeError("x.flat[...] = values needs at least one value.")
        count = np.size(positions)
        values = values[np.arange(count) % len(values)] if len(values) != count or not np.ndim(positions) else values
        where = np.unravel_index(positions, self.base.shape)
        assign(self.base, where, values if np.ndim(positions) else values[0])

    def positions(self, index: Any) -> Any:
        """Return the positions that an index of the flat array means."""
        try:
            position = operator.index(index)
        except TypeError:
            return np.arange(len(self))[plain_index(index)]
        if not -len(self) <= position < len(self):
            raise IndexError(f"index {position} is out of bounds for size {len(self)}")
        return position % len(self)

    def copy(self) -> Any:
        """Return the elements as a 1-d tensor."""
        return self.base.flatten()

    __array_ufunc__ = None
