"""Page: one self-contained HTML file that shows a graph, and the sweep through it step by step.

Python lays out the first view and writes it as a picture, which is there when scripts are off or forbidden.
`viewer.js` finds the data beside it and takes over: it draws every other view with the same layout.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from autograd.drawing.expression import escape, mathml, text
from autograd.drawing.groups import first_view
from autograd.drawing.layered import layered
from autograd.drawing.phrases import PHRASES
from autograd.drawing.scene import Scene
from autograd.drawing.snapshot import Box, Snapshot
from autograd.drawing.summary import Summary
from autograd.drawing.svg import write
from autograd.drawing.sweep import Edge, Step
from autograd.drawing.view import Units, room
from autograd.drawing.words import in_full, one_line, printable

VERSION = 1
EXACT = 64  # numbers of a value that the page shows in full


def page(
    snapshot: Snapshot,
    edges: Sequence[Edge] = (),
    steps: Sequence[Step] = (),
) -> str:
    """Write the page: the picture of the first view, the data, and the script.

    Args:
        snapshot: the graph.
        edges: the derivatives along its edges.
        steps: the visits of a recorded sweep; none when no sweep was recorded.
    """
    units = Units(snapshot, edges)
    first = first_view(units.folding)
    title = escape(f"Computation graph of {len(snapshot.boxes)} nodes")
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
            f"<title>{title}</title>",
            "<style>html,body{margin:0;height:100%}</style></head><body>",
            f'<div data-chainrule="viewer" style="height:100%">{picture(units, first)}</div>',
            live(units, edges, steps, first),
            "</body></html>",
            "",
        ]
    )


def fragment(snapshot: Snapshot, edges: Sequence[Edge], steps: Sequence[Step], still: str) -> str:
    """Write the viewer for a place in somebody else's page, such as a notebook.

    Args:
        snapshot, edges, steps: as for `page`.
        still: the markup that is shown where scripts do not run.
    """
    units = Units(snapshot, edges)
    viewer = f'<div data-chainrule="viewer" style="height:34rem;overflow:auto">{still}</div>'
    return f"<div>{viewer}{live(units, edges, steps, first_view(units.folding))}</div>"


def live(units: Units, edges: Sequence[Edge], steps: Sequence[Step], opened: Sequence[str]) -> str:
    """Write the data and the script, which look for the viewer beside them."""
    data = json.dumps(contents(units, edges, steps, opened), ensure_ascii=True, separators=(",", ":"))
    data = data.replace("<", chr(92) + "u003c")  # no name can end the element
    return (
        f'<script type="application/json" data-chainrule="data">{data}</script>\n<script>{script()}</script>'
    )


def script() -> str:
    """Return the viewer."""
    return resources.files("autograd.drawing").joinpath("viewer.js").read_text(encoding="utf-8")


def picture(units: Units, opened: Sequence[str]) -> str:
    """Draw a view as SVG."""
    view = units.view(opened)
    sizes = [(shape.width, shape.height) for shape in view.shapes]
    links = [(line.source, line.target, line.port) for line in view.lines]
    layout = layered(sizes, links, [room(line.label) for line in view.lines])
    notes = () if units.snapshot.hint is None else (units.snapshot.hint,)
    scene = Scene(view.shapes, tuple(links), notes, tuple(line.label for line in view.lines))
    return write(scene, layout, units.snapshot)


def contents(units: Units, edges: Sequence[Edge], steps: Sequence[Step], opened: Sequence[str]) -> dict[str, Any]:
    """Gather what the script needs, as plain JSON."""
    rules: dict[tuple[str, str], int] = {}
    derivatives: dict[str, list[Any]] = {}
    for edge in edges:
        names = placeholders(units.boxes[edge.target], units)
        formula = edge.derivative.pullback
        rule = rules.setdefault((text(formula, names), mathml(formula, names)), len(rules))
        label = units.labels[edge.target, edge.slot]
        derivatives[f"{edge.target}:{edge.slot}"] = [label, room(label), rule]
    return {
        "version": VERSION,
        "units": {
            key: [shape.kind, [[row.key, row.text, row.style] for row in shape.rows], shape.width, shape.height]
            for key, shape in units.shapes.items()
        },
        "boxes": [[box.id, list(box.inputs), units.folding.home.get(box.id)] for box in units.snapshot.boxes],
        "groups": [[group.id, group.parent, group.label, group.kind] for group in units.folding.groups],
        "open": list(opened),
        "details": {box.id: details(box, units) for box in units.snapshot.boxes},
        "edges": derivatives,
        "rules": [list(entry) for entry in rules],
        "steps": [
            [
                step.id,
                short(step.cotangent),
                [
                    [part.slot, part.target, short(part.amount), short(part.total), part.number]
                    for part in step.contributions
                ],
            ]
            for step in steps
        ],
        "notes": [units.snapshot.hint] if units.snapshot.hint else [],
        "phrases": PHRASES,
    }


def placeholders(box: Box, units: Units) -> Mapping[str, str]:
    """Map the names in the rules of an op to marks which the script replaces.

    They are the operand's number, `o` and `g` for the result and its cotangent; of several results `o_n7` and `g_n7`
    with the id of the box that picks it out, or `o1` where none does.
    """
    marks = {arg: mark(str(slot)) for slot, arg in enumerate(box.args)} | {"out": mark("o"), "g": mark("g")}
    for place in range(box.outputs if box.outputs != 1 else 0):
        key = units.words.parts.get((box.id, place))
        end = str(place) if key is None else f"_{key}"
        marks |= {f"out{place}": mark(f"o{end}"), f"g{place}": mark(f"g{end}")}
    return marks


def mark(name: str) -> str:
    """Write a mark: it is neither markup nor a character that anybody uses."""
    return f"\ue000{name}\ue001"


def details(box: Box, units: Units) -> list[Any]:
    """Tell what is known about a box: words, op, shape, dtype, value and gradient (short and exact), line, scope."""
    return [
        units.words.labels[box.id],
        units.words.title(box),
        box.op or box.kind,
        None if box.shape is None else list(box.shape),
        box.dtype,
        short(box.value),
        exact(box.value),
        short(box.grad),
        exact(box.grad),
        None if box.site is None else f"{printable(box.site[0], 200)}:{box.site[1]}",
        [printable(heading, 60) for heading in box.scope],
    ]


def short(summary: Summary | None) -> str | None:
    """Write a value with four significant digits."""
    return None if summary is None else one_line(summary)


def exact(summary: Summary | None) -> str | None:
    """Write all digits of a scalar or of a small array; None when short() says it all."""
    if summary is None or summary.items is None or not 0 < len(summary.items) <= EXACT:
        return None
    digits = ", ".join(map(repr, summary.items))
    return None if digits == in_full(summary) else digits
