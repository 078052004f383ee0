"""Medians and quantiles: NumPy's values for every method, ties, data points, NaN, and what is refused."""

import itertools

import numpy as np
import pytest

import autograd.numpy as anp
from autograd.errors import NoRuleError
from autograd.tensor import Tensor
from autograd.transforms.forward import jvp
from autograd.transforms.reverse import grad
from autograd.transforms.second import hessian

NAN = np.nan
DTYPES = [np.float64, np.float32]
METHODS = [
    "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull",
    "linear", "median_unbiased", "normal_unbiased", "lower", "higher", "midpoint", "nearest",
]  # fmt: skip
REDUCED = ({}, {"axis": 0}, {"axis": (0, -1)}, {"axis": 1, "keepdims": True}, {"axis": (2, 0), "keepdims": True})
X = np.random.default_rng(0).normal(size=(3, 5, 4))
WITH_NAN = X.copy()
WITH_NAN[1, 2, 0] = WITH_NAN[:, 4, 1] = WITH_NAN[:, :, 3] = NAN


@pytest.mark.filterwarnings("ignore:All-NaN:RuntimeWarning", "ignore:Mean of empty:RuntimeWarning")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["quantile", "percentile", "nanquantile", "nanpercentile"])
def test_every_method_has_numpys_value_shape_and_dtype(name, method):
    scale = 100 if "percentile" in name else 1
    qs = [0.3 * scale, np.float32(0.3 * scale), [0.0, 0.25 * scale, scale]]
    if not name.startswith("nan"):
        qs.append(np.array([[0.5, 0.77], [0.1, 0.2]]) * scale)
    single = WITH_NAN.astype(np.float32)
    for q, x, options in itertools.product(qs, (X, WITH_NAN, single), REDUCED):
        expected = np.asarray(getattr(np, name)(x, q, method=method, **options))
        got = getattr(np, name)(Tensor(x), q, method=method, **options)
        assert (got.shape, got.dtype) == (expected.shape, expected.dtype)
        tolerance = 1e-12 if x is not single else 1e-5
        np.testing.assert_allclose(got.data, expected, tolerance, tolerance)


@pytest.mark.parametrize("name", ["median", "nanmedian"])
@pytest.mark.filterwarnings("ignore:All-NaN:RuntimeWarning")
def test_medians_have_numpys_value_shape_and_dtype(name):
    for x, options in itertools.product((X, WITH_NAN, WITH_NAN.astype(np.float32), X + 1j * WITH_NAN), REDUCED):
        expected, got = np.asarray(getattr(np, name)(x, **options)), getattr(np, name)(Tensor(x), **options)
        assert (got.shape, got.dtype) == (expected.shape, expected.dtype)
        np.testing.assert_allclose(got.data, expected, 1e-6)


@pytest.mark.parametrize("dtype", DTYPES)
def test_among_equal_elements_the_order_is_that_of_the_array(dtype):
    x = np.array([2, 1, 2, 2, 3], dtype)
    assert grad(np.median)(x).tolist() == [0, 0, 1, 0, 0]  # sorted: 1, 2 (first), 2 (second) ..
    assert grad(np.median)(x[:4]).tolist() == [0.5, 0, 0.5, 0]
    assert grad(lambda x: np.quantile(x, 0.25))(x).tolist() == [1, 0, 0, 0, 0]
    assert grad(np.median)(x).dtype == dtype
    assert np.array_equal(hessian(lambda x: np.median(x) ** 2)(x), np.diag([0, 0, 2, 0, 0]))


@pytest.mark.parametrize("dtype", DTYPES)
def test_at_a_data_point_the_gradient_is_that_elements(dtype):
    x = np.array([4, 1, 3, 2, 5], dtype)
    assert grad(lambda x: np.quantile(x, 0.5))(x).tolist() == [0, 0, 1, 0, 0]
    assert grad(lambda x: np.quantile(x, 0.0))(x).tolist() == [0, 1, 0, 0, 0]
    assert grad(lambda x: np.percentile(x, 100))(x).tolist() == [0, 0, 0, 0, 1]


