"""Tiling: reversing, rolling and repeating."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from autograd.graph.op import record
from autograd.graph.views import PLAIN
from autograd.ops.composing import arrayed, composed, whole
from autograd.ops.flat import numbers
from autograd.ops.kinds import linear
from autograd.ops.reducing import Shape
from autograd.ops.shaping import Rows, cases


def flip_forward(m: Any, axis: Any = None) -> Any:
    """Reverse the order of the elements along the axes."""
    return np.flip(m, axis)


def roll_forward(a: Any, shift: Any, axis: Any = None) -> Any:
    """Shift the elements along the axes; what falls out at one end comes in at the other."""
    return np.roll(a, shift, axis)


def roll_back(g: Any, shift: Any, axis: Any) -> Any:
    """Shift back."""
    return np.roll(g, np.negative(shift).tolist(), axis)


def tile_forward(A: Any, reps: Any) -> Any:
    """Lay copies of the array side by side."""
    return np.tile(A, reps)


def tile_back(g: Any, A_shape: Shape, reps: Any) -> Any:
    """Sum over the copies."""
    counts = tuple(reps) if np.ndim(reps) else (reps,)
    ndim = max(len(counts), len(A_shape))
    counts, lengths = (1,) * (ndim - len(counts)) + counts, (1,) * (ndim - len(A_shape)) + A_shape
    pairs = tuple(n for pair in zip(counts, lengths) for n in pair)
    return np.reshape(np.sum(np.reshape(g, pairs), axis=tuple(range(0, 2 * ndim, 2))), A_shape)


def repeat_forward(a: Any, repeats: int, axis: int | None = None) -> Any:
    """Repeat each element (of the flat array), or each slice along the axis."""
    return np.repeat(a, repeats, axis)


def repeat_back(g: Any, a_shape: Shape, repeats: int, axis: int | None) -> Any:
    """Sum over the repeats."""
    if axis is None or not a_shape:
        rows: Shape = (math.prod(a_shape),)
        place = 1
    else:
        rows, place = a_shape, axis % len(a_shape) + 1
    lengths = (*rows[:place], repeats, *rows[place:])
    return np.reshape(np.sum(np.reshape(g, lengths), axis=place), a_shape)


FLIPS: Rows = (
    ((2, 3), {}),
    ((2, 3), {"axis": -1}),
    ((2, 3, 2), {"axis": (0, -1)}),
    ((), {}),
    ((0, 2), {"axis": 0}),
)
ROLLS: Rows = (
    ((5,), {"shift": 2}),
    ((2, 3), {"shift": -4}),
    ((2, 3), {"shift": 1, "axis": -1}),
    ((2, 3), {"shift": (1, 2), "axis": (0, 1)}),
    ((2, 3), {"shift": 2, "axis": (0, 1)}),
    ((0, 2), {"shift": 1, "axis": 0}),
    ((), {"shift": 1}),
)
TILES: Rows = (
    ((2, 3), {"reps": 2}),
    ((2, 3), {"reps": (2, 1)}),
    ((2,), {"reps": (2, 3)}),
    ((2, 1, 2), {"reps": [3, 2]}),
    ((), {"reps": 3}),
    ((2,), {"reps": ()}),
    ((2,), {"reps": 0}),
)
REPEATS: Rows = (
    ((2, 3), {"repeats": 2}),
    ((2, 3), {"repeats": 3, "axis": 0}),
    ((2, 3), {"repeats": 2, "axis": -1}),
    ((), {"repeats": 3}),
    ((3,), {"repeats": 0}),
    ((0, 2), {"repeats": 2, "axis": 1}),
)
# fmt: off
flip   = linear(flip_forward, m=lambda g, axis: np.flip(g, axis), name="flip", numpy=np.flip, cases=cases(FLIPS),
                views=PLAIN)
roll   = linear(roll_forward, a=roll_back, name="roll", numpy=np.roll, static={"shift": None, "axis": None},
                cases=cases(ROLLS))
tile   = linear(tile_forward, A=tile_back, name="tile", numpy=np.tile, static={"reps": None}, cases=cases(TILES))
copies = linear(repeat_forward, a=repeat_back, name="repeat", numpy=np.repeat, static={"repeats": None, "axis": None},
                cases=cases(REPEATS))
# fmt: on


@composed
def fliplr(m: Any) -> Any:
    """Reverse the order of the columns, as np.fliplr."""
    if np.ndim(m) < 2:
        raise ValueError("Input must be >= 2-d.")
    return flip(m, 1)


@composed
def flipud(m: Any) -> Any:
    """Reverse the order of the rows, as np.flipud."""
    if np.ndim(m) < 1:
        raise ValueError("Input must be >= 1-d.")
    return flip(m, 0)


@composed
def rot90(m: Any, k: int = 1, axes: Sequence[int] = (0, 1)) -> Any:
    """Rotate in the plane of two axes by k right angles, as np.rot90.

    >>> rot90(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [[2.0, 4.0], [1.0, 3.0]]
    """
    if len(axes) != 2:
        raise ValueError("len(axes) must be 2.")
    one, two = axes
    np.rot90(numbers(m), k, (one, two))  # a view; NumPy knows what else may be wrong
    if k % 4 == 0:
        return arrayed(m)[...]  # a view, as for every other k
    if k % 4 == 2:
        return flip(m, (one, two))
    return np.swapaxes(flip(m, two), one, two) if k % 4 == 1 else flip(np.swapaxes(m, one, two), two)


@composed
def repeat(a: Any, repeats: Any, axis: int | None = None) -> Any:
    """Repeat elements, each as often or each by its own number, as np.repeat.

    Args:
        a: a tensor or array.
        repeats: an integer, or one integer for each slice along the axis.
        axis: the axis; by default the flat array is repeated.

    Raises:
        TypeError: repeats are no integers.
        ValueError: there are not as many as slices, or one is negative.
        AxisError: there is no such axis.

    >>> repeat(np.array([1.0, 2.0]), [1, 2]).tolist()
    [1.0, 2.0, 2.0]
    """
    counts = whole(numbers(repeats), "safe")
    if counts.size == 1:
        return record(copies, (a,), {"repeats": counts.item(), "axis": axis})
    a = np.ravel(a) if axis is None else arrayed(a)
    length = a.shape[normalize_axis_index(axis or 0, a.ndim)]
    return np.take(a, np.repeat(np.arange(length), counts), axis or 0)


@composed
def resize(a: Any, new_shape: Any) -> Any:
    """Fill another shape with the elements, again and again, as np.resize.

    >>> resize(np.array([1.0, 2.0]), (1, 3)).tolist()
    [[1.0, 2.0, 1.0]]
    """
    shape = tuple(new_shape) if np.ndim(new_shape) else (new_shape,)
    flat = np.ravel(a)
    if any(n < 0 for n in shape):
        raise ValueError("all elements of `new_shape` must be non-negative")
    if not flat.size:
        return np.zeros(shape, flat.dtype)
    return np.reshape(flat[np.arange(math.prod(shape)) % flat.size], shape)
