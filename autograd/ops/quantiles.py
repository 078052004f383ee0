"""Medians and quantiles: one or two elements of the sorted array, and a mean of the two.

Which elements and with which weights is constant almost everywhere. NumPy itself tells it, for every
`method=`: its quantile of the numbers 0, 1 .. n - 1 is the position in a sorted array of n elements. Among
equal elements the order is that of the array, as for `sort`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from autograd.errors import NoRuleError
from autograd.ops.composing import any_tracked, arrayed, composed
from autograd.ops.flat import numbers
from autograd.ops.reducing import Axis, leading

Fractions = Any


@composed
def median(a: Any, axis: Axis = None, out: Any = None, overwrite_input: bool = False, keepdims: bool = False) -> Any:
    """The middle element along the axes, or the mean of the middle two, as np.median.

    Args:
        a: a tensor or array of any shape.
        axis: the axis or axes to reduce; all by default.
        out: a tensor that takes the result and is returned.
        overwrite_input: a permission that is not made use of.
        keepdims: whether to keep the reduced axes, with length 1.

    Raises:
        NoRuleError: `out` is a plain array and the result is on a graph.

    >>> median(np.array([3.0, 1.0, 2.0])).item()
    2.0
    """
    return middle("median", a, axis, keepdims)


@composed
def nanmedian(
    a: Any, axis: Axis = None, out: Any = None, overwrite_input: bool = False, keepdims: bool = False
) -> Any:
    """The median of the elements that are not NaN, as np.nanmedian.

    Args and errors are those of `median`.

    >>> nanmedian(np.array([3.0, np.nan, 2.0])).item()
    2.5
    """
    return middle("nanmedian", a, axis, keepdims)


def middle(name: str, a: Any, axis: Axis, keepdims: bool) -> Any:
    """Return the mean of the elements at (n - 1) // 2 and n // 2, of each slice with its own n."""
    a = arrayed(a)
    if not np.size(numbers(a)):
        return getattr(np, name)(numbers(a), axis=axis, keepdims=keepdims)
    if a.dtype.kind in "iub":
        a = a.astype(float)
    axes = None if axis is None else normalize_axis_tuple(axis, a.ndim)
    rows, count = ordered(a, axes)
    n = count if name == "nanmedian" else np.full_like(count, rows.shape[0])
    low, high = element(rows, np.maximum(n - 1, 0) // 2), element(rows, np.minimum(n // 2, rows.shape[0] - 1))
    result = np.where(n % 2 == 1, low, (low + high) / 2)
    return restored(lost(result, count < n), a.shape, axes, keepdims)


@composed
def quantile(
    a: Any,
    q: Fractions,
    axis: Axis = None,
    out: Any = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
    *,
    weights: Any = None,
) -> Any:
    """The elements below which the fractions q of all elements along the axes lie, as np.quantile.

    Args:
        a: a tensor or array of any shape.
        q: fractions between 0 and 1; a tensor on a graph for method "linear" only.
        axis: the axis or axes to reduce; all by default.
        out: a tensor that takes the result and is returned.
        overwrite_input: a permission that is not made use of.
        method: how to choose between two elements, as for np.quantile.
        keepdims: whether to keep the reduced axes, with length 1.
        weights: as for np.quantile; the quantile is flat in them.

    Raises:
        NoRuleError: `out` was given together with a tensor; q is on a graph and the method is another one.
        ValueError: q is not between 0 and 1, or NumPy does not know the method.

    >>> quantile(np.array([1.0, 2.0, 4.0]), 0.75).item()
    3.0
    """
    return located("quantile", a, q, 1, axis, method, keepdims, weights)


@composed
def percentile(
    a: Any,
    q: Fractions,
    axis: Axis = None,
    out: Any = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
    *,
    weights: Any = None,
) -> Any:
    """The quantiles at q per cent, as np.percentile.

    Args and errors are those of `quantile`.

    >>> percentile(np.array([1.0, 2.0, 4.0]), 75).item()
    3.0
    """
    return located("percentile", a, q, 100, axis, method, keepdims, weights)


@composed
def nanquantile(
    a: Any,
    q: Fractions,
    axis: Axis = None,
    out: Any = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
    *,
    weights: Any = None,
) -> Any:
    """The quantiles of the elements that are not NaN, as np.nanquantile.

    Args and errors are those of `quantile`.

    >>> nanquantile(np.array([1.0, 2.0, np.nan, 4.0]), 0.75).item()
    3.0
    """
    return located("nanquantile", a, q, 1, axis, method, keepdims, weights)


@composed
def nanpercentile(
    a: Any,
    q: Fractions,
    axis: Axis = None,
    out: Any = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
    *,
    weights: Any = None,
) -> Any:
    """The quantiles at q per cent of the elements that are not NaN, as np.nanpercentile.

    Args and errors are those of `quantile`.

    >>> nanpercentile(np.array([1.0, 2.0, np.nan, 4.0]), 75).item()
    3.0
    """
    return located("nanpercentile", a, q, 100, axis, method, keepdims, weights)


def located(name: str, a: Any, q: Fractions, whole: int, axis: Axis, method: str, keepdims: bool, weights: Any) -> Any:
    """Return the quantiles of any of the four functions; `whole` is what q is a part of, 1 or 100."""
    a = arrayed(a)
    theirs = getattr(np, name)
    tracked = any_tracked(q)
    if tracked and (method != "linear" or weights is not None):
        other = f"method={method!r}" if weights is None else "weights="
        raise NoRuleError(
            f"np.{name} with {other} has no derivative rule for argument 'q'. "
            'Use method="linear" without weights, or stop_gradient(q).'
        )
    fractions = numbers(q)
    if np.ndim(fractions) > 1 and name.startswith("nan"):  # NumPy puts its axes in places that are documented nowhere
        raise NoRuleError(f"np.{name} of a Tensor takes q of at most one axis. Use q.ravel(), and reshape the result.")
    if not np.size(numbers(a)):
        return theirs(numbers(a), fractions, axis=axis, method=method, keepdims=keepdims)
    axes = None if axis is None else normalize_axis_tuple(axis, a.ndim)
    if weights is not None:
        options = {"axis": axis, "method": method, "keepdims": True, "weights": numbers(weights)}
        return restored(equal_to(theirs(numbers(a), fractions, **options), a, axes), a.shape, axes, keepdims, q)
    rows, count = ordered(a, axes)
    skips_nan = name.startswith("nan")
    n = count if skips_nan else np.full_like(count, rows.shape[0])
    ramp = np.arange(rows.shape[0], dtype=a.dtype)
    places = positions(theirs, ramp, fractions, method, n)
    low = np.clip(np.floor(places).astype(np.intp), 0, np.maximum(n - (2 if tracked else 1), 0))
    below, above = element(rows, low), element(rows, np.minimum(low + 1, np.maximum(n - 1, 0)))
    if tracked:  # the slope right of a data point, left of the last one
        step = arrayed(q).reshape((*np.shape(fractions), *(1,) * n.ndim)) * (np.maximum(n - 1, 0) / whole) - low
        result = below + (above - below) * step
    else:
        part = places - low.astype(places.dtype)
        result = below if not np.any(part) else np.where(part == 0, below, below + (above - below) * part)
    return restored(lost(result.astype(places.dtype, copy=False), count < n), a.shape, axes, keepdims, q)


def ordered(a: Any, axes: Axis) -> tuple[Any, np.ndarray]:
    """Return the sorted array with the reduced axes in front, as one, and how many numbers (no NaN) each slice has."""
    rows = leading(a, axes)[0]
    values = numbers(rows)
    count = np.count_nonzero(~np.isnan(values), axis=0)
    return np.take_along_axis(rows, np.argsort(values, 0, kind="stable"), 0), np.asarray(count)


def positions(theirs: Any, ramp: np.ndarray, q: Any, method: str, count: np.ndarray) -> np.ndarray:
    """Return where in the sorted slices the quantiles lie: an array of the shape of q and of the slices."""
    found = np.empty((*np.shape(q), *count.shape), np.result_type(theirs(ramp, q, method=method)))
    for n in np.unique(count):  # one, unless there are NaNs
        place = theirs(ramp[: max(n, 1)], q, method=method)
        found[..., count == n] = np.asarray(place)[..., None]
    return found


def element(rows: Any, index: np.ndarray) -> Any:
    """Return the elements of the sorted slices with this index, which may have axes in front of those of slices."""
    slices = np.indices(rows.shape[1:], sparse=True)
    return rows[(index, *slices)]


def equal_to(values: np.ndarray, a: Any, axes: Axis) -> Any:
    """Return the elements of slices that have these values: the first of each slice, where several have."""
    rows = leading(a, axes)[0]
    values = values.reshape((-1, *rows.shape[1:]))
    index = np.array([np.argmax(numbers(rows) == value, axis=0) for value in values], np.intp)
    return element(rows, index)


def lost(result: Any, bad: np.ndarray) -> Any:
    """Return NaN, also as the derivative, for the slices that hold NaN."""
    return np.where(bad, result * np.nan, result) if np.any(bad) else result


def restored(result: Any, shape: tuple[int, ...], axes: Axis, keepdims: bool, q: Any = 0.0) -> Any:
    """Give the result the axes of q and, if wanted, the reduced axes with length 1."""
    reduced = tuple(n for k, n in enumerate(shape) if axes is not None and k not in axes)  # type: ignore[operator]
    if keepdims:
        gone = range(len(shape)) if axes is None else axes
        reduced = tuple(1 if k in gone else n for k, n in enumerate(shape))  # type: ignore[operator]
    return result.reshape((*np.shape(numbers(q)), *reduced))
