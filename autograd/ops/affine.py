"""affine: x @ weight.T + bias as one node, which is what every linear layer computes."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.errors import ShapeError
from autograd.graph.domain import Case
from autograd.ops.contraction import rows
from autograd.ops.kinds import general


def affine_forward(x: Any, weight: Any, bias: Any) -> Any:
    """Return x @ weight.T + bias: (..., n) times (m, n), plus (m,), is (..., m)."""
    if np.ndim(weight) != 2 or np.shape(bias) != np.shape(weight)[:1]:
        raise ShapeError(
            f"affine needs a weight of shape (m, n) and a bias (m,); got {np.shape(weight)} and {np.shape(bias)}."
        )
    product = x @ weight.T
    if product.dtype is bias.dtype:
        product += bias  # the product is ours to write into
        return product
    return product + bias


def affine_weight(g: Any, x: Any) -> Any:
    """g^T @ x, over all rows."""
    if x.ndim == 2:
        return g.T @ x
    return g[:, None] * x if x.ndim == 1 else rows(g).T @ rows(x)


affine = general(
    affine_forward,
    x=lambda g, weight: g @ weight,
    weight=affine_weight,
    bias=lambda g: g.sum(tuple(range(g.ndim - 1))),
    jvps={
        "x": lambda t, weight: t @ weight.T,
        "weight": lambda t, x: x @ t.T,
        "bias": lambda t: t,  # repeated for every row by the walk
    },
    name="affine",
    infix="{} @ {}.T + {}",
    cases=(
        Case(((3, 2), (4, 2), (4,))),
        Case(((2,), (4, 2), (4,))),
        Case(((2, 3, 2), (4, 2), (4,))),
        Case(((0, 2), (3, 2), (3,))),
        Case(((3, 0), (2, 0), (2,))),
    ),
)
