"""The benchmark harness itself is sound. Nothing here judges a time or needs a peer's environment."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from tests.benchmarks import goals, measure, problems, report, runner, viewer
from tests.benchmarks.environments import HERE, PEERS, variables
from tests.benchmarks.peers import by_hand, ours
from tests.benchmarks.workloads import WORKLOADS, select


def double(problem: Any) -> Any:
    """The same problem in float64, small enough for differences over a few entries."""
    if isinstance(problem, problems.MLP):
        return problem._replace(
            weights=[w.astype(float) for w in problem.weights],
            biases=[b.astype(float) for b in problem.biases],
            x=problem.x.astype(float),
        )
    return problem


def along(task: str, problem: Any, step: float) -> tuple[Any, list[np.ndarray]]:
    """The problem moved by `step` along a fixed direction in all that wants a gradient, and the direction."""
    rng = np.random.default_rng(0)

    def move(array: Any) -> np.ndarray:
        directions.append(rng.normal(size=np.shape(array)))
        return np.asarray(array, dtype=float) + step * directions[-1]

    directions: list[np.ndarray] = []
    if task == "mlp":
        moved = [move(array) for array in (*problem.weights, *problem.biases)]
        count = len(problem.weights)
        return problem._replace(weights=moved[:count], biases=moved[count:]), directions
    if task == "scalar_mlp":
        layers = [
            [(move(w).tolist(), float(move(b))) for w, b in layer] for layer in problem.layers
        ]
        flat = [np.concatenate([np.ravel(d) for d in directions])]
        return problem._replace(layers=layers), flat
    names = {"chain": ("x", "w", "b"), "elementwise": ("x", "y")}.get(task, ("x",))
    return problem._replace(**{name: move(getattr(problem, name)) for name in names}), directions


TASKS = {w.task: w.problem for w in WORKLOADS.values() if hasattr(by_hand, w.task)}


MATRICES = {"jacobian", "hessian"}  # whose answer is a matrix, and no value with gradients


@pytest.mark.parametrize("task", sorted(set(TASKS) - MATRICES))
def test_hand_written_gradients_are_derivatives(task: str) -> None:
    build, problem = getattr(by_hand, task), double(TASKS[task]())
    # The sine chain of 200 ops is too crooked for differences after 100 repetitions; ten have the same code.
    if task == "sines":
        problem = problem._replace(x=problem.x[:50], repeats=10)
    if task == "mlp":
        problem = double(problems.mlp(4, 5, 7, 6, 3))

    def value(step: float) -> float:
        return float(build(along(task, problem, step)[0]).answer()[0])

    h = 1e-4
    numeric = (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h)
    _, directions = along(task, problem, 0.0)
    gradients = build(problem).answer()[1:]
    assert len(gradients) == len(directions)
    analytic = sum(float(np.sum(np.asarray(g) * d)) for g, d in zip(gradients, directions))
    assert analytic == pytest.approx(numeric, rel=1e-7, abs=1e-7)


def test_hand_written_matrices_are_derivatives() -> None:
    p, vector, h = problems.product(), problems.small_rosenbrock(), 1e-4
    functions = {
        "jacobian": (p, lambda x: np.tanh(p.a @ x)),
        "hessian": (vector, lambda x: by_hand.rosenbrock(problems.Vector(x)).answer()[1]),
    }
    for task in sorted(MATRICES):
        problem, f = functions[task]
        along = np.random.default_rng(0).normal(size=len(problem.x))
        (matrix,) = getattr(by_hand, task)(problem).answer()
        ahead, behind = ([f(problem.x + sign * k * h * along) for k in (1, 2)] for sign in (1, -1))
        numeric = (8 * (ahead[0] - behind[0]) - (ahead[1] - behind[1])) / (12 * h)
        assert matrix @ along == pytest.approx(numeric, rel=1e-7, abs=1e-6)


@pytest.mark.parametrize("task", sorted(set(TASKS) - {"mlp", "scalar_mlp"}))
def test_hand_written_steps_leave_their_inputs_alone(task: str) -> None:
    work = getattr(by_hand, task)(TASKS[task]())
    first = work.answer()
    work.step()
    assert measure.deviation(work.answer(), first) == 0


@pytest.mark.parametrize("task", ["mlp", "scalar_mlp"])
def test_hand_written_steps_descend(task: str) -> None:
    """A training step of a small rate lowers the loss by rate * |gradient|^2."""
    problem = double(problems.mlp_small() if task == "mlp" else problems.scalar_mlp())
    work = getattr(by_hand, task)(problem)
    loss, *gradients = work.answer()
    square = sum(float(np.sum(np.square(g))) for g in gradients)
    assert work.step() == pytest.approx(loss)
    assert loss - work.step() == pytest.approx(problem.rate * square, rel=0.05)


def test_every_workload_has_ours_and_the_limit() -> None:
    for workload in WORKLOADS.values():
        assert "ours" in workload.peers, workload.key
        assert set(workload.peers) <= set(PEERS)
        if workload.measure in ("time", "memory"):
            assert "numpy" in workload.peers and hasattr(by_hand, workload.task), workload.key
    assert {workload.group for workload in WORKLOADS.values()} == set("abcdefghijk")


@pytest.mark.parametrize("peer", list(PEERS.values()), ids=lambda p: p.name)
def test_peers_offer_their_tasks(peer: Any) -> None:
    """Read from the source, since the peers' libraries need not be here."""
    source = (HERE / "peers" / f"{peer.module}.py").read_text(encoding="utf-8")
    for workload in WORKLOADS.values():
        if peer.name in workload.peers and workload.measure != "import":
            offered = f"def {workload.task}(" in source or f"\n{workload.task} = " in source
            assert offered, f"peers/{peer.module}.py lacks {workload.task}"


