"""Riccati's equations: the quadratic equations of optimal control, continuous and discrete.

Both ops take the adjoint of a matrix as an operand of its own, so that they are holomorphic in all four; what the rules
do is implicit differentiation: a small change of the operands leaves a linear equation (Sylvester's, Stein's) for that
of the solution. Kao and Hennequin, "Automatic differentiation of Sylvester, Lyapunov, and algebraic Riccati equations"
(2020).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from autograd.errors import ShapeError
from autograd.graph.domain import Case, Interval
from autograd.ops.composing import arrayed
from autograd.ops.contraction import flipped
from autograd.ops.kinds import general
from autograd.ops.matrices import POSITIVE_DEFINITE, adjoint, floating
from autograd.ops.scipy_linalg.entry import each, scipys
from autograd.ops.scipy_linalg.equations import sylvester

SMALL = Interval(-0.3, 0.3)


def from_basis(basis: Any, kept: int, n: int) -> Any:
    """u2 u1^-1 of the basis (u1, u2) of a stable space of dimension n."""
    if kept != n:
        raise np.linalg.LinAlgError(
            f"Riccati's equation has no stabilising solution: {kept} of {2 * n} eigenvalues are stable, not {n}."
        )
    return np.linalg.solve(basis[:n, :n].T, basis[n:, :n].T).T


def continuous_forward(f: Any, a: Any, w: Any, q: Any) -> Any:
    """The x of f x + x a - x w x + q = 0 for which a - w x is stable: Laub's method, by an ordered Schur form."""

    def one(f: Any, a: Any, w: Any, q: Any) -> Any:
        _, basis, kept = scipy.linalg.schur(np.block([[a, -w], [-q, -f]]), sort="lhp")
        return from_basis(basis, kept, len(a))

    return each(one, f, a, w, q)


def continuous_q(g: Any, f: Any, a: Any, w: Any, out: Any) -> Any:
    """S of (f - x w)^T S + S (a - w x)^T + g = 0."""
    return -sylvester(flipped(f - out @ w), flipped(a - w @ out), g)


def continuous_push(t: Any, f: Any, a: Any, w: Any, out: Any) -> Any:
    """The change of x for a change t of the left-hand side."""
    return -sylvester(f - out @ w, a - w @ out, t)


continuous: Any = general(
    continuous_forward,
    f=lambda g, f, a, w, out: continuous_q(g, f, a, w, out) @ flipped(out),
    a=lambda g, f, a, w, out: flipped(out) @ continuous_q(g, f, a, w, out),
    w=lambda g, f, a, w, out: -flipped(out) @ continuous_q(g, f, a, w, out) @ flipped(out),
    q=continuous_q,
    jvps={
        "f": lambda t, f, a, w, out: continuous_push(t @ out, f, a, w, out),
        "a": lambda t, f, a, w, out: continuous_push(out @ t, f, a, w, out),
        "w": lambda t, f, a, w, out: -continuous_push(out @ t @ out, f, a, w, out),
        "q": continuous_push,
    },
    name="continuous_riccati", broadcasts=True, analytic=False,
    domain=(SMALL, SMALL, POSITIVE_DEFINITE, POSITIVE_DEFINITE),
    cases=(Case(((1, 1),) * 4), Case(((2, 2),) * 4), Case(((2, 2, 2), (2, 2), (2, 2), (1, 2, 2)))),
)  # fmt: skip


def discrete_forward(f: Any, a: Any, w: Any, q: Any) -> Any:
    """The x of f x (1 + w x)^-1 a - x + q = 0 for which (1 + w x)^-1 a is stable, by an ordered QZ form."""

    def one(f: Any, a: Any, w: Any, q: Any) -> Any:
        n = len(a)
        unit, zero = np.eye(n, dtype=a.dtype), np.zeros((n, n), a.dtype)
        left, right = np.block([[a, zero], [-q, unit]]), np.block([[unit, w], [zero, f]])
        *_, alpha, beta, _, basis = scipy.linalg.ordqz(left, right, sort="iuc")
        return from_basis(basis, int(np.sum(np.abs(alpha) < np.abs(beta))), n)

    return each(one, f, a, w, q)


def factors(f: Any, a: Any, w: Any, x: Any) -> tuple[Any, Any, Any, Any]:
    """f (1 + x w)^-1 and (1 + w x)^-1 a, and both of them beside x."""
    unit = np.eye(x.shape[-1], dtype=x.dtype)
    left, right = f @ np.linalg.inv(unit + x @ w), np.linalg.inv(unit + w @ x) @ a
    return left, right, left @ x, x @ right


def stein(a: Any, b: Any, q: Any) -> Any:
    """The x of x - a x b = q, as the linear equation of the entries of x."""
    n, m = q.shape[-2:]
    size, lead = n * m, np.broadcast_shapes(a.shape[:-2], b.shape[:-2], q.shape[:-2])
    product = a[..., :, None, :, None] * flipped(b)[..., None, :, None, :]
    system = np.eye(size, dtype=q.dtype) - np.reshape(product, (*product.shape[:-4], size, size))
    entries = np.reshape(np.broadcast_to(q, (*lead, n, m)), (*lead, size, 1))
    return np.reshape(np.linalg.solve(system, entries), (*lead, n, m))


