"""The incomplete gamma and beta functions, with derivatives of every order in all arguments, and their inverses.

In x the derivative is the density. In the parameters it comes from the continued fraction or the series of the
function, run on truncated power series (`series.py`): no differences, no quadrature. Measured against 40 digits:
within 1e-11 of the size of the derivative for parameters from 0.01 to 1000, in both tails.
"""

from __future__ import annotations

from math import factorial
from typing import Any

import numpy as np
from scipy import special as sp

from autograd.graph.domain import Case, Interval
from autograd.graph.rule import payload
from autograd.ops.kinds import elementwise
from autograd.ops.special.gammas import betaln, gammaln, polygamma
from autograd.ops.special.series import derivative, exponential, over_linear, product, reciprocal, times_linear

# ---- gamma -------------------------------------------------------------------------------------------------------


def gamma_logs(a: Any, x: Any, order: int, shift: int = 0) -> list[Any]:
    """The series of log(x^a e^-x / Gamma(a + shift)) in a: -psi^(n-1)(a + shift) / n! and what is linear in a."""
    logs: list[Any] = [sp.xlogy(a, x) - x - gammaln(a + shift)]
    logs += [-polygamma(n - 1, a + shift) / float(factorial(n)) for n in range(1, order + 1)]
    if order:
        logs[1] = logs[1] + np.log(x)
    return logs


def gamma_weight(a: Any, x: Any, order: int, shift: int = 0) -> Any:
    """The series of x^a e^-x / Gamma(a + shift) in a (DLMF 5.15.1)."""
    return exponential([[entry] for entry in gamma_logs(a, x, order, shift)])


def gammainc_in_a_forward(a: Any, x: Any, order: int = 1, upper: bool = False) -> Any:
    """The derivative of that order in a of P(a, x), or of Q(a, x)."""
    dtype = np.result_type(a, x)
    a, x = np.broadcast_arrays(np.asarray(a, float), np.asarray(x, float))
    inside = (a > 0) & (x > 0) & np.isfinite(x) & np.isfinite(a)
    s, z = a[inside], x[inside]
    found = np.zeros(s.shape)
    far = (z > s + 1) & (z > 1.5)
    for part, method, sign in ((~far, gamma_series, 1), (far, gamma_fraction, -1)):
        if part.any():
            weight = np.array(gamma_weight(s[part], z[part], order, shift=1))
            value = product(weight, method(s[part], z[part], order), order, 0)
            found[part] = derivative(value, order) * (-sign if upper else sign)
    out = np.where((a > 0) & (x >= 0), 0.0, np.nan)
    out[inside] = found
    return out.astype(dtype if dtype.kind == "f" else float)[()]


def gamma_series(a: np.ndarray, x: np.ndarray, order: int) -> np.ndarray:
    """sum x^k / ((a+1) ... (a+k)), DLMF 8.11.4 times a: P = x^a e^-x / Gamma(a+1) times this."""
    term = np.zeros((order + 1, 1, *a.shape))
    term[0, 0] = 1.0
    total = term.copy()
    for k in range(1, 100_000):
        term = over_linear(term * x, a + k)
        total += term
        if np.all(np.abs(term) <= 1e-17 * np.abs(total)):
            break
    return total


def gamma_fraction(a: np.ndarray, x: np.ndarray, order: int) -> np.ndarray:
    """a / (x+1-a - 1(1-a) / (x+3-a - 2(2-a) / ...)), DLMF 8.9.2 times a, from its far end."""
    steps = 100 + int(8 * np.sqrt(np.max(x)))
    one = np.zeros((order + 1, 1, *a.shape))
    one[0, 0] = 1.0
    tail = times_linear(one, x + 2 * steps + 1 - a, -1.0)
    for k in range(steps, 0, -1):
        tail = times_linear(one, x + 2 * k - 1 - a, -1.0) - times_linear(reciprocal(tail), k * (k - a), -k)
    return times_linear(reciprocal(tail), a, 1.0)


def gamma_density_in_a(a: Any, x: Any, order: int, upper: bool = False) -> Any:
    """The derivative in a of the density x^(a-1) e^-x / Gamma(a)."""
    slope = derivative(gamma_weight(a, x, order)[order][0], order) / x
    return -slope if upper else slope


