"""Distribution functions and quantiles of SciPy's old names, and their inverses in a parameter.

They are the incomplete functions in other words. Where a count is an argument (k, and n of the binomials) SciPy makes
a whole number of it, so that it has no derivative: by `floor` of k, by cutting n (and k of `pdtri` and `nbdtr`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special as sp

from autograd.graph.domain import Case, Interval
from autograd.graph.op import IMPLEMENTATIONS
from autograd.ops.kinds import elementwise
from autograd.ops.special.gammas import like, whole
from autograd.ops.special.gaussian import ndtri
from autograd.ops.special.incomplete import (
    beta_density,
    betainc,
    betaincinv,
    density,
    gammainc,
    gammaincc,
    gammainccinv,
    gammaincinv,
    student_density,
    student_df,
)

COUNT = Interval(is_complex=False)
MEAN = Interval(0.3, 6.0, is_complex=False)
CHANCE = Interval(0.05, 0.95, is_complex=False)
SHAPE = Interval(1.0, 5.0, is_complex=False)
POISSON = tuple(Case(((), (3,)), fixed={"k": k}) for k in (0, 3))
BINOMIAL = tuple(Case(((), (), (3,)), fixed={"k": k, "n": n}) for k, n in ((0, 3), (2, 5), (4, 4)))
NEGATIVE = tuple(Case(((), (), (3,)), fixed={"k": k, "n": n}) for k, n in ((0, 3), (4, 2)))
QUANTILES = BINOMIAL[:2]  # at k = n every p has the same value


def after(k: Any, p: Any) -> Any:
    """The next whole number, in the precision of p."""
    return np.asarray(np.floor(k) + 1, getattr(p, "dtype", float))[()]


def left(n: Any, k: Any, p: Any) -> Any:
    """n less the count k, in the precision of p."""
    return np.asarray(whole(n) - np.floor(k), getattr(p, "dtype", float))[()]


# SciPy's ufuncs of the binomial distribution take n for a fraction in single precision, and warn.


def bdtr_forward(k: Any, n: Any, p: Any) -> Any:
    """The probability of at most k of n."""
    return like(sp.bdtr(np.asarray(k, float), np.asarray(n, int), np.asarray(p, float)), p)


def bdtrc_forward(k: Any, n: Any, p: Any) -> Any:
    """The probability of more than k of n."""
    return like(sp.bdtrc(np.asarray(k, float), np.asarray(n, int), np.asarray(p, float)), p)


def bdtri_forward(k: Any, n: Any, y: Any) -> Any:
    """The p at which `bdtr` is y."""
    return like(sp.bdtri(np.asarray(k, float), np.asarray(n, int), np.asarray(y, float)), y)


# fmt: off
pdtr: Any = elementwise(sp.pdtr, k=None, m=lambda m, k: -density(after(k, m), m), domain=(COUNT, MEAN),
    analytic=False, cases=POISSON)
pdtrc: Any = elementwise(sp.pdtrc, k=None, m=lambda m, k: density(after(k, m), m), domain=(COUNT, MEAN),
    analytic=False, cases=POISSON)
pdtri: Any = elementwise(sp.pdtri, k=None, y=lambda out, k: -1 / density(after(whole(k), out), out),
    domain=(COUNT, CHANCE), analytic=False, cases=POISSON)
bdtr: Any = elementwise(bdtr_forward, k=None, n=None, p=lambda p, k, n: -beta_density(after(k, p), left(n, k, p), p),
    domain=(COUNT, COUNT, CHANCE), analytic=False, name="bdtr", cases=BINOMIAL)
bdtrc: Any = elementwise(bdtrc_forward, k=None, n=None, p=lambda p, k, n: beta_density(after(k, p), left(n, k, p), p),
    domain=(COUNT, COUNT, CHANCE), analytic=False, name="bdtrc", cases=BINOMIAL)
bdtri: Any = elementwise(bdtri_forward, k=None, n=None,
    y=lambda out, k, n: -1 / beta_density(after(k, out), left(n, k, out), out),
    domain=(COUNT, COUNT, CHANCE), analytic=False, name="bdtri", cases=QUANTILES)
nbdtr: Any = elementwise(sp.nbdtr, k=None, n=None,
    p=lambda p, k, n: beta_density(left(n, 0, p), after(whole(k), p), p),
    domain=(COUNT, COUNT, CHANCE), analytic=False, cases=NEGATIVE)
nbdtrc: Any = elementwise(sp.nbdtrc, k=None, n=None,
    p=lambda p, k, n: -beta_density(left(n, 0, p), after(whole(k), p), p),
    domain=(COUNT, COUNT, CHANCE), analytic=False, cases=NEGATIVE)
nbdtri: Any = elementwise(sp.nbdtri, k=None, n=None,
    y=lambda out, k, n: 1 / beta_density(left(n, 0, out), after(whole(k), out), out),
    domain=(COUNT, COUNT, CHANCE), analytic=False, cases=NEGATIVE)

# Inverses, by the implicit function theorem.
stdtrit: Any = elementwise(sp.stdtrit, df=lambda df, out: -student_df(df, out) / student_density(out, df),
    p=lambda out, df: 1 / student_density(out, df), domain=(SHAPE, Interval(0.05, 0.45, is_complex=False)),
    analytic=False)
# fmt: on


def chdtr(v: Any, x: Any) -> Any:
    """The chi-square distribution function."""
    return gammainc(v / 2, x / 2)


def chdtrc(v: Any, x: Any) -> Any:
    """One minus the chi-square distribution function."""
    return gammaincc(v / 2, x / 2)


def chdtri(v: Any, p: Any) -> Any:
    """The x at which `chdtrc` is p."""
    return 2 * gammainccinv(v / 2, p)


def gdtr(a: Any, b: Any, x: Any) -> Any:
    """The gamma distribution function of rate a and shape b."""
    return gammainc(b, a * x)


def gdtrc(a: Any, b: Any, x: Any) -> Any:
    """One minus the gamma distribution function of rate a and shape b."""
    return gammaincc(b, a * x)


def gdtrix(a: Any, b: Any, p: Any) -> Any:
    """The x at which `gdtr` is p."""
    return gammaincinv(b, p) / a


def gdtria(p: Any, b: Any, x: Any) -> Any:
    """The rate a at which `gdtr` is p."""
    return gammaincinv(b, p) / x


def fdtr(dfn: Any, dfd: Any, x: Any) -> Any:
    """The F distribution function."""
    return betainc(dfn / 2, dfd / 2, dfn * x / (dfd + dfn * x))


def fdtrc(dfn: Any, dfd: Any, x: Any) -> Any:
    """One minus the F distribution function."""
    return betainc(dfd / 2, dfn / 2, dfd / (dfd + dfn * x))


def fdtri(dfn: Any, dfd: Any, p: Any) -> Any:
    """The x at which `fdtr` is p."""
    y = betaincinv(dfn / 2, dfd / 2, p)
    return dfd * y / (dfn * (1 - y))


def nrdtrimn(p: Any, std: Any, x: Any) -> Any:
    """The mean at which the normal distribution function of x is p."""
    return x - std * ndtri(p)


def nrdtrisd(mn: Any, p: Any, x: Any) -> Any:
    """The standard deviation at which the normal distribution function of x is p."""
    return (x - mn) / ndtri(p)


OURS: tuple[Any, ...] = (
    bdtr, bdtrc, bdtri, chdtr, chdtrc, chdtri, gdtr, gdtrc, gdtrix, gdtria, fdtr, fdtrc, fdtri, nrdtrimn, nrdtrisd,
)  # fmt: skip
for ours in OURS:
    IMPLEMENTATIONS[getattr(sp, ours.__name__)] = ours
