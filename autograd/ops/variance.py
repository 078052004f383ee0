"""Variance and standard deviation."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.domain import Case
from autograd.graph.op import Op, implements, record
from autograd.graph.rule import payload
from autograd.ops.composing import LISTS, arrayed
from autograd.ops.kinds import general
from autograd.ops.reducing import (
    AXES,
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
    restore,
    some_tensor,
)
from autograd.ops.shaping import astype
from autograd.ops.statistical import mean as mean_over, sum as sum_over


def var_forward(
    a: Any, axis: Axis = None, dtype: Any = None, out: Any = None, ddof: float = 0, keepdims: bool = False
) -> Any:
    """Average the squared distance from the mean: np.var without its fixed cost, where it needs no wider dtype."""
    no_out(out)
    a = np.asarray(a)
    if dtype is not None or a.dtype.char not in "fd" or not a.size:
        return numpys.var(a, axis, dtype, None, ddof, keepdims)
    total = add_reduce(a, axis, None, None, True)
    distance = a - total / (a.size // total.size)
    distance *= distance  # in place, where it is an array
    return add_reduce(distance, axis, None, None, keepdims) / freedom(a.shape, axis, ddof)


def std_forward(
    a: Any, axis: Axis = None, dtype: Any = None, out: Any = None, ddof: float = 0, keepdims: bool = False
) -> Any:
    """Return the square root of the variance."""
    no_out(out)
    a = np.asarray(a)
    if dtype is not None or a.dtype.char not in "fd" or not a.size:
        return numpys.std(a, axis, dtype, None, ddof, keepdims)
    return np.sqrt(var_forward(a, axis, None, None, ddof, keepdims))


def freedom(shape: Shape, axis: Axis, ddof: float) -> float:
    """Return the degrees of freedom: how many elements, less ddof, and never below 0."""
    count = length(shape, axis) - ddof
    return count if count > 0 else 0


def deviation(a: Any, axis: Axis) -> tuple[Any, Any]:
    """Return conj(a - mean) and the mean, with the axes kept."""
    center = mean_over(a, axis, None, None, True)
    distance = a - center
    return np.conjugate(distance) if a.dtype.kind == "c" else distance, center


def var_vjp(g: Any, a: Any, axis: Axis, ddof: float, keepdims: bool) -> Any:
    """2 conj(a - mean) / (n - ddof); what the mean contributes adds up to zero."""
    n = freedom(a.shape, axis, ddof)
    return restore(g * (2 / n if n else np.inf), a.shape, axis, keepdims) * deviation(a, axis)[0]


def var_jvp(t: Any, a: Any, axis: Axis, ddof: float, keepdims: bool) -> Any:
    """Sum the same over the axes."""
    n = freedom(a.shape, axis, ddof)
    return sum_over(t * deviation(a, axis)[0], axis, None, None, keepdims) * (2 / n if n else np.inf)


def std_scale(a: Any, center: Any, out: Any, axis: Axis, ddof: float, keepdims: bool) -> Any:
    """1 / ((n - ddof) std); 0 where all elements are equal."""
    n = freedom(a.shape, axis, ddof)
    numbers, spread = payload(a), payload(out)
    # Rounding can make the spread of equal numbers tiny instead of 0: look closer where it may have.
    rounding = np.absolute(payload(center)).reshape(np.shape(spread)) * (numbers.size * np.finfo(numbers.dtype).eps)
    if not np.any(spread <= rounding):
        return 1 / (n * out)
    largest = max_reduce(numbers, axis, None, None, keepdims)
    constant = (spread == 0) | (largest == min_reduce(numbers, axis, None, None, keepdims))
    return np.where(constant, 0, 1 / (n * np.where(constant, 1, out)))


def std_vjp(g: Any, a: Any, out: Any, axis: Axis, ddof: float, keepdims: bool) -> Any:
    """conj(a - mean) / ((n - ddof) std); 0 where all elements are equal."""
    distance, center = deviation(a, axis)
    scale = std_scale(a, center, out, axis, ddof, keepdims)
    return restore(g * scale, a.shape, axis, keepdims) * distance


def std_jvp(t: Any, a: Any, out: Any, axis: Axis, ddof: float, keepdims: bool) -> Any:
    """Sum the same over the axes."""
    distance, center = deviation(a, axis)
    return sum_over(t * distance, axis, None, None, keepdims) * std_scale(a, center, out, axis, ddof, keepdims)


SPREADS = (
    *AXES[2:6],
    Case(((2, 3),)),
    Case(((4,),), {"ddof": 1}),
    Case(((3, 2),), {"axis": 0, "ddof": 1, "keepdims": True}),
    Case(((3,),), {"ddof": 0.5}),
)
var_op = general(
    var_forward, a=var_vjp, jvps={"a": var_jvp}, numpy=np.var, name="var", cases=(*SPREADS, AXES[1]), analytic=False
)
std_op = general(
    std_forward, a=std_vjp, jvps={"a": std_jvp}, numpy=np.std, name="std", cases=SPREADS, analytic=False,
    singular="0 where all elements are equal",
)  # fmt: skip


@implements(np.var)
def var(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    ddof: float = 0,
    keepdims: bool = False,
    *,
    where: Any = True,
    mean: Any = None,
    correction: float | None = None,
) -> Any:
    """Variance over the axes, as np.var; real for complex numbers.

    Args:
        a: a tensor or array of any shape.
        axis: the axis or axes to reduce; all by default.
        dtype: the dtype in which to compute.
        out: a tensor that takes the result and is returned.
        ddof: what is subtracted from the number of elements that the sum of squares is divided by.
        keepdims: whether to keep the reduced axes, with length 1.
        where: a mask that broadcasts to the shape of `a`: which elements to include.
        mean: the mean, with the reduced axes kept, when it is known already; a constant unless it is a tensor.
        correction: the array API's name for ddof.

    Raises:
        NoRuleError: `out` is a plain array and the result is on a graph.
        ValueError: both ddof and correction were given.

    >>> var(np.array([1.0, 3.0])).item(), var(np.array([1.0, 3.0]), ddof=1).item()
    (1.0, 2.0)
    """
    if type(a) in LISTS:
        a = arrayed(a)
    if dtype is None and out is None and where is True and mean is None and correction is None:
        return record(var_op, (a,), {"axis": axis, "dtype": None, "ddof": ddof, "keepdims": keepdims})
    return uncommon(var_op, np.var, a, axis, dtype, ddof, keepdims, correction, out=out, where=where, mean=mean)


@implements(np.std)
def std(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    ddof: float = 0,
    keepdims: bool = False,
    *,
    where: Any = True,
    mean: Any = None,
    correction: float | None = None,
) -> Any:
    """Standard deviation over the axes, as np.std; its gradient is 0 where all elements are equal.

    Args and errors are those of `var`.

    >>> std(np.array([1.0, 3.0])).item()
    1.0
    """
    if type(a) in LISTS:
        a = arrayed(a)
    if dtype is None and out is None and where is True and mean is None and correction is None:
        return record(std_op, (a,), {"axis": axis, "dtype": None, "ddof": ddof, "keepdims": keepdims})
    return uncommon(std_op, np.std, a, axis, dtype, ddof, keepdims, correction, out=out, where=where, mean=mean)


def uncommon(
    op: Op,
    theirs: Any,
    a: Any,
    axis: Axis,
    dtype: Any,
    ddof: float,
    keepdims: bool,
    correction: float | None,
    **keywords: Any,
) -> Any:
    """Call NumPy's function on plain arrays; on a tensor resolve `correction` and compose the masked forms.

    A complex dtype makes the result complex, as NumPy's, with an imaginary part that is 0 and stays out of the rules.
    """
    if correction is not None:
        if ddof:
            raise ValueError(f"np.{op.name}: ddof and correction are two names of one thing; give one of them.")
        ddof = correction
    options = given(**keywords)
    if "out" in options or not some_tensor(a, *options.values()):
        return theirs(a, axis, dtype, ddof=ddof, keepdims=keepdims, **options)
    if options:
        result = masked_variance(arrayed(a), axis, dtype, ddof, keepdims, options.get("where"), options.get("mean"))
        if op is var_op:
            return result
        zero = payload(result) == 0
        return np.where(zero, 0, np.sqrt(np.where(zero, 1, result)))  # as std: 0 where all elements are equal
    static = {"axis": axis, "dtype": dtype, "ddof": ddof, "keepdims": keepdims}
    if dtype is None or np.dtype(dtype).kind != "c":
        return record(op, (a,), static)
    return record(op, (a.astype(dtype),), {**static, "dtype": None}).astype(dtype)


def masked_variance(a: Any, axis: Axis, dtype: Any, ddof: float, keepdims: bool, where: Any, mean: Any) -> Any:
    """Average the squared distance of some elements from their mean, or from a given one that kept its axes."""
    a = a if dtype is None else astype(a, np.dtype(dtype))
    where = True if where is None else where
    center = mean_over(a, axis, None, None, True, where=where) if mean is None else mean
    distance = a - center
    square = (distance * np.conjugate(distance)).real if distance.dtype.kind == "c" else distance * distance
    total = sum_over(masked(square, None if where is True else where, 0), axis, None, None, keepdims)
    count = add_reduce(mask_like(a, where), axis, payload(total).real.dtype, None, keepdims)
    total = total / np.maximum(count - ddof, 0)
    return total if dtype is None or np.dtype(dtype).kind != "c" else total.astype(dtype)