def test_goals_concern_what_is_measured() -> None:
    for goal in goals.GOALS:
        assert goal.workload in WORKLOADS
        assert goal.limit > 0
    assert {WORKLOADS[goal.workload].group for goal in goals.GOALS} == set("abcdefghijk")


def test_medians_ratios_and_verdicts() -> None:
    results = runner.Results()
    for mine, theirs in ((3.0, 10.0), (2.0, 4.0), (100.0, 8.0)):
        results.add("g", "ours", {"value": mine})
        results.add("g", "torch", {"value": theirs})
    assert results.median("g", "ours") == 3
    assert results.median("g", "torch") == 8
    assert results.ratio("g", "ours", "torch") == 3 / 8  # of the medians, not the median of the ratios
    assert results.ratio("g", "ours", "jax") is None
    assert results.paired("g", "ours", "torch") == 0.5  # of 0.3, 0.5 and 12.5
    assert results.paired("g", "ours", "jax") is None
    assert results.median("g", "ours", "no such figure") is None
    assert results.spread("g", "ours") == 98 / 3
    verdicts = {goal.what: goal.met(results) for goal in goals.GOALS if goal.workload == "g"}
    assert verdicts == {"time, over PyTorch": True, "time, over HIPS autograd": None}
    results.add("g", "autograd", {"value": 3.0 / 0.31})
    assert [g.met(results) for g in goals.GOALS if g.workload == "g"] == [False, True]


def test_the_page_says_what_was_measured() -> None:
    results = runner.Results(versions={"ours": "0.1.0", "torch": "2.13.0"})
    results.add("a", "ours", {"value": 800.0, "busy": 1.0})
    results.add("a", "torch", {"value": 1600.0, "busy": 2.0})
    results.failures["a", "jax"] = "exit code 1: no wheel"
    page = report.page(results)
    assert "1.60 ms (2.00x)" in page
    assert "PyTorch 2.13.0" in page
    assert "- a, JAX jit: exit code 1: no wheel" in page
    assert "wall clock ran up to 2.0 times longer" in page
    goal_rows = [line for line in page.splitlines() if "over PyTorch" in line]
    assert len(goal_rows) == 1 and "0.500" in goal_rows[0] and "met" in goal_rows[0]


def test_numbers_are_readable() -> None:
    shown = [report.significant(v) for v in (0, 0.01234, 0.5, 1.234, 9.996, 12.34, 123.4, 12345.6)]
    assert shown == ["0", "0.012", "0.500", "1.23", "10.0", "12.3", "123", "12,346"]
    assert report.in_unit(61.4, "us") == "61.4 us"
    assert report.in_unit(7200.0, "us") == "7.20 ms"
    assert report.in_unit(101.06, "arrays") == "101.1"


