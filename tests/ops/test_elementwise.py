"""The hard corners of elementwise ops: singular points, ties, infinities, dtypes. The laws test the rest."""

import math

import numpy as np
import pytest

from autograd.errors import InputTypeError, NoRuleError
from autograd.graph.op import IMPLEMENTATIONS, REGISTRY
from autograd.ops import elementwise as ops
from autograd.ops.flat import CONSTANT_FUNCTIONS
from autograd.tensor import Tensor
from autograd.transforms.forward import jvp
from autograd.transforms.reverse import elementwise_grad, grad, vjp

NAN, INF = math.nan, math.inf
CONTRACTIONS = {"matmul", "vecdot", "matvec", "vecmat"}
FORMS = [float, np.float64, np.float32, lambda x: np.array([x]), lambda x: np.array([x], np.float32)]


def partials(f, *x):
    """Return the partial derivatives of f by reverse mode, having checked forward mode, dtypes and shapes."""
    out, pull = vjp(f, *x)
    bars = pull(np.ones(np.shape(out), np.result_type(out))[()])
    for k, bar in enumerate(bars):
        unit = [np.zeros(np.shape(v), np.result_type(v))[()] for v in x]
        unit[k] = unit[k] + np.ones(1, np.result_type(x[k]))[0]
        tangent = jvp(f, x, tuple(unit))[1]
        np.testing.assert_allclose(np.sum(tangent), np.sum(bar), rtol=1e-6)
        assert np.result_type(bar) == np.result_type(x[k])
        assert np.shape(bar) == np.shape(x[k])
    return [np.ravel(bar)[0] for bar in bars]


def check(f, x, *expected):
    """Assert f's derivatives at x, of first and higher orders, as a Python float, NumPy scalars and arrays."""
    for form in FORMS:
        g, at = f, form(x)
        for order, value in enumerate(expected):
            if order:
                g = elementwise_grad(g)
            (got,) = partials(g, at)
            np.testing.assert_allclose(got, value, rtol=1e-5, err_msg=f"order {order + 1} of {at!r}")


def test_every_ufunc_is_classified():
    missing = {
        name
        for name in dir(np)
        if isinstance(getattr(np, name), np.ufunc)
        and getattr(np, name) not in IMPLEMENTATIONS
        and getattr(np, name).__name__ not in CONTRACTIONS
    }
    assert not missing, f"NumPy has ufuncs that no op stands for: {sorted(missing)}"


def test_an_op_stands_for_its_own_ufunc_only():
    for name, op in REGISTRY.items():
        for function in op.numpy:
            if isinstance(function, np.ufunc):
                assert name in (function.__name__, f"special_{function.__name__}")  # np.i0 and scipy.special.i0
    assert not set(CONSTANT_FUNCTIONS) & {f for op in REGISTRY.values() for f in op.numpy}


@pytest.mark.parametrize("alias", ["abs", "conj", "acos", "atan2", "mod", "pow", "true_divide", "acosh"])
def test_aliases_are_served(alias):
    x = Tensor(np.array([1.5, 2.5]))
    args = (x, 0.7) if getattr(np, alias).nin == 2 else (x,)
    data = (x.data, 0.7) if getattr(np, alias).nin == 2 else (np.where(True, x.data, 0),)
    if alias == "acos":
        args, data = (x * 0.1,), (x.data * 0.1,)
    result = getattr(np, alias)(*args)
    assert isinstance(result, Tensor) and result.requires_grad
    np.testing.assert_array_equal(result.data, getattr(np, alias)(*data))


