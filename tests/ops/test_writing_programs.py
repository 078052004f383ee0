"""Random programs of reads, views and writes: a tensor against an array, and its gradient against a complex step.

Three worlds run the same program: tensors, arrays, and arrays whose input has an imaginary part of 1e-30 along
a direction. The first two must agree in every number, always; the third carries the derivative of whatever the
program computes, exactly.
"""

import itertools

import numpy as np
import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from autograd import Tensor, no_grad
from autograd.graph.views import Family, root_of

STEP = 1e-30
SHAPES = [(4,), (2, 3), (3, 2), (2, 2, 3), (5, 1), (1,)]
pick = st.integers(0, 10**6)


def basic_index(draw_from, shape):
    """Return a basic index of an array of this shape."""
    parts = []
    for k, n in enumerate(shape):
        kind = draw_from(5)
        if kind == 0:
            parts.append(draw_from(n))
        elif kind == 1:
            parts.append(slice(None, None, -1))
        elif kind == 2:
            parts.append(slice(draw_from(n), None, 1 + draw_from(2)))
        elif kind == 3 and k == 0:
            parts.append(None)
            parts.append(slice(None))
        else:
            parts.append(slice(None))
    return tuple(parts)


class Numbers:
    """Small numbers from one seed: the same program in every world, and hypothesis shrinks the seed."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def __call__(self, below):
        return int(self.rng.integers(below))

    def array(self, shape):
        return np.round(self.rng.uniform(-2, 2, shape), 2)


class Programs(RuleBasedStateMachine):
    """One program; `worlds[k]` holds its variables in world k."""

    @initialize(seed=pick, shape=st.sampled_from(SHAPES))
    def begin(self, seed, shape):
        self.numbers = Numbers(seed)
        values, self.direction = self.numbers.array(shape), self.numbers.array(shape)
        self.leaf = Tensor(values)
        starts = (self.leaf * 1.5, values * 1.5, (values + 1j * STEP * self.direction) * 1.5)
        self.worlds = [[start] for start in starts]

    def variable(self, which):
        """Return one variable, in all worlds."""
        k = which % len(self.worlds[0])
        return [world[k] for world in self.worlds]

    def keep(self, results):
        """Let the results be variables, unless they are numbers."""
        if np.ndim(results[1]) and results[1].size:
            for world, result in zip(self.worlds, results, strict=True):
                world.append(result)

    def alike(self, which, shape):
        """Return a value that broadcasts to a shape: an array, a number, or a part of a variable."""
        kind = self.numbers(4)
        if kind == 0:
            return [float(self.numbers.array(()))] * 3
        if kind == 1:
            return [self.numbers.array(shape)] * 3
        variable = self.variable(which)
        if kind == 2 and variable[1].shape == shape:
            return variable
        place = tuple(self.numbers(n) for n in variable[1].shape)
        return [v[place] for v in variable]

    @rule(which=pick)
    def slice(self, which):
        x = self.variable(which)
        index = basic_index(self.numbers, x[1].shape)
        self.keep([v[index] for v in x])

    @rule(which=pick, form=st.integers(0, 8))
    def view(self, which, form):
        forms = [
            lambda v: v.T,
            lambda v: v.reshape(-1),
            lambda v: np.ravel(v),
            lambda v: np.expand_dims(v, 0),
            lambda v: np.squeeze(v) if v.shape != (1,) else v,
            lambda v: np.moveaxis(v, 0, -1),
            lambda v: np.flip(v),
            lambda v: np.broadcast_to(v, (2, *v.shape)),
            lambda v: np.diagonal(v) if v.ndim > 1 else v,
        ]
        self.keep([forms[form](v) for v in self.variable(which)])

    @rule(which=pick, form=st.integers(0, 5))
    def compute(self, which, form):
        forms = [
            np.sin,
            lambda v: v * 0.5 + 1,
            lambda v: v.copy(),
            lambda v: v.flatten(),
            lambda v: v[::-1] * v,
            lambda v: v[[0, -1, 0]],
        ]
        self.keep([forms[form](v) for v in self.variable(which)])

    @rule(which=pick, other=pick)
    def write(self, which, other):
        x = self.variable(which)
        if not x[1].flags.writeable:
            with pytest.raises(ValueError, match="read-only"):
                x[0][...] = 1
            return
        kind = self.numbers(4)
        if kind < 2:
            index = basic_index(self.numbers, x[1].shape)
        elif kind == 2:
            index = self.numbers.array(x[1].shape) > 0
        else:
            index = np.array([self.numbers(x[1].shape[0]) for _ in range(3)])
        values = self.alike(other, x[1][index].shape)
        for v, value in zip(x, values, strict=True):
            v[index] = value

    @rule(which=pick, other=pick, form=st.integers(0, 4))
    def update(self, which, other, form):
        x = self.variable(which)
        if not x[1].flags.writeable:
            return
        values = self.alike(other, x[1].shape)
        for v, value in zip(x, values, strict=True):
            if form == 0:
                v += value
            elif form == 1:
                v *= 0.75
            elif form == 2:
                v -= value * 0.5
            elif form == 3:
                v /= 1.25
            else:
                np.multiply(v, 0.5, out=v)

    @rule(which=pick, form=st.integers(0, 9))
    def fill(self, which, form):
        x = self.variable(which)
        if not x[1].flags.writeable:
            return
        n = x[1].size
        mask = self.numbers.array(x[1].shape) > 0
        places = np.array([self.numbers(n) for _ in range(3)])
        values = self.numbers.array((2,))
        order = np.argsort(x[1], axis=-1)[..., :1]
        forms = [
            lambda v: v.fill(0.25),
            lambda v: np.copyto(v, 0.5 * v[::-1], where=mask),
            lambda v: np.put(v, places, values),
            lambda v: np.putmask(v, mask, values),
            lambda v: np.place(v, mask, values),
            lambda v: np.put_along_axis(v, order, 0.125, -1),
            lambda v: np.fill_diagonal(v, values) if v.ndim == 2 else None,
            lambda v: np.add.at(v, places % v.shape[0], 0.5),
            lambda v: v.flat.__setitem__(slice(None, None, 2), values),
            lambda v: v.flat.__setitem__(int(places[0]), v.flat[int(places[1])] * 0.5),
        ]
        for v in x:
            forms[form](v)

    @rule(which=pick)
    def sort(self, which):
        x = self.variable(which)
        if x[1].flags.writeable and len(np.unique(x[1])) == x[1].size:
            for v in x:
                v.sort()

    @precondition(lambda self: len(self.worlds[0]) > 1)
    @rule(which=pick)
    def forget(self, which):
        k = which % len(self.worlds[0])
        for world in self.worlds:
            del world[k]

    @rule()
    def look(self):
        self.agree()

    def agree(self):
        """Assert that tensors and arrays are equal in every number."""
        for mine, numpys in zip(*self.worlds[:2], strict=True):
            np.testing.assert_array_equal(mine.data, numpys)

    def derivative(self):
        """Assert that the gradient of a function of all variables is the one that the complex world carries."""
        losses = [
            sum(np.sum(np.sin(v) * (k + 1)) for k, v in enumerate(world)) for world in self.worlds
        ]  # a number that depends on every element of every variable
        self.leaf.zero_grad()
        if losses[0].requires_grad:
            losses[0].backward()
        gradient = np.zeros(self.leaf.shape) if self.leaf.grad is None else self.leaf.grad
        np.testing.assert_allclose(np.vdot(gradient, self.direction), losses[2].imag / STEP, rtol=1e-9, atol=1e-9)

    @invariant()
    def depths(self):
        """Nothing is ever a chain: the link of a view is its root."""
        for v in self.worlds[0] if hasattr(self, "worlds") else ():
            link = getattr(v, "link", None)
            assert link is None or type(link) is Family or type(root_of(link).link) is Family

    def teardown(self):
        if hasattr(self, "worlds"):
            self.agree()
            self.derivative()


TestPrograms = Programs.TestCase
TestPrograms.settings = settings(max_examples=8 * settings().max_examples, stateful_step_count=25)


def test_the_worlds_differ_when_a_write_is_lost():
    """The check can fail: a write that only the arrays see is found."""
    program = Programs()
    program.begin(seed=1, shape=(2, 3))
    program.worlds[1][0][0, 0] = 9.0
    with pytest.raises(AssertionError):
        program.agree()
    program.worlds[2][0][0, 0] = 9.0
    with pytest.raises(AssertionError):
        program.derivative()


def test_programs_within_no_grad_change_parameters():
    p = Tensor(np.arange(4.0))
    with no_grad():
        p[1] = 5
        p[2:] *= 2
    assert p.data.tolist() == [0, 5, 4, 6] and p.is_leaf and p.requires_grad
    (p * p).sum().backward()
    assert p.grad.tolist() == [0, 10, 8, 12]
    assert list(itertools.islice(p.flat, 2))[1].item() == 5
