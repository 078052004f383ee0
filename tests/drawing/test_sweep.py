"""record_backward and the sweep behind explain: what was seen is what the engine did."""

import threading
import time
import weakref
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, strategies as st

import autograd.numpy as anp
from autograd import Tensor, explain, grad, record_backward
from autograd.drawing.text import encodable
from autograd.errors import GraphError
from autograd.graph.modes import MODE
from autograd.graph.op import REGISTRY

STEPS = [
    lambda x, y: x + y,
    lambda x, y: x - y,
    lambda x, y: x * y,
    lambda x, y: x / (y * y + 1.5),
    lambda x, y: np.tanh(x) * 1.5,
    lambda x, y: np.sin(x - 0.25),
    lambda x, y: np.exp(np.tanh(y)),
    lambda x, y: x * x,
    lambda x, y: 2.0 - x,
    lambda x, y: np.maximum(x, y + 0.123),
    lambda x, y: np.sqrt(x * x + 1.0),
    lambda x, y: -y,
]
programs = st.lists(st.tuples(st.integers(0, len(STEPS) - 1), st.integers(0, 99), st.integers(0, 99)), min_size=1)
starts = st.lists(st.floats(-1.5, 1.5).map(lambda x: round(x, 3) + 0.0004321), min_size=1, max_size=3)


def run(program, values):
    """Run a program of scalar steps; every step may use anything that came before."""
    known = list(values)
    for step, first, second in program[:12]:
        known.append(STEPS[step](known[first % len(known)], known[second % len(known)]))
    return known[-1] + 0.0 * sum(values)


def given_to(sweep):
    """Add up what every node was given in all steps."""
    sums = defaultdict(float)
    for step in sweep.steps:
        for part in step.contributions:
            sums[part.target] += part.amount.items[0]
    return sums


@given(programs, starts)
def test_the_steps_add_up_to_the_gradient(program, values):
    leaves = [Tensor(value) for value in values]
    sweep = explain(run(program, leaves)).sweep
    expected = grad(lambda v: run(program, v))(tuple(values))
    sums = given_to(sweep)
    found = [sums[box.id] for box in sweep.snapshot.boxes if box.kind == "leaf"]
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
    grads = [box.grad for box in sweep.snapshot.boxes if box.kind == "leaf"]
    assert all(leaf.grad is None for leaf in leaves)
    np.testing.assert_allclose([grad.items[0] for grad in grads], expected, rtol=1e-12, atol=1e-12)


@given(programs, starts)
def test_every_number_on_an_edge_is_a_difference_quotient(program, values):
    sweep = explain(run(program, [Tensor(value) for value in values])).sweep
    boxes = {box.id: box for box in sweep.snapshot.boxes}
    for edge in sweep.edges:
        box = boxes[edge.target]
        operands = [boxes[key].value.items[0] for key in box.inputs]

        def at(change, box=box, operands=operands, slot=edge.slot):
            moved = [x + change * (k == slot) for k, x in enumerate(operands)]
            return float(REGISTRY[box.op].forward(*map(np.float64, moved)))

        h = 1e-5
        assert edge.number == pytest.approx((at(h) - at(-h)) / (2 * h), rel=1e-5, abs=1e-6), box


def loss_of(x, w):
    h = np.tanh(x @ w)
    return (h * h).sum()


def leaves():
    return Tensor(np.arange(6.0).reshape(2, 3) / 7, name="x"), Tensor(np.ones((3, 2)) / 3, name="w")


def gradients(watch, **keywords):
    """Return the gradients of a small loss, with and without somebody looking on."""
    x, w = leaves()
    loss = loss_of(x, w)
    if not watch:
        loss.backward(**keywords)
        return None, x, w, loss
    with record_backward() as sweep:
        loss.backward(**keywords)
    return sweep, x, w, loss


