"""Small made-up problems in the plane."""

from typing import Any

import numpy as np

from ..rng import Rng, generator

Array = np.ndarray[Any, np.dtype[Any]]


def moons(n: int = 200, noise: float = 0.1, rng: Rng = None) -> tuple[Array, Array]:
    """(points, labels): two interleaved half circles with normal noise, float64 (n, 2) and int64 (n,).

    Raises ValueError for fewer than 2 points or negative noise.

    >>> points, labels = moons(100, rng=0)
    >>> points.shape, np.bincount(labels)
    ((100, 2), array([50, 50]))
    """
    _check(n, 2, noise)
    source = generator(rng)
    labels = np.arange(n) % 2
    angle = np.pi * source.uniform(size=n)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1.0 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    points = np.where(labels[:, None] == 0, upper, lower)
    return points + noise * source.standard_normal((n, 2)), labels.astype(np.int64)


def spirals(n: int = 300, arms: int = 3, noise: float = 0.1, rng: Rng = None) -> tuple[Array, Array]:
    """(points, labels): spiral arms of three quarters of a turn each, float64 (n, 2) and int64 (n,).

    Raises ValueError for fewer points than arms or negative noise.

    >>> points, labels = spirals(99, rng=0)
    >>> points.shape, np.bincount(labels)
    ((99, 2), array([33, 33, 33]))
    """
    _check(n, max(arms, 1), noise)
    source = generator(rng)
    labels = np.arange(n) % arms
    radius = source.uniform(0.05, 1.0, size=n)
    angle = 2.0 * np.pi * (labels / arms + 0.75 * radius) + noise * source.standard_normal(n)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return points, labels.astype(np.int64)


def _check(n: int, least: int, noise: float) -> None:
    if n < least:
        raise ValueError(f"at least {least} points are needed; got {n}.")
    if noise < 0:
        raise ValueError(f"noise must be 0 or more; got {noise}.")
