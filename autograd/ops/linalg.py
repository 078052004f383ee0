"""Linear algebra: inverses, linear equations, products of many matrices. Determinants have a file of their own.

The rules are those of Giles, "An extended collection of matrix derivative results for forward and reverse mode
algorithmic differentiation" (2008). In our convention of complex gradients they need no conjugate.
"""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from autograd.graph.domain import REAL, Case
from autograd.graph.op import record
from autograd.graph.rule import payload
from autograd.ops.composing import arrayed
from autograd.ops.contraction import conjugated, flipped, matmul
from autograd.ops.indexing import diagonal as diagonals, trace as trace_of
from autograd.ops.kinds import flat, general
from autograd.ops.manipulation import matrix_transpose as transposed
from autograd.ops.matrices import (
    SEPARATED,
    adjoint,
    floating,
    hermitian,
    inverse,
    linalg,
    naming,
    real_dtype,
)
from autograd.ops.reducing import Shape

Axes = tuple[int, ...] | None

# ---- inverse and linear equations ----------------------------------------------------------------------------------


def inv_vjp(g: Any, out: Any) -> Any:
    """-A^-T G A^-T: from d(A^-1) = -A^-1 dA A^-1 (Giles 2008, 2.2.3)."""
    return -(flipped(out) @ g @ flipped(out))


def inv_jvp(t: Any, out: Any) -> Any:
    """-A^-1 dA A^-1."""
    return -(out @ t @ out)


inv = general(
    inverse, a=inv_vjp, jvps={"a": inv_jvp}, numpy=np.linalg.inv, name="inv",
    signature="(n,n)->(n,n)", domain=(SEPARATED,),
)  # fmt: skip


def solve_forward(a: Any, b: Any) -> Any:
    """Solve a x = b; a one-dimensional b is a vector."""
    try:
        return np.linalg.solve(a, b)
    except np.linalg.LinAlgError as error:
        raise naming(np.linalg.inv, a, error) from None


def solve_b(g: Any, a: Any, b_shape: Shape) -> Any:
    """A^-T g (Giles 2008, 2.3.1)."""
    if len(b_shape) == 1:
        return np.linalg.solve(flipped(a), g[..., None])[..., 0]
    return np.linalg.solve(flipped(a), g)


def solve_a(g: Any, a: Any, b_shape: Shape, out: Any) -> Any:
    """-(A^-T g) x^T (Giles 2008, 2.3.1)."""
    bar = solve_b(g, a, b_shape)
    if len(b_shape) == 1:
        return -bar[..., :, None] * out[..., None, :]
    return -(bar @ flipped(out))


def solve_a_jvp(t: Any, a: Any, b_shape: Shape, out: Any) -> Any:
    """-A^-1 dA x."""
    if len(b_shape) == 1:
        return -np.linalg.solve(a, t @ out[..., None])[..., 0]
    return -np.linalg.solve(a, t @ out)


def solve_b_jvp(t: Any, a: Any) -> Any:
    """A^-1 db."""
    return np.linalg.solve(a, t)


solve = general(
    solve_forward, a=solve_a, b=solve_b, jvps={"a": solve_a_jvp, "b": solve_b_jvp}, numpy=np.linalg.solve,
    name="solve", signature="(n,n),(n,k)->(n,k)", broadcasts=True, domain=(SEPARATED, REAL),
    cases=(
        Case(((3, 3), (3,))), Case(((2, 2, 2), (2,))), Case(((2, 1, 2, 2), (3, 2, 1))), Case(((2, 2), (2, 2, 3))),
        Case(((1, 2, 2), (3, 2, 2))), Case(((0, 0), (0,))),
    ),
)  # fmt: skip

# ---- the pseudo-inverse and least squares --------------------------------------------------------------------------

NOT_GIVEN: Any = np._NoValue  # NumPy's mark of an argument that was left out


def pinv_forward(a: Any, rcond: Any = None, hermitian: bool = False, rtol: Any = NOT_GIVEN) -> Any:
    """Return the Moore-Penrose inverse."""
    return np.linalg.pinv(a, rcond, hermitian, rtol=rtol)


def projections(a: Any, p: Any) -> tuple[Any, Any]:
    """Return I - A P and I - P A: the projections on what the inverse does not reach."""
    m, n = a.shape[-2:]
    dtype = real_dtype(a)
    return np.eye(m, dtype=dtype) - a @ p, np.eye(n, dtype=dtype) - p @ a


