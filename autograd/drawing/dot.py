"""DOT: the graph in Graphviz's language, for people who want to go on with it in other tools."""

from __future__ import annotations

from autograd.drawing.layered import Layout
from autograd.drawing.scene import FONT, Scene, Shape, indented, scene
from autograd.drawing.snapshot import Snapshot
from autograd.drawing.svg import ARROW, LOOKS


def dot(snapshot: Snapshot, most: int | None = None) -> str:
    """Write a snapshot as DOT; all of it unless `most` says otherwise."""
    picture = scene(snapshot, most)
    lines = [
        "digraph chainrule {",
        '  graph [rankdir="LR"];',
        '  node [shape="box", fontname="monospace", fontsize="11"];',
        '  edge [color="#6b767e", arrowsize="0.7"];',
    ]
    lines += [f"  {quote(shape.id)} {look(shape)};" for shape in picture.shapes]
    lines += list(edges(picture))
    lines += [f"  // {note}" for note in picture.notes]
    return "\n".join([*lines, "}"]) + "\n"


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
        lines.append(f'  {quote(shape.id)} {look(shape)} [pos="{x:.1f},{layout.height - y:.1f}", {size}];')
    for (source, target, _), route in zip(picture.edges, layout.routes, strict=True):
        start, end = picture.shapes[source].id, picture.shapes[target].id
        points = [f"{x:.1f},{layout.height - y:.1f}" for x, y in route]
        x, y = route[-1]
        points[-1] = f"{x - ARROW:.1f},{layout.height - y:.1f}"  # the line ends where the arrow head begins
        course = f"e,{x:.1f},{layout.height - y:.1f} {' '.join(points)}"
        lines.append(f'  {quote(start)} -> {quote(end)} [pos="{course}"];')
    return "\n".join([*lines, "}"]) + "\n"


def look(shape: Shape) -> str:
    """Write the attributes of one box."""
    fill, outline, thick, _, dashes = LOOKS[shape.kind]
    style = ",".join(["filled", *(["rounded"] if shape.kind == "leaf" else []), *(["dashed"] if dashes else [])])
    keyed = any(row.key for row in shape.rows)
    lines = [f"{row.key:<6}{row.text}" if keyed and indented(row) else row.text for row in shape.rows]
    rows = "".join(f"{text(line)}\\l" for line in lines)
    return (
        f'[label="{rows}", style="{style}", fillcolor="{fill}", color="{outline}", penwidth="{thick}", '
        f'tooltip="{text(shape.id)}"]'
    )


def edges(picture: Scene) -> list[str]:
    """Write one line per use of a value; the slot says which operand it is."""
    lines, slots = [], [0] * len(picture.shapes)
    for source, target, _ in picture.edges:
        start, end = picture.shapes[source].id, picture.shapes[target].id
        lines.append(f'  {quote(start)} -> {quote(end)} [comment="operand {slots[target]}"];')
        slots[target] += 1
    return lines


def text(words: str) -> str:
    """Escape a label: backslashes (`\\N` would print the node's id), quotes and HTML entities."""
    return words.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')


def quote(key: str) -> str:
    """Quote an id of ours."""
    return f'"{key}"'
