"""The forward walk: pushforward carries tangents from inputs to a result, along the recorded graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.graph.element import zeros
from autograd.graph.modes import enable_grad
from autograd.graph.node import Handle, Leaf, Node, shape_and_dtype, wrap
from autograd.graph.op import PICK
from autograd.graph.rule import payload
from autograd.graph.walk import Pullback, cast, collect, leading_to, pulled, saved_items


class Frame:
    """What a kind's push function may ask of the node it stands at."""

    __slots__ = ("cls", "items", "node", "recorded")

    def __init__(self, node: Node, cls: type[Handle], recorded: bool, linked: bool = True) -> None:
        self.node = node
        self.cls = cls
        self.recorded = recorded
        self.items = saved_items(node, cls if recorded and linked else None)

    def primals(self) -> list[Any]:
        """Return the operands: constants, and the tracked ones whose value some rule saved (else None)."""
        node = self.node
        op: Any = node.op
        values = [None if isinstance(entry, Node) else entry for entry in node.inputs]
        for rule, item in zip(node.plan.rules, self.items, strict=True):  # type: ignore[union-attr]
            for name, value in zip(rule.names, (item,) if len(rule.names) == 1 else item or (), strict=True):
                if op.variadic and name == "operands":
                    values = [old if new is None else new for old, new in zip(values, value, strict=True)]
                elif not op.variadic and name in op.args:
                    values[op.args.index(name)] = value
        return values

    def operand_shapes(self) -> list[tuple[Any, Any]]:
        """Return shape and dtype of every operand."""
        return [
            (entry.shape, entry.dtype) if isinstance(entry, Node) else shape_and_dtype(entry)
            for entry in self.node.inputs
        ]

    def transposed(self, k: int, t: Any) -> Any:
        """Push a tangent through the k-th tracked operand by transposing its vjp.

        The vjp is linear in the cotangent: recorded once on a zero cotangent G, its own pullback from t
        is the jvp (Hoffmann, "A Hitchhiker's Guide to Automatic Differentiation", 2016).
        """
        plan: Any = self.node.plan
        rule, item, cls = plan.rules[k], self.items[k], self.cls
        if self.node.op.outputs == 1:  # type: ignore[union-attr]
            pairs = [(self.node.shape, self.node.dtype)]
        else:
            pairs = list(zip(self.node.shape, self.node.dtype, strict=True))
        seeds = [zeros(shape, dtype) for shape, dtype in pairs]
        leaves = [Leaf(seed) for seed in seeds]
        handles = tuple(wrap(cls, seed, leaf) for seed, leaf in zip(seeds, leaves, strict=True))
        g = handles[0] if self.node.op.outputs == 1 else handles  # type: ignore[union-attr]
        with enable_grad():
            if plan.op.variadic:
                bar = pulled(rule, g, plan.positions[k], item)
            else:
                bar = g if rule.pull is None else rule.pull(g, item)
        bars = [None] * len(leaves)
        if isinstance(bar, Handle) and bar.node is not None:
            seed = shaped(t, bar.node.shape, bar.node.dtype)  # the vjp may end before it is un-broadcast
            if self.recorded and not isinstance(seed, Handle):
                seed = wrap(cls, seed)
            bars = Pullback([bar.node], leaves)({bar.node: seed}, cls if self.recorded else None)
        parts = tuple(zeros(*pair) if part is None else part for part, pair in zip(bars, pairs, strict=True))
        return parts[0] if self.node.op.outputs == 1 else parts  # type: ignore[union-attr]


def pushforward(
    roots: Sequence[Node],
    targets: Sequence[Node],
    tangents: Sequence[Any],
    cls: type[Handle],
    recorded: bool,
    linked: bool = True,
) -> list[Any]:
    """Return the tangent of every root, None for one that depends on no target.

    Args:
        roots: the nodes of the results.
        targets: the nodes of the inputs; what lies below them is constant.
        tangents: one payload (or handle, in a recorded walk) for each target.
        cls: the handle class.
        recorded: whether the walk itself goes onto the graph.
        linked: whether the walked graph is part of that record, or the tangents alone.
    """
    dots: dict[Node, Any] = dict(zip(targets, tangents, strict=True))
    floor = max(target.serial for target in targets)
    nodes, _, _ = collect(roots, floor)
    wanted = leading_to(nodes, targets)
    with np.errstate(all="ignore"):
        for node in reversed(nodes):
            if node in wanted:
                parts = [dots.get(parent) for parent in node.parents]
                if any(part is not None for part in parts):
                    dots[node] = push(Frame(node, cls, recorded, linked), parts)
    return [dots.get(root) for root in roots]


def push(frame: Frame, tangents: list[Any]) -> Any:
    """Push the tangents of a node's tracked operands (None: zero) through it."""
    node = frame.node
    op: Any = node.op
    dot = op.push(frame, tangents)
    if op is PICK:
        return dot
    if op.outputs != 1:
        return tuple(shaped(part, shape, dtype) for part, shape, dtype in zip(dot, node.shape, node.dtype, strict=True))
    return shaped(dot, node.shape, node.dtype)


def shaped(dot: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """Bring a tangent to its result's shape and dtype."""
    own_shape, own_dtype = shape_and_dtype(payload(dot))
    if own_shape != shape:
        dot = np.broadcast_to(dot, shape)
    return dot if own_dtype is dtype or own_dtype == dtype else cast(dot, own_dtype, dtype)
