"""SciPy's linear algebra: triangular systems, Sylvester's equation, the root and the exponential of a matrix.

The rules for real matrices are those of Giles, "Collected matrix derivative results" (2008), sections 2.2 and 2.3.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from autograd.graph.domain import Case, Interval
from autograd.ops.kinds import general

REAL = Interval(is_complex=False)
AWAY = Interval(0.5, 2.0, is_complex=False)


def turned(x: Any) -> Any:
    """Transpose a matrix."""
    return np.swapaxes(x, 0, 1)


def solve_triangular_forward(a: Any, b: Any, trans: Any = 0, lower: bool = False, unit_diagonal: bool = False) -> Any:
    """x of a x = b, or of a^T x = b; only one triangle of a is read."""
    return scipy.linalg.solve_triangular(a, b, trans=trans, lower=lower, unit_diagonal=unit_diagonal)


def solve_triangular_b(g: Any, a: Any, trans: Any, lower: bool, unit_diagonal: bool) -> Any:
    """The transposed system."""
    return solve_triangular(a, g, trans=int(trans in (0, "N")), lower=lower, unit_diagonal=unit_diagonal)


def solve_triangular_a(g: Any, a: Any, out: Any, trans: Any, lower: bool, unit_diagonal: bool) -> Any:
    """-b_bar x^T in the triangle that is read."""
    bar = solve_triangular_b(g, a, trans, lower, unit_diagonal)
    left, right = (bar, out) if trans in (0, "N") else (out, bar)
    product = left[:, None] * right if out.ndim == 1 else left @ turned(right)
    return -(np.tril(product, -int(unit_diagonal)) if lower else np.triu(product, int(unit_diagonal)))


solve_triangular: Any = general(
    solve_triangular_forward, a=solve_triangular_a, b=solve_triangular_b, name="solve_triangular", analytic=False,
    domain=(AWAY, REAL),
    cases=(
        Case(((3, 3), (3,))), Case(((2, 2), (2, 3)), {"lower": True}), Case(((2, 2), (2,)), {"trans": 1}),
        Case(((3, 3), (3, 2)), {"trans": "T", "lower": True, "unit_diagonal": True}),
    ),
)  # fmt: skip


def solve_sylvester_q(g: Any, a: Any, b: Any) -> Any:
    """S of a^T S + S b^T = g."""
    return solve_sylvester(turned(a), turned(b), g)


solve_sylvester: Any = general(
    lambda a, b, q: scipy.linalg.solve_sylvester(a, b, q),
    a=lambda g, a, b, out: -solve_sylvester_q(g, a, b) @ turned(out),
    b=lambda g, a, b, out: -turned(out) @ solve_sylvester_q(g, a, b),
    q=solve_sylvester_q,
    name="solve_sylvester", analytic=False, domain=(AWAY, AWAY, REAL),
    cases=(Case(((1, 1), (2, 2), (1, 2)), fixed={"b": np.array([[2.0, 0.3], [-0.4, 1.5]])}),
           Case(((2, 2), (2, 2), (2, 2)), fixed={"a": np.array([[2.0, 0.3], [-0.4, 1.5]]),
                                                "b": np.array([[1.0, 0.2], [0.1, 3.0]])}),
           Case(((1, 1), (1, 1), (1, 1)))),
)  # fmt: skip


def sqrtm_forward(a: Any) -> Any:
    """The principal root, in the precision of a."""
    root = np.asarray(scipy.linalg.sqrtm(a))
    return root.astype(np.asarray(a).dtype) if root.dtype.kind == "f" and np.asarray(a).dtype.kind == "f" else root


# X X = A: X dX + dX X = dA
sqrtm: Any = general(
    sqrtm_forward,
    a=lambda g, out: solve_sylvester(turned(out), turned(out), g),
    jvps={"a": lambda t, out: solve_sylvester(out, out, t)},
    name="sqrtm", analytic=False, domain=(AWAY,), cases=(Case(((1, 1),)),),
)  # fmt: skip


def frechet(a: Any, direction: Any) -> Any:
    """The derivative of expm at a: the corner of expm([[a, e], [0, a]]) (Higham, Functions of Matrices, 3.16)."""
    n = a.shape[0]
    zero = np.zeros((n, n), a.dtype)
    whole = np.concatenate([np.concatenate([a, direction], 1), np.concatenate([zero, a], 1)], 0)
    return expm(whole)[:n, n:]


expm: Any = general(
    lambda a: scipy.linalg.expm(a),
    a=lambda g, a: frechet(turned(a), g),
    jvps={"a": lambda t, a: frechet(a, t)},
    name="expm", domain=(REAL,), analytic=False, cases=(Case(((2, 2),)), Case(((3, 3),)), Case(((1, 1),))),
)  # fmt: skip