# ---- points where a function is not smooth ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "x", "expected"),
    [
        (np.abs, 0.0, (0, 0)),
        (np.fabs, 0.0, (0, 0)),
        (np.abs, -2.0, (-1, 0)),
        (ops.relu, 0.0, (0, 0)),
        (ops.relu, 2.0, (1, 0)),
        (lambda x: np.maximum(x, 0), 0.0, (0.5, 0)),
        (lambda x: np.minimum(0, x), 0.0, (0.5, 0)),
        (lambda x: np.fmax(x, 0), 0.0, (0.5, 0)),
        (lambda x: np.fmin(x, 0), 0.0, (0.5, 0)),
        (lambda x: np.maximum(x, x), 2.0, (1, 0)),
        (lambda x: np.maximum(x, 0) ** 2, 3.0, (6, 2)),
        (lambda x: np.maximum(x, INF), INF, (0.5,)),
        (lambda x: np.clip(x, -1, 1), 1.0, (0, 0)),
        (lambda x: np.clip(x, -1, 1), -1.0, (0, 0)),
        (lambda x: np.clip(x, -1, 1) ** 2, 0.5, (1, 2)),
        (lambda x: np.clip(x, 2, 1), 1.5, (0, 0)),
        (lambda x: np.hypot(x, 0), 0.0, (0, 0)),
        (lambda x: np.hypot(0, x), -2.0, (-1, 0)),
        (lambda x: np.copysign(x, -1), 0.0, (0, 0)),
        (lambda x: np.copysign(x, -1), -3.0, (1, 0)),
        (lambda x: np.heaviside(x, 0.5), 0.0, (0, 0)),
        (lambda x: np.heaviside(0, x), 3.0, (1, 0)),
        (lambda x: np.heaviside(1, x), 3.0, (0, 0)),
        (np.sinc, 0.0, (0, -(math.pi**2) / 3, 0, math.pi**4 / 5)),
        (np.sinc, 1.0, (-1, 2)),
        (np.sqrt, 0.0, (INF,)),
        (np.cbrt, 0.0, (INF,)),
        (np.arcsin, 1.0, (INF,)),
        (np.arccos, -1.0, (-INF,)),
        (np.arccosh, 1.0, (INF,)),
        (lambda x: np.arctan2(x, 0), 0.0, (NAN,)),
        (lambda x: np.arctan2(0, x), 0.0, (NAN,)),
        (lambda x: np.arctan2(x, 1), 0.0, (1, 0)),
        (lambda x: np.remainder(x, 2), 4.0, (1, 0)),
        (lambda x: np.fmod(x, 2), -4.0, (1, 0)),
        (lambda x: np.modf(x)[0], 2.0, (1, 0)),
        (lambda x: np.frexp(x)[0], 0.0, (1, 0)),
        (lambda x: np.frexp(x)[0], 4.0, (0.125, 0)),
        (lambda x: np.nextafter(x, 9), 1.0, (1, 0)),
        (np.nan_to_num, NAN, (0, 0)),
        (np.nan_to_num, INF, (0, 0)),
        (lambda x: np.nan_to_num(x) ** 2, 3.0, (6, 2)),
    ],
)
def test_singular_points(f, x, expected):
    check(f, x, *expected)


@pytest.mark.parametrize(
    ("x", "y", "in_x", "in_y"),
    [
        (0.0, 0.0, 0, 0),
        (0.0, 1.0, 1, 0),
        (0.0, 2.0, 0, 0),
        (0.0, 0.5, INF, 0),
        (-2.0, 3.0, 12, NAN),
        (-2.0, 0.0, 0, NAN),
        (-2.0, -1.0, -0.25, NAN),
        (3.0, 0.0, 0, math.log(3)),
        (4.0, 0.5, 0.25, 2 * math.log(4)),
        (NAN, 0.0, 0, NAN),
    ],
)
@pytest.mark.parametrize("power", [np.power, np.float_power])
def test_power_corners(power, x, y, in_x, in_y):
    for form in FORMS:
        np.testing.assert_allclose(partials(power, form(x), form(y)), (in_x, in_y), rtol=1e-6)
        np.testing.assert_allclose(partials(lambda v: power(v, y), form(x)), [in_x], rtol=1e-6)
        np.testing.assert_allclose(partials(lambda v: power(x, v), form(y)), [in_y], rtol=1e-6)


