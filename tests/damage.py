"""Deliberate faults in derivative rules: what `tests.sabotage` puts into the registry, and takes out again.

A damage changes one rule of one op in place (the Rule, and the copies its plans hold) for the time of a
`with` block. Nothing is left behind, whatever happens inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

import numpy as np

from autograd.graph import walk
from autograd.graph.node import Handle
from autograd.graph.op import REGISTRY, Op
from autograd.graph.rule import Rule, passed, payload
from autograd.ops.chapters import import_all

import_all()  # every rule there is

FACTOR = 1.01

KINDS = {
    "scaled": "the rule gives 1.01 times what it should, in both modes",
    "cotangent ignored": "the rule takes every cotangent (and tangent) for 1",
    "reduction left out": "where an operand was broadcast, its cotangent is one part instead of the sum",
    "forward wrong": "the forward mode gives 1.01 times what it should, the reverse mode is right",
    "reverse wrong": "the reverse mode gives 1.01 times what it should, the forward mode is right",
    "second order scaled": "right on arrays; 1.01 times what it should be when run on Tensors",
    "second order constant": "right on arrays and in value; on Tensors its saved values count as constants",
}


class Damage(NamedTuple):
    """One fault: of which kind, in the rule of which operand of which op."""

    kind: str
    op: str
    operand: str

    def __str__(self) -> str:
        return f"{self.op}, {self.operand}: {self.kind}"


def all_damages() -> list[Damage]:
    """Return every damage to every rule of the registry, in a fixed order."""
    return [
        Damage(kind, name, operand) for name, op in REGISTRY.items() for operand in op.rules for kind in KINDS
    ]


def why_not(damage: Damage) -> str | None:
    """Say why a damage cannot be one, from the declaration alone; None when it can."""
    op = REGISTRY[damage.op]
    rule = op.rules[damage.operand]
    if isinstance(rule.function, (int, float)) and rule.function == 0:
        return "the partial derivative is the number 0: there is nothing to damage"
    if damage.kind == "reduction left out":
        if not op.broadcasts:
            return "the op does not broadcast: nothing is summed"
        if len(op.args) == 1:
            return "a single operand is never broadcast against another"
    if damage.kind == "second order constant" and not set(rule.names) & {*op.args, "out"}:
        return "the rule saves no operand and no result: it has no further derivative"
    return None


# ---- ways to be wrong --------------------------------------------------------------------------------

Change = Callable[[Callable[..., Any]], Callable[..., Any]]
PUSHING: list[None] = []  # not empty while a forward walk stands at the damaged op


def scaled(result: Any) -> Any:
    """Return 1.01 times a result, or each of several."""
    if isinstance(result, tuple):
        return tuple(scaled(part) for part in result)
    return result * FACTOR if np.asarray(payload(result)).dtype.kind in "fc" else result


def ones(g: Any) -> Any:
    """Return ones like a cotangent, or like each of several."""
    return tuple(ones(part) for part in g) if isinstance(g, tuple) else np.ones_like(payload(g))[()]


def stripped(value: Any) -> Any:
    """Return saved values off the graph."""
    return tuple(stripped(part) for part in value) if isinstance(value, tuple) else payload(value)


def has_handle(value: Any) -> bool:
    """Tell whether a value is, or holds, a Tensor."""
    return any(map(has_handle, value)) if isinstance(value, tuple) else isinstance(value, Handle)


def scale_result(rule: Callable[..., Any]) -> Callable[..., Any]:
    """1.01 times too much."""
    return lambda *args: scaled(rule(*args))


def ignore_cotangent(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Always the derivative for a cotangent of ones."""
    return lambda g, *saved: rule(ones(g), *saved)


def scale_reverse(rule: Callable[..., Any]) -> Callable[..., Any]:
    """1.01 times too much, except when the forward walk uses the rule."""
    return lambda *args: rule(*args) if PUSHING else scaled(rule(*args))


def scale_on_tensors(rule: Callable[..., Any]) -> Callable[..., Any]:
    """1.01 times too much when the rule runs on Tensors."""

    def wrong(*args: Any) -> Any:
        result = rule(*args)
        return scaled(result) if has_handle(args) else result

    return wrong


def constant_on_tensors(rule: Callable[..., Any]) -> Callable[..., Any]:
    """The right value, with a derivative with respect to the cotangent only."""
    return lambda g, *saved: rule(g, *map(stripped, saved))


