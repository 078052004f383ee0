"""The laws bite: damaged rules are caught. A fixed tenth of all damages here, all of them in the deep run."""

from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from autograd.graph.op import REGISTRY, Op
from autograd.graph.rule import Rule
from tests.damage import KINDS, Damage, all_damages, applied, why_not
from tests.laws.demands import why_cases
from tests.sabotage import (
    AT_LEAST,
    CAUGHT,
    NONE,
    PAGE,
    Result,
    judge,
    main,
    part_of,
    rule_name,
    run,
    share_caught,
    table,
    why_stale,
)

DAMAGES = [damage for damage in all_damages() if why_cases(REGISTRY[damage.op]) is None]


@pytest.fixture(autouse=True)
def the_samples_of_ci() -> Any:
    """Judge by the samples of every run: of 500 random ones, one may differ where a damage is none (at a tie)."""
    usual = settings.get_current_profile_name()
    settings.load_profile("ci")
    yield
    settings.load_profile(usual)


def assert_caught(damages: list[Damage]) -> None:
    results = run(damages)
    assert share_caught(results) >= AT_LEAST, table(results)


@pytest.mark.parametrize("share", range(10))
def test_a_tenth_of_all_damages_is_caught(share: int) -> None:
    assert_caught(part_of(part_of(DAMAGES, "1/10"), f"{share + 1}/10"))


@pytest.mark.deep
@pytest.mark.parametrize("share", range(20))
def test_all_damages_are_caught(share: int) -> None:
    assert_caught(part_of(DAMAGES, f"{share + 1}/20"))


@pytest.mark.skipif(not hasattr(np, "matvec"), reason="this NumPy is too old for some of the ops")
def test_the_page_is_about_the_rules_there_are() -> None:
    stale = why_stale(PAGE.read_text(encoding="utf-8"))
    assert not stale, f"docs/look-up/{PAGE.name} is stale: {stale}.\nWrite it anew:  python -m tests.sabotage --write"


def test_a_stale_page_is_found_out() -> None:
    results = [Result(damage, CAUGHT, "a law") for damage in all_damages()]
    assert why_stale(table(results)) == ""
    last = results[-1].damage
    assert f"{last.op} ({last.operand})" in why_stale(table([r for r in results if r.damage.op != last.op]))
    gone = Result(Damage("scaled", "gone", "x"), CAUGHT, "a law")
    assert "no more: gone (x)" in why_stale(table([*results, gone]))
    assert f"'{last.kind}' counts {len(results) // len(KINDS) - 1}" in why_stale(table(results[:-1]))
    rules = list(dict.fromkeys(rule_name(result.damage) for result in results))
    assert f"it lacks {', '.join(rules[:3])}" in why_stale("")
    assert f"and {len(results) // len(KINDS) - 8} more; there are" in why_stale("")


def test_the_tenth_has_every_kind_of_damage() -> None:
    assert {damage.kind for damage in part_of(DAMAGES, "1/10")} == set(KINDS)
    assert len(part_of(DAMAGES, "1/10")) == -(-len(DAMAGES) // 10)


def test_a_part_is_given_as_k_of_n() -> None:
    parts = [damage for k in (1, 2, 3) for damage in part_of(DAMAGES, f"{k}/3")]
    assert sorted(parts) == sorted(DAMAGES)
    for text in ("0/3", "4/3", "1", "a/b", ""):
        with pytest.raises(ValueError, match="K/N"):
            part_of(DAMAGES, text)


def state(op: Op) -> list[Any]:
    """Everything of an op that a damage may touch."""
    rules = [getattr(rule, slot) for rule in op.rules.values() for slot in Rule.__slots__]
    plans = [part for plan in op.plans.values() for part in (plan.pull, plan.pull_b, *plan.rules)]
    return [*rules, *plans, op.push, op.scatter]


@pytest.mark.parametrize("kind", KINDS)
def test_a_damage_is_undone_even_after_an_error(kind: str) -> None:
    damage = next(damage for damage in DAMAGES if damage.kind == kind and why_not(damage) is None)
    before = state(REGISTRY[damage.op])
    with pytest.raises(ZeroDivisionError), applied(damage):
        raise ZeroDivisionError
    assert all(a is b for a, b in zip(before, state(REGISTRY[damage.op]), strict=True))


def test_what_is_no_damage_is_said_to_be_none() -> None:
    zero = [d for d in DAMAGES if type(REGISTRY[d.op].rules[d.operand].function) in (int, float)]
    zero = [d for d in zero if REGISTRY[d.op].rules[d.operand].function == 0]
    assert zero
    for damage in zero:
        result = judge(damage)
        assert result.status == NONE and "number 0" in result.why


def test_a_real_damage_is_never_excused() -> None:
    """Scaling a linear op's rule changes numbers, whatever the samples."""
    damages = [d for d in DAMAGES if d.kind == "scaled" and REGISTRY[d.op].kind == "bilinear"]
    assert damages and all(judge(damage).status == CAUGHT for damage in damages[:4])


def test_the_command_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    name = DAMAGES[0].op
    assert main(["--op", name]) == 0
    printed = capsys.readouterr().out
    assert all(f"**{kind}**" in printed for kind in KINDS) and "Caught: 100.00 %" in printed
    with pytest.raises(SystemExit):
        main(["--write", "--part", "1/10"])