def power_times(x: Any, p: Any, log: Any) -> Any:
    """x^p e^log, by logarithms; at x = 0 by the power itself, which has derivatives there."""
    zero = np.equal(x, 0)
    if not np.any(zero):
        return np.exp(sp.xlogy(p, x) + log)
    by_logarithms = np.exp(sp.xlogy(p, np.where(zero, 1, x)) + log)
    return np.where(zero, np.where(zero, x, 1) ** p * np.exp(log), by_logarithms)


def density(a: Any, x: Any) -> Any:
    """x^(a-1) e^-x / Gamma(a), DLMF 8.8.13; its limit at 0."""
    return power_times(x, a - 1, -x - gammaln(a))


def gammaincinv_in_a(a: Any, out: Any) -> Any:
    """The derivative of the inverse in a; 0 at its end 0, which is the same for every a."""
    end = payload(out) == 0
    if not np.any(end):
        return -gammainc_in_a(a, out) / density(a, out)
    inner = np.where(end, 1, out)
    return np.where(end, 0, -gammainc_in_a(a, inner) / density(a, inner))


PARAMETER = Interval(0.3, 6.0, is_complex=False)
HALF_LINE = Interval(0.1, 8.0, is_complex=False)
PROBABILITY = Interval(0.05, 0.95, is_complex=False)
ORDERS = (Case(((3,), (3,))), Case(((2, 1), (3,)), {"order": 2}), Case(((), (2,)), {"upper": True}),
          Case(((2,), ()), {"order": 2, "upper": True}))  # fmt: skip
GAMMA: dict[str, Any] = {"domain": (PARAMETER, HALF_LINE), "analytic": False}
ENDS = "0 in the parameters at the ends of the interval of x"

gammainc_in_a: Any = elementwise(
    gammainc_in_a_forward,
    a=lambda a, x, order, upper: gammainc_in_a(a, x, order=int(order) + 1, upper=upper),
    x=lambda x, a, order, upper: gamma_density_in_a(a, x, int(order), upper),
    name="gammainc_in_a", cases=ORDERS, **GAMMA,
)  # fmt: skip
gammainc: Any = elementwise(
    sp.gammainc, a=lambda a, x: gammainc_in_a(a, x), x=lambda x, a: density(a, x), singular=ENDS, **GAMMA
)
gammaincc: Any = elementwise(
    sp.gammaincc, a=lambda a, x: gammainc_in_a(a, x, upper=True), x=lambda x, a: -density(a, x), singular=ENDS, **GAMMA
)
# The inverses: f(a, out) = y, so out' = 1 / density in y, and -f_a / density in a (the implicit function theorem).
gammaincinv: Any = elementwise(
    sp.gammaincinv, a=lambda a, out: gammaincinv_in_a(a, out), y=lambda out, a: 1 / density(a, out),
    domain=(PARAMETER, PROBABILITY), analytic=False,
)  # fmt: skip
gammainccinv: Any = elementwise(
    sp.gammainccinv, a=lambda a, out: gammaincinv_in_a(a, out), y=lambda out, a: -1 / density(a, out),
    domain=(PARAMETER, PROBABILITY), analytic=False,
)  # fmt: skip


# ---- beta --------------------------------------------------------------------------------------------------------


def beta_logs(a: Any, b: Any, x: Any, i: int, j: int) -> list[list[Any]]:
    """The series of log(x^a (1-x)^b / B(a, b)); log B = gammaln(a) + gammaln(b) - gammaln(a+b), DLMF 5.12.1."""
    logs: list[list[Any]] = [[0.0] * (j + 1) for _ in range(i + 1)]
    logs[0][0] = sp.xlogy(a, x) + sp.xlog1py(b, -x) - betaln(a, b)
    for p, q in np.ndindex(i + 1, j + 1):
        if p + q:
            entry = polygamma(p + q - 1, a + b) / float(factorial(p) * factorial(q))
            if not q:
                entry = entry - polygamma(p - 1, a) / float(factorial(p))
            if not p:
                entry = entry - polygamma(q - 1, b) / float(factorial(q))
            if (p, q) == (1, 0):
                entry = entry + np.log(x)
            if (p, q) == (0, 1):
                entry = entry + np.log1p(-x)
            logs[p][q] = entry
    return logs


