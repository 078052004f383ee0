"""Layout: positions for the boxes of a picture, from the engine that suits.

Graphviz's `dot` program, else pygraphviz (the library, in process), else our own. Only sizes and edges
go out and only positions come back: no label ever reaches an engine, so no name can upset one, and the
picture looks the same whoever placed the boxes. On a dense graph Graphviz may need minutes: then, and
for every large graph, our own layout serves.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from autograd.drawing.layered import Layout, Link, Point, Size, layered
from autograd.drawing.program import DotFailed, DotTooSlow, run_dot

# Graphviz untangles small graphs better; of 210 boxes with 400 edges (a sum of 10 * 10 products) it needs 3.4 s
# where our layout needs 0.03, and of 302 boxes with 568 edges minutes.
LARGE = 100  # boxes
# pygraphviz cannot be interrupted, so it gets only what never took more than 0.2 s.
EASY = 60  # boxes
EASY_EDGES = 120


def place(sizes: Sequence[Size], edges: Sequence[Link], rooms: Sequence[float] = ()) -> Layout:
    """Place boxes of the given sizes left to right; edges are (source, target, port on the target).

    `rooms` are how wide the words in front of the ends of the edges are.
    """
    if len(sizes) > LARGE:
        return layered(sizes, edges, rooms)
    widest = max(rooms, default=0.0)
    try:
        layout = native(sizes, edges, widest) or in_process(sizes, edges, widest)
    except DotTooSlow:  # pygraphviz is the same program
        layout = None
    return layout or layered(sizes, edges, rooms)


def native(sizes: Sequence[Size], edges: Sequence[Link], room: float = 0.0) -> Layout | None:
    """Ask the `dot` program; None when it is absent or fails.

    Raises:
        DotTooSlow: when its time was up.
    """
    try:
        return answer(run_dot(question(sizes, edges, room), "-Tjson0"), sizes, edges, "dot")
    except DotTooSlow:
        raise
    except (DotFailed, ValueError, LookupError):
        return None


def in_process(sizes: Sequence[Size], edges: Sequence[Link], room: float = 0.0) -> Layout | None:
    """Ask pygraphviz; None when it is absent or fails, and for a graph that might keep it long."""
    if len(sizes) > EASY or len(edges) > EASY_EDGES:
        return None
    try:
        import pygraphviz
    except ImportError:
        return None
    try:
        graph = pygraphviz.AGraph(string=question(sizes, edges, room))
        return answer(graph.draw(format="json0", prog="dot"), sizes, edges, "pygraphviz")
    except (OSError, RuntimeError, TypeError, ValueError, LookupError):
        return None


def question(sizes: Sequence[Size], edges: Sequence[Link], room: float = 0.0) -> str:
    """Write sizes and edges as DOT: boxes of fixed size with one field per operand and no labels."""
    slots = [0] * len(sizes)
    lines = [
        f'digraph {{ graph [rankdir="LR", ranksep="{0.6 + room / 72:.4g}", nodesep="0.22"]; edge [arrowhead="none"];',
        'node [shape="record", fixedsize="true", label=""];',
    ]
    joins = []
    for number, (source, target, _) in enumerate(edges):
        joins.append(f'b{source}:e -> b{target}:p{slots[target]}:w [id="{number}"];')
        slots[target] += 1
    for number, (width, height) in enumerate(sizes):
        # An empty field above and below keeps the edges away from the corners, as in our own layout.
        fields = "|".join(["", *(f"<p{slot}>" for slot in range(slots[number])), ""])
        lines.append(f'b{number} [width="{width / 72:.4f}", height="{height / 72:.4f}", label="{fields}"];')
    return "\n".join([*lines, *joins, "}"])


def answer(output: Any, sizes: Sequence[Size], edges: Sequence[Link], engine: str) -> Layout:
    """Read the positions out of Graphviz's JSON, whose y axis points up."""
    reply = json.loads(output)
    _, _, width, height = (float(part) for part in reply["bb"].split(","))
    centres: list[Point] = [(0.0, 0.0)] * len(sizes)
    for item in reply["objects"]:
        x, y = point(item["pos"])
        centres[int(item["name"][1:])] = (x, height - y)
    routes: list[tuple[Point, ...]] = [()] * len(edges)
    for item in reply.get("edges", ()):
        number = int(item["id"])
        points = [point(part) for part in item["pos"].split() if part[0] not in "es"]
        route = [(x, height - y) for x, y in points]
        source, target, _ = edges[number]
        # Graphviz rounds the sizes of boxes to whole points: let the ends touch our boxes again.
        route[0] = centres[source][0] + sizes[source][0] / 2, route[0][1]
        route[-1] = centres[target][0] - sizes[target][0] / 2, route[-1][1]
        routes[number] = tuple(route)
    if not all(routes):
        raise ValueError("an edge came back without a course")
    return Layout(tuple(centres), tuple(routes), width, height, engine)


def point(text: str) -> Point:
    """Read `x,y`."""
    x, y = text.split(",")[:2]
    return float(x), float(y)
