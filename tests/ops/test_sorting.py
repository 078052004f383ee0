"""Sorting, partitioning and differences: NumPy's values, gradients that follow the elements."""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd.errors import NoRuleError
from autograd.tensor import Tensor
from autograd.transforms.reverse import grad
from tests.ops.compositions import obeys_the_laws, same_value, values
from tests.ops.test_manipulation import fails_alike

SORTS = {
    "sort": np.sort,
    "first axis": lambda x: np.sort(x, 0),
    "no axis": lambda x: np.sort(x, axis=None),
    "negative axis": lambda x: np.sort(x, axis=-2),
    "kind": lambda x: np.sort(x, kind="mergesort"),
    "stable": lambda x: np.sort(x, stable=True),
    "one dimension": lambda x: np.sort(x[0]),
    "size 0": lambda x: np.concatenate([np.sort(x[:, :0]), x], axis=1),
    "diff": np.diff,
    "diff twice": lambda x: np.diff(x, 2, axis=0),
    "diff too often": lambda x: np.concatenate([np.diff(x, 7, axis=0), x], axis=0),
    "diff not at all": lambda x: np.diff(x * x, 0),
    "prepend a number": lambda x: np.diff(x, prepend=0.0, axis=0),
    "prepend and append": lambda x: np.diff(x, axis=1, prepend=x[:, :1] * x[:, :1], append=x),
    "append a scalar": lambda x: np.diff(x, append=x[0, 0]),
    "ediff1d": np.ediff1d,
    "ediff1d with ends": lambda x: np.ediff1d(x, to_end=x[0], to_begin=[0.0, 1.0]),
}


@pytest.mark.parametrize("name", SORTS)
def test_laws(name):
    obeys_the_laws(SORTS[name], *values((3, 4)))


@pytest.mark.parametrize("axis", [0, 1, -1, None])
@pytest.mark.parametrize("kth", [1, (0, 2), -1])
def test_partition(axis, kth):
    (x,) = values((3, 4))
    t = Tensor(x)
    got, expected = np.partition(t, kth, axis), np.partition(x, kth, axis)
    np.testing.assert_array_equal(np.take(got.data, kth, axis), np.take(expected, kth, axis))
    np.testing.assert_array_equal(np.sort(got.data, axis), np.sort(x, axis))
    (got * np.arange(12.0).reshape(got.shape)).sum().backward()
    places = np.argsort(np.argsort(x, axis=None))
    weights = np.empty(12)
    weights[np.argsort(np.argsort(got.data, axis=None))] = np.arange(12.0)
    np.testing.assert_array_equal(t.grad, weights[places].reshape(3, 4))


def test_ties_keep_their_order():
    x = Tensor(np.array([1.0, 0.0, 1.0, 1.0]))
    (np.sort(x) * np.array([1.0, 10.0, 100.0, 1000.0])).sum().backward()
    assert x.grad.tolist() == [10, 1, 100, 1000]
    many = Tensor(np.zeros(100))
    (np.sort(many) * np.arange(100.0)).sum().backward()
    assert many.grad.tolist() == list(range(100))


def test_nan_comes_last():
    x = Tensor(np.array([np.nan, 2.0, 1.0]))
    np.testing.assert_array_equal(np.sort(x).data, [1, 2, np.nan])
    np.sort(x)[:2].sum().backward()
    assert x.grad.tolist() == [0, 1, 1]


def test_float32_and_complex_stay():
    same_value(np.sort, [np.array([3, 1, 2], np.float32)])
    same_value(np.sort, [np.array([1 + 2j, 1 - 1j, 0])])
    same_value(np.diff, [np.array([3, 1, 2], np.float32)])
    same_value(lambda x: np.ediff1d(x, to_end=[1.0]), [np.array([3, 1, 2], np.float32)])


def test_second_order():
    f = lambda x: (np.sort(x) ** 3 * np.array([1.0, 2.0])).sum()
    assert grad(lambda x: grad(f)(x).sum())(np.array([2.0, 1.0])).tolist() == [24, 6]


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.sort(x, 2),
        lambda x: np.sort(x[0, 0]),
        lambda x: np.partition(x, 4),
        lambda x: np.partition(x, 0, 2),
        lambda x: np.diff(x, -1),
        lambda x: np.diff(x[0, 0]),
        lambda x: np.diff(x, axis=2),
        lambda x: np.diff(x, prepend=np.zeros(2)),
    ],
)
def test_errors_are_numpys(call):
    fails_alike(call, Tensor(np.ones((3, 4))))


@pytest.mark.parametrize("call", [lambda x: np.sort(x, order="a"), lambda x: np.partition(x, 0, order="a")])
def test_order_is_refused(call):
    with pytest.raises(NoRuleError, match="'order'"):
        call(Tensor([1.0, 2.0]))


def test_descending_sorts_of_the_array_api():
    """Equal elements keep their order, NaN comes first, and the gradient goes to where each element came from."""
    x = np.array([[2.0, 3.0, 2.0], [1.0, 1.0, 4.0]])
    assert anp.argsort(x, descending=True).tolist() == [[1, 0, 2], [2, 0, 1]]
    assert anp.argsort(x, axis=None, descending=True).tolist() == [5, 1, 0, 2, 3, 4]
    assert anp.argsort(x, axis=0, descending=True).tolist() == [[0, 0, 1], [1, 1, 0]]
    assert anp.sort(x, descending=True).tolist() == [[3, 2, 2], [4, 1, 1]]
    assert np.isnan(anp.sort(np.array([1.0, np.nan]), descending=True)[0])
    assert np.array_equal(anp.argsort(x, kind="stable"), np.argsort(x, kind="stable"))
    weights = np.arange(6.0).reshape(2, 3)
    got = grad(lambda v: np.sum(weights * anp.sort(v, axis=1, descending=True)))(x)
    assert got.tolist() == [[1, 0, 2], [4, 5, 3]]
    assert grad(lambda v: anp.sort(v, None, descending=True)[0])(x).tolist() == [[0, 0, 0], [0, 0, 1]]
