"""The fully connected layer."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from autograd import Tensor

from .. import functional
from ..init import Initializer, he_normal, zeros
from ..module import Module
from ..rng import Rng, generator
from ..whole import whole


class Linear(Module):
    """x @ weight.T + bias: `x` of shape (..., in_features) gives (..., out_features).

    `weight` has shape (out_features, in_features); `bias` has shape (out_features,) and starts at 0.

    Args:
        in_features, out_features: the sizes.
        bias: False leaves the bias out.
        weight_init: draws the weight, a function of `nn.init`; He's normal distribution by default.
        rng: a seed or Generator for it.
        dtype: of weight and bias.

    Raises:
        ValueError: sizes below 1, or an input of another width.
        TypeError: sizes that are not whole numbers, a dtype that is not floating-point.

    >>> layer = Linear(3, 2, rng=0)
    >>> layer.weight.shape, layer.bias.shape
    ((2, 3), (2,))
    >>> layer(np.ones((5, 3))).shape
    (5, 2)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        *,
        weight_init: Initializer = he_normal,
        rng: Rng = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        in_features = whole("Linear's in_features", in_features)
        out_features = whole("Linear's out_features", out_features)
        if in_features < 1 or out_features < 1:
            raise ValueError(f"Linear needs sizes of at least 1; got ({in_features}, {out_features}).")
        self.in_features, self.out_features = in_features, out_features
        shape = (out_features, in_features)
        self.weight = Tensor(weight_init(shape, generator(rng), dtype), requires_grad=True)
        self.bias = Tensor(zeros((out_features,), dtype=dtype), requires_grad=True) if bias else None

    def __call__(self, x: Any) -> Any:
        shape = functional.shape_of(x)
        if not shape or shape[-1] != self.in_features:
            raise ValueError(
                f"Linear({self.in_features}, {self.out_features}) needs an input of shape "
                f"(..., {self.in_features}); got {shape}."
            )
        return functional.linear(x, self.weight, self.bias)

    def describe(self) -> str:
        return f"{self.in_features}, {self.out_features}{'' if self.bias is not None else ', bias=False'}"
