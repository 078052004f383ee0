"""The page on conventions is true. `WRITE_DOCS=1 pytest` of this file writes its tables."""

import contextlib
import gc
import json
import os
import weakref
from pathlib import Path

import numpy as np
import pytest

import autograd.numpy as anp
import nn
import tests.scipy_ops  # noqa: F401  (declares the ops)
from autograd import Tensor, grad, jvp
from autograd.errors import DegenerateError
from autograd.graph.node import topological
from autograd.graph.op import REGISTRY
from autograd.ops import elementwise
from autograd.scipy import special
from tests.house.corners.peer import SAME, Space, evaluate
from tests.house.corners.rows import HERE, PEERS, rows, table

PAGE = Path(__file__).parents[2] / "docs/look-up/conventions.md"
CORNERS = "<!-- the corners: from tests/house/corners -->\n"
MARK = "<!-- from the declarations -->\n"
END = "<!-- end -->\n"


def declared():
    lines = sorted((op.name, op.singular) for op in REGISTRY.values() if op.singular)
    return "| op | what it answers |\n|---|---|\n" + "".join(f"| `{name}` | {text} |\n" for name, text in lines)


@pytest.mark.parametrize(("mark", "table"), [(CORNERS, table), (MARK, declared)])
def test_the_tables_are_fresh(mark, table):
    head, _, rest = PAGE.read_text().partition(mark)
    written, _, tail = rest.partition(END)
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(head + mark + table() + END + tail)
        return
    assert written == table(), "run: WRITE_DOCS=1 .venv/bin/pytest -n0 tests/house/test_conventions.py"


# ---- the corners -----------------------------------------------------------------------------------------------------

ROWS = rows()
CASES = [pytest.param(row, id=row.key) for row in ROWS]
quietly = pytest.mark.filterwarnings(
    "ignore:Output seems independent:UserWarning", "ignore:.*(All-NaN slice|divide by zero):RuntimeWarning"
)
NAMES = Space(
    anp, linalg=Space(anp.linalg), special=Space(special), relu=elementwise.relu, logsumexp=special.logsumexp, **SAME
)


def function_of(row):
    code = compile(row.expression, "rows.txt", "eval")
    return lambda x: anp.sum(evaluate(code, NAMES, x))


def assert_answers(expected, derivative, dtype, constant=False):
    if expected.endswith("Error"):
        with pytest.raises((np.linalg.LinAlgError, DegenerateError)) as raised:
            derivative()
        assert type(raised.value).__name__ == expected
        return
    got = derivative()
    assert constant or np.asarray(got).dtype == dtype
    close = 1e-5 if dtype == np.float32 else 1e-9
    np.testing.assert_allclose(np.ravel(got), [float(expected)], close, close)


@quietly
@pytest.mark.parametrize("row", CASES)
@pytest.mark.parametrize("form", [float, np.float32, lambda x: np.array([x]), lambda x: np.array([x], np.float32)])
def test_a_corner_has_its_gradient(row, form):
    f, x = function_of(row), form(float(row.x))
    dtype = np.asarray(x).dtype
    assert_answers(row.gradient, lambda: grad(lambda x: f(x if np.ndim(x) == 0 else x[0]))(x), dtype)


@quietly
@pytest.mark.parametrize("row", CASES)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_corner_has_its_derivatives_forward_and_of_second_order(row, dtype):
    f, x = function_of(row), dtype(row.x)
    assert_answers(row.forward, lambda: jvp(f, (x,), (dtype(1),))[1], dtype, constant=True)
    if row.second is not None:
        assert_answers(row.second, lambda: grad(grad(f))(x), dtype)


def test_every_row_was_measured():
    peers = json.loads((HERE / "peers.json").read_text())
    for name in PEERS:
        assert list(peers[name]["values"]) == [row.key for row in ROWS], "run: python -m tests.house.corners.measure"


# No points: two conjugate their first operand; those of SciPy's linalg are tested in tests/scipy/test_linalg.py.
ELSEWHERE = {"vecdot", "vecmat", "lu_factor", "mirrored", "polar", "sqrtm"}


def ops_met():
    met = set()
    for row in ROWS:
        with contextlib.suppress(np.linalg.LinAlgError):
            y = function_of(row)(Tensor(float(row.x)))
            node = y.node if isinstance(y, Tensor) else None
            met |= {passed.op.name for passed in topological(node) if passed.op} if node else set()
    return met


@quietly
def test_every_op_that_declares_a_singular_point_has_a_row():
    declared = {op.name for op in REGISTRY.values() if op.singular}
    assert declared - ops_met() == ELSEWHERE


def test_every_op_with_a_kink_declares_what_it_answers_there():
    sloped = [op for op in REGISTRY.values() if op.kind != "flat"]
    kinked = [op for op in sloped if any(interval.kinks and not interval.onto for interval in op.domain)]
    assert len(kinked) > 10 and not [op.name for op in kinked if not op.singular]


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
