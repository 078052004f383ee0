"""Threads: derivatives at the same time, walks over one graph at the same time."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from autograd import Tensor, grad, hvp, jvp, make_vjp
from autograd.graph.node import SERIALS, topological
from autograd.graph.walk import Pullback


@pytest.fixture(autouse=True)
def switch_often() -> Iterator[None]:
    """Let threads take turns every few bytecodes."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def together(*functions, times=30):
    """Run the functions at once, many times each, and return all results in order."""
    with ThreadPoolExecutor(len(functions)) as pool:
        return [
            list(results) for results in zip(*pool.map(lambda f: [f() for _ in range(times)], functions), strict=True)
        ]


def test_nested_derivatives_in_two_threads():
    def third():
        return grad(grad(grad(lambda x: x**5)))(2.0)

    def mixed():
        return jvp(grad(lambda y: np.exp(y) * y), (0.5,), (1.0,))[1]

    for a, b in together(third, mixed):
        assert a == 240.0
        np.testing.assert_allclose(b, np.exp(0.5) * 2.5)


def test_one_function_of_captured_leaves_in_two_threads():
    w = Tensor(3.0)
    f = grad(lambda x: x * grad(lambda y: x * y * w)(2.0))  # d/dx x * (x w) = 2 x w

    for a, b in together(lambda: f(1.0).item(), lambda: f(2.0).item()):
        assert (a, b) == (6.0, 12.0)


def test_walks_of_one_graph_in_many_threads():
    x = Tensor(np.array([0.5, 1.5]))
    y = (np.exp(x) * x[::-1]).sum() + x[0] * x[1]
    pullback = Pullback([y.node], [x.node])

    def walk():
        (g,) = pullback({y.node: np.float64(1)})
        return g

    want = walk()
    for results in together(walk, walk, walk):
        for g in results:
            np.testing.assert_array_equal(g, want)
    for results in together(lambda: len(topological(y.node)), lambda: repr(y)):
        assert results == [len(topological(y.node)), repr(y)]


def test_one_vjp_function_in_many_threads():
    pull, _ = make_vjp(lambda x: np.tanh(x) * x)(np.array([0.5, 1.5]))
    want = pull(np.ones(2))
    for results in together(*[lambda: pull(np.ones(2))] * 3):
        for g in results:
            np.testing.assert_array_equal(g, want)


def test_backward_of_graphs_with_their_own_leaves():
    def work(value):
        def run():
            x = Tensor(value)
            y = x * x * x
            y.backward()
            y.backward()
            return x.grad

        return run

    for a, b in together(work(2.0), work(3.0)):
        assert (a, b) == (24.0, 54.0)


def test_a_graph_recorded_in_one_thread_is_walked_in_another():
    x = Tensor(2.0)
    with ThreadPoolExecutor(1) as pool:
        y = pool.submit(lambda: x * x).result()
    z = y * 3
    with ThreadPoolExecutor(1) as pool:
        pool.submit(z.backward).result()
    assert x.grad == 12.0


def test_a_transform_whose_function_uses_threads():
    def f(x):
        with ThreadPoolExecutor(2) as pool:
            return sum(pool.map(lambda k: x**k, range(1, 5)))

    assert grad(f)(2.0) == 1 + 4 + 12 + 32
    assert hvp(f, (2.0,), (1.0,)) == (2 + 12 + 48,)


def test_serials_are_unique():
    nodes = together(*[lambda: [next(SERIALS) for _ in range(200)]] * 3, times=10)
    flat = [serial for row in nodes for part in row for serial in part]
    assert len(set(flat)) == len(flat)
