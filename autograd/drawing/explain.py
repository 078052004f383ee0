"""explain: the chain rule of one graph in words and formulas, node by node, in the order of the reverse sweep."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from autograd.drawing.expression import Expression, escape, latex, mathml, mathml_number, mo, row, scientific, text
from autograd.drawing.snapshot import Box
from autograd.drawing.summary import Summary
from autograd.drawing.sweep import Contribution, Edge, Step, Sweep, Watch, sweep_of
from autograd.drawing.symbols import barred, bracketed, identifier, names_of, overlined, symbol, text_names
from autograd.drawing.text import encodable
from autograd.drawing.words import ELLIPSIS, Words, number, one_line
from autograd.errors import GraphError, InputTypeError
from autograd.graph.walk import Settings, collect, run
from autograd.tensor import Tensor

EXPLAINED = 200  # steps that print() writes


class Line(NamedTuple):
    """One contribution: the operand, the formula with names, with numbers (scalars only), and the result."""

    target: str
    again: bool  # something was given to this operand before
    formula: str
    numbers: str | None
    amount: str
    total: str | None  # when it is not the only one


class Explanation:
    """The chain rule of a graph: `print` it, or take it as LaTeX or MathML.

    `sweep` is the plain data: the graph, the derivative along every edge, and every step.
    """

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self.words = Words(sweep.snapshot)
        self.boxes: dict[str, Box] = {box.id: box for box in sweep.snapshot.boxes}
        self.edges: dict[tuple[str, int], Edge] = {(edge.target, edge.slot): edge for edge in sweep.edges}
        self.given: dict[str, int] = {}
        for step in sweep.steps:
            for part in step.contributions:
                self.given[part.target] = max(self.given.get(part.target, 0), part.number)

    def __str__(self) -> str:
        return encodable("\n".join(self.lines(EXPLAINED)), getattr(sys.stdout, "encoding", None))

    __repr__ = __str__

    def lines(self, most: int | None = None) -> Iterator[str]:
        """Write the explanation, `most` steps of it at most."""
        shown = self.sweep.steps if most is None else self.sweep.steps[:most]
        results = [box for box in self.sweep.snapshot.boxes if box.kind == "result"]
        yield f"Forward: {len(results)} operation{'s' * (len(results) != 1)}, in the order they ran"
        for box in results if most is None else results[:most]:
            yield f"  {self.words.title(box)} = {one_line(box.value)}"
        if len(results) > len(shown) and most is not None and len(results) > most:
            yield f"  {ELLIPSIS} {len(results) - most:,} more"
        roots = ", ".join(self.words.labels[key] for key in self.sweep.snapshot.outputs)
        yield ""
        yield f"Backward: from {roots} to the leaves; `grad v` is how fast {roots} changes with v"
        if self.sweep.steps:
            first = self.sweep.steps[0]
            yield f"  grad {self.words.labels[first.id]} = {one_line(first.cotangent)}, where it begins"
        for count, step in enumerate(shown, 1):
            yield from self.step_lines(count, step)
        if len(shown) < len(self.sweep.steps):
            yield f"  {ELLIPSIS} {len(self.sweep.steps) - len(shown):,} more steps"
        yield ""
        yield "Result"
        for box in self.sweep.snapshot.boxes:
            if box.kind == "leaf" and box.id in self.given:
                yield f"  grad {self.words.labels[box.id]} = {one_line(self.total(box.id))}"

    def step_lines(self, count: int, step: Step) -> Iterator[str]:
        """Write one step: the call, then a line for each of its operands."""
        yield f"{count}. {self.words.title(self.boxes[step.id])}"
        lines = [self.line(step, part) for part in step.contributions]
        heads = [f"grad {line.target} {'+=' if line.again else '='} {line.formula}" for line in lines]
        width = max(map(len, heads), default=0)
        for head, line in zip(heads, lines, strict=True):
            rest = " = ".join([part for part in (line.numbers, line.amount) if part is not None])
            tail = f", together {line.total}" if line.total is not None else ""
            yield f"     {head.ljust(width)} = {rest}{tail}"

    def line(self, step: Step, part: Contribution) -> Line:
        """Put one contribution into words."""
        edge = self.edges[step.id, part.slot]
        box = self.boxes[step.id]
        amount = one_line(part.amount)
        formula = text(edge.derivative.pullback, text_names(box, self.words))
        numbers = self.with_numbers(edge.derivative.pullback, box, step)
        several = part.number > 1 and part.total is not None
        return Line(
            self.words.labels[part.target], part.number > 1, formula,
            numbers if numbers not in (formula, amount) else None, amount, one_line(part.total) if several else None,
        )  # fmt: skip

    def with_numbers(self, formula: Expression, box: Box, step: Step) -> str | None:
        """Write the formula of a call on scalars with its numbers; None for tensors."""
        values = [self.boxes[source].value for source in box.inputs]
        known = {arg: scalar(value) for arg, value in zip(box.args, values, strict=False)}
        known |= {"out": scalar(box.value), "g": scalar(step.cotangent)}
        if any(written is None for written in known.values()):
            return None
        return text(formula, {name: bracketed(written or "") for name, written in known.items()})

    def total(self, key: str) -> Summary | None:
        """Return what all contributions to a node add up to."""
        for step in reversed(self.sweep.steps):
            for part in reversed(step.contributions):
                if part.target == key:
                    return part.total
        return None

    def latex(self) -> str:
        r"""Write the derivation in LaTeX, one line for each contribution, for an `align*` environment.

        >>> x = Tensor(3.0, name="x")
        >>> print(explain(x * x).latex())
        \begin{align*}
        \bar{n_{2}} &= 1.0 \\
        \bar{x} &\mathrel{+}= \bar{n_{2}} \cdot x = 3.0 \\
        \bar{x} &\mathrel{+}= \bar{n_{2}} \cdot x = 3.0
        \end{align*}
        """
        lines = list(self.formulas(latex, symbol, barred))
        body = " \\\\\n".join(f"{left} &{sign} {right}" for left, sign, right in lines)
        return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"

    def mathml(self) -> str:
        """Write the derivation in MathML, which browsers show: a table with one row for each contribution."""
        rows = []
        for left, sign, right in self.formulas(mathml, identifier, overlined):
            cells = (left, mo(escape(sign.replace(r"\mathrel{+}=", "+="))), right)
            columns = zip(cells, ("right", "center", "left"), strict=True)
            rows.append("<mtr>" + "".join(table_cell(row(cell), align) for cell, align in columns) + "</mtr>")
        table = f'<mtable columnalign="right center left">{"".join(rows)}</mtable>'
        return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">{table}</math>'

    def formulas(
        self,
        write: Callable[[Expression, Mapping[str, str]], str],
        name: Callable[[str], str],
        bar: Callable[[str], str],
    ) -> Iterator[tuple[str, str, str]]:
        """Give left side, sign and right side of one equation after the other."""
        if self.sweep.steps:
            first = self.sweep.steps[0]
            yield bar(self.words.labels[first.id]), "=", figure(first.cotangent, write)
        for step in self.sweep.steps:
            box = self.boxes[step.id]
            names = names_of(box, self.words, name, bar)
            for part in step.contributions:
                right = write(self.edges[step.id, part.slot].derivative.pullback, names)
                value = figure(part.amount, write)
                equal = " = " if write is latex else mo("=")
                sign = r"\mathrel{+}=" if self.given[part.target] > 1 else "="
                yield bar(self.words.labels[part.target]), sign, f"{right}{equal}{value}" if value else right

    def _repr_html_(self) -> str:
        return f"<div>{self.mathml()}</div>"

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$".replace("align*", "aligned")


def explain(t: Tensor, cotangent: Any = None) -> Explanation:
    """Explain how the gradients of a tensor come about: every use of the chain rule, with its formula and numbers.

    The engine's own reverse sweep runs under observation; no `.grad` is written. The formulas are read off the
    derivative rules themselves.

    Args:
        t: a tensor on a graph, of any shape and dtype.
        cotangent: what to pull back, of the shape of t; ones by default.

    Returns:
        An Explanation: `print` it; `.latex()` and `.mathml()` give the derivation as formulas.

    Raises:
        InputTypeError: t is no Tensor.
        GraphError: t is on no graph.
        ShapeError: the cotangent has another shape.

    >>> x = Tensor(3.0, name="x")
    >>> y = x * x
    >>> print(explain(y))
    Forward: 1 operation, in the order they ran
      n2 = x * x = 9.0
    <BLANKLINE>
    Backward: from n2 to the leaves; `grad v` is how fast n2 changes with v
      grad n2 = 1.0, where it begins
    1. n2 = x * x
         grad x = grad n2 * x  = 1.0 * 3.0 = 3.0
         grad x += grad n2 * x = 1.0 * 3.0 = 3.0, together 6.0
    <BLANKLINE>
    Result
      grad x = 6.0
    """
    if not isinstance(t, Tensor):
        raise InputTypeError(
            f"explain() needs a Tensor; got {t!r:.60} of type {type(t).__name__}. Pass the result of your "
            "computation, such as the loss: explain(loss)."
        )
    if t.node is None:
        raise GraphError("explain() needs a tensor on a graph: compute it from Tensors, outside no_grad().")
    if t.node.op is None:
        raise GraphError("explain() got a leaf: nothing was computed, so there is no chain rule to explain.")
    seed = np.ones(t.shape, t.dtype)[()] if cotangent is None else t.checked_cotangent(cotangent)
    if isinstance(seed, Tensor):
        seed = seed.data
    if cotangent is None and isinstance(t.data, float) and not isinstance(t.data, np.generic):
        seed = 1.0
    watch = Watch()
    nodes, leaves, bars = collect((t.node,))
    run(nodes, leaves, bars, {t.node: seed}, Settings(observer=watch))
    sweep = sweep_of(watch)
    assert sweep is not None  # t was computed from something
    return Explanation(sweep)


def scalar(summary: Summary | None) -> str | None:
    """Write a scalar; None for anything else."""
    return number(summary.items[0]) if summary is not None and summary.shape == () and summary.items else None


def figure(summary: Summary | None, write: Any) -> str:
    """Write the number of a scalar in LaTeX or MathML; nothing for a tensor."""
    digits = scalar(summary)
    if digits is None:
        return ""
    return scientific(digits, r"{} \cdot 10^{{{}}}") if write is latex else mathml_number(digits)


def table_cell(content: str, align: str) -> str:
    """Write a cell of a table in MathML; Chromium knows no columnalign, and style sheets take the padding away.

    Cells hold blocks, which Chromium aligns by -webkit-right only; other browsers pass over that.
    """
    return f'<mtd style="text-align: {align}; text-align: -webkit-{align}; padding: 0.25em 0.4em">{content}</mtd>'
