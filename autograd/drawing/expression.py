"""Expressions: a formula as plain data, and how it is written as text, in LaTeX and in MathML.

An expression is made by running something written for arrays, such as a derivative rule, on named tensors
and reading what was recorded. So a formula is never written down a second time beside the rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from autograd.drawing.arrays import made
from autograd.drawing.snapshot import INFIX, describe, fields_of, keywords
from autograd.drawing.words import number
from autograd.graph.node import Node, topological
from autograd.graph.rule import payload
from autograd.ops.calling import Call as OwnCall

AXES = 32  # entries of a keyword, such as a shape
LONGEST = 100  # different calls in one formula; a longer one is named, not written


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
    """What is known while something runs on named tensors: which node has which name."""

    def __init__(self) -> None:
        self.made: dict[Node, Expression] = {}

    def of(self, value: Any) -> Expression | None:
        """Return what was recorded between the named tensors and a value; None when it is too long to be read."""
        node = getattr(value, "node", None)
        if node is None:
            return constant(value)
        nodes = [part for part in topological(node) if part not in self.made and part.op is not None]
        if len(nodes) > LONGEST:
            return None
        for part in nodes:
            op: Any = part.op
            own = part.static.get("call")
            if isinstance(own, OwnCall):  # of a primitive
                inputs = None if isinstance(part.dtype, tuple) else own.written(part.inputs)
                if inputs is None:
                    return None
                self.made[part] = Call(op.name, self.operands(inputs))
                continue
            infix = op.infix or INFIX.get(op.name)
            static = keywords(part.static, op.static, infix, AXES)
            self.made[part] = simplified(Call(op.name, self.operands(part.inputs), static, infix), part)
        return self.made.get(node)

    def operands(self, inputs: Sequence[Any]) -> tuple[Expression, ...]:
        """Write the operands of a call."""
        return tuple(self.made[entry] if isinstance(entry, Node) else constant(entry) for entry in inputs)


def constant(value: Any) -> Expression:
    """Write a number, the formula an array carries, or say what array stands there."""
    value = payload(value)
    known: Expression | None = getattr(value, "expression", None)
    if known is not None:
        return known
    value = np.asarray(value)
    if value.ndim == 0 and value.dtype.kind in "?biufc":
        return Number(number(value.item()))
    return Call("array", (), (), made(value) or f"array({describe(value)})")


ONE, ZERO = {"1", "1.0"}, {"0", "0.0"}
SAME = {"positive", "copy", "alias"}
WHOLE = {"()", "..."}  # indices of all of an array
# The cotangent of a result that was not used, of whatever shape. Compare with `is`: it equals the number 0 of a rule.
ZEROS = Name("0")
# Of zeros these make zeros; the second row, where they are the last operand.
KEEPING_ZEROS = {
    "negative", "conjugate", "real", "imag", "T", "mT", "swapaxes", "transpose", "getitem", "diagonal", "on_diagonal",
    "tril", "triu", "pad", "reshape", "divide",
}  # fmt: skip
SOLVING = {"solve", "solve_triangular", "solve_sylvester"}


def simplified(call: Call, node: Node | None = None) -> Expression:
    """Drop what says nothing, a factor or an exponent of 1, a term of 0, a copy; write two divisions as one.

    `node` tells shapes and dtypes.
    """
    op, args = call.op, call.args
    first = args[0] if args else None
    last = args[-1] if args else None
    if op == "multiply" and (is_one(first) or is_one(last)):
        return args[1] if is_one(first) else args[0]
    if any(arg is ZEROS for arg in args) and vanishes(op, args):
        return ZEROS
    if op == "multiply" and isinstance(last, Call) and last.op == "divide" and is_one(last.args[0]):
        return simplified(Call("divide", (args[0], last.args[1]), (), "{} / {}"))
    if op in ("power", "divide") and is_one(last):
        return args[0]
    if op in ("add", "subtract") and is_zero(last):
        return args[0]
    if op == "add" and is_zero(first):
        return args[1]
    if op == "subtract" and is_zero(first):
        return simplified(Call("negative", (args[1],), (), "-{}"))
    if op == "negative" and isinstance(first, Call) and first.op == "negative":
        return first.args[0]
    if op in SAME or (op in ("getitem", "scatter") and dict(call.static).get("index") in WHOLE):
        return args[0]
    if op == "divide" and isinstance(first, Call) and first.op == "divide":
        return Call("divide", (first.args[0], product(first.args[1], args[1])), (), "{} / {}")
    return call if node is None else condensed(call, node)


def product(a: Expression, b: Expression) -> Expression:
    """Write a product, or a square."""
    return Call("square", (a,), (), "{} ** 2") if a is b else Call("multiply", (a, b), (), "{} * {}")


def vanishes(op: str, args: tuple[Expression, ...]) -> bool:
    """Tell whether a call is zero because operands are."""
    if op in ("multiply", "matmul"):
        return True
    if op == "where":
        return all(map(is_zero, args[1:]))
    return args[0] is ZEROS if op in KEEPING_ZEROS else op in SOLVING and args[-1] is ZEROS


def is_one(e: Expression | None) -> bool:
    """Tell whether an expression is the number 1."""
    return isinstance(e, Number) and e.text in ONE


def is_zero(e: Expression | None) -> bool:
    """Tell whether an expression is the number 0."""
    return e is ZEROS or (isinstance(e, Number) and e.text in ZERO)


def condensed(call: Call, node: Node) -> Expression:
    """Write a call on arrays shorter where their shapes and dtypes allow it."""
    op, args = call.op, call.args
    if op in TRANSPOSES and dict(call.static) in TRANSPOSES[op]:
        # NumPy's T reverses all axes, of a stack of matrices too; mT transposes each of them.
        written = "T" if len(node.shape) <= 2 or not call.static else "mT"
        inner = args[0]
        return inner.args[0] if isinstance(inner, Call) and inner.op == written else Call(written, args)
    if op == "reshape" and node.shape == node.parents[0].shape:
        return args[0]
    if op == "transpose" and dict(call.static).get("axes") == str(tuple(range(len(node.shape)))):
        return args[0]
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
    **dict.fromkeys(("power", "square", "inv"), POWER),
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
    "power": (POSTFIX, POSTFIX), "square": (POSTFIX,), "=": (COMPARISON,),
    **dict.fromkeys(("T", "mT", "getitem", "pick"), (POSTFIX,)), "inv": (ATOM,), "sum": (PRODUCT,),
}  # fmt: skip
Writer = Callable[[Expression, Mapping[str, str]], str]


def is_infix(e: Call) -> bool:
    """Tell whether text writes a call with its op's infix form."""
    fields = fields_of(e.infix or "")
    fits = fields.count("") == len(e.args) and {*fields, ""} == {*dict(e.static), ""}
    return bool(e.infix) and e.op != "array" and fits


