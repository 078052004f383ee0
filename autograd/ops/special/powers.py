"""Powers that are exact near 1 and near the exponent 0, robust losses, and angles in degrees."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special as sp

from autograd.graph.domain import Interval
from autograd.ops.elementwise import NO_COMPLEX
from autograd.ops.kinds import elementwise, flat
from autograd.ops.special.integrals import hyp1f1

DEGREE = math.pi / 180
LOG_10 = math.log(10.0)
BASE = Interval(0.2, 4.0, is_complex=False)
EXPONENT = Interval(-1.5, 1.5, kinks=(0.0,), is_complex=False)  # SciPy's own formula changes near 0
SMALL_EXPONENT = Interval(-0.8, 0.9, kinks=(0.0,), is_complex=False)
WIDE = Interval(-4.0, 4.0, is_complex=False)


def power_slope(log: Any, exponent: Any) -> Any:
    """The derivative of (exp(exponent log) - 1) / exponent in the exponent, exact at 0 too.

    That is log exprel(exponent log), and exprel'(x) = M(2, 3, x) / 2 (DLMF 13.6.2 and 13.3.15).
    """
    return log * log * hyp1f1(2.0, 3.0, exponent * log) / 2


def huber_r(r: Any, delta: Any) -> Any:
    """r, not beyond delta."""
    return np.clip(r, -delta, delta)


def pseudo_huber_delta(delta: Any, r: Any) -> Any:
    """delta u^2 / (s (1+s)^2) with u = (r / delta)^2 and s = sqrt(1+u): no difference of equal numbers."""
    u = (r / delta) ** 2
    s = np.sqrt(1 + u)
    return delta * u * u / (s * (1 + s) ** 2)


# fmt: off
boxcox: Any = elementwise(sp.boxcox, x=lambda x, lmbda: np.exp((lmbda - 1) * np.log(x)),
    lmbda=lambda lmbda, x, out_dtype: power_slope(np.log(x), lmbda).astype(out_dtype),
    domain=(BASE, EXPONENT), analytic=False,
    singular="smooth at the exponent 0, where it is a logarithm")
boxcox1p: Any = elementwise(sp.boxcox1p, x=lambda x, lmbda: np.exp((lmbda - 1) * np.log1p(x)),
    lmbda=lambda lmbda, x, out_dtype: power_slope(np.log1p(x), lmbda).astype(out_dtype),
    domain=(BASE, EXPONENT), analytic=False,
    singular="smooth at the exponent 0, where it is a logarithm")
# The inverses, by the implicit function theorem.
inv_boxcox: Any = elementwise(sp.inv_boxcox, y=lambda out, lmbda: np.exp((1 - lmbda) * np.log(out)),
    lmbda=lambda lmbda, out: -power_slope(np.log(out), lmbda) * np.exp((1 - lmbda) * np.log(out)),
    domain=(Interval(-0.5, 0.9, is_complex=False), SMALL_EXPONENT), analytic=False,
    singular="smooth at the exponent 0, where it is a logarithm")
inv_boxcox1p: Any = elementwise(sp.inv_boxcox1p, y=lambda out, lmbda: np.exp((1 - lmbda) * np.log1p(out)),
    lmbda=lambda lmbda, out: -power_slope(np.log1p(out), lmbda) * np.exp((1 - lmbda) * np.log1p(out)),
    domain=(Interval(-0.5, 0.9, is_complex=False), SMALL_EXPONENT), analytic=False,
    singular="smooth at the exponent 0, where it is a logarithm")
powm1: Any = elementwise(sp.powm1, x=lambda x, y: y * x ** (y - 1),
    y=lambda y, x, out, out_dtype: ((out + 1) * np.log(x)).astype(out_dtype),
    domain=(BASE, WIDE), analytic=False)
exp10: Any = elementwise(sp.exp10, x=lambda out: out * LOG_10, domain=(NO_COMPLEX,), analytic=False)
cosm1: Any = elementwise(sp.cosm1, x=lambda x: -np.sin(x), domain=(WIDE,), analytic=False)

huber: Any = elementwise(sp.huber,
    delta=lambda delta, r, out_dtype: np.maximum(np.absolute(r) - delta, 0).astype(out_dtype), r=huber_r,
    domain=(Interval(0.3, 1.0, is_complex=False), Interval(1.1, 3.0, is_complex=False)), analytic=False)
pseudo_huber: Any = elementwise(sp.pseudo_huber, delta=pseudo_huber_delta,
    r=lambda r, delta: r / np.sqrt(1 + (r / delta) ** 2), domain=(BASE, WIDE), analytic=False)

sindg: Any = elementwise(sp.sindg, x=lambda x: cosdg(x) * DEGREE, domain=(WIDE,), analytic=False)
cosdg: Any = elementwise(sp.cosdg, x=lambda x: -sindg(x) * DEGREE, domain=(WIDE,), analytic=False)
tandg: Any = elementwise(sp.tandg, x=lambda out: (1 + out * out) * DEGREE, domain=(WIDE,), analytic=False)
cotdg: Any = elementwise(sp.cotdg, x=lambda out: -(1 + out * out) * DEGREE, domain=(BASE,), analytic=False)
radian: Any = elementwise(sp.radian, d=DEGREE, m=DEGREE / 60, s=DEGREE / 3600,
    domain=(BASE, BASE, BASE), analytic=False)
rounded: Any = flat(sp.round, "x", name="special_round", domain=(Interval(0.55, 1.45, is_complex=False),))
# fmt: on
