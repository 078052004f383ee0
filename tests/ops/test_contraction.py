"""Contractions in all of NumPy's forms: values, both modes to second order, errors."""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd.checking.compare import gradcheck
from autograd.errors import NoRuleError, ShapeError
from autograd.graph.op import REGISTRY
from autograd.ops.contraction import vecdot_along
from autograd.ops.einsum import einsum
from autograd.tensor import Tensor
from autograd.transforms.reverse import grad

RNG = np.random.default_rng(0)


def drawn(shape, kind="f"):
    """Return random numbers, complex ones for kind "c"."""
    x = RNG.uniform(0.5, 1.5, shape) * RNG.choice([-1, 1], shape)
    return x + 1j * RNG.uniform(-1, 1, shape) if kind == "c" else x


def agrees(f, *operands, theirs=None, order=2):
    """Assert f's value on tensors is NumPy's, its dtype single for single, and both modes right to second order."""
    expected = (theirs or f)(*operands)
    got = f(*map(Tensor, operands))
    assert isinstance(got, Tensor) and got.requires_grad
    np.testing.assert_allclose(got.data, expected, 1e-12, 1e-12)
    assert np.shape(got.data) == np.shape(expected)
    if all(map(np.size, operands)):
        report = gradcheck(f, *operands, order=order)
        assert report, str(report)
    narrow = [np.asarray(x, np.complex64 if np.iscomplexobj(x) else np.float32) for x in operands]
    leaves = [Tensor(x) for x in narrow]
    out = f(*leaves)
    assert out.dtype == np.result_type(*narrow)
    anp.sum(anp.real(out)).backward()
    for leaf, x in zip(leaves, narrow):
        assert leaf.grad.dtype == x.dtype and np.shape(leaf.grad) == x.shape


# ---- matmul and dot ------------------------------------------------------------------------------------------------

PAIRS = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3, 4)),
    ((2, 2, 3), (3,)),
    ((3,), (2, 3, 2)),
    ((2, 2, 3), (3, 2)),
    ((2, 3), (2, 3, 2)),
    ((2, 2, 3), (2, 3, 2)),
    ((2, 1, 2, 3), (4, 3, 1)),
    ((1, 2, 3), (2, 3, 2)),
    ((0, 3), (3, 2)),
    ((2, 0), (0, 2)),
    ((2, 0, 3), (3, 2)),
    ((2, 3, 0), (0, 2)),
]


@pytest.mark.parametrize(("a", "b"), PAIRS)
@pytest.mark.parametrize("kinds", ["ff", "cc", "fc", "cf"])
def test_matmul_of_all_shapes(a, b, kinds):
    x, y = drawn(a, kinds[0]), drawn(b, kinds[1])
    agrees(lambda p, q: p @ q, x, y)
    if kinds == "ff":
        np.testing.assert_array_equal(np.matmul(Tensor(x), y).data, x @ y)
        np.testing.assert_array_equal((x @ Tensor(y)).data, x @ y)


def test_matmul_of_transposed_and_strided_operands():
    a, b = drawn((3, 2)), drawn((8, 3))
    agrees(lambda p, q: p.T @ q[::2].T, a, b)
    agrees(lambda p, q: p @ q, a.T, b[::2].T)


def test_a_stack_times_one_matrix_needs_no_stack_of_gradients():
    x, w = Tensor(drawn((5, 4, 3))), Tensor(drawn((3, 2)))
    out = x @ w
    assert out.node.plan.pull_b(np.ones(out.shape), out.node.saved[1]).shape == (3, 2)


@pytest.mark.parametrize("a", [(), (3,), (2, 3), (2, 2, 3)])
@pytest.mark.parametrize("b", [(), (3,), (3, 2), (2, 3, 2)])
@pytest.mark.parametrize("kind", ["f", "c"])
def test_dot_of_all_shapes(a, b, kind):
    agrees(np.dot, drawn(a, kind), drawn(b), theirs=np.dot)