CHANGES: dict[str, Change] = {
    "scaled": scale_result,
    "cotangent ignored": ignore_cotangent,
    "reverse wrong": scale_reverse,
    "second order scaled": scale_on_tensors,
    "second order constant": constant_on_tensors,
}


# ---- putting them in place -----------------------------------------------------------------------------


@contextmanager
def applied(damage: Damage) -> Iterator[None]:
    """Damage a rule for the time of the block."""
    op = REGISTRY[damage.op]
    with ExitStack() as stack:
        if damage.kind == "reduction left out":
            stack.enter_context(without_sum(op))
        elif damage.kind == "forward wrong":
            stack.enter_context(wrong_push(op, damage.operand))
        else:
            stack.enter_context(changed_rule(op, damage.operand, CHANGES[damage.kind]))
        if damage.kind == "reverse wrong":
            stack.enter_context(announced_push(op))
        yield


@contextmanager
def changed_rule(op: Op, operand: str, change: Change) -> Iterator[None]:
    """Change all the functions of a rule, and what stands in for them on the way of arrays (`scatter`)."""
    rule = op.rules[operand]
    before = {slot: getattr(rule, slot) for slot in Rule.__slots__}
    scatter = op.scatter
    try:
        if op.variadic:
            rule.function = change(rule.function)
        rule.pull = change(rule.pull or passed)
        rule.guarded = change(rule.guarded)
        if rule.push is not None and change is not scale_reverse:
            rule.push = change(rule.push)
        if scatter is not None:
            given = change(lambda g, saved: g)  # what the damage makes of a cotangent that passes unchanged
            op.scatter = lambda buffer, g, saved: scatter(buffer, given(g, saved), saved)
        renew(op)
        yield
    finally:
        op.scatter = scatter
        for slot, value in before.items():
            setattr(rule, slot, value)
        renew(op)


def renew(op: Op) -> None:
    """Let the op's plans take their copies of the rules' functions again."""
    for plan in op.plans.values():
        plan.pull = plan.rules[0].pull
        plan.pull_b = plan.rules[1].pull if len(plan.rules) == 2 else None


@contextmanager
def pushed_by(op: Op, push: Callable[..., Any]) -> Iterator[None]:
    """Give an op another forward mode."""
    before = op.push
    op.push = push
    try:
        yield
    finally:
        op.push = before


def announced_push(op: Op) -> Any:
    """Leave the forward mode as it is, and let rules know when they are used by it."""
    before = op.push

    def push(frame: Any, tangents: list[Any]) -> Any:
        PUSHING.append(None)
        try:
            return before(frame, tangents)
        finally:
            PUSHING.pop()

    return pushed_by(op, push)


def wrong_push(op: Op, operand: str) -> Any:
    """Add a hundredth of the operand's own share to the forward mode's answer."""
    before = op.push

    def push(frame: Any, tangents: list[Any]) -> Any:
        right = before(frame, tangents)
        positions = frame.node.plan.positions
        own = [t if op.variadic or op.args[k] == operand else None for k, t in zip(positions, tangents, strict=True)]
        if all(t is None for t in own):
            return right
        return added(right, before(frame, own))

    return pushed_by(op, push)


def added(right: Any, share: Any) -> Any:
    """Return the answer with a hundredth of a share added, for one result or several."""
    if isinstance(right, tuple):
        return tuple(added(a, b) for a, b in zip(right, share, strict=True))
    return right + share * (FACTOR - 1) if np.asarray(payload(share)).dtype.kind in "fc" else right


@contextmanager
def without_sum(op: Op) -> Iterator[None]:
    """Let the engine take the first part, instead of the sum, of cotangents of the op's broadcast operands."""
    before = walk.settled

    def settled(bar: Any, parent: Any, plan: Any) -> Any:
        shape = np.shape(payload(bar))
        if plan is not None and plan.op is op and len(shape) >= len(parent.shape) and 0 not in shape:
            extra = len(shape) - len(parent.shape)
            kept = tuple(slice(0, n) for n in parent.shape)
            bar = bar[(0,) * extra + kept] if shape != parent.shape else bar
        return before(bar, parent, plan)

    walk.settled = settled
    try:
        yield
    finally:
        walk.settled = before
