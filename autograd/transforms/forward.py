"""Forward mode: tangents pushed along the recorded graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import tree
from autograd.transforms.trace import Trace, differential, primal_names, unit


@differential
def make_jvp(fun: Callable[..., Any], x: Any) -> Any:
    """Return a function that gives a jvp: it maps a tangent of the argument to `(value, tangent of the value)`.

    Args:
        fun: its result may be an array of any shape, or a container.
        argnum: the position of the argument to differentiate, or a tuple of positions.

    Returns:
        A function of the same arguments that returns the jvp, which may be called many times.

    Raises:
        InputTypeError: integers came in, or a tangent of a real argument is complex.
        ShapeError: a tangent has another shape or structure than the argument.

    >>> make_jvp(lambda x: x * x)(3.0)(1.0)
    (9.0, 6.0)
    """
    trace = Trace(fun, x)
    trace.warn_if_independent()

    def jvp(tangent: Any) -> tuple[Any, Any]:
        return trace.value(), trace.push(tangent)

    return jvp


@differential
def deriv(fun: Callable[..., Any], x: Any) -> Any:
    """Return a function that computes the derivative along a tangent of ones, by forward mode.

    Args:
        fun: mostly of one number; its result may be an array of any shape.
        argnum: the position of the argument to differentiate, or a tuple of positions.

    Returns:
        A function of the same arguments; its result has the structure and shapes of the value.

    Raises:
        InputTypeError: integers came in.

    >>> deriv(lambda x: x ** 3)(2.0)
    12.0
    """
    trace = Trace(fun, x)
    trace.warn_if_independent()
    return trace.push(tree.map(unit, x))


def jvp(fun: Callable[..., Any], primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Any, Any]:
    """Return the value of a function at the primals, and its derivative along the tangents.

    Args:
        fun: of as many arguments as there are primals.
        primals: the arguments: numbers, arrays, Tensors, or containers of them.
        tangents: one direction for each primal, of its shape and structure.

    Returns:
        The value and its tangent.

    Raises:
        InputTypeError: a primal is an integer; a tangent of a real primal is complex.
        ShapeError: the tangents do not fit the primals.

    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.0))
    (6.0, 3.0)
    """
    trace = Trace(lambda x: fun(*x), tuple(primals), primal_names(primals))
    return trace.value(), trace.push(tuple(tangents))
