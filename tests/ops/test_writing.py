"""Writing in place, by hand: values and gradients that random programs do not single out, errors, memory, cost."""

import copy
import gc
import pickle
import weakref

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, grad, jvp, no_grad, value_and_grad
from autograd.errors import GraphError, InputTypeError, LostGraphError, NoRuleError
from autograd.graph.op import REGISTRY
from autograd.graph.views import Family, root_of
from autograd.ops import writing
from autograd.test_util import check_grads
from tests.laws.test_compositions import TEXTS, Call, values_of


def of(x):
    """Return a tensor that may be written into, with the numbers of an array."""
    return Tensor(np.asarray(x, float)) * 1.0


# ---- what it means -----------------------------------------------------------------------------------------------


def test_an_item():
    p = Tensor([1.0, 2.0, 3.0])
    x = p * p
    x[1] = 5 * p[0]
    assert x.data.tolist() == [1, 5, 9]
    x.sum().backward()
    assert p.grad.tolist() == [2 + 5, 0, 6]


def test_what_a_rule_saved_is_never_overwritten():
    p = Tensor([1.0, 2.0])
    x = np.exp(p)
    y = x * x
    x[0] = 100
    y.sum().backward()
    np.testing.assert_allclose(p.grad, 2 * np.exp(2 * p.data))


def test_an_alias_sees_the_write_and_a_copy_does_not():
    x = of([1, 2, 3])
    alias, twin, data, cut, plus = x, x.copy(), x.data, x.detach(), +x
    x[0] = 9
    assert alias[0].item() == 9
    assert [twin[0].item(), data[0], cut[0].item(), plus[0].item(), copy.copy(of([1]))[0].item()] == [1, 1, 1, 1, 1]


def test_writes_through_views_of_views():
    p = Tensor(np.arange(6.0).reshape(2, 3))
    x = p * 1
    v = x.T[::-1]
    w = v[1:, 0]
    w[0] = 10 * p[1, 2]
    assert x.data.tolist() == [[0, 50, 2], [3, 4, 5]] and v.data.tolist() == x.data.T[::-1].tolist()
    (x * x).sum().backward()
    assert p.grad.tolist() == [[0, 0, 4], [6, 8, 10 + 2 * 50 * 10]]


def test_a_write_through_a_view_of_an_array_in_fortran_order():
    """The cotangent lies in memory in another order than the array that was written into."""
    p = Tensor(np.arange(6.0).reshape(2, 3))
    x = np.sin(p.T)
    assert x.data.flags.f_contiguous and not x.data.flags.c_contiguous
    row = x[1]
    row[...] = p[0, :2] * 10
    x.sum().backward()
    expected = np.cos(p.data)
    expected[:, 1] = 0
    expected[0, :2] += 10
    np.testing.assert_array_equal(p.grad, expected)


def test_a_view_taken_before_a_write_sees_it_with_its_gradient():
    p = Tensor([1.0, 2.0])
    x = p * 1
    v = x[1:]
    x[1] = p[0] * 3
    assert v.data.tolist() == [3]
    (v * v).sum().backward()
    assert p.grad.tolist() == [18, 0]


def test_a_view_outlives_its_root():
    p = Tensor([1.0, 2.0, 3.0])
    x = p * 1
    a, b = x[:2], x[1:]
    del x
    a[1] = 7 * p[0]
    assert b.data.tolist() == [7, 3]
    b.sum().backward()
    assert p.grad.tolist() == [7, 0, 1]


def test_two_thousand_views_of_views_are_no_chain():
    x = of(np.arange(3000.0))
    views = [x]
    for _ in range(2000):
        views.append(views[-1][1:])
    views[-1][0] = -1.0
    assert x[2000].item() == -1 and views[1000][1000].item() == -1
    assert views[1500].node.parents[0] is x.node  # made again from the root, in one step


