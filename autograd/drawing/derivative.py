"""The derivative of an op with respect to one operand, as a formula: its own rule, run on named tensors."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, NamedTuple

import numpy as np

from autograd.drawing.expression import Call, Expression, Name, Number, Reading, simplified
from autograd.drawing.replay import size
from autograd.graph.modes import enable_grad
from autograd.graph.node import Leaf, Node, wrap
from autograd.graph.op import IMPLEMENTATIONS, PICK
from autograd.graph.rule import Rule, payload
from autograd.graph.walk import saved_items
from autograd.tensor import Tensor

HEAVY = 10_000_000  # numbers in the operands and the result of one call; with more, its rule is not run again
READING: ContextVar[Reading] = ContextVar("READING")


class Derivative(NamedTuple):
    """How a cotangent goes from the result of a call to one of its operands.

    `partial` is the local derivative of an elementwise op, by which the cotangent is multiplied; None for
    the others. `pullback` is the contribution to the operand's cotangent, summed over the axes along which the
    operand was repeated. Both use the names of the op's operands (x0, x1, ... where it takes any number of
    them), "out" and "g".
    """

    partial: Expression | None
    pullback: Expression


class Symbol(Tensor):
    """A tensor with a name in a formula; it also remembers the plain arrays that flat functions make of it."""

    __slots__ = ()

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **keywords: Any) -> Any:
        """Run the ufunc, and remember a flat one."""
        result = super().__array_ufunc__(ufunc, method, *inputs, **keywords)
        READING.get().flat(ufunc.__name__, getattr(IMPLEMENTATIONS.get(ufunc), "infix", None), inputs, result)
        return result

    def __array_function__(self, func: Any, types: Any, args: Any, keywords: Any) -> Any:
        """Run the function, and remember a flat one."""
        result = super().__array_function__(func, types, args, keywords)
        READING.get().flat(func.__name__, None, args, result)
        return result

    def __eq__(self, other: Any) -> Any:
        return np.equal(self, other)

    def __ne__(self, other: Any) -> Any:
        return np.not_equal(self, other)

    def __lt__(self, other: Any) -> Any:
        return np.less(self, other)

    def __le__(self, other: Any) -> Any:
        return np.less_equal(self, other)

    def __gt__(self, other: Any) -> Any:
        return np.greater(self, other)

    def __ge__(self, other: Any) -> Any:
        return np.greater_equal(self, other)

    __hash__ = Tensor.__hash__


class Derivatives:
    """The derivatives of the nodes of one graph; those of alike calls are worked out once."""

    def __init__(self) -> None:
        self.known: dict[Any, Derivative] = {}

    def of(self, node: Node, k: int) -> Derivative:
        """Return the derivative with respect to the k-th parent of a node."""
        plan: Any = node.plan
        kinds = tuple((part.shape, part.dtype) for part in (node, *node.parents))  # what `settled` looks at too
        key = (plan.op, plan.mask, k, kinds, likeness(node))
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = derive(node, k)
        return found


def likeness(node: Node) -> Any:
    """Return what may change the formula of a call beside its shapes: its keywords and its numbers."""
    numbers = tuple(entry for entry in node.constants if type(entry) in (int, float, bool, complex))
    return repr(node.static), numbers


def derive(node: Node, k: int) -> Derivative:
    """Run the rule of a node for its k-th parent on named tensors, and read off what it does."""
    plan: Any = node.plan
    op = plan.op
    g: Expression = Name("g")
    if op is PICK:
        return Derivative(None, g)
    rule: Rule = plan.rules[k]
    if not callable(rule.function):
        factor = Reading().constant(rule.function)
        return Derivative(factor, settled(times(g, factor), node.shape, node.dtype, node.parents[k]))
    unnamed = Derivative(None, Call(f"vjp of {op.name}", (g,)))
    if op.outputs != 1 or plan.code == plan.FREED or size(node) > HEAVY:
        return unnamed
    reading = Reading()
    token = READING.set(reading)
    try:
        with enable_grad(), np.errstate(all="ignore"):
            return run_rule(node, k, rule, reading) or unnamed
    except Exception:  # a rule is user code: a picture without its formula is better than no picture
        return unnamed
    finally:
        READING.reset(token)


def run_rule(node: Node, k: int, rule: Rule, reading: Reading) -> Derivative | None:
    """Call what the author of the rule wrote, on tensors that are named."""
    plan: Any = node.plan
    op = plan.op
    items = saved_items(node, None)[k]
    known = dict(zip(rule.names, (items,) if len(rule.names) == 1 else items or (), strict=True))

    def named(name: str, value: Any) -> Any:
        value = payload(value)
        if value is None or not isinstance(value, (float, complex, np.generic, np.ndarray)):
            return value
        if name in op.static:
            return value
        if np.asarray(value).dtype.kind not in "fc":
            reading.arrays[id(value)] = (value, Name(name))
            return value
        # Numbers become rows of one: their comparisons are then arrays of their own, which can be told apart.
        data = np.array(value, ndmin=1 if op.kind == "elementwise" else 0)
        symbol: Any = wrap(Symbol, data[()], Leaf(data[()]))
        reading.made[symbol.node] = Name(name)
        return symbol

    if op.variadic and "operands" in known:
        known["operands"] = tuple(named(f"x{place}", value) for place, value in enumerate(known["operands"]))
    else:
        known = {name: named(name, value) for name, value in known.items()}
    function = rule.function
    wanted = function.__code__.co_varnames[: function.__code__.co_argcount]
    if op.kind == "elementwise":
        value = function(*(known[name] for name in wanted))
        partial = reading.of(value)
        if partial is None:
            return None
        dtype = np.result_type(node.dtype, payload(value))
        return Derivative(partial, settled(times(Name("g"), partial), node.shape, dtype, node.parents[k]))
    g = named("g", np.ones(node.shape, node.dtype))
    extra = [plan.positions[k]] if op.variadic else []
    value = function(g, *extra, *(known[name] for name in wanted if name in known))
    pullback, bar = reading.of(value), payload(value)
    if pullback is None:
        return None
    return Derivative(None, settled(pullback, np.shape(bar), np.result_type(bar), node.parents[k]))


def settled(pullback: Expression, shape: tuple[int, ...], dtype: Any, parent: Node) -> Expression:
    """Bring a contribution to the shape and kind of its operand, as the walk does: undo broadcasting."""
    extra = len(shape) - len(parent.shape)
    repeated = tuple(k for k in range(extra, len(shape)) if shape[k] != 1 and parent.shape[k - extra] == 1)
    if extra > 0:
        pullback = Call("sum", (pullback,), axes(tuple(range(extra))))
    if repeated:
        lower = tuple(k - max(extra, 0) for k in repeated)
        pullback = Call("sum", (pullback,), (*axes(lower), ("keepdims", "True")))
    if np.dtype(dtype).kind == "c" and parent.dtype.kind != "c":
        pullback = Call("real", (pullback,))
    return pullback


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
