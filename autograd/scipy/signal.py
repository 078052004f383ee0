"""scipy.signal.convolve, over any axes and with dot products over others, as HIPS autograd has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def convolve(
    A: Any,
    B: Any,
    axes: Sequence[Sequence[int]] | None = None,
    dot_axes: Sequence[Sequence[int]] = ((), ()),
    mode: str = "full",
    method: str = "auto",
) -> Any:
    """Convolve A with B: a sum over the positions of the smaller kernel B, each a slice of A and a product.

    Args:
        A, B: tensors or arrays.
        axes: pairs of lists, the axes of A and of B to convolve over; all by default.
        dot_axes: the axes of A and of B to sum products over.
        mode: "full", "valid" or "same" (the size of A).
        method: for SciPy's signature; the result is the same.

    The result has the axes of A that are in neither list, then those of B, then the convolved ones.

    >>> convolve(np.array([1.0, 2.0]), np.array([1.0, 10.0])).tolist()
    [1.0, 12.0, 20.0]
    """
    if mode not in ("full", "valid", "same"):
        raise ValueError(f"convolve knows the modes 'full', 'valid' and 'same'; got {mode!r}.")
    if axes is None:
        if tuple(map(len, dot_axes)) != (0, 0):
            raise ValueError("with dot_axes, say which axes to convolve: axes=([...], [...]).")
        axes = (range(np.ndim(A)), range(np.ndim(B)))
    mine, its = [k % np.ndim(A) for k in axes[0]], [k % np.ndim(B) for k in axes[1]]
    if len(mine) != len(its):
        raise ValueError(f"convolve needs as many axes of A as of B; got {mine} and {its}.")
    a_dots, b_dots = [k % np.ndim(A) for k in dot_axes[0]], [k % np.ndim(B) for k in dot_axes[1]]
    a: Any = np.moveaxis(A, mine, range(-len(mine), 0)) if mine else A
    b: Any = np.moveaxis(B, its, range(-len(its), 0)) if its else B
    a_rest = [k for k in range(np.ndim(A)) if k not in mine]
    b_rest = [k for k in range(np.ndim(B)) if k not in its]
    places = [a_rest.index(k) for k in a_dots], [b_rest.index(k) for k in b_dots]
    n, m = np.shape(a)[len(a_rest) :], np.shape(b)[len(b_rest) :]
    if mode == "valid" and n and all(q >= p for p, q in zip(n, m)) and n != m:  # SciPy slides the smaller one
        if a_rest or b_rest:
            raise ValueError("mode 'valid' needs A to be at least as large as B along every convolved axis.")
        return convolve(B, A, mode=mode)
    a = np.pad(a, [(0, 0)] * len(a_rest) + [(q - 1, q - 1) for q in m])
    length = [p + q - 1 for p, q in zip(n, m)]
    total: Any = None
    for index in np.ndindex(*m):
        part = a[(..., *(slice(q - 1 - k, q - 1 - k + w) for q, k, w in zip(m, index, length)))]
        term = np.tensordot(b[(..., *index)], part, axes=places[::-1])
        total = term if total is None else total + term
    kept = len(a_rest) - len(a_dots)  # B's axes came first
    lead = len(b_rest) - len(b_dots)
    total = np.moveaxis(total, range(lead), range(kept, kept + lead)) if lead and kept else total
    if mode == "full":
        return total
    cut = [(q - 1, p) if mode == "valid" else ((q - 1) // 2, (q - 1) // 2 + p) for p, q in zip(n, m)]
    return total[(..., *(slice(low, high) for low, high in cut))]
