"""Page: one self-contained HTML file that shows a graph, and the sweep through it step by step.

Python lays out the first view and writes it as a picture, which is there when scripts are off or forbidden.
`viewer.js` finds the data beside it and takes over: it draws every other view with the same layout.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources

from autograd.drawing.contents import contents
from autograd.drawing.expression import escape
from autograd.drawing.groups import first_view
from autograd.drawing.layered import layered
from autograd.drawing.scene import Scene
from autograd.drawing.snapshot import Snapshot
from autograd.drawing.svg import write
from autograd.drawing.sweep import Edge, Step
from autograd.drawing.view import Units, room


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
    write = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode
    entries = contents(units, edges, steps, opened).items()
    data = ",\n".join(f"{write(key)}:{write(entry)}" for key, entry in entries)
    data = data.replace("<", chr(92) + "u003c")  # no name can end the element
    return (
        f'<script type="application/json" data-chainrule="data">{{{data}}}</script>\n<script>{script()}</script>'
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
