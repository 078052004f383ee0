"""The reverse walk: accumulation, freeing, the guard, un-broadcasting, settling, what it must never share."""

import gc
import warnings
import weakref

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, grad, jvp
from autograd.errors import GraphError, RuleError, ShapeError
from autograd.extend import defjvp, defvjp, primitive
from autograd.graph.node import topological
from autograd.graph.walk import Settings, any_nan, backward, collect, reverse, run, unbroadcast, visit_all
from autograd.ops.kinds import bilinear, elementwise, general, linear

# ---- accumulation and the life of a graph --------------------------------------------------------------


def test_a_second_backward_adds_the_same_once_more():
    x = Tensor(3.0)
    y = x * x
    y.backward()
    assert x.grad == 6.0
    y.backward()
    assert x.grad == 12.0
    y.backward()
    assert x.grad == 18.0


def test_backward_from_two_results_adds():
    x = Tensor(np.array([1.0, 2.0]))
    (x * x).sum().backward()
    (3 * x).sum().backward()
    np.testing.assert_array_equal(x.grad, [5.0, 7.0])


def test_a_gradient_held_from_before_stays_as_it_was():
    x = Tensor(np.array([1.0, 2.0]))
    y = (x * x).sum()
    y.backward()
    first = x.grad
    y.backward()
    np.testing.assert_array_equal(first, [2.0, 4.0])
    np.testing.assert_array_equal(x.grad, [4.0, 8.0])


def test_zero_grad_begins_again():
    x = Tensor(3.0)
    y = x * x
    y.backward()
    x.zero_grad()
    assert x.grad is None
    y.backward()
    assert x.grad == 6.0


def test_fan_out_adds_up():
    x = Tensor(2.0)
    y = x * x + x * 3 + x  # 2x + 3 + 1
    y.backward()
    assert x.grad == 8.0


def test_a_diamond_is_walked_once():
    x = Tensor(1.5)
    y = x
    for _ in range(60):  # 2^60 paths
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


def test_backward_of_a_leaf():
    x = Tensor(np.array([1.0, 2.0]))
    x.backward(np.array([3.0, 4.0]))
    np.testing.assert_array_equal(x.grad, [3.0, 4.0])
    s = Tensor(2.0)
    s.backward()
    assert s.grad == 1.0


@pytest.mark.parametrize("size", [(), (3,)])
def test_retain_graph_false_drops_the_values_and_a_later_walk_says_so(size):
    x = Tensor(np.full(size, 2.0))
    y = (np.exp(x) * x + 1).sum()
    y.backward(retain_graph=False)
    np.testing.assert_allclose(x.grad, np.exp(2.0) * 3)
    for node in topological(y.node):
        assert node.saved is None
    with pytest.raises(GraphError, match="retain_graph=False") as caught:
        y.backward()
    assert "retain_graph=True" in str(caught.value)
    np.testing.assert_allclose(x.grad, np.exp(2.0) * 3)  # the failed walk added nothing


def test_another_result_of_a_freed_part_raises_also_where_nothing_was_saved():
    x = Tensor(np.array([1.0, 2.0]))
    shared = x + 1
    a, b = (shared * 2).sum(), (shared * 3).sum()
    a.backward(retain_graph=False)
    with pytest.raises(GraphError, match="add were dropped"):
        b.backward()


def test_a_freed_graph_raises_in_every_kind_of_walk():
    x = Tensor(np.array([1.0, 2.0]))
    y = np.exp(x).sum()
    y.backward(retain_graph=False)
    for call in (
        lambda: y.backward(create_graph=True),
        lambda: y.backward(retain_graph=False),
        y.retain_grad,
        lambda: np.sum(y * 2).backward(),
    ):
        with pytest.raises(GraphError, match="dropped"):
            call()


def test_freeing_frees_memory_while_handles_live():
    x = Tensor(np.ones(1000))
    y = x
    saved = []
    for _ in range(5):
        y = np.tanh(y)
        saved.append(weakref.ref(y.data))
    z = y.sum()
    del y
    gc.disable()
    try:
        z.backward(retain_graph=False)
        assert [ref() for ref in saved] == [None] * 5
    finally:
        gc.enable()
    assert z.item() > 0