def pinv_jvp(t: Any, a: Any, out: Any, hermitian: bool) -> Any:
    """-P dA P + P P^H dA^H (I - A P) + (I - P A) dA^H P^H P (Golub and Pereyra 1973), the rank being constant."""
    t = hermitian_part(t) if hermitian else t
    left, right = projections(a, out)
    return -(out @ t @ out) + out @ adjoint(out) @ adjoint(t) @ left + right @ adjoint(t) @ adjoint(out) @ out


def pinv_vjp(g: Any, a: Any, out: Any, hermitian: bool) -> Any:
    """The transpose of the same."""
    left, right = projections(a, out)
    bar = -(flipped(out) @ g @ flipped(out))
    bar = bar + conjugated(left) @ adjoint(g) @ conjugated(out @ adjoint(out))
    bar = bar + conjugated(adjoint(out) @ out) @ adjoint(g) @ conjugated(right)
    return hermitian_part(bar) if hermitian else bar


hermitian_part = hermitian  # in a rule `hermitian` is NumPy's keyword

pinv = general(
    pinv_forward, a=pinv_vjp, jvps={"a": pinv_jvp}, numpy=np.linalg.pinv, name="pinv", domain=(SEPARATED,),
    analytic=False, singular="the derivative at constant rank",
    cases=(
        Case(((3, 2),)), Case(((2, 3),)), Case(((2, 3, 3),)), Case(((2, 2),), {"rcond": 1e-6}),
        Case(((2, 3, 2),), {"rtol": 1e-6}), Case(((0, 2),)), Case(((1, 1),)),
    ),
)  # fmt: skip


@linalg
def lstsq(a: Any, b: Any, rcond: float | None = None) -> Any:
    """The least-squares solution of a x = b of least norm, as np.linalg.lstsq.

    Args:
        a: a tensor or array (m, n).
        b: a tensor or array (m,) or (m, k).
        rcond: singular values below rcond times the largest count as 0; machine precision times max(m, n) by default.

    Returns:
        x, the sums of squared residuals (empty unless m > n and the rank is n), the rank, the singular values.

    >>> lstsq(np.array([[1.0], [1.0]]), np.array([1.0, 3.0]))[0].round(9).tolist()
    [2.0]
    """
    a, b = floating(arrayed(a)), floating(arrayed(b))
    _, residuals, rank, _ = np.linalg.lstsq(payload(a), payload(b), rcond)
    m, n = a.shape
    precision = float(np.finfo(a.dtype).eps)
    cut = precision * max(m, n) if rcond is None else rcond if rcond >= 0 else precision  # below 0: as LAPACK
    x = matmul(record(pinv, (a,), {**pinv.static, "rcond": cut}), b)
    if m > n == rank:
        distance = matmul(a, x) - b
        square = (distance * conjugated(distance)).real
        residuals = np.sum(square, axis=0, keepdims=b.ndim == 1)
    return x, residuals, rank, np.linalg.svdvals(a)


# ---- powers and products -------------------------------------------------------------------------------------------


@linalg
def matrix_power(a: Any, n: int) -> Any:
    """A square matrix to an integer power, as np.linalg.matrix_power; a negative one inverts.

    Args:
        a: a tensor or array of square matrices.
        n: the power.

    >>> matrix_power(np.diag([2.0, 3.0]), -1).tolist()
    [[0.5, 0.0], [0.0, 0.3333333333333333]]
    """
    n = operator.index(n)
    if n == 0 or a.ndim < 2 or a.shape[-1] != a.shape[-2]:  # constant, or NumPy's error
        return type(a)(np.linalg.matrix_power(payload(a), n), requires_grad=False)
    square = inv(a) if n < 0 else a
    n, result = abs(n), None
    while n:
        if n % 2:
            result = square if result is None else matmul(result, square)
        n //= 2
        square = matmul(square, square) if n else square
    return result


@linalg
def multi_dot(arrays: Any, *, out: Any = None) -> Any:
    """The product of several matrices in the cheapest order, as np.linalg.multi_dot.

    Args:
        arrays: tensors or arrays; the first and the last may be vectors.
        out: a tensor that takes the result and is returned.

    Raises:
        NoRuleError: `out` is a plain array and the result is on a graph.

    >>> multi_dot([np.ones(2), np.ones((2, 3)), np.ones(3)]).item()
    6.0
    """
    parts = [arrayed(part) for part in arrays]
    if len(parts) < 2 or any(part.ndim != 2 for part in parts[1:-1]):  # NumPy's error
        return np.linalg.multi_dot([payload(part) for part in parts])
    sizes = [part.shape[0] for part in parts] + [parts[-1].shape[-1]]
    if parts[0].ndim == 1:
        sizes[0] = 1
    if parts[-1].ndim == 1:
        sizes[-1] = 1
    splits = cheapest(sizes)

    def product(i: int, j: int) -> Any:
        return parts[i] if i == j else matmul(product(i, splits[i, j]), product(splits[i, j] + 1, j))

    return product(0, len(parts) - 1)


