"""Diagonals and triangles of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.graph.domain import Case
from autograd.graph.op import record
from autograd.ops.indexing import arrayed, composed, refuse
from autograd.ops.kinds import linear

Shape = tuple[int, ...]


def diagonal_forward(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Read a diagonal of the plane of two axes."""
    return np.diagonal(a, offset, axis1, axis2)


def diagonal_back(g: Any, a_shape: Shape, offset: int, axis1: int, axis2: int) -> Any:
    """Zeros with the cotangent on the diagonal."""
    return on_diagonal(g, a_shape, offset, axis1, axis2)


def on_diagonal_forward(d: Any, shape: Shape, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Put numbers on a diagonal of the plane of two axes, zeros elsewhere: the transpose of `diagonal`."""
    out = np.zeros(shape, np.result_type(d))
    places = np.arange(np.shape(d)[-1])
    np.moveaxis(out, (axis1, axis2), (-2, -1))[..., places + max(-offset, 0), places + max(offset, 0)] = d
    return out


def tril_forward(m: Any, k: int = 0) -> Any:
    """The lower triangle, zeros above."""
    return np.tril(m, k)


def triu_forward(m: Any, k: int = 0) -> Any:
    """The upper triangle, zeros below."""
    return np.triu(m, k)


DIAGONALS: tuple[tuple[Shape, Shape, dict[str, Any]], ...] = (
    ((3, 3), (3,), {}),
    ((2, 4), (2,), {"offset": 1}),
    ((4, 2), (1,), {"offset": -3}),
    ((2, 3, 4), (3, 2), {"axis1": -1, "axis2": 0}),
    ((2, 3, 4), (2, 2), {"offset": -1, "axis1": 1, "axis2": 2}),
    ((2, 2), (0,), {"offset": 2}),
)
TRIANGLES = (Case(((3, 3),)), Case(((2, 4),), {"k": 1}), Case(((2, 3, 2),), {"k": -1}), Case(((3,),)), Case(((0, 2),)))

# fmt: off
diagonal    = linear(diagonal_forward, a=diagonal_back, name="diagonal", numpy=np.diagonal,
                     cases=tuple(Case((shape,), static) for shape, _, static in DIAGONALS))
on_diagonal = linear(on_diagonal_forward, name="on_diagonal",
                     d=lambda g, offset, axis1, axis2: np.diagonal(g, offset, axis1, axis2),
                     static={"shape": None, "offset": 0, "axis1": 0, "axis2": 1},
                     cases=tuple(Case((part,), {"shape": shape, **static}) for shape, part, static in DIAGONALS))
tril        = linear(tril_forward, m=lambda g, k: np.tril(g, k), name="tril", numpy=np.tril, broadcasts=True,
                     cases=TRIANGLES)
triu        = linear(triu_forward, m=lambda g, k: np.triu(g, k), name="triu", numpy=np.triu, broadcasts=True,
                     cases=TRIANGLES)
# fmt: on


@composed
def diag(v: Any, k: int = 0) -> Any:
    """Read a diagonal of a matrix, or make the matrix that has a vector on it, as np.diag.

    >>> diag(np.array([1.0, 2.0])).tolist()
    [[1.0, 0.0], [0.0, 2.0]]
    """
    if np.ndim(v) == 2:
        return diagonal(v, k)
    if np.ndim(v) != 1:
        raise ValueError("Input must be 1- or 2-d.")
    side = np.size(v) + abs(k)
    return record(on_diagonal, (v,), {"shape": (side, side), "offset": k, "axis1": 0, "axis2": 1})


@composed
def diagflat(v: Any, k: int = 0) -> Any:
    """Make the matrix that has the elements on a diagonal, as np.diagflat.

    >>> diagflat([[1.0, 2.0]], 1).shape
    (3, 3)
    """
    return diag(np.ravel(v), k)


@composed
def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: None = None) -> Any:
    """Sum a diagonal, as np.trace.

    >>> float(trace(np.array([[1.0, 2.0], [3.0, 4.0]])))
    5.0
    """
    refuse("trace", out=out)
    return np.sum(diagonal(arrayed(a), offset, axis1, axis2), axis=-1, dtype=dtype)
