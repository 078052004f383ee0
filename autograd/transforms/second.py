"""Jacobians, Hessians and products with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograd import tree
from autograd.errors import InputTypeError
from autograd.graph.element import Element
from autograd.ops import manipulation
from autograd.tensor import Tensor
from autograd.transforms.reverse import check_not_halved, grad, make_vjp, ones_like_each, scalar_trace
from autograd.transforms.trace import Trace, differential, dtype_of, plain, primal_names


def basis(shape: tuple[int, ...], dtype: Any) -> Iterator[Any]:
    """Yield the arrays of this shape that are 1 in one place and 0 elsewhere, in C order."""
    if not shape and dtype == np.float64:
        yield 1.0
        return
    for k in range(int(np.prod(shape))):
        unit = np.zeros(shape, dtype)
        unit.reshape(-1)[k] = 1
        yield unit[()]


def stacked(rows: Sequence[Any], shape: tuple[int, ...], empty: Any) -> Any:
    """Join rows (arrays or Tensors) into one array of the given shape."""
    if not rows:
        return np.zeros(shape, dtype_of(empty))
    if any(isinstance(row, Tensor) for row in rows):
        return manipulation.reshape(manipulation.stack(list(rows)), shape)
    joined = np.reshape(np.stack([np.asarray(row) for row in rows]), shape)
    if joined.ndim:
        return joined
    return rows[0] if type(rows[0]) is float else joined[()]


@differential
def jacobian(fun: Callable[..., Any], x: Any) -> Any:
    """Return a function that computes the Jacobian, one reverse walk for each element of the result.

    Args:
        fun: its result may be an array of any shape, or a container.
        argnum: the position of the argument to differentiate, or a tuple of positions.

    Returns:
        An array of shape `result.shape + argument.shape`; for a container as argument or result, that
        container of such arrays. For complex input and output the function is taken to be holomorphic.

    Raises:
        InputTypeError: integers came in, or a complex result of real input: use jacfwd.

    >>> import numpy as np
    >>> jacobian(lambda x: x[:2] * x[2])(np.array([1.0, 2.0, 3.0]))
    array([[3., 0., 1.],
           [0., 3., 2.]])
    """
    trace = Trace(fun, x)
    check_entries(trace, "jacobian")
    trace.warn_if_independent()
    check_not_halved(trace, "jacobian")
    zeros = [np.zeros(np.shape(plain(leaf)), dtype_of(leaf))[()] for leaf in trace.out_leaves]
    blocks = []
    for k, leaf in enumerate(trace.out_leaves):
        shape = np.shape(plain(leaf))
        together = trace.pull_all(leaf)
        if together is not None:
            blocks.append(together)
            continue
        rows = [trace.pull([*zeros[:k], unit, *zeros[k + 1 :]]) for unit in basis(shape, dtype_of(leaf))]
        row_leaves = [tree.flatten(row)[0] for row in rows]
        blocks.append(
            trace.treedef.unflatten(
                [
                    stacked([row[j] for row in row_leaves], shape + np.shape(plain(entry)), entry)
                    if j in trace.positions
                    else None
                    for j, entry in enumerate(trace.leaves)
                ]
            )
        )
    return trace.out_treedef.unflatten(blocks)


jacrev = jacobian  # its name in JAX and PyTorch


@differential
def jacfwd(fun: Callable[..., Any], x: Any) -> Any:
    """Return a function that computes the Jacobian, one forward walk for each element of the argument.

    Args:
        fun: its result may be an array of any shape, or a container.
        argnum: the position of the argument to differentiate, or a tuple of positions.

    Returns:
        What `jacobian` gives; it costs less when the argument is smaller than the result.

    Raises:
        InputTypeError: integers came in, or a real result of complex input.

    >>> import numpy as np
    >>> jacfwd(lambda x: np.array([1.0, 10.0]) * x)(2.0)
    array([ 1., 10.])
    """
    trace = Trace(fun, x)
    check_entries(trace, "jacfwd")
    if any(np.iscomplexobj(plain(trace.leaves[k])) for k in trace.positions) and not all(
        np.iscomplexobj(plain(leaf)) for leaf in trace.out_leaves
    ):
        raise InputTypeError("jacfwd of a real result of complex input has no one Jacobian. Use grad or make_jvp.")
    zeros = [
        np.zeros(np.shape(plain(leaf)), dtype_of(leaf))[()] if k in trace.positions else leaf
        for k, leaf in enumerate(trace.leaves)
    ]
    columns: list[list[list[Any]]] = []  # per leaf of the argument, per basis vector, per leaf of the result
    for k, leaf in enumerate(trace.leaves):
        if k in trace.positions:
            pushed = []
            for unit in basis(np.shape(plain(leaf)), dtype_of(leaf)):
                dot = trace.push(trace.treedef.unflatten([*zeros[:k], unit, *zeros[k + 1 :]]))
                pushed.append(tree.flatten(dot)[0])
            columns.append(pushed)
        else:
            columns.append([])
    blocks = []
    for i, leaf in enumerate(trace.out_leaves):
        out_shape = np.shape(plain(leaf))
        block: list[Any] = []
        for k, entry in enumerate(trace.leaves):
            if k not in trace.positions:
                block.append(None)
                continue
            in_shape = np.shape(plain(entry))
            rows = stacked([column[i] for column in columns[k]], in_shape + out_shape, entry)
            order = (*range(len(in_shape), len(in_shape) + len(out_shape)), *range(len(in_shape)))
            block.append(manipulation.transpose(rows, order) if order else rows)
        blocks.append(trace.treedef.unflatten(block))
    return trace.out_treedef.unflatten(blocks)


def check_entries(trace: Trace, what: str) -> None:
    """Refuse values of a user's own type: a Jacobian is an array, and they have no entries."""
    for leaf in (*trace.leaves, *trace.out_leaves):
        if isinstance(plain(leaf), Element):
            raise InputTypeError(
                f"{what} is an array, and a {plain(leaf).dtype} has no entries. Use make_vjp with the elements of "
                "vspace(result).standard_basis(), or make_jvp with those of the argument's."
            )


