"""Covariance and correlation of variables, one to a row."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from autograd.errors import NoRuleError
from autograd.ops.composing import any_tracked, arrayed, composed
from autograd.ops.flat import numbers
from autograd.ops.shaping import astype, concatenate, reshape
from autograd.ops.statistical import average, sum


@composed
def cov(
    m: Any,
    y: Any = None,
    rowvar: bool = True,
    bias: bool = False,
    ddof: int | None = None,
    fweights: Any = None,
    aweights: Any = None,
    *,
    dtype: Any = None,
) -> Any:
    """The covariance matrix of the variables in the rows, as np.cov.

    Args:
        m: a tensor or array of one variable or a matrix of several.
        y: more variables, of the same observations; a tensor or array.
        rowvar: whether the variables are the rows; else the columns.
        bias: whether to divide by the number of observations; else by one less.
        ddof: what to subtract from that number, instead of what `bias` says.
        fweights: how often each observation was made: integers.
        aweights: the weight of each observation; may be a tensor.
        dtype: the dtype of the result, float64 or wider by default.

    Raises:
        ValueError: there are too many dimensions, or ddof is no integer, or weights do not fit.
        NoRuleError: `fweights` is on a graph.

    >>> cov(np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]])).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    if any_tracked(fweights):
        raise NoRuleError("np.cov: fweights counts observations, in whole numbers. Use aweights= for a tensor.")
    if fweights is not None or aweights is not None or np.ndim(numbers(m)) > 2:  # NumPy says what does not fit
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            np.cov(numbers(m), fweights=fweights, aweights=numbers(aweights), rowvar=rowvar)
    if ddof is not None and ddof != int(ddof):
        raise ValueError("ddof must be integer")
    x = variables(m, rowvar, whole=True)
    if dtype is None:
        dtype = np.result_type(*(numbers(arrayed(part)) for part in (m, y) if part is not None), np.float64)
    x = astype(x, np.dtype(dtype), copy=False)
    if y is not None:
        x = concatenate([x, astype(variables(y, rowvar), np.dtype(dtype), copy=False)], axis=0)
    ddof = ddof if ddof is not None else 0 if bias else 1
    weights: Any = None if fweights is None else np.asarray(fweights, float)
    if aweights is not None:
        weights = arrayed(aweights) if weights is None else weights * aweights
    mean, total = average(x, axis=1, weights=weights, returned=True)
    freedom = degrees(x.shape[1], total[0], weights, aweights, ddof)
    distance = x - mean[:, None]
    weighted = distance if weights is None else distance * weights
    product = np.matmul(distance, np.conjugate(weighted.T)) / freedom
    return reshape(product, np.squeeze(numbers(product)).shape)


def variables(m: Any, rowvar: bool, whole: bool = False) -> Any:
    """Return a matrix with the variables in its rows. (NumPy looks at the shape of the two arguments differently.)"""
    m = arrayed(m)
    one = m.ndim == 1 if whole else m.ndim < 2 or m.shape[0] == 1
    m = reshape(m, (1, -1)) if m.ndim < 2 else m
    return m if rowvar or one else m.T


def degrees(count: int, total: Any, weights: Any, aweights: Any, ddof: int) -> Any:
    """Return what the sum of products is divided by; 0, with NumPy's warning, where nothing is left."""
    if weights is None:
        freedom: Any = count - ddof
    elif aweights is None or ddof == 0:
        freedom = total - ddof
    else:
        freedom = total - ddof * sum(weights * aweights) / total
    if numbers(freedom) <= 0:
        warnings.warn("Degrees of freedom <= 0 for slice", RuntimeWarning, stacklevel=4)
        return np.float64(0.0)
    return freedom


@composed
def corrcoef(x: Any, y: Any = None, rowvar: bool = True, *, dtype: Any = None) -> Any:
    """The matrix of correlation coefficients, as np.corrcoef; the coefficients are clipped to -1 .. 1.

    Args and errors are those of `cov`.

    >>> corrcoef(np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]])).round(12).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    c = cov(x, y, rowvar, dtype=dtype)
    if c.ndim == 0:
        return c / c
    spread = np.sqrt(np.real(np.diag(c)))
    c = c / spread[:, None] / spread[None, :]
    if c.dtype.kind != "c":
        return np.clip(c, -1, 1)
    return np.clip(np.real(c), -1, 1) + 1j * np.clip(np.imag(c), -1, 1)
