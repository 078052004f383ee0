"""Tensor: construction, operators on both sides, indexing, conversions, copies, repr, protocols, errors."""

import copy
import math
import operator
import pickle
import weakref
from fractions import Fraction

import numpy as np
import pytest

import autograd
from autograd import Tensor, Value, grad, jvp, make_vjp, no_grad, stop_gradient
from autograd.errors import AutogradError, GraphError, InputTypeError, LostGraphError, NoRuleError, ShapeError
from autograd.graph.op import IMPLEMENTATIONS

# ---- construction ---------------------------------------------------------------------------------------


def test_value_is_tensor():
    assert Value is Tensor


def test_data_is_copied():
    a = np.array([1.0, 2.0])
    t = Tensor(a)
    a[0] = 7
    np.testing.assert_array_equal(t.data, [1.0, 2.0])
    assert not np.shares_memory(t.data, a)


@pytest.mark.parametrize(
    "data, dtype, tracked",
    [
        (1.0, np.float64, True),
        (1, np.int64, False),
        (True, np.bool_, False),
        (1j, np.complex128, True),
        ([1.0, 2.0], np.float64, True),
        ([1, 2], np.int64, False),
        ([[True], [False]], np.bool_, False),
        (np.float32(1), np.float32, True),
        (np.ones(2, np.float16), np.float16, True),
        (np.ones(2, np.complex64), np.complex64, True),
        (np.ones(2, np.uint8), np.uint8, False),
        ((1, 2.5), np.float64, True),
        ([], np.float64, True),
        (range(3), np.int64, False),
        (Fraction(1, 2).numerator, np.int64, False),
    ],
)
def test_what_is_tracked_by_default(data, dtype, tracked):
    t = Tensor(data)
    assert t.dtype == dtype and t.requires_grad is tracked and (t.node is not None) is tracked
    assert t.is_leaf
    assert t.shape == np.shape(data) and t.ndim == np.ndim(data) and t.size == np.size(data)


def test_requires_grad_false_opts_out():
    t = Tensor([1.0], requires_grad=False)
    assert not t.requires_grad and t.grad is None
    t.requires_grad = True
    (t * 2).sum().backward()
    np.testing.assert_array_equal(t.grad, [2.0])
    t.requires_grad = False
    assert t.node is None and (t * 2).node is None
    with pytest.raises(GraphError, match="detach"):
        (Tensor([1.0]) * 2).requires_grad = False


@pytest.mark.parametrize("data", [1, True, [1, 2], np.ones(2, np.int32)])
def test_integers_cannot_be_tracked(data):
    with pytest.raises(InputTypeError, match=r"dtype (int|bool).*x\.astype\(float\)"):
        Tensor(data, requires_grad=True)
    with pytest.raises(TypeError, match="astype"):
        Tensor(data).requires_grad = True
    with pytest.raises(GraphError, match="astype"):
        Tensor(data).backward()


@pytest.mark.parametrize(
    "data",
    [
        "text",
        None,
        object(),
        {1: 2},
        {1.0},
        [None],
        ["a"],
        np.array([None, 1]),
        np.array(["a"]),
        np.datetime64("2026-01-01"),
        10**400,
    ],
)
def test_what_is_no_number_is_refused(data):
    with pytest.raises(InputTypeError, match="a Tensor holds numbers; got"):
        Tensor(data)


def test_masked_arrays_are_refused():
    masked = np.ma.masked_array([1.0, 2.0], [False, True])
    with pytest.raises(InputTypeError, match="mask"):
        Tensor(masked)
    t = Tensor([1.0, 2.0])
    for op in (
        lambda: t * masked,
        lambda: masked * t,
        lambda: t + masked,
        lambda: np.add(masked, t),
        lambda: np.multiply(t, masked),
    ):
        with pytest.raises((InputTypeError, LostGraphError)):
            op()


def test_numpy_ma_never_drops_a_gradient_silently():
    t = Tensor([1.0, 2.0])
    for f in (np.ma.sum, np.ma.exp, np.ma.getdata, np.ma.asarray, np.ma.masked_invalid):
        with pytest.raises((AutogradError, TypeError)):
            f(t)


def test_a_tensor_of_a_tensor():
    t = Tensor([1.0, 2.0])
    with pytest.raises(LostGraphError, match="detach"):
        Tensor(t)
    copy_ = Tensor(t.detach())
    assert copy_.node is not None and not np.shares_memory(copy_.data, t.data)
    for nested in ([t, t], [[t[0], 1.0]], (t[0], t[1])):
        with pytest.raises(LostGraphError, match="stack"):
            Tensor(nested)


def test_a_tensor_made_within_no_grad_is_still_a_leaf():
    with no_grad():
        t = Tensor([1.0])
    (t * 2).sum().backward()
    np.testing.assert_array_equal(t.grad, [2.0])


def test_ragged_lists_are_refused():
    with pytest.raises(ValueError, match="inhomogeneous"):
        Tensor([[1.0, 2.0], [3.0]])


def test_no_attributes_by_mistake():
    t = Tensor(1.0)
    with pytest.raises(AttributeError):
        t.gard = 3.0
    assert weakref.ref(t)() is t


# ---- operators ---------------------------------------------------------------------------------------------

