"""Manipulation: shapes, axes, grids, joins and splits composed of the shaping ops and of slices.

Where a shape or an error message is wanted, NumPy's own function gives it, called on the numbers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from autograd.ops.composing import along, arrayed, composed
from autograd.ops.flat import numbers

# One door to all that moves elements.
from autograd.ops.padding import pad as pad
from autograd.ops.shaping import (
    astype as astype,
    broadcast_to as broadcast_to,
    cast as cast,
    choose as choose,
    concatenate as concatenate,
    copy as copy,
    ravel as ravel,
    reshape as reshape,
    select as select,
    stack as stack,
    transpose as transpose,
    where as where,
)
from autograd.ops.tiling import (
    flip as flip,
    fliplr as fliplr,
    flipud as flipud,
    repeat as repeat,
    resize as resize,
    roll as roll,
    rot90 as rot90,
    tile as tile,
)

Axes = int | Sequence[int]


def reshaped(function: Callable[..., Any], a: Any, *args: Any) -> Any:
    """Give `a` the shape that NumPy's function gives its numbers."""
    shape = np.shape(function(numbers(a), *args))
    return a if shape == np.shape(a) else reshape(a, shape)


@composed
def expand_dims(a: Any, axis: Axes) -> Any:
    """Put in axes of length 1, as np.expand_dims.

    >>> expand_dims(np.zeros(3), (0, -1)).shape
    (1, 3, 1)
    """
    return reshaped(np.expand_dims, a, axis)


@composed
def squeeze(a: Any, axis: Axes | None = None) -> Any:
    """Take out axes of length 1, as np.squeeze.

    >>> squeeze(np.zeros((1, 3, 1))).shape
    (3,)
    """
    return reshaped(np.squeeze, a, axis)


def at_least(function: Callable[..., Any], arrays: tuple[Any, ...]) -> Any:
    """Apply `reshaped` to one array, or to each of several."""
    result = tuple(reshaped(function, arrayed(a)) for a in arrays)
    return result[0] if len(result) == 1 else result


@composed
def atleast_1d(*arys: Any) -> Any:
    """Make 0-d arrays 1-d, as np.atleast_1d; a tuple for several arrays."""
    return at_least(np.atleast_1d, arys)


@composed
def atleast_2d(*arys: Any) -> Any:
    """Make arrays 2-d by axes put in front, as np.atleast_2d; a tuple for several arrays."""
    return at_least(np.atleast_2d, arys)


@composed
def atleast_3d(*arys: Any) -> Any:
    """Make arrays 3-d by axes put around, as np.atleast_3d; a tuple for several arrays."""
    return at_least(np.atleast_3d, arys)


# ---- axes --------------------------------------------------------------------------------------------------


@composed
def moveaxis(a: Any, source: Axes, destination: Axes) -> Any:
    """Move axes to other places, as np.moveaxis.

    >>> moveaxis(np.zeros((2, 3, 4)), 0, -1).shape
    (3, 4, 2)
    """
    ndim = np.ndim(a)
    start = normalize_axis_tuple(source, ndim, "source")
    end = normalize_axis_tuple(destination, ndim, "destination")
    if len(start) != len(end):
        raise ValueError("`source` and `destination` arguments must have the same number of elements")
    order = [k for k in range(ndim) if k not in start]
    for place, axis in sorted(zip(end, start)):
        order.insert(place, axis)
    return transpose(a, tuple(order))


@composed
def swapaxes(a: Any, axis1: int, axis2: int) -> Any:
    """Exchange two axes, as np.swapaxes.

    >>> swapaxes(np.zeros((2, 3, 4)), 0, -1).shape
    (4, 3, 2)
    """
    order = list(range(np.ndim(a)))
    one, two = normalize_axis_index(axis1, len(order)), normalize_axis_index(axis2, len(order))
    order[one], order[two] = two, one
    return transpose(a, tuple(order))


@composed
def rollaxis(a: Any, axis: int, start: int = 0) -> Any:
    """Move an axis back until it lies before another, as np.rollaxis.

    >>> rollaxis(np.zeros((2, 3, 4)), 2).shape
    (4, 2, 3)
    """
    ndim = np.ndim(a)
    axis = normalize_axis_index(axis, ndim)
    start = start + ndim if start < 0 else normalize_axis_index(start, ndim + 1)
    return moveaxis(a, axis, start - (axis < start))


