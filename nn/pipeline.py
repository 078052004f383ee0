"""What happens to data before the model sees it."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike


@dataclass(frozen=True)
class Standardise:
    """(x - mean) / scale: made from the training part, then applied to every part.

    A column that is constant in the training part has scale 1, so it becomes 0 there instead of NaN.

    Args:
        mean, scale: numbers or arrays that broadcast against x; `from_training` makes them.

    >>> train, test = np.array([[0.0, 7.0], [2.0, 7.0]]), np.array([[4.0, 8.0]])
    >>> standardise = Standardise.from_training(train)
    >>> standardise(train), standardise(test)
    (array([[-1.,  0.],
           [ 1.,  0.]]), array([[3., 1.]]))
    """

    mean: Any
    scale: Any

    @classmethod
    def from_training(cls, x: Any, dtype: DTypeLike | None = None) -> Self:
        """The statistics of `x` of shape (n, ...) along its first axis, kept in `dtype` (default: that of
        `x`).

        Raises ValueError for no examples and for numbers that are not finite.
        """
        array = np.asarray(x)
        if array.ndim == 0 or len(array) == 0:
            raise ValueError(f"Standardise needs at least one example; got an array of shape {array.shape}.")
        if not np.isfinite(array).all():
            raise ValueError("Standardise needs finite numbers; the training part holds NaN or infinity.")
        mean, scale = array.mean(axis=0), array.std(axis=0)
        # Rounding leaves a constant column with a deviation of a few units in the last place, not with 0.
        constant = (array == array[0]).all(axis=0)
        kind = np.dtype(dtype) if dtype is not None else mean.dtype
        return cls(
            np.where(constant, array[0], mean).astype(kind), np.where(constant, 1.0, scale).astype(kind)
        )

    def __call__(self, x: Any) -> Any:
        return (x - self.mean) / self.scale
