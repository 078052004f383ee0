"""The forward walk: tangents through every kind of op, transposed rules, recorded walks."""

import numpy as np
import pytest

from autograd import Tensor, enable_grad, grad, jacobian, jvp, make_jvp, make_vjp, no_grad
from autograd.graph.forward import pushforward
from autograd.ops.kinds import bilinear, elementwise, general, linear


def central(f, x, t, h=1e-6):
    """The derivative of f at x along t by central differences."""
    return (f(x + h * t) - f(x - h * t)) / (2 * h)


X = np.array([0.5, 1.5, 2.25])
T = np.array([1.0, -2.0, 0.5])


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.exp(x) * x,
        lambda x: x[::-1] * x[0],
        lambda x: (x @ np.arange(9.0).reshape(3, 3)) @ x,
        lambda x: np.where(x > 1, x * x, -x).sum(),
        lambda x: np.modf(x * x)[0],
        lambda x: np.broadcast_to(x, (2, 3)) * np.ones((4, 1, 1)),
        lambda x: np.ones((4, 3)) - x,
        lambda x: np.sum(x * np.ones((2, 3)), axis=0) / x,
        lambda x: x[[0, 0, 1]] ** 2,
        lambda x: np.maximum(x, 1) + np.tanh(x[:, None]),
        lambda x: np.reshape(np.transpose(x[:, None] * x), 9),
        lambda x: x.astype(np.float64) * 3,
        lambda x: x + 0,
        lambda x: x,
    ],
)
def test_both_modes_and_numbers_agree(f):
    value, dot = jvp(f, (X,), (T,))
    np.testing.assert_allclose(value, f(X))
    np.testing.assert_allclose(dot, central(f, X, T), rtol=1e-7, atol=1e-9)
    assert np.shape(dot) == np.shape(value)
    pull, _ = make_vjp(f)(X)
    g = np.linspace(-1, 1, np.size(value)).reshape(np.shape(value))
    np.testing.assert_allclose(np.sum(g * dot), np.sum(pull(g) * T))


def test_a_general_op_without_jvp_uses_its_transposed_vjp(registry):
    cube = general(lambda x: x * x * x, x=lambda g, x: g * 3 * x * x, name="temporary_cube")
    _, dot = jvp(cube, (X,), (T,))
    np.testing.assert_allclose(dot, 3 * X**2 * T)
    np.testing.assert_allclose(jvp(lambda x: jvp(cube, (x,), (T,))[1], (X,), (T,))[1], 6 * X * T * T)
    np.testing.assert_allclose(jacobian(lambda x: jvp(cube, (x,), (T,))[1])(X), np.diag(6 * X * T))
    np.testing.assert_allclose(make_jvp(grad(lambda x: cube(x).sum()))(X)(T)[1], 6 * X * T)
    assert type(jvp(cube, (2.0,), (1.0,))[1]) is float


@pytest.mark.parametrize("mode", [no_grad, enable_grad])
def test_a_transposed_vjp_works_in_any_mode(registry, mode):
    cube = general(lambda x: x * x * x, x=lambda g, x: g * 3 * x * x, name="temporary_cube")
    push = make_jvp(cube)(X)
    with mode():
        np.testing.assert_allclose(push(T)[1], 3 * X**2 * T)
        np.testing.assert_allclose(jvp(cube, (X,), (T,))[1], 3 * X**2 * T)


def test_a_transposed_rule_that_passes_its_cotangent(registry):
    op = general(lambda x: x + 0, x=lambda g: g, name="temporary_identity")
    np.testing.assert_array_equal(jvp(op, (X,), (T,))[1], T)
    zero = general(lambda x: x * 0, x=lambda g: np.zeros(3), name="temporary_zero")
    np.testing.assert_array_equal(jvp(zero, (X,), (T,))[1], np.zeros(3))


def test_a_transposed_rule_of_broadcast_operands(registry):
    flat_sum = general(
        lambda a, b: np.reshape(a + b, -1),
        a=lambda g, out_shape: np.reshape(g, (3, 2)),
        b=lambda g, out_shape: np.reshape(g, (3, 2)),
        name="temporary_flat_sum",
        broadcasts=True,
    )
    a, b = np.arange(6.0).reshape(3, 2), np.array([[1.0, 2.0]])
    for x, f in ((b, lambda b: flat_sum(a, b)), (np.array([1.0, 2.0]), lambda b: flat_sum(a, b))):
        t = np.ones(x.shape) * [1.0, 10.0]
        np.testing.assert_array_equal(make_vjp(f)(x)[0](np.ones(6)), np.full(x.shape, 3.0))
        np.testing.assert_array_equal(jvp(f, (x,), (t,))[1], [1, 10, 1, 10, 1, 10])


def test_a_transposed_rule_of_another_dtype(registry):
    op = general(
        lambda a, b: a * b, a=lambda g, b: g * b, b=lambda g, a: g * a, name="temporary_times", broadcasts=True
    )
    a, b = np.ones(3, np.float32), np.full(3, 2.0)
    _, dot = jvp(lambda a: op(a, b), (a,), (np.ones(3, np.float32),))
    np.testing.assert_array_equal(dot, b)
    assert dot.dtype == np.float64


def test_written_jvps_are_used_and_get_only_what_they_name(registry):
    calls = []

    def push(t, x):
        calls.append(x)
        return 2 * x * t

    op = general(lambda x: x * x, x=lambda g: 1 / 0, jvps={"x": push}, name="temporary_square")
    np.testing.assert_allclose(jvp(op, (X,), (T,))[1], 2 * X * T)
    assert len(calls) == 1


