"""explain as text: golden files; and what it refuses."""

import os
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Tensor, explain
from autograd.drawing.explain import EXPLAINED
from autograd.errors import GraphError, InputTypeError, ShapeError

GOLDEN = Path(__file__).parent / "golden"


def expression() -> Tensor:
    a, b, c = (Tensor(value, name=name) for value, name in ((2.0, "a"), (-3.0, "b"), (10.0, "c")))
    loss = np.tanh(a * b + c) ** 2 - a / (b - 1.5)
    loss.name = "loss"
    return loss


def network() -> Tensor:
    x = np.arange(12.0).reshape(4, 3) / 10
    w1 = Tensor((np.arange(15.0).reshape(3, 5) % 4 - 1.5) / 4, name="w1")
    b1 = Tensor(np.linspace(-0.2, 0.2, 5), name="b1")
    w2 = Tensor((np.arange(10.0).reshape(5, 2) % 3 - 1.0) / 2, name="w2")
    b2 = Tensor(np.array([0.1, -0.1]), name="b2")
    hidden = np.tanh(x @ w1 + b1)
    hidden.name = "hidden"
    error = hidden @ w2 + b2 - 1.0
    loss = (error * error).mean()
    loss.name = "loss"
    return loss


GRAPHS = {"explained-expression": expression, "explained-network": network}


@pytest.mark.parametrize("name", GRAPHS)
def test_golden_text(name):
    """To accept a change: WRITE_GOLDEN=1 python -m pytest tests/drawing/test_explain.py, then read the diff."""
    written = f"{explain(GRAPHS[name]())}\n"
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(written, encoding="utf-8", newline="\n")
    assert written == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("make", GRAPHS.values())
def test_explaining_changes_nothing_and_two_runs_are_alike(make):
    loss = make()
    explanations = [explain(loss), explain(make())]
    assert str(explanations[0]) == str(explanations[1])
    assert explanations[0].latex() == explanations[1].latex()
    assert explanations[0].mathml() == explanations[1].mathml()
    loss.backward()  # the graph is still whole


@pytest.mark.parametrize("make", GRAPHS.values())
def test_a_notebook_gets_well_formed_mathematics(make):
    explanation = explain(make())
    table = ET.fromstring(explanation.mathml())
    rows = list(table.iter("{http://www.w3.org/1998/Math/MathML}mtr"))
    contributions = sum(len(step.contributions) for step in explanation.sweep.steps)
    assert len(rows) == contributions + 1 == explanation.latex().count("\n") - 1
    assert ET.fromstring(explanation._repr_html_()).tag == "div"
    assert explanation._repr_latex_().startswith(r"$\begin{aligned}")


def test_another_cotangent():
    x = Tensor([1.0, 2.0], name="x")
    assert "grad x = [1.0, -1.0]" in str(explain(x * 2.0, [0.5, -0.5])).splitlines()[-1]
    with pytest.raises(ShapeError):
        explain(x * 2.0, [1.0, 2.0, 3.0])


def test_of_a_long_graph_the_first_steps_are_printed():
    x = Tensor(1.0, name="x")
    for _ in range(EXPLAINED + 50):
        x = x * 0.99
    lines = str(explain(x)).splitlines()
    assert sum("more" in line for line in lines) == 2 and len(lines) < 3 * EXPLAINED + 20
    assert "… 50 more steps" in "\n".join(lines) and lines[-1].startswith("  grad x = ")


@pytest.mark.parametrize(
    "what, error, said",
    [
        (3.0, InputTypeError, "explain() needs a Tensor; got 3.0 of type float"),
        (Tensor(3.0), GraphError, "got a leaf"),
        (Tensor(3.0, requires_grad=False) * 2, GraphError, "needs a tensor on a graph"),
    ],
)
def test_what_cannot_be_explained_says_what_to_do(what, error, said):
    with pytest.raises(error) as refused:
        explain(what)
    assert said in str(refused.value)


def test_freed_values_are_named():
    x = Tensor(2.0, name="x")
    y = np.tanh(x)
    y.backward(retain_graph=False)
    with pytest.raises(GraphError):
        explain(y)
    assert "y" not in str(autograd.draw(y))[:1]  # it can be drawn all the same


def test_complex_numbers_stand_in_brackets():
    z = Tensor(1 + 1j, name="z")
    assert "grad z = grad n2 * 2 = (1.0+0.0j) * 2 = 2.0+0.0j" in str(explain(z * 2))
