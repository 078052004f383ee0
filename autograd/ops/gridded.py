"""Functions given on a grid: their slopes by differences, and their integral by trapezoids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from autograd.ops.composing import along, arrayed, composed, in_memory_order
from autograd.ops.flat import numbers
from autograd.ops.reducing import numpys
from autograd.ops.shaping import concatenate, reshape
from autograd.ops.sorting import diff


@composed
def gradient(f: Any, *varargs: Any, axis: int | tuple[int, ...] | None = None, edge_order: int = 1) -> Any:
    """The slopes of a function given on a grid, by central differences, as np.gradient.

    Args:
        f: the values, a tensor or array.
        *varargs: the spacing: one number for all axes, or for each axis a number or the coordinates; may be tensors.
        axis: the axis or axes; all by default.
        edge_order: 1 or 2, the order of the differences at the edges.

    Returns:
        An array for one axis, a tuple of arrays for several.

    Raises:
        ValueError: the coordinates do not fit, or there are too few points.
        TypeError: the number of arguments does not fit.

    >>> gradient(np.array([0.0, 1.0, 4.0, 9.0])).tolist()
    [1.0, 2.0, 4.0, 5.0]
    """
    spacing = [h if np.ndim(numbers(h)) == 0 else arrayed(h) for h in varargs]
    numpys.gradient(numbers(arrayed(f)), *numbers(spacing), axis=axis, edge_order=edge_order)  # its errors are NumPy's
    f = arrayed(f)
    f = f.astype(float) if f.dtype.kind in "iub" else f
    axes = tuple(range(f.ndim)) if axis is None else normalize_axis_tuple(axis, f.ndim)
    if len(spacing) < 2:
        spacing = (spacing or [1.0]) * len(axes)

    def slopes_by(h: Any) -> Callable[[Any, int], Any]:
        return lambda f, axis: slope(f, h, axis, edge_order)

    slopes = tuple(
        in_memory_order(slopes_by(h), f, k).astype(f.dtype, copy=False) for h, k in zip(spacing, axes, strict=True)
    )
    return slopes[0] if len(slopes) == 1 else slopes


def slope(f: Any, h: Any, axis: int, edge_order: int) -> Any:
    """Return the differences along one axis: of neighbours inside, of the first and last points at the edges.

    Inside, with the distances s and t to the points before and after: the slope of the parabola through the three,
    (s/t (f+ - f) + t/s (f - f-)) / (s + t). At the edges for order 2: the slope of the outermost parabola there.
    """
    steps: Any = diff(f, axis=axis)

    def at(part: slice) -> Any:
        return steps[along(axis, part)]

    first, last = slice(0, 1), slice(-1, None)
    before, after = slice(None, -1), slice(1, None)
    if np.ndim(numbers(h)) == 0:
        inside = (at(before) + at(after)) / (2 * h)
        if edge_order == 1:
            left, right = at(first) / h, at(last) / h
        else:
            left = (3 * at(first) - at(slice(1, 2))) / (2 * h)
            right = (3 * at(last) - at(slice(-2, -1))) / (2 * h)
        return concatenate([left, inside, right], axis)
    widths = diff(h)
    widths = reshape(widths, (-1, *(1,) * (f.ndim - 1 - axis)))
    slopes = steps / widths
    s, t = widths[:-1], widths[1:]
    inside = (slopes[along(axis, after)] * s + slopes[along(axis, before)] * t) / (s + t)
    left, right = slopes[along(axis, first)], slopes[along(axis, last)]
    if edge_order == 2:
        left = left + (left - slopes[along(axis, slice(1, 2))]) * widths[:1] / (widths[:1] + widths[1:2])
        right = right + (right - slopes[along(axis, slice(-2, -1))]) * widths[-1:] / (widths[-1:] + widths[-2:-1])
    return concatenate([left, inside, right], axis)


@composed
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """The integral of a function given at points, by trapezoids, as np.trapezoid.

    Args:
        y: the values, a tensor or array.
        x: the points, an array of one dimension or of the shape of y; may be a tensor.
        dx: the distance of the points, where x is not given; may be a tensor.
        axis: the axis to integrate along.

    >>> trapezoid(np.array([1.0, 2.0, 3.0]), dx=2.0).item()
    8.0
    """
    y = arrayed(y)
    d: Any = dx
    if x is not None:
        x = arrayed(x)
        d = diff(x, axis=0 if x.ndim == 1 else axis)
        if x.ndim == 1:
            d = reshape(d, (-1, *(1,) * ((-axis if axis < 0 else y.ndim - axis) - 1)))
    before, after = along(axis % y.ndim, slice(None, -1)), along(axis % y.ndim, slice(1, None))
    return np.sum(d * (y[after] + y[before]) / 2.0, axis=axis)
