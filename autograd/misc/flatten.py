"""Containers of numbers as one vector, and back.

>>> import numpy as np
>>> vector, unflatten = flatten({"w": np.ones((2, 2)), "b": 3.0})
>>> vector
array([3., 1., 1., 1., 1.])
>>> unflatten(2 * vector)
{'w': array([[2., 2.],
       [2., 2.]]), 'b': np.float64(6.0)}
"""

from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import Any

import autograd.numpy as np
from autograd import tree
from autograd.tensor import Tensor


def flatten(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    """Return all numbers of a container as one vector, and the function that makes the container of a vector.

    Both can be differentiated. Dicts are taken in the order of their sorted keys.

    Args:
        value: numbers, arrays, Tensors, or tuples, lists and dicts of them.
    """
    leaves, treedef = tree.flatten(value)
    order, _ = tree.flatten(in_order(treedef.unflatten(list(range(len(leaves))))))  # place in the vector -> leaf
    shapes = [np.shape(leaves[k]) for k in order]
    ends = list(accumulate((int(np.prod(shape)) for shape in shapes), initial=0))

    def unflatten(vector: Any) -> Any:
        """Return the container with the numbers of a vector."""
        vector = vector if isinstance(vector, Tensor) else np.asarray(vector)
        parts = [np.reshape(vector[a:b], shape) for (a, b), shape in zip(pairwise(ends), shapes, strict=True)]
        found = dict(zip(order, (part if part.shape else part[()] for part in parts), strict=True))
        return treedef.unflatten([found[k] for k in range(len(found))])

    return _concatenate([np.ravel(leaves[k]) for k in order]), unflatten


def in_order(value: Any) -> Any:
    """Return the containers with all dicts in the order of their sorted keys."""
    if type(value) is dict:
        return {key: in_order(value[key]) for key in sorted(value)}
    return type(value)(map(in_order, value)) if type(value) in (tuple, list) else value


def _flatten(value: Any) -> Any:
    """Return all numbers of a container as one vector."""
    return flatten(value)[0]


def _concatenate(lst: Any) -> Any:
    """Return vectors joined; none at all make an empty one."""
    return np.concatenate(lst) if lst else np.array([])


def flatten_func(func: Callable[..., Any], example: Any) -> tuple[Callable[..., Any], Callable[[Any], Any], Any]:
    """Return a function of a container as one of vectors, with `unflatten` and the vector of the example.

    >>> import numpy as np
    >>> doubled, unflatten, x0 = flatten_func(lambda p: {"a": 2 * p["a"]}, {"a": np.ones(2)})
    >>> doubled(x0)
    array([2., 2.])
    """
    vector, unflatten = flatten(example)

    def of_vector(x: Any, *args: Any, **kwargs: Any) -> Any:
        return _flatten(func(unflatten(x), *args, **kwargs))

    return of_vector, unflatten, vector
