"""Student's t distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd.graph.rule import payload
from autograd.ops.special.log_tails import log_beta
from autograd.scipy import special
from autograd.scipy.stats.support import chosen, within

LOG_2 = math.log(2.0)


def logpdf(x: Any, df: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The logarithm of the density: -inf outside of the support."""
    z = (x - loc) / scale
    inside = ~np.isinf(payload(z))
    z = within(inside, z, 0.5)
    value = -(df + 1) / 2 * np.log1p(z * z / df) - 0.5 * np.log(df) - special.betaln(df / 2, 0.5)
    return chosen(inside, value - np.log(scale), -np.inf)


def pdf(x: Any, df: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The density: 0 outside of the support."""
    return np.exp(logpdf(x, df, loc, scale))


def cdf(x: Any, df: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The distribution function."""
    z = (x - loc) / scale
    return special.stdtr(df, z)


def sf(x: Any, df: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """One minus the distribution function, exact in its tail."""
    z = (x - loc) / scale
    return special.stdtr(df, -z)


def logcdf(x: Any, df: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The logarithm of the distribution function, exact far in its tail."""
    return log_below((x - loc) / scale, df)


def logsf(x: Any, df: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The logarithm of one minus the distribution function, exact far in its tail."""
    return log_below((loc - x) / scale, df)


def log_below(z: Any, df: Any) -> Any:
    """log F(z): in the lower tail that of I_x(df/2, 1/2) / 2 at x = df / (df + z^2), Abramowitz and Stegun 26.7.1."""
    far = (payload(z) < 0) & (payload(z) ** 2 > payload(df)) & np.isfinite(payload(z))
    if not np.any(far):
        return np.log(special.stdtr(df, z))
    away = within(far, z, -10.0)
    half = np.asarray(0.5, np.result_type(payload(z), payload(df)))[()]
    tail = log_beta(df / 2, half, df / (df + away * away), upper=False) - LOG_2
    return tail if np.all(far) else np.where(far, tail, np.log(special.stdtr(df, np.where(far, 0.0, z))))
