"""Indexing ops: reading parts of an array."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.ops.kinds import linear


def is_basic(index: Any) -> bool:
    """Tell whether an index is made of integers, slices, None and Ellipsis only: no element twice."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(isinstance(part, (int, np.integer, slice, type(None), type(Ellipsis))) and not isinstance(part, bool) for part in parts)


def getitem_forward(x: Any, index: Any) -> Any:
    """Read x[index]."""
    return x[index]


def add_at(buffer: np.ndarray, g: Any, index: Any) -> None:
    """Add the cotangent into the elements that were read; one read twice gets both."""
    if is_basic(index):
        buffer[index] += g
    else:
        np.add.at(buffer, index, g)


def scatter_forward(g: Any, index: Any, shape: Any, dtype: Any) -> Any:
    """Return zeros with g added at index: the transpose of getitem."""
    buffer = np.zeros(shape, dtype)
    add_at(buffer, g, index)
    return buffer


scatter = linear(
    scatter_forward, x=lambda g, index: g[index], name="scatter", static={"index": None, "shape": None, "dtype": None}
)
getitem = linear(
    getitem_forward,
    x=lambda g, index, x_shape, x_dtype: scatter(g, index, x_shape, x_dtype),
    name="getitem",
    static={"index": None},
    scatter=lambda buffer, g, saved: add_at(buffer, g, saved[0]),
)
