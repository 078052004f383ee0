"""Distribution functions and quantiles of SciPy's old names, and their inverses in a parameter.

They are the incomplete functions in other words. Where a count is an argument (k, and n of the binomials) SciPy rounds
it down, so that it has no derivative.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special as sp

from autograd.graph.domain import Case, Interval
from autograd.graph.op import IMPLEMENTATIONS
from autograd.ops.kinds import elementwise
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


def after(k: Any) -> Any:
    """The next whole number."""
    return np.floor(k) + 1.0


# fmt: off
pdtr: Any = elementwise(sp.pdtr, k=None, m=lambda m, k: -density(after(k), m), domain=(COUNT, MEAN),
    analytic=False, cases=POISSON)
pdtrc: Any = elementwise(sp.pdtrc, k=None, m=lambda m, k: density(after(k), m), domain=(COUNT, MEAN),
    analytic=False, cases=POISSON)
pdtri: Any = elementwise(sp.pdtri, k=None, y=lambda out, k: -1 / density(after(k), out), domain=(COUNT, CHANCE),
    analytic=False, cases=POISSON)
bdtr: Any = elementwise(sp.bdtr, k=None, n=None, p=lambda p, k, n: -beta_density(after(k), n - np.floor(k), p),
    domain=(COUNT, COUNT, CHANCE), analytic=False, cases=BINOMIAL)
bdtrc: Any = elementwise(sp.bdtrc, k=None, n=None, p=lambda p, k, n: beta_density(after(k), n - np.floor(k), p),
    domain=(COUNT, COUNT, CHANCE), analytic=False, cases=BINOMIAL)
bdtri: Any = elementwise(sp.bdtri, k=None, n=None, y=lambda out, k, n: -1 / beta_density(after(k), n - np.floor(k), out),
    domain=(COUNT, COUNT, CHANCE), analytic=False, cases=QUANTILES)
nbdtr: Any = elementwise(sp.nbdtr, k=None, n=None, p=lambda p, k, n: beta_density(n, after(k), p),
    domain=(COUNT, COUNT, CHANCE), analytic=False, cases=NEGATIVE)
nbdtrc: Any = elementwise(sp.nbdtrc, k=None, n=None, p=lambda p, k, n: -beta_density(n, after(k), p),
    domain=(COUNT, COUNT, CHANCE), analytic=False, cases=NEGATIVE)
nbdtri: Any = elementwise(sp.nbdtri, k=None, n=None, y=lambda out, k, n: 1 / beta_density(n, after(k), out),
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


OURS = (chdtr, chdtrc, chdtri, gdtr, gdtrc, gdtrix, gdtria, fdtr, fdtrc, fdtri, nrdtrimn, nrdtrisd)
for ours in OURS:
    IMPLEMENTATIONS[getattr(sp, ours.__name__)] = ours