def encloses(e: Call, write: Writer) -> bool:
    """Tell whether operands need no brackets, as in a function call or under a root."""
    if write is text:
        return (e.infix or "").startswith("|") or not (is_infix(e) or e.op in ("T", "mT"))
    return e.op in ENCLOSING or not has_sign(e)


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
    if not has_sign(e) or e.op in COMPARISONS:
        return ATOM
    if e.op in ("divide", "reciprocal"):  # its bar holds a fraction together
        return SIGN
    return SUM if e.op in ("sum", "where") else BINDING.get(e.op, ATOM)


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
        return [alone(arg, write, names) for arg in e.args]
    demands = DEMANDS.get(e.op, (ATOM,))
    written = []
    for place, arg in enumerate(e.args):
        demand = demands[min(place, len(demands) - 1)]
        if e.op == "multiply" and isinstance(arg, Call) and arg.op in ("multiply", "divide", "reciprocal"):
            demand = PRODUCT  # a * (b / c) is a * b / c
        if write is not text and e.op in ("power", "square", "T", "mT", "inv"):
            demand = COMPARISON if place else ATOM  # an exponent stands by itself, and has no other below it
        loose = binding(arg, write, names) < demand
        follows = (place or e.op == "negative") and demand and e.op not in COMPARISONS
        signed = follows and begins_with_minus(arg, write)
        part = alone(arg, write, names) if demand == COMPARISON else write(arg, names)
        written.append(f"{left}{part}{right}" if loose or signed else part)
    return written