OPERATORS = [
    (operator.add, lambda a, b: (1, 1)),
    (operator.sub, lambda a, b: (1, -1)),
    (operator.mul, lambda a, b: (b, a)),
    (operator.truediv, lambda a, b: (1 / b, -a / b**2)),
    (operator.pow, lambda a, b: (b * a ** (b - 1), a**b * np.log(a))),
    (operator.mod, lambda a, b: (1, -(a // b))),
]
LEFT, RIGHT = 7.5, 2.5
FORMS = {
    "float": float,
    "np.float64": np.float64,
    "np.float32": np.float32,
    "zero-d array": np.array,
    "array": lambda v: np.array([v, v]),
    "float32 array": lambda v: np.array([v, v], np.float32),
    "list": lambda v: [v, v],
    "nested": lambda v: np.full((3, 1), v),
    "complex": complex,
}
TENSORS = {
    "float": float,
    "np.float32": np.float32,
    "array": lambda v: np.array([v, v]),
    "matrix": lambda v: np.full((3, 2), v),
}


@pytest.mark.parametrize("op, partials", OPERATORS, ids=lambda x: getattr(x, "__name__", ""))
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("tensor", TENSORS)
def test_every_operator_takes_numbers_on_either_side(op, partials, form, tensor):
    if form == "complex" and op is operator.mod:
        pytest.skip("complex numbers have no remainder")
    for side in (0, 1):
        plain = FORMS[form]((LEFT, RIGHT)[1 - side])
        x = Tensor(TENSORS[tensor]((LEFT, RIGHT)[side]))
        arguments = (x, plain) if side == 0 else (plain, x)
        y = op(*arguments)
        assert isinstance(y, Tensor) and y.requires_grad
        numbers = [a.data if isinstance(a, Tensor) else np.asarray(a) if isinstance(a, list) else a for a in arguments]
        want = op(*numbers)
        np.testing.assert_array_equal(y.data, want)
        assert y.dtype == np.result_type(want) and y.shape == np.shape(want)
        y.backward(np.ones(y.shape))
        repeats = y.size / x.size
        np.testing.assert_allclose(x.grad, np.full(x.shape, np.real(partials(LEFT, RIGHT)[side] * repeats)), rtol=1e-6)
        assert np.result_type(x.grad) == x.dtype and np.shape(x.grad) == x.shape


@pytest.mark.parametrize("op, partials", OPERATORS, ids=lambda x: getattr(x, "__name__", ""))
def test_every_operator_of_two_tensors(op, partials):
    a, b = Tensor(LEFT), Tensor(RIGHT)
    op(a, b).backward()
    np.testing.assert_allclose([a.grad, b.grad], partials(LEFT, RIGHT))
    x = Tensor(2.5)
    op(x, x).backward()
    np.testing.assert_allclose(x.grad, sum(partials(2.5, 2.5)))


@pytest.mark.parametrize(
    "number", [2, np.int64(2), np.int8(2), np.uint8(2), True, np.True_, np.arange(1, 3), np.array([True, True])]
)
def test_integers_and_booleans_are_constants_on_either_side(number):
    for dtype in (np.float32, np.float64):
        x = Tensor(np.array([1.5, 2.5], dtype))
        for y in (x * number, number * x, x + number, number - x, x / number):
            y.sum().backward()
        for y in (x**number, number**x) if np.result_type(number).kind != "b" else ():
            y.sum().backward()
        assert x.grad.dtype == dtype


def test_unary_operators():
    x = Tensor(np.array([-1.5, 2.0]))
    for y, want in ((-x, -1), (+x, 1), (abs(x), np.sign(x.data))):
        x.zero_grad()
        y.sum().backward()
        np.testing.assert_array_equal(x.grad, np.broadcast_to(want, 2))


def test_floor_division_divmod_and_rounding():
    x = Tensor(np.array([7.5, -7.5]))
    np.testing.assert_array_equal((x // 2).data, [3, -4])
    np.testing.assert_array_equal((20 // x).data, [2, -3])
    quotient, rest = divmod(x, 2)
    np.testing.assert_array_equal(quotient.data, [3, -4])
    rest.sum().backward()
    np.testing.assert_array_equal(x.grad, [1, 1])
    quotient, rest = divmod(20, x)
    np.testing.assert_array_equal(rest.data, divmod(20, x.data)[1])
    np.testing.assert_array_equal(divmod(np.array([20.0, 20.0]), x)[0].data, [2, -3])
    assert float(round(Tensor(2.567), 2)) == 2.57
    assert round(Tensor(2.567)) == 3
    assert math.floor(Tensor(2.5)) == 2 and math.ceil(Tensor(2.5)) == 3 and math.trunc(Tensor(-2.5)) == -2


def test_matmul_on_both_sides():
    a, b = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)
    for left, right in (
        (Tensor(a), b),
        (a, Tensor(b)),
        (Tensor(a), Tensor(b)),
        (a.tolist(), Tensor(b)),
        (Tensor(a), b.tolist()),
    ):
        y = left @ right
        np.testing.assert_array_equal(y.data, a @ b)
        y.sum().backward()
        if isinstance(left, Tensor):
            np.testing.assert_array_equal(left.grad, np.ones((2, 4)) @ b.T)
        if isinstance(right, Tensor):
            np.testing.assert_array_equal(right.grad, a.T @ np.ones((2, 4)))


def test_bitwise_operators_of_masks_and_integers():
    mask = Tensor([True, False])
    np.testing.assert_array_equal(np.asarray(~mask), [False, True])
    np.testing.assert_array_equal(np.asarray(mask & np.array([True, True])), [True, False])
    np.testing.assert_array_equal(np.asarray(np.array([False, False]) | mask), [True, False])
    np.testing.assert_array_equal(np.asarray(Tensor([1, 2]) ^ 3), [2, 1])


def test_augmented_assignment_makes_a_new_handle():
    x = Tensor(2.0)
    y = x
    y += 1
    y *= 3
    y -= 1
    y /= 2
    y **= 2
    assert x.item() == 2.0 and y.item() == 16.0
    y.backward()
    assert x.grad == 2 * 4.0 * 1.5


def test_array_plus_equal_tensor_rebinds_the_name():
    t = Tensor(np.array([1.0, 2.0]))
    for change in (operator.iadd, operator.isub, operator.imul, operator.itruediv, operator.ipow):
        array = np.array([3.0, 4.0])
        result = change(array, t)
        assert isinstance(result, Tensor) and result.requires_grad
        np.testing.assert_array_equal(array, [3.0, 4.0])
    matrix = np.eye(2)
    result = operator.imatmul(matrix, Tensor(np.ones((2, 2))))
    assert isinstance(result, Tensor)
    np.testing.assert_array_equal(result.data, np.ones((2, 2)))


@pytest.mark.parametrize("bad", ["text", None, object(), {}, b"x"])
def test_what_is_no_number_is_a_type_error(bad):
    t = Tensor([1.0, 2.0])
    for op in (operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.matmul):
        for arguments in ((t, bad), (bad, t)):
            with pytest.raises(TypeError):
                op(*arguments)


def test_object_arrays_are_refused_on_either_side():
    t = Tensor([1.0, 2.0])
    for numbers in (np.array([1, 2], object), np.array([1.0, "a"], object), np.array([None, 1])):
        for op in (operator.add, operator.mul, operator.pow):
            for arguments in ((t, numbers), (numbers, t)):
                with pytest.raises(TypeError, match="needs Tensors, arrays or numbers"):
                    op(*arguments)


def test_a_list_of_tensors_is_an_operand_as_a_list_of_numbers_is():
    t = Tensor([1.0, 2.0])
    s = (t + [t[0], t[1]]).sum() + ([t[0], 1.0] * t).sum() + t @ (t[0], [t[1]][0])  # noqa: RUF005
    s.backward()
    np.testing.assert_allclose(t.grad, [2 + 2 + 2, 2 + 1 + 4])
    with pytest.raises(TypeError, match=r"np\.asarray"):  # NumPy does not ask what is in a list
        np.exp([t[0], t[1]])
    with pytest.raises(TypeError, match="stack"):
        t == [t[0], t[1]]  # noqa: B015


def test_other_classes_get_their_turn():
    class Other:
        def __radd__(self, other):
            return "mine"

        def __rmatmul__(self, other):
            return "mine too"

    assert Tensor(1.0) + Other() == "mine" and Tensor(1.0) @ Other() == "mine too"


# ---- scalars: micrograd's idioms ------------------------------------------------------------------------------


def test_the_classic_scalar_expression():
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    assert f"{g.data:.4f}" == "24.7041" and type(g.data) is float
    assert f"{a.grad:.4f}" == "138.8338" and f"{b.grad:.4f}" == "645.5773"


def test_a_scalar_training_step():
    p = Value(1.5)
    for _ in range(3):
        loss = (p * 2 - 1) ** 2 + p.exp() * 0
        p.grad = 0
        assert type(p.grad) is float
        loss.backward()
        p.data += -0.1 * p.grad
        assert type(p.data) is float and type(loss.data) is float
    assert p.grad != 0


def test_scalar_methods():
    x = Value(0.5)
    for y, value, slope in (
        (x.relu(), 0.5, 1.0),
        ((-x).relu(), 0.0, 0.0),
        (x.exp(), np.exp(0.5), np.exp(0.5)),
        (x.log(), np.log(0.5), 2.0),
        (x.tanh(), np.tanh(0.5), 1 - np.tanh(0.5) ** 2),
    ):
        x.grad = 0
        y.backward()
        assert type(y.data) is float and type(x.grad) is float
        assert (y.data, x.grad) == (value, pytest.approx(slope))


def test_sums_and_dot_products_of_values():
    xs = [Value(float(k)) for k in range(3)]
    ws = [Value(k + 0.5) for k in range(3)]
    out = sum((w * x for w, x in zip(ws, xs, strict=True)), Value(0.25))
    out.backward()
    assert [x.grad for x in xs] == [0.5, 1.5, 2.5] and [w.grad for w in ws] == [0.0, 1.0, 2.0]
    assert sum(xs).data == 3.0 and math.isclose((sum(xs) / len(xs)).data, 1.0)


def test_scalars_answer_where_python_floats_raise():
    x = Value(0.0)
    assert (1 / x).data == np.inf and math.isnan((x / 0).data) and (x**-1).data == np.inf
    assert math.isnan((Value(-1.0) ** 0.5).data) and (Value(10.0) ** 400).data == np.inf
    assert x.log().data == -np.inf and Value(1000.0).exp().data == np.inf
    (1 / x).backward()
    assert x.grad == -np.inf


def test_rebinding_data_keeps_old_graphs_numbers():
    for first, second in ((2.0, 5.0), (np.array([2.0, 3.0]), np.array([5.0, 6.0])), (np.float32(2), np.float32(5))):
        p = Tensor(first)
        y = (p * p).sum()
        p.data = second
        y.backward()
        np.testing.assert_array_equal(p.grad, 2 * first)
        np.testing.assert_array_equal(p.data, second)
        z = (p * p).sum()
        p.zero_grad()
        z.backward()
        np.testing.assert_array_equal(p.grad, 2 * second)
        y.backward()  # the old graph still adds into the same place
        np.testing.assert_array_equal(p.grad, 2 * second + 2 * first)


def test_in_place_arithmetic_on_data_rebinds_scalars_only():
    p = Tensor(np.array([1.0, 2.0]))
    y = (p * p).sum()
    p.data = p.data - 0.5
    y.backward()
    np.testing.assert_array_equal(p.grad, [2.0, 4.0])


def test_data_takes_what_a_leaf_may_hold():
    p = Tensor(np.ones(2))
    p.data = [3, 4]
    assert p.dtype == np.float64
    p.data = Tensor([5.0, 6.0])
    np.testing.assert_array_equal(p.data, [5.0, 6.0]) if p.node is not None else None
    with pytest.raises(InputTypeError):
        p.data = "text"
    with pytest.raises(GraphError, match=r"multiply.*cannot be replaced"):
        (p * 2).data = np.ones(2)


def test_grad_takes_what_fits():
    p = Tensor(np.ones((2, 3), np.float32))
    p.grad = 0
    assert p.grad.dtype == np.float32 and p.grad.shape == (2, 3)
    p.grad = np.ones((2, 3))
    assert p.grad.dtype == np.float32
    given = np.ones((2, 3), np.float32)
    p.grad = given
    assert not np.shares_memory(p.grad, given)
    p.grad = None
    assert p.grad is None
    with pytest.raises(ShapeError, match=r"\(2, 3\); got shape \(2,\)"):
        p.grad = np.ones(2)
    with pytest.raises(GraphError, match="untracked"):
        Tensor([1]).grad = 0


# ---- backward's own errors ------------------------------------------------------------------------------------


def test_backward_of_a_non_scalar():
    y = Tensor(np.ones((4, 3))) * 2
    with pytest.raises(GraphError) as caught:
        y.backward()
    assert str(caught.value) == (
        "backward() needs a scalar; this tensor has shape (4, 3). Pass a cotangent: "
        "y.backward(np.ones((4, 3))), or reduce it: y.sum().backward()."
    )


def test_backward_of_one_element_is_a_scalar():
    for shape in ((1,), (1, 1)):
        x = Tensor(np.ones(shape))
        (x * 3).backward()
        np.testing.assert_array_equal(x.grad, np.full(shape, 3.0))


def test_backward_of_an_untracked_tensor_says_why():
    for t in (Tensor([1.0], requires_grad=False), Tensor(1.0).detach(), stop_gradient(Tensor(1.0))):
        with pytest.raises(GraphError, match="not on a graph"):
            t.backward()
        with pytest.raises(GraphError, match="not on a graph"):
            t.retain_grad()


def test_backward_of_a_complex_scalar():
    with pytest.raises(GraphError, match="real scalar"):
        (Tensor(1 + 2j) * 2).backward()


def test_cotangents_of_many_forms():
    x = Tensor(np.ones(2, np.float32))
    y = x * 2
    for g in ([1, 2], (1.0, 2.0), np.array([1, 2]), np.array([1.0, 2.0]), Tensor([1.0, 2.0]), Tensor([1, 2])):
        x.zero_grad()
        y.backward(g)
        np.testing.assert_array_equal(x.grad, [2.0, 4.0])
        assert x.grad.dtype == np.float32
    with pytest.raises(TypeError):
        y.backward("text")


def test_create_graph_to_order_eight():
    x = Tensor(0.3)
    y = np.exp(2 * x) * x
    for order in range(1, 9):
        x.zero_grad()
        y.backward(create_graph=True)
        y = x.grad
        assert isinstance(y, Tensor) and isinstance(y.data, float)
        want = np.exp(0.6) * (2**order * 0.3 + order * 2 ** (order - 1))
        np.testing.assert_allclose(y.item(), want, rtol=1e-12)
    array = Tensor(np.array([0.3, 1.1]))
    y = np.sin(array)
    for order in range(1, 9):
        array.zero_grad()
        y.sum().backward(create_graph=True)
        y = array.grad
        np.testing.assert_allclose(y.data, np.sin(array.data + order * np.pi / 2), rtol=1e-12)


def test_create_graph_with_a_cotangent_on_the_graph():
    x, g = Tensor(np.array([1.0, 2.0])), Tensor(np.array([3.0, 4.0]))
    (x * x).backward(g, create_graph=True)
    inner = x.grad
    np.testing.assert_array_equal(inner.data, [6.0, 16.0])
    x.zero_grad()
    inner.sum().backward()
    np.testing.assert_array_equal(g.grad, [2.0, 4.0])
    np.testing.assert_array_equal(x.grad, [6.0, 8.0])


def test_create_graph_gradient_penalty():
    x, w = Tensor(np.array([1.0, 2.0])), Tensor(np.array([0.5, -0.5]))
    (np.tanh(x * w)).sum().backward(create_graph=True)
    penalty = (x.grad**2).sum()
    w.zero_grad()
    x.zero_grad()
    penalty.backward()
    h, d = 1e-6, np.array([1.0, 0.0])

    def numeric(w):
        return ((w * (1 - np.tanh(x.data * w) ** 2)) ** 2).sum()

    np.testing.assert_allclose(w.grad[0], (numeric(w.data + h * d) - numeric(w.data - h * d)) / (2 * h), rtol=1e-6)


def test_create_graph_through_complex_numbers():
    x = Tensor(np.array([1.0, 2.0]))
    y = np.real(x * x * (1 + 2j) * x * (3 - 1j)).sum()  # Re((1+2i)(3-i)) x^3 = 5 x^3
    y.backward(create_graph=True)
    g = x.grad
    np.testing.assert_allclose(g.data, 15 * x.data**2)
    x.zero_grad()
    g.sum().backward()
    np.testing.assert_allclose(x.grad, 30 * x.data)


# ---- detaching ---------------------------------------------------------------------------------------------------


def test_detach_and_stop_gradient():
    x = Tensor(2.0)
    (x * x.detach()).backward()
    assert x.grad == 2.0
    assert x.detach().data == 2.0 and x.detach().node is None
    plain = np.ones(2)
    assert stop_gradient(plain) is plain and stop_gradient(3.0) == 3.0
    stopped = stop_gradient({"a": [x, 1, "text", None]})
    assert stopped["a"][0].node is None and stopped["a"][1:] == [1, "text", None]
    assert (x.requires_grad, x.node is None) == (True, False)


# ---- indexing --------------------------------------------------------------------------------------------------

INDICES = [
    0,
    -1,
    slice(None),
    slice(1, None),
    slice(None, None, -2),
    (1, 2),
    (slice(None), 1),
    Ellipsis,
    None,
    (None, 0),
    (0, ...),
    (..., None, 1),
    [0, 1, 1],
    np.array([1, 0]),
    ([0, 1, 0], [2, 2, 2]),
    (slice(None), [0, 0]),
    np.array([True, False]),
    (np.array([[0, 1], [1, 1]]),),
    (),
    np.int64(1),
    (slice(0, 0),),
    [],
    (1, None, [0, 2, 0]),
    (np.array([True, True]), 2),
    True,
    False,
]


@pytest.mark.parametrize("index", INDICES, ids=repr)
def test_every_kind_of_index(index):
    values = np.arange(6.0).reshape(2, 3) + 1
    x = Tensor(values)
    y = x[index]
    np.testing.assert_array_equal(y.data, values[index])
    g = np.arange(float(np.size(y.data))).reshape(y.shape) + 1
    y.backward(g)
    want = np.zeros((2, 3))
    np.add.at(want, index, g)
    np.testing.assert_array_equal(x.grad, want)
    np.testing.assert_allclose(jvp(lambda x: x[index], (values,), (values,))[1], values[index])
    second = grad(lambda x: np.sum(grad(lambda y: np.sum(y[index] ** 3))(x) * values))(values)
    counts = np.zeros((2, 3))
    np.add.at(counts, index, 1)
    np.testing.assert_allclose(second, 6 * values * values * counts)


def test_masks_made_by_comparison_and_integer_tensors_as_indices():
    x = Tensor(np.array([1.0, -2.0, 3.0]))
    x[x > 0].sum().backward()
    np.testing.assert_array_equal(x.grad, [1.0, 0.0, 1.0])
    assert x[Tensor([0, 2])].tolist() == [1.0, 3.0]
    assert x[Tensor([True, False, True])].tolist() == [1.0, 3.0]
    assert x[[Tensor(0), 2]].tolist() == [1.0, 3.0]
    assert np.arange(4.0)[Tensor(2)] == 2.0 and [10, 20, 30][Tensor(1)] == 20
    with pytest.raises(IndexError, match="integers or booleans"):
        x[Tensor(1.0)]
    with pytest.raises(TypeError, match="only an integer tensor"):
        [1, 2, 3][Tensor(1.0)]
    with pytest.raises(IndexError):
        x[1.5]


def test_writing_an_item_shows_the_functional_way():
    x = Tensor(np.ones(3))
    with pytest.raises(GraphError, match=r"x\.copy\(\)|np\.where"):
        x[0] = 5.0
    with pytest.raises(GraphError, match=r"x\.copy\(\)|np\.where"):
        x[x > 0] += 1


def test_the_index_of_an_element_may_be_a_loop_variable_that_changes():
    x = Tensor(np.array([1.0, 2.0, 3.0]))
    index = np.array([0, 0])
    y = x[index]
    index[:] = 2
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, [2.0, 0.0, 0.0])


# ---- comparisons, truth, containers --------------------------------------------------------------------------------


def test_comparisons_are_plain_booleans():
    x = Tensor(np.array([1.0, 2.0]))
    for op in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne):
        for other in (1.5, np.float32(1), [1.0, 3.0], np.array([2.0, 2.0]), Tensor([2.0, 2.0])):
            plain = other.data if isinstance(other, Tensor) else np.asarray(other)
            pairs = [(op(x, other), op(x.data, plain)), (op(other, x), op(plain, x.data))]
            for result, want in pairs:
                assert type(result) is np.ndarray and result.dtype == bool
                np.testing.assert_array_equal(result, want)
    assert bool(Tensor(1.0) < 2) is True and bool(2 > Tensor(1.0)) is True  # noqa: SIM300


def test_comparison_with_what_is_no_number():
    x = Tensor(1.0)
    assert (x == None) is False and (x != None) is True  # noqa: E711
    assert (x == "text") is False and (x == object()) is False
    with pytest.raises(TypeError):
        _ = x < "text"
    with pytest.raises(TypeError):
        _ = x < None


def test_truth():
    assert Tensor(1.0) and not Tensor(0.0) and Tensor([1.0]) and not Tensor([[0.0]])
    with pytest.raises(ValueError, match="ambiguous"):
        bool(Tensor([1.0, 2.0]))
    assert grad(lambda x: x * 2 if x > 1 else x * 3)(2.0) == 2.0
    assert grad(lambda x: x * 2 if x else x * 3)(2.0) == 2.0


def test_hash_is_identity():
    a, b = Tensor(1.0), Tensor(1.0)
    assert len({a, b, a}) == 2 and {a: "a"}[a] == "a" and hash(a) == hash(a)


def test_len_iter_in_unpacking():
    x = Tensor(np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert len(x) == 2 and [row.tolist() for row in x] == [[1.0, 2.0], [3.0, 4.0]]
    a, b = x
    (a * b).sum().backward()
    np.testing.assert_array_equal(x.grad, [[3.0, 4.0], [1.0, 2.0]])
    assert 3.0 in x and 9.0 not in x and np.float32(3) in x and Tensor(3.0) in x
    assert [v.item() for v in reversed(x[0])] == [2.0, 1.0]
    assert max(x[0]).item() == 2.0 and sorted(x[0], reverse=True)[0].item() == 2.0
    for f in (len, iter, list):
        with pytest.raises(TypeError, match="0-d"):
            f(Tensor(1.0))


# ---- conversions ----------------------------------------------------------------------------------------------------

CONVERSIONS = [float, int, complex, math.sin, math.exp, np.float64, lambda t: "%.3f" % t, lambda t: round(float(t))]  # noqa: UP031


@pytest.mark.parametrize("convert", CONVERSIONS)
def test_conversions_work_outside_transforms(convert):
    assert convert(Tensor(2.0)) == convert(2.0)
    assert convert(Tensor(2.0) * 1.5) == convert(3.0)
    assert convert(Tensor([2.0], requires_grad=False)[0]) == convert(2.0)


@pytest.mark.parametrize("convert", CONVERSIONS)
@pytest.mark.parametrize(
    "transform", [grad, lambda f: lambda x: make_vjp(f)(x), lambda f: lambda x: jvp(f, (x,), (1.0,)), autograd.jacobian]
)
def test_conversions_inside_transforms_lose_no_gradient(convert, transform):
    with pytest.raises(LostGraphError, match=r"drop.*(stop_gradient|item)"):
        transform(lambda x: convert(x * 2) * x)(2.0)
    assert convert(Tensor(2.0)) == convert(2.0)  # and outside again they work


def test_conversions_of_constants_inside_transforms_work():
    seen = []

    def f(x):
        c = stop_gradient(x)
        seen.extend([float(c), x.item(), f"{x:.2f}", str(x), math.sin(c), int(Tensor(3)), x.tolist(), x.shape])
        return x * x

    assert grad(f)(2.0) == 4.0 and seen[:4] == [2.0, 2.0, "2.00", "2.0"]


def test_float_of_more_than_one_element_is_numpys_error():
    with pytest.raises(TypeError):
        float(Tensor([1.0, 2.0]))


@pytest.mark.parametrize(
    "convert",
    [
        np.asarray,
        np.array,
        np.ascontiguousarray,
        lambda t: np.asarray(t, float),
        lambda t: np.array([t, t]),
        lambda t: np.array([[t], [t]]),
        lambda t: t.numpy(),
        np.atleast_1d,
        lambda t: np.testing.assert_allclose(t, t),
        lambda t: np.ones(2).dot(t),
        lambda t: np.frompyfunc(abs, 1, 1)(t),
        lambda t: np.vectorize(abs)(t),
        lambda t: np.fromiter(iter([t, t]), float) if t.shape else np.asarray(t),
        np.float32,
        np.complex128,
    ],
)
@pytest.mark.parametrize("data", [2.0, [1.0, 2.0]])
def test_arrays_of_tracked_tensors_are_refused_or_tracked(convert, data):
    t = Tensor(data)
    try:
        result = convert(t)
    except (AutogradError, TypeError, ValueError):
        return
    parts = result if isinstance(result, (tuple, list)) else [result]
    assert any(isinstance(part, Tensor) for part in parts), "the gradient was lost silently"


def test_asarray_says_what_to_do():
    with pytest.raises(LostGraphError) as caught:
        np.asarray(Tensor([1.0]))
    text = str(caught.value)
    assert (
        text.startswith("np.asarray(x) would drop x from the graph. Use x.data for the numbers")
        and "stop_gradient(x)" in text
    )


def test_arrays_of_untracked_tensors_are_plain():
    for data in (2.0, [1.0, 2.0], [1, 2]):
        t = Tensor(data, requires_grad=False)
        a = np.asarray(t)
        assert type(a) is np.ndarray and a.tolist() == data
        assert np.asarray(t, np.float32).dtype == np.float32
        fresh = np.array(t)
        assert not np.shares_memory(fresh, t.data) if np.ndim(data) else True
        assert t.numpy().tolist() == data
    assert np.array([Tensor(1.0, requires_grad=False), 2.0]).tolist() == [1.0, 2.0]


def test_item_tolist_and_friends():
    t = Tensor([[1.0, 2.0], [3.0, 4.0]])
    assert t.tolist() == [[1.0, 2.0], [3.0, 4.0]] and t[0, 0].item() == 1.0
    for s in (Tensor(2.0), Tensor(np.float32(2)), Tensor([2.0]), Tensor(2)):
        assert s.item() == 2 and type(s.item()) in (float, int)
    assert type(Tensor(2.0).tolist()) is float and type(Tensor(np.float32(2)).tolist()) is float
    with pytest.raises(ValueError, match="size 1"):
        t.item()
    assert t.T.shape == (2, 2) and t.T.tolist() == [[1.0, 3.0], [2.0, 4.0]] and t.T.requires_grad


def test_properties_of_every_payload():
    for t, shape, dtype in (
        (Tensor(1.0), (), float),
        (Tensor(np.float32(1)), (), np.float32),
        (Tensor(np.ones((2, 0))), (2, 0), float),
    ):
        assert (t.shape, t.ndim, t.size, t.dtype) == (shape, len(shape), int(np.prod(shape)), np.dtype(dtype))
        assert isinstance(t.dtype, np.dtype) and isinstance(t.size, int)


def test_astype():
    x = Tensor(np.array([1.0, 2.0]))
    y = x.astype(np.float32)
    assert y.dtype == np.float32 and y.requires_grad
    y.sum().backward()
    assert x.grad.dtype == np.float64
    assert np.asarray(x.astype(int)).dtype.kind == "i"
    z = Tensor([1, 2]).astype(float)
    assert z.dtype == np.float64


# ---- text --------------------------------------------------------------------------------------------------------


def test_repr():
    assert repr(Tensor(2.0)) == "Tensor(2.0, requires_grad=True)"
    assert repr(Tensor([1.0, 2.0])) == "Tensor([1., 2.], requires_grad=True)"
    assert repr(Tensor([1.0, 2.0]) * 2) == "Tensor([2., 4.], op=multiply)"
    assert repr(Tensor([1, 2])) == "Tensor([1, 2])"
    assert repr(Tensor(np.float32(2), requires_grad=False)) == "Tensor(2.0, dtype=float32)"
    assert "name='w'" in repr(Tensor(1.0, name="w"))
    assert "shape=(0, 3)" in repr(Tensor(np.zeros((0, 3))))
    assert "..." in repr(Tensor(np.zeros(5000)))
    with np.printoptions(precision=2):
        assert "0.33" in repr(Tensor([1 / 3])) and "0.333" not in repr(Tensor([1 / 3]))
    lines = repr(Tensor(np.eye(2))).splitlines()
    assert len(lines) == 2 and lines[1].startswith(" " * len("Tensor(["))


def test_str_and_format():
    t = Tensor(np.pi)
    assert (
        f"{t:.4f}" == "3.1416"
        and f"{t:>8.2f}" == "    3.14"
        and f"{t}" == str(t) == str(np.pi)
        and f"{t!r}".startswith("Tensor(")
    )
    assert f"{Tensor(np.float32(0.5)):.2e}" == "5.00e-01" and "%.2f" % t.item() == "3.14"  # noqa: UP031
    assert f"{(t * 2).sum():.3f}" == "6.283"
    assert str(Tensor([1.0, 2.0])) == "[1. 2.]" and f"{Tensor([1.0, 2.0])}" == "[1. 2.]"
    assert grad(lambda x: (f"{x:.1f} {x}", x * 2)[1])(1.0) == 2.0


# ---- copies and pickles --------------------------------------------------------------------------------------------


def test_copies_drop_the_graph_and_keep_the_leaf():
    x = Tensor(np.array([1.0, 2.0]), name="x")
    y = x * 2
    for again in (pickle.loads(pickle.dumps(x)), copy.deepcopy(x)):
        assert again.requires_grad and again.name == "x" and again.is_leaf
        assert not np.shares_memory(again.data, x.data) and again.node is not x.node
        (again * 3).sum().backward()
        assert x.grad is None
        again.zero_grad()
    for again in (pickle.loads(pickle.dumps(y)), copy.deepcopy(y)):
        assert again.node is None and again.tolist() == [2.0, 4.0]
    shallow = copy.copy(x)
    assert np.shares_memory(shallow.data, x.data) and shallow.requires_grad
    (shallow * 3).sum().backward()
    assert x.grad is None


@pytest.mark.parametrize(
    "data", [1.0, 1, True, 1j, np.float32(2), np.ones((2, 0)), np.arange(3), np.ones(2, np.complex64)]
)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_of_every_payload(data, protocol):
    t = Tensor(data)
    again = pickle.loads(pickle.dumps(t, protocol))
    assert type(again.data) is type(t.data) and again.dtype == t.dtype and again.requires_grad == t.requires_grad
    np.testing.assert_array_equal(again.data, t.data)
    other = copy.deepcopy(t)
    assert type(other.data) is type(t.data) and other.requires_grad == t.requires_grad


def test_deepcopy_keeps_shared_tensors_shared():
    x = Tensor(1.0)
    first, second = copy.deepcopy([x, x])
    assert first is second and first is not x


def test_untracked_tensors_stay_untracked():
    t = Tensor([1.0], requires_grad=False)
    assert pickle.loads(pickle.dumps(t)).node is None and copy.deepcopy(t).node is None and copy.copy(t).node is None


# ---- NumPy's protocols ----------------------------------------------------------------------------------------------


def test_ufuncs_and_functions_of_numpy_run_ours():
    x = Tensor(np.array([1.0, 2.0]))
    for y in (
        np.exp(x),
        np.add(x, 1),
        np.add(np.ones(2), x),
        np.sum(x),
        np.where(x > 1, x, 0),
        np.reshape(x, (2, 1)),
        np.matmul(x, x),
    ):
        assert isinstance(y, Tensor) and y.requires_grad
    assert np.sum(x, axis=0, keepdims=True).shape == np.sum(x, 0, keepdims=True).shape == (1,)
    assert np.array([1.0, 2.0]) @ x == 5.0


def test_functions_without_rule_are_refused_on_tracked_tensors(monkeypatch):
    x = Tensor(np.array([1.0, 2.0]))
    monkeypatch.delitem(IMPLEMENTATIONS, np.flip)  # every function of NumPy has one: take it away
    with pytest.raises(NoRuleError, match=r"^np\.flip has no derivative rule.*stop_gradient.*docs/do/add-an-op\.md"):
        np.flip(x)
    with pytest.raises(NoRuleError, match=r"the ufunc .*has no derivative rule"):
        np.frompyfunc(abs, 1, 1)(x)
    with pytest.raises(NoRuleError, match=r"np\.add\.at"):
        np.add.at(np.zeros(2), [0], x)
    assert issubclass(NoRuleError, NotImplementedError) and issubclass(NoRuleError, TypeError)


def test_functions_without_rule_run_on_untracked_tensors():
    x = Tensor([1.0, 2.0], requires_grad=False)
    assert np.interp(0.5, [0.0, 1.0], x) == 1.5
    assert np.add.reduce(x) == 3.0
    np.testing.assert_array_equal(np.histogram(x, bins=2)[0], [1, 1])
    np.testing.assert_array_equal(np.multiply.outer(x, x), [[1.0, 2.0], [2.0, 4.0]])


def test_out_is_refused():
    x, buffer = Tensor(np.array([1.0, 2.0])), np.zeros(2)
    for f in (
        lambda: np.exp(x, out=buffer),
        lambda: np.add(x, 1, out=buffer),
        lambda: np.add(x, buffer, out=buffer),
        lambda: np.sum(x, out=np.zeros(())),
        lambda: np.sum(np.ones((2, 2)) * x, axis=0, out=buffer),
        lambda: x.sum(out=np.zeros(())),
        lambda: np.where(True, x, 1, out=buffer),
    ):
        with pytest.raises(TypeError):
            f()
    np.testing.assert_array_equal(buffer, 0)


def test_keywords_without_support_are_named():
    x = Tensor(np.array([1.0, 2.0]))
    for f, keyword in (
        (lambda: np.exp(x, where=np.array([True, False])), "where"),
        (lambda: np.round(x, out=np.zeros(2)), "out"),
    ):
        with pytest.raises(NoRuleError, match=keyword):
            f()


def test_keywords_on_untracked_tensors_are_numpys():
    x = Tensor([1.0, 2.0], requires_grad=False)
    assert np.asarray(np.add(x, 1, dtype=np.float32)).dtype == np.float32


def test_constant_functions_of_numpy():
    x = Tensor(np.array([3.0, 1.0]))
    assert np.shape(x) == (2,) and np.ndim(x) == 1 and np.size(x) == 2 and np.argmax(x) == 0
    assert type(np.zeros_like(x)) is np.ndarray and np.result_type(x) == np.float64
    assert np.allclose(x, [3.0, 1.0]) and np.array_equal(x, x) and type(np.isfinite(x)) is np.ndarray


def test_subclasses_of_ndarray_as_constants():
    class Own(np.ndarray):
        pass

    x = Tensor(np.array([1.0, 2.0]))
    y = x * np.ones(2).view(Own)
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, [1.0, 1.0])


# ---- wrong uses that must be loud ----------------------------------------------------------------------------


def test_errors_are_the_builtins_a_numpy_user_expects():
    assert issubclass(GraphError, RuntimeError) and issubclass(ShapeError, ValueError)
    assert issubclass(InputTypeError, TypeError) and issubclass(LostGraphError, TypeError)
    for kind in (GraphError, ShapeError, InputTypeError, LostGraphError, NoRuleError):
        assert issubclass(kind, AutogradError)


def test_shape_errors_name_shapes_and_the_op():
    with pytest.raises(ValueError, match=r"while computing matmul .*float64\[4,3\] and float64\[4,2\]"):
        Tensor(np.ones((4, 3))) @ np.ones((4, 2))


def test_writing_into_data_of_a_frozen_constant_is_not_seen_by_names():
    c = np.array([1.0, 2.0])
    x = Tensor(np.array([3.0, 4.0]))
    y = (x * c).sum()
    z = y.item()
    c = c + 1
    y.backward()
    np.testing.assert_array_equal(x.grad, [1.0, 2.0])
    assert z == 11.0


def test_writing_into_data_never_gives_a_wrong_gradient_silently():
    p = Tensor(np.array([2.0, 3.0]))
    y = (p * p).sum()
    try:
        p.data += 1.0  # ndarray's own in-place addition, then a rebinding to the same array
        y.backward()
    except (GraphError, ValueError):
        return
    np.testing.assert_array_equal(p.grad, [4.0, 6.0])


def test_a_float_parameter_stays_a_float():
    p = Value(1.5)
    for number in (3, np.float64(3), True + 2, np.int64(3), np.array(3.0)):
        p.data = number
        p.zero_grad()
        (p * p).backward()
        assert type(p.data) is float and type(p.grad) is float and p.grad == 6.0


def test_a_gradient_that_does_not_fit_is_refused_when_it_is_set():
    p = Tensor(np.ones((2, 3)))
    with pytest.raises(ShapeError, match=r"\(2, 3\)"):
        p.grad = Tensor(np.ones(5), requires_grad=False)


def test_data_of_another_shape_does_not_meet_the_old_gradient():
    p = Tensor(np.ones(3))
    p.sum().backward()
    try:
        p.data = np.ones(4)
    except ShapeError:
        return
    p.sum().backward()
    np.testing.assert_array_equal(p.grad, np.ones(4))


def test_a_function_without_rule_is_named_with_its_argument(monkeypatch):
    t = Tensor(np.eye(2))
    monkeypatch.delitem(IMPLEMENTATIONS, np.bincount)
    with pytest.raises(NoRuleError, match=r"np\.bincount has no derivative rule for argument 'weights'"):
        np.bincount([0, 1], t[0])


def test_a_complex_cotangent_does_not_fit_a_real_tensor():
    with pytest.raises(InputTypeError, match=r"cotangent\.real"):
        (Tensor([1.0]) * 2).backward(np.array([1j]))


def test_a_copy_of_a_leaf_has_its_name():
    assert copy.copy(Tensor(1.0, name="q")).name == "q"


# ---- standards -------------------------------------------------------------------------------------------------


def test_the_namespace_of_a_tensor_is_autograd_numpy():
    x = Tensor([1.0, 4.0])
    xp = x.__array_namespace__()
    assert xp is autograd.numpy
    y = xp.sum(xp.sqrt(xp.asarray(x)))
    y.backward()
    np.testing.assert_allclose(x.grad, [0.5, 0.25])
    assert x.__array_namespace__(api_version="2023.12") is xp
    with pytest.raises(ValueError, match="2019"):
        x.__array_namespace__(api_version="2019.01")


def test_dlpack_is_refused_on_a_graph():
    x = Tensor([1.0, 2.0])
    with pytest.raises(LostGraphError, match=r"DLPack.*detach"):
        np.from_dlpack(x)
    assert np.from_dlpack(x.detach()).tolist() == [1, 2]


def test_attributes_of_arrays():
    x = Tensor(np.ones((2, 3)))
    assert (x.itemsize, x.nbytes, x.strides, x.device) == (8, 48, (24, 8), "cpu")
    assert x.flags.c_contiguous and x.to_device("cpu") is x and len(x.tobytes()) == 48
    with pytest.raises(ValueError, match="cpu"):
        x.to_device("gpu")
    with pytest.raises(NoRuleError, match="astype"):
        x.view(np.int64)
    with pytest.raises(NoRuleError, match=r"np\.resize"):
        x.resize(3)
    which = Tensor(np.array([1, 0]))
    a, b = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    which.choose([a, b]).sum().backward()
    assert a.grad.tolist() == [0, 1] and b.grad.tolist() == [1, 0]
