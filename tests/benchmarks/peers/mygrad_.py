"""MyGrad: tensors and `.backward()`."""

from __future__ import annotations

from typing import Any

import mygrad as mg
from mygrad.nnet.activations import relu
from mygrad.nnet.losses import softmax_crossentropy

from ..problems import MLP, Chain, LongChain, Pair, ScalarMLP, Vector, Work


def chain(p: Chain) -> Work:
    x, w, b = mg.tensor(p.x), mg.tensor(p.w), mg.tensor(p.b)

    def step() -> Any:
        y = x
        for _ in range(p.repeats):
            y = mg.tanh(y * w + b)
        value = y.sum()
        value.backward()
        return value

    return Work(step, lambda: [step().item(), x.grad, w.grad, b.grad])


def scalar_mlp(p: ScalarMLP) -> Work:
    layers = [[([mg.tensor(v) for v in w], mg.tensor(b)) for w, b in layer] for layer in p.layers]
    parameters = [q for layer in layers for w, b in layer for q in (*w, b)]

    def step() -> Any:
        h: list[Any] = p.x
        for layer in layers:
            h = [sum((wi * xi for wi, xi in zip(w, h)), b) for w, b in layer]
            if layer is not layers[-1]:
                h = [mg.maximum(a, 0.0) for a in h]
        loss = (h[0] - p.target) ** 2
        loss.backward()
        for q in parameters:
            q.data -= p.rate * q.grad
        return loss

    return Work(step, lambda: [step().item(), [float(q.grad) for q in parameters]])


def mlp(p: MLP) -> Work:
    weights, biases = [mg.tensor(w) for w in p.weights], [mg.tensor(b) for b in p.biases]
    parameters = [*weights, *biases]

    def step() -> Any:
        h: Any = p.x
        for w, b in zip(weights[:-1], biases[:-1]):
            h = relu(mg.matmul(h, w) + b)
        loss = softmax_crossentropy(mg.matmul(h, weights[-1]) + biases[-1], p.labels)
        loss.backward()
        for q in parameters:
            q.data -= p.rate * q.grad
        return loss

    return Work(step, lambda: [step().item(), *(q.grad for q in parameters)])


def elementwise(p: Pair) -> Work:
    x, y = mg.tensor(p.x), mg.tensor(p.y)

    def step() -> Any:
        value = (mg.tanh(x * y) + mg.exp(-x * x)).sum()
        value.backward()
        return value

    return Work(step, lambda: [step().item(), x.grad, y.grad])


def sines(p: Vector) -> Work:
    leaf = mg.tensor(p.x)

    def step() -> Any:
        leaf.null_grad()
        x = leaf
        for _ in range(p.repeats):
            x = mg.sin(x) * 1.01
        x = x.sum()
        x.backward()
        return x

    return Work(step, lambda: [step().item(), leaf.grad])


def rosenbrock(p: Vector) -> Work:
    x = mg.tensor(p.x)

    def step() -> Any:
        value = (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()
        value.backward()
        return value

    return Work(step, lambda: [step().item(), x.grad])


def loop(p: Vector) -> Work:
    x = mg.tensor(p.x)

    def step() -> Any:
        s: Any = mg.tensor(0.0)  # a Python float on the left of += would make the sum a plain array
        for i in range(len(p.x)):
            s = s + x[i] * x[i]
        s.backward()
        return s

    return Work(step, lambda: [step().item(), x.grad])


def long_chain(p: LongChain) -> Work:
    x = mg.tensor(p.x)

    def step() -> Any:
        y = x
        for _ in range(p.ops // 2):
            y = y * 1.000001 + 1e-7
        y.backward()
        return y.item(), x.grad

    return Work(step, step)
