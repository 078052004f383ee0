"""The functions behind the layers: values against formulas, gradients against differences, dtypes."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd import Tensor, grad, gradcheck
from nn import Sigmoid, functional as F

X = np.array([[-2.0, -0.5, 0.3], [1.7, 4.0, -1.1]])


def by_differences(f: Callable[[Any], Any], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Central differences of a scalar function, one entry at a time."""
    result = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        result[index] = (float(f(up)) - float(f(down))) / (2 * h)
    return result


CASES: list[tuple[Callable[[Any], Any], Callable[[np.ndarray], np.ndarray]]] = [
    (F.relu, lambda x: x * (x > 0)),
    (F.leaky_relu, lambda x: np.where(x > 0, x, 0.01 * x)),
    (F.tanh, np.tanh),
    (F.sigmoid, lambda x: 1 / (1 + np.exp(-x))),
    (F.gelu, lambda x: x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))),
    (F.softmax, lambda x: np.exp(x) / np.exp(x).sum(-1, keepdims=True)),
    (F.log_softmax, lambda x: np.log(np.exp(x) / np.exp(x).sum(-1, keepdims=True))),
    (lambda x: F.softmax(x, axis=0), lambda x: np.exp(x) / np.exp(x).sum(0)),
    (lambda x: F.log_softmax(x, axis=0), lambda x: np.log(np.exp(x) / np.exp(x).sum(0))),
]


@pytest.mark.parametrize(("f", "reference"), CASES)
def test_values_gradients_and_dtypes(f: Callable[[Any], Any], reference: Callable[[np.ndarray], Any]) -> None:
    plain = f(X)
    assert type(plain) is np.ndarray
    np.testing.assert_allclose(plain, reference(X), rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(f(Tensor(X)).data, plain)
    weight = np.random.default_rng(0).normal(size=X.shape)
    np.testing.assert_allclose(
        grad(lambda x: (f(x) * weight).sum())(X),
        by_differences(lambda x: (reference(x) * weight).sum(), X),
        rtol=1e-7,
        atol=1e-9,
    )
    single = f(Tensor(X.astype(np.float32)))
    assert single.dtype == np.float32
    assert f(X.astype(np.float32)).dtype == np.float32


def test_exact_gelu_is_close() -> None:
    x = np.linspace(-5, 5, 201)
    exact = x * 0.5 * (1 + np.array([math.erf(v / math.sqrt(2)) for v in x]))
    assert abs(F.gelu(x) - exact).max() < 5e-4


def test_extreme_inputs_stay_finite() -> None:
    x = np.array([-1e4, -800.0, 0.0, 800.0, 1e4])
    for f in (F.relu, F.leaky_relu, F.tanh, F.sigmoid, F.gelu, F.softmax, F.log_softmax):
        t = Tensor(x)
        y = f(t)
        y.sum().backward()
        assert np.isfinite(y.data).all() and np.isfinite(t.grad).all(), f


def test_sigmoid_is_one_node_and_exact_far_out() -> None:
    y = Sigmoid()(Tensor(X))
    assert y.node.op.name == "sigmoid" and len(y.node.parents) == 1
    np.testing.assert_allclose(F.sigmoid(np.array([-40.0, -700.0])), np.exp([-40.0, -700.0]), rtol=1e-12)
    far = np.array([-np.inf, -1000.0, -0.0, 1000.0, np.inf, np.nan])
    np.testing.assert_array_equal(F.sigmoid(far), [0, 0, 0.5, 1, 1, np.nan])
    assert F.sigmoid(np.zeros((0, 3))).shape == (0, 3) and F.sigmoid(0.0) == 0.5
    assert gradcheck(F.sigmoid, X, order=2)


def test_linear_over_any_leading_axes() -> None:
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(4, 5, 3)), rng.normal(size=(2, 3)), rng.normal(size=2)
    np.testing.assert_allclose(F.linear(x, w, b), np.einsum("abi,oi->abo", x, w) + b, rtol=1e-12)
    np.testing.assert_allclose(F.linear(x[0, 0], w, b), w @ x[0, 0] + b, rtol=1e-12)
    np.testing.assert_allclose(F.linear(x, w), x @ w.T, rtol=1e-12)
    t = Tensor(w)
    F.linear(x, t, b).sum().backward()
    np.testing.assert_allclose(t.grad, np.broadcast_to(x.sum((0, 1)), (2, 3)), rtol=1e-12)


def test_one_hot() -> None:
    np.testing.assert_array_equal(F.one_hot(np.array([2, 0]), 3), [[0, 0, 1], [1, 0, 0]])
    assert F.one_hot([[1]], 2, np.float32).dtype == np.float32
    assert F.one_hot(np.zeros((0,), int), 3).shape == (0, 3)
    with pytest.raises(ValueError, match=r"labels in 0\.\.2; got -1 to 3"):
        F.one_hot([3, -1], 3)
    with pytest.raises(TypeError, match="integer labels; got float64"):
        F.one_hot([1.0], 3)
