"""Where each peer runs: its packages, its virtual environment (made on demand), its environment variables.

Our package and HIPS autograd share the import name `autograd`, so no two peers share an interpreter's path:
ours and the hand-written NumPy run in the interpreter that runs the benchmarks, everyone else in an
environment of its own under `build/benchmarks/`, made the first time it is asked for.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build" / "benchmarks"

# Every library that brings its own thread pool reads one of these when it is imported.
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)


@dataclass(frozen=True)
class Peer:
    """One contender: `name` on the command line, `title` in the table, `module` in `peers/`."""

    name: str
    title: str
    module: str
    packages: tuple[str, ...] = ()  # empty: runs in the interpreter that runs the benchmarks
    distribution: str = "numpy"  # whose version the table names
    imports: tuple[str, ...] = ()  # what a program that uses it imports after NumPy
    sees_repository: bool = False
    traced: bool = True  # its arrays are NumPy's, which report to tracemalloc


# Users of HIPS autograd write a softmax with `autograd.scipy.special.logsumexp`, so SciPy comes with it.
HIPS = ("autograd==1.9.1", "scipy")

PEERS: dict[str, Peer] = {
    peer.name: peer
    for peer in (
        Peer("numpy", "hand-written NumPy", "by_hand"),
        Peer(
            "ours",
            "chainrule",
            "ours",
            distribution="chainrule",
            imports=("autograd", "autograd.numpy"),
            sees_repository=True,
        ),
        Peer("autograd", "HIPS autograd", "hips", HIPS, "autograd", ("autograd.numpy",)),
        Peer("mygrad", "MyGrad", "mygrad_", ("mygrad==2.5.0",), "mygrad", ("mygrad",)),
        Peer("torch", "PyTorch", "pytorch", ("torch==2.13.0",), "torch", ("torch",), traced=False),
        Peer("micrograd", "micrograd", "micrograd_", ("micrograd==0.1.0",), "micrograd", ("micrograd.nn",)),
        Peer("jax", "JAX jit", "jax_", ("jax==0.10.2",), "jax", ("jax.numpy",), traced=False),
    )
}


class PeerUnavailable(RuntimeError):
    """The peer's environment could not be made; the text says what failed."""


def requirements(peer: Peer) -> tuple[str, ...]:
    """What is installed for `peer`: its packages and the very NumPy we run on."""
    return (*peer.packages, f"numpy=={version('numpy')}")


def interpreter(peer: Peer) -> Path:
    """The Python that runs `peer`; its environment is made first when it is missing or out of date.

    Raises `PeerUnavailable` when the packages cannot be installed (no network, no such version).
    """
    if not peer.packages:
        return Path(sys.executable)
    folder = BUILD / peer.name
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "installed.json"  # written last, so a half-made environment is made again
    wanted = json.dumps({"python": sys.version.split()[0], "requirements": requirements(peer)})
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    print(f"making {folder.relative_to(ROOT)}, the environment of {peer.title} ...", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(folder)])
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "install", *requirements(peer)])
    stamp.write_text(wanted, encoding="utf-8")
    return python


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise PeerUnavailable(f"`{' '.join(command[1:])}` failed: {said[-1]}")


def variables(peer: Peer, threads: int, measure: str = "time") -> dict[str, str]:
    """The environment variables of a worker process of `peer` for one way to measure."""
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    env |= dict.fromkeys(THREAD_VARIABLES, str(threads))
    env["PYTHONHASHSEED"] = "0"
    env["JAX_PLATFORMS"] = "cpu"
    if threads == 1:
        env["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    # Every large array by its own mapping, so that the resident set falls when one is freed.
    if measure == "memory":
        env["MALLOC_MMAP_THRESHOLD_"] = "100000"
    if peer.sees_repository:
        env["PYTHONPATH"] = str(ROOT)
    return env
