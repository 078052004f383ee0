"""HIPS autograd: `value_and_grad` of functions of plain arrays. Its import name is ours, too."""

from __future__ import annotations

from typing import Any

import autograd
import autograd.numpy as np
from autograd import value_and_grad
from autograd.scipy.special import logsumexp

from ..problems import MLP, Chain, LongChain, Pair, Product, ScalarMLP, Vector, Work


def chain(p: Chain) -> Work:
    def f(x: Any, w: Any, b: Any) -> Any:
        for _ in range(p.repeats):
            x = np.tanh(x * w + b)
        return np.sum(x)

    gradient = value_and_grad(f, (0, 1, 2))

    def step() -> tuple[Any, ...]:
        value, grads = gradient(p.x, p.w, p.b)
        return value, *grads

    return Work(step, step)


def scalar_mlp(p: ScalarMLP) -> Work:
    def f(layers: Any) -> Any:
        h: list[Any] = p.x
        for layer in layers:
            h = [sum((wi * xi for wi, xi in zip(w, h)), b) for w, b in layer]
            if len(h) > 1:
                h = [np.maximum(a, 0.0) for a in h]
        return (h[0] - p.target) ** 2

    gradient = value_and_grad(f)
    layers: Any = p.layers

    def step() -> Any:
        nonlocal layers
        value, grads = gradient(layers)
        layers = [
            [
                ([v - p.rate * g for v, g in zip(w, gw)], b - p.rate * gb)
                for (w, b), (gw, gb) in zip(layer, layer_grads)
            ]
            for layer, layer_grads in zip(layers, grads)
        ]
        return value

    def answer() -> list[Any]:
        value, grads = gradient(p.layers)
        return [value, [g for layer in grads for gw, gb in layer for g in (*gw, gb)]]

    return Work(step, answer)


def mlp(p: MLP) -> Work:
    rows = np.arange(len(p.labels))

    def f(weights: Any, biases: Any) -> Any:
        h = p.x
        for w, b in zip(weights[:-1], biases[:-1]):
            h = np.maximum(np.dot(h, w) + b, 0)
        logits = np.dot(h, weights[-1]) + biases[-1]
        return np.mean(logsumexp(logits, axis=1) - logits[rows, p.labels])

    gradient = value_and_grad(f, (0, 1))
    weights, biases = list(p.weights), list(p.biases)

    def step() -> Any:
        value, (gws, gbs) = gradient(weights, biases)
        weights[:] = [w - p.rate * g for w, g in zip(weights, gws)]
        biases[:] = [b - p.rate * g for b, g in zip(biases, gbs)]
        return value

    def answer() -> list[Any]:
        value, (gws, gbs) = gradient(weights, biases)
        return [value, *gws, *gbs]

    return Work(step, answer)


def elementwise(p: Pair) -> Work:
    def f(x: Any, y: Any) -> Any:
        return np.sum(np.tanh(x * y) + np.exp(-x * x))

    gradient = value_and_grad(f, (0, 1))

    def step() -> tuple[Any, ...]:
        value, grads = gradient(p.x, p.y)
        return value, *grads

    return Work(step, step)


def sines(p: Vector) -> Work:
    def f(x: Any) -> Any:
        for _ in range(p.repeats):
            x = np.sin(x) * 1.01
        return np.sum(x)

    gradient = value_and_grad(f)

    def step() -> Any:
        return gradient(p.x)

    return Work(step, step)


def rosenbrock_of(x: Any) -> Any:
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def rosenbrock(p: Vector) -> Work:
    gradient = value_and_grad(rosenbrock_of)

    def step() -> Any:
        return gradient(p.x)

    return Work(step, step)


rosenbrock_grad = rosenbrock


def jacobian(p: Product) -> Work:
    matrix = autograd.jacobian(lambda x: np.tanh(np.matmul(p.a, x)))

    def step() -> Any:
        return [matrix(p.x)]

    return Work(step, step)


def hessian(p: Vector) -> Work:
    matrix = autograd.hessian(rosenbrock_of)

    def step() -> Any:
        return [matrix(p.x)]

    return Work(step, step)


def loop(p: Vector) -> Work:
    def f(x: Any) -> Any:
        s = 0.0
        for i in range(len(p.x)):
            s += x[i] * x[i]
        return s

    gradient = value_and_grad(f)

    def step() -> Any:
        return gradient(p.x)

    return Work(step, step)


def long_chain(p: LongChain) -> Work:
    def f(y: Any) -> Any:
        for _ in range(p.ops // 2):
            y = y * 1.000001 + 1e-7
        return y

    gradient = value_and_grad(f)

    def step() -> Any:
        return gradient(p.x)

    return Work(step, step)
