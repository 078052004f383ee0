"""Interval: where an op is defined and smooth, per argument. The laws draw their samples from it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


class Interval(NamedTuple):
    """Numbers between `low` and `high`, away from the `kinks` and from the multiples of `period`.

    `low` and `high` bound what is drawn; they stay a little inside where the op is singular at its
    border. `kinks` are isolated points where the op is not smooth; `period` (with `offset`) says that
    there is such a point at every `offset + k * period`. Where a set of matrices is meant, `onto` maps what is drawn
    into it; it is a smooth function written as a rule is, and the laws hold for the op after it.
    """

    low: float = -math.inf
    high: float = math.inf
    kinks: tuple[float, ...] = ()
    period: float | None = None
    offset: float = 0.0
    is_complex: bool = True  # whether the op also takes complex numbers
    onto: Callable[[Any], Any] | None = None  # maps drawn arrays to where the op is defined (positive definite ...)

    def holds(self, x: float, margin: float = 0.0) -> bool:
        """Tell whether x lies inside, at least `margin` away from every border and kink."""
        if not self.low + margin <= x <= self.high - margin:
            return False
        if any(abs(x - kink) <= margin for kink in self.kinks):
            return False
        if self.period is None:
            return True
        distance = abs((x - self.offset + self.period / 2) % self.period - self.period / 2)
        return distance > margin


REAL = Interval()
POSITIVE = Interval(low=0.0)
NONZERO = Interval(kinks=(0.0,))
UNIT = Interval(low=-1.0, high=1.0)
INTEGER_STEPS = Interval(period=1.0)


class Case(NamedTuple):
    """An example call for the laws: operand shapes, static arguments, operands with a fixed value."""

    shapes: tuple[tuple[int, ...], ...]
    static: Mapping[str, Any] = MappingProxyType({})
    fixed: Mapping[str, Any] = MappingProxyType({})
    note: str = ""
