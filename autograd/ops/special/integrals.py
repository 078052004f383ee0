"""Exponential, sine and elliptic integrals, Lambert's W, and hypergeometric functions in their argument."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special as sp

from autograd.graph.domain import Case, Interval
from autograd.ops.kinds import elementwise, general
from autograd.ops.special.gammas import whole

REAL = Interval(-2.0, 2.0)
POSITIVE = Interval(0.3, 5.0, is_complex=False)
MODULUS = Interval(-2.0, 0.9, is_complex=False)
HALF: dict[str, Any] = {"domain": (POSITIVE._replace(is_complex=True),), "analytic": False}


def over(a: Any, x: Any) -> Any:
    """a / x, and 0 for 0 / 0: what has no cotangent or tangent stays 0 beside an infinite slope."""
    none = np.equal(x, 0) & np.equal(a, 0)
    return np.where(none, 0, a) / np.where(none, 1, x) if np.any(none) else a / x


def sine_over(x: Any) -> Any:
    """sin(x) / x, smooth at 0."""
    return np.sinc(x / math.pi)


def sinh_over(x: Any) -> Any:
    """sinh(x) / x; around 0, where that is 0 / 0, F(3/2; x^2 / 4), DLMF 10.39.9."""
    near = np.absolute(x) < 0.5
    if not np.any(near):
        return np.sinh(x) / x
    far = np.where(near, 1, x)
    return np.where(near, hyp0f1(1.5, np.where(near, x, 0) ** 2 / 4), np.sinh(far) / far)


def sici_pull(g: Any, x: Any) -> Any:
    """(g_s sin(x) + g_c cos(x)) / x, DLMF 6.2.9 and 6.2.11."""
    return g[0] * sine_over(x) + over(g[1] * np.cos(x), x)


def shichi_pull(g: Any, x: Any) -> Any:
    """(g_s sinh(x) + g_c cosh(x)) / x, DLMF 6.2.15 and 6.2.16."""
    return g[0] * sinh_over(x) + over(g[1] * np.cosh(x), x)


def expn_x(x: Any, n: Any, out: Any) -> Any:
    """-E_(n-1)(x), DLMF 8.19.13; E_0 = e^-x / x is a closed form."""
    n = whole(n)
    zero = np.equal(n, 0)
    if np.all(zero):
        return -out * (1 + np.divide(1, x))
    down = -expn(np.maximum(n, 1) - 1, x)
    return np.where(zero, -out * (1 + np.divide(1, x)), down) if np.any(zero) else down


def ellipk_m(m: Any, out: Any, out_dtype: Any) -> Any:
    """(E - (1-m) K) / (2 m (1-m)), DLMF 19.4.1; around 0, where that cancels, pi/8 F(3/2, 3/2; 2; m), 19.5.1."""
    near = np.absolute(m) < 0.3
    far = np.where(near, 0.5, m)
    rest = np.where(far == 1, 0, (1 - far) * out)  # the limit of 0 * inf
    close = math.pi / 8 * hyp2f1(1.5, 1.5, 2.0, np.where(near, m, 0.0)).astype(out_dtype)
    return np.where(near, close, (ellipe(far) - rest) / (2 * far * (1 - far)))


def ellipe_m(m: Any, out: Any, out_dtype: Any) -> Any:
    """(E - K) / (2 m), DLMF 19.4.2; around 0, where that cancels, -pi/8 F(1/2, 3/2; 2; m), 19.5.2."""
    near = np.absolute(m) < 0.3
    far = np.where(near, 0.5, m)
    close = -math.pi / 8 * hyp2f1(0.5, 1.5, 2.0, np.where(near, m, 0.0)).astype(out_dtype)
    return np.where(near, close, (out - ellipk(far)) / (2 * far))


def spence_z(z: Any, out_dtype: Any) -> Any:
    """log(z) / (1 - z), DLMF 25.12.2 with SciPy's argument; around 1, where that cancels, -F(1, 1; 2; 1-z), 15.4.1."""
    near = np.absolute(z - 1) < 0.2
    if not np.any(near):
        return np.log(z) / (1 - z)
    far = np.where(near, 0.5, z)
    close = -hyp2f1(1.0, 1.0, 2.0, np.where(near, 1 - z, 0)).astype(out_dtype)
    return np.where(near, close, np.log(far) / (1 - far))


