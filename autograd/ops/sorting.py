"""Sorting, and differences of neighbours: compositions that find an index and read.

The order is constant almost everywhere; among equal elements it is that of the array (a stable sort),
so each element's gradient comes from the one place it went to.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from autograd.graph.op import implements
from autograd.ops.composing import along, arrayed, composed, holds_tensor, in_memory_order
from autograd.ops.flat import numbers
from autograd.ops.reducing import numpys, refuse

NO_VALUE: Any = getattr(np, "_NoValue", None)  # NumPy's own default, which its dispatcher hands on


@implements(np.sort)
def sort(
    a: Any,
    axis: int | None = -1,
    kind: Any = None,
    order: Any = None,
    *,
    stable: Any = None,
    descending: bool = False,
) -> Any:
    """Sort along an axis (the flat array for None), as np.sort; the sort of a tensor is always stable.

    Args:
        a: a tensor or array of at least one dimension.
        axis: the axis.
        kind, stable: as for np.sort.
        order: as for np.sort, of plain arrays only.
        descending: whether the largest comes first, which the array API has and NumPy has not.

    Raises:
        AxisError: there is no such axis.
        NoRuleError: `order` was given.

    >>> sort(np.array([[2.0, 1.0], [0.0, 3.0]])).tolist()
    [[1.0, 2.0], [0.0, 3.0]]
    """
    if not holds_tensor(a) and not descending:
        return numpys.sort(a, axis, kind, order, stable=stable)
    refuse("sort", {"order": order}, "order")
    a, axis = sortable(a, axis)

    def sorted_along(a: Any, axis: int) -> Any:
        return np.take_along_axis(a, argsort(a, axis, "stable", descending=descending), axis)

    return in_memory_order(sorted_along, a, axis)


def argsort(
    a: Any,
    axis: int | None = -1,
    kind: Any = None,
    order: Any = None,
    *,
    stable: Any = None,
    descending: bool = False,
) -> Any:
    """Return the positions of the elements in ascending order, as np.argsort, a plain array.

    Args:
        a: a tensor or array.
        axis, kind, order, stable: as for np.argsort.
        descending: whether the largest comes first, which the array API has and NumPy has not. Equal elements stay
            in the order of the array, whatever kind of sort was asked for.

    >>> argsort(np.array([1.0, 2.0, 2.0]), descending=True).tolist()
    [1, 2, 0]
    """
    data = np.asarray(numbers(a))
    if not descending:
        return numpys.argsort(data, axis, kind, order, stable=stable)
    if axis is None:
        data, axis = data.ravel(), 0
    # The ascending order of the reversed array, read backwards: equal elements were reversed twice.
    backwards = np.argsort(np.flip(data, axis), axis, "stable")
    return data.shape[axis] - 1 - np.flip(backwards, axis)


@composed
def partition(a: Any, kth: Any, axis: int | None = -1, kind: str = "introselect", order: None = None) -> Any:
    """Put the kth smallest elements in their sorted places, as np.partition.

    >>> float(partition(np.array([3.0, 1.0, 2.0]), 1)[1])
    2.0
    """
    refuse("partition", {"order": order}, "order")
    a, axis = sortable(a, axis)

    def parted_along(a: Any, axis: int) -> Any:
        return np.take_along_axis(a, np.argpartition(a, numbers(kth), axis), axis)

    return in_memory_order(parted_along, a, axis)


def sortable(a: Any, axis: int | None) -> tuple[Any, int]:
    """Return the array (flat for None) and the axis, counted from the front."""
    a = arrayed(a)
    if axis is None:
        return np.ravel(a), 0
    return a, normalize_axis_index(axis, a.ndim)


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
    before, after = end_of(prepend, a.shape, axis), end_of(append, a.shape, axis)
    if before or after:
        a = np.concatenate([*before, a, *after], axis)
    for _ in range(n):
        a = a[along(axis, slice(1, None))] - a[along(axis, slice(None, -1))]
    return a


def end_of(part: Any, shape: tuple[int, ...], axis: int) -> list[Any]:
    """Return, in a list, what is to be joined to an array; a number becomes a slice of it."""
    if part is NO_VALUE:
        return []
    part = arrayed(part)
    return [part if part.ndim else np.broadcast_to(part, (*shape[:axis], 1, *shape[axis + 1 :]))]


@composed
def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    """Subtract from each element of the flat array the one before it, as np.ediff1d.

    >>> ediff1d(np.array([1.0, 4.0, 9.0]), to_end=0.0).tolist()
    [3.0, 5.0, 0.0]
    """
    flat = np.ravel(ary)
    result = flat[1:] - flat[:-1]
    before, after = ([] if end is None else [np.ravel(end)] for end in (to_begin, to_end))
    if not before and not after:
        return result
    return np.concatenate([*before, result, *after], dtype=flat.dtype, casting="same_kind")


@composed
def sort_complex(a: Any) -> Any:
    """Sort along the last axis, and make the result complex, as np.sort_complex.

    >>> sort_complex(np.array([2.0, 1.0])).tolist()
    [(1+0j), (2+0j)]
    """
    result = sort(a)
    return result.astype(np.sort_complex(numbers(result)).dtype, copy=False)


