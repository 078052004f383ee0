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
