"""logsumexp, softmax and log_softmax: fused, and stable for numbers of any size."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.domain import Case
from autograd.graph.op import record
from autograd.graph.rule import guarded_product, payload
from autograd.ops.kinds import general
from autograd.ops.reducing import Axis, restore
from autograd.ops.statistical import AXES

LOWEST = -np.inf


def floating(a: Any) -> Any:
    """Return numbers as floating ones."""
    return a if a.dtype.kind in "fc" else a.astype(float)


def largest(a: Any, axis: Axis) -> Any:
    """Return the largest (real part) along the axes, which are kept."""
    return np.maximum.reduce(a.real if a.dtype.kind == "c" else a, axis, None, None, True, LOWEST)


def logsumexp_forward(a: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """log(sum(exp(a))) with the largest element taken out: nothing overflows, and its exponential is 1."""
    a = floating(np.asarray(a))
    top = largest(a, axis)
    total = np.add.reduce(top, None)
    if total - total != 0:  # not all finite: rows that hold an infinity, or nothing but -inf
        top = np.where(np.isfinite(top), top, 0)
        with np.errstate(divide="ignore", over="ignore"):
            out = np.log(np.add.reduce(np.exp(a - top), axis, None, None, True)) + top
    else:
        shifted = a - top
        out = np.log(np.add.reduce(np.exp(shifted, shifted), axis, None, None, True))
        out += top
    return out if keepdims else out.reshape(np.add.reduce(top, axis, None, None, False).shape)