def alone(e: Expression, write: Writer, names: Mapping[str, str]) -> str:
    """Write an operand that stands by itself, as between commas: the name of a negative number is that in brackets."""
    written = write(e, names)
    for left, right in BRACKETS if isinstance(e, Name) else ():
        inside = written.removeprefix(left).removesuffix(right)
        if written == left + inside + right and left not in inside:
            return inside
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
        return e.infix or ""
    if e.op == "with":
        body, *definitions = (text(arg, names) for arg in e.args)
        return f"{body} with {', '.join(definitions)}"
    if e.op in ("T", "mT"):
        return f"{operands(e, text, names, '(', ')')[0]}.{e.op}"
    if is_infix(e):
        return (e.infix or "").format(*operands(e, text, names, "(", ")"), **{key: bare(x) for key, x in e.static})
    inside = ", ".join([*(alone(arg, text, names) for arg in e.args), *(f"{key}={part}" for key, part in e.static)])
    return f"{e.op}({inside})"


LATEX = {
    "add": "{} + {}", "subtract": "{} - {}", "multiply": r"{} \cdot {}", "matmul": r"{} \, {}", "negative": "-{}",
    "divide": r"\frac{{{}}}{{{}}}", "reciprocal": r"\frac{{1}}{{{}}}", "power": "{{{}}}^{{{}}}",
    "square": "{{{}}}^2", "sqrt": r"\sqrt{{{}}}", "exp": "e^{{{}}}", "absolute": r"\left|{}\right|",
    "greater": "[{} > {}]", "greater_equal": r"[{} \geq {}]", "less": "[{} < {}]", "less_equal": r"[{} \leq {}]",
    "equal": "[{} = {}]", "not_equal": r"[{} \neq {}]", "T": r"{{{}}}^\top", "mT": r"{{{}}}^\top",
    "log": r"\ln\left({}\right)", "conjugate": r"\overline{{{}}}", "inv": "{{{}}}^{{-1}}", "=": "{} = {}",
    "affine": r"{} \, {{{}}}^\top + {}", "bitwise_and": r"{} \land {}", "bitwise_or": r"{} \lor {}",
    "invert": r"\lnot {}", "sum": r"\sum{axis} {}", "getitem": "{}[{index}]", "pick": "{}[{index}]",
    "remainder": r"{} \bmod {}",
    "where": r"\begin{{cases}} {1} & \text{{if }} {0} \\ {2} & \text{{else}} \end{{cases}}",
}  # fmt: skip
# These need no brackets around what stands in them.
ENCLOSING = {"exp", "sqrt", "absolute", "log", "conjugate", "divide", "reciprocal", "where"} | COMPARISONS
ROMAN = {"sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min", "det"}


def has_sign(e: Call) -> bool:
    """Tell whether LaTeX and MathML write a call with a sign of its own, not as a function."""
    return e.op in LATEX and not (e.op == "where" and len(e.args) != 3) and not (e.op == "sum" and len(e.args) != 1)


def latex(e: Expression, names: Mapping[str, str]) -> str:
    """Write an expression in LaTeX; the names are LaTeX already."""
    if isinstance(e, Name):
        if e.name in names:
            return names[e.name]
        part = re.fullmatch(r"([a-z])(\d+)", e.name)
        if part is not None:
            return f"{part[1]}_{{{part[2]}}}"
        return e.name if len(e.name) == 1 else rf"\mathrm{{{latex_text(e.name)}}}"
    if isinstance(e, Number):
        return scientific(e.text, r"{} \cdot 10^{{{}}}")
    if e.op == "with":
        body, *definitions = (latex(arg, names) for arg in e.args)
        return rf"{body} \quad \text{{with }} {', '.join(definitions)}"
    if has_sign(e):
        words = {key: word and rf"\text{{{latex_text(word)}}}" for key, word in signs(e).items()}
        words["axis"] = words["axis"] and f"_{{{words['axis']}}}"
        return LATEX[e.op].format(*operands(e, latex, names, r"\left(", r"\right)"), **words)
    if e.op == "array":
        return rf"\text{{{latex_text(e.infix or '')}}}"
    word = rf"\{e.op}" if e.op in ROMAN else rf"\operatorname{{{latex_text(e.op)}}}"
    inside = [alone(arg, latex, names) for arg in e.args]
    inside += [rf"\text{{{latex_text(f'{key}={part}')}}}" for key, part in e.static]
    return rf"{word}\left({', '.join(inside)}\right)"


