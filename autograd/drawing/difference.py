"""What changed between two drawings: two steps of a training, or a program before and after an edit."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from autograd.drawing.columns import columns, padded
from autograd.drawing.phrases import Said, listed
from autograd.drawing.snapshot import Box, Snapshot
from autograd.drawing.summary import Summary, length, norm
from autograd.drawing.words import ABSENT, ELLIPSIS, Words, in_full, number, one_line

MOST = 2000  # boxes that are compared one by one where the programs differ; more would take minutes
ROUNDING = 1e-12  # relative: a smaller change is none


class Change(NamedTuple):
    """One box in both graphs; `before` is None where it was added, `after` where it was removed."""

    before: Box | None
    after: Box | None

    @property
    def value(self) -> float | None:
        """The relative change of the value, see `relative`."""
        return relative(self.before and self.before.value, self.after and self.after.value)

    @property
    def grad(self) -> float | None:
        """The relative change of the gradient, see `relative`."""
        return relative(self.before and self.before.grad, self.after and self.after.grad)

    @property
    def any(self) -> bool:
        """Whether there is a change at all."""
        if self.before is None or self.after is None:
            return True
        return any(differs(getattr(self.before, what), getattr(self.after, what)) for what in ("value", "grad"))


def relative(before: Summary | None, after: Summary | None) -> float | None:
    """Return the norm of the change over the norm of what it was; of large arrays the change of the norm.

    None where one of them is not known, or of another shape, or not finite.
    """
    if before is None or after is None or before.shape != after.shape or before.bad or after.bad:
        return None
    old, new = norm(before), norm(after)
    if before.items is not None and after.items is not None:
        change = length(b - a for a, b in zip(before.items, after.items, strict=True))
    else:
        change = new - old
    return change / old if old else math.inf if change else 0.0


def differs(before: Summary | None, after: Summary | None) -> bool:
    """Tell whether two values differ by more than rounding."""
    change = relative(before, after)
    if before is None or after is None or change is None or math.isnan(change):
        return repr(before) != repr(after)
    return abs(change) > ROUNDING or rearranged(before, after)


def rearranged(before: Summary, after: Summary) -> bool:
    """Tell whether two large arrays of one norm differ, by their statistics and the cells of their heat maps."""
    first, second = before.large, after.large
    if first is None or second is None:
        return False
    largest = max(abs(first.low), abs(first.high))
    apart = (abs(b - a) > ROUNDING * largest for a, b in zip(first[:4], second[:4], strict=True))
    return any(apart) or (before.picture and before.picture.shades) != (after.picture and after.picture.shades)


def changes(before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """Pair the boxes of two graphs; in the order of the later one, then what is gone.

    A name of its own tells which box is which. The others belong together when they do the same at the same place:
    kind, operation, shape. Where the programs differ, the longest common sequences are taken, as a comparison of two
    texts does.
    """
    partner: dict[str, Box] = {}  # of a box of the later graph
    first, second = named(before), named(after)
    for key in first.keys() & second.keys():
        partner[second[key].id] = first[key]
    known = {box.id for box in partner.values()}
    old = [box for box in before.boxes if box.id not in known]
    new = [box for box in after.boxes if box.id not in partner]
    for a, b in pairs([signature(box) for box in old], [signature(box) for box in new]):
        if old[a].name == new[b].name or not (old[a].name and new[b].name):  # two names are two things
            partner[new[b].id] = old[a]
    known = {box.id for box in partner.values()}
    kept = [Change(partner.get(box.id), box) for box in after.boxes]
    return (*kept, *(Change(box, None) for box in before.boxes if box.id not in known))


def named(snapshot: Snapshot) -> dict[Any, Box]:
    """Return the boxes that have a name which no other has, by what they are."""
    count = Counter(box.name for box in snapshot.boxes)
    return {(box.name, *signature(box)): box for box in snapshot.boxes if box.name and count[box.name] == 1}


def signature(box: Box) -> tuple[Any, ...]:
    """Return what must be the same of two boxes that belong together."""
    return box.kind, box.op, box.shape, box.scope


def pairs(first: Sequence[Any], second: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Yield the positions that belong together; what begins and ends alike costs next to nothing."""
    least = min(len(first), len(second))
    head = next((k for k in range(least) if first[k] != second[k]), least)
    tail = next((k for k in range(least - head) if first[-1 - k] != second[-1 - k]), least - head)
    yield from ((k, k) for k in range(head))
    middle, other = first[head : len(first) - tail], second[head : len(second) - tail]
    if max(len(middle), len(other)) <= MOST:
        for a, b, size in SequenceMatcher(None, middle, other, autojunk=False).get_matching_blocks():
            yield from ((head + a + k, head + b + k) for k in range(size))
    yield from ((len(first) - k, len(second) - k) for k in range(tail, 0, -1))


