"""The record step: what a node knows, what it saves, what stays off the graph."""

import copy
import weakref

import numpy as np
import pytest

from autograd import Tensor, keep_values, no_grad
from autograd.errors import InputTypeError, NoRuleError
from autograd.graph.node import Leaf, Node, topological
from autograd.graph.op import REGISTRY, Op, implements
from autograd.ops import elementwise, manipulation, statistical
from autograd.ops.kinds import elementwise as elementwise_kind, general, linear


def test_a_node_tells_op_parents_inputs_shape_dtype():
    x, w = Tensor(np.ones((2, 3))), Tensor(np.ones(3, np.float32))
    node = (x * w).node
    assert node.op is elementwise.multiply and node.op.name == "multiply"
    assert node.parents == (x.node, w.node)
    assert node.inputs == [x.node, w.node]
    assert node.shape == (2, 3) and node.dtype == np.float64
    assert node.static == {}
    assert node.serial > w.node.serial > x.node.serial


def test_inputs_keep_argument_order_with_constants_between():
    x = Tensor([1.0, 2.0])
    assert (3.0 - x).node.inputs == [3.0, x.node]
    assert (x - 3.0).node.inputs == [x.node, 3.0]
    condition = np.array([True, False])
    node = np.where(condition, 5.0, x).node
    assert node.inputs[0] is condition and node.inputs[1] == 5.0 and node.inputs[2] is x.node
    assert node.parents == (x.node,)


def test_keywords_are_static():
    node = np.sum(Tensor(np.ones((2, 3))), axis=1, keepdims=True).node
    assert node.op is statistical.sum_op
    assert node.static["axis"] == 1 and node.static["keepdims"] is True
    assert node.shape == (2, 1)


def test_only_what_a_rule_names_is_saved():
    x, y = Tensor(np.array([1.0, 2.0])), Tensor(np.array([3.0, 4.0]))
    assert (x + y).node.saved is None
    assert (x - 1.0).node.saved is None
    assert (-x).node.saved is None
    out = np.tanh(x)
    assert out.node.saved is out.data
    first, second = (x * y).node.saved
    assert first is y.data and second is x.data


def test_a_product_with_a_constant_saves_the_constant_alone():
    x, c = Tensor(np.array([1.0, 2.0])), np.array([3.0, 4.0])
    assert (x * c).node.saved is c
    assert (c * x).node.saved is c
    assert (x * 1.01).node.saved == 1.01


def test_what_is_not_saved_is_freed():
    x = Tensor(np.ones(10))
    y = x * 2.0
    inner = weakref.ref(y.data)
    z = y * 1.01  # needs 1.01, not y
    del y
    assert inner() is None
    assert z.node.parents[0].op.name == "multiply"


def test_values_of_leaves_and_scalars_are_kept():
    x = Tensor(np.array([1.0, 2.0]))
    assert x.node.value is x.data
    assert (x * 2).node.value is None
    assert (x * 2).sum().node.value == 6.0
    assert (Tensor(3.0) * 2).node.value == 6.0


def test_keep_values_keeps_every_value():
    x = Tensor(np.array([1.0, 2.0]))
    with keep_values():
        y = np.exp(x) * 2 + np.sum(x, keepdims=True)
    for node in topological(y.node):
        assert node.value is not None and np.shape(node.value) == node.shape


def test_keep_values_keeps_the_parts_of_a_multi_output_op():
    with keep_values():
        fraction, whole = np.modf(Tensor(np.array([1.5, 2.25])))
    np.testing.assert_array_equal(fraction.node.value, [0.5, 0.25])
    np.testing.assert_array_equal(whole.node.value, [1.0, 2.0])


def test_a_leaf_has_no_op():
    node = Tensor(2.0).node
    assert type(node) is Leaf and node.op is None and node.parents == () and node.inputs == [] and node.static == {}


def test_constants_stay_off_the_graph():
    assert Tensor([1, 2]).node is None
    assert Tensor([True]).node is None
    assert Tensor([1.0], requires_grad=False).node is None
    assert (Tensor([1.0], requires_grad=False) * 2.0).node is None
    assert np.exp(Tensor(1.0, requires_grad=False)).node is None


