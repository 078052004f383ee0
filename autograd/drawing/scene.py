"""Scene: what a picture shows, in rows of text and boxes with sizes, before anything has a place.

It decides what a picture of a large graph leaves out: the boxes nearest to the outputs are drawn, every
operand that is left out is marked where it would have entered, and a note says how many there are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from autograd.drawing.heat import Heat
from autograd.drawing.phrases import Said
from autograd.drawing.snapshot import Box, Snapshot
from autograd.drawing.words import ABSENT, ELLIPSIS, Words, figures, in_full, printable, shape

DRAWN = 300  # boxes in one picture; beyond that it can be neither read nor laid out in reasonable time
HEATED = 1000  # boxes up to which arrays have heat maps
FONT, LINE, PADDING = 13.0, 17.0, 10.0  # pixels
ADVANCE = 0.62 * FONT  # the widest of the common monospace fonts needs 0.602
PORT = 15.0  # pixels between the ends of two edges with words on them
SMALL = 0.85  # of the usual size: the words on edges
FOREIGN = 16  # tenths of a column that a character takes of which no more is known
KEY = 6 * ADVANCE  # the column of the words "value" and "grad"


EdgeWords = Callable[[str, int], str]  # (target, operand number) -> the words on that edge


class Row(NamedTuple):
    """One line inside a box: a small grey key and the text after it. The key of further lines of a value is a blank."""

    key: str
    text: str
    style: str = "plain"  # "title", "plain", "faint", "bad", "change", "heat" or "blank"


class Shape(NamedTuple):
    """One box of the picture."""

    id: str
    kind: str  # "leaf", "result", "constant", "output" or "cut"
    rows: tuple[Row, ...]
    width: float
    height: float
    box: Box | None


class Scene(NamedTuple):
    """The boxes, the edges between them (by position in `shapes`) and the notes below the picture."""

    shapes: tuple[Shape, ...]
    edges: tuple[tuple[int, int, float], ...]  # source, target, how far down the target's left side: 0..1
    notes: tuple[str, ...]
    labels: tuple[str, ...] = ()  # words in front of the ends of the edges


def nothing(target: str, slot: int) -> str:
    """Put no words on an edge."""
    return ""


def scene(
    snapshot: Snapshot,
    most: int | None = DRAWN,
    said: EdgeWords = nothing,
    kept: Collection[str] | None = None,
    focus: Sequence[str] = (),
) -> Scene:
    """Choose what is drawn of a snapshot.

    Args:
        snapshot: the graph.
        most: how many boxes at most, None for all of them.
        said: the words on an edge, by target and operand number.
        kept: the boxes that have to do with the focus; None for all.
        focus: the boxes that the picture is about; the outputs when it is about none.
    """
    words = Words(snapshot)
    outputs = set(snapshot.outputs)
    all_of_them = {box.id for box in snapshot.boxes} if kept is None else set(kept)
    chosen = nearest(snapshot, words, most, all_of_them, focus)
    drawn: list[Shape] = []
    place: dict[str, int] = {}
    edges: list[tuple[int, int, float]] = []
    labels: list[str] = []
    for box in snapshot.boxes:
        if box.id not in chosen:
            continue
        sources = [place.get(source) for source in box.inputs]
        absent = [words.labels[source] for source in box.inputs if source not in place]
        if absent:
            drawn.append(cut(box, absent))
            sources = [len(drawn) - 1 if source is None else source for source in sources]
        place[box.id] = len(drawn)
        kind = "output" if box.id in outputs and box.kind == "result" else box.kind
        rows = tuple(written(box, words, snapshot))
        own = [said(box.id, slot) for slot in range(len(sources))]
        height = max(2 * PADDING + LINE * len(rows) - 6, PORT * (min(len(own), 12) + 2) if any(own) else 0)
        drawn.append(Shape(box.id, kind, rows, width_of(rows), height, box))
        for slot, source in enumerate(sources):
            if source is not None:
                edges.append((source, place[box.id], (slot + 1.5) / (len(sources) + 2)))
                labels.append(own[slot])
    notes = [] if snapshot.hint is None else [snapshot.hint]
    if len(all_of_them) < len(snapshot.boxes):
        notes.append(unrelated(len(snapshot.boxes) - len(all_of_them)))
    if len(chosen) < len(all_of_them):
        left_out = len(all_of_them) - len(chosen)
        near = "focus" if focus else "output"
        notes.append(f"{ELLIPSIS} {left_out:,} more nodes: the {len(chosen)} nearest to the {near} are drawn.")
        notes.append("save('graph.txt') writes them all.")
    return Scene(tuple(drawn), tuple(edges), tuple(notes), tuple(labels))


def unrelated(count: int) -> str:
    """Say how many boxes are left out beside a focus: in y = x * 2.0 the 2.0 beside x is one of them."""
    if count == 1:
        return "1 more node neither leads to the focus nor depends on it"
    return f"{count:,} more nodes neither lead to the focus nor depend on it"


def nearest(
    snapshot: Snapshot, words: Words, most: int | None, kept: set[str], focus: Sequence[str]
) -> set[str]:
    """Choose the boxes with the fewest steps to the focus or an output, each with the numbers its formula shows."""
    if most is None or len(kept) <= most:
        return kept
    near: dict[str, list[str]] = {box.id: list(box.inputs) for box in snapshot.boxes}
    if focus:
        for box in snapshot.boxes:
            for source in dict.fromkeys(box.inputs):
                near[source].append(box.id)
    boxes = {box.id: box for box in snapshot.boxes}
    queue = [key for key in focus or snapshot.outputs if key in kept][:most]
    chosen = set(queue)
    for key in queue:  # breadth first: the list grows while it is read
        for other in near[key]:
            if other in kept and other not in chosen and (len(chosen) < most or words.inline(boxes[other])):
                chosen.add(other)
                queue.append(other)
    return chosen


def cut(box: Box, absent: list[str]) -> Shape:
    """Make the mark that stands for operands which are not drawn."""
    names = list(dict.fromkeys(absent))
    text = f"{ELLIPSIS} {names[0]}" if len(names) == 1 else f"{ELLIPSIS} {len(names)} inputs"
    rows = (Row("", text, "faint"),)
    return Shape(f"cut-{box.id}", "cut", rows, width_of(rows), LINE + 8, None)


def written(box: Box, words: Words, snapshot: Snapshot) -> Iterable[Row]:
    """Write the rows of a box: title, shape and dtype, value, gradient, what is wrong with them.

    What is not finite is red where that begins, and faint where it was passed on.
    """
    faults = snapshot.faults.get(box.id, ())
    bad = "bad" if faults or not snapshot.faults else "faint"
    yield Row("", words.title(box), "title")
    if box.scope:
        yield Row("", Said("inscope", scope_of(box)), "faint")
    about = kind_and_shape(box)
    if about and not words.inline(box):
        yield Row("", " ".join(about), "faint")
    if box.outputs == 1 and not words.inline(box):
        style = "faint" if box.value is None else bad if box.value.bad else "plain"
        for number, line in enumerate(figures(box.value)):
            yield Row(" " if number else "value", line, style)
        absent = words.gradient(box)
        if snapshot.grads and absent is not None:
            yield Row("grad", absent, "faint" if box.state else "plain")
        elif snapshot.grads and box.grad is not None:
            for number, line in enumerate(figures(box.grad)):
                yield Row(" " if number else "grad", line, bad if box.grad.bad else "plain")
    if heats(box, snapshot):  # two rows high
        yield Row("", "", "heat")
        yield Row("", "", "blank")
    yield from remarks(box, snapshot)


def heats(box: Box, snapshot: Snapshot) -> tuple[Heat | None, ...]:
    """Return the heat maps of value and gradient of a box; none in a large graph, or where all numbers are written."""
    if len(snapshot.boxes) > HEATED or box.outputs != 1:
        return ()
    shown = (box.value, box.grad if snapshot.grads else None)
    found = tuple(None if summary is None or in_full(summary) else summary.heat for summary in shown)
    return found if any(found) else ()


def remarks(box: Box, snapshot: Snapshot) -> Iterable[Row]:
    """Write what else is to be said of a box: what changed, what is wrong."""
    for mark in snapshot.marks.get(box.id, ()):
        yield Row("", mark, "change")
    for fault in snapshot.faults.get(box.id, ()):
        yield Row("", Said("fault", fault), "bad")


def scope_of(box: Box) -> str:
    """Write the scopes around a box."""
    return printable(".".join(box.scope), 37)


def kind_and_shape(box: Box) -> list[str]:
    """Say what a box is, when it is no result, and its shape and dtype, when it is no scalar."""
    return [text for text in (None if box.kind == "result" else Said(box.kind), shape(box)) if text]


def width_of(rows: tuple[Row, ...]) -> float:
    """Estimate, generously, how wide a box must be for its rows."""
    inside = [
        text_width(row.text) * (1.02 if row.style == "title" else 1.0) + (KEY if row.key else 0) for row in rows
    ]
    return max(44.0, round(max(inside) + 2 * PADDING))


def room(label: str) -> float:
    """Return how wide the words on an edge are, with a little air."""
    return 0.0 if not label else round(text_width(label) * SMALL + ADVANCE)


def text_width(text: str) -> float:
    """Estimate the width of text in a monospace font whose missing glyphs come from another font."""
    return (len(text) if text.isascii() else sum(map(tenths, text)) / 10) * ADVANCE


def tenths(character: str) -> int:
    """Estimate the width of a character in tenths of a column: wide scripts take two, foreign ones up to 1.6."""
    if character.isascii() or character in (ABSENT, ELLIPSIS):
        return 10
    if unicodedata.combining(character):
        return 5  # nothing in theory; a font without the composed letter puts the marks in a row
    return 22 if unicodedata.east_asian_width(character) in "WF" else FOREIGN
