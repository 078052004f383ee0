"""Eigenvalues and what NumPy has too, by SciPy's signatures; the vectors have SciPy's signs."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from autograd.errors import NoRuleError
from autograd.graph.rule import payload
from autograd.ops.composing import arrayed
from autograd.ops.contraction import conjugated
from autograd.ops.matrices import adjoint, floating
from autograd.ops.scipy_linalg.entry import scipys
from autograd.ops.scipy_linalg.equations import mirrored, solve_triangular


def with_signs_of(theirs: Any, v: Any) -> Any:
    """Multiply eigenvectors by the constant phases that make them SciPy's."""
    overlap = np.sum(conjugated(payload(v)) * theirs, axis=-2, keepdims=True)
    size = np.abs(overlap)
    return v * np.where(size == 0, 1, overlap / np.where(size == 0, 1, size)).astype(payload(v).dtype)


@scipys
def eigh(
    a: Any, b: Any = None, lower: bool = True, eigvals_only: bool = False, type: int = 1,
    subset_by_index: Any = None,
) -> Any:  # fmt: skip
    """Eigenvalues (ascending) and eigenvectors of a v = w v, or a v = w b v, as scipy.linalg.eigh.

    One triangle is read, of b too. The problem with b is reduced to one without by b = L L^H.

    Args:
        a: a tensor or array, a Hermitian matrix.
        b: a positive definite one; the identity by default.
        lower: which triangle is read.
        eigvals_only: whether to leave the vectors out.
        type: 1; the others, a b v = w v and b a v = w v, are refused.
        subset_by_index: the first and the last eigenvalue wanted; all by default.

    Raises:
        DegenerateError: in the backward pass, when the result depends on the vectors of equal eigenvalues.

    >>> eigh(np.diag([2.0, 1.0]), np.diag([4.0, 1.0]), eigvals_only=True).tolist()
    [0.5, 1.0]
    """
    if type != 1:
        raise NoRuleError(f"scipy.linalg.eigh of a tensor supports type=1; got {type!r}. Give inv(b), or b @ a @ b.")
    a = mirrored(floating(arrayed(a)), lower=bool(lower))
    root = None
    if b is not None:
        root = np.linalg.cholesky(mirrored(floating(arrayed(b)), lower=bool(lower)))
        half = solve_triangular(root, a, lower=True)
        inner = adjoint(solve_triangular(root, adjoint(half), lower=True))
        w, y = np.linalg.eigh((inner + adjoint(inner)) / 2)
        v = solve_triangular(root, y, trans=2, lower=True)
    else:
        w, v = np.linalg.eigh(a)
    part = slice(None) if subset_by_index is None else slice(subset_by_index[0], subset_by_index[1] + 1)
    if eigvals_only:
        return w[..., part]
    b = None if b is None else payload(b)
    theirs = scipy.linalg.eigh(payload(a), b, lower=lower, subset_by_index=subset_by_index)[1]
    return w[..., part], with_signs_of(theirs, v[..., part])


@scipys
def eigvalsh(a: Any, b: Any = None, lower: bool = True, type: int = 1, subset_by_index: Any = None) -> Any:
    """Eigenvalues (ascending) of Hermitian matrices, as scipy.linalg.eigvalsh; arguments are those of `eigh`.

    >>> eigvalsh(np.diag([2.0, 1.0])).tolist()
    [1.0, 2.0]
    """
    return eigh(arrayed(a), b, lower=lower, eigvals_only=True, type=type, subset_by_index=subset_by_index)


def of_pencil(a: Any, b: Any) -> Any:
    """b^-1 a."""
    a = floating(arrayed(a))
    return a if b is None else np.linalg.solve(floating(arrayed(b)), a)


@scipys
def eigvals(a: Any, b: Any = None) -> Any:
    """The eigenvalues of a v = w b v, complex numbers, as scipy.linalg.eigvals.

    >>> eigvals(np.diag([2.0, 1.0])).tolist()
    [(2+0j), (1+0j)]
    """
    return np.linalg.eigvals(of_pencil(a, b)) + 0j


