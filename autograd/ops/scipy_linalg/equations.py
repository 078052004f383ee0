"""Linear equations of matrices with structure: triangular ones, Sylvester's and Lyapunov's.

The rules are those of Giles, "Collected matrix derivative results" (2008), section 2.3. In our convention of complex
gradients they need no conjugate: what stands there as an adjoint is a transpose here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from autograd.errors import NoRuleError
from autograd.graph.domain import REAL, Case, Interval
from autograd.ops.composing import arrayed
from autograd.ops.contraction import conjugated, flipped
from autograd.ops.kinds import general
from autograd.ops.matrices import POSITIVE_DEFINITE, SEPARATED, adjoint, floating
from autograd.ops.scipy_linalg.entry import each, scipys

AWAY = Interval(0.5, 2.0)
TRANSPOSED = {0: 0, 1: 1, 2: 2, "N": 0, "T": 1, "C": 2}
HERMITIAN = {"pos": True, "positive definite": True, "her": True, "hermitian": True, "sym": False, "symmetric": False}


def triangular_forward(a: Any, b: Any, trans: int = 0, lower: bool = False, unit_diagonal: bool = False) -> Any:
    """x of a x = b, or of a^T x = b; only one triangle of a is read."""

    def one(a: Any, b: Any) -> Any:
        return scipy.linalg.solve_triangular(a, b, trans=trans, lower=lower, unit_diagonal=unit_diagonal)

    return each(one, a, b)


def triangular_b(g: Any, a: Any, trans: int, lower: bool, unit_diagonal: bool) -> Any:
    """The transposed system."""
    return triangular(a, g, trans=1 - trans, lower=lower, unit_diagonal=unit_diagonal)


def triangular_a(g: Any, a: Any, out: Any, trans: int, lower: bool, unit_diagonal: bool) -> Any:
    """-b_bar x^T in the triangle that is read."""
    bar = triangular_b(g, a, trans, lower, unit_diagonal)
    product = -(out @ flipped(bar) if trans else bar @ flipped(out))
    return np.tril(product, -int(unit_diagonal)) if lower else np.triu(product, int(unit_diagonal))


triangular: Any = general(
    triangular_forward, a=triangular_a, b=triangular_b, name="solve_triangular", broadcasts=True, domain=(AWAY, REAL),
    analytic=False,
    cases=(
        Case(((3, 3), (3, 1))), Case(((2, 2), (2, 3)), {"lower": True}), Case(((2, 2), (2, 1)), {"trans": 1}),
        Case(((3, 3), (3, 2)), {"trans": 1, "lower": True, "unit_diagonal": True}), Case(((2, 1, 2, 2), (3, 2, 1))),
    ),
)  # fmt: skip


def on_columns(solve: Any, b: Any) -> Any:
    """Solve for the columns of b; a one-dimensional b is one column."""
    b = floating(arrayed(b))
    return solve(b[:, None])[..., 0] if b.ndim == 1 else solve(b)


@scipys
def solve_triangular(a: Any, b: Any, trans: Any = 0, lower: bool = False, unit_diagonal: bool = False) -> Any:
    """The solution x of a x = b for a triangular a (or a^T x = b, a^H x = b), as scipy.linalg.solve_triangular.

    Args:
        a: a tensor or array of matrices, one triangle of which is read.
        b: a tensor or array, a vector or columns.
        trans: 0 or "N" for a, 1 or "T" for its transpose, 2 or "C" for its adjoint.
        lower: which triangle.
        unit_diagonal: whether the diagonal is taken to be 1, and not read.

    >>> solve_triangular(np.array([[2.0, 1.0], [9.0, 4.0]]), np.array([4.0, 4.0])).tolist()
    [1.5, 1.0]
    """
    if trans not in TRANSPOSED:
        raise ValueError(f"solve_triangular: trans is 0, 1, 2, 'N', 'T' or 'C'; got {trans!r}.")
    how = TRANSPOSED[trans]
    a = floating(arrayed(a))
    a = conjugated(a) if how == 2 else a
    how = int(how > 0)
    return on_columns(lambda b: triangular(a, b, trans=how, lower=bool(lower), unit_diagonal=bool(unit_diagonal)), b)


def mirrored_forward(a: Any, lower: bool = True, is_hermitian: bool = True) -> Any:
    """The Hermitian (or symmetric) matrix of which one triangle is read."""
    a = np.asarray(a)
    read, other = (np.tril(a), np.tril(a, -1)) if lower else (np.triu(a), np.triu(a, 1))
    if not is_hermitian:
        return read + flipped(other)
    if a.dtype.kind == "c":  # LAPACK takes the diagonal to be real
        read = np.where(np.eye(a.shape[-1], dtype=bool), np.real(read), read)
    return read + adjoint(other)


def mirrored_part(x: Any, is_hermitian: bool) -> Any:
    """The Hermitian or symmetric part: a gradient is that of a function of it, as np.linalg.cholesky's."""
    return (x + (adjoint(x) if is_hermitian else flipped(x))) / 2


