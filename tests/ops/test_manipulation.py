"""Shapes, axes, joins, splits, tiling, padding and choosing: NumPy's values and errors, and right derivatives."""

import warnings

import numpy as np
import pytest

import autograd.numpy as anp
from autograd.errors import NoRuleError
from autograd.graph.op import REGISTRY
from autograd.ops import creation, manipulation, shaping
from autograd.tensor import Tensor
from autograd.transforms.forward import jvp
from autograd.transforms.reverse import grad
from tests.ops.compositions import obeys_the_laws, same_value, values

AXES = {
    "moveaxis": lambda x: np.moveaxis(x, (0, -1), (1, 0)),
    "swapaxes": lambda x: np.swapaxes(x, 0, -1),
    "rollaxis": lambda x: np.rollaxis(x, 2),
    "rollaxis forward": lambda x: np.rollaxis(x, 0, 3),
    "matrix_transpose": np.matrix_transpose,
    "T": lambda x: x.T,
    "permute_dims": lambda x: np.permute_dims(x, (1, 2, 0)),
    "expand_dims": lambda x: np.expand_dims(x, (0, -1)),
    "squeeze": lambda x: np.squeeze(x[:1]),
    "squeeze axis": lambda x: np.squeeze(x[:1, :, :1], -1),
    "ravel": np.ravel,
    "ravel F": lambda x: np.ravel(x, order="F"),
    "ravel K": lambda x: np.ravel(np.swapaxes(x, 0, 1), order="K"),
    "reshape F": lambda x: np.reshape(x, (-1, 2), order="F"),
    "atleast_3d": lambda x: np.atleast_3d(x[0]),
    "atleast several": lambda x: np.atleast_2d(x[0, 0], x[0, 0, 0]),
    "flip": lambda x: np.flip(x, (0, -1)),
    "fliplr": np.fliplr,
    "flipud": np.flipud,
    **{f"rot90 {k}": lambda x, k=k: np.rot90(x, k, (0, 2)) for k in (-1, 0, 1, 2)},
    "roll": lambda x: np.roll(x, (1, -3), (0, -1)),
    "roll flat": lambda x: np.roll(x, 5),
    "tile": lambda x: np.tile(x, (2, 1, 1, 3)),
    "repeat": lambda x: np.repeat(x, 2, -1),
    "repeat array": lambda x: np.repeat(x, [2, 0, 3], axis=1),
    "repeat flat array": lambda x: np.repeat(x, np.arange(24) % 3),
    "resize": lambda x: np.resize(x, (5, 7)),
    "resize smaller": lambda x: np.resize(x, 3),
    "broadcast_arrays": lambda x: np.broadcast_arrays(x[0], x[:, :1, :1], x[0, 0, 0]),
    "copy": np.copy,
}


@pytest.mark.parametrize("name", AXES)
def test_rearranging(name):
    obeys_the_laws(AXES[name], *values((2, 3, 4)))


@pytest.mark.parametrize(
    "function",
    [
        lambda a, b, c: np.concatenate([a, b, c[None, :]]),
        lambda a, b, c: np.concatenate((a, b, c), axis=None),
        lambda a, b, c: np.stack([c, a[0], b[0]], axis=-1),
        lambda a, b, c: np.vstack([a, c, b]),
        lambda a, b, c: np.hstack([c, a[0], b[0, 0]]),
        lambda a, b, c: np.hstack([a, a]),
        lambda a, b, c: np.dstack([c, c]),
        lambda a, b, c: np.dstack((a, a)),
        lambda a, b, c: np.column_stack([c, a.T, c]),
        lambda a, b, c: np.append(a, b),
        lambda a, b, c: np.append(a, b, axis=0),
        lambda a, b, c: np.append(c, 1.0),
        lambda a, b, c: np.block([[a, a], [b, b]]),
        lambda a, b, c: np.block([a[0, 0], c]),
        lambda a, b, c: np.insert(a, 1, c, axis=0),
        lambda a, b, c: np.insert(a, [0, 2], b[0, :2], axis=1),
        lambda a, b, c: np.insert(c, 1, a[0]),
        lambda a, b, c: np.insert(c, [1], a[0]),
        lambda a, b, c: np.insert(a, slice(0, 2), b[0, 0]),
        lambda a, b, c: np.insert(a, 1, a.T, axis=1),
        lambda a, b, c: np.meshgrid(c, a[0, :2]),
        lambda a, b, c: np.meshgrid(c, a[0, :2], b[0, 0], indexing="ij"),
        lambda a, b, c: np.meshgrid(c, a[0, :2], sparse=True),
        lambda a, b, c: np.where(a.real > 0, a, c),
        lambda a, b, c: np.where(np.array([[True], [False]]), b, c),
        lambda a, b, c: np.where(np.array([True, False, True]), c, 1.0),
        lambda a, b, c: np.select([a.real > 1, a.real > 0], [a, c * c], 0.5),
        lambda a, b, c: np.choose(np.array([[0], [1]]), [a, b[0]]),
        lambda a, b, c: np.choose(np.array([0, 4, -1]), [c, a[0]], mode="wrap"),
    ],
)
def test_joining_and_choosing(function):
    obeys_the_laws(function, *values((2, 3), (2, 3), (3,)))


