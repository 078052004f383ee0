"""Forward and gradient written out by hand in NumPy (plain Python for the scalar workload): the limit.

Written as a good NumPy programmer writes it: no bookkeeping, nothing computed twice, temporaries updated in
place where that is natural; but nothing fused across the steps of a loop and no buffers kept between calls.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..problems import MLP, Chain, Floats, Pair, Product, ScalarMLP, Vector, Work


def chain(p: Chain) -> Work:
    def step() -> tuple[Any, ...]:
        y, w, b = p.x, p.w, p.b
        ys = [y]
        for _ in range(p.repeats):
            y = np.tanh(y * w + b)
            ys.append(y)
        value = y.sum()
        g, gw, gb = np.ones_like(y), np.zeros_like(w), np.zeros_like(b)
        out = ys.pop()
        while ys:
            y = ys.pop()
            g -= g * out * out
            gb += g
            gw += g * y
            g *= w
            out = y
        return value, g, gw, gb

    return Work(step, step)


def scalar_mlp(p: ScalarMLP) -> Work:
    def fresh() -> list[list[list[Any]]]:
        return [[[list(w), b] for w, b in layer] for layer in p.layers]

    def sweep(layers: list[list[list[Any]]]) -> tuple[float, list[list[tuple[list[float], float]]]]:
        inputs, h = [], p.x
        for layer in layers:
            inputs.append(h)
            h = [sum([wi * xi for wi, xi in zip(w, h)], b) for w, b in layer]
            if layer is not layers[-1]:
                h = [a if a > 0 else 0.0 for a in h]
        loss = (h[0] - p.target) ** 2
        g = [2 * (h[0] - p.target)]
        grads = []
        for layer, x in zip(reversed(layers), reversed(inputs)):
            grads.append([([gi * xi for xi in x], gi) for gi in g])
            if layer is not layers[0]:
                g = [
                    sum([gi * w[j] for gi, (w, _) in zip(g, layer)]) if xj > 0 else 0.0
                    for j, xj in enumerate(x)
                ]
        return loss, grads[::-1]

    layers = fresh()

    def step() -> float:
        loss, grads = sweep(layers)
        for layer, layer_grads in zip(layers, grads):
            for neuron, (gw, gb) in zip(layer, layer_grads):
                neuron[0] = [w - p.rate * g for w, g in zip(neuron[0], gw)]
                neuron[1] -= p.rate * gb
        return loss

    def answer() -> list[Any]:
        loss, grads = sweep(fresh())
        return [loss, [g for layer in grads for gw, gb in layer for g in (*gw, gb)]]

    return Work(step, answer)


def mlp(p: MLP) -> Work:
    weights, biases = [w.copy() for w in p.weights], [b.copy() for b in p.biases]
    rows, rate = np.arange(len(p.labels)), np.float32(p.rate)
    scale = np.float32(1 / len(p.labels))

    def sweep() -> tuple[Any, list[Floats], list[Floats]]:
        inputs, h = [], p.x
        for w, b in zip(weights[:-1], biases[:-1]):
            inputs.append(h)
            h = h @ w
            h += b
            np.maximum(h, 0, out=h)
        inputs.append(h)
        z = h @ weights[-1]
        z += biases[-1]
        z -= z.max(axis=1, keepdims=True)
        picked = z[rows, p.labels]
        g = np.exp(z, out=z)
        total = g.sum(axis=1, keepdims=True)
        loss = (np.log(total[:, 0]) - picked).mean()
        g /= total
        g[rows, p.labels] -= 1
        g *= scale
        gws, gbs = [], []
        for layer in reversed(range(len(weights))):
            x = inputs[layer]
            gws.append(x.T @ g)
            gbs.append(g.sum(axis=0))
            if layer:
                g = g @ weights[layer].T
                g *= x > 0
        return loss, gws[::-1], gbs[::-1]

    def step() -> Any:
        loss, gws, gbs = sweep()
        for parameters, grads in ((weights, gws), (biases, gbs)):
            for parameter, grad in zip(parameters, grads):
                grad *= rate
                parameter -= grad
        return loss

    def answer() -> list[Any]:
        loss, gws, gbs = sweep()
        return [loss, *gws, *gbs]

    return Work(step, answer)


def elementwise(p: Pair) -> Work:
    def step() -> tuple[Any, ...]:
        x, y = p.x, p.y
        t = x * y
        np.tanh(t, out=t)
        e = x * x
        np.negative(e, out=e)
        np.exp(e, out=e)
        value = (t + e).sum()
        t *= t
        np.subtract(1, t, out=t)
        gx = t * y
        e *= x
        e *= 2
        gx -= e
        t *= x
        return value, gx, t

    return Work(step, step)


def sines(p: Vector) -> Work:
    def step() -> tuple[Any, ...]:
        x = p.x
        xs = []
        for _ in range(p.repeats):
            xs.append(x)
            x = np.sin(x)
            x *= 1.01
        value = x.sum()
        g = x
        g.fill(1.01)
        g *= np.cos(xs.pop())
        while xs:
            g *= 1.01
            g *= np.cos(xs.pop())
        return value, g

    return Work(step, step)


def rosenbrock(p: Vector) -> Work:
    def step() -> tuple[Any, ...]:
        x = p.x
        head = x[:-1]
        d = x[1:] - head * head
        e = 1 - head
        value = 100 * (d @ d) + e @ e
        g = np.empty_like(x)
        d *= 200
        g[0] = 0
        g[1:] = d
        d *= 2
        d *= head
        g[:-1] -= d
        e *= 2
        g[:-1] -= e
        return value, g

    return Work(step, step)


rosenbrock_grad = rosenbrock


def jacobian(p: Product) -> Work:
    def step() -> list[Floats]:
        y = np.tanh(p.a @ p.x)
        return [(1 - y * y)[:, None] * p.a]

    return Work(step, step)


def hessian(p: Vector) -> Work:
    def step() -> list[Floats]:
        head, tail = p.x[:-1], p.x[1:]
        main = np.zeros(len(p.x))
        main[:-1] = 1200 * head * head - 400 * tail + 2
        main[1:] += 200
        beside = -400 * head
        return [np.diag(main) + np.diag(beside, 1) + np.diag(beside, -1)]

    return Work(step, step)


def loop(p: Vector) -> Work:
    def step() -> tuple[Any, ...]:
        x = p.x
        s = 0.0
        for i in range(len(x)):
            s += x[i] * x[i]
        g = np.zeros_like(x)
        for i in range(len(x)):
            g[i] += x[i] + x[i]
        return s, g

    return Work(step, step)
