"""Orthogonal polynomials in their argument: a derivative is the polynomial below of a neighbouring family.

DLMF 18.9 and table 18.9.1. Degrees and parameters have no derivative rule: a tracked one is refused.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special as sp

from autograd.graph.domain import Case, Interval
from autograd.ops.kinds import elementwise

REAL = Interval(-1.5, 1.5)
INSIDE = Interval(-0.9, 0.9, is_complex=False)
DEGREES = (0, 1, 4, np.array([0, 2, 3]))


def below(n: Any) -> Any:
    """n - 1, and 0 for 0, where the factor of it is 0."""
    return np.where(np.equal(n, 0), 0, np.asarray(n) - 1)


def some(n: Any) -> Any:
    """1 for a degree, 0 for the degree 0."""
    return np.not_equal(n, 0)


def of_degree(**fixed: Any) -> dict[str, Any]:
    """The domain and the examples of a family with these parameters."""
    lead = ((),) * len(fixed)
    cases = tuple(Case((np.shape(n), *lead, (2, 3)), fixed={"n": n, **fixed}) for n in DEGREES)
    return {"domain": (REAL,) * (2 + len(fixed)), "analytic": False, "cases": cases}


# fmt: off
eval_gegenbauer: Any = elementwise(sp.eval_gegenbauer, n=None, alpha=None,                              # 18.9.19
    x=lambda x, n, alpha, out_dtype:
      (2 * alpha * some(n) * eval_gegenbauer(below(n), alpha + 1, x)).astype(out_dtype), **of_degree(alpha=2))
eval_jacobi: Any = elementwise(sp.eval_jacobi, n=None, alpha=None, beta=None,                           # 18.9.15
    x=lambda x, n, alpha, beta, out_dtype:
      ((n + alpha + beta + 1) / 2 * some(n) * eval_jacobi(below(n), alpha + 1, beta + 1, x)).astype(out_dtype),
    **of_degree(alpha=1, beta=2))
eval_sh_jacobi: Any = elementwise(sp.eval_sh_jacobi, n=None, p=None, q=None,  # with leading coefficient 1
    x=lambda x, n, p, q, out_dtype:
      (n * eval_sh_jacobi(below(n), p + 2, q + 1, x)).astype(out_dtype), **of_degree(p=3, q=2))
eval_genlaguerre: Any = elementwise(sp.eval_genlaguerre, n=None, alpha=None,                            # 18.9.23
    x=lambda x, n, alpha, out_dtype: -(some(n) * eval_genlaguerre(below(n), alpha + 1, x)).astype(out_dtype),
    **of_degree(alpha=2))
eval_laguerre: Any = elementwise(sp.eval_laguerre, n=None,
    x=lambda x, n, out_dtype: -(some(n) * eval_genlaguerre(below(n), 1.0, x)).astype(out_dtype), **of_degree())
eval_legendre: Any = elementwise(sp.eval_legendre, n=None,                                              # 18.7.9
    x=lambda x, n, out_dtype: (some(n) * eval_gegenbauer(below(n), 1.5, x)).astype(out_dtype), **of_degree())
eval_sh_legendre: Any = elementwise(sp.eval_sh_legendre, n=None,
    x=lambda x, n, out_dtype:
      (2 * some(n) * eval_gegenbauer(below(n), 1.5, 2 * x - 1)).astype(out_dtype), **of_degree())
eval_chebyu: Any = elementwise(sp.eval_chebyu, n=None,                                                  # 18.7.4
    x=lambda x, n, out_dtype: (2 * some(n) * eval_gegenbauer(below(n), 2.0, x)).astype(out_dtype), **of_degree())
eval_chebys: Any = elementwise(sp.eval_chebys, n=None,
    x=lambda x, n, out_dtype: (some(n) * eval_gegenbauer(below(n), 2.0, x / 2)).astype(out_dtype), **of_degree())
eval_sh_chebyu: Any = elementwise(sp.eval_sh_chebyu, n=None,
    x=lambda x, n, out_dtype:
      (4 * some(n) * eval_gegenbauer(below(n), 2.0, 2 * x - 1)).astype(out_dtype), **of_degree())
eval_chebyt: Any = elementwise(sp.eval_chebyt, n=None,                                                  # 18.9.21
    x=lambda x, n, out_dtype: (n * eval_chebyu(below(n), x)).astype(out_dtype), **of_degree())
eval_chebyc: Any = elementwise(sp.eval_chebyc, n=None,
    x=lambda x, n, out_dtype: (n * eval_chebyu(below(n), x / 2)).astype(out_dtype), **of_degree())
eval_sh_chebyt: Any = elementwise(sp.eval_sh_chebyt, n=None,
    x=lambda x, n, out_dtype: (2 * n * eval_chebyu(below(n), 2 * x - 1)).astype(out_dtype), **of_degree())
eval_hermite: Any = elementwise(sp.eval_hermite, n=None,                                                # 18.9.25
    x=lambda x, n, out_dtype: (2 * n * eval_hermite(below(n), x)).astype(out_dtype), **of_degree())
eval_hermitenorm: Any = elementwise(sp.eval_hermitenorm, n=None,                                        # 18.9.27
    x=lambda x, n, out_dtype: (n * eval_hermitenorm(below(n), x)).astype(out_dtype), **of_degree())
lpmv: Any = elementwise(sp.lpmv, m=None, v=None,                                                        # 14.10.5
    x=lambda x, m, v, out: ((v + m) * lpmv(m, v - 1, x) - v * x * out) / (1 - x * x),
    domain=(REAL, REAL, INSIDE), analytic=False, singular="infinite or NaN at -1 and 1",
    cases=tuple(Case(((), (), (3,)), fixed={"m": m, "v": v}) for m, v in ((0, 2), (1, 2), (2, 4), (0, 1))))
# fmt: on