def test_repeated_indices_the_last_write_counts():
    p = Tensor([1.0, 2.0, 3.0])
    x = of(np.zeros(2))
    x[[0, 1, 0]] = p
    assert x.data.tolist() == [3, 2]
    (x * [10, 100]).sum().backward()
    assert p.grad.tolist() == [0, 100, 10]


def test_broadcast_values_and_leading_ones():
    p = Tensor([[1.0, 2.0, 3.0]])
    x = of(np.zeros((2, 3)))
    x[...] = p
    x[0] = p * 2
    x.sum().backward()
    assert p.grad.tolist() == [[3, 3, 3]]
    x[:, 1] = 4
    assert x.data.tolist() == [[2, 4, 6], [1, 4, 3]]


def test_masks_lists_and_tensors_as_index():
    x, p = of(np.arange(4.0)), Tensor([5.0, 6.0])
    x[Tensor(np.array([True, False, True, False]))] = p
    x[[3]] = 1
    assert x.data.tolist() == [5, 1, 6, 1]
    x[x > 4] = 0
    assert x.data.tolist() == [0, 1, 0, 1]
    x[[]] = 3
    assert x.data.tolist() == [0, 1, 0, 1]


def test_an_untracked_tensor_becomes_part_of_the_graph():
    x, p = Tensor(np.zeros(3), requires_grad=False), Tensor(2.0)
    x[0] = 1
    assert not x.requires_grad
    x[1] = p * p
    assert x.requires_grad and x.data.tolist() == [1, 4, 0]
    (x * x).sum().backward()
    assert p.grad == 2 * 4 * 4


def test_augmented_assignment():
    p = Tensor([1.0, 2.0])
    x = p * 1
    view, alias = x[:1], x
    x += p
    x *= 3
    x -= 1
    x /= 2
    x **= 2
    assert alias is x and view.data.tolist() == x.data[:1].tolist() == [((1 + 1) * 3 - 1) ** 2 / 4]
    x.sum().backward()
    np.testing.assert_allclose(p.grad, 2 * (6 * p.data - 1) / 2 * 3)
    y = of(np.eye(2))
    y @= np.array([[0.0, 1.0], [1.0, 0.0]])
    y //= 0.5
    y %= 3
    assert y.data.tolist() == [[0, 2], [2, 0]]


def test_a_number_gets_a_new_handle():
    total = start = Tensor(0.0)
    total += 2 * start
    assert total is not start and start.item() == 0


def test_an_array_that_adds_a_tensor_becomes_one():
    a = first = np.ones(2)
    p = Tensor([1.0, 2.0])
    a += p
    assert isinstance(a, Tensor) and first.tolist() == [1, 1]
    a.sum().backward()
    assert p.grad.tolist() == [1, 1]


def test_out():
    p = Tensor([1.0, 2.0])
    out = of(np.zeros(2))
    view = out[1:]
    assert np.multiply(p, 3.0, out=out) is out
    assert view.data.tolist() == [6]
    np.add(out, 1, out=out, where=np.array([True, False]))
    assert out.data.tolist() == [4, 6]
    np.add.reduce(p * np.ones((3, 1)), axis=0, out=out)
    np.sum(out[None] * 2, axis=0, out=out)
    assert out.data.tolist() == [6, 12]
    out.sum().backward()
    assert p.grad.tolist() == [6, 6]
    quotient, rest = of(np.zeros(2)), of(np.zeros(2))
    np.divmod(p * 3.5, 2, out=(quotient, rest))
    assert quotient.data.tolist() == [1, 3] and rest.data.tolist() == [1.5, 1]
    np.exp(np.zeros(2), out=out)
    assert out.data.tolist() == [1, 1]


