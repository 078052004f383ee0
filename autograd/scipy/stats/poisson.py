"""The Poisson distribution, differentiable in its mean."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.rule import payload
from autograd.scipy import special
from autograd.scipy.stats.support import chosen


def count(k: Any, loc: Any) -> Any:
    """Return k - loc as numbers: a count has no derivative."""
    return np.asarray(payload(k) - payload(loc), float)


def logpmf(k: Any, mu: Any, loc: Any = 0) -> Any:
    """k log(mu) - mu - log(k!); -inf where k is no count."""
    n = count(k, loc)
    inside = (n >= 0) & (n == np.floor(n))
    n = np.where(inside, n, 0.0)[()]
    return chosen(inside, special.xlogy(n, mu) - special.gammaln(n + 1) - mu, -np.inf)


def pmf(k: Any, mu: Any, loc: Any = 0) -> Any:
    """The probability of k."""
    return np.exp(logpmf(k, mu, loc))


def cdf(k: Any, mu: Any, loc: Any = 0) -> Any:
    """The distribution function Q(floor(k) + 1, mu), DLMF 8.4.10."""
    n = np.floor(count(k, loc))
    inside = n >= 0
    return chosen(inside, special.gammaincc(np.where(inside, n, 0.0)[()] + 1, mu), 0.0)


def sf(k: Any, mu: Any, loc: Any = 0) -> Any:
    """One minus the distribution function, P(floor(k) + 1, mu)."""
    n = np.floor(count(k, loc))
    inside = n >= 0
    return chosen(inside, special.gammainc(np.where(inside, n, 0.0)[()] + 1, mu), 1.0)
