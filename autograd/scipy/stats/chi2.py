"""The chi-square distribution: gamma of shape df / 2 and scale 2."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.rule import payload
from autograd.ops.special.log_tails import log_gamma
from autograd.scipy import special
from autograd.scipy.stats.support import chosen, within


def logpdf(x: Any, df: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The logarithm of the density: -inf outside of the support."""
    z = (x - loc) / scale
    inside = ~(payload(z) < 0)
    z = within(inside, z, 0.5)
    value = special.xlogy(df / 2 - 1, z / 2) - z / 2 - special.gammaln(df / 2) - np.log(2.0)
    return chosen(inside, value - np.log(scale), -np.inf)


def pdf(x: Any, df: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The density: 0 outside of the support."""
    return np.exp(logpdf(x, df, loc, scale))


def cdf(x: Any, df: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The distribution function."""
    z = (x - loc) / scale
    return special.gammainc(df / 2, np.maximum(z, 0.0) / 2)


def sf(x: Any, df: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """One minus the distribution function, exact in its tail."""
    z = (x - loc) / scale
    return special.gammaincc(df / 2, np.maximum(z, 0.0) / 2)


def logcdf(x: Any, df: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The logarithm of the distribution function, exact far in its tail."""
    z = (x - loc) / scale
    inside = ~(payload(z) <= 0)
    value = log_gamma(df / 2, within(inside, z, 1.0) / 2, upper=False)
    return chosen(inside, value, -np.inf)


def logsf(x: Any, df: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The logarithm of one minus the distribution function, exact far in its tail."""
    z = (x - loc) / scale
    inside = ~(payload(z) <= 0)
    value = log_gamma(df / 2, within(inside, z, 1.0) / 2, upper=True)
    return chosen(inside, value, 0.0)
