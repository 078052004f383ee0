"""Sorting: the order is constant almost everywhere, so sorting is reading in that order."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.op import implements
from autograd.ops.indexing import bare, flattened, take_along_axis


@implements(np.sort)
def sort(
    a: Any, axis: int | None = -1, kind: str | None = None, order: None = None, *, stable: bool | None = None
) -> Any:
    """Return the elements in ascending order along an axis, as np.sort; equal ones keep their order."""
    if axis is None:
        a, axis = flattened(a), 0
    return take_along_axis(a, np.argsort(bare(a), axis, kind="stable"), axis)


@implements(np.partition)
def partition(a: Any, kth: Any, axis: int | None = -1, kind: str = "introselect", order: None = None) -> Any:
    """Return the elements with the k-th ones in their sorted place along an axis, as np.partition."""
    if axis is None:
        a, axis = flattened(a), 0
    return take_along_axis(a, np.argpartition(bare(a), kth, axis), axis)
