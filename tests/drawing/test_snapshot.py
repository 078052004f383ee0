"""The snapshot tells the truth: values and gradients, an edge for every use; and it holds no memory."""

import gc
import weakref
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, strategies as st

import autograd
from autograd import Tensor
from autograd.drawing.snapshot import Snapshot, take
from autograd.drawing.summary import SMALL, Summary, summarise

OPERATIONS = [
    (lambda a, b: a + b, 2),
    (lambda a, b: a * b, 2),
    (lambda a, b: a - b, 2),
    (lambda a, b: a * 2.0, 2),
    (lambda a, b: np.tanh(a), 1),
]


def boxes(snapshot: Snapshot) -> dict:
    """The boxes by name, or by id where they have none."""
    return {box.name or box.id: box for box in snapshot.boxes}


def program(choices: list[tuple[int, int, int]]) -> tuple[list[Tensor], int]:
    """Build a random scalar graph; return all its tensors and the number of operands that were used."""
    tensors = [Tensor(0.5, name="t0"), Tensor(-1.5, name="t1")]
    slots = 0
    for kind, first, second in choices:
        a, b = tensors[first % len(tensors)], tensors[second % len(tensors)]
        operation, operands = OPERATIONS[kind]
        result = operation(a, b)
        slots += operands
        result.name = f"t{len(tensors)}"
        tensors.append(result)
    return tensors, slots


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=25))
def test_values_gradients_and_edges_are_those_of_the_graph(choices):
    tensors, slots = program(choices)
    for tensor in tensors[2:]:
        tensor.retain_grad()
    total = tensors[0] * 0.0
    for tensor in tensors[1:]:
        total = total + tensor
    total.backward()
    snapshot = take([total], grads=True)
    found = boxes(snapshot)
    for number, tensor in enumerate(tensors):
        box = found[f"t{number}"]
        assert box.value.items == (float(tensor.data),)
        assert box.grad.items == (float(tensor.grad),)
        assert box.shape == () and box.dtype == "float64"
    assert len(snapshot.edges) == slots + 2 * len(tensors)
    position = {box.id: number for number, box in enumerate(snapshot.boxes)}
    assert all(position[edge.source] < position[edge.target] for edge in snapshot.edges)


def test_a_square_has_two_edges_and_operands_keep_their_order():
    x, y = Tensor(3.0, name="x"), Tensor(5.0, name="y")
    square = take([x * x], grads=True)
    assert [(edge.source, edge.target, edge.slot) for edge in square.edges] == [
        ("n1", "n2", 0),
        ("n1", "n2", 1),
    ]
    difference = take([y - x], grads=True)
    assert difference.boxes[-1].op == "subtract"
    assert [boxes(difference)[name].id for name in ("y", "x")] == list(difference.boxes[-1].inputs)


def test_ids_follow_creation_order():
    b, a = Tensor(1.0, name="b"), Tensor(2.0, name="a")
    product = a * b
    snapshot = take([product + 1.0], grads=True)
    assert [(box.id, box.name) for box in snapshot.boxes] == [
        ("n1", "b"), ("n2", "a"), ("n3", None), ("c1", None), ("n4", None)
    ]  # fmt: skip


def test_values_no_node_kept_are_computed_again():
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(5, 3)), Tensor(rng.normal(size=(3, 2)), name="w")
    hidden = np.tanh(x @ w + 1.0)
    hidden.name = "hidden"
    total = (hidden * hidden).sum(axis=0).sum()
    snapshot = take([total], grads=True)
    assert boxes(snapshot)["hidden"].value == summarise(hidden.data)
    assert all(box.value is not None for box in snapshot.boxes)


def test_a_value_that_can_no_longer_be_known_is_left_out():
    x, w = np.array([1.0, 2.0]), Tensor([3.0, 4.0], name="w")
    product = x * w
    total = product.sum()
    x[:] = 0.0  # the graph holds this very array: replaying it would show zeros
    snapshot = take([total], grads=True)
    by_op = {box.op: box for box in snapshot.boxes}
    assert by_op["multiply"].value is None
    assert by_op["sum"].value.items == (11.0,)


def test_a_gradient_that_was_not_computed_is_not_zero():
    x = Tensor(2.0, name="x")
    y = x * 0.0
    assert boxes(take([y], grads=True))["x"].grad is None
    y.backward()
    assert boxes(take([y], grads=True))["x"].grad.items == (0.0,)
    assert boxes(take([y], grads=False))["x"].grad is None


