"""Numerical derivatives along a direction: central and 5-point differences, complex step, kinks.

A function here maps a list of payloads (arrays, NumPy scalars, Python floats) to a list of payloads.
Its derivative along a direction `t` is that of `e -> function(x + e * t)` at 0: one number for every
number in the result. Complex inputs move along complex directions, by a real `e`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

Payloads = Sequence[Any]
Function = Callable[[list[Any]], Payloads]

# A power of two, so that steps themselves are exact. Truncation of the 5-point formula is of order
# h^4 = 1e-12 there, rounding of order eps / h = 2e-13.
FIRST_STEP = 2.0**-10
TINY = 1e-30  # for the complex step, which subtracts nothing and so cannot be too small


class Estimate(NamedTuple):
    """A numerical derivative, and how far two step sizes disagree about it, relative to its size."""

    value: list[Any]
    disagreement: float


def moved(x: Payloads, direction: Payloads, step: float | complex) -> list[Any]:
    """Return x + step * direction."""
    return [a + step * t for a, t in zip(x, direction, strict=True)]


def central(function: Function, x: Payloads, direction: Payloads, step: float) -> list[Any]:
    """Return (f(x + h t) - f(x - h t)) / 2h, whose error is of order h^2.

    >>> central(lambda x: [x[0] ** 2], [3.0], [1.0], 0.5)
    [6.0]
    """
    ahead = function(moved(x, direction, step))
    behind = function(moved(x, direction, -step))
    return [(a - b) / (2 * step) for a, b in zip(ahead, behind, strict=True)]


def extrapolated(coarse: Payloads, fine: Payloads) -> list[Any]:
    """Return the 5-point differences made of two central ones, the second with half the step of the first."""
    return [f + (f - c) / 3 for c, f in zip(coarse, fine, strict=True)]


def five_point(function: Function, x: Payloads, direction: Payloads, step: float = FIRST_STEP) -> list[Any]:
    """Return the 5-point difference with points at h, h/2, -h/2 and -h, whose error is of order h^4."""
    return extrapolated(central(function, x, direction, step), central(function, x, direction, step / 2))


def complex_step(function: Function, x: Payloads, direction: Payloads) -> list[Any]:
    """Return Im f(x + ih t) / h: exact to rounding, for real x and a function that is analytic all through.

    Squire and Trapp, "Using complex variables to estimate derivatives of real functions", 1998.
    """
    return [np.imag(part) / TINY for part in function(moved(x, direction, TINY * 1j))]


def distance(a: Payloads, b: Payloads) -> float:
    """Return the largest absolute difference; infinite when one of them is not finite."""
    largest = 0.0
    for p, q in zip(a, b, strict=True):
        if np.size(p):
            gap = float(np.max(np.abs(np.asarray(p) - np.asarray(q))))
            largest = max(largest, gap) if np.isfinite(gap) else np.inf
    return largest


def magnitude(values: Payloads) -> float:
    """Return the largest absolute value."""
    return max((float(np.max(np.abs(value))) for value in values if np.size(value)), default=0.0)


def estimate(
    function: Function, x: Payloads, direction: Payloads, step: float = FIRST_STEP, halvings: int = 3
) -> Estimate:
    """Return 5-point differences with the step, out of a ladder of halved ones, that suits the function best.

    That is where two successive step sizes disagree least. Near a kink (and far from float64 accuracy)
    none of them agree, and `disagreement` says so.
    """
    slopes = [central(function, x, direction, step / 2**k) for k in range(halvings + 1)]
    ladder = [extrapolated(coarse, fine) for coarse, fine in pairwise(slopes)]
    gaps = [distance(coarse, fine) for coarse, fine in pairwise(ladder)]
    best = int(np.argmin(gaps))
    scale = magnitude(ladder[best + 1]) + magnitude(function(list(x)))
    if not np.isfinite(scale) or not np.isfinite(gaps[best]):
        return Estimate(ladder[best + 1], np.inf)
    return Estimate(ladder[best + 1], gaps[best] / scale if scale else gaps[best])


class Slopes(NamedTuple):
    """The derivatives of a scalar function along a direction from the left and from the right."""

    left: float
    right: float
    is_kink: bool


def one_sided(function: Callable[[float], float], step: float, size: float = 0.0) -> Slopes:
    """Compare the slopes left and right of 0 at two step sizes.

    Where the function is smooth their gap shrinks with the step; at a kink it stays. `size` is that of the numbers
    which the function computes on the way, where they are larger than its result.

    >>> one_sided(abs, 1e-6)
    Slopes(left=-1.0, right=1.0, is_kink=True)
    >>> one_sided(lambda e: (1 + e) ** 2, 2.0 ** -20).is_kink
    False
    """
    middle = function(0.0)
    gaps = []
    for h in (step, step / 8):
        left, right = (middle - function(-h)) / h, (function(h) - middle) / h
        gaps.append(abs(right - left))
    rounding = 64 * np.finfo(float).eps * (max(abs(middle), size) + abs(left * step)) / (step / 8)
    size = max(abs(left), abs(right))
    stays = gaps[1] > 0.5 * gaps[0] and gaps[1] > 1e-5 * size + rounding
    return Slopes(left, right, bool(stays))