@composed
def matrix_transpose(x: Any, /) -> Any:
    """Exchange the last two axes, as np.matrix_transpose.

    >>> matrix_transpose(np.zeros((2, 3, 4))).shape
    (2, 4, 3)
    """
    if np.ndim(x) < 2:
        raise ValueError(f"Input array must be at least 2-dimensional, but it is {np.ndim(x)}")
    return swapaxes(x, -1, -2)


# ---- broadcasting ------------------------------------------------------------------------------------------


@composed
def broadcast_arrays(*args: Any, subok: bool = False) -> tuple[Any, ...]:
    """Broadcast arrays against each other, as np.broadcast_arrays.

    >>> [a.shape for a in broadcast_arrays(np.zeros((2, 1)), np.zeros(3))]
    [(2, 3), (2, 3)]
    """
    shape = np.broadcast_shapes(*map(np.shape, args))
    return tuple(a if np.shape(a) == shape else broadcast_to(a, shape) for a in map(arrayed, args))


@composed
def meshgrid(*xi: Any, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> tuple[Any, ...]:
    """Return the coordinate arrays of a grid, as np.meshgrid.

    >>> [a.shape for a in meshgrid(np.zeros(2), np.zeros(3))]
    [(3, 2), (3, 2)]
    """
    if indexing not in ("xy", "ij"):
        raise ValueError("Valid values for `indexing` are 'xy' and 'ij'.")
    places = list(range(len(xi)))
    if indexing == "xy" and len(xi) > 1:
        places[:2] = 1, 0
    grid = tuple(reshape(a, tuple(-1 if k == place else 1 for k in range(len(xi)))) for a, place in zip(xi, places))
    grid = grid if sparse else broadcast_arrays(*grid)
    return tuple(np.copy(a) for a in grid) if copy else grid


# ---- joining -----------------------------------------------------------------------------------------------


@composed
def vstack(tup: Any, *, dtype: Any = None, casting: str = "same_kind") -> Any:
    """Join along the first axis what is made at least 2-d, as np.vstack.

    >>> vstack([np.zeros(3), np.ones((2, 3))]).shape
    (3, 3)
    """
    return concatenate([atleast_2d(a) for a in tup], 0, dtype=dtype, casting=casting)


@composed
def hstack(tup: Any, *, dtype: Any = None, casting: str = "same_kind") -> Any:
    """Join along the second axis (the only one of 1-d arrays), as np.hstack.

    >>> hstack([np.zeros(3), 1.0]).shape
    (4,)
    """
    parts = [atleast_1d(a) for a in tup]
    return concatenate(parts, int(np.ndim(parts[0]) > 1), dtype=dtype, casting=casting)


@composed
def dstack(tup: Any) -> Any:
    """Join along the third axis what is made at least 3-d, as np.dstack.

    >>> dstack([np.zeros(3), np.ones(3)]).shape
    (1, 3, 2)
    """
    return concatenate([atleast_3d(a) for a in tup], 2)


@composed
def column_stack(tup: Any) -> Any:
    """Join 1-d arrays as columns, and 2-d arrays as they are, as np.column_stack.

    >>> column_stack([np.zeros(3), np.ones((3, 2))]).shape
    (3, 3)
    """
    return concatenate([a if np.ndim(a) > 1 else reshape(a, (-1, 1)) for a in map(arrayed, tup)], 1)


@composed
def append(arr: Any, values: Any, axis: int | None = None) -> Any:
    """Join two arrays along an axis (flat by default), as np.append.

    >>> append(np.zeros(2), 1.0).tolist()
    [0.0, 0.0, 1.0]
    """
    return concatenate([arrayed(arr), arrayed(values)], axis)


@composed
def block(arrays: Any) -> Any:
    """Assemble an array from nested lists of blocks, as np.block.

    >>> block([[np.eye(2), np.zeros((2, 1))], [np.ones((1, 3))]]).shape
    (3, 3)
    """
    found = list(blocks(arrays))
    depth = found[0][1]
    if any(deep != depth or isinstance(item, (list, tuple)) for item, deep in found):
        raise ValueError("block needs lists that are nested equally deep, none of them empty, and no tuples.")
    if not depth:
        return copy(arrays)  # nothing is joined; NumPy gives a new array all the same
    return assembled(arrays, depth, max(depth, *(np.ndim(item) for item, _ in found)))


def blocks(item: Any, depth: int = 0) -> list[tuple[Any, int]]:
    """Return the blocks in nested lists, and how deep they lie; empty lists and tuples are returned as they are."""
    if isinstance(item, list) and item:
        return [found for part in item for found in blocks(part, depth + 1)]
    return [(item, depth)]


def assembled(item: Any, depth: int, ndim: int) -> Any:
    """Join nested lists of blocks: the innermost along the last axis, those around along the one before."""
    if isinstance(item, list):
        return concatenate([assembled(part, depth - 1, ndim) for part in item], -depth)
    item = arrayed(item)
    return reshape(item, (1,) * (ndim - item.ndim) + item.shape) if item.ndim < ndim else item


@composed
def insert(arr: Any, obj: Any, values: Any, axis: int | None = None) -> Any:
    """Put values in before the given positions along an axis, as np.insert; they take the dtype of `arr`.

    >>> insert(np.array([1.0, 2.0]), 1, 9).tolist()
    [1.0, 9.0, 2.0]
    """
    arr, values, obj = arrayed(arr), arrayed(values), numbers(obj)
    if axis is None:
        arr, axis = ravel(arr), 0
    shape = arr.shape
    axis = normalize_axis_index(axis, len(shape))
    values = reshape(values, (1,) * (len(shape) - values.ndim) + values.shape).astype(arr.dtype)
    length = shape[axis]
    count = np.insert(np.zeros(length), obj, 0).size - length
    if count == 1:  # at one position several slices may go in
        if not isinstance(obj, slice) and np.ndim(obj) == 0:
            values = np.moveaxis(values, 0, axis)
        count = values.shape[axis]
    order = np.insert(np.arange(length), obj, np.arange(length, length + count))
    values = np.broadcast_to(values, (*shape[:axis], count, *shape[axis + 1 :]))
    return concatenate([arr, values], axis)[along(axis, order)]


# ---- splitting ---------------------------------------------------------------------------------------------


@composed
def array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Split along an axis into nearly equal parts, or before the given positions, as np.array_split.

    >>> [part.tolist() for part in array_split(np.arange(5.0), 2)]
    [[0.0, 1.0, 2.0], [3.0, 4.0]]
    """
    axis = normalize_axis_index(axis, np.ndim(ary))
    length = np.shape(ary)[axis]
    try:
        sections = operator.index(indices_or_sections)
    except TypeError:
        cuts = [0, *numbers(indices_or_sections), length]
    else:
        if sections <= 0:
            raise ValueError("number sections must be larger than 0.")
        size, longer = divmod(length, sections)
        cuts = [k * size + min(k, longer) for k in range(sections + 1)]
    return [ary[along(axis, slice(start, stop))] for start, stop in pairwise(cuts)]


@composed
def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Split along an axis into equal parts, or before the given positions, as np.split.

    >>> [part.tolist() for part in split(np.arange(4.0), [1])]
    [[0.0], [1.0, 2.0, 3.0]]
    """
    length = np.shape(ary)[normalize_axis_index(axis, np.ndim(ary))]
    if np.ndim(indices_or_sections) == 0 and length % operator.index(indices_or_sections):
        raise ValueError(f"array split into {indices_or_sections} parts does not result in an equal division")
    return array_split(ary, indices_or_sections, axis)


@composed
def hsplit(ary: Any, indices_or_sections: Any) -> list[Any]:
    """Split along the second axis (the only one of a 1-d array), as np.hsplit."""
    if np.ndim(ary) < 1:
        raise ValueError("hsplit only works on arrays of 1 or more dimensions")
    return split(ary, indices_or_sections, int(np.ndim(ary) > 1))


@composed
def vsplit(ary: Any, indices_or_sections: Any) -> list[Any]:
    """Split along the first axis, as np.vsplit."""
    if np.ndim(ary) < 2:
        raise ValueError("vsplit only works on arrays of 2 or more dimensions")
    return split(ary, indices_or_sections, 0)


@composed
def dsplit(ary: Any, indices_or_sections: Any) -> list[Any]:
    """Split along the third axis, as np.dsplit."""
    if np.ndim(ary) < 3:
        raise ValueError("dsplit only works on arrays of 3 or more dimensions")
    return split(ary, indices_or_sections, 2)


@composed
def unstack(x: Any, /, *, axis: int = 0) -> tuple[Any, ...]:
    """Return the slices along an axis, as np.unstack."""
    if np.ndim(x) == 0:
        raise ValueError("unstack needs an array of at least one dimension.")
    return tuple(moveaxis(x, axis, 0))
