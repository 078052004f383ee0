"""The overview: ten lines about a graph whose text tree is too long to be taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import prod

from autograd.drawing.snapshot import Box, Snapshot
from autograd.drawing.words import ELLIPSIS, Words, one_line, printable

SHOWN = 4  # names in one line


def overview(snapshot: Snapshot) -> list[str]:
    """Describe a graph in ten lines: its sizes, what is in it, and where to look first."""
    words = Words(snapshot)
    boxes = snapshot.boxes
    by_id = {box.id: box for box in boxes}
    leaves = [box for box in boxes if box.kind == "leaf"]
    constants = [box for box in boxes if box.kind == "constant"]
    results = [box for box in boxes if box.kind == "result"]
    outputs = [f"{words.labels[key]} = {one_line(by_id[key].value)}" for key in snapshot.outputs]
    ops = Counter(box.op or "" for box in results).most_common()
    scopes = Counter(printable(".".join(box.scope), 40) for box in boxes if box.scope).most_common()
    rows = {
        "outputs": several(outputs, 2),
        "leaves": f"{len(leaves):,} (parameters) with {numbers(leaves)}: "
        + several([words.labels[box.id] for box in leaves]),
        "constants": f"{len(constants):,} with {numbers(constants)}",
        "operations": f"{len(results):,}: " + several([f"{count:,} {op}" for op, count in ops], 2 * SHOWN),
        "depth": f"{depth(snapshot):,} operations on the longest way from a leaf to an output",
        "scopes": several([f"{name} ({count:,})" for name, count in scopes]) if scopes else "none",
        "not finite": not_finite(snapshot, words),
        "largest": ", ".join([f"{words.labels[box.id]} {box.shape} {box.dtype}" for box in largest(boxes)]) or "none",
        "to see more": "save('graph.txt') for the whole tree, 'graph.svg' for a picture; or draw an earlier tensor",
    }
    first = f"A graph of {len(boxes):,} nodes, too long to be read at once:"
    return [first, *(f"  {key:<12}{row}" for key, row in rows.items())]


def several(parts: Sequence[str], most: int = SHOWN) -> str:
    """List the first few of many.

    >>> several(["a", "b", "c"], 2)
    'a, b, … 1 more'
    """
    if len(parts) <= most:
        return ", ".join(parts)
    return f"{', '.join(parts[:most])}, {ELLIPSIS} {len(parts) - most:,} more"


def numbers(boxes: Iterable[Box]) -> str:
    """Count the elements of all values."""
    total = sum(prod(box.shape) for box in boxes if box.shape is not None)
    return f"{total:,} element{'s' * (total != 1)}"


def depth(snapshot: Snapshot) -> int:
    """Count the operations on the longest way from a leaf to an output."""
    steps: dict[str, int] = {}
    for box in snapshot.boxes:  # operands come before what uses them
        below = max((steps[source] for source in box.inputs), default=0)
        steps[box.id] = below + (box.kind == "result")
    return max(steps.values(), default=0)


def not_finite(snapshot: Snapshot, words: Words) -> str:
    """Count the boxes with NaN or infinity in them, and name the first: there the fault is."""
    boxes = snapshot.boxes
    bad = [box for box in boxes if box.value is not None and box.value.bad]
    grads = [box for box in boxes if box.grad is not None and box.grad.bad]
    if not bad and not grads:
        return "no NaN and no infinity in values and gradients"
    said = f"{len(bad):,} value{'s' * (len(bad) != 1)}, {len(grads):,} gradient{'s' * (len(grads) != 1)}"
    for box in boxes:
        for fault in snapshot.faults.get(box.id, ()):
            return f"{said}; {fault}: {words.title(box)}"
    return f"{said}; first {words.title(bad[0])}" if bad else f"{said}; one is that of {words.labels[grads[-1].id]}"


def largest(boxes: Sequence[Box]) -> list[Box]:
    """Return the three largest arrays."""
    arrays = [box for box in boxes if box.shape]
    return sorted(arrays, key=lambda box: -prod(box.shape or ()))[:3]