# ---- in words --------------------------------------------------------------------------------------------------------


def transition(what: str, before: Summary | None, after: Summary | None) -> str:
    """Write one change: `value 2.0 -> 1.9 (-5 %)`; how much an array changed, or its norm where that is all we know.

    Of an array whose numbers are too many for a line: `value changed by 21 % (norm 0.5906 -> 0.5479)`.
    """
    if not differs(before, after):
        return ""
    change = relative(before, after)
    if before is None or after is None or change is None:
        told = [ABSENT if summary is None else one_line(summary) for summary in (before, after)]
        return f"{what} {told[0]} -> {told[1]}"
    if abs(change) <= ROUNDING:
        return f"{what} changed, its norm {number(norm(after))} did not"
    norms = f"norm {number(norm(before))} -> {number(norm(after))}"
    if before.items is None or after.items is None:
        return f"{what} {norms}{percent(change, '+')}"
    if in_full(before) is None or in_full(after) is None:  # the size of the change, which is not that of the norm
        return f"{what} changed{f' by {hundredths(change)} %' if math.isfinite(change) else ''} ({norms})"
    return f"{what} {in_words(before, after)} -> {in_words(after, before)}{by_how_much(before, after, 'by ')}"


def in_words(summary: Summary, other: Summary | None) -> str | None:
    """Write a value in full; of a scalar all its digits where another one looks the same without."""
    shown = in_full(summary)
    return repr(summary.items[0]) if not summary.shape and summary.items and in_full(other) == shown else shown


def by_how_much(before: Summary, after: Summary | None, how: str = "") -> str:
    """Write in brackets by how much a value changed, relative to what it was: of a real number with its sign."""
    change = relative(before, after)
    if change is None or before.items is None or after is None or after.items is None:
        return ""
    if before.shape:
        return percent(change, how)
    old, new = before.items[0], after.items[0]
    if isinstance(old, complex) or isinstance(new, complex):
        return percent(change, how)
    return percent(math.copysign(change, new - old), "+")


def percent(change: float, how: str) -> str:
    """Write a relative change in brackets; nothing where it is infinite: there was 0 before.

    >>> percent(-0.0512, "+"), percent(3.0, "by "), percent(math.inf, "+")
    (' (-5.1 %)', ' (by 300 %)', '')
    """
    if not math.isfinite(change):
        return ""
    return f" ({how if change >= 0 else how.strip('+')}{hundredths(change)} %)"


def hundredths(change: float) -> str:
    """Write a relative change as a percentage, with two digits at least.

    >>> hundredths(-0.0512), hundredths(3.0)
    ('-5.1', '300')
    """
    usual = 1 <= abs(change) < 1e4
    return f"{100 * change:.0f}" if usual else number(float(f"{100 * change:.2g}")).removesuffix(".0")


