"""The derivation: every use of the chain rule in one graph as formulas, in LaTeX, in MathML, and for a notebook."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from autograd.drawing.expression import (
    Call,
    Expression,
    Name,
    Number,
    ascii_only,
    escape,
    latex,
    mathml,
    mo,
    plain_number,
    row,
    scientific,
)  # fmt: skip
from autograd.drawing.snapshot import Box
from autograd.drawing.summary import Summary
from autograd.drawing.sweep import Edge, Step
from autograd.drawing.symbols import barred, identifier, names_of, overlined, symbol
from autograd.drawing.words import ELLIPSIS, Words, number
from autograd.drawing.zeros import STAYS

OPERANDS = 6  # of a call; of more the first three and the last are written


class Language(NamedTuple):
    """How the pieces of an equation are written."""

    write: Callable[[Expression, Mapping[str, str]], str]
    name: Callable[[str], str]
    bar: Callable[[str], str]
    number: Callable[[str], str]
    space: Callable[[tuple[int, ...], str], str]  # all arrays of a shape and dtype
    words: Callable[[str], str]
    equals: str
    within: str
    apart: str


class Equation(NamedTuple):
    """A value or a cotangent, and what it is; `begins` where something new begins."""

    left: str
    sign: str
    right: str
    begins: bool


class Derivation:
    """The equations of some steps of a sweep; `zeros` are the edges on which a gradient of 0 stayed 0."""

    def __init__(
        self,
        boxes: Mapping[str, Box],
        edges: Mapping[tuple[str, int], Edge],
        words: Words,
        steps: Sequence[Step],
        zeros: Collection[tuple[str, int]] = (),
    ) -> None:
        self.boxes = boxes
        self.edges = edges
        self.words = words
        self.steps = steps
        self.zeros = zeros

    def equations(self, language: Language) -> Iterator[Equation]:
        """Give where the sweep begins; then of each step the call, and what it gives to each operand."""
        if self.steps:
            first = self.steps[0]
            yield Equation(language.bar(self.words.labels[first.id]), *told(first.cotangent, language), True)
        for step in self.steps:
            box = self.boxes[step.id]
            call = self.call(box, language) + "".join(told(box.value, language))
            yield Equation(language.name(self.words.labels[box.id]), language.equals, call, True)
            names = names_of(box, self.words, language.name, language.bar)
            for part in step.contributions:
                left = language.bar(target(self.words, box, part.target))
                body, *definitions = spread(self.edges[step.id, part.slot].derivative.pullback)
                right = language.write(body, names)
                value = "".join(told(part.amount, language))
                right += value if scalar(part.amount) is None or value != language.equals + right else ""
                if (step.id, part.slot) in self.zeros:
                    right += language.apart + language.words(STAYS)
                again = part.number > 1 and part.total is not None
                if again and scalar(part.total) is not None:
                    right += language.apart + left + "".join(told(part.total, language))
                yield Equation(left, f"+{language.equals}" if again else language.equals, right, False)
                for name, meaning in definitions:
                    yield Equation(language.write(name, {}), language.equals, language.write(meaning, names), False)

    def call(self, box: Box, language: Language) -> str:
        """Write the call that made a box."""
        names = {key: language.name(self.words.labels[key]) for key in box.inputs}
        operands: list[Expression] = [
            Number(self.words.labels[key]) if self.words.inline(self.boxes[key]) else Name(key) for key in box.inputs
        ]
        if len(operands) > OPERANDS:
            operands = [*operands[:3], Name(ELLIPSIS), operands[-1]]
        call = Call(box.op or "", tuple(operands), box.static, box.infix)
        return language.write(call, names | {ELLIPSIS: language.name(ELLIPSIS)})

    def latex(self, more: int = 0) -> str:
        """Write an `align*` environment; `more` tells how many steps come after these."""
        lines: list[tuple[str, str]] = []
        for left, sign, right, begins in self.equations(LATEX):
            space = "[0.6em]" if begins and lines else ""
            relation = sign.strip().replace("+ =", r"\mathrel{+}=").replace("+=", r"\mathrel{+}=")
            lines.append((space, f"{left} &{relation} {right}"))
        if more:
            lines.append(("[0.6em]", "&" + latex_words(f"and {more:,} more steps")))
        body = "".join(line if not place else f" \\\\{space}\n{line}" for place, (space, line) in enumerate(lines))
        return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"

    def mathml(self, more: int = 0) -> str:
        """Write a table in MathML, in ASCII; `more` tells how many steps come after these."""
        rows: list[str] = []
        for left, sign, right, begins in self.equations(MATHML):
            relation = mo("+=") if sign.startswith("+") else sign
            rows.append(table_row(row(left), relation, row(right), begins and bool(rows)))
        if more:
            rows.append(table_row("", "", mathml_words(f"and {more:,} more steps"), True))
        table = f'<mtable columnalign="right center left" displaystyle="true">{"".join(rows)}</mtable>'
        space = 'xmlns="http://www.w3.org/1998/Math/MathML"'
        return ascii_only(f'<math {space} display="block" style="font-family: {FONTS}">{table}</math>')

    def html(self, words: str, more: int = 0) -> str:
        """Write a piece of HTML for a notebook, in ASCII: the words, and where scripts run the formulas in their place.

        Sanitisers strip the elements of MathML and leave their letters: there the words stay.
        """
        # No name can end the element, and whether it is read as HTML or as XML makes no difference.
        data = json.dumps(self.mathml(more)).replace("<", r"\u003c").replace("&", r"\u0026")
        still = f'<pre style="overflow-x: auto">{ascii_only(escape(words))}</pre>'
        return (
            f'<div data-chainrule="derivation">{still}<script type="application/json">{data}</script></div>'
            f"<script>{SCRIPT}</script>"
        )


SCRIPT = """\
for (const place of document.querySelectorAll('[data-chainrule="derivation"]')) {
  const data = place.querySelector('script[type="application/json"]');
  if (data) place.innerHTML = JSON.parse(data.textContent);
}
document.currentScript?.remove();"""


def spread(formula: Expression) -> tuple[Any, ...]:
    """Return the formula, and the parts of it that have names: pairs of a name and what it stands for."""
    if isinstance(formula, Call) and formula.op == "with":
        return formula.args[0], *(part.args for part in formula.args[1:] if isinstance(part, Call))
    return (formula,)


def target(words: Words, box: Box, key: str) -> str:
    """Return the label of what a step gives to: one of several results is named by its place among them."""
    return f"{words.labels[key]}[{dict(box.static)['index']}]" if box.op == "pick" else words.labels[key]


def scalar(summary: Summary | None) -> str | None:
    """Write a scalar; None for anything else."""
    return number(summary.items[0]) if summary is not None and summary.shape == () and summary.items else None


def told(summary: Summary | None, language: Language) -> tuple[str, str]:
    """Write what a value is: "= 3.0", or of which shape."""
    digits = scalar(summary)
    if digits is not None:
        return language.equals, language.number(digits)
    if summary is None:
        return "", ""
    return language.within, language.space(summary.shape, summary.dtype)


def field(dtype: str) -> str:
    """Return the letter of the numbers of a dtype: real, complex, whole, or true and false."""
    return "C" if dtype.startswith("complex") else "B" if dtype == "bool" else "Z" if "int" in dtype else "R"


def latex_number(digits: str) -> str:
    """Write a number in LaTeX."""
    return scientific(digits, r"{} \cdot 10^{{{}}}")


def latex_space(shape: tuple[int, ...], dtype: str) -> str:
    """Write the set of all arrays of a shape in LaTeX."""
    lengths = r" \times ".join(map(str, shape))
    return rf"\mathbb{{{field(dtype)}}}^{{{lengths}}}"


def mathml_space(shape: tuple[int, ...], dtype: str) -> str:
    """Write the set of all arrays of a shape in MathML."""
    letter = {"R": "&#x211D;", "C": "&#x2102;", "Z": "&#x2124;", "B": "&#x1D539;"}[field(dtype)]
    lengths = mo("&#xD7;").join(f"<mn>{length}</mn>" for length in shape)
    return f"<msup><mi>{letter}</mi>{row(lengths)}</msup>"


def latex_words(words: str) -> str:
    """Write words between formulas in LaTeX."""
    return rf"\text{{{words}}}"


def mathml_words(words: str) -> str:
    """Write words between formulas in MathML."""
    return f"<mtext>{words}</mtext>"


LATEX = Language(latex, symbol, barred, latex_number, latex_space, latex_words, " = ", r" \in ", r", \quad ")
MATHML = Language(
    mathml, identifier, overlined, plain_number, mathml_space, mathml_words, mo("="), mo("&#x2208;"),
    f'{mo(",")}<mspace width="1em"/>',
)  # fmt: skip


def table_row(left: str, sign: str, right: str, apart: bool) -> str:
    """Write a row of a table in MathML; Chromium knows no columnalign, and style sheets take the padding away.

    Cells hold blocks, which Chromium aligns by -webkit-right only; other browsers pass over that.
    """
    top = "0.9em" if apart else "0.25em"
    cells = zip((left, sign, right), ("right", "center", "left"), strict=True)
    return f"<mtr>{''.join(CELL.format(align, top, content) for content, align in cells)}</mtr>"


FONTS = "Latin Modern Math, STIX Two Math, Cambria Math, DejaVu Math TeX Gyre, math"  # others put indices on the line
CELL = '<mtd style="text-align: {0}; text-align: -webkit-{0}; padding: {1} 0.4em 0.25em">{2}</mtd>'
