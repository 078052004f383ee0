"""How large the rounding errors of a function and of its gradient are, from the numbers met on the way to them.

Where large numbers cancel, a result that is 0 up to rounding says nothing about its own errors. The graph does: every
recorded number has an error of its own size times eps, which reaches the result by the cotangent there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd.graph.node import Node
from autograd.graph.walk import Settings, collect, run

DRAWS = 4  # of the signs of the errors of a gradient


def value_scale(seeds: Mapping[Node, Any], targets: Sequence[Node]) -> float:
    """Return how many times eps the error of the seeded sum is: the norm of all numbers times their cotangents.

    The norm and not the sum: errors have random signs. Nodes that kept no value count for nothing.
    """
    bars, sums = walked(seeds, targets)
    total = sum(norm(bar, node.value) for node, bar in bars.items() if node.value is not None)
    total += sum(norm(sums[node], node.value) for node in targets if node in sums)
    return float(np.sqrt(total))


def gradient_scale(seeds: Mapping[Node, Any], targets: Sequence[Node]) -> list[Any]:
    """Return how many times eps the errors of the targets' cotangents are, entry by entry.

    A cotangent is a sum of contributions, each with an error of its size. Such errors, of random signs, are
    put at all nodes and pulled back.
    """
    _, sums = walked(seeds, targets)
    rng = np.random.default_rng(0)
    squares: list[Any] = [0.0 for _ in targets]
    for _ in range(DRAWS):
        errors = {node: np.asarray(total * drawn(rng, node), node.dtype)[()] for node, total in sums.items()}
        nodes, ends, bars = collect(list(errors), floor(targets))
        bars, _ = run(nodes, ends, bars, errors, Settings())
        for k, target in enumerate(targets):
            squares[k] = squares[k] + np.abs(bars[target] if target in sums else 0.0) ** 2
    return [np.sqrt(square * 3 / DRAWS) for square in squares]  # 1/3 is the mean square of what is drawn


def walked(seeds: Mapping[Node, Any], targets: Sequence[Node]) -> tuple[dict[Node, Any], dict[Node, Any]]:
    """Walk back from the seeds: the cotangent of each node above the targets, and the sum of its absolute parts."""
    bars: dict[Node, Any] = {}
    sums: dict[Node, Any] = {}

    def add(node: Node, part: Any) -> None:
        if not isinstance(node.dtype, tuple):  # several outputs: each has a node of its own
            sums[node] = sums.get(node, 0.0) + size(part)

    def watch(node: Node, k: int, g: Any, bar: Any) -> None:
        bars[node] = g
        add(node.parents[k], bar)

    for node, seed in seeds.items():
        add(node, seed)
    nodes, ends, table = collect(list(seeds), floor(targets))
    run(nodes, ends, table, dict(seeds), Settings(observer=watch))
    return bars, sums


def floor(targets: Sequence[Node]) -> int:
    """Return the serial below which no node is visited."""
    return max(target.serial for target in targets)


def size(value: Any) -> Any:
    """Return absolute values, 0 for what is not finite."""
    value = np.abs(value)
    return np.where(np.isfinite(value), value, 0.0)


def norm(bar: Any, value: Any) -> float:
    """Return the sum of squares of a node's numbers times their cotangents; 0 for a node of several outputs."""
    if isinstance(bar, tuple) or np.shape(bar) != np.shape(value):
        return 0.0
    return float(np.sum((size(bar) * size(value)) ** 2))


def drawn(rng: np.random.Generator, node: Node) -> Any:
    """Return random factors for a node's numbers."""
    factors = rng.uniform(-1, 1, node.shape)
    return factors + 1j * rng.uniform(-1, 1, node.shape) if np.dtype(node.dtype).kind == "c" else factors
