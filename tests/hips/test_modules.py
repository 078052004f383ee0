"""What programs take from HIPS's modules means here what it meant there."""

from collections import namedtuple

import numpy as onp
import pytest

import autograd
import autograd.numpy as np
from autograd import Tensor, builtins, core, grad, tracer
from autograd.differential_operators import make_jvp_reversemode
from autograd.extend import Box, JVPNode, SparseObject, VJPNode, VSpace, primitive, vspace
from autograd.misc import const_graph, flatten
from autograd.misc.fixed_points import fixed_point
from autograd.misc.flatten import flatten_func
from autograd.misc.optimizers import adam, rmsprop, sgd
from autograd.misc.tracers import full_graph
from autograd.numpy.numpy_boxes import ArrayBox
from autograd.numpy.numpy_jvps import broadcast
from autograd.numpy.numpy_vjps import unbroadcast, unbroadcast_f
from autograd.numpy.numpy_wrapper import metadata
from autograd.test_util import check_equivalent, check_grads, check_jvp, check_vjp, combo_check, make_numerical_jvp
from autograd.util import quick_grad_check, subval, subvals, toposort
from autograd.wrap_util import get_name, unary_to_nary, wraps

X = onp.array([0.5, 1.5])


def test_boxes():
    seen = []

    def look(x, parameters):
        seen.extend([isinstance(x, ArrayBox), isinstance(x, Box), tracer.isbox(x), type(tracer.getval(x))])
        seen.extend([isinstance(parameters, builtins.DictBox), isinstance(parameters, ArrayBox), x._value is X])
        seen.append(builtins.type(x) is onp.ndarray and builtins.isinstance(x, onp.ndarray))
        assert tracer.getval(parameters) == {"w": 1.0} and x._node is x.node and x._trace == 0
        return np.sum(x) * parameters["w"]

    grad(look, (0, 1))(X, {"w": 1.0})
    assert seen == [True, True, True, onp.ndarray, True, False, True, True]
    assert not any(isinstance(value, Box) for value in (X, 1.0, {"w": 1.0}, (X,)))
    assert isinstance((Tensor(X),), builtins.SequenceBox)
    assert not isinstance(Tensor(X), core.SparseBox)


def test_builtins():
    assert builtins.tuple is tuple and builtins.list is list and builtins.dict is dict
    assert builtins.isinstance(Tensor(2.0), float) and not builtins.isinstance(2.0, int)
    assert grad(lambda x: autograd.tuple((x, 2 * x))[1])(1.0) == 2.0
    assert grad(lambda x: autograd.dict(a=x)["a"] * autograd.list([x])[0])(3.0) == 6.0
    space = vspace({"a": 1.0, "b": 2.0})
    assert builtins.container_untake(5.0, "b", space) == {"a": 0.0, "b": 5.0}
    assert builtins.sequence_extend_left((1,), 2) == (2, 1)


def test_core_works_on_functions_of_one_argument():
    vjp, value = core.make_vjp(np.sin, 0.0)
    assert (value, vjp(2.0)) == (0.0, 2.0)
    assert core.make_jvp(np.sin, 0.0)(2.0) == (0.0, 2.0)
    assert make_jvp_reversemode(lambda x: x**2)(3.0)(1.0) == 6.0
    assert core.sum_outgrads([X, X]).tolist() == (2 * X).tolist()
    sparse = SparseObject(vspace(X), lambda total: total + 1)
    assert core.sum_outgrads([sparse, X]).tolist() == (X + 1).tolist()
    with pytest.warns(UserWarning, match="Output seems independent of input"):
        vjp, value = core.make_vjp(lambda x: 3.0, X)
    assert value == 3.0 and vjp(1.0).tolist() == [0.0, 0.0]


def test_a_trace_made_by_hand():
    start = VJPNode.new_root()
    x = tracer.new_box(X, 0, start)
    y = np.sum(np.sin(x) * x)
    assert tracer.isbox(y)
    assert core.backward_pass(vspace(y._value).ones(), y._node) == pytest.approx(onp.cos(X) * X + onp.sin(X))
    value, node = tracer.trace(JVPNode.new_root(2.0), np.sin, 0.0)
    assert (value, node.g) == (0.0, 2.0)
    with tracer.trace_stack.new_trace() as number:
        value, node = tracer.trace(VJPNode.new_root(), lambda x: x * number, 1.0)
    with pytest.warns(UserWarning, match="Output seems independent of input"):
        assert tracer.trace(VJPNode.new_root(), lambda x: 3.0, 1.0) == (3.0, None)
    boxes, *_ = tracer.find_top_boxed_args((1.0, Tensor(2.0)))
    assert [k for k, _ in boxes] == [1]


