"""The five kinds of op: one mathematical fact is written, both modes are made from it.

| kind          | the author writes               | reverse                  | forward                          |
|---------------|---------------------------------|--------------------------|----------------------------------|
| `elementwise` | the partial derivative          | `unbroadcast(g * p)`     | `broadcast(t * p)`               |
| `linear`      | the transpose                   | the transpose            | the op called on the tangents    |
| `bilinear`    | one vjp per operand             | as written               | product rule: the op itself      |
| `general`     | one vjp per operand             | as written               | as written, else the transposed vjp |
| `flat`        | nothing                         | zero: constant           | zero: constant                   |
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.graph.element import zeros
from autograd.graph.forward import Frame
from autograd.graph.op import Op, register
from autograd.graph.rule import Rule, parameters

Partial = float | Callable[..., Any]


def elementwise(forward: Callable[..., Any], *, name: str = "", numpy: Any = None, **declared: Any) -> Op:
    """Declare an elementwise op by its partials: `tanh = elementwise(np.tanh, x=lambda out: 1 - out * out)`.

    Args:
        forward: the ufunc, or a function of arrays that broadcasts its operands.
        name: the op's name; the function's by default.
        numpy: the NumPy callables it stands for; `forward` itself when that is a ufunc.
        declared: one partial derivative per operand, in order (a number, or a function that names the
            operands and `out` it needs; None for an operand without derivative), and fields of `Op`.
    """
    partials, fields = split_fields(declared)
    rules = {arg: Rule.from_partial(partial) for arg, partial in partials.items() if partial is not None}
    return declare("elementwise", forward, tuple(partials), rules, push_elementwise, name, numpy, fields)


def linear(forward: Callable[..., Any], *, name: str = "", numpy: Any = None, **declared: Any) -> Op:
    """Declare a linear op by its transpose, one function of `g` per operand."""
    transposes, fields = split_fields(declared)
    rules = {arg: written(rule, fields) for arg, rule in transposes.items() if rule is not None}
    return declare("linear", forward, tuple(transposes), rules, push_linear, name, numpy, fields)


def bilinear(forward: Callable[..., Any], *, name: str = "", numpy: Any = None, **declared: Any) -> Op:
    """Declare an op that is linear in each operand, by one vjp per operand."""
    vjps, fields = split_fields(declared)
    rules = {arg: written(vjp, fields) for arg, vjp in vjps.items() if vjp is not None}
    return declare("bilinear", forward, tuple(vjps), rules, push_bilinear, name, numpy, fields)


def general(
    forward: Callable[..., Any],
    *,
    name: str = "",
    numpy: Any = None,
    jvps: dict[str, Callable[..., Any]] | None = None,
    **declared: Any,
) -> Op:
    """Declare any other op by one vjp per operand, and jvps `(t, ...)` cheaper than the transposed vjp."""
    vjps, fields = split_fields(declared)
    jvps = jvps or {}
    rules = {arg: written(vjp, fields, jvps.get(arg)) for arg, vjp in vjps.items() if vjp is not None}
    return declare("general", forward, tuple(vjps), rules, push_general, name, numpy, fields)


def flat(forward: Callable[..., Any], *args: str, name: str = "", numpy: Any = None, **fields: Any) -> Op:
    """Declare an op whose derivative is zero almost everywhere: its result is a constant for the graph."""
    if not args:
        args = tuple("ab"[k] for k in range(forward.nin)) if isinstance(forward, np.ufunc) else parameters(forward)
        args = ("x",) if len(args) == 1 and isinstance(forward, np.ufunc) else args
    return declare("flat", forward, args, {}, push_nothing, name, numpy, fields)


OWN = {"self", "name", "forward", "kind", "args", "rules", "push"}
FIELDS = set(inspect.signature(Op.__init__).parameters) - OWN


def split_fields(declared: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Tell the rules, one per operand, from the fields of `Op`."""
    rules = {key: value for key, value in declared.items() if key not in FIELDS}
    return rules, {key: value for key, value in declared.items() if key in FIELDS}


