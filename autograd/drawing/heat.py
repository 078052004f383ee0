"""Heat maps: a small picture of an array of at most 16 by 16 cells, in nine shades.

The scale is symmetric: 0 is blank, the largest magnitude is full blue where positive and full orange where negative
(two colours that people with any colour vision can tell apart), and what is not finite is black. Of longer axes every
k-th entry is taken, so that a cell is a number of the array and no mean in which signs cancel. Of complex numbers the
magnitudes are shown.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

CELLS = 16  # along an axis
ZERO, BLACK = 4, 9  # shades: 0 to 3 negative, 5 to 8 positive
POSITIVE, NEGATIVE, NOT_FINITE = "#0072b2", "#d55e00", "#000000"


class Heat(NamedTuple):
    """A heat map: how many cells, a digit for the shade of each in C order, the magnitude of the fullest shade, and
    of how many rows and columns one is taken. All but the last axis of an array are its rows.
    """

    rows: int
    columns: int
    shades: str
    scale: float
    steps: tuple[int, int]


def heat(array: np.ndarray[Any, Any]) -> Heat | None:
    """Make the heat map of an array; None where there is nothing to be seen, or no number.

    >>> heat(np.array([[1.0, -0.5], [0.0, np.nan]]))
    Heat(rows=2, columns=2, shades='8249', scale=1.0, steps=(1, 1))
    """
    if array.size < 2 or array.dtype.kind not in "?biufc":
        return None
    table = array.reshape(-1, array.shape[-1])
    steps = math.ceil(table.shape[0] / CELLS), math.ceil(table.shape[1] / CELLS)
    taken = table[:: steps[0], :: steps[1]]
    cells = np.abs(taken) if taken.dtype.kind == "c" else taken
    cells = cells.astype(np.float64)
    finite = np.isfinite(cells)
    scale = float(np.abs(cells[finite]).max(initial=0.0))
    shades = np.full(cells.shape, BLACK, np.uint8)
    with np.errstate(all="ignore"):
        parts = cells[finite] / scale if scale else cells[finite]
    shades[finite] = np.rint(parts * ZERO) + ZERO
    rows, columns = cells.shape
    return Heat(rows, columns, (shades + ord("0")).tobytes().decode("ascii"), scale, steps)


def paths(picture: Heat) -> list[tuple[str, str, float]]:
    """Return the outlines of the cells of each shade: `(path, colour, opacity)`, in cells; those side by side are one.

    >>> paths(Heat(2, 2, "8800", 1.0, (1, 1)))
    [('M0,1h2v1H0z', '#d55e00', 1.0), ('M0,0h2v1H0z', '#0072b2', 1.0)]
    """
    found: dict[str, list[str]] = {}
    for row in range(picture.rows):
        line = picture.shades[row * picture.columns : (row + 1) * picture.columns]
        column = 0
        while column < len(line):
            end = column + 1
            while end < len(line) and line[end] == line[column]:
                end += 1
            found.setdefault(line[column], []).append(f"M{column},{row}h{end - column}v1H{column}z")
            column = end
    drawn = []
    for shade, outlines in sorted(found.items()):
        level = int(shade)
        colour = NOT_FINITE if level == BLACK else POSITIVE if level > ZERO else NEGATIVE
        if level != ZERO:
            drawn.append(("".join(outlines), colour, 1.0 if level == BLACK else abs(level - ZERO) / ZERO))
    return drawn
