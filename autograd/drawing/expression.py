"""Expressions: a formula as plain data, and how it is written as text, in LaTeX and in MathML.

An expression is made by running something written for arrays, such as a derivative rule, on named tensors
and reading what was recorded. So a formula is never written down a second time beside the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from autograd.drawing.snapshot import INFIX, describe, fields_of, keywords
from autograd.drawing.words import number
from autograd.graph.node import Node, topological
from autograd.graph.rule import payload

LONGEST = 40  # calls in one formula; a longer one is named, not written


class Name(NamedTuple):
    """A placeholder: "g" for the incoming cotangent, "out" for the result, else an operand of the op."""

    name: str


class Number(NamedTuple):
    """A number that stands in the formula."""

    text: str


class Call(NamedTuple):
    """A function of some expressions; keywords as text."""

    op: str
    args: tuple[Expression, ...]
    static: tuple[tuple[str, str], ...] = ()
    infix: str | None = None


Expression: TypeAlias = Name | Number | Call


class Reading:
    """What is known while something runs on named tensors: which node has which name, and which plain array came
    from which call, since what is flat (a sign, a comparison) leaves no node behind.
    """

    def __init__(self) -> None:
        self.made: dict[Node, Expression] = {}
        self.arrays: dict[int, tuple[Any, Expression]] = {}  # by id(): the array itself is kept, so ids stay unique

    def flat(self, name: str, infix: str | None, args: Sequence[Any], result: Any) -> None:
        """Remember which call gave a plain array."""
        result = payload(result) if getattr(result, "node", None) is None else None
        written = [self.of(arg) for arg in args]
        if isinstance(result, np.ndarray) and None not in written:
            self.arrays[id(result)] = (result, Call(name, tuple(written), (), infix))  # type: ignore[arg-type]

    def of(self, value: Any) -> Expression | None:
        """Return what was recorded between the named tensors and a value; None when it is too long to be read."""
        node = getattr(value, "node", None)
        if node is None:
            return self.constant(value)
        nodes = [part for part in topological(node) if part not in self.made and part.op is not None]
        if len(nodes) > LONGEST:
            return None
        for part in nodes:
            op: Any = part.op
            args = tuple(self.made[entry] if isinstance(entry, Node) else self.constant(entry) for entry in part.inputs)
            infix = op.infix or INFIX.get(op.name)
            self.made[part] = simplified(Call(op.name, args, keywords(part.static, op.static, infix), infix), part)
        return self.made.get(node)

    def constant(self, value: Any) -> Expression:
        """Write a number, name the call an array came from, or say what array stands there."""
        value = payload(value)
        if id(value) in self.arrays:
            return self.arrays[id(value)][1]
        if np.ndim(value) == 0 and np.result_type(value).kind in "?biufc":
            return Number(number(np.asarray(value).item()))
        return Call("array", (), (), describe(value))


ONE, ZERO = {"1", "1.0"}, {"0", "0.0"}


def simplified(call: Call, node: Node | None = None) -> Expression:
    """Drop what says nothing: a factor or an exponent of 1, a term of 0, a copy; `node` tells shapes and dtypes."""
    op, args = call.op, call.args
    if op == "multiply":
        for one, other in (args, args[::-1]):
            if isinstance(one, Number) and one.text in ONE:
                return other
    if op in ("power", "divide") and isinstance(args[1], Number) and args[1].text in ONE:
        return args[0]
    if op in ("add", "subtract") and isinstance(args[1], Number) and args[1].text in ZERO:
        return args[0]
    if op == "add" and isinstance(args[0], Number) and args[0].text in ZERO:
        return args[1]
    if op == "negative" and isinstance(args[0], Call) and args[0].op == "negative":
        return args[0].args[0]
    if op in SAME:
        return args[0]
    return call if node is None else condensed(call, node)


SAME = {"positive", "copy", "alias"}


def condensed(call: Call, node: Node) -> Expression:
    """Write a call on arrays shorter where their shapes and dtypes allow it."""
    op, args = call.op, call.args
    if op in TRANSPOSES and dict(call.static) in TRANSPOSES[op]:
        # NumPy's T reverses all axes, of a stack of matrices too; mT transposes each of them.
        written = "T" if len(node.shape) <= 2 or not call.static else "mT"
        inner = args[0]
        return inner.args[0] if isinstance(inner, Call) and inner.op == written else Call(written, args)
    if op == "broadcast_to" and isinstance(args[0], Call) and args[0].op == "reshape" and needless(node.parents[0]):
        return call._replace(args=args[0].args)
    if op == "cast" and (node.dtype.kind == "c" or np.result_type(node.parents[0].dtype).kind != "c"):
        return args[0]
    return call


TRANSPOSES: dict[str, tuple[dict[str, str], ...]] = {
    "swapaxes": ({"axis1": "-1", "axis2": "-2"}, {"axis1": "-2", "axis2": "-1"}),
    "transpose": ({}, {"axes": "(1, 0)"}, {"axes": "(0, 2, 1)"}, {"axes": "(0, 1, 3, 2)"}),
}


def needless(reshape: Node) -> bool:
    """Tell whether a reshape only puts axes of length 1 in front: broadcasting does that by itself."""
    before, after = (list(shape) for shape in (reshape.parents[0].shape, reshape.shape))
    for shape in (before, after):
        while shape[:1] == [1]:
            del shape[0]
    return before == after


# ---- how it is written -------------------------------------------------------------------------------------------

# What binds tighter has the larger number.
COMPARISON, BITS, SUM, PRODUCT, SIGN, POWER, POSTFIX, ATOM = range(8)
COMPARISONS = {"greater", "greater_equal", "less", "less_equal", "equal", "not_equal"}
BINDING = {
    **dict.fromkeys(COMPARISONS, COMPARISON),
    **dict.fromkeys(("bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift"), BITS),
    **dict.fromkeys(("add", "subtract", "affine"), SUM),
    **dict.fromkeys(("multiply", "divide", "matmul", "remainder", "floor_divide", "reciprocal"), PRODUCT),
    **dict.fromkeys(("negative", "positive", "invert"), SIGN),
    **dict.fromkeys(("power", "square"), POWER),
    **dict.fromkeys(("T", "mT", "getitem", "pick"), POSTFIX),
    "exp": POWER,  # in LaTeX and MathML
}
# How tightly each operand must bind to stand without brackets; the last number is for all further operands.
DEMANDS = {
    **dict.fromkeys(COMPARISONS, (SUM,)),
    **dict.fromkeys(("bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift"), (SUM,)),
    "add": (SUM, SUM), "subtract": (SUM, PRODUCT), "affine": (PRODUCT, POSTFIX, PRODUCT),
    **dict.fromkeys(("multiply", "divide", "matmul", "remainder", "floor_divide"), (PRODUCT, SIGN)),
    "reciprocal": (SIGN,), "negative": (SIGN,), "positive": (SIGN,), "invert": (SIGN,),
    "power": (POSTFIX, POSTFIX), "square": (POSTFIX,),
    **dict.fromkeys(("T", "mT", "getitem", "pick"), (POSTFIX,)),
}  # fmt: skip
Writer = Callable[[Expression, Mapping[str, str]], str]


def is_infix(e: Call) -> bool:
    """Tell whether text writes a call with its op's infix form."""
    fields = fields_of(e.infix or "")
    return (
        bool(e.infix) and e.op != "array" and fields.count("") == len(e.args) and {*fields, ""} == {*dict(e.static), ""}
    )


