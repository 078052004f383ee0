"""logsumexp, softmax and log_softmax: fused, and stable for numbers of any size."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd.graph.domain import Case
from autograd.graph.op import record
from autograd.graph.rule import guarded_product, payload
from autograd.ops.kinds import general
from autograd.ops.reducing import AXES, Axis, add_reduce, max_reduce, restore
from autograd.ops.statistical import sum as sum_over

LOWEST = -np.inf
MODERATE = 100  # the size of a logarithm up to which exp(a - log) is as exact as exp(a - largest) / sum


def floating(a: Any) -> Any:
    """Return numbers as floating ones."""
    a = np.asarray(a)
    return a if a.dtype.kind in "fc" else a.astype(float)


def largest(a: Any, axis: Axis) -> Any:
    """Return the largest (real part) along the axes, which are kept; -inf where there is nothing."""
    return max_reduce(a.real if a.dtype.kind == "c" else a, axis, None, None, True, LOWEST)


def exponential(x: Any) -> Any:
    """exp(x), into x where that is an array."""
    return np.exp(x, x) if isinstance(x, np.ndarray) else np.exp(x)


# ---- logsumexp -----------------------------------------------------------------------------------------------


def logsumexp_forward(a: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """log(sum(exp(a))) with the largest element taken out: nothing overflows, and its exponential is 1."""
    a = floating(a)
    top = largest(a, axis)
    if math.isfinite(add_reduce(top, None)):
        total = add_reduce(exponential(a - top), axis, None, None, keepdims)
        return np.log(total) + top.reshape(total.shape)
    top = np.where(np.isfinite(top), top, 0)  # a row that holds an infinity or NaN, or nothing but -inf
    with np.errstate(divide="ignore", over="ignore"):
        total = add_reduce(exponential(a - top), axis, None, None, keepdims)
        return np.log(total) + top.reshape(total.shape)


def shares(g: Any, a: Any, out: Any, axis: Axis, keepdims: bool) -> Any:
    """g * softmax(a), from the result; where the result is infinite, equal parts for the elements equal to it."""
    whole = restore(out, a.shape, axis, keepdims)
    value = payload(whole)
    size = max_reduce(np.absolute(value), None, None, None, False, 0)
    if size < MODERATE:
        return g * np.exp(a - whole)
    if size < np.inf:
        return g * softmax(a, axis)
    infinite = np.isinf(value)
    equal = payload(a) == value
    part = equal / add_reduce(equal, axis if a.shape else None, value.real.dtype, None, True)
    return guarded_product(g, np.where(infinite, part, softmax(np.where(infinite, 0, a), axis)))


def logsumexp_vjp(g: Any, a: Any, out: Any, axis: Axis, keepdims: bool) -> Any:
    """The share of each element, softmax(a)."""
    return shares(restore(g, a.shape, axis, keepdims), a, out, axis, keepdims)


def logsumexp_jvp(t: Any, a: Any, out: Any, axis: Axis, keepdims: bool) -> Any:
    """The mean of the tangents, weighted by softmax(a)."""
    return sum_over(shares(t, a, out, axis, keepdims), axis, None, None, keepdims)


logsumexp_op = general(
    logsumexp_forward, a=logsumexp_vjp, jvps={"a": logsumexp_jvp}, name="logsumexp", cases=AXES,
    singular="where the result is infinite, equal parts for the elements equal to it",
)  # fmt: skip


def logsumexp(a: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """log(sum(exp(a))) over the axes, for numbers of any size.

    Args:
        a: a tensor or array of any shape; float32 stays float32, integers become float64.
        axis: the axis or axes to reduce; all by default.
        keepdims: whether to keep the reduced axes, with length 1.

    Returns:
        The logarithms; -inf where all elements are -inf, or where there are none.

    >>> logsumexp(np.array([1000.0, 1000.0])).round(6).item()
    1000.693147
    """
    return record(logsumexp_op, (a,), {"axis": axis, "keepdims": keepdims})


# ---- softmax ---------------------------------------------------------------------------------------------------


def softmax_forward(a: Any, axis: Axis = -1) -> Any:
    """exp(a) / sum(exp(a)), with the largest element taken out."""
    a = floating(a)
    part = exponential(a - largest(a, axis))
    total = add_reduce(part, axis, None, None, True)
    return np.divide(part, total, part) if isinstance(part, np.ndarray) else part / total


def softmax_product(g: Any, out: Any, axis: Axis) -> Any:
    """J g for J = diag(p) - p p^T, which is its own transpose."""
    part = g * out
    return part - out * sum_over(part, axis, None, None, True)


def log_softmax_forward(a: Any, axis: Axis = -1) -> Any:
    """a - logsumexp(a), with the largest element taken out first.

    Of complex numbers all of that element, as in SciPy, not its real part: that decides the branch of the logarithm.
    """
    a = floating(a)
    shifted = a - max_reduce(a, axis, None, None, True, LOWEST)
    return shifted - np.log(add_reduce(np.exp(shifted), axis, None, None, True))


def log_softmax_vjp(g: Any, out: Any, axis: Axis) -> Any:
    """g - softmax * sum(g)."""
    return g - np.exp(out) * sum_over(g, axis, None, None, True)


def log_softmax_jvp(t: Any, out: Any, axis: Axis) -> Any:
    """t less its mean, weighted by softmax."""
    return t - sum_over(t * np.exp(out), axis, None, None, True)


ALONG = (
    Case(((3,),)),
    Case(((2, 3),)),
    Case(((),)),
    Case(((3, 2),), {"axis": 0}),
    Case(((2, 3),), {"axis": None}),
    Case(((2, 3, 2),), {"axis": (0, -1)}),
    Case(((0, 3),)),
    Case(((3, 0),)),
)
softmax_op = general(
    softmax_forward, a=softmax_product, jvps={"a": softmax_product}, name="softmax", cases=ALONG
)
log_softmax_op = general(
    log_softmax_forward, a=log_softmax_vjp, jvps={"a": log_softmax_jvp}, name="log_softmax", cases=ALONG
)


def softmax(a: Any, axis: Axis = -1) -> Any:
    """exp(a) / sum(exp(a)) along the axes, for numbers of any size.

    Args:
        a: a tensor or array of any shape; float32 stays float32, integers become float64.
        axis: the axis or axes along which the result adds up to 1; None for all.

    Returns:
        An array of the shape of `a`; NaN along an axis where all elements are -inf.

    >>> softmax(np.array([1000.0, 1000.0])).tolist()
    [0.5, 0.5]
    """
    return record(softmax_op, (a,), {"axis": axis})


def log_softmax(a: Any, axis: Axis = -1) -> Any:
    """log(softmax(a)) along the axes, exact also where softmax is 0.

    Args:
        a: a tensor or array of any shape; float32 stays float32, integers become float64.
        axis: the axis or axes along which the exponentials of the result add up to 1; None for all.

    Returns:
        An array of the shape of `a`; NaN along an axis where all elements are -inf.

    >>> log_softmax(np.array([0.0, 1000.0])).tolist()
    [-1000.0, 0.0]
    """
    return record(log_softmax_op, (a,), {"axis": axis})
