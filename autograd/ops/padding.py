"""Padding: the modes of np.pad."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from autograd.errors import NoRuleError
from autograd.graph.op import implements, record
from autograd.ops.composing import along, any_tracked, arrayed
from autograd.ops.flat import numbers
from autograd.ops.kinds import general
from autograd.ops.reducing import Shape
from autograd.ops.shaping import Rows, cases

Pairs = tuple[tuple[int, int], ...]
Ends = tuple[Any, Any]  # what belongs to the two ends of an axis

EXTENSIONS = ("edge", "reflect", "symmetric", "wrap")  # what is padded with is elements


# ---- constants ------------------------------------------------------------------------------------------------


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


PADS: Rows = (
    ((2, 3), {"pad_width": 1}),
    ((2, 3), {"pad_width": ((1, 0), (0, 2))}),
    ((2, 3), {"pad_width": (2, 1), "mode": "constant", "constant_values": 0.5}),
    ((3,), {"pad_width": ((0, 2),), "constant_values": ((1.5, 2.5),)}),
    ((0, 2), {"pad_width": 1}),
)

frame = general(
    pad_forward, array=pad_back, jvps={"array": lambda t, pad_width: np.pad(t, pad_width)}, name="pad", numpy=np.pad,
    static={"pad_width": None, "mode": "constant", "constant_values": 0}, cases=cases(PADS),
)  # fmt: skip


# ---- around one axis -----------------------------------------------------------------------------------------


def extended(a: Any, axis: int, pair: Ends, mode: str, keywords: dict[str, Any]) -> Any:
    """Pad with elements: padding the numbers of the elements gives the number of the element at each place."""
    return np.take(a, np.pad(np.arange(a.shape[axis]), pair, mode, **keywords), axis)  # type: ignore[call-overload]


def turned(a: Any, axis: int, pair: Ends, mode: str) -> Any:
    """Pad with elements that are reflected about the edge's value, too (`reflect_type="odd"`).

    One reflection takes a to 2 edge - a. Two of them, one at each end, are a shift by twice the difference of the
    edges: so are all further ones, in turn.
    """
    n = a.shape[axis]
    if n == 1:
        return extended(a, axis, pair, "edge", {})
    period = 2 * n if mode == "symmetric" else 2 * n - 2
    times, places = np.divmod(np.arange(-pair[0], n + pair[1]), period)
    inside = places < n
    shape = [1] * a.ndim
    shape[axis] = -1
    times, inside = times.reshape(shape), inside.reshape(shape)
    first, last = (np.take(a, [k], axis) for k in (0, n - 1))
    elements = np.take(a, np.where(places < n, places, period - places - (mode == "symmetric")), axis)
    shift = 2 * times.astype(a.real.dtype) * (last - first)
    return np.where(inside, elements, 2 * last - elements) + shift


def stated(a: Any, axis: int, pair: Ends, mode: str, lengths: Ends) -> Any:
    """Pad each end with a statistic of the elements next to it, or of all of them."""
    n = a.shape[axis]
    left, right = (n if length is None else min(length, n) for length in lengths)
    function = STATISTICS[mode]
    before = function(a[along(axis, slice(0, left))], axis)
    after = before if left == right == n else function(a[along(axis, slice(n - right, n))], axis)
    return between(a, axis, pair, (before, after))


def ramped(a: Any, axis: int, pair: Ends, ends: Ends) -> Any:
    """Pad with ramps from the edges to the end values."""
    shape = [1] * a.ndim
    shape[axis] = -1
    parts = []
    for width, end, k in zip(pair, ends, (0, a.shape[axis] - 1)):
        share = (np.arange(width) / max(width, 1)).astype(a.real.dtype).reshape(shape)
        parts.append(end + share * (np.take(a, [k], axis) - end))
    return np.concatenate([parts[0].astype(a.dtype), a, np.flip(parts[1], axis).astype(a.dtype)], axis)


def between(a: Any, axis: int, pair: Ends, values: Ends) -> Any:
    """Pad each end with a constant, which may be an array of length 1 along the axis."""
    parts = []
    for width, value in zip(pair, values):
        shape = (*a.shape[:axis], width, *a.shape[axis + 1 :])
        parts.append(np.broadcast_to(arrayed(value), shape).astype(a.dtype))
    return np.concatenate([parts[0], a, parts[1]], axis)


def median(a: Any, axis: int) -> Any:
    """The middle element, or the mean of the two; NaN where there is one."""
    n = a.shape[axis]
    row = np.sort(a, axis)
    middle = np.mean(np.take(row, [(n - 1) // 2, n // 2], axis), axis, keepdims=True)
    largest = np.take(row, [n - 1], axis)
    return np.where(np.isnan(largest), largest, middle)


STATISTICS: dict[str, Callable[..., Any]] = {
    "maximum": lambda a, axis: np.max(a, axis, keepdims=True),
    "mean": lambda a, axis: np.mean(a, axis, keepdims=True),
    "median": median,
    "minimum": lambda a, axis: np.min(a, axis, keepdims=True),
}


def ends_of(value: Any, ndim: int) -> tuple[Ends, ...]:
    """Return NumPy's values for both ends of all axes as one pair for each axis; they may be tensors."""
    flat = entries(value)
    places = np.arange(len(flat)).reshape(np.shape(numbers(value)))
    return tuple((flat[i], flat[k]) for i, k in np.broadcast_to(places, (ndim, 2)))


