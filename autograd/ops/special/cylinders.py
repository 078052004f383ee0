"""What solves Bessel's equation with a right-hand side, or is an integral of a Bessel function; relatives of them.

Struve's and Kelvin's functions, Hankel's, the scaled Airy functions, parabolic cylinder functions. Orders are refused.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special as sp

from autograd.errors import NoRuleError
from autograd.graph.domain import Case, Interval
from autograd.graph.rule import guarded_product, payload
from autograd.ops.kinds import elementwise, general
from autograd.ops.special.bessel import HOLOMORPHIC, OF_N, OF_V, i0, j0, k0, y0
from autograd.ops.special.gammas import like, rgamma, whole

HALF: dict[str, Any] = {"domain": (Interval(0.3, 4.0, is_complex=False),), "analytic": False}
REAL = Interval(-2.0, 2.0, is_complex=False)
AT_0 = "NaN at 0"


def between(x: Any, v: Any) -> Any:
    """(x/2)^v / (sqrt(pi) Gamma(v + 3/2))."""
    return (x / 2) ** v * rgamma(v + 1.5) / math.sqrt(math.pi)


def neighbours(function: Any, z: Any, n: Any, sign: int) -> Any:
    """(n f_(n-1) + sign (n+1) f_(n+1)) / (2n+1), DLMF 10.51.1 and 10.51.4; f_(-1) has the factor 0."""
    n = whole(n)
    own = np.asarray(n, getattr(z, "dtype", float))[()]
    up = sign * (own + 1) / (2 * own + 1) * function(n + 1, z)
    return up if np.all(np.equal(n, 0)) else own / (2 * own + 1) * function(np.maximum(n, 1) - 1, z) + up


def spherical_yn_forward(n: Any, z: Any) -> Any:
    """The spherical Bessel function of the second kind."""
    return like(sp.spherical_yn(n, z), z)


def spherical_in_forward(n: Any, z: Any) -> Any:
    """The modified spherical Bessel function of the first kind."""
    return like(sp.spherical_in(n, z), z)


def spherical_kn_forward(n: Any, z: Any) -> Any:
    """The modified spherical Bessel function of the second kind."""
    return like(sp.spherical_kn(n, z), z)


def slopes(*parts: Any) -> dict[str, Any]:
    """Both modes of a function with several results, from the derivative of each in x."""

    def pull(g: Any, x: Any) -> Any:
        terms = [guarded_product(g[k], part(x)) for k, part in enumerate(parts)]  # one may be NaN, such as K_0(-1)
        return sum(terms[1:], terms[0])

    def push(t: Any, x: Any) -> Any:
        return tuple(guarded_product(t, part(x)) for part in parts)

    return {"x": pull, "jvps": {"x": push}, "outputs": len(parts), "broadcasts": True}


def airye_slopes(z: Any, out: Any) -> tuple[Any, Any, Any, Any]:
    """Of Ai and Ai' times exp(2/3 z^(3/2)), Bi and Bi' over it, for z > 0; Ai'' = z Ai.

    For z < 0 SciPy's Bi and Bi' have no factor, and there are no Ai and Ai': they would be complex.
    """
    if np.asarray(payload(z)).dtype.kind == "c":
        raise NoRuleError(
            "airye of a complex tensor has no rule: its factor exp(-|Re(2/3 z^(3/2))|) has no complex derivative. "
            "Take airy(z) times the factor, which is written of real and imaginary parts."
        )
    below = payload(z) < 0
    root = np.where(below, 0, np.sqrt(np.where(below, 1, z)))
    ai, ai_slope, bi, bi_slope = out
    return ai_slope + root * ai, z * ai + root * ai_slope, bi_slope - root * bi, z * bi - root * bi_slope


def airye_pull(g: Any, z: Any, out: Any) -> Any:
    """Each cotangent by its slope."""
    terms = [guarded_product(g[k], slope) for k, slope in enumerate(airye_slopes(z, out))]
    return sum(terms[1:], terms[0])


def airye_push(t: Any, z: Any, out: Any) -> Any:
    """As `airye_pull`, forward."""
    return tuple(guarded_product(t, slope) for slope in airye_slopes(z, out))


def weber(sign: int, constant: Any) -> dict[str, Any]:
    """The rule of f and f' with f'' = (sign x^2/4 - c) f, DLMF 12.2.2 to 12.2.4; c is a function of the parameter."""
    return {
        "x": lambda g, x, v, out: g[0] * out[1] + g[1] * (sign * x * x / 4 - constant(v)) * out[0],
        "jvps": {"x": lambda t, x, v, out: (t * out[1], t * (sign * x * x / 4 - constant(v)) * out[0])},
        "outputs": 2, "broadcasts": True, "domain": (REAL, REAL), "analytic": False,
        "cases": (Case(((), (3,)), fixed={"v": 1}), Case(((), (2, 2)), fixed={"v": 2})),
    }  # fmt: skip


