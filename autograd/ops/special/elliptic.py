"""Elliptic integrals and functions: those of Legendre with an amplitude, Carlson's, Jacobi's, the geometric mean.

In the modulus Legendre's are differentiated by Carlson's R_D, which loses nothing at m = 0.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special as sp

from autograd.graph.domain import Case, Interval
from autograd.graph.op import IMPLEMENTATIONS
from autograd.graph.rule import payload
from autograd.ops.kinds import elementwise, general
from autograd.ops.special.integrals import ellipe, ellipe_m, ellipk, ellipk_m, hyp2f1

AMPLITUDE = Interval(-4.0, 4.0, period=math.pi, offset=math.pi / 2, is_complex=False)
MODULUS = Interval(-1.5, 0.8, kinks=(0.0,), is_complex=False)
SMALL, LARGE, MIDDLE = Interval(0.3, 1.0), Interval(1.3, 3.0), Interval(3.3, 5.0)


def ellipkm1_p(p: Any, out: Any, out_dtype: Any) -> Any:
    """-(E - p K) / (2 p (1-p)) at m = 1 - p, DLMF 19.4.1; around p = 1 by `ellipk_m`'s series."""
    near = np.absolute(1 - p) < 0.3
    far = np.where(near, 0.5, p)
    close = -math.pi / 8 * hyp2f1(1.5, 1.5, 2.0, np.where(near, 1 - p, 0.0)).astype(out_dtype)
    return np.where(near, close, -(ellipe(1 - far) - far * out) / (2 * far * (1 - far)))


def turns(phi: Any) -> tuple[Any, Any, Any]:
    """How many half turns there are in the amplitude, and the sine and cosine of the rest."""
    n = np.rint(payload(phi) / math.pi)
    rest = phi - n.astype(np.asarray(n).dtype) * math.pi
    return n, np.sin(rest), np.cos(rest)


def ellipkinc_m(m: Any, phi: Any, out_dtype: Any) -> Any:
    """s^3 R_D(c^2, 1, 1 - m s^2) / 6, from F = s R_F(c^2, 1 - m s^2, 1) (DLMF 19.25.5 and 19.18.1).

    Each half turn adds 2 K(m) (19.2.10).
    """
    n, s, c = turns(phi)
    inside = s**3 * elliprd(c * c, np.ones_like(payload(c)), 1 - m * s * s) / 6
    return inside + 2 * n * ellipk_m(m, ellipk(m), out_dtype) if np.any(n) else inside


def ellipeinc_m(m: Any, phi: Any, out_dtype: Any) -> Any:
    """-s^3 R_D(c^2, 1 - m s^2, 1) / 6 = (E - F) / (2 m) (DLMF 19.25.9 and 19.25.5); each half turn adds 2 E(m)."""
    n, s, c = turns(phi)
    inside = -(s**3) * elliprd(c * c, 1 - m * s * s, np.ones_like(payload(c))) / 6
    return inside + 2 * n * ellipe_m(m, ellipe(m), out_dtype) if np.any(n) else inside


def elliprd_x(x: Any, y: Any, z: Any, out: Any) -> Any:
    """(R_D(y, z, x) - R_D(x, y, z)) / (2 (x - z)): Euler and Poisson's equation for R_F (DLMF 19.18.12 and 19.18.1)."""
    return (elliprd(y, z, x) - out) / (2 * (x - z))


def elliprd_z(z: Any, x: Any, y: Any, out: Any) -> Any:
    """What is left of -3/2 R_D, to which x d/dx + y d/dy + z d/dz adds up (DLMF 19.18.11)."""
    return -(1.5 * out + x * elliprd_x(x, y, z, out) + y * elliprd_x(y, x, z, out)) / z


def elliprc_x(x: Any, y: Any, out: Any) -> Any:
    """-R_D(y, y, x) / 6, which loses nothing at x = y; for y < 0, where R_C is a principal value, from its logarithm.

    That is (R_C - x^-1/2) / (2 (y - x)), DLMF 19.2.17 and 19.2.20 differentiated.
    """
    below = payload(y) < 0
    if not np.any(below):
        return -elliprd(y, y, x) / 6
    above = np.where(below, 1, y)
    principal = (out - 1 / np.sqrt(x)) / (2 * (np.where(below, y, -1) - x))
    return np.where(below, principal, -elliprd(above, above, x) / 6)


def ellipj_pull(g: Any, m: Any, out: Any) -> Any:
    """sn' = cn dn, cn' = -sn dn, dn' = -m sn cn, am' = dn (DLMF 22.13)."""
    sn, cn, dn, _ = out
    return g[0] * cn * dn - g[1] * sn * dn - g[2] * m * sn * cn + g[3] * dn


def ellipj_push(t: Any, m: Any, out: Any) -> Any:
    """As `ellipj_pull`, forward."""
    sn, cn, dn, _ = out
    return t * cn * dn, -t * sn * dn, -t * m * sn * cn, t * dn


EQUAL = "right at equal arguments to first order; NaN there to second"

# fmt: off
ellipkm1: Any = elementwise(sp.ellipkm1, p=ellipkm1_p, domain=(Interval(0.1, 2.0, is_complex=False),), analytic=False)
ellipkinc: Any = elementwise(sp.ellipkinc, phi=lambda phi, m: 1 / np.sqrt(1 - m * np.sin(phi) ** 2), m=ellipkinc_m,
    domain=(AMPLITUDE, MODULUS), analytic=False, singular="at m = 0 right to first order, NaN to second")
ellipeinc: Any = elementwise(sp.ellipeinc, phi=lambda phi, m: np.sqrt(1 - m * np.sin(phi) ** 2), m=ellipeinc_m,
    domain=(AMPLITUDE, MODULUS), analytic=False, singular="at m = 0 right to first order, NaN to second")
elliprd: Any = elementwise(sp.elliprd, x=elliprd_x, y=lambda y, x, z, out: elliprd_x(y, x, z, out), z=elliprd_z,
    domain=(SMALL, LARGE, MIDDLE), analytic=False, singular="NaN where z is equal to x or y")
elliprf: Any = elementwise(sp.elliprf, x=lambda x, y, z: -elliprd(y, z, x) / 6, y=lambda y, x, z: -elliprd(z, x, y) / 6,
    z=lambda z, x, y: -elliprd(x, y, z) / 6,                                                            # 19.18.1
    domain=(SMALL, LARGE, MIDDLE), analytic=False, singular=EQUAL)
elliprc: Any = elementwise(sp.elliprc, x=lambda x, y, out: elliprc_x(x, y, out),
    y=lambda y, x, out: -(out / 2 + x * elliprc_x(x, y, out)) / y,  # x d/dx + y d/dy adds up to -1/2 R_C
    domain=(SMALL, LARGE), analytic=False, singular=EQUAL)
ellipj: Any = general(sp.ellipj, u=ellipj_pull, m=None, jvps={"u": ellipj_push}, outputs=4, broadcasts=True,
    domain=(AMPLITUDE, MODULUS), analytic=False, singular="no derivative in the parameter m",
    cases=(Case(((3,), ()), fixed={"m": 0}), Case(((2, 2), ()), fixed={"m": 1})))
# fmt: on


def agm(a: Any, b: Any) -> Any:
    """The arithmetic-geometric mean, pi (a+b) / (4 K) at 1 - m = 4 a b / (a+b)^2 (DLMF 19.8.5).

    >>> round(float(agm(1.0, 2.0)), 9)
    1.456791031
    """
    total = a + b
    return math.pi / 4 * total / ellipkm1(4 * (a / total) * (b / total))


IMPLEMENTATIONS[sp.agm] = agm
