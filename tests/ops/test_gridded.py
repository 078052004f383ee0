"""Slopes, integrals, covariances and spacings: NumPy's values in all forms, and hard corners."""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd.tensor import Tensor
from autograd.transforms.reverse import grad

F = np.random.default_rng(0).normal(size=(5, 4, 6))
PLACES = [np.array([0.0, 1.0, 1.5, 4.0, 5.0]), np.array([0.0, 0.3, 2.0, 2.5]), np.array([0, 1, 3, 6, 7, 8.5])]
SINGLE = [np.float32, np.complex64]


@pytest.mark.parametrize("edge_order", [1, 2])
@pytest.mark.parametrize("dtype", [float, complex, *SINGLE])
def test_gradient_has_numpys_value_in_every_form(dtype, edge_order):
    f = F.astype(dtype)
    for spacing, axis in (
        ((), None), ((2.0,), None), ((1.0, 2.0, 0.5), None), (PLACES, None), ((1, PLACES[1], 2), None),
        ((PLACES[1],), 1), ((3.0, PLACES[0]), (-1, 0)), ((), -2), ((0.5,), (2, 0)),
    ):  # fmt: skip
        expected = np.gradient(f, *spacing, axis=axis, edge_order=edge_order)
        got = np.gradient(Tensor(f), *spacing, axis=axis, edge_order=edge_order)
        assert type(got) is (tuple if isinstance(expected, (tuple, list)) else Tensor)
        for mine, theirs in zip(got, expected, strict=True) if isinstance(got, tuple) else [(got, expected)]:
            np.testing.assert_allclose(mine.data, theirs, 1e-4 if dtype in SINGLE else 1e-10, 1e-5)
            assert mine.dtype == theirs.dtype == dtype


def test_gradient_has_numpys_errors():
    x = Tensor(np.ones(2))
    with pytest.raises(ValueError, match="too small"):
        np.gradient(x, edge_order=2)
    with pytest.raises(ValueError, match="edge_order"):
        np.gradient(x, edge_order=3)
    with pytest.raises(TypeError, match="arguments"):
        np.gradient(x, 1.0, 2.0)
    with pytest.raises(ValueError, match="match"):
        np.gradient(x, np.ones(3))


def test_gradient_is_exact_for_parabolas_and_gives_their_slope_with_order_2():
    x = Tensor(PLACES[0])
    np.testing.assert_allclose(np.gradient(x**2, x, edge_order=2).data, 2 * PLACES[0])
    assert np.gradient(Tensor(np.arange(3))).dtype == float


def test_trapezoid_has_numpys_value_in_every_form():
    for x, axis in ((PLACES[2], -1), (PLACES[1], 1), (PLACES[0], -3), (F**2, 1), (None, 0), (None, -1)):
        np.testing.assert_allclose(np.trapezoid(Tensor(F), x, 0.5, axis).data, np.trapezoid(F, x, 0.5, axis))
    assert grad(lambda dx: anp.trapezoid(np.array([1.0, 2.0, 4.0]), dx=dx))(0.1) == 4.5
    slope = grad(lambda x: anp.trapezoid(np.array([1.0, 2.0, 4.0]), x))(np.array([0.0, 1.0, 3.0]))
    assert slope.tolist() == [-1.5, -1.5, 3]


@pytest.mark.parametrize("dtype", [float, complex, *SINGLE])
def test_covariance_has_numpys_value_and_dtype(dtype):
    m, v = F[0].astype(dtype), F[1, 0].astype(dtype)
    counts, weights = np.array([1, 2, 1, 1, 3, 1]), np.array([1.0, 0.5, 1.0, 2.0, 1.0, 1.0])
    for options in (
        {}, {"y": v}, {"y": m[:2]}, {"bias": True}, {"ddof": 3}, {"fweights": counts}, {"aweights": weights},
        {"fweights": counts, "aweights": weights}, {"aweights": weights, "bias": True}, {"dtype": np.complex128},
    ):  # fmt: skip
        expected = np.cov(m, **options)
        got = np.cov(Tensor(m), **options)
        np.testing.assert_allclose(got.data, expected, 1e-6, 1e-7)
        assert got.dtype == expected.dtype
    for x in (m, v, m[:1]):
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(np.corrcoef(Tensor(x)).data, np.corrcoef(x), 1e-6, 1e-7)
    np.testing.assert_allclose(np.corrcoef(Tensor(m), rowvar=False).data, np.corrcoef(m, rowvar=False), 1e-6, 1e-7)


def test_covariance_has_numpys_errors_and_warnings():
    x = Tensor(np.ones((2, 3)))
    with pytest.raises(ValueError, match="2 dimensions"):
        np.cov(Tensor(np.ones((2, 2, 2))))
    with pytest.raises(ValueError, match="ddof"):
        np.cov(x, ddof=0.5)
    with pytest.raises((ValueError, RuntimeError), match="weights"):
        np.cov(x, aweights=-np.ones(3))
    with pytest.raises(TypeError, match="fweights"):
        np.cov(x, fweights=np.ones(3) / 2)
    with pytest.warns(RuntimeWarning, match="Degrees of freedom"):
        np.cov(Tensor(np.array([[1.0], [2.0]])))


def test_the_correlation_of_a_variable_with_itself_is_flat():
    x = np.array([1.0, 2.0, 4.0])
    np.testing.assert_allclose(grad(lambda x: np.corrcoef(x))(x), 0, atol=1e-12)
    np.testing.assert_allclose(grad(lambda x: np.corrcoef(x, 2 * x + 1)[0, 1])(x), 0, atol=1e-12)


@pytest.mark.parametrize("dtype", [float, complex, *SINGLE])
@pytest.mark.parametrize("name", ["linspace", "logspace", "geomspace"])
def test_spacings_have_numpys_value_and_dtype(name, dtype):
    start, stop = F[0, :, 0].astype(dtype), 3 * F[0, :, 0].astype(dtype)
    for options in ({}, {"num": 5, "axis": -1}, {"endpoint": False, "num": 4}, {"num": 1}, {"num": 0}):
        expected = getattr(np, name)(start, stop, **options)
        got = getattr(np, name)(Tensor(start), stop, **options)
        assert got.dtype == expected.dtype
        np.testing.assert_allclose(got.data, expected, 1e-5 if dtype in SINGLE else 1e-10, 1e-6)


def test_steps_of_linspace():
    _, step = anp.linspace(Tensor(1.0), 3.0, 5, retstep=True)
    assert step.data == 0.5 and step.requires_grad
    assert np.isnan(anp.linspace(Tensor(1.0), 3.0, 1, retstep=True)[1].data)
    assert type(anp.linspace(Tensor(1.0), 3.0, 3, dtype=int)) is np.ndarray
    with pytest.raises(ValueError, match="zero"):
        anp.geomspace(Tensor(0.0), 3.0)
    with pytest.raises(ValueError, match="non-negative"):
        anp.linspace(Tensor(0.0), 3.0, -1)
    assert grad(lambda base: anp.logspace(1.0, 3.0, 3, base=base).sum())(2.0) == 1 + 4 + 12