def test_freeing_frees_multi_output_nodes_too():
    x = Tensor(np.array([1.5, 2.5]))
    fraction, whole = np.modf(x)
    y = (fraction * fraction).sum() + whole.sum()
    y.backward(retain_graph=False)
    np.testing.assert_array_equal(x.grad, [1.0, 1.0])
    with pytest.raises(GraphError, match="dropped"):
        y.backward()


def test_a_leaf_can_be_walked_again_after_freeing():
    x = Tensor(2.0)
    x.backward(retain_graph=False)
    x.backward(retain_graph=False)
    assert x.grad == 2.0


def test_a_new_graph_from_the_same_leaf_is_untouched_by_freeing():
    x = Tensor(2.0)
    a, b = x * x, x * x * x
    a.backward(retain_graph=False)
    b.backward()
    assert x.grad == 16.0


# ---- fresh, writable, never shared --------------------------------------------------------------------


def independent(*arrays):
    """Assert that the arrays are writable and that none shares memory with another."""
    for k, a in enumerate(arrays):
        assert isinstance(a, np.ndarray) and a.flags.writeable and a.flags.owndata
        for b in arrays[k + 1 :]:
            assert not np.shares_memory(a, b)


def test_two_leaves_never_get_the_same_array():
    a, b, c = (Tensor(np.ones(3)) for _ in range(3))
    g = np.ones(3)
    (a + b + c).backward(g)
    independent(a.grad, b.grad, c.grad, g)
    a.grad[:] = 7
    np.testing.assert_array_equal(b.grad, np.ones(3))


def test_the_users_cotangent_is_never_kept():
    for result in (lambda x: x, lambda x: x + 0, lambda x: +x, lambda x: x.reshape(3), lambda x: x[:], lambda x: x.T):
        x, g = Tensor(np.ones(3)), np.arange(3.0)
        result(x).backward(g)
        independent(x.grad, g)
        x.grad += 1
        np.testing.assert_array_equal(g, np.arange(3.0))


def test_a_gradient_is_no_view_of_a_rules_result():
    x = Tensor(np.ones((2, 3)))
    for y in (x.T, x.reshape(6), np.transpose(x), x[::-1], np.broadcast_to(x, (4, 2, 3)), x[:, None]):
        x.zero_grad()
        y.backward(np.ones(y.shape))
        independent(x.grad, x.data)
        assert x.grad.shape == (2, 3)


def test_the_gradient_of_a_sum_is_writable():
    x = Tensor(np.ones((2, 3)))
    x.sum().backward()
    x.grad += 1
    np.testing.assert_array_equal(x.grad, np.full((2, 3), 2.0))


def test_a_rule_that_returns_its_saved_array_gives_no_alias(registry):
    held = np.arange(3.0)
    cached = general(lambda x: x * held, x=lambda g: held, name="temporary_cached")
    x = Tensor(np.ones(3))
    cached(x).sum().backward()
    independent(x.grad, held)
    y, c = Tensor(np.ones(3)), np.arange(3.0)
    returned = general(lambda a, b: np.vdot(a, b), a=lambda g, b: b, b=lambda g, a: a, name="temporary_returned")
    returned(y, c).backward()
    independent(y.grad, c)
    z = Tensor(np.ones(3))
    returned(y, z).backward()
    independent(z.grad, y.data, z.data)


def test_a_gradient_never_shares_memory_with_a_saved_value_or_the_data():
    x, y = Tensor(np.ones(3)), Tensor(np.full(3, 2.0))
    (x * y).sum().backward()
    independent(x.grad, y.grad, x.data, y.data)


def test_two_walks_never_share():
    x = Tensor(np.ones(3))
    y = x + 0
    y.backward(np.ones(3))
    first = x.grad
    x.zero_grad()
    y.backward(np.ones(3))
    independent(first, x.grad)