mirrored: Any = general(
    mirrored_forward,
    a=lambda g, is_hermitian: mirrored_part(g, is_hermitian),
    jvps={"a": lambda t, is_hermitian: mirrored_part(t, is_hermitian)},
    name="mirrored", domain=(POSITIVE_DEFINITE,), analytic=False,
    cases=(Case(((3, 3),)), Case(((2, 2, 2),), {"lower": False})),
    singular="as a function of the Hermitian part, whichever triangle is read",
)  # fmt: skip


@scipys
def solve(a: Any, b: Any, lower: bool = False, assume_a: str | None = None, transposed: bool = False) -> Any:
    """The solution x of a x = b, as scipy.linalg.solve.

    Args:
        a: a tensor or array of square matrices.
        b: a tensor or array, a vector or columns.
        lower: which triangle is read of a matrix that is assumed Hermitian or symmetric.
        assume_a: "general", "symmetric", "hermitian" or "positive definite" (or SciPy's three letters for these).
        transposed: whether to solve a^T x = b.

    >>> solve(np.array([[2.0, 1.0], [0.0, 4.0]]), np.array([4.0, 4.0])).tolist()
    [1.5, 1.0]
    """
    a = floating(arrayed(a))
    if assume_a in HERMITIAN:
        a = mirrored(a, lower=bool(lower), is_hermitian=HERMITIAN[assume_a])
    elif assume_a not in (None, "gen", "general"):
        raise NoRuleError(
            f"scipy.linalg.solve of a tensor does not support assume_a={assume_a!r}. Leave it out; for a band there is "
            "solve_banded, for a triangle solve_triangular."
        )
    return np.linalg.solve(flipped(a) if transposed else a, floating(arrayed(b)))


# ---- Sylvester and Lyapunov ----------------------------------------------------------------------------------------


def sylvester_forward(a: Any, b: Any, q: Any) -> Any:
    """x of a x + x b = q; SciPy wants all real, or all complex."""
    dtype = np.result_type(a, b, q)
    return each(scipy.linalg.solve_sylvester, *(np.asarray(x, dtype) for x in (a, b, q)))


def sylvester_q(g: Any, a: Any, b: Any) -> Any:
    """S of a^T S + S b^T = g."""
    return sylvester(flipped(a), flipped(b), g)


sylvester: Any = general(
    sylvester_forward,
    a=lambda g, a, b, out: -sylvester_q(g, a, b) @ flipped(out),
    b=lambda g, a, b, out: -flipped(out) @ sylvester_q(g, a, b),
    q=sylvester_q,
    jvps={"a": lambda t, a, b, out: -sylvester(a, b, t @ out), "b": lambda t, a, b, out: -sylvester(a, b, out @ t),
          "q": lambda t, a, b: sylvester(a, b, t)},
    name="solve_sylvester", broadcasts=True, analytic=False, domain=(SEPARATED, SEPARATED, REAL),
    cases=(Case(((1, 1), (2, 2), (1, 2))), Case(((2, 2), (2, 2), (2, 2))), Case(((3, 3), (2, 2), (3, 2))),
           Case(((2, 2, 2), (2, 2), (1, 2, 2)))),
)  # fmt: skip


