"""Convolution and correlation of vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.domain import Case
from autograd.ops.composing import arrayed, composed
from autograd.ops.contraction import conjugated
from autograd.ops.kinds import bilinear
from autograd.ops.reducing import Shape


def convolve_forward(a: Any, v: Any, mode: Any = "full") -> Any:
    """Slide the reversed v along a, and sum the products."""
    return np.convolve(a, v, mode)


def convolve_back(g: Any, mine_shape: Shape, other: Any) -> Any:
    """Slide the other operand, not reversed, along the cotangent, filled with zeros to the full convolution.

    The other modes are middle parts of the full one, so their length says where they begin.
    """
    other = np.atleast_1d(other)
    full = len(other) + (mine_shape[0] if mine_shape else 1) - 1
    start = (full - g.shape[0]) // 2
    whole = np.pad(g, (start, full - g.shape[0] - start)) if full > g.shape[0] else g
    return np.reshape(np.convolve(whole, other[::-1], "valid"), mine_shape)


CONVOLUTIONS = (
    Case(((4,), (3,))), Case(((2,), (5,))), Case(((3,), (3,))), Case(((), (2,))), Case(((1,), ())),
    Case(((5,), (2,)), {"mode": "same"}), Case(((5,), (3,)), {"mode": "same"}), Case(((2,), (5,)), {"mode": "same"}),
    Case(((4,), (6,)), {"mode": "same"}), Case(((5,), (3,)), {"mode": "valid"}), Case(((2,), (4,)), {"mode": "valid"}),
    Case(((3,), (3,)), {"mode": "valid"}),
)  # fmt: skip
convolve = bilinear(
    convolve_forward,
    a=lambda g, a_shape, v: convolve_back(g, a_shape, v),
    v=lambda g, v_shape, a: convolve_back(g, v_shape, a),
    name="convolve",
    numpy=np.convolve,
    cases=CONVOLUTIONS,
)


@composed
def correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    """Slide conj(v) along `a`, and sum the products, as np.correlate.

    Args:
        a, v: vectors, one of which may be a tensor; v is conjugated, so this is not holomorphic in it.
        mode: "full", "same" or "valid".

    Raises:
        ValueError: one is empty, or no vector.

    >>> correlate(np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.5])).tolist()
    [3.5]
    """
    a, v = arrayed(a), conjugated(arrayed(v))
    if not a.ndim or not v.ndim:
        raise ValueError("object of too small depth for desired array")
    if len(v) > len(a):  # NumPy slides the shorter one: the middle of an even length is then another one
        return convolve(v, a[::-1], mode=mode)[::-1]
    return convolve(a, v[::-1], mode=mode)
