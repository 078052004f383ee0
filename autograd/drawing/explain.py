"""explain: the chain rule of one graph in words and formulas, node by node, in the order of the reverse sweep."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from autograd.drawing.choice import chosen, whole
from autograd.drawing.columns import columns, padded
from autograd.drawing.derivation import Derivation, scalar, spread, target
from autograd.drawing.expression import Expression, text
from autograd.drawing.overview import overview
from autograd.drawing.snapshot import Box, Snapshot
from autograd.drawing.summary import Summary
from autograd.drawing.sweep import Contribution, Edge, Step, Sweep, position, sweep_and_ids
from autograd.drawing.symbols import bracketed, text_names
from autograd.drawing.text import encodable
from autograd.drawing.words import ELLIPSIS, Words, in_full, number, one_line
from autograd.drawing.zeros import STAYS, ZeroWatch
from autograd.errors import GraphError, InputTypeError
from autograd.graph.node import Node
from autograd.graph.walk import Settings, collect, run
from autograd.tensor import Tensor

EXPLAINED = 50  # steps that are shown
LEAVES = 20  # gradients in the result, where not all steps are shown


class Line(NamedTuple):
    """One contribution: the operand, the formula with names, with numbers (scalars only), and the result."""

    target: str
    again: bool  # something was given to this operand before
    formula: str
    definitions: tuple[str, ...]  # of the names that the formula gives to parts of itself
    numbers: str | None
    amount: str
    total: str | None  # when it is not the only one
    note: str  # behind the result


class Explanation:
    """The chain rule of a graph: `print` it, or take it as LaTeX or MathML.

    `sweep` is the plain data: the graph, the derivative along every edge, and every step. `steps` are those that are
    shown: all of them, those of the way to one tensor, and no more than a limit. `weighted` tells that the sweep began
    with a cotangent of the user's; `zeros` are the edges, by target and slot, on which a gradient of 0 stayed 0.
    """

    def __init__(
        self,
        sweep: Sweep,
        focus: str | None = None,
        limit: int | None = EXPLAINED,
        weighted: bool = False,
        zeros: Collection[tuple[str, int]] = (),
    ) -> None:
        self.sweep = sweep
        self.focus = focus
        self.weighted = weighted
        self.zeros = zeros
        self.words = Words(sweep.snapshot)
        self.boxes: dict[str, Box] = {box.id: box for box in sweep.snapshot.boxes}
        self.edges: dict[tuple[str, int], Edge] = {(edge.target, edge.slot): edge for edge in sweep.edges}
        self.totals = {part.target: part.total for step in sweep.steps for part in step.contributions}
        on_way = sweep.steps if focus is None else ways(sweep, focus)
        self.steps = on_way[:limit]
        self.more = len(on_way) - len(self.steps)

    def __str__(self) -> str:
        return encodable("\n".join(self.lines()), getattr(sys.stdout, "encoding", None))

    __repr__ = __str__

    def lines(self) -> Iterator[str]:
        """Write the explanation in words."""
        if self.more:
            limit, way = len(self.steps), "" if self.focus is None else f" to {self.words.labels[self.focus]}"
            left_out = f"the limit of {limit:,} leaves out {self.more:,} of {limit + self.more:,} steps{way}"
            yield f"A graph of {len(self.boxes):,} nodes; {left_out}:"
            yield from overview(self.sweep.snapshot)[1:-1]
            yield "  to see more explain(t, focus=w) for the way to one tensor; explain(t, limit=None) for every step"
            yield ""
        shown = {step.id for step in self.steps}
        given = {source for key in shown for source in self.boxes[key].inputs} - shown
        boxes = [box for box in self.sweep.snapshot.boxes if box.id in given and not self.words.inline(box)]
        if any(box.kind != "result" for box in boxes):
            yield "Given"
            for box in boxes:
                if box.kind != "result":
                    yield f"  {self.words.labels[box.id]} = {said(box.value)}"
            yield ""
        yield from self.forward([box for box in self.sweep.snapshot.boxes if box.id in shown])
        roots = ", ".join(self.words.labels[key] for key in self.sweep.snapshot.outputs)
        where = "the leaves" if self.focus is None else self.words.labels[self.focus]
        yield ""
        v = next(name for name in ("v", "u", "w", "any tensor") if name not in self.words.labels.values())
        yield f"Backward: from {roots} to {where}; `grad {v}` is how fast {self.measured()} changes with {v}"
        if any(is_complex(box) for box in self.boxes.values()):
            yield f"  of a complex {v} = x + iy that is d/dx - i d/dy"
        if self.steps:
            first = self.steps[0]
            yield f"  grad {self.words.labels[first.id]} = {said(first.cotangent)}, where it begins"
        for count, step in enumerate(self.steps, 1):
            yield from self.step_lines(count, step)
        if self.more:
            yield f"  {ELLIPSIS} {self.more:,} more steps"
        yield ""
        yield "Result"
        yield from self.results()

    def measured(self) -> str:
        """Say what the gradients are those of: one real number, also where the result is none."""
        (key,) = self.sweep.snapshot.outputs
        box, label = self.boxes[key], self.words.labels[key]
        said = label
        if box.shape:
            said = f"the sum of {label}'s entries{', weighted by the cotangent,' if self.weighted else ''}"
        elif self.weighted and is_complex(box):
            said = f"the cotangent times {label}"
        return f"the real part of {said}" if is_complex(box) else said

    def forward(self, boxes: list[Box]) -> Iterator[str]:
        """Write the operations of the steps that are shown."""
        count = len(boxes) + self.more
        some = f", the last {len(boxes)} of them" if self.more else ""
        yield f"Forward: {count:,} operation{'s' * (count != 1)}, in the order they ran{some}"
        for box in boxes:
            several = f"{box.outputs} results" if box.outputs != 1 else None
            yield f"  {self.words.title(box)} = {several or said(box.value)}"

    def results(self) -> Iterator[str]:
        """Write the gradients of the leaves, or that of the one tensor that is asked for."""
        keys = [box.id for box in self.sweep.snapshot.boxes if box.kind == "leaf" and box.id in self.totals]
        if self.focus is not None:
            keys = [self.focus]
        most = len(keys) if not self.more else LEAVES
        for key in keys[:most]:
            yield f"  grad {self.words.labels[key]} = {said(self.totals.get(key))}"
        if len(keys) > most:
            yield f"  {ELLIPSIS} {len(keys) - most:,} more leaves"

    def step_lines(self, count: int, step: Step) -> Iterator[str]:
        """Write one step: the call, then a line for each of its operands."""
        yield f"{count}. {self.words.title(self.boxes[step.id])}"
        lines = [self.line(step, part) for part in step.contributions]
        heads = [f"grad {line.target} {'+=' if line.again else '='} {line.formula}" for line in lines]
        width = max(map(columns, heads), default=0)
        for head, line in zip(heads, lines, strict=True):
            rest = " = ".join([part for part in (line.numbers, line.amount) if part is not None])
            tail = f", together {line.total}" if line.total is not None else ""
            yield f"     {padded(head, width)} = {rest}{line.note}{tail}"
            for place, definition in enumerate(line.definitions):
                yield f"       {'    ' if place else 'with'} {definition}"

    def line(self, step: Step, part: Contribution) -> Line:
        """Put one contribution into words."""
        edge = self.edges[step.id, part.slot]
        box = self.boxes[step.id]
        amount, pullback = said(part.amount), edge.derivative.pullback
        body, *definitions = spread(pullback)
        names = text_names(box, self.words)
        formula = text(body, names)
        meant = tuple(f"{text(name, {})} = {text(meaning, names)}" for name, meaning in definitions)
        numbers = None if definitions else self.with_numbers(body, box, step)
        numbers = numbers if numbers not in (formula, amount, f"({amount})") else None
        note = ""
        if (step.id, part.slot) in self.zeros:  # the numbers are no equation then
            note = f" ({STAYS}{f': {numbers} would be NaN' if numbers else ''})"
            numbers = None
        several = part.number > 1 and part.total is not None
        return Line(
            target(self.words, box, part.target), several, formula, meant,
            numbers, amount, said(part.total, shape=False) if several else None, note,
        )  # fmt: skip

    def with_numbers(self, formula: Expression, box: Box, step: Step) -> str | None:
        """Write the formula of a call on scalars with its numbers; None for tensors."""
        values = [self.boxes[source].value for source in box.inputs]
        known = {arg: scalar(value) for arg, value in zip(box.args, values, strict=False)}
        known |= {"out": scalar(box.value), "g": scalar(step.cotangent)}
        if any(written is None for written in known.values()):
            return None
        return text(formula, {name: bracketed(written or "") for name, written in known.items()})

    def derivation(self) -> Derivation:
        """Return the equations of the steps that are shown."""
        return Derivation(self.boxes, self.edges, self.words, self.steps, self.zeros)

    def latex(self) -> str:
        r"""Write the derivation in LaTeX, an `align*` environment: each call, and what it gives to its operands.

        >>> x = Tensor(3.0, name="x")
        >>> print(explain(x * x).latex())
        \begin{align*}
        \bar{n}_{2} &= 1.0 \\[0.6em]
        n_{2} &= x \cdot x = 9.0 \\
        \bar{x} &= \bar{n}_{2} \cdot x = 3.0 \\
        \bar{x} &\mathrel{+}= \bar{n}_{2} \cdot x = 3.0, \quad \bar{x} = 6.0
        \end{align*}
        """
        return self.derivation().latex(self.more)

    def mathml(self) -> str:
        """Write the derivation in MathML, which browsers show: a table with a row for each equation, in ASCII."""
        return self.derivation().mathml(self.more)

    def _repr_html_(self) -> str:
        return self.derivation().html("\n".join(self.lines()), self.more)

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$".replace("align*", "aligned")


def is_complex(box: Box) -> bool:
    """Tell whether a box holds complex numbers."""
    return box.dtype.startswith("complex")


def ways(sweep: Sweep, focus: str) -> tuple[Step, ...]:
    """Return the steps that lead to one node, with what they give on the way to it."""
    leading = {focus}
    for box in sweep.snapshot.boxes:  # operands come before what uses them
        if leading.intersection(box.inputs):
            leading.add(box.id)
    steps = (
        step._replace(contributions=tuple(part for part in step.contributions if part.target in leading))
        for step in sweep.steps
        if step.id in leading and step.id != focus
    )
    return tuple(step for step in steps if step.contributions)


def said(summary: Summary | None, shape: bool = True) -> str:
    """Write a value in one line, with its shape where the numbers do not show it."""
    if summary is None or in_full(summary) is not None:
        return one_line(summary)
    stats = summary.stats
    equal = stats is not None and stats.low == stats.high and not stats.of_magnitude and not summary.bad
    words = f"{number(stats.mean)} everywhere" if equal and stats else one_line(summary)
    return f"{words}, shape {summary.shape}" if shape else words


def explain(
    t: Tensor, cotangent: Any = None, *, focus: Tensor | str | None = None, limit: int | None = EXPLAINED
) -> Explanation:
    """Explain how the gradients of a tensor come about: every use of the chain rule, with its formula and numbers.

    The engine's own reverse sweep runs under observation; no `.grad` is written. The formulas are read off the
    derivative rules themselves.

    Args:
        t: a tensor on a graph, of any shape and dtype. Of an array the gradient is that of the sum of its entries, of
            complex numbers that of the real part.
        cotangent: what to pull back, of the shape of t; ones by default. It weights the entries in that sum.
        focus: a tensor that t was computed from, its name or its id in the explanation (`n3`): only what leads to its
            gradient is shown.
        limit: how many steps are shown at most, the first ones; None for all. Where there are more, an overview of
            the graph comes first.

    Returns:
        An Explanation: `print` it; `.latex()` and `.mathml()` give the derivation as formulas.

    Raises:
        InputTypeError: t is no Tensor; limit is no whole number from 1 on; focus is no Tensor and no name.
        GraphError: t is on no graph; focus is t itself, a constant, a call with several results, or a scope.
        UnknownNameError: focus is no name of what t was computed from, or not of one thing only.
        ShapeError: the cotangent has another shape.

    >>> x = Tensor(3.0, name="x")
    >>> y = x * x
    >>> print(explain(y))
    Given
      x = 3.0
    <BLANKLINE>
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
    limit = whole("limit", limit, 1)
    seed = np.ones(t.shape, t.dtype)[()] if cotangent is None else t.checked_cotangent(cotangent)
    if isinstance(seed, Tensor):
        seed = seed.data
    if cotangent is None and isinstance(t.data, float) and not isinstance(t.data, np.generic):
        seed = 1.0
    watch = ZeroWatch()
    nodes, leaves, bars = collect((t.node,))
    run(nodes, leaves, bars, {t.node: seed}, Settings(observer=watch))
    found = sweep_and_ids(watch)
    assert found is not None  # t was computed from something
    sweep, ids = found
    place = None if focus is None else place_of(focus, sweep.snapshot, ids)
    zeros = frozenset((ids[node], position(node, k)) for node, k in watch.zeros)
    return Explanation(sweep, place, limit, cotangent is not None, zeros)


def place_of(focus: Tensor | str, snapshot: Snapshot, ids: Mapping[Node, str]) -> str:
    """Return the id of the box that a result is explained for."""
    keys = chosen(snapshot, ids, None, focus, None).focus
    said = repr(focus) if isinstance(focus, str) else "the given tensor"
    if len(keys) > 1:
        raise GraphError(f"explain() got focus={said}: it is a scope of {len(keys)} boxes. Pass one tensor.")
    (box,) = (box for box in snapshot.boxes if box.id == keys[0])
    if box.id in snapshot.outputs:
        what = "the result itself"
    elif box.kind == "constant":
        what = "a constant, and no gradient goes to it"
    elif box.outputs != 1:
        what = "a call with several results, each with its own gradient"
    else:
        return box.id
    raise GraphError(f"explain() got focus={said}: it is {what}. Pass a tensor that the result was computed from.")
