"""The command line: `python -m tests.benchmarks [--only a,c2] [--peers ours,numpy,torch] [--quick]`."""

from __future__ import annotations

import argparse
import os
import sys

from . import report, runner
from .environments import PEERS, ROOT
from .workloads import WORKLOADS, select


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Time and memory of chainrule beside other libraries. Makes an environment per peer in "
        "build/benchmarks/ the first time (downloads). A full run writes docs/look-up/benchmarks.md.",
        epilog="workloads: " + "; ".join(f"{w.key}: {w.title}" for w in WORKLOADS.values()),
    )
    parser.add_argument("--only", help="workloads, comma-separated: a key (c2) or a letter (c)")
    parser.add_argument("--peers", help=f"comma-separated, of {','.join(PEERS)}")
    parser.add_argument("--rounds", type=int, help="processes per peer and workload (5)")
    parser.add_argument("--seconds", type=float, help="measuring time in each process (0.5)")
    parser.add_argument("--threads", type=int, default=1, help="cores and BLAS threads (1)")
    parser.add_argument("--quick", action="store_true", help="2 rounds of 0.15 s: the trend, while working")
    parser.add_argument("--no-write", action="store_true", help="print only")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    peers = options.peers.split(",") if options.peers else list(PEERS)
    unknown = sorted(set(peers) - set(PEERS))
    if unknown:
        print(f"no peer {', '.join(unknown)}; there are {', '.join(PEERS)}", file=sys.stderr)
        return 2
    try:
        workloads = select(options.only)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if hasattr(os, "nice"):
        os.nice(5)  # whoever shares the machine goes first; CPU time does not mind
    usual_rounds, usual_seconds = (2, 0.15) if options.quick else (5, 0.5)
    rounds, seconds = options.rounds or usual_rounds, options.seconds or usual_seconds
    results = runner.run(workloads, peers, rounds, seconds, options.threads)
    print("\n" + report.tables(results))
    partial = options.only or options.peers or rounds < 5
    if options.no_write or partial:
        if not options.no_write:
            print("\na part of the table or a quick look: docs/look-up/benchmarks.md is left as it was")
    else:
        print(f"\nwrote {report.write(results).relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
