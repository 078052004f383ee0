"""explain as text: golden files; and what it refuses."""

import json
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor, explain
from autograd.drawing.choice import UnknownNameError
from autograd.drawing.explain import EXPLAINED, LEAVES
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
    parts = sum(1 + len(step.contributions) for step in explanation.sweep.steps)
    assert len(rows) == parts + 1 == explanation.latex().count("\n") - 1
    still, _ = ET.fromstring(f"<body>{explanation._repr_html_()}</body>")
    assert still[0].text == str(explanation) and json.loads(still[1].text) == explanation.mathml()
    assert explanation._repr_latex_().startswith(r"$\begin{aligned}")


def test_another_cotangent():
    x = Tensor([1.0, 2.0], name="x")
    assert "grad x = [1.0, -1.0]" in str(explain(x * 2.0, [0.5, -0.5])).splitlines()[-1]
    with pytest.raises(ShapeError):
        explain(x * 2.0, [1.0, 2.0, 3.0])


def meaning(explanation: explain) -> list[str]:
    """Return what is said of the gradients, without the way they go."""
    lines = str(explanation).splitlines()
    (place,) = (place for place, line in enumerate(lines) if line.startswith("Backward: "))
    return [line.partition("; ")[2] or line for line in lines[place : place + 2] if "begins" not in line]


def test_what_the_gradient_of_an_array_is_that_of():
    x = Tensor([1.0, 2.0], name="x")
    y = x * 2.0
    y.name = "y"
    assert meaning(explain(y)) == ["`grad v` is how fast the sum of y's entries changes with v"]
    weighted = "`grad v` is how fast the sum of y's entries, weighted by the cotangent, changes with v"
    assert meaning(explain(y, [0.5, -0.5])) == [weighted]
    assert meaning(explain(y.sum())) == ["`grad v` is how fast n3 changes with v"]
    y.name = "v"
    assert meaning(explain(y)) == ["`grad u` is how fast the sum of v's entries changes with u"]


def test_what_the_gradient_of_complex_numbers_is():
    z = Tensor(1 + 1j, name="z")
    loss = np.abs(z) ** 2
    loss.name = "loss"
    convention = "  of a complex v = x + iy that is d/dx - i d/dy"
    assert meaning(explain(loss)) == ["`grad v` is how fast loss changes with v", convention]
    square = z * z
    square.name = "s"
    assert meaning(explain(square)) == ["`grad v` is how fast the real part of s changes with v", convention]
    weighted = "`grad v` is how fast the real part of the cotangent times s changes with v"
    assert meaning(explain(square, 1j)) == [weighted, convention]
    row = Tensor([1j, 2.0], name="row") * 2.0
    row.name = "r"
    assert meaning(explain(row))[0] == "`grad v` is how fast the real part of the sum of r's entries changes with v"


@pytest.mark.parametrize("g", [None, 1j, 0.5 - 2j])
def test_what_is_said_of_complex_numbers_is_true(g):
    step, z0 = 1e-6, 0.3 + 0.7j

    def f(z):
        return np.conj(z) * np.exp(z) * z

    def measured(z):
        return (f(z) * (1 if g is None else g)).real

    expected = (measured(z0 + step) - measured(z0 - step)) / (2 * step)
    expected -= 1j * (measured(z0 + 1j * step) - measured(z0 - 1j * step)) / (2 * step)
    z = Tensor(z0, name="z")
    explanation = explain(f(z), g)
    (total,) = explanation.totals[explanation.sweep.snapshot.boxes[0].id].items
    assert total == pytest.approx(expected, abs=1e-8)


STAYS = "a gradient of 0 stays 0 here"


def test_a_zero_that_meets_an_infinite_derivative_is_no_arithmetic():
    p = Tensor(0.0, name="p")
    explanation = explain(np.log(p) * 0.0)
    words = str(explanation)
    assert f"     grad p = grad n2 / p = 0.0 ({STAYS}: 0.0 / 0.0 would be NaN)\n" in words
    assert words.count(STAYS) == 1 and "0.0 / 0.0 = " not in words
    assert rf"\bar{{p}} &= \frac{{\bar{{n}}_{{2}}}}{{p}} = 0.0, \quad \text{{{STAYS}}}" in explanation.latex()
    assert f"<mn>0.0</mn><mo>,</mo><mspace width=\"1em\"/><mtext>{STAYS}</mtext>" in explanation.mathml()
    ET.fromstring(explanation.mathml())


