"""Calling a primitive: its call becomes one node, whatever containers its arguments and its result are.

A call is an op with one operand per tensor among the arguments. What else there is to know about the call travels
with the node, as its keyword `call`.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from copy import copy
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from autograd import tree
from autograd.errors import NoRuleError, RuleError
from autograd.graph.element import SPACES, BoxHandle, Element, disclosed, enclosed, flowing
from autograd.graph.modes import tracking
from autograd.graph.node import Handle
from autograd.graph.op import Op, record
from autograd.graph.operand import differentiable, scalar
from autograd.graph.rule import Rule, payload
from autograd.ops.kinds import push_general

Function = Callable[..., Any]

# function -> its joint rule: (argnums, ans, args, kwargs) -> (g -> one cotangent per argnum)
VJPS: MutableMapping[Function, Function] = WeakKeyDictionary()
# function -> its joint rule: (argnums, tangents, ans, args, kwargs) -> the tangent of the result
JVPS: MutableMapping[Function, Function] = WeakKeyDictionary()


class Call:
    """One call of a primitive: everything but the numbers of the tensors it was given."""

    __slots__ = ("argnums", "first", "fun", "kwargs", "leaves", "made", "memo", "owners", "places", "result", "treedef")

    def __init__(self, fun: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.fun = fun
        self.kwargs = kwargs
        self.treedef: Any = None  # of the arguments; None when no argument is a container
        self.leaves = list(args)
        self.places: list[int] = []  # of the tensors among the leaves
        for k, arg in enumerate(args):
            if isinstance(arg, Handle):
                self.places.append(k)
            elif type(arg) not in LEAVES:
                self.leaves, self.treedef = tree.flatten(args)
                break
        if self.treedef is None:
            self.owners = [(k, 0) for k in self.places]
        else:
            self.places = [k for k, leaf in enumerate(self.leaves) if isinstance(leaf, Handle)]
            parts = [range(len(tree.flatten(arg)[0])) for arg in args]
            owners = [(argnum, part) for argnum, own in enumerate(parts) for part in own]
            self.owners = [owners[k] for k in self.places]  # per tensor: which argument it is in, which leaf of it
        self.argnums: tuple[int, ...] = ()  # the arguments that hold a tracked tensor, see `check`
        self.result: Any = None  # its structure, its leaves, which of them are numbers; None when it is a number
        self.first: Any = None  # the result, until the record step has taken it
        self.made: dict[Any, Function] = {}  # argnum -> its vjp, argnums -> their joint vjp, made from plain arrays
        self.memo: Any = None  # the last cotangent, what was asked, for which tensor, and the answers

    def args(self, values: Sequence[Any]) -> tuple[Any, ...]:
        """Return the arguments with these values in the places of the tensors."""
        if SPACES:
            values = [disclosed(value) for value in values]
        if self.treedef is None and len(self.leaves) == len(values):  # nothing but tensors
            return tuple(values)
        leaves = list(self.leaves)
        for place, value in zip(self.places, values, strict=True):
            leaves[place] = value
        args: tuple[Any, ...] = tuple(leaves) if self.treedef is None else self.treedef.unflatten(leaves)
        return args

    def run(self, values: Sequence[Any]) -> Any:
        """Run the function on plain arrays; return its result, or the tuple of the numbers in a container."""
        result = self.fun.fun(*self.args(values), **self.kwargs)
        if type(result) in NUMBERS:
            return numpys(scalar(result))
        leaves, treedef = tree.flatten(result)
        leaves = [flowing(leaf) for leaf in leaves]
        for leaf in leaves:
            if isinstance(leaf, Handle) and leaf.node is not None:
                raise NoRuleError(
                    f"the body of {name_of(self.fun)} used a tracked tensor that is not one of its arguments. "
                    "Pass it as a positional argument, and give it a rule."
                )
        leaves = [numpys(scalar(payload(leaf))) for leaf in leaves]
        self.result = treedef, leaves, [k for k, leaf in enumerate(leaves) if differentiable(leaf)]
        return leaves[0] if is_leaf(result) else tuple(leaves[k] for k in self.result[2])

    def whole(self, out: Any) -> Any:
        """Return the result, or a cotangent of it, in its own structure."""
        if self.result is None:
            return out
        treedef, leaves, numbers = self.result
        leaves = list(leaves)
        for k, value in zip(numbers, out if isinstance(out, tuple) else [out], strict=True):
            leaves[k] = disclosed(value)
        return treedef.unflatten(leaves)

    def forget_numbers(self) -> None:
        """Keep the structure of the result only: the numbers are the node's."""
        if self.result is None:
            return
        treedef, leaves, numbers = self.result
        self.result = treedef, [None if k in numbers else leaf for k, leaf in enumerate(leaves)], numbers

    def without_tensors(self) -> None:
        """Let go of the tensors, which the node must not point to."""
        for place in self.places:
            self.leaves[place] = None

    def check(self, handles: Sequence[Handle]) -> None:
        """Note which arguments are tracked, and refuse those that have no rule."""
        owners = [owner for (owner, _), handle in zip(self.owners, handles) if handle.node is not None]
        self.argnums = tuple(owners if self.treedef is None else dict.fromkeys(owners))
        if self.argnums not in self.fun.ruled:
            for argnum in self.argnums:
                if not covers(VJPS.get(self.fun), argnum) and not covers(JVPS.get(self.fun), argnum):
                    raise missing(self.fun, argnum)
            self.fun.ruled.add(self.argnums)

    def cotangent(self, k: int, g: Any, values: Sequence[Any], out: Any) -> Any:
        """Return the cotangent of the k-th tensor.

        What one vjp finds for several tensors is kept until the walk has asked for the others.
        """
        argnum, part = self.owners[k]
        maker: Any = VJPS.get(self.fun)
        if not covers(maker, argnum):
            raise missing(self.fun, argnum)
        plain = not isinstance(out[0] if type(out) is tuple else out, Handle)  # no recorded walk
        apart = getattr(maker, "apart", None)
        if apart is not None and self.treedef is None and self.result is None:  # numbers only: nothing to be shared
            vjp = self.made.get(argnum) if plain else None
            if vjp is None:
                vjp = apart(argnum, disclosed(out), self.args(values), self.kwargs)
                if plain:
                    self.made[argnum] = vjp
            bar = vjp(numpys(disclosed(g)))
            if isinstance(bar, SparseObject):
                bar = bar.mut_add(bar.vs.zeros())
            return fitting(bar, values[k])
        asked = self.argnums if apart is None else (argnum,)
        key = asked, plain
        memo = self.memo
        if memo is None or memo[0] is not g or memo[1] != key or memo[2] >= k:
            g_out = tuple(map(numpys, g)) if isinstance(g, tuple) else numpys(g)
            bars = self.vjp(maker, asked, plain, values, out)(self.whole(g_out))
        else:
            bars = memo[3]
        last = k == len(self.owners) - 1 or (asked != self.argnums and self.owners[k + 1][0] != argnum)
        self.memo = None if last else (g, key, k, bars)
        bar = bars[asked.index(argnum)]
        if isinstance(bar, SparseObject):
            bar = bar.mut_add(bar.vs.zeros())
        if self.treedef is None or is_leaf(self.args(values)[argnum]):
            return fitting(bar, values[k])
        return fitting(tree.flatten(bar)[0][part], values[k])

    def vjp(self, maker: Any, asked: tuple[int, ...], plain: bool, values: Sequence[Any], out: Any) -> Function:
        """Return the joint vjp of the arguments that are asked for; one made from plain arrays serves every walk."""
        made = self.made.get(asked) if plain else None
        if made is None:
            made = maker(asked, self.whole(out), self.args(values), self.kwargs)
            if plain:
                self.made[asked] = made
        vjp: Function = made
        return vjp

    def tangent(self, k: int, t: Any, values: Sequence[Any], out: Any) -> Any:
        """Return the tangent of the result for a tangent of the k-th tensor."""
        argnum, part = self.owners[k]
        args = self.args(values)
        leaves, treedef = tree.flatten(zeros_like(args[argnum]))
        leaves[part] = disclosed(t)
        dot = JVPS[self.fun]((argnum,), (treedef.unflatten(leaves),), self.whole(out), args, self.kwargs)
        if dot is None:
            raise RuleError(
                f"jvp of {name_of(self.fun)!r} gave None for argument {argnum} instead of numbers. Let the rule return "
                "the tangent of the result, zeros where the argument has no influence."
            )
        leaves, _ = tree.flatten(dot)
        if not isinstance(out, tuple):
            return of_the_space(leaves[0], out)
        return tuple(of_the_space(leaves[k], part) for k, part in zip(self.result[2], out, strict=True))

    def anew(self) -> Call:
        """Return the same call with nothing made or remembered: for a rule that is run to be looked at."""
        twin = copy(self)
        twin.made, twin.memo = {}, None
        return twin

    def written(self, operands: Sequence[Any]) -> list[Any] | None:
        """Return the arguments as a formula can say them, these operands among numbers; None when it cannot."""
        others = [leaf for k, leaf in enumerate(self.leaves) if k not in self.places]
        if self.treedef is not None or self.kwargs or not all(isinstance(leaf, SAID) for leaf in others):
            return None
        remaining = iter(operands)
        return [next(remaining) if k in self.places else leaf for k, leaf in enumerate(self.leaves)]

    def __eq__(self, other: object) -> bool:
        """Say that all calls are alike: a drawing does not show one, as it shows no default."""
        return isinstance(other, Call)

    __hash__ = None  # type: ignore[assignment]