def written(vjp: Any, fields: dict[str, Any], jvp: Any = None) -> Rule:
    """Make a rule of a written vjp; a number stands for that multiple of the cotangent."""
    if not callable(vjp):
        return Rule.from_partial(vjp)
    return Rule.from_vjp(vjp, jvp, skip=2 if fields.get("variadic") else 1)


def declare(
    kind: str,
    forward: Callable[..., Any],
    args: tuple[str, ...],
    rules: dict[str, Rule],
    push: Callable[..., Any],
    name: str,
    numpy: Any,
    fields: dict[str, Any],
) -> Op:
    """Make the op and register it; keywords of `forward` beyond the operands are its static arguments."""
    if numpy is None:
        numpy = (forward,) if isinstance(forward, np.ufunc) else ()
    elif callable(numpy):
        numpy = (numpy,)
    if not isinstance(forward, np.ufunc) and "static" not in fields:
        fields["static"] = {
            key: parameter.default
            for key, parameter in static_parameters(forward)
            if key not in args and parameter.default is not inspect.Parameter.empty
        }
    if kind in ("elementwise", "flat"):
        fields.setdefault("broadcasts", True)
    if fields.get("variadic"):
        args, rules = ("operands",), {"operands": next(iter(rules.values()))}
    name = name or forward.__name__
    return register(Op(name, forward, kind, args, rules, push=push, numpy=numpy, depth=3, **fields))


def static_parameters(forward: Callable[..., Any]) -> list[tuple[str, inspect.Parameter]]:
    """Return a function's parameters; none for a C function that does not tell."""
    try:
        return list(inspect.signature(forward).parameters.items())
    except ValueError:
        return []


def push_elementwise(frame: Frame, tangents: list[Any]) -> Any:
    """Sum tangent * partial over the operands."""
    total = None
    for rule, item, t in zip(frame.node.plan.rules, frame.items, tangents, strict=True):  # type: ignore[union-attr]
        if t is not None:
            part = rule.guarded(t, item)
            total = part if total is None else total + part
    return total


def push_linear(frame: Frame, tangents: list[Any]) -> Any:
    """Call the op once, on all tangents; zeros for the missing ones."""
    op: Any = frame.node.op
    parts = iter(tangents)
    operands = []
    for k, entry in enumerate(frame.node.inputs):
        if frame.node.plan.mask >> k & 1:  # type: ignore[union-attr]
            t = next(parts)
            operands.append(zeros(entry.shape, entry.dtype) if t is None else t)
        elif op.variadic or op.args[k] in op.rules:  # a constant operand: its tangent is zero
            operands.append(np.zeros_like(entry))
        else:  # not an operand of the linear map, such as the condition of `where`
            operands.append(entry)
    return op(operands, **frame.node.static) if op.variadic else op(*operands, **frame.node.static)


def push_bilinear(frame: Frame, tangents: list[Any]) -> Any:
    """The product rule: the op itself, once per tracked operand, with that operand's tangent in its place."""
    op: Any = frame.node.op
    primals = frame.primals()
    total = None
    for position, t in zip(frame.node.plan.positions, tangents, strict=True):  # type: ignore[union-attr]
        if t is None:
            continue
        operands = list(primals)
        operands[position] = t
        part = op(operands, **frame.node.static) if op.variadic else op(*operands, **frame.node.static)
        total = part if total is None else total + part
    return total


def push_general(frame: Frame, tangents: list[Any]) -> Any:
    """Use the written jvp of an operand, else the transposed vjp, and add them up."""
    plan: Any = frame.node.plan
    total = None
    for k, t in enumerate(tangents):
        if t is None:
            continue
        rule = plan.rules[k]
        part = frame.transposed(k, t) if rule.push is None else rule.push(t, frame.items[k])
        if total is None:
            total = part
        elif isinstance(part, tuple):
            total = tuple(old + new for old, new in zip(total, part, strict=True))
        else:
            total = total + part
    return total


def push_nothing(frame: Frame, tangents: list[Any]) -> Any:
    """A flat op is never recorded, so nothing is ever pushed through one."""
    raise AssertionError(f"{frame.node} was recorded although it is flat")