def test_power_with_number_exponents_at_zero_and_below():
    check(lambda x: x**2, 0.0, 0, 2, 0)
    check(lambda x: x**2, -3.0, -6, 2, 0)
    check(lambda x: x**3, -2.0, 12, -12, 6, 0)
    check(lambda x: x**1, 0.0, 1, 0)
    check(lambda x: x**0, 0.0, 0, 0)
    check(lambda x: x**-1, -2.0, -0.25, -0.25)
    check(lambda x: x**0.5, 4.0, 0.25, -1 / 32)
    check(lambda x: x**-0.5, 4.0, -1 / 16, 3 / 128)
    check(lambda x: x**-0.5, 0.0, -INF)
    check(lambda x: x**2.0, -1.0, -2, 2)
    check(lambda y: 0.0**y, 2.0, 0, 0)
    check(lambda y: 2.0**y, 1.0, 2 * math.log(2), 2 * math.log(2) ** 2)


def test_power_with_arrays_of_integer_exponents():
    x, y = np.array([-2.0, 0.0, -1.5, 0.0, 3.0]), np.array([3, 0, 2, 2, 1])
    first = elementwise_grad(lambda v: v**y)
    np.testing.assert_allclose(first(x), [12, 0, -3, 0, 1])
    np.testing.assert_allclose(elementwise_grad(first)(x), [-12, 0, 2, 2, 0])
    assert elementwise_grad(lambda v: v ** y.astype(np.int8))(x.astype(np.float32)).dtype == np.float32


def test_a_square_takes_no_logarithm_and_no_power(monkeypatch):
    monkeypatch.setattr(ops.np, "log", None)
    monkeypatch.setattr(ops.np, "power", None)
    x = Tensor(np.array([-2.0, 3.0]))
    (x**2).sum().backward()
    assert x.grad.tolist() == [-4.0, 6.0]
    y = Tensor(3.0)
    (y**2).backward()
    assert y.grad == 6.0


# ---- infinities, NaN, large numbers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "in_a", "in_b"),
    [
        (0.0, 0.0, 0.5, 0.5),
        (INF, 0.0, 1, 0),
        (-INF, 0.0, 0, 1),
        (INF, INF, 0.5, 0.5),
        (-INF, -INF, 0.5, 0.5),
        (INF, -INF, 1, 0),
        (1000.0, 0.0, 1, 0),
        (1e20, 1e20, 0.5, 0.5),
    ],
)
@pytest.mark.parametrize("f", [np.logaddexp, np.logaddexp2])
def test_log_sums_are_stable(f, a, b, in_a, in_b):
    for form in FORMS:
        np.testing.assert_allclose(partials(f, form(a), form(b)), (in_a, in_b), atol=1e-300)
    second = elementwise_grad(elementwise_grad(lambda x: f(x, b)))
    scale = 1 if f is np.logaddexp else math.log(2)
    curved = 0.25 * scale if a == b and math.isfinite(a) else 0
    np.testing.assert_allclose(second(a), curved, atol=1e-300)


