"""Windows that slide over an array."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.lib import stride_tricks

from autograd.errors import NoRuleError
from autograd.graph.domain import Case
from autograd.graph.views import OTHER
from autograd.ops.composing import holds_tensor
from autograd.ops.indexing import scatter
from autograd.ops.kinds import linear
from autograd.ops.reducing import Shape

Axes = int | tuple[int, ...] | None


def window_forward(
    x: Any, window_shape: Any, axis: Axes = None, *, subok: bool = False, writeable: bool = False
) -> Any:
    """Return all windows of a shape, a read-only view."""
    if writeable:
        raise NoRuleError("sliding_window_view of a Tensor does not support writeable=True. Write into x itself.")
    return stride_tricks.sliding_window_view(x, window_shape, axis)


def window_back(g: Any, x_shape: Shape, window_shape: Any, axis: Axes) -> Any:
    """Add up what the windows that an element is in have of it."""
    places = np.arange(math.prod(x_shape)).reshape(x_shape)
    index = stride_tricks.sliding_window_view(places, window_shape, axis)
    return scatter(g, index, (places.size,)).reshape(x_shape)


sliding_window_view = linear(
    window_forward, x=window_back, name="sliding_window_view", numpy=stride_tricks.sliding_window_view, views=OTHER,
    static={"window_shape": None, "axis": None, "subok": False, "writeable": False},
    cases=(
        Case(((4,),), {"window_shape": 2}),
        Case(((3, 4),), {"window_shape": (2, 3)}),
        Case(((3, 4, 2),), {"window_shape": (2, 2), "axis": (0, -2)}),
        Case(((3, 2),), {"window_shape": (2, 2), "axis": (0, 0)}, note="one axis twice"),
    ),
)  # fmt: skip


def as_strided(x: Any, *args: Any, **keywords: Any) -> Any:
    """Return NumPy's view with any strides of a plain array; a tensor is refused.

    Raises:
        NoRuleError: `x` is a tensor: its memory is not part of the graph.

    >>> as_strided(np.arange(3.0), (2,), (16,)).tolist()
    [0.0, 2.0]
    """
    if holds_tensor(x):
        raise NoRuleError(
            "as_strided reads memory, which a Tensor's graph knows nothing of. "
            "Use sliding_window_view, slices x[a:b:step], or an index array x[places]."
        )
    return stride_tricks.as_strided(x, *args, **keywords)