def test_operands_broadcast_to_out():
    p = Tensor([1.0, 2.0])
    out = of(np.zeros((3, 2)))
    mask = np.array([[True], [False], [True]])
    assert np.multiply(p, 3.0, out=out, where=mask) is out
    assert out.data.tolist() == [[3, 6], [0, 0], [3, 6]]
    out.sum().backward()
    assert p.grad.tolist() == [6, 6]
    product = of(np.zeros((2, 2, 2)))
    np.matmul(p * np.eye(2), np.eye(2), out=product)
    assert product.data.tolist() == [[[1, 0], [0, 2]]] * 2
    for write in (lambda x: np.sin(p, out=x), lambda x: np.sum(p * np.ones((4, 2)), axis=0, out=x)):
        with pytest.raises(ValueError, match=r"shape \(3,\) cannot hold a result of shape \(2,\)"):
            write(of(np.zeros(3)))


def test_methods_that_write():
    x = of([3, 1, 2])
    row = x[:2]
    x.sort()
    assert x.data.tolist() == [1, 2, 3] and row.data.tolist() == [1, 2]
    x.fill(2)
    x.put([0, -1], [7, 8])
    assert x.data.tolist() == [7, 2, 8]
    x.partition(1)
    assert x.data.tolist() == [2, 7, 8]
    x.flat[1] = 0
    assert [float(k) for k in x.flat] == [2, 0, 8] and len(x.flat) == 3 and x.flat[-1].item() == 8
    p = Tensor([1.0, 3.0, 2.0])
    y = p * 1
    y.sort()
    (y * [1, 10, 100]).sum().backward()
    assert p.grad.tolist() == [1, 100, 10]


def test_methods_that_take_out_or_copy():
    p = Tensor([1.25, 2.5])
    out = of(np.zeros(2))
    assert p.clip(0, 2, out=out) is out and out.data.tolist() == [1.25, 2]
    out.sum().backward()
    assert p.grad.tolist() == [1, 0]
    assert p.round(1, out=out) is out and out.data.tolist() == [1.2, 2.5]
    assert (p * np.eye(2)).dot(p, out=out) is out and out.data.tolist() == [1.25**2, 2.5**2]
    x = of(np.ones((2, 3)))
    x.reshape((3, 2), copy=False)[0, 1] = 5
    x.reshape(6, copy=True)[0] = 7
    assert x.data.tolist() == [[1, 5, 1], [1, 1, 1]]
    with pytest.raises(ValueError, match="copy"):
        x.T.reshape(6, copy=False)


def test_attributes_that_are_set():
    p = Tensor([1.0, 2.0])
    x = of(np.zeros((2, 2)))
    row = x[0]
    x.flat = p * 3
    assert x.data.tolist() == [[3, 6], [3, 6]] and row.data.tolist() == [3, 6]
    x.real = p
    x.real *= 2
    assert x.data.tolist() == [[2, 4], [2, 4]]
    x.sum().backward()
    assert p.grad.tolist() == [4, 4]
    z = of([1]).astype(complex)
    for write, error, text in (
        (lambda: setattr(x, "shape", (4,)), NoRuleError, r"t\.shape = \(4,\).*t = t\.reshape"),
        (lambda: setattr(x, "imag", 1.0), TypeError, "real dtype float64 has no imaginary part"),
        (lambda: setattr(z, "real", 1.0), InputTypeError, r"z\[\.\.\.\] = value \+ 1j \* z\.imag"),
        (lambda: setattr(z, "imag", 1.0), InputTypeError, r"z\[\.\.\.\] = z\.real \+ 1j \* value"),
        (lambda: setattr(p, "flat", 1.0), GraphError, "leaf"),
    ):
        with pytest.raises(error, match=text):
            write()
    assert x.shape == (2, 2) and z.data.tolist() == [1]


