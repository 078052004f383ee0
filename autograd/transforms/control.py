"""Control over what is differentiated: stop_gradient."""

from __future__ import annotations

from typing import Any

from autograd import tree
from autograd.tensor import Tensor


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
