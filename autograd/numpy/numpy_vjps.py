"""unbroadcast, where HIPS autograd has it: for rules of people's own elementwise primitives."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.extend.boxes import ArrayBox as ArrayBox, getval
from autograd.graph.walk import unbroadcast as summed
from autograd.numpy.numpy_wrapper import metadata
from autograd.ops.primitive import (
    defvjp as defvjp,
    defvjp_argnum as defvjp_argnum,
    primitive as primitive,
    register_notrace as register_notrace,
)


def unbroadcast(x: Any, target_meta: tuple[Any, ...], broadcast_idx: int = 0) -> Any:
    """Return a cotangent summed over the axes along which its operand was repeated; `target_meta` tells its shape.

    >>> unbroadcast(np.ones((3, 2)), metadata(np.ones(2)))
    array([3., 3.])
    """
    shape, ndim, _, is_complex = target_meta
    while np.ndim(getval(x)) > ndim:
        x = np.sum(x, axis=broadcast_idx)
    x = summed(x, np.shape(getval(x)), shape)
    return np.real(x) if np.iscomplexobj(getval(x)) and not is_complex else x


def unbroadcast_f(target: Any, f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return f followed by `unbroadcast` to the shape of the target.

    >>> unbroadcast_f(np.ones(2), lambda g: 2 * g)(np.ones((3, 2)))
    array([6., 6.])
    """
    target_meta = metadata(target)
    return lambda g: unbroadcast(f(g), target_meta)


def replace_zero(x: Any, val: Any) -> Any:
    """Return x with another value in the place of zeros."""
    return np.where(getval(x) == 0, val, x)


def match_complex(target: Any, x: Any) -> Any:
    """Return x as real where the target is real, as complex where it is complex."""
    if np.iscomplexobj(getval(target)):
        return x if np.iscomplexobj(getval(x)) else x + 0j
    return np.real(x) if np.iscomplexobj(getval(x)) else x
