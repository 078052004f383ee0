"""Layers: values against NumPy written by hand, shapes, dtypes, bad input."""

from typing import Any

import numpy as np
import pytest

import nn
from autograd import Tensor, grad
from nn import functional as F, init

X = np.random.default_rng(0).normal(size=(5, 3))


def test_linear_against_numpy() -> None:
    layer = nn.Linear(3, 2, rng=0)
    assert layer.weight.shape == (2, 3) and layer.bias is not None and layer.bias.shape == (2,)
    layer.bias.data = np.array([1.0, -1.0])
    np.testing.assert_allclose(layer(X).data, X @ layer.weight.data.T + [1.0, -1.0], rtol=1e-13)
    g = np.random.default_rng(1).normal(size=(5, 2))
    layer(X).backward(g)
    np.testing.assert_allclose(layer.weight.grad, g.T @ X, rtol=1e-12)
    np.testing.assert_allclose(layer.bias.grad, g.sum(0), rtol=1e-12)
    x = Tensor(X)
    layer(x).backward(g)
    np.testing.assert_allclose(x.grad, g @ layer.weight.data, rtol=1e-12)


def test_linear_options() -> None:
    plain = nn.Linear(3, 2, bias=False, rng=0)
    assert plain.bias is None and [name for name, _ in plain.named_parameters()] == ["weight"]
    np.testing.assert_allclose(plain(X[0]).data, plain.weight.data @ X[0], rtol=1e-13)
    drawn = nn.Linear(3, 2, weight_init=init.xavier_uniform, rng=5)
    np.testing.assert_array_equal(drawn.weight.data, init.xavier_uniform((2, 3), 5))
    np.testing.assert_array_equal(nn.Linear(3, 2, rng=4).weight.data, init.he_normal((2, 3), 4))


def test_linear_explains_a_wrong_width() -> None:
    layer = nn.Linear(3, 2, rng=0)
    for x in (np.ones((5, 4)), np.ones(()), Tensor(np.ones((3, 5)))):
        with pytest.raises(ValueError, match=r"Linear\(3, 2\) needs an input of shape \(\.\.\., 3\); got"):
            layer(x)
    with pytest.raises(ValueError, match=r"at least 1; got \(0, 2\)"):
        nn.Linear(0, 2, rng=0)
    with pytest.raises(TypeError, match="floating-point dtype"):
        nn.Linear(3, 2, rng=0, dtype=int)


@pytest.mark.parametrize(
    ("sizes", "text"),
    [
        ((2.0, 3), r"in_features must be a whole number; got 2\.0, a float\. Write int\(2\.0\)\."),
        ((2, np.float64(3.0)), "out_features must be a whole number; got .*3.0.*, a float64"),
        (("2", 3), r"got '2', a str\. Pass an int\."),
    ],
)
def test_sizes_are_whole_numbers(sizes: Any, text: str) -> None:
    with pytest.raises(TypeError, match=text):
        nn.Linear(*sizes, rng=0)
    with pytest.raises(TypeError, match=text):
        nn.MLP(*sizes, rng=0)
    assert type(nn.Linear(np.int64(2), 3, rng=0).in_features) is int


def test_linear_of_no_examples() -> None:
    layer = nn.Linear(3, 2, rng=0)
    y = layer(np.zeros((0, 3)))
    assert y.shape == (0, 2)
    y.sum().backward()
    np.testing.assert_array_equal(layer.weight.grad, np.zeros((2, 3)))


@pytest.mark.parametrize(
    ("layer", "function"),
    [
        (nn.ReLU(), F.relu),
        (nn.layers.LeakyReLU(0.2), lambda x: F.leaky_relu(x, 0.2)),
        (nn.Tanh(), F.tanh),
        (nn.Sigmoid(), F.sigmoid),
        (nn.GELU(), F.gelu),
        (nn.Softmax(), F.softmax),
        (nn.Softmax(axis=0), lambda x: F.softmax(x, 0)),
    ],
)
def test_activations_call_their_function(layer: nn.Module, function: Any) -> None:
    np.testing.assert_array_equal(layer(X), function(X))
    assert layer(Tensor(X)).shape == X.shape
    assert list(layer.parameters()) == []
    assert len(repr(layer).splitlines()) == 1


