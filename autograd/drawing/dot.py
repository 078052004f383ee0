"""DOT: the graph in Graphviz's language, for people who want to go on with it in other tools."""

from __future__ import annotations

from typing import Any

from autograd.drawing.layered import Layout
from autograd.drawing.scene import FONT, Scene, Shape
from autograd.drawing.svg import ARROW, LOOKS

# The looks of everything in a picture; a box has its own besides.
GRAPH = {"rankdir": "LR"}
NODE = {"shape": "box", "fontname": "monospace", "fontsize": "11"}
EDGE = {"color": "#6b767e", "arrowsize": "0.7"}


def dot(picture: Scene) -> str:
    """Write a picture as DOT."""
    lines = ["digraph chainrule {", f"  graph {listed(GRAPH)};", f"  node {listed(NODE)};", f"  edge {listed(EDGE)};"]
    lines += [f"  {quote(shape.id)} {listed(look(shape))};" for shape in picture.shapes]
    lines += [f"  {quote(start)} -> {quote(end)} {listed(comment)};" for start, end, comment in edges(picture)]
    lines += [f"  // {note}" for note in picture.notes]
    return "\n".join([*lines, "}"]) + "\n"


def digraph(picture: Scene) -> Any:
    """Make a graphviz.Digraph of the same boxes, edges and labels; that needs no `dot` program."""
    import graphviz  # costs 10 ms, and few drawings become one

    graph = graphviz.Digraph("chainrule", graph_attr=GRAPH, node_attr=NODE, edge_attr=EDGE)
    for shape in picture.shapes:
        graph.node(shape.id, **look(shape))
    for start, end, comment in edges(picture):
        graph.edge(start, end, **comment)
    graph.body += [f"\t// {note}\n" for note in picture.notes]
    return graph


def placed(picture: Scene, layout: Layout) -> str:
    """Write DOT in which everything has its place already, for `neato -n2`: it only draws."""
    lines = [
        "digraph chainrule {",
        f'  graph [bb="0,0,{layout.width:.1f},{layout.height:.1f}"];',
        f'  node [shape="box", fontname="monospace", fontsize="{FONT:g}", fixedsize="true"];',
        '  edge [color="#6b767e", arrowsize="0.7"];',
    ]
    for shape, (x, y) in zip(picture.shapes, layout.centres, strict=True):
        size = f'width="{shape.width / 72:.4f}", height="{shape.height / 72:.4f}"'
        lines.append(f'  {quote(shape.id)} {listed(look(shape))} [pos="{x:.1f},{layout.height - y:.1f}", {size}];')
    for (source, target, _), route in zip(picture.edges, layout.routes, strict=True):
        start, end = picture.shapes[source].id, picture.shapes[target].id
        points = [f"{x:.1f},{layout.height - y:.1f}" for x, y in route]
        x, y = route[-1]
        points[-1] = f"{x - ARROW:.1f},{layout.height - y:.1f}"  # the line ends where the arrow head begins
        course = f"e,{x:.1f},{layout.height - y:.1f} {' '.join(points)}"
        lines.append(f'  {quote(start)} -> {quote(end)} [pos="{course}"];')
    return "\n".join([*lines, "}"]) + "\n"


def look(shape: Shape) -> dict[str, str]:
    """Return the attributes of one box; a label is escaped already, as both writers want it."""
    fill, outline, thick, _, dashes = LOOKS[shape.kind]
    style = ",".join(["filled", *(["rounded"] if shape.kind == "leaf" else []), *(["dashed"] if dashes else [])])
    written = [row for row in shape.rows if row.style not in ("heat", "blank")]
    lines = [f"{row.key:<6}{row.text}" if row.key else row.text for row in written]
    rows = "".join(f"{text(line)}\\l" for line in lines)
    return {
        "label": rows, "style": style, "fillcolor": fill, "color": outline, "penwidth": str(thick),
        "tooltip": text(shape.id),
    }  # fmt: skip


def edges(picture: Scene) -> list[tuple[str, str, dict[str, str]]]:
    """Return one entry per use of a value; its comment says which operand it is."""
    entries, slots = [], [0] * len(picture.shapes)
    for source, target, _ in picture.edges:
        entries.append((picture.shapes[source].id, picture.shapes[target].id, {"comment": f"operand {slots[target]}"}))
        slots[target] += 1
    return entries


def listed(attributes: dict[str, str]) -> str:
    """Write attributes; their values are escaped already."""
    return f"[{', '.join(f'{key}={quote(value)}' for key, value in attributes.items())}]"


def text(words: str) -> str:
    """Escape a label: backslashes (`\\N` would print the node's id), quotes and HTML entities."""
    return words.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')


def quote(key: str) -> str:
    """Quote what needs no escaping any more."""
    return f'"{key}"'