@pytest.mark.parametrize("space", [np, anp])
def test_functions_that_write(space):
    p = Tensor([1.0, 2.0])
    x = of(np.zeros((2, 2)))
    space.copyto(x, p)
    space.fill_diagonal(x, p * 10)
    assert x.data.tolist() == [[10, 2], [1, 20]]
    space.put(x, [1], p[:1] * 5)
    space.putmask(x, x > 9, p)
    assert x.data.tolist() == [[1, 5], [1, 2]]
    space.place(x, np.array([[False, True], [True, False]]), p * 4)
    assert x.data.tolist() == [[1, 4], [8, 2]]
    space.put_along_axis(x, np.array([[0], [1]]), p[:, None] * 7, axis=1)
    assert x.data.tolist() == [[7, 4], [8, 14]]
    x.sum().backward()
    assert p.grad.tolist() == [7 + 4, 4 + 7]


def test_ufunc_at():
    p = Tensor([1.0, 2.0, 3.0])
    x = of([1, 1])
    np.add.at(x, [0, 1, 0], p)
    np.multiply.at(x, [0, 0], 2.0)
    np.negative.at(x, [1])
    assert x.data.tolist() == [20, -3]
    x.sum().backward()
    assert p.grad.tolist() == [4, -1, 4]
    x = of([[1, 2], [3, 4]])
    np.maximum.at(x, (slice(None), 0), np.array([5.0, 0.0]))
    assert x.data.tolist() == [[5, 2], [3, 4]]


@pytest.mark.parametrize("ufunc", [np.add, np.multiply])
def test_ufunc_at_reads_its_operand_before_it_writes(ufunc):
    """The operand is the tensor written into, or a view of it, and an element is named twice."""
    start, index = np.array([2.0, 3.0, 5.0]), [0, 0, 1]
    for part in (lambda y: y, lambda y: y[::-1], lambda y: y[1:2]):

        def total(x, part=part):
            y = x * 1.0
            ufunc.at(y, index, part(y))
            return np.sum(y)

        plain = start.copy()
        ufunc.at(plain, index, part(plain).copy())
        assert total(start) == plain.sum() == value_and_grad(total)(start)[0]
        check_grads(total)(start)


def test_the_imaginary_part_sees_a_later_write():
    """`imag` saves something of its operand, unlike `real`: a stale view is made again by the step that knows how."""

    def total(z):
        a = z * 1.0
        part, turned = a.imag, a.imag[::-1]
        a *= 2.0
        return np.sum(part * [1.0, 3.0]) + turned[0]

    z = np.array([1 + 2j, 3 + 4j])
    assert total(z) == value_and_grad(total)(z)[0] == 4 + 24 + 8
    np.testing.assert_array_equal(grad(total)(z), [-2j, -8j])


def test_nan_to_num_in_place():
    """`copy=False` writes, through views too; a leaf, a number and integers are not written into."""

    def total(x):
        y = np.log(x)
        part = y[::2]
        np.nan_to_num(part, copy=False, neginf=0.5)
        assert np.nan_to_num(y, copy=False) is y or not isinstance(y, Tensor)
        return np.sum(y)

    with np.errstate(divide="ignore"):
        value, gradient = value_and_grad(total)(np.array([0.0, 2.0, 3.0]))
    assert value == 0.5 + np.log(2) + np.log(3)
    np.testing.assert_array_equal(gradient, [0, 1 / 2, 1 / 3])
    leaf = Tensor([np.nan, 1.0])
    with pytest.raises(GraphError, match=r"leaf.*y = x\.copy\(\)"):
        np.nan_to_num(leaf, copy=False)
    with no_grad():
        np.nan_to_num(leaf, copy=False, nan=7.0)
    assert leaf.data.tolist() == [7, 1]
    assert np.nan_to_num(leaf[0], copy=False).item() == 7
    assert np.nan_to_num(Tensor([1, 2]), copy=False).tolist() == [1, 2]


