"""Values for a picture: nodes keep only what their rules need, so the others are computed again.

The recorded ops run once more from the leaves and constants, and only summaries are kept. If a result
then differs from one that was kept or that the user holds (an op with random numbers in it, a constant
array that was overwritten since), the computed values are not shown: a blank is better than a wrong number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd.drawing.summary import Summary, summarise
from autograd.graph.node import Node

MOST = 50_000_000  # numbers to compute again for one drawing: more would take seconds


def replay(nodes: Sequence[Node], known: Mapping[Node, Any]) -> dict[Node, Summary]:
    """Return the summaries of all node values that are kept, known or can be computed again.

    Args:
        nodes: in creation order.
        known: the values of the nodes whose tensors are at hand.
    """
    kept = {node: value_of(node, known) for node in nodes}
    missing = [node for node in nodes if kept[node] is None]
    if not missing or sum(map(size, missing)) > MOST:
        return summaries(kept)
    computed = Replay(nodes, kept)
    with np.errstate(all="ignore"):
        computed.run()
    found = summaries(kept)
    if computed.faithful:
        found.update(computed.found)
    return found


def value_of(node: Node, known: Mapping[Node, Any]) -> Any:
    """Return the value the graph or the user's tensor holds, or None."""
    return known.get(node) if node.value is None else node.value


def size(node: Node) -> int:
    """How many numbers a node's value has."""
    shapes = node.shape if isinstance(node.dtype, tuple) else (node.shape,)
    return sum(int(np.prod(shape)) for shape in shapes)


def summaries(values: Mapping[Node, Any]) -> dict[Node, Summary]:
    """Summarise the values that are there."""
    single = {node: value for node, value in values.items() if value is not None and type(value) is not tuple}
    found = {node: summarise(value) for node, value in single.items()}
    return {node: summary for node, summary in found.items() if summary is not None}


class Replay:
    """One run through the nodes; a value is dropped as soon as its last consumer has used it."""

    def __init__(self, nodes: Sequence[Node], kept: Mapping[Node, Any]) -> None:
        self.nodes = nodes
        self.kept = kept
        self.uses = Counter(parent for node in nodes for parent in node.parents)
        self.alive: dict[Node, Any] = {}
        self.found: dict[Node, Summary] = {}
        self.faithful = True

    def run(self) -> None:
        """Go through the nodes in creation order."""
        for node in self.nodes:
            value = self.kept[node]
            if node.op is not None:
                again = self.compute(node)
                if value is None:
                    value = again
                    self.found.update(summaries({node: again}))
                elif again is not None and type(value) is not tuple and not agree(value, again):
                    self.faithful = False
            if self.uses[node]:
                self.alive[node] = value
            for parent in node.parents:
                self.uses[parent] -= 1
                if not self.uses[parent]:
                    self.alive.pop(parent, None)

    def operands(self, node: Node) -> list[Any]:
        """Return the operands of a call; None for those that are missing."""
        return [self.alive.get(entry) if isinstance(entry, Node) else entry for entry in node.inputs]

    def compute(self, node: Node) -> Any:
        """Run a node's op again; None when an operand is missing or the op fails."""
        inputs = self.operands(node)
        op = node.op
        if op is None or any(entry is None for entry in inputs):
            return None
        args: tuple[Any, ...] = (tuple(inputs),) if op.variadic else tuple(inputs)
        try:
            out = op.forward(*args, **node.static)
        except Exception:  # an op is user code: a picture without this number is better than no picture
            return None
        if op.outputs != 1:
            return tuple(out)
        shape, dtype = np.shape(out), getattr(out, "dtype", np.dtype(type(out)))
        return out if (shape, dtype) == (node.shape, node.dtype) else None


def agree(first: Any, second: Any) -> bool:
    """Tell whether two values are the same up to rounding (matmul may round by where its arrays lie)."""
    first, second = np.asarray(first), np.asarray(second)
    if first.dtype.kind not in "fc":
        return bool(np.array_equal(first, second))
    close = float(np.sqrt(np.finfo(first.dtype).eps))
    largest = float(np.abs(first[np.isfinite(first)]).max(initial=0.0))
    return bool(np.allclose(first, second, rtol=close, atol=close * largest, equal_nan=True))
