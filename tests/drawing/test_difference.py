"""What changed between two drawings: values, gradients, nodes; in words, marks and JSON."""

import json
import math

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, draw, record_backward
from autograd.errors import InputTypeError


class Step:
    """A small network, trained by hand."""

    def __init__(self, seed=0):
        rng = np.random.default_rng(seed)
        self.w = Tensor(rng.normal(size=(3, 40)), name="w")
        self.b = Tensor(np.zeros(3), name="b")
        self.x = rng.normal(size=40)

    def loss(self, doubled=False):
        self.w.zero_grad()
        self.b.zero_grad()
        hidden = anp.tanh(self.w @ self.x + self.b)
        if doubled:
            hidden = hidden * 2.0
        loss = anp.sum((hidden - np.array([1.0, 0.0, 0.5])) ** 2)
        loss.backward()
        return loss

    def train(self):
        for p in (self.w, self.b):
            p.data = p.data - 0.1 * p.grad


def test_nothing_changed():
    step = Step()
    first = draw(step.loss())
    assert str(first.diff(draw(step.loss()))) == "Of 11 nodes: 0 changed, 11 the same."
    assert str(first.diff(first)) == "Of 11 nodes: 0 changed, 11 the same."


def test_the_change_of_every_value_and_gradient():
    step = Step()
    before = step.loss()
    first, old_w, old_grad, old_b = draw(before), step.w.data.copy(), step.w.grad.copy(), step.b.grad.copy()
    step.train()
    after = step.loss()
    found = {change.after.name or change.after.id: change for change in first.diff(draw(after)).changes}
    # w has more numbers than a drawing keeps: of it the change of the norms is known
    norm = np.linalg.norm
    assert found["w"].value == pytest.approx(norm(step.w.data) / norm(old_w) - 1)
    assert found["w"].grad == pytest.approx(norm(step.w.grad) / norm(old_grad) - 1)
    assert found["b"].value == math.inf, "it was zero"
    assert found["b"].grad == pytest.approx(norm(step.b.grad - old_b) / norm(old_b))
    assert found["n8"].value == pytest.approx(abs(after.item() / before.item() - 1))
    assert [name for name, change in found.items() if not change.any] == ["c1", "c2", "c3"]


def test_a_program_that_was_edited():
    step = Step()
    first = draw(step.loss())
    step.train()
    difference = first.diff(draw(step.loss(doubled=True)))
    assert [change.after.op or change.after.kind for change in difference.changes if change.before is None] == [
        "constant", "multiply",
    ]  # fmt: skip
    assert not [change for change in difference.changes if change.after is None]
    back = draw(step.loss(doubled=True)).diff(draw(step.loss()))
    assert [change.before.op or change.before.kind for change in back.changes if change.after is None] == [
        "constant", "multiply",
    ]  # fmt: skip
    assert "+ n6 = n5 * 2.0" in str(difference) and "- n6 = n5 * 2.0" in str(back)
    assert str(difference).startswith("Of 13 nodes: ") and "2 new" in str(difference) and "2 gone" in str(back)


def test_lines():
    x, y = Tensor(2.0, name="x"), Tensor([1.0, 2.0], name="y")
    first = draw({"a": x * 3.0, "b": anp.sum(y) * 0.0})
    x.data, y.data = 1.9, np.array([1.0, 2.5])
    lines = str(first.diff(draw({"a": x * 3.0, "b": anp.sum(y) * 0.0}))).splitlines()
    assert lines[0] == "Of 7 nodes: 4 changed, 3 the same."
    told = (line.split("  value ") for line in lines[1:])
    assert {name.strip(): words for name, words in told} == {
        "x": "2.0 -> 1.9 (-5 %)",
        "a = x * 3.0": "6.0 -> 5.7 (-5 %)",
        "y": "[1.0, 2.0] -> [1.0, 2.5] (by 22 %)",
        "n4 = sum(y)": "3.0 -> 3.5 (+17 %)",
    }


def test_how_much_an_array_changed_is_not_how_much_its_norm_did():
    w = Tensor(np.array([0.3, -0.4, 1e-3, 2e-3, 3e-3, 4e-3, 5e-3, 6e-3, 7e-3, 8e-3, 9e-3, 1e-2]), name="w")
    first = draw(w * 1.0)
    w.data = w.data * np.where(np.arange(12) == 1, -1.0, 1.0)
    words = str(first.diff(draw(w * 1.0))).splitlines()[1]
    assert words.split("  value ")[1] == "changed by 160 % (norm 0.5004 -> 0.5004)"
    zero = Tensor(np.zeros(12), name="w")
    words = str(draw(zero * 1.0).diff(first)).splitlines()[1]
    assert words.split("  value ")[1] == "changed (norm 0.0 -> 0.5004)"


@pytest.mark.filterwarnings("ignore:.*encountered")
def test_what_is_not_finite_or_was_not_there():
    x = Tensor(2.0, name="x")
    y = x * x
    first = draw(y)
    y.backward()
    assert "grad – -> 4.0" in str(first.diff(draw(y)))
    x.data = np.inf
    assert "value 2.0 -> inf" in str(first.diff(draw(x * x)))
    assert str(draw(x * x).diff(draw(x * x))).startswith("Of 2 nodes: 0 changed")
    x.data = np.nan
    assert str(draw(x * x).diff(draw(x * x))).startswith("Of 2 nodes: 0 changed"), "NaN is NaN"


