"""Where NaN and infinity begin: forward in the values, backward in the sweep."""

import json
import re

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, draw, record_backward
from autograd.extend import defvjp, primitive


def faults(drawing):
    return dict(drawing.snapshot.faults)


def test_a_finite_graph_has_none():
    x = Tensor([1.0, 2.0], name="x")
    with record_backward() as sweep:
        anp.sum(x * x).backward()
    assert not faults(draw(anp.sum(x * x))) and not sweep.snapshot.faults and "!" not in str(sweep)


@pytest.mark.filterwarnings("ignore:.*encountered")
def test_the_first_bad_result_with_good_operands_is_marked_and_no_later_one():
    x = Tensor([0.0, 4.0], name="x")
    drawing = draw(anp.sum(anp.log(x) * 0.0) + anp.exp(Tensor(1000.0, name="big")))
    assert {key: said for key, (said,) in faults(drawing).items()} == {
        "n2": "infinity starts here", "n3": "NaN starts here", "n6": "infinity starts here",
    }  # fmt: skip
    assert [line.split("!")[1] for line in str(drawing).splitlines() if "!" in line] == [
        " NaN starts here", " infinity starts here", " infinity starts here",
    ]  # fmt: skip


def test_what_was_given_is_named():
    x = Tensor([np.nan, 1.0], name="x")
    drawing = draw(anp.sum(x * np.array([1.0, np.inf])))
    assert sorted(faults(drawing).values()) == [("NaN was given",), ("infinity was given",)]


@pytest.mark.filterwarnings("ignore:.*encountered")
def test_the_rule_that_made_it_is_marked_in_a_sweep():
    x = Tensor([0.0, 4.0], name="x")
    with record_backward() as sweep:
        y = anp.sqrt(x)
        anp.sum(3.0 * y * Tensor([0.5, 2.0])).backward()
    (found,) = [(key, said) for key, said in sweep.snapshot.faults.items()]
    box = {box.id: box for box in sweep.snapshot.boxes}[found[0]]
    assert box.op == "sqrt" and found[1] == ("gradient for x: infinity starts here",)
    assert sweep.snapshot.hint is None and "! gradient for x: infinity starts here" in str(sweep)


@pytest.mark.filterwarnings("ignore:.*encountered")
def test_without_a_sweep_the_advice_is_to_record_one(tmp_path):
    x = Tensor([0.0, 4.0], name="x")
    loss = anp.sum(anp.sqrt(x))
    loss.backward()
    assert not faults(draw(loss)) and "record_backward() as sweep" in str(draw(loss))
    assert "record_backward" in draw(loss).save(tmp_path / "g.svg").read_text()


@pytest.mark.filterwarnings("ignore:.*encountered")
def test_pictures_pages_and_json_say_it(tmp_path):
    x = Tensor([0.0, 4.0], name="x")
    drawing = draw(anp.sum(anp.log(x) * 2.0))
    for suffix in ("svg", "html", "txt"):
        assert "! infinity starts here" in drawing.save(tmp_path / f"g.{suffix}").read_text(), suffix
    boxes = json.loads(drawing.save(tmp_path / "g.json").read_text())["boxes"]
    assert [box["faults"] for box in boxes if "faults" in box] == [["infinity starts here"]]
    svg = (tmp_path / "g.svg").read_text()
    assert svg.count("#b3261e") == 2, "red: the value and the mark where it begins, nothing after"


@pytest.mark.filterwarnings("ignore:.*encountered")
def test_a_long_graph_says_it_in_its_overview():
    x = Tensor(3.0, name="x")
    y = anp.log(x * 0.0)
    for _ in range(300):
        y = y + 1.0
    assert "infinity starts here: n3 = log(n2)" in str(draw(y))


@pytest.mark.filterwarnings("ignore:.*encountered")
def test_of_several_operands_the_one_is_named():
    x, y = Tensor(0.0, name="x"), Tensor(0.5, name="y")
    with record_backward() as sweep:
        (x**y).backward()
    assert [said for (said,) in faults(sweep.drawing).values()] == ["gradient for x: infinity starts here"]


@pytest.mark.filterwarnings("ignore:.*encountered")
def test_a_call_of_several_results_that_passes_it_on_is_not_where_it_begins():
    m = Tensor(np.diag([1.0, 2.0]), name="m")
    with record_backward() as sweep:
        values, vectors = np.linalg.eigh(m)
        (anp.sqrt(anp.sum((values - np.array([1.0, 2.0])) ** 2)) + anp.sum(vectors)).backward()
    labels = {box.id: box.op for box in sweep.snapshot.boxes}
    assert {labels[key] for key in sweep.snapshot.faults} == {"power", "sqrt"}


@primitive
def halves(x):
    with np.errstate(all="ignore"):
        return x / 2.0, np.divide(x, 0.0)


defvjp(halves, lambda ans, x: lambda g: g[0] / 2.0)


def test_a_bad_one_of_several_results_begins_there():
    first, second = halves(Tensor(3.0, name="x"))
    assert faults(draw(first + second)) == {"n4": ("infinity starts here",)}


def test_all_lines_of_a_value_stand_in_one_column():
    x = Tensor(np.r_[np.nan, np.arange(99.0)], name="x")
    svg = draw(x * 2.0)._repr_svg_()
    places = {float(place) for place in re.findall(r'x="([\d.]+)"[^>]*>(?:mean|min|1 nan)', svg[svg.index("n2 = ") :])}
    assert len(places) == 1
