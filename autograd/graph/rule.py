"""Rule: a derivative rule, and which values it names.

A rule's parameter names say what it needs: operand names, `out`, keywords of the op, and the reserved
`<operand>_shape`, `<operand>_dtype`, `out_shape`, `out_dtype` (for variadic ops `operands`, `shapes`,
`dtypes`). They are read once, at declaration; a node then saves just those values.
"""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.graph.node import Handle, shape_and_dtype

if TYPE_CHECKING:
    from autograd.graph.op import Op, Plan


class Rule:
    """How one operand's cotangent (`pull`) and tangent (`push`) are made.

    `pull(g, s)` and `push(t, s)` get the saved values of `names`: the value itself when there is one
    name, a tuple when there are several. `pull` is None when the cotangent passes unchanged; `push` is
    None when it is to be found by transposing `pull`. `guarded` is `pull` in which a zero cotangent
    stays zero through an infinite or NaN partial derivative.
    """

    __slots__ = ("function", "guarded", "names", "pull", "push")

    def __init__(
        self,
        function: Any,
        names: tuple[str, ...],
        pull: Callable[..., Any] | None,
        push: Callable[..., Any] | None,
        guarded: Callable[..., Any],
    ) -> None:
        self.function = function  # what the author wrote
        self.names = names
        self.pull = pull
        self.push = push
        self.guarded = guarded

    @classmethod
    def passing(cls) -> Rule:
        """The rule of an operand whose partial derivative is 1."""
        return cls(1, (), None, passed, passed)

    @classmethod
    def from_partial(cls, partial: float | Callable[..., Any]) -> Rule:
        """Make both directions from one partial derivative: a number or a function of saved values."""
        if not callable(partial):
            if partial == 1:
                return cls.passing()
            if partial == -1:
                return cls(-1, (), negated, negated, negated)
            if partial == 0:
                return cls(0, (), vanished, vanished, vanished)

            def scaled(g: Any, s: Any) -> Any:
                return g * partial

            return cls(partial, (), scaled, scaled, scaled)
        names = parameters(partial)
        if is_identity(partial):  # `lambda b: b`: the product itself, a C function
            return cls(partial, names, operator.mul, operator.mul, guarded_product)
        evaluate = evaluated(partial, len(names))

        # The partial stands unnamed on the right: NumPy then multiplies into its buffer.
        def pull(g: Any, s: Any) -> Any:
            return g * evaluate(s)

        def guarded(g: Any, s: Any) -> Any:
            return guarded_product(g, evaluate(s))

        return cls(partial, names, pull, pull, guarded)

    @classmethod
    def from_vjp(cls, vjp: Callable[..., Any], jvp: Callable[..., Any] | None = None, skip: int = 1) -> Rule:
        """Take both directions as written; `skip` parameters come before the saved ones (g, or g and index)."""
        pulled = parameters(vjp)[skip:]
        pushed = parameters(jvp)[skip:] if jvp is not None else ()
        names = pulled + tuple(name for name in pushed if name not in pulled)
        pull = spread(vjp, pulled, names)
        return cls(vjp, names, pull, None if jvp is None else spread(jvp, pushed, names), pull)


def evaluated(partial: Callable[..., Any], count: int) -> Callable[[Any], Any]:
    """Return the partial as a function of the saved item, safe for Python numbers.

    Python raises where NumPy answers (1 / 0.0, 0.0 ** -1, 10.0 ** 400), so where all values are Python
    numbers they are lent NumPy's types; the result becomes a Python number again, which promotes nothing.
    """
    if count == 0:
        return lambda s: partial()
    if count == 1:

        def evaluate_one(s: Any) -> Any:
            return partial(s) if type(s) not in LENT else returned(partial(LENT[type(s)](s)))

        return evaluate_one

    def evaluate_many(s: Any) -> Any:
        if type(s[0]) in LENT and all(type(value) in LENT for value in s):
            return returned(partial(*(LENT[type(value)](value) for value in s)))
        return partial(*s)

    return evaluate_many


def returned(result: Any) -> Any:
    """Return a NumPy scalar as the Python number it stands for."""
    return result.item() if isinstance(result, (np.generic, np.ndarray)) else result


PYTHON_NUMBERS = {float, int, bool}
LENT: dict[type, Callable[[Any], Any]] = {
    float: np.float64,
    int: np.float64,
    bool: np.float64,
    complex: np.complex128,
}


def spread(rule: Callable[..., Any], own: tuple[str, ...], names: tuple[str, ...]) -> Callable[..., Any]:
    """Let a written rule be called as `(g, s)`, whatever its number of parameters."""
    if own == names:
        if len(own) == 0:
            return lambda g, s: rule(g)
        if len(own) == 1:
            return rule
        return lambda g, s: rule(g, *s)
    places = [names.index(name) for name in own]
    if len(names) == 1:
        return lambda g, s: rule(g)
    return lambda g, s: rule(g, *(s[place] for place in places))


