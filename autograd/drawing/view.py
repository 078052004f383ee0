"""View: a graph with some of its groups open, as boxes and edges that are ready to be laid out.

`Units` knows what each box and group says and how large it is; a view chooses among them. Python draws the first
view only. `viewer.js` writes the same words and makes the same choice, from the data in contents.py.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from autograd.drawing.expression import text
from autograd.drawing.groups import Folding, Group, fold, visible_as
from autograd.drawing.phrases import Said, listed
from autograd.drawing.scene import LINE, PADDING, PORT, Row, Scene, Shape, room as room, unrelated, width_of, written
from autograd.drawing.snapshot import Box, Snapshot
from autograd.drawing.summary import norm
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
    """All that can be drawn of a graph: a shape for every box and every group, made when it is asked for."""

    def __init__(self, snapshot: Snapshot, edges: Sequence[Edge] = ()) -> None:
        self.snapshot = snapshot
        self.words = Words(snapshot)
        self.boxes = {box.id: box for box in snapshot.boxes}
        self.edges = {(edge.target, edge.slot): edge for edge in edges}

    @cached_property
    def folding(self) -> Folding:
        """The groups."""
        return fold(self.snapshot, self.words)

    @cached_property
    def groups(self) -> dict[str, Group]:
        """The groups by id."""
        return self.folding.table()

    @cached_property
    def inside(self) -> dict[str, Tally]:
        """What is in each group."""
        return tallies(self.snapshot, self.folding)

    def kind(self, box: Box) -> str:
        """Tell how a box is drawn."""
        return "output" if box.kind == "result" and box.id in self.words.outputs else box.kind

    def shape(self, key: str) -> Shape:
        """Make the shape of a box or a group, high enough for the words on its edges."""
        box = self.boxes.get(key)
        if box is None:
            kind, rows = "group", tuple(self.about(self.groups[key]))
        else:
            kind, rows = self.kind(box), tuple(written(box, self.words, self.snapshot))
        height = 2 * PADDING + LINE * len(rows) - 6
        ends = 0 if box is None else min(len(box.inputs), 12)
        if any((key, slot) in self.edges for slot in range(ends)):
            height = max(height, PORT * (ends + 2))
        return Shape(key, kind, rows, width_of(rows), height, box)

    def label(self, target: str, slot: int) -> str:
        """Write what stands on an edge: the local derivative, and a mark for what a check of it found."""
        edge = self.edges.get((target, slot))
        if edge is None:
            return ""
        words = self.derivative(edge)
        return words if edge.verdict is None else f"{words} {BADGES[edge.verdict.kind]}".strip()

    def derivative(self, edge: Edge) -> str:
        """Write a local derivative: formula and number, or the rule for arrays."""
        target = edge.target
        box = self.boxes[target]
        names = {arg: self.words.labels[key] for arg, key in zip(box.args, box.inputs, strict=False)}
        names |= {"out": self.words.labels[target], "g": BAR}
        for place in range(box.outputs if box.outputs != 1 else 0):
            names |= {f"out{place}": self.words.part(target, place), f"g{place}": f"{BAR}{place}"}
        if edge.number is not None and edge.derivative.partial is not None:
            formula, digits = text(edge.derivative.partial, names), number(edge.number)
            same = formula == digits or f"{formula}.0" == digits
            return digits if same else f"{printable(formula, LABEL - len(digits) - 3)} = {digits}"
        return printable(text(edge.derivative.pullback, names), LABEL)

    def about(self, group: Group) -> list[Row]:
        """Say what is in a group: how much, what it gives, and how large the gradients of its parameters are."""
        inside = self.inside[group.id]
        rows = [Row("", f"+ {group.label}", "title")]
        if amount := inside.amount:
            rows.append(Row("", amount, "faint"))
        if gives := inside.gives:
            rows.append(Row("", Said("gives", gives), "faint"))
        if inside.grad is not None and self.snapshot.grads:
            bad = not math.isfinite(inside.grad)
            rows.append(Row("grad", Said("leafnorm", number(inside.grad)), "bad" if bad else "plain"))
        return [*rows, *self.remarks(inside)]

    def remarks(self, inside: Tally) -> Iterable[Row]:
        """Write what else is to be said of a group: how much in it changed, what is wrong in it."""
        if inside.changed:
            yield Row("", Said("changedinside", f"{inside.changed:,}"), "change")
        if inside.fault:
            yield Row("", Said("fault", inside.fault), "bad")
        elif inside.bad:
            yield Row("", Said("badinside"), "faint" if self.snapshot.faults else "bad")

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
                    lines.append(Line(place[source], place[target], port, self.label(box.id, slot), slot))
                else:
                    into.setdefault(target, {}).setdefault(source, len(into[target]))
        for target, found in into.items():
            for source, count in found.items():
                lines.append(Line(place[source], place[target], (count + 1.5) / (len(found) + 2), "", -1))
        return View(tuple(map(self.shape, place)), tuple(lines))


def scene_of(units: Units, opened: Sequence[str], kept: Collection[str] | None = None) -> Scene:
    """Make a picture of a view: `units.view`, with what is said below it."""
    view = units.view(opened, kept)
    notes = [] if units.snapshot.hint is None else [units.snapshot.hint]
    if kept is not None and len(kept) < len(units.boxes):
        notes.append(unrelated(len(units.boxes) - len(kept)))
    links = tuple((line.source, line.target, line.port) for line in view.lines)
    return Scene(view.shapes, links, tuple(notes), tuple(line.label for line in view.lines))


BADGES = {"right": "\N{CHECK MARK}", "wrong": "\N{BALLOT X}", "kink": "\N{LOGICAL AND}", "unjudged": "?"}
BAR = "g\N{COMBINING MACRON}"  # the incoming cotangent


class Tally:
    """What is counted of the boxes in a group, and in the groups inside it."""

    def __init__(self) -> None:
        self.results = self.leaves = self.size = 0
        self.last: Box | None = None
        self.grad: float | None = None  # the norm of the gradients of its leaves together
        self.bad = False
        self.changed = 0
        self.fault = ""  # the first

    def add(self, box: Box, bad: bool, grad: float | None) -> None:
        """Count one more box, with the norm of its gradient; they come in the order of computing."""
        if box.kind == "result":
            self.results += 1
            self.last = box
            self.bad = self.bad or bad
        elif box.kind == "leaf":
            self.leaves += 1
            self.size += math.prod(box.shape or ())
            if grad is not None:
                self.grad = math.hypot(self.grad or 0.0, grad)

    @property
    def amount(self) -> str:
        """Say how much there is."""
        parts = []
        if self.results:
            parts.append(Said("operation" if self.results == 1 else "operations", f"{self.results:,}"))
        if self.leaves:
            key = "oneleaf" if self.leaves == 1 else "leaves"
            parts.append(Said(key, f"{self.leaves:,}", f"{self.size:,}"))
        return listed(*parts) if parts else ""

    @property
    def gives(self) -> str:
        """Write the shape of the last result; nothing when that is a scalar."""
        return "" if self.last is None else shape(self.last) or ""


def tallies(snapshot: Snapshot, folding: Folding) -> dict[str, Tally]:
    """Count what is in each group."""
    parent = {group.id: group.parent for group in folding.groups}
    found = {group.id: Tally() for group in folding.groups}
    for box in snapshot.boxes:
        own = folding.home.get(box.id)
        bad = own and box.value is not None and box.value.bad
        grad = norm(box.grad) if own and box.grad is not None else None
        faults, changed = snapshot.faults.get(box.id, ()), box.id in snapshot.marks
        while own:
            tally = found[own]
            tally.add(box, bool(bad), grad)
            tally.changed += changed
            tally.fault = tally.fault or next(iter(faults), "")
            own = parent[own]
    return found
