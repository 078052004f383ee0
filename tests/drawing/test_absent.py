"""No gradient, a gradient of 0, an unused leaf and a stopped value look different, in text, SVG, the page and JSON."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import nn
from autograd import Tensor, draw, no_grad, stop_gradient
from autograd.drawing.snapshot import Box, take


def stopped(t: Tensor) -> list[tuple[str | None, str]]:
    """The constants that are stopped: the name of what they come from, and its id."""
    snapshot = take([t], grads=True)
    names = {box.id: box.name for box in snapshot.boxes}
    return [(names[box.origin], box.origin) for box in snapshot.boxes if box.state == "stopped" and box.origin]


def vectors() -> tuple[Tensor, Tensor, Tensor]:
    x, w = Tensor([1.0, 2.0], name="x"), Tensor([3.0, 4.0], name="w")
    h = np.tanh(x * w)
    h.name = "h"
    return x, w, h


CUTS: list[Callable[[Tensor], object]] = [stop_gradient, lambda t: t.detach(), lambda t: t.data]


@pytest.mark.parametrize("cut", CUTS)
def test_the_numbers_of_leaves_and_of_saved_results_are_known(cut: Callable[[Tensor], object]) -> None:
    x, w, h = vectors()
    assert stopped((h * cut(x)).sum()) == [("x", "n1")]  # type: ignore[operator]
    assert stopped((h * cut(w)).sum()) == [("w", "n2")]  # type: ignore[operator]
    assert stopped((h * cut(h)).sum()) == [("h", "n4")]  # type: ignore[operator]


@pytest.mark.parametrize("cut", CUTS)
def test_the_numbers_of_scalar_results_are_known(cut: Callable[[Tensor], object]) -> None:
    a = Tensor(3.0, name="a")
    y = a * a
    y.name = "y"
    assert stopped(y * cut(y)) == [("y", "n2")]  # type: ignore[operator]


def test_what_only_looks_the_same_is_not_stopped() -> None:
    a = Tensor(2.0, name="a")
    assert stopped(a * 2.0 + 4.0) == []
    numbers = np.array([1.0, 2.0])
    x = Tensor(numbers)
    assert stopped((x * numbers + np.array([1.0, 2.0])).sum()) == []
    assert stopped(+a * 2.0) == []


def test_what_cannot_be_known_is_a_constant() -> None:
    _, _, h = vectors()
    with no_grad():
        computed = h * 1.0
    assert stopped((h * computed).sum()) == []
    assert stopped((h * (2.0 * h.detach())).sum()) == []


def test_a_float_that_is_a_literal_of_the_program_is_no_proof() -> None:
    value = 2.0
    a = Tensor(value)
    assert stopped(a * value) == []


def test_values_dropped_by_the_walk_do_no_harm() -> None:
    x, _, h = vectors()
    y = (h * stop_gradient(h)).sum()
    y.backward(retain_graph=False)
    assert stopped(y) in ([], [("h", "n4")])
    assert x.grad is not None


def grads(boxes: tuple[Box, ...], text: str) -> dict[str, str]:
    """What text says of each gradient."""
    found = {}
    for line in text.splitlines():
        match = re.search(r"^[│├└─ ]*(\S+).*  grad (.*?)(?:  |$)", line)
        if match:
            found[match[1]] = match[2].strip()
    return found


def all_four() -> tuple[Tensor, Tensor, Tensor]:
    x, zero, unused = Tensor([1.0, 2.0], name="x"), Tensor([1.0, 1.0], name="zero"), Tensor([9.0], name="unused")
    loss = (x * stop_gradient(x) + 0.0 * zero).sum()
    loss.name = "loss"
    loss.backward()
    return loss, unused, zero


def test_the_four_look_different_in_text() -> None:
    loss, unused, _ = all_four()
    drawing = draw({"loss": loss, "spare": unused})
    said = grads(drawing.snapshot.boxes, str(drawing))
    assert said["x"] == "[1.0, 2.0]" and said["zero"] == "[0.0, 0.0]" and said["loss"] == "–"
    assert said["unused"] == "unused" and said["c1"] == "stopped, from x"


def test_the_four_look_different_in_a_picture() -> None:
    loss, unused, _ = all_four()
    svg = draw({"loss": loss, "spare": unused})._repr_svg_()
    rows = re.findall(r'font-size="11">grad</text>\n<text [^>]*>(.*?)</text>', svg)
    assert sorted(set(rows)) == ["[0.0, 0.0]", "[1.0, 2.0]", "stopped, from x", "unused", "–"]
    for meaning in ("– no gradient stored", "stopped: a constant for derivatives", "unused: no result depends on it"):
        assert meaning in svg
    plain = draw(loss, grads=False)._repr_svg_()
    assert "stopped" not in plain and "gradient stored" not in plain


def test_the_four_look_different_as_data(tmp_path: Path) -> None:
    loss, unused, _ = all_four()
    path = draw({"loss": loss, "spare": unused}).save(tmp_path / "graph.json")
    boxes = json.loads(path.read_text(encoding="utf-8"))["boxes"]
    entries = {box["name"] or box["id"]: (box.get("state"), box.get("origin")) for box in boxes}
    assert entries["unused"] == ("unused", None) and entries["c1"] == ("stopped", "n1")
    assert entries["x"] == entries["zero"] == entries["loss"] == (None, None)


def test_parameters_without_use_are_drawn_where_the_model_is_given() -> None:
    model = nn.MLP(2, 3, 1, rng=0)
    early = model[0](np.ones(2)).sum()
    assert [box.name for box in draw(early).snapshot.boxes if box.state] == []
    boxes = draw(early, names=model).snapshot.boxes
    assert [box.name for box in boxes if box.state == "unused"] == ["2.weight", "2.bias"]
    lines = str(draw(early, names=model)).splitlines()
    assert [line.split()[0] for line in lines[-2:]] == ["2.weight", "2.bias"]


def test_a_leaf_alone_is_not_unused() -> None:
    x = Tensor(1.0, name="x")
    assert "unused" not in str(draw(x)) and "unused" not in str(draw([x, Tensor(2.0)]))


def test_an_unused_leaf_with_a_gradient_shows_it() -> None:
    loss, unused, _ = all_four()
    (unused * 2.0).sum().backward()
    drawing = draw({"loss": loss, "spare": unused})
    assert grads(drawing.snapshot.boxes, str(drawing))["unused"] == "[2.0]"
