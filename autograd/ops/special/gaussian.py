"""The error function, the normal distribution and their relatives (DLMF chapter 7)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special as sp

from autograd.graph.domain import Case, Interval
from autograd.ops.elementwise import NO_COMPLEX
from autograd.ops.kinds import elementwise, general

TWO_PER_ROOT_PI = 2 / math.sqrt(math.pi)  # the derivative of erf at 0, DLMF 7.2.1
HALF_ROOT_PI = math.sqrt(math.pi) / 2
ROOT_TWO_PI = math.sqrt(2 * math.pi)
ONE: dict[str, Any] = {"domain": (Interval(-2.0, 2.0),), "analytic": False}


def normal_density(x: Any) -> Any:
    """exp(-x^2 / 2) / sqrt(2 pi)."""
    return np.exp(-0.5 * x * x) / ROOT_TWO_PI


def voigt_w(x: Any, sigma: Any, gamma: Any) -> Any:
    """w'(z) / (2 sigma^2 sqrt(pi)) at z = (x + i gamma) / (sigma sqrt 2); w' = -2 z w + 2i / sqrt(pi), DLMF 7.10.2."""
    z = (x + 1j * gamma) / (sigma * math.sqrt(2))
    return (-2 * z * wofz(z) + 1j * TWO_PER_ROOT_PI) / (2 * sigma * sigma * math.sqrt(math.pi))


def voigt_sigma(sigma: Any, x: Any, gamma: Any, out: Any) -> Any:
    """V = Re w(z) / (sigma sqrt(2 pi)), and dz = -z d sigma / sigma."""
    z = (x + 1j * gamma) / (sigma * math.sqrt(2))
    return -out / sigma - np.real(voigt_w(x, sigma, gamma) * z) * math.sqrt(2)


def owens_h(h: Any, a: Any) -> Any:
    """-exp(-h^2/2) erf(a h / sqrt 2) / sqrt(8 pi), from T(h, a)'s integral over a."""
    return -np.exp(-0.5 * h * h) * erf(a * h / math.sqrt(2)) / math.sqrt(8 * math.pi)


def owens_a(a: Any, h: Any) -> Any:
    """exp(-h^2 (1+a^2) / 2) / (2 pi (1+a^2)), the integrand of T(h, a)."""
    return np.exp(-0.5 * h * h * (1 + a * a)) / (2 * math.pi * (1 + a * a))


SIGNED = Interval(-0.9, 0.9, is_complex=False)
CHANCE = Interval(0.05, 0.95, is_complex=False)
WIDTH = Interval(0.5, 3.0, is_complex=False)

# fmt: off
erf: Any = elementwise(sp.erf,      x=lambda x: TWO_PER_ROOT_PI * np.exp(-x * x), **ONE)
erfc: Any = elementwise(sp.erfc,     x=lambda x: -TWO_PER_ROOT_PI * np.exp(-x * x), **ONE)
erfi: Any = elementwise(sp.erfi,     x=lambda x: TWO_PER_ROOT_PI * np.exp(x * x), **ONE)
erfcx: Any = elementwise(sp.erfcx,    x=lambda x, out: 2 * x * out - TWO_PER_ROOT_PI, **ONE)
dawsn: Any = elementwise(sp.dawsn,    x=lambda x, out: 1 - 2 * x * out, **ONE)
wofz: Any = general(sp.wofz, x=lambda g, x, out: g * (1j * TWO_PER_ROOT_PI - 2 * x * out), analytic=False,  # 7.10.2
                    jvps={"x": lambda t, x, out: t * (1j * TWO_PER_ROOT_PI - 2 * x * out)}, broadcasts=True,
                    cases=(Case(((3,),)), Case(((2, 3),))))
erfinv: Any = elementwise(sp.erfinv,   x=lambda out: HALF_ROOT_PI * np.exp(out * out), domain=(SIGNED,), analytic=False,
                        singular="infinite at -1 and 1, the limit")
erfcinv: Any = elementwise(sp.erfcinv,  x=lambda out: -HALF_ROOT_PI * np.exp(out * out),
                        domain=(Interval(0.1, 1.9, is_complex=False),), analytic=False,
                        singular="infinite at 0 and 2, the limit")
ndtr: Any = elementwise(sp.ndtr,     x=normal_density, **ONE)
log_ndtr: Any = elementwise(sp.log_ndtr, x=lambda x, out: np.exp(-0.5 * x * x - out) / ROOT_TWO_PI, **ONE)
ndtri: Any = elementwise(sp.ndtri,    x=lambda out: ROOT_TWO_PI * np.exp(0.5 * out * out), domain=(CHANCE,),
                        analytic=False, singular="infinite at 0 and 1, the limit")
ndtri_exp: Any = elementwise(sp.ndtri_exp, x=lambda x, out: ROOT_TWO_PI * np.exp(x + 0.5 * out * out),
                        domain=(Interval(-6.0, -0.2, is_complex=False),), analytic=False)
owens_t: Any = elementwise(sp.owens_t,  h=owens_h, a=owens_a, domain=(NO_COMPLEX, NO_COMPLEX), analytic=False)
voigt_profile: Any = elementwise(
    sp.voigt_profile,
    x=lambda x, sigma, gamma: np.real(voigt_w(x, sigma, gamma)),
    sigma=voigt_sigma,
    gamma=lambda gamma, x, sigma: -np.imag(voigt_w(x, sigma, gamma)),
    domain=(NO_COMPLEX, WIDTH, WIDTH), analytic=False,
)
fresnel: Any = general(sp.fresnel, outputs=2, broadcasts=True, **ONE,  # S and C, DLMF 7.2.7 and 7.2.8
                    x=lambda g, x: g[0] * np.sin(math.pi / 2 * x * x) + g[1] * np.cos(math.pi / 2 * x * x),
                    jvps={"x": lambda t, x: (t * np.sin(math.pi / 2 * x * x), t * np.cos(math.pi / 2 * x * x))})
# fmt: on
