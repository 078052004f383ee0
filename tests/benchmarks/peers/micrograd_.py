"""micrograd, with its own MLP."""

from __future__ import annotations

from typing import Any

from micrograd.engine import Value
from micrograd.nn import MLP

from ..problems import LongChain, ScalarMLP, Work


def scalar_mlp(p: ScalarMLP) -> Work:
    model = MLP(len(p.x), [len(layer) for layer in p.layers])
    for layer, numbers in zip(model.layers, p.layers):
        for neuron, (weights, bias) in zip(layer.neurons, numbers):
            neuron.w, neuron.b = [Value(w) for w in weights], Value(bias)

    def step() -> Any:
        loss = (model(p.x) - p.target) ** 2
        model.zero_grad()
        loss.backward()
        for q in model.parameters():
            q.data -= p.rate * q.grad
        return loss

    return Work(step, lambda: [step().data, [q.grad for q in model.parameters()]])


def long_chain(p: LongChain) -> Work:
    x = Value(p.x)

    def step() -> Any:
        x.grad = 0
        y = x
        for _ in range(p.ops // 2):
            y = y * 1.000001 + 1e-7
        y.backward()
        return y.data, x.grad

    return Work(step, step)
