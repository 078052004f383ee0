"""Formulas as text, LaTeX and MathML: brackets, special characters, well-formedness."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from autograd import Tensor, explain
from autograd.drawing.expression import INFIX, Call, Name, Number, latex, mathml, simplified, text
from autograd.drawing.symbols import bracketed, identifier, symbol
from autograd.graph.op import REGISTRY

BINARY = ["add", "subtract", "multiply", "divide", "matmul", "power", "remainder"]
UNARY = ["negative", "square", "reciprocal", "sin", "T", "exp", "absolute", "sqrt", "conjugate"]
FLAT = ["greater", "equal", "bitwise_and", "floor_divide"]


def call(op, *args, **static):
    infix = REGISTRY[op].infix or INFIX.get(op) if op in REGISTRY else None
    return Call(op, args, tuple(static.items()), infix)


a, b, c = map(Name, "abc")
NUMBERS = [Number(digits) for digits in ("2.0", "-3.0", "1e-5", "-1.5e7", "2.0-1.5j", "nan", "inf")]
atoms = st.sampled_from([a, b, c, *NUMBERS])
expressions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(call, st.sampled_from([*BINARY, *FLAT]), inner, inner),
        st.builds(call, st.sampled_from(UNARY), inner),
        st.builds(lambda e: call("getitem", e, index="(0, 1)"), inner),
    ),
    max_leaves=8,
)


class Tree:
    """Stands for an operand, and writes which call it came from with every bracket there can be."""

    def __init__(self, written):
        self.written = written

    T = property(lambda self: Tree(f"T({self.written})"))
    __getitem__ = lambda self, index: Tree(f"getitem({self.written})")
    __neg__ = lambda self: Tree(f"negative({self.written})")


def writes(op, swapped=False):
    def method(self, other):
        pair = (written(other), self.written) if swapped else (self.written, written(other))
        return Tree(f"{op}({', '.join(pair)})")

    return method


PYTHON = {
    "add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "matmul": "matmul", "pow": "power",
    "mod": "remainder", "floordiv": "floor_divide", "and": "bitwise_and", "gt": "greater", "eq": "equal",
}  # fmt: skip
for method, op in PYTHON.items():
    setattr(Tree, f"__{method}__", writes(op))
    setattr(Tree, f"__r{method}__", writes(op, swapped=True))


def written(x):
    return x.written if isinstance(x, Tree) else str(x)


def in_full(e):
    """Write an expression with every bracket there can be, as Tree does; what is the same is written the same."""
    if isinstance(e, Name):
        return e.name
    if isinstance(e, Number):
        return e.text
    args = [in_full(arg) for arg in e.args]
    if e.op == "square":
        return f"power({args[0]}, 2)"
    if e.op == "reciprocal":
        return f"divide(1, {args[0]})"
    return f"{e.op}({', '.join(args)})"


def numbers_named(e, known):
    """Put a name in the place of every number, so that Python does not work them out."""
    if isinstance(e, Number):
        name = f"k{len(known)}"
        known[name] = Tree(e.text)
        return Name(name)
    return e._replace(args=tuple(numbers_named(arg, known) for arg in e.args)) if isinstance(e, Call) else e


@settings(max_examples=300)
@given(expressions)
def test_text_says_in_python_what_is_meant(e):
    """Brackets are where Python needs them: parsed again, the same calls come out, up to a * (b * c) = (a * b) * c."""
    known = {}
    e = numbers_named(e, known)
    names = {name: Tree(name) for name in "abc"} | {name: Tree(name) for name in known}
    functions = {
        name: lambda *args, op=name: Tree(f"{op}({', '.join(map(written, args))})")
        for name in ("sin", "exp", "sqrt", "conjugate", "absolute")
    }
    source = text(in_python(e), {})
    parsed = written(eval(source, {"__builtins__": {}}, names | functions))
    assert rotated(parsed) == rotated(in_full(e)), source


def in_python(e):
    if not isinstance(e, Call):
        return e
    infix = None if (e.infix or "").startswith("|") else e.infix
    return e._replace(args=tuple(map(in_python, e.args)), infix=infix)


def parse(full):
    """Read `op(x, y)` as nested tuples."""
    tokens = re.findall(r"[\w.+-]+|[(),]", full)
    place = 0

    def one():
        nonlocal place
        head = tokens[place]
        place += 1
        if place < len(tokens) and tokens[place] == "(":
            place += 1
            args = []
            while tokens[place] != ")":
                args.append(one())
                place += tokens[place] == ","
            place += 1
            return (head, *args)
        return head

    return one()


def rotated(full):
    """Bring x * (y * z), x * (y / z), x + (y + z) and x + (y - z) to their form without brackets."""

    def turn(tree):
        if isinstance(tree, str):
            return tree
        op, *args = tree[0], *map(turn, tree[1:])
        kin = {"multiply": ("multiply", "divide"), "add": ("add", "subtract")}.get(op, ())
        if kin and not isinstance(args[1], str) and args[1][0] in kin:
            inner, y, z = args[1]
            return turn((inner, turn((op, args[0], y)), z))
        return (op, *args)

    return repr(turn(parse(full)))


@settings(max_examples=200)
@given(expressions)
def test_latex_and_mathml_are_well_formed(e):
    written = latex(e, {})
    assert balanced(written), written
    ET.fromstring(f"<math>{mathml(e, {})}</math>")


def balanced(written):
    """Tell whether braces and \\left \\right pair up."""
    bare = re.sub(r"\\[{}\\]", "", written)
    depth = 0
    for character in bare:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0 and bare.count(r"\left") == bare.count(r"\right")


@pytest.mark.parametrize(
    "e, expected",
    [
        (call("multiply", a, call("matmul", b, c)), "a * (b @ c)"),
        (call("multiply", a, call("divide", b, c)), "a * b / c"),
        (call("divide", a, call("multiply", b, c)), "a / (b * c)"),
        (call("reciprocal", call("multiply", a, b)), "1 / (a * b)"),
        (call("power", call("power", a, b), c), "(a ** b) ** c"),
        (call("power", Number("-2.0"), b), "(-2.0) ** b"),
        (call("getitem", call("square", a), index="0"), "(a ** 2)[0]"),
        (call("getitem", a, index="()"), "a[()]"),
        (call("T", call("negative", a)), "(-a).T"),
        (call("multiply", a, Number("2.0-1.5j")), "a * (2.0-1.5j)"),
        (call("subtract", a, call("negative", b)), "a - (-b)"),
        (call("equal", call("greater", a, b), c), "(a > b) == c"),
        (call("affine", call("add", a, b), c, Name("d")), "(a + b) @ c.T + d"),
        (call("sum", a, axis="0", keepdims="True"), "sum(a, axis=0, keepdims=True)"),
        (call("absolute", call("add", a, b)), "|a + b|"),
    ],
)
def test_brackets_in_text(e, expected):
    assert text(e, {}) == expected


def test_a_name_of_two_words_is_kept_together():
    assert text(call("T", a), {"a": "grad y"}) == "(grad y).T"
    assert text(call("multiply", a, b), {"a": "grad y"}) == "grad y * b"


@pytest.mark.parametrize(
    "e, expected",
    [
        (call("power", call("divide", a, b), c), r"{\left(\frac{a}{b}\right)}^{c}"),
        (call("square", call("exp", a)), r"{\left(e^{a}\right)}^2"),
        (call("power", a, call("add", b, c)), r"{a}^{b + c}"),
        (call("multiply", a, call("negative", b)), r"a \cdot \left(-b\right)"),
        (call("square", Number("1e-5")), r"{\left(1 \cdot 10^{-5}\right)}^2"),
        (call("T", call("T", a)), r"{\left({a}^\top\right)}^\top"),
        (call("negative", call("divide", a, b)), r"-\frac{a}{b}"),
        (call("multiply", a, call("negative", call("divide", b, c))), r"a \cdot \left(-\frac{b}{c}\right)"),
        (call("getitem", call("divide", a, b), index="0"), r"\left(\frac{a}{b}\right)[\text{0}]"),
        (call("some_op", a, shape="(2, 3)"), r"\operatorname{some\_op}\left(a, \text{shape=(2, 3)}\right)"),
    ],
)
def test_brackets_in_latex(e, expected):
    assert latex(e, {}) == expected


def test_what_says_nothing_is_dropped():
    assert simplified(call("multiply", Number("1.0"), a)) == a
    assert simplified(call("power", a, Number("1"))) == a
    assert simplified(call("add", Number("0"), a)) == a
    assert simplified(call("negative", call("negative", a))) == a
    assert simplified(call("getitem", a, index="()")) == a
    assert simplified(call("getitem", a, index="...")) == a
    assert simplified(call("scatter", a, index="()", shape="(2,)")) == a
    assert simplified(call("getitem", a, index="0")) == call("getitem", a, index="0")


def test_two_divisions_are_one():
    assert text(simplified(call("divide", call("divide", a, b), c)), {}) == "a / (b * c)"
    assert text(simplified(call("divide", call("divide", a, b), b)), {}) == "a / b ** 2"
    part = simplified(call("divide", call("divide", Number("1.0"), b), c))
    assert text(simplified(call("multiply", a, part)), {}) == "a / (b * c)"


@pytest.mark.parametrize(
    "e, in_text, in_latex",
    [
        (call("sin", a), "sin(-0.0)", r"\sin\left(-0.0\right)"),
        (call("hypot", a, b), "hypot(-0.0, b)", r"\operatorname{hypot}\left(-0.0, b\right)"),
        (call("absolute", a), "|-0.0|", r"\left|-0.0\right|"),
        (call("divide", a, b), "(-0.0) / b", r"\frac{-0.0}{b}"),
        (call("power", b, a), "b ** (-0.0)", "{b}^{-0.0}"),
        (call("multiply", b, a), "b * (-0.0)", r"b \cdot \left(-0.0\right)"),
        (call("sin", call("negative", a)), "sin(-(-0.0))", r"\sin\left(-\left(-0.0\right)\right)"),
    ],
)
def test_a_negative_number_has_brackets_beside_a_sign_only(e, in_text, in_latex):
    assert text(e, {"a": bracketed("-0.0")}) == in_text
    assert latex(e, {"a": symbol("-0.0")}) == in_latex
    brackets = mathml(e, {"a": identifier("-0.0")}).count('<mo stretchy="false">(</mo>')
    assert brackets == in_latex.count(r"\left(")


def test_a_name_with_brackets_in_it_keeps_them():
    assert text(call("sin", a), {"a": "(u)(v)"}) == "sin((u)(v))"


HOSTILE = [
    "a_b",
    "50%",
    "{x",
    "x}",
    "\\frac",
    "$x$",
    "<b>&",
    "a\nb",
    "]]>",
    "x^2",
    "~#&",
    "\\",
    "日本",
    "\ud800",
    "n\u0661",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_special_characters_in_names_are_escaped(name):
    x = Tensor(2.0, name=name)
    explanation = explain(np.sin(x) * x)
    written = explanation.latex()
    assert balanced(written)
    assert not re.search(r"(?<!\\)[%$#]", written) and "<b>" not in explanation.mathml()
    assert re.search(r"(?<!\\)_(?!\{\d)", written) is None
    ET.fromstring(explanation.mathml())
