"""Keywords and methods of ufuncs on tensors."""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, grad
from autograd.errors import NoRuleError
from tests.laws.runner import DERIVATIVES
from tests.strategies import Sample

from .compositions import Composition, obeys_the_laws, same_value, values

MASK = np.array([[True, False, True], [True, True, False]])

METHODS = [
    lambda a: np.add.reduce(a),
    lambda a: np.add.reduce(a, axis=(0, 1)),
    lambda a: np.add.reduce(a, axis=1, keepdims=True, initial=2.0, where=MASK),
    lambda a: np.multiply.reduce(a, axis=-1),
    lambda a: np.subtract.reduce(a),
    lambda a: np.subtract.reduce(a, axis=-1, keepdims=True),
    lambda a: np.subtract.reduce(a, axis=1, initial=1.0, where=MASK),
    lambda a: np.divide.reduce(a, axis=1, initial=1.0),
    lambda a: np.add.accumulate(a, axis=-1),
    lambda a: np.multiply.accumulate(a),
    lambda a: np.subtract.accumulate(a, 1),
    lambda a: np.divide.accumulate(a, axis=-2),
    lambda a: np.add.reduceat(a, [0, 2, 1], axis=1),
    lambda a: np.subtract.reduceat(a, [1, 0], axis=0),
    lambda a: np.multiply.outer(a, a),
    lambda a: np.divide.outer(a[0], a),
]


@pytest.mark.parametrize("function", METHODS)
def test_methods_obey_the_laws(function):
    obeys_the_laws(function, values((2, 3))[0] + 2.5)


@pytest.mark.parametrize(
    "function",
    [
        lambda a: np.hypot.reduce(a, axis=None, where=MASK),
        lambda a: np.maximum.reduce(a, axis=1, initial=-0.3),
        lambda a: np.minimum.accumulate(a, axis=1),
        lambda a: np.fmax.reduce(a),
            lambda a: np.arctan2.outer(a, a),
        lambda a: np.copysign.reduceat(a, [0, 1], axis=1),
    ],
)
def test_methods_of_real_ufuncs(function):
    a = [values((2, 3))[0] + 0.1]
    same_value(function, a)
    direction = np.cos(np.arange(6.0)).reshape(2, 3)
    slope = grad(lambda x: np.sum(np.sin(function(x))))(*a)
    steps = [np.sum(np.sin(function(a[0] + h * direction))) for h in (1e-6, -1e-6)]
    assert np.vdot(slope, direction) == pytest.approx((steps[0] - steps[1]) / 2e-6, rel=1e-7)


def test_a_masked_logaddexp_reduce_ignores_what_is_masked():
    a = Tensor(np.array([[1.0, np.inf, 2.0], [0.5, 1.0, np.nan]]))
    np.testing.assert_allclose(np.logaddexp.reduce(a[:, 0]).data, np.logaddexp(1.0, 0.5))
    total = np.logaddexp.reduce(a, axis=1, where=MASK, initial=0.0)
    np.testing.assert_allclose(total.data, np.logaddexp.reduce(a.data, axis=1, where=MASK, initial=0.0))
    total.sum().backward()
    assert np.array_equal(a.grad == 0, ~MASK)


def test_methods_under_autograd_numpy():
    a = values((2, 3))[0]
    assert isinstance(anp.add.reduce(a), np.ndarray)
    assert isinstance(anp.multiply.outer(Tensor(a), a), Tensor)
    np.testing.assert_array_equal(anp.subtract.accumulate(Tensor(a)).data, np.subtract.accumulate(a))
    assert anp.exp.outer is not None  # NumPy has the attribute; calling it is its error
    with pytest.raises(AttributeError, match="has no attribute 'reduse'"):
        _ = anp.add.reduse


def test_numpys_own_errors():
    a = Tensor(values((2, 3))[0])
    with pytest.raises(ValueError, match="not reorderable"):
        np.subtract.reduce(a, axis=(0, 1))
    with pytest.raises(ValueError, match="identity"):
        np.subtract.reduce(Tensor(np.zeros((0, 3))))
    with pytest.raises(IndexError):
        np.add.reduceat(a, [0, 5], axis=1)
    with pytest.raises(ValueError, match="binary functions"):
        np.exp.outer(a, a)


def test_reductions_of_flat_ufuncs_are_constants():
    a = Tensor(np.array([1.0, 0.0]))
    assert np.logical_and.reduce(a) is np.False_
    assert np.greater.outer(a, a.data).tolist() == [[False, True], [False, False]]


