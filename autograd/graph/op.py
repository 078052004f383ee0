"""Op: the declaration of an operation. record: run an op and remember it.

`unary` and `binary` are the record step for ops of one and two operands without keywords: the hot
path. They are written out in full (no argument packing, no closures per call, slots set one by one)
because a small op costs about 0.4 us of NumPy and 0.5 us here. `record` is the same step for all ops.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from autograd.errors import NoRuleError
from autograd.graph.domain import REAL, Interval
from autograd.graph.modes import MODE, annotate
from autograd.graph.node import FLOAT64, NO_STATIC, SERIALS, Handle, Node, new_handle, shape_and_dtype, wrap
from autograd.graph.operand import (
    CONSTANTS,
    SCALARS,
    bad_operand,
    constant,
    differentiable,
    explained,
    scalar,
    wrong_count,
)
from autograd.graph.rule import PYTHON_NUMBERS, Rule, check_names, selector
from autograd.graph.views import link, shares

float64 = np.float64
complex128 = np.complex128
ndarray = np.ndarray

# What a plan saves: the common cases by name, TAKEN for any other. Module constants load faster than attributes.
NOTHING, TAKEN, OUT, OPERAND, OTHER, EACH_OTHER, VIEWED = range(7)

REGISTRY: dict[str, Op] = {}
IMPLEMENTATIONS: dict[Callable[..., Any], Callable[..., Any]] = {}  # NumPy's callable -> ours


class Op:
    """The declaration of an operation; everything else in the library reads it.

    Calling an op on tensors records it; calling it on plain arrays just computes.
    """

    # Slots for what the record step reads: 5 ns each instead of 25 from a large instance dictionary.
    __slots__ = ("__dict__", "forward", "plan", "plan_a", "plan_ab", "plan_b", "views")

    def __init__(
        self,
        name: str,
        forward: Callable[..., Any],
        kind: str,
        args: tuple[str, ...],
        rules: dict[str, Rule],
        *,
        push: Callable[..., Any],
        static: dict[str, Any] | None = None,
        variadic: bool = False,
        broadcasts: bool = False,
        outputs: int = 1,
        scatter: Callable[..., None] | None = None,
        take_out: Callable[..., Any] | None = None,
        views: int = 0,
        numpy: Iterable[Callable[..., Any]] = (),
        infix: str | None = None,
        signature: str | None = None,
        domain: tuple[Interval, ...] = (),
        cases: tuple[Any, ...] = (),
        singular: str = "",
        analytic: bool = True,
        depth: int = 2,
    ) -> None:
        self.name = name
        self.forward = forward
        self.kind = kind
        self.args = args
        self.rules = rules
        self.push = push
        self.static = static or {}
        self.variadic = variadic
        self.broadcasts = broadcasts
        self.outputs = outputs
        self.scatter = scatter  # adds a cotangent into the operand's, in place
        self.take_out = take_out  # takes the second operand's part out of a cotangent that becomes the first's
        self.views = views  # whether a result may share the operand's memory, and how: see `views`
        self.numpy = tuple(numpy)
        self.infix = infix
        self.signature = signature
        self.domain = domain or (REAL,) * len(args)
        self.cases = cases
        self.singular = singular
        self.analytic = analytic
        caller = sys._getframe(depth).f_code.co_filename, sys._getframe(depth).f_lineno
        self.declared_at = caller
        self.__name__ = name
        self.__doc__ = forward.__doc__
        self.plans: dict[Any, Plan] = {}
        self.simple = outputs == 1 and not variadic and bool(static) and bool(rules)
        for rule in rules.values():
            check_names(self, rule)
        # filled by plan_for on first use
        self.plan: Any = None  # of a single operand
        self.plan_a: Any = None  # of two operands, the first one tracked
        self.plan_b: Any = None
        self.plan_ab: Any = None
        self.bare = not self.static and not variadic and outputs == 1 and len(args) <= 2 and bool(rules)

    def plan_for(self, mask: int, count: int | None = None) -> Plan:
        """Return (and remember) the plan for this choice of tracked operands; `count` operands if variadic."""
        key = mask if count is None else (mask, count)
        plan = self.plans.get(key)
        if plan is None:
            plan = self.plans[key] = Plan(self, mask, count or len(self.args))
            if self.bare:
                setattr(self, "plan" if len(self.args) == 1 else ("plan_a", "plan_b", "plan_ab")[mask - 1], plan)
        return plan

    def __call__(self, *args: Any, **static: Any) -> Any:
        if self.bare and not static:
            if len(args) == 1 == len(self.args):
                result = unary(self, *args)
            elif len(args) == 2 == len(self.args):
                result = binary(self, *args)
            else:
                raise wrong_count(self, len(args))
            return of_another_library(self, args, static) if result is NotImplemented else result
        if len(args) == len(self.args) and not self.variadic:
            if not static:
                return record(self, args, self.static)
            if static.keys() <= self.static.keys():
                return record(self, args, {**self.static, **static})
        unknown = self.numpy and any(key not in self.static and key not in self.args for key in static)
        if unknown:
            # every keyword NumPy has; Tensor knows the ufuncs', and `out`
            plain = not any(isinstance(arg, Handle) for arg in (*args, *static.values()))
            if plain or isinstance(self.numpy[0], np.ufunc) or static.get("out") is not None:
                return self.numpy[0](*args, **static)
        operands, static = self.bind(args, static)
        if self.bare:  # its operands came by name
            return self(*operands)
        return record(self, operands, static)

    def bind(self, args: tuple[Any, ...], keywords: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Sort a call's arguments into operands and static keywords, as Python itself would."""
        if self.variadic:
            operands, rest = args[0], args[1:]
        else:
            operands, rest = args[: len(self.args)], args[len(self.args) :]
        if len(rest) > len(self.static):
            raise wrong_count(self, len(args))
        static = dict(self.static)
        static.update(zip(self.static, rest, strict=False))
        named = {}
        for key, value in keywords.items():
            if key in static:
                static[key] = value
            elif key in self.args and not self.variadic:
                named[key] = value
            elif key == "out" and value is None:
                pass
            else:
                known = ", ".join((*self.args, *self.static))
                raise NoRuleError(f"{self.name}() does not support the keyword {key!r}; it takes: {known}.")
        if named:
            missing = self.args[len(operands) :]
            operands = (*operands, *(named.pop(name) for name in missing if name in named))
            if named:
                raise NoRuleError(f"{self.name}() got the argument {next(iter(named))!r} twice.")
        if not self.variadic and len(operands) != len(self.args):
            raise wrong_count(self, len(args))
        return tuple(operands), static

    def __getattr__(self, name: str) -> Any:
        """Find a method of the ufunc that this op stands for, such as `add.reduce`."""
        if name in ("reduce", "accumulate", "reduceat", "outer", "at") and self.numpy:
            return getattr(self.numpy[0], name)
        raise AttributeError(f"{self.__dict__.get('name', 'an op')} has no attribute {name!r}")

    def __repr__(self) -> str:
        return f"<op {self.name} ({self.kind})>"


