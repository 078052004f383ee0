"""Functions of a matrix, not of its elements: roots, exponential, logarithm, powers, sine and cosine.

The derivative of f at A in the direction E is the corner of f([[A, E], [0, A]]) (Higham, Functions of Matrices, 3.16),
for every smooth f; that of the root solves a Sylvester equation, which is cheaper.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from autograd.graph.domain import REAL, Case
from autograd.ops.composing import arrayed
from autograd.ops.contraction import flipped
from autograd.ops.kinds import general
from autograd.ops.matrices import POSITIVE_DEFINITE, floating
from autograd.ops.scipy_linalg.entry import each, scipys
from autograd.ops.scipy_linalg.equations import sylvester


def corner(function: Any, a: Any, direction: Any) -> Any:
    """The derivative of a function of matrices."""
    n = a.shape[-1]
    zero = np.zeros(a.shape, a.dtype)
    whole = np.concatenate(
        [np.concatenate([a, direction], -1), np.concatenate([zero, a], -1)], -2
    )
    return function(whole)[..., :n, n:]


def in_precision(function: Any, a: Any) -> Any:
    """Call SciPy's function on each matrix in double, and round to the precision of a: so do some of them, not all."""
    a = np.asarray(a)
    single = a.dtype in (np.float32, np.complex64)
    out = np.asarray(each(function, a.astype(np.result_type(a, float))))
    if not single:
        return out
    return out.astype(np.complex64 if out.dtype.kind == "c" else np.float32)


# ---- roots and powers ------------------------------------------------------------------------------------------------


def sqrtm_forward(a: Any) -> Any:
    """The principal root."""
    return in_precision(scipy.linalg.sqrtm, a)


# X X = A: X dX + dX X = dA
sqrtm_op: Any = general(
    sqrtm_forward,
    a=lambda g, out: sylvester(flipped(out), flipped(out), g),
    jvps={"a": lambda t, out: sylvester(out, out, t)},
    name="sqrtm", analytic=False, domain=(POSITIVE_DEFINITE,),
    cases=(Case(((1, 1),)), Case(((3, 3),)), Case(((2, 2, 2),))), singular="an error where an eigenvalue is 0",
)  # fmt: skip


@scipys
def sqrtm(A: Any) -> Any:
    """The principal root of matrices, as scipy.linalg.sqrtm.

    >>> sqrtm(np.array([[4.0]])).tolist()
    [[2.0]]
    """
    return sqrtm_op(floating(arrayed(A)))


def logm_forward(a: Any) -> Any:
    """The principal logarithm."""
    return in_precision(scipy.linalg.logm, a)


logm_op: Any = general(
    logm_forward, a=lambda g, a: corner(logm_op, flipped(a), g), jvps={"a": lambda t, a: corner(logm_op, a, t)},
    name="logm", analytic=False, domain=(POSITIVE_DEFINITE,),
    cases=(Case(((1, 1),)), Case(((3, 3),)), Case(((2, 2, 2),))),
)  # fmt: skip


@scipys
def logm(A: Any) -> Any:
    """The principal logarithm of matrices, as scipy.linalg.logm.

    >>> logm(np.eye(2)).tolist()
    [[0.0, 0.0], [0.0, 0.0]]
    """
    return logm_op(floating(arrayed(A)))


def power_forward(a: Any, t: float = 0.5) -> Any:
    """The principal power."""
    return in_precision(lambda a: scipy.linalg.fractional_matrix_power(a, t), a)


power_op: Any = general(
    power_forward, a=lambda g, a, t: corner(lambda x: power_op(x, t=t), flipped(a), g),
    name="fractional_matrix_power", analytic=False, domain=(POSITIVE_DEFINITE,),
    cases=(Case(((1, 1),), {"t": 0.3}), Case(((3, 3),), {"t": 1.5}), Case(((2, 2),), {"t": -0.4})),
)  # fmt: skip