@pytest.mark.parametrize(
    ("f", "a", "b", "in_a", "in_b"),
    [
        (np.maximum, NAN, 1.0, 0, 0),
        (np.minimum, 1.0, NAN, 0, 0),
        (np.fmax, NAN, 1.0, 0, 1),
        (np.fmin, NAN, 1.0, 0, 1),
        (np.fmax, 1.0, NAN, 1, 0),
        (np.fmax, NAN, NAN, 0, 0),
        (np.maximum, 2.0, 1.0, 1, 0),
        (np.minimum, 2.0, 1.0, 0, 1),
        (np.arctan2, 0.0, 0.0, NAN, NAN),
        (np.arctan2, 0.0, -1.0, -1, 0),
        (np.arctan2, 3e-300, 4e-300, 0.16e300, -0.12e300),
        (np.hypot, 0.0, 0.0, 0, 0),
        (np.hypot, 3e300, 4e300, 0.6, 0.8),
        (np.remainder, 7.5, -2.0, 1, 4),
        (np.remainder, -7.5, 2.0, 1, 4),
        (np.fmod, -7.5, 2.0, 1, 3),
        (np.fmod, 6.0, 2.0, 1, -3),
        (np.divmod, -7.5, 2.0, 1, 4),
    ],
)
def test_two_operands(f, a, b, in_a, in_b):
    g = (lambda x, y: f(x, y)[1]) if f is np.divmod else f
    for form in (float, np.float64, lambda x: np.array([x])):
        np.testing.assert_allclose(partials(g, form(a), form(b)), (in_a, in_b))


def test_the_tangent_of_a_python_float_keeps_its_precision_at_a_tie():
    t = 0.2739233746429086
    for function in (np.maximum, np.minimum, np.fmax, np.fmin):
        _, dot = jvp(lambda s, f=function: f(np.ones(2), s), (1.0,), (t,))
        np.testing.assert_array_equal(dot, [t / 2, t / 2])


def test_ties_split_evenly_and_keep_float32():
    a, b = np.array([1, 2, 3], np.float32), np.array([1, 3, 2], np.float32)
    for f, expected in ((np.maximum, [0.5, 0, 1]), (np.fmin, [0.5, 1, 0])):
        x = Tensor(a)
        y = f(x, b)
        y.backward(np.ones(3, np.float32))
        assert x.grad.dtype == np.float32
        assert x.grad.tolist() == expected


def test_a_zero_cotangent_stays_zero():
    x = np.array([-1.0, 0.0, 4.0])
    f = elementwise_grad(lambda v: np.where(v > 0, np.sqrt(v), 0))
    np.testing.assert_array_equal(f(x), [0, 0, 0.25])
    np.testing.assert_array_equal(elementwise_grad(f)(x), [0, 0, -1 / 32])
    g = elementwise_grad(lambda v: np.where(v > 0, np.arctan2(v, v), 0))
    np.testing.assert_array_equal(g(x), [0, 0, 0])


def test_sigmoid_and_softplus_are_stable():
    x = np.array([-1000.0, -750.0, -40.0, 0.0, 40.0, 1000.0])
    with np.errstate(all="raise", under="ignore"):
        s, p = ops.sigmoid(Tensor(x)), ops.softplus(Tensor(x))
    np.testing.assert_allclose(s.data, [0, 0, math.exp(-40), 0.5, 1, 1], rtol=1e-14)
    np.testing.assert_allclose(p.data, [0, 0, math.exp(-40), math.log(2), 40, 1000], rtol=1e-14, atol=1e-300)
    np.testing.assert_allclose(elementwise_grad(ops.softplus)(x), s.data, rtol=1e-14, atol=1e-300)
    np.testing.assert_allclose(elementwise_grad(ops.sigmoid)(x), [0, 0, math.exp(-40), 0.25, 0, 0], atol=1e-17)
    for value in x:
        assert ops.sigmoid(float(value)) == pytest.approx(ops.sigmoid(np.array([value]))[0], rel=1e-14, abs=1e-300)
    assert math.isnan(ops.sigmoid(NAN)) and np.isnan(ops.softplus(np.array(NAN)))
    check(ops.sigmoid, 0.0, 0.25, 0, -0.125)
    check(ops.softplus, 0.0, 0.5, 0.25, 0)
    assert ops.sigmoid(np.array([0, 1])).tolist() == pytest.approx([0.5, 1 / (1 + math.exp(-1))])