def test_in_arrays_zeros_that_stay_are_told_too():
    x = Tensor([0.0, 4.0], name="x")
    words = str(explain(np.where(x.data > 0, np.sqrt(x), 0.0).sum(), focus=x))
    assert f"     grad x = grad n2 * 0.5 / n2 = [0.0, 0.25] ({STAYS})" in words and words.count(STAYS) == 1


@pytest.mark.parametrize(
    "result",
    [
        lambda p: np.log(p + 2.0) * 0.0,  # a zero, and a finite derivative
        lambda p: np.sqrt(p),  # an infinite derivative, and no zero
        lambda p: np.sqrt(p * p),  # NaN, which is shown as it is
        lambda p: np.stack([p, p]).sum() * 0.0,
        lambda p: np.linalg.slogdet(p * np.eye(2) + np.eye(2))[1] * 0.0,
    ],
)
def test_other_zeros_are_arithmetic(result):
    explanation = explain(result(Tensor(0.0, name="p")))
    assert STAYS not in f"{explanation}{explanation.latex()}{explanation.mathml()}"


def chain(length: int) -> tuple[Tensor, list[Tensor]]:
    """A product of many factors."""
    factors = [Tensor(1.0 + 1.0 / k, name=f"f{k}") for k in range(1, length)]
    product = Tensor(1.0, name="x")
    for factor in factors:
        product = product * factor
    return product, factors


@pytest.mark.parametrize("length", [EXPLAINED + 51, 20 * EXPLAINED])
def test_of_a_long_graph_the_first_steps_are_shown(length):
    product, _ = chain(length)
    explanation = explain(product)
    lines = str(explanation).splitlines()
    assert lines[0].startswith(f"A graph of {2 * length - 1:,} nodes") and len(lines) < 7 * EXPLAINED
    more = length - 1 - EXPLAINED
    assert f"… {more:,} more steps" in "\n".join(lines) and lines[-1] == f"  … {length - LEAVES:,} more leaves"
    assert f"and {more:,} more steps" in explanation.latex() and f"and {more:,} more steps" in explanation.mathml()
    assert len(explanation._repr_html_()) < 200_000


def test_all_steps_or_the_way_to_one_tensor_are_shown_when_asked_for():
    product, factors = chain(3 * EXPLAINED)
    assert len(explain(product, limit=None).steps) == len(explain(product).sweep.steps) == 3 * EXPLAINED - 1
    assert len(explain(product, limit=7).steps) == 7
    last = explain(product, focus=factors[-1])
    assert [part.target for step in last.steps for part in step.contributions] == [last.focus]
    assert str(last).splitlines()[-1].startswith(f"  grad {factors[-1].name} = ")
    assert str(explain(product, focus="f149")) == str(explain(product, focus=factors[148]))
    assert len(explain(product, focus="x", limit=None).steps) == 3 * EXPLAINED - 1


def test_what_cannot_be_in_focus_is_refused():
    x, again = Tensor(1.0, name="x"), Tensor(2.0, name="x")
    y = x * again
    with pytest.raises(UnknownNameError, match=r"'x' is the name of 2 boxes\. Write one of 'x:n1', 'x:n2'"):
        explain(y, focus="x")
    with pytest.raises(UnknownNameError, match="a tensor on which nothing in the picture depends"):
        explain(y, focus=Tensor(1.0))
    with pytest.raises(UnknownNameError, match=r"nothing is called 'z'\. There are 'x'; the ids"):
        explain(y, focus="z")
    with pytest.raises(InputTypeError, match="focus= takes a name or a Tensor; it got an object of type int"):
        explain(y, focus=3)
    assert str(explain(y, focus="x:n2")) == str(explain(y, focus="n2")) == str(explain(y, focus=again))


def test_a_focus_to_which_no_way_of_gradients_leads_is_refused():
    with autograd.name_scope("part"):
        w, v = np.linalg.eigh(Tensor(np.diag([1.0, 2.0]), name="m") * np.ones((2, 2)))
    y = (w + v[0]).sum()
    for focus, words in [
        (y, "the given tensor: it is the result itself"),
        ("n8", "'n8': it is the result itself"),
        ("c1", "'c1': it is a constant, and no gradient goes to it"),
        ("n3", "'n3': it is a call with several results, each with its own gradient"),
        ("part", "'part': it is a scope of"),
    ]:
        with pytest.raises(GraphError, match=re.escape(words)):
            explain(y, focus=focus)


