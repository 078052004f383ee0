"""Nesting: any depth, both modes mixed, no perturbation confusion, captured variables, complex numbers."""

import contextlib
import math

import numpy as np
import pytest

from autograd import (
    Tensor,
    deriv,
    elementwise_grad,
    grad,
    hessian_vector_product,
    holomorphic_grad,
    jvp,
    make_hvp,
    make_jvp,
    make_vjp,
    stop_gradient,
    value_and_grad,
    vjp,
)
from autograd.errors import InputTypeError
from autograd.graph import walk

REVERSE = {
    "grad": grad,
    "make_vjp": lambda f: lambda x: make_vjp(f)(x)[0](1.0),
    "vjp": lambda f: lambda x: vjp(f, x)[1](1.0)[0],
    "value_and_grad": lambda f: lambda x: value_and_grad(f)(x)[1],
    "elementwise_grad": elementwise_grad,
}
FORWARD = {
    "jvp": lambda f: lambda x: jvp(f, (x,), (1.0,))[1],
    "deriv": deriv,
    "make_jvp": lambda f: lambda x: make_jvp(f)(x)(1.0)[1],
}
ALL = REVERSE | FORWARD


def through_backward(f):
    """The derivative by Tensor.backward(create_graph=True)."""

    def derivative(x):
        leaf = x * 1 if isinstance(x, Tensor) else Tensor(x)
        if leaf.node.parents:
            leaf.retain_grad()
        f(leaf).backward(create_graph=True)
        return leaf.grad if isinstance(x, Tensor) else leaf.grad.data

    return derivative


@pytest.mark.parametrize("outer", ALL)
@pytest.mark.parametrize("inner", ALL)
def test_every_pair(outer, inner):
    f = lambda x: np.exp(x) * x * x + 1 / x
    x = 1.25
    want = np.exp(x) * (x * x + 4 * x + 2) + 2 / x**3
    got = ALL[outer](ALL[inner](f))(x)
    np.testing.assert_allclose(got, want, rtol=1e-12)
    assert type(got) is float


@pytest.mark.parametrize("first", [grad, FORWARD["jvp"]])
@pytest.mark.parametrize("second", [grad, FORWARD["jvp"]])
@pytest.mark.parametrize("third", [grad, FORWARD["jvp"]])
def test_three_mixed(first, second, third):
    np.testing.assert_allclose(third(second(first(np.sin)))(0.7), -np.cos(0.7), rtol=1e-12)


@pytest.mark.parametrize("transform", [grad, FORWARD["jvp"], "alternating"])
def test_order_eight_and_beyond(transform):
    f, g = np.sin, np.tanh
    for order in range(1, 9):
        step = transform if transform != "alternating" else (grad, FORWARD["jvp"])[order % 2]
        f = step(f)
        np.testing.assert_allclose(f(0.3), np.sin(0.3 + order * math.pi / 2), rtol=1e-10)
    for _ in range(5):
        g = (transform if transform != "alternating" else grad)(g)
    t = np.tanh(0.3)
    want = 16 - 136 * t**2 + 240 * t**4 - 120 * t**6
    np.testing.assert_allclose(g(0.3), want, rtol=1e-9)


def test_order_twelve():
    f = lambda x: x**12
    for _ in range(12):
        f = grad(f)
    np.testing.assert_allclose(f(1.5), math.factorial(12))


# ---- perturbation confusion --------------------------------------------------------------------------------------

MODES = {"reverse": grad, "forward": FORWARD["jvp"]}
PAIRS = [(a, b) for a in MODES for b in MODES]


@pytest.mark.parametrize("outer, inner", PAIRS)
def test_the_classic_case(outer, inner):
    """d/dx [x * d/dy (x + y) at y = 1] at x = 1 is 1, not 2 (Siskind and Pearlmutter, 2005)."""
    assert MODES[outer](lambda x: x * MODES[inner](lambda y: x + y)(1.0))(1.0) == 1.0


@pytest.mark.parametrize("outer, inner", PAIRS)
def test_the_inner_point_depends_on_the_outer_variable(outer, inner):
    assert MODES[outer](lambda x: x * MODES[inner](lambda y: x * y)(x))(3.0) == 6.0
    assert MODES[outer](lambda x: MODES[inner](lambda y: y * y * y * x)(x * 2))(1.0) == 36.0


@pytest.mark.parametrize("outer, inner", PAIRS)
def test_the_inner_function_ignores_its_argument(outer, inner):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert MODES[outer](lambda x: x * MODES[inner](lambda y: x * 1.0)(x))(3.0) == 0.0


@pytest.mark.parametrize("outer, inner", PAIRS)
def test_the_same_name_and_value_on_both_levels(outer, inner):
    assert MODES[outer](lambda x: MODES[inner](lambda x: x * x)(x))(1.0) == 2.0
    assert MODES[outer](lambda x: x * MODES[inner](lambda _: x * x * _)(x))(2.0) == 12.0