HOUSE = str(Path(__file__).parent.parent) + os.sep  # rules that are declared below it have property tests


class Plan:
    """What an op saves and how its cotangent is pulled back, for one choice of tracked operands.

    `code` tells the walk which way to go: 1, 2 and 3 are the short ways for one, two, and more tracked
    parents, anything else is the general way.
    """

    __slots__ = (
        "always",
        "code",
        "floats",
        "mask",
        "op",
        "positions",
        "pull",
        "pull_b",
        "rules",
        "saves",
        "shared",
        "take",
        "without_values",
    )

    ONE, TWO, SEVERAL, MANY, FREED, RETAINED = 1, 2, 3, 4, 5, 6
    take: Any

    def __init__(self, op: Op, mask: int, count: int) -> None:
        self.op = op
        self.mask = mask
        self.positions = tuple(k for k in range(count) if mask >> k & 1)
        names = ("operands",) * count if op.variadic else op.args
        for k in self.positions:
            if names[k] not in op.rules:
                raise NoRuleError(
                    f"{op.name} has no derivative rule for argument {names[k]!r}. To treat it as a constant "
                    f"write stop_gradient(...); to add a rule see docs/do/add-an-op.md."
                )
        self.rules = tuple(op.rules[names[k]] for k in self.positions)
        # Elementwise results need settling only where broadcasting or promotion happened: seen at record.
        self.always = 0 if op.kind == "elementwise" else (1 << len(self.positions)) - 1
        # Between Python floats nothing needs settling, but a rule that is not ours may have forgotten its return.
        self.floats = 0 if op.declared_at[0].startswith(HOUSE) else self.always
        short = not op.variadic and op.outputs == 1 and op.scatter is None and op.take_out is None
        self.code = min(len(self.rules), Plan.SEVERAL) if short else Plan.MANY
        self.pull = self.rules[0].pull
        self.pull_b = self.rules[1].pull if len(self.rules) == 2 else None
        self.shared = op.variadic or len(self.rules) == 1  # one saved item, not one per rule
        self.take = selector(op, self)
        self.saves = self.what_is_saved()
        self.without_values: Plan | None = None

    def what_is_saved(self) -> int:
        """Name the common cases, which the record step then does without a call."""
        if self.op.views and self.op.bare:
            return VIEWED  # whatever is taken, the result may be a view
        if self.take is None:
            return NOTHING
        names = [rule.names for rule in self.rules]
        args = self.op.args
        if len(args) == 1:
            return OUT if names[0] == ("out",) else OPERAND if names[0] == args else TAKEN
        if len(args) == 2 and len(names) == 2:
            return EACH_OTHER if names == [(args[1],), (args[0],)] else TAKEN
        if len(args) == 2 and names[0] == (args[1 - self.positions[0]],):
            return OTHER
        return TAKEN

    def freed(self) -> Plan:
        """Return the plan of a node whose saved values were dropped: one for all of them."""
        if self.without_values is None:
            self.without_values = self.retaining(Plan.FREED)
        return self.without_values

    def retaining(self, code: int) -> Plan:
        """Return a copy with another code: for a node that keeps its gradient, or whose values are freed."""
        copy = object.__new__(Plan)
        for slot in Plan.__slots__:
            setattr(copy, slot, getattr(self, slot))
        copy.code = code
        return copy