def hessian(fun: Callable[..., Any], argnum: int | Sequence[int] = 0) -> Callable[..., Any]:
    """Return a function that computes the Hessian, as the Jacobian of the Jacobian.

    Args:
        fun: returns a real scalar (of an array, the result's shape comes first).
        argnum: the position of the argument to differentiate, or a tuple of positions.

    Returns:
        A function of the same arguments; its result has the shape `argument.shape + argument.shape`.

    Raises:
        InputTypeError: integers came in.

    >>> import numpy as np
    >>> hessian(lambda x: x[0] ** 2 * x[1])(np.array([1.0, 3.0]))
    array([[6., 2.],
           [2., 0.]])
    """
    return jacobian(jacobian(fun, argnum), argnum)


@differential
def make_hvp(fun: Callable[..., Any], x: Any) -> Any:
    """Return a function that gives `(hvp, gradient)`: hvp maps a vector to the Hessian times it.

    Args:
        fun: returns a real scalar.
        argnum: the position of the argument to differentiate, or a tuple of positions.

    Returns:
        A function of the same arguments that returns `(hvp, gradient)`; hvp may be called many times.

    Raises:
        InputTypeError: integers came in, or the result is not a real scalar.
        ShapeError: hvp was given a vector of another shape or structure than the argument's.

    >>> hvp_at_2, gradient = make_hvp(lambda x: x ** 3)(2.0)
    >>> gradient, hvp_at_2(1.0)
    (12.0, 12.0)
    """
    return make_vjp(grad(fun))(x)