@pytest.mark.parametrize("outer, inner", PAIRS)
def test_functions_that_return_functions(outer, inner):
    """The amazing bug (Manzyuk and others, 2019): the derivative of a curried function, used twice."""

    def shift(u):
        return lambda f: lambda x: f(x + u)

    D = lambda s: lambda f: lambda x: MODES[outer](lambda u: shift(u)(f)(x))(s)
    inner_D = lambda f: lambda x: MODES[inner](f)(x)
    np.testing.assert_allclose(D(0.0)(D(0.0)(np.exp))(1.0), np.exp(1.0))
    np.testing.assert_allclose(inner_D(D(0.0)(lambda x: x**3))(2.0), 12.0)


@pytest.mark.parametrize("outer, inner", PAIRS)
def test_three_levels_of_captured_variables(outer, inner):
    d, e = MODES[outer], MODES[inner]
    got = d(lambda x: e(lambda y: d(lambda z: x * x * y * y * y * z * z)(2.0))(3.0))(5.0)
    assert got == 2 * 5 * 27 * 4.0


def test_values_that_leak_out_of_a_transform():
    kept = []

    def f(x):
        kept.append(x * x)
        return x * 2

    assert grad(f)(3.0) == 2.0
    y = kept[0]
    assert grad(lambda x: x * stop_gradient(y))(1.0) == 9.0
    got = grad(lambda x: x * y)(1.0)
    assert got.item() == 9.0  # depends on a tracked node of the first run


def test_inner_variables_leaking_to_the_outer_level():
    kept = []

    def outer(x):
        def inner(y):
            kept.append(y)
            return y * y * x

        return grad(inner)(x) * x  # 2 x^2 * x

    assert grad(outer)(2.0) == 6 * 4.0
    assert kept[0].requires_grad


def test_a_loop_of_inner_derivatives_stays_flat(monkeypatch):
    """Inner walks never pass below their input, so n inner derivatives along one chain visit O(n) nodes."""

    def f(n):
        def run(x):
            y = x
            for _ in range(n):
                y = y + 1e-3 * grad(lambda z: z * z)(y)
            return y

        return run

    np.testing.assert_allclose(grad(f(100))(1.0), 1.002**100)
    visited = []
    collect = walk.collect

    def counting(*args):
        found = collect(*args)
        visited.append(len(found[0]))
        return found

    monkeypatch.setattr(walk, "collect", counting)
    f(100)(Tensor(1.0))
    assert len(visited) == 100 and max(visited) == visited[0]


@pytest.mark.parametrize("mode", MODES)
def test_captured_leaves_at_second_order(mode):
    w = Tensor(3.0)
    got = MODES[mode](MODES[mode](lambda x: w * w * x * x))(2.0)
    assert isinstance(got, Tensor) and got.item() == 18.0
    got.backward()
    assert w.grad == 12.0


def test_backward_inside_a_transform_and_a_transform_inside_backward():
    w = Tensor(3.0)

    def f(x):
        y = x * w * w
        y.backward(create_graph=True)  # writes w.grad = 2 w x
        g = w.grad
        w.zero_grad()
        return g

    got = grad(f)(2.0)
    assert got.item() == 6.0

    x = Tensor(2.0)
    (grad(lambda y: y**3)(x) * 2).backward()
    assert x.grad == 24.0


def test_backward_with_create_graph_nests_with_grad():
    for outer in (grad, FORWARD["jvp"]):
        np.testing.assert_allclose(outer(through_backward(lambda x: x**3))(2.0), 12.0)


def test_maml_one_inner_step():
    """The gradient through a gradient step: f(x - a f'(x)) with f = x^2 / 2 is (1 - a)^2 x."""
    step = lambda x: 0.5 * (x - 0.1 * grad(lambda y: 0.5 * y * y)(x)) ** 2
    np.testing.assert_allclose(grad(step)(3.0), 0.81 * 3.0)


def test_newtons_method_by_nested_derivatives():
    f = lambda x: x**3 - 2
    x = 1.0
    for _ in range(8):
        x = x - f(x) / grad(f)(x)
    np.testing.assert_allclose(x, 2 ** (1 / 3))


def test_hvps_mix_modes():
    f = lambda x: np.sum(np.exp(x) * x[::-1])
    x, v = np.array([0.5, 1.5]), np.array([1.0, -2.0])
    h = np.array([[np.exp(0.5) * 1.5, np.exp(0.5) + np.exp(1.5)], [np.exp(0.5) + np.exp(1.5), np.exp(1.5) * 0.5]])
    want = h @ v
    np.testing.assert_allclose(hessian_vector_product(f)(x, v), want)
    np.testing.assert_allclose(make_hvp(f)(x)[0](v), want)
    np.testing.assert_allclose(jvp(grad(f), (x,), (v,))[1], want)
    np.testing.assert_allclose(grad(lambda x: jvp(f, (x,), (v,))[1])(x), want)
    np.testing.assert_allclose(grad(lambda x: np.sum(grad(f)(x) * v))(x), want)