def test_toposort_gives_every_node_before_its_parents():
    x = Tensor(2.0)
    y = x * x
    z = y + y * x
    nodes = list(toposort(z.node))
    assert nodes[0] is z.node and nodes[-1] is x.node
    places = {node: k for k, node in enumerate(nodes)}
    assert all(places[node] < places[parent] for node in nodes for parent in node.parents)
    leaf = Hashable()
    leaf.ups = ()
    top = Hashable()
    top.ups = (leaf,)
    assert list(toposort(top, lambda node: node.ups)) == [top, leaf]


class Hashable:
    pass


Pair = namedtuple("Pair", "a b")


@pytest.mark.parametrize(
    "value, size",
    [
        (1.0, 1),
        (X, 2),
        (onp.ones((2, 2), onp.float32), 4),
        (X + 1j, 4),
        ((1.0, [X, {"a": X}]), 5),
        (Pair(1.0, X), 3),
    ],
)
def test_vector_spaces(value, size):
    space = vspace(value)
    assert space.size == size and space == vspace(value) and isinstance(space, VSpace)
    basis = list(space.standard_basis())
    assert len(basis) == size
    v, w = space.randn(), space.ones()
    assert vspace(v) == space
    assert space.inner_prod(v, w) == pytest.approx(sum(space.inner_prod(v, e) for e in basis), rel=1e-5)
    total = space.zeros()
    for e in basis:
        total = space.mut_add(total, space.scalar_mul(e, 2.0))
    check_equivalent(total, space.scalar_mul(space.ones(), 2.0))
    assert space.inner_prod(space.covector(v), w) is not None
    assert space.add(None, v) is v


def test_what_is_in_no_vector_space():
    with pytest.raises(TypeError, match="Can't find vector space for value 3 of type <class 'int'>"):
        vspace(3)

    class Own:
        pass

    VSpace.register(Own, lambda value: vspace(X))
    try:
        assert vspace(Own()).size == 2
    finally:
        del VSpace.mappings[Own]


def test_flatten_is_differentiated_in_both_directions():
    value = {"b": [1.0, onp.ones((2, 2))], "a": (X,), "c": []}
    vector, unflatten = flatten(value)
    assert vector.tolist() == [0.5, 1.5, 1.0, 1.0, 1.0, 1.0, 1.0]
    again = unflatten(vector)
    assert again["b"][1].tolist() == value["b"][1].tolist() and again["c"] == []
    check_grads(lambda v: flatten(v)[0] ** 2)({"b": X, "a": 2.0})
    check_grads(lambda v: np.sum(unflatten(v)["b"][1] ** 3))(vector)
    f, _, x0 = flatten_func(lambda p: {"a": p["a"] * 2}, {"a": X})
    assert f(x0).tolist() == [1.0, 3.0]
    assert flatten([])[0].tolist() == []


@pytest.mark.parametrize("optimizer", [sgd, rmsprop, adam])
def test_optimizers(optimizer):
    steps = []
    gradient = lambda p, i: {"w": 2 * (p["w"] - 1), "b": 2 * p["b"]}
    start = {"w": X, "b": 3.0}
    found = optimizer(gradient, start, lambda p, i, g: steps.append((i, set(g))), num_iters=300, step_size=0.05)
    assert steps[0] == (0, {"w", "b"}) and len(steps) == 300
    assert onp.allclose(found["w"], 1, atol=0.05) and abs(found["b"]) < 0.05


def test_optimizers_take_the_steps_that_hips_takes():
    gradient = lambda x, i: {"w": 2 * x["w"], "b": x["b"] * 0.5}
    ends = {sgd: (0.57894781, 2.66197176), rmsprop: (0.27096061, 2.18664997), adam: (0.99300116, 2.99300038)}
    for optimizer, (w, b) in ends.items():
        found = optimizer(gradient, {"w": onp.array([1.0, 2.0]), "b": 3.0}, num_iters=7)
        assert (found["w"][0], found["b"]) == pytest.approx((w, b), rel=1e-6)


