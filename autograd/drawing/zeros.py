"""Zeros that stay: a gradient of 0 that meets an infinite derivative is 0, where the plain product is NaN.

The engine keeps such zeros (docs/look-up/conventions.md). `grad p = grad n2 / p = 0.0 / 0.0 = 0.0` is false arithmetic,
so who explains a sweep has to know where that was.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.drawing.sweep import Watch
from autograd.graph.node import Node
from autograd.graph.rule import payload
from autograd.graph.walk import saved_items

STAYS = "a gradient of 0 stays 0 here"


class ZeroWatch(Watch):
    """The observer of a walk that also notes at which node, for which of its parents, a zero stayed."""

    def forget(self) -> None:
        """Let go of everything that was seen."""
        super().forget()
        self.zeros: set[tuple[Node, int]] = set()

    def __call__(self, node: Node, k: int, g: Any, bar: Any) -> None:
        super().__call__(node, k, g, bar)
        if stays(node, k, g):
            self.zeros.add((node, k))


def stays(node: Node, k: int, g: Any) -> bool:
    """Tell whether the rule for the k-th parent would make NaN of a zero in a cotangent, but for the guard."""
    plan: Any = node.plan
    rule = plan.rules[k]
    if rule.pull is None or rule.guarded is rule.pull or not np.any(payload(g) == 0):
        return False
    item = saved_items(node, None)[k]
    plain, guarded = payload(rule.pull(g, item)), payload(rule.guarded(g, item))
    return bool(np.any(np.isnan(plain) & ~np.isnan(guarded)))
