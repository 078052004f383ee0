"""SVG: our own writer, so that a picture looks the same whatever placed its boxes.

Only presentation attributes: no <style>, no ids, no script. Two pictures on one page cannot interfere,
and everything a user named passes through `escape`. Colours are from the Okabe-Ito set, which people
with any colour vision can tell apart; kinds of boxes differ in their outline too.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd.drawing.expression import escape
from autograd.drawing.heat import Heat, paths
from autograd.drawing.layered import Layout, Point
from autograd.drawing.layout import place
from autograd.drawing.scene import FONT, KEY, LINE, PADDING, Scene, Shape, heats, room, text_width
from autograd.drawing.snapshot import Snapshot
from autograd.drawing.words import ABSENT, graph_of

MARGIN, ARROW = 14.0, 7.0
WIDE, HIGH = 64.0, 30.0  # of heat maps
FONTS = "'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, ui-monospace, monospace"
# kind -> fill, outline, outline width, corner radius, dashes
LOOKS = {
    "leaf": ("#dceefb", "#0072b2", 1.6, 12, ""),
    "result": ("#ffffff", "#5f6b73", 1.2, 4, ""),
    "output": ("#fdf0dc", "#d55e00", 2.2, 4, ""),
    "constant": ("#f3f3f3", "#8a8a8a", 1.2, 4, "4 3"),
    "group": ("#eef1f4", "#44505a", 1.6, 8, ""),
    "cut": ("#ffffff", "#8a8a8a", 1.0, 4, "2 3"),
}
LEGEND = {"leaf": "leaf", "result": "result", "output": "output", "constant": "constant", "group": "several operations"}
ABSENCES = {
    ABSENT: "no gradient stored",
    "stopped": "a constant for derivatives",
    "unused": "no result depends on it",
}
INK, FAINT, BAD, LINES, PARTIAL, CHANGE = "#1b1f23", "#59636b", "#b3261e", "#6b767e", "#00664d", "#9a4600"


def svg(picture: Scene, snapshot: Snapshot) -> str:
    """Draw a picture of a snapshot, placed by the layout engine that suits."""
    sizes = [(shape.width, shape.height) for shape in picture.shapes]
    return write(picture, place(sizes, picture.edges, list(map(room, picture.labels))), snapshot)


def write(picture: Scene, layout: Layout, snapshot: Snapshot) -> str:
    """Write the SVG text for boxes that have their places."""
    footer, footer_width = legend(picture, snapshot, layout.height + MARGIN + 22)
    width = max(layout.width, footer_width) + 2 * MARGIN
    height = layout.height + 2 * MARGIN + 14 + LINE * (1 + len(picture.notes))
    title = graph_of(len(snapshot.boxes))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{title}" width="{width:.0f}" '
        f'height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" font-family="{FONTS}" '
        f'font-size="{FONT:g}">',
        f"<title>{title}</title>",
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
        f'<g transform="translate({MARGIN:g} {MARGIN:g})">',
        f'<g fill="none" stroke="{LINES}" stroke-width="1.3">',
        *(path(route) for route in layout.routes),
        "</g>",
        f'<g fill="{LINES}">',
        *(arrow(route) for route in layout.routes),
        "</g>",
    ]
    parts += [on_edge(route, words) for route, words in zip(layout.routes, picture.labels, strict=False) if words]
    for shape, centre in zip(picture.shapes, layout.centres, strict=True):
        parts += draw_box(shape, centre, snapshot)
    return "\n".join([*parts, *footer, "</g>", "</svg>"]) + "\n"


def path(route: Sequence[Point]) -> str:
    """Write an edge: a move and cubic curves."""
    start, rest = route[0], route[1:]
    curves = " ".join(f"{x:.1f},{y:.1f}" for x, y in rest)
    return f'<path d="M{start[0]:.1f},{start[1]:.1f} C{curves}"/>'


def arrow(route: Sequence[Point]) -> str:
    """Write the arrow head at the end of an edge; edges enter boxes from the left."""
    x, y = route[-1]
    return f'<path d="M{x:.1f},{y:.1f} l{-ARROW:g},-3.5 v7 z"/>'


def on_edge(route: Sequence[Point], words: str) -> str:
    """Write the words on an edge, in front of where it ends."""
    x, y = route[-1]
    return (
        f'<text x="{x - ARROW - 3:.1f}" y="{y - 4:.1f}" text-anchor="end" fill="{PARTIAL}" '
        f'font-size="{FONT * 0.85:g}">{escape(words)}</text>'
    )


def draw_box(shape: Shape, centre: Point, snapshot: Snapshot) -> list[str]:
    """Write one box with its rows; hovering over it shows everything known about it."""
    left, top = centre[0] - shape.width / 2, centre[1] - shape.height / 2
    parts = [f'<g data-id="{escape(shape.id)}" data-kind="{shape.kind}">']
    if shape.box is not None:
        parts.append(f"<title>{escape(tooltip(shape))}</title>")
    parts.append(frame(shape.kind, left, top, shape.width, shape.height))
    for number, row in enumerate(shape.rows):
        y = top + PADDING + LINE * number + 9
        if row.style == "heat" and shape.box is not None:
            parts += heat_maps(heats(shape.box, snapshot), left + PADDING, y - 11)
        if row.style in ("heat", "blank"):
            continue
        if row.key.strip():
            parts.append(label(left + PADDING, y, row.key, FAINT, small=True))
        x = left + PADDING + (KEY if row.key else 0)
        colour = {"faint": FAINT, "bad": BAD, "change": CHANGE}.get(row.style, INK)
        parts.append(label(x, y, row.text, colour, bold=row.style == "title"))
    return [*parts, "</g>"]


def heat_maps(pictures: Sequence[Heat | None], left: float, top: float) -> list[str]:
    """Write the heat maps of value and gradient, side by side."""
    parts = []
    for number, picture in enumerate(pictures):
        if picture is not None:
            x, wide, high = left + number * (WIDE + 10), WIDE / picture.columns, min(12.0, HIGH / picture.rows)
            parts.append(f'<g transform="translate({x:.1f} {top:.1f})" fill="none" stroke="{FAINT}" stroke-width=".5">')
            parts.append(f'<g transform="scale({wide:g} {high:g})" stroke-width="1">')
            for lines, colour, opacity in paths(picture):
                parts.append(f'<path d="{lines}" stroke="{colour}" stroke-opacity="{opacity:g}"/>')
            parts.append(f'</g><path d="M0 0h{WIDE:g}v{picture.rows * high:g}H0z"/></g>')
    return parts


def tooltip(shape: Shape) -> str:
    """Write id, op and the rows of a box, and the full precision of a scalar."""
    box = shape.box
    lines = [f"{row.key} {row.text}".strip() for row in shape.rows if row.text]
    if box is not None:
        lines.append(f"{box.id}: {box.op or box.kind}, {box.dtype}")
        for what, summary in (("value", box.value), ("grad", box.grad)):
            if summary is not None and summary.shape == () and summary.items:
                lines.append(f"{what} {summary.items[0]!r}")
    return "\n".join(lines)


def frame(kind: str, left: float, top: float, width: float, height: float) -> str:
    """Write the outline of a box of a kind."""
    fill, outline, thick, radius, dashes = LOOKS[kind]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius}" '
        f'fill="{fill}" stroke="{outline}" stroke-width="{thick}"{dashed}/>'
    )


def label(x: float, y: float, text: str, colour: str, *, bold: bool = False, small: bool = False) -> str:
    """Write one line of text; runs of blanks in it are kept."""
    extra = (' font-weight="bold"' if bold else "") + (f' font-size="{FONT - 2:g}"' if small else "")
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" xml:space="preserve"{extra}>{escape(text)}</text>'


def legend(picture: Scene, snapshot: Snapshot, y: float) -> tuple[list[str], float]:
    """Write the line that explains the boxes, and the notes below it; also how wide that is."""
    kinds = {shape.kind for shape in picture.shapes}
    parts, x = [], 0.0
    for kind, word in LEGEND.items():
        if kind in kinds:
            parts += [frame(kind, x, y - 10, 18, 12), label(x + 24, y, word, FAINT, small=True)]
            x += 24 + text_width(word) + 14
    said = {row.text.partition(",")[0] for shape in picture.shapes for row in shape.rows if row.key == "grad"}
    for word, meaning in ABSENCES.items():
        if snapshot.grads and word in said:
            text = f"{word}{'' if word == ABSENT else ':'} {meaning}"
            parts.append(label(x, y, text, FAINT, small=True))
            x += text_width(text) + 14
    for number, note in enumerate(picture.notes, 1):
        parts.append(label(0, y + LINE * number, note, INK))
        x = max(x, text_width(note))
    return parts, x
