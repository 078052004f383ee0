"""The beta distribution."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.rule import payload
from autograd.ops.special.log_tails import log_beta
from autograd.scipy import special
from autograd.scipy.stats.support import chosen, within


def logpdf(x: Any, a: Any, b: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The logarithm of the density: -inf outside of the support."""
    z = (x - loc) / scale
    inside = ~((payload(z) < 0) | (payload(z) > 1))
    z = within(inside, z, 0.5)
    value = special.xlogy(a - 1, z) + special.xlog1py(b - 1, -z) - special.betaln(a, b)
    return chosen(inside, value - np.log(scale), -np.inf)


def pdf(x: Any, a: Any, b: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The density: 0 outside of the support."""
    return np.exp(logpdf(x, a, b, loc, scale))


def cdf(x: Any, a: Any, b: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The distribution function."""
    z = (x - loc) / scale
    return special.betainc(a, b, np.clip(z, 0.0, 1.0))


def sf(x: Any, a: Any, b: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """One minus the distribution function, exact in its tail."""
    z = (x - loc) / scale
    return special.betaincc(a, b, np.clip(z, 0.0, 1.0))


def logcdf(x: Any, a: Any, b: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The logarithm of the distribution function, exact far in its tail."""
    z = (x - loc) / scale
    inside = ~((payload(z) <= 0) | (payload(z) >= 1))
    value = log_beta(a, b, within(inside, z, 0.5), upper=False)
    return chosen(inside, value, np.where(payload(z) <= 0, -np.inf, 0.0))


def logsf(x: Any, a: Any, b: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The logarithm of one minus the distribution function, exact far in its tail."""
    z = (x - loc) / scale
    inside = ~((payload(z) <= 0) | (payload(z) >= 1))
    value = log_beta(a, b, within(inside, z, 0.5), upper=True)
    return chosen(inside, value, np.where(payload(z) <= 0, 0.0, -np.inf))
