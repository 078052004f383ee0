"""primitive and its rules: HIPS's door for declaring ops leads to all that our own door leads to."""

import gc
import math
import weakref

import numpy as onp
import pytest

import autograd.numpy as np
from autograd import Tensor, checkpoint, draw, grad, gradcheck, hessian, jacobian, jvp, make_jvp, make_vjp, no_grad
from autograd.builtins import isinstance as is_instance
from autograd.extend import (
    SparseObject,
    def_linear,
    defjvp,
    defjvp_argnum,
    defjvp_argnums,
    defvjp,
    defvjp_argnum,
    defvjp_argnums,
    forget,
    general,
    notrace_primitive,
    primitive,
    register_notrace,
    vspace,
)
from autograd.graph.op import IMPLEMENTATIONS

X, Y = onp.array([0.5, 1.5]), onp.array([2.0, -1.0])


def sine_times():
    @primitive
    def sine_times(x, y=3.0):
        """Say this."""
        assert type(x) in (float, onp.float64, onp.ndarray), "the body gets plain numbers"
        return onp.sin(x) * y

    defvjp(
        sine_times,
        lambda ans, x, y=3.0: lambda g: g * np.cos(x) * y,
        lambda ans, x, y=3.0: lambda g: g * np.sin(x),
    )
    return sine_times


def test_it_takes_part_in_everything():
    f = sine_times()
    assert (f.__name__, f.__doc__) == ("sine_times", "Say this.")
    assert onp.array_equal(f(X, Y), onp.sin(X) * Y)
    assert gradcheck(lambda x, y: np.sum(f(x, y) ** 2), X, Y, order=2)
    assert onp.allclose(jacobian(f, 1)(X, Y), onp.diag(onp.sin(X)))
    assert onp.allclose(hessian(f)(0.5), -3 * math.sin(0.5))
    assert onp.allclose(jvp(f, (X, Y), (Y, X))[1], Y * onp.cos(X) * Y + X * onp.sin(X))
    assert onp.allclose(jvp(grad(f), (0.5,), (2.0,))[1], -6 * math.sin(0.5))
    x = Tensor(X)
    f(x).sum().backward()
    assert onp.allclose(x.grad, 3 * onp.cos(X))
    text = str(draw(f(x)))
    assert "sine_times(" in text and "Call" not in text
    with no_grad():
        assert not f(x).requires_grad


def test_the_gradient_has_the_arguments_dtype_and_shape():
    f = sine_times()
    assert grad(lambda x: np.sum(f(x)))(X.astype(onp.float32)).dtype == onp.float32
    assert grad(lambda y: np.sum(f(X, y)))(2.0) == pytest.approx(onp.sin(X).sum())  # broadcast: summed for the rule
    assert type(grad(f)(0.5)) is float


def test_a_missing_rule_is_said_with_its_name():
    f = primitive(lambda x, y: x * y)
    with pytest.raises(NotImplementedError, match="<lambda> has no derivative rule for argument 0"):
        grad(f)(1.0, 2.0)
    defvjp(f, lambda ans, x, y: lambda g: g * x, argnums=(1,))
    assert grad(f, 1)(3.0, 2.0) == 3.0
    with pytest.raises(NotImplementedError, match=r"argument 0.*argnums=\(0,\)"):
        grad(f)(1.0, 2.0)


def test_none_is_zero_and_rules_may_have_numbers():
    f = primitive(lambda x, y, z: x * y * z)
    defvjp(f, None, lambda ans, x, y, z: lambda g: g * x * y, argnums=(0, 2))
    assert grad(f)(2.0, 3.0, 4.0) == 0.0
    assert grad(f, 2)(2.0, 3.0, 4.0) == 6.0


def test_joint_rules_are_run_once_for_all_arguments():
    calls = []
    f = primitive(lambda x, y: x * y)

    def maker(argnums, ans, args, kwargs):
        calls.append(argnums)
        return lambda g: [g * args[1 - k] for k in argnums]

    defvjp_argnums(f, maker)
    assert grad(f, (0, 1))(2.0, 3.0) == (3.0, 2.0)
    assert calls == [(0, 1)]
    assert gradcheck(f, 2.0, 3.0, order=2)
    many = primitive(lambda *xs: sum(xs))
    defvjp_argnum(many, lambda argnum, ans, args, kwargs: lambda g: g * (argnum + 1))
    assert grad(many, (0, 2))(1.0, 2.0, 3.0) == (1.0, 3.0)


