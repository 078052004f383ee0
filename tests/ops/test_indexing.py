"""Reading by index, and what is made of it: values, accumulation, errors, cost; diagonals and triangles."""


import numpy as np
import pytest

from autograd.errors import NoRuleError
from autograd.graph.modes import call_sites, keep_values, name_scope, no_grad
from autograd.ops import indexing
from autograd.tensor import Tensor
from autograd.transforms.reverse import grad
from tests.ops.compositions import obeys_the_laws, values
from tests.ops.test_manipulation import fails_alike

ROWS = np.array([2, 0, 2, -1])
INDICES = {
    "list": [2, 0, 2],
    "nested list": [[0, 1], [2, 2]],
    "empty list": [],
    "list of booleans": [True, False, True],
    "list in a tuple": ([0, 2], [1, 1]),
    "none": None,
    "many nones": (None, 0, None, 1, None),
    "reversed": (slice(None, None, -1), slice(3, None, -2)),
    "numpy integer": np.int64(-1),
    "0-d array": np.array(1),
    "0-d arrays": (np.array(1), np.array(-1)),
    "unsigned": np.array([1, 2, 1], np.uint8),
    "mask": np.arange(12).reshape(3, 4) % 3 == 0,
    "no element": np.zeros((3, 4), bool),
    "mask of rows": (np.array([True, False, True]), slice(1, None)),
    "false": False,
    "array and slice": (slice(1), ROWS),
    "arrays apart": (ROWS[:2], None, ROWS[:2]),
    "ellipsis": (Ellipsis, ROWS),
    "all at once": (np.array([[0], [2]]), Ellipsis, None, np.array([1, 1, 3])),
}


@pytest.mark.parametrize("name", INDICES)
def test_reading(name):
    index = INDICES[name]
    obeys_the_laws(lambda x: x[index], *values((3, 4)))


def test_ways_of_writing_an_index():
    x = Tensor(np.arange(6.0).reshape(2, 3))
    rows = Tensor([1, 1, 0])
    for index in (rows, (rows, 1), [Tensor(1), 0], (slice(None), Tensor([0])), Tensor(1), Tensor([True, False])):
        plain = indexing.plain_index(index)
        np.testing.assert_array_equal(x[index].data, x.data[plain])
        assert x[index].requires_grad
    with pytest.raises(IndexError, match="integers or booleans"):
        x[Tensor([0.0])]


@pytest.mark.parametrize("index", [5, (0, 3), (0, 0, 0), "a", 1.5, [0.5], ([0, 1], [0, 1, 2]), np.ones(3, bool)])
def test_errors_are_numpys(index):
    x = Tensor(np.zeros((2, 3)))
    fails_alike(lambda x: x[index], x)
    with pytest.raises(IndexError, match=r"computing getitem of float64\[2,3\]"):
        x[5]


def test_zero_dimensions():
    for x in (3.0, np.float32(3)):
        t = Tensor(x)
        (t[()] * t[None][0] * t[...]).backward()
        assert t.grad == 27 and np.shape(t.grad) == () and np.result_type(t.grad) == np.result_type(x)
    fails_alike(lambda t: t[0], Tensor(np.float64(3)))
    assert grad(lambda x: x[None, None].sum())(2.0) == 1.0


def test_reads_accumulate():
    x = Tensor(np.arange(4.0))
    (x[1] * x[1] + x[[1, 1, 2]].sum() + x[x > 0].sum() + x[1:3].sum()).backward()
    assert x.grad.tolist() == [0, 6, 3, 1]


def test_a_read_joins_what_other_ops_gave():
    x = Tensor(np.arange(3.0), name="x")
    seed = np.ones(3)
    y = x * 2
    (y[0] + (y * seed).sum() + y[2] * 5).backward()
    assert x.grad.tolist() == [4, 2, 12]
    assert seed.tolist() == [1, 1, 1]