def test_both_modes_and_second_order():
    def program(p):
        x = p * np.ones(4)
        for k in range(1, 4):
            x[k] = x[k - 1] * p
        v = x[::2]
        v *= p
        return x.sum()

    value = lambda p: p * p + p**2 + p**3 * p + p**4
    first = lambda p: 2 * p + 2 * p + 4 * p**3 + 4 * p**3
    assert program(Tensor(3.0)).item() == value(3.0)
    assert grad(program)(3.0) == first(3.0)
    assert jvp(program, (3.0,), (1.0,))[1] == first(3.0)
    assert grad(grad(program))(3.0) == pytest.approx(4 + 24 * 9)
    assert jvp(grad(program), (3.0,), (1.0,))[1] == pytest.approx(4 + 24 * 9)


def test_float32_and_complex_keep_their_dtypes():
    p = Tensor(np.float32(2))
    x = Tensor(np.zeros(2, np.float32), requires_grad=False)
    x[0] = p * p
    x[1] = Tensor(1.5) * 1  # cast on writing, as NumPy does
    assert x.dtype == np.float32
    x.sum().backward()
    assert p.grad.dtype == np.float32 and p.grad == 4
    z, q = Tensor(np.zeros(2, complex), requires_grad=False), Tensor(1.0)
    z[0] = q * 2
    (z[0] * 1j).imag.backward()
    assert q.grad == 2


# ---- refusals ----------------------------------------------------------------------------------------------------


def test_a_leaf_is_not_written_into():
    p = Tensor([1.0, 2.0])
    for write in (
        lambda: p.__setitem__(0, 1),
        lambda: p.__iadd__(1),
        lambda: p[:1].fill(3),
        lambda: p.sort(),
        lambda: np.add(p, 1, out=p),
        lambda: np.add.at(p, [0], 1),
    ):
        with pytest.raises(GraphError, match=r"leaf.*y = x\.copy\(\).*no_grad"):
            write()
    assert p.data.tolist() == [1, 2]
    with pytest.raises(GraphError, match="leaf"):
        grad(lambda x: [x.__setitem__(0, 1), x.sum()][1])(np.ones(2))


def test_within_no_grad_a_parameter_is_changed_and_a_result_becomes_a_constant():
    p = Tensor([1.0, 2.0], name="p")
    y = p * p
    with no_grad():
        p -= 0.5
        p[0] = 9
        y[0] = 3
    assert p.data.tolist() == [9, 1.5] and p.is_leaf and p.requires_grad and p.name == "p"
    assert y.data.tolist() == [3, 4] and not y.requires_grad
    view = (p * 1)[:1]
    with no_grad():
        part = p[1:]
        part *= 2
    assert p.data.tolist() == [9, 3] and not part.requires_grad and view.requires_grad


def test_what_is_read_only():
    x = of(np.ones((2, 2)))
    for view in (np.broadcast_to(x, (3, 2, 2)), np.diagonal(x)):
        with pytest.raises(ValueError, match="read-only"):
            view[0] = 1
    z = Tensor(np.ones(2) + 1j) * 1
    with pytest.raises(InputTypeError, match=r"through real\(z\)"):
        z.real[0] = 1
    real = z.real
    z[0] = 5
    assert real.data.tolist() == [5, 1]  # it sees the write all the same
    diagonal, spread = np.diagonal(x), np.broadcast_to(x, (2, 2, 2))
    x[0, 0] = 8
    assert diagonal.data.tolist() == [8, 1] and spread[1, 0, 0].item() == 8


def test_a_view_of_a_read_only_view_and_of_a_real_part():
    x = of(np.ones((2, 2)))
    parts = [np.diagonal(x)[1:], np.broadcast_to(x, (3, 2, 2))[0], np.broadcast_to(x, (3, 2, 2)).T[0, 1:]]
    for part in parts:
        with pytest.raises(ValueError, match="read-only"):
            part[0] = 7
    x[1, 1] = 5
    assert [part.data.tolist() for part in parts] == [[5], [[1, 1], [1, 5]], [[1, 1, 1]]]
    z = Tensor(np.arange(4) + 1j) * 1
    part = z.real[1:][::-1]
    with pytest.raises(InputTypeError, match=r"through getitem\(z\)"):
        part[0] = 7
    z[2] = 8
    assert part.data.tolist() == [3, 8, 1] and part.dtype == float


