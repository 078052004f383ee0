"""The pictures in the docs. `python -m tests.pictures` writes them; tests/house/test_pictures.py keeps them fresh.

They are placed by our own layout, whatever engine is installed, so that every machine writes the same text.

Two are photographs of the page in a browser, `python -m tests.pictures photographs`. Another machine has other fonts,
so the test does not compare them: take them again when the page looks different.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

import nn
from autograd import Tensor, draw, name_scope, record_backward
from autograd.drawing.groups import first_view
from autograd.drawing.layered import layered
from autograd.drawing.page import picture
from autograd.drawing.scene import LINE, PADDING, Row, Scene, scene, width_of
from autograd.drawing.snapshot import Snapshot
from autograd.drawing.svg import label, write
from autograd.drawing.view import Units
from autograd.drawing.words import number
from autograd.graph.node import Node, topological
from autograd.graph.walk import backward
from tests.browser.tab import chromium_here, launched

FOLDER = Path(__file__).parents[1] / "docs/pictures"
SENT = "#a3470a"  # the colour of what the reverse walk sends along an edge
ARM = 50.0  # pixels of straight line, on which that is written


def first() -> str:
    """README: values and gradients of tanh(x y + 1)."""
    x, y = Tensor(0.5, name="x"), Tensor(-1.0, name="y")
    z = (x * y + 1).tanh()
    z.backward()
    return drawn(draw(z).snapshot)


def example() -> Tensor:
    """How it works: h is used twice."""
    x, w = Tensor(2.0, name="x"), Tensor(1.5, name="w")
    h = x * w
    loss = h * (h + 1)
    h.name = "h"
    loss.name = "loss"
    return loss


def record() -> str:
    """How it works: what was computed."""
    return drawn(draw(example(), grads=False).snapshot)


def order() -> str:
    """How it works: the serials, and when the reverse walk comes to each node."""
    loss = example()
    nodes = topological(loss.node)
    visited = [node for node in reversed(nodes) if node.parents]
    rows = []
    for serial, node in enumerate(nodes, 1):
        step = f"step {visited.index(node) + 1}" if node.parents else "end"
        rows.append([Row("serial", str(serial)), Row("walk", step)])
    return drawn(*with_rows(loss, nodes, rows))


def walk() -> str:
    """How it works: what the reverse walk sends along every edge, and the sums that arrive."""
    loss = example()
    nodes = topological(loss.node)
    sent: dict[tuple[Node, int], float] = {}  # (node, index of the parent) -> the parent's part
    backward(loss.node, 1.0, observer=lambda node, k, g, part: sent.update({(node, k): part}))
    rows = []
    for node in nodes:
        parts = [part for (user, k), part in sent.items() if user.parents[k] is node] or [1.0]
        text = " + ".join(map(number, parts))
        rows.append([Row("gets", text if len(parts) == 1 else f"{text} = {number(sum(parts))}")])
    snapshot, picture = with_rows(loss, nodes, rows)
    by_id = dict(zip([box.id for box in snapshot.boxes if box.kind != "constant"], nodes, strict=True))
    labels = []
    for edge in snapshot.edges:
        user, source = by_id[edge.target], by_id.get(edge.source)
        part = None if source is None else sent[user, user.parents.index(source)]
        labels.append("" if part is None else f"\N{LEFTWARDS ARROW} {number(part)}")
    return drawn(snapshot, picture, labels)


def neuron() -> str:
    """Your first gradient, seen: micrograd's neuron with all local derivatives."""
    return swept(micrograd())


def micrograd() -> Tensor:
    """Compute the output of the neuron."""
    x1, x2 = Tensor(2.0, name="x1"), Tensor(0.0, name="x2")
    w1, w2 = Tensor(-3.0, name="w1"), Tensor(1.0, name="w2")
    b = Tensor(6.8813735870195432, name="b")
    o = np.tanh(x1 * w1 + x2 * w2 + b)
    o.name = "o"
    return o


def folded() -> str:
    """Reading a big graph: twelve blocks are one box."""
    h = Tensor(np.ones(3), name="x")
    for k in range(12):
        with name_scope(f"block{k}"):
            h = h + np.tanh(Tensor(0.5 * np.eye(3), name=f"W{k}") @ h)
    loss = (h * h).sum()
    loss.name = "loss"
    return swept(loss, closed=True)


def nan() -> str:
    """Find what went wrong: the square root has no finite slope at 0."""
    x, y = Tensor(3.0, name="x"), Tensor(3.0, name="y")
    difference = x - y
    distance = np.sqrt(difference * difference)
    distance.name = "distance"
    with np.errstate(all="ignore"):
        return swept(distance)


