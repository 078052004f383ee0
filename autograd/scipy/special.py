"""SciPy's special functions that have a derivative, by SciPy's names.

>>> import numpy as np
>>> from autograd import grad
>>> round(grad(gammainc)(2.0, 1.5), 9)
-0.313488638
"""

from typing import Any

import numpy as _np
from scipy import special as _sp

from autograd.graph.op import IMPLEMENTATIONS as _IMPLEMENTATIONS
from autograd.graph.rule import payload as _payload
from autograd.ops.elementwise import (
    cbrt as cbrt,
    exp2 as exp2,
    expm1 as expm1,
    log1p as log1p,
)
from autograd.ops.softmax import log_softmax as _log_softmax, logsumexp as _logsumexp, softmax as _softmax
from autograd.ops.special.bessel import (
    airy as airy,
    i0 as i0,
    i0e as i0e,
    i1 as i1,
    i1e as i1e,
    iv as iv,
    ive as ive,
    j0 as j0,
    j1 as j1,
    jn as jn,
    jv as jv,
    k0 as k0,
    k0e as k0e,
    k1 as k1,
    k1e as k1e,
    kn as kn,
    kv as kv,
    kve as kve,
    spherical_jn as spherical_jn,
    y0 as y0,
    y1 as y1,
    yn as yn,
    yv as yv,
)
from autograd.ops.special.entropies import (
    entr as entr,
    exprel as exprel,
    kl_div as kl_div,
    log_expit as log_expit,
    logit as logit,
    rel_entr as rel_entr,
    xlog1py as xlog1py,
    xlogy as xlogy,
)
from autograd.ops.special.gammas import (
    beta as beta,
    betaln as betaln,
    binom as binom,
    gamma as gamma,
    gammaln as gammaln,
    gammasgn as gammasgn,
    loggamma as loggamma,
    multigammaln as multigammaln,
    poch as poch,
    polygamma as polygamma,
    psi as psi,
    rgamma as rgamma,
    zeta as zeta,
)
from autograd.ops.special.gaussian import (
    dawsn as dawsn,
    erf as erf,
    erfc as erfc,
    erfcinv as erfcinv,
    erfcx as erfcx,
    erfi as erfi,
    erfinv as erfinv,
    fresnel as fresnel,
    log_ndtr as log_ndtr,
    ndtr as ndtr,
    ndtri as ndtri,
    ndtri_exp as ndtri_exp,
    owens_t as owens_t,
    voigt_profile as voigt_profile,
    wofz as wofz,
)
from autograd.ops.special.incomplete import (
    betainc as betainc,
    betaincc as betaincc,
    betainccinv as betainccinv,
    betaincinv as betaincinv,
    gammainc as gammainc,
    gammaincc as gammaincc,
    gammainccinv as gammainccinv,
    gammaincinv as gammaincinv,
    stdtr as stdtr,
)
from autograd.ops.special.integrals import (
    ellipe as ellipe,
    ellipk as ellipk,
    exp1 as exp1,
    expi as expi,
    expn as expn,
    hyp0f1 as hyp0f1,
    hyp1f1 as hyp1f1,
    hyp2f1 as hyp2f1,
    lambertw as lambertw,
    shichi as shichi,
    sici as sici,
    spence as spence,
)

digamma = psi


def softmax(x: Any, axis: Any = None) -> Any:
    """exp(x) over its sum along the axes; over all by default, as SciPy."""
    return _softmax(x, axis=axis)


def log_softmax(x: Any, axis: Any = None) -> Any:
    """The logarithm of softmax; over all axes by default, as SciPy."""
    return _log_softmax(x, axis=axis)


def logsumexp(a: Any, axis: Any = None, b: Any = None, keepdims: bool = False, return_sign: bool = False) -> Any:
    """log(sum(b exp(a))) for numbers of any size; with `return_sign` of the absolute value, and the sign.

    >>> round(float(logsumexp(_np.array([1000.0, 1000.0]), b=_np.array([1.0, 3.0]))), 6)
    1001.386294
    """
    if b is None:
        out = _logsumexp(a, axis=axis, keepdims=keepdims)
        return (out, _np.ones(_np.shape(out))[()]) if return_sign else out
    top = _np.max(_payload(a), axis=axis, keepdims=True)
    top = _np.where(_np.isfinite(top), top, 0)
    total = _np.sum(b * _np.exp(a - top), axis=axis, keepdims=keepdims)
    shift = top if keepdims else _np.squeeze(top, axis)
    sign = _np.sign(_payload(total))
    if return_sign:
        return _np.log(_np.absolute(total)) + shift, sign
    return _np.log(total) + shift


# The distribution functions that are incomplete gamma and beta functions.


def chdtr(v: Any, x: Any) -> Any:
    """The chi-square distribution function."""
    return gammainc(v / 2, x / 2)


def chdtrc(v: Any, x: Any) -> Any:
    """One minus the chi-square distribution function."""
    return gammaincc(v / 2, x / 2)


def gdtr(a: Any, b: Any, x: Any) -> Any:
    """The gamma distribution function of rate a and shape b."""
    return gammainc(b, a * x)


def gdtrc(a: Any, b: Any, x: Any) -> Any:
    """One minus the gamma distribution function of rate a and shape b."""
    return gammaincc(b, a * x)


def fdtr(dfn: Any, dfd: Any, x: Any) -> Any:
    """The F distribution function."""
    return betainc(dfn / 2, dfd / 2, dfn * x / (dfd + dfn * x))


for _scipys, _ours in (
    (_sp.chdtr, chdtr), (_sp.chdtrc, chdtrc), (_sp.gdtr, gdtr), (_sp.gdtrc, gdtrc), (_sp.fdtr, fdtr),
):  # fmt: skip
    _IMPLEMENTATIONS[_scipys] = _ours
