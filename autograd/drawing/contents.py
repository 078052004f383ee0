"""Contents: what a page tells `viewer.js` of a graph, as compact JSON.

What many boxes have in common stands once, in a table: of calls (operation, shape, dtype), of derivative rules, of
scopes, of lines. The rest is columns, with one entry a box, in the order of computing: its entry in the tables, its
operands, its numbers. `viewer.js` writes the words from that, as words.py, scene.py and view.py do; a test compares.
"""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from autograd.drawing.checks import Verdict
from autograd.drawing.expression import mathml, text
from autograd.drawing.phrases import Said, dictionary, told
from autograd.drawing.scene import FOREIGN, Row, heats, kind_and_shape, remarks, scope_of, tenths
from autograd.drawing.snapshot import Box
from autograd.drawing.summary import Summary
from autograd.drawing.sweep import Edge, Step
from autograd.drawing.view import BAR, Units
from autograd.drawing.words import call, described, graph_of, in_full, infixed, nested, number, printable

VERSION = 2
EXACT = 64  # numbers of a value that the page shows in full
DIGITS = 50_000  # numbers in arrays that a page shows in full; with more, none but scalars have all their digits


class Table:
    """Numbers for things of which many are equal."""

    def __init__(self) -> None:
        self.entries: list[Any] = []
        self.numbers: dict[Hashable, int] = {}

    def __call__(self, key: Hashable, entry: Any = None) -> int:
        """Return the number of a key; a new one gets the next, and its entry (the key itself, else) is kept."""
        known = self.numbers.setdefault(key, len(self.entries))
        if known == len(self.entries):
            self.entries.append(key if entry is None else entry())
        return known


def contents(units: Units, edges: Sequence[Edge], steps: Sequence[Step], opened: Sequence[str]) -> dict[str, Any]:
    """Gather what the script needs, as plain JSON."""
    snapshot, words = units.snapshot, units.words
    boxes = snapshot.boxes
    place = {box.id: k for k, box in enumerate(boxes)}
    groups = {group.id: k for k, group in enumerate(units.folding.groups, 1)} | {"": 0}
    home = units.folding.home
    rules, partials = of_edges(units, edges)
    calls, scopes, sites = Table(), Table(), Table()
    arrays = [summary for box in boxes for summary in (box.value, box.grad) if summary and summary.shape]
    few = sum(len(summary.items or ()) for summary in arrays) <= DIGITS
    tables: dict[str, Any] = {
        "calls": calls.entries,
        "rules": rules.entries,
        "scopes": scopes.entries,
        "groups": [group_entry(units, group.id, groups[group.parent]) for group in units.folding.groups],
        "labels": {place[key]: label for key, label in words.labels.items() if label != key},
        "names": {
            place[box.id]: printable(box.name, 200)
            for box in boxes
            if box.name and box.name != words.labels[box.id]
        },
    }
    columns: dict[str, list[Any]] = {
        "ids": [box.id for box in boxes],
        "call": [call_number(calls, units, box, partials[box.id][0]) for box in boxes],
        "inputs": [[k - place[key] for key in box.inputs] for k, box in enumerate(boxes)],
        "partials": [partials[box.id][1] for box in boxes],
        "home": [groups[home[box.id]] if box.id in home else -1 for box in boxes],
        "scope": [scopes(box.scope, lambda box=box: scope_entry(box)) for box in boxes],
        "site": [sites("" if box.site is None else f"{printable(box.site[0], 200)}:{box.site[1]}") for box in boxes],
        "values": [value_entry(box.value, few) for box in boxes],
        "grads": [told(words.gradient(box) or "") if box.state else value_entry(box.grad, few) for box in boxes],
    }
    return {
        "version": VERSION,
        "outputs": list(snapshot.outputs),
        "open": list(opened),
        "withGrads": snapshot.grads,
        "whole": told(headline(units)),
        "notes": [told(snapshot.hint)] if snapshot.hint else [],
        **tables,
        "sites": sites.entries,
        "heats": {k: found for k, box in enumerate(boxes) if (found := heats(box, snapshot))},
        "faulty": bool(snapshot.faults),
        "verdicts": {
            f"{place[edge.target]}:{edge.slot}": verdict_entry(edge.verdict) for edge in edges if edge.verdict
        },
        "remarks": {
            place[key]: list(map(row_entry, remarks(units.boxes[key], snapshot)))
            for key in dict.fromkeys([*snapshot.marks, *snapshot.faults])
        },
        "said": said(units, edges, place),
        "glyphs": glyphs(tables),
        **{name: shortened(column) for name, column in columns.items()},
        "steps": [step_entry(units, step, place[step.id]) for step in steps],
        "phrases": dictionary(),
    }


def headline(units: Units) -> Said:
    """Say how large a graph is: how many boxes can be drawn of it."""
    return graph_of(len(units.folding.home))


def shortened(column: list[Any]) -> list[Any]:
    """Write a column of equal entries as one entry."""
    return column[:1] if all(entry == column[0] for entry in column) else column


def of_edges(units: Units, edges: Sequence[Edge]) -> tuple[Table, dict[str, tuple[tuple[int, ...], Any]]]:
    """Collect the derivative rules, and for each box the rules of its operands (-1 for none) and their numbers."""
    rules, known = Table(), {}
    of_box: dict[str, list[int]] = {box.id: [-1] * len(box.inputs) for box in units.snapshot.boxes}
    numbers: dict[str, list[Any]] = {}
    for edge in edges:
        box = units.boxes[edge.target]
        partial, pullback = edge.derivative
        key = id(edge.derivative), box.args, len(box.inputs), box.id if box.outputs != 1 else ""
        if key not in known:
            names = placeholders(box, units)
            factor = None if partial is None else text(partial, names)
            known[key] = rules((factor, text(pullback, names), mathml(pullback, names)))
        of_box[box.id][edge.slot] = known[key]
        if edge.number is not None and partial is not None:
            plain = type(edge.number) is float and math.isfinite(edge.number)
            entries = numbers.setdefault(box.id, [None] * len(box.inputs))
            entries[edge.slot] = edge.number if plain else number(edge.number)
    return rules, {key: (tuple(entry), numbers.get(key)) for key, entry in of_box.items()}