def test_gradients_of_all_sorts_of_leaves_have_their_dtype_and_shape():
    for dtype in (np.float16, np.float32, np.float64, np.longdouble, np.complex64, np.complex128):
        for shape in ((), (1,), (0,), (2, 3)):
            x = Tensor(np.ones(shape, dtype))
            for f in (
                lambda x: x * 2,
                lambda x: x * np.float64(2),
                lambda x: x + np.ones((4, *x.shape)),
                lambda x: -x / 3,
            ):
                y = np.real(f(x)).sum()
                x.zero_grad()
                y.backward()
                assert x.grad.dtype == dtype, (dtype, shape)
                assert x.grad.shape == shape
                assert isinstance(x.grad, np.ndarray if shape else np.generic)


def test_a_cotangent_given_as_tensor_of_another_dtype_changes_no_gradients_dtype():
    x = Tensor(np.ones(2, np.float32))
    (x * 2).backward(Tensor(np.ones(2)))
    assert x.grad.dtype == np.float32


def test_a_python_float_leaf_has_a_python_float_gradient():
    for f in (
        lambda x: x * 2,
        lambda x: x * np.float64(2),
        lambda x: (x * np.ones(3)).sum(),
        lambda x: np.where(True, x, 1.0),
        lambda x: x * np.float32(2),
        lambda x: x[...] * 2,
        lambda x: x[()] * 2,
        lambda x: x.reshape(1).sum(),
        lambda x: np.maximum(x, 0),
        lambda x: x.astype(np.float32),
        lambda x: np.real(x * 1j),
    ):
        x = Tensor(2.0)
        y = f(x)
        y.backward()
        assert type(x.grad) is float
        y.backward()
        assert type(x.grad) is float


def test_a_zero_d_float32_leaf_has_a_float32_scalar_as_gradient():
    for f in (lambda x: x * 2.0, lambda x: x[...] * 2, lambda x: x[None].sum(), lambda x: x * np.float64(2)):
        x = Tensor(np.float32(2))
        f(x).backward()
        assert type(x.grad) is np.float32


# ---- un-broadcasting and settling ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "shape, target",
    [
        ((3,), ()),
        ((2, 3), (3,)),
        ((2, 3), (1, 3)),
        ((2, 3), (2, 1)),
        ((4, 2, 3), (2, 1)),
        ((4, 2, 3), (1, 1, 1)),
        ((0, 3), (1, 3)),
        ((2, 3), (2, 3)),
    ],
)
def test_a_broadcast_operand_gets_the_sum(shape, target):
    g = np.arange(float(np.prod(shape))).reshape(shape)
    x = Tensor(np.ones(target))
    (x * np.ones(shape)).backward(g)
    want = g.sum(axis=tuple(range(len(shape) - len(target))))
    want = want.sum(axis=tuple(k for k, n in enumerate(target) if n == 1), keepdims=True)
    np.testing.assert_array_equal(x.grad, want.reshape(target))
    assert unbroadcast(g, shape, target).shape == target


def test_both_operands_broadcast():
    a, b = Tensor(np.ones((3, 1))), Tensor(np.ones((1, 4)))
    (a * b * 2).sum().backward()
    np.testing.assert_array_equal(a.grad, np.full((3, 1), 8.0))
    np.testing.assert_array_equal(b.grad, np.full((1, 4), 6.0))


def test_mixed_dtypes_settle_on_both_sides():
    a, b = Tensor(np.ones(3, np.float32)), Tensor(np.ones(3))
    (a * b).sum().backward()
    assert (a.grad.dtype, b.grad.dtype) == (np.float32, np.float64)


def test_a_real_leaf_under_complex_numbers_gets_the_real_part():
    x = Tensor(np.array([1.0, 2.0]))
    y = x * np.array([1 + 2j, 3 - 1j])
    y.backward(np.array([1.0, 1j]))
    np.testing.assert_array_equal(x.grad, [1.0, 1.0])  # Re(1 (1+2i)), Re(i (3-i))
    assert x.grad.dtype == np.float64


