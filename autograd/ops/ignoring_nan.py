"""Reductions that pass over NaN: the plain ones with a mask, or with a neutral number in the place of each NaN.

An element that is passed over gets the gradient 0; where nothing is left, the value is NumPy's.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.op import implements, record
from autograd.ops.composing import LISTS, arrayed, composed
from autograd.ops.flat import numbers
from autograd.ops.kinds import general
from autograd.ops.products import cumprod, cumsum, prod
from autograd.ops.reducing import Axis, add_reduce, given, mask_like, no_out, numpys
from autograd.ops.statistical import EXTREMUM, bounded, mean, sum
from autograd.ops.variance import std, var


def present(a: Any, where: Any) -> Any:
    """Return the mask of the elements that count: no NaN, and in the mask that was given."""
    there = ~np.isnan(numbers(a))
    return there if where is True or where is None else there & mask_like(a, where)


def replaced(a: Any, neutral: float) -> Any:
    """Return the array with a number in the place of each NaN."""
    return np.where(np.isnan(numbers(a)), neutral, a)


@composed
def nansum(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    """Sum over the axes without the NaNs, as np.nansum; args and errors are those of np.sum.

    >>> nansum(np.array([1.0, np.nan, 2.0])).item()
    3.0
    """
    a = arrayed(a)
    return sum(a, axis, dtype, None, keepdims, initial, present(a, where))


@composed
def nanprod(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    """Multiply over the axes without the NaNs, as np.nanprod; args and errors are those of np.prod.

    >>> nanprod(np.array([3.0, np.nan, 2.0])).item()
    6.0
    """
    a = arrayed(a)
    return prod(a, axis, dtype, None, keepdims, initial, present(a, where))


@composed
def nanmean(
    a: Any, axis: Axis = None, dtype: Any = None, out: Any = None, keepdims: bool = False, *, where: Any = True
) -> Any:
    """Average over the axes without the NaNs, as np.nanmean; args and errors are those of np.mean.

    >>> nanmean(np.array([1.0, np.nan, 2.0])).item()
    1.5
    """
    a = arrayed(a)
    return mean(a, axis, dtype, None, keepdims, where=present(a, where))


@composed
def nanvar(
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
    """Variance over the axes without the NaNs, as np.nanvar; args and errors are those of np.var.

    >>> nanvar(np.array([1.0, np.nan, 3.0])).item()
    1.0
    """
    return spread(var, a, axis, dtype, ddof, keepdims, where, mean, correction)


@composed
def nanstd(
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
    """Standard deviation over the axes without the NaNs, as np.nanstd; args and errors are those of np.std.

    >>> nanstd(np.array([1.0, np.nan, 3.0])).item()
    1.0
    """
    return spread(std, a, axis, dtype, ddof, keepdims, where, mean, correction)


def spread(
    ours: Any, a: Any, axis: Axis, dtype: Any, ddof: float, keepdims: bool, where: Any, mean: Any, correction: Any
) -> Any:
    """Return the variance or standard deviation of what is present; NaN where no degree of freedom is left."""
    a = arrayed(a)
    mask = present(a, where)
    result = ours(a, axis, dtype, None, ddof, keepdims, where=mask, mean=mean, correction=correction)
    lacking = add_reduce(mask, axis, np.intp, None, keepdims) <= (ddof if correction is None else correction)
    return np.where(lacking, np.nan, result) if np.any(lacking) else result


# ---- extrema -----------------------------------------------------------------------------------------------------


def nanmax_forward(a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False) -> Any:
    """Return the largest element that is a number."""
    no_out(out)
    return numpys.nanmax(a, axis, None, keepdims)


def nanmin_forward(a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False) -> Any:
    """Return the smallest element that is a number."""
    no_out(out)
    return numpys.nanmin(a, axis, None, keepdims)


PASSING = {**EXTREMUM, "singular": "equal parts at a tie; NaN where all elements are NaN"}
nanmax_op = general(nanmax_forward, numpy=np.nanmax, name="nanmax", **PASSING)
nanmin_op = general(nanmin_forward, numpy=np.nanmin, name="nanmin", **PASSING)


@implements(np.nanmax)
def nanmax(
    a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False, initial: Any = None, where: Any = True
) -> Any:
    """The largest element along the axes that is not NaN, as np.nanmax; args and errors are those of np.max.

    >>> nanmax(np.array([1.0, np.nan, 2.0])).item()
    2.0
    """
    if type(a) in LISTS:
        a = arrayed(a)
    if out is None and initial is None and where is True:
        return record(nanmax_op, (a,), {"axis": axis, "keepdims": keepdims})
    return bounded(nanmax, np.nanmax, np.fmax, a, axis, keepdims, given(out=out, initial=initial, where=where))


@implements(np.nanmin)
def nanmin(
    a: Any, axis: Axis = None, out: Any = None, keepdims: bool = False, initial: Any = None, where: Any = True
) -> Any:
    """The smallest element along the axes that is not NaN, as np.nanmin; args and errors are those of np.min.

    >>> nanmin(np.array([1.0, np.nan, 2.0])).item()
    1.0
    """
    if type(a) in LISTS:
        a = arrayed(a)
    if out is None and initial is None and where is True:
        return record(nanmin_op, (a,), {"axis": axis, "keepdims": keepdims})
    return bounded(nanmin, np.nanmin, np.fmin, a, axis, keepdims, given(out=out, initial=initial, where=where))


# ---- cumulative --------------------------------------------------------------------------------------------------


@composed
def nancumsum(a: Any, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
    """The sums of the elements up to each one, NaN as 0, as np.nancumsum; args and errors are those of np.cumsum.

    >>> nancumsum(np.array([1.0, np.nan, 2.0])).tolist()
    [1.0, 1.0, 3.0]
    """
    return cumsum(replaced(arrayed(a), 0), axis, dtype)


@composed
def nancumprod(a: Any, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
    """The products of the elements up to each one, NaN as 1, as np.nancumprod; args and errors as for np.cumprod.

    >>> nancumprod(np.array([3.0, np.nan, 2.0])).tolist()
    [3.0, 3.0, 6.0]
    """
    return cumprod(replaced(arrayed(a), 1), axis, dtype)