def signs(e: Call) -> dict[str, str]:
    """Return the keywords that belong to a sign: an index, and the axes of a sum."""
    static = dict(e.static)
    axes = bare(static.get("axis", "")).rstrip(",")
    several = "axes" if "," in axes else "axis"
    return {"index": bare(static.get("index", "")), "axis": f"{several} {axes}" if axes else ""}


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


def ascii_only(markup: str) -> str:
    """Write every other character as a reference, so that a page may have any encoding.

    >>> ascii_only("\u00e9t\u00e9")
    '&#233;t&#233;'
    """
    return markup.encode("ascii", "xmlcharrefreplace").decode("ascii")


def mo(sign: str) -> str:
    """Write an operator in MathML."""
    return f"<mo>{sign}</mo>"


def row(*parts: str) -> str:
    """Put MathML elements side by side, as one."""
    return f"<mrow>{''.join(parts)}</mrow>"


def fraction(top: str, bottom: str) -> str:
    """Write a fraction in MathML."""
    return f"<mfrac>{top}{bottom}</mfrac>"


def fenced(left: str, inside: str, right: str) -> str:
    """Put brackets around MathML: they grow with what is higher than a line, and only with that."""
    high = any(tag in inside for tag in ("<mfrac", "<msqrt", "<mtable", "<munder>"))
    fence = "<mo>{}</mo>" if high else '<mo stretchy="false">{}</mo>'
    return row(fence.format(left), inside, fence.format(right))


def bar_over(name: str, long: bool) -> str:
    """Put a bar over a letter, or over all of a longer name: as a border, since few fonts have bars that stretch."""
    if long:
        return f'<mrow style="border-top: 0.07em solid; padding-top: 0.12em">{name}</mrow>'
    return f'<mover accent="true">{name}<mo stretchy="false">&#xAF;</mo></mover>'


def comparison(sign: str) -> Callable[..., str]:
    """Make the writer of a comparison: 1 where it is true, else 0."""
    return lambda a, b: fenced("[", a + mo(sign) + b, "]")


def between(sign: str) -> Callable[..., str]:
    """Make the writer of an operation with a sign between its operands."""
    return lambda a, b: row(a, mo(sign), b)


LEFT = '<mtd style="text-align: left; text-align: -webkit-left; padding: 0.1em 0.4em">{}</mtd>'


def cases(condition: str, one: str, other: str) -> str:
    """Write what holds under a condition, and what else."""
    lines = [(one, f"<mtext>if&#xA0;</mtext>{condition}"), (other, "<mtext>else</mtext>")]
    rows = "".join(f"<mtr>{LEFT.format(row(a))}{LEFT.format(row(b))}</mtr>" for a, b in lines)
    return row(mo("{"), f'<mtable columnalign="left left" displaystyle="true">{rows}</mtable>')


TRANSPOSED = "<mo>&#x22A4;</mo>"
MATHML: dict[str, Callable[..., str]] = {
    "add": between("+"),
    "subtract": between("&#x2212;"),
    "multiply": between("&#xB7;"),
    "matmul": lambda a, b: row(a, mo("&#x2062;"), '<mspace width="0.25em"/>', b),
    "affine": lambda x, w, b: row(x, '<mspace width="0.25em"/>', f"<msup>{w}{TRANSPOSED}</msup>", mo("+"), b),
    "negative": lambda a: row(mo("&#x2212;"), a),
    "divide": fraction,
    "reciprocal": lambda a: fraction("<mn>1</mn>", a),
    "power": lambda a, b: f"<msup>{a}{b}</msup>",
    "square": lambda a: f"<msup>{a}<mn>2</mn></msup>",
    "inv": lambda a: f"<msup>{a}{row(mo('&#x2212;'), '<mn>1</mn>')}</msup>",
    "sqrt": lambda a: f"<msqrt>{a}</msqrt>",
    "exp": lambda a: f"<msup><mi>e</mi>{a}</msup>",
    "absolute": lambda a: fenced("|", a, "|"),
    "greater": comparison("&gt;"),
    "greater_equal": comparison("&#x2265;"),
    "less": comparison("&lt;"),
    "less_equal": comparison("&#x2264;"),
    "equal": comparison("="),
    "not_equal": comparison("&#x2260;"),
    "bitwise_and": between("&#x2227;"),
    "bitwise_or": between("&#x2228;"),
    "invert": lambda a: row(mo("&#xAC;"), a),
    "remainder": between("mod"),
    "=": between("="),
    "T": lambda a: f"<msup>{a}{TRANSPOSED}</msup>",
    "mT": lambda a: f"<msup>{a}{TRANSPOSED}</msup>",
    "log": lambda a: row("<mi>ln</mi>", fenced("(", a, ")")),
    "conjugate": lambda a: bar_over(a, True),
    "sum": lambda a, axis="", index="": row(f"<munder>{mo('&#x2211;')}<mtext>{escape(axis)}</mtext></munder>", a),
    "getitem": lambda a, axis="", index="": row(a, fenced("[", f"<mtext>{escape(index)}</mtext>", "]")),
    "pick": lambda a, axis="", index="": row(a, fenced("[", f"<mtext>{escape(index)}</mtext>", "]")),
    "where": cases,
}


