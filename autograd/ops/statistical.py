"""Statistical ops: sums, means, extrema.

The masks (`where=`) and `initial=` of NumPy's reductions are compositions: a masked sum is the sum of
`np.where(mask, a, 0)`. On plain arrays every function here takes all keywords that NumPy has.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.op import implements, record
from autograd.graph.rule import guarded_product, has_nan, payload
from autograd.ops.composing import LISTS, arrayed
from autograd.ops.kinds import general, linear
from autograd.ops.reducing import (
    AXES,
    NONE_LEFT,
    Axis,
    Shape,
    add_reduce,
    given,
    length,
    mask_like,
    masked,
    max_reduce,
    min_reduce,
    no_out,
    numpys,
    repeat,
    restore,
    some_tensor,
)

# ---- sums and means ----------------------------------------------------------------------------------------


def sum_forward(a: Any, axis: Axis = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """Sum over the axes."""
    no_out(out)
    return add_reduce(a, axis, dtype, None, keepdims)


def sum_back(g: Any, a_shape: Shape, axis: Axis, keepdims: bool) -> Any:
    """Repeat the cotangent along the summed axes."""
    return repeat(restore(g, a_shape, axis, keepdims), a_shape)


sum_op = linear(sum_forward, a=sum_back, numpy=np.sum, name="sum", cases=(*AXES, *NONE_LEFT))


@implements(np.sum)
def sum(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    """Sum over the axes, as np.sum.

    Args:
        a: a tensor or array of any shape.
        axis: the axis or axes to sum over; all by default.
        dtype: the dtype in which to sum.
        out: a tensor that takes the result and is returned.
        keepdims: whether to keep the summed axes, with length 1.
        initial: a number (or tensor) to add.
        where: a mask that broadcasts to the shape of `a`: which elements to include.

    Raises:
        NoRuleError: `out` is a plain array and the result is on a graph.

    >>> sum(np.ones((2, 3)), axis=0).tolist()
    [2.0, 2.0, 2.0]
    """
    if type(a) in LISTS:
        a = arrayed(a)
    if out is None and initial is None and where is True:
        return record(sum_op, (a,), {"axis": axis, "dtype": dtype, "keepdims": keepdims})
    options = given(out=out, initial=initial, where=where)
    if out is not None or not some_tensor(a, *options.values()):
        return np.sum(a, axis, dtype, keepdims=keepdims, **options)
    total = sum(masked(arrayed(a), options.get("where"), 0), axis, dtype, None, keepdims)
    return total if initial is None else total + initial


def mean_forward(a: Any, axis: Axis = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """Average over the axes: np.mean without its fixed cost, where sums have the dtype of the elements."""
    no_out(out)
    a = np.asarray(a)
    if dtype is not None or a.dtype.char not in "fdFD" or not a.size:
        return numpys.mean(a, axis, dtype, None, keepdims)
    total = add_reduce(a, axis, None, None, keepdims)
    return total / (a.size // total.size)


def mean_back(g: Any, a_shape: Shape, axis: Axis, keepdims: bool) -> Any:
    """Repeat the cotangent along the averaged axes, divided by their length."""
    return repeat(restore(g / (length(a_shape, axis) or 1), a_shape, axis, keepdims), a_shape)


mean_op = linear(mean_forward, a=mean_back, numpy=np.mean, name="mean", cases=AXES)


@implements(np.mean)
def mean(
    a: Any, axis: Axis = None, dtype: Any = None, out: Any = None, keepdims: bool = False, *, where: Any = True
) -> Any:
    """Average over the axes, as np.mean; NaN for no elements.

    Args:
        a: a tensor or array of any shape.
        axis: the axis or axes to average over; all by default.
        dtype: the dtype in which to compute.
        out: a tensor that takes the result and is returned.
        keepdims: whether to keep the averaged axes, with length 1.
        where: a mask that broadcasts to the shape of `a`: which elements to include.

    Raises:
        NoRuleError: `out` is a plain array and the result is on a graph.

    >>> mean(np.array([1.0, 2.0, 6.0])).item()
    3.0
    """
    if type(a) in LISTS:
        a = arrayed(a)
    if out is None and where is True:
        return record(mean_op, (a,), {"axis": axis, "dtype": dtype, "keepdims": keepdims})
    options = given(out=out, where=where)
    if out is not None or not some_tensor(a, *options.values()):
        return np.mean(a, axis, dtype, keepdims=keepdims, **options)
    a = arrayed(a)
    total = sum(a, axis, dtype, None, keepdims, None, where)
    return total / add_reduce(mask_like(a, where), axis, total.dtype, None, keepdims)


@implements(np.average)
def average(
    a: Any, axis: Axis = None, weights: Any = None, returned: bool = False, *, keepdims: bool = False
) -> Any:
    """Weighted average over the axes, as np.average; the weights may be a tensor too.

    Args:
        a: a tensor or array of any shape.
        axis: the axis or axes to average over; all by default.
        weights: an array of the shape of `a`, or of the averaged axes alone; equal weights by default.
        returned: whether to return a pair, the averages and the sums of weights.
        keepdims: whether to keep the averaged axes, with length 1.

    Raises:
        ZeroDivisionError: weights add up to zero.
        ValueError: the weights have another shape.

    >>> average(np.array([1.0, 2.0]), weights=np.array([3.0, 1.0])).item()
    1.25
    """
    a, weights = (arrayed(x) if type(x) in LISTS else x for x in (a, weights))
    if not some_tensor(a, weights):
        return numpys.average(a, axis, weights, returned, keepdims=keepdims)
    a = arrayed(a)
    if weights is None:
        result = mean(a, axis, keepdims=keepdims)
        return (result, np.full(result.shape, length(a.shape, axis), result.dtype)) if returned else result
    weights = spread_weights(arrayed(weights), a.shape, axis)
    dtype = np.result_type(a.dtype, weights.dtype, *([float] if a.dtype.kind in "iub" else []))
    weights = weights if weights.dtype == dtype else weights.astype(dtype)
    total = sum(weights, axis, keepdims=keepdims)
    if np.any(payload(total) == 0):
        raise ZeroDivisionError("average(a, weights=w): the weights add up to zero. Give weights with another sum.")
    result = sum(a * weights, axis, keepdims=keepdims) / total
    return (result, np.broadcast_to(total, result.shape)) if returned else result


def spread_weights(weights: Any, shape: Shape, axis: Axis) -> Any:
    """Give the weights of the averaged axes the shape of what is averaged."""
    if weights.shape == shape:
        return weights
    if axis is None:
        raise ValueError(f"average needs an axis when the weights {weights.shape} have not the shape {shape} of a.")
    axes = [k % len(shape) for k in (axis if isinstance(axis, tuple) else (axis,))]
    if weights.shape != tuple(shape[k] for k in axes):
        raise ValueError(f"average over axis {axis} of {shape} needs weights of those axes; got {weights.shape}.")
    order = sorted(range(len(axes)), key=axes.__getitem__)
    placed = tuple(n if k in axes else 1 for k, n in enumerate(shape))
    return np.broadcast_to(weights.transpose(tuple(order)).reshape(placed), shape)


# ---- extrema -----------------------------------------------------------------------------------------------------


def max_forward(a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False) -> Any:
    """Return the largest element."""
    no_out(out)
    return max_reduce(a, axis, None, None, keepdims)


def min_forward(a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False) -> Any:
    """Return the smallest element."""
    no_out(out)
    return min_reduce(a, axis, None, None, keepdims)


def chosen_part(g: Any, a: Any, out: Any, axis: Axis, keepdims: bool) -> Any:
    """Keep what belongs to the elements that were chosen: in equal parts at a tie, NaN if one of them is NaN."""
    value = payload(restore(out, a.shape, axis, keepdims))
    chosen = payload(a) == value
    if np.count_nonzero(chosen) == value.size and not has_nan(value):  # no ties
        return np.where(chosen, g, 0)
    count = add_reduce(chosen, axis, value.real.dtype, None, True)
    return guarded_product(g, chosen / count)


def extremum_vjp(g: Any, a: Any, out: Any, axis: Axis, keepdims: bool) -> Any:
    """The cotangent where the extremum is, in equal parts at a tie."""
    return chosen_part(restore(g, a.shape, axis, keepdims), a, out, axis, keepdims) if a.shape else g


def extremum_jvp(t: Any, a: Any, out: Any, axis: Axis, keepdims: bool) -> Any:
    """The tangent where the extremum is; the mean of them at a tie."""
    return sum(chosen_part(t, a, out, axis, keepdims), axis, None, None, keepdims) if a.shape else t


EXTREMUM: dict[str, Any] = {
    "a": extremum_vjp, "jvps": {"a": extremum_jvp}, "analytic": False, "cases": AXES[:-1],
    "singular": "equal parts at a tie; NaN where an element is NaN",
}  # fmt: skip
max_op = general(max_forward, numpy=(np.max, np.amax), name="max", **EXTREMUM)
min_op = general(min_forward, numpy=(np.min, np.amin), name="min", **EXTREMUM)


@implements(np.max, np.amax)
def max(
    a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False, initial: Any = None, where: Any = True
) -> Any:
    """The largest element along the axes, as np.max; equal elements share the gradient evenly.

    Args:
        a: a tensor or array of any shape.
        axis: the axis or axes to reduce; all by default.
        out: a tensor that takes the result and is returned.
        keepdims: whether to keep the reduced axes, with length 1.
        initial: the result is not smaller than this.
        where: a mask that broadcasts to the shape of `a`: which elements to include; needs `initial`.

    Raises:
        NoRuleError: `out` is a plain array and the result is on a graph.
        ValueError: there are no elements; or `where` without `initial`.

    >>> max(np.array([[1.0, 3.0], [2.0, 0.0]]), axis=1).tolist()
    [3.0, 2.0]
    """
    if type(a) in LISTS:
        a = arrayed(a)
    if out is None and initial is None and where is True:
        return record(max_op, (a,), {"axis": axis, "keepdims": keepdims})
    return bounded(max, np.max, np.maximum, a, axis, keepdims, given(out=out, initial=initial, where=where))


@implements(np.min, np.amin)
def min(
    a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False, initial: Any = None, where: Any = True
) -> Any:
    """The smallest element along the axes, as np.min; equal elements share the gradient evenly.

    Args and errors are those of `max`.

    >>> min(np.array([[1.0, 3.0], [2.0, 0.0]]), axis=1).tolist()
    [1.0, 0.0]
    """
    if type(a) in LISTS:
        a = arrayed(a)
    if out is None and initial is None and where is True:
        return record(min_op, (a,), {"axis": axis, "keepdims": keepdims})
    return bounded(min, np.min, np.minimum, a, axis, keepdims, given(out=out, initial=initial, where=where))


def bounded(
    ours: Any, theirs: Any, pairwise: Any, a: Any, axis: Axis, keepdims: bool, options: dict[str, Any]
) -> Any:
    """An extremum with `initial` and `where`: fill in what is masked, then compare with the bound."""
    if "out" in options or not some_tensor(a, *options.values()):
        return theirs(a, axis, keepdims=keepdims, **options)
    bound = options.get("initial")
    if bound is None:
        raise ValueError(f"np.{ours.__name__} with where= needs initial=: the result where the mask leaves no element.")
    a = masked(arrayed(a), options.get("where"), bound)
    if not length(a.shape, axis):  # there is nothing but the bound; a sum of nothing has the shape of the result
        return sum(a, axis, None, None, keepdims) + bound
    return pairwise(ours(a, axis, None, keepdims), bound)


@implements(np.ptp)
def ptp(a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False) -> Any:
    """The largest element less the smallest, as np.ptp.

    Args and errors are those of `max`.

    >>> ptp(np.array([1.0, 5.0, 2.0])).item()
    4.0
    """
    if type(a) in LISTS:
        a = arrayed(a)
    if out is not None or not some_tensor(a):
        return numpys.ptp(a, axis, out=out, keepdims=keepdims)
    return max(a, axis, None, keepdims) - min(a, axis, None, keepdims)
