"""Graphs die with their last handle, without the cycle collector, however deep; memory stays what it must be."""

import copy
import gc
import pickle
import sys
import threading
import tracemalloc
import weakref
from collections.abc import Iterator

import numpy as np
import pytest

from autograd import Tensor, grad, jvp, make_vjp, value_and_grad
from autograd.graph.node import topological

DEPTH = 100_000
MILLION = 1_000_000


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Run a test with the cycle collector off."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def chain(x, length):
    """Return x after `length` recorded ops."""
    for _ in range(length):
        x = x * 1.0
    return x


def summed(f):
    """Return the function whose value is the sum of f's."""
    return lambda x: np.sum(f(x))


def died(ref):
    return ref() is None


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize(
    "f",
    [
        lambda x: (np.exp(x) * x).sum(),
        lambda x: np.where(x > 0, x, 0)[0] + x[0],
        lambda x: np.modf(x)[0].sum(),
        lambda x: (x @ x) / x.sum(),
    ],
)
@pytest.mark.parametrize("how", ["never", "backward", "freeing", "twice"])
def test_a_graph_dies_with_its_last_handle(f, how):
    x = Tensor(np.array([1.5, 2.5]))
    y = f(x)
    handle, leaf = weakref.ref(y), weakref.ref(x)
    data = weakref.ref(x.data)
    if how != "never":
        y.backward(retain_graph=how != "freeing")
    if how == "twice":
        y.backward()
    del y
    assert died(handle) and not died(leaf)
    del x
    assert died(leaf) and died(data)


@pytest.mark.usefixtures("no_collector")
def test_intermediate_values_die_with_the_graph():
    x = Tensor(np.ones(10))
    y = np.tanh(x)
    inner = weakref.ref(y.data)
    z = (y * y).sum()
    del y
    assert not died(inner)
    del z
    assert died(inner)


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("order", [1, 2, 3])
def test_transforms_leave_nothing_behind(order):
    refs = []

    def f(x):
        y = np.exp(x) * x
        refs.append(weakref.ref(y))
        return y.sum()

    g = f
    for _ in range(order):
        g = summed(grad(g))
    g(np.ones(3))
    jvp(f, (np.ones(3),), (np.ones(3),))
    value_and_grad(f)(np.ones(3))
    assert refs and all(died(ref) for ref in refs)


@pytest.mark.usefixtures("no_collector")
def test_a_vjp_function_holds_its_graph_and_lets_it_go():
    refs = []

    def f(x):
        y = np.exp(x)
        refs.append(weakref.ref(y.data))
        return y * y

    pull, value = make_vjp(f)(np.ones(3))
    assert not died(refs[0])
    np.testing.assert_allclose(pull(np.ones(3)), 2 * np.exp(2.0))
    del pull, value
    assert died(refs[0])


@pytest.mark.usefixtures("no_collector")
def test_an_exception_while_recording_leaves_nothing():
    refs = []

    def f(x):
        y = x * 2
        refs.append(weakref.ref(y))
        raise KeyError

    with pytest.raises(KeyError):
        grad(f)(1.0)
    assert died(refs[0])


@pytest.mark.usefixtures("no_collector")
def test_a_training_loop_leaves_no_garbage():
    p = Tensor(np.ones(100))
    old = []
    for _ in range(5):
        loss = ((p * p - 1) * p).sum()
        old.append(weakref.ref(loss))
        p.zero_grad()
        loss.backward()
        p.data = p.data - 0.1 * p.grad
    del loss
    assert all(died(ref) for ref in old)
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
        ours = [item for item in gc.garbage if type(item).__module__.startswith("autograd")]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
    assert ours == []


@pytest.mark.usefixtures("no_collector")
def test_create_graph_is_freed_when_the_gradient_is_dropped():
    """The gradient points to the graph and the graph to the leaf: the user breaks that ring with zero_grad()."""
    x = Tensor(2.0)
    y = x * x * x
    y.backward(create_graph=True)
    ref, leaf = weakref.ref(x.grad), weakref.ref(x)
    x.zero_grad()
    del y
    assert died(ref)
    del x
    assert died(leaf)


