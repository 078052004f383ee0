"""The graph as a text tree: a result first, its operands below it.

A box that is used again is written once and referred to afterwards, `n3 (above)`. A tree that gets
deep goes on in a new paragraph at the left margin, `n3 (below)`, so a long chain does not run off the
right edge. No recursion anywhere: a chain may have a million links.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from autograd.drawing.choice import USUAL, Choice
from autograd.drawing.columns import columns
from autograd.drawing.groups import Folding, visible_as
from autograd.drawing.overview import overview
from autograd.drawing.scene import Row, unrelated
from autograd.drawing.snapshot import Snapshot
from autograd.drawing.view import Units
from autograd.drawing.words import ABSENT, ELLIPSIS, Words, one_line, printable, shape

DEEPEST = 12  # levels before the tree goes on in a new paragraph
PRINTED = 200  # boxes that print() shows, and lines that it shows without an overview
SUBSTITUTES = str.maketrans({"├": "|", "└": "`", "│": "|", "─": "-", "±": "+-", ABSENT: "-", ELLIPSIS: "..."})
WIDEST = 64  # columns up to which titles and values are padded into line


Paint = Callable[[str, str], str]  # (text, its look) -> what is written: the command line's colours


class Cell(NamedTuple):
    """Some text and its look: "leaf", "grad", "bad", "faint" or "plain"."""

    text: str
    look: str = "plain"


class Line(NamedTuple):
    """One line of the tree: the branches, the title, and what stands behind it."""

    branch: str
    title: Cell = Cell("")
    cells: tuple[Cell, ...] = ()

    @property
    def length(self) -> int:
        """The columns up to the end of the title."""
        return len(self.branch) + columns(self.title.text)


def unpainted(text: str, look: str) -> str:
    """Write text as it is."""
    return text


def text_tree(
    snapshot: Snapshot, most: int | None = PRINTED, paint: Paint = unpainted, choice: Choice = USUAL
) -> str:
    """Write the tree: `most` boxes at most, after an overview if it gets long; None for all of it and no more."""
    lines = list(Tree(snapshot, choice).lines(most))
    title = max((min(line.length, WIDEST) for line in lines if line.cells), default=0)
    widths = [0] * max((len(line.cells) for line in lines), default=0)
    for line in lines:
        for column, cell in enumerate(line.cells):
            widths[column] = max(widths[column], min(columns(cell.text), WIDEST))
    written = [*overview(snapshot), ""] if most is not None and len(lines) > most else []
    for line in lines:
        cells = [(cell, width) for cell, width in zip(line.cells, widths, strict=False) if width]
        places = [(line.title, title - len(line.branch)), *cells]
        while len(places) > 1 and not places[-1][0].text:
            places.pop()
        padding = [" " * (2 + width - columns(cell.text)) for cell, width in places[:-1]] + [""]
        painted = [paint(cell.text, cell.look) + space for (cell, _), space in zip(places, padding, strict=True)]
        written.append("".join([line.branch, *painted]).rstrip())
    if snapshot.hint:
        written.append(f"({snapshot.hint})")
    return "\n".join(written)


def encodable(text: str, encoding: str | None) -> str:
    """Write a tree with ASCII's characters where the terminal, or the pipe to a program, has no others.

    >>> print(encodable("├─ x ± –", "ascii"))
    |- x +- -
    """
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError as error:
        return text.translate(SUBSTITUTES).encode(error.encoding, "backslashreplace").decode(error.encoding)
    return text


class Tree:
    """One walk over the boxes and closed groups from the outputs towards the leaves."""

    def __init__(self, snapshot: Snapshot, choice: Choice) -> None:
        self.snapshot = snapshot
        self.words = Words(snapshot)
        self.boxes = {box.id: box for box in snapshot.boxes}
        kept = choice.kept(snapshot)
        self.left_out = 0 if kept is None else len(snapshot.boxes) - len(kept)
        # Each box that is shown -> what stands for it: itself, or the closed group around it.
        self.stands = {box.id: box.id for box in snapshot.boxes if not self.words.inline(box)}
        self.groups: dict[str, tuple[Row, ...]] = {}
        self.inside: dict[str, list[str]] = {}
        if choice.folded:
            units = Units(snapshot)
            self.stands = visible_as(units.folding, choice.opened(units.folding, kept))
            self.groups = {group.id: tuple(units.about(group)) for group in units.folding.groups}
            self.headings = headings(units.folding)
        if kept is not None:
            self.stands = {key: unit for key, unit in self.stands.items() if key in kept}
        for key, unit in self.stands.items():
            if unit in self.groups:
                self.inside.setdefault(unit, []).append(key)
        self.written: set[str] = set()
        self.postponed: set[str] = set()
        roots = [*snapshot.outputs, *(box.id for box in snapshot.boxes if box.state == "unused")]
        self.waiting: deque[str] = deque(dict.fromkeys(self.stands.get(key, "") for key in roots))

    def lines(self, most: int | None) -> Iterator[Line]:
        """Give the lines one after the other, and what is left out at the end."""
        total = len(set(self.stands.values()))
        first, last_unused = True, False
        while self.waiting:
            root = self.waiting.popleft()
            if not root:
                continue
            if not first and not (last_unused and self.unused(root)):
                yield Line("")
            first, last_unused = False, self.unused(root)
            for line in self.paragraph(root):
                yield line
                if len(self.written) == most and total > most:
                    more = f"{ELLIPSIS} {total - most:,} more nodes (save('graph.txt') writes them all)"
                    yield Line("", Cell(more, "faint"))
                    return
        if self.left_out:
            yield Line("", Cell(f"({unrelated(self.left_out)})", "faint"))

    def paragraph(self, root: str) -> Iterator[Line]:
        """Give the lines of one tree, which starts at the left margin."""
        stack = [(root, "", "", 0)]
        while stack:
            key, branch, below, depth = stack.pop()
            label, look, operands = self.label(key), self.look(key), self.operands(key)
            if key in self.written:
                yield Line(branch, Cell(f"{label} (above)", look))
            elif key in self.postponed and depth:
                yield Line(branch, Cell(f"{label} (below)", look))
            elif depth == DEEPEST and operands:
                self.postponed.add(key)
                self.waiting.append(key)
                yield Line(branch, Cell(f"{label} (below)", look))
            else:
                self.written.add(key)
                yield Line(branch, Cell(self.title(key), look), self.cells(key))
                for position, operand in reversed(list(enumerate(operands, 1))):
                    last = position == len(operands)
                    stack.append(
                        (
                            operand,
                            below + ("└─ " if last else "├─ "),
                            below + ("   " if last else "│  "),
                            depth + 1,
                        )
                    )

    def unused(self, key: str) -> bool:
        """Tell whether this is a leaf on which no result depends."""
        return key in self.boxes and self.boxes[key].state == "unused"

    def label(self, key: str) -> str:
        """Name a box or a group."""
        return f"+ {self.headings[key]}" if key in self.groups else self.words.labels[key]

    def title(self, key: str) -> str:
        """Write the headline of a box or a group."""
        return self.label(key) if key in self.groups else self.words.title(self.boxes[key])

    def look(self, key: str) -> str:
        """Tell how the headline looks."""
        return "leaf" if key in self.boxes and self.boxes[key].kind == "leaf" else "plain"

    def operands(self, key: str) -> list[str]:
        """Name the operands that get a line: each once, and no number that the formula shows already."""
        sources = (source for own in self.inside.get(key, [key]) for source in self.boxes[own].inputs)
        found = dict.fromkeys(self.stands[source] for source in sources if source in self.stands)
        return [unit for unit in found if unit != key]

    def cells(self, key: str) -> tuple[Cell, ...]:
        """Write what stands behind the title: kind, shape and dtype, value, gradient, scope."""
        if key in self.groups:
            said = "; ".join(f"{row.key} {row.text}".strip() for row in self.groups[key][1:])
            return Cell(""), Cell(""), Cell(said, "faint")
        box = self.boxes[key]
        several = box.outputs > 1
        faults = self.snapshot.faults.get(box.id, ())
        mark = "bad" if faults or not self.snapshot.faults else "faint"
        look = mark if box.value is not None and box.value.bad else "plain"
        cells = [
            Cell("" if box.kind == "result" else box.kind, "faint"),
            Cell(shape(box) or "", "faint"),
            Cell("" if several else one_line(box.value), look),
        ]
        absent = self.words.gradient(box)
        if self.snapshot.grads and not several and (absent or box.grad is not None):
            look = mark if box.grad is not None and box.grad.bad else "grad"
            cells.append(Cell(f"grad {absent or one_line(box.grad)}", look))
        if box.scope:
            cells.append(Cell(f"[{printable('.'.join(box.scope), 40)}]", "faint"))
        cells += [Cell(mark, "plain") for mark in self.snapshot.marks.get(box.id, ())]
        cells += [Cell(f"! {fault}", "bad") for fault in faults]
        return tuple(cells)


def headings(folding: Folding) -> dict[str, str]:
    """Name the groups, with their id where two are called the same."""
    count = Counter(group.label for group in folding.groups)
    unique = {label for label, number in count.items() if number == 1}
    return {group.id: group.label + ("" if group.label in unique else f":{group.id}") for group in folding.groups}
