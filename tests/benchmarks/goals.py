"""The figures to reach: for each, how it is read from the results and the most it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .environments import PEERS
from .runner import Results


@dataclass(frozen=True)
class Goal:
    """`figure(results)` must be at most `limit`; it is None where something it needs was not measured."""

    workload: str
    what: str
    limit: float
    figure: Callable[[Results], float | None]
    against: str | None = None  # the peer, for a ratio of times

    def met(self, results: Results) -> bool | None:
        figure = self.figure(results)
        return None if figure is None else figure <= self.limit


def ratio(workload: str, against: str, limit: float) -> Goal:
    """Our median over a peer's."""
    what = f"time, over {PEERS[against].title}"
    return Goal(workload, what, limit, lambda results: results.ratio(workload, "ours", against), against)


def absolute(workload: str, figure: str, what: str, limit: float) -> Goal:
    """Our median of a figure."""
    return Goal(workload, what, limit, lambda results: results.median(workload, "ours", figure))


GOALS: tuple[Goal, ...] = (
    ratio("a", "torch", 0.6),
    ratio("a", "autograd", 0.26),
    ratio("a", "numpy", 2.7),
    ratio("b", "micrograd", 0.6),
    ratio("c1", "numpy", 2.0),
    ratio("c2", "numpy", 1.5),
    ratio("c3", "numpy", 1.15),
    ratio("c1", "torch", 0.35),
    ratio("c2", "torch", 0.5),
    ratio("c3", "torch", 1.05),
    ratio("d", "numpy", 1.2),
    absolute("e", "value", "peak memory, arrays", 101.2),
    ratio("f", "torch", 1.0),
    ratio("g", "autograd", 0.3),
    ratio("g", "torch", 1.0),
    ratio("j", "autograd", 0.33),
    ratio("k", "autograd", 0.33),
    absolute("h", "growth_off", "time per op at 1e6 over 1e4, collector off", 1.2),
    absolute("h", "growth_on", "time per op at 1e6 over 1e4, collector on", 1.7),
    absolute("h", "left_blocks", "memory blocks left after 1e6 ops, collector off", 10_000),
    absolute("i", "value", "milliseconds over importing NumPy", 40),
)
