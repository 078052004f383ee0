"""The multivariate normal distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd.graph.rule import payload
from autograd.ops.composing import arrayed
from autograd.ops.scipy_linalg.equations import solve_triangular

LOG_TWO_PI = math.log(2 * math.pi)


def covariance_root(mean: Any, cov: Any) -> Any:
    """The lower Cholesky factor of cov: a matrix, a vector of variances, or a variance for all components."""
    n = np.size(payload(mean)) if mean is not None else 1
    cov = arrayed(cov)
    if np.ndim(cov) == 0:
        cov = cov * np.eye(n, dtype=np.float32 if cov.dtype == np.float32 else float)
    elif np.ndim(cov) == 1:
        cov = cov[:, None] * np.eye(cov.shape[0], dtype=np.float32 if cov.dtype == np.float32 else float)
    return np.linalg.cholesky(0.5 * (cov + cov.T))


def logpdf(x: Any, mean: Any = None, cov: Any = 1.0, allow_singular: bool = False) -> Any:
    """The logarithm of the density; components on the last axis of x.

    A singular covariance is refused, whatever `allow_singular` says.
    """
    root = covariance_root(mean, cov)
    n = root.shape[0]
    x = arrayed(x)
    x = np.reshape(x, (1,)) if np.ndim(x) == 0 else x
    x = x[..., None] if n == 1 and np.shape(x)[-1] != 1 else x
    away = x if mean is None else x - mean
    rows = np.reshape(away, (-1, n))
    z = solve_triangular(root, rows.T, lower=True)
    out = -0.5 * (np.sum(z * z, axis=0) + n * LOG_TWO_PI) - np.sum(np.log(np.diagonal(root)))
    return np.reshape(out, np.shape(away)[:-1])


def pdf(x: Any, mean: Any = None, cov: Any = 1.0, allow_singular: bool = False) -> Any:
    """The density."""
    return np.exp(logpdf(x, mean, cov, allow_singular))


def entropy(mean: Any = None, cov: Any = 1.0) -> Any:
    """The differential entropy: n (1 + log(2 pi)) / 2 + log det(L)."""
    root = covariance_root(mean, cov)
    return 0.5 * root.shape[0] * (1 + LOG_TWO_PI) + np.sum(np.log(np.diagonal(root)))
