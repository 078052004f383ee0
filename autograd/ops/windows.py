"""Windows that slide over an array."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib import stride_tricks

from autograd.errors import NoRuleError
from autograd.graph.op import implements
from autograd.ops.composing import arrayed, holds_tensor
from autograd.ops.flat import numbers
from autograd.ops.shaping import ravel


@implements(stride_tricks.sliding_window_view)
def sliding_window_view(
    x: Any, window_shape: Any, axis: Any = None, *, subok: bool = False, writeable: bool = False
) -> Any:
    """All windows of a shape, as numpy.lib.stride_tricks.sliding_window_view; of a tensor they are a copy.

    Args:
        x: a tensor or array.
        window_shape: the length of the window along each axis, or a number.
        axis: the axis or axes along which the window slides; all by default.
        subok: as for NumPy's; a tensor's numbers are of no subclass.
        writeable: refused for a tensor.

    Raises:
        NoRuleError: `writeable` was asked for: a window of a tensor is no view of it.
        ValueError: the window does not fit.

    >>> sliding_window_view(np.array([1.0, 2.0, 3.0]), 2).tolist()
    [[1.0, 2.0], [2.0, 3.0]]
    """
    if not holds_tensor(x):
        return stride_tricks.sliding_window_view(x, window_shape, axis, subok=subok, writeable=writeable)
    if writeable:
        raise NoRuleError(
            "sliding_window_view of a Tensor does not support writeable=True: it is a copy."
        )
    x = arrayed(x)
    places = np.arange(np.size(numbers(x))).reshape(x.shape)
    return ravel(x)[stride_tricks.sliding_window_view(places, window_shape, axis)]


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