def passed(g: Any, s: Any) -> Any:
    """Return the cotangent as it is."""
    return g


def negated(g: Any, s: Any) -> Any:
    """Return minus the cotangent."""
    return -g


def vanished(g: Any, s: Any) -> Any:
    """Return zero, also for an infinite cotangent."""
    shape, dtype = shape_and_dtype(payload(g))
    return np.zeros(shape, dtype)[()]


def parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return a function's parameter names."""
    code = getattr(function, "__code__", None)
    if code is None:
        return tuple(inspect.signature(function).parameters)
    return tuple(code.co_varnames[: code.co_argcount])  # 50 times faster than a signature, at import


IDENTITY_CODE = (lambda x: x).__code__.co_code


def is_identity(function: Callable[..., Any]) -> bool:
    """Tell whether a function is `lambda b: b`."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_argcount == 1 and code.co_code == IDENTITY_CODE


def guarded_product(g: Any, partial: Any) -> Any:
    """Return g * partial with 0 where g is 0 and the partial is infinite or NaN.

    That is the derivative of `where(x > 0, sqrt(x), 0)` at 0. (Replacing the partial by 1 wherever g is
    0 would be wrong at second order.)
    """
    product = g * partial
    if not has_nan(payload(product)):
        return product
    bad = (payload(g) == 0) & ~np.isfinite(payload(partial))
    if not np.any(bad):
        return product
    kept = np.where(bad, 0, partial)
    if isinstance(partial, (int, float, complex)):  # np.where makes a double of it, which would promote float32
        kept = kept.astype(np.result_type(payload(product)))
    return g * kept


def payload(value: Any) -> Any:
    """Return the numbers of a handle; anything else is returned as it is."""
    return value._payload if isinstance(value, Handle) else value


def has_nan(value: Any) -> bool:
    """Tell whether any number is NaN.

    A sum of squares is NaN exactly when one of them is, and BLAS takes it in one pass without a
    temporary: 4 us for 10,000 numbers where `isnan(...).any()` takes 9.
    """
    if not isinstance(value, np.ndarray):
        return bool(value != value)
    flat = value.ravel("K")
    square = flat.dot(flat)
    return bool(square != square)


def selector(op: Op, plan: Plan) -> Callable[..., Any] | None:
    """Make the function that picks what a node must save: `(x, out)`, `(a, b, out)` or `(args, out, static)`.

    It is compiled from text, as namedtuple does, because it runs once for every recorded call:
    for `multiply` it is `lambda a, b, out: (b, a)`.
    """
    bare = not op.static and not op.variadic and op.outputs == 1 and len(op.args) <= 2
    items = [item_text(op, plan, rule.names, bare) for rule in plan.rules]
    if all(item == "None" for item in items):
        return None
    text = items[0] if plan.shared else f"({', '.join(items)},)"
    head = ", ".join((*op.args, "out")) if bare else "args, out, static"
    names = {"facts": shape_and_dtype, "without": without}
    return eval(f"lambda {head}: {text}", names)


def item_text(op: Op, plan: Plan, names: tuple[str, ...], bare: bool) -> str:
    """Return the text of the saved values of one rule."""
    texts = [source_text(op, plan, name, bare) for name in names]
    if not texts:
        return "None"
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


def source_text(op: Op, plan: Plan, name: str, bare: bool) -> str:
    """Return the text of where one named value comes from."""
    if name == "out":
        return "out"
    if name in op.static:
        return f"static[{name!r}]"
    if op.variadic:
        if name == "operands":
            # nobody needs the value of the only tracked operand: the op is linear in it
            return f"without(args, {plan.positions[0]})" if len(plan.positions) == 1 else "args"
        return f"tuple(facts(arg)[{FACTS.index(name[:-1])}] for arg in args)"
    values = {arg: arg if bare else f"args[{k}]" for k, arg in enumerate(op.args)} | {"out": "out"}
    if name in values:
        return values[name]
    stem, _, fact = name.rpartition("_")
    return f"facts({values[stem]})[{FACTS.index(fact)}]"


FACTS = ("shape", "dtype")  # in the order of shape_and_dtype


def check_names(op: Op, rule: Rule) -> None:
    """Refuse, at declaration, a rule that names what the op does not have."""
    values = ("operands", "shapes", "dtypes") if op.variadic else op.args
    known = [*values, "out", *op.static]
    if not op.variadic:
        known += [f"{stem}_{fact}" for stem in (*op.args, "out") for fact in FACTS]
    for name in rule.names:
        if name not in known:
            raise TypeError(f"a rule of {op.name} names {name!r}; it can name {', '.join(known)}.")


def without(args: tuple[Any, ...], position: int) -> tuple[Any, ...]:
    """Return the operands with None in one place."""
    return (*args[:position], None, *args[position + 1 :])