def test_a_complex_sigmoid_is_stable():
    z = np.array([-1000 + 1j, 1000 - 1j, -np.inf, np.inf, 0.3 + 0.4j, -0.3 + 40j])
    with np.errstate(all="raise", under="ignore"):
        s = ops.sigmoid(z)
    np.testing.assert_allclose(s[:4], [0, 1, 0, 1])
    np.testing.assert_allclose(s[4:], 1 / (1 + np.exp(-z[4:])), rtol=1e-14)
    assert ops.sigmoid(z.astype(np.complex64)).dtype == np.complex64
    assert ops.sigmoid(z[0]) == 0 and ops.sigmoid(np.array(1000 - 1j)) == 1
    np.testing.assert_allclose(elementwise_grad(ops.sigmoid)(z), s * (1 - s), rtol=1e-14)


def test_sigmoid_does_not_write_into_its_operand():
    x = np.array([1.0, -1.0])
    ops.sigmoid(x)
    assert x.tolist() == [1.0, -1.0]


# ---- clip -----------------------------------------------------------------------------------------------------


def test_clip_call_forms():
    x = np.array([-3.0, -1.0, 0.5, 1.0, 3.0])
    calls = [
        lambda v: np.clip(v, -1, 1),
        lambda v: np.clip(v, a_min=-1, a_max=1),
        lambda v: ops.clip(v, min=-1, max=1),
        lambda v: np.clip(a=v, a_min=-1, a_max=1) if isinstance(v, np.ndarray) else ops.clip(a=v, a_min=-1, a_max=1),
    ]
    for call in calls:
        assert call(Tensor(x)).data.tolist() == [-1, -1, 0.5, 1, 1]
        assert elementwise_grad(call)(x).tolist() == [0, 0, 1, 0, 0]
    assert elementwise_grad(lambda v: np.clip(v, None, 1))(x).tolist() == [1, 1, 1, 0, 0]
    assert elementwise_grad(lambda v: np.clip(v, -1, None))(x).tolist() == [0, 0, 1, 1, 1]
    assert elementwise_grad(lambda v: np.clip(v, None, None))(x).tolist() == [1, 1, 1, 1, 1]
    assert np.clip(Tensor(np.array([1, 5])), 2, None).tolist() == [2, 5]
    for v in (x, x.astype(np.float32), np.array([NAN, INF, -INF]), 0.5, np.float32(3)):
        result, expected = np.clip(Tensor(v), -1, 1).data, np.clip(v, -1, 1)
        np.testing.assert_array_equal(result, expected)
        assert np.result_type(result) == np.result_type(expected)
    assert np.clip(Tensor(x.astype(np.float32)), -1, None).dtype == np.float32
    with pytest.raises(NoRuleError, match="out"):
        np.clip(Tensor(x), -1, 1, out=np.zeros(5))


def test_clip_gives_its_bounds_what_they_decide():
    x = np.array([-3.0, -1.0, 0.5, 1.0, 3.0, 4.0])
    _, pull = vjp(np.clip, x, np.array(-1.0), np.array(1.0))
    _, low, high = pull(np.array([1.0, 2, 3, 4, 5, 6]))
    assert (low, high) == (1, 11)
    _, pull = vjp(np.clip, x, np.array(2.0), np.array(1.0))
    inside, low, high = pull(np.ones(6))
    assert (np.sum(inside), low, high) == (0, 0, 6)


# ---- several results ------------------------------------------------------------------------------------------


def test_ufuncs_with_two_results():
    x = Tensor(np.array([-5.5, 2.25]))
    fraction, whole = np.modf(x)
    assert (fraction.tolist(), whole.tolist()) == ([-0.5, 0.25], [-5, 2])
    (fraction * 3 + whole * 7).sum().backward()
    assert x.grad.tolist() == [3, 3]
    mantissa, exponent = np.frexp(x)
    assert isinstance(exponent, np.ndarray) and exponent.dtype == np.int32
    np.testing.assert_array_equal(np.ldexp(mantissa, exponent).data, x.data)
    x.zero_grad()
    np.ldexp(mantissa, exponent).sum().backward()
    assert x.grad.tolist() == [1, 1]
    quotient, rest = np.divmod(x, 2.0)
    assert (quotient.tolist(), rest.tolist()) == ([-3, 1], [0.5, 0.25])
    x.zero_grad()
    quotient.sum().backward()
    assert x.grad.tolist() == [0, 0]