@scipys
def eig(a: Any, b: Any = None, left: bool = False, right: bool = True) -> Any:
    """The eigenvalues of a matrix, complex numbers, and its right eigenvectors, as scipy.linalg.eig.

    >>> eig(np.diag([2.0, 1.0]))[0].tolist()
    [(2+0j), (1+0j)]
    """
    if left:
        raise NoRuleError("scipy.linalg.eig of a tensor has no left vectors: those are eig(a.conj().T)'s right ones.")
    if b is not None and right:
        raise NoRuleError("scipy.linalg.eig of a tensor takes no b. Write eig(solve(b, a)); eigvals takes b.")
    w, v = np.linalg.eig(of_pencil(a, b))
    return (w + 0j, v) if right else w + 0j


# ---- eigenvalues of bands ----------------------------------------------------------------------------------------


def tridiagonal(d: Any, e: Any) -> Any:
    """The symmetric matrix with these diagonals."""
    d, e = floating(arrayed(d)), floating(arrayed(e))
    return np.diag(d) + np.diag(e, 1) + np.diag(e, -1)


@scipys
def eigh_tridiagonal(d: Any, e: Any, eigvals_only: bool = False) -> Any:
    """Eigenvalues and eigenvectors of a symmetric tridiagonal matrix, as scipy.linalg.eigh_tridiagonal.

    Args:
        d: the main diagonal.
        e: the diagonal beside it.
        eigvals_only: whether to leave the vectors out.

    >>> eigh_tridiagonal(np.array([1.0, 1.0]), np.array([0.5]), eigvals_only=True).round(9).tolist()
    [0.5, 1.5]
    """
    w, v = np.linalg.eigh(tridiagonal(d, e))
    if eigvals_only:
        return w
    return w, with_signs_of(scipy.linalg.eigh_tridiagonal(payload(d), payload(e))[1], v)


@scipys
def eigvalsh_tridiagonal(d: Any, e: Any) -> Any:
    """Eigenvalues of a symmetric tridiagonal matrix, as scipy.linalg.eigvalsh_tridiagonal.

    >>> eigvalsh_tridiagonal(np.array([1.0, 1.0]), np.array([0.5])).round(9).tolist()
    [0.5, 1.5]
    """
    return np.linalg.eigvalsh(tridiagonal(d, e))


def of_band(a_band: Any, lower: bool) -> Any:
    """The Hermitian matrix with these diagonals."""
    a_band = floating(arrayed(a_band))
    count, n = a_band.shape[0] - 1, a_band.shape[1]
    total = np.diag(np.real(a_band[0] if lower else a_band[count]))
    for d in range(1, min(count + 1, n)):
        side = a_band[d][: n - d] if lower else a_band[count - d][d:]
        mine, other = (-d, d) if lower else (d, -d)
        total = total + np.diag(side, mine) + np.diag(conjugated(side), other)
    return total


@scipys
def eig_banded(a_band: Any, lower: bool = False, eigvals_only: bool = False) -> Any:
    """Eigenvalues and eigenvectors of a Hermitian banded matrix, as scipy.linalg.eig_banded.

    Args:
        a_band: the main diagonal and those above it (below it with `lower`).
        lower: on which side they are.
        eigvals_only: whether to leave the vectors out.

    >>> eig_banded(np.array([[0.0, 0.5], [1.0, 1.0]]), eigvals_only=True).round(9).tolist()
    [0.5, 1.5]
    """
    w, v = np.linalg.eigh(of_band(a_band, lower))
    return w if eigvals_only else (w, with_signs_of(scipy.linalg.eig_banded(payload(a_band), lower=lower)[1], v))


@scipys
def eigvals_banded(a_band: Any, lower: bool = False) -> Any:
    """Eigenvalues of a Hermitian banded matrix, as scipy.linalg.eigvals_banded.

    >>> eigvals_banded(np.array([[0.0, 0.5], [1.0, 1.0]])).round(9).tolist()
    [0.5, 1.5]
    """
    return np.linalg.eigvalsh(of_band(a_band, lower))