def test_intermediate_cotangents_are_settled_where_promotion_happened():
    """float32 -> float64: below the promotion the walk runs in float32 again."""
    seen = []
    x = Tensor(np.ones(3, np.float32))
    y = (np.exp(x) * np.ones(3)).sum()
    backward(y.node, 1.0, observer=lambda node, k, g, bar: seen.append((node.op.name, np.asarray(g).dtype)))
    assert ("exp", np.dtype(np.float32)) in seen


# ---- faults of a declaration ---------------------------------------------------------------------------


def test_a_rule_with_a_wrong_shape_is_blamed_with_its_file(registry):
    bad = general(lambda x: np.sum(x), x=lambda g: np.ones(2), name="temporary_bad")
    y = bad(Tensor(np.ones(3)))
    with pytest.raises(RuleError) as caught:
        y.backward()
    text = str(caught.value)
    assert text.startswith("vjp of 'temporary_bad' gave shape (2,) for an argument of shape (3,).")
    assert "fault in the op's declaration" in text and "test_walk.py:" in text and "not in your function" in text


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_wrong_shape_is_found_for_every_kind_of_op(registry, create_graph):
    ops = [
        linear(lambda x: x + 0, x=lambda g: g[:1], name="temporary_a"),
        bilinear(lambda a, b: a * b, a=lambda g, b: g[:1], b=lambda g, a: g[:1], name="temporary_b"),
        elementwise(lambda x: x * 1, x=lambda x: np.ones((2, 1, 3)), name="temporary_c", broadcasts=False),
    ]
    for op in ops[:1] + ops[2:]:
        with pytest.raises(RuleError, match="declaration"):
            op(Tensor(np.ones(3))).sum().backward(create_graph=create_graph)
    with pytest.raises(RuleError, match="temporary_b"):
        ops[1](Tensor(np.ones(3)), Tensor(np.ones(3))).sum().backward(create_graph=create_graph)


@pytest.mark.parametrize("bar", [None, "a", [None, None]])
def test_a_rule_that_gives_no_numbers_is_blamed(registry, bar):
    """NumPy makes NaN of None: a rule that forgot its return would be a gradient of NaN, or of 0 for a number."""
    double = primitive(lambda x: x * 2)
    defvjp(double, lambda ans, x: lambda g: bar)
    bad = general(lambda x: x * 2, x=lambda g: bar, name="temporary_bad")
    for op in (double, bad):
        with pytest.raises(RuleError, match=r"vjp of .*instead of numbers \(.*test_walk.py:\d+\).*zeros where"):
            grad(lambda x, op=op: np.sum(op(x)))(np.ones(2))
    second = general(lambda x, y: x * y, x=lambda g, y: g * y, y=lambda g: bar, name="temporary_bad_b")
    for function in (bad, lambda x: bad(x) * x, lambda x: second(x, x), lambda x: second(2.0, x)):
        with pytest.raises(RuleError, match="temporary_bad"):
            grad(function)(2.0)
    if bar is None:
        with pytest.raises(RuleError, match="gave None"):
            grad(double)(2.0)


def test_a_jvp_that_gives_none_is_blamed():
    double = primitive(lambda x: x * 2)
    defjvp(double, lambda t, ans, x: None)
    with pytest.raises(RuleError, match=r"jvp of .* gave None for argument 0"):
        jvp(double, (np.ones(2),), (np.ones(2),))


def test_a_failed_walk_leaves_the_gradients_alone(registry):
    bad = general(lambda x: np.sum(x), x=lambda g: np.ones(2), name="temporary_bad")
    a, b = Tensor(np.ones(3)), Tensor(1.0)
    y = b * 2 + bad(a)
    with pytest.raises(RuleError):
        y.backward()
    assert a.grad is None and b.grad is None


def test_an_exception_inside_a_rule_passes_through(registry):
    class Own(Exception):
        pass

    def fail(g):
        raise Own

    op = general(lambda x: x + 0, x=fail, name="temporary_fail")
    x = Tensor(np.ones(3))
    y = op(x).sum()
    for _ in range(2):
        with pytest.raises(Own):
            y.backward()
    assert x.grad is None


