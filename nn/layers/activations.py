"""Activations as layers; each calls the function of the same name in `nn.functional`."""

from typing import Any

from .. import functional
from ..module import Module


class ReLU(Module):
    """max(x, 0), elementwise."""

    def __call__(self, x: Any) -> Any:
        return functional.relu(x)


class LeakyReLU(Module):
    """x where x > 0, slope * x elsewhere."""

    def __init__(self, slope: float = 0.01) -> None:
        self.slope = slope

    def __call__(self, x: Any) -> Any:
        return functional.leaky_relu(x, self.slope)

    def describe(self) -> str:
        return f"{self.slope}"


class Tanh(Module):
    """The hyperbolic tangent, elementwise."""

    def __call__(self, x: Any) -> Any:
        return functional.tanh(x)


class Sigmoid(Module):
    """1 / (1 + exp(-x)), elementwise."""

    def __call__(self, x: Any) -> Any:
        return functional.sigmoid(x)


class GELU(Module):
    """The Gaussian error linear unit in its tanh form, elementwise."""

    def __call__(self, x: Any) -> Any:
        return functional.gelu(x)


class Softmax(Module):
    """Probabilities along `axis`. Leave this layer out before `cross_entropy`, which wants logits."""

    def __init__(self, axis: int = -1) -> None:
        self.axis = axis

    def __call__(self, x: Any) -> Any:
        return functional.softmax(x, self.axis)

    def describe(self) -> str:
        return f"axis={self.axis}"
