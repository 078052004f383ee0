"""Faults: where a value or a gradient first stopped being finite.

NaN and infinity spread: one bad number makes everything after it bad. What helps is the place where they come from:
the results that hold infinity although their operands are finite, or NaN although no operand does; and in the sweep
the contributions of which the same is true beside the cotangent, as 1 over 0 in the rule of sqrt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from autograd.drawing.phrases import Said
from autograd.drawing.summary import Summary

if TYPE_CHECKING:
    from autograd.drawing.snapshot import Box
    from autograd.drawing.sweep import Step


KINDS = ("", "infinity", "NaN")


def in_values(boxes: Iterable[Box]) -> dict[str, str]:
    """Name the boxes where NaN or infinity comes up while computing forward, and say which it is."""
    worst: dict[str, int | None] = {}
    found: dict[str, str] = {}
    for box in boxes:
        own = worst[box.id] = None if box.value is None else badness(box.value)
        operands = [worst[key] for key in box.inputs]
        if box.outputs != 1 and None not in operands:  # it is seen at the boxes of its results
            worst[box.id] = max(filter(None, operands), default=0)
        if not own:
            continue
        if box.kind != "result":
            found[box.id] = Said("wasgiven", Said(KINDS[own]))
        elif all(operand is not None and operand < own for operand in operands):
            found[box.id] = Said("starts", Said(KINDS[own]))
    return found


def in_sweep(steps: Iterable[Step], names: Mapping[str, str]) -> dict[str, str]:
    """Name the boxes whose rules first gave NaN or infinity to an operand, and say which, and to which operand."""
    found: dict[str, str] = {}
    given: dict[str, int] = {}  # the worst that a box was given: all there is of the cotangents of several results
    for step in steps:
        worst = given.pop(step.id, 0)
        before = worst if step.cotangent is None else badness(step.cotangent)
        for part in step.contributions:
            own = 0 if part.amount is None else badness(part.amount)
            given[part.target] = max(own, given.get(part.target, 0))
            if own > before and step.id not in found:
                found[step.id] = Said("gradstarts", names[part.target], Said(KINDS[own]))
    return found


def badness(summary: Summary) -> int:
    """Return 2 when there is NaN in a value, 1 when there is infinity, else 0."""
    if not summary.bad:
        return 0
    if summary.large is not None:
        return 2 if summary.large.nans else 1
    return 2 if any(item != item for item in summary.items or ()) else 1