@pytest.mark.usefixtures("no_collector")
def test_peak_memory_of_a_chain_is_one_array_per_op_that_needs_one():
    n, ops = 50_000, 40
    x = Tensor(np.linspace(0, 1, n))
    tracemalloc.start()
    try:
        y = x
        for _ in range(ops // 2):
            y = np.sin(y) * 1.01
        s = y.sum()
        del y
        s.backward()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    arrays = peak / (8 * n)
    assert arrays <= ops / 2 + 5, arrays


@pytest.mark.usefixtures("no_collector")
def test_freeing_lowers_the_memory_while_the_result_lives():
    n = 50_000
    x = Tensor(np.linspace(0, 1, n))
    tracemalloc.start()
    try:
        y = x
        for _ in range(10):
            y = np.tanh(y)
        s = y.sum()
        del y
        held = tracemalloc.get_traced_memory()[0]
        s.backward(retain_graph=False)
        after = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held > 9 * 8 * n
    assert after < 3 * 8 * n  # the gradient, and little more


@pytest.mark.usefixtures("no_collector")
def test_freeing_a_chain_of_scalars_needs_no_memory_of_its_own():
    y = chain(Tensor(1.0), 20_000)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        y.backward(retain_graph=False)
        after = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert (after - before) / 20_000 < 16  # bytes a node


def test_a_walk_frees_cotangents_as_it_passes():
    n = 50_000
    y = x = Tensor(np.ones(n))
    for _ in range(30):
        y = y * 1.01
    tracemalloc.start()
    try:
        y.backward(np.ones(n))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 * 8 * n
    assert x.grad is not None


# ---- deep graphs -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_collector")
def test_a_deep_chain_records_walks_shows_copies_and_dies():
    x = Tensor(1.0)
    y = chain(x, DEPTH)
    ref = weakref.ref(y)
    assert repr(y).startswith("Tensor(1.0")
    assert "multiply" in repr(y.node)
    assert len(topological(y.node)) == DEPTH + 1
    y.backward()
    y.backward(retain_graph=False)
    assert x.grad == 2.0
    assert copy.copy(y).item() == copy.deepcopy(y).item() == pickle.loads(pickle.dumps(y)).item() == 1.0
    assert copy.deepcopy([y, {"y": y}])[1]["y"].node is None
    del y
    assert died(ref)


@pytest.mark.usefixtures("no_collector")
def test_deep_chains_of_arrays_reads_and_many_operands():
    x = Tensor(np.ones(3))
    y = x
    for _ in range(DEPTH // 4):
        y = np.where(True, y[::-1], 0) + x
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, np.full(3, DEPTH // 4 + 1.0))
    pushed = jvp(lambda x: chain(x, DEPTH // 4), (1.0,), (1.0,))
    assert pushed == (1.0, 1.0)


def test_deep_recorded_walks():
    x = Tensor(1.0)
    (chain(x, 20_000) * x).backward(create_graph=True)
    g = x.grad
    x.zero_grad()
    g.backward()
    assert x.grad == 2.0
    assert grad(grad(lambda x: chain(x, 20_000) * x))(1.0) == 2.0


def test_a_deep_sum_of_values():
    values = [Tensor(float(k)) for k in range(20_000)]
    total = sum(values)
    total.backward()
    assert total.item() == 20_000 * 19_999 / 2 and all(v.grad == 1.0 for v in values)


def test_a_deep_graph_dies_when_an_exception_carries_it_away():
    def f(x):
        y = chain(x, DEPTH)
        raise ValueError(repr(y))

    with pytest.raises(ValueError, match=r"Tensor\(1.0"):
        grad(f)(1.0)


def test_a_deep_graph_dies_in_a_thread_with_a_small_stack():
    done = []

    def work():
        x = Tensor(1.0)
        chain(x, DEPTH).backward()
        done.append(x.grad)

    # CPython frees what is nested 50 levels at a time; 3.13 alone as deep as its C recursion limit of 10,000, be it
    # lists or nodes, whatever the stack holds (docs/understand/how-it-works.md). That takes a stack of 768 KiB.
    kib = 1024 if sys.version_info[:2] == (3, 13) else 256
    size = threading.stack_size(kib * 1024)
    try:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
    assert done == [1.0]


def test_a_million_ops_record_walk_show_and_die():
    x = Tensor(1.0)
    y = chain(x, MILLION)
    ref = weakref.ref(y)
    y.backward()
    assert x.grad == 1.0 and repr(y) == "Tensor(1.0, op=multiply)"
    del y
    assert died(ref)


@pytest.mark.deep
def test_a_million_ops_differentiate_twice_and_forward():
    f = lambda x: chain(x * x, MILLION)
    assert grad(f)(3.0) == 6.0
    assert jvp(f, (3.0,), (1.0,)) == (9.0, 6.0)
    x = Tensor(3.0)
    y = f(x)
    y.backward(create_graph=True)
    g = x.grad
    x.zero_grad()
    g.backward()
    assert x.grad == 2.0
    x.zero_grad()
    f(x).backward(retain_graph=False)
    assert x.grad == 6.0