# fmt: off
hankel1: Any = elementwise(sp.hankel1, v=None,                                                         # 10.6.1
    z=lambda z, v: (hankel1(v - 1, z) - hankel1(v + 1, z)) / 2, **HOLOMORPHIC)
hankel2: Any = elementwise(sp.hankel2, v=None,
    z=lambda z, v: (hankel2(v - 1, z) - hankel2(v + 1, z)) / 2, **HOLOMORPHIC)
hankel1e: Any = elementwise(sp.hankel1e, v=None,
    z=lambda z, v, out: (hankel1e(v - 1, z) - hankel1e(v + 1, z)) / 2 - 1j * out, **HOLOMORPHIC)
hankel2e: Any = elementwise(sp.hankel2e, v=None,
    z=lambda z, v, out: (hankel2e(v - 1, z) - hankel2e(v + 1, z)) / 2 + 1j * out, **HOLOMORPHIC)
jve: Any = elementwise(sp.jve, v=None, z=lambda z, v: (jve(v - 1, z) - jve(v + 1, z)) / 2, **OF_V)
yve: Any = elementwise(sp.yve, v=None, z=lambda z, v: (yve(v - 1, z) - yve(v + 1, z)) / 2, **OF_V)
spherical_yn: Any = elementwise(spherical_yn_forward, n=None, z=lambda z, n: neighbours(spherical_yn, z, n, -1),
    name="spherical_yn", **OF_N)
spherical_in: Any = elementwise(spherical_in_forward, n=None, z=lambda z, n: neighbours(spherical_in, z, n, 1),
    name="spherical_in", **OF_N)
spherical_kn: Any = elementwise(spherical_kn_forward, n=None, z=lambda z, n: -neighbours(spherical_kn, z, n, 1),
    name="spherical_kn", **OF_N)
airye: Any = general(sp.airye, z=airye_pull, jvps={"z": airye_push}, outputs=4, broadcasts=True, **HALF)

struve: Any = elementwise(sp.struve, v=None,                                                           # 11.4.27
    x=lambda x, v: (struve(v - 1, x) - struve(v + 1, x) + between(x, v)) / 2, **OF_V)
modstruve: Any = elementwise(sp.modstruve, v=None,                                                     # 11.4.29
    x=lambda x, v: (modstruve(v - 1, x) + modstruve(v + 1, x) + between(x, v)) / 2, **OF_V)

# Kelvin's: w = ber + i bei solves x^2 w'' + x w' = i x^2 w (10.61.3).
ber: Any = elementwise(sp.ber, x=lambda x: berp(x), **HALF)
bei: Any = elementwise(sp.bei, x=lambda x: beip(x), **HALF)
berp: Any = elementwise(sp.berp, x=lambda x, out: -bei(x) - out / x, **HALF, singular=AT_0)
beip: Any = elementwise(sp.beip, x=lambda x, out: ber(x) - out / x, **HALF, singular=AT_0)
ker: Any = elementwise(sp.ker, x=lambda x: kerp(x), **HALF)
kei: Any = elementwise(sp.kei, x=lambda x: keip(x), **HALF)
kerp: Any = elementwise(sp.kerp, x=lambda x, out: -kei(x) - out / x, **HALF)
keip: Any = elementwise(sp.keip, x=lambda x, out: ker(x) - out / x, **HALF)

# Integrals; SciPy's are exact to about 1e-9, their derivatives to rounding.
itj0y0: Any = general(sp.itj0y0, **slopes(j0, y0), **HALF)
iti0k0: Any = general(sp.iti0k0, **slopes(i0, k0), **HALF)
it2j0y0: Any = general(sp.it2j0y0, **slopes(lambda x: (1 - j0(x)) / x, lambda x: -y0(x) / x), **HALF)
it2i0k0: Any = general(sp.it2i0k0, **slopes(lambda x: (i0(x) - 1) / x, lambda x: -k0(x) / x), **HALF)
itstruve0: Any = elementwise(sp.itstruve0, x=lambda x, x_dtype: struve(0.0, x).astype(x_dtype), **HALF)
it2struve0: Any = elementwise(sp.it2struve0, x=lambda x, x_dtype: -struve(0.0, x).astype(x_dtype) / x, **HALF)
itmodstruve0: Any = elementwise(sp.itmodstruve0, x=lambda x, x_dtype: modstruve(0.0, x).astype(x_dtype), **HALF)

pbdv: Any = general(sp.pbdv, v=None, **weber(1, lambda v: v + 0.5))                                    # 12.2.4
pbwa: Any = general(sp.pbwa, v=None, **weber(-1, lambda a: -a))                                        # 12.2.3
# fmt: on