def mathml(e: Expression, names: Mapping[str, str]) -> str:
    """Write an expression in MathML; the names are MathML already."""
    if isinstance(e, Name):
        return names.get(e.name) or defined(e.name)
    if isinstance(e, Number):
        return plain_number(e.text)
    if e.op == "with":
        body, first, *others = (mathml(arg, names) for arg in e.args)
        lines = (body, row("<mtext>with&#xA0;</mtext>", first), *others)
        rows = "".join(f"<mtr>{LEFT.format(line)}</mtr>" for line in lines)
        return f'<mtable columnalign="left" displaystyle="true">{rows}</mtable>'
    if has_sign(e):
        words = signs(e) if e.op in ("sum", "getitem", "pick") else {}
        return MATHML[e.op](*bracketed(e, names), **words)
    if e.op == "array":
        return f"<mtext>{escape(e.infix or '')}</mtext>"
    parts = [alone(arg, mathml, names) for arg in e.args]
    parts += [f"<mtext>{escape(f'{key}={value}')}</mtext>" for key, value in e.static]
    return row(f"<mi>{escape(e.op)}</mi>", fenced("(", mo(",").join(parts), ")"))


def bracketed(e: Call, names: Mapping[str, str]) -> list[str]:
    """Write the operands of a call in MathML, with brackets as high as they have to be."""
    marked = operands(e, mathml, names, "\ue002", "\ue003")
    return [fenced("(", part[1:-1], ")") if part[0] == "\ue002" else part for part in marked]


def defined(name: str) -> str:
    """Write a name such as t1, which a formula gives to a part of itself."""
    index = name.lstrip("abcdefghijklmnopqrstuvwxyz")
    letters = name[: len(name) - len(index)]
    return f"<msub><mi>{letters}</mi><mn>{index}</mn></msub>" if index and letters else f"<mi>{escape(name)}</mi>"


# A negative number's, in text, in LaTeX and in MathML.
BRACKETS = (("(", ")"), (r"\left(", r"\right)"), tuple(fenced("(", "|", ")").split("|")))


def mathml_number(digits: str) -> str:
    """Write a number in MathML, a negative one in brackets."""
    return fenced("(", plain_number(digits), ")") if digits.startswith("-") else plain_number(digits)


def plain_number(digits: str) -> str:
    """Write a number in MathML as it stands behind an equals sign, with the minus signs of mathematics.

    >>> plain_number("-1e-5")
    '<mrow><mo>&#x2212;</mo><mn>1</mn><mo>&#xB7;</mo><msup><mn>10</mn><mrow><mo>&#x2212;</mo><mn>5</mn></mrow></msup></mrow>'
    """
    if digits.startswith("-"):
        return row(mo("&#x2212;"), plain_number(digits[1:]).removeprefix("<mrow>").removesuffix("</mrow>"))
    mantissa, mark, exponent = digits.partition("e")
    if not mark or not digits[-1].isdigit():
        return f"<mn>{escape(digits).replace('-', '&#x2212;')}</mn>"
    return row(f"<mn>{mantissa}</mn>", mo("&#xB7;"), f"<msup><mn>10</mn>{plain_number(exponent)}</msup>")
