"""What all optimisers share: the list of parameters and the loop over them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np

from autograd import Tensor

from ..module import Module, is_parameter

Array: TypeAlias = Any  # an ndarray, or the scalar a 0-d parameter holds


def non_negative(name: str, value: float) -> float:
    """`value` as a Python float, which leaves float32 arrays float32. ValueError below 0 and for NaN."""
    number = float(value)
    if not number >= 0.0:
        raise ValueError(f"{name} must be 0 or more; got {value}.")
    return number


def fraction(name: str, value: float) -> float:
    """`value` as a Python float in [0, 1). Raises ValueError outside."""
    number = float(value)
    if not 0.0 <= number < 1.0:
        raise ValueError(f"{name} must be at least 0 and below 1; got {value}.")
    return number


class Optimizer(ABC):
    """Holds parameters and changes them by `step()`, from their gradients.

    A subclass says by `update` how one parameter changes; this class has the loop. A step gives each
    parameter a new array (`p.data = ...`) and never writes into the old one, so graphs recorded before keep
    their numbers. A parameter whose gradient is None stays as it is. `lr` may be set between steps.

    Raises TypeError for something else than parameters, ValueError for none.
    """

    def __init__(self, parameters: Iterable[Tensor], lr: float) -> None:
        self.lr = non_negative("lr", lr)
        self.parameters = _checked(parameters)
        self.state: list[Any] = [None] * len(self.parameters)

    @abstractmethod
    def update(self, value: Array, gradient: Array, state: Any) -> tuple[Array, Any]:
        """The new value of one parameter and its new state; `state` is None at first. Changes nothing."""

    def step(self) -> None:
        """Change every parameter that has a gradient."""
        self.lr = float(self.lr)  # a NumPy float64 would turn float32 parameters into float64
        update, states = self.update, self.state
        for index, parameter in enumerate(self.parameters):
            gradient = parameter.grad
            if gradient is None:
                continue
            if isinstance(gradient, Tensor):  # left by backward(create_graph=True)
                gradient = gradient.data
            value = parameter.data
            new, states[index] = update(value, gradient, states[index])
            if type(value) is not float and new.dtype is not value.dtype:  # a gradient set by hand may be wider
                new = new.astype(value.dtype)
            parameter.data = new

    def zero_grad(self) -> None:
        """Forget all gradients; otherwise the next backward adds to them."""
        for parameter in self.parameters:
            parameter.zero_grad()


def _checked(parameters: Iterable[Tensor]) -> list[Tensor]:
    if isinstance(parameters, Module):
        raise TypeError("an optimiser needs parameters, not a module: pass model.parameters().")
    if isinstance(parameters, Tensor | np.ndarray | dict | str):
        raise TypeError(
            f"an optimiser needs a list of parameters; got one {type(parameters).__name__}. "
            "Pass model.parameters() or [w, b]."
        )
    if isinstance(parameters, type) or callable(parameters):
        raise TypeError(
            f"an optimiser needs a list of parameters; got {parameters!r}, which is to be called first. "
            "Pass model.parameters(), with the parentheses."
        )
    result: list[Tensor] = []
    for index, parameter in enumerate(parameters):
        if not is_parameter(parameter):
            kind = "a Tensor that is not one" if isinstance(parameter, Tensor) else type(parameter).__name__
            raise TypeError(
                f"an optimiser changes tracked leaf Tensors; number {index} is {kind}. "
                "Make it by Tensor(data, requires_grad=True)."
            )
        if any(parameter is other for other in result):
            raise ValueError(f"parameter {index} is in the list twice; it would be changed twice per step.")
        result.append(parameter)
    if not result:
        raise ValueError("an optimiser needs at least one parameter; this list is empty.")
    return result
