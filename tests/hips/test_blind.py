"""Calls as HIPS's documentation teaches them, with the numbers that 1.9.1 gave.

They were written without a look at our code, run on both, and the ones are kept that once differed here, or whose names
no other test uses.
"""

import numpy as onp
import pytest

import autograd.numpy as np
from autograd import (
    checkpoint,
    core,
    deriv,
    dict as adict,
    elementwise_grad,
    grad,
    grad_and_aux,
    grad_named,
    hessian,
    hessian_tensor_product,
    holomorphic_grad,
    jacobian,
    list as alist,
    make_ggnvp,
    make_hvp,
    make_jvp,
    multigrad_dict,
    tensor_jacobian_product,
    tracer,
    tuple as atuple,
    vector_jacobian_product,
)
from autograd.extend import def_linear, defjvp, defjvp_argnums, defvjp_argnums, primitive
from autograd.misc import flatten
from autograd.misc.fixed_points import fixed_point
from autograd.misc.optimizers import adam, rmsprop, sgd
from autograd.test_util import scalar_close

X = onp.array([0.5, 1.5])
V = onp.array([1.0, -1.0])
M = onp.arange(6.0).reshape(2, 3) / 3


def tanh_of_product(x):
    return np.tanh(M.T @ x)


# ---- operators -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "found, expected",
    [
        (lambda: make_ggnvp(tanh_of_product)(X)(V), [-0.00099779, -0.03645721]),
        (lambda: make_ggnvp(tanh_of_product, lambda y: np.sum(y**4))(X)(V), [-0.01141765, -0.36448276]),
        (lambda: make_ggnvp(lambda a, x: np.tanh(a.T @ x), f_argnum=1)(M, X)(V), [-0.00099779, -0.03645721]),
        (lambda: vector_jacobian_product(tanh_of_product)(X, onp.arange(3.0)), [0.03537092, 0.11399917]),
        (lambda: tensor_jacobian_product(tanh_of_product)(X, onp.arange(3.0)), [0.03537092, 0.11399917]),
        (lambda: hessian_tensor_product(lambda x: np.sum(x**3))(M, M), 6 * M**2),
        (lambda: make_hvp(lambda x: np.sum(x**3))(X)[0](V), [3.0, -9.0]),
        (lambda: hessian(lambda x, y: np.sum(x * y**2), 1)(X, X), [[1.0, 0.0], [0.0, 3.0]]),
        (lambda: deriv(lambda x: np.array([x, x**2]))(2.0), [1.0, 4.0]),
        (lambda: grad_named(lambda x, y: x * y, "y")(2.0, 3.0), 2.0),
        (lambda: grad(checkpoint(lambda x, y=1.0: np.sum(np.sin(x) * y)))(X, y=3.0), [2.63274769, 0.21221161]),
        (lambda: grad(lambda x: x**3 * value_of(x))(2.0), 24.0),
        (lambda: grad(grad(lambda x: x**3 * value_of(x)))(2.0), 24.0),
    ],
)
def test_numbers(found, expected):
    assert found() == pytest.approx(onp.array(expected), abs=1e-8)


def value_of(x):
    """Take all boxes off, as people do."""
    while tracer.isbox(x):
        x = x._value
    return x


def test_an_aux_may_hold_anything():
    gradient, aux = grad_and_aux(lambda x: (np.sum(x**2), {"y": x, "n": 3}))(X)
    assert gradient.tolist() == [1.0, 3.0] and type(aux["y"]) is onp.ndarray and aux["n"] == 3
    assert multigrad_dict(lambda x, y=2.0: x * y)(3.0) == {"x": 2.0, "y": 3.0}


def test_names_of_derived_functions():
    def g(x):
        return x * 2.0

    assert [f(g).__name__ for f in (grad, jacobian)] == ["grad_of_g_wrt_argnum_0", "jacobian_of_g_wrt_argnum_0"]
    assert grad(g, (0,)).__name__ == "grad_of_g_wrt_argnum_(0,)"


def test_real_input_of_holomorphic_grad_is_a_warning():
    with pytest.warns(UserWarning, match="not complex"):
        assert holomorphic_grad(lambda z: z**2)(1.0) == 2.0


def test_a_complex_result_of_real_input_is_an_error_of_elementwise_grad():
    with pytest.raises(TypeError, match="imaginary part"):
        elementwise_grad(lambda x: x * 1j)(X)


def test_forward_mode_says_that_a_result_is_independent():
    for transform in (lambda f: make_jvp(f)(X)(X), lambda f: core.make_jvp(f, X)(X)):
        with pytest.warns(UserWarning, match="Output seems independent of input"):
            assert transform(lambda x: 5.0) == (5.0, 0.0)