def encloses(e: Call, write: Writer) -> bool:
    """Tell whether operands need no brackets, as in a function call or under a root."""
    if write is text:
        return (e.infix or "").startswith("|") or not (is_infix(e) or e.op in ("T", "mT"))
    return e.op in ENCLOSING or e.op not in LATEX


def binding(e: Expression, write: Writer, names: Mapping[str, str]) -> int:
    """How tightly the outermost operation of an expression binds, as it is written."""
    if isinstance(e, Name):  # `grad y` is two words
        return POWER if write is text and " " in names.get(e.name, e.name) else ATOM
    if isinstance(e, Number):
        if e.text[-1:] == "j" and set("+-") & set(e.text[1:].replace("e-", "")):
            return SUM
        return SIGN if e.text.startswith("-") else PRODUCT if write is not text and "e" in e.text else ATOM
    if write is text:
        return ATOM if encloses(e, write) else BINDING.get(e.op, SUM)
    return ATOM if e.op in COMPARISONS or e.op not in LATEX else BINDING.get(e.op, ATOM)


def begins_with_minus(e: Expression, write: Writer) -> bool:
    """Tell whether the first thing written is a minus sign, which may not follow another sign."""
    while isinstance(e, Call) and e.op != "negative":
        if encloses(e, write) or not e.args:
            return False
        e = e.args[0]
    return isinstance(e, Call) or (isinstance(e, Number) and e.text.startswith("-"))


