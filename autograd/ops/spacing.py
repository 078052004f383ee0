"""Numbers between two ends, evenly spaced or in equal ratios; both ends may be tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.ops.composing import arrayed, composed
from autograd.ops.flat import numbers
from autograd.ops.manipulation import moveaxis
from autograd.ops.reducing import numpys


@composed
def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
    *,
    device: Any = None,
) -> Any:
    """Numbers evenly spaced between two ends, as np.linspace.

    Args:
        start, stop: the ends, numbers or arrays; may be tensors.
        num: how many.
        endpoint: whether `stop` is the last of them.
        retstep: whether to return a pair, the numbers and their distance.
        dtype: the dtype of the result; for integers it is a constant.
        axis: where the result has the axis along which the numbers run.
        device: None or "cpu".

    Raises:
        ValueError: num is negative, or there is no such device.

    >>> linspace(0.0, 1.0, 3).tolist()
    [0.0, 0.5, 1.0]
    """
    options = {"endpoint": endpoint, "dtype": dtype, "axis": axis, **({} if device is None else {"device": device})}
    values = numpys.linspace(numbers(start), numbers(stop), num, **options)
    if values.dtype.kind not in "fc":
        return numpys.linspace(numbers(start), numbers(stop), num, retstep=retstep, **options)
    start, length = arrayed(start), arrayed(stop) - start
    intervals = values.shape[axis] - (1 if endpoint else 0)
    part = parts(num, intervals, length.ndim)
    result = moveaxis((start + length * part).astype(values.dtype, copy=False), 0, axis)
    return (result, length / intervals if intervals else length * np.nan) if retstep else result


def parts(num: int, intervals: int, ndim: int) -> np.ndarray:
    """Return the parts of the way, from 0 on, in front of the axes of the ends."""
    return (np.arange(num) / (intervals or 1)).reshape((num, *(1,) * ndim))


@composed
def logspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10.0, dtype: Any = None, axis: int = 0
) -> Any:
    """Powers of a base with evenly spaced exponents, as np.logspace.

    Args:
        start, stop: the first and last exponent, numbers or arrays; may be tensors.
        num, endpoint, dtype, axis: as for `linspace`.
        base: the base, a number or an array; may be a tensor.

    >>> logspace(0.0, 2.0, 3).tolist()
    [1.0, 10.0, 100.0]
    """
    values = numpys.logspace(numbers(start), numbers(stop), num, endpoint, numbers(base), dtype, axis)
    if values.dtype.kind not in "fc":
        return values
    start, stop, base = np.broadcast_arrays(arrayed(start), arrayed(stop), arrayed(base))
    exponents = linspace(start, stop, num, endpoint)
    return moveaxis(np.power(base, exponents).astype(values.dtype, copy=False), 0, axis)


@composed
def geomspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0) -> Any:
    """Numbers in equal ratios between two ends, as np.geomspace: start * (stop / start) ** part of the way.

    Args and errors are those of `linspace`.

    Raises:
        ValueError: one of the ends is 0.

    >>> geomspace(1.0, 4.0, 3).round(12).tolist()
    [1.0, 2.0, 4.0]
    """
    values = numpys.geomspace(numbers(start), numbers(stop), num, endpoint, dtype, axis)
    if values.dtype.kind not in "fc":
        return values
    start, stop = arrayed(start), arrayed(stop)
    ratio = stop / start
    part = parts(num, num - 1 if endpoint else num, ratio.ndim)
    return moveaxis((start * ratio**part).astype(values.dtype, copy=False), 0, axis)
