"""The normal distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd.ops.special import gaussian

HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)


def logpdf(x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """-z^2 / 2 - log(scale sqrt(2 pi))."""
    z = (x - loc) / scale
    return -0.5 * z * z - HALF_LOG_TWO_PI - np.log(scale)


def pdf(x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The density."""
    return np.exp(logpdf(x, loc, scale))


def cdf(x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The distribution function."""
    return gaussian.ndtr((x - loc) / scale)


def logcdf(x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """Its logarithm, exact far in the tail."""
    return gaussian.log_ndtr((x - loc) / scale)


def sf(x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """One minus the distribution function."""
    return gaussian.ndtr((loc - x) / scale)


def logsf(x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """Its logarithm, exact far in the tail."""
    return gaussian.log_ndtr((loc - x) / scale)


def ppf(q: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
    """The quantile."""
    return loc + scale * gaussian.ndtri(q)
