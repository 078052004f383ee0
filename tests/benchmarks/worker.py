"""A worker process: one workload of one peer, one JSON line on standard output.

    python -P worker.py WORKLOAD PEER SECONDS THREADS

Run as a script by the peer's interpreter. The repository's folder must not get on the path (it holds *our*
`autograd`), so this package is loaded from its place under a name of its own.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PACKAGE = "chainrule_benchmarks"


def load_package() -> None:
    init, places = HERE / "__init__.py", [str(HERE)]
    spec = importlib.util.spec_from_file_location(PACKAGE, init, submodule_search_locations=places)
    assert spec is not None and spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


def part(name: str) -> Any:
    return importlib.import_module(f"{PACKAGE}.{name}")


def run(key: str, peer_name: str, seconds: float, threads: int) -> dict[str, Any]:
    """Compares the peer's answer with the hand-written one, then measures; a wrong one is not measured."""
    workload = part("workloads").WORKLOADS[key]
    peer = part("environments").PEERS[peer_name]
    measure = part("measure")
    module = part(f"peers.{peer.module}")
    build, problem = getattr(module, workload.task), workload.problem()
    work = build(problem)
    error = 0.0
    reference = getattr(part("peers.by_hand"), workload.task, None)
    if reference is not None and peer_name != "numpy":
        error = measure.deviation(work.answer(), reference(problem).answer())
        if not error <= workload.tolerance:
            return {"failure": f"wrong gradient (relative error {error:.1e})"}
    now = measure.clock(threads)
    if workload.measure == "memory":
        figures = measure.peak_memory(work, problem.x.nbytes, peer.traced)
    elif workload.measure == "long":
        figures = measure.long_chain(build, problem, now)
    else:
        figures = measure.time_steps(work, seconds, workload.chunk, workload.collector, now)
    return {"figures": figures, "error": error}


def installed(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "work tree"


def main() -> None:
    load_package()
    key, peer_name, seconds, threads = sys.argv[1:]
    try:
        line = run(key, peer_name, float(seconds), int(threads))
    except Exception as error:  # the parent reports it in the table
        line = {"failure": f"{type(error).__name__}: {error}".splitlines()[0][:200]}
    line["version"] = installed(part("environments").PEERS[peer_name].distribution)
    print(json.dumps(line))


if __name__ == "__main__":
    main()
