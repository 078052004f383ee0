"""PyTorch, eager, on the CPU."""

from __future__ import annotations

import os
from typing import Any

import torch
import torch.nn.functional as F

from ..problems import MLP, Chain, LongChain, Pair, ScalarMLP, Vector, Work

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))


def leaf(data: Any) -> torch.Tensor:
    return torch.tensor(data, requires_grad=True)


def numbers(*tensors: Any) -> list[Any]:
    return [t.detach().numpy() for t in tensors]


def chain(p: Chain) -> Work:
    x, w, b = leaf(p.x), leaf(p.w), leaf(p.b)

    def step() -> torch.Tensor:
        x.grad = w.grad = b.grad = None
        y = x
        for _ in range(p.repeats):
            y = torch.tanh(y * w + b)
        value = y.sum()
        value.backward()
        return value

    return Work(step, lambda: numbers(step(), x.grad, w.grad, b.grad))


def scalar_mlp(p: ScalarMLP) -> Work:
    def double(value: float) -> torch.Tensor:
        return torch.tensor(value, dtype=torch.float64, requires_grad=True)

    layers = [[([double(v) for v in w], double(b)) for w, b in layer] for layer in p.layers]
    parameters = [q for layer in layers for w, b in layer for q in (*w, b)]

    def step() -> torch.Tensor:
        h: list[Any] = p.x
        for layer in layers:
            h = [sum((wi * xi for wi, xi in zip(w, h)), b) for w, b in layer]
            if layer is not layers[-1]:
                h = [a.relu() for a in h]
        loss = (h[0] - p.target) ** 2
        for q in parameters:
            q.grad = None
        loss.backward()
        with torch.no_grad():
            for q in parameters:
                q -= p.rate * q.grad
        return loss

    return Work(step, lambda: [step().item(), [q.grad.item() for q in parameters]])


def mlp(p: MLP) -> Work:
    weights, biases = [leaf(w) for w in p.weights], [leaf(b) for b in p.biases]
    parameters = [*weights, *biases]
    x, labels = torch.tensor(p.x), torch.tensor(p.labels)
    optimizer = torch.optim.SGD(parameters, lr=p.rate)

    def step() -> torch.Tensor:
        h = x
        for w, b in zip(weights[:-1], biases[:-1]):
            h = torch.relu(torch.addmm(b, h, w))
        loss = F.cross_entropy(torch.addmm(biases[-1], h, weights[-1]), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return Work(step, lambda: numbers(step(), *(q.grad for q in parameters)))


def elementwise(p: Pair) -> Work:
    x, y = leaf(p.x), leaf(p.y)

    def step() -> torch.Tensor:
        x.grad = y.grad = None
        value = (torch.tanh(x * y) + torch.exp(-x * x)).sum()
        value.backward()
        return value

    return Work(step, lambda: numbers(step(), x.grad, y.grad))


def sines(p: Vector) -> Work:
    start = leaf(p.x)

    def step() -> torch.Tensor:
        start.grad = None
        x = start
        for _ in range(p.repeats):
            x = torch.sin(x) * 1.01
        x = x.sum()
        x.backward()
        return x

    return Work(step, lambda: numbers(step(), start.grad))


def rosenbrock(p: Vector) -> Work:
    x = leaf(p.x)

    def step() -> torch.Tensor:
        x.grad = None
        value = (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()
        value.backward()
        return value

    return Work(step, lambda: numbers(step(), x.grad))


rosenbrock_grad = rosenbrock


def loop(p: Vector) -> Work:
    x = leaf(p.x)

    def step() -> Any:
        x.grad = None
        s: Any = 0.0
        for i in range(len(p.x)):
            s += x[i] * x[i]
        s.backward()
        return s

    return Work(step, lambda: numbers(step(), x.grad))


def long_chain(p: LongChain) -> Work:
    x = torch.tensor(p.x, dtype=torch.float64, requires_grad=True)

    def step() -> Any:
        x.grad = None
        y = x
        for _ in range(p.ops // 2):
            y = y * 1.000001 + 1e-7
        y.backward()
        return y.item(), x.grad.item()

    return Work(step, step)