def unary(op: Op, x: Any) -> Any:
    """Run an op of one operand and remember it."""
    if not isinstance(x, Handle):
        if lists_handles(x):
            return unary(op, joined(x))
        x = constant(x)
        return x if x is NotImplemented else op.forward(x)
    data = x._payload
    try:
        out = op.forward(data)
    except Exception as error:
        raise explained(op, (data,), error) from error.__cause__
    parent = x.node
    mode = MODE.get()
    if parent is None or (mode is not None and not mode.tracking):
        return wrapped(op, x, out, NO_STATIC)
    node = Node()
    plan = node.plan = op.plan or op.plan_for(1)
    node.parents = (parent,)
    node.constants = ()
    node.static = NO_STATIC
    node.note = None
    # Python float in, Python float out: an operator then costs 20 ns, not 65. A complex result stays one.
    if type(data) is float and type(out) is not complex128:
        out = node.value = float(out)
        node.shape = ()
        node.dtype = FLOAT64
        node.fix = plan.floats
    else:
        shape = node.shape = out.shape
        dtype = node.dtype = out.dtype
        node.fix = plan.always or dtype is not parent.dtype
        node.value = None if shape else out
    saves = plan.saves
    if saves == OUT:
        node.saved = out
    elif saves == OPERAND:
        node.saved = data
    else:
        node.saved = plan.take(data, out) if plan.take else None
    node.serial = next(SERIALS)
    if mode is not None:
        annotate(mode, node, out)
    if saves == VIEWED:
        return wrapped(op, x, out, NO_STATIC, node)
    result = new_handle(type(x))
    result._payload = out
    result.node = node
    return result


