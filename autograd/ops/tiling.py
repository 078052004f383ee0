"""Tiling: reversing, rolling, repeating and padding."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from autograd.errors import NoRuleError
from autograd.graph.op import implements, record
from autograd.graph.views import PLAIN
from autograd.ops.composing import any_tracked, arrayed, composed, whole
from autograd.ops.flat import numbers
from autograd.ops.kinds import general, linear
from autograd.ops.reducing import Shape
from autograd.ops.shaping import Rows, cases

Pairs = tuple[tuple[int, int], ...]

EXTENSIONS = ("edge", "reflect", "symmetric", "wrap")  # what is padded with is elements
STATISTICS = ("linear_ramp", "maximum", "mean", "median", "minimum")


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


def pad_forward(array: Any, pad_width: Any, mode: str = "constant", constant_values: Any = 0) -> Any:
    """Put constants (or, in mode "empty", anything) around an array."""
    keywords = {} if mode == "empty" else {"constant_values": constant_values}
    return np.pad(array, pad_width, mode, **keywords)  # type: ignore[call-overload]


def pad_back(g: Any, pad_width: Any, array_shape: Shape) -> Any:
    """The cotangent of what lies within the padding."""
    pairs = as_pairs(pad_width, len(array_shape))
    return g[tuple(slice(before, before + n) for (before, _), n in zip(pairs, array_shape))] if pairs else g


def as_pairs(pad_width: Any, ndim: int) -> Pairs:
    """Return NumPy's padding widths as one pair (before, after) for each axis."""
    pairs: list[Any] = [(0, 0)] * ndim
    if isinstance(pad_width, Mapping):
        for axis, width in pad_width.items():
            pairs[normalize_axis_index(axis, ndim)] = np.broadcast_to(width, 2).tolist()
    else:
        pairs = np.broadcast_to(pad_width, (ndim, 2)).tolist()
    return tuple((before, after) for before, after in pairs)


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
PADS: Rows = (
    ((2, 3), {"pad_width": 1}),
    ((2, 3), {"pad_width": ((1, 0), (0, 2))}),
    ((2, 3), {"pad_width": (2, 1), "mode": "constant", "constant_values": 0.5}),
    ((3,), {"pad_width": ((0, 2),), "constant_values": ((1.5, 2.5),)}),
    ((0, 2), {"pad_width": 1}),
)

# fmt: off
flip   = linear(flip_forward, m=lambda g, axis: np.flip(g, axis), name="flip", numpy=np.flip, cases=cases(FLIPS),
                views=PLAIN)
roll   = linear(roll_forward, a=roll_back, name="roll", numpy=np.roll, static={"shift": None, "axis": None},
                cases=cases(ROLLS))
tile   = linear(tile_forward, A=tile_back, name="tile", numpy=np.tile, static={"reps": None}, cases=cases(TILES))
copies = linear(repeat_forward, a=repeat_back, name="repeat", numpy=np.repeat, static={"repeats": None, "axis": None},
                cases=cases(REPEATS))
frame  = general(pad_forward, array=pad_back, jvps={"array": lambda t, pad_width: np.pad(t, pad_width)}, name="pad",
                 numpy=np.pad, static={"pad_width": None, "mode": "constant", "constant_values": 0}, cases=cases(PADS))
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
        return np.copy(m)
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


@implements(np.pad)
def pad(array: Any, pad_width: Any, mode: Any = "constant", **keywords: Any) -> Any:
    """Put something around an array, as np.pad.

    Args:
        array: a tensor or array.
        pad_width: an integer, a pair (before, after), one pair for each axis, or a dict of them by axis.
        mode: "constant", "empty", "edge", "reflect", "symmetric" or "wrap".
        **keywords: `constant_values` (numbers) for "constant"; `reflect_type="even"`.

    Raises:
        NoRuleError: another mode of np.pad, `reflect_type="odd"`, or `constant_values` on a graph.
        ValueError: an unknown mode, a keyword that the mode does not have, or a negative width.

    >>> pad(np.array([1.0, 2.0]), (1, 2), "reflect").tolist()
    [2.0, 1.0, 2.0, 1.0, 2.0]
    """
    array = arrayed(array)
    for name, value in keywords.items():
        if any_tracked(value):
            raise NoRuleError(
                f"pad() has no derivative rule for {name}. Join parts with np.concatenate, "
                f"or write stop_gradient({name}) to treat them as constant."
            )
    keywords = numbers(keywords)
    if isinstance(array, np.ndarray):
        return np.pad(array, pad_width, mode, **keywords)
    pairs = as_pairs(pad_width, array.ndim)
    if mode in ("constant", "empty"):
        if set(keywords) - {"constant_values"} or (keywords and mode == "empty"):
            np.pad(array._payload, pairs, mode, **keywords)  # raises: NumPy names the keyword
        values = keywords.get("constant_values", 0)
        return record(frame, (array,), {"pad_width": pairs, "mode": mode, "constant_values": values})
    if callable(mode) or mode in STATISTICS:
        raise NoRuleError(
            f"pad() has no derivative rule for mode={mode!r}; it has one for: constant, empty, "
            f"{', '.join(EXTENSIONS)}. Or join parts with np.concatenate."
        )
    if keywords.get("reflect_type") == "odd":
        raise NoRuleError(
            "pad() has no derivative rule for reflect_type='odd'; it has one for 'even'. "
            "Or join parts with np.concatenate."
        )
    if mode not in EXTENSIONS:
        raise ValueError(f"mode {mode!r} is not supported by np.pad")
    for axis, pair in enumerate(pairs):
        # Padding the numbers of the elements gives the number of the element at each place.
        places = np.pad(np.arange(array.shape[axis]), pair, mode, **keywords)
        array = np.take(array, places, axis) if any(pair) else array
    return array if any(map(any, pairs)) else np.copy(array)