def test_both_operands_of_a_general_op_without_jvps(registry):
    op = general(lambda a, b: a * b * b, a=lambda g, b: g * b * b, b=lambda g, a, b: g * 2 * a * b, name="temporary_ab")
    _, dot = jvp(op, (X, T), (T, X))
    np.testing.assert_allclose(dot, T * T * T + 2 * X * T * X)


def test_multi_output_ops_forward(registry):
    op = general(
        lambda x: (x * x, np.sum(x)), x=lambda g, x: 2 * x * g[0] + np.ones(3) * g[1], outputs=2, name="temporary_two"
    )
    _, dots = jvp(op, (X,), (T,))
    np.testing.assert_allclose(dots[0], 2 * X * T)
    np.testing.assert_allclose(dots[1], T.sum())
    assert np.shape(dots[1]) == ()


def test_multi_output_ops_with_written_jvps():
    x = X + 0.1  # inside a binade
    _, dot = jvp(lambda x: np.frexp(x)[0], (x,), (T,))
    np.testing.assert_allclose(dot, central(lambda x: np.frexp(x)[0], x, T), rtol=1e-7)


def test_linear_and_bilinear_kinds_call_the_op_itself(registry):
    calls = []

    def double(x):
        calls.append(x)
        return 2 * x

    op = linear(double, x=lambda g: 2 * g, name="temporary_double")
    np.testing.assert_array_equal(jvp(op, (X,), (T,))[1], 2 * T)
    assert len(calls) == 2

    product = bilinear(lambda a, b: a * b, a=lambda g, b: g * b, b=lambda g, a: g * a, name="temporary_product")
    np.testing.assert_array_equal(jvp(product, (X, T), (T, X))[1], T * T + X * X)
    np.testing.assert_array_equal(jvp(lambda a: product(a, T), (X,), (T,))[1], T * T)
    np.testing.assert_array_equal(jvp(lambda b: product(X, b), (T,), (X,))[1], X * X)
    np.testing.assert_array_equal(jvp(lambda a: product(a, a), (X,), (T,))[1], 2 * X * T)


def test_a_linear_op_with_a_constant_operand_has_a_zero_there():
    np.testing.assert_array_equal(jvp(lambda x: np.where(X > 1, x, 7.0), (X,), (T,))[1], np.where(X > 1, T, 0))
    np.testing.assert_array_equal(jvp(lambda x: np.where(X > 1, 7.0, x), (X,), (T,))[1], np.where(X > 1, 0, T))


def test_missing_tangents_are_zero():
    _, dot = jvp(lambda x, y: np.where(X > 1, x, y) + x * y, (X, T), (T, np.zeros(3)))
    np.testing.assert_array_equal(dot, np.where(X > 1, T, 0) + T * T)


def test_what_depends_on_no_target_has_no_tangent():
    x, y = Tensor(1.0), Tensor(2.0)
    a, b = x * 2, y * 3
    assert pushforward([a.node, b.node, x.node], [x.node], [1.0], Tensor, False) == [2.0, None, 1.0]


def test_the_guard_in_forward_mode():
    def f(x):
        return np.where(x > 0, np.sqrt(x), 0)

    x = np.array([0.0, 4.0])
    np.testing.assert_allclose(jvp(f, (x,), (np.array([0.0, 1.0]),))[1], [0, 0.25])
    np.testing.assert_allclose(jvp(f, (x,), (np.ones(2),))[1], [0, 0.25])


def test_tangents_keep_dtype_and_shape(registry):
    for dtype in (np.float32, np.float16, np.complex64, np.longdouble):
        x = np.ones(3, dtype)
        for f in (lambda x: x * 2.5, lambda x: x[1:] + x[0], lambda x: x.sum(), lambda x: np.exp(x) @ x):
            value, dot = jvp(f, (x,), (np.ones(3, dtype),))
            assert np.result_type(dot) == np.result_type(value) == dtype
            assert np.shape(dot) == np.shape(value)


def test_a_real_part_has_a_real_tangent():
    z = np.array([1 + 2j, 3 - 1j])
    _, dot = jvp(lambda z: np.real(z * z), (z,), (np.array([1j, 1.0]),))
    np.testing.assert_allclose(dot, np.real(2 * z * np.array([1j, 1.0])))
    assert dot.dtype == np.float64


def test_second_order_of_complex_forward_mode():
    z = np.array([1 + 2j, 3 - 1j])
    _, dot = jvp(lambda z: jvp(lambda w: np.real(w * w * w), (z,), (np.ones(2),))[1], (z,), (np.ones(2),))
    np.testing.assert_allclose(dot, np.real(6 * z))


def test_elementwise_partials_push_what_they_pull(registry):
    op = elementwise(lambda x: x**3, x=lambda x: 3 * x * x, name="temporary_cubed")
    np.testing.assert_allclose(jvp(op, (X,), (T,))[1], 3 * X * X * T)
    zero = elementwise(lambda x: x * 0 + 1, x=0, name="temporary_one")
    np.testing.assert_array_equal(jvp(zero, (X,), (T,))[1], np.zeros(3))


def test_a_long_chain_forward():
    def f(x):
        for _ in range(20_000):
            x = x * 1.0001
        return x

    _, dot = jvp(f, (1.0,), (1.0,))
    np.testing.assert_allclose(dot, 1.0001**20_000)