def test_plain_arrays_through_an_op_stay_plain():
    out = elementwise.multiply(np.ones(2), 3.0)
    assert type(out) is np.ndarray
    assert type(elementwise.add(1.0, 2.0)) is float
    assert type(statistical.sum(np.ones(2), axis=0)) is np.float64


def test_nodes_compare_by_identity_and_hash():
    x = Tensor(2.0)
    a, b = (x * x).node, (x * x).node
    assert a != b and a == a and len({a, b, a}) == 2


def test_the_repr_of_a_node_never_shows_its_parents():
    text = repr((Tensor(np.ones((2, 3))) * 2).node)
    assert "multiply" in text and "float64" in text and "[2, 3]" in text and "\n" not in text
    assert "leaf" in repr(Tensor(1.0).node)


def test_the_repr_of_a_multi_output_node():
    part, _ = np.modf(Tensor(np.array([1.5])))
    assert "modf" in repr(part.node.parents[0]) and "pick" in repr(part.node)


def test_topological_puts_parents_first_and_lists_each_node_once():
    x = Tensor(2.0)
    a = x * x
    b = a + x
    c = b * a
    nodes = topological(c.node)
    assert nodes == [x.node, a.node, b.node, c.node]
    place = {node: k for k, node in enumerate(nodes)}
    assert all(place[parent] < place[node] for node in nodes for parent in node.parents)


def test_topological_of_a_leaf():
    x = Tensor(2.0)
    assert topological(x.node) == [x.node]


def test_a_node_holds_no_handle():
    """Nothing below a node is a Tensor, so a graph has no reference cycles."""
    x = Tensor(np.ones(3))
    y = (np.exp(x) * x + x[0]).sum()
    for node in topological(y.node):
        for slot in Node.__slots__:
            found = getattr(node, slot)
            for item in found if isinstance(found, tuple) else (found,):
                assert not isinstance(item, Tensor)


def test_nothing_is_recorded_within_no_grad():
    x = Tensor(np.ones(3))
    with no_grad():
        for y in (x * 2, np.exp(x), x.sum(), x[0], np.where(x > 0, x, 0)):
            assert isinstance(y, Tensor) and y.node is None


def test_positional_and_keyword_statics_and_operands(registry):
    def shifted_forward(x, shift=0.0, times=1):
        return (x + shift) * times

    shifted = linear(shifted_forward, x=lambda g, times: g * times, name="temporary_shifted")
    x = Tensor(np.ones(2))
    for y in (
        shifted(x, 1.0, 3),
        shifted(x, shift=1.0, times=3),
        shifted(x, 1.0, times=3),
        shifted(x=x, shift=1.0, times=3),
    ):
        np.testing.assert_array_equal(y.data, [6.0, 6.0])
        assert y.node.static == {"shift": 1.0, "times": 3}


def test_wrong_calls_of_an_op_say_what_it_takes(registry):
    def forward(x, shift=0.0):
        return x + shift

    op = linear(forward, x=lambda g: g, name="temporary_shift")
    x = Tensor(1.0)
    with pytest.raises(TypeError, match=r"temporary_shift\(x, shift=0.0\) was given 3 positional arguments"):
        op(x, 1.0, 2.0)
    with pytest.raises(TypeError, match="temporary_shift"):
        op()
    with pytest.raises(NoRuleError, match="does not support the keyword 'where'; it takes: x, shift"):
        op(x, where=True)
    with pytest.raises(TypeError, match="twice"):
        op(x, x=x)
    with pytest.raises(TypeError, match="multiply"):
        elementwise.multiply(x)
    with pytest.raises(TypeError, match="exp"):
        elementwise.exp(x, x)


def test_out_none_is_what_numpy_code_passes():
    np.testing.assert_array_equal(np.sum(Tensor(np.ones(3)), out=None).data, 3.0)
    np.testing.assert_array_equal(np.exp(Tensor(0.0), out=None).data, 1.0)


def test_an_op_is_declared_once(registry):
    def twice(x):
        return 2 * x

    linear(twice, x=lambda g: 2 * g, name="temporary_twice")
    with pytest.raises(ValueError, match="'temporary_twice' is already declared"):
        linear(twice, x=lambda g: 2 * g, name="temporary_twice")


