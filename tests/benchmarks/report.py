"""The tables, for the terminal and for `docs/look-up/benchmarks.md`."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

from .environments import PEERS, ROOT
from .goals import GOALS
from .runner import Results
from .workloads import WORKLOADS, Workload

PAGE = ROOT / "docs" / "look-up" / "benchmarks.md"
COLUMNS = ("ours", "numpy", "torch", "autograd", "mygrad", "micrograd", "jax")

HOW = """\
Every cell is the median over fresh processes of the median over loops in a process, and behind it how many
times chainrule's figure that is. The peers take turns, and each round begins with another one. A process runs
on {threads}, and its time is {clock}. Before anything
is timed, the value and every gradient are compared with the hand-written ones; a peer that disagrees is not
timed. Python's cycle collector is on unless a row says otherwise. "Hand-written NumPy" is forward and
gradient written out by a programmer who knows the derivative: the limit. For the scalar MLP it is plain
Python on floats.

Peak memory is what `tracemalloc` sees above the input, in arrays of 2 MB. PyTorch and JAX have allocators of
their own: for them it is the growth of the process's resident set. JAX's compilation is in no figure.
"""


def significant(value: float) -> str:
    """Three significant digits, without exponents: 0.0123, 1.23, 123, 12,345."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    digits = 3 - len(f"{abs(value):.0f}") if abs(value) >= 1 else 3
    return f"{value:.{max(digits, 0)}f}"


def in_unit(value: float, unit: str) -> str:
    """Microseconds become milliseconds when they are many."""
    if unit == "us" and value >= 1000:
        return f"{significant(value / 1000)} ms"
    if unit == "arrays":
        return f"{value:.1f}"
    return f"{significant(value)} {unit}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table whose columns are aligned, to be read in a terminal, too."""
    lines = [list(header), *(list(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    padded = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(line, widths)) + " |" for line in lines]
    return "\n".join([padded[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *padded[1:]])


def measured(results: Results) -> list[Workload]:
    keys = {key for key, _ in (*results.processes, *results.failures)}
    return [workload for workload in WORKLOADS.values() if workload.key in keys]


def cell(results: Results, workload: Workload, peer: str) -> str:
    value = results.median(workload.key, peer)
    if value is None:
        return "fails" if (workload.key, peer) in results.failures else ""
    text = in_unit(value, workload.unit)
    over = results.ratio(workload.key, peer, "ours")
    return text if peer == "ours" or over is None else f"{text} ({significant(over)}x)"


def main_table(results: Results) -> str:
    workloads = measured(results)
    present = {peer for _, peer in (*results.processes, *results.failures)}
    peers = [peer for peer in COLUMNS if peer in present]
    header = ["", "workload", *(PEERS[peer].title for peer in peers)]
    return table(header, [[w.key, w.title, *(cell(results, w, peer) for peer in peers)] for w in workloads])


def goal_table(results: Results) -> str:
    """Each goal whose workload was measured: its limit, our figure, and whether it is met."""
    keys = {workload.key for workload in measured(results)}
    rows = []
    for goal in GOALS:
        if goal.workload not in keys:
            continue
        figure = goal.figure(results)
        verdict = {True: "met", False: "MISSED", None: "not measured"}[goal.met(results)]
        shown = "" if figure is None else significant(figure)
        paired = None if goal.against is None else results.paired(goal.workload, "ours", goal.against)
        in_round = "" if paired is None else significant(paired)
        rows.append([goal.workload, goal.what, f"<= {goal.limit:,g}", shown, verdict, in_round])
    return table(["", "goal", "at most", "measured", "", "median of the rounds' ratios"], rows)


def growth_table(results: Results) -> str:
    """The long chain in full: nanoseconds per op, short and long, collector off and on."""
    figures = ("short_off", "long_off", "growth_off", "short_on", "long_on", "growth_on", "left_blocks")
    rows = []
    for peer in COLUMNS:
        values = [results.median("h", peer, figure) for figure in figures]
        numbers = [significant(value) for value in values if value is not None]
        if len(numbers) == len(figures):
            rows.append([PEERS[peer].title, *numbers])
    header = ["ns per op", "1e4, off", "1e6, off", "ratio", "1e4, on", "1e6, on", "ratio", "blocks left, off"]
    return table(header, rows)


def notes(results: Results) -> str:
    """What failed, and how restless the machine was."""
    lines = [f"- {key}, {PEERS[peer].title}: {why}" for (key, peer), why in results.failures.items()]
    timed = [cell for cell in results.processes if WORKLOADS[cell[0]].measure == "time"]
    spreads = [spread for cell in timed if (spread := results.spread(*cell)) is not None]
    walls = [busy for cell in timed if (busy := results.median(*cell, "busy")) is not None]
    if spreads:
        lines.append(
            f"- Processes of one cell differ by {statistics.median(spreads):.0%} of their median in the typical "
            f"cell, by {max(spreads):.0%} in the worst."
        )
    if walls and max(walls) > 1.1:
        lines.append(f"- The machine was shared: the wall clock ran up to {max(walls):.1f} times longer.")
    return "\n".join(lines)


def machine() -> str:
    """Processor, cores, system, Python."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        name = models[0].partition(":")[2].strip() if models else name
    system = f"{platform.system()} {platform.machine()}"
    return f"{name}, {os.cpu_count()} cores, {system}, Python {platform.python_version()}"


def tables(results: Results) -> str:
    """Everything the terminal shows at the end of a run."""
    parts = [main_table(results)]
    if any(key == "h" for key, _ in results.processes):
        parts.append(growth_table(results))
    if any(peer == "ours" for _, peer in results.processes):
        parts.append(goal_table(results))
    parts.append(notes(results))
    return "\n\n".join(part for part in parts if part)


def page(results: Results) -> str:
    """The text of the documentation page."""
    versions = ", ".join(
        f"{PEERS[peer].title} {version}"
        for peer, version in sorted(results.versions.items(), key=lambda item: COLUMNS.index(item[0]))
    )
    one = results.threads == 1
    how = HOW.format(
        threads="one core with one BLAS thread" if one else f"{results.threads} cores and BLAS threads",
        clock="the CPU time it took" if one else "the wall clock's",
    )
    sections = [
        "# Benchmarks\n\nWritten by `python -m tests.benchmarks`; do not edit.",
        f"Machine: {machine()}.\\\nVersions: {versions.replace('hand-written NumPy', 'NumPy')}.",
        how.strip(),
        "## All workloads",
        main_table(results),
        "## Figures to reach",
        goal_table(results),
        "## The long chain",
        "A graph of 1e6 scalar ops beside one of 1e4: recorded, walked back and freed, collector off and on.",
        growth_table(results),
    ]
    remarks = notes(results)
    if remarks:
        sections += ["## Remarks", remarks]
    return "\n\n".join(sections) + "\n"


def write(results: Results) -> Path:
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(results), encoding="utf-8")
    return PAGE
