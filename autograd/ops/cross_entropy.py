"""softmax_cross_entropy: the loss of every classifier as one node, with the gradient softmax - one-hot."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.errors import InputTypeError, ShapeError
from autograd.graph.domain import Case, Interval
from autograd.ops.kinds import general
from autograd.ops.reducing import add_reduce, max_reduce
from autograd.ops.softmax import MODERATE, floating, largest, softmax


def cross_entropy_forward(logits: Any, labels: Any = None) -> Any:
    """-log(softmax(logits)[label]) along the last axis, with the largest logit taken out: nothing overflows."""
    logits, labels = floating(logits), np.asarray(labels)
    if logits.dtype.kind == "c":
        raise InputTypeError(f"logits are real numbers; got dtype {logits.dtype}.")
    if not logits.ndim or labels.shape != logits.shape[:-1]:
        raise ShapeError(f"logits {logits.shape} need labels of shape {logits.shape[:-1]}; got {labels.shape}.")
    if labels.dtype.kind not in "iu":
        raise InputTypeError(f"labels are class numbers, integers; got dtype {labels.dtype}.")
    if few_classes(logits):
        away = logits.T.copy()
        away -= max_reduce(away, 0)
        picked = away[labels, np.arange(len(labels))]
        return np.log(add_reduce(np.exp(away, away), 0)) - picked
    away = logits - largest(logits, -1)
    picked = away[entries(labels)]
    return np.log(add_reduce(np.exp(away, away), -1)) - picked


def few_classes(logits: Any) -> bool:
    """Tell whether it pays to put the classes first: loops over batches of 64 and 10 classes take 7 us then, not 10."""
    return logits.ndim == 2 and 0 < logits.shape[1] <= 128


def entries(labels: np.ndarray) -> tuple[Any, ...]:
    """Return the index that picks each label's entry from an array with one more axis."""
    if labels.ndim == 1:
        return np.arange(len(labels)), labels
    return (*np.indices(labels.shape, sparse=True), labels)


def excess(logits: Any, labels: Any, out: Any) -> Any:
    """softmax(logits) minus one-hot labels: the derivative of each row's loss in its logits.

    On arrays from the losses, which saves the sums: loss = -log(share of the label), so each share is
    exp((logit - label's logit) - loss), and the label's share less 1 is expm1(-loss).
    """
    labels = np.asanyarray(labels)
    if isinstance(logits, np.ndarray) and max_reduce(out, None, None, None, False, 0) < MODERATE:
        if few_classes(logits):
            columns = labels, np.arange(len(labels))
            shares = logits.T.copy()
            shares -= shares[columns] + out
            np.exp(shares, shares)
            shares[columns] = np.expm1(-out)
            return shares.T
        where = entries(labels)
        shares = logits - logits[where][..., None]
        shares -= out[..., None]
        np.exp(shares, shares)
        shares[where] = np.expm1(-out)
        return shares
    classes = logits.shape[-1]
    return softmax(logits, -1) - (labels[..., None] % classes == np.arange(classes))


def cross_entropy_vjp(g: Any, logits: Any, labels: Any, out: Any) -> Any:
    """Each row's cotangent times its excess."""
    return g[..., None] * excess(logits, labels, out)


def cross_entropy_jvp(t: Any, logits: Any, labels: Any, out: Any) -> Any:
    """The sum of the tangent times the excess."""
    return np.sum(t * excess(logits, labels, out), axis=-1)


softmax_cross_entropy = general(
    cross_entropy_forward,
    logits=cross_entropy_vjp,
    jvps={"logits": cross_entropy_jvp},
    name="softmax_cross_entropy",
    analytic=False,
    domain=(Interval(is_complex=False),),
    cases=(
        Case(((3, 4),), {"labels": np.array([0, 3, 1])}),
        Case(((2, 2, 3),), {"labels": np.array([[0, 2], [1, -1]])}, note="a label may count from the end"),
        Case(((3,),), {"labels": np.array(2)}),
        Case(((0, 3),), {"labels": np.zeros(0, int)}),
    ),
)
