"""Do the laws bite? Damage every derivative rule in turn, and see whether a law breaks.

    python -m tests.sabotage                 all damages; prints a table
    python -m tests.sabotage --part 3/10     every tenth damage, beginning with the third
    python -m tests.sabotage --write         all damages; writes docs/look-up/sabotage.md

A damage counts as caught when a law that holds for the undamaged op breaks. One that no law notices is
missed, unless it is none: then the reason is given. Reasons are read from the declaration (the partial
derivative is the number 0, the op does not broadcast, ...), or found by comparing every number that
the engine computes on the op's samples, in both modes, both orders, with and without the damage.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

import tests.conftest  # noqa: F401  (loads the hypothesis profile)
from autograd.graph.op import REGISTRY
from autograd.tensor import Tensor  # noqa: F401  (declares the ops)
from tests.damage import KINDS, Damage, all_damages, applied, why_not
from tests.laws.checks import Unreliable
from tests.laws.engine import directions, jvp, outputs, plain, pull, push, recorded_jvp, recorded_vjp, vjp
from tests.laws.runner import DERIVATIVES, check
from tests.strategies import Sample

PAGE = Path(__file__).resolve().parents[1] / "docs" / "look-up" / "sabotage.md"
RULES = "## Rules"  # the page's last heading: below it, which rules it is about
AT_LEAST = 0.99
EXAMPLES = 25
LAWS = ("jvp_is_the_derivative", "vjp_is_the_transpose", "vjp_has_derivatives", "jvp_has_derivatives")
CAUGHT, MISSED, NONE, UNSOUND = "caught", "missed", "no damage", "unsound"


class Result(NamedTuple):
    """What became of a damage; `why` is the law that caught it, or the reason why it is none."""

    damage: Damage
    status: str
    why: str = ""


def broken_by(law: str, op: str) -> str | None:
    """Return how a law breaks for an op, None when it holds."""
    try:
        check(DERIVATIVES[law], REGISTRY[op], examples=EXAMPLES, shrink=False)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


@cache
def holds_undamaged(law: str, op: str) -> bool:
    """Tell whether a law holds for an op as it is: only then its breaking means anything."""
    return broken_by(law, op) is None


def judge(damage: Damage) -> Result:
    """Damage a rule and see what the laws say."""
    reason = why_not(damage)
    if reason is not None:
        return Result(damage, NONE, reason)
    laws = LAWS[::-1] if damage.kind.startswith("second order") else LAWS
    unsound = ""
    for law in laws:
        with applied(damage):
            broken = broken_by(law, damage.op)
        if broken is not None:
            if holds_undamaged(law, damage.op):
                return Result(damage, CAUGHT, law)
            unsound = law
    if unsound:
        return Result(damage, UNSOUND, f"{unsound} does not hold for the op as it is")
    before = list(numbers(damage.op))
    with applied(damage):
        after = list(numbers(damage.op))
    if before and len(before) == len(after) and all(map(identical, before, after)):
        return Result(damage, NONE, "on no sample does it change any number: the rule is 0 or constant there")
    return Result(damage, MISSED)


def numbers(op: str) -> Iterator[np.ndarray]:
    """Yield every number that the engine computes with an op's rules, on its samples: both modes, both orders."""
    found: list[np.ndarray] = []

    def compute(sample: Sample) -> None:
        x = sample.values
        values = outputs(sample, x)
        t, g = directions(sample, x, values)
        found.extend(map(np.asarray, [*vjp(sample, x, g), *jvp(sample, x, t)]))
        for record, seeds in ((recorded_vjp, g), (recorded_jvp, t)):
            targets, results = record(sample, x, seeds)
            again, back = directions(sample, targets, results)
            found.extend(np.asarray(plain(result)) for result in results)
            found.extend(np.asarray(dot) for dot in push(results, targets, again))
            found.extend(np.asarray(bar) for bar in pull(results, targets, back))

    with suppress(Unreliable):
        check(compute, REGISTRY[op], examples=EXAMPLES, shrink=False)
    yield from found


def identical(a: np.ndarray, b: np.ndarray) -> bool:
    """Tell whether two arrays hold the same numbers, to the last bit."""
    return a.shape == b.shape and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=True)


def part_of(damages: Sequence[Damage], part: str) -> list[Damage]:
    """Return the K-th of N parts, for "K/N"; every kind of damage and all families of ops are in each."""
    number, _, count = part.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise ValueError(f"--part takes K/N with 1 <= K <= N, such as 3/10; got {part!r}.")
    return list(damages[int(number) - 1 :: int(count)])


def run(damages: Sequence[Damage], progress: Callable[[str], Any] = lambda text: None) -> list[Result]:
    """Judge damages, one after the other."""
    results = []
    for k, damage in enumerate(damages):
        results.append(judge(damage))
        progress(f"\r{k + 1}/{len(damages)} {damage!s:.70}\033[K")
    return results