def wrapped(op: Op, x: Handle, out: Any, static: dict[str, Any], node: Node | None = None) -> Any:
    """Make the handle of an op's result, and link it to its operand where it is a view of it."""
    result = wrap(type(x), out, node)
    if op.views and type(out) is ndarray and shares(out, x._payload):
        link(result, x, op, static)
    return result


def binary(op: Op, a: Any, b: Any) -> Any:
    """Run an op of two operands and remember it; NotImplemented for an operand that is no number."""
    p: Any
    q: Any
    if isinstance(a, Handle):
        x = a._payload
        cls = type(a)  # after the numbers: asking for those of a stale view changes its class
        p = a.node
        if isinstance(b, Handle):
            y = b._payload
            q = b.node
        else:
            if type(b) in CONSTANTS:
                y = b
            elif lists_handles(b):
                return binary(op, a, joined(b))
            else:
                y = constant(b)
                if y is NotImplemented:
                    return y
            q = None
    elif isinstance(b, Handle):
        if type(a) in CONSTANTS:
            x = a
        elif lists_handles(a):
            return binary(op, joined(a), b)
        else:
            x = constant(a)
            if x is NotImplemented:
                return x
        p = None
        y = b._payload
        cls = type(b)
        q = b.node
    elif lists_handles(a) or lists_handles(b):
        return binary(op, joined(a), joined(b))
    else:
        x, y = constant(a), constant(b)
        return NotImplemented if x is NotImplemented or y is NotImplemented else op.forward(x, y)
    try:
        out = op.forward(x, y)
    except Exception as error:
        raise explained(op, (x, y), error) from error.__cause__
    mode = MODE.get()
    if mode is not None and not mode.tracking:
        return wrap(cls, out)
    node = Node()
    if q is None:
        if p is None:
            return wrap(cls, out)
        plan = op.plan_a or op.plan_for(1)
        node.parents = (p,)
        node.constants = (y,)
        other = y
    elif p is None:
        plan = op.plan_b or op.plan_for(2)
        node.parents = (q,)
        node.constants = (x,)
        other = x
    else:
        plan = op.plan_ab or op.plan_for(3)
        node.parents = (p, q)
        node.constants = ()
        other = None
    node.plan = plan
    node.static = NO_STATIC
    node.note = None
    fix = plan.always
    if type(out) is float64 and type(x) in PYTHON_NUMBERS and type(y) in PYTHON_NUMBERS:
        out = float(out)
    if type(out) is float:  # both operands are Python numbers: nothing can need settling
        node.value = out
        node.shape = ()
        node.dtype = FLOAT64
        fix = plan.floats
    else:
        if type(out) is complex:
            out = np.complex128(out)
        shape = node.shape = out.shape
        dtype = node.dtype = out.dtype
        node.value = None if shape else out
        if not fix:
            if p is None:
                fix = q.shape != shape or q.dtype is not dtype
            else:
                fix = p.shape != shape or p.dtype is not dtype
                if q is not None and (q.shape != shape or q.dtype is not dtype):
                    fix |= 2
            if fix and dtype.kind == "O":
                raise bad_operand(op, (x, y))
    node.fix = fix
    saves = plan.saves
    if saves == EACH_OTHER:
        node.saved = (y, x)
    elif saves == OTHER:
        node.saved = other
    else:
        node.saved = plan.take(x, y, out) if saves else None
    node.serial = next(SERIALS)
    if mode is not None:
        annotate(mode, node, out)
    result = new_handle(cls)
    result._payload = out
    result.node = node
    return result


