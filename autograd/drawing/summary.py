"""What a picture keeps of an array: all numbers of a small one, statistics of a large one.

A summary is plain Python data. It never holds an array, so a drawing keeps no training run alive.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from autograd.drawing.heat import Heat, heat

SMALL = 64  # up to this many numbers are copied; of larger arrays only statistics are taken

Number = bool | int | float | complex


class Statistics(NamedTuple):
    """Mean, standard deviation, minimum and maximum of the finite entries; how many are not finite.

    Of complex arrays the magnitudes are described (`of_magnitude`).
    """

    mean: float
    std: float
    low: float
    high: float
    nans: int
    infinities: int
    of_magnitude: bool


class Summary(NamedTuple):
    """Shape and dtype of a value; its numbers in C order when they are few; else statistics."""

    shape: tuple[int, ...]
    dtype: str
    items: tuple[Number, ...] | None
    large: Statistics | None
    picture: Heat | None = None  # of a large array

    @property
    def heat(self) -> Heat | None:
        """The heat map; that of a small array is made of its numbers when asked for."""
        if not self.items or len(self.items) < 2:
            return self.picture
        try:
            return heat(np.array(self.items).reshape(self.shape))
        except OverflowError:
            return None

    @property
    def stats(self) -> Statistics | None:
        """The statistics; those of a small array are worked out from its numbers when asked for."""
        return few(self.items) if self.items else self.large

    @property
    def bad(self) -> bool:
        """Whether any number is NaN or infinite."""
        if self.large is not None:
            return bool(self.large.nans or self.large.infinities)
        try:
            items: Any = self.items or ()
            return not all(map(math.isfinite, items))
        except (TypeError, OverflowError):  # complex numbers, and integers that no float can hold
            return any(not finite(item) for item in self.items or ())


def summarise(value: Any) -> Summary | None:
    """Describe an array, a NumPy scalar or a Python number; None for what is none of these."""
    if isinstance(value, (bool, int, float, complex)) and not isinstance(value, np.generic):
        return Summary((), type(value).__name__, (value,), None)
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, RuntimeError):
        return None
    dtype = str(array.dtype)
    if array.dtype.kind not in "?biufc":
        return Summary(array.shape, dtype, None, None)
    if array.size <= SMALL:
        return Summary(array.shape, dtype, tuple(plain(item) for item in array.ravel().tolist()), None)
    return Summary(array.shape, dtype, None, statistics(array), heat(array))


def statistics(array: np.ndarray[Any, Any]) -> Statistics | None:
    """Work out the statistics of a non-empty array of numbers; None for other dtypes."""
    if array.dtype.kind not in "?biufc":
        return None
    magnitude = array.dtype.kind == "c"
    nans = infinities = 0
    finite_part = np.abs(array) if magnitude else array
    if array.dtype.kind in "fc":
        good = np.isfinite(array)
        if not good.all():
            nans = int(np.isnan(array).sum())
            infinities = int(array.size - good.sum()) - nans
            finite_part = finite_part[good]
    if not finite_part.size:
        return Statistics(math.nan, math.nan, math.nan, math.nan, nans, infinities, magnitude)
    wide = np.float64 if finite_part.dtype.itemsize <= 8 else finite_part.dtype  # float16 would overflow
    with np.errstate(all="ignore"):
        mean, std = finite_part.mean(dtype=wide), finite_part.std(dtype=wide)
    return Statistics(
        float(mean),
        float(std),
        float(finite_part.min()),
        float(finite_part.max()),
        nans,
        infinities,
        magnitude,
    )


def few(items: Any) -> Statistics | None:
    """Work out the statistics of some numbers: where they are real and finite, without NumPy, which takes longer."""
    try:
        mean = math.fsum(items) / len(items)
        std = math.sqrt(math.fsum([(x - mean) * (x - mean) for x in items]) / len(items))
        if math.isfinite(std):
            return Statistics(mean, std, float(min(items)), float(max(items)), 0, 0, False)
    except (TypeError, ValueError, OverflowError):  # complex numbers; not finite ones; sums that are not
        pass
    try:
        with np.errstate(all="ignore"):
            return statistics(np.array(items))
    except OverflowError:
        return None


def plain(item: Any) -> Number:
    """Turn an item of `tolist()` into a Python number: long doubles stay NumPy scalars there."""
    if isinstance(item, np.complexfloating):
        return complex(item)
    return float(item) if isinstance(item, np.floating) else item


def finite(item: Number) -> bool:
    """Tell whether a number is neither NaN nor infinite, whatever its size."""
    if isinstance(item, complex):
        return math.isfinite(item.real) and math.isfinite(item.imag)
    return not isinstance(item, float) or math.isfinite(item)


def norm(summary: Summary) -> float:
    """Return the Euclidean norm of an array from what is known of it."""
    if summary.items is not None:
        return length(summary.items)
    stats = summary.stats
    if stats is None:
        return 0.0
    if stats.nans or stats.infinities:
        return math.nan
    return math.sqrt(math.prod(summary.shape)) * math.hypot(stats.mean, stats.std)


def length(items: Iterable[Any]) -> float:
    """Return the Euclidean norm of some numbers, complex ones too; infinity where no float can hold it."""
    try:
        return math.hypot(*(part for item in items for part in (item.real, item.imag)))
    except OverflowError:  # integers
        return math.inf