def test_dtype_and_casting():
    x = Tensor(np.array([1.0, 2.0]))
    y = np.divide(x, 3, dtype=np.float32)
    assert y.dtype == np.float32
    np.testing.assert_array_equal(y.data, np.divide(x.data, 3, dtype=np.float32))
    y.sum().backward()
    assert x.grad.dtype == np.float64
    np.testing.assert_allclose(x.grad, [1 / 3, 1 / 3], rtol=1e-7)
    assert anp.add(x, 1.0, dtype="f4").dtype == np.float32
    assert np.multiply(x, x, signature="ff->f").dtype == np.float32
    np.testing.assert_array_equal(np.add(x, 1.0, casting="same_kind").data, x.data + 1)  # alone
    with pytest.raises(TypeError, match="cast"):
        np.multiply(x, x, dtype=np.float32, casting="safe")
    with pytest.raises(TypeError, match="No loop"):
        np.sin(x, dtype=int)
    assert np.add(Tensor(np.ones((2, 3))), 1.0, order="F").data.flags.f_contiguous


def test_where_and_out_are_refused():
    x = Tensor(np.array([1.0, 2.0]))
    for np_or_anp in (np, anp):
        with pytest.raises(NoRuleError, match=r"np\.add\(\.\.\., where=mask\) leaves undefined .* np\.where"):
            np_or_anp.add(x, 1.0, where=np.array([True, False]))
        with pytest.raises(NoRuleError, match="cannot write a tracked result into a plain array"):
            np_or_anp.add(x, 1.0, out=np.zeros(2))
        with pytest.raises(TypeError, match="wher"):
            np_or_anp.add(x, 1.0, wher=3)


AXES = [
    lambda a, b: np.matmul(a, b, axes=[(1, 0), (1, 0), (1, 0)]),
    lambda a, b: np.matmul(a[..., None], b, axes=[(2, 0), (1, 0), (0, 2)]),
    lambda a, b: np.vecdot(a, b.real.T, axis=0),
    lambda a, b: np.vecdot(a, b.real.T, axis=0, keepdims=True),
    lambda a, b: np.vecdot(a, b.real.T, axes=[(0,), (0,)]),
]


@pytest.mark.parametrize("function", AXES)
def test_axes_of_generalised_ufuncs(function):
    a, b = values((2, 3), (3, 2))
    same_value(function, [a, b])
    slopes = grad(lambda a, b: np.sum(np.sin(function(a, b))), (0, 1))(a, b)
    for k, slope in enumerate(slopes):
        direction = np.cos(np.arange(6.0)).reshape(slope.shape)
        steps = []
        for h in (1e-6, -1e-6):
            moved = [a, b]
            moved[k] = moved[k] + h * direction
            steps.append(np.sum(np.sin(function(*moved))))
        assert np.vdot(slope, direction) == pytest.approx((steps[0] - steps[1]) / 2e-6, rel=1e-6)


MASKED = [
    lambda a: a.var(where=MASK),
    lambda a: a.var(axis=1, ddof=0.5, where=MASK, keepdims=True),
    lambda a: a.std(axis=1, where=MASK),
    lambda a: np.var(a, axis=0, mean=np.mean(a, axis=0, keepdims=True)),
    lambda a: np.std(a, axis=1, mean=np.zeros((2, 1))),
    lambda a: a.mean(axis=0, where=MASK),
    lambda a: a.sum(axis=0, where=MASK, initial=1.0),
    lambda a: a.prod(axis=1, where=MASK, initial=2.0),
]


@pytest.mark.parametrize("function", MASKED)
def test_masked_reductions_as_methods(function):
    a = values((2, 3))
    numpys = function(a[0])
    np.testing.assert_allclose(function(Tensor(a[0])).data, numpys, rtol=1e-14)
    composition = Composition(function)
    composition.analytic = False  # a variance takes the conjugate of complex numbers
    sample = Sample(composition, tuple(a), {}, (0,), seed=1)
    for law in DERIVATIVES.values():
        law(sample)


def test_a_masked_std_of_equal_numbers_has_gradient_zero():
    x = Tensor(np.array([2.0, 2.0, np.nan]))
    y = x.std(where=np.array([True, True, False]))
    y.backward()
    assert y.item() == 0.0
    assert x.grad.tolist() == [0.0, 0.0, 0.0]


def test_astype_obeys_its_keywords():
    x = Tensor(np.array([1.0, 2.0]))
    with pytest.raises(TypeError, match="float64 to float32 by the rule 'safe'"):
        x.astype("f4", casting="safe")
    assert x.astype(float, copy=False) is x
    assert Tensor(np.ones((2, 3))).astype("f4", order="F").data.flags.f_contiguous