def test_a_rule_may_only_name_what_exists(registry):
    with pytest.raises(TypeError, match=r"a rule of temporary names 'z'; it can name x, out"):
        elementwise_kind(np.sin, x=lambda z: z, name="temporary", numpy=())


def test_a_rule_may_name_statics_shapes_and_dtypes(registry):
    seen = {}

    def forward(x, scale=2.0):
        return x * scale

    def back(g, scale, x_shape, x_dtype, out_shape, out_dtype):
        seen.update(scale=scale, x_shape=x_shape, x_dtype=x_dtype, out_shape=out_shape, out_dtype=out_dtype)
        return g * scale

    op = general(forward, x=back, name="temporary_scale")
    x = Tensor(np.ones((2, 1), np.float32))
    op(x, scale=3.0).sum().backward()
    assert seen == {
        "scale": 3.0,
        "x_shape": (2, 1),
        "x_dtype": np.float32,
        "out_shape": (2, 1),
        "out_dtype": np.float32,
    }
    np.testing.assert_array_equal(x.grad, [[3.0], [3.0]])


def test_an_operand_without_rule_is_refused_when_tracked(registry):
    op = elementwise_kind(lambda a, b: a * b, a=lambda b: b, b=None, name="temporary_half")
    x, y = Tensor(2.0), Tensor(3.0)
    op(x, 3.0).backward()
    assert x.grad == 3.0
    for call in (lambda: op(x, y), lambda: op(2.0, y)):
        with pytest.raises(NoRuleError, match=r"temporary_half has no derivative rule for argument 'b'.*stop_gradient"):
            call()
    assert op(2.0, y.detach()).item() == 6.0


def test_an_operand_that_is_no_number_is_named():
    for bad in ("text", None, {1: 2}, object()):
        with pytest.raises(InputTypeError, match="exp needs Tensors, arrays or numbers"):
            elementwise.exp(bad)
        with pytest.raises(InputTypeError, match="multiply needs Tensors, arrays or numbers"):
            elementwise.multiply(Tensor(1.0), bad)
        with pytest.raises(InputTypeError, match="where needs Tensors, arrays or numbers"):
            manipulation.where(True, Tensor(1.0), bad)


HERE = r" at .*test_record\.py:\d+: "


def test_an_error_of_the_forward_says_what_was_computed():
    a, b = Tensor(np.ones((4, 3))), Tensor(np.ones((4, 2)))
    with pytest.raises(ValueError, match=rf"^while computing matmul .* of float64\[4,3\] and float64\[4,2\]{HERE}"):
        a @ b
    with pytest.raises(ValueError, match=rf"^while computing add of float64\[4,3\] and float64\[4,2\]{HERE}"):
        a + b
    with pytest.raises(IndexError, match=rf"^while computing getitem of float64\[4,3\]{HERE}"):
        a[7]
    with pytest.raises(ValueError, match=rf"^while computing sum of float64\[4,3\]{HERE}"):
        np.sum(a, axis=2)


def test_an_error_of_the_forward_keeps_its_class(registry):
    with pytest.raises(np.exceptions.AxisError, match="while computing"):
        np.sum(Tensor(np.ones(3)), axis=2)

    class Own(Exception):
        pass

    def fail(x):
        raise {0: Own("mine"), 1: InputTypeError("ours"), 2: np.linalg.LinAlgError("singular")}[int(np.size(x))]

    op = general(fail, x=lambda g: g, name="temporary_fail")
    for size, kind in ((0, Own), (1, InputTypeError), (2, np.linalg.LinAlgError)):
        with pytest.raises(kind) as caught:
            op(Tensor(np.ones(size)))
        assert caught.value.__cause__ is not caught.value


def test_implements_enters_a_composition(registry):
    calls = []

    @implements(np.sinc)
    def ours(x):
        calls.append(x)
        return x * 2

    assert np.sinc(Tensor(2.0)).item() == 4.0 and len(calls) == 1


