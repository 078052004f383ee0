"""The page on conventions is true. `WRITE_DOCS=1 pytest` of this file writes its table of what the ops declare."""

import gc
import math
import os
import re
import weakref
from pathlib import Path

import numpy as np
import pytest

import nn
import tests.scipy_ops  # noqa: F401  (declares the ops)
from autograd import Tensor, grad
from autograd.graph.op import REGISTRY

PAGE = Path(__file__).parents[2] / "docs/look-up/conventions.md"
MARK = "<!-- from the declarations -->\n"


def table():
    rows = sorted((op.name, op.singular) for op in REGISTRY.values() if op.singular)
    return "| op | what it answers |\n|---|---|\n" + "".join(f"| `{name}` | {text} |\n" for name, text in rows)


def test_the_table_of_singular_points_is_fresh():
    head, _, rest = PAGE.read_text().partition(MARK)
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(head + MARK + table())
        return
    assert rest == table(), "run: WRITE_DOCS=1 .venv/bin/pytest tests/house/test_conventions.py"


ROWS = re.findall(r"^\| `(.*?)` \| (\S+) \| (\S+) \|", PAGE.read_text().partition("## By expression")[2], re.MULTILINE)


@pytest.mark.parametrize(("expression", "x", "expected"), ROWS)
@pytest.mark.parametrize("form", [float, np.float32, lambda x: np.array([x])])
def test_an_expression_has_the_gradient_of_its_row(expression, x, expected, form):
    code = compile(expression, "conventions.md", "eval")
    got = grad(lambda x: np.sum(eval(code, {**vars(np), "x": x})))(form(float(x)))
    assert np.array_equal(np.ravel(got), [float(expected)], equal_nan=True)


def test_the_rows_were_found():
    assert len(ROWS) == 21 and any(math.isnan(float(expected)) for *_, expected in ROWS)


def affected(call, constant, change):
    """Tell whether the gradient at ones changes when a constant is written into after the call."""
    gradients = []
    for write in (False, True):
        x, c = Tensor(np.ones((2, 2))), np.array(constant)
        y = call(x, c).sum()
        if write:
            c[...] = change
        y.backward()
        gradients.append(x.grad)
    return not np.array_equal(*gradients)


@pytest.mark.parametrize(
    ("call", "constant", "change"),
    [
        (lambda x, c: x * c, [2.0, 3.0], 7.0),
        (lambda x, c: c @ x, [[2.0, 3.0]], 7.0),
        (lambda x, c: np.where(c, x, 0.0), [True, False], False),
        (nn.cross_entropy, [0, 1], 0),
    ],
)
def test_a_constant_is_saved_by_reference(call, constant, change):
    assert affected(call, constant, change)
    assert not affected(lambda x, c: call(x, c.copy()), constant, change)


@pytest.mark.parametrize(
    ("call", "constant", "change"),
    [
        (lambda x, c: x[c], [0, 0], 1),
        (lambda x, c: x[c], [True, False], [False, True]),
        (lambda x, c: np.take(x, c), [0, 0], 1),
        (lambda x, c: x * Tensor(c, requires_grad=False), [2.0, 3.0], 7.0),
    ],
)
def test_what_is_copied(call, constant, change):
    assert not affected(call, constant, change)


@pytest.fixture
def without_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collector")
def test_a_gradient_stored_with_its_graph_is_a_cycle():
    def stored(forget):
        x = Tensor([1.0, 2.0])
        (x**3).sum().backward(create_graph=True)
        alive = weakref.ref(x.grad)
        if forget:
            x.grad = None
        return alive

    assert stored(forget=False)() is not None
    assert stored(forget=True)() is None


@pytest.mark.usefixtures("without_collector")
def test_a_gradient_returned_with_its_graph_is_none():
    def returned():
        x = Tensor([1.0, 2.0])
        g = grad(lambda x: (x**3).sum())(x)
        (g * g).sum().backward()
        assert g.requires_grad and x.grad.tolist() == [36.0, 288.0]
        return weakref.ref(g)

    assert returned()() is None


def test_writing_into_data_is_not_noticed():
    x = Tensor([1.0, 1.0])
    y = (x * x).sum()
    x.data[...] = 5.0
    y.backward()
    assert x.grad.tolist() == [10.0, 10.0]
