"""JAX, every step compiled by `jit` before it is timed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as np

from ..problems import MLP, Chain, Pair, Vector, Work

jax.config.update("jax_enable_x64", True)


def compiled(f: Callable[..., Any], *arrays: Any) -> Work:
    """Value and gradients of `f` for all its arguments."""
    gradient = jax.jit(jax.value_and_grad(f, tuple(range(len(arrays)))))
    inputs = [np.asarray(a) for a in arrays]

    def step() -> tuple[Any, ...]:
        value, grads = jax.block_until_ready(gradient(*inputs))
        return value, *grads

    return Work(step, step)


def chain(p: Chain) -> Work:
    def f(x: Any, w: Any, b: Any) -> Any:
        for _ in range(p.repeats):
            x = np.tanh(x * w + b)
        return x.sum()

    return compiled(f, p.x, p.w, p.b)


def mlp(p: MLP) -> Work:
    rows, rate = np.arange(len(p.labels)), np.float32(p.rate)

    def loss(parameters: Any, x: Any, labels: Any) -> Any:
        weights, biases = parameters
        for w, b in zip(weights[:-1], biases[:-1]):
            x = jax.nn.relu(x @ w + b)
        logits = x @ weights[-1] + biases[-1]
        return np.mean(jax.nn.logsumexp(logits, axis=1) - logits[rows, labels])

    gradient = jax.jit(jax.value_and_grad(loss))

    @jax.jit
    def train(parameters: Any, x: Any, labels: Any) -> Any:
        value, grads = jax.value_and_grad(loss)(parameters, x, labels)
        return value, jax.tree_util.tree_map(lambda q, g: q - rate * g, parameters, grads)

    x, labels = np.asarray(p.x), np.asarray(p.labels)
    start = ([np.asarray(w) for w in p.weights], [np.asarray(b) for b in p.biases])
    parameters: Any = start

    def step() -> Any:
        nonlocal parameters
        value, parameters = jax.block_until_ready(train(parameters, x, labels))
        return value

    def answer() -> list[Any]:
        value, (gws, gbs) = gradient(start, x, labels)
        return [value, *gws, *gbs]

    return Work(step, answer)


def elementwise(p: Pair) -> Work:
    return compiled(lambda x, y: (np.tanh(x * y) + np.exp(-x * x)).sum(), p.x, p.y)


def sines(p: Vector) -> Work:
    def f(x: Any) -> Any:
        for _ in range(p.repeats):
            x = np.sin(x) * 1.01
        return x.sum()

    return compiled(f, p.x)


def rosenbrock(p: Vector) -> Work:
    return compiled(lambda x: (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum(), p.x)


def loop(p: Vector) -> Work:
    def f(x: Any) -> Any:
        s = 0.0
        for i in range(len(p.x)):
            s += x[i] * x[i]
        return s

    return compiled(f, p.x)