def test_the_slope_in_q_is_the_right_one_at_a_data_point_and_the_left_one_at_the_end():
    x = np.array([4.0, 1.0, 9.0])
    slope = grad(lambda q: np.quantile(Tensor(x, requires_grad=False), q))
    assert slope(0.25) == slope(0.0) == 6.0
    assert slope(0.75) == slope(0.5) == slope(1.0) == 10.0
    assert grad(lambda q: anp.percentile(x, q))(25.0) == 0.06
    assert grad(lambda q: anp.nanquantile(np.array([4.0, NAN, 1.0, 9.0]), q))(0.25) == 6.0
    assert grad(lambda q: anp.quantile(np.array([4.0]), q))(0.25) == 0.0
    _, tangent = jvp(lambda q: anp.quantile(x, q), (np.array([0.25, 0.75]),), (np.array([1.0, 2.0]),))
    assert tangent.tolist() == [6, 20]


def test_data_and_q_together_have_a_mixed_derivative():
    x = np.array([4.0, 1.0, 9.0])
    mixed = grad(lambda q: grad(lambda x: anp.quantile(x, q))(x) @ np.array([1.0, 10.0, 100.0]))(0.25)
    assert mixed == 2 * (1 - 10)


def test_q_on_a_graph_is_refused_by_name_for_other_methods():
    for keywords in ({"method": "hazen"}, {"method": "inverted_cdf", "weights": np.ones(3)}):
        with pytest.raises(NoRuleError, match=r"argument 'q'.*method=\"linear\""):
            anp.quantile(np.ones(3), Tensor(0.5), **keywords)
    assert anp.quantile(Tensor(np.arange(3.0)), Tensor(0.5, requires_grad=False), method="hazen").data == 1


def test_q_out_of_range_and_unknown_methods_are_numpys_errors():
    with pytest.raises(ValueError, match="range"):
        np.quantile(Tensor(np.ones(3)), 1.5)
    with pytest.raises(ValueError, match="method"):
        np.quantile(Tensor(np.ones(3)), 0.5, method="guess")
    with pytest.raises(TypeError):
        np.quantile(Tensor(np.ones(3) * 1j), 0.5)
    with pytest.raises(ValueError, match="axis"):
        np.median(Tensor(np.ones((3, 2))), axis=(0, 0))


def test_a_slice_with_nan_is_nan_in_value_and_gradient():
    x = np.array([[1.0, NAN, 2.0], [3.0, 1.0, 2.0]])
    for function in (lambda x: np.median(x, axis=1), lambda x: np.quantile(x, 0.5, axis=1)):
        assert np.isnan(function(Tensor(x)).data).tolist() == [True, False]
        slopes = grad(lambda x: function(x).sum())(x)  # noqa: B023
        assert np.isnan(slopes[0]).any() and slopes[1].tolist() == [0, 0, 1]


def test_infinities_do_not_spoil_their_neighbours():
    x = np.array([-np.inf, 1.0, np.inf])
    assert np.quantile(Tensor(x), [0.0, 0.5, 1.0]).tolist() == [-np.inf, 1, np.inf]
    assert np.median(Tensor(x)).data == 1


def test_weights_choose_the_element_and_are_flat():
    x, w = Tensor(X), Tensor(np.abs(X))
    for options in REDUCED[:4]:
        got = anp.quantile(x, [0.2, 0.6], weights=w, method="inverted_cdf", **options)
        expected = np.quantile(X, [0.2, 0.6], weights=np.abs(X), method="inverted_cdf", **options)
        np.testing.assert_array_equal(got.data, expected)
        got.sum().backward()
    assert w.grad is None or not np.any(w.grad)
    assert set(np.unique(x.grad)) <= set(range(9))


def test_integers_make_floats():
    assert np.median(Tensor(np.array([1, 2]))).data == np.quantile(Tensor(np.array([1, 2])), 0.5).data == 1.5


@pytest.mark.filterwarnings("ignore:Mean of empty:RuntimeWarning")
def test_no_elements_are_numpys_business():
    assert np.isnan(np.median(Tensor(np.ones(0))))


def test_nan_functions_take_q_of_one_axis():
    with pytest.raises(NoRuleError, match="at most one axis"):
        np.nanquantile(Tensor(np.ones(3)), [[0.5]])


@pytest.mark.parametrize("name", ["median", "nanmedian"])
def test_out_of_medians_is_refused_by_name(name):
    with pytest.raises(NoRuleError, match="'out'"):
        getattr(np, name)(Tensor(np.ones(2)), out=np.ones(()))


@pytest.mark.parametrize("name", ["quantile", "percentile", "nanquantile", "nanpercentile"])
def test_out_of_quantiles_is_refused_by_name(name):
    with pytest.raises(NoRuleError, match="'out'"):
        getattr(np, name)(Tensor(np.ones(2)), 0.5, out=np.ones(()))