def test_divmod_broadcasts_and_keeps_float32():
    a, b = np.array([[7.5], [5.25]], np.float32), np.array([2.0, 4.0], np.float32)
    out, pull = vjp(lambda x, y: np.divmod(x, y)[1], a, b)
    bars = pull(np.ones((2, 2), np.float32))
    assert [bar.dtype for bar in (out, *bars)] == [np.float32] * 3
    assert bars[0].tolist() == [[2], [2]]
    assert bars[1].tolist() == [-5, -2]


def test_ldexp_takes_integer_exponents():
    x = np.array([1.0, -3.0], np.float32)
    gradient = elementwise_grad(lambda v: np.ldexp(v, [3, -2]))(x)
    assert gradient.tolist() == [8, 0.25] and gradient.dtype == np.float32
    with pytest.raises(TypeError, match="ldexp"):
        np.ldexp(Tensor(x), 0.5)


# ---- complex numbers: the gradient of a real function is d/dx - i d/dy ---------------------------------------------

Z = np.array([3 + 4j, -1j, 0])


def gradient(f, z):
    x = Tensor(z)
    f(x).sum().backward()
    return x.grad


def test_complex_parts():
    np.testing.assert_allclose(gradient(np.abs, Z), [0.6 - 0.8j, 1j, 0])
    np.testing.assert_allclose(gradient(np.real, Z), [1, 1, 1])
    np.testing.assert_allclose(gradient(np.imag, Z), [-1j, -1j, -1j])
    np.testing.assert_allclose(gradient(lambda z: np.real(np.conj(z) * z), Z), 2 * np.conj(Z))
    np.testing.assert_allclose(gradient(np.angle, Z[:2]), -1j / Z[:2])
    np.testing.assert_allclose(gradient(lambda z: np.angle(z, deg=True), Z[:2]), -1j / Z[:2] * 180 / math.pi)
    assert np.isnan(gradient(np.angle, Z[2:])).all()
    assert gradient(np.abs, Z.astype(np.complex64)).dtype == np.complex64


def test_complex_sign_is_differentiable_and_real_sign_is_constant():
    np.testing.assert_allclose(np.sign(Tensor(Z)).data, np.sign(Z))
    # Re(z/|z|) = x/r: its partials are y^2/r^3 and -xy/r^3; 0 at the origin, as for abs
    np.testing.assert_allclose(gradient(lambda z: np.real(np.sign(z)), Z), [16 / 125 + 12j / 125, 1, 0])
    assert not np.sign(Tensor([1.0, -2.0])).requires_grad
    assert gradient(lambda x: x * np.sign(x), np.array([-2.0, 3.0])).tolist() == [-1, 1]


def test_parts_of_real_numbers():
    x = np.array([-2.0, 3.0])
    assert gradient(np.real, x).tolist() == [1, 1]
    assert gradient(np.conj, x).tolist() == [1, 1]
    assert gradient(lambda v: np.imag(v) + v, x).tolist() == [1, 1]
    assert gradient(lambda v: np.angle(v) + v, x).tolist() == [1, 1]
    for f in (np.real, np.imag, np.conj, np.angle):
        np.testing.assert_array_equal(f(Tensor(x)).data, f(x))
        assert gradient(lambda v, f=f: f(v) + v, 2.0) in (1.0, 2.0)


def test_a_real_operand_of_a_complex_product_gets_a_real_gradient():
    x = Tensor(np.array([1.0, 2.0]))
    np.real(x * (1 + 2j) + np.exp(1j * x)).sum().backward()
    np.testing.assert_allclose(x.grad, 1 - np.sin(x.data))
    assert x.grad.dtype == np.float64


