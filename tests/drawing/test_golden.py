"""What other programs read, and where our own layout puts things: files that are compared with those kept.

To accept a change: WRITE_GOLDEN=1 python -m pytest tests/drawing/test_golden.py, then read the diff. The words of
pictures are in their text trees, see test_text.py.
"""

import os

import pytest

from autograd import draw
from autograd.drawing.layered import layered
from autograd.drawing.scene import room, scene
from tests.drawing.test_text import GOLDEN, GRAPHS


def compared(name: str, written: str) -> None:
    file = GOLDEN / name
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(written, encoding="utf-8", newline="\n")
    assert written == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["expression", "network", "several"])
def test_golden_dot(name, tmp_path):
    compared(f"{name}.dot", draw(GRAPHS[name]()).save(tmp_path / "graph.dot").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["expression", "shared", "network", "deep", "recurrent"])
def test_golden_layout(name):
    drawing = draw(GRAPHS[name]())
    picture = scene(drawing.snapshot)
    sizes = [(shape.width, shape.height) for shape in picture.shapes]
    layout = layered(sizes, picture.edges, list(map(room, picture.labels)))
    lines = [f"{layout.width:.1f} x {layout.height:.1f}"]
    lines += [f"{shape.id} {x:.1f} {y:.1f}" for shape, (x, y) in zip(picture.shapes, layout.centres, strict=True)]
    for (source, target, _), route in zip(picture.edges, layout.routes, strict=True):
        ends = " ".join(f"{x:.1f},{y:.1f}" for x, y in (route[0], route[-1]))
        lines.append(f"{picture.shapes[source].id} -> {picture.shapes[target].id} {ends} by {len(route) // 3} curves")
    compared(f"{name}.layout", "\n".join(lines) + "\n")