def test_a_wrong_cotangent_of_the_user_is_the_users():
    y = Tensor(np.ones(3)) * 2
    with pytest.raises(ShapeError, match=r"shape \(3,\); got shape \(2,\)"):
        y.backward(np.ones(2))
    with pytest.raises(ShapeError, match=r"got shape \(\)"):
        y.backward(1.0)


# ---- multi-output ops ----------------------------------------------------------------------------------


def test_missing_outputs_get_zeros(registry):
    seen = []

    def back(g):
        seen.append(g)
        return g[0] * 2 + g[1].sum() * np.ones(3)

    op = general(lambda x: (x * 2, np.full(2, x.sum(), np.float32)), x=back, outputs=2, name="temporary_pair")
    x = Tensor(np.ones(3))
    first, second = op(x)
    first.sum().backward()
    np.testing.assert_array_equal(x.grad, [2.0, 2.0, 2.0])
    assert seen[0][1].shape == (2,) and seen[0][1].dtype == np.float32 and not seen[0][1].any()
    x.zero_grad()
    second.sum().backward()
    np.testing.assert_array_equal(x.grad, [2.0, 2.0, 2.0])
    x.zero_grad()
    (first.sum() + second.sum() + first.sum()).backward()
    np.testing.assert_array_equal(x.grad, [6.0, 6.0, 6.0])


def test_multi_output_ops_at_second_order(registry):
    op = general(
        lambda x: (x * x, x * x * x), x=lambda g, x: 2 * x * g[0] + 3 * x * x * g[1], outputs=2, name="temporary_powers"
    )
    x = Tensor(np.array([2.0, 3.0]))
    square, cube = op(x)
    (square * cube).sum().backward(create_graph=True)
    g = x.grad
    np.testing.assert_allclose(g.data, 5 * x.data**4)
    x.zero_grad()
    g.sum().backward()
    np.testing.assert_allclose(x.grad, 20 * x.data**3)


def test_zero_d_multi_output():
    x = Tensor(1.25)
    fraction, whole = np.modf(x)
    (fraction * 3 + whole).backward()
    assert x.grad == 3.0 and type(x.grad) is float


# ---- the guard ------------------------------------------------------------------------------------------

GUARDED = {
    "sqrt": (lambda x: np.where(x > 0, np.sqrt(x), 0), lambda x: [0.5 * x**-0.5, -0.25 * x**-1.5, 0.375 * x**-2.5]),
    "log": (lambda x: np.where(x > 0, np.log(x), 0), lambda x: [1 / x, -(x**-2), 2 * x**-3]),
    "power": (lambda x: np.where(x > 0, x**0.5, 0), lambda x: [0.5 * x**-0.5, -0.25 * x**-1.5, 0.375 * x**-2.5]),
    "divide": (lambda x: np.where(x > 0, 1 / x, 0), lambda x: [-(x**-2), 2 * x**-3, -6 * x**-4]),
    "shifted": (
        lambda x: np.where(x > 0, np.sqrt(x + 0) * 1, 0),
        lambda x: [0.5 * x**-0.5, -0.25 * x**-1.5, 0.375 * x**-2.5],
    ),
}


@pytest.mark.parametrize("name", GUARDED)
@pytest.mark.parametrize("retain", [True, False])
@pytest.mark.parametrize("form", [np.array, lambda v: np.array(v, np.float32)])
def test_a_zero_cotangent_stays_zero_at_orders_one_to_three(name, retain, form):
    f, derivatives = GUARDED[name]
    values = form([-2.0, -1.0, 0.0, 4.0])
    x = Tensor(values)
    y = f(x).sum()
    for order, want in enumerate(derivatives(4.0)):
        last = order == 2
        y.backward(create_graph=not last, retain_graph=retain or not last)
        g = x.grad if last else x.grad.data
        np.testing.assert_allclose(g, [0, 0, 0, want], rtol=1e-5)
        assert g.dtype == values.dtype
        y = None if last else x.grad.sum()
        x.zero_grad()