def test_two_thousand_views_of_a_read_only_view():
    x = of(np.arange(3000.0))
    part = np.broadcast_to(x, (1, 3000))[0]
    views = [part]
    for _ in range(2000):
        views.append(views[-1][1:])
    x[2500] = -1.0
    assert views[-1][500].item() == -1


def test_a_number_is_not_written_into():
    for y in (Tensor(1.0) * 1, of([1, 2])[0], of([1, 2]).sum()):
        with pytest.raises(TypeError, match="0-d tensor is a number"):
            y[...] = 3


def test_a_write_that_would_lose_a_derivative():
    whole, p = Tensor(np.zeros(2, int)), Tensor(1.5)
    with pytest.raises(InputTypeError, match=r"float64 on a graph.*dtype int.*astype\(float64\).*stop_gradient"):
        whole[0] = p
    whole[0] = 1.5
    assert whole.tolist() == [1, 0]
    with pytest.raises(InputTypeError, match="complex128"):
        of([1])[0] = p * 1j
    with pytest.raises(TypeError, match="Cannot cast"):
        whole += p * 1.5
    with pytest.raises(NoRuleError, match=r"plain array.*Tensor\(a, requires_grad=False\)"):
        np.copyto(np.zeros(2), of([1, 2]))
    a = np.zeros(2)
    with pytest.raises(ValueError, match="setting an array element") as caught:  # NumPy puts its own on top
        grad(lambda q: [a.__setitem__(0, q), q][1])(1.5)
    assert isinstance(caught.value.__cause__, LostGraphError)
    with pytest.raises(NoRuleError, match="plain array"):
        np.add.at(a, [0], p)


def test_wrong_shapes_and_indices_leave_everything_as_it_was():
    x = of([1, 2, 3])
    node = x.node
    for error, write in (
        (ValueError, lambda: x.__setitem__(slice(0, 2), np.ones(3))),
        (ValueError, lambda: x.__setitem__(slice(0, 2), of(np.ones(3)))),
        (ValueError, lambda: x.__iadd__(np.ones((2, 3)))),
        (IndexError, lambda: x.__setitem__(3, 1)),
        (IndexError, lambda: x.__setitem__((0, 0), 1)),
        (IndexError, lambda: x.__setitem__(1.0, 1)),
        ((TypeError, ValueError), lambda: x.__setitem__(0, "a")),
    ):
        with pytest.raises(error):
            write()
    assert x.data.tolist() == [1, 2, 3] and x.node is node


# ---- memory and cost ---------------------------------------------------------------------------------------------


def test_ops_that_give_views_say_so():
    """`Op.views` is true exactly for the ops whose result may lie in the memory of their operand."""
    for op in REGISTRY.values():
        if op.kind == "flat" or op.name in ("alias", "imag"):  # imag: of complex numbers only
            continue
        found = False
        for case in op.cases:
            operands = [np.abs(np.cos(np.arange(float(np.prod(s))))).reshape(s) + 0.1 for s in case.shapes]
            for name, value in (getattr(case, "fixed", None) or {}).items():
                operands[op.args.index(name)] = value
            static = {**op.static, **case.static}
            try:
                out = op.forward(operands, **static) if op.variadic else op.forward(*operands, **static)
            except ValueError:
                continue
            for part in out if isinstance(out, tuple) else (out,):
                found |= any(np.shares_memory(part, x) for x in operands if np.ndim(x) and np.ndim(part))
        assert not found or op.views, op.name