def test_dot_with_numbers_and_lists():
    x = Tensor(np.array([1.0, 2.0]))
    assert np.dot(x, 2).data.tolist() == [2, 4]
    assert np.dot([3.0, 4.0], x).item() == 11
    assert x.dot(x).item() == 5
    with pytest.raises(NoRuleError, match="'out'"):
        np.dot(x, x, out=np.zeros(()))
    with pytest.raises(ValueError, match="while computing matmul"):
        np.dot(x, np.ones(3))


# ---- vdot, inner, outer, kron, cross, trace --------------------------------------------------------------------------


@pytest.mark.parametrize("kinds", ["ff", "cc", "fc", "cf"])
def test_vdot_conjugates_its_first_operand(kinds):
    agrees(np.vdot, drawn((2, 3), kinds[0]), drawn((3, 2), kinds[1]))
    agrees(np.vdot, drawn((), kinds[0]), drawn((), kinds[1]))
    agrees(np.vdot, drawn((0,), kinds[0]), drawn((0,), kinds[1]))


@pytest.mark.parametrize(
    ("a", "b"),
    [((), ()), ((), (3,)), ((3,), (3,)), ((2, 3), (3,)), ((3,), (2, 3)), ((2, 3), (4, 3)), ((2, 2, 3), (1, 2, 3))],
)
@pytest.mark.parametrize("kind", ["f", "c"])
def test_inner(a, b, kind):
    agrees(np.inner, drawn(a, kind), drawn(b, kind))


@pytest.mark.parametrize(("a", "b"), [((), ()), ((), (3,)), ((3,), (2,)), ((2, 3), (2, 1)), ((0,), (2,))])
def test_outer(a, b):
    agrees(np.outer, drawn(a), drawn(b))
    agrees(np.outer, drawn(a, "c"), drawn(b))
    with pytest.raises(NoRuleError, match="'out'"):
        np.outer(Tensor(drawn(a)), drawn(b), out=np.zeros((3, 3)))


@pytest.mark.parametrize(("a", "b"), [((), (2,)), ((2,), (3,)), ((2, 3), (3, 2)), ((2,), (2, 3)), ((2, 1, 2), (2, 2))])
def test_kron(a, b):
    agrees(np.kron, drawn(a), drawn(b))


def test_cross():
    a, b = drawn((4, 3)), drawn((4, 3))
    agrees(np.cross, a, b)
    agrees(np.cross, a, b[0])
    agrees(np.cross, a, b * 1j)
    agrees(lambda p, q: np.cross(p, q, axis=0), a.T, b.T)
    agrees(lambda p, q: np.linalg.cross(p, q, axis=0), a.T, b.T)
    agrees(lambda p, q: np.cross(p, q, axisa=0, axisb=1, axisc=0), a.T, b)
    with pytest.raises(ShapeError, match="length 3"):
        np.cross(Tensor(a[:, :2]), b)


def test_trace():
    x = drawn((3, 4, 3))
    agrees(lambda t: np.trace(t, 1, 2, 0), x)
    agrees(lambda t: np.trace(t, offset=-1), x[:, :, 0])
    agrees(lambda t: np.trace(t, offset=9), x[:, :, 0])
    with pytest.raises(NoRuleError, match="out"):
        np.trace(Tensor(x), out=np.zeros(3))


# ---- vecdot, matvec, vecmat ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kinds", ["ff", "cc", "fc", "cf"])
def test_vecdot(kinds):
    agrees(np.vecdot, drawn((2, 3), kinds[0]), drawn((3,), kinds[1]))
    agrees(np.vecdot, drawn((3,), kinds[0]), drawn((3,), kinds[1]))
    agrees(np.vecdot, drawn((2, 0), kinds[0]), drawn((2, 0), kinds[1]))
    a, b = drawn((3, 2), kinds[0]), drawn((3, 1), kinds[1])
    agrees(lambda p, q: vecdot_along(p, q, axis=0), a, b, theirs=lambda p, q: np.linalg.vecdot(p, q, axis=0))


@pytest.mark.skipif(not hasattr(np, "matvec"), reason="this NumPy has no matvec")
@pytest.mark.parametrize("kinds", ["ff", "cc", "fc", "cf"])
def test_matvec_and_vecmat(kinds):
    agrees(np.matvec, drawn((2, 3), kinds[0]), drawn((4, 3), kinds[1]))
    agrees(np.vecmat, drawn((3,), kinds[0]), drawn((4, 3, 2), kinds[1]))
    agrees(np.vecmat, drawn((4, 1, 3), kinds[0]), drawn((3, 2), kinds[1]))


