"""The graph as a text tree: a result first, its operands below it.

A box that is used again is written once and referred to afterwards, `n3 (above)`. A tree that gets
deep goes on in a new paragraph at the left margin, `n3 (below)`, so a long chain does not run off the
right edge. No recursion anywhere: a chain may have a million links.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from autograd.drawing.snapshot import Box, Snapshot
from autograd.drawing.words import ABSENT, ELLIPSIS, Words, one_line, printable, shape

DEEPEST = 12  # levels before the tree goes on in a new paragraph
PRINTED = 200  # boxes that print() shows
SUBSTITUTES = str.maketrans({"├": "|", "└": "`", "│": "|", "─": "-", "±": "+-", ABSENT: "-", ELLIPSIS: "..."})
WIDEST = 64  # columns up to which titles and values are padded into line


class Line(NamedTuple):
    """One line of the tree: the branches, the title, and what stands behind it."""

    title: str
    cells: tuple[str, ...] = ()


def text_tree(snapshot: Snapshot, most: int | None = PRINTED) -> str:
    """Write the tree; `most` boxes at most, None for all of them."""
    lines = list(Tree(snapshot).lines(most))
    title = max((min(len(line.title), WIDEST) for line in lines if line.cells), default=0)
    widths = [0] * max((len(line.cells) for line in lines), default=0)
    for line in lines:
        for column, cell in enumerate(line.cells):
            widths[column] = max(widths[column], min(len(cell), WIDEST))
    written = []
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line.cells, widths, strict=False) if width]
        written.append("  ".join([line.title.ljust(title), *cells]).rstrip())
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
    """One walk over the boxes from the outputs towards the leaves."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.words = Words(snapshot)
        self.boxes = {box.id: box for box in snapshot.boxes}
        self.written: set[str] = set()
        self.postponed: set[str] = set()
        self.waiting: deque[str] = deque(snapshot.outputs)

    def lines(self, most: int | None) -> Iterator[Line]:
        """Give the lines one after the other, and what is left out at the end."""
        total = sum(not self.words.inline(box) for box in self.snapshot.boxes)
        first = True
        while self.waiting:
            root = self.waiting.popleft()
            if not first:
                yield Line("")
            first = False
            for line in self.paragraph(root):
                yield line
                if len(self.written) == most and total > most:
                    yield Line(f"{ELLIPSIS} {total - most:,} more nodes (save('graph.txt') writes them all)")
                    return

    def paragraph(self, root: str) -> Iterator[Line]:
        """Give the lines of one tree, which starts at the left margin."""
        stack = [(root, "", "", 0)]
        while stack:
            key, branch, below, depth = stack.pop()
            box = self.boxes[key]
            label = self.words.labels[key]
            if key in self.written:
                yield Line(f"{branch}{label} (above)")
            elif key in self.postponed and depth:
                yield Line(f"{branch}{label} (below)")
            elif depth == DEEPEST and box.inputs:
                self.postponed.add(key)
                self.waiting.append(key)
                yield Line(f"{branch}{label} (below)")
            else:
                self.written.add(key)
                yield Line(branch + self.words.title(box), self.cells(box))
                operands = self.operands(box)
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

    def operands(self, box: Box) -> list[str]:
        """Name the operands that get a line: each once, and no number that the formula shows already."""
        return [source for source in dict.fromkeys(box.inputs) if not self.words.inline(self.boxes[source])]

    def cells(self, box: Box) -> tuple[str, ...]:
        """Write what stands behind the title: kind, shape and dtype, value, gradient, scope."""
        several = box.outputs > 1
        value = "" if several else one_line(box.value)
        cells = ["" if box.kind == "result" else box.kind, shape(box) or "", value]
        if self.snapshot.grads and box.kind != "constant" and not several:
            cells.append(f"grad {ABSENT if box.grad is None else one_line(box.grad)}")
        if box.scope:
            cells.append(f"[{printable('.'.join(box.scope), 40)}]")
        return tuple(cells)