def test_recursion_and_data_dependent_control_flow():
    def power(x, n):
        return 1.0 if n == 0 else x * power(x, n - 1)

    assert grad(lambda x: power(x, 5))(2.0) == 80.0

    def collatz(x):
        while x > 1:
            x = x / 2 if int(stop_gradient(x)) % 2 == 0 else x * 3 + 1
        return x

    assert grad(collatz)(8.0) == 0.125


def test_an_exception_in_an_inner_derivative_is_survived():
    def f(x):
        with contextlib.suppress(InputTypeError):
            grad(lambda y: y * y * np.ones(2))(x)
        return x * x * x

    assert grad(grad(f))(2.0) == 12.0


# ---- complex numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "f, want",
    [
        (lambda z: np.real(z), 1),
        (lambda z: np.imag(z), -1j),
        (lambda z: np.real(z * z), None),
        (lambda z: np.real(np.conjugate(z) * z), None),
        (lambda z: np.absolute(z), None),
        (lambda z: np.real(np.exp(z)), None),
        (lambda z: np.imag(z * z * z) + np.absolute(z) ** 2, None),
        (lambda z: np.angle(z), None),
    ],
)
def test_the_gradient_of_a_real_function_is_dx_minus_i_dy(f, want):
    z, h = 1.3 + 0.7j, 1e-6
    numeric = (f(z + h) - f(z - h)) / (2 * h) - 1j * (f(z + 1j * h) - f(z - 1j * h)) / (2 * h)
    got = grad(f)(z)
    assert np.iscomplexobj(got) and np.shape(got) == ()
    np.testing.assert_allclose(got, numeric if want is None else want, rtol=1e-8)
    for t in (1.0, 1j, 2 - 3j):
        np.testing.assert_allclose(jvp(f, (z,), (t,))[1], np.real(numeric * t), rtol=1e-8)


def test_steepest_descent_needs_the_conjugate():
    target = 2 - 1j
    f = lambda z: np.absolute(z - target) ** 2
    z = 0.5 + 0.5j
    for _ in range(200):
        z = z - 0.1 * np.conj(grad(f)(z))
    np.testing.assert_allclose(z, target, atol=1e-6)


def test_holomorphic_grad():
    for f, df in (
        (lambda z: z**3, lambda z: 3 * z * z),
        (np.exp, np.exp),
        (lambda z: 1 / z, lambda z: -1 / z**2),
        (np.sin, np.cos),
    ):
        z = 0.7 - 1.2j
        np.testing.assert_allclose(holomorphic_grad(f)(z), df(z))
        np.testing.assert_allclose(
            holomorphic_grad(holomorphic_grad(f))(z), (df(z + 1e-6) - df(z - 1e-6)) / 2e-6, rtol=1e-6
        )
    with pytest.warns(UserWarning, match=r"not complex"):
        assert holomorphic_grad(lambda x: x * x)(1.5) == 3.0


def test_complex_second_derivatives_of_a_real_input():
    f = lambda x: np.real(np.exp(1j * x) * (1 + 2j))
    x = 0.4
    np.testing.assert_allclose(grad(f)(x), np.real(1j * np.exp(1j * x) * (1 + 2j)))
    for second in (grad(grad(f)), FORWARD["jvp"](grad(f)), grad(FORWARD["jvp"](f))):
        np.testing.assert_allclose(second(x), -f(x))
        assert type(second(x)) is float


def test_complex_backward_has_the_leafs_dtype():
    z = Tensor(np.array([1 + 2j, 3 - 1j], np.complex64))
    np.sum(np.absolute(z) ** 2).backward()
    assert z.grad.dtype == np.complex64
    np.testing.assert_allclose(z.grad, 2 * np.conj(z.data), rtol=1e-6)
    x = Tensor(np.array([1.0, 2.0]))
    np.real(np.sum(x * z.data)).backward()
    assert x.grad.dtype == np.float64
    np.testing.assert_allclose(x.grad, [1.0, 3.0])


# ---- the guard, by transforms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.where(x > 0, np.sqrt(x), 0),
        lambda x: np.where(x > 0, np.exp(1 / x) * np.log(x), 0),
        lambda x: np.where(x > 0, x**0.5, 0),
    ],
)
@pytest.mark.parametrize("x", [0.0, -1.0, np.float32(0)])
def test_a_guarded_branch_has_derivative_zero_at_every_order(f, x):
    steps = [grad, FORWARD["jvp"]]
    for first in steps:
        assert first(f)(x) == 0
        for second in steps:
            assert second(first(f))(x) == 0
            for third in steps:
                assert third(second(first(f)))(x) == 0
