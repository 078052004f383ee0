"""Initial weights: He's and Xavier's formulas, normal and uniform.

A weight has shape (out, in, ...): `fan_in` is the number of inputs of one output unit, in * (product of the
rest), and `fan_out` is out * (product of the rest). Numbers are drawn in float64 and then rounded to `dtype`,
so a float32 model starts from the rounded numbers of its float64 twin.
"""

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike

from .rng import Rng, generator

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Initializer: TypeAlias = Callable[[tuple[int, ...], Rng, DTypeLike], Array]


def floating(dtype: DTypeLike) -> np.dtype[Any]:
    """`dtype` as a NumPy dtype. Raises TypeError when it is not a floating-point one."""
    result = np.dtype(dtype)
    if not np.issubdtype(result, np.floating):
        raise TypeError(
            f"parameters need a floating-point dtype; got {result}. Use numpy.float64 or numpy.float32."
        )
    return result


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """(fan_in, fan_out) of a weight of this shape. ValueError below two dimensions or when one is 0.

    >>> fans((10, 64))
    (64, 10)
    """
    if len(shape) < 2 or 0 in shape:
        raise ValueError(f"a weight needs a shape (out, in, ...) of positive sizes; got {tuple(shape)}.")
    rest = math.prod(shape[2:])
    return shape[1] * rest, shape[0] * rest


def zeros(shape: tuple[int, ...], rng: Rng = None, dtype: DTypeLike = np.float64) -> Array:
    """All zeros, as biases start; `rng` is not used.

    >>> zeros((2,))
    array([0., 0.])
    """
    return np.zeros(shape, floating(dtype))


def he_normal(shape: tuple[int, ...], rng: Rng = None, dtype: DTypeLike = np.float64) -> Array:
    """Normal with standard deviation sqrt(2 / fan_in): for layers followed by a ReLU.

    He, Zhang, Ren, Sun (2015), Delving Deep into Rectifiers, equation 10.

    >>> he_normal((3, 2), rng=0).shape
    (3, 2)
    """
    return _normal(shape, math.sqrt(2.0 / fans(shape)[0]), rng, dtype)


def he_uniform(shape: tuple[int, ...], rng: Rng = None, dtype: DTypeLike = np.float64) -> Array:
    """Uniform within +-sqrt(6 / fan_in): the variance of `he_normal`.

    >>> bool(abs(he_uniform((3, 2), rng=0)).max() <= 3**0.5)
    True
    """
    return _uniform(shape, math.sqrt(6.0 / fans(shape)[0]), rng, dtype)


def xavier_normal(shape: tuple[int, ...], rng: Rng = None, dtype: DTypeLike = np.float64) -> Array:
    """Normal with standard deviation sqrt(2 / (fan_in + fan_out)): for tanh, sigmoid and linear layers.

    Glorot, Bengio (2010), Understanding the difficulty of training deep feedforward neural networks,
    equation 12.

    >>> xavier_normal((3, 2), rng=0).shape
    (3, 2)
    """
    return _normal(shape, math.sqrt(2.0 / sum(fans(shape))), rng, dtype)


def xavier_uniform(shape: tuple[int, ...], rng: Rng = None, dtype: DTypeLike = np.float64) -> Array:
    """Uniform within +-sqrt(6 / (fan_in + fan_out)): equation 16 of the paper named at `xavier_normal`.

    >>> bool(abs(xavier_uniform((3, 3), rng=0)).max() <= 1.0)
    True
    """
    return _uniform(shape, math.sqrt(6.0 / sum(fans(shape))), rng, dtype)


def _normal(shape: tuple[int, ...], deviation: float, rng: Rng, dtype: DTypeLike) -> Array:
    kind = floating(dtype)
    return (generator(rng).standard_normal(shape) * deviation).astype(kind, copy=False)


def _uniform(shape: tuple[int, ...], bound: float, rng: Rng, dtype: DTypeLike) -> Array:
    kind = floating(dtype)
    return generator(rng).uniform(-bound, bound, shape).astype(kind, copy=False)
