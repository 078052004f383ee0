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
            self.made[part] = simplified(Call(op.name, args, keywords(part.static, op.static, infix), infix))
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


def simplified(call: Call) -> Expression:
    """Drop what says nothing: a factor or an exponent of 1, a term of 0, an axis moved to where it was."""
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
    if op in TRANSPOSES and dict(call.static) in TRANSPOSES[op]:
        inner = args[0]
        return inner.args[0] if isinstance(inner, Call) and inner.op == "T" else Call("T", args)
    if op == "broadcast_to" and isinstance(args[0], Call) and args[0].op == "reshape":
        return call._replace(args=args[0].args)  # axes of length 1 were put in
    if op in SAME:
        return args[0]
    return call


TRANSPOSES: dict[str, tuple[dict[str, str], ...]] = {
    "swapaxes": ({"axis1": "-1", "axis2": "-2"}, {"axis1": "-2", "axis2": "-1"}),
    "transpose": ({}, {"axes": "(1, 0)"}, {"axes": "(0, 2, 1)"}, {"axes": "(0, 1, 3, 2)"}),
}
SAME = {"positive", "copy", "alias"}


# ---- how it is written -------------------------------------------------------------------------------------------

COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = 0, 1, 2, 3, 4, 5  # what binds tighter has the larger number
BINDING = {
    "add": SUM, "subtract": SUM, "multiply": PRODUCT, "divide": PRODUCT, "matmul": PRODUCT, "remainder": PRODUCT,
    "negative": SIGN, "power": POWER, "square": POWER, "reciprocal": PRODUCT, "T": POWER, "getitem": POWER,
    "pick": POWER, "float_power": POWER, "affine": SUM, "equal": COMPARISON, "not_equal": COMPARISON,
    "less": COMPARISON, "less_equal": COMPARISON, "greater": COMPARISON, "greater_equal": COMPARISON,
}  # fmt: skip
Writer = Callable[[Expression, Mapping[str, str]], str]


def binding(e: Expression, write: Writer) -> int:
    """How tightly the outermost operation of an expression binds, as it is written."""
    if isinstance(e, Call):
        enclosed = write is not text and e.op in COMPARISONS
        return ATOM if enclosed else BINDING.get(e.op, ATOM)
    return SIGN if isinstance(e, Number) and e.text.startswith("-") else ATOM


def operands(e: Call, level: int, write: Writer, names: Mapping[str, str], left: str, right: str) -> list[str]:
    """Write the operands of a call, in brackets where they bind less tightly than the place they stand in."""
    written = []
    for place, arg in enumerate(e.args):
        binds = binding(arg, write)
        loose = binds < level or (place and binds == level < ATOM and e.op not in ("add", "multiply"))
        text = write(arg, names)
        written.append(f"{left}{text}{right}" if loose or (place and text.startswith("-")) else text)
    return written


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
    if e.op == "T":
        return f"{operands(e, POWER, text, names, '(', ')')[0]}.T"
    fields = fields_of(e.infix or "")
    if e.infix and fields.count("") == len(e.args) and {*fields, ""} == {*dict(e.static), ""}:
        bare = {key: part[1:-1] if part[:1] == "(" else part for key, part in e.static}
        level = 0 if e.infix.startswith("|") else BINDING.get(e.op, ATOM)
        return e.infix.format(*operands(e, level, text, names, "(", ")"), **bare)
    inside = ", ".join([*(text(arg, names) for arg in e.args), *(f"{key}={part}" for key, part in e.static)])
    return f"{e.op}({inside})"


LATEX = {
    "add": "{} + {}", "subtract": "{} - {}", "multiply": r"{} \cdot {}", "matmul": r"{} \, {}", "negative": "-{}",
    "divide": r"\frac{{{}}}{{{}}}", "reciprocal": r"\frac{{1}}{{{}}}", "power": "{{{}}}^{{{}}}",
    "square": "{{{}}}^2", "sqrt": r"\sqrt{{{}}}", "exp": "e^{{{}}}", "absolute": r"\left|{}\right|",
    "greater": "[{} > {}]", "greater_equal": r"[{} \ge {}]", "less": "[{} < {}]", "less_equal": r"[{} \le {}]",
    "equal": "[{} = {}]", "not_equal": r"[{} \ne {}]", "T": r"{{{}}}^\top", "log": r"\ln\left({}\right)",
    "conjugate": r"\overline{{{}}}",
}  # fmt: skip
COMPARISONS = {"greater", "greater_equal", "less", "less_equal", "equal", "not_equal"}
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
        loose = 0 if e.op in ENCLOSING else BINDING.get(e.op, ATOM)
        return LATEX[e.op].format(*operands(e, loose, latex, names, r"\left(", r"\right)"))
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
        loose = 0 if e.op in ENCLOSING else BINDING.get(e.op, ATOM)
        return MATHML[e.op](*operands(e, loose, mathml, names, f"<mrow>{mo('(')}", f"{mo(')')}</mrow>"))
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
