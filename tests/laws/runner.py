"""Running a law over samples of an op, with hypothesis."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis.errors import Unsatisfiable

from autograd.graph.op import Op
from tests.laws import checks, ways
from tests.laws.checks import Broken, Law, Unreliable
from tests.laws.demands import demand_cases
from tests.strategies import Sample, calls, samples

# The laws of derivatives, for every op that has rules; then those for all ops, and for ops without rules.
DERIVATIVES: dict[str, Law] = {
    "jvp_is_the_derivative": checks.jvp_is_the_derivative,
    "vjp_is_the_transpose": checks.vjp_is_the_transpose,
    "vjp_has_derivatives": checks.vjp_has_derivatives,
    "jvp_has_derivatives": checks.jvp_has_derivatives,
    "float32_stays": checks.float32_stays,
    "layout_does_not_matter": checks.layout_does_not_matter,
}
VALUES: dict[str, Law] = {
    "value_is_numpys": ways.value_is_numpys,
    "every_way_is_the_same": ways.every_way_is_the_same,
}
FLAT: dict[str, Law] = {"flat_is_constant": checks.flat_is_constant}

FEW = 25  # examples of an ordinary run
MOST_REDRAWN = 0.2  # of an op's samples may be of no use


@dataclass
class Tally:
    """How many samples were tried, and how many were of no use."""

    tried: int = 0
    redrawn: int = 0
    tracked: set[int] = field(default_factory=set)  # the positions of operands that were differentiated


def laws_of(op: Op) -> dict[str, Law]:
    """Return the laws an op is under."""
    return {**(DERIVATIVES if op.rules else FLAT), **VALUES}


def check(law: Law, op: Op, examples: int | None = None, shrink: bool = True) -> Tally:
    """Check a law on samples of every call of an op; raise the first (smallest) sample that breaks it.

    Args:
        law: the law.
        op: the op.
        examples: how many samples in all; that of the hypothesis profile by default.
        shrink: whether to look for a smaller sample when one fails.
    """
    demand_cases(op)
    tally = Tally()
    cases = calls(op)
    each = max(2, (examples or examples_for(op)) // len(cases))
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    health = [HealthCheck.too_slow, HealthCheck.filter_too_much]  # we count ourselves
    for case in cases:
        test = given(samples(op, case))(judged(law, tally))
        with suppress(Unsatisfiable):  # all were redrawn: told below
            settings(max_examples=each, phases=phases, suppress_health_check=health, report_multiple_bugs=False)(test)()
    if tally.redrawn > max(2, MOST_REDRAWN * tally.tried):
        raise Broken(
            f"{tally.redrawn} of {tally.tried} samples of {op.name} were of no use (a value or derivative not finite, "
            "or numerical derivatives that do not agree among themselves). "
            "Narrow its `domain`, or give `cases` of smooth points."
        )
    if op.rules and not tally.tracked:
        raise Broken(f"no sample of {op.name} had a floating operand to differentiate: nothing was checked.")
    return tally


def examples_for(op: Op) -> int:
    """Return how many samples an op gets: a third of the usual for SciPy's functions, which are many and slow.

    `make test-deep` gives all of them the same.
    """
    most = settings().max_examples
    of_scipy = Path(op.declared_at[0]).parent.name in ("special", "scipy_linalg")
    return most // 3 if of_scipy and most <= FEW else most


def judged(law: Law, tally: Tally) -> Callable[[Sample], None]:
    """Return the law as a test that counts its samples."""

    def holds(sample: Sample) -> None:
        tally.tried += 1
        tally.tracked.update(sample.tracked)
        try:
            law(sample)
        except Unreliable:
            tally.redrawn += 1
            reject()

    return holds
