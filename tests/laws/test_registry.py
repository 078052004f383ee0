"""The registry is complete: every op has both modes, the examples it needs, and a place in the namespace."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from autograd.graph.op import REGISTRY, Op
from autograd.ops.kinds import general
from tests.laws.checks import Broken, Unreliable, must_be_finite
from tests.laws.demands import Lacking, demand_cases, place, why_cases
from tests.laws.engine import directions, jvp, outputs, vjp
from tests.laws.runner import check, laws_of
from tests.strategies import Sample, grid

NAMES = list(REGISTRY)
DIFFERENTIABLE = [name for name in NAMES if REGISTRY[name].rules]


def test_the_ops_are_there() -> None:
    assert len(NAMES) >= 25 and len(DIFFERENTIABLE) >= 15


@pytest.mark.parametrize("name", NAMES)
def test_an_op_that_needs_cases_has_them(name: str) -> None:
    demand_cases(REGISTRY[name])


@pytest.mark.parametrize("name", NAMES)
def test_the_domain_has_an_interval_for_every_operand(name: str) -> None:
    op = REGISTRY[name]
    assert op.variadic or len(op.domain) == len(op.args), f"domain of {name} ({place(op)}): one Interval per operand"
    for interval in op.domain:
        assert len(grid(interval)) > 100, f"{name} ({place(op)}): {interval} has hardly a point away from kinks"


@pytest.mark.parametrize("name", NAMES)
def test_an_op_has_rules_exactly_if_it_is_not_flat(name: str) -> None:
    op = REGISTRY[name]
    assert bool(op.rules) == (op.kind != "flat")
    assert set(op.rules) <= ({"operands"} if op.variadic else set(op.args))


def both_modes(sample: Sample) -> None:
    """Run both modes on a sample; an operand whose mode is missing is named."""
    op, x = sample.op, sample.values
    values = outputs(sample, x)
    must_be_finite(values)
    t, g = directions(sample, x, values)
    names = ", ".join("operands" if op.variadic else op.args[k] for k in sample.tracked)
    for mode, hint, walk, seeds in (
        ("reverse", f"{names}=lambda g: ...", vjp, g),
        ("forward", f"jvps={{{names!r}: lambda t: ...}}", jvp, t),
    ):
        try:
            walk(sample, x, seeds)
        except Exception as error:
            raise Broken(
                f"{op.name} ({place(op)}) has no {mode} mode for {names}: {type(error).__name__}: {error}\n"
                f"Write or mend its rule: {hint}\n  for {sample}"
            ) from error


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_an_op_has_both_modes(name: str) -> None:
    op = REGISTRY[name]
    if why_cases(op) is not None:
        pytest.skip("it lacks `cases`: the test above shows the line to paste")
    tally = check(both_modes, op, examples=8)
    never = [] if op.variadic else [arg for k, arg in enumerate(op.args) if arg in op.rules and k not in tally.tracked]
    assert not never, f"{name} ({place(op)}): no case differentiates {never}; give one that does not fix it"


@pytest.mark.skipif(find_spec("autograd.numpy") is None, reason="autograd.numpy is not written yet")
def test_the_namespace_has_every_numpy_function() -> None:
    ours = import_module("autograd.numpy")
    missing = [
        f"from autograd.ops.{place(op).split('/')[1].split('.')[0]} import {op.name} as {function.__name__}"
        for op in REGISTRY.values()
        for function in op.numpy
        if getattr(np, function.__name__, None) is function and not hasattr(ours, function.__name__)
    ]
    assert not missing, "paste into autograd/numpy:\n" + "\n".join(missing)


# ---- the demands themselves --------------------------------------------------------------------------


@pytest.fixture
def forgetful() -> object:
    """An op with static arguments and no cases, in the registry for the time of a test."""
    op = general(lambda x, axis=0: np.flip(x, axis), x=lambda g, axis: np.flip(g, axis), name="forgetful")
    yield op
    del REGISTRY["forgetful"]


def test_a_missing_case_is_asked_for_with_the_line_to_paste(forgetful: Op) -> None:
    line = r"cases=\(Case\(\(\(2, 3\),\), \{'axis': 0\}\),\),"
    with pytest.raises(Lacking, match=rf"(?s)static arguments \(axis\).*{line}"):
        demand_cases(forgetful)
    with pytest.raises(Lacking):
        check(next(iter(laws_of(forgetful).values())), forgetful)


def test_the_page_on_adding_an_op_quotes_the_message() -> None:
    page = (Path(__file__).parents[2] / "docs/do/add-an-op.md").read_text(encoding="utf-8")
    code, quoted = (re.findall(rf"^```{kind}\n(.*?)^```", page, re.M | re.S)[0] for kind in ("python", "text"))
    names: dict[str, object] = {}
    known = dict(REGISTRY)
    REGISTRY.pop("squareplus", None)  # who follows the page to the letter has it in the library
    try:
        exec(compile(code, "elementwise.py", "exec"), names)
        with pytest.raises(Lacking) as said:
            demand_cases(names["squareplus"])
    finally:
        REGISTRY.clear()
        REGISTRY.update(known)
    assert re.sub(r"\(\S+:\d+\)", "()", str(said.value)) == re.sub(r"\(\S+:\d+\)", "()", quoted.rstrip())


def test_samples_that_cannot_judge_are_counted_and_capped() -> None:
    def useless(sample: Sample) -> None:
        raise Unreliable("always")

    with pytest.raises(Broken, match="were of no use"):
        check(useless, REGISTRY[DIFFERENTIABLE[0]], examples=2)
