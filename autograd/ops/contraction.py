"""Contractions: products summed over shared axes. `einsum` has a file of its own."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from autograd.errors import ShapeError
from autograd.graph.domain import Case
from autograd.graph.op import IMPLEMENTATIONS, implements
from autograd.ops import elementwise
from autograd.ops.composing import arrayed
from autograd.ops.kinds import bilinear
from autograd.ops.reducing import Shape, shape_of, some_tensor

# ---- matmul --------------------------------------------------------------------------------------------------


def flipped(x: Any) -> Any:
    """Transpose the matrices of a stack."""
    return x.transpose((*range(x.ndim - 2), x.ndim - 1, x.ndim - 2))


def rows(x: Any) -> Any:
    """Return all rows of a stack as one matrix."""
    return x.reshape((math.prod(x.shape[:-1]), x.shape[-1]))


def matmul_a(g: Any, b: Any) -> Any:
    """g @ b^T, with the axis that a one-dimensional operand lacks put in."""
    if b.ndim == 2:  # the hot path, whatever the shape of a
        return g @ b.T
    if b.ndim == 1:
        return g[..., None] * b if np.ndim(g) else g * b
    if g.ndim < b.ndim:  # a has one axis
        return (b @ g[..., None])[..., 0]
    return g @ flipped(b)


def matmul_b(g: Any, a: Any, b_shape: Shape) -> Any:
    """a^T @ g, with the axis that a one-dimensional operand lacks put in."""
    if a.ndim == 2:  # the hot path, whatever the shape of b
        return a.T @ g
    if a.ndim == 1:
        return a[:, None] * g[..., None, :] if len(b_shape) > 1 else g * a
    if len(b_shape) == 2:  # one product of matrices, not a stack of them that would be summed
        return rows(a).T @ rows(g)
    if len(b_shape) == 1:
        return rows(a).T @ g.reshape((math.prod(g.shape),))
    return flipped(a) @ g


matmul = bilinear(
    operator.matmul, a=matmul_a, b=matmul_b, numpy=(np.matmul, np.linalg.matmul), name="matmul", infix="{} @ {}",
    signature="(n?,k),(k,m?)->(n?,m?)", broadcasts=True,
    cases=(
        Case(((3, 2), (2, 4))), Case(((2,), (2,))), Case(((3, 2), (2,))), Case(((2,), (2, 3))),
        Case(((2, 3, 2), (2, 2))), Case(((2, 3, 2), (2,))), Case(((2,), (3, 2, 2))), Case(((3, 2), (2, 2, 2))),
        Case(((2, 1, 3, 2), (3, 2, 1))), Case(((0, 2), (2, 3))), Case(((2, 0), (0, 3))), Case(((2, 0, 3), (3, 2))),
    ),
)  # fmt: skip


# ---- the products of vectors and matrices that conjugate -------------------------------------------------------


def conjugated(x: Any) -> Any:
    """Return conj(x), which real numbers are already."""
    return np.conjugate(x) if x.dtype.kind == "c" else x


def column(g: Any) -> Any:
    """Return a stack of numbers as a stack of vectors of length 1."""
    return g[..., None] if np.ndim(g) else g


def vecdot_x1(g: Any, x2: Any) -> Any:
    """conj(g x2): the first vector enters conjugated."""
    return conjugated(column(g) * x2)


def vecdot_x2(g: Any, x1: Any) -> Any:
    """g conj(x1)."""
    return column(g) * conjugated(x1)


vecdot = bilinear(
    np.vecdot, x1=vecdot_x1, x2=vecdot_x2, signature="(n),(n)->()", broadcasts=True, analytic=False,
    singular="not holomorphic in its first operand, which it conjugates",
)  # fmt: skip

if hasattr(np, "matvec"):
    matvec = bilinear(
        np.matvec,
        x1=lambda g, x2: g[..., None] * x2[..., None, :],
        x2=lambda g, x1: np.matvec(flipped(x1), g),
        signature="(m,n),(n)->(m)",
        broadcasts=True,
    )
    vecmat = bilinear(
        np.vecmat,
        x1=lambda g, x2: conjugated(np.matvec(x2, g)),
        x2=lambda g, x1: conjugated(x1)[..., None] * g[..., None, :],
        signature="(n),(n,m)->(m)",
        broadcasts=True,
        analytic=False,
        singular="not holomorphic in its first operand, which it conjugates",
    )


@implements(np.linalg.vecdot)
def vecdot_along(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    """Dot products of vectors that lie along an axis, as np.linalg.vecdot; the first is conjugated.

    Args:
        x1, x2: tensors or arrays; the other axes broadcast.
        axis: where the vectors lie.

    >>> vecdot_along(np.ones((3, 2)), np.ones((3, 2)), axis=0).tolist()
    [3.0, 3.0]
    """
    return vecdot(last(x1, axis), last(x2, axis))


def last(x: Any, axis: int) -> Any:
    """Move an axis to the end."""
    x = arrayed(x)
    return x if axis in (-1, x.ndim - 1) else np.moveaxis(x, axis, -1)


# ---- tensordot ---------------------------------------------------------------------------------------------------

Axes = int | tuple[Any, Any]


def contracted(axes: Axes, a_ndim: int, b_ndim: int) -> tuple[list[int], list[int]]:
    """Return the axes of both operands that are summed over, as numbers from 0."""
    if isinstance(axes, (int, np.integer)):
        return list(range(a_ndim - axes, a_ndim)), list(range(axes))
    pair = [part if isinstance(part, (list, tuple, np.ndarray)) else (part,) for part in axes]
    return [int(k) % a_ndim for k in pair[0]], [int(k) % b_ndim for k in pair[1]]


def others(ndim: int, axes: list[int]) -> list[int]:
    """Return the axes that are not among these."""
    return [k for k in range(ndim) if k not in axes]


def tensordot_forward(a: Any, b: Any, axes: Axes = 2) -> Any:
    """Sum products over pairs of axes."""
    return np.tensordot(a, b, axes)


def tensordot_a(g: Any, b: Any, a_shape: Shape, axes: Axes) -> Any:
    """Contract the cotangent with what b keeps, and put the axes in their places."""
    mine, its = contracted(axes, len(a_shape), b.ndim)
    kept = others(len(a_shape), mine)
    its_kept = others(b.ndim, its)
    bar = np.tensordot(g, b, (list(range(len(kept), len(kept) + len(its_kept))), its_kept))
    return placed(bar, kept + [mine[its.index(k)] for k in sorted(its)])


def tensordot_b(g: Any, a: Any, b_shape: Shape, axes: Axes) -> Any:
    """Contract what a keeps with the cotangent, and put the axes in their places."""
    its, mine = contracted(axes, a.ndim, len(b_shape))
    kept = others(len(b_shape), mine)
    its_kept = others(a.ndim, its)
    bar = np.tensordot(a, g, (its_kept, list(range(len(its_kept)))))
    return placed(bar, [mine[its.index(k)] for k in sorted(its)] + kept)


def placed(bar: Any, places: list[int]) -> Any:
    """Move each axis to its place; a scalar has none."""
    return np.transpose(bar, tuple(sorted(range(len(places)), key=places.__getitem__))) if places else bar


tensordot = bilinear(
    tensordot_forward, a=tensordot_a, b=tensordot_b, numpy=(np.tensordot, np.linalg.tensordot), name="tensordot",
    cases=(
        Case(((2, 3, 2), (3, 2, 4))), Case(((2, 3), (2, 3))), Case(((2,), (3,)), {"axes": 0}),
        Case(((2, 3), (3, 2)), {"axes": 1}), Case(((2, 3, 4), (4, 2, 2)), {"axes": ((0, 2), (1, 0))}),
        Case(((2, 3, 4), (3, 4)), {"axes": ([-1, 1], [1, 0])}), Case(((2, 3), (3, 2)), {"axes": (-1, 0)}),
        Case(((), (2,)), {"axes": 0}), Case(((2, 0), (0, 3)), {"axes": 1}), Case(((2, 3), (2, 3)), {"axes": ((), ())}),
    ),
)  # fmt: skip


# ---- compositions ------------------------------------------------------------------------------------------------


def raveled(x: Any) -> Any:
    """Return the elements in one row."""
    x = arrayed(x)
    return x if x.ndim == 1 else x.reshape((math.prod(x.shape),))


@implements(np.dot)
def dot(a: Any, b: Any, out: Any = None) -> Any:
    """The product summed over the last axis of `a` and the last but one (or only) of `b`, as np.dot.

    Args:
        a, b: tensors or arrays; the product itself if one of them is 0-d.
        out: a tensor that takes the result and is returned.

    Raises:
        NoRuleError: `out` is a plain array and the result is on a graph.
        ValueError: the lengths of the axes differ.

    >>> dot(np.array([1.0, 2.0]), np.array([3.0, 4.0])).item()
    11.0
    """
    if out is not None or not some_tensor(a, b):
        return np.dot(a, b, out=out)
    a, b = arrayed(a), arrayed(b)
    left, right = len(shape_of(a)), len(shape_of(b))
    if not left or not right:
        return elementwise.multiply(a, b)
    return matmul(a, b) if right <= 2 or left == 1 else tensordot(a, b, (-1, -2))


@implements(np.vdot)
def vdot(a: Any, b: Any, /) -> Any:
    """The dot product of all elements of two arrays, as np.vdot; the first is conjugated.

    Args:
        a, b: tensors or arrays with the same number of elements.

    >>> vdot(np.array([1j]), np.array([2j])).item()
    (2+0j)
    """
    if not some_tensor(a, b):
        return np.vdot(a, b)
    return matmul(conjugated(raveled(a)), raveled(b))


@implements(np.inner)
def inner(a: Any, b: Any, /) -> Any:
    """The product summed over the last axes, as np.inner.

    Args:
        a, b: tensors or arrays whose last axes have one length; the product itself if one of them is 0-d.

    >>> inner(np.ones((2, 3)), np.ones((4, 3))).shape
    (2, 4)
    """
    if not some_tensor(a, b):
        return np.inner(a, b)
    a, b = arrayed(a), arrayed(b)
    left, right = len(shape_of(a)), len(shape_of(b))
    if not left or not right:
        return elementwise.multiply(a, b)
    return matmul(a, b) if right == 1 else tensordot(a, b, (-1, -1))


@implements(np.outer)
def outer(a: Any, b: Any, out: Any = None) -> Any:
    """The products of all elements of `a` with all elements of `b`, as np.outer.

    Args:
        a, b: tensors or arrays of any shape, which are flattened.
        out: a tensor that takes the result and is returned.

    Raises:
        NoRuleError: `out` is a plain array and the result is on a graph.

    >>> outer(np.array([1.0, 2.0]), np.array([3.0, 4.0])).tolist()
    [[3.0, 4.0], [6.0, 8.0]]
    """
    if out is not None or not some_tensor(a, b):
        return np.outer(a, b, out=out)
    return raveled(a)[:, None] * raveled(b)


IMPLEMENTATIONS[np.linalg.outer] = outer


@implements(np.kron)
def kron(a: Any, b: Any) -> Any:
    """The Kronecker product, as np.kron.

    Args:
        a, b: tensors or arrays; the one of fewer axes gets leading ones.

    >>> kron(np.array([1.0, 10.0]), np.array([1.0, 2.0])).tolist()
    [1.0, 2.0, 10.0, 20.0]
    """
    if not some_tensor(a, b):
        return np.kron(a, b)
    a, b = arrayed(a), arrayed(b)
    ndim = a.ndim if a.ndim > b.ndim else b.ndim
    first, second = (1,) * (ndim - a.ndim) + a.shape, (1,) * (ndim - b.ndim) + b.shape
    wide = [n for length in first for n in (length, 1)]
    narrow = [n for length in second for n in (1, length)]
    product = a.reshape(tuple(wide)) * b.reshape(tuple(narrow))
    return product.reshape(tuple(n * m for n, m in zip(first, second, strict=True)))


@implements(np.cross)
def cross(a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> Any:
    """The cross product of vectors of length 3, as np.cross.

    Args:
        a, b: tensors or arrays of vectors; the other axes broadcast.
        axisa, axisb, axisc: where the vectors lie in a, in b and in the result.
        axis: all three of them.

    Raises:
        ShapeError: the vectors have not length 3.

    >>> cross(np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])).tolist()
    [0.0, 0.0, 1.0]
    """
    if not some_tensor(a, b):
        return np.cross(a, b, axisa, axisb, axisc, axis)
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = last(arrayed(a), axisa), last(arrayed(b), axisb)
    if a.shape[-1] != 3 or b.shape[-1] != 3:
        raise ShapeError(f"cross needs vectors of length 3; got {a.shape[-1]} and {b.shape[-1]}. Append zeros.")
    a1, b1 = a[..., [1, 2, 0]], b[..., [1, 2, 0]]
    product = a1 * b[..., [2, 0, 1]] - a[..., [2, 0, 1]] * b1
    return product if axisc in (-1, product.ndim - 1) else np.moveaxis(product, -1, axisc)


@implements(np.linalg.cross)
def cross_along(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    """The cross product of vectors that lie along an axis, as np.linalg.cross.

    Args and errors are those of `cross`.

    >>> cross_along(np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])).tolist()
    [0.0, 0.0, 1.0]
    """
    return cross(x1, x2, axis=axis)