# ---- what NumPy has too ----------------------------------------------------------------------------------------------


@scipys
def inv(a: Any) -> Any:
    """The inverse of matrices, as scipy.linalg.inv.

    >>> inv(np.array([[2.0]])).tolist()
    [[0.5]]
    """
    return np.linalg.inv(floating(arrayed(a)))


@scipys
def det(a: Any) -> Any:
    """The determinant of matrices, as scipy.linalg.det.

    >>> round(float(det(np.array([[2.0, 1.0], [0.0, 3.0]]))), 9)
    6.0
    """
    return np.linalg.det(floating(arrayed(a)))


@scipys
def pinv(a: Any, atol: Any = None, rtol: Any = None) -> Any:
    """The Moore-Penrose inverse, as scipy.linalg.pinv.

    Args:
        a: a tensor or array of matrices.
        atol, rtol: singular values up to atol + rtol times the largest count as 0.

    >>> pinv(np.array([[2.0]])).tolist()
    [[0.5]]
    """
    return np.linalg.pinv(floating(arrayed(a)), rtol=relative(a, atol, rtol))


@scipys
def pinvh(a: Any, atol: Any = None, rtol: Any = None, lower: bool = True) -> Any:
    """The Moore-Penrose inverse of Hermitian matrices, as scipy.linalg.pinvh; arguments are those of `pinv`.

    >>> pinvh(np.array([[2.0]])).tolist()
    [[0.5]]
    """
    whole = mirrored(floating(arrayed(a)), lower=bool(lower))
    return np.linalg.pinv(whole, rtol=relative(whole, atol, rtol), hermitian=True)


def relative(a: Any, atol: Any, rtol: Any) -> Any:
    """SciPy's cut, relative to the largest singular value."""
    numbers = floating(np.asarray(payload(a)))
    rtol = max(numbers.shape[-2:]) * np.finfo(numbers.dtype).eps if rtol is None and not atol else rtol or 0.0
    if atol:
        rtol = rtol + atol / np.linalg.norm(numbers, 2, axis=(-2, -1))
    return rtol


@scipys
def svd(a: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """U, the singular values and V^H, as scipy.linalg.svd.

    >>> svd(np.diag([1.0, 2.0]), compute_uv=False).tolist()
    [2.0, 1.0]
    """
    a = floating(arrayed(a))
    return tuple(np.linalg.svd(a, full_matrices)) if compute_uv else np.linalg.svd(a, compute_uv=False)


@scipys
def svdvals(a: Any) -> Any:
    """The singular values, as scipy.linalg.svdvals.

    >>> svdvals(np.diag([1.0, 2.0])).tolist()
    [2.0, 1.0]
    """
    return np.linalg.svdvals(floating(arrayed(a)))


@scipys
def qr(a: Any, mode: str = "full", pivoting: bool = False) -> Any:
    """Q and R, and the order of columns with `pivoting`, as scipy.linalg.qr.

    Args:
        a: a tensor or array, one matrix.
        mode: "full", "economic", or "r" for R alone.
        pivoting: whether SciPy orders the columns, by constant integers.

    >>> qr(np.array([[2.0]]), mode="economic")[1].round(9).tolist()
    [[2.0]]
    """
    if mode not in ("full", "r", "economic"):
        raise NoRuleError(f"scipy.linalg.qr of a tensor supports the modes 'full', 'economic' and 'r'; got {mode!r}.")
    a = floating(arrayed(a))
    order = scipy.linalg.qr(payload(a), pivoting=True)[2] if pivoting else None
    q, r = np.linalg.qr(a if order is None else a[..., order], mode="reduced" if mode == "economic" else "complete")
    parts = (r,) if mode == "r" else (q, r)
    return parts if order is None else (*parts, order)


@scipys
def norm(a: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """A norm of a vector or a matrix, as scipy.linalg.norm.

    >>> float(norm(np.array([3.0, 4.0])))
    5.0
    """
    return np.linalg.norm(floating(arrayed(a)), ord, axis, keepdims)