@scipys
def solve_sylvester(a: Any, b: Any, q: Any) -> Any:
    """The solution x of a x + x b = q, as scipy.linalg.solve_sylvester.

    >>> solve_sylvester(np.array([[1.0]]), np.array([[3.0]]), np.array([[8.0]])).tolist()
    [[2.0]]
    """
    return sylvester(*(floating(arrayed(x)) for x in (a, b, q)))


@scipys
def solve_continuous_lyapunov(a: Any, q: Any) -> Any:
    """The solution x of a x + x a^H = q, as scipy.linalg.solve_continuous_lyapunov.

    >>> solve_continuous_lyapunov(np.array([[2.0]]), np.array([[8.0]])).tolist()
    [[2.0]]
    """
    a = floating(arrayed(a))
    return sylvester(a, adjoint(a), floating(arrayed(q)))


@scipys
def solve_discrete_lyapunov(a: Any, q: Any, method: str | None = None) -> Any:
    """The solution x of a x a^H - x + q = 0, as scipy.linalg.solve_discrete_lyapunov by its direct method.

    >>> solve_discrete_lyapunov(np.array([[0.5]]), np.array([[3.0]])).tolist()
    [[4.0]]
    """
    a, q = floating(arrayed(a)), floating(arrayed(q))
    n = a.shape[-1]
    system = np.eye(n * n, dtype=np.result_type(a.dtype.type, np.float32)) - np.kron(a, conjugated(a))
    return np.reshape(np.linalg.solve(system, np.reshape(q, (n * n,))), (n, n))


@scipys
def cho_solve(c_and_lower: Any, b: Any) -> Any:
    """The solution x of a x = b from the Cholesky factor of a, as scipy.linalg.cho_solve.

    Args:
        c_and_lower: what `cho_factor` returned: the factor, and whether it is the lower one.
        b: a tensor or array, a vector or columns.

    >>> cho_solve((np.array([[2.0]]), True), np.array([8.0])).tolist()
    [2.0]
    """
    c, lower = c_and_lower
    first, then = (0, 2) if lower else (2, 0)
    c = floating(arrayed(c))  # a tensor, or an array next to a tensor b
    middle = solve_triangular(c, arrayed(b), trans=first, lower=lower)
    return solve_triangular(c, middle, trans=then, lower=lower)


def permuted(piv: Any) -> np.ndarray:
    """The order of rows that LAPACK's interchanges lead to."""
    order = np.arange(len(piv))
    for k, other in enumerate(np.asarray(piv)):
        order[[k, other]] = order[[other, k]]
    return order


@scipys
def lu_solve(lu_and_piv: Any, b: Any, trans: Any = 0) -> Any:
    """The solution x of a x = b from the factors of a, as scipy.linalg.lu_solve.

    Args:
        lu_and_piv: what `lu_factor` returned for one matrix.
        b: a tensor or array, a vector or columns.
        trans: 0 for a, 1 for its transpose, 2 for its adjoint.

    >>> lu_solve((np.array([[2.0]]), np.array([0])), np.array([8.0])).tolist()
    [4.0]
    """
    lu, piv = lu_and_piv
    order, how = permuted(piv), TRANSPOSED[trans]
    lu, b = floating(arrayed(lu)), floating(arrayed(b))
    if how:
        middle = solve_triangular(lu, b, trans=how)
        return solve_triangular(lu, middle, trans=how, lower=True, unit_diagonal=True)[np.argsort(order)]
    middle = solve_triangular(lu, b[order], lower=True, unit_diagonal=True)
    return solve_triangular(lu, middle)


@scipys
def lstsq(a: Any, b: Any, cond: float | None = None) -> Any:
    """The least-squares solution of a x = b of least norm, as scipy.linalg.lstsq.

    Returns:
        x, the sums of squared residuals, the rank, the singular values.

    >>> lstsq(np.array([[1.0], [1.0]]), np.array([1.0, 3.0]))[0].round(9).tolist()
    [2.0]
    """
    a = floating(arrayed(a))
    b = floating(arrayed(b))
    cut = float(np.finfo(a.dtype).eps) if cond is None else cond  # SciPy's, smaller than NumPy's
    x, residuals, rank, s = np.linalg.lstsq(a, b, rcond=cut)
    return x, residuals[0] if b.ndim == 1 and residuals.shape[0] else residuals, rank, s