def entries(value: Any) -> list[Any]:
    """Return the numbers in nested lists, tensors and arrays, one by one."""
    if isinstance(value, (list, tuple)):
        return [entry for part in value for entry in entries(part)]
    return list(np.ravel(value)) if np.ndim(value) else [value]


# ---- what is called ------------------------------------------------------------------------------------------


@implements(np.pad)
def pad(array: Any, pad_width: Any, mode: Any = "constant", **keywords: Any) -> Any:
    """Put something around an array, as np.pad.

    Args:
        array: a tensor or array.
        pad_width: an integer, a pair (before, after), one pair for each axis, or a dict of them by axis.
        mode: "constant", "edge", "empty", "linear_ramp", "maximum", "mean", "median", "minimum", "reflect",
            "symmetric" or "wrap".
        **keywords: `constant_values` for "constant" and `end_values` for "linear_ramp", which may be tensors;
            `stat_length` for the statistics; `reflect_type` for "reflect" and "symmetric".

    Raises:
        NoRuleError: the mode is a function.
        ValueError: an unknown mode, a keyword that the mode does not have, or a negative width.

    >>> pad(np.array([1.0, 2.0]), (1, 2), "reflect").tolist()
    [2.0, 1.0, 2.0, 1.0, 2.0]
    """
    array = arrayed(array)
    tracked = any_tracked(tuple(keywords.values()))
    if isinstance(array, np.ndarray) and not tracked:
        return np.pad(array, pad_width, mode, **numbers(keywords))
    if callable(mode):
        raise NoRuleError("pad() has no derivative rule for a function as mode. Join parts with np.concatenate.")
    pairs = as_pairs(pad_width, array.ndim)
    if mode in ("constant", "empty") and not tracked and not set(keywords) - {"constant_values"}:
        values = numbers(keywords.get("constant_values", 0))
        if not (mode == "empty" and keywords):
            return record(frame, (array,), {"pad_width": pairs, "mode": mode, "constant_values": values})
    np.pad(numbers(array), pairs or pad_width, mode, **numbers(keywords))  # NumPy knows what is wrong
    ends = keywords.get({"constant": "constant_values", "linear_ramp": "end_values"}.get(mode, "stat_length"))
    if ends is None:
        ends = None if mode in STATISTICS else 0
    if not any(map(any, pairs)):
        return np.copy(array)
    for axis, (pair, values) in enumerate(zip(pairs, ends_of(ends, array.ndim))):
        if not any(pair):
            continue
        if mode == "constant":
            array = between(array, axis, pair, values)
        elif mode == "linear_ramp":
            array = ramped(array, axis, pair, values)
        elif mode in STATISTICS:
            array = stated(array, axis, pair, mode, values)
        elif keywords.get("reflect_type") == "odd":
            array = turned(array, axis, pair, mode)
        else:
            array = extended(array, axis, pair, mode, keywords)
    return array