def test_a_fixed_point():
    root = lambda a: fixed_point(lambda a: lambda x: 0.5 * (x + a / x), a, 1.0, lambda x, y: abs(x - y), 1e-12)
    check_grads(root, modes=["rev"], order=1)(2.0)
    assert grad(grad(root))(2.0) == pytest.approx(-0.25 * 2.0**-1.5)


def test_graphs_of_functions():
    assert const_graph(lambda x, y: x * y + 1.0, 2.0)(3.0) == 7.0
    end = full_graph(lambda x: np.sum(np.sin(x)), X)
    assert end.recipe[0].__name__ == "sum" and end.parents[0].recipe[0].__name__ == "sin"


def test_test_util_finds_what_is_wrong():
    wrong = primitive(lambda x: x * x)
    core.defvjp(wrong, lambda ans, x: lambda g: g * x)
    for check in (check_vjp, check_jvp):
        check(np.sin, X)
        with pytest.raises(AssertionError):
            check(wrong, 2.0)
    with pytest.raises(AssertionError):
        check_grads(wrong)(2.0)
    check_grads(lambda x, y: x * y, 1, modes=["rev"], order=1)(2.0, 3.0)
    combo_check(np.sum, modes=["fwd", "rev"], order=1)([X, onp.ones((2, 2))], axis=[None, 0])
    check_equivalent((1.0, X), (1.0, X + 1e-9))
    for pair in ((1.0, 2.0), (1.0, X)):
        with pytest.raises(AssertionError, match="mismatch"):
            check_equivalent(*pair)
    assert make_numerical_jvp(lambda x: x**2, 3.0)(1.0) == pytest.approx(6.0, rel=1e-6)
    with pytest.warns(DeprecationWarning, match="deprecated"):
        quick_grad_check(lambda x: x * x, 2.0, verbose=False)


def test_an_operator_of_ones_own():
    @unary_to_nary
    def scaled_value(f, x, scale, shift=0.0):
        return f(x) * scale + shift

    assert scaled_value(lambda a, b: a - b, 1, 10.0, shift=1.0)(5.0, 2.0) == 31.0
    assert scaled_value(onp.sin, 0, 1.0).__name__ == "scaled_value_of_sin_wrt_argnum_0"
    assert get_name(onp.sin) == "sin"
    assert wraps(onp.sin, "new_{fun}", "of {fun}")(lambda: 0).__doc__ == "of sin"
    assert subvals((1, 2), [(0, 3)]) == (3, 2) and subval([1, 2], 1, 3) == (1, 3)


def test_rules_of_elementwise_primitives_may_unbroadcast():
    scaled = primitive(lambda x, y: x * y)
    core.defvjp(
        scaled,
        lambda ans, x, y: unbroadcast_f(x, lambda g: g * y),
        lambda ans, x, y: unbroadcast_f(y, lambda g: g * x),
    )
    core.defjvp(scaled, lambda g, ans, x, y: broadcast(g * y, ans), lambda g, ans, x, y: broadcast(g * x, ans))
    check_grads(lambda y: scaled(X, y))(2.0)
    check_grads(lambda x: scaled(x, onp.ones((3, 2))))(X)
    assert metadata(Tensor(X)) == ((2,), 1, onp.dtype(float), False)
    assert unbroadcast(onp.ones((2, 3)), metadata(onp.ones(2)), -1).tolist() == [3.0, 3.0]


@pytest.mark.parametrize("form", ["defgrad", "defvjp", "defvjp_is_zero"])
def test_the_forms_that_were_deprecated_there(form):
    f = primitive(lambda x, y: x * y)
    declare = {
        "defgrad": lambda: core.deprecated_defgrad(f)(lambda ans, x, y: lambda g: g * x, argnum=1),
        "defvjp": lambda: core.deprecated_defvjp(f)(lambda g, ans, vs, gvs, x, y: g * x, argnum=1),
        "defvjp_is_zero": lambda: core.deprecated_defvjp_is_zero(f)(argnums=(1,)),
    }
    with pytest.warns(DeprecationWarning, match="deprecated"):
        declare[form]()
    assert grad(f, 1)(2.0, 3.0) == (0.0 if form == "defvjp_is_zero" else 2.0)
