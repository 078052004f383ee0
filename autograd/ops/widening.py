"""np.emath: functions that answer with complex numbers where the real ones have no answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.graph.op import implements
from autograd.ops.composing import arrayed, holds_tensor
from autograd.ops.flat import numbers


def widened(x: Any, outside: Callable[[Any], Any]) -> Any:
    """Return x as complex numbers where one of them is real and outside of the domain, else as it is."""
    x = arrayed(x)
    values = np.asarray(numbers(x))
    if values.dtype.kind == "c" or not np.any(outside(values)):
        return x
    return x.astype(np.result_type(values.dtype, np.complex64))


def negative(values: Any) -> Any:
    """Tell which numbers are below 0."""
    return values < 0


def beyond_one(values: Any) -> Any:
    """Tell which numbers are not within -1 .. 1."""
    return np.absolute(values) > 1


def widening(name: str, outside: Callable[[Any], Any]) -> Callable[..., Any]:
    """Make the function of np.emath of one argument, for tensors too."""
    function, theirs = getattr(np, name), getattr(np.emath, name)

    @implements(theirs)
    def ours(x: Any) -> Any:
        return function(widened(x, outside)) if holds_tensor(x) else theirs(x)

    ours.__name__ = ours.__qualname__ = name
    ours.__doc__ = f"Return np.{name}, of complex numbers where a real one is outside of its domain, as NumPy."
    return ours


sqrt = widening("sqrt", negative)
log = widening("log", negative)
log2 = widening("log2", negative)
log10 = widening("log10", negative)
arccos = widening("arccos", beyond_one)
arcsin = widening("arcsin", beyond_one)
arctanh = widening("arctanh", beyond_one)


@implements(np.emath.logn)
def logn(n: Any, x: Any) -> Any:
    """The logarithm to the base n, as np.emath.logn; both may be tensors.

    >>> logn(2, 8.0).item()
    3.0
    """
    if not (holds_tensor(n) or holds_tensor(x)):
        return np.emath.logn(n, x)
    return np.log(widened(x, negative)) / np.log(widened(n, negative))


@implements(np.emath.power)
def power(x: Any, p: Any) -> Any:
    """The power x ** p, as np.emath.power; both may be tensors.

    >>> power(-1.0, 0.5).round(12).item()
    1j
    """
    if not (holds_tensor(x) or holds_tensor(p)):
        return np.emath.power(x, p)
    p = arrayed(p)
    p = p.astype(float) if p.dtype.kind in "iu" and np.any(numbers(p) < 0) else p
    return np.power(widened(x, negative), p)