def cheapest(sizes: list[int]) -> dict[tuple[int, int], int]:
    """Return where to split the product of matrices i to j (Cormen et al., "Introduction to Algorithms", 15.2)."""
    count = len(sizes) - 1
    costs = {(i, i): 0 for i in range(count)}
    splits = {}
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            options = [costs[i, k] + costs[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1] for k in range(i, j)]
            costs[i, j] = min(options)
            splits[i, j] = i + options.index(costs[i, j])
    return splits


@linalg
def tensorinv(a: Any, ind: int = 2) -> Any:
    """The inverse of an array as a linear map between its first `ind` axes and the others, as np.linalg.tensorinv.

    Args:
        a: a tensor or array whose first axes have as many elements as the others.
        ind: the number of first axes.

    >>> tensorinv(2 * np.eye(6).reshape(2, 3, 2, 3)).shape
    (2, 3, 2, 3)
    """
    if ind <= 0:
        raise ValueError("Invalid ind argument.")
    first, last = a.shape[:ind], a.shape[ind:]
    return inv(a.reshape((math.prod(last), -1))).reshape((*last, *first))


@linalg
def tensorsolve(a: Any, b: Any, axes: Axes = None) -> Any:
    """Solve tensordot(a, x, x.ndim) = b for x, as np.linalg.tensorsolve.

    Args:
        a: a tensor or array of shape b.shape + x.shape.
        b: a tensor or array.
        axes: the axes of `a` to put last before solving.

    >>> tensorsolve(2 * np.eye(6).reshape(2, 3, 6), np.ones((2, 3))).tolist()
    [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
    """
    a, b = arrayed(a), arrayed(b)
    if axes is not None:
        kept = [k for k in range(a.ndim) if k not in [axis % a.ndim for axis in axes]]
        a = np.transpose(a, (*kept, *(axis % a.ndim for axis in axes)))
    shape = a.shape[b.ndim :]
    size = math.prod(shape)
    if math.prod(a.shape) != size**2:  # NumPy's error
        return np.linalg.tensorsolve(payload(a), payload(b))
    return solve(a.reshape((size, size)), b.reshape((size,))).reshape(shape)


# ---- the last two axes ---------------------------------------------------------------------------------------------


@linalg
def trace(x: Any, /, *, offset: int = 0, dtype: Any = None) -> Any:
    """The sums of the diagonals of a stack of matrices, as np.linalg.trace.

    Args:
        x: a tensor or array of matrices.
        offset: which diagonal.
        dtype: the dtype in which to sum.

    >>> trace(np.ones((2, 3, 3))).tolist()
    [3.0, 3.0]
    """
    return trace_of(x, offset, -2, -1, dtype)


@linalg
def diagonal(x: Any, /, *, offset: int = 0) -> Any:
    """The diagonals of a stack of matrices, as np.linalg.diagonal.

    Args:
        x: a tensor or array of matrices.
        offset: which diagonal.

    >>> diagonal(np.ones((2, 3, 3))).shape
    (2, 3)
    """
    return diagonals(x, offset, -2, -1)


@linalg
def matrix_transpose(x: Any, /) -> Any:
    """Transpose the matrices of a stack, as np.linalg.matrix_transpose.

    >>> matrix_transpose(np.ones((2, 3, 4))).shape
    (2, 4, 3)
    """
    return transposed(x)


def matrix_rank_forward(A: Any, tol: Any = None, hermitian: bool = False, rtol: Any = None) -> Any:
    """Return the rank, the number of singular values above a tolerance."""
    return np.linalg.matrix_rank(A, tol, hermitian, rtol=rtol)


matrix_rank = flat(
    matrix_rank_forward, "A", name="matrix_rank", numpy=np.linalg.matrix_rank, domain=(SEPARATED,),
    cases=(Case(((3, 2),)), Case(((2, 3, 3),), {"tol": 1e-6}), Case(((2, 2),), {"rtol": 1e-6})),
)  # fmt: skip
