"""Matrices made of vectors or of blocks, and what is solved with them."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from autograd.errors import NoRuleError
from autograd.graph.rule import payload
from autograd.ops.composing import arrayed
from autograd.ops.contraction import conjugated
from autograd.ops.matrices import floating
from autograd.ops.scipy_linalg.entry import scipys


def vector(name: str, x: Any) -> Any:
    """Return a vector, or say that something else was given."""
    x = arrayed(x)
    if x.ndim != 1:
        raise NoRuleError(f"scipy.linalg.{name} of a tensor takes vectors; got the shape {x.shape}.")
    return x


def offsets(m: int, n: int) -> np.ndarray:
    """i - j for the elements of a matrix."""
    return np.arange(m)[:, None] - np.arange(n)


@scipys
def toeplitz(c: Any, r: Any = None) -> Any:
    """The matrix with constant diagonals of first column c and first row r, as scipy.linalg.toeplitz.

    Args:
        c: a vector.
        r: a vector, whose first element is not used; the conjugate of c by default.

    >>> toeplitz(np.array([1.0, 2.0]), np.array([9.0, 3.0])).tolist()
    [[1.0, 3.0], [2.0, 1.0]]
    """
    c = vector("toeplitz", c)
    r = conjugated(c) if r is None else vector("toeplitz", r)
    m, n = c.shape[0], r.shape[0]
    return np.concatenate([c[::-1], r[1:]])[m - 1 - offsets(m, n)]


@scipys
def circulant(c: Any) -> Any:
    """The matrix whose columns are c rotated, as scipy.linalg.circulant.

    >>> circulant(np.array([1.0, 2.0])).tolist()
    [[1.0, 2.0], [2.0, 1.0]]
    """
    c = vector("circulant", c)
    n = c.shape[0]
    return c[offsets(n, n) % n]


@scipys
def hankel(c: Any, r: Any = None) -> Any:
    """The matrix with constant anti-diagonals of first column c and last row r, as scipy.linalg.hankel.

    Args:
        c: a vector.
        r: a vector, whose first element is not used; zeros by default.

    >>> hankel(np.array([1.0, 2.0])).tolist()
    [[1.0, 2.0], [2.0, 0.0]]
    """
    c = vector("hankel", c)
    r = np.zeros(c.shape, c.dtype) if r is None else vector("hankel", r)
    m, n = c.shape[0], r.shape[0]
    return np.concatenate([c, r[1:]])[np.arange(m)[:, None] + np.arange(n)]


@scipys
def block_diag(*arrs: Any) -> Any:
    """The matrix with these blocks on its diagonal, as scipy.linalg.block_diag.

    >>> block_diag(np.array([[1.0]]), np.array([2.0, 3.0])).tolist()
    [[1.0, 0.0, 0.0], [0.0, 2.0, 3.0]]
    """
    blocks = [np.atleast_2d(arrayed(block)) for block in arrs]
    if any(block.ndim != 2 for block in blocks):
        raise NoRuleError("scipy.linalg.block_diag of a tensor takes matrices and vectors, no stacks.")
    width, start, rows = sum(block.shape[1] for block in blocks), 0, []
    for block in blocks:
        end = start + block.shape[1]
        rows.append(np.pad(block, [(0, 0), (start, width - end)]))
        start = end
    return np.concatenate(rows, 0)


@scipys
def companion(a: Any) -> Any:
    """The matrix whose eigenvalues are the roots of a polynomial, as scipy.linalg.companion.

    Args:
        a: the coefficients, the highest one first.

    >>> companion(np.array([2.0, -4.0, 6.0])).tolist()
    [[2.0, -3.0], [1.0, 0.0]]
    """
    a = floating(vector("companion", a))
    n = a.shape[0] - 1
    first = (-a[1:] / a[0])[None]
    return np.concatenate([first, np.eye(n - 1, n, dtype=payload(first).dtype)], 0)


@scipys
def leslie(f: Any, s: Any) -> Any:
    """The matrix of a population's fecundities f and survivals s, as scipy.linalg.leslie.

    >>> leslie(np.array([0.5, 2.0]), np.array([0.25])).tolist()
    [[0.5, 2.0], [0.25, 0.0]]
    """
    f, s = vector("leslie", f), vector("leslie", s)
    return np.concatenate([f[None], np.pad(np.diag(s), [(0, 0), (0, 1)])], 0)


@scipys
def fiedler(a: Any) -> Any:
    """The matrix |a_i - a_j|, as scipy.linalg.fiedler.

    >>> fiedler(np.array([1.0, 4.0])).tolist()
    [[0.0, 3.0], [3.0, 0.0]]
    """
    a = vector("fiedler", a)
    return np.abs(a[:, None] - a)


@scipys
def convolution_matrix(a: Any, n: int, mode: str = "full") -> Any:
    """The matrix whose product with a vector of n elements is its convolution with a, as SciPy's.

    Args:
        a: a vector.
        n: the number of columns.
        mode: "full", "same" or "valid", as for np.convolve.

    >>> convolution_matrix(np.array([1.0, 2.0]), 2).tolist()
    [[1.0, 0.0], [2.0, 1.0], [0.0, 2.0]]
    """
    a = vector("convolution_matrix", a)
    rows = scipy.linalg.convolution_matrix(np.arange(a.shape[0]), n, mode).shape[0]  # SciPy's errors
    m = a.shape[0]
    skipped = {"full": 0, "same": (min(m, n) - 1) // 2, "valid": min(m, n) - 1}[mode]
    place = offsets(m + n - 1, n)[skipped : skipped + rows]
    inside = (place >= 0) & (place < m)
    return np.where(inside, a[np.where(inside, place, 0)], 0)


@scipys
def khatri_rao(a: Any, b: Any) -> Any:
    """The columns' Kronecker products, as scipy.linalg.khatri_rao.

    >>> khatri_rao(np.array([[1.0], [2.0]]), np.array([[3.0], [4.0]])).tolist()
    [[3.0], [4.0], [6.0], [8.0]]
    """
    a, b = arrayed(a), arrayed(b)
    return np.reshape(a[:, None, :] * b, (-1, a.shape[1]))


@scipys
def diagsvd(s: Any, M: int, N: int) -> Any:
    """The matrix of the singular values, as scipy.linalg.diagsvd.

    >>> diagsvd(np.array([2.0]), 1, 2).tolist()
    [[2.0, 0.0]]
    """
    s = vector("diagsvd", s)
    return np.pad(np.diag(s), [(0, M - s.shape[0]), (0, N - s.shape[0])])


@scipys
def solve_toeplitz(c_or_cr: Any, b: Any) -> Any:
    """The solution x of toeplitz(c, r) x = b, as scipy.linalg.solve_toeplitz.

    Args:
        c_or_cr: the first column, or a tuple of it and the first row.
        b: a tensor or array, a vector or columns.

    >>> solve_toeplitz((np.array([2.0, 1.0]), np.array([2.0, 0.0])), np.array([4.0, 4.0])).tolist()
    [2.0, 1.0]
    """
    return np.linalg.solve(of_toeplitz(c_or_cr), floating(arrayed(b)))


@scipys
def matmul_toeplitz(c_or_cr: Any, x: Any) -> Any:
    """toeplitz(c, r) @ x, as scipy.linalg.matmul_toeplitz.

    >>> matmul_toeplitz(np.array([2.0, 1.0]), np.array([1.0, 0.0])).tolist()
    [2.0, 1.0]
    """
    return of_toeplitz(c_or_cr) @ arrayed(x)


def of_toeplitz(c_or_cr: Any) -> Any:
    """The Toeplitz matrix of a column, or of a column and a row."""
    matrix = toeplitz(*c_or_cr) if isinstance(c_or_cr, tuple) else toeplitz(c_or_cr)
    return floating(arrayed(matrix))


@scipys
def solve_circulant(c: Any, b: Any) -> Any:
    """The solution x of circulant(c) x = b, as scipy.linalg.solve_circulant.

    >>> solve_circulant(np.array([2.0, 0.0]), np.array([4.0, 2.0])).tolist()
    [2.0, 1.0]
    """
    return np.linalg.solve(arrayed(circulant(c)), floating(arrayed(b)))
