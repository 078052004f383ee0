"""Initial weights: variances and bounds by formula, seeds, dtypes, bad input."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nn import init
from nn.rng import generator

ALL = [init.he_normal, init.he_uniform, init.xavier_normal, init.xavier_uniform]


@pytest.mark.parametrize(
    ("draw", "variance"),
    [
        (init.he_normal, 2 / 300),
        (init.he_uniform, 2 / 300),
        (init.xavier_normal, 2 / (300 + 200)),
        (init.xavier_uniform, 2 / (300 + 200)),
    ],
)
def test_variance(draw: Callable[..., Any], variance: float) -> None:
    weight = draw((200, 300), rng=0)
    # The relative error of a variance estimated from n numbers is about sqrt(2 / n) = 0.006.
    assert weight.var() == pytest.approx(variance, rel=0.03)
    assert abs(weight.mean()) < 4 * math.sqrt(variance / weight.size)


def test_uniform_bounds_are_reached_and_kept() -> None:
    for draw, bound in ((init.he_uniform, math.sqrt(6 / 300)), (init.xavier_uniform, math.sqrt(6 / 500))):
        largest = abs(draw((200, 300), rng=1)).max()
        assert 0.999 * bound < largest <= bound


def test_fans_of_a_kernel() -> None:
    assert init.fans((8, 3, 5, 5)) == (3 * 25, 8 * 25)
    assert init.he_normal((8, 3, 5, 5), 0).shape == (8, 3, 5, 5)


@pytest.mark.parametrize("draw", ALL)
def test_seed_generator_and_dtype(draw: Callable[..., Any]) -> None:
    first = draw((3, 4), rng=7)
    np.testing.assert_array_equal(first, draw((3, 4), rng=np.random.default_rng(7)))
    single = draw((3, 4), rng=7, dtype=np.float32)
    assert single.dtype == np.float32
    np.testing.assert_array_equal(single, first.astype(np.float32))
    source = generator(7)
    assert not np.array_equal(draw((3, 4), rng=source), draw((3, 4), rng=source))


@pytest.mark.parametrize("draw", ALL)
@pytest.mark.parametrize("shape", [(3,), (), (3, 0), (0, 3)])
def test_shapes_that_are_no_weights(draw: Callable[..., Any], shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="needs a shape"):
        draw(shape, rng=0)


def test_integer_dtype_is_refused() -> None:
    for draw in (*ALL, init.zeros):
        with pytest.raises(TypeError, match="floating-point dtype; got int64"):
            draw((2, 2), 0, np.int64)


@pytest.mark.parametrize("rng", ["0", 1.5, True, np.random.RandomState(0)])
def test_rng_of_another_type(rng: Any) -> None:
    with pytest.raises(TypeError, match=r"rng must be a seed"):
        generator(rng)


def test_rng_values() -> None:
    with pytest.raises(ValueError, match="negative"):
        generator(-1)
    assert generator(np.int64(3)).integers(1000) == generator(3).integers(1000)
    assert isinstance(generator(None), np.random.Generator)