@pytest.mark.parametrize("name", GUARDED)
@pytest.mark.parametrize("retain", [True, False])
def test_the_guard_on_scalars(name, retain):
    f, _ = GUARDED[name]
    for value in (0.0, np.float64(0), np.float32(0), -1.0):
        x = Tensor(value)
        f(x).backward(retain_graph=retain)
        assert x.grad == 0
        x = Tensor(value)
        f(x).backward(create_graph=True)
        first = x.grad
        x.zero_grad()
        assert first.item() == 0
        first.backward()
        assert x.grad == 0


def test_the_guard_through_exp_of_one_over_x():
    values = np.array([-1.0, 0.0, 2.0])
    x = Tensor(values)
    y = np.where(x > 0, np.exp(1 / x) * np.log(x), 0)
    y.sum().backward(create_graph=True)
    g = x.grad
    v = 2.0
    first = np.exp(1 / v) * (1 / v - np.log(v) / v**2)
    second = np.exp(1 / v) * (-1 / v**2 * (1 / v - np.log(v) / v**2) - 1 / v**2 - (1 - 2 * np.log(v)) / v**3)
    np.testing.assert_allclose(g.data, [0, 0, first])
    x.zero_grad()
    g.sum().backward()
    np.testing.assert_allclose(x.grad, [0, 0, second])


def test_the_guard_leaves_true_infinities_and_nans():
    x = Tensor(np.array([0.0, 4.0]))
    np.sqrt(x).sum().backward()
    np.testing.assert_array_equal(x.grad, [np.inf, 0.25])
    x = Tensor(np.array([0.0, np.nan]))
    (x * x).sum().backward()
    np.testing.assert_array_equal(x.grad, [0.0, np.nan])
    x = Tensor(np.array([0.0, 1.0]))
    (x * np.array([np.inf, 1.0])).sum().backward()
    np.testing.assert_array_equal(x.grad, [np.inf, 1.0])


def test_a_nan_in_the_users_cotangent_stays():
    x = Tensor(np.ones(2))
    (x * 2).backward(np.array([np.nan, 1.0]))
    np.testing.assert_array_equal(x.grad, [np.nan, 2.0])


def test_the_guard_covers_retained_gradients():
    x = Tensor(np.array([-1.0, 4.0]))
    inner = np.where(x.data > 0, x, 0.0)
    inner.retain_grad()
    np.where(x.data > 0, np.sqrt(inner), 0.0).sum().backward()
    np.testing.assert_array_equal(x.grad, [0.0, 0.25])
    np.testing.assert_array_equal(inner.grad, [0.0, 0.25])


def test_the_guard_redoes_scattered_reads_once_only():
    x = Tensor(np.array([-1.0, 4.0]))
    y = sum((np.where(x[k] > 0, np.sqrt(x[k]), 0) for k in (0, 1, 1)), start=x[1] * 0)
    y.backward()
    np.testing.assert_array_equal(x.grad, [0.0, 0.5])


def test_the_guard_restarts_retained_gradients():
    x = Tensor(np.array([-1.0, 4.0]))
    y = x * 1
    y.retain_grad()
    np.where(y > 0, np.sqrt(y), 0).sum().backward()
    np.testing.assert_array_equal(y.grad, [0.0, 0.25])
    np.testing.assert_array_equal(x.grad, [0.0, 0.25])


def test_walking_prints_no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        x = Tensor(np.array([0.0, 1.0]))
        y = np.sqrt(x)
        y.sum().backward()
        y.sum().backward(create_graph=True)


def test_any_nan_sees_every_kind_of_payload():
    for good in (
        1.0,
        np.float64(1),
        np.float32(np.inf),
        np.array([1.0, -np.inf]),
        np.zeros(0),
        np.ones(2, np.float16),
        None,
    ):
        assert not any_nan([good])
    for bad in (
        np.nan,
        np.float32(np.nan),
        np.array([1.0, np.nan]),
        np.array([1 + 1j, complex(0, np.nan)]),
        np.array(np.nan),
    ):
        assert any_nan([bad])