def call_number(calls: Table, units: Units, box: Box, rules: tuple[int, ...]) -> int:
    """Return the number of a box in the table of calls."""
    key = (box.kind, box.op, box.infix, box.static, box.shape, box.dtype, box.outputs, rules)

    def entry() -> list[Any]:
        result = box.kind == "result"
        template = call(box, [mark(str(slot)) for slot in range(len(box.inputs))]) if result else None
        about = [list(map(told, kind_and_shape(box))), box.shape, box.dtype, box.outputs]
        return [box.kind, box.op or box.kind, template, int(infixed(box)), rules, *about]

    return calls(key, entry)


def group_entry(units: Units, key: str, parent: int) -> list[Any]:
    """Tell about a group: id, the number of the one around it, label, and its further rows."""
    _, *rows = units.about(units.groups[key])
    return [key, parent, told(units.groups[key].label), *map(row_entry, rows)]


def row_entry(row: Row) -> list[Any]:
    """Tell a row: its key, words and look."""
    return [row.key, told(row.text), row.style]


def scope_entry(box: Box) -> list[str]:
    """Write a scope as the row of a box does, and its headings."""
    return [scope_of(box), *(printable(heading, 60) for heading in box.scope)]


def value_entry(summary: Summary | None, few: bool) -> Any:
    """Tell a value: the number itself for a finite scalar, else its words, with all its digits where they say more."""
    if summary is None:
        return None
    items = summary.items
    if items and not summary.shape and type(items[0]) is float and math.isfinite(items[0]):
        return items[0]
    short = brief(summary)
    if not items or len(items) > EXACT or (summary.shape and not few):
        return short
    digits = nested([repr(item) for item in items], summary.shape, ",\n") if summary.shape else repr(items[0])
    return short if digits == in_full(summary) else [short, digits]


def verdict_entry(verdict: Verdict) -> list[Any]:
    """Tell what a check found: kind, words, both numbers, and the entries of result and operand that they are of."""
    numbers = (verdict.derivative, verdict.differences)
    both = [None if x is None else x if math.isfinite(x) else repr(x) for x in numbers]
    return [verdict.kind, told(verdict.words), *both, verdict.result, verdict.entry]


def step_entry(units: Units, step: Step, place: int) -> list[Any]:
    """Tell a visit: place of the box, cotangent (0 when it is the gradient), and for each contribution the slot, the
    amount (when it is not the whole gradient), and where they say more, its number and the total.
    """
    given: list[list[Any]] = []
    for part in step.contributions:
        if part.number == 1 and part.amount == part.total == units.boxes[part.target].grad:
            given.append([part.slot])
            continue
        amount = brief(part.amount)
        total = amount if part.total == part.amount else brief(part.total)
        given.append([part.slot, amount])
        if part.number != 1 or total != amount:
            given[-1] += [part.number] if total == amount else [part.number, total]
    return [place, 0 if step.cotangent is units.boxes[step.id].grad else brief(step.cotangent), given]


def brief(summary: Summary | None) -> Any:
    """Tell a value with four significant digits; of statistics, the four numbers only."""
    plain = in_full(summary)
    if summary is None or plain is not None:
        return plain
    if summary.stats is None:
        return told(Said("notnumbers"))
    mark, four, bad = described(summary.stats)
    return ", ".join([mark + " ".join(four), *bad] if four else bad)


def said(units: Units, edges: Sequence[Edge], place: Mapping[str, int]) -> dict[str, str]:
    """Write the words on edges which the rules alone do not tell: names of two words may stand in brackets."""
    spaced = {key for key, label in units.words.labels.items() if " " in label}
    found = {}
    for edge in edges if spaced else ():
        if edge.target in spaced or not spaced.isdisjoint(units.boxes[edge.target].inputs):
            found[f"{place[edge.target]}:{edge.slot}"] = units.derivative(edge)
    return found


def glyphs(tables: Mapping[str, Any]) -> dict[str, int]:
    """Tell the widths of the characters that no rule of the script tells."""
    used = sorted(set(BAR + json.dumps(tables, ensure_ascii=False)))
    return {character: tenths(character) for character in used if tenths(character) not in (10, FOREIGN)}


def placeholders(box: Box, units: Units) -> Mapping[str, str]:
    """Map the names in the rules of an op to marks which the script replaces.

    They are the operand's number, `o` and `g` for the result and its cotangent; of several results `o0_n7` and `g0_n7`
    with the id of the box that picks it out, or `o0` where none does.
    """
    names = {arg: mark(str(slot)) for slot, arg in enumerate(box.args[: len(box.inputs)])}
    names |= {"out": mark("o"), "g": mark("g")}
    for place in range(box.outputs if box.outputs != 1 else 0):
        key = units.words.parts.get((box.id, place))
        end = str(place) if key is None else f"{place}_{key}"
        names |= {f"out{place}": mark(f"o{end}"), f"g{place}": mark(f"g{end}")}
    return names


def mark(name: str) -> str:
    """Write a mark: it is neither markup nor a character that anybody uses."""
    return f"\ue000{name}\ue001"
