"""SciPy's special functions that have a derivative, by SciPy's names.

>>> import numpy as np
>>> from autograd import grad
>>> f"{grad(gammainc)(2.0, 1.5):.9f}"
'-0.313488638'
"""

from typing import Any

import numpy as _np
from scipy import special as _sp

from autograd.graph.node import Handle as _Handle
from autograd.graph.rule import payload as _payload
from autograd.ops.elementwise import (
    cbrt as cbrt,
    exp2 as exp2,
    expm1 as expm1,
    log1p as log1p,
    sigmoid as _sigmoid,
    sinc as sinc,
    softplus as softplus,
)
from autograd.ops.scipy_linalg.entry import refused as _refused
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
from autograd.ops.special.cylinders import (
    airye as airye,
    bei as bei,
    beip as beip,
    ber as ber,
    berp as berp,
    hankel1 as hankel1,
    hankel1e as hankel1e,
    hankel2 as hankel2,
    hankel2e as hankel2e,
    it2i0k0 as it2i0k0,
    it2j0y0 as it2j0y0,
    it2struve0 as it2struve0,
    iti0k0 as iti0k0,
    itj0y0 as itj0y0,
    itmodstruve0 as itmodstruve0,
    itstruve0 as itstruve0,
    jve as jve,
    kei as kei,
    keip as keip,
    ker as ker,
    kerp as kerp,
    modstruve as modstruve,
    pbdv as pbdv,
    pbwa as pbwa,
    spherical_in as spherical_in,
    spherical_kn as spherical_kn,
    spherical_yn as spherical_yn,
    struve as struve,
    yve as yve,
)
from autograd.ops.special.distributions import (
    bdtr as bdtr,
    bdtrc as bdtrc,
    bdtri as bdtri,
    chdtr as chdtr,
    chdtrc as chdtrc,
    chdtri as chdtri,
    fdtr as fdtr,
    fdtrc as fdtrc,
    fdtri as fdtri,
    gdtr as gdtr,
    gdtrc as gdtrc,
    gdtria as gdtria,
    gdtrix as gdtrix,
    nbdtr as nbdtr,
    nbdtrc as nbdtrc,
    nbdtri as nbdtri,
    nrdtrimn as nrdtrimn,
    nrdtrisd as nrdtrisd,
    pdtr as pdtr,
    pdtrc as pdtrc,
    pdtri as pdtri,
    stdtrit as stdtrit,
)
from autograd.ops.special.elliptic import (
    agm as agm,
    ellipeinc as ellipeinc,
    ellipj as ellipj,
    ellipkinc as ellipkinc,
    ellipkm1 as ellipkm1,
    elliprc as elliprc,
    elliprd as elliprd,
    elliprf as elliprf,
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
    comb as comb,
    gamma as gamma,
    gammaln as gammaln,
    gammasgn as gammasgn,
    loggamma as loggamma,
    multigammaln as multigammaln,
    perm as perm,
    poch as poch,
    polygamma as polygamma,
    psi as psi,
    rgamma as rgamma,
    zeta as zeta,
    zetac as zetac,
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
    hyperu as hyperu,
    lambertw as lambertw,
    shichi as shichi,
    sici as sici,
    spence as spence,
    wright_bessel as wright_bessel,
    wrightomega as wrightomega,
)
from autograd.ops.special.orthogonal import (
    eval_chebyc as eval_chebyc,
    eval_chebys as eval_chebys,
    eval_chebyt as eval_chebyt,
    eval_chebyu as eval_chebyu,
    eval_gegenbauer as eval_gegenbauer,
    eval_genlaguerre as eval_genlaguerre,
    eval_hermite as eval_hermite,
    eval_hermitenorm as eval_hermitenorm,
    eval_jacobi as eval_jacobi,
    eval_laguerre as eval_laguerre,
    eval_legendre as eval_legendre,
    eval_sh_chebyt as eval_sh_chebyt,
    eval_sh_chebyu as eval_sh_chebyu,
    eval_sh_jacobi as eval_sh_jacobi,
    eval_sh_legendre as eval_sh_legendre,
    lpmv as lpmv,
)
from autograd.ops.special.powers import (
    boxcox as boxcox,
    boxcox1p as boxcox1p,
    cosdg as cosdg,
    cosm1 as cosm1,
    cotdg as cotdg,
    exp10 as exp10,
    huber as huber,
    inv_boxcox as inv_boxcox,
    inv_boxcox1p as inv_boxcox1p,
    powm1 as powm1,
    pseudo_huber as pseudo_huber,
    radian as radian,
    rounded as _rounded,
    sindg as sindg,
    tandg as tandg,
)

digamma = psi
expit = _sigmoid
round = _rounded


def softmax(x: Any, axis: Any = None) -> Any:
    """exp(x) over its sum along the axes; over all by default, as SciPy."""
    return _softmax(x, axis=axis)


def log_softmax(x: Any, axis: Any = None) -> Any:
    """The logarithm of softmax; over all axes by default, as SciPy."""
    return _log_softmax(x, axis=axis)