@pytest.mark.parametrize(
    "function",
    [
        lambda x: np.split(x, 2, axis=-1),
        lambda x: np.split(x, [1, 3], axis=2),
        lambda x: np.split(x, [2, 1], axis=2),
        lambda x: np.array_split(x, 3, axis=2),
        lambda x: np.array_split(x, [-1]),
        lambda x: np.hsplit(x, 3),
        lambda x: np.hsplit(x[0, 0], [1]),
        lambda x: np.vsplit(x, 2),
        lambda x: np.dsplit(x, 2),
    ],
)
def test_splitting(function):
    obeys_the_laws(function, *values((2, 3, 4)))


@pytest.mark.skipif(not hasattr(np, "unstack"), reason="younger than this NumPy")
def test_unstack():
    obeys_the_laws(lambda x: np.unstack(x, axis=-1), *values((2, 3)))


@pytest.mark.parametrize("mode", ["edge", "reflect", "symmetric", "wrap"])
def test_padding_with_elements(mode):
    obeys_the_laws(lambda x: np.pad(x, ((2, 1), (0, 5)), mode), *values((3, 2)))
    obeys_the_laws(lambda x: np.pad(x, 0, mode), *values((3, 2)))
    obeys_the_laws(lambda x: np.pad(x, (1, 3), mode=mode), *values((1, 2)))


def test_padding_with_constants():
    obeys_the_laws(lambda x: np.pad(x, 1), *values((3, 2)))
    obeys_the_laws(lambda x: np.pad(x, ((0, 1), (2, 0)), constant_values=((3, 4), (5, 6))), *values((3, 2)))
    assert jvp(lambda x: np.pad(x, 1, constant_values=7.0), (1.0 * np.ones(1),), (np.ones(1),))[1].tolist() == [0, 1, 0]
    x = Tensor(np.ones((2, 2)))
    (np.pad(x, 1, "empty") * np.arange(16.0).reshape(4, 4)).sum().backward()
    assert x.grad.tolist() == [[5, 6], [9, 10]]


@pytest.mark.skipif(int(np.__version__.split(".")[1]) < 2, reason="younger than this NumPy")
def test_padding_by_a_dict():
    obeys_the_laws(lambda x: np.pad(x, {-1: (1, 2)}), *values((3, 2)))
    obeys_the_laws(lambda x: np.pad(x, {0: 2}, "reflect"), *values((3, 2)))


def test_padding_by_a_function_is_refused():
    with pytest.raises(NoRuleError, match=r"pad\(\) has no derivative rule for a function as mode"):
        np.pad(Tensor([1.0, 2.0]), 1, lambda *args: None)


def test_what_else_pad_refuses():
    x = Tensor([1.0, 2.0])
    assert np.pad(x, 1, constant_values=Tensor(2.0, requires_grad=False)).data.tolist() == [2, 1, 2, 2]
    with pytest.raises(ValueError, match=r"mode 'constant': \{'end_values'\}"):
        np.pad(x, 1, end_values=2)
    for call in (
        lambda x: np.pad(x, 1, "constant", end_values=2),
        lambda x: np.pad(x, 1, "empty", constant_values=2),
        lambda x: np.pad(x, 1, "wrap", end_values=2),
        lambda x: np.pad(x, 1, "no such mode"),
        lambda x: np.pad(x, -1),
        lambda x: np.pad(x, -1, "edge"),
        lambda x: np.pad(x, 1, "edge", constant_values=1),
        lambda x: np.pad(x, ((1, 2), (3, 4)), "edge"),
        lambda x: np.pad(x[:0], 1, "edge"),
    ):
        fails_alike(call, x)
    assert np.pad(x, 1, "reflect", reflect_type="even").data.tolist() == [2, 1, 2, 1]


