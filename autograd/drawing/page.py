"""Page: one self-contained HTML file that shows a graph, and the sweep through it step by step.

Python lays out the first view and writes it as a picture, which is there when scripts are off or forbidden.
`viewer.js` finds the data beside it and takes over: it draws every other view with the same layout.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from importlib import resources

from autograd.drawing.choice import USUAL, Choice
from autograd.drawing.contents import contents, headline
from autograd.drawing.expression import escape
from autograd.drawing.layered import layered
from autograd.drawing.phrases import told
from autograd.drawing.scene import room
from autograd.drawing.snapshot import Snapshot
from autograd.drawing.svg import write
from autograd.drawing.sweep import Edge, Step
from autograd.drawing.view import Units, scene_of


def page(
    snapshot: Snapshot,
    edges: Sequence[Edge] = (),
    steps: Sequence[Step] = (),
    choice: Choice = USUAL,
) -> str:
    """Write the page: the picture of the first view, the data, and the script.

    Args:
        snapshot: the graph.
        edges: the derivatives along its edges.
        steps: the visits of a recorded sweep; none when no sweep was recorded.
        choice: what is shown at first.
    """
    units = Units(snapshot, edges)
    kept = choice.kept(snapshot)
    first = choice.opened(units.folding, kept)
    viewer = f'<div data-chainrule="viewer" style="height:100%">{picture(units, first, kept)}</div>'
    title = headline(units)
    script = live(units, edges, steps, first, kept, {"title": title})
    return document(title, "html,body{margin:0;height:100%}", viewer, script)


def fragment(
    snapshot: Snapshot,
    edges: Sequence[Edge],
    steps: Sequence[Step],
    still: str | None = None,
    choice: Choice = USUAL,
    around: Mapping[str, str] = {},
) -> str:
    """Write the viewer for a place in somebody else's page, such as a notebook.

    Args:
        snapshot, edges, steps, choice: as for `page`.
        still: the markup that is shown where scripts do not run; by default the picture of the first view.
        around: what the page says around it, where the page is ours: "title" and "heading".
    """
    units = Units(snapshot, edges)
    kept = choice.kept(snapshot)
    first = choice.opened(units.folding, kept)
    still = picture(units, first, kept) if still is None else still
    above = f"<h2>{escape(around['heading'])}</h2>" if "heading" in around else ""
    viewer = f'<div data-chainrule="viewer" style="height:34rem;overflow:auto">{still}</div>'
    return f"<div>{above}{viewer}{live(units, edges, steps, first, kept, around)}</div>"


def beside(title: str, viewers: Sequence[tuple[str, Snapshot, Sequence[Edge], Sequence[Step]]]) -> str:
    """Write a page with several viewers, one below the other, each under a heading."""
    style = ":root{color-scheme:light dark}body{font:16px system-ui,sans-serif;margin:1rem}h2{font-size:1.1rem}"
    parts = [
        f"<section>{fragment(snapshot, edges, steps, around={'title': title, 'heading': heading})}</section>"
        for heading, snapshot, edges, steps in viewers
    ]
    return document(title, style, *parts)


def document(title: str, style: str, *parts: str) -> str:
    """Write an HTML file."""
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
            f"<title>{escape(title)}</title>",
            f"<style>{style}</style></head><body>",
            *parts,
            "</body></html>",
            "",
        ]
    )


def live(
    units: Units,
    edges: Sequence[Edge],
    steps: Sequence[Step],
    opened: Sequence[str],
    kept: Collection[str] | None,
    around: Mapping[str, str],
) -> str:
    """Write the data and the script, which look for the viewer beside them."""
    write = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode
    shown = None if kept is None else [box.id for box in units.snapshot.boxes if box.id in kept]
    said = {key: told(words) for key, words in around.items()}
    entries = contents(units, edges, steps, opened) | {"kept": shown, "frame": said, "style": resource("viewer.css")}
    data = ",\n".join(f"{write(key)}:{write(entry)}" for key, entry in entries.items())
    data = data.replace("<", chr(92) + "u003c")  # no name can end the element
    script = resource("viewer.js")
    return f'<script type="application/json" data-chainrule="data">{{{data}}}</script>\n<script>{script}</script>'


def resource(name: str) -> str:
    """Return the text of a file beside this one."""
    return resources.files("autograd.drawing").joinpath(name).read_text(encoding="utf-8")


def picture(units: Units, opened: Sequence[str], kept: Collection[str] | None = None) -> str:
    """Draw a view as SVG."""
    scene = scene_of(units, opened, kept)
    sizes = [(shape.width, shape.height) for shape in scene.shapes]
    return write(scene, layered(sizes, scene.edges, list(map(room, scene.labels))), units.snapshot)