def test_complex_and_other_shapes():
    z = Tensor(1 + 1j, name="z")
    first = draw(z * z)
    z.data = 1 + 2j
    assert "(by 71 %)" in str(first.diff(draw(z * z)))
    a, b = draw(Tensor(np.ones(3), name="t") * 2.0), draw(Tensor(np.ones(4), name="t") * 2.0)
    assert "+ t" in str(a.diff(b)) and "- t" in str(a.diff(b))


def test_a_large_array_that_keeps_its_norm_has_changed_all_the_same():
    w = Tensor(np.random.default_rng(0).normal(size=200), name="w")
    first = draw(w * 2.0)
    for other in (-w.data, np.roll(w.data, 1)):
        w.data, kept = other, w.data
        difference = first.diff(draw(w * 2.0))
        assert str(difference).splitlines()[:2] == [
            "Of 3 nodes: 2 changed, 1 the same.",
            f"  w             value changed, its norm {np.linalg.norm(kept):.2f} did not",
        ]
        assert difference.snapshot.marks["n1"] == ("value changed, its norm did not",)
        w.data = kept
    w.data = w.data * (1 + 1e-15)
    assert "0 changed" in str(first.diff(draw(w * 2.0))), "rounding is no change"


def test_numbers_whose_squares_no_float_can_hold():
    x = Tensor([1e200, 1.0], name="x")
    first = draw(x * 1.0)
    x.data = -x.data
    assert "[1e200, 1.0] -> [-1e200, -1.0] (by 200 %)" in str(first.diff(draw(x * 1.0)))
    x.data = x.data * np.array([1e20, 1.0])
    assert "(by 1e22 %)" in str(first.diff(draw(x * 1.0)))


def test_a_small_change_is_shown_with_all_digits():
    x = Tensor(1.0001, name="x")
    first = draw(x * 1.0)
    x.data = 1.00011
    difference = first.diff(draw(x * 1.0))
    assert "  x             value 1.0001 -> 1.00011 (+0.001 %)" in str(difference)
    assert difference.snapshot.marks["n1"] == ("value was 1.0001 (+0.001 %)",)


def test_what_has_another_name_is_another_thing():
    a, b, c = Tensor(1.0, name="a"), Tensor(2.0, name="b"), Tensor(7.0, name="c")
    lines = str(draw(a * b).diff(draw(b * c))).splitlines()
    assert lines[1:] == ["+ c", "  n3 = b * c  value 2.0 -> 14.0 (+600 %)", "- a"]


def test_many_changes_are_printed_in_part(tmp_path):
    x = Tensor(1.0, name="x")

    def graph():
        y = x
        for _ in range(500):
            y = y * 1.0
        return draw(y)

    first = graph()
    x.data = 2.0
    difference = first.diff(graph())
    assert len(str(difference).splitlines()) == 202
    assert str(difference).endswith("\n… 301 more (save('changes.txt') writes them all)")
    assert len(difference.save(tmp_path / "d.txt").read_text(encoding="utf-8").splitlines()) == 502


def test_order_does_not_matter_for_what_has_a_name():
    def graph(swapped):
        first, second = ("u", "v")[::-1] if swapped else ("u", "v")
        t = {first: Tensor(1.0, name=first)}
        t[second] = Tensor(1.0, name=second)
        return draw(t["u"] * t["v"])

    assert "0 changed, 3 the same" in str(graph(False).diff(graph(True)))


def test_a_long_program_with_an_edit_is_compared_quickly():
    def graph(edited):
        x = Tensor(1.0, name="x")
        for k in range(3000):
            x = x * 1.5 if edited and k == 1500 else x + 0.001
        return draw(x)

    changes = graph(False).diff(graph(True)).changes
    assert sum(change.before is None for change in changes) <= 2


def test_every_format(tmp_path):
    step = Step()
    first = draw(step.loss())
    step.train()
    with record_backward() as sweep:
        step.loss()
    difference = first.diff(sweep.drawing)
    assert difference.save(tmp_path / "d.txt").read_text() == str(difference) + "\n"
    entries = json.loads(difference.save(tmp_path / "d.json").read_text())["changes"]
    assert len(entries) == 11 and entries[0]["before"] == entries[0]["after"] == "n1" and 0 < entries[0]["grad"] < 9
    for suffix in ("svg", "html", "dot"):
        text = difference.save(tmp_path / f"d.{suffix}").read_text()
        assert "grad norm changed by" in text and "value was" in text, suffix
    assert '"steps"' in (tmp_path / "d.html").read_text()


def test_what_is_no_drawing_is_refused():
    x = Tensor(2.0)
    with pytest.raises(InputTypeError, match=r"draw\(a\).diff\(draw\(b\)\); it got an object of type Tensor"):
        draw(x).diff(x)


def test_a_stretch_that_is_too_long_to_be_compared_is_told():
    def graph(edited):
        x = Tensor(1.0, name="x")
        x = x * 2.0 if edited else x + 1.0
        for _ in range(2500):
            x = x + 0.001
        return draw(anp.sin(x) if edited else anp.cos(x))

    told = str(graph(False).diff(graph(True))).splitlines()[0]
    assert told.endswith("Between the first and the last difference are more than 2,000 nodes: they were not paired.")
