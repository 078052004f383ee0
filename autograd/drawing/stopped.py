"""Stopped: which constants of a graph are the numbers of one of its own tensors, cut off by detach and the like.

`detach`, `stop_gradient` and `.data` hand out the very numbers of a tensor, and recording notes nothing of it. But a
graph holds some of its values: those of leaves and scalars, and what the derivative rules need. A constant that is one
of these objects was taken from there. What was computed anew, within no_grad() or from detached numbers, is a constant
as any other; so is a value that no rule needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograd.graph.node import Node


def origins(nodes: Sequence[Node]) -> dict[int, Node]:
    """Map the id() of each value that the graph holds to the node whose value it is.

    The objects live as long as the nodes do, so no two of them share an id.
    """
    found: dict[int, Node] = {}
    for node in nodes:
        for owner, value in held_values(node):
            if isinstance(value, np.ndarray) and (value.shape, value.dtype) != (owner.shape, owner.dtype):
                continue
            found.setdefault(id(value), owner)
    return found


def held_values(node: Node) -> Iterator[tuple[Node, Any]]:
    """Give the values that a node holds, each with the node it belongs to."""
    if type(node.value) is not float or fresh(node):
        yield node, node.value
    plan = node.plan
    if plan is None or plan.op.variadic or node.saved is None or plan.take is None:
        return
    operands = dict(zip(plan.op.args, node.inputs, strict=False))
    for k, rule in enumerate(plan.rules):
        item = node.saved if plan.shared else node.saved[k]
        values = (item,) if len(rule.names) == 1 else item
        if not isinstance(values, (tuple, list)) or len(values) != len(rule.names):
            continue
        for name, value in zip(rule.names, values, strict=True):
            owner = node if name == "out" else operands.get(name)
            if isinstance(owner, Node) and isinstance(value, np.ndarray):
                yield owner, value


def fresh(node: Node) -> bool:
    """Tell whether a Python float was made by this node: that of a leaf may be any literal of the program."""
    known = [entry.value if isinstance(entry, Node) else entry for entry in node.inputs]
    return node.plan is not None and all(node.value is not entry for entry in known)
