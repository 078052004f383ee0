"""Elementwise ops: a row is the NumPy twin, its partial derivatives, its domain.

A partial names what it needs (`out` or operands) and is plain NumPy text: the same text runs on arrays
in a backward pass and on Tensors when the derivative itself is recorded. Constants in it are Python
numbers, which promote nothing, so float32 stays float32.
"""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from autograd.graph.domain import NONZERO, POSITIVE, REAL, Interval
from autograd.ops.kinds import elementwise

LOG_2 = math.log(2.0)
LOG_10 = math.log(10.0)


def power_forward(x: Any, y: Any) -> Any:
    """x ** y: the operator on arrays, which squares where it can; the ufunc on scalars, which never raises."""
    return x**y if isinstance(x, np.ndarray) else np.power(x, y)


def power_x(x: Any, y: Any) -> Any:
    """y x^(y-1); x^0 is the constant 1, so 0 there also at x = 0."""
    if isinstance(y, (int, float)) and y != 0:
        return y * x ** (y - 1)
    zero = y == 0
    return np.where(zero, 0, y * x ** np.where(zero, 1, y - 1))


def power_y(out: Any, x: Any) -> Any:
    """x^y log(x); 0 at x = 0, where 0^y is constant for y > 0."""
    return out * np.log(np.where(x == 0, 1, x))


def absolute_x(x: Any) -> Any:
    """sign(x), for complex x conj(x)/|x| (not holomorphic); 0 at 0."""
    return np.conjugate(np.sign(x))


def relu_forward(x: Any) -> Any:
    """max(x, 0), on Python floats without the ufunc."""
    if type(x) is float:
        return x if x > 0 or x != x else 0.0
    return np.maximum(x, 0)


# The operator, not the ufunc: the same on arrays, and 60 ns instead of 820 on scalars.
add = elementwise(operator.add, a=1, b=1, numpy=np.add, name="add", infix="{} + {}")
subtract = elementwise(operator.sub, a=1, b=-1, numpy=np.subtract, name="subtract", infix="{} - {}")
multiply = elementwise(operator.mul, a=lambda b: b, b=lambda a: a, numpy=np.multiply, name="multiply", infix="{} * {}")
negative = elementwise(operator.neg, x=-1, numpy=np.negative, name="negative", infix="-{}")

# fmt: off
divide = elementwise(np.divide, a=lambda b: 1 / b, b=lambda out, b: -out / b, infix="{} / {}", domain=(REAL, NONZERO))
power  = elementwise(power_forward, x=power_x, y=power_y, numpy=np.power, name="power", infix="{} ** {}", domain=(POSITIVE, REAL))
tanh   = elementwise(np.tanh, x=lambda out: 1 - out * out)
exp    = elementwise(np.exp,  x=lambda out: out)
log    = elementwise(np.log,  x=lambda x: 1 / x, domain=(POSITIVE,))
sqrt   = elementwise(np.sqrt, x=lambda out: 0.5 / out, domain=(POSITIVE,))
sin    = elementwise(np.sin,  x=lambda x: np.cos(x))
cos    = elementwise(np.cos,  x=lambda x: -np.sin(x))
relu   = elementwise(relu_forward, x=lambda out: out > 0, name="relu", domain=(NONZERO._replace(is_complex=False),))
absolute = elementwise(np.absolute, x=absolute_x, domain=(NONZERO,), infix="|{}|")
# fmt: on