def record_one(op: Op, x: Any, static: dict[str, Any]) -> Any:
    """Run an op of one tensor and some keywords, and remember it: 2 us less than the general step."""
    data = x._payload
    if type(data) is float:
        data = np.float64(data)
    try:
        out = op.forward(data, **static)
    except Exception as error:
        raise explained(op, (data,), error) from error.__cause__
    if type(out) is not np.ndarray or not out.shape:
        out = scalar(out)
    parent = x.node
    mode = MODE.get()
    if parent is None or (mode is not None and not mode.tracking) or out.dtype.kind not in "fc":
        return wrapped(op, x, out, static)
    node = Node()
    plan = node.plan = op.plans.get(1) or op.plan_for(1)
    node.parents = (parent,)
    node.constants = ()
    node.static = static
    node.saved = None if plan.take is None else plan.take((data,), out, static)
    shape = node.shape = out.shape
    node.dtype = out.dtype
    node.fix = 1
    node.value = None if shape else out
    node.note = None
    node.serial = next(SERIALS)
    if mode is not None:
        annotate(mode, node, out)
    return wrapped(op, x, out, static, node)


def record(op: Op, operands: tuple[Any, ...], static: dict[str, Any]) -> Any:
    """Run any op and remember it: the general record step."""
    if len(operands) == 1 and op.simple and isinstance(operands[0], Handle):
        return record_one(op, operands[0], static)
    cls, mask, bit = None, 0, 1
    values, parents, constants = [], [], []
    mixed = op.variadic or (op.broadcasts and len(operands) > 1)
    for operand in operands:
        node = None
        if isinstance(operand, Handle):
            value = operand._payload
            node = operand.node
            cls = type(operand)
        else:
            if lists_handles(operand):
                return record(op, tuple(map(joined, operands)), static)
            value = operand if type(operand) in CONSTANTS else constant(operand)
            if value is NotImplemented:
                return of_another_library(op, operands, static)
        if not mixed and type(value) in SCALARS:  # with several operands a Python number promotes nothing: it stays
            value = np.asarray(value)[()]
        values.append(value)
        if node is None:
            constants.append(value)
        else:
            mask |= bit
            parents.append(node)
        bit <<= 1
    args = tuple(values)
    try:
        out = op.forward(args, **static) if op.variadic else op.forward(*args, **static)
    except Exception as error:
        raise explained(op, args, error) from error.__cause__
    if op.outputs != 1:
        out = tuple(map(scalar, out))
    elif type(out) is not ndarray or not out.shape:
        out = scalar(out)
    if cls is None:
        return out
    mode = MODE.get()
    if not mask or not op.rules or (mode is not None and not mode.tracking):
        if op.views and len(operands) == 1:
            return wrapped(op, operands[0], out, static)
        return untracked(cls, out) if op.outputs != 1 or not op.rules else wrap(cls, out)
    if op.outputs == 1 and not (out.dtype.kind in "fc" if type(out) is ndarray else differentiable(out)):
        return wrap(cls, out)
    node = Node()
    plan = node.plan = op.plans.get(mask) or op.plan_for(mask, len(args) if op.variadic else None)
    node.parents = tuple(parents)
    node.constants = tuple(constants)
    node.static = static
    node.saved = None if plan.take is None else plan.take(args, out, static)
    if type(out) is ndarray:
        node.shape = out.shape
        node.dtype = out.dtype
        node.value = None
    else:
        node.shape, node.dtype = shape_and_dtype(out)
        node.value = None if node.shape else out
    node.fix = bit - 1
    node.note = None
    node.serial = next(SERIALS)
    if mode is not None:
        annotate(mode, node, out)
    if op.outputs == 1:
        result = new_handle(cls)
        result._payload = out
        result.node = node
        if op.views and type(out) is ndarray and len(operands) == 1 and shares(out, operands[0]._payload):
            link(result, operands[0], op, static)
        return result
    return tuple(picked(cls, node, k, value, mode is not None and mode.keep) for k, value in enumerate(out))


