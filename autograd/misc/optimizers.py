"""Three optimizers of functions of a container: `grad(x, i)` gives the gradient at step i.

>>> import numpy as np
>>> minimum = sgd(lambda x, i: {"w": 2 * (x["w"] - 3)}, {"w": np.zeros(2)}, num_iters=300)
>>> np.round(minimum["w"], 4)
array([3., 3.])
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.misc.flatten import flatten


def unflatten_optimizer(optimize: Callable[..., Any]) -> Callable[..., Any]:
    """Turn an optimizer of a vector into one of containers."""

    @functools.wraps(optimize)
    def optimize_container(
        grad: Callable[..., Any], x0: Any, callback: Callable[..., Any] | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        start, unflatten = flatten(x0)

        def flat_grad(x: Any, i: int) -> Any:
            return flatten(grad(unflatten(x), i))[0]

        def flat_callback(x: Any, i: int, g: Any) -> Any:
            return callback(unflatten(x), i, unflatten(g)) if callback else None

        return unflatten(optimize(flat_grad, start, flat_callback if callback else None, *args, **kwargs))

    return optimize_container


@unflatten_optimizer
def sgd(
    grad: Callable[..., Any],
    x0: Any,
    callback: Callable[..., Any] | None = None,
    num_iters: int = 200,
    step_size: float = 0.1,
    mass: float = 0.9,
) -> Any:
    """Gradient descent with momentum.

    Args:
        grad: a function of the container and the number of the step.
        x0: where to start.
        callback: called with x, the number of the step and the gradient.
        num_iters: the number of steps.
        step_size: how far to go.
        mass: how much of the last step goes on.
    """
    x, velocity = x0, np.zeros(len(x0))
    for i in range(num_iters):
        g = grad(x, i)
        if callback:
            callback(x, i, g)
        velocity = mass * velocity - (1.0 - mass) * g
        x = x + step_size * velocity
    return x


@unflatten_optimizer
def rmsprop(
    grad: Callable[..., Any],
    x0: Any,
    callback: Callable[..., Any] | None = None,
    num_iters: int = 100,
    step_size: float = 0.1,
    gamma: float = 0.9,
    eps: float = 10**-8,
) -> Any:
    """Gradient descent, each step divided by the root of the running mean of the gradient's square.

    Args:
        grad: a function of the container and the number of the step.
        x0: where to start.
        callback: called with x, the number of the step and the gradient.
        num_iters: the number of steps.
        step_size: how far to go.
        gamma: how long the running mean remembers.
        eps: keeps the root from being 0.
    """
    x, square = x0, np.ones(len(x0))
    for i in range(num_iters):
        g = grad(x, i)
        if callback:
            callback(x, i, g)
        square = square * gamma + g**2 * (1 - gamma)
        x = x - step_size * g / (np.sqrt(square) + eps)
    return x


@unflatten_optimizer
def adam(
    grad: Callable[..., Any],
    x0: Any,
    callback: Callable[..., Any] | None = None,
    num_iters: int = 100,
    step_size: float = 0.001,
    b1: float = 0.9,
    b2: float = 0.999,
    eps: float = 10**-8,
) -> Any:
    """Adam (Kingma & Ba, 2014): running means of the gradient and of its square, without their start's bias.

    Args:
        grad: a function of the container and the number of the step.
        x0: where to start.
        callback: called with x, the number of the step and the gradient.
        num_iters: the number of steps.
        step_size: how far to go.
        b1: how long the mean of the gradient remembers.
        b2: how long the mean of its square remembers.
        eps: keeps the root from being 0.
    """
    x, mean, square = x0, np.zeros(len(x0)), np.zeros(len(x0))
    for i in range(num_iters):
        g = grad(x, i)
        if callback:
            callback(x, i, g)
        mean = (1 - b1) * g + b1 * mean
        square = (1 - b2) * g**2 + b2 * square
        unbiased, spread = mean / (1 - b1 ** (i + 1)), square / (1 - b2 ** (i + 1))
        x = x - step_size * unbiased / (np.sqrt(spread) + eps)
    return x
