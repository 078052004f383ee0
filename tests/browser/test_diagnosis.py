"""What the viewer shows of a graph that went wrong: where NaN begins, what is wrong, where a gradient vanishes."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, draw, name_scope, record_backward
from autograd.drawing.orders import orders
from autograd.extend import defvjp, primitive
from tests.browser.tab import VIEWER


@primitive
def swish(x: Any) -> Any:
    return x / (1 + np.exp(-x))


defvjp(swish, lambda ans, x: lambda g: g / (1 + np.exp(-x)))  # one term is missing


def deep(layers: int = 6) -> Tensor:
    """A chain of layers in which the gradient vanishes."""
    rng = np.random.default_rng(0)
    h: Any = Tensor(rng.normal(size=(4, 8)), name="x")
    for k in range(layers):
        with name_scope(f"layer{k}"):
            h = anp.tanh(h @ Tensor(rng.normal(size=(8, 8)) / 20, name=f"W{k}"))
    return anp.sum(h * h)


def shown(tab: Any) -> str:
    return tab.page.locator(".side").text_content()


def select(tab: Any, name: str) -> None:
    tab.page.evaluate(f"{VIEWER}.viewer.select('{name}')")


@pytest.mark.filterwarnings("ignore:.*encountered")
def test_what_is_not_finite_is_named_and_leads_to_its_box(tab, tmp_path):
    x = Tensor([0.0, 4.0], name="x")
    with record_backward() as sweep:
        anp.sum(anp.sqrt(x) * 3.0).backward()
    tab.open_file(sweep.save(tmp_path / "nan.html"))
    fault = tab.page.locator(".side p.bad")
    assert fault.text_content() == "gradient for x: infinity starts here: n2 = sqrt(x)"
    fault.locator("button").click()
    assert tab.page.locator(".unit.selected").get_attribute("data-id") == "n2"
    assert tab.page.locator("[data-id=n2] .bad").all_text_contents() == ["! gradient for x: infinity starts here"]
    tab.assert_quiet()


@pytest.mark.filterwarnings("ignore:.*encountered")
def test_what_passed_a_bad_number_on_is_faint(tab, tmp_path):
    x = Tensor(0.0, name="x")
    tab.open_file(draw(anp.log(x) * 2.0).save(tmp_path / "inf.html"))
    assert tab.page.locator("[data-id=n2] .bad").all_text_contents() == ["-inf", "! infinity starts here"]
    assert tab.page.locator("[data-id=n3] .bad").count() == 0
    assert "-inf" in tab.page.locator("[data-id=n3] .faint").all_text_contents()


def test_an_edge_tells_its_derivative_with_all_digits(tab, tmp_path):
    x, y = Tensor(1.5, name="x"), Tensor(0.3, name="y")
    tab.open_file(draw(anp.sin(x * y)).save(tmp_path / "edge.html"))
    tab.page.locator("[data-partial='n3:0']").click()
    assert tab.page.locator(".edge.selected").get_attribute("data-edge") == "n3:0"
    assert shown(tab).startswith("x → n3 = x * y") and "y = 0.3" in shown(tab)
    select(tab, "n4:0")
    assert repr(math.cos(0.45)) in shown(tab)
    tab.page.reload()
    assert repr(math.cos(0.45)) in shown(tab), "the address keeps the edge"
    tab.page.keyboard.press("Escape")
    assert tab.page.locator(".edge.selected").count() == 0


def test_an_edge_can_be_reached_by_keyboard(tab, tmp_path):
    x = Tensor(1.5, name="x")
    tab.open_file(draw(anp.sin(x)).save(tmp_path / "edge.html"))
    tab.page.locator("[data-id=n2]").focus()
    tab.page.keyboard.press("Enter")
    tab.page.locator(".side button:has(code)").focus()
    tab.page.keyboard.press("Enter")
    assert repr(math.cos(1.5)) in shown(tab)


def test_an_edge_of_a_sweep_tells_what_was_sent_along_it(tab, tmp_path):
    x = Tensor(3.0, name="x")
    with record_backward() as sweep:
        (x * x).backward()
    tab.open_file(sweep.save(tmp_path / "edge.html"))
    select(tab, "n2:1")
    assert tab.page.locator(".formula math").get_attribute("aria-label") == "grad x += grad n2 * x = 3.0"
    tab.page.keyboard.press("ArrowRight")
    select(tab, "n2:1")
    edges = [tab.page.locator(f".edge[data-edge='n2:{k}']") for k in (0, 1)]
    colours = {edge.evaluate("e => getComputedStyle(e).stroke") for edge in edges}
    assert len(colours) == 2, "which of the edges of this step is selected"


def test_an_edge_of_several_sweeps_tells_of_the_last(tab, tmp_path):
    x = Tensor(3.0, name="x")
    h = x * 2.0
    with record_backward() as sweep:
        (h * h).backward()
        (h * 5.0).backward()
    tab.open_file(sweep.save(tmp_path / "edge.html"))
    select(tab, "n2:0")
    assert tab.page.locator(".formula math").get_attribute("aria-label") == "grad x += grad n2 * 2.0 = 10.0"


def test_checked_edges_have_marks_and_tell_both_numbers(tab, tmp_path):
    x = Tensor([0.5, -1.0], name="x")
    drawing = draw(anp.sum(swish(x) * x), check=True)
    tab.open_file(drawing.save(tmp_path / "check.html"))
    labels = {e.get_attribute("data-partial"): e.text_content() for e in tab.page.locator("[data-partial]").all()}
    assert {key: words[-1] for key, words in labels.items()} == {"n2:0": "✗", "n3:0": "✓", "n3:1": "✓", "n4:0": "✓"}
    assert "bad" in tab.page.locator("[data-partial='n2:0']").get_attribute("class")
    assert "4 right" not in shown(tab) and "3 right, 1 WRONG" in shown(tab)
    verdict = {(edge.target, edge.slot): edge.verdict for edge in drawing.edges}
    for key in ("n2:0", "n3:1"):
        select(tab, key)
        target, slot = key.split(":")
        found = verdict[target, int(slot)]
        assert repr(found.derivative) in shown(tab) and repr(found.differences) in shown(tab), key
    tab.assert_quiet()


def test_the_width_of_an_edge_is_the_size_of_its_gradient(tab, tmp_path):
    with record_backward() as sweep:
        deep().backward()
    tab.open_file(sweep.save(tmp_path / "deep.html"))

    def widths() -> dict[str, float]:
        edges = tab.page.locator("[data-edge]").all()
        found = {e.get_attribute("data-edge"): e.evaluate("e => e.style.strokeWidth") for e in edges}
        return {key: float(width.removesuffix("px")) for key, width in found.items() if width}

    assert not widths()
    tab.page.locator("[data-act=flow]").check()
    sizes = {
        f"{step.id}:{part.slot}": np.linalg.norm(part.amount.items)
        for step in sweep.steps
        for part in step.contributions
    }
    drawn = widths()
    assert drawn.keys() == sizes.keys()
    order = sorted(drawn, key=sizes.__getitem__)
    assert all(drawn[a] <= drawn[b] for a, b in pairwise(order)) and drawn[order[0]] < 1 < 7 < drawn[order[-1]]
    tab.page.reload()
    assert widths() == drawn, "the address keeps it"


def test_edges_without_a_gradient_or_with_a_bad_one_look_different(tab, tmp_path):
    x = Tensor([0.0, 4.0], name="x")
    with record_backward() as sweep:
        (anp.sum(anp.sqrt(x)) + anp.sum(Tensor([1.0, 2.0], name="z")) * 0.0).backward()
    tab.open_file(sweep.save(tmp_path / "edges.html"))
    tab.page.locator("[data-act=flow]").check()
    by_class = {name: tab.page.locator(f".edge.{name}").count() for name in ("still", "wild")}
    assert by_class == {"still": 2, "wild": 1}


def test_the_strip_shows_where_a_gradient_vanishes(tab, tmp_path):
    with record_backward() as sweep:
        deep().backward()
    tab.open_file(sweep.save(tmp_path / "deep.html"))
    rows = [row.locator("td").all_text_contents() for row in tab.page.locator(".strip tr").all()]
    assert [row[0] for row in rows] == [f"layer{k}" for k in reversed(range(6))]
    numbers = [float(re.sub(r"e(-?\d+)", r"e\1", row[2])) for row in rows]
    assert all(a > 2 * b for a, b in pairwise(numbers))
    # the gradients of the boxes of a layer that boxes of no part of it use
    scope = {box.id: ".".join(box.scope) for box in sweep.snapshot.boxes}
    grads = {box.id: box.grad.items for box in sweep.snapshot.boxes if box.grad is not None}
    for name, size in zip([row[0] for row in rows], numbers, strict=True):
        used = {
            part.target for step in sweep.steps for part in step.contributions
            if scope[part.target] == name != scope[step.id]
        }  # fmt: skip
        assert size == pytest.approx(math.sqrt(sum(np.sum(np.square(grads[key])) for key in used)), rel=1e-3)
    tab.page.locator(".strip button").first.click()
    assert tab.page.locator(".unit.selected").count() == 1


def test_without_layers_the_strip_is_of_boxes(tab, tmp_path):
    x = Tensor(0.5, name="x")
    with record_backward() as sweep:
        (anp.sin(x) * 2.0).backward()
    tab.open_file(sweep.save(tmp_path / "boxes.html"))
    assert tab.page.locator(".strip td:first-child").all_text_contents() == ["n3", "n2", "x"]


@pytest.mark.filterwarnings("ignore:.*encountered")
@pytest.mark.parametrize("length", [2, 100])
def test_the_strip_tells_nan_from_infinity(tab, tmp_path, length):
    x, y, z = (Tensor(np.linspace(0, 1, length), name=name) for name in "xyz")
    holes = np.where(np.arange(length) == 0, np.nan, 1.0)
    with record_backward() as sweep:
        anp.sum(anp.sqrt(x) + y * holes + y + z).backward()  # 1 / 0 for x
    tab.open_file(sweep.save(tmp_path / "strip.html"))
    rows = dict(row.locator("td").all_text_contents()[::2] for row in tab.page.locator(".strip tr").all())
    assert rows["x"] == "inf" and rows["y"] == "nan"
    assert float(rows["z"]) == pytest.approx(math.sqrt(length), 1e-3)


def test_bars_of_sizes_that_are_near_each_other_are_as_well(tab, tmp_path):
    x = Tensor(0.5, name="x")
    with record_backward() as sweep:
        ((x * 1.5) * 0.5).backward()
    tab.open_file(sweep.save(tmp_path / "bars.html"))
    bars = [float(bar.get_attribute("width")) for bar in tab.page.locator(".strip rect").all()]
    assert max(bars) == 90 and min(bars) > 70


def test_a_strip_of_many_boxes_takes_every_kth(tab, tmp_path):
    x = Tensor(0.5, name="x")
    for _ in range(450):
        x = anp.sin(x)
    with record_backward() as sweep:
        x.backward()
    tab.open_file(sweep.save(tmp_path / "many.html"))
    names = tab.page.locator(".strip td:first-child").all_text_contents()
    assert names[:2] == ["n451", "n448"] and len(names) == 151 and "(1/3)" in shown(tab)


def test_of_a_long_sweep_the_strip_comes_on_request(tab, tmp_path):
    x = Tensor(0.5, name="x")
    for _ in range(3100):
        x = x * 1.0
    with record_backward() as sweep:
        x.backward()
    tab.open_file(sweep.save(tmp_path / "long.html"))
    assert tab.page.locator(".strip").count() == 0
    tab.page.locator("[data-act=sizes]").click()
    assert tab.page.locator(".strip tr").count() > 100


def strip(tab: Any) -> dict[str, str]:
    rows = [row.locator("td").all_text_contents() for row in tab.page.locator(".strip tr").all()]
    return {row[0]: row[2] for row in rows}


def test_the_strip_has_the_gradient_of_what_is_used_twice(tab, tmp_path):
    x = Tensor(3.0, name="x")
    with record_backward() as sweep:
        h = x * 2.0
        (h * h + 0.0 * (h - h)).backward()
        (h * 5.0).backward()
    tab.open_file(sweep.save(tmp_path / "twice.html"))
    assert strip(tab) == {
        "n7": "1.0", "n6": "1.0", "n5": "1.0", "n4": "0.0", "n3": "1.0", "n2": "5.0", "x": "34.0",
    }  # fmt: skip


@pytest.mark.filterwarnings("ignore:.*encountered")
def test_one_bad_number_of_a_large_gradient_is_seen(tab, tmp_path):
    x = Tensor(np.arange(100.0), name="x")
    with record_backward() as sweep:
        anp.sum(anp.sqrt(x)).backward()
    tab.open_file(sweep.save(tmp_path / "bad.html"))
    tab.page.locator("[data-act=flow]").check()
    assert [e.get_attribute("data-edge") for e in tab.page.locator(".edge.wild").all()] == ["n2:0"]
    assert strip(tab)["x"] == "inf" and strip(tab)["n2"] == "10.0"
    words = tab.page.locator("[data-id=n1] text")
    assert "1 inf" not in words.all_text_contents(), "the sweep has not begun"
    tab.page.keyboard.press("End")
    assert "1 inf" in words.all_text_contents()


def test_the_gradients_of_several_results_have_their_sizes(tab, tmp_path):
    m = Tensor(np.diag(np.arange(10.0)), name="m")
    with record_backward() as sweep:
        values, vectors = np.linalg.eigh(m)
        (anp.sum(values * 3.0) + anp.sum(vectors) * 4.0).backward()
    tab.open_file(sweep.save(tmp_path / "eigh.html"))
    tab.page.locator("[data-act=flow]").check()
    assert tab.page.locator(".edge.still").count() == 0
    assert float(strip(tab)["n2"]) == pytest.approx(math.sqrt(10 * 3**2 + 100 * 4**2), rel=1e-3)


def test_a_difference_shows_what_changed(tab, tmp_path):
    w = Tensor(2.0, name="w")
    first = draw(w * w * 3.0)
    w.data = 1.8
    tab.open_file(first.diff(draw(w * w * 3.0)).save(tmp_path / "diff.html"))
    said = ["value was 2.0 (-10 %)", "value was 4.0 (-19 %)", "value was 12.0 (-19 %)"]
    assert tab.page.locator("svg .change").all_text_contents() == said
    titles = ["w", "n2 = w * w", "n3 = n2 * 3.0"]
    assert tab.page.locator(".side .change").all_text_contents() == list(map(": ".join, zip(said, titles, strict=True)))
    assert "3 changed, 1 the same" in shown(tab)
    tab.assert_quiet()


def test_two_orders_are_stepped_through_independently(tab):
    x, w = Tensor(2.0, name="x"), Tensor(1.5, name="w")
    h = x * w
    tab.open_file(orders(h * (h + 1.0)))
    first, second = tab.page.locator("[data-chainrule=viewer]").all()

    def gradients(viewer: Any) -> list[str]:
        return [viewer.locator(f"[data-id={key}] [data-row=grad]").text_content() for key in ("n1", "n3")]

    for _ in range(4):
        first.locator("[data-act=forth]").click()
    assert gradients(first) == ["6.0", "4.0"] and gradients(second) == ["–", "–"]
    first.locator("[data-act=end]").click()
    second.locator("[data-act=end]").click()
    assert gradients(first) == ["16.5", "7.0"] and gradients(second) == ["10.5", "7.0"]
    assert "Wrong: x gets 16.5 instead of 10.5" in first.locator(".side").text_content()
    assert "Wrong" not in second.locator(".side").text_content()
    tab.assert_quiet()


def test_heat_maps_are_in_boxes_and_larger_in_the_panel(tab, tmp_path):
    x = Tensor(np.linspace(-1, 1, 40).reshape(2, 20), name="x")
    with record_backward() as sweep:
        anp.sum(x * x).backward()
    tab.open_file(sweep.save(tmp_path / "heat.html"))
    assert tab.page.locator("[data-id=n1] [data-heat=value]").count() == 1
    assert not tab.page.locator("[data-id=n1] [data-heat=grad]").is_visible(), "there is no gradient yet"
    tab.page.keyboard.press("End")
    assert tab.page.locator("[data-id=n1] [data-heat=grad]").is_visible()
    shades = tab.page.locator("[data-id=n1] [data-heat=value] path.below").count()
    assert shades == tab.page.locator("[data-id=n1] [data-heat=value] path.above").count() == 4
    select(tab, "n1")
    assert tab.page.locator(".side svg[role=img]").count() == 2
    assert tab.page.locator(".legend").first.text_content().split() == ["−1.0", "0", "1.0"]
    tab.assert_quiet()


def test_what_is_wrong_stands_before_what_changed(tab, tmp_path):
    w = Tensor(2.0, name="w")

    def loss() -> Any:
        total = w
        for _ in range(50):
            total = total + 1.0
        with np.errstate(all="ignore"):
            return anp.log(total * 0.0)

    first = draw(loss())
    w.data = 1.8
    tab.open_file(first.diff(draw(loss())).save(tmp_path / "diff.html"))
    rows = tab.page.locator(".side p.bad, .side p.change").all_text_contents()
    assert rows[0].startswith("infinity starts here") and len(rows) == 40