def fails_alike(call, *tensors):
    """Assert that a call fails on tensors with the error it fails with on their numbers."""
    with pytest.raises(Exception) as numpys:  # noqa: PT011  (whatever NumPy raises)
        call(*(t.data for t in tensors))
    with pytest.raises(type(numpys.value)):
        call(*tensors)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.reshape(x, (5, -1)),
        lambda x: np.reshape(x, (-1, -1)),
        lambda x: np.reshape(x, 6, order="Q"),
        lambda x: np.reshape(x, 6, order="K"),
        lambda x: np.transpose(x, (0, 2)),
        lambda x: np.transpose(x, (0,)),
        lambda x: np.moveaxis(x, 0, 2),
        lambda x: np.moveaxis(x, (0, 1), 0),
        lambda x: np.swapaxes(x, 0, 2),
        lambda x: np.rollaxis(x, 2),
        lambda x: np.rollaxis(x, 0, 3),
        lambda x: np.expand_dims(x, 4),
        lambda x: np.squeeze(x, 0),
        lambda x: np.squeeze(x, 2),
        lambda x: np.broadcast_to(x, (2, 2)),
        lambda x: np.broadcast_arrays(x, np.ones(2)),
        lambda x: np.concatenate([x, np.ones(3)]),
        lambda x: np.concatenate([x, x], 2),
        lambda x: np.stack([x, x[0]]),
        lambda x: np.stack([x], 3),
        lambda x: np.vstack([x, x.T]),
        lambda x: np.column_stack([x, x[0, 0] * np.ones(3)]),
        lambda x: np.split(x, 2, 1),
        lambda x: np.split(x, 0),
        lambda x: np.split(x, 2, 2),
        lambda x: np.array_split(x, -1),
        lambda x: np.vsplit(x[0], 1),
        lambda x: np.dsplit(x, 1),
        lambda x: np.hsplit(x[0, 0], 1),
        lambda x: np.flip(x, 2),
        lambda x: np.fliplr(x[0]),
        lambda x: np.flipud(x[0, 0]),
        lambda x: np.rot90(x, 1, (0, 0)),
        lambda x: np.rot90(x, 1, (0, 2)),
        lambda x: np.rot90(x, 1, (0, 1, 2)),
        lambda x: np.roll(x, 1, 2),
        lambda x: np.repeat(x, -1),
        lambda x: np.repeat(x, np.array(1.5)),
        lambda x: np.repeat(x, [1, 2, 3], 0),
        lambda x: np.repeat(x, [1, 2], 2),
        lambda x: np.repeat(x, 2, 2),
        lambda x: np.where(x > 0, x),
        lambda x: np.where(x > 0, x, np.ones(4)),
        lambda x: np.select([x > 0], [x, x]),
        lambda x: np.select([np.ones((2, 3))], [x]),
        lambda x: np.choose(np.array([3]), [x, x]),
        lambda x: np.meshgrid(x[0], indexing="no"),
        lambda x: np.insert(x, 5, x[0], axis=0),
        lambda x: np.insert(x, 0, x[0], axis=2),
        lambda x: np.block([x, [x]]),
        lambda x: np.block([x, []]),
        lambda x: np.matrix_transpose(x[0]),
        lambda x: np.tile(x, "2"),
        lambda x: np.resize(x, (-1, 2)),
    ],
)
def test_errors_are_numpys(call):
    fails_alike(call, Tensor(np.ones((2, 3))))


@pytest.mark.parametrize("name", ["concatenate", "stack"])
def test_out_is_refused(name):
    x = Tensor([1.0])
    with pytest.raises(NoRuleError, match=f"{name}.*'out'"):
        getattr(anp, name)([x, x], 0, np.empty(2))


def test_keywords_that_we_lack_are_named():
    with pytest.raises(NoRuleError, match="'where'"):
        shaping.transpose(Tensor([1.0]), where=True)
    with pytest.raises(NoRuleError, match="'out'"):
        anp.choose(np.array([0]), [Tensor([1.0])], out=np.empty(1))


# ---- dtypes ------------------------------------------------------------------------------------------------


def test_a_number_among_choices_promotes_nothing():
    narrow, wide = np.ones(2, np.float32), np.ones(2)
    for other in (2.0, 2, wide, [1, 2], np.float64(2)):
        expected = np.choose([0, 1], [narrow, other])
        result = np.choose([0, 1], [Tensor(narrow), other])
        assert result.dtype == expected.dtype and result.data.tolist() == expected.tolist()


