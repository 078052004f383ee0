"""Traced arrays remember what they came from, forget it when they are written into, and note who looks at them."""

import numpy as np
import pytest

from autograd.drawing.arrays import made
from autograd.drawing.expression import Name, constant, text
from autograd.drawing.traced import traced

X = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, 6.0]])


def trace():
    return traced(X, Name("x"), [])


@pytest.mark.parametrize(
    "compute, written",
    [
        (lambda x: (x > 0) & (x < 5), "(x > 0) & (x < 5)"),
        (lambda x: np.abs(x).max(axis=-1, keepdims=True), "max(|x|, axis=-1, keepdims=True)"),
        (lambda x: np.any(x[:, 1:] == 0, axis=0), "any(x[:, 1:] == 0, axis=0)"),
        (lambda x: np.where(np.isnan(x), 0.0, x.T[0, 0]), "where(isnan(x), 0.0, x.T[0, 0])"),
        (lambda x: np.concatenate([x, -x], axis=1), "concatenate(x, -x, axis=1)"),
        (lambda x: np.divmod(x, 2.0)[1], "divmod(x, 2.0)[1]"),
        (lambda x: x.reshape(3, 2), "reshape(x, shape=(3, 2))"),
        (lambda x: next(iter(x)), "x[0]"),
    ],
)
def test_what_is_computed_is_remembered(compute, written):
    result = compute(trace())
    assert text(constant(result), {}) == written
    np.testing.assert_array_equal(np.asarray(result), np.asarray(compute(X)))


def test_what_is_written_into_is_forgotten():
    x = trace()
    y = x + 1.0
    y[0] = 0.0
    assert y.expression is None and text(constant(x), {}) == "x"
    z = x * 2.0
    np.copyto(z, 1.0)
    assert z.expression is None
    for write in (lambda z: z.sort(), lambda z: z.fill(1.0), lambda z: z.put(0, 1.0), lambda z: z.partition(1)):
        z = x * 2.0
        write(z)
        assert z.expression is None
    z = x * 2.0
    z += x
    assert text(constant(z), {}) == "x * 2.0 + x"


LOOKS = [bool, float, int, lambda x: x.item(), lambda x: x.tolist(), lambda x: np.allclose(x, 1)]


@pytest.mark.parametrize("look", LOOKS)
def test_who_looks_at_a_number_is_noted(look):
    x = trace()
    sum_of_all = x.sum()
    assert not x.seen
    look(sum_of_all)
    assert len(x.seen) == 1 and x.seen is sum_of_all.seen


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((2, 3)), np.ones(9), np.full(20, 0.5), np.eye(5), np.tri(4, k=-1) + np.eye(4) / 2, -np.tri(3, k=-1).T,
        np.array([1.0, -2.0, 3.5]), np.arange(20), np.arange(5, 30), np.r_[1.0, np.full(30, 2.0), 1.0],
        np.r_[1.0, np.full(30, 2.0), 1.0][:, None], np.zeros((0, 3)), np.eye(3, dtype=bool), np.full((3, 3), True),
    ],
    ids=lambda array: str(made(array)),
)  # fmt: skip
def test_an_array_is_written_as_it_can_be_made(array):
    names = {name: getattr(np, name) for name in ("array", "zeros", "ones", "full", "eye", "tri", "arange", "repeat")}
    said = eval(made(array), names)
    assert said.shape == array.shape
    np.testing.assert_array_equal(said, array)


def test_an_array_without_a_pattern_is_not_written():
    assert made(np.random.default_rng(0).normal(size=(4, 4))) is None