# ---- what is saved, shapes, operands ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["exp", "exp2", "expm1", "tanh", "tan", "sqrt", "reciprocal", "sigmoid", "relu"])
def test_saves_its_result_only(name):
    x = Tensor(np.array([0.5, 1.5]))
    y = REGISTRY[name](x)
    assert y.node.saved is y.data


@pytest.mark.parametrize("name", ["deg2rad", "degrees", "positive", "nextafter", "real"])
def test_saves_nothing(name):
    x = Tensor(np.array([0.5, 1.5]))
    op = REGISTRY[name]
    y = op(x, 2.0) if len(op.args) == 2 else op(x)
    assert y.node.saved in (None, (None, None))


@pytest.mark.parametrize("f", [np.tanh, np.arcsinh, np.sinc, ops.sigmoid, ops.softplus, lambda x: np.hypot(x, 2)])
def test_shapes(f):
    base = np.linspace(-2, 2, 24).reshape(4, 6)
    whole = elementwise_grad(f)(base)
    np.testing.assert_array_equal(elementwise_grad(f)(base[::2, ::-3]), whole[::2, ::-3])
    assert elementwise_grad(f)(np.zeros((0, 3))).shape == (0, 3)
    assert type(elementwise_grad(f)(0.5)) is float


def test_plain_numbers_are_only_computed():
    assert ops.tanh(0.5) == np.tanh(0.5)
    assert isinstance(ops.hypot(np.ones(2), 1.0), np.ndarray)
    assert ops.clip([1, 9], 2, None).tolist() == [2, 9]
    assert ops.sign(1j) == 1j and ops.sign(-2.0) == -1


def test_refused_keywords():
    with pytest.raises(NoRuleError, match="where"):
        np.exp(Tensor([1.0]), where=np.array([True]))
    with pytest.raises(NoRuleError, match="copy_"):
        ops.finite(Tensor([1.0]), copy_=False)


def test_nan_to_num():
    y = np.nan_to_num(z := Tensor([np.nan, np.inf, -np.inf, 3.0]), nan=5.0, posinf=6.0, neginf=7.0)
    y.sum().backward()
    assert y.data.tolist() == [5, 6, 7, 3] and z.grad.tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize("power", [lambda x, y: x**y, np.float_power])
def test_powers_at_exponents_whose_first_derivative_is_constant(power):
    """x^0 is constant in x, but not in its exponent: the mixed derivative of x^y is x^(y-1) (1 + y log x)."""
    mixed = [grad(grad(power, 0), 1), grad(grad(power, 1), 0)]
    for x, y in ((2.0, 0.0), (2.0, 1.0), (0.5, 2.0)):
        for derivative in mixed:
            assert derivative(x, y) == pytest.approx(x ** (y - 1) * (1 + y * math.log(x)), rel=1e-14)
    assert grad(grad(lambda x: power(x, x - 1)))(1.0) == pytest.approx(2.0)
    assert grad(grad(grad(lambda x: power(x, x))))(1.0) == pytest.approx(3.0)
    assert grad(power, 0)(0.0, 0.0) == grad(power, 0)(math.nan, 0.0) == 0  # the constant 1


def test_clip_of_integers_by_one_tensor():
    whole = np.array([1, 2, 3])
    high = Tensor(2.5)
    y = np.clip(whole, None, high)
    y.sum().backward()
    assert y.tolist() == [1, 2, 2.5] and high.grad == 1
    assert np.clip([1, 2, 3], Tensor(1.5), None).tolist() == [1.5, 2, 3]
    assert np.clip(Tensor(whole), None, 2).tolist() == [1, 2, 2]


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_a_matrix_is_refused():
    with pytest.raises(InputTypeError, match=r"np\.asarray"):
        np.multiply(np.matrix([[1.0, 2.0]]), Tensor([1.0, 2.0]))
