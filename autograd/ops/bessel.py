"""The modified Bessel functions of the first kind: np.i0, and those that its derivatives need."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd.graph.domain import Case, Interval
from autograd.ops.kinds import elementwise

POINTS = 120  # of the trapezoidal rule; its error is I_2N / I_0, about exp(-2 N^2 / x): 1e-17 where exp(x) overflows


def bessel_i_forward(x: Any, n: int = 1) -> Any:
    """I_n(x), the mean of exp(x cos t) cos(n t) over half a circle, by the trapezoidal rule.

    The rule converges geometrically for periodic functions (Trefethen and Weideman, SIAM Review 56, 2014). The points
    t and pi - t are taken together: twice cosh(x cos t) or, for odd n, sinh, which keeps small values exact.

    >>> round(float(bessel_i_forward(1.0, 1)), 12)
    0.565159103992
    """
    pair = np.sinh if n % 2 else np.cosh
    x = np.asarray(x)
    x = x if x.dtype.kind == "f" else x.astype(float)
    total = pair(x) + math.cos(n * math.pi / 2) * pair(0 * x)
    for k in range(1, POINTS // 2):
        angle = math.pi * k / POINTS
        total = total + 2 * math.cos(n * angle) * pair(x * math.cos(angle))
    return total / POINTS


def bessel_i_x(x: Any, n: int) -> Any:
    """The mean of the two neighbours (Abramowitz and Stegun, 9.6.26): nothing is divided by x, which may be 0."""
    return (bessel_i(x, n=n + 1) + (bessel_i(x, n=n - 1) if n != 1 else np.i0(x))) / 2


def i0_forward(x: Any) -> Any:
    """I_0(x)."""
    return np.i0(x)[()]


SMALL = Interval(is_complex=False)
bessel_i = elementwise(
    bessel_i_forward, x=bessel_i_x, name="bessel_i", domain=(SMALL,), analytic=False,
    cases=(Case(((2, 3),)), Case(((3,),), {"n": 2}), Case(((),), {"n": 3})),
)  # fmt: skip
i0 = elementwise(i0_forward, x=lambda x: bessel_i(x, n=1), name="i0", numpy=np.i0, domain=(SMALL,), analytic=False)