# ---- containers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fun, x, expected",
    [
        (lambda t: (t + atuple((1.0,)))[2] * t[0], (2.0, 3.0), (1.0, 0.0)),
        (lambda t: [1.0, *t][1] * [*t, 3.0][2], [2.0, 3.0], [3.0, 0.0]),
        (lambda t: sum(t[1:]), (2.0, 3.0, 4.0), (0.0, 1.0, 1.0)),
        (lambda d: sum(v * v for _, v in d.items()), {"a": 1.0, "b": 2.0}, {"a": 2.0, "b": 4.0}),
        (lambda d: d.get("a", 3.0) + d.get("z", 3.0), {"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 0.0}),
        (lambda d: (lambda a, b: a * b)(**d), {"a": 1.0, "b": 2.0}, {"a": 2.0, "b": 1.0}),
        (lambda x: adict([("a", x)])["a"] * alist([x, 2 * x])[1], 3.0, 12.0),
        (lambda x: atuple(x * i for i in range(3))[2], 1.0, 2.0),
    ],
)
def test_containers(fun, x, expected):
    assert grad(fun)(x) == expected


def test_unflatten_keeps_the_order_of_the_keys():
    start = {"b": [1.0, M], "a": (X,), "c": 2.0}
    vector, unflatten = flatten(start)
    assert vector[:3].tolist() == [0.5, 1.5, 1.0]  # in the order of the sorted keys
    again = unflatten(vector)
    assert list(again) == ["b", "a", "c"]
    assert again["b"][1].tolist() == M.tolist() and again["a"][0].tolist() == X.tolist()
    for optimizer in (sgd, adam, rmsprop):
        assert list(optimizer(lambda x, i: x, {"w": X, "b": 3.0}, num_iters=1)) == ["w", "b"]


@pytest.mark.parametrize("join", [np.stack, np.concatenate, np.vstack, np.hstack, np.column_stack])
def test_what_joins_takes_any_iterable(join):
    rows = {"a": X, "b": V}
    expected = join([X, V]).tolist()
    assert join(rows.values()).tolist() == join(row for row in (X, V)).tolist() == expected
    assert grad(lambda x: np.sum(join(row * x for row in (X, V))))(1.0) == 2.0


# ---- primitives, test_util, tracer ---------------------------------------------------------------------------


def test_forms_of_rules():
    product = primitive(lambda x, y: x * y)
    defjvp(product, None, "same")
    assert make_jvp(product, (0, 1))(2.0, 3.0)((1.0, 10.0)) == (6.0, 20.0)
    linear = primitive(lambda x, y: x * y)
    def_linear(linear)
    assert make_jvp(linear, (0, 1))(2.0, 3.0)((1.0, 10.0)) == (6.0, 23.0)
    weighted = primitive(lambda *xs: sum(xs))
    defjvp_argnums(weighted, lambda argnums, gs, ans, args, kwargs: sum(g * (k + 1) for k, g in zip(argnums, gs)))
    assert make_jvp(weighted, (0, 1))(1.0, 2.0)((1.0, 1.0)) == (3.0, 3.0)
    asked = []

    def maker(argnums, ans, args, kwargs):
        asked.append(tuple(argnums))
        return lambda g: [g * args[1 - k] for k in argnums]

    both = primitive(lambda x, y: x * y)
    defvjp_argnums(both, maker)
    assert grad(both, (0, 1))(2.0, 3.0) == (3.0, 2.0) and grad(both, 1)(2.0, 3.0) == 2.0
    assert asked == [(0, 1), (1,)]  # made anew for each call
    assert grad(grad(lambda x: both(x, x)))(3.0) == 2.0


def test_fixed_points_of_arrays():
    newton = lambda a: lambda x: 0.5 * (x + a / x)
    distance = lambda x, y: np.max(np.abs(x - y))
    found = jacobian(lambda a: fixed_point(newton, a, onp.ones(2), distance, 1e-10))(X)
    assert found == pytest.approx(onp.diag(0.5 / onp.sqrt(X)))


def test_small_things():
    close = [scalar_close(1.0, 1.0 + 1e-9), scalar_close(1.0, 1.1), scalar_close(onp.nan, onp.nan)]
    assert close == [True, False, False]
    assert tracer.find_top_boxed_args((1.0, 2.0)) == ([], -1, None, False)


# ---- numbers of other libraries -------------------------------------------------------------------------------


class Series:
    """What matters of a pandas Series: NumPy can read it, and it answers NumPy's functions with a Series."""

    def __init__(self, values):
        self.values = onp.asarray(values)

    def __array__(self, dtype=None, copy=None):
        return self.values

    def __array_wrap__(self, array, context=None, return_scalar=False):
        return array[()] if array.ndim == 0 else Series(array)


def test_numbers_of_other_libraries_without_tensors_are_numpys_affair():
    s = Series(X)
    assert type(np.power(s, 2.0)) is Series and type(np.exp(s)) is Series
    assert np.sum(s) == 2.0 and np.where(Series(X > 1), X, 0.0).tolist() == [0.0, 1.5]


def test_numbers_of_other_libraries_enter_functions_as_arrays():
    s = Series(X)
    assert grad(lambda x: np.dot(s, x))(V).tolist() == [0.5, 1.5]
    assert grad(lambda x: np.sum(np.where(Series(X > 1), x, 0.0)))(V).tolist() == [0.0, 1.0]
    assert grad(lambda x: np.sum(np.power(x, s)))(onp.ones(2)).tolist() == [0.5, 1.5]
