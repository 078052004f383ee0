"""Reductions that pass over NaN: where nothing is left, ties, and what is refused."""

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
NAMES = ("nansum", "nanprod", "nanmean", "nanvar", "nanstd", "nanmax", "nanmin", "nanmedian")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", NAMES)
def test_a_nan_gets_no_gradient_and_the_others_that_of_the_plain_function(name, dtype):
    x = np.array([3.0, NAN, 1.0, 5.0, NAN], dtype)
    there = ~np.isnan(x)
    plain = grad(getattr(anp, name.removeprefix("nan")))(x[there])
    got = grad(getattr(anp, name))(x)
    assert got.dtype == dtype
    np.testing.assert_allclose(got[there], plain, rtol=1e-6)
    assert got[~there].tolist() == [0, 0]
    tangent = jvp(getattr(anp, name), (x,), (np.ones(5, dtype),))[1]
    np.testing.assert_allclose(tangent, plain.sum(), rtol=1e-6, atol=1e-6)


def test_cumulative_functions_take_a_neutral_number_for_nan():
    a, b, c = 2.0, 5.0, 3.0
    x = np.array([a, NAN, b, c])  # sums a, a, a + b, a + b + c; products a, a, ab, abc
    assert grad(lambda x: np.nancumsum(x).sum())(x).tolist() == [4, 0, 2, 1]
    assert grad(lambda x: np.nancumprod(x).sum())(x).tolist() == [2 + b + b * c, 0, a + a * c, a * b]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("dtype", DTYPES)
def test_where_only_nans_are_the_value_is_numpys(dtype):
    x = np.full(3, NAN, dtype)
    for name in NAMES:
        got, expected = getattr(np, name)(Tensor(x)), getattr(np, name)(x)
        assert np.array_equal(got.data, expected, equal_nan=True)
        assert got.dtype == dtype
    assert grad(np.nansum)(x).tolist() == [0, 0, 0]
    assert grad(np.nanmean)(x).tolist() == [0, 0, 0]
    assert np.isnan(grad(np.nanmax)(x)).all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_equal_elements_share_evenly(dtype):
    x = np.array([2.0, NAN, 2.0, 1.0, 1.0, 1.0], dtype)
    assert grad(np.nanmax)(x).tolist() == [0.5, 0, 0.5, 0, 0, 0]
    np.testing.assert_allclose(grad(np.nanmin)(x), [0, 0, 0, 1 / 3, 1 / 3, 1 / 3], rtol=1e-6)
    slopes = np.array([1, 0, 1, 0, 0, 0])
    assert np.array_equal(hessian(lambda x: np.nanmax(x) ** 2)(x), np.outer(slopes, slopes) / 2)


def test_minus_infinity_is_an_element_and_nan_is_none():
    assert grad(np.nanmax)(np.array([-np.inf, NAN])).tolist() == [1, 0]


def test_no_degree_of_freedom_is_nan():
    x = np.array([1.0, 2.0, NAN])
    with pytest.warns(RuntimeWarning):
        assert np.isnan(np.nanvar(x, ddof=2))
    assert np.isnan(np.nanvar(Tensor(x), ddof=2).data)
    assert np.isnan(np.nanstd(Tensor(x), ddof=3).data)


def test_equal_elements_have_the_standard_deviation_0_and_gradient_0():
    assert grad(np.nanstd)(np.array([2.0, NAN, 2.0])).tolist() == [0, 0, 0]


@pytest.mark.parametrize("name", [*NAMES, "nancumsum", "nancumprod"])
def test_out_is_refused_by_name(name):
    with pytest.raises(NoRuleError, match="'out'"):
        getattr(np, name)(Tensor(np.ones(2)), out=np.ones(()))


def test_plain_arrays_go_to_numpy():
    out = np.zeros(())
    assert anp.nanmax(np.array([1.0, NAN]), out=out) is out
    assert type(anp.nansum(np.array([1.0, NAN]))) is np.float64
    assert anp.nanmax(np.array([[1.0, NAN], [3.0, 4.0]]), axis=1, where=[True, False], initial=0.0).tolist() == [1, 3]
    assert type(anp.nanmin(np.array([1.0, NAN]))) is np.float64
