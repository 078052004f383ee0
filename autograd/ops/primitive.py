"""primitive: a function of plain arrays as one node of the graph, its derivative rules declared beside it.

This is HIPS autograd's way to declare an op. The function's body gets plain arrays; its arguments and its
result may be arrays, numbers, or containers of them (see `autograd.tree`), and anything that holds no tensor is
passed through. Whatever door its rules came by, they are kept in one form: a *joint* rule for several arguments. One
that has the attribute `apart`, the rule of a single argument, is asked for one argument at a time.
What happens in a call is in `calling`.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from autograd import tree
from autograd.errors import InputTypeError
from autograd.graph.modes import frames_inside
from autograd.graph.op import IMPLEMENTATIONS, Op
from autograd.graph.rule import Rule
from autograd.ops.calling import JVPS, VJPS, Function, bare, called, covers, name_of, zeros_like


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
    own.__name__ = name_of(f_raw)
    own.fun = f_raw
    own.ops = {}
    own.ruled = set()  # the choices of arguments that were found to have rules
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

    joint.apart = vjpmaker  # type: ignore[attr-defined]
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

    def of_one(argnum: int, ans: Any, args: Any, kwargs: Any) -> Any:
        return makers[argnum](ans, *args, **kwargs)

    def joint(argnums: Sequence[int], ans: Any, args: Any, kwargs: Any) -> Function:
        vjps = [of_one(argnum, ans, args, kwargs) for argnum in argnums]
        return lambda g: tuple(vjp(g) for vjp in vjps)

    joint.apart = of_one  # type: ignore[attr-defined]
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
    """Return the primitive that a rule is for: a NumPy function without derivative becomes one, others do not."""
    if hasattr(fun, "ops") and hasattr(fun, "fun"):
        fun.ops.clear()
        fun.ruled.clear()  # type: ignore[attr-defined]
        return fun
    if not str(getattr(fun, "__module__", "")).startswith("numpy"):
        warnings.warn(
            f"a rule is declared for a primitive, and {name_of(fun)} is none: the rule has no effect. "
            "Make it one by primitive(f).",
            UserWarning,
            stacklevel=frames_inside() + 1,
        )
        return fun
    if fun not in IMPLEMENTATIONS:
        IMPLEMENTATIONS[fun] = primitive(fun)
        NUMPYS.append(IMPLEMENTATIONS[fun])
    return declared(IMPLEMENTATIONS[fun])


def ours(fun: Any) -> Any:
    """Return our op, or function composed of ops, that a rule is for; None for a primitive and the like."""
    found = fun if isinstance(fun, Op) else IMPLEMENTATIONS.get(fun, fun)
    is_ours = isinstance(found, Op) or str(getattr(found, "__module__", "")).startswith("autograd.ops.")
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


# ---- small things ----------------------------------------------------------------------------------


def replaced(args: Sequence[Any], argnum: int, value: Any) -> list[Any]:
    """Return the arguments with another value in one place."""
    return [value if k == argnum else arg for k, arg in enumerate(args)]


def summed(tangents: Sequence[Any]) -> Any:
    """Return the sum of tangents of one structure."""
    total = tangents[0]
    for tangent in tangents[1:]:
        total = tree.map(lambda a, b: a + b, total, tangent)
    return total
