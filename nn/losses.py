"""Losses: functions of a prediction and a target that give a scalar (or one number per example)."""

from typing import Any

import numpy

import autograd.numpy as np
from autograd import Tensor

from .functional import shape_of


def mse(prediction: Any, target: Any, reduction: str = "mean") -> Any:
    """The mean of (prediction - target)**2 over all entries.

    Args:
        prediction: a Tensor or array of any shape.
        target: of the same shape, or a number.
        reduction: "mean", "sum" or "none".

    Returns:
        A scalar; with "none" the squares themselves. The dtype is the prediction's as long as the target's is
        not wider.

    Raises:
        ValueError: different shapes, the mean of nothing, or another reduction.

    >>> float(mse(numpy.array([1.0, 2.0]), numpy.array([0.0, 4.0])))
    2.5
    """
    here, there = shape_of(prediction), shape_of(target)
    if here != there and there != ():
        # Broadcasting (n,) against (n, 1) would quietly compare all pairs.
        raise ValueError(
            f"mse needs a target of the prediction's shape {here}; got {there}. Reshape one of them."
        )
    difference = prediction - target
    return _reduce(difference * difference, reduction, "mse")


def cross_entropy(logits: Any, labels: Any, reduction: str = "mean") -> Any:
    """The mean of -log(softmax(logits)[label]): for classes given as whole numbers.

    Args:
        logits: any real numbers (no softmax before) of shape (..., classes).
        labels: integers in 0 .. classes - 1, of shape (...).
        reduction: "mean", "sum" or "none".

    Returns:
        A scalar; with "none" one number per example. Stable for logits of any size; float32 logits give a
        float32 loss.

    Raises:
        TypeError: labels that are not integers.
        ValueError: labels of the wrong shape or outside the range, the mean of an empty batch, or another
            reduction.

    >>> logits = numpy.array([[2.0, 0.0], [0.0, 2.0]])
    >>> round(float(cross_entropy(logits, numpy.array([0, 0]))), 6)
    1.126928
    """
    shape = shape_of(logits)
    index = _checked_labels(shape, labels)
    return _reduce(np.softmax_cross_entropy(logits, labels=index), reduction, "cross_entropy")


def _checked_labels(shape: tuple[int, ...], labels: Any) -> numpy.ndarray[Any, numpy.dtype[Any]]:
    """The labels as an integer array that fits logits of this shape."""
    array = numpy.asarray(labels.data if isinstance(labels, Tensor) else labels)
    if len(shape) == 0:
        raise ValueError("cross_entropy needs logits of shape (..., classes); got a single number.")
    classes = shape[-1]
    if array.shape != shape[:-1]:
        hint = ""
        if array.shape == shape:
            hint = " For one-hot labels use labels.argmax(axis=-1)."
        elif array.shape == (*shape[:-1], 1):
            hint = " Use labels[..., 0]."
        elif array.shape[:-1] == shape:
            hint = " The order is cross_entropy(logits, labels)."
        raise ValueError(
            f"cross_entropy of logits {shape} needs labels of shape {shape[:-1]}; got {array.shape}.{hint}"
        )
    if array.dtype.kind not in "iu":
        if array.size == 0:
            return array.astype(numpy.intp)
        raise TypeError(
            f"cross_entropy needs integer labels (class numbers 0..{classes - 1}); got {array.dtype}. "
            "Use labels.astype(int)."
        )
    if array.size and (array.min() < 0 or array.max() >= classes):
        where = numpy.argwhere((array < 0) | (array >= classes))[0]
        position = tuple(int(i) for i in where)
        place = position[0] if len(position) == 1 else position
        raise ValueError(
            f"label {array[position]} at position {place} is outside "
            f"0..{classes - 1}: the logits have {classes} classes. Labels count from 0."
        )
    return array


def _reduce(losses: Any, reduction: str, what: str) -> Any:
    if reduction == "mean":
        if 0 in shape_of(losses):
            raise ValueError(f'{what} of an empty batch has no mean; skip the batch or use reduction="sum".')
        return np.mean(losses)
    if reduction == "sum":
        return np.sum(losses)
    if reduction == "none":
        return losses
    raise ValueError(f'reduction must be "mean", "sum" or "none"; got {reduction!r}.')
