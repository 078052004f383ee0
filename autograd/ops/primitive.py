"""primitive: a function of plain arrays as one node of the graph, its derivative rules declared beside it.

This is HIPS autograd's way to declare an op. The function's body gets plain arrays; its arguments and its
result may be arrays, numbers, or containers of them (see `autograd.tree`), and anything that holds no tensor is
passed through. Whatever door its rules came by, they are kept in one form: a *joint* rule for several arguments.

A call becomes an op with one operand per tensor among the arguments. What else there is to know about the
call travels with the node, as its keyword `call`.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from autograd import tree
from autograd.errors import InputTypeError, NoRuleError
from autograd.graph.modes import frames_inside, tracking
from autograd.graph.node import Handle
from autograd.graph.op import IMPLEMENTATIONS, Op, record
from autograd.graph.operand import differentiable, scalar
from autograd.graph.rule import Rule, payload
from autograd.ops.kinds import push_general

Function = Callable[..., Any]

# function -> its joint rule: (argnums, ans, args, kwargs) -> (g -> one cotangent per argnum)
VJPS: MutableMapping[Function, Function] = WeakKeyDictionary()
# function -> its joint rule: (argnums, tangents, ans, args, kwargs) -> the tangent of the result
JVPS: MutableMapping[Function, Function] = WeakKeyDictionary()


def primitive(f_raw: Function) -> Function:
    """Make a function whose body is not differentiated: it gets plain arrays, and its rules come by `defvjp`.

    Args:
        f_raw: its positional arguments may be tracked; its result is a number, an array or a container of them.

    Returns:
        A function of the same arguments.

    Raises:
        NoRuleError: (when called) a tracked argument has no rule.

    >>> import math
    >>> from autograd import grad, jvp
    >>> sine = primitive(math.sin)
    >>> cosine = primitive(math.cos)
    >>> defvjp(sine, lambda ans, x: lambda g: g * cosine(x))
    >>> defvjp(cosine, lambda ans, x: lambda g: -g * sine(x))
    >>> grad(sine)(0.0), grad(grad(sine))(0.0), jvp(sine, (0.0,), (2.0,))
    (1.0, -0.0, (0.0, 2.0))
    """

    @functools.wraps(f_raw)
    def f_wrapped(*args: Any, **kwargs: Any) -> Any:
        return called(f_wrapped, args, kwargs)

    own: Any = f_wrapped
    own.fun = f_raw
    own.ops = {}
    own.constant = False
    own._is_autograd_primitive = True
    return own


def notrace_primitive(f_raw: Function) -> Function:
    """Make a function that is constant for the graph: it gets plain arrays, and its result is one.

    >>> from autograd import grad
    >>> steps = notrace_primitive(lambda x: x // 1)
    >>> grad(lambda x: x * steps(x))(2.5)
    2.0
    """

    @functools.wraps(f_raw)
    def f_wrapped(*args: Any, **kwargs: Any) -> Any:
        return f_raw(*bare(args), **bare(kwargs))

    own: Any = f_wrapped
    own._is_autograd_primitive = True
    return own


def bare(values: Any) -> Any:
    """Return a value without its graph: a tensor as its numbers, also inside containers."""
    leaves, treedef = tree.flatten(values)
    if not any(isinstance(leaf, Handle) for leaf in leaves):
        return values
    return treedef.unflatten([payload(leaf) for leaf in leaves])


# ---- declaring rules -------------------------------------------------------------------------------


def defvjp_argnums(fun: Function, vjpmaker: Function) -> None:
    """Declare `vjpmaker(argnums, ans, args, kwargs)`; it returns a function from g to one cotangent per argnum.

    >>> from autograd import grad
    >>> product = primitive(lambda x, y: x * y)
    >>> defvjp_argnums(product, lambda argnums, ans, args, kwargs: lambda g: [g * args[1 - k] for k in argnums])
    >>> grad(product, (0, 1))(2.0, 3.0)
    (3.0, 2.0)
    """
    op = ours(fun)
    if op is not None:
        return supplement(op, vjpmaker)
    VJPS[declared(fun)] = vjpmaker


def defvjp_argnum(fun: Function, vjpmaker: Function) -> None:
    """Declare `vjpmaker(argnum, ans, args, kwargs)`, one rule for every argument; it returns a function of g.

    >>> from autograd import grad
    >>> total = primitive(lambda *xs: sum(xs))
    >>> defvjp_argnum(total, lambda argnum, ans, args, kwargs: lambda g: g)
    >>> grad(total, 1)(2.0, 3.0)
    1.0
    """

    def joint(argnums: Sequence[int], ans: Any, args: Any, kwargs: Any) -> Function:
        vjps = [vjpmaker(argnum, ans, args, kwargs) for argnum in argnums]
        return lambda g: tuple(vjp(g) for vjp in vjps)

    defvjp_argnums(fun, joint)


def defvjp(fun: Function, *vjpmakers: Function | None, **kwargs: Any) -> None:
    """Declare one `vjpmaker(ans, *args, **kwargs)` per argument; it returns a function from g to a cotangent.

    Args:
        fun: a primitive, or a NumPy function; one that has a derivative here keeps it, with a warning.
        vjpmakers: None stands for a derivative of zero.
        kwargs: `argnums`, which arguments these are; by default the first ones, in order.

    >>> from autograd import grad
    >>> product = primitive(lambda x, y: x * y)
    >>> defvjp(product, lambda ans, x, y: lambda g: g * y, lambda ans, x, y: lambda g: g * x)
    >>> grad(grad(product), 1)(2.0, 3.0)
    1.0
    """
    argnums = numbered(kwargs)
    makers = {argnum: translate_vjp(maker, fun, argnum) for argnum, maker in zip(argnums, vjpmakers, strict=False)}

    def joint(argnums: Sequence[int], ans: Any, args: Any, kwargs: Any) -> Function:
        vjps = [makers[argnum](ans, *args, **kwargs) for argnum in argnums]
        return lambda g: tuple(vjp(g) for vjp in vjps)

    joint.argnums = frozenset(makers)  # type: ignore[attr-defined]
    defvjp_argnums(fun, joint)


def defjvp_argnums(fun: Function, jvpmaker: Function) -> None:
    """Declare `jvpmaker(argnums, gs, ans, args, kwargs)`, the tangent of the result for tangents of arguments.

    >>> from autograd import jvp
    >>> total = primitive(lambda *xs: sum(xs))
    >>> defjvp_argnums(total, lambda argnums, gs, ans, args, kwargs: sum(gs))
    >>> jvp(total, (2.0, 3.0), (1.0, 10.0))
    (5.0, 11.0)
    """
    if ours(fun) is None:  # our ops have their forward mode
        JVPS[declared(fun)] = jvpmaker


def defjvp_argnum(fun: Function, jvpmaker: Function) -> None:
    """Declare `jvpmaker(argnum, g, ans, args, kwargs)`, the tangent of the result for a tangent of one argument.

    >>> from autograd import jvp
    >>> total = primitive(lambda *xs: sum(xs))
    >>> defjvp_argnum(total, lambda argnum, g, ans, args, kwargs: g)
    >>> jvp(total, (2.0, 3.0), (1.0, 10.0))
    (5.0, 11.0)
    """

    def joint(argnums: Sequence[int], gs: Any, ans: Any, args: Any, kwargs: Any) -> Any:
        return summed([jvpmaker(argnum, g, ans, args, kwargs) for argnum, g in zip(argnums, gs, strict=True)])

    defjvp_argnums(fun, joint)


def defjvp(fun: Function, *jvpfuns: Function | str | None, **kwargs: Any) -> None:
    """Declare one `jvpfun(g, ans, *args, **kwargs)` per argument: the tangent of the result.

    Without it, forward mode transposes what `defvjp` declared.

    Args:
        fun: a primitive.
        jvpfuns: "same" stands for the function itself, with g in the argument's place; None for zero.
        kwargs: `argnums`, which arguments these are; by default the first ones, in order.

    >>> from autograd import jvp
    >>> product = primitive(lambda x, y: x * y)
    >>> defjvp(product, lambda g, ans, x, y: g * y, "same")
    >>> jvp(product, (2.0, 3.0), (1.0, 10.0))
    (6.0, 23.0)
    """
    argnums = numbered(kwargs)
    rules = {argnum: translate_jvp(rule, fun, argnum) for argnum, rule in zip(argnums, jvpfuns, strict=False)}

    def joint(argnums: Sequence[int], gs: Any, ans: Any, args: Any, kwargs: Any) -> Any:
        return summed([rules[argnum](g, ans, *args, **kwargs) for argnum, g in zip(argnums, gs, strict=True)])

    joint.argnums = frozenset(rules)  # type: ignore[attr-defined]
    defjvp_argnums(fun, joint)


def def_linear(fun: Function) -> None:
    """Declare that a function is linear in each of its arguments: forward mode calls it on the tangent.

    >>> from autograd import jvp
    >>> product = primitive(lambda x, y: x * y)
    >>> def_linear(product)
    >>> jvp(product, (2.0, 3.0), (1.0, 10.0))
    (6.0, 23.0)
    """
    defjvp_argnum(fun, lambda argnum, g, ans, args, kwargs: fun(*replaced(args, argnum, g), **kwargs))


def translate_vjp(vjpfun: Function | None, fun: Function, argnum: int) -> Function:
    """Return a maker of vjps; None stands for zero."""
    if vjpfun is None:
        return lambda ans, *args, **kwargs: lambda g: zeros_like(args[argnum])
    if callable(vjpfun):
        return vjpfun
    raise InputTypeError(f"a rule of {name_of(fun)} is a function, or None for zero; got {vjpfun!r:.60}.")


def translate_jvp(jvpfun: Function | str | None, fun: Function, argnum: int) -> Function:
    """Return a jvp; None stands for zero, "same" for the function itself."""
    if jvpfun is None:
        return lambda g, ans, *args, **kwargs: zeros_like(ans)
    if jvpfun == "same":
        return lambda g, ans, *args, **kwargs: fun(*replaced(args, argnum, g), **kwargs)
    if callable(jvpfun):
        return jvpfun
    raise InputTypeError(f'a rule of {name_of(fun)} is a function, None for zero, or "same"; got {jvpfun!r:.60}.')


def numbered(kwargs: dict[str, Any]) -> Iterable[int]:
    """Return the argument numbers that `defvjp` and `defjvp` were given."""
    unknown = kwargs.keys() - {"argnums"}
    if unknown:
        raise InputTypeError(f"the only keyword here is argnums; got {', '.join(sorted(unknown))}.")
    argnums: Iterable[int] = kwargs.get("argnums", count())
    return argnums


def declared(fun: Function) -> Any:
    """Return the primitive that a rule is for; a NumPy function without derivative becomes one."""
    if hasattr(fun, "ops") and hasattr(fun, "fun"):
        fun.ops.clear()
        return fun
    if not getattr(fun, "__module__", "").startswith("numpy"):
        raise InputTypeError(f"a rule is declared for a primitive; make {name_of(fun)} one by primitive(f).")
    if fun not in IMPLEMENTATIONS:
        IMPLEMENTATIONS[fun] = primitive(fun)
        NUMPYS.append(IMPLEMENTATIONS[fun])
    return declared(IMPLEMENTATIONS[fun])


def ours(fun: Any) -> Any:
    """Return our op, or function composed of ops, that a rule is for; None for a primitive and the like."""
    found = fun if isinstance(fun, Op) else IMPLEMENTATIONS.get(fun, fun)
    is_ours = isinstance(found, Op) or getattr(found, "__module__", "").startswith("autograd.ops.")
    return found if is_ours and not hasattr(found, "_is_autograd_primitive") else None


def supplement(op: Any, vjpmaker: Function) -> None:
    """Give an op of ours the rules of those operands that have none; where there are rules, they stay."""
    lacking = [k for k, name in enumerate(op.args) if name not in op.rules] if isinstance(op, Op) else []
    added = [k for k in lacking if op.rules and covers(vjpmaker, k) and not op.variadic]
    for k in added:
        op.rules[op.args[k]] = rule_of_operand(op, k, vjpmaker)
    if not added:
        name = name_of(op)
        warnings.warn(
            f"{name} has its derivative already and keeps it. To use your own, declare it for primitive({name}).",
            UserWarning,
            stacklevel=frames_inside() + 1,
        )


def rule_of_operand(op: Op, k: int, vjpmaker: Function) -> Rule:
    """Make the rule of the k-th operand of an op from a joint vjp maker."""
    names = (*op.args, "out", *op.static)

    def pull(g: Any, saved: Any) -> Any:
        values = dict(zip(names, saved, strict=True))
        args = [values[name] for name in op.args]
        kwargs = {name: values[name] for name in op.static if values[name] is not op.static[name]}
        return vjpmaker((k,), values["out"], args, kwargs)(g)[0]

    return Rule(pull, names, pull, None, pull)


NUMPYS: list[Function] = []  # NumPy functions given a rule: kept, since the rules are held weakly


def register_notrace(trace_type: Any, primitive_fun: Function) -> None:
    """Declare that a primitive is constant for the graph; `trace_type` is one of HIPS's node types, and ignored.

    >>> from autograd import grad
    >>> steps = primitive(lambda x: x // 1)
    >>> register_notrace(None, steps)
    >>> grad(lambda x: x * steps(x))(2.5)
    2.0
    """
    if ours(primitive_fun) is None:
        declared(primitive_fun).constant = True


# ---- calling ---------------------------------------------------------------------------------------


class Call:
    """One call of a primitive: everything but the numbers of the tensors it was given."""

    __slots__ = ("argnums", "first", "fun", "kwargs", "leaves", "made", "memo", "owners", "places", "result", "treedef")

    def __init__(self, fun: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.fun = fun
        self.kwargs = kwargs
        self.treedef: Any = None  # of the arguments; None when no argument is a container
        if all(type(arg) in LEAVES or isinstance(arg, Handle) for arg in args):
            self.leaves = list(args)
            self.places = [k for k, leaf in enumerate(args) if isinstance(leaf, Handle)]
            self.owners = [(k, 0) for k in self.places]
        else:
            self.leaves, self.treedef = tree.flatten(args)
            self.places = [k for k, leaf in enumerate(self.leaves) if isinstance(leaf, Handle)]
            parts = [range(len(tree.flatten(arg)[0])) for arg in args]
            owners = [(argnum, part) for argnum, own in enumerate(parts) for part in own]
            self.owners = [owners[k] for k in self.places]  # per tensor: which argument it is in, which leaf of it
        self.argnums: tuple[int, ...] = ()  # the arguments that hold a tracked tensor
        self.result: Any = None  # its structure, its leaves, which of them are numbers; None when it is a number
        self.first: Any = None  # the result, until the record step has taken it
        self.made: Any = None  # the vjp, once it was made from plain arrays
        self.memo: Any = None  # the last cotangent, and those of all arguments

    def args(self, values: Sequence[Any]) -> tuple[Any, ...]:
        """Return the arguments with these values in the places of the tensors."""
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
            leaves[k] = value
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

    def check(self, tracked: Sequence[bool]) -> None:
        """Note which arguments are tracked, and refuse those that have no rule."""
        self.argnums = tuple(sorted({owner for (owner, _), is_tracked in zip(self.owners, tracked) if is_tracked}))
        for argnum in self.argnums:
            if not covers(VJPS.get(self.fun), argnum) and not covers(JVPS.get(self.fun), argnum):
                raise missing(self.fun, argnum)

    def cotangent(self, k: int, g: Any, values: Sequence[Any], out: Any) -> Any:
        """Return the cotangent of the k-th tensor; those of all arguments are found together, once for each g."""
        memo = self.memo
        if memo is None or memo[0] is not g:
            g_out = tuple(map(numpys, g)) if isinstance(g, tuple) else numpys(g)
            memo = (g, self.vjp(values, out)(self.whole(g_out)))
        argnum, part = self.owners[k]
        self.memo = memo if (argnum, part) != self.last_tracked() else None
        bar = memo[1][self.argnums.index(argnum)]
        if isinstance(bar, SparseObject):
            bar = bar.mut_add(bar.vs.zeros())
        if self.treedef is None or is_leaf(self.args(values)[argnum]):
            return fitting(bar, values[k])
        return fitting(tree.flatten(bar)[0][part], values[k])

    def last_tracked(self) -> tuple[int, int]:
        """Return the owner of the last tensor that is asked for its cotangent."""
        return max(owner for owner in self.owners if owner[0] in self.argnums)

    def vjp(self, values: Sequence[Any], out: Any) -> Function:
        """Return the joint vjp; one made from plain arrays serves every walk."""
        plain = not any(isinstance(value, Handle) for value in (*values, *(out if isinstance(out, tuple) else (out,))))
        if plain and self.made is not None:
            made: Function = self.made
            return made
        maker = VJPS.get(self.fun)
        for argnum in self.argnums:
            if not covers(maker, argnum):
                raise missing(self.fun, argnum)
        vjp: Function = maker(self.argnums, self.whole(out), self.args(values), self.kwargs)  # type: ignore[misc]
        if plain:
            self.made = vjp
        return vjp

    def tangent(self, k: int, t: Any, values: Sequence[Any], out: Any) -> Any:
        """Return the tangent of the result for a tangent of the k-th tensor."""
        argnum, part = self.owners[k]
        args = self.args(values)
        leaves, treedef = tree.flatten(zeros_like(args[argnum]))
        leaves[part] = t
        dot = JVPS[self.fun]((argnum,), (treedef.unflatten(leaves),), self.whole(out), args, self.kwargs)
        leaves, _ = tree.flatten(dot)
        return tuple(leaves[k] for k in self.result[2]) if isinstance(out, tuple) else leaves[0]

    def __eq__(self, other: object) -> bool:
        """Say that all calls are alike: a drawing does not show one, as it shows no default."""
        return isinstance(other, Call)

    __hash__ = None  # type: ignore[assignment]


def called(fun: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Run a primitive, and record it when a tensor is among its arguments."""
    if not kwargs and all(type(arg) in LEAVES for arg in args):
        return fun.fun(*args)
    call = Call(fun, args, kwargs)
    handles = [call.leaves[place] for place in call.places]
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
        call.check([handle.node is not None for handle in handles])
    call.first = call.run([payload(handle) for handle in handles])
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


NUMBERS = {np.ndarray, float, complex} | {np.dtype(code).type for code in "efdgFDG"}
LEAVES = NUMBERS | {int, bool, str, type(None)}  # types that hold no tensor


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
    return np.float64(value) if type(value) is float else np.complex128(value) if type(value) is complex else value


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


def replaced(args: Sequence[Any], argnum: int, value: Any) -> list[Any]:
    """Return the arguments with another value in one place."""
    return [value if k == argnum else arg for k, arg in enumerate(args)]


def zeros_like(value: Any) -> Any:
    """Return zeros in the structure of a value."""
    return tree.map(lambda leaf: np.zeros_like(payload(leaf))[()] if differentiable(payload(leaf)) else leaf, value)


def summed(tangents: Sequence[Any]) -> Any:
    """Return the sum of tangents of one structure."""
    total = tangents[0]
    for tangent in tangents[1:]:
        total = tree.map(lambda a, b: a + b, total, tangent)
    return total


def fitting(bar: Any, operand: Any) -> Any:
    """Return a cotangent as an array of its operand's shape where it is a list or a smaller array."""
    if isinstance(bar, (list, tuple)):
        bar = np.stack(bar)
    bar_shape, operand_shape = getattr(bar, "shape", None), getattr(operand, "shape", ())
    if bar_shape == operand_shape:
        return bar
    shape, wanted = np.shape(payload(bar)), np.shape(payload(operand))
    return np.broadcast_to(bar, wanted) if shape != wanted and smaller(shape, wanted) else bar


def smaller(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Tell whether a shape broadcasts to the wanted one."""
    return len(shape) <= len(wanted) and all(a in (1, b) for a, b in zip(reversed(shape), reversed(wanted)))


def name_of(fun: Any) -> str:
    """Return a function's name, or what there is instead."""
    return getattr(fun, "__name__", type(fun).__name__)
