"""Runs workers turn by turn and condenses what they report."""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .environments import HERE, PEERS, Peer, PeerUnavailable, interpreter, variables
from .workloads import Workload

Cell = tuple[str, str]  # workload key, peer name


@dataclass
class Results:
    """What was measured, by cell: one dict of figures per process, or why there is none."""

    processes: dict[Cell, list[dict[str, float]]] = field(default_factory=dict)
    failures: dict[Cell, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    threads: int = 1

    def add(self, workload: str, peer: str, figures: dict[str, float]) -> None:
        self.processes.setdefault((workload, peer), []).append(figures)

    def median(self, workload: str, peer: str, figure: str = "value") -> float | None:
        """The median of a figure over the processes; None when it was not measured."""
        found = [p[figure] for p in self.processes.get((workload, peer), []) if figure in p]
        return statistics.median(found) if found else None

    def ratio(self, workload: str, peer: str, against: str) -> float | None:
        """The ratio of the medians of two peers; None when one is missing."""
        mine, theirs = self.median(workload, peer), self.median(workload, against)
        return mine / theirs if mine is not None and theirs else None

    def paired(self, workload: str, peer: str, against: str) -> float | None:
        """The median over the rounds of the ratio within a round: a slow minute hits both of its sides."""
        mine = self.processes.get((workload, peer), [])
        theirs = self.processes.get((workload, against), [])
        ratios = [a["value"] / b["value"] for a, b in zip(mine, theirs)]
        return statistics.median(ratios) if ratios else None

    def spread(self, workload: str, peer: str) -> float | None:
        """(largest - smallest) / median over the processes: how far to trust the median."""
        found = [p["value"] for p in self.processes.get((workload, peer), [])]
        return (max(found) - min(found)) / statistics.median(found) if found else None


def rotated(names: Sequence[str], turn: int) -> list[str]:
    """Each round begins with another peer, so that none always follows the same one."""
    start = turn % len(names) if names else 0
    return [*names[start:], *names[:start]]


def run(
    workloads: Iterable[Workload],
    peers: Sequence[str],
    rounds: int = 5,
    seconds: float = 0.5,
    threads: int = 1,
    say: Callable[[str], None] = print,
) -> Results:
    """Every workload for every peer that has it, `rounds` times round-robin, each time in a fresh process."""
    results = Results(threads=threads)
    missing: dict[str, str] = {}
    for workload in workloads:
        names = [name for name in workload.peers if name in peers]
        at_least, at_most = workload.rounds
        for turn in range(min(max(rounds, at_least), at_most)):
            for name in rotated(names, turn):
                if (workload.key, name) in results.failures:
                    continue
                if name in missing:
                    results.failures[workload.key, name] = missing[name]
                    continue
                try:
                    line = call(workload, PEERS[name], seconds, threads)
                except PeerUnavailable as error:
                    missing[name] = results.failures[workload.key, name] = str(error)
                    say(str(error))
                    continue
                if "version" in line:
                    results.versions[name] = str(line["version"])
                if "failure" in line:
                    results.failures[workload.key, name] = str(line["failure"])
                    results.processes.pop((workload.key, name), None)
                else:
                    results.add(workload.key, name, line["figures"])
        say(summary(workload, names, results))
    return results


def call(workload: Workload, peer: Peer, seconds: float, threads: int) -> dict:
    """One worker process; its JSON line, or a `failure`."""
    python = str(interpreter(peer))
    if workload.measure == "import":
        command = [python, "-P", str(HERE / "startup.py"), *peer.imports]
    else:
        arguments = [workload.key, peer.name, str(seconds), str(threads)]
        command = [python, "-P", str(HERE / "worker.py"), *arguments]
    env = variables(peer, threads, workload.measure)
    try:
        done = subprocess.run(
            pinned(command, threads), capture_output=True, text=True, env=env, cwd=HERE, timeout=600
        )
    except subprocess.TimeoutExpired:
        return {"failure": "took longer than 600 s"}
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return {"failure": f"exit code {done.returncode}: {lines[-1][:200] if lines else 'no message'}"}
    return json.loads(done.stdout.splitlines()[-1])


def pinned(command: list[str], threads: int) -> list[str]:
    """The command kept to as many cores as it has threads, the idlest ones, where `taskset` can do that."""
    taskset = shutil.which("taskset")
    if taskset is None or not hasattr(os, "sched_getaffinity"):
        return command
    before = ticks()
    time.sleep(0.05)
    after = ticks()
    allowed = sorted(os.sched_getaffinity(0), key=lambda core: after.get(core, 0) - before.get(core, 0))
    return [taskset, "-c", ",".join(map(str, allowed[:threads])), *command]


def ticks() -> dict[int, int]:
    """How much each core has worked since the machine started (Linux: user, nice and system time)."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return {}
    rows = [line.split() for line in stat.read_text().splitlines() if re.match(r"cpu\d", line)]
    return {int(row[0][3:]): sum(map(int, row[1:4])) for row in rows}


def summary(workload: Workload, names: Sequence[str], results: Results) -> str:
    """One line on the terminal while the others are still running."""
    cells = []
    for name in names:
        median = results.median(workload.key, name)
        if median is None:
            cells.append(f"{name} {results.failures.get((workload.key, name), 'not measured')}")
        else:
            cells.append(f"{name} {median:.4g}")
    return f"{workload.key:7} {workload.unit:6} " + "  ".join(cells)