def hessian_vector_product(fun: Callable[..., Any], argnum: int = 0) -> Callable[..., Any]:
    """Return a function of the arguments and a last one, v, that computes the Hessian times v.

    Args:
        fun: returns a real scalar.
        argnum: the position of the argument to differentiate.

    Returns:
        A function of the arguments and v; v and its result have the shape of the differentiated argument.

    Raises:
        InputTypeError: integers came in, or the result is not a real scalar.
        ShapeError: v has another shape than the argument.

    >>> hessian_vector_product(lambda x: x ** 3)(2.0, 1.0)
    12.0
    """

    def product(*args: Any, **kwargs: Any) -> Any:
        *rest, v = args
        pull, _ = make_hvp(fun, argnum)(*rest, **kwargs)
        return pull(v)

    return product


hessian_tensor_product = hessian_vector_product


def tensor_jacobian_product(fun: Callable[..., Any], argnum: int = 0) -> Callable[..., Any]:
    """Return a function of the arguments and a last one, v, that computes v J, summed over all axes of v.

    Args:
        fun: its result may be an array of any shape.
        argnum: the position of the argument to differentiate.

    Returns:
        A function of the arguments and v; v has the shape of the result, or of its first axes.

    Raises:
        InputTypeError: integers came in.

    >>> import numpy as np
    >>> tensor_jacobian_product(lambda x: x * x)(np.array([1.0, 2.0]), np.array([1.0, 10.0]))
    array([ 2., 40.])
    """

    def product(*args: Any, **kwargs: Any) -> Any:
        *rest, v = args
        return jacobian(lambda *inner: np.tensordot(v, fun(*inner, **kwargs), np.ndim(v)), argnum)(*rest)

    return product


def half_square(y: Any) -> Any:
    """Return half the sum of squares along the last axis."""
    return 0.5 * np.sum(y**2, axis=-1)


def make_ggnvp(
    f: Callable[..., Any], g: Callable[..., Any] = half_square, f_argnum: int = 0
) -> Callable[..., Callable[[Any], Any]]:
    """Return a function that gives a product with the generalized Gauss-Newton matrix J^T H J of g(f(x)).

    J is the Jacobian of f, H the Hessian of g.

    Args:
        f: its result may be an array of any shape.
        g: of the result of f; returns a real scalar.
        f_argnum: the position of the argument of f to differentiate.

    Returns:
        A function of the arguments of f that returns a function of a vector.

    Raises:
        InputTypeError: integers came in, or g does not return a real scalar.

    >>> import numpy as np
    >>> make_ggnvp(lambda x: x ** 2)(np.array([1.0, 2.0]))(np.array([1.0, 1.0]))
    array([ 4., 16.])
    """

    @differential
    def gauss_newton(f: Callable[..., Any], x: Any) -> Callable[[Any], Any]:
        trace = Trace(f, x)
        times_hessian, _ = make_hvp(g)(trace.value())
        return lambda v: trace.pull(trace.out_treedef.match(times_hessian(trace.push(v))))

    made: Callable[..., Callable[[Any], Any]] = gauss_newton(f, f_argnum)
    return made


def hvp(fun: Callable[..., Any], primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    """Return the Hessian of a scalar function at the primals times the tangents, forward over reverse.

    Args:
        fun: of as many arguments as there are primals; returns a real scalar.
        primals: the arguments: numbers, arrays, Tensors, or containers of them.
        tangents: one direction for each primal, of its shape and structure.

    Returns:
        A tuple with one entry per primal.

    Raises:
        InputTypeError: a primal is an integer, or the result is not a real scalar.
        ShapeError: the tangents do not fit the primals.

    >>> hvp(lambda x, y: x * x * y, (2.0, 3.0), (1.0, 0.0))
    (6.0, 4.0)
    """

    def gradient(x: Any) -> Any:
        trace = scalar_trace(lambda inner: fun(*inner), x, "hvp")
        return trace.pull(ones_like_each(trace.out_leaves))

    return Trace(gradient, tuple(primals), primal_names(primals)).push(tuple(tangents))