def called(fun: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Run a primitive, and record it when a tensor is among its arguments."""
    for arg in args:
        if type(arg) not in LEAVES:
            break
    else:
        if not kwargs:
            return fun.fun(*args)
    call = Call(fun, args, kwargs)
    leaves = call.leaves
    handles = [leaves[place] for place in call.places]
    if SPACES:
        handles = [flowing(handle) for handle in handles]
    for key, value in kwargs.items():
        is_tracked = any(isinstance(leaf, Handle) and leaf.node is not None for leaf in tree.flatten(value)[0])
        if is_tracked and tracking() and not fun.constant:
            raise NoRuleError(
                f"{name_of(fun)} has no derivative rule for keyword {key!r}: rules are for positional arguments. "
                "Pass it as one, or write stop_gradient(...)."
            )
    if not handles or fun.constant:
        return fun.fun(*bare(args), **bare(kwargs))
    if kwargs:
        call.kwargs = bare(kwargs)
    if tracking():
        call.check(handles)
    call.first = call.run([handle._payload for handle in handles])
    if call.result is None:
        if not differentiable(call.first):
            return call.first
    elif not call.result[2]:
        return call.result[0].unflatten(call.result[1])
    call.without_tensors()
    call.forget_numbers()
    op = op_for(fun, len(handles), isinstance(call.first, tuple))
    return call.whole(record(op, tuple(handles), {"call": call}))


def op_for(fun: Any, operands: int, several: bool) -> Op:
    """Return the op of a primitive for so many tensors, and one result or a container of them."""
    op: Op | None = fun.ops.get((operands, several))
    if op is None:
        names = tuple(f"x{k}" for k in range(operands))
        has_jvp = fun in JVPS
        rules = {name: rule_of(k, (*names, "out", "call"), has_jvp) for k, name in enumerate(names)}
        op = Op(
            name_of(fun),
            forward,
            "general",
            names,
            rules,
            push=push_general,
            static={"call": Call(fun, (), {})},
            outputs=0 if several else 1,
            broadcasts=True,
            analytic=False,
        )
        code = getattr(fun.fun, "__code__", None)
        op.declared_at = ("?", 0) if code is None else (code.co_filename, code.co_firstlineno)
        fun.ops[operands, several] = op
    return op


def forward(*values: Any, call: Call) -> Any:
    """Return the result of a call, as leaves: what `called` found, or what running it again gives."""
    first, call.first = call.first, None
    if first is not None:
        return first
    return call.run(values)


def rule_of(k: int, names: tuple[str, ...], has_jvp: bool) -> Rule:
    """Make the rule of the k-th tensor of a call."""

    def pull(g: Any, saved: Any) -> Any:
        *values, out, call = saved
        return call.cotangent(k, g, values, out)

    def push(t: Any, saved: Any) -> Any:
        *values, out, call = saved
        return call.tangent(k, t, values, out)

    return Rule(pull, names, pull, push if has_jvp else None, pull)


# ---- small things ----------------------------------------------------------------------------------


def bare(values: Any) -> Any:
    """Return a value without its graph: a tensor as its numbers, also inside containers."""
    leaves, treedef = tree.flatten(values)
    if not any(isinstance(leaf, Handle) for leaf in leaves):
        return values
    return treedef.unflatten([numbers_of(leaf) for leaf in leaves])


def numbers_of(leaf: Any) -> Any:
    """Return the numbers of a tensor, the value of a box; anything else as it is."""
    data = payload(leaf)
    return data.value if isinstance(data, Element) else data


NUMBERS = {np.ndarray, float, complex} | {np.dtype(code).type for code in "efdgFDG"}
LEAVES = NUMBERS | {int, bool, str, type(None)}  # types that hold no tensor
SAID = (np.ndarray, np.generic, int, float, complex)  # what can stand in a formula


class SparseObject:
    """A cotangent that is zero in most places: `mut_add(array)` adds it in place and returns the array.

    Args:
        vs: the vector space of the whole cotangent.
        mut_add: the function that adds it.

    >>> import numpy as np
    >>> from autograd.extend import vspace
    >>> one = SparseObject(vspace(np.zeros(3)), lambda total: np.add(total, [0, 1, 0]))
    >>> one.mut_add(np.ones(3))
    array([1., 2., 1.])
    """

    def __init__(self, vs: Any, mut_add: Function) -> None:
        self.vs = vs
        self.mut_add = mut_add


def numpys(value: Any) -> Any:
    """Return a Python float or complex number as NumPy's."""
    kind = type(value)
    return np.float64(value) if kind is float else np.complex128(value) if kind is complex else value


def covers(joint: Any, argnum: int) -> bool:
    """Tell whether a joint rule speaks of this argument."""
    return joint is not None and argnum in getattr(joint, "argnums", (argnum,))


def missing(fun: Any, argnum: int) -> NoRuleError:
    """Say that a tracked argument has no rule."""
    name = name_of(fun)
    return NoRuleError(
        f"{name} has no derivative rule for argument {argnum}. To treat it as a constant write stop_gradient(...); "
        f"to add a rule: defvjp({name}, lambda ans, *args: lambda g: ..., argnums=({argnum},))."
    )


def is_leaf(value: Any) -> bool:
    """Tell whether a value is no container."""
    leaves, _ = tree.flatten(value)
    return len(leaves) == 1 and leaves[0] is value


def zeros_like(value: Any) -> Any:
    """Return zeros in the structure of a value."""
    return tree.map(zero_of, value)


def zero_of(leaf: Any) -> Any:
    """Return the zero of a number, an array or a value of a registered type; anything else as it is."""
    data = enclosed(payload(leaf))
    return numbers_of(zero_like(data)) if differentiable(data) else leaf


def zero_like(data: Any) -> Any:
    """Return the zero payload like a payload."""
    return data.dtype.zeros() if isinstance(data, Element) else np.zeros_like(data)[()]


def of_the_space(bar: Any, operand: Any) -> Any:
    """Return what a rule gave as the engine needs it: an element where the operand is one."""
    data = payload(operand)
    if not isinstance(data, Element):
        return bar
    return flowing(bar) if isinstance(bar, BoxHandle) else Element(bar, data.dtype)


def fitting(bar: Any, operand: Any) -> Any:
    """Return a cotangent as an array of its operand's shape where it is a list or a smaller array."""
    if SPACES and isinstance(payload(operand), Element):
        return of_the_space(bar, operand)
    if isinstance(bar, (list, tuple)):
        bar = np.stack(bar)
    bar_shape, operand_shape = getattr(bar, "shape", None), getattr(operand, "shape", ())
    if bar_shape == operand_shape:
        return bar
    shape, wanted = np.shape(payload(bar)), np.shape(payload(operand))
    if bar is None or shape == wanted or not smaller(shape, wanted):  # the walk refuses None by the name of the op
        return bar
    return np.broadcast_to(bar, wanted)


def smaller(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Tell whether a shape broadcasts to the wanted one."""
    return len(shape) <= len(wanted) and all(a in (1, b) for a, b in zip(reversed(shape), reversed(wanted)))


def name_of(fun: Any) -> str:
    """Return a function's name, or what there is instead."""
    return getattr(fun, "__name__", type(fun).__name__)