def beta_weight(a: Any, b: Any, x: Any, i: int, j: int) -> Any:
    """The series of x^a (1-x)^b / B(a, b) in a and b."""
    return exponential(beta_logs(a, b, x, i, j))


def betainc_in_ab_forward(a: Any, b: Any, x: Any, i: int = 1, j: int = 0, upper: bool = False) -> Any:
    """The derivative of order i in a and j in b of I_x(a, b), or of 1 - I_x(a, b)."""
    dtype = np.result_type(a, b, x)
    a, b, x = np.broadcast_arrays(*(np.asarray(entry, float) for entry in (a, b, x)))
    inside = (a > 0) & (b > 0) & (x > 0) & (x < 1)
    p, q, z = a[inside], b[inside], x[inside]
    found = np.zeros(p.shape)
    near = z <= (p + 1) / (p + q + 2)
    if near.any():
        s, t, y = p[near], q[near], z[near]
        weight = np.array(beta_weight(s, t, y, i, j))
        found[near] = derivative(product(weight, beta_fraction(s, t, y, i, j), i, j), i, j)
    if not near.all():  # I_x(a, b) = 1 - I_(1-x)(b, a), DLMF 8.17.4
        s, t, y = p[~near], q[~near], z[~near]
        weight = np.array(beta_weight(s, t, y, i, j))
        fraction = np.swapaxes(beta_fraction(t, s, 1 - y, j, i), 0, 1)
        found[~near] = -derivative(product(weight, fraction, i, j), i, j)
    out = np.where((a > 0) & (b > 0) & (x >= 0) & (x <= 1), 0.0, np.nan)
    out[inside] = -found if upper else found
    return out.astype(dtype if dtype.kind == "f" else float)[()]


def beta_fraction(a: np.ndarray, b: np.ndarray, x: np.ndarray, i: int, j: int) -> np.ndarray:
    """1 / (a (1 + d1 / (1 + d2 / ...))), DLMF 8.17.22, from its far end; the d are 8.17.23."""
    steps = 40 + int(4 * np.sqrt(np.max(a + b)))
    one = np.zeros((i + 1, j + 1, *a.shape))
    one[0, 0] = 1.0
    tail = one
    for m in range(steps, -1, -1):
        odd = times_linear(times_linear(reciprocal(tail), a + m, 1.0), a + b + m, 1.0, 1.0) * -x
        tail = one + over_linear(over_linear(odd, a + 2 * m), a + 2 * m + 1)
        if m:
            even = times_linear(reciprocal(tail), b - m, 0.0, 1.0) * (m * x)
            tail = one + over_linear(over_linear(even, a + 2 * m - 1), a + 2 * m)
    return over_linear(reciprocal(tail), a)


def beta_density_in_ab(a: Any, b: Any, x: Any, i: int, j: int, upper: bool = False) -> Any:
    """The derivative in the parameters of the density x^(a-1) (1-x)^(b-1) / B(a, b)."""
    slope = derivative(beta_weight(a, b, x, i, j)[i][j], i, j) / (x * (1 - x))
    return -slope if upper else slope


def beta_density(a: Any, b: Any, x: Any) -> Any:
    """x^(a-1) (1-x)^(b-1) / B(a, b), DLMF 8.17.1; its limits at 0 and 1."""
    one = np.equal(x, 1)
    if not np.any(one):
        return power_times(x, a - 1, sp.xlog1py(b - 1, -x) - betaln(a, b))
    at_1 = power_times(1 - np.where(one, x, 0), b - 1, sp.xlogy(a - 1, np.where(one, x, 1)) - betaln(a, b))
    return np.where(one, at_1, beta_density(a, b, np.where(one, 0.5, x)))


def betaincinv_in_ab(a: Any, b: Any, out: Any, i: int, j: int) -> Any:
    """The derivative of the inverse in a parameter; 0 at its ends 0 and 1, which are the same for all of them."""
    end = (payload(out) == 0) | (payload(out) == 1)
    if not np.any(end):
        return -betainc_in_ab(a, b, out, i=i, j=j) / beta_density(a, b, out)
    inner = np.where(end, 0.5, out)
    return np.where(end, 0, -betainc_in_ab(a, b, inner, i=i, j=j) / beta_density(a, b, inner))


