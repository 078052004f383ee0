"""The naive recursion beside the engine's order: its steps, its wrong gradients, and what cannot be shown."""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, grad
from autograd.drawing.drawing import UnknownFormatError
from autograd.drawing.orders import naive_sweep, ordered_sweep, orders, save_orders, verdict
from autograd.errors import InputTypeError


def reused():
    x, w = Tensor(2.0, name="x"), Tensor(1.5, name="w")
    h = x * w
    return h * (h + 1.0)


def grads(sweep):
    return {box.name or box.id: box.grad.items[0] for box in sweep.snapshot.boxes if box.grad is not None}


def recursion(node, g, rule):
    """The recursion as it stands in the docs, on plain numbers: (graph of (name, operands), shares)."""
    total = dict.fromkeys("xwhns", 0.0)

    def visit(name):
        for operand, share in rule[name]:
            total[operand] += share * total[name]
            visit(operand)

    total[node] = g
    visit(node)
    return total


def test_the_recursion_is_wrong_where_a_value_is_used_twice():
    expected = recursion("s", 1.0, {"s": [("h", 4.0), ("n", 3.0)], "n": [("h", 1.0)], "h": [("x", 1.5), ("w", 2.0)],
                                    "x": [], "w": []})  # fmt: skip
    found = grads(naive_sweep(reused().node))
    assert (found["x"], found["w"], found["n3"]) == (expected["x"], expected["w"], expected["h"]) == (16.5, 22.0, 7.0)
    right = grads(ordered_sweep(reused().node))
    assert (right["x"], right["w"]) == (10.5, 14.0) and right["n3"] == 7.0


def test_its_steps_are_those_of_the_recursion():
    steps = naive_sweep(reused().node).steps
    assert [(step.id, step.contributions[0].target) for step in steps] == [
        ("n5", "n3"), ("n3", "n1"), ("n3", "n2"), ("n5", "n4"), ("n4", "n3"), ("n3", "n1"), ("n3", "n2"),
    ]  # fmt: skip
    assert [step.cotangent.items[0] for step in steps] == [1.0, 4.0, 4.0, 1.0, 3.0, 7.0, 7.0]


def test_on_a_tree_and_on_arrays_both_are_right():
    x = Tensor([0.5, 1.0], name="x")
    loss = anp.sum(anp.sin(x) * 3.0)
    for sweep in (naive_sweep(loss.node), ordered_sweep(loss.node)):
        (box,) = [box for box in sweep.snapshot.boxes if box.name == "x"]
        np.testing.assert_allclose(box.grad.items, grad(lambda x: np.sum(np.sin(x) * 3.0))(x.data))
    assert "so the recursion is right, too" in orders(loss) and x.grad is None, "nothing is added to a gradient"


def test_the_page_has_both_and_says_what_is_wrong(tmp_path):
    page = orders(reused())
    assert "Wrong: x gets 16.5 instead of 10.5, w gets 22.0 instead of 14.0." in page
    assert page == orders(reused()), "two runs write the same bytes"


def test_only_a_page_in_a_folder_that_exists_is_written(tmp_path):
    with pytest.raises(UnknownFormatError, match=r"got 'o\.txt'; it writes a page: name the file \.html"):
        save_orders(reused(), tmp_path / "o.txt")
    with pytest.raises(FileNotFoundError, match=r"got 'no/such/o\.html', but there is no folder 'no/such'"):
        save_orders(reused(), "no/such/o.html")
    assert not list(tmp_path.iterdir())
    assert save_orders(reused(), tmp_path / "O.HTML").stat().st_size


def told(t):
    return verdict(naive_sweep(t.node).snapshot, ordered_sweep(t.node).snapshot)


def test_rounding_is_no_wrong_gradient():
    x = Tensor(0.8444218515250481, name="x")
    for k in range(20):
        assert "right, too" in told(x * (0.7579544029403025 + k) + x * 0.420571580830845 + x * (0.25891675 - k))


def test_a_value_that_is_used_twice_without_harm_is_told():
    x = Tensor(2.0, name="x")
    h = x * x
    assert "used twice here, but at these numbers" in told(h * 0.0 + h * 0.0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: 3.0, "computed, tracked, real scalar, as a loss; got 3.0"),
        (lambda: Tensor([1.0, 2.0]) * 2.0, "tracked, real scalar"),
        (lambda: Tensor(1 + 1j) * 2.0, "tracked, real scalar"),
        (lambda: Tensor(2.0), "computed, tracked, real scalar"),
        (lambda: anp.linalg.slogdet(Tensor(np.eye(2)))[1], "graph with slogdet: it has several results"),
    ],
)
def test_what_cannot_be_shown(make, message):
    with pytest.raises(InputTypeError, match=message):
        orders(make())


def test_a_graph_with_too_many_ways_is_refused():
    x = Tensor(1.0)
    for _ in range(40):
        x = x * x
    with pytest.raises(InputTypeError, match=r"more than 1,000 steps\. Show a smaller graph"):
        orders(x)
