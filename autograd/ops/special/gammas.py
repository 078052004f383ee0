"""The gamma function and its relatives; psi is its logarithmic derivative (DLMF 5.2.2)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special as sp

from autograd.graph.domain import Case, Interval
from autograd.graph.rule import payload
from autograd.ops.kinds import elementwise, flat

REAL_POSITIVE = Interval(0.2, 5.0, is_complex=False)
ONE: dict[str, Any] = {"domain": (REAL_POSITIVE,), "analytic": False}
TWO: dict[str, Any] = {"domain": (REAL_POSITIVE, REAL_POSITIVE), "analytic": False}


def like(result: Any, *operands: Any) -> Any:
    """Return a result in the precision of its floating operands: some SciPy functions always answer in double."""
    kinds = [np.asarray(x).dtype for x in operands if not isinstance(x, (float, int))]
    floating = [kind for kind in kinds if kind.kind == "f"]
    return np.asarray(result, np.result_type(*floating) if floating else float)[()]


def whole(n: Any) -> Any:
    """Return n cut to a whole number, as SciPy's functions of an integer do to a fraction (with a warning)."""
    return np.trunc(n).item() if isinstance(n, (int, float)) else np.trunc(n)


def polygamma_forward(n: Any, x: Any) -> Any:
    """The derivative of order n of psi, in the precision of x."""
    return like(sp.psi(x) if np.all(np.equal(n, 0)) else sp.polygamma(n, x), x)


def zeta_in_s_forward(x: Any, q: Any, order: int = 0) -> Any:
    """The derivative of that order in x of sum (k+q)^-x, k >= 0: Euler-Maclaurin, DLMF 2.10.1, x + eps for x.

    With N = 12 terms taken out and L = log(q+N) the rest is the integral, half a term, and the Bernoulli terms.
    """
    dtype = like(0.0, x, q).dtype
    s, q = np.broadcast_arrays(np.asarray(x, float), np.asarray(q, float))
    if order == 0:
        return sp.zeta(s, q).astype(dtype)[()]
    total = np.zeros(s.shape)
    for k in range(TERMS):
        total += (q + k) ** -s * (-np.log(q + k)) ** order
    end = q + TERMS
    logs = [end**-s * (-np.log(end)) ** n / math.factorial(n) for n in range(order + 1)]
    total += 0.5 * math.factorial(order) * logs[order]
    inverse = [(-1.0) ** n / (s - 1) ** (n + 1) for n in range(order + 1)]  # 1 / (s - 1 + eps)
    total += math.factorial(order) * end * sum(logs[n] * inverse[order - n] for n in range(order + 1))
    rising = [s, np.ones_like(s), *[np.zeros_like(s)] * order][: order + 1]  # (s + eps)
    for j in range(1, len(BERNOULLI) + 1):
        weight = BERNOULLI[j - 1] / math.factorial(2 * j) * end ** (1 - 2 * j)
        total += math.factorial(order) * weight * sum(logs[n] * rising[order - n] for n in range(order + 1))
        for shift in (2 * j - 1, 2 * j):
            rising = [rising[n] * (s + shift) + (rising[n - 1] if n else 0) for n in range(order + 1)]
    return total.astype(dtype)[()]


TERMS = 12
BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)


def rgamma_x(out: Any, x: Any) -> Any:
    """-psi(x) / Gamma(x); at the poles of Gamma the derivative of Gamma(1-x) sin(pi x) / pi (DLMF 5.5.3)."""
    pole = (x <= 0) & (x == np.floor(x))
    if not np.any(pole):
        return -out * psi(x)
    y = np.where(pole, x, 0)
    reflected = gamma(1 - y) * (np.cos(math.pi * y) - psi(1 - y) * np.sin(math.pi * y) / math.pi)
    return np.where(pole, reflected, -out * psi(np.where(pole, 0.5, x)))


ORDER_N = (Case(((), (3,)), fixed={"n": 0}), Case(((), (2, 3)), fixed={"n": 1}), Case(((), ()), fixed={"n": 3}),
           Case(((2,), (2,)), fixed={"n": np.array([1, 2])}))  # fmt: skip
POLES = "-inf at 0, the limit from the right; NaN at negative integers"
REGULAR = (Interval(1.2, 5.0, is_complex=False), REAL_POSITIVE)