def logsumexp(a: Any, axis: Any = None, b: Any = None, keepdims: bool = False, return_sign: bool = False) -> Any:
    """log(sum(b exp(a))) for numbers of any size; with `return_sign` of the absolute value, and the sign or phase.

    >>> f"{logsumexp(_np.array([1000.0, 1000.0]), b=_np.array([1.0, 3.0])):.6f}"
    '1001.386294'
    """
    if b is None and not (return_sign and _np.iscomplexobj(_payload(a))):
        out = _logsumexp(a, axis=axis, keepdims=keepdims)
        log = _payload(out)
        return (out, _np.where(_np.isnan(log), log, log > -_np.inf)[()]) if return_sign else out
    b = 1.0 if b is None else b
    shape = _np.broadcast_shapes(_np.shape(a), _np.shape(b))
    a, b = (x if _np.shape(x) == shape else _np.broadcast_to(x, shape) for x in (a, b))
    none = _np.equal(_payload(b), 0)
    if _np.any(none) and not isinstance(b, _Handle):  # as in SciPy: without weight it counts for nothing, even inf
        a = _np.where(none, -_np.inf, a)
    top = _np.max(_np.where(none, -_np.inf, _np.real(_payload(a))), axis=axis, keepdims=True)
    top = _np.where(_np.isfinite(top), top, 0)  # real: the logarithm's imaginary part then lies in (-pi, pi]
    total = _np.sum(b * _np.exp(a - top), axis=axis, keepdims=keepdims)
    shift = top if keepdims else _np.squeeze(top, axis)
    if not return_sign:
        return _np.log(total) + shift
    size = _np.absolute(total)
    if _np.iscomplexobj(_payload(total)):  # a phase, which has a derivative
        sign = total / _np.where(_np.equal(_payload(size), 0), 1, size)
    else:
        sign = _np.sign(_payload(total))
    return _np.log(size) + shift, sign


# What has no rule says so, and why, on a tracked tensor.
_NONCENTRAL = "the non-central distributions have no rule; sum the central ones with Poisson weights"
_OF_A_COUNT = "it answers by a count continued to real numbers; solve bdtr, nbdtr or pdtr for what you need"
_PARAMETER = "it solves for a parameter; use the implicit function theorem on the distribution function itself"
_SMIRNOV = "the distributions of Kolmogorov and Smirnov have no rule"
_MATHIEU = "Mathieu's functions have no rule"
_SPHEROIDAL = "the spheroidal wave functions have no rule"
_CARLSON = "of Carlson's integrals R_C, R_D and R_F have rules; this one has none"
_ORDERS = "it returns all orders at once; call the function of one order"
_CONSTANTS = "it is a function of whole numbers"
_SLOPE = "it is a derivative itself; use grad of the function"
_HARMONICS = "the spherical and ellipsoidal harmonics have no rule; lpmv has one"
_REFUSED = {
    _NONCENTRAL: "chndtr chndtridf chndtrinc chndtrix ncfdtr ncfdtri ncfdtridfd ncfdtridfn ncfdtrinc nctdtr nctdtridf"
    " nctdtrinc nctdtrit",
    _OF_A_COUNT: "bdtrik bdtrin nbdtrik nbdtrin pdtrik",
    _PARAMETER: "btdtria btdtrib chdtriv fdtridfd gdtrib stdtridf",
    _SMIRNOV: "kolmogi kolmogorov smirnov smirnovi",
    _MATHIEU: "mathieu_a mathieu_b mathieu_cem mathieu_even_coef mathieu_modcem1 mathieu_modcem2 mathieu_modsem1"
    " mathieu_modsem2 mathieu_odd_coef mathieu_sem",
    _SPHEROIDAL: "obl_ang1 obl_ang1_cv obl_cv obl_cv_seq obl_rad1 obl_rad1_cv obl_rad2 obl_rad2_cv pro_ang1 pro_ang1_cv"
    " pro_cv pro_cv_seq pro_rad1 pro_rad1_cv pro_rad2 pro_rad2_cv",
    _CARLSON: "elliprg elliprj",
    _ORDERS: "assoc_legendre_p_all legendre_p_all lmbda lpmn lpn lqmn lqn pbdn_seq pbdv_seq pbvv_seq riccati_jn"
    " riccati_yn sph_harm_y_all sph_legendre_p_all clpmn",
    _CONSTANTS: "bernoulli euler factorial2 factorialk stirling2",
    _SLOPE: "h1vp h2vp ivp jvp kvp yvp",
    _HARMONICS: "assoc_legendre_p ellip_harm ellip_harm_2 ellip_normal legendre_p sph_harm sph_harm_y sph_legendre_p",
    "use gamma(n + 1)": "factorial",
    "use ber, bei, ker and kei": "kelvin",
    "use log of wright_bessel": "log_wright_bessel",
    "use fresnel": "modfresnelm modfresnelp",
    "SciPy computes it to six digits only; integrate airy": "itairy",
    "it has no rule; pbdv has one": "pbvv",
    "it has no rule; write sin(n x / 2) / (n sin(x / 2))": "diric",
    "it has no rule; its inverse is (boxcox(p, lmbda) - boxcox(1 - p, lmbda))": "tklmbda",
    "it has no rule; integrate x**lmb * jv(nu, 2 * a * x)": "besselpoly",
    "use eval_genlaguerre": "assoc_laguerre",
}
REASONS = {name: reason for reason, names in _REFUSED.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Find what has no rule here: SciPy's own for plain arrays, which refuses a tracked tensor by name.

    What is left are errors and settings, zeros, nodes of quadratures, polynomials as objects: functions of whole
    numbers.
    """
    if name.startswith("_") or name not in _sp.__all__:
        raise AttributeError(f"autograd.scipy.special has no attribute {name!r}, and scipy.special has none either.")
    if isinstance(getattr(_sp, name), type) or name in ("geterr", "seterr"):
        return getattr(_sp, name)
    return _refused(_sp, name, REASONS.get(name, _CONSTANTS))
