"""The catalogue: every workload, how it is measured, and which peers it makes sense for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import problems

ARRAY_PEERS = ("ours", "numpy", "torch", "autograd", "mygrad", "jax")
SCALAR_PEERS = ("ours", "numpy", "micrograd", "torch", "autograd", "mygrad")


@dataclass(frozen=True)
class Workload:
    """One row of the table.

    `task` names the function that every peer module offers; `measure` is the way it is measured (`time`,
    `memory`, `long`, `import`, see measure.py). A sample times the task in a loop of about `chunk` seconds:
    long enough for the cycle collector's full passes to be part of a steady loop's figure.
    """

    key: str
    title: str
    task: str
    peers: tuple[str, ...]
    problem: Callable[[], Any]
    measure: str = "time"
    unit: str = "us"
    collector: bool = True
    chunk: float = 0.02
    rounds: tuple[int, int] = (1, 99)  # at least, at most
    tolerance: float = 1e-10  # of the gradients, against the hand-written ones

    @property
    def group(self) -> str:
        """The letter the issue gives it: `--only c` runs all three sizes."""
        return self.key[0]


def _mlp(key: str, sizes: str, problem: Callable[[], problems.MLP]) -> Workload:
    title = f"MLP training step {sizes}, float32"
    return Workload(key, title, "mlp", ARRAY_PEERS, problem, tolerance=2e-4)


WORKLOADS: dict[str, Workload] = {
    workload.key: workload
    for workload in (
        Workload("a", "chain of 300 mul/add/tanh, 16 elements", "chain", ARRAY_PEERS, problems.chain),
        Workload(
            "b",
            "scalar MLP 2-16-16-1, training step",
            "scalar_mlp",
            SCALAR_PEERS,
            problems.scalar_mlp,
            chunk=0.25,
        ),
        Workload(
            "b-off",
            "the same, cycle collector off",
            "scalar_mlp",
            SCALAR_PEERS,
            problems.scalar_mlp,
            collector=False,
            chunk=0.1,
        ),
        _mlp("c1", "64-32-10, batch 32", problems.mlp_small),
        _mlp("c2", "64-128-64-10, batch 64", problems.mlp_medium),
        _mlp("c3", "784-512-256-10, batch 256", problems.mlp_large),
        Workload(
            "d",
            "sum(tanh(x y) + exp(-x x)), 1e6 float64",
            "elementwise",
            ARRAY_PEERS,
            problems.elementwise,
        ),
        Workload(
            "e",
            "200 ops of x = sin(x) * 1.01 on 2 MB, peak memory",
            "sines",
            ARRAY_PEERS,
            problems.sines,
            measure="memory",
            unit="arrays",
            rounds=(1, 2),
        ),
        Workload("f", "Rosenbrock gradient, n = 20,000", "rosenbrock", ARRAY_PEERS, problems.rosenbrock),
        Workload(
            "f-grad",
            "the same through grad(f)",
            "rosenbrock_grad",
            ("ours", "numpy", "torch", "autograd"),
            problems.rosenbrock,
        ),
        Workload("g", "s += x[i] * x[i], n = 500", "loop", ARRAY_PEERS, problems.loop),
        Workload("j", "Jacobian of tanh(a @ x), n = 100", "jacobian", ("ours", "numpy", "autograd"), problems.product),
        Workload(
            "k", "Hessian of Rosenbrock, n = 50", "hessian", ("ours", "numpy", "autograd"), problems.small_rosenbrock
        ),
        Workload(
            "h",
            "chain of 1e6 scalar ops, per op",
            "long_chain",
            ("ours", "torch", "autograd", "mygrad", "micrograd"),
            problems.long_chain,
            measure="long",
            rounds=(1, 2),
        ),
        Workload(
            "i",
            "import, over importing NumPy",
            "",
            ("ours", "numpy", "torch", "autograd", "mygrad", "jax"),
            lambda: None,
            measure="import",
            unit="ms",
            rounds=(7, 99),
        ),
    )
}


def select(only: str | None) -> list[Workload]:
    """The workloads of a comma-separated list of keys or letters (`a,c2,h`); all of them for None.

    Raises `ValueError` naming the unknown one and the known ones.
    """
    if only is None:
        return list(WORKLOADS.values())
    chosen: list[Workload] = []
    for word in only.split(","):
        found = [w for w in WORKLOADS.values() if word.strip() in (w.key, w.group)]
        if not found:
            raise ValueError(f"no workload {word!r}; there are {', '.join(WORKLOADS)}")
        chosen += [w for w in found if w not in chosen]
    return chosen
