"""Equations with a banded matrix, given by its diagonals as LAPACK wants them: ab[up + i - j, j] = a[i, j].

A diagonal d = i - j is a row of `ab`; products and transposes shift rows, so that nothing is ever n by n.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from autograd.graph.domain import REAL, Case, Interval
from autograd.graph.rule import payload
from autograd.ops.composing import arrayed
from autograd.ops.contraction import conjugated
from autograd.ops.kinds import general
from autograd.ops.matrices import floating
from autograd.ops.scipy_linalg.entry import scipys
from autograd.ops.scipy_linalg.equations import on_columns


def shifted(rows: Any, d: int) -> Any:
    """rows[j + d] at j, and 0 where that is outside."""
    if not d:
        return rows
    n = rows.shape[0]
    zeros = np.zeros((min(abs(d), n), *rows.shape[1:]), rows.dtype)
    return np.concatenate([rows[d:], zeros] if d > 0 else [zeros, rows[: max(n + d, 0)]], 0)


def transposed(ab: Any, low: int, up: int) -> Any:
    """The diagonals of a^T: its row low + d has a[j, j + d] = ab[up - d, j + d] at j."""
    return np.stack([shifted(ab[up - d], d) for d in range(-low, up + 1)])


def banded_forward(ab: Any, b: Any, low: int = 1, up: int = 1) -> Any:
    """x of a x = b, b a matrix, with `low` diagonals below and `up` above the main one."""
    return scipy.linalg.solve_banded((low, up), ab, b)


def banded_b(g: Any, ab: Any, low: int, up: int) -> Any:
    """The transposed system."""
    low, up = int(low), int(up)
    return banded(transposed(ab, low, up), g, low=up, up=low)


def banded_ab(g: Any, ab: Any, out: Any, low: int, up: int) -> Any:
    """-b_bar x^T within the band: its row up + d is -sum_k b_bar[j + d, k] x[j, k] at j."""
    bar = banded_b(g, ab, low, up)
    return -np.stack([np.sum(shifted(bar, d) * out, -1) for d in range(-int(up), int(low) + 1)])


def diagonally_dominant(ab: Any) -> Any:
    """Add 4 to what is the main diagonal in the examples: the second of three, the first of two."""
    return ab + 4.0 * (np.arange(ab.shape[0]) == (ab.shape[0] - 1) // 2)[:, None].astype(np.float32)


banded: Any = general(
    banded_forward, ab=banded_ab, b=banded_b, name="solve_banded", analytic=False,
    domain=(Interval(onto=diagonally_dominant), REAL),
    cases=(
        Case(((3, 4), (4, 1))), Case(((2, 3), (3, 2)), {"low": 1, "up": 0}),
        Case(((4, 4), (4, 2)), {"low": 2, "up": 1}),
        Case(((3, 2), (2, 1)), {"low": 1, "up": 1}), Case(((1, 3), (3, 1)), {"low": 0, "up": 0}),
    ),
)  # fmt: skip


@scipys
def solve_banded(l_and_u: tuple[int, int], ab: Any, b: Any) -> Any:
    """The solution x of a x = b for a banded a, as scipy.linalg.solve_banded.

    Args:
        l_and_u: how many diagonals there are below and above the main one.
        ab: a tensor or array of the diagonals: ab[u + i - j, j] = a[i, j]. Corners outside of a have gradient 0.
        b: a tensor or array, a vector or columns.

    >>> solve_banded((0, 1), np.array([[0.0, 1.0], [2.0, 4.0]]), np.array([4.0, 4.0])).tolist()
    [1.5, 1.0]
    """
    low, up = map(int, l_and_u)
    ab = floating(arrayed(ab))
    return on_columns(lambda b: banded(ab, b, low=low, up=up), b)


def all_diagonals(ab: Any, lower: bool) -> Any:
    """The diagonals of a Hermitian matrix of which those on one side are given; the main one is real."""
    up = ab.shape[0] - 1
    main = np.real(ab[0] if lower else ab[up])[None]
    if lower:
        above = [conjugated(shifted(ab[d], -d)) for d in range(up, 0, -1)]
        return np.concatenate([np.stack(above), main, ab[1:]], 0) if up else main
    below = [conjugated(shifted(ab[up - d], d)) for d in range(1, up + 1)]
    return np.concatenate([ab[:up], main, np.stack(below)], 0) if up else main


@scipys
def solveh_banded(ab: Any, b: Any, lower: bool = False) -> Any:
    """The solution x of a x = b for a positive definite banded a, as scipy.linalg.solveh_banded.

    Args:
        ab: a tensor or array of the main diagonal and those above it (below it with `lower`).
        b: a tensor or array, a vector or columns.
        lower: on which side of the main diagonal the others are.

    Raises:
        LinAlgError: the matrix is not positive definite.

    >>> solveh_banded(np.array([[0.0, 1.0], [2.0, 2.0]]), np.array([4.0, 5.0])).round(9).tolist()
    [1.0, 2.0]
    """
    ab = floating(arrayed(ab))
    scipy.linalg.cholesky_banded(payload(ab), lower=lower)  # SciPy's error when it is not positive definite
    up = ab.shape[0] - 1
    diagonals = all_diagonals(ab, lower)
    return on_columns(lambda b: banded(diagonals, b, low=up, up=up), b)


@scipys
def cho_solve_banded(cb_and_lower: Any, b: Any) -> Any:
    """The solution x of a x = b from a banded Cholesky factor of a, as scipy.linalg.cho_solve_banded.

    Args:
        cb_and_lower: the diagonals of the factor, and whether it is the lower one.
        b: a tensor or array, a vector or columns.

    >>> cho_solve_banded((np.array([[2.0, 2.0]]), True), np.array([8.0, 4.0])).tolist()
    [2.0, 1.0]
    """
    cb, lower = cb_and_lower
    cb = floating(arrayed(cb))
    count = cb.shape[0] - 1
    low, up = (count, 0) if lower else (0, count)
    turned = conjugated(transposed(cb, low, up))
    first, then = ((cb, low, up), (turned, up, low)) if lower else ((turned, up, low), (cb, low, up))

    def both(b: Any) -> Any:
        middle = banded(first[0], b, low=first[1], up=first[2])
        return banded(then[0], middle, low=then[1], up=then[2])

    return on_columns(both, b)
