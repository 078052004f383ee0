"""Histograms: which bin a weight goes to, densities, and what is constant."""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd.errors import NoRuleError
from autograd.tensor import Tensor
from autograd.transforms.reverse import grad

RNG = np.random.default_rng(0)
SAMPLES = np.concatenate([RNG.normal(size=50), [-1.0, 0.0, 1.0, 1.0]])
WEIGHTS = RNG.uniform(0.5, 2, size=54)
DTYPES = [np.float64, np.float32]


@pytest.mark.parametrize("density", [False, True])
@pytest.mark.parametrize("bins", [5, [-1, 0, 0.5, 1], np.linspace(-1, 1, 7), "auto"])
def test_histogram_has_numpys_value(bins, density):
    if isinstance(bins, str):
        with pytest.raises(TypeError, match="weighted"):
            np.histogram(SAMPLES, bins, weights=Tensor(WEIGHTS))
        return
    for range in (None, (-1, 1)):
        counts, edges = np.histogram(SAMPLES, bins, range, density, WEIGHTS)
        ours, our_edges = np.histogram(SAMPLES, bins, range, density, Tensor(WEIGHTS))
        np.testing.assert_allclose(ours.data, counts)
        assert np.array_equal(edges, our_edges) and type(our_edges) is np.ndarray


@pytest.mark.parametrize("density", [False, True])
def test_histograms_of_several_dimensions_have_numpys_value(density):
    x, y = SAMPLES, np.flip(SAMPLES) ** 2
    for bins in (4, [3, [0.0, 0.5, 1.0]]):
        expected, got = (np.histogram2d(x, y, bins, None, density, w) for w in (WEIGHTS, Tensor(WEIGHTS)))
        np.testing.assert_allclose(got[0].data, expected[0])
        assert all(map(np.array_equal, got[1:], expected[1:]))
        for sample in (np.stack([x, y], 1), [x, y]):
            both = [np.histogramdd(sample, bins, None, density, w) for w in (WEIGHTS, Tensor(WEIGHTS))]
            np.testing.assert_allclose(both[1][0].data, both[0][0])
    counts, _ = np.histogramdd(x, 3, weights=Tensor(WEIGHTS))
    np.testing.assert_allclose(counts.data, np.histogramdd(x, 3, weights=WEIGHTS)[0])


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_weight_has_the_gradient_of_its_bin(dtype):
    w = np.ones(4, dtype)
    slope = grad(lambda w: np.histogram([0.5, 2.0, 1.0, 7.0], [0, 1, 2], weights=w)[0] @ np.array([10, 20], dtype))(w)
    assert slope.tolist() == [10, 20, 20, 0]  # the last bin has its right edge; 7 is in none
    assert slope.dtype == dtype
    slope = grad(lambda w: np.bincount([0, 2, 2, 1], w) @ np.array([1.0, 2.0, 3.0]))(w)
    assert slope.tolist() == [1, 3, 3, 2]
    assert slope.dtype == dtype
    assert np.histogram([1.0], weights=Tensor(w[:1]))[0].dtype == dtype  # as NumPy
    assert np.bincount([1], Tensor(w[:1])).dtype == np.float64


def test_densities_add_up_to_one_whatever_the_weights():
    slope = grad(lambda w: (np.histogram(SAMPLES, 5, density=True, weights=w)[0]).sum())(WEIGHTS)
    np.testing.assert_allclose(slope, 0, atol=1e-12)


def test_complex_weights():
    w = WEIGHTS * (1 + 2j)
    np.testing.assert_allclose(np.histogram(SAMPLES, weights=Tensor(w))[0].data, np.histogram(SAMPLES, weights=w)[0])
    for function in (lambda w: np.bincount([0], w), lambda w: np.histogramdd([[0.0]], weights=w)):
        with pytest.raises(TypeError):
            function(Tensor(np.array([1j])))


def test_samples_are_constants_and_counts_plain():
    t = Tensor(SAMPLES)
    for result in (
        *np.histogram(t), *np.histogram2d(t, t), np.histogramdd(anp.stack([t, t], 1))[0],
        anp.bincount(Tensor(np.array([1, 2]))), np.histogram_bin_edges(t),
    ):  # fmt: skip
        assert type(result) is np.ndarray
    assert np.array_equal(np.histogram(t)[0], np.histogram(SAMPLES)[0])


def test_counts_of_observations_are_no_tensor():
    with pytest.raises(NoRuleError, match="aweights"):
        np.cov(Tensor(np.ones((2, 3))), fweights=Tensor(np.ones(3)))