# ---- tensordot -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "axes"),
    [
        ((2, 3, 4), (3, 4, 2), 2),
        ((2, 3), (4, 2), 0),
        ((2, 3), (3, 2), 1),
        ((2, 3), (2, 3), 2),
        ((2, 3, 4), (4, 2, 3), ((0, 2), (1, 0))),
        ((2, 3, 4), (4, 2, 3), ([2, 1], [0, 2])),
        ((2, 3, 4), (4, 2, 3), ([-1, 0, 1], [0, 1, -1])),
        ((2, 3), (3, 2), (-1, 0)),
        ((), (2,), 0),
        ((), (), 0),
        ((2, 0), (0, 3), 1),
    ],
)
@pytest.mark.parametrize("kind", ["f", "c"])
def test_tensordot(a, b, axes, kind):
    agrees(lambda p, q: np.tensordot(p, q, axes), drawn(a, kind), drawn(b, kind))
    agrees(lambda p, q: anp.tensordot(p, q, axes=axes), drawn(a), drawn(b, kind))


# ---- einsum ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subscripts", "shapes"),
    [
        ("ij,jk->ik", [(2, 3), (3, 2)]),
        ("ij,jk", [(2, 3), (3, 2)]),
        ("ba", [(2, 3)]),
        ("ij", [(2, 3)]),
        ("Ab,bA", [(2, 3), (3, 2)]),
        (" i j , j k -> k i ", [(2, 3), (3, 2)]),
        ("ij->", [(2, 3)]),
        ("ij->j", [(2, 3)]),
        ("ij->ji", [(2, 3)]),
        ("ii", [(3, 3)]),
        ("ii->i", [(3, 3)]),
        ("iij->ji", [(2, 2, 3)]),
        ("iijj->ij", [(2, 2, 3, 3)]),
        ("iiij->j", [(2, 2, 2, 3)]),
        ("ii,i->i", [(3, 3), (3,)]),
        ("ii,jj->", [(2, 2), (3, 3)]),
        ("ii,ij->j", [(2, 2), (2, 3)]),
        ("i,j->ij", [(2,), (3,)]),
        ("i,i", [(3,), (3,)]),
        (",ij->ij", [(), (2, 3)]),
        (",->", [(), ()]),
        ("->", [()]),
        ("ij,k->j", [(2, 3), (4,)]),
        ("ijk,jl,kl->il", [(2, 3, 2), (3, 4), (2, 4)]),
        ("...ij,...jk->...ik", [(2, 2, 3), (2, 3, 2)]),
        ("...ij,jk->...ik", [(2, 2, 3), (3, 2)]),
        ("...ij,...jk", [(2, 1, 2, 3), (4, 3, 2)]),
        ("...,...->...", [(2, 3), (3,)]),
        ("i...->...", [(2, 3)]),
        ("i...i->...", [(2, 3, 2)]),
        ("...ii->...i", [(3, 2, 2)]),
        ("...", [(2, 3)]),
        ("...i->...", [(3,)]),
        ("a...,...b->ab...", [(2, 3), (3, 2)]),
        ("ij,ij->ij", [(2, 1), (1, 3)]),
        ("ij,ij->i", [(2, 1), (2, 3)]),
        ("ij,ij->", [(2, 1), (2, 3)]),
        ("i,i->i", [(1,), (3,)]),
        ("ij,jk->ik", [(2, 0), (0, 3)]),
        ("ij->i", [(0, 3)]),
    ],
)
@pytest.mark.parametrize("optimize", [False, True])
def test_einsum(subscripts, shapes, optimize):
    real = [drawn(shape) for shape in shapes]
    if optimize and len(shapes) == 1:
        optimize = "greedy"
    agrees(lambda *x: np.einsum(subscripts, *x, optimize=optimize), *real)
    agrees(lambda *x: anp.einsum(subscripts, *x), *(drawn(shape, "c") for shape in shapes), order=1)
    for k in range(len(real)):  # one tracked operand only
        f = lambda t, k=k: einsum(subscripts, *real[:k], t, *real[k + 1 :], optimize=optimize)
        assert not real[k].size or gradcheck(f, real[k])