polygamma: Any = elementwise(
    polygamma_forward, n=None, x=lambda x, n: polygamma(n + 1, x), name="polygamma", cases=ORDER_N,
    domain=(REAL_POSITIVE, REAL_POSITIVE), analytic=False,
)  # fmt: skip
psi: Any = elementwise(sp.psi, x=lambda x: polygamma(1, x), **ONE)
gamma: Any = elementwise(sp.gamma, x=lambda out, x: out * psi(x), **ONE,
                         singular="infinite at 0; NaN at negative integers")
gammaln: Any = elementwise(sp.gammaln, x=lambda x: psi(x), **ONE, singular=POLES)
loggamma: Any = elementwise(sp.loggamma, x=lambda x: psi(x), **ONE, singular=POLES)
rgamma: Any = elementwise(sp.rgamma, x=rgamma_x, **ONE, singular="the derivative, at the poles of gamma too")
gammasgn: Any = flat(sp.gammasgn, "x", domain=(REAL_POSITIVE,))
beta: Any = elementwise(
    sp.beta, a=lambda a, b, out: out * (psi(a) - psi(a + b)), b=lambda b, a, out: out * (psi(b) - psi(a + b)), **TWO
)
betaln: Any = elementwise(sp.betaln, a=lambda a, b: psi(a) - psi(a + b), b=lambda b, a: psi(b) - psi(a + b), **TWO)
poch: Any = elementwise(
    sp.poch, z=lambda z, m, out: out * (psi(z + m) - psi(z)), m=lambda m, z, out: out * psi(z + m), **TWO
)
binom: Any = elementwise(
    sp.binom,
    n=lambda n, k, out: out * (psi(n + 1) - psi(n - k + 1)),
    k=lambda k, n, out: out * (psi(n - k + 1) - psi(k + 1)),
    domain=(Interval(4.0, 7.0, is_complex=False), Interval(0.2, 3.0, is_complex=False)), analytic=False,
)  # fmt: skip
zeta_op: Any = elementwise(
    zeta_in_s_forward,
    x=lambda x, q, order: zeta_op(x, q, order=int(order) + 1),
    q=lambda q, x, order: zeta_in_q(x, q, int(order)),
    name="zeta", domain=REGULAR, analytic=False, cases=(Case(((3,), ())), Case(((2,), (2,)), {"order": 1})),
)  # fmt: skip


# Riemann's less 1, the sum from k = 2 on, so that nothing is rounded away.
zetac: Any = elementwise(sp.zetac, x=lambda x: zeta_op(x, 2.0, order=1), domain=REGULAR[:1], analytic=False)


def zeta_in_q(x: Any, q: Any, order: int) -> Any:
    """-x zeta(x+1, q) (DLMF 25.11.17), and its derivatives in x by Leibniz."""
    slope = -x * zeta_op(x + 1, q, order=order)
    return slope - order * zeta_op(x + 1, q, order=order - 1) if order else slope


def zeta(x: Any, q: Any = 1.0) -> Any:
    """Hurwitz's zeta function sum (k+q)^-x; Riemann's for q = 1.

    >>> float(round(zeta(2.0), 12)), round(float(np.pi**2 / 6), 12)
    (1.644934066848, 1.644934066848)
    """
    return zeta_op(x, 1.0 if q is None else q)


def comb(N: Any, k: Any, *, exact: bool = False, repetition: bool = False) -> Any:
    """The number of ways to choose k of N things, continued to real numbers by the gamma function.

    >>> float(round(comb(5.0, 2.0), 9))
    10.0
    """
    if exact:
        return sp.comb(N, k, exact=True, repetition=repetition)
    return binom(N + k - 1, k) if repetition else binom(N, k)


def perm(N: Any, k: Any, exact: bool = False) -> Any:
    """The number of ways to choose k of N things in order: (N-k+1)_k.

    >>> float(round(perm(5.0, 2.0), 9))
    20.0
    """
    return sp.perm(N, k, exact=True) if exact else poch(N - k + 1, k)


def multigammaln(a: Any, d: int) -> Any:
    """The logarithm of the multivariate gamma function of dimension d (DLMF 35.3.4).

    >>> bool(abs(multigammaln(3.0, 1) - math.log(2.0)) < 1e-14)
    True
    """
    if np.any(np.asarray(payload(a)) <= 0.5 * (d - 1)):
        raise ValueError(f"condition a > 0.5 * (d - 1) = {0.5 * (d - 1)} not met")
    total = gammaln(a) + d * (d - 1) / 4 * math.log(math.pi)
    for j in range(1, d):
        total = total + gammaln(a - j / 2)
    return total
