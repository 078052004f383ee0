"""Adam, and its variant with decoupled weight decay."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from autograd import Tensor

from .base import Array, Optimizer, fraction, non_negative


class AdamState(NamedTuple):
    """What Adam remembers of one parameter: the number of steps and two running means."""

    steps: int
    mean: Array  # of the gradient
    square: Array  # of the squared gradient


def adam_update(
    value: Array,
    gradient: Array,
    state: AdamState | None = None,
    *,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
    decoupled: bool = False,
) -> tuple[Array, AdamState]:
    """One step for one parameter: (new value, new state). Changes nothing it is given.

    Kingma, Ba (2015), Adam: A Method for Stochastic Optimization, algorithm 1. Weight decay is added to the
    gradient, or with `decoupled` taken off the value directly (Loshchilov, Hutter 2019, algorithm 2). As in
    PyTorch, `eps` is added to the root of the corrected mean square.

    >>> value, state = adam_update(1.0, 0.5, lr=0.1)
    >>> round(float(value), 6), state.steps
    (0.9, 1)
    """
    if weight_decay and not decoupled:
        gradient = gradient + weight_decay * value
    first, second = betas
    zero = 0.0 * gradient
    steps, mean, square = AdamState(0, zero, zero) if state is None else state
    steps += 1
    mean = first * mean + (1.0 - first) * gradient
    square = second * square + (1.0 - second) * (gradient * gradient)
    size = np.sqrt(square / (1.0 - second**steps)) + eps
    if weight_decay and decoupled:
        value = value * (1.0 - lr * weight_decay)
    return value - (lr / (1.0 - first**steps)) * mean / size, AdamState(steps, mean, square)


class Adam(Optimizer):
    """Adam with PyTorch's defaults; `weight_decay` is added to the gradient.

    Args:
        parameters: the tracked leaf Tensors to change, such as `model.parameters()`.
        lr: the learning rate; it may be set between steps.
        betas: the decay of the running means of the gradient and of its square.
        eps: is added to the root of the mean square.
        weight_decay: this multiple of the value is added to the gradient.

    Raises:
        ValueError: a negative `lr`, `eps` or `weight_decay`, betas outside [0, 1), or no parameters.
        TypeError: something else than parameters.

    >>> w = Tensor([1.0, -2.0])
    >>> optimizer = Adam([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w.data
    array([ 0.9, -1.9])
    """

    decoupled = False

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr)
        self.betas = (fraction("betas[0]", betas[0]), fraction("betas[1]", betas[1]))
        self.eps = non_negative("eps", eps)
        self.weight_decay = non_negative("weight_decay", weight_decay)

    def update(self, value: Array, gradient: Array, state: AdamState | None) -> tuple[Array, AdamState]:
        return adam_update(
            value,
            gradient,
            state,
            lr=self.lr,
            betas=self.betas,
            eps=self.eps,
            weight_decay=self.weight_decay,
            decoupled=self.decoupled,
        )


class AdamW(Adam):
    """Adam with decoupled weight decay: each step shrinks the weights by the factor 1 - lr * weight_decay.

    Args:
        parameters: the tracked leaf Tensors to change, such as `model.parameters()`.
        lr: the learning rate; it may be set between steps.
        betas: the decay of the running means of the gradient and of its square.
        eps: is added to the root of the mean square.
        weight_decay: times `lr`, the part of the value that is taken off in each step.

    Raises:
        ValueError: a negative `lr`, `eps` or `weight_decay`, betas outside [0, 1), or no parameters.
        TypeError: something else than parameters.

    >>> w = Tensor([1.0, -2.0])
    >>> optimizer = AdamW([w], lr=0.1, weight_decay=0.5)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w.data
    array([ 0.85, -1.8 ])
    """

    decoupled = True

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(parameters, lr, betas, eps, weight_decay)
