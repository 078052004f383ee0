"""Statistical ops: sums, means, extrema and what is made of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.ops.kinds import linear

Axis = int | tuple[int, ...] | None


def restore(reduced: Any, shape: tuple[int, ...], axis: Axis, keepdims: bool) -> Any:
    """Put back, with length 1, the axes that a reduction took away, so that it broadcasts against `shape`."""
    if keepdims or not shape:
        return reduced
    if axis is None:
        return np.reshape(reduced, (1,) * len(shape))
    axes = (axis,) if isinstance(axis, int) else tuple(axis)
    gone = {int(k) % len(shape) for k in axes}
    return np.reshape(reduced, tuple(1 if k in gone else n for k, n in enumerate(shape)))


def sum_forward(a: Any, axis: Axis = None, dtype: Any = None, out: None = None, keepdims: bool = False) -> Any:
    """Sum over the axes."""
    return np.add.reduce(a, axis, dtype, None, keepdims)


def sum_transpose(g: Any, a_shape: tuple[int, ...], axis: Axis, keepdims: bool) -> Any:
    """Repeat the cotangent along the summed axes."""
    return np.broadcast_to(restore(g, a_shape, axis, keepdims), a_shape)


sum = linear(sum_forward, a=sum_transpose, numpy=np.sum, name="sum")
