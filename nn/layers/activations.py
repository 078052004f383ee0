"""Activations as layers; each calls the function of the same name in `nn.functional`."""

from typing import Any

from .. import functional
from ..module import Module


class ReLU(Module):
    """max(x, 0), elementwise.

    >>> import numpy as np
    >>> ReLU()(np.array([-1.0, 2.0]))
    array([0., 2.])
    """

    def __call__(self, x: Any) -> Any:
        return functional.relu(x)


class LeakyReLU(Module):
    """x where x > 0, slope * x elsewhere.

    Args:
        slope: a number; 0 gives ReLU.

    >>> import numpy as np
    >>> LeakyReLU(0.5)(np.array([-1.0, 2.0]))
    array([-0.5,  2. ])
    """

    def __init__(self, slope: float = 0.01) -> None:
        self.slope = slope

    def __call__(self, x: Any) -> Any:
        return functional.leaky_relu(x, self.slope)

    def describe(self) -> str:
        return f"{self.slope}"


class Tanh(Module):
    """The hyperbolic tangent, elementwise.

    >>> import numpy as np
    >>> Tanh()(np.array([0.0, 1.0])).round(4)
    array([0.    , 0.7616])
    """

    def __call__(self, x: Any) -> Any:
        return functional.tanh(x)


class Sigmoid(Module):
    """1 / (1 + exp(-x)), elementwise.

    >>> import numpy as np
    >>> Sigmoid()(np.array([-1000.0, 0.0]))
    array([0. , 0.5])
    """

    def __call__(self, x: Any) -> Any:
        return functional.sigmoid(x)


class GELU(Module):
    """The Gaussian error linear unit in its tanh form, elementwise.

    >>> import numpy as np
    >>> GELU()(np.array([-1.0, 0.0, 1.0])).round(4)
    array([-0.1588,  0.    ,  0.8412])
    """

    def __call__(self, x: Any) -> Any:
        return functional.gelu(x)


class Softmax(Module):
    """Probabilities along `axis`. Leave this layer out before `cross_entropy`, which wants logits.

    Args:
        axis: the axis along which they sum to 1.

    >>> import numpy as np
    >>> Softmax()(np.array([[0.0, 0.0]]))
    array([[0.5, 0.5]])
    """

    def __init__(self, axis: int = -1) -> None:
        self.axis = axis

    def __call__(self, x: Any) -> Any:
        return functional.softmax(x, self.axis)

    def describe(self) -> str:
        return f"axis={self.axis}"
