"""Jacobians and Hessians: shapes, containers, empty and 0-d arrays, complex numbers."""

import numpy as np
import pytest

from autograd import Tensor, grad, hessian, jacfwd, jacobian, jacrev
from autograd.errors import InputTypeError

BOTH = pytest.mark.parametrize("transform", [jacrev, jacfwd])


@BOTH
@pytest.mark.parametrize("shape_in", [(), (1,), (3,), (2, 3), (0,), (2, 0)])
@pytest.mark.parametrize("shape_out", [(), (1,), (2,), (3, 2), (0,)])
def test_the_shape_is_result_then_argument(transform, shape_in, shape_out):
    rng = np.random.default_rng(0)
    a, x = rng.normal(size=shape_out), rng.normal(size=shape_in)
    j = transform(lambda x: a * np.sum(x * x))(x if shape_in else float(x))
    assert np.shape(j) == shape_out + shape_in
    np.testing.assert_allclose(j, np.multiply.outer(a, 2 * x))
    assert np.result_type(j) == np.float64
    assert not isinstance(j, Tensor)


@BOTH
def test_a_jacobian_of_floats_is_a_float(transform):
    assert type(transform(lambda x: x * x)(3.0)) is float
    assert type(transform(lambda x: x * x)(np.float32(3))) is np.float32
    assert transform(lambda x: (x * 2, x * 3))(1.0) == (2.0, 3.0)


def test_jacobian_is_jacrev():
    assert jacobian is jacrev


@BOTH
def test_against_a_hand_written_jacobian(transform):
    def f(x):
        return np.where(x > 0, x * x[0], np.exp(x))

    x = np.array([2.0, -1.0, 3.0])
    want = np.array([[4.0, 0, 0], [0, np.exp(-1.0), 0], [3.0, 0, 2.0]])
    np.testing.assert_allclose(transform(f)(x), want)


@BOTH
def test_containers_on_both_sides(transform):
    def f(p):
        return {"a": p["w"] * p["b"], "b": np.sum(p["w"])}

    w, b = np.array([1.0, 2.0]), 3.0
    j = transform(f)({"w": w, "b": b})
    np.testing.assert_array_equal(j["a"]["w"], 3 * np.eye(2))
    np.testing.assert_array_equal(j["a"]["b"], w)
    np.testing.assert_array_equal(j["b"]["w"], np.ones(2))
    assert j["b"]["b"] == 0.0


@BOTH
def test_argnum(transform):
    f = lambda x, y: x * y
    x, y = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    np.testing.assert_array_equal(transform(f, 1)(x, y), np.diag(x))
    a, b = transform(f, (0, 1))(x, y)
    np.testing.assert_array_equal(a, np.diag(y))
    np.testing.assert_array_equal(b, np.diag(x))


@BOTH
def test_tensors_and_captured_leaves(transform):
    w = Tensor(2.0)
    j = transform(lambda x: w * x * x)(np.array([1.0, 3.0]))
    assert isinstance(j, Tensor) and j.shape == (2, 2)
    np.testing.assert_array_equal(j.data, np.diag([4.0, 12.0]))
    np.sum(j).backward()
    assert w.grad == 8.0
    x = Tensor(np.array([1.0, 3.0]))
    j = transform(lambda x: x**3)(x)
    np.sum(j).backward()
    np.testing.assert_array_equal(x.grad, 6 * x.data)


@BOTH
def test_jacobians_are_writable(transform):
    j = transform(lambda x: x * x)(np.ones(2))
    j += 1
    assert type(j) is np.ndarray


def test_hessians():
    f = lambda x: x[0] ** 2 * x[1] + np.exp(x[2])
    x = np.array([1.0, 3.0, 0.5])
    want = np.array([[6.0, 2, 0], [2, 0, 0], [0, 0, np.exp(0.5)]])
    np.testing.assert_allclose(hessian(f)(x), want)
    for h in (jacfwd(jacrev(f)), jacrev(jacfwd(f)), jacfwd(jacfwd(f)), jacfwd(grad(f)), jacrev(grad(f))):
        np.testing.assert_allclose(h(x), want, atol=1e-12)
    assert hessian(lambda x: x**3)(2.0) == 12.0 and type(hessian(lambda x: x**3)(2.0)) is float
    assert hessian(lambda x: np.sum(x * x))(np.ones((2, 3))).shape == (2, 3, 2, 3)
    assert hessian(lambda x: np.sum(x * x))(np.ones(0)).shape == (0, 0)
    assert hessian(f)(x.astype(np.float32)).dtype == np.float32
    np.testing.assert_array_equal(hessian(lambda a, x: a * np.sum(x**3), 1)(2.0, x), np.diag(12 * x))


def test_a_third_derivative_tensor():
    x = np.array([1.0, 2.0])
    j = jacobian(hessian(lambda x: np.sum(x**4) + x[0] ** 2 * x[1]))(x)
    want = np.zeros((2, 2, 2))
    want[0, 0, 0], want[1, 1, 1] = 24 * x
    want[0, 0, 1] = want[0, 1, 0] = want[1, 0, 0] = 2
    np.testing.assert_allclose(j, want)


def test_a_linear_function_has_a_hessian_of_zeros():
    with pytest.warns(UserWarning, match="independent"):
        h = hessian(lambda x: np.sum(3 * x))(np.ones(2))
    np.testing.assert_array_equal(h, np.zeros((2, 2)))


def test_complex_jacobians():
    z = np.array([1 + 2j, 3 - 1j])
    for transform in (jacrev, jacfwd):
        np.testing.assert_allclose(transform(lambda z: z * z)(z), np.diag(2 * z))
    x = np.array([1.0, 2.0])
    np.testing.assert_allclose(jacfwd(lambda x: x * (1 + 2j))(x), np.diag([1 + 2j] * 2))
    with pytest.raises(InputTypeError, match="jacfwd"):
        jacrev(lambda x: x * (1 + 2j))(x)
    with pytest.raises(InputTypeError, match="grad or make_jvp"):
        jacfwd(lambda z: np.real(z))(z)