def test_a_failed_call_leaves_no_trace():
    x = Tensor(np.ones(3))
    with pytest.raises(ValueError, match="add"):
        x + np.ones(4)
    (x * 2).sum().backward()
    np.testing.assert_array_equal(x.grad, [2.0, 2.0, 2.0])


def test_ops_and_registry_read_well():
    op = REGISTRY["multiply"]
    assert isinstance(op, Op) and repr(op) == "<op multiply (elementwise)>"
    assert op.args == ("a", "b") and op.infix == "{} * {}" and np.multiply in op.numpy
    assert copy.copy(op) is not None
    assert op.declared_at[0].endswith("elementwise.py") and op.declared_at[1] > 0


def test_multi_output_ops_are_one_node_and_picks():
    x = Tensor(np.array([1.5, -2.25]))
    fraction, whole = np.modf(x)
    node = fraction.node.parents[0]
    assert fraction.node.op.name == whole.node.op.name == "pick"
    assert whole.node.parents == (node,) and node.parents == (x.node,)
    assert (fraction.node.static, whole.node.static) == ({"index": 0}, {"index": 1})
    assert node.shape == ((2,), (2,)) and node.dtype == (np.float64, np.float64)


def test_integer_outputs_of_a_multi_output_op_are_plain():
    mantissa, exponent = np.frexp(Tensor(np.array([6.0, 0.75])))
    assert isinstance(mantissa, Tensor) and type(exponent) is np.ndarray
    np.testing.assert_array_equal(exponent, [3, 0])


def test_untracked_multi_output_and_flat_results():
    parts = np.modf(Tensor([1.5], requires_grad=False))
    assert all(isinstance(part, Tensor) and part.node is None for part in parts)
    rounded = np.floor(Tensor([1.5]))
    assert isinstance(rounded, Tensor) and rounded.node is None
    assert type(np.isfinite(Tensor([1.5]))) is np.ndarray


def test_results_of_integer_tensors_are_all_of_one_kind():
    t = Tensor([1, 2])
    kinds = {isinstance(y, Tensor) for y in (t + 1, t * t, -t, abs(t), t.sum(), t[:1])}
    assert len(kinds) == 1, "some results are Tensors, some plain arrays"


def test_payloads_are_arrays_scalars_or_floats():
    assert type((Tensor(2.0) * 3).data) is float
    assert type((Tensor(2.0) * np.float64(3)).data) is np.float64
    assert type((Tensor(np.float32(2)) * 3).data) is np.float32
    assert type(Tensor(np.ones(3)).sum().data) is np.float64
    assert type(Tensor(np.ones((3, 3)))[0, 0].data) is np.float64
    assert type((Tensor(np.ones(3)) @ np.ones(3)).data) is np.float64
    for y in (Tensor(2.0)[()], Tensor(2.0)[...], Tensor(np.ones(1)).reshape(())):
        assert isinstance(y.data, np.floating) and y.shape == ()


def test_python_floats_stay_python_floats_through_scalar_graphs():
    x = Tensor(0.5)
    for y in (
        x + 1,
        x - 1.0,
        2 * x,
        x / 3,
        1 / x,
        x**2,
        2**x,
        x**0.5,
        -x,
        x.exp(),
        x.log(),
        x.tanh(),
        x.relu(),
        abs(x),
    ):
        assert type(y.data) is float, y
        y.backward()
        assert type(x.grad) is float


def test_an_exception_that_writes_its_text_in_its_own_way_keeps_its_class(registry):
    class Weird(Exception):
        def __str__(self):
            return "weird"

    for number, error in enumerate((Weird(), KeyError("k"), OSError(2, "no such file"))):

        def fail(x, error=error):
            raise error

        op = general(fail, x=lambda g: g, name=f"temporary_fail_{number}", static={})
        with pytest.raises(type(error)):
            op(Tensor(1.0))


def test_a_complex_result_of_a_python_float_stays_complex(registry):
    turn = elementwise_kind(lambda x: np.exp(1j * np.float64(x)), x=lambda out: 1j * out, name="turn")
    x = Tensor(0.7)
    y = turn(x)
    assert y.dtype == complex and y.data == np.exp(0.7j)
    y.imag.backward()
    assert x.grad == pytest.approx(np.cos(0.7)) and isinstance(x.grad, float)
