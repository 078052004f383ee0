"""Labels as the browser measures them: what users write is shown as text, and stays where it belongs."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import autograd
from autograd import Tensor, draw, explain
from autograd.drawing.scene import scene
from tests.browser.hosts import page

NAMES = [
    "</script><script>boom()</script>",
    "<b>bold</b>",
    "<img src=x onerror=boom()>",
    "\"double\" 'single' `back`",
    "\\N \\l \\\\",
    "&amp;&lt;&#x41;&nbsp;",
    "</text></svg><h1>out</h1>",
    "]]><!-- -->",
    "x" * 10_000,
    "word " * 2_000,
    "W@" * 20,
    "\u0645\u062a\u062c\u0647 \u0627\u0644\u0648\u0632\u0646",
    "\u05de\u05e9\u05e7\u05dc 1",
    "\u202eevil\u202c",
    "\U0001f642\U0001f469\u200d\U0001f52c\U0001f1f0\U0001f1f7",
    "\uac00\uc911\uce58\uc640 \ud3b8\ud5a5\uc758 \uae30\uc6b8\uae30\ub294 \uc5bc\ub9c8\uc778\uac00",
    "\u6743\u91cd\u4e0e\u504f\u7f6e",
    "x\u0308\u0301\u0323" * 6,
    "\u0e19\u0e49\u0e33\u0e2b\u0e19\u0e31\u0e01",
    "\u092d\u093e\u0930",
    "\U0001d54f \u2207\u0394\u2211 \u2297",
    "two\nlines\ttab",
    "\x00\x07\x1b[31m",
    "\ud800",
    "  two   blanks  ",
    "\u200b\ufeff",
]

# Of every picture: the texts in each box, and all that does not lie inside what it belongs to.
MEASURED = """
() => [...document.querySelectorAll('svg')].map(svg => {
    const view = svg.viewBox.baseVal, shift = svg.querySelector('g').transform.baseVal[0].matrix;
    const faults = [], texts = [], boxes = [];
    const right = box => box.x + box.width, bottom = box => box.y + box.height;
    for (const text of svg.querySelectorAll('text')) {
        const box = text.getBBox();
        if (box.x + shift.e < 0 || box.y + shift.f < 0 ||
            right(box) + shift.e > view.width || bottom(box) + shift.f > view.height)
            faults.push(['outside the picture', text.textContent]);
    }
    for (const group of svg.querySelectorAll('g[data-id]')) {
        const frame = group.querySelector('rect').getBBox(), inside = [];
        boxes.push(frame);
        for (const text of group.querySelectorAll('text')) {
            const box = text.getBBox();
            if (box.x < frame.x || box.y < frame.y || right(box) > right(frame) || bottom(box) > bottom(frame))
                faults.push(['outside its box', text.textContent, right(box) - right(frame)]);
            if (text.children.length) faults.push(['markup', text.innerHTML]);
            for (const other of inside)
                if (box.x < right(other) - 0.1 && other.x < right(box) - 0.1 &&
                    box.y < bottom(other) - 4 && other.y < bottom(box) - 4)
                    faults.push(['over another text', text.textContent]);
            inside.push(box);
        }
        texts.push([...group.querySelectorAll('text')].map(text => text.textContent));
    }
    boxes.forEach((one, k) => boxes.slice(k + 1).forEach(other => {
        if (one.x < right(other) && other.x < right(one) && one.y < bottom(other) && other.y < bottom(one))
            faults.push(['boxes overlap', k]);
    }));
    return {texts, faults};
})
"""
HARM = "[typeof boom, document.querySelectorAll('script, b, h1, img').length]"


def named(name: str) -> Tensor:
    """Use a name wherever a user's words come into a picture: of a leaf, a result and a scope."""
    x = Tensor(np.arange(4.0), name=name)
    with autograd.name_scope(name):
        y = np.exp(x * 1e-7)
    y.name = name
    loss = (y * y).sum()
    loss.backward()
    return loss


def written(t: Any) -> list[list[str]]:
    """Return the texts of every box as they are meant."""
    return [
        [text for row in shape.rows for text in (row.key.strip(), row.text) if text]
        for shape in scene(draw(t).snapshot).shapes
    ]


def measured(tab: Any, tensors: list[Any]) -> None:
    """Draw all of them on one page, and check that everything is there and in its place."""
    frame = tab.open_file(page("\n".join(draw(t)._repr_svg_() for t in tensors)))
    found = frame.evaluate(MEASURED)
    assert len(found) == len(tensors)
    for t, picture in zip(tensors, found, strict=True):
        assert picture["texts"] == written(t) and not picture["faults"], picture
    assert frame.evaluate(HARM) == ["undefined", 0]
    tab.assert_quiet()


