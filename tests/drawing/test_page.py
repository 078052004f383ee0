"""The page: complete, small, the same every time, and safe whatever the names are."""

import json
import re

import numpy as np
import pytest

import autograd
from autograd import Tensor, draw, record_backward
from autograd.drawing.groups import BUDGET
from autograd.drawing.page import page, resource
from autograd.drawing.phrases import PHRASES
from autograd.drawing.snapshot import take
from tests.benchmarks.viewer import cells, loop

HOSTILE = [
    "</script><b>x</b>", "\"'&<>", r"\N \l", "a" * 10_000, "\u202eright", "\U0001f600", "\ue000g\ue001", "x\ny", "한글",
]  # fmt: skip


def data_of(text: str) -> dict:
    """Read the data out of a page."""
    return json.loads(re.search(r'<script type="application/json" data-chainrule="data">(.*?)</script>', text, re.S)[1])


def network() -> Tensor:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(32, 8)), rng.integers(0, 3, 32)
    w1, b1 = Tensor(rng.normal(size=(8, 16)), name="W1"), Tensor(np.zeros(16), name="b1")
    w2, b2 = Tensor(rng.normal(size=(16, 3)), name="W2"), Tensor(np.zeros(3), name="b2")
    z = np.tanh(x @ w1 + b1) @ w2 + b2
    z = z - np.max(z, axis=1, keepdims=True)
    return -np.mean(z[np.arange(32), y] - np.log(np.sum(np.exp(z), axis=1)))


def swept(loss: Tensor) -> str:
    with record_backward() as sweep:
        loss.backward()
    return page(sweep.snapshot, sweep.sweep.edges, sweep.steps)


def test_the_page_of_a_network_is_small_and_asks_nobody_for_anything():
    text = swept(network())
    assert len(text.encode()) < 150_000
    assert set(re.findall(r"https?://[^\s\"'`]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "eval(" not in text and "WebAssembly" not in text and "import(" not in text
    assert len(resource("viewer.js").encode()) < 60_000


def test_the_data_is_complete():
    loss = network()
    data = data_of(swept(loss))
    snapshot = take([loss], grads=True)
    assert data["ids"] == [box.id for box in snapshot.boxes]
    assert len(data["steps"]) == sum(box.kind == "result" for box in snapshot.boxes)
    kinds = {box.id: box.kind for box in snapshot.boxes}
    for k, box in enumerate(snapshot.boxes):
        assert [data["ids"][k - distance] for distance in data["inputs"][k]] == list(box.inputs)
        rules = data["calls"][data["call"][k]][4]
        assert [rule >= 0 for rule in rules] == [kinds[key] != "constant" for key in box.inputs]
        assert all(rule < len(data["rules"]) for rule in rules)


def test_a_page_without_a_sweep_has_no_steps():
    data = data_of(page(draw(network()).snapshot))
    assert data["steps"] == [] and data["rules"] == []


def test_two_runs_give_the_same_bytes():
    assert swept(network()) == swept(network())


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_text(name):
    x = Tensor(2.0, name=name)
    with autograd.name_scope(name):
        y = x * x
    text = swept(y)
    assert text.count("</script>") == 2 and "<b>" not in text.replace("<body>", "")
    data = data_of(text)
    assert data["labels"]["0"] != "" and len(data["labels"]["0"]) <= 24
    fragment = draw(y)._repr_html_()
    assert fragment.count("</script>") == 2


def test_the_script_says_phrases_that_there_are():
    used = set(re.findall(r'\bt\("(\w+)"[,)]', resource("viewer.js")))
    assert len(used) > 25 and used <= PHRASES.keys(), used - PHRASES.keys()


def test_not_finite_numbers_are_written():
    with np.errstate(all="ignore"):
        y = np.log(Tensor(0.0, name="x")) * 2.0
    data = data_of(swept(y))
    assert data["values"][data["ids"].index("n2")] == "-inf"


@pytest.mark.parametrize("make", [lambda: loop(4000), lambda: cells(4000)], ids=["scalars", "arrays"])
def test_a_large_page_is_small_for_what_it_shows(make):
    """20,000 operations take less than 3 MB without a sweep, and less than 5 MB with one."""
    loss = make()
    plain = draw(loss)
    operations = sum(box.kind == "result" for box in plain.snapshot.boxes)
    frame = len(page(draw(loop(2)).snapshot))
    assert (len(page(plain.snapshot, plain.edges)) - frame) / operations < 150
    assert (len(swept(loss)) - frame) / operations < 250


def test_a_large_page_shows_at_first_what_the_budget_allows():
    text = page(draw(loop(6000)).snapshot)
    assert 1 < len(re.findall(r'<g data-id="', text)) <= BUDGET


def test_arrays_are_written_in_full_while_there_are_few():
    assert any(isinstance(value, list) for value in data_of(swept(cells(40)))["values"])
    many = data_of(swept(cells(2400)))
    assert not any(isinstance(value, list) for value in many["values"])
    assert any(isinstance(value, float) for value in many["values"])  # scalars have all their digits
