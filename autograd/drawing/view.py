"""View: a graph with some of its groups open, as boxes and edges that are ready to be laid out.

`Units` is everything a page needs to draw any view: what each box and group says and how large it is. A
view chooses among them. `viewer.js` makes the same choice from the same data.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

from autograd.drawing.expression import text
from autograd.drawing.groups import Folding, Group, fold, visible_as
from autograd.drawing.scene import LINE, PADDING, PORT, Row, Scene, Shape, room as room, unrelated, width_of, written
from autograd.drawing.snapshot import Box, Snapshot
from autograd.drawing.summary import Summary
from autograd.drawing.sweep import Edge
from autograd.drawing.words import Words, number, printable, shape

LABEL = 26  # characters on an edge


class Line(NamedTuple):
    """One edge of a view: the places of its ends among the units of the view, the port, the words on it."""

    source: int
    target: int
    port: float
    label: str
    slot: int  # of the operand; -1 when the edge stands for several or ends in a group


class View(NamedTuple):
    """The units of a view in the order of computing, and the edges between them."""

    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]


class Units:
    """All that can be drawn of a graph: a shape for every box and every group."""

    def __init__(self, snapshot: Snapshot, edges: Sequence[Edge] = ()) -> None:
        self.snapshot = snapshot
        self.words = Words(snapshot)
        self.folding: Folding = fold(snapshot, self.words)
        self.boxes = {box.id: box for box in snapshot.boxes}
        self.edges = {(edge.target, edge.slot): edge for edge in edges}
        self.labels: dict[tuple[str, int], str] = {key: self.on_edge(*key) for key in self.edges}
        self.shapes: dict[str, Shape] = {}
        outputs = set(snapshot.outputs)
        for box in snapshot.boxes:
            if box.id in self.folding.home:
                kind = "output" if box.id in outputs and box.kind == "result" else box.kind
                rows = tuple(written(box, self.words, snapshot.grads))
                self.shapes[box.id] = self.sized(box.id, kind, rows, box)
        self.inside = contents(self.folding)
        for group in self.folding.groups:
            self.shapes[group.id] = self.sized(group.id, "group", tuple(self.about(group)), None)

    def sized(self, key: str, kind: str, rows: tuple[Row, ...], box: Box | None) -> Shape:
        """Make the shape of some rows, high enough for the words on its edges."""
        height = 2 * PADDING + LINE * len(rows) - 6
        count = 0 if box is None else len(box.inputs)
        if any((key, slot) in self.labels for slot in range(min(count, 12))):
            height = max(height, PORT * (min(count, 12) + 2))
        return Shape(key, kind, rows, width_of(rows), height, box)

    def on_edge(self, target: str, slot: int) -> str:
        """Write the local derivative that stands on an edge: formula and number, or the rule for arrays."""
        edge, box = self.edges[target, slot], self.boxes[target]
        names = {arg: self.words.labels[key] for arg, key in zip(box.args, box.inputs, strict=False)}
        names |= {"out": self.words.labels[target], "g": BAR}
        if edge.number is not None and edge.derivative.partial is not None:
            formula, digits = text(edge.derivative.partial, names), number(edge.number)
            same = formula == digits or f"{formula}.0" == digits
            return printable(digits if same else f"{formula} = {digits}", LABEL)
        formula = text(edge.derivative.pullback, names)
        return "" if formula == BAR else printable(formula, LABEL)

    def about(self, group: Group) -> list[Row]:
        """Say what is in a group: how much, what it gives, and how large the gradients of its parameters are."""
        boxes = [self.boxes[key] for key in self.inside[group.id]]
        results = [box for box in boxes if box.kind == "result"]
        leaves = [box for box in boxes if box.kind == "leaf"]
        rows = [Row("", f"+ {group.label}", "title")]
        parts = []
        if results:
            parts.append(f"{len(results):,} operation{'s' * (len(results) != 1)}")
        if leaves:
            size = sum(math.prod(box.shape or ()) for box in leaves)
            parts.append(f"{len(leaves):,} lea{'ves' if len(leaves) != 1 else 'f'} ({size:,} numbers)")
        if parts:
            rows.append(Row("", ", ".join(parts), "faint"))
        if results:
            last = shape(results[-1])
            if last:
                rows.append(Row("", f"gives {last}", "faint"))
        norms = [norm(box.grad) for box in boxes if box.grad is not None]
        if norms and self.snapshot.grads:
            total = math.sqrt(sum(entry * entry for entry in norms))
            bad = not math.isfinite(total)
            rows.append(Row("grad", f"norm {number(total)}", "bad" if bad else "plain"))
        if any(box.value is not None and box.value.bad for box in results):
            rows.append(Row("", "not finite inside", "bad"))
        return rows

    def view(self, opened: Sequence[str], kept: Collection[str] | None = None) -> View:
        """Return the boxes and groups that are visible when these groups are open, and the edges between them.

        `kept` are the boxes that have to do with the focus; None for all.
        """
        stands = visible_as(self.folding, opened)
        if kept is not None:
            stands = {key: unit for key, unit in stands.items() if key in kept}
        place: dict[str, int] = {}
        for box in self.snapshot.boxes:
            unit = stands.get(box.id)
            if unit is not None and unit not in place:
                place[unit] = len(place)
        lines: list[Line] = []
        into: dict[str, dict[str, int]] = {}  # for each closed group: its sources, numbered
        for box in self.snapshot.boxes:
            target = stands.get(box.id)
            if target is None:
                continue
            for slot, key in enumerate(box.inputs):
                source = stands.get(key)
                if source is None or source == target:
                    continue
                if target == box.id:
                    port = (slot + 1.5) / (len(box.inputs) + 2)
                    lines.append(Line(place[source], place[target], port, self.labels.get((box.id, slot), ""), slot))
                else:
                    into.setdefault(target, {}).setdefault(source, len(into[target]))
        for target, found in into.items():
            for source, count in found.items():
                lines.append(Line(place[source], place[target], (count + 1.5) / (len(found) + 2), "", -1))
        return View(tuple(self.shapes[key] for key in place), tuple(lines))


def scene_of(units: Units, opened: Sequence[str], kept: Collection[str] | None = None) -> Scene:
    """Make a picture of a view: `units.view`, with what is said below it."""
    view = units.view(opened, kept)
    notes = [] if units.snapshot.hint is None else [units.snapshot.hint]
    if kept is not None and len(kept) < len(units.boxes):
        notes.append(unrelated(len(units.boxes) - len(kept)))
    links = tuple((line.source, line.target, line.port) for line in view.lines)
    return Scene(view.shapes, links, tuple(notes), tuple(line.label for line in view.lines))


BAR = "g\N{COMBINING MACRON}"  # the incoming cotangent


def contents(folding: Folding) -> dict[str, list[str]]:
    """Return the boxes in each group, and in the groups inside it."""
    parent = {group.id: group.parent for group in folding.groups}
    found: dict[str, list[str]] = {group.id: [] for group in folding.groups}
    for key, own in folding.home.items():
        while own:
            found[own].append(key)
            own = parent[own]
    return found


def norm(summary: Summary | None) -> float:
    """Return the Euclidean norm of an array from what is known of it."""
    if summary is None:
        return 0.0
    if summary.items is not None:
        return math.sqrt(sum(abs(item) ** 2 for item in summary.items))
    stats = summary.stats
    if stats is None:
        return 0.0
    if stats.nans or stats.infinities:
        return math.nan
    return math.sqrt(math.prod(summary.shape) * (stats.mean**2 + stats.std**2))