def test_joining_mixed_dtypes():
    a, b = Tensor(np.ones(2, np.float32)), Tensor(np.ones(2))
    c, n = Tensor(np.ones(1, np.complex64)), np.arange(3)
    joined = np.concatenate([a, b, c, n])
    assert joined.dtype == np.complex128
    (np.real(joined * joined)).sum().backward()
    assert [t.grad.dtype for t in (a, b, c)] == [np.float32, np.float64, np.complex64]
    assert a.grad.tolist() == [2, 2] and c.grad.tolist() == [2]
    assert np.concatenate([a, a], dtype=np.float64).dtype == np.float64
    fails_alike(lambda a: np.concatenate([a, a], dtype=int, casting="safe"), b)


def test_casts():
    x = Tensor(np.array([1.5, -2.5], np.float32))
    y = x.astype(np.float64)
    assert y.dtype == np.float64
    (y * y).sum().backward()
    assert x.grad.dtype == np.float32 and x.grad.tolist() == [3, -5]
    integers = manipulation.cast(x, np.int64)
    assert not getattr(integers, "requires_grad", False) and np.asarray(integers).tolist() == [1, -2]


def test_casts_between_real_and_complex_keep_the_real_part():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert grad(lambda x: np.real(shaping.cast(x, np.complex128) * (3 + 4j)))(2.0) == 3
        z = Tensor(np.array([1 + 2j]))
        (shaping.cast(z, np.float32) * 3).sum().backward()
        assert z.grad.tolist() == [3] and z.grad.dtype == np.complex128
        dot = jvp(lambda z: shaping.cast(z, np.float64), (np.array([1 + 2j]),), (np.array([5 + 7j]),))[1]
    assert dot.tolist() == [5] and dot.dtype == np.float64


@pytest.mark.skipif(not hasattr(np, "astype"), reason="younger than this NumPy")
def test_np_astype():
    assert np.astype(Tensor([1.0]), np.float32).dtype == np.float32
    assert np.astype(Tensor([1.0]), "f4").requires_grad


def test_python_floats_choose_weakly():
    x = Tensor(np.ones(2, np.float32))
    assert np.where(x > 0, x, 0.5).dtype == np.float32
    assert np.where(x > 0, 0.5, x).dtype == np.float32
    assert np.select([x > 2], [x], 0.5).dtype == np.float32
    assert np.where(x > 0, x, np.zeros(2)).dtype == np.float64


# ---- corners -----------------------------------------------------------------------------------------------


def test_python_floats_promote_nothing_when_joined_flat():
    x, y = Tensor(np.ones(2, np.float32)), Tensor(2.0)
    joined = np.concatenate([x, y, 3.0], axis=None)
    assert joined.dtype == np.concatenate([x.data, 2.0, 3.0], axis=None).dtype
    (joined * joined).sum().backward()
    assert y.grad == 4.0 and np.shape(y.grad) == () and x.grad.dtype == np.float32


def test_python_scalars_stay_scalars():
    assert grad(lambda x: np.concatenate([np.atleast_1d(x), np.reshape(x, 1)]).sum())(2.0) == 2.0
    assert type(grad(lambda x: np.stack([x, x * x])[1])(3.0)) is float
    assert grad(lambda x: np.where(x > 0, x * x, 0.0))(3.0) == 6.0
    assert grad(lambda x: np.transpose(np.squeeze(np.expand_dims(x, 0))) * x)(3.0) == 6.0
    assert grad(grad(lambda x: np.pad(np.tile(x, 3), 1).sum() * np.flip(x)))(3.0) == 6.0
    x = Tensor(3.0)
    np.repeat(x, 4).sum().backward()
    assert x.grad == 4.0 and np.shape(x.grad) == ()


def test_size_zero():
    x = Tensor(np.ones((0, 3)))
    for f in (np.transpose, np.ravel, np.flipud, lambda x: np.concatenate([x, np.ones((2, 3))]), np.atleast_3d):
        x.zero_grad()
        f(x).sum().backward()
        assert x.grad.shape == (0, 3)


def test_a_masked_operand_passes_no_gradient():
    x = np.array([0.0, 4.0])
    slope = grad(lambda x: np.where(x > 0, np.sqrt(x), 0.0).sum())
    assert slope(x).tolist() == [0, 0.25]
    assert grad(lambda x: slope(x).sum())(x).tolist() == [0, -1 / 32]


def test_where_with_one_argument_gives_indices():
    x = Tensor([0.0, 2.0, 3.0])
    (found,) = np.where(x > 1)
    assert type(found) is np.ndarray and found.tolist() == [1, 2]
    assert np.where(x)[0].tolist() == [1, 2]


