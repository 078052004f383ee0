"""The derivative of an op with respect to one operand, as a formula: its own rule, run on named tensors."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import Any, NamedTuple

import numpy as np

from autograd.drawing.expression import LONGEST, ZEROS, Call, Expression, Name, Number, Reading, constant, simplified
from autograd.drawing.replay import size
from autograd.drawing.sharing import parts_of, shared
from autograd.drawing.traced import traced
from autograd.graph.element import Element
from autograd.graph.modes import enable_grad
from autograd.graph.node import Leaf, Node, wrap
from autograd.graph.op import PICK
from autograd.graph.rule import Rule, payload
from autograd.graph.walk import pulled, saved_items
from autograd.tensor import Tensor

HEAVY = 10_000_000  # numbers in the operands and the result of one call; with more, its rule is not run again
UNTOLD = re.compile(r"\w\[|, \.\.\.[\])]")  # float64[20], [1, 2, ...]: an array whose numbers are not written


class Derivative(NamedTuple):
    """How a cotangent goes from the result of a call to one of its operands.

    `partial` is the local derivative of an elementwise op, by which the cotangent is multiplied; None for
    the others. `pullback` is the contribution to the operand's cotangent, summed over the axes along which the
    operand was repeated. Both use the names of the op's operands (x0, x1, ... where it takes any number of
    them), "out" and "g".
    """

    partial: Expression | None
    pullback: Expression


class Derivatives:
    """The derivatives of the nodes of one graph; those of alike calls are worked out once.

    Of a call with several results, those that are in none of the nodes have no cotangent: it is 0 in the formula.
    """

    def __init__(self, nodes: Iterable[Node] = ()) -> None:
        self.known: dict[Any, Derivative] = {}
        self.used: dict[Node, set[int]] = {}
        for node in nodes:
            if node.op is PICK:
                self.used.setdefault(node.parents[0], set()).add(node.static["index"])

    def of(self, node: Node, k: int) -> Derivative:
        """Return the derivative with respect to the k-th parent of a node."""
        plan: Any = node.plan
        kinds = tuple((part.shape, part.dtype) for part in (node, *node.parents))  # what `settled` looks at too
        used = frozenset(self.used[node]) if node in self.used else None
        key = (plan.op, plan.mask, k, kinds, likeness(node), used)
        found = self.known.get(key)
        if found is None:
            seen: list[str] = []
            found = derive(node, k, seen, used)
            if not seen:
                self.known[key] = found
        return found


def likeness(node: Node) -> Any:
    """Return what may change the formula of a call beside its shapes: its keywords and its numbers."""
    numbers = tuple(entry for entry in node.constants if isinstance(entry, (int, float, complex, np.generic)))
    return repr(node.static), numbers


def derive(node: Node, k: int, seen: list[str], used: Container[int] | None = None) -> Derivative:
    """Run the rule of a node for its k-th parent on named tensors, and read off what it does.

    `seen` gets an entry when the formula holds for the numbers of this call only. `used` tells which of several results
    have a cotangent; None for all.
    """
    plan: Any = node.plan
    op = plan.op
    g: Expression = Name("g")
    if op is PICK:
        return Derivative(None, g)
    rule: Rule = plan.rules[k]
    if not callable(rule.function):
        factor = constant(rule.function)
        return Derivative(factor, settled(times(g, factor), node.shape, node.dtype, node.parents[k]))
    bars = (g,) if op.outputs == 1 else tuple(Name(f"g{place}") for place in range(len(node.shape)))
    unnamed = Derivative(None, Call(f"vjp of {op.name}", bars))
    if plan.code == plan.FREED or size(node) > HEAVY:
        return unnamed
    try:
        with enable_grad(), np.errstate(all="ignore"):
            found = run_rule(node, k, rule, seen, used)
            if found is not None and declared_by_defvjp(rule):
                seen.append("defvjp")  # such a rule knows all of its call, which no key tells
                if not told(found.pullback) or run_rule(node, k, rule, seen, used, nudged=True) != found:
                    return unnamed
            return found or unnamed
    except Exception:  # a rule is user code: a picture without its formula is better than no picture
        return unnamed


def declared_by_defvjp(rule: Rule) -> bool:
    """Tell whether a rule was declared by `defvjp`: it takes all that was saved in one piece.

    Such a rule may hand its numbers to anything, a library in C for one, and numbers come back that tell of no formula.
    So it is run again on other numbers: a formula that is not the same then has such numbers in it.
    """
    return rule.function is rule.pull and len(rule.names) > 1


def told(formula: Expression) -> bool:
    """Tell whether a formula says the numbers of every array in it."""
    return not any(
        UNTOLD.search(words) for part in parts_of(formula) for words in (part.infix or "", *dict(part.static).values())
    )


def run_rule(
    node: Node, k: int, rule: Rule, seen: list[str], used: Container[int] | None, nudged: bool = False
) -> Derivative | None:
    """Call what the author of the rule wrote, on tensors that are named; `nudged` makes all numbers others."""
    plan: Any = node.plan
    op = plan.op
    reading = Reading()
    items = saved_items(node, None)[k]
    known = dict(zip(rule.names, (items,) if len(rule.names) == 1 else items or (), strict=True))
    if any(isinstance(value, Element) for value in known.values()):
        return None  # a value of the user's own type: what is inside has no name
    if declared_by_defvjp(rule) and "call" in known:
        known["call"] = known["call"].anew()

    def named(name: str, value: Any) -> Any:
        if type(value) is tuple:  # no recursion: a closure over itself lives on until the next gc, with its arrays
            return tuple(single(f"{name}{place}", part) for place, part in enumerate(value))
        return single(name, value)

    def single(name: str, value: Any) -> Any:
        value = payload(value)
        if value is None or not isinstance(value, (float, complex, np.generic, np.ndarray)):
            return value
        if np.asarray(value).dtype.kind not in "fc" or (name in op.static and name != "out"):
            return value if np.ndim(value) == 0 else traced(value, Name(name), seen)
        return symbol(value, Name(name))

    def symbol(value: Any, known_as: Expression) -> Any:
        data = traced(value * 1.01 + 0.01 if nudged and known_as is not ZEROS else value, known_as, seen)
        data.flags.writeable = False  # they are the user's own numbers, and what was written into them has no name
        made: Any = wrap(Tensor, data, Leaf(data))
        reading.made[made.node] = known_as
        return made

    if op.variadic and "operands" in known:
        known["operands"] = tuple(named(f"x{place}", value) for place, value in enumerate(known["operands"]))
    else:
        known = {name: named(name, value) for name, value in known.items()}
    values = tuple(known[name] for name in rule.names)
    value: Any
    if op.kind == "elementwise" and not declared_by_defvjp(rule):
        value = rule.function(*values)
        partial = reading.of(value)
        if partial is None or not readable(partial, seen):
            return None
        dtype = np.result_type(node.dtype, payload(value))
        pullback = settled(times(Name("g"), partial), node.shape, dtype, node.parents[k])
        return Derivative(shared(partial), shared(pullback))
    if op.outputs == 1:
        g = named("g", np.ones(node.shape, node.dtype))
    else:
        everything = range(len(node.shape)) if used is None else used
        g = tuple(
            named(f"g{place}", np.ones(*kind)) if place in everything else symbol(np.zeros(*kind), ZEROS)
            for place, kind in enumerate(zip(node.shape, node.dtype, strict=True))
        )
    item = values[0] if len(values) == 1 else values
    pull: Any = rule.pull
    value = pulled(rule, g, plan.positions[k], item) if op.variadic else pull(g, item)
    formula, bar = reading.of(value), np.asarray(payload(value))
    if formula is None or not readable(formula, seen):
        return None
    if used is not None and any(arg is ZEROS for part in parts_of(formula) for arg in part.args):
        return run_rule(node, k, rule, seen, None)  # a 0 has no shape: it cannot be joined to something else
    return Derivative(None, shared(settled(formula, bar.shape, bar.dtype, node.parents[k])))


def readable(e: Expression, seen: list[str]) -> bool:
    """Tell whether a formula can be read, or is too long; note when an array in it may come from the numbers."""
    parts = parts_of(e)
    if any(part.op == "array" for part in parts):
        seen.append("array")
    return len(parts) <= LONGEST


def settled(formula: Expression, shape: tuple[int, ...], dtype: Any, parent: Node) -> Expression:
    """Bring a contribution to the shape and kind of its operand, as the walk does: undo broadcasting."""
    extra = len(shape) - len(parent.shape)
    repeated = tuple(k for k in range(extra, len(shape)) if shape[k] != 1 and parent.shape[k - extra] == 1)
    if extra > 0:
        formula = Call("sum", (formula,), axes(tuple(range(extra))))
    if repeated:
        lower = tuple(k - max(extra, 0) for k in repeated)
        formula = Call("sum", (formula,), (*axes(lower), ("keepdims", "True")))
    if np.dtype(dtype).kind == "c" and parent.dtype.kind != "c":
        formula = Call("real", (formula,))
    return formula


def axes(numbers: tuple[int, ...]) -> tuple[tuple[str, str], ...]:
    """Write the axes of a sum."""
    return (("axis", str(numbers[0]) if len(numbers) == 1 else str(numbers)),)


def times(g: Expression, factor: Expression) -> Expression:
    """Return g times a factor, as short as it can be written."""
    if isinstance(factor, Number) and factor.text in ("-1", "-1.0"):
        return Call("negative", (g,), (), "-{}")
    if isinstance(factor, Call) and factor.op == "reciprocal":
        return Call("divide", (g, factor.args[0]), (), "{} / {}")
    if isinstance(factor, Call) and factor.op == "divide" and factor.args[0] in (Number("1"), Number("1.0")):
        return Call("divide", (g, factor.args[1]), (), "{} / {}")
    return simplified(Call("multiply", (g, factor), (), "{} * {}"))


def local(node: Node, k: int) -> Any:
    """Return the local derivative, d result / d operand, of a call on scalars; None of any other."""
    plan: Any = node.plan
    if node.shape != () or node.parents[k].shape != () or plan.op.outputs != 1 or plan.code == plan.FREED:
        return None
    rule = plan.rules[k]
    one = 1.0 if node.dtype == np.float64 else np.ones((), node.dtype)[()]
    with np.errstate(all="ignore"):
        item = saved_items(node, None)[k]
        if plan.op.variadic:
            values = (item,) if len(rule.names) == 1 else item or ()
            bar = rule.function(one, plan.positions[k], *values)
        else:
            bar = one if rule.pull is None else rule.pull(one, item)
    return np.asarray(payload(bar)).item()
