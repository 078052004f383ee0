"""Contractions: products summed over shared axes."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from autograd.ops.kinds import bilinear


def matmul_a(g: Any, b: Any, a_shape: tuple[int, ...]) -> Any:
    """g @ b^T, with the axis that a one-dimensional operand lacks put in."""
    if len(a_shape) == 1:
        return g * b if b.ndim == 1 else (b @ g[..., None])[..., 0]
    if b.ndim == 1:
        return g[..., None] * b
    return g @ np.swapaxes(b, -1, -2)


def matmul_b(g: Any, a: Any, b_shape: tuple[int, ...]) -> Any:
    """a^T @ g, with the axis that a one-dimensional operand lacks put in."""
    if len(b_shape) == 1:
        return g * a if a.ndim == 1 else (np.swapaxes(a, -1, -2) @ g[..., None])[..., 0]
    if a.ndim == 1:
        return a[:, None] * g[..., None, :]
    return np.swapaxes(a, -1, -2) @ g


matmul = bilinear(
    operator.matmul, a=matmul_a, b=matmul_b, numpy=np.matmul, name="matmul", infix="{} @ {}", signature="(n?,k),(k,m?)->(n?,m?)", broadcasts=True
)
