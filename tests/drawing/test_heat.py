"""Heat maps: shades, scale, samples of long axes, and where they are drawn."""

import re

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

from autograd import Tensor, draw
from autograd.drawing.heat import CELLS, heat, paths
from autograd.drawing.scene import HEATED
from autograd.drawing.summary import summarise

OUTLINE = r"M(\d+),(\d+)h(\d+)v1H(\d+)z"


def test_shades():
    picture = heat(np.array([[-2.0, -1.0, 0.0], [0.5, 2.0, np.inf]]))
    assert picture.shades == "024589" and picture.scale == 2.0 and (picture.rows, picture.columns) == (2, 3)


@given(arrays(np.float64, st.tuples(st.integers(1, 70), st.integers(2, 70)), elements=st.floats(-9, 9)))
def test_a_cell_is_an_entry_of_the_array(array):
    picture = heat(array)
    assert picture.rows <= CELLS and picture.columns <= CELLS
    down, across = picture.steps
    taken = array[::down, ::across]
    assert taken.shape == (picture.rows, picture.columns) and picture.scale == np.abs(taken).max()
    for entry, shade in zip(taken.ravel(), map(int, picture.shades), strict=True):
        assert abs(entry - (shade - 4) / 4 * picture.scale) <= picture.scale / 8 + 1e-300


@pytest.mark.parametrize(
    ("array", "shades"),
    [
        (np.zeros((2, 2)), "4444"), (np.full(3, np.nan), "999"), (np.array([True, False]), "84"),
        (np.array([3 + 4j, 0, -5]), "848"), (np.array([65504, -65504], np.float16), "80"),
        (np.array([1, -2, 4]), "528"), (np.array([1e308, -1e308]), "80"), (np.array([5e-324, 0.0]), "84"),
        (np.ones((2, 1, 2)), "8888"),
        (np.arange(6.0).reshape(2, 3)[:, ::-1], "654876"),
    ],
)  # fmt: skip
def test_kinds_of_arrays(array, shades):
    assert heat(array).shades == shades


@pytest.mark.parametrize(
    "array", [np.float64(1.0), np.ones(1), np.empty((0, 3)), np.array(["a", "b"]), np.ones((2, 0))]
)
def test_nothing_to_see(array):
    assert heat(np.asarray(array)) is None


def test_outlines_cover_every_cell_that_is_not_zero_once():
    picture = heat(np.random.default_rng(0).normal(size=(5, 7)))
    area = 0
    for outline, colour, opacity in paths(picture):
        assert colour in ("#0072b2", "#d55e00") and 0 < opacity <= 1
        for x, y, wide, back in re.findall(OUTLINE, outline):
            assert int(x) + int(wide) <= 7 and int(y) <= 4 and x == back
            area += int(wide)
    assert area == sum(shade != "4" for shade in picture.shades)


def test_small_and_large_arrays_have_one_when_their_numbers_are_not_written():
    assert summarise(np.arange(20.0)).heat == heat(np.arange(20.0))
    assert summarise(np.arange(200.0)).heat == heat(np.arange(200.0))
    drawing = draw(Tensor(np.arange(200.0), name="long") * np.arange(1.0, 201.0))
    assert drawing._repr_svg_().count("fill-opacity") >= 3
    assert "fill-opacity" not in draw(Tensor([1.0, 2.0]) * 2.0)._repr_svg_(), "all numbers are there"


def test_a_large_graph_has_none(tmp_path):
    x = Tensor(np.arange(20.0), name="x")
    for _ in range(HEATED):
        x = x * 1.0
    assert '"heats":{}' in draw(x).save(tmp_path / "x.html").read_text()
