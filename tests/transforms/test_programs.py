"""Random programs: small graphs over a handful of ops, differentiated in every way that must agree.

Values stay near 1 and every op is smooth there, so that central differences can judge.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import given, note, strategies as st

from autograd import Tensor, elementwise_grad, grad, jvp, make_vjp, no_grad
from autograd.graph.node import topological
from autograd.graph.walk import Settings, collect, reverse, run, visit_all

SHAPES: tuple[tuple[int, ...], ...] = ((), (3,), (1,), (2, 3), (2, 1))

UNARY: dict[str, Callable[[Any], Any]] = {
    "tanh": lambda a: np.tanh(a),
    "sin": lambda a: np.sin(a),
    "exp": lambda a: np.exp(a * 0.3),
    "negative": lambda a: -a,
    "square": lambda a: a**2 * 0.5,
    "sqrt": lambda a: np.sqrt(a * a + 1.0),
    "scaled": lambda a: 0.7 * a,
    "moved": lambda a: 1.0 - a,
    "reversed": lambda a: a[..., ::-1] if np.ndim(a) else a,
    "transposed": lambda a: np.transpose(a),
    "total": lambda a: np.sum(a) * 0.3,
    "rows": lambda a: np.sum(a, axis=0) if np.ndim(a) else a,
    "kept": lambda a: np.sum(a, axis=-1, keepdims=True) * 0.5 if np.ndim(a) else a,
    "flat": lambda a: np.reshape(a, (-1,)),
    "gathered": lambda a: a[[0, 0, -1]] if np.ndim(a) else a,
    "fraction": lambda a: np.modf(a * 0.01)[0] + a,
    "identity": lambda a: a + 0,
    "guarded": lambda a: np.where(a > 0, a * a, np.sin(a)) if not np.any(np.abs(numbers(a)) < 1e-2) else a,
}
BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / (b * b + 1.5),
    "power": lambda a, b: (a * a + 1.0) ** (0.3 * b),
    "where": lambda a, b: np.where(np.asarray([True, False, True]), a, b) if both_fit(a, b, (3,)) else a - b,
    "inner": lambda a, b: a @ b * 0.3 if both_fit(a, b) else a * b,
}


def numbers(a: Any) -> Any:
    """The bare numbers."""
    return a.data if isinstance(a, Tensor) else a


def both_fit(a: Any, b: Any, shape: tuple[int, ...] | None = None) -> bool:
    """Tell whether both are vectors of one length."""
    shapes = np.shape(a), np.shape(b)
    return shapes[0] == shapes[1] and len(shapes[0]) == 1 and shape in (None, shapes[0])


def fits(a: Any, b: Any) -> bool:
    """Tell whether two operands broadcast."""
    try:
        np.broadcast_shapes(np.shape(a), np.shape(b))
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Program:
    """Steps over two inputs; each takes earlier results by index and adds one."""

    steps: tuple[tuple[str, int, int], ...]
    shape: tuple[int, ...]
    seed: int

    def __call__(self, x: Any, y: Any) -> Any:
        """Run it on arrays or Tensors; every result has a part in the sum that comes out."""
        results = [x, y]
        for name, i, j in self.steps:
            a, b = results[i % len(results)], results[j % len(results)]
            if name in UNARY:
                results.append(UNARY[name](a))
            else:
                results.append(BINARY[name](a, b if fits(a, b) else np.sum(b) * 0.3))
        return sum((np.sum(np.tanh(r)) for r in results[2:]), start=np.sum(x) * 0.1)

    def inputs(self) -> tuple[Any, Any]:
        """Two inputs and nothing shared."""
        rng = np.random.default_rng(self.seed)
        return tuple(
            (rng.uniform(0.5, 1.5, s) if s else float(rng.uniform(0.5, 1.5)))
            for s in (self.shape, SHAPES[self.seed % 5])
        )

    def directions(self) -> tuple[Any, Any]:
        """One tangent for each input."""
        rng = np.random.default_rng(self.seed + 1)
        return tuple(rng.normal(size=np.shape(v)) if np.shape(v) else float(rng.normal()) for v in self.inputs())


@st.composite
def programs(draw: Any) -> Program:
    """Draw a program of one to eight steps."""
    step = st.tuples(st.sampled_from([*UNARY, *BINARY]), st.integers(0, 9), st.integers(0, 9))
    steps = tuple(draw(st.lists(step, min_size=1, max_size=8)))
    return Program(steps, draw(st.sampled_from(SHAPES)), draw(st.integers(0, 1000)))


def central(f: Callable[[Any], Any], x: tuple[Any, Any], t: tuple[Any, Any]) -> Any:
    """The derivative of f along t by five-point central differences."""
    h = 2e-4
    at = lambda s: f(*(v + s * d for v, d in zip(x, t, strict=True)))
    return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)


def inner(a: Any, b: Any) -> float:
    """The sum of products over both inputs."""
    return float(sum(np.sum(u * v) for u, v in zip(a, b, strict=True)))


def close(a: Any, b: Any, rtol: float) -> None:
    """Compare with an absolute tolerance that follows the size."""
    np.testing.assert_allclose(a, b, rtol=rtol, atol=rtol * (1 + float(np.max(np.abs(b), initial=0))))


@given(programs())
def test_reverse_forward_and_differences_agree(program: Program) -> None:
    x, t = program.inputs(), program.directions()
    value, dot = jvp(program, x, t)
    g = grad(program, (0, 1))(*x)
    close(value, program(*x), 1e-13)
    close(dot, central(program, x, t), 1e-7)
    close(inner(g, t), dot, 1e-10)
    for part, v in zip(g, x, strict=True):
        assert np.shape(part) == np.shape(v) and np.result_type(part) == np.result_type(v)
        assert type(part) is type(v)


@given(programs())
def test_second_order_agrees_in_all_four_mixtures(program: Program) -> None:
    x, t = program.inputs(), program.directions()
    slope = lambda a, b: inner_tensors(grad(program, (0, 1))(a, b), t)
    push = lambda a, b: jvp(program, (a, b), t)[1]
    reference = central(lambda a, b: jvp(program, (a, b), t)[1], x, t)
    for f in (slope, push):
        close(jvp(f, x, t)[1], reference, 1e-6)
        close(inner(grad(f, (0, 1))(*x), t), reference, 1e-6)
    together = [inner(grad(f, (0, 1))(*x), t) for f in (slope, push)]
    close(together[0], together[1], 1e-10)


def inner_tensors(a: Any, b: Any) -> Any:
    """As `inner`, on the graph."""
    return sum(np.sum(u * v) for u, v in zip(a, b, strict=True))


@given(programs())
def test_backward_grad_and_create_graph_agree(program: Program) -> None:
    x = program.inputs()
    want = grad(program, (0, 1))(*x)
    for keywords in ({}, {"create_graph": True}, {"retain_graph": False}):
        leaves = [Tensor(v) for v in x]
        out = program(*leaves)
        out.backward(**keywords)
        for leaf, g in zip(leaves, want, strict=True):
            got = 0.0 if leaf.grad is None else numbers(leaf.grad)
            close(got, g, 1e-12)
            if leaf.grad is not None:
                assert np.shape(got) == leaf.shape and np.result_type(got) == leaf.dtype
        if keywords == {}:
            out.backward()
            for leaf, g in zip(leaves, want, strict=True):
                close(0.0 if leaf.grad is None else leaf.grad, 2 * np.asarray(g), 1e-12)


@given(programs())
def test_the_short_loop_the_general_step_and_the_recorded_walk_agree(program: Program) -> None:
    root = program(*(Tensor(v) for v in program.inputs())).node
    found = []
    for step in (reverse, visit_all):
        nodes, ends, bars = collect((root,))
        bars[root] = 1.0
        step(nodes, bars, Settings())
        found.append([bars[end] for end in ends])
    seen: list[Any] = []
    for settings in (
        Settings(observer=lambda *part: seen.append(part)),
        Settings(Tensor),
        Settings(wanted=set(topological(root))),
    ):
        nodes, ends, bars = collect((root,))
        seed = Tensor(1.0, requires_grad=False) if settings.cls else 1.0
        bars, _ = run(nodes, ends, bars, {root: seed}, settings)
        found.append([numbers(bars[end]) for end in ends])
    for other in found[1:]:
        for a, b in zip(found[0], other, strict=True):
            close(b, a, 1e-13)
            assert np.shape(a) == np.shape(b)


@given(programs())
def test_captured_leaves_give_the_same_numbers_as_arguments(program: Program) -> None:
    x, y = program.inputs()
    leaf = Tensor(y)
    captured = grad(lambda a: program(a, leaf))(x)
    close(numbers(captured), grad(program)(x, y), 1e-12)
    with no_grad():
        close(numbers(grad(lambda a: program(a, leaf))(x)), numbers(captured), 1e-12)


@given(programs(), st.integers(0, 3))
def test_vjps_are_linear(program: Program, k: int) -> None:
    x, y = program.inputs()
    f = lambda a: np.tanh(program(a, y)) * a
    pull, value = make_vjp(f)(x)
    rng = np.random.default_rng(k)
    g, h = (np.asarray(rng.normal(size=np.shape(value)))[()] for _ in range(2))
    close(pull(2 * g - h), 2 * np.asarray(pull(g)) - pull(h), 1e-9)
    # the derivative of a linear map is the map
    dot = jvp(pull, (g,), (h,))[1]
    assert not isinstance(dot, Tensor), "nothing but the cotangent is tracked"
    close(dot, pull(h), 1e-9)


@given(programs())
def test_float32_programs_have_float32_gradients(program: Program) -> None:
    x = tuple(np.asarray(v, np.float32)[()] for v in program.inputs())
    g = grad(program, (0, 1))(*x)
    reference = grad(program, (0, 1))(*(np.asarray(v, np.float64)[()] for v in x))
    for part, want in zip(g, reference, strict=True):
        assert np.result_type(part) == np.float32
        np.testing.assert_allclose(part, want, rtol=2e-3, atol=2e-3)


@given(programs())
def test_elementwise_grad_is_the_gradient_of_the_sum(program: Program) -> None:
    x, y = program.inputs()
    f = lambda a: np.sin(a) * program(a, y)
    close(elementwise_grad(f)(x), grad(lambda a: np.sum(f(a)))(x), 1e-12)
    note(str(program))