def test_a_list_or_array_changed_later_does_not_matter():
    x = Tensor(np.arange(4.0))
    rows, numbers = np.array([0, 1]), [0, 1]
    y = indexing.read(x, rows).sum() + indexing.read(x, numbers).sum()
    rows[:] = 3
    numbers[:] = 3, 3
    y.backward()
    assert x.grad.tolist() == [2, 2, 0, 0]


@pytest.mark.parametrize("shape", [(50, 8), (50,), (50, 2, 3)])
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.complex128])
def test_many_repeated_rows(shape, order, dtype):
    rng = np.random.default_rng(0)
    rows = rng.integers(-50, 50, 400)
    buffer = np.array(rng.normal(size=shape), dtype, order=order)
    g = rng.normal(size=(400, *shape[1:])).astype(dtype)
    expected = np.array(buffer)
    np.add.at(expected, rows, g)
    indexing.add_at(buffer, g, rows)
    np.testing.assert_allclose(buffer, expected, rtol=1e-5)
    columns = rng.integers(-shape[-1], shape[-1], (400, 1)) if len(shape) == 2 else None
    if columns is not None:
        g = rng.normal(size=(400, 400)).astype(dtype)
        np.add.at(expected, (rows, columns), g)
        indexing.add_at(buffer, g, (rows, columns))
        np.testing.assert_allclose(buffer, expected, rtol=1e-4, atol=1e-3)


def test_n_reads_of_n_elements_cost_n(monkeypatch):
    """The cotangents of n reads go into one buffer: the walk makes no array of n elements for each."""
    made = []
    zeros = np.zeros
    monkeypatch.setattr(np, "zeros", lambda *args, **keywords: made.append(args) or zeros(*args, **keywords))
    x = Tensor(np.ones(500))
    total = x[0]
    for k in range(1, 500):
        total = total + x[k]
    total.backward()
    assert np.all(x.grad == 1)
    assert len(made) == 1


def test_second_order_of_repeated_reads():
    x = np.array([2.0, 3.0])
    f = lambda x: (x[[0, 0, 1]] ** 3).sum() * x[0]
    assert grad(f)(x).tolist() == [91, 54]
    assert grad(lambda x: grad(f)(x)[0])(x).tolist() == [96, 27]
    assert grad(lambda x: grad(lambda x: grad(f)(x)[0])(x)[0])(x).tolist() == [96, 0]


def test_a_read_is_annotated_as_any_op():
    x = Tensor(np.arange(3.0))
    with keep_values(), name_scope("part"), call_sites():
        node = indexing.read(x, slice(1, None)).node
    assert node.scope == ("part",) and node.value.tolist() == [1, 2]
    assert node.site[0].endswith("test_indexing.py")
    assert node.op.name == "getitem" and node.static == {"index": slice(1, None)}
    with no_grad():
        assert not indexing.read(x, 1).requires_grad
    item = indexing.read(x, 1).node
    assert item.inputs == [x.node] and item.value == 1


def test_integer_tensors_can_be_read():
    x = Tensor([1, 2, 3])
    assert int(x[1]) == 2 and np.asarray(x[[0, 2]]).tolist() == [1, 3]