@pytest.mark.parametrize("container", [False, True])
def test_a_cotangent_that_is_used_again_is_not_remembered(container):
    f = primitive((lambda p: p[0] * p[1]) if container else (lambda x, y: x * y))
    if container:
        defvjp(f, lambda ans, p: lambda g: (g * p[1], g * p[0]))
    else:
        defvjp_argnums(f, lambda argnums, ans, args, kwargs: lambda g: [g * args[1 - k] for k in argnums])
    of = lambda x, y: f((x, y)) if container else f(x, y)
    pull, _ = make_vjp(of, (0, 1))(X, Y)
    g = onp.ones(2)
    assert onp.array_equal(pull(g)[0], Y)
    g *= 2
    assert onp.array_equal(pull(g)[0], 2 * Y)
    x, y = Tensor(X), Tensor(Y)
    z = of(x, y)
    assert onp.array_equal(make_vjp(lambda x: of(x, y))(X)[0](g).data, 2 * Y)
    z.backward(g, create_graph=True)
    assert x.grad.requires_grad and onp.array_equal(y.grad.data, 2 * X)


@pytest.mark.parametrize("how", ["defjvp", "argnum", "argnums", "linear"])
def test_forward_rules(how):
    f = primitive(lambda x, y: x * y)
    if how == "defjvp":
        defjvp(f, lambda g, ans, x, y: g * y, "same")
    elif how == "argnum":
        defjvp_argnum(f, lambda argnum, g, ans, args, kwargs: g * args[1 - argnum])
    elif how == "argnums":
        rule = lambda argnums, gs, ans, args, kwargs: sum(g * args[1 - k] for k, g in zip(argnums, gs))
        defjvp_argnums(f, rule)
    else:
        def_linear(f)
    assert jvp(f, (2.0, 3.0), (1.0, 10.0)) == (6.0, 23.0)
    assert jvp(lambda x: make_jvp(lambda y: f(y, y) * y)(x)(1.0)[1], (2.0,), (1.0,))[1] == pytest.approx(12.0)
    with pytest.raises(NotImplementedError, match="no derivative rule"):
        grad(f)(2.0, 3.0)
    defvjp_argnum(f, lambda argnum, ans, args, kwargs: lambda g: g * args[1 - argnum])
    assert gradcheck(f, 2.0, 3.0, order=2)


def test_none_in_forward_mode_is_zero():
    f = primitive(lambda x, y: (x * y, x))
    defjvp(f, None, lambda g, ans, x, y: (g * x, 0.0))
    assert jvp(f, (2.0, 3.0), (1.0, 10.0))[1] == (20.0, 0.0)


def test_containers_go_in_and_come_out():
    @primitive
    def layer(parameters, x, name):
        w, b = parameters["w"], parameters["b"]
        return {"out": w @ x + b, "norms": [float((w * w).sum())], "name": name}

    def layer_vjp(ans, parameters, x, name):
        assert ans["name"] == name
        return lambda g: {
            "w": np.outer(g["out"], x) + 2 * g["norms"][0] * parameters["w"],
            "b": g["out"],
        }

    defvjp(layer, layer_vjp, lambda ans, p, x, name: lambda g: p["w"].T @ g["out"])

    def loss(parameters, x):
        result = layer(parameters, x, "first")
        assert result["name"] == "first" and is_instance(result["out"], onp.ndarray)
        return np.sum(result["out"] ** 2) + result["norms"][0]

    parameters = {"w": onp.arange(6.0).reshape(3, 2) / 5, "b": onp.ones(3)}
    assert gradcheck(loss, parameters, X, order=2)
    assert loss(parameters, X) == pytest.approx(float(loss(parameters, Tensor(X))))


def test_a_tuple_of_results():
    f = primitive(lambda x: (onp.sin(x), onp.cos(x), 3, None))
    defvjp(f, lambda ans, x: lambda g: g[0] * np.cos(x) - g[1] * np.sin(x))
    _sine, _cosine, three, nothing = f(Tensor(0.5))
    assert (three, nothing) == (3, None)
    assert gradcheck(lambda x: f(x)[0] * f(x)[1], 0.7, order=2)
    assert grad(lambda x: f(x)[0])(0.0) == 1.0


def test_cotangents_may_be_sparse_lists_or_smaller():
    take = primitive(lambda x: x[1])

    def take_vjp(ans, x):
        def add(total):
            total[1] += 1.0
            return total

        return lambda g: SparseObject(vspace(x), add)

    defvjp(take, take_vjp)
    assert grad(take)(X).tolist() == [0.0, 1.0]
    first = primitive(lambda x: x[0])
    defvjp(first, lambda ans, x: lambda g: [g, 0.0])
    assert grad(first)(X).tolist() == [1.0, 0.0]
    assert gradcheck(lambda x: first(x) ** 3, X, order=2)
    nothing = primitive(lambda x: x[0] * 0)
    defvjp(nothing, lambda ans, x: lambda g: 0.0)
    assert grad(nothing)(X).tolist() == [0.0, 0.0]