def test_sequential_composes_and_takes_functions() -> None:
    first, last = nn.Linear(3, 4, rng=0), nn.Linear(4, 1, rng=1)
    model = nn.Sequential(lambda x: 2.0 * x, first, nn.Tanh(), last)
    by_hand = np.tanh(2 * X @ first.weight.data.T) @ last.weight.data.T
    np.testing.assert_allclose(model(X).data, by_hand, rtol=1e-12)
    assert len(model) == 4 and model[1] is first and model[-1] is last and list(model)[2] is model[2]
    assert [name for name, _ in model.named_parameters()] == ["1.weight", "1.bias", "3.weight", "3.bias"]
    assert nn.Sequential()(X) is X
    with pytest.raises(TypeError, match="argument 0 is a list"):
        nn.Sequential([first, last])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"argument 1 is the class ReLU\. Make a layer of it: ReLU\(\)"):
        nn.Sequential(first, nn.ReLU)
    with pytest.raises(IndexError):
        model[4]


def test_mlp_against_numpy_forward_and_backward() -> None:
    model, y = nn.MLP(3, 8, 6, 4, rng=0), np.array([0, 3, 1, 2, 2])
    w1, b1, w2, b2, w3, b3 = (p.data for p in model.parameters())
    h1 = np.maximum(X @ w1.T + b1, 0)
    h2 = np.maximum(h1 @ w2.T + b2, 0)
    z = h2 @ w3.T + b3
    np.testing.assert_allclose(model(X).data, z, rtol=1e-12)
    p = np.exp(z) / np.exp(z).sum(1, keepdims=True)
    g3 = (p - np.eye(4)[y]) / 5
    g2 = (g3 @ w3) * (h2 > 0)
    g1 = (g2 @ w2) * (h1 > 0)
    nn.cross_entropy(model(X), y).backward()
    expected = [g1.T @ X, g1.sum(0), g2.T @ h1, g2.sum(0), g3.T @ h2, g3.sum(0)]
    for parameter, value in zip(model.parameters(), expected, strict=True):
        np.testing.assert_allclose(parameter.grad, value, rtol=1e-11, atol=1e-14)


def test_mlp_seeds_dtypes_and_initialisation() -> None:
    one, other = nn.MLP(3, 4, 2, rng=3), nn.MLP(3, 4, 2, rng=3)
    for p, q in zip(one.parameters(), other.parameters(), strict=True):
        np.testing.assert_array_equal(p.data, q.data)
    source = np.random.default_rng(0)
    np.testing.assert_array_equal(nn.MLP(3, 4, 2, rng=0)[0].weight.data, init.he_normal((4, 3), source))
    tanh = nn.MLP(3, 4, 2, activation=nn.Tanh, rng=0)
    np.testing.assert_array_equal(tanh[0].weight.data, init.xavier_normal((4, 3), 0))
    with pytest.raises(ValueError, match="at least two sizes"):
        nn.MLP(3)


def test_an_mlp_takes_whatever_makes_a_layer() -> None:
    assert nn.MLP(3, 4, 2, activation=lambda: nn.LeakyReLU(0.2), rng=0)[1].slope == 0.2  # type: ignore[attr-defined]
    assert nn.MLP(3, 4, 2, activation=lambda: np.tanh, rng=0)[1] is np.tanh


@pytest.mark.parametrize(
    ("activation", "text"),
    [
        (nn.Tanh(), r"got Tanh\(\): it is a layer already"),
        ("relu", r"got 'relu': it cannot be called"),
        (None, "got None: it cannot be called"),
        (np.tanh, r"got <ufunc 'tanh'>: activation\(\) says: "),
        (nn.functional.relu, r"relu.*missing 1 required positional argument"),
        (lambda: "relu", r"activation\(\) gave str"),
    ],
)
def test_an_mlp_explains_what_an_activation_is(activation: Any, text: str) -> None:
    with pytest.raises(TypeError, match=text) as caught:
        nn.MLP(3, 4, 2, activation=activation, rng=0)
    assert "activation=nn.Tanh" in str(caught.value) and "activation=lambda: f" in str(caught.value)


def test_float32_is_honoured_forward_and_backward() -> None:
    model = nn.MLP(3, 8, 4, activation=nn.GELU, rng=0, dtype=np.float32)
    x = X.astype(np.float32)
    assert all(p.dtype == np.float32 for p in model.parameters())
    z = model(x)
    loss = nn.cross_entropy(z, np.array([0, 3, 1, 2, 2]))
    loss.backward()
    assert z.dtype == np.float32 and loss.dtype == np.float32
    assert all(p.grad.dtype == np.float32 for p in model.parameters())
    assert grad(lambda a: model(a).sum())(x).dtype == np.float32
