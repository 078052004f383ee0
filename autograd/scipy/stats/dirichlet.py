"""The Dirichlet distribution."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.scipy import special


def logpdf(x: Any, alpha: Any) -> Any:
    """The logarithm of the density at points x, along the first axis; a missing last component is 1 - sum(x).

    Derivatives treat all components of x as independent.
    """
    if np.shape(x)[0] == np.shape(alpha)[0] - 1:
        x = np.concatenate([x, 1 - np.sum(x, axis=0, keepdims=True)])
    weights = np.reshape(alpha, (-1,) + (1,) * (np.ndim(x) - 1))
    constant = special.gammaln(np.sum(alpha)) - np.sum(special.gammaln(alpha))
    return np.sum(special.xlogy(weights - 1, x), axis=0) + constant


def pdf(x: Any, alpha: Any) -> Any:
    """The density."""
    return np.exp(logpdf(x, alpha))
