"""Manipulation ops: they move, repeat or convert elements and compute nothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.ops.kinds import linear


def cast_forward(x: Any, dtype: Any = np.float64) -> Any:
    """Convert to another dtype."""
    return np.asarray(x).astype(dtype)


def reshape_forward(a: Any, shape: Any, order: str = "C", copy: None = None) -> Any:
    """Give the elements another shape."""
    return np.reshape(a, shape, order=order)  # type: ignore[call-overload]


def transpose_forward(a: Any, axes: Any = None) -> Any:
    """Permute the axes."""
    return np.transpose(a, axes)


def transpose_back(g: Any, axes: Any) -> Any:
    """Undo the permutation."""
    return np.transpose(g) if axes is None else np.transpose(g, np.argsort([k % len(axes) for k in axes]))


def broadcast_to_forward(array: Any, shape: Any) -> Any:
    """Repeat along new and length-1 axes."""
    return np.broadcast_to(array, shape)


def broadcast_to_back(g: Any, array_shape: tuple[int, ...]) -> Any:
    """Sum over the repeats."""
    extra = g.ndim - len(array_shape)
    axes = tuple(range(extra)) + tuple(extra + k for k, n in enumerate(array_shape) if n == 1)
    return np.reshape(np.sum(g, axis=axes, keepdims=True), array_shape)


def where_x(g: Any, condition: Any) -> Any:
    """The cotangent where the condition holds."""
    return np.where(condition, g, 0)


def where_y(g: Any, condition: Any) -> Any:
    """The cotangent where it does not."""
    return np.where(condition, 0, g)


def where_forward(condition: Any, x: Any, y: Any) -> Any:
    """Choose from x where the condition holds, else from y."""
    return np.where(condition, x, y)


cast = linear(cast_forward, x=lambda g: g, name="cast")
reshape = linear(
    reshape_forward, a=lambda g, a_shape: np.reshape(g, a_shape), numpy=np.reshape, name="reshape", static={"shape": None, "order": "C", "copy": None}
)
transpose = linear(transpose_forward, a=transpose_back, numpy=np.transpose, name="transpose")
broadcast_to = linear(
    broadcast_to_forward, array=broadcast_to_back, numpy=np.broadcast_to, name="broadcast_to", static={"shape": None}
)
where = linear(where_forward, condition=None, x=where_x, y=where_y, numpy=np.where, name="where", broadcasts=True)
