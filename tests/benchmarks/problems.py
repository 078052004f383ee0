"""The data of every workload: plain NumPy arrays drawn from a fixed seed, the same for every peer.

Importable with NumPy alone, since each peer's environment imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


class Work(NamedTuple):
    """What a peer makes of a problem.

    `step` is the thing that is timed. `answer` is called once, before any timing, on fresh state: the value
    and the gradients that the same code finds, to be compared with the hand-written ones.
    """

    step: Callable[[], object]
    answer: Callable[[], Sequence[Any]]


class Chain(NamedTuple):
    """`y = tanh(y * w + b)`, `repeats` times from `y = x`, then summed; x, w and b all want a gradient."""

    x: Floats
    w: Floats
    b: Floats
    repeats: int


class ScalarMLP(NamedTuple):
    """micrograd's MLP 2-16-16-1 on one sample, one graph node per scalar: squared error, then an SGD update.

    `layers[l]` is a list of neurons, each a pair of its weights and its bias, in Python floats.
    """

    layers: list[list[tuple[list[float], float]]]
    x: list[float]
    target: float
    rate: float


class MLP(NamedTuple):
    """Dense layers with ReLU between them, mean softmax cross entropy, plain SGD; all float32."""

    weights: list[Floats]  # (in, out)
    biases: list[Floats]
    x: Floats
    labels: NDArray[np.intp]
    rate: float


class Pair(NamedTuple):
    """`sum(tanh(x * y) + exp(-x * x))` and its gradient for both."""

    x: Floats
    y: Floats


class Vector(NamedTuple):
    """One array and, where the workload repeats something, how often."""

    x: Floats
    repeats: int = 1


class Product(NamedTuple):
    """`tanh(a @ x)`, of which the whole Jacobian is wanted."""

    a: Floats
    x: Floats


class LongChain(NamedTuple):
    """`y = y * 1.000001 + 1e-7` on a scalar: two recorded ops per repetition."""

    x: float
    ops: int


def chain() -> Chain:
    rng = np.random.default_rng(1)
    return Chain(rng.normal(size=16), rng.normal(size=16), 0.1 * rng.normal(size=16), repeats=100)


def scalar_mlp() -> ScalarMLP:
    rng = np.random.default_rng(2)
    sizes = (2, 16, 16, 1)
    layers = [
        [(rng.uniform(-1, 1, size=inputs).tolist(), float(rng.uniform(-0.1, 0.1))) for _ in range(outputs)]
        for inputs, outputs in pairwise(sizes)
    ]
    return ScalarMLP(layers, x=[0.7, -0.4], target=1.0, rate=1e-5)


def mlp(batch: int, *sizes: int) -> MLP:
    """The rate is small so that thousands of timed steps stay where they began."""
    rng = np.random.default_rng(3)
    pairs = list(pairwise(sizes))
    return MLP(
        weights=[(rng.normal(size=pair) * np.sqrt(2 / pair[0])).astype(np.float32) for pair in pairs],
        biases=[(0.01 * rng.normal(size=outputs)).astype(np.float32) for _, outputs in pairs],
        x=rng.normal(size=(batch, sizes[0])).astype(np.float32),
        labels=rng.integers(sizes[-1], size=batch),
        rate=1e-4,
    )


def mlp_small() -> MLP:
    return mlp(32, 64, 32, 10)


def mlp_medium() -> MLP:
    return mlp(64, 64, 128, 64, 10)


def mlp_large() -> MLP:
    return mlp(256, 784, 512, 256, 10)


def elementwise() -> Pair:
    rng = np.random.default_rng(4)
    return Pair(rng.normal(size=1_000_000), rng.normal(size=1_000_000))


def sines() -> Vector:
    """2 MB of float64; 100 repetitions of `x = sin(x) * 1.01` are 200 ops."""
    return Vector(np.random.default_rng(5).normal(size=250_000), repeats=100)


def rosenbrock() -> Vector:
    return Vector(np.random.default_rng(6).normal(size=20_000))


def loop() -> Vector:
    return Vector(np.random.default_rng(7).normal(size=500))


def product() -> Product:
    rng = np.random.default_rng(8)
    return Product(rng.normal(size=(100, 100)) / 10, rng.normal(size=100))


def small_rosenbrock() -> Vector:
    return Vector(np.random.default_rng(9).normal(size=50))


def long_chain(ops: int = 1000) -> LongChain:
    return LongChain(0.5, ops)
