"""Inside a worker process: how long, how much memory. Every function gives a dict of figures by name.

Times are the CPU time of the process, not the time on the wall: on one thread the two agree on an idle
machine, and CPU time leaves out the moments when another program had the core. With more threads the wall
clock counts.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from .problems import LongChain, Work

Figures = dict[str, float]
Clock = Callable[[], float]

LONG, SHORT = 1_000_000, 10_000


def clock(threads: int) -> Clock:
    return time.process_time if threads == 1 else time.perf_counter


def samples(step: Callable[[], object], seconds: float, chunk: float, now: Clock, tidy: bool) -> list[float]:
    """Seconds per call: the means of at least three loops of `chunk` seconds each, for `seconds` altogether.

    The search for the number of calls in a loop is the warm-up. `tidy` collects garbage between the loops,
    outside the time, for runs without the collector: reference cycles would otherwise fill the memory.
    """

    def lap(calls: int) -> float:
        start = now()
        for _ in range(calls):
            step()
        taken = now() - start
        if tidy:
            gc.collect()
        return taken

    calls = 1
    while (taken := lap(calls)) < chunk / 2:
        calls = max(2 * calls, min(int(calls * chunk / max(taken, 1e-9)), 16 * calls))
    calls = max(1, round(calls * chunk / taken))
    found: list[float] = []
    started = now()
    while len(found) < 3 or now() - started < seconds:
        found.append(lap(calls) / calls)
    return found


def time_steps(work: Work, seconds: float, chunk: float, collector: bool, now: Clock) -> Figures:
    """`value`: microseconds per step, the median of the samples; `busy`: wall time over it."""
    gc.collect()
    if not collector:
        gc.disable()
    wall, start = time.perf_counter(), now()
    found = samples(work.step, seconds, chunk, now, tidy=not collector)
    busy = (time.perf_counter() - wall) / max(now() - start, 1e-9)
    gc.enable()
    return {"value": 1e6 * statistics.median(found), "busy": busy}


def peak_memory(work: Work, array_bytes: int, traced: bool) -> Figures:
    """`value`: the most that one step held at a time, in arrays; the input itself was there before.

    NumPy reports its arrays to tracemalloc. Libraries with an allocator of their own (`traced` false) do not;
    for them it is the high-water mark of the resident set, which only Linux can reset.
    """
    work.step()  # caches that are filled once are not this step's memory
    gc.collect()
    if traced:
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        result = work.step()
        peak = tracemalloc.get_traced_memory()[1] - before
        tracemalloc.stop()
    else:
        Path("/proc/self/clear_refs").write_text("5")
        before = _resident()
        result = work.step()
        peak = _resident() - before
    del result
    return {"value": peak / array_bytes}


def _resident() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return 1024 * int(line.split()[1])
    raise OSError("no VmHWM in /proc/self/status")


def long_chain(build: Callable[[LongChain], Work], problem: LongChain, now: Clock) -> Figures:
    """Nanoseconds per op, short and long, collector on and off, and the memory blocks a long run leaves.

    Short runs are repeated until they have done a fifth of the ops of a long one. The time runs until the
    graph is freed. `left_blocks` is counted with the collector off: what only the collector can free, stays.
    """
    figures: Figures = {}
    short, long = build(problem._replace(ops=SHORT)), build(problem._replace(ops=LONG))
    for state in ("off", "on"):
        gc.collect()
        (gc.enable if state == "on" else gc.disable)()
        short.step()
        start = now()
        for _ in range(LONG // SHORT // 5):
            short.step()
        figures[f"short_{state}"] = 1e9 * 5 * (now() - start) / LONG
        gc.collect()
        blocks, start = sys.getallocatedblocks(), now()
        long.step()
        figures[f"long_{state}"] = 1e9 * (now() - start) / LONG
        if state == "off":
            figures["left_blocks"] = sys.getallocatedblocks() - blocks
        figures[f"growth_{state}"] = figures[f"long_{state}"] / figures[f"short_{state}"]
    gc.enable()
    figures["value"] = figures["long_on"] / 1000
    return figures


def deviation(answer: Any, reference: Any) -> float:
    """The largest relative error between two answers: of an array, largest difference over largest entry.

    A missing or wrong-shaped array and anything not finite count as infinite.
    """
    if len(answer) != len(reference):
        return float("inf")
    worst = 0.0
    for ours, right in zip(answer, reference):
        a, b = np.asarray(ours, dtype=float), np.asarray(right, dtype=float)
        if a.shape != b.shape or not np.isfinite(a).all():
            return float("inf")
        worst = max(worst, float(np.abs(a - b).max(initial=0) / max(np.abs(b).max(initial=0), 1e-300)))
    return worst
