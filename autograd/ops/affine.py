"""affine: x @ weight.T + bias as one node, which is what every linear layer computes."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.errors import ShapeError
from autograd.graph.domain import Case
from autograd.ops.contraction import rows
from autograd.ops.kinds import general
from autograd.ops.reducing import add_reduce


def affine_forward(x: Any, weight: Any, bias: Any) -> Any:
    """Return x @ weight.T + bias: (..., n) times (m, n), plus (m,), is (..., m)."""
    if weight.ndim != 2 or bias.shape != weight.shape[:1]:
        raise ShapeError(f"affine needs a weight of shape (m, n) and a bias (m,); got {weight.shape} and {bias.shape}.")
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


def affine_bias(g: Any) -> Any:
    """The sum over all rows."""
    axes = tuple(range(g.ndim - 1))
    return add_reduce(g, axes) if isinstance(g, np.ndarray) else g.sum(axes)


affine = general(
    affine_forward,
    x=lambda g, weight: g @ weight,
    weight=affine_weight,
    bias=affine_bias,
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