def lambertw_forward(z: Any, k: int = 0, tol: float = 1e-8) -> Any:
    """A solution w of w e^w = z, a complex number, in the precision of z."""
    single = np.asarray(z).dtype in (np.float32, np.complex64)
    return np.asarray(sp.lambertw(z, k, tol), np.complex64 if single else complex)[()]


SMALL = (Case(((), (3,)), fixed={"n": 0}), Case(((), (2, 2)), fixed={"n": 1}), Case(((), ()), fixed={"n": 3}),
         Case(((3,), (3,)), fixed={"n": np.array([0, 1, 2])}))  # fmt: skip

# fmt: off
exp1: Any = elementwise(sp.exp1, x=lambda x: -np.exp(-x) / x, **HALF, singular="-inf at 0, the limit")  # DLMF 6.2.1
expi: Any = elementwise(sp.expi, x=lambda x: np.exp(x) / x, **HALF, singular="inf at 0, the limit")     # DLMF 6.2.5
expn: Any = elementwise(sp.expn, n=None, x=expn_x, domain=(POSITIVE, POSITIVE), analytic=False, cases=SMALL)
sici: Any = general(sp.sici, x=sici_pull, outputs=2, broadcasts=True, **HALF,
                    jvps={"x": lambda t, x: (t * sine_over(x), over(t * np.cos(x), x))},
                    singular="1 and inf at 0, the limits")
shichi: Any = general(sp.shichi, x=shichi_pull, outputs=2, broadcasts=True, **HALF,
                      jvps={"x": lambda t, x: (t * sinh_over(x), over(t * np.cosh(x), x))},
                      singular="1 and inf at 0, the limits")
spence: Any = elementwise(sp.spence, z=spence_z, domain=(Interval(0.2, 3.0),),
                     analytic=False, singular="-1 at 1, the derivative; -inf at 0, the limit")
ellipk: Any = elementwise(sp.ellipk, m=ellipk_m, domain=(MODULUS,), analytic=False, singular="inf at 1, the limit")
ellipe: Any = elementwise(sp.ellipe, m=ellipe_m, domain=(MODULUS,), analytic=False, singular="-inf at 1, the limit")
lambertw: Any = elementwise(lambertw_forward, z=lambda out: np.exp(-out) / (1 + out),
                       name="lambertw", analytic=False, domain=(POSITIVE,),
                       cases=(Case(((3,),)), Case(((2,),), {"k": 1})),
                       singular="large beside -1/e, the branch point; NaN where SciPy's value is")
hyp0f1: Any = elementwise(sp.hyp0f1, v=None, z=lambda z, v: hyp0f1(v + 1, z) / v, domain=(POSITIVE, REAL),
                          analytic=False,
                     cases=(Case(((), (3,)), fixed={"v": 2}),))
hyp1f1: Any = elementwise(sp.hyp1f1, a=None, b=None, x=lambda x, a, b: a / b * hyp1f1(a + 1, b + 1, x), analytic=False,
                     domain=(POSITIVE, POSITIVE, REAL),                                # DLMF 13.3.15
                     cases=(Case(((), (), (3,)), fixed={"a": 1, "b": 3}),))
hyp2f1: Any = elementwise(sp.hyp2f1, a=None, b=None, c=None, analytic=False,                # DLMF 15.5.1
                     z=lambda z, a, b, c: a * b / c * hyp2f1(a + 1, b + 1, c + 1, z),
                     domain=(POSITIVE, POSITIVE, POSITIVE, Interval(-0.8, 0.6)),
                     cases=(Case(((), (), (), (3,)), fixed={"a": 1, "b": 2, "c": 4}),))
hyperu: Any = elementwise(sp.hyperu, a=None, b=None, x=lambda x, a, b: -a * hyperu(a + 1, b + 1, x), analytic=False,
                     domain=(POSITIVE, POSITIVE, POSITIVE),                            # DLMF 13.3.22
                     cases=(Case(((), (), (3,)), fixed={"a": 1, "b": 3}),))
wrightomega: Any = elementwise(sp.wrightomega, z=lambda out: out / (1 + out), analytic=False, domain=(REAL,))
wright_bessel: Any = elementwise(sp.wright_bessel, a=None, b=None, x=lambda x, a, b: wright_bessel(a, a + b, x),
                     domain=(POSITIVE, POSITIVE, POSITIVE), analytic=False,            # DLMF 10.46.1, term by term
                     cases=(Case(((), (), (3,)), fixed={"a": 1, "b": 2}),))
# fmt: on