UNIT_INTERVAL = Interval(0.03, 0.97, is_complex=False)
BETA: dict[str, Any] = {"domain": (PARAMETER, PARAMETER, UNIT_INTERVAL), "analytic": False}
BETA_INVERSE: dict[str, Any] = {"domain": (Interval(0.8, 5.0, is_complex=False),) * 2 + (PROBABILITY,),
                                "analytic": False}  # fmt: skip
PAIRS = (Case(((3,), (3,), (3,))), Case(((2, 1), (3,), ()), {"i": 0, "j": 1}), Case(((2,), (), (2,)), {"j": 1}),
         Case(((2,), (2,), ()), {"i": 2, "j": 0, "upper": True}))  # fmt: skip

betainc_in_ab: Any = elementwise(
    betainc_in_ab_forward,
    a=lambda a, b, x, i, j, upper: betainc_in_ab(a, b, x, i=int(i) + 1, j=int(j), upper=upper),
    b=lambda b, a, x, i, j, upper: betainc_in_ab(a, b, x, i=int(i), j=int(j) + 1, upper=upper),
    x=lambda x, a, b, i, j, upper: beta_density_in_ab(a, b, x, int(i), int(j), upper),
    name="betainc_in_ab", cases=PAIRS, **BETA,
)  # fmt: skip
betainc: Any = elementwise(
    sp.betainc,
    a=lambda a, b, x: betainc_in_ab(a, b, x),
    b=lambda b, a, x: betainc_in_ab(a, b, x, i=0, j=1),
    x=lambda x, a, b: beta_density(a, b, x),
    singular=ENDS, **BETA,
)  # fmt: skip
betaincc: Any = elementwise(
    sp.betaincc,
    a=lambda a, b, x: betainc_in_ab(a, b, x, upper=True),
    b=lambda b, a, x: betainc_in_ab(a, b, x, i=0, j=1, upper=True),
    x=lambda x, a, b: -beta_density(a, b, x),
    singular=ENDS, **BETA,
)  # fmt: skip
betaincinv: Any = elementwise(
    sp.betaincinv,
    a=lambda a, b, out: betaincinv_in_ab(a, b, out, i=1, j=0),
    b=lambda b, a, out: betaincinv_in_ab(a, b, out, i=0, j=1),
    y=lambda out, a, b: 1 / beta_density(a, b, out),
    **BETA_INVERSE,
)
betainccinv: Any = elementwise(
    sp.betainccinv,
    a=lambda a, b, out: betaincinv_in_ab(a, b, out, i=1, j=0),
    b=lambda b, a, out: betaincinv_in_ab(a, b, out, i=0, j=1),
    y=lambda out, a, b: -1 / beta_density(a, b, out),
    **BETA_INVERSE,
)


# ---- Student's t -------------------------------------------------------------------------------------------------


def settled(df: Any, t: Any) -> tuple[Any, Any, Any]:
    """Return df, t and 1/2 in the precision of the result; a ufunc makes float64 of a Python number."""
    precision = np.result_type(payload(df), payload(t)).type
    df, t = (precision(x) if type(x) in (int, float) else x for x in (df, t))
    return df, t, precision(0.5)


def student_density(t: Any, df: Any) -> Any:
    """(1 + t^2 / df)^(-(df+1)/2) / (sqrt(df) B(df/2, 1/2))."""
    df, t, half = settled(df, t)
    return np.exp((df + 1) / -2 * np.log1p(t * t / df) - np.log(df) / 2 - betaln(df / 2, half))


def student_df(df: Any, t: Any) -> Any:
    """Half of I(df/2, 1/2) at x = df / (df + t^2) is the probability beyond t: both of its df are differentiated."""
    df, t, half = settled(df, t)
    zero = np.equal(t, 0)
    square = np.where(zero, 1, t * t)
    x = df / (df + square)
    slope = betainc_in_ab(df / 2, half, x) / 2 + beta_density(df / 2, half, x) * square / (df + square) ** 2
    return np.where(zero, 0, -np.sign(t) * slope / 2)


stdtr: Any = elementwise(
    sp.stdtr, df=student_df, t=student_density, analytic=False, singular="0 in df at t = 0, to first order",
    domain=(Interval(1.0, 6.0, is_complex=False), Interval(-4.0, 4.0, kinks=(0.0,), is_complex=False)),
)  # fmt: skip
