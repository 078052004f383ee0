"""Logarithms of the incomplete gamma and beta functions, exact where these underflow, with all their derivatives.

In the tail a function is its weight times a continued fraction or a series near 1 (`incomplete.py`); the logarithm of
the weight is known, so nothing is ever as small as the tail. Elsewhere it is the logarithm of the function itself. The
derivatives in the parameters are those of the truncated power series of the same, `order` (`i` and `j`) of them.
"""

from __future__ import annotations

from math import factorial
from typing import Any

import numpy as np
from scipy import special as sp

from autograd.graph.domain import Case, Interval
from autograd.ops.kinds import elementwise
from autograd.ops.special.incomplete import (
    PARAMETER,
    UNIT_INTERVAL,
    beta_fraction,
    beta_logs,
    beta_weight,
    gamma_fraction,
    gamma_logs,
    gamma_series,
    gamma_weight,
)
from autograd.ops.special.series import derivative, exponential, logarithm, product


def scaled_product(weight: Any, part: np.ndarray) -> np.ndarray:
    """The product of two series."""
    out = np.zeros_like(part)
    for i, j in np.ndindex(part.shape[:2]):
        out[i, j] = product(weight, part, i, j)
    return out


def log_of(value: Any, other: Any, series: np.ndarray | None, i: int, j: int) -> Any:
    """The derivative of log(1 - f) from f's series, the value 1 - f, and f itself where that is the smaller one."""
    if series is None:
        return np.where(other < 0.5, np.log1p(-other), np.log(value))
    whole = -series
    whole[0, 0] = value
    return derivative(logarithm(whole)[i, j], i, j)


def log_gamma_forward(a: Any, x: Any, order: int = 0, upper: bool = True) -> Any:
    """The derivative of that order in a of log Q(a, x), or of log P(a, x)."""
    dtype = np.result_type(a, x)
    a, x = np.broadcast_arrays(np.asarray(a, float), np.asarray(x, float))
    with np.errstate(divide="ignore"):
        end = np.log((sp.gammaincc if upper else sp.gammainc)(a, x)) if order == 0 else 0 * a * np.minimum(x, 1)
    out = np.array(end)
    inside = (a > 0) & (x > 0) & np.isfinite(x) & np.isfinite(a)
    s, z = a[inside], x[inside]
    found = np.zeros(s.shape)
    far = (z > s + 1) & (z > 1.5)
    for part, method, is_tail in ((~far, gamma_series, not upper), (far, gamma_fraction, upper)):
        if not part.any():
            continue
        t, y = s[part], z[part]
        if is_tail:
            logs = gamma_logs(t, y, order, shift=1)[order]
            found[part] = derivative(logs + logarithm(method(t, y, order))[order, 0], order)
        else:
            value, other = (sp.gammaincc, sp.gammainc)[:: 1 if upper else -1]
            series = scaled_product(gamma_weight(t, y, order, shift=1), method(t, y, order)) if order else None
            found[part] = log_of(value(t, y), other(t, y), series, order, 0)
    out[inside] = found
    return out.astype(dtype if dtype.kind == "f" else float)[()]


def log_gamma_x(x: Any, a: Any, order: int, upper: bool) -> Any:
    """The derivative of that order in a of -+ density / tail: all of it within the exponential."""
    logs = gamma_logs(a, x, order)
    logs = [logs[n] - log_gamma(a, x, order=n, upper=upper) / float(factorial(n)) for n in range(order + 1)]
    slope = derivative(exponential([[entry] for entry in logs])[order][0], order) / x
    return -slope if upper else slope


def log_beta_forward(a: Any, b: Any, x: Any, i: int = 0, j: int = 0, upper: bool = True) -> Any:
    """The derivative of order i in a and j in b of log(1 - I_x(a, b)), or of log I_x(a, b)."""
    dtype = np.result_type(a, b, x)
    a, b, x = np.broadcast_arrays(*(np.asarray(entry, float) for entry in (a, b, x)))
    with np.errstate(divide="ignore"):
        end = np.log((sp.betaincc if upper else sp.betainc)(a, b, x)) if i + j == 0 else 0 * a * b * x
    out = np.array(end)
    inside = (a > 0) & (b > 0) & (x > 0) & (x < 1)
    found = np.zeros(np.count_nonzero(inside))
    near = x[inside] <= (a[inside] + 1) / (a[inside] + b[inside] + 2)
    for part, is_tail in ((near, not upper), (~near, upper)):
        if not part.any():
            continue
        p, q, z = (entry[inside][part] for entry in (a, b, x))
        if part is near:
            fraction = beta_fraction(p, q, z, i, j)
        else:  # 1 - I_x(a, b) = I_(1-x)(b, a), DLMF 8.17.4
            fraction = np.swapaxes(beta_fraction(q, p, 1 - z, j, i), 0, 1)
        if is_tail:
            found[part] = derivative(beta_logs(p, q, z, i, j)[i][j] + logarithm(fraction)[i, j], i, j)
        else:
            value, other = (sp.betaincc, sp.betainc)[:: 1 if upper else -1]
            series = scaled_product(beta_weight(p, q, z, i, j), fraction) if i + j else None
            found[part] = log_of(value(p, q, z), other(p, q, z), series, i, j)
    out[inside] = found
    return out.astype(dtype if dtype.kind == "f" else float)[()]


def log_beta_x(x: Any, a: Any, b: Any, i: int, j: int, upper: bool) -> Any:
    """As `log_gamma_x`."""
    logs = beta_logs(a, b, x, i, j)
    for p, q in np.ndindex(i + 1, j + 1):
        own = log_beta(a, b, x, i=p, j=q, upper=upper) / float(factorial(p) * factorial(q))
        logs[p][q] = logs[p][q] - own
    slope = derivative(exponential(logs)[i][j], i, j) / (x * (1 - x))
    return -slope if upper else slope


LATE = Interval(0.1, 60.0, is_complex=False)
log_gamma: Any = elementwise(
    log_gamma_forward,
    a=lambda a, x, order, upper: log_gamma(a, x, order=int(order) + 1, upper=upper),
    x=lambda x, a, order, upper: log_gamma_x(x, a, int(order), upper),
    name="log_gammainc", analytic=False, domain=(PARAMETER, LATE),
    cases=(Case(((3,), (3,))), Case(((2, 1), (3,)), {"order": 1}), Case(((), (2,)), {"upper": False}),
           Case(((2,), (2,)), {"order": 1, "upper": False})),
)  # fmt: skip
log_beta: Any = elementwise(
    log_beta_forward,
    a=lambda a, b, x, i, j, upper: log_beta(a, b, x, i=int(i) + 1, j=int(j), upper=upper),
    b=lambda b, a, x, i, j, upper: log_beta(a, b, x, i=int(i), j=int(j) + 1, upper=upper),
    x=lambda x, a, b, i, j, upper: log_beta_x(x, a, b, int(i), int(j), upper),
    name="log_betainc", analytic=False, domain=(PARAMETER, PARAMETER, UNIT_INTERVAL),
    cases=(Case(((2,), (2,), (2,))), Case(((2, 1), (2,), ()), {"i": 1}),
           Case(((2,), (), (2,)), {"j": 1, "upper": False})),
)  # fmt: skip
