"""Layers made of layers."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from ..init import Initializer, he_normal, xavier_normal
from ..module import Module
from ..rng import Rng, generator
from .activations import ReLU, Sigmoid, Tanh
from .linear import Linear


class Sequential(Module):
    """Layers, or any functions of one array, called one after the other.

    The layers are attributes named "0", "1", ..., so parameters are called "0.weight", "2.bias" as in
    PyTorch's files; `model[0]` is the first layer.

    Args:
        layers: modules or functions.

    Raises:
        TypeError: something that cannot be called, or a class.

    >>> model = Sequential(Linear(4, 8, rng=0), ReLU(), Linear(8, 1, rng=1))
    >>> [name for name, _ in model.named_parameters()]
    ['0.weight', '0.bias', '2.weight', '2.bias']
    >>> model(np.ones((3, 4))).shape
    (3, 1)
    """

    def __init__(self, *layers: Callable[[Any], Any]) -> None:
        for index, layer in enumerate(layers):
            if isinstance(layer, type):
                raise TypeError(
                    f"Sequential needs layers; argument {index} is the class {layer.__name__}. "
                    f"Make a layer of it: {layer.__name__}()."
                )
            if not callable(layer):
                raise TypeError(
                    f"Sequential needs layers or functions; argument {index} is a {type(layer).__name__}. "
                    "Write Sequential(a, b, c), without a list."
                )
            vars(self)[str(index)] = layer

    def __call__(self, x: Any) -> Any:
        for name, layer in vars(self).items():
            if name.isdigit():
                x = layer(x)
        return x

    def __iter__(self) -> Iterator[Callable[[Any], Any]]:
        return (layer for name, layer in vars(self).items() if name.isdigit())

    def __len__(self) -> int:
        return sum(name.isdigit() for name in vars(self))

    def __getitem__(self, index: int) -> Callable[[Any], Any]:
        return list(self)[index]


class MLP(Sequential):
    """Linear layers of the given sizes with an activation between them: `MLP(64, 128, 10)`.

    The last layer gives plain numbers (logits).

    Args:
        sizes: of the input, of what lies between the layers, of the output.
        activation: a class, or a function that makes a layer: `nn.Tanh`, `lambda: nn.LeakyReLU(0.2)`.
        weight_init: draws the weights, a function of `nn.init`; by default Xavier's normal distribution for
            `Tanh` and `Sigmoid`, He's otherwise.
        rng: a seed or Generator for it.
        dtype: of the parameters.

    Raises:
        ValueError: fewer than two sizes, or a size below 1.
        TypeError: sizes that are not whole numbers, a dtype that is not floating-point, an `activation` that
            makes no layer.

    >>> MLP(2, 16, 1, activation=Tanh, rng=0)
    MLP()  65 parameters
      0: Linear(2, 16)  48 parameters
      1: Tanh()
      2: Linear(16, 1)  17 parameters
    """

    def __init__(
        self,
        *sizes: int,
        activation: Callable[[], Callable[[Any], Any]] = ReLU,
        weight_init: Initializer | None = None,
        rng: Rng = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        if len(sizes) < 2:
            raise ValueError(f"MLP needs at least two sizes, as in MLP(64, 10); got {sizes}.")
        draw = weight_init or (xavier_normal if activation in (Tanh, Sigmoid) else he_normal)
        source = generator(rng)
        layers: list[Callable[[Any], Any]] = []
        for inside, outside in pairwise(sizes):
            layers += [Linear(inside, outside, weight_init=draw, rng=source, dtype=dtype), _made(activation)]
        super().__init__(*layers[:-1])


def _made(activation: Callable[[], Callable[[Any], Any]]) -> Callable[[Any], Any]:
    """One layer made by `activation`; an error that shows how to write it when that makes none."""
    problem = "it cannot be called"
    if isinstance(activation, Module):
        problem = "it is a layer already, and there may be several places for one"
    elif callable(activation):
        try:
            layer = activation()
        except TypeError as error:
            problem = f"activation() says: {error}"
        else:
            if callable(layer):
                return layer
            problem = f"activation() gave {type(layer).__name__}"
    raise TypeError(
        f"MLP calls activation() to make a layer for each place between two Linear layers; got {activation!r}: "
        f"{problem}. Pass a class, activation=nn.Tanh, or a function that makes the layer, "
        "activation=lambda: nn.LeakyReLU(0.2); for a plain function f write activation=lambda: f."
    )
