"""Bessel functions and their relatives, differentiated in the argument (DLMF 10.6 and 10.29).

In the order they have no derivative rule: a tracked order is refused.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special as sp

from autograd.graph.domain import Case, Interval
from autograd.ops.kinds import elementwise, general
from autograd.ops.special.gammas import like, whole

REAL = Interval(-4.0, 4.0, is_complex=False)
POSITIVE = Interval(0.3, 6.0, is_complex=False)
ORDER = (Case(((), (3,)), fixed={"v": 0}), Case(((), (2, 2)), fixed={"v": 1}), Case(((), ()), fixed={"v": 2}),
         Case(((2, 1), (3,)), fixed={"v": np.array([[1], [3]])}))  # fmt: skip
WHOLE = (Case(((), (3,)), fixed={"n": 0}), Case(((), (2, 2)), fixed={"n": 1}), Case(((), ()), fixed={"n": 3}))
OF_V: dict[str, Any] = {"domain": (POSITIVE, POSITIVE), "analytic": False, "cases": ORDER}
HOLOMORPHIC: dict[str, Any] = {**OF_V, "domain": (POSITIVE, POSITIVE._replace(is_complex=True))}
OF_N: dict[str, Any] = {"domain": (POSITIVE, POSITIVE), "analytic": False, "cases": WHOLE}
EVEN: dict[str, Any] = {"domain": (REAL,), "analytic": False}
HALF: dict[str, Any] = {"domain": (POSITIVE,), "analytic": False}


def spherical_jn_forward(n: Any, z: Any) -> Any:
    """The spherical Bessel function of the first kind."""
    return like(sp.spherical_jn(n, z), z)


def spherical_jn_z(z: Any, n: Any) -> Any:
    """(n j_(n-1) - (n+1) j_(n+1)) / (2n+1), DLMF 10.51.1; j_(-1) has the factor 0."""
    n = whole(n)
    own = np.asarray(n, getattr(z, "dtype", float))[()]
    up = (own + 1) / (2 * own + 1) * spherical_jn(n + 1, z)
    return -up if np.all(np.equal(n, 0)) else own / (2 * own + 1) * spherical_jn(np.maximum(n, 1) - 1, z) - up


def airy_pull(g: Any, z: Any, out: Any) -> Any:
    """Ai'' = z Ai, Bi'' = z Bi (DLMF 9.2.1); the outputs are Ai, Ai', Bi, Bi'."""
    return g[0] * out[1] + g[1] * z * out[0] + g[2] * out[3] + g[3] * z * out[2]


def airy_push(t: Any, z: Any, out: Any) -> Any:
    """As `airy_pull`, forward."""
    return t * out[1], t * z * out[0], t * out[3], t * z * out[2]


def iv_forward(v: Any, z: Any) -> Any:
    """The modified Bessel function I; at 0 from J, which has the same limit: SciPy's has no sign there."""
    out, zero = sp.iv(v, z), np.equal(z, 0)
    return np.where(zero, sp.jv(v, z), out)[()] if np.any(zero) else out


def finite(y: Any, x: Any) -> Any:
    """y, and 0 at x = 0, where it is infinite, but of a lower order than what it is added to."""
    zero = np.equal(x, 0)
    return np.where(zero, 0, y) if np.any(zero) else y


DOWN = "-inf at 0, the limit"

# fmt: off
jv: Any = elementwise(sp.jv,  v=None, z=lambda z, v: (jv(v - 1, z) - jv(v + 1, z)) / 2, **HOLOMORPHIC)        # 10.6.1
yv: Any = elementwise(sp.yv,  v=None, z=lambda z, v: (yv(v - 1, z) - yv(v + 1, z)) / 2, **HOLOMORPHIC)        # 10.6.1
iv: Any = elementwise(iv_forward, v=None, z=lambda z, v: (iv(v - 1, z) + iv(v + 1, z)) / 2, name="iv", numpy=sp.iv,
                      **HOLOMORPHIC)                                                                           # 10.29.1
kv: Any = elementwise(sp.kv,  v=None, z=lambda z, v: (kv(v - 1, z) + kv(v + 1, z)) / -2, **HOLOMORPHIC)       # 10.29.1
ive: Any = elementwise(sp.ive, v=None, z=lambda z, v, out: (ive(v - 1, z) + ive(v + 1, z)) / 2 - np.sign(z) * out,
                       **OF_V)
kve: Any = elementwise(sp.kve, v=None, z=lambda z, v, out: finite(out, z) - (kve(v - 1, z) + kve(v + 1, z)) / 2, **OF_V,
                       singular=DOWN)
yn: Any = elementwise(sp.yn,  n=None, z=lambda z, n: (yn(whole(n) - 1, z) - yn(whole(n) + 1, z)) / 2, **OF_N)
kn: Any = elementwise(sp.kn,  n=None, z=lambda z, n: (kn(abs(whole(n) - 1), z) + kn(whole(n) + 1, z)) / -2, **OF_N)
j0: Any = elementwise(sp.j0,  x=lambda x: -j1(x), **EVEN)                                      # 10.6.3
j1: Any = elementwise(sp.j1,  x=lambda x: (j0(x) - jv(2, x)) / 2, **EVEN)
y0: Any = elementwise(sp.y0,  x=lambda x: -y1(x), **HALF)
y1: Any = elementwise(sp.y1,  x=lambda x: (finite(y0(x), x) - yv(2, x)) / 2, **HALF, singular="inf at 0, the limit")
i0: Any = elementwise(sp.i0, x=lambda x: i1(x), name="special_i0", **EVEN)  # 10.29.3; np.i0 is an op of its own
i1: Any = elementwise(sp.i1,  x=lambda x: (i0(x) + iv(2, x)) / 2, **EVEN)
k0: Any = elementwise(sp.k0,  x=lambda x: -k1(x), **HALF)
k1: Any = elementwise(sp.k1,  x=lambda x: (k0(x) + kv(2, x)) / -2, **HALF)
i0e: Any = elementwise(sp.i0e, x=lambda x, out: i1e(x) - np.sign(x) * out, domain=(POSITIVE,), analytic=False)
i1e: Any = elementwise(sp.i1e, x=lambda x, out: (i0e(x) + ive(2, x)) / 2 - np.sign(x) * out, domain=(POSITIVE,),
                  analytic=False)
k0e: Any = elementwise(sp.k0e, x=lambda x, out: finite(out, x) - k1e(x), **HALF, singular=DOWN)
k1e: Any = elementwise(sp.k1e, x=lambda x, out: finite(out, x) - (k0e(x) + kve(2, x)) / 2, **HALF, singular=DOWN)
jn  = jv
spherical_jn: Any = elementwise(spherical_jn_forward, n=None, z=spherical_jn_z, name="spherical_jn", **OF_N)
airy: Any = general(sp.airy, z=airy_pull, jvps={"z": airy_push}, outputs=4, broadcasts=True,
                    domain=(REAL._replace(is_complex=True),),
                    analytic=False)
# fmt: on
