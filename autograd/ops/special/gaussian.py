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


FAR = 6.5  # |z| from which the asymptotic series of w is exact to rounding: its smallest term is about exp(-|z|^2)
TERMS = 40  # of that series; for |z| = 6.5 they fall as far as the 42nd
NEAR_AXIS = 0.1  # Im z below which exp(-z^2) counts beside the series, whose real part is as small as Im z


def voigt_forward(zeta: Any, sigma: Any, order: int = 0) -> Any:
    """The derivative of that order in zeta of w(z) / (sigma sqrt(2 pi)) at z = zeta / (sigma sqrt 2).

    Its real part at zeta = x + i gamma is Voigt's profile. It solves the heat equation: its derivative in sigma is
    sigma times that of two orders more. For large z the recurrence from w cancels, and the series is taken.
    """
    dtype = np.result_type(zeta, sigma)
    zeta, sigma = np.broadcast_arrays(np.asarray(zeta, complex), np.asarray(sigma, float))
    far = (np.abs(zeta) >= FAR * math.sqrt(2) * sigma) & (sigma >= 0) & (zeta.imag >= 0)
    found = np.empty(zeta.shape, complex)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        found[far] = voigt_series(zeta[far], sigma[far], order)
        found[~far] = voigt_recurrence(zeta[~far], sigma[~far], order)
    return found.astype(np.result_type(dtype, np.complex64))[()]


def voigt_recurrence(zeta: Any, sigma: Any, order: int) -> Any:
    """w' = -2 z w + 2i / sqrt(pi), w^(n+1) = -2 z w^(n) - 2 n w^(n-1), DLMF 7.10.2 and 7.10.3."""
    width = sigma * math.sqrt(2)
    z = zeta / width
    before, here = 1j * TWO_PER_ROOT_PI + 0 * z, sp.wofz(z)
    for n in range(order):
        before, here = here, -2 * z * here + (before if n == 0 else -2 * n * before)
    return here / (sigma * ROOT_TWO_PI) / width**order


def voigt_series(zeta: Any, sigma: Any, order: int) -> Any:
    """The derivatives of i / (pi zeta) sum (1/2)_m (2 sigma^2 / zeta^2)^m, DLMF 7.12.1: at sigma = 0 the Lorentzian.

    On the real axis that is imaginary, and the real part is the Gaussian, which is added there.
    """
    ratio, total = 2 * (sigma / zeta) ** 2, np.zeros_like(zeta)
    for m in range(TERMS - 1, -1, -1):  # by Horner's rule; the derivative of zeta^-(2m+1) has factors 2m+1, 2m+2, ...
        total = 1 + (2 * m + 1 + order) * (2 * m + 2 + order) / ((2 * m + 1) * (2 * m + 2)) * (m + 0.5) * ratio * total
    total = (-1) ** order * math.factorial(order) * 1j / math.pi * total / zeta ** (order + 1)
    near = (zeta.imag < NEAR_AXIS * math.sqrt(2) * sigma) & (np.abs(zeta) < 38 * sigma)  # beyond it is below 1e-308
    total[near] += normal_derivative(zeta[near], sigma[near], order)
    return total


def normal_derivative(zeta: Any, sigma: Any, order: int) -> Any:
    """The derivative of the normal density of that width: f^(n+1) = -(zeta f^(n) + n f^(n-1)) / sigma^2."""
    u = zeta / sigma
    before, here = 0 * u, np.exp(-0.5 * u * u) / (sigma * ROOT_TWO_PI)
    for n in range(order):
        before, here = here, -(u * here + n * before / sigma) / sigma
    return here


def owens_h(h: Any, a: Any) -> Any:
    """-exp(-h^2/2) erf(a h / sqrt 2) / sqrt(8 pi), from T(h, a)'s integral over a."""
    return -np.exp(-0.5 * h * h) * erf(a * h / math.sqrt(2)) / math.sqrt(8 * math.pi)


def owens_a(a: Any, h: Any) -> Any:
    """exp(-h^2 (1+a^2) / 2) / (2 pi (1+a^2)), the integrand of T(h, a)."""
    return np.exp(-0.5 * h * h * (1 + a * a)) / (2 * math.pi * (1 + a * a))


SIGNED = Interval(-0.9, 0.9, is_complex=False)
CHANCE = Interval(0.05, 0.95, is_complex=False)
WIDTH = Interval(0.5, 3.0, is_complex=False)
UPPER = Interval(0.3, 3.0)
VOIGT_ORDERS = (Case(((3,), (3,))), Case(((2, 1), (3,)), {"order": 1}), Case(((), (2,)), {"order": 2}))

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
voigt: Any = elementwise(
    voigt_forward,
    zeta=lambda zeta, sigma, order: voigt(zeta, sigma, order=int(order) + 1),
    sigma=lambda sigma, zeta, order: sigma * voigt(zeta, sigma, order=int(order) + 2),
    name="voigt", domain=(UPPER, WIDTH), analytic=False, cases=VOIGT_ORDERS,
)
voigt_profile: Any = elementwise(
    sp.voigt_profile,
    x=lambda x, sigma, gamma: np.real(voigt(x + 1j * gamma, sigma, order=1)),
    sigma=lambda sigma, x, gamma: sigma * np.real(voigt(x + 1j * gamma, sigma, order=2)),
    gamma=lambda gamma, x, sigma: -np.imag(voigt(x + 1j * gamma, sigma, order=1)),
    domain=(NO_COMPLEX, WIDTH, WIDTH), analytic=False, singular="at sigma = 0 the limits from above",
)
fresnel: Any = general(sp.fresnel, outputs=2, broadcasts=True, **ONE,  # S and C, DLMF 7.2.7 and 7.2.8
                    x=lambda g, x: g[0] * np.sin(math.pi / 2 * x * x) + g[1] * np.cos(math.pi / 2 * x * x),
                    jvps={"x": lambda t, x: (t * np.sin(math.pi / 2 * x * x), t * np.cos(math.pi / 2 * x * x))})
# fmt: on