def layers() -> str:
    """Reading a big graph: the layers of a network on digits are groups."""
    images, labels = nn.datasets.load_digits()
    model = nn.MLP(64, 32, 10, rng=0)
    logits = model(images[:32] / 16)
    nn.cross_entropy(logits, labels[:32]).backward()
    drawing = draw(logits, names=model)
    return picture(Units(drawing.snapshot, drawing.edges), ())


def swept(result: Tensor, closed: bool = False) -> str:
    """Draw the first view of a recorded sweep, or the one in which every group is closed."""
    with record_backward() as sweep:
        result.backward()
    units = Units(sweep.snapshot, sweep.sweep.edges)
    return picture(units, () if closed else first_view(units.folding))


PICTURES: Mapping[str, Callable[[], str]] = {
    "first": first, "record": record, "order": order, "walk": walk, "neuron": neuron, "folded": folded,
    "nan": nan, "layers": layers,
}  # fmt: skip


def viewer(page: Any) -> None:
    """README: the neuron's sweep at its last step but one, with numbers in the formulas."""
    with record_backward() as sweep:
        micrograd().backward()
    opened(page, sweep, 1450, 490)
    for key in ["3", *["ArrowRight"] * 4]:
        page.keyboard.press(key)


def vanishing(page: Any) -> None:
    """Find what went wrong: nine layers with a sigmoid between them."""
    x = np.random.default_rng(0).normal(size=(64, 10))
    model = nn.MLP(*[10] * 9, 1, activation=nn.Sigmoid, rng=0)
    loss = (model(x) ** 2).mean()
    with record_backward() as sweep:
        loss.backward()
    opened(page, sweep, 1450, 490)
    page.locator("[data-act=closeall]").click()
    page.locator("[data-act=words]").uncheck()
    page.locator("[data-act=flow]").check()


PHOTOGRAPHS: Mapping[str, Callable[[Any], None]] = {"viewer": viewer, "vanishing": vanishing}


def opened(page: Any, sweep: Any, width: int, height: int) -> None:
    """Show a sweep in a browser."""
    page.set_viewport_size({"width": width, "height": height})
    with TemporaryDirectory() as folder:
        page.goto(sweep.save(Path(folder) / "page.html").as_uri())


def photograph() -> None:
    """Take the photographs."""
    program = chromium_here()
    assert program, "there is no Chromium here; see tests/browser/install.sh"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = launched(driver, program)
        for name, prepare in PHOTOGRAPHS.items():
            page = browser.new_page(reduced_motion="reduce")
            prepare(page)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


def with_rows(loss: Tensor, nodes: Sequence[Node], rows: Sequence[Sequence[Row]]) -> tuple[Snapshot, Scene]:
    """Return the scene of a graph with rows added to the boxes of its nodes (given in order of creation)."""
    snapshot = draw(loss, grads=False).snapshot
    picture = scene(snapshot)
    more = iter(rows)
    shapes = []
    for shape in picture.shapes:
        lines = shape.rows if shape.kind == "constant" else (*shape.rows, *next(more))
        height = 2 * PADDING + LINE * len(lines) - 6
        shapes.append(shape._replace(rows=lines, width=width_of(lines), height=height))
    return snapshot, picture._replace(shapes=tuple(shapes))


def drawn(snapshot: Snapshot, picture: Scene | None = None, labels: Sequence[str] = ()) -> str:
    """Write a picture as SVG; with labels, one for each edge, every edge ends in an arm that carries its label."""
    picture = picture or scene(snapshot)
    sizes = [(shape.width, shape.height) for shape in picture.shapes]
    if not labels:
        return write(picture, layered(sizes, picture.edges), snapshot)
    targets = {target for _, target, _ in picture.edges}
    arms = [ARM if k in targets else 0 for k in range(len(sizes))]
    layout = layered([(width + arm, height) for (width, height), arm in zip(sizes, arms)], picture.edges)
    centres = tuple((x + arm / 2, y) for (x, y), arm in zip(layout.centres, arms))
    routes = tuple((*route, route[-1], *[(route[-1][0] + ARM, route[-1][1])] * 2) for route in layout.routes)
    text = write(picture, layout._replace(centres=centres, routes=routes), snapshot)
    end = "</g>\n</svg>\n"
    words = [label(x - ARM, y - 4, word, SENT, small=True) for ((*_, (x, y)), word) in zip(routes, labels) if word]
    return "\n".join([text.removesuffix(end).rstrip(), *words, end])


if __name__ == "__main__":
    if sys.argv[1:] == ["photographs"]:
        photograph()
    for name, picture_of in PICTURES.items():
        (FOLDER / f"{name}.svg").write_text(picture_of(), encoding="utf-8", newline="\n")
