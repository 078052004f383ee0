"""Many cotangents pulled back together: the rows of a Jacobian in one reverse walk.

The cotangents of a node are stacked along a first axis. An elementwise rule works on the stack as it does on one of
them; any other rule is asked row by row, so that what is saved is the rest of the walk, which costs more than the
arithmetic where arrays are small.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.graph.modes import MODE
from autograd.graph.node import Node
from autograd.graph.op import PICK, Plan
from autograd.graph.rule import has_nan
from autograd.graph.walk import Pullback, pulled, saved_items, settled

ELEMENTS = 1 << 18  # of the largest stack: 2 MB, what stays in a cache
FEWEST = 4  # rows in a stack below which one by one is as quick


def rows_at_once(walk: Pullback, root: Node) -> int:
    """Return how many rows to pull together; 0 where rows must be pulled one by one."""
    mode = MODE.get()
    if mode is not None and (mode.debug or mode.observer is not None):
        return 0
    for node in walk.nodes:
        plan: Any = node.plan
        several = plan.op is PICK or plan.op.outputs != 1 or plan.op.take_out is not None
        if several or plan.code in (Plan.FREED, Plan.RETAINED):
            return 0
    largest = max(math.prod(node.shape) for node in (*walk.nodes, *walk.ends))
    count = min(math.prod(root.shape), ELEMENTS // max(largest, 1))
    return count if count >= FEWEST else 0


def pull_rows(walk: Pullback, root: Node) -> list[Any] | None:
    """Return, for every target, its cotangents for all unit cotangents of the root: an array, or None for zero.

    None in place of the list says that the rows must be pulled one by one: they are few, large or not finite.
    """
    count = rows_at_once(walk, root)
    if not count:
        return None
    size = math.prod(root.shape)
    parts = []
    for start in range(0, size, count):
        rows = range(min(count, size - start))
        seeds = np.zeros((len(rows), size), root.dtype)
        seeds[rows, [start + k for k in rows]] = 1
        with np.errstate(all="ignore"):
            bars = reverse_rows(walk, root, seeds.reshape(len(rows), *root.shape))
        if any(bar is not None and has_nan(bar) for bar in bars):
            return None  # the guarded walk is for one cotangent
        parts.append(bars)
    return [None if column[0] is None else np.concatenate(column) for column in zip(*parts, strict=True)]


def reverse_rows(walk: Pullback, root: Node, seeds: np.ndarray) -> list[Any]:
    """Pull a stack of cotangents of the root back to the targets."""
    bars: dict[Node, Any] = {root: seeds}
    for node in walk.nodes:
        stack = bars.pop(node, None)
        if stack is None:
            continue
        items = saved_items(node, None)
        for k, parent in enumerate(node.parents):
            if walk.wanted is None or parent in walk.wanted:
                old, bar = bars.get(parent), through(node, k, stack, items[k])
                bars[parent] = bar if old is None else old + bar
    return [bars.get(target) for target in walk.targets]


def through(node: Node, k: int, stack: np.ndarray, item: Any) -> np.ndarray:
    """Pull a stack of cotangents through a node, to its k-th parent."""
    plan: Any = node.plan
    parent, rule = node.parents[k], plan.rules[k]
    shape = (len(stack), *parent.shape)
    if plan.op.kind == "elementwise" and node.dtype == parent.dtype:
        bar: np.ndarray = stack if rule.pull is None else rule.pull(stack, item)
        return bar if bar.shape == shape else summed(np.broadcast_to(bar, stack.shape), shape)
    if plan.op.scatter is not None and parent.shape:
        bar = np.zeros(shape, parent.dtype)
        for row, g in zip(bar, stack, strict=True):
            plan.op.scatter(row, g, item)
        return bar
    if plan.op.variadic:
        rows = [pulled(rule, g, plan.positions[k], item) for g in stack]
    else:
        rows = list(stack) if rule.pull is None else [rule.pull(g, item) for g in stack]
    return np.stack([settled(row, parent, plan) for row in rows])


def summed(bar: np.ndarray, shape: Sequence[int]) -> np.ndarray:
    """Sum a stack over the axes along which the parent was repeated."""
    extra = bar.ndim - len(shape)
    repeated = [k + extra for k in range(1, len(shape)) if shape[k] != bar.shape[k + extra]]
    return bar.sum((*range(1, 1 + extra), *repeated)).reshape(shape)
