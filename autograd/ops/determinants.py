"""Determinants, with derivatives at singular matrices too, and their logarithms."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.domain import Case
from autograd.graph.rule import payload
from autograd.ops.contraction import flipped
from autograd.ops.kinds import general
from autograd.ops.matrices import SEPARATED, SlogdetResult, expanded, inverse, linalg, real_dtype


def others_product(s: Any) -> Any:
    """Return, for each number of a row, the product of all others: no division."""
    first = np.ones_like(s[..., :1])
    before = np.cumprod(np.concatenate([first, s[..., :-1]], -1), -1)
    after = np.cumprod(np.concatenate([first, s[..., :0:-1]], -1), -1)[..., ::-1]
    return before * after


def cofactor_forward(a: Any) -> Any:
    """Return the matrix of cofactors, the derivative of the determinant, also where that is 0.

    With A = U S V^H it is det(U) det(V^H) conj(U) (product of the other singular values) V^T.
    """
    a = np.asarray(a)
    if a.size == 0:
        return np.zeros_like(a)
    u, s, vh = np.linalg.svd(a)
    sign = np.linalg.det(u) * np.linalg.det(vh)
    return np.conjugate(u * (np.conjugate(sign)[..., None, None] * others_product(s)[..., None, :]) @ vh)


def without_each(n: int) -> np.ndarray:
    """Return, for each number below n, the list of all others."""
    return np.array([[k for k in range(n) if k != i] for i in range(n)], int).reshape(n, max(n - 1, 0))


def cofactor_vjp(g: Any, a: Any) -> Any:
    """The cofactors of the minors, each put back into its place.

    A cofactor is the signed determinant of a minor. The minors take n^4 numbers; this is the second derivative
    of a determinant at a (nearly) singular matrix, and no more economical rule is exact there.
    """
    n = a.shape[-1]
    kept = without_each(n)
    minors = a[..., kept[:, None, :, None], kept[None, :, None, :]]
    signs = (-1.0) ** np.add.outer(np.arange(n), np.arange(n))
    place = np.eye(n)[kept].astype(real_dtype(a))
    parts = cofactor(minors) * (g * signs.astype(real_dtype(a)))[..., None, None]
    return np.einsum("...ijpq,ipa,jqb->...ab", parts, place, place)


cofactor = general(
    cofactor_forward, a=cofactor_vjp, name="cofactor", signature="(n,n)->(n,n)", analytic=False,
)  # fmt: skip


def det_slope(a: Any, out: Any) -> Any:
    """Return the cofactors: det(A) A^-T where the inverse is accurate."""
    try:
        inverse = np.linalg.inv(a)
    except np.linalg.LinAlgError:
        return cofactor(a)
    size = np.linalg.norm(payload(a), axis=(-2, -1)) * np.linalg.norm(payload(inverse), axis=(-2, -1))
    if not np.all(size < np.finfo(a.dtype).eps ** -0.5):
        return cofactor(a)
    return expanded(out) * flipped(inverse)


def det_vjp(g: Any, a: Any, out: Any) -> Any:
    """g times the cofactors: Jacobi's formula (Giles 2008, 2.2.4)."""
    return expanded(g) * det_slope(a, out)


def det_jvp(t: Any, a: Any, out: Any) -> Any:
    """The sum of dA_ij times the cofactors."""
    return np.sum(t * det_slope(a, out), axis=(-2, -1))


det = general(
    np.linalg.det, a=det_vjp, jvps={"a": det_jvp}, numpy=np.linalg.det, name="det", signature="(n,n)->()",
    domain=(SEPARATED,), analytic=False, singular="exact at singular matrices: the cofactors",
)  # fmt: skip


def slogdet_forward(a: Any) -> Any:
    """Return the sign (a complex number of modulus 1) and the logarithm of the absolute determinant."""
    return np.linalg.slogdet(a)


def inverse_where(needed: Any, a: Any, sign: Any) -> Any:
    """Return A^-1; a singular matrix is an error only where its cotangent (or tangent) is not 0."""
    spare = (payload(sign) == 0) & ~needed
    if np.any(spare):
        a = np.where(spare[..., None, None], np.eye(a.shape[-1], dtype=real_dtype(a)), a)
    return inverse(a)


def slogdet_vjp(g: Any, a: Any, out: Any) -> Any:
    """(g_log + i Im(g_sign sign)) A^-T: from d log det A = tr(A^-1 dA) (Giles 2008, 2.2.4)."""
    sign, (g_sign, slope) = out[0], g
    if a.dtype.kind == "c":
        slope = slope + 1j * np.imag(g_sign * sign)
    return expanded(slope) * flipped(inverse_where(payload(slope) != 0, a, sign))


def slogdet_jvp(t: Any, a: Any, out: Any) -> Any:
    """The real part of tr(A^-1 dA) for the logarithm; i sign times its imaginary part for the sign."""
    moved = np.any(payload(t) != 0, axis=(-2, -1))
    slope = np.sum(flipped(inverse_where(moved, a, out[0])) * t, axis=(-2, -1))
    if a.dtype.kind == "c":
        return 1j * out[0] * np.imag(slope), np.real(slope)
    return slope * 0, slope


slogdet_op = general(
    slogdet_forward, a=slogdet_vjp, jvps={"a": slogdet_jvp}, numpy=np.linalg.slogdet, name="slogdet",
    outputs=2, domain=(SEPARATED,), analytic=False,
    cases=(Case(((3, 3),)), Case(((2, 2, 2),)), Case(((1, 1),)), Case(((0, 0),)), Case(((2, 0, 0),))),
    singular="an error at a singular matrix, unless its cotangent is 0",
)  # fmt: skip


@linalg
def slogdet(a: Any) -> Any:
    """The sign and the logarithm of the absolute value of determinants, as np.linalg.slogdet.

    Args:
        a: a tensor or array of square matrices.

    Raises:
        LinAlgError: in the backward pass, when a matrix is singular.

    >>> slogdet(np.diag([2.0, -0.5])).sign.item()
    -1.0
    """
    return SlogdetResult(*slogdet_op(a))
