"""Control over what is differentiated and what is kept: stop_gradient, checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import tree
from autograd.ops.primitive import defvjp_argnum, primitive
from autograd.tensor import Tensor
from autograd.transforms.reverse import make_vjp


def stop_gradient(x: Any) -> Any:
    """Return x as a constant: Tensors (also inside containers) without their graph, anything else as it is.

    Args:
        x: a Tensor, a container of them, or anything else.

    Returns:
        The same structure; the numbers are not copied.

    >>> from autograd import grad
    >>> grad(lambda x: x * stop_gradient(x))(3.0)
    3.0
    """
    return tree.map(lambda leaf: leaf.detach() if isinstance(leaf, Tensor) else leaf, x)


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
