"""The two ops that networks are made of: affine and softmax_cross_entropy."""

import numpy
import pytest

import autograd.numpy as np
from autograd import Tensor, grad
from autograd.errors import InputTypeError, ShapeError

rng = numpy.random.default_rng(0)


def test_affine_is_a_product_and_a_sum():
    x, w, b = rng.normal(size=(5, 3)), rng.normal(size=(2, 3)), rng.normal(size=2)
    assert numpy.array_equal(np.affine(x, w, b), x @ w.T + b)
    fused = grad(lambda *p: np.sum(np.affine(*p) ** 3), (0, 1, 2))(x, w, b)
    plain = grad(lambda x, w, b: np.sum((x @ w.T + b) ** 3), (0, 1, 2))(x, w, b)
    for mine, theirs in zip(fused, plain, strict=True):
        numpy.testing.assert_allclose(mine, theirs, rtol=1e-13)


def test_affine_writes_into_nothing_it_was_given():
    x, w, b = rng.normal(size=(5, 3)), rng.normal(size=(2, 3)), rng.normal(size=2)
    copies = x.copy(), w.copy(), b.copy()
    np.affine(Tensor(x), Tensor(w), Tensor(b)).sum().backward()
    assert all(map(numpy.array_equal, (x, w, b), copies))


def test_affine_promotes_and_each_gradient_has_its_own_dtype():
    x, w, b = Tensor(numpy.ones((2, 3), "f4")), Tensor(numpy.ones((4, 3), "f4")), Tensor(numpy.ones(4))
    y = np.affine(x, w, b)
    assert y.dtype == float
    y.sum().backward()
    assert (x.grad.dtype, w.grad.dtype, b.grad.dtype) == ("f4", "f4", "f8")


def test_affine_names_a_wrong_shape():
    with pytest.raises(ShapeError, match=r"bias \(m,\); got \(2, 3\) and \(3,\)"):
        np.affine(Tensor(numpy.ones((5, 3))), numpy.ones((2, 3)), numpy.ones(3))


@pytest.mark.parametrize("size", [1, 1e3, 1e6])
def test_cross_entropy_of_logits_of_any_size(size: float):
    """Against softmax - one-hot in long double; large losses take another road than moderate ones."""
    labels = numpy.array([0, 1, 2])
    for dtype, tolerance in ((numpy.float64, 1e-15), (numpy.float32, 3e-7)):
        logits = (rng.normal(size=(3, 4)) * size).astype(dtype)
        wide = logits.astype(numpy.longdouble)
        expected = numpy.exp(wide - wide.max(1, keepdims=True))
        expected /= expected.sum(1, keepdims=True)
        expected[numpy.arange(3), labels] -= 1
        found = grad(lambda z: np.sum(np.softmax_cross_entropy(z, labels=labels)))(logits)
        assert found.dtype == dtype
        numpy.testing.assert_allclose(found, expected.astype(float), atol=tolerance)


@pytest.mark.parametrize(("label", "expected"), [(0, [-0.73105858, 0, 0.73105858]), (1, [0.26894142, -1, 0.73105858])])
def test_cross_entropy_with_an_impossible_class(label: int, expected: list[float]):
    logits = numpy.array([[0.0, -numpy.inf, 1.0]])
    found = grad(lambda z: np.sum(np.softmax_cross_entropy(z, labels=[label])))(logits)
    numpy.testing.assert_allclose(found, [expected], atol=1e-8)


def test_cross_entropy_counts_negative_labels_from_the_end_in_value_and_gradient():
    logits = rng.normal(size=(2, 3))
    for labels in ([2, 1], [-1, -2]):
        t = Tensor(logits)
        loss = np.softmax_cross_entropy(t, labels=labels).sum()
        loss.backward()
        assert t.grad[0, 2] < 0 and t.grad[1, 1] < 0


def test_cross_entropy_refuses_what_fits_no_label():
    logits = Tensor(numpy.ones((4, 3)))
    with pytest.raises(ShapeError, match=r"need labels of shape \(4,\); got \(4, 1\)"):
        np.softmax_cross_entropy(logits, labels=numpy.zeros((4, 1), int))
    with pytest.raises(InputTypeError, match="integers; got dtype float64"):
        np.softmax_cross_entropy(logits, labels=numpy.zeros(4))
    with pytest.raises(InputTypeError, match="real"):
        np.softmax_cross_entropy(logits * 1j, labels=numpy.zeros(4, int))
    with pytest.raises(IndexError):
        np.softmax_cross_entropy(logits, labels=[0, 1, 2, 3])