def share_caught(results: Sequence[Result]) -> float:
    """Return the share of real damages that were caught; unsound ones count as not caught."""
    real = [result for result in results if result.status != NONE]
    return sum(result.status == CAUGHT for result in real) / len(real) if real else 1.0


def table(results: Sequence[Result]) -> str:
    """Return the results as Markdown."""
    count = Counter((result.damage.kind, result.status) for result in results)
    lines = ["| damage | done | caught | missed | no damage |", "|---|---:|---:|---:|---:|"]
    for kind, what in KINDS.items():
        caught, missed, none = count[kind, CAUGHT], count[kind, MISSED] + count[kind, UNSOUND], count[kind, NONE]
        lines.append(f"| **{kind}**: {what} | {caught + missed} | {caught} | {missed} | {none} |")
    real = [result for result in results if result.status != NONE]
    caught = sum(result.status == CAUGHT for result in real)
    lines.append(f"| all | {len(real)} | {caught} | {len(real) - caught} | {len(results) - len(real)} |")
    share = f"{100 * share_caught(results):.2f} % of {len(real)}"
    lines += ["", f"Caught: {share} (at least {100 * AT_LEAST:.0f} % are demanded)."]
    laws = Counter(result.why for result in results if result.status == CAUGHT)
    lines += ["", "First law to notice: " + ", ".join(f"`{law}` {n}" for law, n in laws.most_common()) + "."]
    lines += section("Missed", [r for r in results if r.status in (MISSED, UNSOUND)])
    lines += section("No damage", [result for result in results if result.status == NONE])
    rules = dict.fromkeys(rule_name(result.damage) for result in results)
    lines += ["", RULES, "", "Each was damaged in every way of the table.", "", f"{', '.join(rules)}."]
    return "\n".join(lines)


def rule_name(damage: Damage) -> str:
    """Return what the page calls a rule."""
    return f"{damage.op} ({damage.operand})"


def why_stale(page: str) -> str:
    """Say what the page does not know of the registry's rules, or knows too much; "" when it is fresh."""
    rules = Counter(rule_name(damage) for damage in all_damages())
    listed = page.partition(RULES)[2].strip().rpartition("\n")[2].removesuffix(".")
    on_page = set(listed.split(", ")) - {""}
    missing, gone = [rule for rule in rules if rule not in on_page], sorted(on_page - set(rules))
    more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""
    lacks = f"it lacks {', '.join(missing[:8])}{more}" if missing else ""
    extra = f"these rules are no more: {', '.join(gone)}" if gone else ""
    counts = dict.fromkeys(KINDS, 0)
    for kind, done, none in re.findall(r"^\| \*\*([^*]+)\*\*.*?\| (\d+) \| \d+ \| \d+ \| (\d+) \|$", page, re.M):
        counts[kind] = int(done) + int(none)
    wrong = [f"{kind!r} counts {n}" for kind, n in counts.items() if n != len(rules)]
    count = f"there are {len(rules)} rules, of which {', '.join(wrong)}" if wrong else ""
    return "; ".join(filter(None, (lacks, extra, count)))


def section(title: str, results: Sequence[Result]) -> list[str]:
    """Return a list of results, under their reasons."""
    lines = ["", f"## {title}", ""]
    if not results:
        return [*lines, "None."]
    for reason in dict.fromkeys((result.damage.kind, result.why) for result in results):
        own = [rule_name(r.damage) for r in results if (r.damage.kind, r.why) == reason]
        kind, why = reason
        lines.append(f"- {kind}{f', {why}' if why else ''}: {', '.join(own)}")
    return lines


HEADER = """\
# Sabotage: do the laws bite?

Written by `python -m tests.sabotage --write`. Every derivative rule in the registry is damaged in turn; a damage is
caught when a law (`tests/laws`) that holds for the op as it is breaks. What is "no damage" changes nothing in
mathematics, for the reason given, and counts neither way.

"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return 1 when too few damages are caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.sabotage", description=__doc__.split("\n")[0])
    parser.add_argument("--part", metavar="K/N", help="judge the K-th of N parts only")
    parser.add_argument("--op", help="judge the damages of one op only")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.parent.name}/{PAGE.name}")
    options = parser.parse_args(arguments)
    if options.write and (options.part or options.op):
        parser.error("--write is for all damages; leave out --part and --op")
    damages = [damage for damage in all_damages() if options.op in (None, damage.op)]
    if options.part:
        damages = part_of(damages, options.part)
    start = perf_counter()
    results = run(damages, sys.stderr.write if sys.stderr.isatty() else lambda text: None)
    text = table(results)
    print(f"{text}\n\n{len(results)} damages in {perf_counter() - start:.0f} s")
    if options.write:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(HEADER + text + "\n", encoding="utf-8")
    return 0 if share_caught(results) >= AT_LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