@pytest.mark.parametrize("text", TEXTS)
def test_a_view_where_numpys_is_one(text):
    """What a function gives is a view of its operand exactly where NumPy's is, and as read-only."""
    try:
        call = Call(text)
        values = [np.asarray(v) for v in values_of(call, 0)]
        numpys = call.function(*values)
    except (AttributeError, TypeError):
        pytest.skip("this NumPy lacks it")
    tensors = [Tensor(v) * 1 if v.ndim else Tensor(float(v)) for v in values]
    ours = call.function(*tensors)
    for theirs, mine in zip(*(r if isinstance(r, (tuple, list)) else (r,) for r in (numpys, ours)), strict=True):
        if np.ndim(theirs) and isinstance(mine, Tensor):
            link = getattr(mine, "link", None)
            for value, tensor in zip(values, tensors, strict=True):
                if value.ndim:
                    root = None if link is None or type(link) is Family else root_of(link)
                    assert (mine is tensor or root is tensor) == np.shares_memory(theirs, value)


def test_n_item_writes_copy_nothing(monkeypatch):
    """Forward: the numbers are written where they are. Backward: one buffer goes from node to node."""
    made = []
    array = np.array
    monkeypatch.setattr(np, "array", lambda a, *args, **kw: made.append(np.size(a)) or array(a, *args, **kw))
    p = Tensor(2.0)
    x = Tensor(np.zeros(400), requires_grad=False)
    made.clear()
    for k in range(400):
        x[k] = x[k - 1] + p if k else p
    assert sum(size == 400 for size in made) == 1  # the untracked numbers, once: the first node remembers them
    made.clear()
    x[399].backward()
    assert p.grad == 400
    assert sum(size == 400 for size in made) <= 2


def test_a_retained_gradient_is_not_emptied_by_the_walk():
    p = Tensor([1.0, 2.0])
    x = p * 1
    x[0] = p[1]
    x.retain_grad()
    (x * [3, 4]).sum().backward()
    assert x.grad.tolist() == [3, 4] and p.grad.tolist() == [0, 7]


def test_writes_leave_no_cycles():
    gc.collect()
    gc.disable()
    try:
        x = of(np.ones(4))
        view = x[1:]
        x[0] = 2 * view[0]
        view[1] = 3.0
        seen = [weakref.ref(x), weakref.ref(view), weakref.ref(view.data)]
        del x, view
        assert all(ref() is None for ref in seen)
    finally:
        gc.enable()


def test_a_root_forgets_the_views_that_died():
    x = of(np.ones(4))
    for _ in range(1000):
        x[1:]
    assert len(x.link.members) < 100


def test_stale_views_behave_like_others():
    x = of(np.arange(4.0))
    for use in (
        lambda v: v + 1,
        lambda v: 1 + v,
        lambda v: v.detach(),
        lambda v: v[:1],
        lambda v: v.copy(),
        lambda v: copy.deepcopy(v),
        lambda v: pickle.loads(pickle.dumps(v)),
        lambda v: np.concatenate([v, v]),
        lambda v: -v,
        lambda v: v.T,
        lambda v: np.sum(v),
    ):
        view = x[1:]
        x[0] = 1.0
        assert type(view) is not Tensor and isinstance(view, Tensor) and writing.is_stale(view)
        result = use(view)
        assert type(result) is Tensor and type(view) is Tensor
        assert repr(view).startswith("Tensor([1.")
    view = x[1:]
    x[0] = 1.0
    assert view.shape == (3,) and view.requires_grad and hash(view) == id(view)


def test_free_saved_values():
    p = Tensor([1.0, 2.0])
    x = p * 1
    x[0] = p[1] * p[1]
    loss = x.sum()
    loss.backward(retain_graph=False)
    assert p.grad.tolist() == [0, 5]
    with pytest.raises(GraphError, match="dropped"):
        loss.backward()


def test_create_graph_through_writes():
    p = Tensor([1.0, 2.0])
    x = p * p
    x[0] = x[1] * p[0]
    x.sum().backward(create_graph=True)
    g = p.grad  # [p1^2, 2 p0 p1 + 2 p1]
    assert g.data.tolist() == [4, 8]
    p.zero_grad()
    g[1].backward()
    assert p.grad.tolist() == [4, 4]