def test_einsum_with_lists_of_axes():
    a, b = drawn((2, 3)), drawn((3, 4))
    agrees(lambda p, q: np.einsum(p, [0, 1], q, [1, 2], [0, 2]), a, b)
    agrees(lambda p, q: np.einsum(p, [0, 1], q, [1, 2]), a, b)
    agrees(lambda p, q: np.einsum(p, [30, 1], q, [1, 2]), a, b)
    agrees(lambda p, q: np.einsum(p, [..., 1], q, [1, ...], [...]), a, b[:, :2])
    agrees(lambda p: np.einsum(p, [0, 0]), drawn((3, 3)))


def test_einsum_with_a_path():
    operands = drawn((2, 2)), drawn((2, 3)), drawn((3,))
    path = np.einsum_path("ii,ij,j->i", *operands)[0]
    agrees(lambda *x: np.einsum("ii,ij,j->i", *x, optimize=path), *operands)


def test_einsum_keeps_the_numbers_of_integer_operands():
    x = Tensor(np.array([1.0, 2.0]))
    assert np.einsum("i,i->", x, [3, 4]).item() == 11
    assert grad(lambda t: anp.einsum("i,i->", t, np.array([3, 4])))(x.data).tolist() == [3, 4]


@pytest.mark.parametrize(
    ("subscripts", "match"),
    [("ij,jk->ik", "names 2 operands"), ("i->i", "has 2 axes"), ("ijk->i", "has 2 axes"), ("...i->i", "ellipsis")],
)
def test_einsum_says_what_does_not_fit(subscripts, match):
    with pytest.raises(ValueError, match=match):
        np.einsum(subscripts, Tensor(np.ones((2, 3))))


def test_einsum_leaves_other_errors_to_numpy():
    with pytest.raises(ValueError, match="while computing einsum"):
        np.einsum("ij,jk->ik", Tensor(np.ones((2, 3))), np.ones((2, 3)))
    with pytest.raises(NoRuleError, match="'dtype'"):
        np.einsum("i->", Tensor(np.ones(2)), dtype=float)
    with pytest.raises(NoRuleError, match="'out'"):
        np.einsum("i->", Tensor(np.ones(2)), out=np.zeros(()))
    assert anp.einsum("i->", np.ones(2, np.float32), dtype=float).dtype == float


# ---- all -------------------------------------------------------------------------------------------------------------


def test_the_graph_shows_one_node_for_one_call():
    a, b = Tensor(drawn((2, 3))), Tensor(drawn((3, 2)))
    for out, name in ((a @ b, "matmul"), (np.dot(a, b), "matmul"), (np.einsum("...ij,jk", a, b), "einsum")):
        assert out.node.op is REGISTRY[name] and out.node.parents == (a.node, b.node)
    assert np.einsum("...ij,jk", a, b).node.static["subscripts"].count("...") == 0


def test_linalg_names_are_served():
    a, b = Tensor(drawn((2, 3))), drawn((3, 2))
    for name, args in (("matmul", (a, b)), ("tensordot", (a, b.T)), ("outer", (a[0], b[0])), ("vecdot", (a, b.T))):
        got = getattr(np.linalg, name)(*args)
        assert got.requires_grad
        plain = [getattr(x, "data", x) if isinstance(x, Tensor) else x for x in args]
        np.testing.assert_allclose(got.data, getattr(np.linalg, name)(*plain))


def test_python_numbers_as_operands():
    v = np.array([1.0, 2.0])
    for f in (lambda z: np.tensordot(z, 2, 0), lambda z: np.tensordot(2, z, 0), lambda z: np.dot(z, 2)):
        assert grad(lambda z, f=f: f(z).sum())(v).tolist() == [2, 2]
    single = Tensor(np.ones(2, "f4"))
    assert np.dot(single, 2.0).dtype == np.dot(np.ones(2, "f4"), 2.0).dtype == float
    assert np.inner(2.0, single).dtype == float