def test_where_takes_a_tensor_as_condition():
    x = Tensor([0.0, 2.0])
    np.where(x, x, 1.0).sum().backward()
    assert x.grad.tolist() == [0, 1]


@pytest.mark.parametrize("layout", ["C", "F"])
def test_order_a_follows_the_memory_of_the_values_only(layout):
    x, t = np.array([[1.0, 2.0], [3.0, 4.0]], order=layout), np.array([[5.0, 6.0], [7.0, 8.0]])
    out, dot = jvp(lambda x: np.reshape(x, 4, order="A"), (x,), (t,))
    assert out.tolist() == x.reshape(4, order="A").tolist()
    assert dot.tolist() == t.reshape(4, order=layout).tolist()
    y = Tensor(np.asfortranarray(x) if layout == "F" else x)
    flat = np.ravel(y, order="A")
    assert flat.data.tolist() == np.ravel(y.data, order="A").tolist()
    (flat * np.arange(4.0)).sum().backward()
    assert np.ravel(y.grad, order="F" if y.data.flags.f_contiguous else "C").tolist() == [0, 1, 2, 3]


def test_copies_and_contiguity():
    x = Tensor(np.arange(6.0).reshape(2, 3))
    assert np.copy(x).data is not x.data and np.copy(x).requires_grad
    wide = creation.ascontiguousarray(x.T, np.float32)
    assert wide.data.flags.c_contiguous and wide.dtype == np.float32
    assert creation.ascontiguousarray(Tensor(1.0)).shape == (1,)
    wide.sum().backward()
    assert x.grad.tolist() == [[1, 1, 1], [1, 1, 1]]
    if int(np.__version__.split(".")[1]) >= 1:
        with pytest.raises(ValueError, match="copy"):
            np.reshape(x.T, 6, copy=False)
    assert np.reshape(x, 6, copy=False).shape == (6,)


def test_results_share_no_memory_with_gradients():
    x = Tensor(np.ones(3))
    y = np.concatenate([x, x])
    y.backward(np.arange(6.0))
    x.grad[0] = 99
    assert x.grad.tolist() == [99, 5, 7]


def test_repeats_may_be_tensors_of_integers():
    x = Tensor([1.0, 2.0])
    np.repeat(x, Tensor([1, 2])).sum().backward()
    assert x.grad.tolist() == [1, 2]


def test_a_list_of_tensors_is_joined():
    x = Tensor(1.0)
    np.append(Tensor([1.0]), [x, x]).sum().backward()
    assert x.grad == 2


def test_many_operands_take_linear_time():
    parts = [Tensor(float(k)) for k in range(2000)]
    (np.stack(parts) * 2).sum().backward()
    assert all(part.grad == 2 for part in parts)


def test_plain_arrays_keep_all_of_numpy():
    a = np.arange(3)
    assert type(manipulation.concatenate([a, a])) is np.ndarray
    assert manipulation.concatenate([a, a], out=np.empty(6, int)).tolist() == [0, 1, 2, 0, 1, 2]
    assert manipulation.pad(a, 1, "mean").tolist() == [1, 0, 1, 2, 1]
    assert manipulation.atleast_2d([1, 2]).shape == (1, 2)
    assert isinstance(manipulation.moveaxis(np.zeros((2, 3)), 0, 1), np.ndarray)


def test_untracked_tensors_give_untracked_tensors():
    x = Tensor(np.ones((2, 3)), requires_grad=False)
    for function in (np.transpose, np.ravel, np.fliplr, lambda x: np.vstack([x, x]), lambda x: np.split(x, 2)[0]):
        assert isinstance(function(x), Tensor) and not function(x).requires_grad


def test_positional_and_keyword_forms():
    x = np.arange(6.0).reshape(2, 3)
    same_value(lambda x: np.reshape(x, shape=(3, 2)) if "shape" in REGISTRY["reshape"].static else x, [x])
    same_value(lambda x: np.reshape(x, (3, 2), "F"), [x])
    same_value(lambda x: np.roll(a=x, shift=1, axis=1), [x])
    same_value(lambda x: np.repeat(a=x, repeats=2, axis=0), [x])
    same_value(lambda x: np.pad(array=x, pad_width=1, mode="edge"), [x])
    same_value(lambda x: np.tile(A=x, reps=2), [x])
    same_value(lambda x: np.moveaxis(a=x, source=0, destination=1), [x])
    same_value(lambda x: np.stack(arrays=[x, x], axis=1), [x])
    same_value(lambda x: np.flip(m=x, axis=1), [x])
