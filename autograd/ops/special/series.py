"""Truncated power series in two small parameters: how the incomplete functions are differentiated in a and b.

A series is `c[i][j]`, the coefficients of eps^i delta^j. A formula for f(a, b), run on a + eps and b + delta, gives
f's derivatives of any order, i! j! c[i][j], exact to rounding.
"""

from __future__ import annotations

from math import factorial
from typing import Any

import numpy as np


def times_linear(c: np.ndarray, value: Any, eps: float, delta: float = 0.0) -> np.ndarray:
    """Multiply a series by value + eps e + delta d."""
    out = c * value
    if eps:
        out[1:] += eps * c[:-1]
    if delta:
        out[:, 1:] += delta * c[:, :-1]
    return out


def over_linear(c: np.ndarray, value: Any, eps: float = 1.0) -> np.ndarray:
    """Divide a series by value + eps e."""
    out = c / value
    for i in range(1, len(c)):
        out[i] -= eps * out[i - 1] / value
    return out


def reciprocal(c: np.ndarray) -> np.ndarray:
    """1 / c, from c r = 1, coefficient by coefficient."""
    out = np.zeros_like(c)
    out[0, 0] = 1 / c[0, 0]
    for i, j in np.ndindex(c.shape[:2]):
        if i + j:
            total = sum(c[p, q] * out[i - p, j - q] for p, q in np.ndindex(i + 1, j + 1) if p + q)
            out[i, j] = -total / c[0, 0]
    return out


def product(a: Any, b: Any, i: int, j: int) -> Any:
    """The coefficient of eps^i delta^j in a b."""
    return sum(a[p][q] * b[i - p][j - q] for p, q in np.ndindex(i + 1, j + 1))


def exponential(c: Any) -> Any:
    """exp(c), from E' = c' E: i E_i = sum p c_p E_(i-p). Its entries may be tensors."""
    out: list[list[Any]] = [[None] * len(row) for row in c]
    for i, row in enumerate(c):
        for j, _ in enumerate(row):
            if i:
                parts = [p * c[p][q] * out[i - p][j - q] for p in range(1, i + 1) for q in range(j + 1)]
                out[i][j] = sum(parts[1:], parts[0]) / i
            elif j:
                parts = [q * c[0][q] * out[0][j - q] for q in range(1, j + 1)]
                out[0][j] = sum(parts[1:], parts[0]) / j
            else:
                out[0][0] = np.exp(c[0][0])
    return out


def logarithm(c: Any) -> np.ndarray:
    """log(c), from c' = L' c: what `exponential` takes back."""
    out = np.zeros_like(c)
    out[0, 0] = np.log(c[0, 0])
    for i, j in np.ndindex(c.shape[:2]):
        if i + j:
            n, along = (i, 0) if i else (j, 1)
            others = [(p, q) for p, q in np.ndindex(i + 1, j + 1) if (p, q)[along] > 0 and (p, q) != (i, j)]
            total = sum((p, q)[along] * out[p, q] * c[i - p, j - q] for p, q in others)
            out[i, j] = (c[i, j] - total / n) / c[0, 0]
    return out


def derivative(coefficient: Any, i: int, j: int = 0) -> Any:
    """The derivative that belongs to a coefficient."""
    return coefficient * float(factorial(i) * factorial(j))