def test_later_changes_do_not_reach_a_snapshot():
    x = Tensor(np.array([1.0, 2.0]), name="x")
    y = (x * x).sum()
    y.backward()
    snapshot = take([y], grads=True)
    before = repr(snapshot)
    x.grad[:] = 7.0
    x.data = np.array([5.0, 5.0])
    y.backward()
    assert repr(snapshot) == before


def test_a_snapshot_holds_plain_data_and_keeps_nothing_alive():
    x = Tensor(np.ones(1000), name="x")
    y = (x * 2.0).sum()
    y.backward()
    snapshot = take([y], grads=True)
    watched = weakref.ref(x.data) if isinstance(x.data, np.ndarray) else None
    node = x.node
    referrers = [type(one) for one in gc.get_referrers(node)]
    assert Snapshot not in referrers
    del x, y, node
    assert watched is None or watched() is None

    def plain(value):
        if isinstance(value, tuple):
            return all(map(plain, value))
        if isinstance(value, Mapping):
            return all(map(plain, value.items()))
        return value is None or type(value) in (str, int, float, bool, complex)

    assert plain(snapshot)


def test_one_constant_array_used_twice_is_one_box():
    x, c = Tensor(np.ones(3)), np.arange(3.0)
    snapshot = take([x * c + c], grads=True)
    assert [box.id for box in snapshot.boxes if box.kind == "constant"] == ["c1"]
    assert len(snapshot.edges) == 4


def test_several_outputs_take_the_names_of_their_keys():
    x = Tensor(2.0, name="x")
    loss, extra = x * x, x + 1.0
    extra.name = "own"
    snapshot = take({"loss": loss, "extra": extra}, grads=True)
    assert snapshot.outputs == ("n2", "n3")
    assert [box.name for box in snapshot.boxes if box.kind == "result"] == ["loss", "own"]


def test_scopes_and_keywords():
    x = Tensor(np.ones((2, 3)), name="x")
    with autograd.name_scope("outer"), autograd.name_scope("inner"):
        total = x.sum(axis=1)
    box = take([total], grads=True).boxes[-1]
    assert box.scope == ("outer", "inner")
    assert box.static == (("axis", "1"),)


def test_outputs_of_an_op_with_several():
    part, whole = np.modf(Tensor(np.array([1.5, 2.25]), name="x"))
    snapshot = take([part + 2.0 * whole], grads=True)
    source = next(box for box in snapshot.boxes if box.op == "modf")
    assert source.outputs == 2 and source.shape is None and source.value is None
    assert snapshot.boxes[-1].value.items == (2.5, 4.25)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(SMALL, dtype=np.int8),
        np.array([[True, False]]),
        np.array([1.0, np.nan, -np.inf], dtype=np.float32),
        np.zeros((0, 3)),
        np.array([1 + 2j]),
        np.array(3.5, dtype=np.longdouble),
        np.array(2**63, dtype=np.uint64),
    ],
    ids=str,
)
def test_small_arrays_are_copied_exactly(array):
    summary = summarise(array)
    assert summary.shape == array.shape and summary.dtype == str(array.dtype) and summary.large is None
    np.testing.assert_array_equal(np.array(summary.items, dtype=array.dtype).reshape(array.shape), array)


def test_large_arrays_become_statistics():
    values = np.random.default_rng(0).normal(size=(30, 40)).astype(np.float32)
    values[0, :3] = np.nan, np.inf, -np.inf
    summary = summarise(values)
    good = values[np.isfinite(values)].astype(np.float64)
    assert summary.items is None and summary.bad
    stats = summary.large
    assert (stats.nans, stats.infinities) == (1, 2)
    np.testing.assert_allclose(
        [stats.mean, stats.std, stats.low, stats.high],
        [good.mean(), good.std(), good.min(), good.max()],
        rtol=1e-6,
    )


def test_statistics_at_the_corners():
    assert summarise(np.full(100, 60000, dtype=np.float16)).large.mean == 60000
    assert np.isnan(summarise(np.full(100, np.nan)).large.mean)
    assert summarise(np.full(100, 3 + 4j)).large.mean == 5.0
    assert summarise(np.array(["text"] * 100)) == Summary((100,), "<U4", None, None)
    assert summarise(object()).items is None