# ---- retain_grad ------------------------------------------------------------------------------------------


def test_retain_grad_keeps_intermediate_gradients():
    x = Tensor(np.array([1.0, 2.0]))
    y = x * x
    z = y * 3
    y.retain_grad()
    z.sum().backward()
    np.testing.assert_array_equal(y.grad, [3.0, 3.0])
    np.testing.assert_array_equal(x.grad, [6.0, 12.0])
    assert z.grad is None
    z.sum().backward()
    np.testing.assert_array_equal(y.grad, [6.0, 6.0])
    independent(y.grad, x.grad)
    y.zero_grad()
    assert y.grad is None


def test_retain_grad_of_every_kind_of_node():
    x = Tensor(np.array([1.5, 2.5]))
    parts = np.modf(x)
    for y in (x[0], x @ x, x.sum(), parts[0], np.where(x > 2, x, 0), x.T):
        y.retain_grad()
        y.retain_grad()
        (y * 2).sum().backward()
        np.testing.assert_array_equal(y.grad, np.full(y.shape, 2.0))
        assert y.node.grad is y.grad


def test_retain_grad_of_a_leaf_does_nothing():
    x = Tensor(2.0)
    x.retain_grad()
    (x * x).backward()
    assert x.grad == 4.0


def test_retain_grad_together_with_freeing_and_create_graph():
    x = Tensor(2.0)
    y = x * x
    y.retain_grad()
    (y * y).backward(create_graph=True)
    assert isinstance(y.grad, Tensor) and y.grad.item() == 8.0
    x.zero_grad()
    y.zero_grad()
    (y * y).backward(retain_graph=False)
    assert y.grad == 8.0 and x.grad == 32.0
    with pytest.raises(GraphError):
        y.backward()


def test_retain_grad_on_the_root():
    x = Tensor(2.0)
    y = x * x
    y.retain_grad()
    y.backward()
    assert y.grad == 1.0 and x.grad == 4.0


# ---- indexing: one buffer for all reads ---------------------------------------------------------------------


def test_repeated_indices_accumulate():
    x = Tensor(np.array([1.0, 2.0, 3.0]))
    x[[0, 0, 2]].sum().backward()
    np.testing.assert_array_equal(x.grad, [2.0, 0.0, 1.0])
    x.zero_grad()
    x[np.array([[1, 1], [1, 2]])].backward(np.array([[1.0, 2.0], [3.0, 4.0]]))
    np.testing.assert_array_equal(x.grad, [0.0, 6.0, 4.0])


def test_reads_and_other_uses_of_one_node_mix_in_any_order():
    for order in range(3):
        x = Tensor(np.array([1.0, 2.0, 3.0]))
        y = x * 1
        terms = [y[0] * 2, y.sum(), (y * y).sum()]
        terms = terms[order:] + terms[:order]
        (terms[0] + terms[1] + terms[2] + y[0]).backward()
        np.testing.assert_array_equal(x.grad, [1 + 2 + 3, 1 + 4, 1 + 6])


def test_reads_of_a_node_whose_cotangent_is_shared_do_not_write_into_it():
    x, w = Tensor(np.array([1.0, 2.0])), Tensor(np.array([5.0, 6.0]))
    y = x + w  # passes one array to both
    g = np.array([1.0, 1.0])
    total = (x * 1)[0] * 10 + x[0] * 100
    (y.sum() + total).backward()
    np.testing.assert_array_equal(w.grad, [1.0, 1.0])
    np.testing.assert_array_equal(x.grad, [111.0, 1.0])
    z = x + w
    x.zero_grad()
    w.zero_grad()
    out = anp.sum(z * g) + x[1]
    out.backward()
    np.testing.assert_array_equal(w.grad, [1.0, 1.0])