def of_another_library(op: Op, operands: tuple[Any, ...], static: dict[str, Any]) -> Any:
    """Run an op on numbers of another library that NumPy can read, such as a pandas Series.

    With tensors among the operands they enter as arrays. Without, the call is NumPy's own, which lets a Series answer
    with a Series.
    """
    if not any(map(foreign, operands)):
        raise bad_operand(op, operands)
    if op.numpy and not any(isinstance(operand, Handle) for operand in operands):
        given = {key: value for key, value in static.items() if value is not op.static[key]}
        return op.numpy[0](*((operands,) if op.variadic else operands), **given)
    arrays = tuple(np.asarray(operand) if foreign(operand) else operand for operand in operands)
    return record(op, arrays, static) if static else op(*arrays)


def foreign(value: Any) -> bool:
    """Tell whether a value is numbers of another library that NumPy can read."""
    if isinstance(value, (Handle, np.ndarray, np.generic)) or not hasattr(type(value), "__array__"):
        return False
    return np.asarray(value).dtype.kind in "?biufc"


def lists_handles(operand: Any) -> bool:
    """Tell whether an operand is a list (or a list of lists) that holds a handle."""
    kind = type(operand)
    return (kind is list or kind is tuple) and any(isinstance(x, Handle) or lists_handles(x) for x in operand)


def joined(operand: Any) -> Any:
    """Return an operand that is a list of handles as one handle, as NumPy makes an array of a list of arrays."""
    return IMPLEMENTATIONS[np.stack]([joined(x) for x in operand]) if lists_handles(operand) else operand


def picked(cls: type[Handle], node: Node, index: int, value: Any, keep: bool = False) -> Any:
    """Make the handle of one output of a multi-output node."""
    if not differentiable(value):
        return untracked(cls, value)
    pick = Node()
    pick.plan = PICK.plan_for(1)
    pick.parents = (node,)
    pick.constants = ()
    pick.static = {"index": index}
    pick.saved = None
    pick.shape, pick.dtype = shape_and_dtype(value)
    pick.fix = 0
    pick.value = value if keep or not pick.shape else None
    pick.note = None
    if node.note is not None:  # the scope and site are shared, a name or a gradient is not
        note = pick.annotate()
        note.scope, note.site = node.note.scope, node.note.site
    pick.serial = next(SERIALS)
    return wrap(cls, value, pick)


def untracked(cls: type[Handle], out: Any) -> Any:
    """Wrap a result that is constant for the graph; booleans and integers stay plain arrays."""
    if type(out) is tuple:
        return tuple(untracked(cls, item) for item in out)
    return wrap(cls, out) if differentiable(out) else out


def register(op: Op) -> Op:
    """Enter an op into the registry, and the NumPy callables it stands for into the dispatch table."""
    if op.name in REGISTRY:
        file, line = REGISTRY[op.name].declared_at
        raise ValueError(
            f"an op named {op.name!r} is already declared ({file}:{line}). Choose another name, or take the old one "
            "away first: autograd.extend.forget(op)."
        )
    REGISTRY[op.name] = op
    for function in op.numpy:
        IMPLEMENTATIONS[function] = op
    return op


def forget(op: Op) -> None:
    """Take an op out of the registry and the dispatch table, so that it can be declared again (in a notebook)."""
    REGISTRY.pop(op.name, None)
    for function in [key for key, ours in IMPLEMENTATIONS.items() if ours is op]:
        del IMPLEMENTATIONS[function]


def implements(*functions: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter a function composed of ops into the dispatch table, for the NumPy callables it stands for."""

    def enter(ours: Callable[..., Any]) -> Callable[..., Any]:
        for function in functions:
            IMPLEMENTATIONS[function] = ours
        return ours

    return enter


# One output of a multi-output node. The walks know it: its cotangent becomes one entry of a list.
PICK = Op(
    "pick",
    lambda values, index: values[index],
    "linear",
    ("values",),
    {"values": Rule.passing()},
    static={"index": 0},
    infix="{}[{index}]",
    push=lambda frame, tangents: tangents[0][frame.node.static["index"]],
)
PICK.plan_for(1).code = Plan.MANY
