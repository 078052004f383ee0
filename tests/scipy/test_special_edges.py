"""Special functions at the edges of their arguments: narrow profiles, fractions for whole numbers, NaN beside it."""

import math

import numpy as np
import pytest

sp = pytest.importorskip("scipy.special")

from autograd import Tensor, grad, gradcheck, jvp  # noqa: E402
from autograd.errors import NoRuleError  # noqa: E402
from autograd.ops.special.gaussian import FAR, voigt_recurrence, voigt_series  # noqa: E402
from autograd.scipy import special  # noqa: E402


def both_modes(function, x):
    """The derivative in both modes, which are the same."""
    slope = grad(function)(x)
    assert jvp(function, (x,), (1.0,))[1] == pytest.approx(slope, rel=1e-12, abs=1e-300)
    return slope


def difference(function, x, h=2.0**-10):
    """A 5-point difference."""
    return (function(x - 2 * h) - 8 * function(x - h) + 8 * function(x + h) - function(x + 2 * h)) / (12 * h)


# ---- Voigt's profile -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sigma", [1e-3, 1e-4, 1e-5, 1e-6, 1e-150, 0.0, np.float64(0.0)])
def test_narrow_voigt_profiles_are_lorentzians(sigma):
    x, gamma = 0.77, 0.18
    square = x * x + gamma * gamma
    curvature = 2 * gamma / math.pi * (3 * x * x - gamma * gamma) / square**3
    rel = 1e-10 + 100 * sigma**2
    assert both_modes(lambda s: special.voigt_profile(x, s, gamma), sigma) == pytest.approx(sigma * curvature, rel=rel)
    expected = -2 * x * gamma / math.pi / square**2
    assert both_modes(lambda x: special.voigt_profile(x, sigma, gamma), x) == pytest.approx(expected, rel=rel)
    expected = (x * x - gamma * gamma) / math.pi / square**2
    assert both_modes(lambda g: special.voigt_profile(x, sigma, g), gamma) == pytest.approx(expected, rel=rel)
    slope = grad(lambda s: special.voigt_profile(x, s, gamma))
    assert grad(slope)(sigma) == pytest.approx(curvature, rel=rel)


@pytest.mark.parametrize("sigma", [1.0, 0.1, 0.05, 0.03])
def test_voigt_profiles_without_gamma_are_gaussians(sigma):
    x = 0.77
    value = math.exp(-0.5 * (x / sigma) ** 2) / sigma / math.sqrt(2 * math.pi)
    assert both_modes(lambda x: special.voigt_profile(x, sigma, 0.0), x) == pytest.approx(-x / sigma**2 * value)
    expected = (x * x / sigma**3 - 1 / sigma) * value
    assert both_modes(lambda s: special.voigt_profile(x, s, 0.0), sigma) == pytest.approx(expected)


@pytest.mark.parametrize("angle", [0.0, 1e-8, 0.01, 0.1, 0.5, 1.5, 3.0, math.pi])
@pytest.mark.parametrize("order", [0, 1, 2, 3, 4])
def test_the_series_meets_the_recurrence(angle, order):
    zeta, sigma = np.array([FAR * np.exp(1j * angle) * math.sqrt(2) * 0.7]), np.array([0.7])
    zeta = zeta.real + 1j * np.abs(zeta.imag)
    series, recurrence = voigt_series(zeta, sigma, order)[0], voigt_recurrence(zeta, sigma, order)[0]
    assert series == pytest.approx(recurrence, rel=1e-13 * FAR ** (2 * order))


def test_voigt_profiles_to_second_order():
    assert gradcheck(special.voigt_profile, np.array([0.3, 0.77, 5.0, -20.0]), 0.7, 0.18, order=2)


# ---- whole numbers ---------------------------------------------------------------------------------------------------

FRACTIONS = [
    *[(name, (k, n), 0.4) for name in ("bdtr", "bdtrc", "bdtri") for k, n in ((2.0, 5.5), (2.7, 5.0), (1.2, 5.9))],
    *[(name, (k, n), 0.4) for name in ("nbdtr", "nbdtrc", "nbdtri") for k, n in ((5.0, 2.9), (2.7, 3.5), (-0.5, 2.5))],
    *[(name, (2.7,), 0.4) for name in ("pdtr", "pdtrc", "pdtri")],
    ("pdtri", (-0.5,), 0.4),
    *[(name, (n,), 0.7) for name in ("kn", "yn") for n in (-1.5, -0.5, 0.5, 1.5, 2.9)],
    *[(name, (n,), 0.7) for name in ("expn", "spherical_jn", "spherical_yn", "spherical_in", "spherical_kn")
      for n in (0.5, 1.5, 2.9)],
]  # fmt: skip


@pytest.mark.parametrize(("name", "numbers", "x"), FRACTIONS)
@pytest.mark.filterwarnings("ignore:.*truncated to an integer", "ignore:non-integer arg n")
def test_a_fraction_is_cut_to_a_whole_number_in_the_rule_too(name, numbers, x):
    slope = both_modes(lambda x: getattr(special, name)(*numbers, x), x)
    assert slope == pytest.approx(difference(lambda x: getattr(sp, name)(*numbers, x), x), rel=1e-6)


