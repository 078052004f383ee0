"""The text tree: golden files, sharing, depth, cutting; and how numbers and names are written."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Tensor
from autograd.drawing import draw
from autograd.drawing.text import PRINTED
from autograd.drawing.words import number, printable

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]


def expression() -> Tensor:
    a, b, c = (Tensor(value, name=name) for value, name in ((2.0, "a"), (-3.0, "b"), (10.0, "c")))
    loss = a * b + c - a / 4.0
    loss.name = "loss"
    loss.backward()
    return loss


def shared() -> Tensor:
    x = Tensor(1.5, name="x")
    square = x * x
    return (square + 1.0) * (square - x)


def network() -> Tensor:
    w = Tensor(np.arange(6.0).reshape(2, 3) / 4, name="w")
    b = Tensor(np.array([0.5, -0.5]), name="b")
    with autograd.name_scope("fc"):
        hidden = np.arange(300.0).reshape(100, 3) / 100 @ w.T + b
    loss = (hidden * hidden).sum(axis=1)[:50].sum()
    loss.backward()
    return loss


def deep() -> Tensor:
    x = Tensor(1.0, name="x")
    for _ in range(30):
        x = 1.0 - x
    return x


def recurrent() -> Tensor:
    """A graph whose tree has more than 200 lines: it begins with an overview."""
    w = Tensor(np.arange(9.0).reshape(3, 3) / 16, name="w")
    state = np.zeros(3)
    for k in range(60):
        with autograd.name_scope(f"cell{k % 5}"):
            state = np.maximum(w @ state + np.full(3, k / 8), 0.5)
    loss = np.sqrt(state * state - state * state).sum() / 0.0 + w.sum()
    loss.name = "loss"
    loss.backward()
    return loss


GRAPHS = {
    "expression": expression,
    "shared": shared,
    "network": network,
    "deep": deep,
    "recurrent": recurrent,
    "several": lambda: {"loss": expression(), "plain": Tensor(np.arange(3))},
    "untracked": lambda: Tensor(2.5, requires_grad=False),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_golden_text(name):
    """To accept a change: WRITE_GOLDEN=1 python -m pytest tests/drawing/test_text.py, then read the diff."""
    written = f"{draw(GRAPHS[name]())}\n"
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(written, encoding="utf-8", newline="\n")
    assert written == file.read_text(encoding="utf-8")


def test_gradients_are_left_out_on_request():
    text = str(draw(expression(), grads=False))
    assert "grad" not in text and "loss = " in text


def test_every_box_is_written_once_and_shared_ones_are_referred_to():
    text = str(draw(shared()))
    assert text.count("n2 = x * x") == 1
    assert text.count("n2 (above)") == 1


def test_a_chain_does_not_run_off_the_right_edge(tmp_path):
    x = Tensor(1.0, name="x")
    for _ in range(1000):
        x = np.tanh(x)
    lines = draw(x).save(tmp_path / "chain.txt").read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) < 120
    assert sum(" = tanh(" in line for line in lines) == 1000


def test_print_is_cut_and_says_so(tmp_path):
    x = Tensor(1.0, name="x")
    for _ in range(500):
        x = np.tanh(x)
    drawing = draw(x)
    printed = str(drawing).splitlines()
    assert printed[-1] == f"… {501 - PRINTED:,} more nodes (save('graph.txt') writes them all)"
    saved = drawing.save(tmp_path / "all.txt").read_text(encoding="utf-8")
    assert "more nodes" not in saved and "\nx " not in saved and "x  " in saved


def test_an_overview_comes_first_when_the_tree_has_more_than_200_lines(tmp_path):
    short, long = deep(), recurrent()
    assert "too long" not in str(draw(short))
    lines = str(draw(long)).splitlines()
    assert lines[0].startswith("A graph of") and lines[10] == "" and lines[11].startswith("loss = ")
    assert "too long" not in draw(long).save(tmp_path / "g.txt").read_text(encoding="utf-8")


def test_the_overview_counts_what_is_there():
    many = {f"y{k}": Tensor(np.ones((2, k + 1)), name=f"x{k}") * 2.0 for k in range(80)}
    first = [" ".join(line.split()) for line in str(draw(many)).splitlines()[:10]]
    assert first[0] == "A graph of 240 nodes, too long to be read at once:"
    assert first[2] == f"leaves 80 (parameters) with {80 * 81:,} elements: x0, x1, x2, x3, … 76 more"
    assert first[3] == "constants 80 with 80 elements"
    assert first[4] == "operations 80: 80 multiply"
    assert first[5].startswith("depth 1 ") and first[6] == "scopes none"
    assert first[8].startswith("largest x79 (2, 80) float64, y79 (2, 80)")


def test_names_that_occur_twice_get_their_id():
    first, second = Tensor(1.0, name="w"), Tensor(2.0, name="w")
    assert "n3 = w:n1 * w:n2" in str(draw(first * second))
    liar = Tensor(1.0, name="n2")
    assert "n2 = n2:n1 * n2:n1" in str(draw(liar * liar))


@pytest.mark.parametrize(
    "value, text",
    [
        (3.0, "3.0"),
        (-0.0, "-0.0"),
        (1797.0, "1797.0"),
        (123456.0, "123456.0"),
        (1e6, "1e6"),
        (12345.678, "1.235e4"),
        (0.000123456, "0.0001235"),
        (1.5e-5, "1.5e-5"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (7, "7"),
        (-123456789, "-123456789"),
        (12345678901, "1.235e10"),
        (10**400, "1e400"),
        (-(10**400), "-1e400"),
        (True, "True"),
        (1 - 2j, "1.0-2.0j"),
        (1e-300, "1e-300"),
        (0.99999, "1.000"),
        (173.9999, "174.0"),
        (1234.56, "1235"),
        (1.7976931348623157e308, "1.798e308"),
    ],
)
def test_numbers(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    "name, text",
    [
        ("weight", "weight"),
        ("two\nlines", "two\\nlines"),
        ("\x00\x1b[31m", "\\x00\\x1b[31m"),
        ("Δ层", "Δ层"),
        ("\udcff", "\\udcff"),
        ("\u202eevil", "\\u202eevil"),
        ("x" * 100, "x" * 23 + "…"),
        ("", ""),
    ],
)
def test_names(name, text):
    assert printable(name) == text


def test_formulas():
    x = Tensor(np.arange(1.0, 7.0).reshape(2, 3), name="x")
    for tensor, formula in (
        (x[1, :2], "n2 = x[1, :2]"),
        (x**-2.0, "n2 = x ** (-2.0)"),
        (-2.0 - x, "n2 = (-2.0) - x"),
        (x.sum(axis=1, keepdims=True), "n2 = sum(x, axis=1, keepdims=True)"),
        (x @ np.ones((3, 2)), "n2 = x @ c1"),
    ):
        assert str(draw(tensor)).startswith(f"{formula}  ")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_any_standard_output_can_be_written_to(encoding):
    code = (
        "import autograd, numpy\n"
        "x = autograd.Tensor(numpy.arange(40.0), name='gr\\u00f6\\u00dfe \\u65e5'); y = autograd.Tensor(2.0)\n"
        "print(autograd.draw((x * y - y).sum()))"
    )
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr
    written = done.stdout.decode(encoding)
    branches = ("├─ ", "└─ ", "│  ", "±") if encoding == "utf-8" else ("|- ", "`- ", "|  ", "+-")
    assert all(branch in written for branch in branches), written
