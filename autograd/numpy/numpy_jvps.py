"""broadcast, where HIPS autograd has it: for the forward rules of people's own elementwise primitives."""

from typing import Any

import numpy as np

from autograd.extend.boxes import ArrayBox as ArrayBox, getval
from autograd.ops.primitive import (
    def_linear as def_linear,
    defjvp as defjvp,
    defjvp_argnum as defjvp_argnum,
    register_notrace as register_notrace,
)


def broadcast(x: Any, target: Any) -> Any:
    """Return a tangent repeated to the shape of the target.

    >>> broadcast(1.0, np.zeros(2)).tolist()
    [1.0, 1.0]
    """
    shape = np.shape(getval(target))
    return x if np.shape(getval(x)) == shape else np.broadcast_to(x, shape)
