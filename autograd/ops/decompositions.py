"""Decompositions of matrices: cholesky, svd, qr. Those by eigenvalues have a file of their own.

In the rules a cotangent pairs with a tangent as Re sum(g t), without a conjugate (see "Complex" in the conventions).
Vectors are determined up to a phase; the tangents are those of least norm, and a result that depends on the phases
has no gradient and raises. Where vectors of equal values are used the derivative does not exist: see `over_gaps`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.errors import NoRuleError
from autograd.graph.domain import Case
from autograd.graph.op import record
from autograd.graph.rule import payload
from autograd.ops.contraction import conjugated, flipped
from autograd.ops.kinds import general
from autograd.ops.matrices import (
    POSITIVE_DEFINITE,
    REAL_SEPARATED,
    SEPARATED,
    QRResult,
    SVDResult,
    adjoint,
    any_of,
    demand_no_phase,
    diagonal_of,
    divided,
    either,
    half_lower,
    hermitian,
    linalg,
    naming,
    on_diagonal,
    over_gaps,
    rounding,
    which,
)
from autograd.ops.reducing import numpys

# ---- cholesky ------------------------------------------------------------------------------------------------------


def cholesky_forward(a: Any) -> Any:
    """Return the lower triangular factor."""
    try:
        return np.linalg.cholesky(a)
    except np.linalg.LinAlgError as error:
        raise naming(np.linalg.cholesky, a, error) from None


def cholesky_jvp(t: Any, out: Any) -> Any:
    """L times the half lower triangle of L^-1 dA L^-H.

    Murray, "Differentiation of the Cholesky decomposition" (2016).
    """
    inverse = np.linalg.inv(out)
    return out @ half_lower(inverse @ hermitian(t) @ adjoint(inverse))


def cholesky_vjp(g: Any, out: Any) -> Any:
    """The Hermitian part of L^-T Q conj(L)^-1, where Q is the half lower triangle of L^T g (Murray 2016)."""
    inverse = np.linalg.inv(out)
    return hermitian(flipped(inverse) @ half_lower(flipped(out) @ g) @ conjugated(inverse))


cholesky_op = general(
    cholesky_forward, a=cholesky_vjp, jvps={"a": cholesky_jvp}, numpy=np.linalg.cholesky, name="cholesky",
    signature="(n,n)->(n,n)", domain=(POSITIVE_DEFINITE,), analytic=False,
    singular="as a function of the Hermitian part: the gradient is Hermitian, whichever triangle is read",
)  # fmt: skip


@linalg
def cholesky(a: Any, /, *, upper: bool = False) -> Any:
    """The triangular factor L of L L^H (or U of U^H U), as np.linalg.cholesky.

    One triangle is read; the gradient is that of a function of the Hermitian part, so it is Hermitian.

    Args:
        a: a tensor or array of Hermitian positive definite matrices.
        upper: whether to read the upper triangle and return the upper factor.

    Raises:
        LinAlgError: a matrix is not positive definite.

    >>> cholesky(np.array([[4.0, 2.0], [2.0, 5.0]])).tolist()
    [[2.0, 0.0], [1.0, 2.0]]
    """
    return adjoint(cholesky_op(adjoint(a))) if upper else cholesky_op(a)


# ---- singular values -------------------------------------------------------------------------------------------------


def svd_forward(a: Any, full_matrices: bool = True, hermitian: bool = False) -> Any:
    """Return U, the singular values in descending order, and V^H."""
    return np.linalg.svd(a, full_matrices, hermitian=hermitian)


hermitian_part = hermitian  # in a rule `hermitian` is NumPy's keyword


def positive_values(s: Any) -> Any:
    """Tell which singular values are not 0 up to rounding."""
    return payload(s) > rounding(payload(s))


def over_sums(x: Any, s: Any, used: Any) -> Any:
    """Divide x_ij by s_i + s_j."""
    return divided(x, s[..., None, :] + s[..., :, None], rounding(payload(s))[..., None], used, "")


def over_values(x: Any, s: Any, used: Any, op: str = "") -> Any:
    """Divide columns by the singular values. An op is named for a cotangent, not for a tangent."""
    error = op and (
        f"{op}: the gradient through the vectors of a singular value that is 0 does not exist: those of the longer "
        "side are not determined. Leave them out, or use what is differentiable there, such as pinv."
    )
    return divided(x, s[..., None, :], rounding(payload(s))[..., None], used, error)


def completed(new: Any, some: Any, rest: Any) -> Any:
    """Return the tangent of an orthogonal matrix [some, rest]: that of the rest is -some d(some)^H rest."""
    return np.concatenate([new, -(some @ adjoint(new) @ rest)], -1) if rest.shape[-1] else new


def gathered(g: Any, some: Any, rest: Any, op: str) -> Any:
    """Return the cotangent of `some` that stands for one of [some, rest]: the transpose of `completed`.

    The rest is determined up to a rotation only, so that a result must not depend on that.
    """
    k = some.shape[-1]
    g_some, g_rest = g[..., :k], g[..., k:]
    if not rest.shape[-1]:
        return g_some
    pairs = flipped(payload(rest)) @ payload(g_rest)
    demand_no_phase(pairs - adjoint(pairs), g_rest, op)
    return g_some - conjugated(rest @ flipped(g_rest) @ some)


def svd_jvp(t: Any, out: Any, hermitian: bool) -> Any:
    """With P = U^H dA V: ds is its diagonal, dU = U (Y + Z) and dV = V (Y - Z), and what turns them out of their space.

    Y_ij is the Hermitian part of P over s_j - s_i, Z_ij the other part over s_j + s_i (Giles 2008, 3.2; Townsend,
    "Differentiating the singular value decomposition", 2016).
    """
    t = hermitian_part(t) if hermitian else t
    u, s, vh = out
    k = s.shape[-1]
    u1, v1 = u[..., :k], adjoint(vh[..., :k, :])
    p = adjoint(u1) @ t @ v1
    even, odd = hermitian_part(p), (p - adjoint(p)) / 2
    y, z = over_gaps(even, s, payload(even) != 0), over_sums(odd, s, payload(odd) != 0)
    du, dv = u1 @ (y + z), v1 @ (y - z)
    moved = np.any(payload(t) != 0, axis=(-2, -1), keepdims=True)
    if t.shape[-2] > k:
        du = du + over_values(t @ v1 - u1 @ p, s, moved)
    if t.shape[-1] > k:
        dv = dv + over_values(adjoint(t) @ u1 - v1 @ adjoint(p), s, moved)
    du, dv = completed(du, u1, u[..., k:]), completed(dv, v1, adjoint(vh[..., k:, :]))
    return du, np.real(diagonal_of(p)) * positive_values(s), adjoint(dv)


def svd_vjp(g: Any, out: Any, hermitian: bool) -> Any:
    """The transpose of the same; a singular value of 0 is a kink, as abs has, and gets 0."""
    (u, s, vh), (g_u, g_s, g_vh) = out, g
    k = s.shape[-1]
    u1, v1 = u[..., :k], adjoint(vh[..., :k, :])
    g_u = gathered(g_u, u1, u[..., k:], "svd")
    g_v = gathered(adjoint(g_vh), v1, adjoint(vh[..., k:, :]), "svd")
    pairs_u, pairs_v = flipped(u1) @ g_u, flipped(v1) @ g_v
    if u.dtype.kind == "c":
        phase_u, phase_v = np.imag(diagonal_of(payload(pairs_u))), np.imag(diagonal_of(payload(pairs_v)))
        phase = np.where(positive_values(s), phase_u + phase_v, abs(phase_u) + abs(phase_v))
        demand_no_phase(phase, np.concatenate([payload(g_u), payload(g_v)], -2), "svd")
    odd_u, odd_v = (pairs_u - adjoint(pairs_u)) / 2, (pairs_v - adjoint(pairs_v)) / 2
    used = either(g_u) | either(g_v)
    inner = over_gaps(odd_u + odd_v, s, used, "svd") + over_sums(odd_u - odd_v, s, False)
    inner = inner + on_diagonal(g_s * positive_values(s))
    bar = conjugated(u1) @ inner @ flipped(v1)
    if u.shape[-2] > k:
        bar = bar + over_values(g_u - conjugated(u1) @ pairs_u, s, any_of(g_u), "svd") @ flipped(v1)
    if vh.shape[-1] > k:
        bar = bar + conjugated(u1) @ adjoint(over_values(g_v - conjugated(v1) @ pairs_v, s, any_of(g_v), "svd"))
    return hermitian_part(bar) if hermitian else bar


svd_op = general(
    svd_forward, a=svd_vjp, jvps={"a": svd_jvp}, numpy=(), name="svd", outputs=3,
    domain=(REAL_SEPARATED,), analytic=False,
    cases=(
        Case(((3, 3),)), Case(((3, 2),)), Case(((2, 3),)), Case(((2, 4, 2),), {"full_matrices": False}),
        Case(((2, 4),), {"full_matrices": False}), Case(((1, 1),)), Case(((0, 2),), {"full_matrices": False}),
    ),
    singular="0 in a singular value of 0, a kink; at equal singular values functions of these alone are right, the "
    "gradient through the vectors is an error, their tangent NaN; the vectors beyond the smaller side enter by the "
    "space they span",
)  # fmt: skip


@linalg
def svd(a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False) -> Any:
    """The singular value decomposition U diag(S) V^H, as np.linalg.svd.

    Args:
        a: a tensor or array of matrices.
        full_matrices: whether U and V^H are square. The additional vectors are determined by the space they span
            only, and so must be the result.
        compute_uv: whether to return U and V^H, or the singular values alone.
        hermitian: whether the matrices are Hermitian; the gradient is then Hermitian as well.

    Raises:
        DegenerateError: in the backward pass, when the result depends on the vectors of equal singular values, on
            the phases of complex vectors, or on the basis of the additional ones.

    >>> svd(np.diag([1.0, 2.0])).S.tolist()
    [2.0, 1.0]
    """
    if not compute_uv:
        return svd_op(a, full_matrices=False, hermitian=hermitian)[1]
    return SVDResult(*svd_op(a, full_matrices=full_matrices, hermitian=hermitian))


@linalg
def svdvals(x: Any, /) -> Any:
    """The singular values in descending order, as np.linalg.svdvals.

    >>> svdvals(np.diag([1.0, 2.0])).tolist()
    [2.0, 1.0]
    """
    return svd_op(x, full_matrices=False)[1]


# ---- qr ------------------------------------------------------------------------------------------------------------


def qr_forward(a: Any, mode: str = "reduced") -> Any:
    """Return an orthogonal and an upper triangular factor."""
    return numpys.linalg.qr(a, mode)


def inverse_of_triangle(r: Any) -> Any:
    """Return R^-1; an error where a number on the diagonal is 0 up to rounding."""
    pivots = np.abs(diagonal_of(payload(r)))
    bad = np.any(pivots <= rounding(pivots), axis=-1)
    if np.any(bad):
        raise np.linalg.LinAlgError(f"qr has no derivative where the first columns are linearly dependent.{which(bad)}")
    return np.linalg.inv(r)


def qr_jvp(t: Any, out: Any) -> Any:
    """With X = dA R^-1 and C = Q^H X: dQ = X - Q C + Q W and dR = Q^H dA - W R.

    W = L - L^H where L is the half lower triangle of C, so that the diagonal of R stays real (Walter and Lehmann,
    "Algorithmic differentiation of linear algebra functions", 2010). R is square here: of a wide matrix the first part.
    """
    q, r = out
    k = min(q.shape[-2], r.shape[-1])
    q1, r1 = q[..., :k], r[..., :k, :]
    moved = t[..., :k] @ inverse_of_triangle(r1[..., :k])
    inner = adjoint(q1) @ moved
    turned = half_lower(inner)
    turned = turned - adjoint(turned)
    dq = completed(moved - q1 @ inner + q1 @ turned, q1, q[..., k:])
    dr = adjoint(q1) @ t - turned @ r1
    below = q.shape[-1] - k
    return dq, np.concatenate([dr, 0 * r[..., k:, :]], -2) if below else dr


def qr_vjp(g: Any, out: Any) -> Any:
    """The transpose of the same."""
    (q, r), (g_q, g_r) = out, g
    k = min(q.shape[-2], r.shape[-1])
    q1, r1, g_r = q[..., :k], r[..., :k, :], g_r[..., :k, :]
    g_q = gathered(g_q, q1, q[..., k:], "qr")
    pairs = flipped(q1) @ g_q
    turning = pairs - g_r @ flipped(r1)
    inner = half_lower(turning - adjoint(turning)) - pairs
    first = (g_q + conjugated(q1) @ inner) @ flipped(inverse_of_triangle(r1[..., :k]))
    bar = conjugated(q1) @ g_r
    wide = r.shape[-1] > k
    return bar + (np.concatenate([first, 0 * bar[..., k:]], -1) if wide else first)


qr_op = general(
    qr_forward, a=qr_vjp, jvps={"a": qr_jvp}, numpy=(), name="qr", outputs=2, domain=(SEPARATED,), analytic=False,
    cases=(
        Case(((3, 3),)), Case(((3, 2),)), Case(((2, 3),)), Case(((2, 4, 2),)), Case(((2, 3),), {"mode": "complete"}),
        Case(((3, 3),), {"mode": "complete"}), Case(((1, 1),)), Case(((0, 2),)),
    ),
    singular="an error where the first columns are linearly dependent",
)  # fmt: skip


@linalg
def qr(a: Any, mode: str = "reduced") -> Any:
    """An orthogonal matrix times an upper triangular one, as np.linalg.qr.

    Args:
        a: a tensor or array of matrices.
        mode: "reduced"; "complete" for a square Q, whose additional columns are determined by the space they span
            only, and so must be the result; "r" for R alone. "raw" and "economic" are not supported for tensors.

    Raises:
        NoRuleError: the mode is "raw" or "economic".
        LinAlgError: in the backward pass, when the first columns are linearly dependent.

    >>> abs(qr(np.array([[3.0], [4.0]])).R).tolist()
    [[5.0]]
    """
    if mode in ("raw", "economic", "e"):
        raise NoRuleError(
            f'np.linalg.qr of a Tensor does not support mode={mode!r}, LAPACK\'s own form. Use "reduced".'
        )
    if mode == "r":
        return qr_op(a)[1]
    return QRResult(*record(qr_op, (a,), {"mode": mode}))