# ---- indices of other forms --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "function",
    [
        lambda x: np.take(x, [2, 2, 0]),
        lambda x: np.take(x, [[0, 1], [1, 1]], axis=-1),
        lambda x: np.take(x, 1, 0),
        lambda x: np.take(x, [5, -7], axis=0, mode="wrap"),
        lambda x: np.take(x, [5, -7], axis=1, mode="clip"),
        lambda x: np.take(x, np.zeros((2, 0), int), axis=1),
        lambda x: np.take(x, True, axis=0),
        lambda x: np.take(x, [], 1),
        lambda x: np.take(x, [0.5, 1.5], 1),
        lambda x: np.take(x[0, 0], 0),
        lambda x: x.take([1, 1], 0),
        lambda x: np.take_along_axis(x, np.array([[1], [0], [1]]), axis=1),
        lambda x: np.take_along_axis(x, np.array([[1, 0, -1, 1]]), axis=0),
        lambda x: np.take_along_axis(x[:1], np.array([[1, 1], [0, 0]]), axis=-1),
        lambda x: np.take_along_axis(x, np.array([3, 3]), axis=None),
        lambda x: np.compress([True, False, True], x, axis=0),
        lambda x: np.compress([0, 1, 1], x),
        lambda x: np.extract(np.arange(12) % 2, x),
        lambda x: np.delete(x, 1, axis=0),
        lambda x: np.delete(x, [0, -1], axis=1),
        lambda x: np.delete(x, slice(1, 5)),
        lambda x: np.delete(x, np.array([True, False, True]), 0),
        lambda x: np.diag(x),
        lambda x: np.diag(x[0], -2),
        lambda x: np.diag(x, 7),
        lambda x: np.diagflat(x[:2, :2], 1),
        lambda x: np.diagonal(x, -1),
        lambda x: x.diagonal(1, 1, 0),
        lambda x: np.trace(x),
        lambda x: np.trace(x, 1, -1, 0),
        lambda x: np.trace(np.stack([x, x * x]), offset=1, axis1=1, axis2=2),
        lambda x: np.tril(x, -1),
        lambda x: np.triu(x[0]),
    ],
)
def test_indices_of_other_forms(function):
    obeys_the_laws(function, *values((3, 4)))


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.take(x, 12),
        lambda x: np.take(x, 0, 2),
        lambda x: np.take(x, np.array([0.5])),
        lambda x: np.take(x, 0, mode="no"),
        lambda x: np.take(x[:0], 0),
        lambda x: np.take_along_axis(x, np.array([0.0]), axis=None),
        lambda x: np.take_along_axis(x, np.array([0]), axis=0),
        lambda x: np.take_along_axis(x, np.array([[0]]), axis=2),
        lambda x: np.take_along_axis(x, np.array([[9]]), axis=0),
        lambda x: np.take_along_axis(x, np.array([[0]]), axis=None),
        lambda x: np.compress([[True]], x),
        lambda x: np.compress([True] * 5, x, axis=0),
        lambda x: np.delete(x, 9, 0),
        lambda x: np.delete(x, 0, 2),
        lambda x: np.diag(x[0, 0]),
        lambda x: np.diagonal(x[0]),
        lambda x: np.diagonal(x, axis1=0, axis2=2),
        lambda x: np.trace(x, axis1=0, axis2=0),
        lambda x: np.tril(x[0, 0]),
    ],
)
def test_errors_of_other_forms(call):
    fails_alike(call, Tensor(np.ones((3, 4))))


@pytest.mark.parametrize("name", ["take", "compress", "trace"])
def test_out_is_refused(name):
    x, out = Tensor(np.ones((2, 2))), np.empty(2)
    args = {"take": (x, [0, 1], 0), "compress": ([True, False], x, 0), "trace": (x, 0, 0, 1, None)}[name]
    with pytest.raises(NoRuleError, match="'out'"):
        getattr(np, name)(*args, out=out)


def test_trace_takes_a_dtype():
    x = Tensor(np.ones((2, 2), np.float32))
    total = np.trace(x, dtype=np.float64)
    assert total.dtype == np.float64
    total.backward()
    assert x.grad.dtype == np.float32 and x.grad.tolist() == [[1, 0], [0, 1]]


def test_diag_there_and_back():
    assert grad(lambda v: np.diag(np.diag(v)) @ v)(np.array([1.0, 2.0])).tolist() == [2, 4]


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.uint8])
def test_small_integers_as_index_reach_all_of_a_large_array(dtype):
    """Their products with the lengths of the axes do not fit their dtype; many of them take the quick road."""
    last = 99 if dtype == np.uint8 else -1
    index = np.full(200, last, dtype)
    x = Tensor(np.ones((100, 100)))
    x[index, index].sum().backward()
    assert np.argwhere(x.grad).tolist() == [[99, 99]] and x.grad[99, 99] == 200
    x = Tensor(np.ones((1000, 3)))
    x[index].sum().backward()
    assert x.grad[index[0]].tolist() == [200] * 3 and x.grad.sum() == 600