def said(change: Change, write: Callable[[str, Summary | None, Summary | None], str]) -> list[str]:
    """Write what changed of a box that is in both graphs, a line for the value and one for the gradient."""
    lines = [write(what, getattr(change.before, what), getattr(change.after, what)) for what in ("value", "grad")]
    return [line for line in lines if line]


def mark(what: str, before: Summary | None, after: Summary | None) -> str:
    """Say one change beside the new value: what it was, or by how much an array changed."""
    if not differs(before, after):
        return ""
    name = Said(f"row{what}")
    change = relative(before, after)
    if before is None:
        return Said("was", name, ABSENT)
    old = in_words(before, after)
    if change is None or not math.isfinite(change) or old is not None:
        return Said("changed", name) if old is None else Said("was", name, old + by_how_much(before, after))
    if abs(change) <= ROUNDING:
        return Said("samenorm", name)
    return Said("normchangedby" if before.items is None else "changedby", name, hundredths(change))


def marks_of(change: Change) -> tuple[str, ...]:
    """Write what changed of a box for the box itself."""
    return (Said("new"),) if change.before is None else tuple(said(change, mark))


def marked(after: Snapshot, found: Sequence[Change]) -> Snapshot:
    """Return the later graph with marks on the boxes that changed, and a note about those that are gone."""
    marks = {change.after.id: marks_of(change) for change in found if change.after is not None and change.any}
    return after._replace(marks=marks, hint=summary_of(found))


def summary_of(found: Sequence[Change]) -> str:
    """Say in one line how much changed."""
    new = sum(change.before is None for change in found)
    gone = sum(change.after is None for change in found)
    changed = sum(change.any for change in found) - new - gone
    counts = (("changed", changed), ("same", len(found) - changed - new - gone), ("new", new), ("gone", gone))
    parts = [Said(f"count{key}", f"{n:,}") for key, n in counts if n or key in ("changed", "same")]
    told = Said("difference", f"{len(found):,}", listed(*parts))
    if new and gone and max(new, gone) > MOST:  # only then was a stretch too long
        return Said("unpaired", told, f"{MOST:,}")
    return told


def table(before: Snapshot, after: Snapshot, found: Sequence[Change], most: int | None = None) -> str:
    """Write what changed, one box a line, so many at most; what is new has a plus in front, what is gone a minus."""
    old, new = Words(before), Words(after)
    rows: list[tuple[str, list[str]]] = []
    left_out = 0
    for change in found:
        if change.any and len(rows) == most:
            left_out += 1
        elif change.any:
            sign = "+" if change.before is None else "-" if change.after is None else " "
            title = old.title(change.before) if change.before is not None and change.after is None else ""
            title = title or new.title(change.after)  # type: ignore[arg-type]
            rows.append((f"{sign} {title}", said(change, transition) if sign == " " else []))
    wide = max((columns(title) for title, _ in rows), default=0)
    wider = max((columns(lines[0]) for _, lines in rows if len(lines) > 1), default=0)
    written = []
    for title, lines in rows:
        cells = [padded(line, wider) for line in lines[:-1]] + lines[-1:]
        written.append("  ".join([padded(title, wide), *cells]).rstrip())
    if left_out:
        written.append(f"{ELLIPSIS} {left_out:,} more (save('changes.txt') writes them all)")
    return "\n".join([summary_of(found), *written])


def to_json(found: Sequence[Change]) -> str:
    """Write the changes for other programs: ids in both graphs, and the relative changes."""
    lines = []
    for change in found:
        entry = {
            "before": None if change.before is None else change.before.id,
            "after": None if change.after is None else change.after.id,
            "value": finite(change.value),
            "grad": finite(change.grad),
        }
        lines.append(json.dumps(entry))
    return '{\n"format": "chainrule difference",\n"version": 1,\n"changes": [\n' + ",\n".join(lines) + "\n]\n}\n"


def finite(change: float | None) -> float | None:
    """Return a number that JSON has."""
    return change if change is not None and math.isfinite(change) else None
