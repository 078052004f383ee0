"""softmax_cross_entropy: the loss of every classifier as one node, with the gradient softmax - one-hot."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.domain import Case, Interval
from autograd.ops.kinds import general
from autograd.ops.reducing import add_reduce
from autograd.ops.softmax import largest, softmax


def cross_entropy_forward(logits: Any, labels: Any = None) -> Any:
    """-log(softmax(logits)[label]) along the last axis, with the largest logit taken out: nothing overflows."""
    logits, labels = np.asarray(logits), np.asarray(labels)
    away = logits - largest(logits, -1)
    picked = np.take_along_axis(away, labels[..., None], -1)[..., 0] if logits.ndim != 2 else away[rows(labels), labels]
    return np.log(add_reduce(np.exp(away, away), -1)) - picked


def rows(labels: np.ndarray) -> np.ndarray:
    """Return the row numbers of a batch."""
    return np.arange(len(labels))


def excess(logits: Any, labels: Any) -> Any:
    """softmax(logits) minus one-hot labels: the derivative of each row's loss in its logits."""
    return softmax(logits, -1) - (np.asarray(labels)[..., None] == np.arange(logits.shape[-1]))


def cross_entropy_vjp(g: Any, logits: Any, labels: Any) -> Any:
    """Each row's cotangent times its excess."""
    return g[..., None] * excess(logits, labels)


def cross_entropy_jvp(t: Any, logits: Any, labels: Any) -> Any:
    """The sum of the tangent times the excess."""
    return np.sum(t * excess(logits, labels), axis=-1)


softmax_cross_entropy = general(
    cross_entropy_forward,
    logits=cross_entropy_vjp,
    jvps={"logits": cross_entropy_jvp},
    name="softmax_cross_entropy",
    analytic=False,
    domain=(Interval(is_complex=False),),
    cases=(
        Case(((3, 4),), {"labels": np.array([0, 3, 1])}),
        Case(((2, 2, 3),), {"labels": np.array([[0, 2], [1, 1]])}),
        Case(((3,),), {"labels": np.array(2)}),
        Case(((0, 3),), {"labels": np.zeros(0, int)}),
    ),
)
