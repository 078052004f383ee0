"""JSON: a graph, and the sweep over it where there was one, for other programs. docs/look-up/graph-json.md says what
each entry means.

Every box, edge and step stands on a line of its own, so that two files can be compared line by line. There is
nothing in it that changes from run to run.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograd.drawing.expression import Expression, latex, text
from autograd.drawing.snapshot import Box, Snapshot
from autograd.drawing.summary import Number, Summary
from autograd.drawing.sweep import Contribution, Edge, Step
from autograd.drawing.symbols import barred, names_of, symbol, text_names
from autograd.drawing.words import Words

FORMAT, VERSION = "chainrule graph", 1


def to_json(snapshot: Snapshot, edges: Sequence[Edge], steps: Sequence[Step] | None = None) -> str:
    """Write a graph as JSON; with the steps of a reverse sweep where one was seen.

    >>> from autograd import Tensor, draw
    >>> drawing = draw(Tensor(2.0, name="x") * 0.5)
    >>> graph = json.loads(to_json(drawing.snapshot, drawing.edges))
    >>> graph["outputs"], [box["id"] for box in graph["boxes"]], graph["edges"][0]["number"]
    (['n2'], ['n1', 'c1', 'n2'], 0.5)
    """
    parts: dict[str, Any] = {"format": FORMAT, "version": VERSION, "outputs": list(snapshot.outputs)}
    parts["hint"] = snapshot.hint
    written = [f"{json.dumps(key)}: {compact(value)}" for key, value in parts.items()]
    written.append(f'"boxes": {listed(box_entry(box, snapshot.faults.get(box.id, ())) for box in snapshot.boxes)}')
    written.append(f'"edges": {listed(edge_entries(snapshot, edges))}')
    if steps is not None:
        written.append(f'"steps": {listed(map(step_entry, steps))}')
    return "{\n" + ",\n".join(written) + "\n}\n"


def listed(entries: Iterable[Mapping[str, Any]]) -> str:
    """Write a list with one entry a line."""
    lines = ",\n".join(map(compact, entries))
    return f"[\n{lines}\n]" if lines else "[]"


def compact(value: Any) -> str:
    """Write a value on one line, in ASCII: any name can be saved, also half of a surrogate pair."""
    return json.dumps(value, allow_nan=False)


def box_entry(box: Box, faults: Sequence[str] = ()) -> dict[str, Any]:
    """Make the entry of one node."""
    entry: dict[str, Any] = {
        "id": box.id,
        "kind": box.kind,
        "name": box.name,
        "scope": list(box.scope),
        "op": box.op,
        "operands": list(box.inputs),
        "static": dict(box.static),
        "shape": None if box.shape is None else list(box.shape),
        "dtype": box.dtype,
        "value": summary_entry(box.value),
        "grad": summary_entry(box.grad),
    }
    if box.state:
        entry["state"] = box.state
    if box.origin is not None:
        entry["origin"] = box.origin
    if box.outputs != 1:
        entry["outputs"] = box.outputs
    if box.site is not None:
        entry["site"] = list(box.site)
    if faults:
        entry["faults"] = list(faults)
    return entry


def edge_entries(snapshot: Snapshot, edges: Sequence[Edge]) -> Iterable[dict[str, Any]]:
    """Make the entries of all uses of values; those of constants have no derivative."""
    words = Words(snapshot)
    boxes = {box.id: box for box in snapshot.boxes}
    known = {(edge.target, edge.slot): edge for edge in edges}
    for use in snapshot.edges:
        edge = known.get((use.target, use.slot))
        entry: dict[str, Any] = {"source": use.source, "target": use.target, "slot": use.slot}
        if edge is not None:
            names = text_names(boxes[use.target], words)
            symbols = names_of(boxes[use.target], words, symbol, barred)
            partial, pullback = edge.derivative
            entry["partial"] = None if partial is None else formula_entry(partial, names, symbols)
            entry["pullback"] = formula_entry(pullback, names, symbols)
            entry["number"] = None if edge.number is None else number_entry(edge.number)
        yield entry


def formula_entry(formula: Expression, names: Mapping[str, str], symbols: Mapping[str, str]) -> dict[str, str]:
    """Make the entry of a formula: as text, and in LaTeX."""
    return {"text": text(formula, names), "latex": latex(formula, symbols)}


def step_entry(step: Step) -> dict[str, Any]:
    """Make the entry of one visit of a sweep."""
    given = [contribution_entry(part) for part in step.contributions]
    return {"id": step.id, "cotangent": summary_entry(step.cotangent), "contributions": given}


def contribution_entry(part: Contribution) -> dict[str, Any]:
    """Make the entry of what a visited node gave to one operand."""
    return {
        "slot": part.slot,
        "target": part.target,
        "amount": summary_entry(part.amount),
        "total": summary_entry(part.total),
        "number": part.number,
    }


def summary_entry(summary: Summary | None) -> dict[str, Any] | None:
    """Make the entry of a value: its numbers in C order when they are few, else statistics."""
    if summary is None:
        return None
    entry: dict[str, Any] = {"shape": list(summary.shape), "dtype": summary.dtype}
    if summary.items is not None:
        entry["items"] = [number_entry(item) for item in summary.items]
    elif summary.large is not None:
        stats = summary.large._asdict()
        entry["statistics"] = {key: number_entry(value) for key, value in stats.items()}
    return entry


def number_entry(x: Number) -> Any:
    """Make the entry of a number: JSON has no NaN and no infinity, so they are words, and no complex numbers.

    >>> [number_entry(x) for x in (1.5, float("nan"), float("-inf"), 2 - 1j)]
    [1.5, 'NaN', '-Infinity', {'real': 2.0, 'imag': -1.0}]
    """
    if isinstance(x, complex):
        return {"real": number_entry(x.real), "imag": number_entry(x.imag)}
    if isinstance(x, float) and not math.isfinite(x):
        return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"
    return x