def operands(e: Call, write: Writer, names: Mapping[str, str], left: str, right: str) -> list[str]:
    """Write the operands of a call, in brackets where they bind less tightly than the place they stand in."""
    if encloses(e, write):
        return [write(arg, names) for arg in e.args]
    demands = DEMANDS.get(e.op, (ATOM,))
    written = []
    for place, arg in enumerate(e.args):
        demand = demands[min(place, len(demands) - 1)]
        if e.op == "multiply" and isinstance(arg, Call) and arg.op in ("multiply", "divide", "reciprocal"):
            demand = PRODUCT  # a * (b / c) is a * b / c
        if write is not text and e.op in ("power", "square", "T", "mT"):
            demand = COMPARISON if place else ATOM  # an exponent stands by itself, and has no other below it
        loose = binding(arg, write, names) < demand
        signed = (place or e.op == "negative") and demand and begins_with_minus(arg, write)
        part = write(arg, names)
        written.append(f"{left}{part}{right}" if loose or signed else part)
    return written


def bare(key: str) -> str:
    """Write a keyword in the place of an infix form: an index (0, 1) stands without its brackets."""
    return key[1:-1] if key[:1] == "(" and key != "()" else key


def text(e: Expression, names: Mapping[str, str]) -> str:
    """Write an expression as Python would, with the given names.

    >>> one_more = Call("add", (Name("a"), Number("1.0")), (), "{} + {}")
    >>> text(Call("multiply", (Name("g"), one_more), (), "{} * {}"), {"g": "grad y", "a": "x"})
    'grad y * (x + 1.0)'
    """
    if isinstance(e, Name):
        return names.get(e.name, e.name)
    if isinstance(e, Number):
        return e.text
    if e.op == "array":
        return f"array({e.infix})" if e.infix else "array"
    if e.op in ("T", "mT"):
        return f"{operands(e, text, names, '(', ')')[0]}.{e.op}"
    if is_infix(e):
        return (e.infix or "").format(*operands(e, text, names, "(", ")"), **{key: bare(x) for key, x in e.static})
    inside = ", ".join([*(text(arg, names) for arg in e.args), *(f"{key}={part}" for key, part in e.static)])
    return f"{e.op}({inside})"


LATEX = {
    "add": "{} + {}", "subtract": "{} - {}", "multiply": r"{} \cdot {}", "matmul": r"{} \, {}", "negative": "-{}",
    "divide": r"\frac{{{}}}{{{}}}", "reciprocal": r"\frac{{1}}{{{}}}", "power": "{{{}}}^{{{}}}",
    "square": "{{{}}}^2", "sqrt": r"\sqrt{{{}}}", "exp": "e^{{{}}}", "absolute": r"\left|{}\right|",
    "greater": "[{} > {}]", "greater_equal": r"[{} \ge {}]", "less": "[{} < {}]", "less_equal": r"[{} \le {}]",
    "equal": "[{} = {}]", "not_equal": r"[{} \ne {}]", "T": r"{{{}}}^\top", "mT": r"{{{}}}^\top",
    "log": r"\ln\left({}\right)", "conjugate": r"\overline{{{}}}",
}  # fmt: skip
# These need no brackets around what stands in them.
ENCLOSING = {"exp", "sqrt", "absolute", "log", "conjugate", "divide", "reciprocal"} | COMPARISONS
ROMAN = {"sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min", "det"}


def latex(e: Expression, names: Mapping[str, str]) -> str:
    """Write an expression in LaTeX; the names are LaTeX already."""
    if isinstance(e, Name):
        return names.get(e.name, e.name)
    if isinstance(e, Number):
        return scientific(e.text, r"{} \cdot 10^{{{}}}")
    if e.op in LATEX:
        return LATEX[e.op].format(*operands(e, latex, names, r"\left(", r"\right)"))
    if e.op == "array":
        return rf"\text{{{latex_text(e.infix or 'array')}}}"
    word = rf"\{e.op}" if e.op in ROMAN else rf"\operatorname{{{latex_text(e.op)}}}"
    inside = [latex(arg, names) for arg in e.args]
    inside += [rf"\text{{{latex_text(f'{key}={part}')}}}" for key, part in e.static]
    return rf"{word}\left({', '.join(inside)}\right)"


SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\^{}", "~": r"\~{}",
}  # fmt: skip


def latex_text(words: str) -> str:
    """Write words inside LaTeX's text."""
    return "".join(SPECIAL.get(character, character) for character in words)


def scientific(digits: str, template: str) -> str:
    """Write a number such as 1e-5 with a power of ten."""
    mantissa, mark, exponent = digits.partition("e")
    return template.format(mantissa, exponent) if mark and digits[-1].isdigit() else digits


def escape(words: str) -> str:
    """Make text harmless between tags and in attributes (the standard library's html costs 2 ms to import)."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;")):
        words = words.replace(character, entity)
    return words


def mo(sign: str) -> str:
    """Write an operator in MathML."""
    return f"<mo>{sign}</mo>"


def row(*parts: str) -> str:
    """Put MathML elements side by side, as one."""
    return f"<mrow>{''.join(parts)}</mrow>"


def fraction(top: str, bottom: str) -> str:
    """Write a fraction in MathML."""
    return f"<mfrac>{top}{bottom}</mfrac>"


MATHML: dict[str, Callable[..., str]] = {
    "add": lambda a, b: row(a, mo("+"), b),
    "subtract": lambda a, b: row(a, mo("&#x2212;"), b),
    "multiply": lambda a, b: row(a, mo("&#xB7;"), b),
    "matmul": lambda a, b: row(a, mo("&#x2062;"), '<mspace width="0.25em"/>', b),
    "negative": lambda a: row(mo("&#x2212;"), a),
    "divide": fraction,
    "reciprocal": lambda a: fraction("<mn>1</mn>", a),
    "power": lambda a, b: f"<msup>{a}{b}</msup>",
    "square": lambda a: f"<msup>{a}<mn>2</mn></msup>",
    "sqrt": lambda a: f"<msqrt>{a}</msqrt>",
    "exp": lambda a: f"<msup><mi>e</mi>{a}</msup>",
    "absolute": lambda a: row(mo("|"), a, mo("|")),
    "greater": lambda a, b: row(mo("["), a, mo("&gt;"), b, mo("]")),
    "greater_equal": lambda a, b: row(mo("["), a, mo("&#x2265;"), b, mo("]")),
    "less": lambda a, b: row(mo("["), a, mo("&lt;"), b, mo("]")),
    "less_equal": lambda a, b: row(mo("["), a, mo("&#x2264;"), b, mo("]")),
    "equal": lambda a, b: row(mo("["), a, mo("="), b, mo("]")),
    "not_equal": lambda a, b: row(mo("["), a, mo("&#x2260;"), b, mo("]")),
    "T": lambda a: f"<msup>{a}<mi>T</mi></msup>",
    "mT": lambda a: f"<msup>{a}<mi>T</mi></msup>",
    "log": lambda a: row("<mi>ln</mi>", mo("("), a, mo(")")),
    "conjugate": lambda a: f"<mover>{a}{mo('&#xAF;')}</mover>",
}


def mathml(e: Expression, names: Mapping[str, str]) -> str:
    """Write an expression in MathML; the names are MathML already."""
    if isinstance(e, Name):
        return names.get(e.name, f"<mi>{escape(e.name)}</mi>")
    if isinstance(e, Number):
        return mathml_number(e.text)
    if e.op in MATHML:
        return MATHML[e.op](*operands(e, mathml, names, f"<mrow>{mo('(')}", f"{mo(')')}</mrow>"))
    if e.op == "array":
        return f"<mtext>{escape(e.infix or 'array')}</mtext>"
    parts = [mathml(arg, names) for arg in e.args]
    parts += [f"<mtext>{escape(f'{key}={value}')}</mtext>" for key, value in e.static]
    inside = [piece for part in parts for piece in (mo(","), part)][1:]
    return row(f"<mi>{escape(e.op)}</mi>", mo("("), *inside, mo(")"))


def mathml_number(digits: str) -> str:
    """Write a number in MathML, a negative one in brackets."""
    sign, rest = ("&#x2212;", digits[1:]) if digits.startswith("-") else ("", digits)
    power = row("<mn>{}</mn>", mo("&#xB7;"), "<msup><mn>10</mn><mn>{}</mn></msup>")
    plain = f"<mn>{escape(rest)}</mn>" if "e" not in rest else scientific(rest, power)
    return row(mo("("), mo(sign), plain, mo(")")) if sign else plain