def test_what_cannot_be_a_limit_is_refused():
    for limit in ("a", 0, 1.5, True):
        with pytest.raises(InputTypeError, match=f"limit= takes a whole number from 1 on; it got {limit!r}"):
            explain(Tensor(1.0) * 2.0, limit=limit)


def test_a_parameter_of_a_model_is_found_by_its_name_and_after_a_step():
    model = nn.MLP(2, 3, 1, rng=0)
    loss = model(np.ones((4, 2))).sum()
    loss.backward()
    nn.SGD(model.parameters(), lr=0.1).step()
    words = str(explain(loss, focus="0.weight"))
    assert words.splitlines()[-1].startswith("  grad 0.weight = ")
    assert words == str(explain(loss, focus=model[0].weight))


def test_a_small_graph_is_not_said_to_be_too_long():
    x = Tensor(2.0, name="x")
    y = np.tanh(x * 3.0 + 1.0) * x
    said = str(explain(y, limit=2)).splitlines()
    assert said[0] == "A graph of 7 nodes; the limit of 2 leaves out 2 of 4 steps:" and "too long" not in str(said)
    said = str(explain(y, focus=x, limit=np.int64(1))).splitlines()
    assert said[0] == "A graph of 7 nodes; the limit of 1 leaves out 3 of 4 steps to x:"


def test_the_results_of_one_call_have_names_in_its_formula():
    a = Tensor(np.array([[2.0, 0.5], [0.5, 1.0]]), name="a")
    w, v = np.linalg.eigh(a)
    alone = str(explain((w * w).sum()))
    assert "n2[1] @ ((grad n3)[..., None, :] * eye(2)) @ n2[1].T" in alone and "where(" not in alone
    w.name, v.name = "w", "V"
    both = explain((w * w).sum() + v[0, 0])
    assert "grad n2[1] = grad V" in str(both) and "V.T @ grad V" in str(both)
    assert r"\bar{n}_{2}[1] &= \bar{V} \in \mathbb{R}^{2 \times 2}" in both.latex()


def test_letters_and_words_have_bars_and_numbers_have_minus_signs():
    a, n9, word = Tensor(2.0, name="a"), Tensor(-1e-6, name="n9"), Tensor(-3.0, name="\ud55c\uae00")
    explanation = explain(a * n9 * word)
    table = explanation.mathml()
    assert table.isascii() and explanation._repr_html_().isascii()
    letter = '<mover accent="true"><mi>a</mi><mo stretchy="false">&#xAF;</mo></mover>'
    assert letter in table and "&#54620;&#44544;</mi></mrow>" in table and "<mn>-" not in table
    tenth = "<mo>&#x2212;</mo><mn>2</mn><mo>&#xB7;</mo><msup><mn>10</mn><mrow><mo>&#x2212;</mo><mn>6</mn></mrow></msup>"
    assert tenth in table and "(" not in table  # no brackets around what stands alone behind an equals sign
    written = explanation.latex()
    assert r"\bar{a} &=" in written and r"\bar{n}_{9}" in written and "\\overline{\\mathrm{\ud55c\uae00}} &=" in written
    assert r"= -2 \cdot 10^{-6}" in written


def test_brackets_grow_only_around_what_is_high():
    x = Tensor(3.0, name="x")
    low, high = explain(np.tanh(x)).mathml(), explain(np.hypot(x, 2.0)).mathml()
    assert '<mo stretchy="false">(</mo><mrow>' in low and "<mo>(</mo>" not in low
    assert "<mo>(</mo>" in high


def test_a_formula_that_depends_on_the_numbers_is_not_used_for_others():
    x = Tensor(np.array([1.0, 2.0, 2.0]), name="x")
    ties, one = x.max(), (x * np.array([1.0, 2.0, 3.0])).max()
    words = str(explain(ties + one))
    assert "where(n2 == n4, grad n4, 0)" in words or "where(n3 == n4, grad n4, 0)" in words
    assert words.count("where(") == 1 and "sum(" in words


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
