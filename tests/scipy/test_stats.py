"""Distributions: SciPy's values, and derivatives in everything."""

import numpy as np
import pytest

scipy_stats = pytest.importorskip("scipy.stats")

from autograd import grad, gradcheck  # noqa: E402
from autograd.scipy import stats  # noqa: E402

SHAPES = {"norm": (), "gamma": (2.3,), "chi2": (3.1,), "beta": (2.1, 0.7), "t": (3.3,)}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("method", ["pdf", "logpdf", "cdf", "logcdf", "sf", "logsf"])
def test_continuous(name, method):
    ours, theirs = getattr(getattr(stats, name), method), getattr(getattr(scipy_stats, name), method)
    x = np.array([-1.0, 0.2, 0.9, 1.1, 4.0])
    assert np.allclose(ours(x, *SHAPES[name], loc=0.1, scale=1.3), theirs(x, *SHAPES[name], loc=0.1, scale=1.3))
    assert gradcheck(lambda x, *p: np.sum(ours(x, *p)), x[1:4], *SHAPES[name], 0.1, 1.3)
    assert grad(ours)(0.5, *SHAPES[name]) == pytest.approx(grad(ours)(np.array([0.5])[0], *SHAPES[name]))


def test_the_tails_of_the_normal_distribution():
    assert grad(stats.norm.logsf)(40.0) == pytest.approx(-40.024968847, rel=1e-9)
    assert grad(stats.norm.ppf)(0.5) == pytest.approx(np.sqrt(2 * np.pi))


def test_a_point_outside_of_the_support_is_a_constant():
    assert grad(lambda a: np.sum(stats.gamma.pdf(np.array([-1.0, 1.0]), a)))(2.0) == pytest.approx(
        grad(lambda a: stats.gamma.pdf(1.0, a))(2.0)
    )


def test_poisson():
    k = np.array([0.0, 2.0, 5.0, -1.0, 1.5])
    for method in ("pmf", "logpmf", "cdf", "sf"):
        ours, theirs = getattr(stats.poisson, method), getattr(scipy_stats.poisson, method)
        assert np.allclose(ours(k, 2.2), theirs(k, 2.2)) and np.allclose(ours(k, 2.2, 1), theirs(k, 2.2, 1))
        assert gradcheck(lambda mu, f=ours: np.sum(f(k[:3], mu)), 2.2)


def test_dirichlet():
    x, alpha = np.array([0.2, 0.3, 0.5]), np.array([1.0, 2.0, 3.0])
    assert stats.dirichlet.pdf(x, alpha) == pytest.approx(scipy_stats.dirichlet.pdf(x, alpha))
    assert stats.dirichlet.logpdf(x[:2], alpha) == pytest.approx(scipy_stats.dirichlet.logpdf(x, alpha))
    assert gradcheck(stats.dirichlet.logpdf, x, alpha)


@pytest.mark.parametrize("cov", [2.0, np.array([2.0, 1.0]), np.array([[2.0, 0.3], [0.3, 1.0]])])
def test_multivariate_normal(cov):
    x, mean = np.array([[0.5, 1.0], [2.0, -1.0], [0.0, 0.0]]), np.array([0.1, 0.2])
    assert np.allclose(
        stats.multivariate_normal.logpdf(x, mean, cov), scipy_stats.multivariate_normal.logpdf(x, mean, cov)
    )
    assert stats.multivariate_normal.entropy(mean, cov) == pytest.approx(
        scipy_stats.multivariate_normal.entropy(mean, cov)
    )
    assert gradcheck(lambda x, m, c: np.sum(stats.multivariate_normal.logpdf(x, m, c)), x, mean, cov)


# value, derivative in x and in the first shape, to 50 digits by mpmath 1.3 from DLMF 8.11.4, 8.9.2 and 8.17.8
TAILS = [
    ("gamma", "logsf", 900.0, (2.5,), -890.07942452229523, -0.99833518415467247, 6.1003498486775774),
    ("gamma", "logcdf", 1e-9, (30.0,), -696.35621145819024, 29999999999.032258, -24.14103730296631),
    ("gamma", "logcdf", 10.0, (700.0,), -2288.1268994179337, 69.001447117479611, -4.2492300008867132),
    ("gamma", "logsf", 3000.0, (50.0,), -2752.2372705616375, -0.98367219770413626, 4.1047166438424831),
    ("chi2", "logsf", 5000.0, (3.0,), -2495.966994816902, -0.49990003997602077, 3.8939779784468626),
    ("chi2", "logcdf", 1e-6, (120.0,), -1059.147638226928, 59999999.508196721, -9.3056562433543984),
    ("beta", "logcdf", 0.001, (200.0, 3.0,), -1371.6346214119855, 199998.00796817665, -6.8978297091077974),
    ("beta", "logsf", 0.95, (3.0, 500.0,), -1486.2264542194959, -9997.8991601265481, 5.2456232394791837),
    ("beta", "logsf", 0.5, (0.5, 0.5,), -0.69314718055994531, -1.2732395447351627, 1.1662436161232751),
    ("beta", "logsf", 0.999, (2.0, 300.0,), -2066.6204706046466, -299999.00232790156, 5.2849889646868168),
    ("t", "logsf", 1e6, (80.0,), -933.0728560225243, -7.9999999993678049e-5, -11.130708181257638),
    ("t", "logcdf", -50.0, (3.5,), -13.117603611160909, 0.069919924847810918, -2.9100440283079125),
    ("t", "logsf", 1e30, (30.0,), -2023.9364919859187, -3.0e-29, -66.89334314185884),
    ("t", "logsf", -2.0, (3.5,), -0.065145917605951117, -0.071422467321992115, 0.012160787206001276),
]


@pytest.mark.parametrize(("name", "method", "x", "shapes", "value", "in_x", "in_shape"), TAILS)
def test_the_tails_are_exact(name, method, x, shapes, value, in_x, in_shape):
    function = getattr(getattr(stats, name), method)
    assert function(x, *shapes) == pytest.approx(value, rel=1e-14)
    assert grad(function)(x, *shapes) == pytest.approx(in_x, rel=2e-12)
    assert grad(function, 1)(x, *shapes) == pytest.approx(in_shape, rel=1e-11)
    both = np.array([x, 0.3 * x])
    assert grad(lambda x: np.sum(function(x, *shapes)))(both)[0] == pytest.approx(in_x, rel=2e-12)


@pytest.mark.parametrize("name", SHAPES)
def test_gradients_of_single_precision_and_what_is_not_a_number(name):
    shapes = tuple(map(np.float32, SHAPES[name]))
    for method in ("pdf", "logpdf", "cdf", "logcdf", "sf", "logsf"):
        function = getattr(getattr(stats, name), method)
        x = np.array([-1.0, 0.3, 0.9, 40.0, np.nan], np.float32)
        value = function(x, *shapes)
        assert np.isnan(value[-1]) and not np.any(np.isnan(value[:-1]))
        assert grad(lambda x, f=function: np.sum(f(x, *shapes)))(x[1:3]).dtype == np.float32