def discrete_pull(share: Any) -> Any:
    """The vjp of an operand: `share(S, (l x)^T, (x r)^T)` for the S of S - l^T S r^T = g with the factors l, r."""

    def pull(g: Any, f: Any, a: Any, w: Any, out: Any) -> Any:
        left, right, before, after = factors(f, a, w, out)
        return share(stein(flipped(left), flipped(right), g), flipped(before), flipped(after))

    return pull


def discrete_push(change: Any) -> Any:
    """The jvp for a change of the left-hand side: `change(t, l x, x r)`."""

    def push(t: Any, f: Any, a: Any, w: Any, out: Any) -> Any:
        left, right, before, after = factors(f, a, w, out)
        return stein(left, right, change(t, before, after))

    return push


discrete: Any = general(
    discrete_forward,
    f=discrete_pull(lambda s, before, after: s @ after),
    a=discrete_pull(lambda s, before, after: before @ s),
    w=discrete_pull(lambda s, before, after: -before @ s @ after),
    q=discrete_pull(lambda s, before, after: s),
    jvps={
        "f": discrete_push(lambda t, before, after: t @ after),
        "a": discrete_push(lambda t, before, after: before @ t),
        "w": discrete_push(lambda t, before, after: -before @ t @ after),
        "q": discrete_push(lambda t, before, after: t),
    },
    name="discrete_riccati", broadcasts=True, analytic=False,
    domain=(SMALL, SMALL, POSITIVE_DEFINITE, POSITIVE_DEFINITE),
    cases=(Case(((1, 1),) * 4), Case(((2, 2),) * 4), Case(((2, 2, 2), (2, 2), (2, 2), (1, 2, 2)))),
)  # fmt: skip


def reduced(a: Any, b: Any, q: Any, r: Any, e: Any, s: Any) -> tuple[Any, Any, Any, Any]:
    """Return f, a, w, q of the ops, for an equation without e and s that has the same solution."""
    a, b, q, r = (floating(arrayed(x)) for x in (a, b, q, r))
    n, m = b.shape[-2:] if b.ndim > 1 else (0, 0)
    if not n or any(x.shape[-2:] != (size, size) for x, size in ((a, n), (q, n), (r, m))):
        given = ", ".join(f"{name} {x.shape}" for name, x in zip("abqr", (a, b, q, r)))
        raise ShapeError(f"Riccati's equation takes a and q (n, n), b (n, m), r (m, m), with n >= 1; got {given}.")
    s = None if s is None else floating(arrayed(s))
    if e is not None:  # the equation times e^-H from the left and e^-1 from the right
        inverse = np.linalg.inv(floating(arrayed(e)))
        a, q = a @ inverse, adjoint(inverse) @ q @ inverse
        s = None if s is None else adjoint(inverse) @ s
    f = adjoint(a)
    if s is not None:  # the square is completed; r is not taken to be Hermitian, so f is not the adjoint of the new a
        f = f - s @ np.linalg.solve(r, adjoint(b))
        a, q = a - b @ np.linalg.solve(r, adjoint(s)), q - s @ np.linalg.solve(r, adjoint(s))
    return f, a, b @ np.linalg.solve(r, adjoint(b)), q


@scipys
def solve_continuous_are(a: Any, b: Any, q: Any, r: Any, e: Any = None, s: Any = None) -> Any:
    """The solution x of a^H x + x a - x b r^-1 b^H x + q = 0, as scipy.linalg.solve_continuous_are.

    Args:
        a: a tensor or array of square matrices; so are the others.
        b: of as many rows as a.
        q: Hermitian, as r; a gradient is that of the equation as it stands, of any q and r.
        r: invertible.
        e: invertible, of the generalised equation.
        s: of the generalised equation.

    Raises:
        LinAlgError: there is no stabilising solution.

    >>> one = np.array([[1.0]])
    >>> solve_continuous_are(0 * one, one, 4 * one, one).round(9).tolist()
    [[2.0]]
    """
    return continuous(*reduced(a, b, q, r, e, s))


@scipys
def solve_discrete_are(a: Any, b: Any, q: Any, r: Any, e: Any = None, s: Any = None) -> Any:
    """The solution x of a^H x a - x - a^H x b (r + b^H x b)^-1 b^H x a + q = 0, as scipy.linalg.solve_discrete_are.

    Args:
        a: a tensor or array of square matrices; so are the others.
        b: of as many rows as a.
        q: Hermitian, as r; a gradient is that of the equation as it stands, of any q and r.
        r: invertible.
        e: invertible, of the generalised equation.
        s: of the generalised equation.

    Raises:
        LinAlgError: there is no stabilising solution.

    >>> one = np.array([[1.0]])
    >>> solve_discrete_are(one, one, 2 * one, one).round(9).tolist()
    [[2.732050808]]
    """
    return discrete(*reduced(a, b, q, r, e, s))