@scipys
def fractional_matrix_power(A: Any, t: float) -> Any:
    """The principal power of matrices for a constant exponent, as scipy.linalg.fractional_matrix_power.

    Write expm(t * logm(A)) for an exponent with a derivative.

    >>> fractional_matrix_power(np.array([[8.0]]), 1 / 3).round(12).tolist()
    [[2.0]]
    """
    return power_op(floating(arrayed(A)), t=t)


# ---- exponential, sine and cosine ------------------------------------------------------------------------------------


def expm_forward(a: Any) -> Any:
    """The exponential."""
    return each(scipy.linalg.expm, a)


expm_op: Any = general(
    expm_forward, a=lambda g, a: corner(expm_op, flipped(a), g), jvps={"a": lambda t, a: corner(expm_op, a, t)},
    name="expm", domain=(REAL,), analytic=False,
    cases=(Case(((2, 2),)), Case(((3, 3),)), Case(((1, 1),)), Case(((2, 2, 2),))),
)  # fmt: skip


@scipys
def expm(A: Any) -> Any:
    """The exponential of matrices, as scipy.linalg.expm.

    >>> expm(np.zeros((2, 2))).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    return expm_op(floating(arrayed(A)))


@scipys
def expm_frechet(A: Any, E: Any, method: Any = None, compute_expm: bool = True) -> Any:
    """The exponential of A and its derivative in the direction E, as scipy.linalg.expm_frechet.

    >>> [part.tolist() for part in expm_frechet(np.zeros((1, 1)), np.array([[2.0]]))]
    [[[1.0]], [[2.0]]]
    """
    A, E = floating(arrayed(A)), floating(arrayed(E))
    slope = corner(expm_op, A, E)
    return (expm_op(A), slope) if compute_expm else slope


def halves(A: Any, turn: complex) -> tuple[Any, Any]:
    """exp(turn A) and exp(-turn A)."""
    A = floating(arrayed(A))
    return expm_op(turn * A), expm_op(-turn * A)


@scipys
def coshm(A: Any) -> Any:
    """The hyperbolic cosine of a matrix, as scipy.linalg.coshm.

    >>> coshm(np.zeros((1, 1))).tolist()
    [[1.0]]
    """
    up, down = halves(A, 1)
    return (up + down) / 2


@scipys
def sinhm(A: Any) -> Any:
    """The hyperbolic sine of a matrix, as scipy.linalg.sinhm.

    >>> sinhm(np.zeros((1, 1))).tolist()
    [[0.0]]
    """
    up, down = halves(A, 1)
    return (up - down) / 2


@scipys
def tanhm(A: Any) -> Any:
    """The hyperbolic tangent of a matrix, as scipy.linalg.tanhm.

    >>> tanhm(np.zeros((1, 1))).tolist()
    [[0.0]]
    """
    up, down = halves(A, 1)
    return np.linalg.solve(up + down, up - down)


@scipys
def cosm(A: Any) -> Any:
    """The cosine of a matrix, as scipy.linalg.cosm.

    >>> cosm(np.zeros((1, 1))).tolist()
    [[1.0]]
    """
    up, down = halves(A, 1j)
    return like(A, (up + down) / 2)


@scipys
def sinm(A: Any) -> Any:
    """The sine of a matrix, as scipy.linalg.sinm.

    >>> sinm(np.zeros((1, 1))).tolist()
    [[0.0]]
    """
    up, down = halves(A, 1j)
    return like(A, (up - down) / 2j)


@scipys
def tanm(A: Any) -> Any:
    """The tangent of a matrix, as scipy.linalg.tanm.

    >>> tanm(np.zeros((1, 1))).tolist()
    [[0.0]]
    """
    return np.linalg.solve(cosm(A), sinm(A))


def like(A: Any, result: Any) -> Any:
    """The real part of the result for a real matrix."""
    return result if arrayed(A).dtype.kind == "c" else np.real(result)