@pytest.mark.parametrize("keywords", [{}, {"retain_graph": False}, {"retain_graph": True}, {"create_graph": True}])
def test_gradients_are_the_same_when_somebody_looks_on(keywords):
    sweep, *seen, _ = gradients(True, **keywords)
    _, *unseen, _ = gradients(False, **keywords)
    for a, b in zip(seen, unseen, strict=True):
        assert type(a.grad) is type(b.grad)
        np.testing.assert_array_equal(np.asarray(getattr(a.grad, "data", a.grad)), getattr(b.grad, "data", b.grad))
    assert [step.id for step in sweep.steps] == ["n6", "n5", "n4", "n3"]
    assert sweep.snapshot.outputs == (sweep.steps[0].id,)


def test_a_second_derivative_can_be_taken_inside():
    x = Tensor(0.5, name="x")
    with record_backward() as sweep:
        (x * x * x).backward(create_graph=True)
        first = x.grad
        x.grad = None
        first.backward()
    assert float(x.grad) == pytest.approx(3.0)
    assert sweep.steps


def test_several_backward_calls_are_all_seen():
    x = Tensor(2.0, name="x")
    with record_backward() as sweep:
        (x * 3.0).backward()
        (x * x).backward()
    assert x.grad == 7.0
    assert len(sweep.steps) == 2 and len(sweep.snapshot.outputs) == 2
    amounts = [part.amount.items[0] for step in sweep.steps for part in step.contributions]
    assert amounts == [3.0, 2.0, 2.0]
    assert sweep.steps[-1].contributions[-1].total.items == (7.0,)


def test_the_same_loss_twice():
    x = Tensor(2.0, name="x")
    loss = x * x
    with record_backward() as sweep:
        loss.backward()
        loss.backward()
    assert x.grad == 8.0
    assert [step.id for step in sweep.steps] == ["n2", "n2"]
    totals = [part.total.items[0] for step in sweep.steps for part in step.contributions]
    numbers = [part.number for step in sweep.steps for part in step.contributions]
    assert totals == [2.0, 4.0, 6.0, 8.0] and numbers == [1, 2, 3, 4]


def test_an_exception_ends_the_recording_and_is_not_swallowed():
    before = MODE.get()
    x = Tensor(2.0)
    recording = record_backward()

    def fails():
        with recording:
            (x * x).backward()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert MODE.get() == before
    with pytest.raises(GraphError, match="nothing to show"):
        recording.recording.steps
    (x * x).backward()  # nobody looks on any more


def test_nothing_computed_says_so():
    with record_backward() as sweep, pytest.raises(GraphError, match="has not ended"):
        sweep.sweep
    with pytest.raises(GraphError, match="no backward"):
        sweep.snapshot


def test_a_leaf_alone_has_no_steps():
    x = Tensor(2.0)
    with record_backward() as sweep:
        x.backward()
    assert x.grad == 1.0
    with pytest.raises(GraphError, match="nothing to show"):
        sweep.steps


def test_nested_recordings_each_see_what_runs_in_them():
    x = Tensor(2.0)
    with record_backward() as outer:
        (x * x).backward()
        with record_backward() as inner:
            (x * 3.0).backward()
        np.sin(x).backward()
    assert [len(step.contributions) for step in inner.steps] == [1]
    assert [box.op for box in outer.snapshot.boxes if box.op] == ["multiply", "sin"]


def test_another_thread_is_not_looked_at():
    x, y = Tensor(2.0), Tensor(3.0)
    with record_backward() as sweep:
        thread = threading.Thread(target=lambda: (y * y * y).backward())
        thread.start()
        thread.join()
        (x * x).backward()
    assert len(sweep.steps) == 1 and y.grad == 27.0


def test_grad_inside_is_seen_too():
    with record_backward() as sweep:
        assert grad(lambda v: v * v)(3.0) == 6.0
    (step,) = sweep.steps
    assert [part.total.items[0] for part in step.contributions] == [3.0, 6.0]


