"""Functions of arrays and Tensors that layers are made of: arrays give arrays, Tensors give Tensors."""

import math
from typing import Any

import numpy

import autograd.numpy as np

_GELU_SCALE = math.sqrt(2.0 / math.pi)


def shape_of(x: Any) -> tuple[int, ...]:
    """The shape of an array, a Tensor or anything that makes an array.

    >>> shape_of([[1, 2, 3]])
    (1, 3)
    """
    return x.shape if hasattr(x, "shape") else numpy.shape(x)


def linear(x: Any, weight: Any, bias: Any = None) -> Any:
    """x @ weight.T + bias: (..., in) times a weight (out, in), plus a bias (out,), is (..., out).

    >>> linear(numpy.ones((2, 3)), numpy.ones((1, 3)), numpy.ones(1))
    array([[4.],
           [4.]])
    """
    return x @ weight.T if bias is None else np.affine(x, weight, bias)


def relu(x: Any) -> Any:
    """max(x, 0), elementwise; its derivative at 0 is 0.

    >>> relu(numpy.array([-1.0, 2.0]))
    array([0., 2.])
    """
    return np.relu(x)


def leaky_relu(x: Any, slope: float = 0.01) -> Any:
    """x where x > 0, slope * x elsewhere.

    >>> leaky_relu(numpy.array([-1.0, 2.0]), 0.5)
    array([-0.5,  2. ])
    """
    return np.where(x > 0, x, float(slope) * x)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent.

    >>> tanh(numpy.zeros(2))
    array([0., 0.])
    """
    return np.tanh(x)


def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x)); no number overflows.

    >>> sigmoid(numpy.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    return np.sigmoid(x)


def gelu(x: Any) -> Any:
    """The Gaussian error linear unit in its tanh form: x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x**3))).

    Hendrycks, Gimpel (2016), Gaussian Error Linear Units. It differs from x * Phi(x) by less than 0.0005.

    >>> gelu(numpy.array([0.0, 1.0])).round(4)
    array([0.    , 0.8412])
    """
    return 0.5 * x * (1.0 + np.tanh(_GELU_SCALE * (x + 0.044715 * (x * x * x))))


def softmax(x: Any, axis: int = -1) -> Any:
    """exp(x) / sum(exp(x)) along `axis`; the largest entry is subtracted first, so nothing overflows.

    >>> softmax(numpy.array([1000.0, 1000.0]))
    array([0.5, 0.5])
    """
    return np.softmax(x, axis=axis)


def log_softmax(x: Any, axis: int = -1) -> Any:
    """log(softmax(x)) along `axis`, without computing a softmax that may be 0.

    >>> log_softmax(numpy.array([0.0, 1000.0]))
    array([-1000.,     0.])
    """
    return x - np.logsumexp(x, axis=axis, keepdims=True)


def one_hot(labels: Any, classes: int, dtype: Any = numpy.float64) -> Any:
    """The array of shape (*labels.shape, classes) with a 1 at each label.

    Raises TypeError for labels that are not integers, ValueError for a label outside 0 .. classes - 1.

    >>> one_hot([1, 0], 3)
    array([[0., 1., 0.],
           [1., 0., 0.]])
    """
    array = numpy.asarray(labels)
    if array.dtype.kind not in "iu":
        raise TypeError(f"one_hot needs integer labels; got {array.dtype}. Use labels.astype(int).")
    if array.size and not (array.min() >= 0 and array.max() < classes):
        raise ValueError(
            f"one_hot of {classes} classes needs labels in 0..{classes - 1}; "
            f"got {array.min()} to {array.max()}."
        )
    return numpy.eye(classes, dtype=dtype)[array]
