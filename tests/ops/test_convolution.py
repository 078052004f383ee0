"""Convolution and correlation: values by hand, every mode, errors."""

import numpy as np
import pytest

from autograd import Tensor, grad
from autograd.errors import NoRuleError


def test_values_by_hand():
    a, v = np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0])
    assert grad(lambda a: np.convolve(a, v)[1])(a).tolist() == [20, 10, 0]
    assert grad(lambda v: np.convolve(a, v)[1])(v).tolist() == [2, 1]
    assert grad(lambda a: np.correlate(a, v)[1])(a).tolist() == [0, 10, 20]
    assert grad(lambda z: np.correlate([1j, 2.0], z)[0].real)(np.array([0j, 0j])).tolist() == [-1j, 2]


@pytest.mark.parametrize("function", [np.convolve, np.correlate])
@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("lengths", [(a, v) for a in range(1, 7) for v in range(1, 7)])
def test_values_and_gradients_of_every_length(function, mode, lengths):
    rng = np.random.default_rng(0)
    a, v = (rng.normal(size=n) + 1j * rng.normal(size=n) for n in lengths)
    s, t = Tensor(a), Tensor(v)
    y = function(s, t, mode)
    np.testing.assert_allclose(y.data, function(a, v, mode), rtol=1e-13, atol=1e-13)
    g = rng.normal(size=y.shape)
    y.backward(g)
    for k in range(len(a)):
        np.testing.assert_allclose(s.grad[k], g @ function(np.eye(len(a))[k], v, mode), rtol=1e-12, atol=1e-12)
    for k in range(len(v)):  # correlate conjugates v: its cotangent is the conjugate of that of conj(v)
        bar = g @ function(a, np.eye(len(v))[k], mode)
        np.testing.assert_allclose(t.grad[k], bar if function is np.convolve else np.conj(bar), rtol=1e-12, atol=1e-12)


def test_errors():
    x = Tensor(np.ones(3))
    for call, message in (
        (lambda: np.convolve(x, []), "cannot be empty"),
        (lambda: np.convolve(x[None], x), "too deep"),
        (lambda: np.correlate(x[0], x), "too small depth"),
        (lambda: np.convolve(x, x, "no"), "'valid', 'same', or 'full'"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
    with pytest.raises((NoRuleError, TypeError), match="boundary"):
        np.convolve(x, x, boundary="wrap")
