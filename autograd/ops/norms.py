"""Norms of vectors and matrices, and the condition number: compositions."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.rule import payload
from autograd.ops.decompositions import svdvals
from autograd.ops.elementwise import absolute
from autograd.ops.linalg import inv
from autograd.ops.matrices import floating, linalg, real_dtype
from autograd.ops.reducing import Axis

Order = float | str | None


def euclidean(x: Any, axis: Axis, keepdims: bool) -> Any:
    """Return the root of the sum of squares; its gradient is 0 at 0."""
    square = (x * np.conjugate(x)).real if x.dtype.kind == "c" else x * x
    total = np.sum(square, axis=axis, keepdims=keepdims)
    zero = payload(total) == 0
    return np.where(zero, 0, np.sqrt(np.where(zero, 1, total))) if np.any(zero) else np.sqrt(total)


def powers(x: Any, p: float, axis: Axis, keepdims: bool) -> Any:
    """Return the p-th root of the sum of p-th powers; its gradient is 0 where the norm is 0.

    For p < 1 it has a cusp at each element that is 0, where 0 is the subgradient of least norm.
    """
    size = absolute(x)
    none = payload(size) == 0
    cusps = 0 < p < 1 and np.any(none)
    total = np.sum(np.where(none, 0, np.where(none, 1, size) ** p) if cusps else size**p, axis=axis, keepdims=keepdims)
    value = payload(total)
    zero = (value == 0) | np.isinf(value)
    if not np.any(zero):
        return total ** (1 / p)
    return np.where(zero, value ** (1 / p), np.where(zero, 1, total) ** (1 / p))


def vector(x: Any, p: Any, axis: Axis, keepdims: bool) -> Any:
    """Return the norm of order p along the axis or axes."""
    if p is None or p == 2:
        return euclidean(x, axis, keepdims)
    if p == np.inf:
        return np.max(absolute(x), axis=axis, keepdims=keepdims)
    if p == -np.inf:
        return np.min(absolute(x), axis=axis, keepdims=keepdims)
    if p == 0:  # how many elements are not 0: flat
        count = np.sum(payload(x) != 0, axis=axis, keepdims=keepdims)
        return type(x)(count.astype(real_dtype(x)), requires_grad=False)
    if p == 1:
        return np.sum(absolute(x), axis=axis, keepdims=keepdims)
    return powers(x, p, axis, keepdims)


def matrix(x: Any, p: Any, axes: tuple[int, int], keepdims: bool) -> Any:
    """Return the norm of order p of the matrices on two axes."""
    row, column = axes[0] % x.ndim, axes[1] % x.ndim
    if p in (None, "fro", "f"):
        return euclidean(x, (row, column), keepdims)
    if p in ("nuc", 2, -2):
        s = svdvals(np.moveaxis(x, (row, column), (-2, -1)))
        result = (np.sum if p == "nuc" else np.max if p == 2 else np.min)(s, axis=-1)
    else:  # the largest (or least) sum of absolute values of a column (1) or a row (inf)
        over, left = (row, column) if abs(p) == 1 else (column, row)
        sums = np.sum(absolute(x), axis=over)
        result = (np.max if p > 0 else np.min)(sums, axis=left - (left > over))
    return np.expand_dims(result, (row, column)) if keepdims else result


MATRIX_ORDERS = (None, "fro", "f", "nuc", 1, -1, 2, -2, np.inf, -np.inf)


@linalg
def norm(x: Any, ord: Order = None, axis: Axis = None, keepdims: bool = False) -> Any:
    """The norm of a vector or a matrix, as np.linalg.norm: every order; its gradient is 0 at 0.

    Args:
        x: a tensor or array.
        ord: the order: a number, inf, -inf; for matrices "fro", "nuc", 1, -1, 2, -2, inf or -inf.
        axis: the axis of vectors, or the two axes of matrices; all by default.
        keepdims: whether to keep these axes, with length 1.

    Raises:
        ValueError: the order is not one of these, or the axes are neither one nor two.

    >>> norm(np.array([3.0, 4.0])).item()
    5.0
    """
    x = floating(x)
    ndim = x.ndim
    plain = ord is None or (ord in ("f", "fro") and ndim == 2) or (ord == 2 and ndim == 1)
    if axis is None and plain:  # of all elements
        return euclidean(x, None, keepdims)
    axes = tuple(range(ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if len(axes) == 1 and not isinstance(ord, str):
        return vector(x, ord, axes[0], keepdims)
    if len(axes) == 2 and ord in MATRIX_ORDERS and axes[0] % ndim != axes[1] % ndim:
        return matrix(x, ord, (axes[0], axes[1]), keepdims)
    return np.linalg.norm(payload(x), ord, axis, keepdims)  # type: ignore[arg-type]  # NumPy's error


@linalg
def vector_norm(x: Any, /, *, axis: Axis = None, keepdims: bool = False, ord: float = 2) -> Any:
    """The norm of vectors, as np.linalg.vector_norm; its gradient is 0 at 0.

    Args:
        x: a tensor or array.
        axis: the axis or axes that hold the elements of a vector; all by default.
        keepdims: whether to keep them, with length 1.
        ord: the order: a number, inf or -inf.

    >>> vector_norm(np.array([[3.0, 4.0], [0.0, 1.0]]), axis=1).tolist()
    [5.0, 1.0]
    """
    if isinstance(ord, str):
        return np.linalg.vector_norm(payload(x), axis=axis, keepdims=keepdims, ord=ord)  # NumPy's error
    return vector(floating(x), ord, axis, keepdims)


@linalg
def matrix_norm(x: Any, /, *, keepdims: bool = False, ord: Order = "fro") -> Any:
    """The norm of a stack of matrices, as np.linalg.matrix_norm.

    Args:
        x: a tensor or array of matrices.
        keepdims: whether to keep the last two axes, with length 1.
        ord: the order, as of `norm`.

    >>> matrix_norm(np.array([[3.0, 0.0], [0.0, 4.0]]), ord="nuc").item()
    7.0
    """
    return norm(x, ord, (-2, -1), keepdims)


@linalg
def cond(x: Any, p: Order = None) -> Any:
    """The condition number, as np.linalg.cond: infinite, and constant, where a matrix is singular.

    Args:
        x: a tensor or array of matrices; square ones, unless p is None, 2 or -2.
        p: the order of the norm, as of `norm`; 2 by default.

    Raises:
        LinAlgError: an array is empty, or no stack of (square) matrices.

    >>> cond(np.diag([1.0, 4.0])).item()
    4.0
    """
    value = np.linalg.cond(payload(x), p)  # type: ignore[arg-type]
    singular = ~np.isfinite(value) | (value == 0)
    if np.any(singular):
        safe = np.eye(*x.shape[-2:], dtype=real_dtype(x))
        return np.where(singular, value, cond(np.where(singular[..., None, None], safe, x), p))
    if p in (None, 2, -2):
        s = svdvals(x)
        return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
    return norm(x, p, (-2, -1)) * norm(inv(x), p, (-2, -1))