def test_peers_take_turns() -> None:
    names = ["x", "y", "z"]
    assert [runner.rotated(names, turn)[0] for turn in range(4)] == ["x", "y", "z", "x"]
    assert all(sorted(runner.rotated(names, turn)) == names for turn in range(4))
    assert runner.rotated([], 3) == []


def test_selection_by_key_and_letter() -> None:
    assert [w.key for w in select("c2,b")] == ["c2", "b", "b-off"]
    assert [w.key for w in select("c")] == ["c1", "c2", "c3"]
    assert len(select(None)) == len(WORKLOADS)
    with pytest.raises(ValueError, match="no workload 'z'"):
        select("z")


def test_wrong_answers_are_noticed() -> None:
    right = [1.0, np.array([1.0, -2.0])]
    assert measure.deviation([1.0, [1.0, -2.0]], right) == 0
    assert measure.deviation([1.0, [1.0, -2.02]], right) == pytest.approx(0.01)
    assert measure.deviation([1.0, [1.0, np.nan]], right) == np.inf
    assert measure.deviation([1.0, [[1.0, -2.0]]], right) == np.inf
    assert measure.deviation([1.0], right) == np.inf


def test_samples_are_seconds_per_call() -> None:
    """A clock that moves by 3 per call makes every sample 3, however long the loops become."""
    calls = 0

    def step() -> None:
        nonlocal calls
        calls += 1

    found = measure.samples(step, seconds=500, chunk=100, now=lambda: 3.0 * calls, tidy=False)
    assert set(found) == {3.0}
    assert 3 <= len(found) <= 8


def test_peak_memory_counts_arrays() -> None:
    """Three arrays at once, then two: the peak is three, whatever the step was warmed up with."""
    size = 250_000

    def step() -> None:
        a, b, c = np.ones(size), np.ones(size), np.ones(size)
        del a, b
        a = np.ones(size)
        assert a.size == c.size

    figures = measure.peak_memory(problems.Work(step, list), 8 * size, traced=True)
    assert figures["value"] == pytest.approx(3, abs=0.01)


def test_only_ours_sees_the_repository() -> None:
    for peer in PEERS.values():
        env = variables(peer, threads=1)
        assert ("PYTHONPATH" in env) == (peer.name == "ours")
        assert env["OMP_NUM_THREADS"] == env["OPENBLAS_NUM_THREADS"] == "1"


def worker_line(key: str, peer: str) -> dict[str, Any]:
    command = [sys.executable, "-P", str(HERE / "worker.py"), key, peer, "0.01", "1"]
    done = subprocess.run(
        command, capture_output=True, text=True, env=variables(PEERS[peer], 1), cwd=HERE, check=True
    )
    assert len(done.stdout.splitlines()) == 1
    return json.loads(done.stdout)


def test_a_worker_prints_one_json_line() -> None:
    line = worker_line("g", "numpy")
    assert line["figures"]["value"] > 0
    assert line["version"] == np.__version__
    assert "failure" in worker_line("g", "micrograd")  # micrograd has no such task, whether installed or not


@pytest.mark.parametrize("key", [w.key for w in WORKLOADS.values() if w.measure == "time"])
def test_our_gradients_are_the_hand_written_ones(key: str) -> None:
    workload = WORKLOADS[key]
    problem = workload.problem()
    reference = getattr(by_hand, workload.task)(problem).answer()
    assert measure.deviation(getattr(ours, workload.task)(problem).answer(), reference) <= workload.tolerance


def test_big_graphs_are_of_the_size_that_is_asked_for(tmp_path: Any) -> None:
    for program in viewer.PROGRAMS:
        for swept in (False, True):
            figures = viewer.measured(program, 3000, swept, tmp_path / "graph.html", rounds=1)
            assert figures[0] == pytest.approx(3000, rel=0.4) and figures[3] > 0, program
            assert viewer.line(program.__name__, figures).count("|") == len(viewer.HEAD) + 1
