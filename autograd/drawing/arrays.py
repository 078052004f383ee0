"""Arrays that a rule makes itself, such as a unit matrix or a mask: written as NumPy would make them."""

from __future__ import annotations

from typing import Any

import numpy as np

FEW = 8  # numbers that are written out


def made(array: Any) -> str | None:
    """Write how an array of numbers can be made; None when its numbers follow no pattern known here.

    >>> [made(x) for x in (np.zeros((2, 3)), np.eye(4), np.tri(4, k=-1) + np.eye(4) / 2, np.arange(9))]
    ['zeros((2, 3))', 'eye(4)', '(tri(4, k=-1) + 0.5 * eye(4))', 'arange(9)']
    >>> made(np.r_[1.0, np.full(30, 2.0), 1.0])
    'repeat([1.0, 2.0, 1.0], [1, 30, 1])'
    """
    if array.dtype.kind not in "?biufc" or not array.size:
        return f"zeros({array.shape})" if array.dtype.kind in "?biufc" else None
    for write in (constant, triangles, literal, counted, runs):
        written = write(array)
        if written is not None:
            return written
    return None


def constant(array: Any) -> str | None:
    """Write an array of equal numbers."""
    first = array.flat[0]
    if array.size == 1 or not (array == first).all():
        return None
    if first in (0, 1) and array.dtype.kind != "b":
        return f"{('zeros', 'ones')[int(first.real)]}({array.shape})"
    return f"full({array.shape}, {first.item()!r})"


def triangles(array: Any) -> str | None:
    """Write a square matrix with one number below, one on, and one above the diagonal; or a stack of its like."""
    if array.ndim != 2 or array.shape[0] != array.shape[1] or array.shape[0] < 2:
        return None
    n = len(array)
    below, on, above = array[1, 0], array[0, 0], array[0, 1]
    lower, unit = np.tri(n, k=-1), np.eye(n)
    if not (array == below * lower + on * unit + above * lower.T).all():
        return None
    parts = [(below, f"tri({n}, k=-1)"), (on, f"eye({n})"), (above, f"tri({n}, k=-1).T")]
    terms = [part if factor == 1 else f"{factor.item()!r} * {part}" for factor, part in parts if factor]
    return terms[0] if len(terms) == 1 and terms[0] == parts[1][1] else f"({' + '.join(terms)})"


def literal(array: Any) -> str | None:
    """Write a few numbers as they are."""
    return f"array({array.tolist()!r})" if array.size <= FEW else None


def counted(array: Any) -> str | None:
    """Write whole numbers in a row."""
    whole = array.ndim == 1 and array.dtype.kind in "iu"
    if not whole or (np.diff(array) != 1).any():
        return None
    return f"arange({array[0]}, {array[-1] + 1})" if array[0] else f"arange({array.size})"


def runs(array: Any) -> str | None:
    """Write numbers along one axis as a few runs of equal ones."""
    if max(array.shape) != array.size:
        return None
    flat = array.ravel()
    starts = np.flatnonzero(np.r_[True, flat[1:] != flat[:-1]])
    if len(starts) > FEW:
        return None
    lengths = np.diff(np.r_[starts, flat.size]).tolist()
    written = f"repeat({flat[starts].tolist()!r}, {lengths})"
    return written if array.ndim == 1 else f"{written}.reshape({array.shape})"