def test_any_name_shows_as_text_inside_its_box(tab):
    measured(tab, [named(name) for name in NAMES])


def test_any_name_of_an_output_shows(tab):
    losses = [Tensor(2.0) * 3.0 for _ in NAMES]
    measured(tab, [{name: loss} for name, loss in zip(NAMES, losses, strict=True)])


def test_any_name_shows_as_text_in_a_saved_svg(tab, tmp_path):
    """A browser reads files by the rules of XML, a stricter grammar than that of pages."""
    for name in NAMES:
        loss = named(name)
        frame = tab.open_file(draw(loss).save(tmp_path / "graph.svg"))
        (picture,) = frame.evaluate(MEASURED)
        assert picture["texts"] == written(loss) and not picture["faults"], (name[:50], picture["faults"])
    tab.assert_quiet()


def test_any_name_shows_as_text_in_formulas(tab):
    formulas = [explain(named(name)) for name in NAMES]
    frame = tab.open_file(page("".join(formula._repr_html_() for formula in formulas)))
    assert frame.evaluate(HARM) == ["undefined", 0]
    shown = frame.evaluate("[...document.querySelectorAll('math')].map(math => math.textContent)")
    assert len(shown) == len(formulas)
    for formula, text in zip(formulas, shown, strict=True):
        leaf = next(box for box in formula.sweep.snapshot.boxes if box.kind == "leaf")
        assert formula.words.labels[leaf.id].strip() in text
    tab.assert_quiet()


def random_graph(seed: int) -> Any:
    """Return some results of some calls of some operands, of all sizes and with all sorts of names."""
    choose = random.Random(seed)

    def number() -> float:
        size = 10.0 ** choose.choice([0, 0, 0, -300, -7, 5, 200])
        return choose.choice([0.0, 1.0, -1.0, choose.uniform(-9, 9)]) * size

    def name() -> str | None:
        return choose.choice([None, None, "x", "fc1.weight", choose.choice(NAMES)])

    def array(*shape: int) -> Any:
        return np.array([number() for _ in range(int(np.prod(shape)))]).reshape(shape)

    pool: list[Tensor] = [Tensor(number(), name=name()), Tensor(array(3), name=name())]
    single = np.clip(array(4, 3), -1e38, 1e38).astype(np.float32)
    pool += [Tensor(single, name=name()), Tensor(array(1, 3), name=name())]
    unary = [np.exp, np.tanh, np.sin, np.negative, np.sqrt, lambda x: x.sum(), lambda x: x * 2, lambda x: 1e-9 - x]
    unary += [lambda x: np.sum(x, axis=0, keepdims=True), lambda x: x.reshape(-1)[:3]]
    binary = [np.add, np.subtract, np.multiply, np.divide, np.maximum, np.arctan2, lambda x, y: np.where(x > y, x, y)]
    with np.errstate(all="ignore"):
        for _ in range(choose.randint(1, 25)):
            with autograd.name_scope(choose.choice(["net", "block.0", choose.choice(NAMES)])):
                if choose.random() < 0.5:
                    made = choose.choice(unary)(choose.choice(pool))
                else:
                    made = choose.choice(binary)(choose.choice(pool), choose.choice(pool))
            if choose.random() < 0.2:
                made.name = name()
            pool.append(made)
        loss = pool[-1].sum() + pool[-2].sum()
        if choose.random() < 0.7:
            loss.backward()
    return loss if choose.random() < 0.7 else {"loss": loss, choose.choice(NAMES): pool[-1]}


@pytest.mark.parametrize("part", range(2))
def test_random_graphs_are_drawn_as_they_are_meant(tab, part):
    measured(tab, [random_graph(seed) for seed in range(25 * part, 25 * part + 25)])


def test_the_measure_finds_what_is_wrong(tab):
    """Move and widen things, and the faults are found."""
    frame = tab.open_file(page(draw(named("x"))._repr_svg_()))
    for change, fault in [
        ("document.querySelector('g[data-id] text').textContent = 'wide '.repeat(30)", "outside its box"),
        ("document.querySelectorAll('text').forEach(text => text.setAttribute('x', -99))", "outside the picture"),
        ("document.querySelectorAll('g[data-id] rect').forEach(rect => rect.setAttribute('x', 9))", "boxes overlap"),
    ]:
        frame.evaluate(change)
        (picture,) = frame.evaluate(MEASURED)
        assert fault in {what for what, *_ in picture["faults"]}