def test_a_users_cotangent_is_not_written_into_by_reads():
    x = Tensor(np.zeros(3))
    g = np.ones(3)
    y = x + 0
    read = y[0]
    (y + read * 0).backward(g)
    np.testing.assert_array_equal(g, np.ones(3))


def test_n_reads_share_one_buffer(monkeypatch):
    x = Tensor(np.ones(200))
    s = x[0] * x[0]
    for k in range(1, 200):
        s = s + x[k] * x[k]
    made, zeros = [], np.zeros
    monkeypatch.setattr(np, "zeros", lambda *args: made.append(args) or zeros(*args))
    s.backward()
    assert len(made) == 1
    np.testing.assert_array_equal(x.grad, np.full(200, 2.0))


# ---- the short loop and the general step agree ---------------------------------------------------------------


def graphs():
    x = Tensor(np.array([0.5, -1.5, 2.0]))
    w = Tensor(np.float32(1.25))
    s = Tensor(0.75)
    yield (x * x + x).sum() * s
    yield ((np.exp(x) * w - s / (x * x + 1)) @ x) ** 2
    yield np.where(x > 0, np.sqrt(x), x * s).sum() + x[0] * x[[1, 1]].sum() - np.tanh(s) * w
    a, b = np.modf(x * 1.5)
    yield (a * b).sum() + np.maximum(x, s).sum()
    yield s * s / (s + 1) - 2**s
    yield (np.broadcast_to(x, (2, 3)) * np.array([[1.0], [2.0]])).reshape(6)[::2].sum()


@pytest.mark.parametrize("k", range(6))
def test_the_short_loop_and_the_general_step_agree(k):
    root = list(graphs())[k].node
    results = []
    for step in (reverse, visit_all):
        nodes, ends, bars = collect((root,))
        bars[root] = 1.0
        step(nodes, bars, Settings())
        results.append([bars[end] for end in ends])
    unguarded, general_step = results
    for first, second in zip(unguarded, general_step, strict=True):
        np.testing.assert_array_equal(first, second)  # NaN in the same places
    results.clear()
    for guard in (False, True):
        nodes, ends, bars = collect((root,))
        settings = Settings()
        if guard:
            settings.start_guarding()
        bars, _ = run(nodes, ends, bars, {root: 1.0}, settings)
        results.append([bars[end] for end in ends])
    observed = []
    nodes, ends, bars = collect((root,))
    bars, _ = run(nodes, ends, bars, {root: 1.0}, Settings(observer=lambda *seen: observed.append(seen)))
    results.append([bars[end] for end in ends])
    recorded = collect((root,))
    bars, _ = run(*recorded, {root: Tensor(1.0, requires_grad=False)}, Settings(Tensor))
    results.append([bars[end].data for end in recorded[1]])
    for other in results[1:]:
        for first, second in zip(results[0], other, strict=True):
            np.testing.assert_allclose(first, second, rtol=1e-12)
            assert np.shape(first) == np.shape(second)
            assert np.result_type(first) == np.result_type(second)
    assert len(observed) == sum(len(node.parents) for node in topological(root))


def test_an_observer_sees_every_contribution():
    x = Tensor(3.0)
    y = x * x
    seen = []
    backward(y.node, 1.0, observer=lambda node, k, g, bar: seen.append((node.op.name, k, g, bar)))
    assert seen == [("multiply", 0, 1.0, 3.0), ("multiply", 1, 1.0, 3.0)]
    assert x.grad == 6.0


def test_collect_stops_at_the_floor():
    x = Tensor(2.0)
    low = x * x
    high = low * 3
    nodes, ends, bars = collect((high.node,), low.node.serial)
    assert nodes == [high.node] and ends == [low.node] and set(bars) == {high.node, low.node}


def test_a_number_as_an_infinite_factor_does_not_promote_float32():
    def masked(x):
        return np.sum(np.where(x > 5, x * np.inf, x * x))

    for x in (np.float32(2), np.array([1, 2], np.float32)):
        assert grad(masked)(x).dtype == np.float32
        assert grad(lambda x: np.sum(grad(masked)(x)))(x).dtype == np.float32
