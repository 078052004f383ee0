"""Forward mode: tangents pushed along the recorded graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import tree
from autograd.transforms.trace import Trace, differential, primal_names, unit


@differential
def make_jvp(function: Callable[..., Any], x: Any) -> Any:
    """Return a function that gives a jvp: it maps a tangent of the argument to `(value, tangent of the value)`.

    >>> make_jvp(lambda x: x * x)(3.0)(1.0)
    (9.0, 6.0)
    """
    trace = Trace(function, x)

    def jvp(tangent: Any) -> tuple[Any, Any]:
        return trace.value(), trace.push(tangent)

    return jvp


@differential
def deriv(function: Callable[..., Any], x: Any) -> Any:
    """Return a function that computes the derivative along a tangent of ones, by forward mode.

    >>> deriv(lambda x: x ** 3)(2.0)
    12.0
    """
    trace = Trace(function, x)
    return trace.push(tree.map(unit, x))


def jvp(function: Callable[..., Any], primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Any, Any]:
    """Return the value of a function at the primals, and its derivative along the tangents.

    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.0))
    (6.0, 3.0)
    """
    trace = Trace(lambda x: function(*x), tuple(primals), primal_names(primals))
    return trace.value(), trace.push(tuple(tangents))
