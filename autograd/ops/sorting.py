"""Sorting ops, and differences of neighbours: compositions that find an index and read.

The order is constant almost everywhere; among equal elements it is that of the array (a stable sort),
so each element's gradient comes from the one place it went to.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from autograd.ops.flat import numbers
from autograd.ops.indexing import along, arrayed, composed, refuse

NO_VALUE: Any = getattr(np, "_NoValue", None)  # NumPy's own default, which its dispatcher hands on


@composed
def sort(a: Any, axis: int | None = -1, kind: str | None = None, order: None = None, *, stable: Any = None) -> Any:
    """Sort along an axis (the flat array for None), as np.sort; the sort is always stable.

    Args:
        a: a tensor or array of at least one dimension.
        axis: the axis.
        kind, stable: as for np.sort.
        order: not supported.

    Raises:
        AxisError: there is no such axis.
        NoRuleError: `order` was given.

    >>> sort(np.array([[2.0, 1.0], [0.0, 3.0]])).tolist()
    [[1.0, 2.0], [0.0, 3.0]]
    """
    refuse("sort", order=order)
    return in_order(a, np.argsort(flat_for_none(a, axis), axis_of(a, axis), kind="stable"), axis)


@composed
def partition(a: Any, kth: Any, axis: int | None = -1, kind: str = "introselect", order: None = None) -> Any:
    """Put the kth smallest elements in their sorted places, as np.partition.

    >>> float(partition(np.array([3.0, 1.0, 2.0]), 1)[1])
    2.0
    """
    refuse("partition", order=order)
    data = flat_for_none(a, axis)
    return in_order(a, np.argpartition(data, numbers(kth), axis_of(a, axis), kind), axis)  # type: ignore[call-overload]


def flat_for_none(a: Any, axis: int | None) -> Any:
    """Return the numbers, flat when there is no axis."""
    return np.ravel(numbers(a)) if axis is None else np.asarray(numbers(a))


def axis_of(a: Any, axis: int | None) -> int:
    """Return the axis as a number of the array (or of the flat one)."""
    return 0 if axis is None else normalize_axis_index(axis, np.ndim(a))


def in_order(a: Any, places: np.ndarray, axis: int | None) -> Any:
    """Read the elements along the axis (of the flat array for None) in the order of the places."""
    a = np.ravel(a) if axis is None else a
    return a[places] if places.ndim == 1 else np.take_along_axis(a, places, 0 if axis is None else axis)


@composed
def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = NO_VALUE, append: Any = NO_VALUE) -> Any:
    """Subtract from each element along an axis the one before it, n times, as np.diff.

    Args:
        a: a tensor or array of at least one dimension.
        n: how many times.
        axis: the axis.
        prepend, append: arrays (or numbers) to join to `a` at its ends before; they may be tensors.

    Raises:
        ValueError: n is negative, or `a` is 0-d.
        AxisError: there is no such axis.

    >>> diff(np.array([1.0, 4.0, 9.0]), prepend=0.0).tolist()
    [1.0, 3.0, 5.0]
    """
    if n == 0:
        return a
    if n < 0:
        raise ValueError(f"order must be non-negative but got {n}")
    a = arrayed(a)
    if a.ndim == 0:
        raise ValueError("diff requires input that is at least one dimensional")
    axis = normalize_axis_index(axis, a.ndim)
    ends = [part if part is NO_VALUE else end_of(part, a.shape, axis) for part in (prepend, append)]
    if any(end is not NO_VALUE for end in ends):
        a = np.concatenate([part for part in (ends[0], a, ends[1]) if part is not NO_VALUE], axis)
    for _ in range(n):
        a = a[along(axis, slice(1, None))] - a[along(axis, slice(None, -1))]
    return a


def end_of(part: Any, shape: tuple[int, ...], axis: int) -> Any:
    """Return what is to be joined to an array; a number becomes a slice of it."""
    part = arrayed(part)
    return np.broadcast_to(part, (*shape[:axis], 1, *shape[axis + 1 :])) if part.ndim == 0 else part


@composed
def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    """Subtract from each element of the flat array the one before it, as np.ediff1d.

    >>> ediff1d(np.array([1.0, 4.0, 9.0]), to_end=0.0).tolist()
    [3.0, 5.0, 0.0]
    """
    flat = np.ravel(ary)
    ends = [None if end is None else np.ravel(arrayed(end)) for end in (to_begin, to_end)]
    result = flat[1:] - flat[:-1]
    if ends == [None, None]:
        return result
    parts = [part for part in (ends[0], result, ends[1]) if part is not None]
    return np.concatenate(parts, dtype=flat.dtype, casting="same_kind")
