"""chainrule, as its own documentation writes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import autograd
import autograd.numpy as np
from autograd import Tensor, Value

from ..problems import MLP, Chain, LongChain, Pair, Product, ScalarMLP, Vector, Work


def chain(p: Chain) -> Work:
    x, w, b = Tensor(p.x), Tensor(p.w), Tensor(p.b)

    def step() -> Any:
        x.grad = w.grad = b.grad = None
        y = x
        for _ in range(p.repeats):
            y = np.tanh(y * w + b)
        value = y.sum()
        value.backward()
        return value

    return Work(step, lambda: [step().item(), x.grad, w.grad, b.grad])


class Neuron:
    def __init__(self, weights: list[float], bias: float, linear: bool) -> None:
        self.w = [Value(weight) for weight in weights]
        self.b = Value(bias)
        self.linear = linear

    def __call__(self, x: list[Any]) -> Any:
        act = sum((wi * xi for wi, xi in zip(self.w, x)), self.b)
        return act if self.linear else act.relu()

    def parameters(self) -> Iterator[Any]:
        return iter([*self.w, self.b])


def scalar_mlp(p: ScalarMLP) -> Work:
    layers = [[Neuron(w, b, linear=layer is p.layers[-1]) for w, b in layer] for layer in p.layers]
    parameters = [q for layer in layers for neuron in layer for q in neuron.parameters()]

    def step() -> Any:
        h: list[Any] = p.x
        for layer in layers:
            h = [neuron(h) for neuron in layer]
        loss = (h[0] - p.target) ** 2
        for q in parameters:
            q.grad = 0
        loss.backward()
        for q in parameters:
            q.data -= p.rate * q.grad
        return loss

    return Work(step, lambda: [step().item(), [q.grad for q in parameters]])


def mlp(p: MLP) -> Work:
    weights, biases = [Tensor(w.T) for w in p.weights], [Tensor(b) for b in p.biases]
    parameters = [*weights, *biases]

    def step() -> Any:
        h = p.x
        for w, b in zip(weights[:-1], biases[:-1]):
            h = np.relu(np.affine(h, w, b))
        logits = np.affine(h, weights[-1], biases[-1])
        loss = np.mean(np.softmax_cross_entropy(logits, labels=p.labels))
        for q in parameters:
            q.grad = None
        loss.backward()
        for q in parameters:
            q.data = q.data - p.rate * q.grad
        return loss

    return Work(step, lambda: [step().item(), *(w.grad.T for w in weights), *(b.grad for b in biases)])


def elementwise(p: Pair) -> Work:
    x, y = Tensor(p.x), Tensor(p.y)

    def step() -> Any:
        x.grad = y.grad = None
        value = (np.tanh(x * y) + np.exp(-x * x)).sum()
        value.backward()
        return value

    return Work(step, lambda: [step().item(), x.grad, y.grad])


def sines(p: Vector) -> Work:
    leaf = Tensor(p.x)

    def step() -> Any:
        leaf.grad = None
        x = leaf
        for _ in range(p.repeats):
            x = np.sin(x) * 1.01
        x = x.sum()
        x.backward()
        return x

    return Work(step, lambda: [step().item(), leaf.grad])


def rosen(x: Any) -> Any:
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def rosenbrock(p: Vector) -> Work:
    x = Tensor(p.x)

    def step() -> Any:
        x.grad = None
        value = rosen(x)
        value.backward()
        return value

    return Work(step, lambda: [step().item(), x.grad])


def rosenbrock_grad(p: Vector) -> Work:
    gradient = autograd.value_and_grad(rosen)

    def step() -> Any:
        return gradient(p.x)

    return Work(step, step)


def jacobian(p: Product) -> Work:
    matrix = autograd.jacobian(lambda x: np.tanh(np.matmul(p.a, x)))

    def step() -> Any:
        return [matrix(p.x)]

    return Work(step, step)


def hessian(p: Vector) -> Work:
    matrix = autograd.hessian(rosen)

    def step() -> Any:
        return [matrix(p.x)]

    return Work(step, step)


def loop(p: Vector) -> Work:
    x = Tensor(p.x)

    def step() -> Any:
        x.grad = None
        s = 0.0
        for i in range(len(p.x)):
            s += x[i] * x[i]
        s.backward()
        return s

    return Work(step, lambda: [step().item(), x.grad])


def long_chain(p: LongChain) -> Work:
    x = Value(p.x)

    def step() -> Any:
        x.grad = None
        y = x
        for _ in range(p.ops // 2):
            y = y * 1.000001 + 1e-7
        y.backward()
        return y.item(), x.grad

    return Work(step, step)
