"""Eigenvalues and eigenvectors.

Vectors are determined up to a phase; the tangents are those of least norm, and a result that depends on the phases
has no gradient and raises. Where vectors of equal values are used the derivative does not exist: see `over_gaps`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.domain import Case
from autograd.graph.rule import payload
from autograd.ops.contraction import conjugated, flipped
from autograd.ops.kinds import general
from autograd.ops.matrices import (
    REAL_SEPARATED,
    REAL_SYMMETRIC,
    EighResult,
    EigResult,
    adjoint,
    demand_no_phase,
    diagonal_of,
    either,
    hermitian,
    linalg,
    on_diagonal,
    over_gaps,
    which,
)
from autograd.ops.reducing import numpys

# ---- eigenvalues of Hermitian matrices -------------------------------------------------------------------------------


def eigh_forward(a: Any, UPLO: str = "L") -> Any:
    """Return eigenvalues in ascending order, and the eigenvectors."""
    return numpys.linalg.eigh(a, UPLO)


def eigh_jvp(t: Any, out: Any) -> Any:
    """With S = V^H dA V, dw is its diagonal and dV = V X with X_ij = S_ij / (w_j - w_i) (Giles 2008, 3.1)."""
    w, v = out
    inner = adjoint(v) @ hermitian(t) @ v
    turned = over_gaps(inner, w, payload(inner) != 0)
    return np.real(diagonal_of(inner)), v @ turned


def eigh_vjp(g: Any, out: Any) -> Any:
    """The Hermitian part of conj(V) (diag(g_w) + K) V^T with K_ij = (V^T g_v)_ij / (w_j - w_i) (Giles 2008, 3.1)."""
    (w, v), (g_w, g_v) = out, g
    pairs = flipped(v) @ g_v
    if v.dtype.kind == "c":
        demand_no_phase(np.imag(diagonal_of(payload(pairs))), g_v, "eigh")
    inner = on_diagonal(g_w) + over_gaps(pairs, w, either(g_v), "eigh")
    return hermitian(conjugated(v) @ inner @ flipped(v))


eigh_op = general(
    eigh_forward, a=eigh_vjp, jvps={"a": eigh_jvp}, numpy=np.linalg.eigh, name="eigh", outputs=2,
    domain=(REAL_SYMMETRIC,), analytic=False,
    cases=(
        Case(((3, 3),)), Case(((2, 2, 2),)), Case(((3, 3),), {"UPLO": "U"}), Case(((1, 1),)), Case(((2, 0, 0),)),
    ),
    singular="as a function of the Hermitian part, as cholesky; at equal eigenvalues functions of these alone are "
    "right, the gradient through the vectors is an error, their tangent NaN",
)  # fmt: skip


@linalg
def eigh(a: Any, UPLO: str = "L") -> Any:
    """Eigenvalues (ascending) and eigenvectors of Hermitian matrices, as np.linalg.eigh.

    One triangle is read; the gradient is that of a function of the Hermitian part, so it is Hermitian.

    Args:
        a: a tensor or array of Hermitian matrices.
        UPLO: which triangle to read, "L" or "U".

    Raises:
        DegenerateError: in the backward pass, when the result depends on the vectors of equal eigenvalues, or on
            the phases of complex vectors.

    >>> eigh(np.diag([2.0, 1.0])).eigenvalues.tolist()
    [1.0, 2.0]
    """
    return EighResult(*eigh_op(a, UPLO=UPLO))


@linalg
def eigvalsh(a: Any, UPLO: str = "L") -> Any:
    """Eigenvalues (ascending) of Hermitian matrices, as np.linalg.eigvalsh.

    Args are those of `eigh`.

    >>> eigvalsh(np.diag([2.0, 1.0])).tolist()
    [1.0, 2.0]
    """
    return eigh_op(a, UPLO=UPLO)[0]


# ---- eigenvalues of any square matrices ------------------------------------------------------------------------------


def eig_forward(a: Any) -> Any:
    """Return eigenvalues and eigenvectors of norm 1."""
    return np.linalg.eig(a)


def inverse_of_vectors(v: Any) -> Any:
    """Return V^-1; a matrix without a basis of eigenvectors is an error."""
    bad = np.linalg.cond(payload(v)) * np.finfo(v.dtype).eps > 1e-2 if v.size else False
    if np.any(bad):
        raise np.linalg.LinAlgError(
            "eig has no derivative at a defective matrix: its eigenvectors are no basis, and its equal eigenvalues "
            f"move infinitely fast.{which(bad)}"
        )
    return np.linalg.inv(v)


def eig_jvp(t: Any, out: Any) -> Any:
    """With S = V^-1 dA V, dw is its diagonal and dV = V X with X_ij = S_ij / (w_j - w_i) (Giles 2008, 3.1).

    X_jj = -Re(V^H V X)_jj, so that the vectors keep norm 1.
    """
    w, v = out
    inner = inverse_of_vectors(v) @ t @ v
    turned = v @ over_gaps(inner, w, payload(inner) != 0)
    length = np.real(np.sum(conjugated(v) * turned, axis=-2, keepdims=True))
    return diagonal_of(inner), turned - v * length


def eig_vjp(g: Any, a: Any, out: Any) -> Any:
    """V^-T (diag(g_w) + K) V^T, where K_ij is V^T g_v less its part along the vectors, over w_j - w_i."""
    (w, v), (g_w, g_v) = out, g
    pairs = flipped(v) @ g_v
    along = diagonal_of(pairs)
    if v.dtype.kind == "c":
        free = (a.dtype.kind == "c") | (np.imag(payload(w)) != 0)  # a real vector of a real matrix has only a sign
        demand_no_phase(np.where(free, np.imag(payload(along)), 0), g_v, "eig")
    sideways = pairs - conjugated(adjoint(v) @ v) * np.real(along)[..., None, :]
    inner = on_diagonal(g_w) + over_gaps(sideways, w, either(g_v), "eig")
    return flipped(inverse_of_vectors(v)) @ inner @ flipped(v)


eig_op = general(
    eig_forward, a=eig_vjp, jvps={"a": eig_jvp}, numpy=np.linalg.eig, name="eig", outputs=2,
    domain=(REAL_SEPARATED,), analytic=False,
    cases=(Case(((3, 3),)), Case(((2, 2, 2),)), Case(((1, 1),)), Case(((2, 0, 0),))),
    singular="at equal eigenvalues as eigh; an error at a defective matrix",
)  # fmt: skip


@linalg
def eig(a: Any) -> Any:
    """Eigenvalues and eigenvectors (of norm 1) of square matrices, as np.linalg.eig.

    Args:
        a: a tensor or array of square matrices.

    Raises:
        LinAlgError: in the backward pass, when a matrix has no basis of eigenvectors.
        DegenerateError: in the backward pass, when the result depends on the vectors of equal eigenvalues, or on
            the phases of complex vectors.

    >>> eig(np.array([[2.0, 1.0], [0.0, 3.0]])).eigenvalues.tolist()
    [2.0, 3.0]
    """
    return EigResult(*eig_op(a))


@linalg
def eigvals(a: Any) -> Any:
    """Eigenvalues of square matrices, as np.linalg.eigvals.

    Args and errors are those of `eig`.

    >>> eigvals(np.array([[2.0, 1.0], [0.0, 3.0]])).tolist()
    [2.0, 3.0]
    """
    return eig_op(a)[0]
