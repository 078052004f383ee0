"""Reverse mode: grad and its relatives, each one call of the function and one reverse walk."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd import tree
from autograd.errors import InputTypeError
from autograd.graph.modes import frames_inside
from autograd.tensor import Tensor
from autograd.transforms.trace import Trace, differential, plain, primal_names, unit


def scalar_trace(fun: Callable[..., Any], x: Any, what: str) -> Trace:
    """Run the function and make sure that it returned a real scalar."""
    trace = Trace(fun, x)
    check_scalar(trace.out, what)
    trace.warn_if_independent()
    return trace


def check_scalar(out: Any, what: str, kinds: str = "f") -> None:
    """Refuse what has no gradient: no number, no scalar, not real."""
    if out is None:
        raise InputTypeError(f"{what} needs a scalar result; the function returned None. Is its `return` missing?")
    data = plain(out)
    if not isinstance(data, (int, float, complex, np.ndarray, np.generic)):
        raise InputTypeError(
            f"{what} needs a scalar result; the function returned a {type(data).__name__}. "
            "For a second result use grad_and_aux; for a container use make_vjp or jacobian."
        )
    if np.size(data) != 1:
        raise InputTypeError(
            f"{what} needs a scalar result; the function returned shape {np.shape(data)}. "
            "Try jacobian or elementwise_grad, or reduce it with np.sum or np.mean."
        )
    if np.iscomplexobj(data) and "c" not in kinds:
        raise InputTypeError(
            f"{what} needs a real result; the function returned complex numbers. Try holomorphic_grad, or take np.real."
        )


def ones_like_each(leaves: list[Any]) -> list[Any]:
    """Return a cotangent of ones for every result."""
    return [unit(leaf) for leaf in leaves]


@differential
def grad(fun: Callable[..., Any], x: Any) -> Any:
    """Return a function that computes the gradient of a scalar-valued function.

    Args:
        fun: returns a real scalar.
        argnum: the position of the argument to differentiate, or a tuple of positions.

    Returns:
        A function of the same arguments. Its result has the structure, shapes and dtypes of the
        differentiated argument: plain arrays and floats, unless Tensors came in.

    Raises:
        InputTypeError: integers came in, or the result is not a real scalar.

    >>> grad(lambda x: x ** 3)(2.0)
    12.0
    """
    trace = scalar_trace(fun, x, "grad")
    return trace.pull(ones_like_each(trace.out_leaves))


def grad_named(fun: Callable[..., Any], argname: str) -> Callable[..., Any]:
    """Return a function that computes the gradient with respect to the argument of that name.

    Args:
        fun: returns a real scalar.
        argname: the name of one of its positional arguments.

    Returns:
        A function of the same arguments; its result is as `grad` gives it.

    Raises:
        InputTypeError: there is no such argument; integers came in, or the result is not a real scalar.

    >>> grad_named(lambda x, y: x * y ** 2, "y")(2.0, 3.0)
    12.0
    """
    names = list(inspect.signature(fun).parameters)
    if argname not in names:
        raise InputTypeError(f"there is no argument {argname!r}; the function has {', '.join(names)}.")
    return grad(fun, names.index(argname))


def multigrad_dict(fun: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that computes the gradients with respect to all arguments, as a dict by name.

    Args:
        fun: returns a real scalar.

    Returns:
        A function of the same arguments.

    Raises:
        InputTypeError: integers came in, or the result is not a real scalar.

    >>> multigrad_dict(lambda x, y=2.0: x * y)(3.0)
    {'x': 2.0, 'y': 3.0}
    """
    signature = inspect.signature(fun)

    def gradients(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()

        def of_arguments(arguments: dict[str, Any]) -> Any:
            changed = inspect.BoundArguments(signature, arguments)
            return fun(*changed.args, **changed.kwargs)

        return grad(of_arguments)(dict(bound.arguments))

    return gradients


@differential
def value_and_grad(fun: Callable[..., Any], x: Any) -> Any:
    """Return a function that computes both the value and the gradient.

    Args:
        fun: returns a real scalar.
        argnum: the position of the argument to differentiate, or a tuple of positions.

    Returns:
        A function of the same arguments that returns `(value, gradient)`, the gradient as `grad` gives it.

    Raises:
        InputTypeError: integers came in, or the result is not a real scalar.

    >>> value_and_grad(lambda x: x ** 3)(2.0)
    (8.0, 12.0)
    """
    trace = scalar_trace(fun, x, "value_and_grad")
    return trace.value(), trace.pull(ones_like_each(trace.out_leaves))


@differential
def grad_and_aux(fun: Callable[..., Any], x: Any) -> Any:
    """Return a function that computes the gradient of the first of two results, and passes the second through.

    Args:
        fun: returns `(scalar, aux)`, a tuple of two; aux may be anything.
        argnum: the position of the argument to differentiate, or a tuple of positions.

    Returns:
        A function of the same arguments that returns `(gradient, aux)`.

    Raises:
        InputTypeError: integers came in, or the result is not a tuple of a real scalar and something.

    >>> grad_and_aux(lambda x: (x ** 3, "a note"))(2.0)
    (12.0, 'a note')
    """

    aux: list[Any] = []

    def first(x: Any) -> Any:
        result = fun(x)
        if not isinstance(result, tuple) or len(result) != 2:
            raise InputTypeError(
                f"grad_and_aux needs a function that returns (scalar, aux); it returned {result!r:.60}."
            )
        aux[:] = [result[1]]
        return result[0]

    trace = scalar_trace(first, x, "grad_and_aux")
    return trace.pull(ones_like_each(trace.out_leaves)), tree.map(trace.released, aux[0])


@differential
def elementwise_grad(fun: Callable[..., Any], x: Any) -> Any:
    """Return a function that computes the sums of the Jacobian's columns: the derivative of an elementwise function.

    Args:
        fun: of an array of any shape; its result may have any shape.
        argnum: the position of the argument to differentiate, or a tuple of positions.

    Returns:
        A function of the same arguments; its result has the structure, shapes and dtypes of the argument.

    Raises:
        InputTypeError: integers came in, or a complex result of real input: use jacfwd.

    >>> import numpy as np
    >>> elementwise_grad(lambda x: x * x)(np.array([1.0, 2.0]))
    array([2., 4.])
    """
    trace = Trace(fun, x)
    check_not_halved(trace, "elementwise_grad")
    trace.warn_if_independent()
    return trace.pull(ones_like_each(trace.out_leaves))


def check_not_halved(trace: Trace, what: str) -> None:
    """Refuse a complex result of real input: a reverse walk would lose its imaginary part."""
    if any(np.iscomplexobj(plain(leaf)) for leaf in trace.out_leaves) and not all(
        np.iscomplexobj(plain(trace.leaves[k])) for k in trace.positions
    ):
        raise InputTypeError(
            f"{what} by reverse mode would lose the imaginary part of a complex result of real input. Use jacfwd."
        )


@differential
def holomorphic_grad(fun: Callable[..., Any], x: Any) -> Any:
    """Return a function that computes the complex derivative of a holomorphic function with a scalar result.

    Args:
        fun: of complex numbers; returns a complex scalar. That it is holomorphic is not checked.
        argnum: the position of the argument to differentiate, or a tuple of positions.

    Returns:
        A function of the same arguments; its result has the structure and shapes of the argument.

    Raises:
        InputTypeError: integers came in, or the result is no scalar. Real input is a warning, as in HIPS autograd.

    >>> holomorphic_grad(lambda z: z * z)(1 + 2j)
    np.complex128(2+4j)
    """
    leaves, _ = tree.flatten(x)
    if not all(np.iscomplexobj(plain(leaf)) for leaf in leaves):
        warnings.warn(
            "the input of holomorphic_grad is not complex, so only the real part of the derivative is found. "
            "Use x.astype(complex), or grad.",
            UserWarning,
            stacklevel=frames_inside() + 1,
        )
    trace = Trace(fun, x)
    check_scalar(trace.out, "holomorphic_grad", "fc")
    trace.warn_if_independent()
    return trace.pull(ones_like_each(trace.out_leaves))


@differential
def make_vjp(fun: Callable[..., Any], x: Any) -> Any:
    """Return a function that gives `(vjp, value)`: vjp maps a cotangent of the value to one of the argument.

    Args:
        fun: its result may be an array of any shape, or a container.
        argnum: the position of the argument to differentiate, or a tuple of positions.

    Returns:
        A function of the same arguments that returns `(vjp, value)`; vjp may be called many times.

    Raises:
        InputTypeError: integers came in.
        ShapeError: vjp was given a cotangent of another shape or structure than the value's.

    >>> vjp_at_2, value = make_vjp(lambda x: x * x)(2.0)
    >>> value, vjp_at_2(1.0)
    (4.0, 4.0)
    """
    trace = Trace(fun, x)
    trace.warn_if_independent()
    return puller(trace), trace.value()


def puller(trace: Trace) -> Callable[[Any], Any]:
    """Return the vjp of a trace; it may be called many times."""

    def vjp(g: Any) -> Any:
        return trace.pull(trace.out_treedef.match(g, "the cotangent"))

    return vjp


def vector_jacobian_product(fun: Callable[..., Any], argnum: int = 0) -> Callable[..., Any]:
    """Return a function of the arguments and a last one, v, that computes v^T J; v has the shape of the result.

    Args:
        fun: its result may be an array of any shape.
        argnum: the position of the argument to differentiate.

    Returns:
        A function of the arguments and v; its result has the shape of the differentiated argument.

    Raises:
        InputTypeError: integers came in.
        ShapeError: v has another shape than the result.

    >>> import numpy as np
    >>> vector_jacobian_product(lambda x: x * x)(np.array([1.0, 2.0]), np.array([1.0, 10.0]))
    array([ 2., 40.])
    """

    def product(*args: Any, **kwargs: Any) -> Any:
        *rest, v = args
        pull, _ = make_vjp(fun, argnum)(*rest, **kwargs)
        return pull(v)

    return product


def vjp(fun: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """Return `(value, pullback)` of a function at the primals; pullback gives one cotangent per primal.

    Args:
        fun: of as many arguments as there are primals.
        primals: numbers, arrays, Tensors, or containers of them.

    Returns:
        The value, and a function from a cotangent of the value to a tuple of cotangents, one for each primal.

    Raises:
        InputTypeError: a primal is an integer.
        ShapeError: the cotangent has another shape or structure than the value.

    >>> value, pullback = vjp(lambda x, y: x * y, 2.0, 3.0)
    >>> value, pullback(1.0)
    (6.0, (3.0, 2.0))
    """
    trace = Trace(lambda x: fun(*x), tuple(primals), primal_names(primals))
    return trace.value(), puller(trace)


__all__ = [
    "Tensor",
    "elementwise_grad",
    "grad",
    "grad_and_aux",
    "grad_named",
    "holomorphic_grad",
    "make_vjp",
    "multigrad_dict",
    "value_and_grad",
    "vector_jacobian_product",
    "vjp",
]