# ---- NaN where the value is smooth ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["iti0k0", "itj0y0", "it2i0k0", "it2j0y0"])
def test_a_zero_cotangent_stays_zero_beside_an_undefined_integral(name):
    slope = both_modes(lambda x: getattr(special, name)(x)[0], -1.5)
    assert slope == pytest.approx(difference(lambda x: getattr(sp, name)(x)[0], -1.5), rel=1e-6)


def test_scaled_airy_functions_of_negative_numbers():
    for k in (2, 3):
        slope = both_modes(lambda x, k=k: special.airye(x)[k], -1.5)
        assert slope == pytest.approx(difference(lambda x, k=k: sp.airye(x)[k], -1.5), rel=1e-9)
    assert gradcheck(lambda x: special.airye(x)[2], np.array([-1.5, 0.7]), order=2)
    with pytest.raises(NoRuleError, match=r"airye of a complex tensor.*airy\(z\) times"):
        grad(lambda z: np.real(special.airye(z)[2]))(1.0 + 1.0j)


def test_the_principal_value_of_rc():
    assert both_modes(lambda x: special.elliprc(x, -0.4), 0.8) == pytest.approx(0.0299, abs=5e-5)
    assert gradcheck(special.elliprc, np.array([0.8, 0.3, 2.0]), np.array([-0.4, 0.7, -3.0]), order=2)


@pytest.mark.parametrize("name", ["betaincinv", "betainccinv"])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_the_ends_of_inverses_do_not_move(name, y):
    assert both_modes(lambda a: getattr(special, name)(a, 3.0, y), 2.0) == 0
    assert both_modes(lambda b: getattr(special, name)(2.0, b, y), 3.0) == 0
    assert both_modes(lambda a: special.gammaincinv(a, 0.0), 2.0) == 0
    assert both_modes(lambda a: special.gammainccinv(a, 1.0), 2.0) == 0


# ---- logarithms of complex sums -----------------------------------------------------------------------------------


@pytest.mark.parametrize("axis", [None, 0, 1])
@pytest.mark.parametrize("keepdims", [False, True])
def test_logarithms_of_complex_sums_are_on_scipys_branch(axis, keepdims):
    rng = np.random.default_rng(0)
    for b in (None, np.array([1.0, -2.0, 0.5])):
        for _ in range(20):
            z = rng.normal(size=(2, 3)) * 3 + 8j * rng.normal(size=(2, 3))
            how = {"axis": axis, "b": b, "keepdims": keepdims}
            assert np.allclose(special.logsumexp(z, **how), sp.logsumexp(z, **how), rtol=1e-12)
            tracked = special.logsumexp(Tensor(z, requires_grad=True), **how)
            assert np.allclose(tracked.data, sp.logsumexp(z, **how), rtol=1e-12)
            pairs = zip(special.logsumexp(z, return_sign=True, **how), sp.logsumexp(z, return_sign=True, **how))
            assert all(np.shape(got) == np.shape(its) and np.allclose(got, its) for got, its in pairs)
            assert np.allclose(special.log_softmax(z, axis), sp.log_softmax(z, axis), rtol=1e-12)
    assert special.logsumexp([1 + 3j], b=[-1.0]) == pytest.approx(sp.logsumexp([1 + 3j], b=[-1.0]))
    assert special.log_softmax(np.complex128(4j)) == 0


def test_the_phase_of_a_complex_sum_has_a_derivative():
    z, b = np.array([1.0 + 2j, -0.3 + 7j, 0.5]), np.array([1.0, -2.0, 1.0])
    assert gradcheck(lambda z, b: special.logsumexp(z, b=b, return_sign=True), z, b)
    assert gradcheck(lambda z: special.logsumexp(z, return_sign=True), z, order=2)
    assert gradcheck(lambda z: special.log_softmax(z), z, order=2)


def test_weights_and_signs_of_logsumexp_at_infinity():
    assert special.logsumexp([1000.0, 0.0], b=[0.0, 1.0]) == 0 == special.logsumexp([np.inf, 0.0], b=[0.0, 1.0])
    for a, sign in (([-np.inf], 0.0), ([-800.0], 1.0), ([1000.0], 1.0), ([np.inf], 1.0)):
        assert special.logsumexp(a, return_sign=True) == (a[0], sign) == sp.logsumexp(a, return_sign=True)
    assert np.isnan(special.logsumexp([np.nan], return_sign=True)).all()
    assert np.allclose(grad(lambda b: special.logsumexp(np.zeros(3), b=b))(np.array([0.0, 1.0, 2.0])), 1 / 3)
    weights = np.ones((2, 3))
    assert np.allclose(special.logsumexp(np.zeros(3), b=weights, axis=0), sp.logsumexp(np.zeros(3), b=weights, axis=0))