def test_a_rule_made_from_plain_arrays_is_made_once():
    made = []
    f = primitive(lambda x: x**2)
    defvjp(f, lambda ans, x: made.append(1) or (lambda g: 2 * x * g))
    assert onp.allclose(jacobian(f)(X), onp.diag(2 * X))
    assert len(made) == 1


def test_constants():
    steps = notrace_primitive(lambda x: x // 1)
    assert grad(lambda x: x * steps(x))(2.5) == 2.0
    other = primitive(lambda x: x // 1)
    register_notrace(None, other)
    assert grad(lambda x: x * other(x))(2.5) == 2.0


def test_a_result_of_integers_is_a_constant():
    for body, kind in ((onp.argsort, onp.ndarray), (len, int), (lambda x: "text", str)):
        places = primitive(body)
        defvjp(places, None)
        assert type(places(Tensor(X))) is kind


def test_methods_and_arguments_of_any_kind():
    class Model:
        scale = 2.0

        @primitive
        def times(self, x, how, n=1):
            return self.scale * x * n if how == "times" else None

    defvjp(Model.times, lambda ans, self, x, how, n=1: lambda g: g * self.scale * n, argnums=(1,))
    assert grad(lambda x: Model().times(x, "times", n=3))(1.0) == 6.0
    with pytest.raises(NotImplementedError, match="keyword 'n'"):
        grad(lambda n: Model().times(1.0, "times", n=n))(1.0)


def test_a_tracked_tensor_from_outside_is_not_lost():
    w = Tensor(2.0)
    f = primitive(lambda x: x * w)
    defvjp(f, lambda ans, x: lambda g: g)
    with pytest.raises(NotImplementedError, match="not one of its arguments"):
        f(Tensor(3.0))


def test_numpys_functions_without_derivative_can_get_one(monkeypatch):
    monkeypatch.delitem(IMPLEMENTATIONS, onp.polyval, raising=False)
    defvjp(onp.polyval, None, lambda ans, p, x: lambda g: g * np.polyval(onp.polyder(p), x))
    assert grad(lambda x: onp.polyval([1.0, 0.0, 0.0], x))(3.0) == 6.0
    del IMPLEMENTATIONS[onp.polyval]


def test_a_rule_of_what_is_no_primitive_has_no_effect_and_a_warning():
    plain = lambda x: x * x
    with pytest.warns(UserWarning, match="the rule has no effect"):  # ceviche declares some; HIPS says nothing
        defvjp(plain, lambda ans, x: lambda g: 100 * g)
    assert grad(plain)(3.0) == 6.0


@pytest.mark.parametrize("function", [np.sin, onp.sin, np.sum, onp.sum])
def test_our_ops_keep_their_derivatives(function):
    with pytest.warns(UserWarning, match="has its derivative already and keeps it"):
        defvjp(function, lambda ans, x: lambda g: 7 * g)
    defjvp(function, lambda g, ans, x: 7 * g)
    register_notrace(None, function)
    assert grad(function)(0.0) == 1.0 and jvp(function, (0.0,), (1.0,))[1] == 1.0


def test_an_op_gets_the_rule_it_lacks():
    power = general(lambda x, n: x**n, x=lambda g, x, n: g * n * x ** (n - 1), n=None, name="power_for_a_test")
    try:
        with pytest.raises(NotImplementedError, match="argument 'n'"):
            grad(power, 1)(2.0, 3.0)
        defvjp(power, None, lambda ans, x, n: lambda g: g * ans * np.log(x))
        assert gradcheck(power, 2.0, 3.0, order=2)
    finally:
        forget(power)


def test_checkpoint_keeps_nothing_and_computes_again():
    runs = []

    def f(x, y):
        runs.append(1)
        return np.sum(np.sin(x) * y)

    assert gradcheck(checkpoint(f), X, Y, order=2)
    runs.clear()
    assert onp.allclose(grad(checkpoint(f))(X, Y), grad(f)(X, Y))
    assert len(runs) == 3


def test_its_graph_dies_without_the_garbage_collector():
    f = sine_times()
    gc.disable()
    try:
        x = Tensor(X)
        y = f(f(x))
        inner = weakref.ref(y.node.parents[0].plan.op and y.node.saved[0])
        y.sum().backward()
        assert inner() is not None
        del y
        assert inner() is None
    finally:
        gc.enable()
