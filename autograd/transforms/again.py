"""Control over what is kept: checkpoint computes again instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd.ops.primitive import defvjp_argnum, primitive as primitive
from autograd.transforms.reverse import make_vjp


def checkpoint(fun: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that keeps nothing of what it computes for the derivative: that computes it again.

    It trades time for memory. Only positional arguments are differentiated, not what the function finds elsewhere.

    Args:
        fun: a function of numbers, arrays, or containers of them.

    Returns:
        A function of the same arguments; it is one node of the graph.

    Raises:
        NoRuleError: the function uses a tracked tensor that is not one of its positional arguments.

    >>> import numpy as np
    >>> from autograd import grad
    >>> grad(checkpoint(lambda x: np.sin(x) * x))(0.0)
    0.0
    """
    wrapped = primitive(fun)
    defvjp_argnum(wrapped, lambda argnum, ans, args, kwargs: make_vjp(fun, argnum)(*args, **kwargs)[0])
    return wrapped
