"""Factors of matrices that NumPy has not: LU, SciPy's Cholesky, polar.

In the rules a cotangent pairs with a tangent as Re sum(g t), without a conjugate (see "Complex" in the conventions).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from autograd.errors import NoRuleError
from autograd.graph.domain import Case
from autograd.graph.rule import payload
from autograd.ops.composing import arrayed
from autograd.ops.contraction import conjugated, flipped
from autograd.ops.kinds import general
from autograd.ops.matrices import SEPARATED, adjoint, floating, real_dtype
from autograd.ops.scipy_linalg.entry import scipys
from autograd.ops.scipy_linalg.equations import permuted, sylvester

# ---- LU --------------------------------------------------------------------------------------------------------------


def lu_forward(a: Any) -> Any:
    """Both factors in one matrix, as LAPACK packs them, and the order of the rows of a."""
    lu, piv = scipy.linalg.lu_factor(a)
    rest = np.arange(a.shape[0])[len(piv) :]
    return lu, permuted(np.concatenate([piv, rest]))


def squared(lu: Any) -> Any:
    """Packed factors of a matrix that is not square, filled up with rows or columns of the identity."""
    m, n = lu.shape
    if m == n:
        return lu
    more = np.eye(max(m, n), dtype=real_dtype(lu))
    return np.concatenate([lu, more[:, n:]], 1) if m > n else np.concatenate([lu, more[m:]], 0)


def unpacked(lu: Any) -> tuple[Any, Any]:
    """L with its unit diagonal, and U, both square."""
    whole = squared(lu)
    return np.tril(whole, -1) + np.eye(whole.shape[0], dtype=real_dtype(lu)), np.triu(whole)


def lu_jvp(t: Any, out: Any) -> Any:
    """With M = L^-1 dA U^-1: dL = L tril(M, -1), dU = triu(M) U, dA being that of the permuted rows."""
    lu, order = out
    lower, upper = unpacked(lu)
    m, n = lu.shape
    padded = np.pad(t[order], [(0, max(n - m, 0)), (0, max(m - n, 0))])
    middle = flipped(np.linalg.solve(flipped(upper), flipped(np.linalg.solve(lower, padded))))
    packed = np.tril(lower @ np.tril(middle, -1), -1) + np.triu(middle) @ upper
    return packed[:m, :n], 0.0


def lu_vjp(g: Any, out: Any) -> Any:
    """L^-T (tril(L^T g_L, -1) + triu(g_U U^T)) U^-T, the rows in their old order: the transpose of `lu_jvp`."""
    lu, order = out
    lower, upper = unpacked(lu)
    m, n = lu.shape
    bar = np.pad(g[0], [(0, max(n - m, 0)), (0, max(m - n, 0))])
    middle = np.tril(flipped(lower) @ np.tril(bar, -1), -1) + np.triu(np.triu(bar) @ flipped(upper))
    middle = np.linalg.solve(flipped(lower), flipped(np.linalg.solve(upper, flipped(middle))))
    return middle[:m, :n][np.argsort(order)]


lu_op: Any = general(
    lu_forward, a=lu_vjp, jvps={"a": lu_jvp}, name="lu_factor", outputs=2, analytic=False, domain=(SEPARATED,),
    cases=(Case(((3, 3),)), Case(((3, 2),)), Case(((2, 3),)), Case(((1, 1),)), Case(((4, 4),))),
    singular="at the pivots that LAPACK chose; an error where U is singular",
)  # fmt: skip


@scipys
def lu_factor(a: Any) -> Any:
    """L and U packed in one matrix, and the interchanges of rows, as scipy.linalg.lu_factor.

    Args:
        a: a tensor or array, one matrix.

    Returns:
        The packed factors and LAPACK's pivots, constant integers.

    >>> lu_factor(np.array([[2.0, 1.0], [1.0, 3.0]]))[0].tolist()
    [[2.0, 1.0], [0.5, 2.5]]
    """
    a = one_matrix("lu_factor", a)
    return lu_op(a)[0], scipy.linalg.lu_factor(payload(a))[1]


@scipys
def lu(a: Any, permute_l: bool = False, p_indices: bool = False) -> Any:
    """P, L and U with P L U = a, as scipy.linalg.lu.

    Args:
        a: a tensor or array, one matrix.
        permute_l: whether to return P L and U.
        p_indices: whether P is the order of rows that makes a of L U, and no matrix.

    >>> [part.tolist() for part in lu(np.array([[2.0, 1.0], [1.0, 3.0]]))]
    [[[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.5, 1.0]], [[2.0, 1.0], [0.0, 2.5]]]
    """
    a = one_matrix("lu", a)
    packed, order = lu_op(a)
    lower, upper = unpacked(packed)
    k = min(a.shape)
    lower, upper = lower[: a.shape[0], :k], upper[:k, : a.shape[1]]
    back = np.argsort(payload(order))
    if permute_l:
        return lower[back], upper
    return back if p_indices else np.eye(len(back), dtype=real_dtype(a))[back], lower, upper


def one_matrix(name: str, a: Any) -> Any:
    """Return a matrix, or say that a stack of them is too much."""
    a = floating(arrayed(a))
    if a.ndim != 2:
        raise NoRuleError(f"scipy.linalg.{name} of a tensor takes one matrix; got the shape {a.shape}. Loop over them.")
    return a


# ---- Cholesky --------------------------------------------------------------------------------------------------------


@scipys
def cholesky(a: Any, lower: bool = False) -> Any:
    """The upper triangular factor U of U^H U = a (the lower one of L L^H), as scipy.linalg.cholesky.

    The gradient is that of a function of the Hermitian part, as that of np.linalg.cholesky.

    >>> cholesky(np.array([[4.0, 2.0], [2.0, 5.0]])).tolist()
    [[2.0, 1.0], [0.0, 2.0]]
    """
    a = floating(arrayed(a))
    return np.linalg.cholesky(a) if lower else adjoint(np.linalg.cholesky(adjoint(a)))


@scipys
def cho_factor(a: Any, lower: bool = False) -> Any:
    """What `cho_solve` takes: the factor, and which one it is, as scipy.linalg.cho_factor.

    The other triangle of the factor is that of a, which nothing reads.

    >>> cho_factor(np.array([[4.0, 2.0], [2.0, 5.0]]), lower=True)[0].tolist()
    [[2.0, 2.0], [1.0, 2.0]]
    """
    a = floating(arrayed(a))
    other = np.triu(a, 1) if lower else np.tril(a, -1)
    return cholesky(a, lower=lower) + other, lower


# ---- polar -----------------------------------------------------------------------------------------------------------


def polar_forward(a: Any) -> Any:
    """U with orthonormal columns and P positive definite, U P = a, for a with independent columns."""
    w, s, vh = np.linalg.svd(a, full_matrices=False)
    return w @ vh, adjoint(vh) @ (s[..., :, None] * vh)


def polar_jvp(t: Any, out: Any) -> Any:
    """With S = U^H dA: P X + X P = S - S^H, dP = S - X P, dU = U X + (dA - U S) P^-1.

    From dA = dU P + U dP, where X = U^H dU is skew (Higham, Functions of Matrices, section 8.1).
    """
    u, p = out
    inner = adjoint(u) @ t
    skew = sylvester(p, p, inner - adjoint(inner))
    return u @ skew + over(t - u @ inner, p), inner - skew @ p


def polar_vjp(g: Any, out: Any) -> Any:
    """The transpose of the same."""
    (u, p), (g_u, g_p) = out, g
    y = sylvester(flipped(p), flipped(p), flipped(u) @ g_u - g_p @ flipped(p))
    outside = over(g_u, flipped(p))
    return conjugated(u) @ (y - adjoint(y) + g_p - flipped(u) @ outside) + outside


def over(x: Any, p: Any) -> Any:
    """x p^-1."""
    return flipped(np.linalg.solve(flipped(p), flipped(x)))


polar_op: Any = general(
    polar_forward, a=polar_vjp, jvps={"a": polar_jvp}, name="polar", outputs=2, analytic=False, domain=(SEPARATED,),
    cases=(Case(((3, 3),)), Case(((3, 2),)), Case(((2, 2, 2),)), Case(((1, 1),))),
    singular="an error where the rank is not full",
)  # fmt: skip


@scipys
def polar(a: Any, side: str = "right") -> Any:
    """U and P with U P = a (P U = a for the left side), as scipy.linalg.polar.

    Args:
        a: a tensor or array of matrices of full rank.
        side: on which side of U the positive semidefinite P is.

    >>> [part.tolist() for part in polar(np.array([[-2.0]]))]
    [[[-1.0]], [[2.0]]]
    """
    if side not in ("left", "right"):
        raise ValueError(f"polar: side is 'left' or 'right'; got {side!r}.")
    a = floating(arrayed(a))
    if a.shape[-2] >= a.shape[-1]:
        u, p = polar_op(a)
        return (u, p) if side == "right" else (u, u @ p @ adjoint(u))
    u, p = polar_op(adjoint(a))
    u = adjoint(u)
    return (u, p) if side == "left" else (u, adjoint(u) @ p @ u)


@scipys
def orthogonal_procrustes(A: Any, B: Any) -> Any:
    """The orthogonal R for which A R is nearest to B, and the sum of the singular values of A^H B, as SciPy's.

    >>> [float(part.round(9).sum()) for part in orthogonal_procrustes(np.array([[2.0]]), np.array([[-3.0]]))]
    [-1.0, 6.0]
    """
    u, p = polar_op(adjoint(floating(arrayed(A))) @ floating(arrayed(B)))
    return u, np.real(np.trace(p))