@pytest.mark.parametrize("name, function", [("eigh", np.linalg.eigh), ("svd", np.linalg.svd), ("qr", np.linalg.qr)])
def test_ops_of_several_outputs(name, function):
    a = Tensor(np.array([[2.0, 0.5], [0.5, 1.0]]), name="a")
    first, second = function(a)[:2]
    with record_backward() as sweep:
        (first.sum() + (second * second).sum()).backward()
    seen = a.grad
    a.grad = None
    first, second = function(a)[:2]
    (first.sum() + (second * second).sum()).backward()
    np.testing.assert_array_equal(seen, a.grad)
    (box,) = [box for box in sweep.snapshot.boxes if box.op == name]
    (step,) = [step for step in sweep.steps if step.id == box.id]
    assert step.cotangent is None and step.contributions[0].amount.shape == (2, 2)
    first.name, second.name = "first", "second"
    words = str(explain(first.sum() + (second * second).sum()))
    rule = words[words.index(f"= {name}(a)\n     grad a =") :]
    assert "grad first" in rule and "grad second" in rule


def test_reads_and_writes_in_place():
    def f(x):
        y = x * 1.0
        y[0] = y[1] * 2.0
        y[2:] += x[:2]
        return (y * y).sum()

    x = Tensor(np.array([1.0, 2.0, 3.0, 4.0]), name="x")
    with record_backward() as sweep:
        f(x).backward()
    np.testing.assert_allclose(x.grad, grad(f)(x.data))
    last = [part for step in sweep.steps for part in step.contributions if part.target == "n1"][-1]
    np.testing.assert_allclose(last.total.items, x.grad)
    assert "grad x" in str(explain(f(x)))


def test_what_was_recorded_keeps_no_graph_alive_and_does_not_change():
    x = Tensor(np.ones(3), name="x")
    with record_backward() as sweep:
        (x * x).sum().backward()
    before = sweep.sweep
    x.data = np.zeros(3)
    (x * x).sum().backward()
    assert sweep.sweep == before
    assert sweep.snapshot.boxes[0].value.items == (1.0, 1.0, 1.0)
    y = anp.tanh(x)
    with record_backward() as sweep:
        anp.sum(y * y).backward()
    kept = weakref.ref(y.data)
    del y
    assert kept() is None


@pytest.mark.parametrize("length", [20_000])
def test_a_deep_chain_is_recorded_fast_and_without_recursion(length):
    x = Tensor(1.0, name="x")
    y = x
    for _ in range(length // 2):
        y = np.tanh(y) * 1.0001
    start = time.perf_counter()
    with record_backward() as sweep:
        y.backward()
    assert len(sweep.steps) == length
    assert sweep.steps[-1].contributions[0].total.items[0] == x.grad
    assert "more steps" in encodable(str(explain(y)), "utf-8")
    assert time.perf_counter() - start < 30  # it takes 2 s


def test_nan_and_infinity_are_shown_as_they_are():
    x = Tensor(0.0, name="x")
    sweep = explain(np.log(x)).sweep
    assert sweep.steps[0].contributions[0].amount.items == (np.inf,)
    assert sweep.edges[0].number == np.inf


def test_contributions_of_the_next_walk_are_counted_anew():
    x = Tensor(2.0, name="x")
    h = x * 3.0
    first, second = h * h, h * 5.0
    with record_backward() as sweep:
        first.backward()
        second.backward()
    given = [(step.id, [(part.target, part.number) for part in step.contributions]) for step in sweep.steps]
    assert given == [
        ("n3", [("n2", 1), ("n2", 2)]), ("n2", [("n1", 1)]), ("n4", [("n2", 1)]), ("n2", [("n1", 2)]),
    ]  # fmt: skip
    assert sweep.snapshot.outputs == ("n3", "n4")


def test_a_transform_keeps_no_gradient_but_the_sweep_has_it():
    with record_backward() as sweep:
        grad(lambda v: v * v * v)(3.0)
    assert [box.grad.items for box in sweep.snapshot.boxes] == [(27.0,), (3.0,), (1.0,)]
    assert "27.0" in str(sweep) and "–" not in str(sweep)
