"""Checks: each local derivative of a graph beside differences of the op itself, at the values it was computed with.

`gradcheck` judges: every use of a value is a function of its own there, the recorded call with one operand free. So it
is the rules of the ops that are tested, and which of them is wrong is seen at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd.checking import gradcheck
from autograd.checking.report import Finding
from autograd.drawing.phrases import Said
from autograd.drawing.replay import Replay, value_of
from autograd.drawing.words import number
from autograd.errors import AutogradError
from autograd.graph.node import Node
from autograd.graph.op import PICK
from autograd.graph.operand import differentiable
from autograd.ops.contraction import flipped
from autograd.ops.matrices import adjoint
from autograd.tensor import Tensor

MOST = 300  # uses that are checked one by one; in a larger graph the first of each op and operand
DIRECTIONS = 4  # in which an array is moved
ENTRIES = 64  # of a result and an operand up to which a fault is looked for in each of them
HERMITIAN = "as a function of the Hermitian part"  # so begins `singular` of an op that reads one triangle of a matrix


class Verdict(NamedTuple):
    """What the check of one local derivative found.

    `kind` is "right", "wrong", "kink" (the op has a corner there, and the derivative is one of the slopes) or
    "unjudged". `derivative` and `differences` are the two numbers where they differ most. What was found wrong in an
    array is narrowed down to one entry of the result by one of the operand, `result` and `entry`, such as "[2, 0]".
    Where it is right, the numbers are those of the sum of all results with random weights, as `words` says.
    """

    kind: str
    words: str
    derivative: float | None = None
    differences: float | None = None
    result: str = ""
    entry: str = ""


class Check(Replay):
    """A run through the graph that checks every call as it comes by."""

    def __init__(self, nodes: Sequence[Node], kept: Mapping[Node, Any]) -> None:
        super().__init__(nodes, kept)
        self.verdicts: dict[tuple[Node, int], Verdict] = {}
        self.sparing = sum(len(node.parents) for node in nodes) > MOST
        self.seen: set[tuple[Any, int]] = set()

    def compute(self, node: Node) -> Any:
        """Check a call, and run it."""
        inputs = self.operands(node)
        op: Any = node.op
        plan: Any = node.plan
        for k in range(len(node.parents) if op is not PICK else 0):  # taking one of several results is no derivative
            slot = plan.positions[k]
            if self.sparing and (op, slot) in self.seen:
                continue
            self.seen.add((op, slot))
            if any(entry is None for entry in inputs):
                self.verdicts[node, k] = Verdict("unjudged", Said("operandnotkept"))
            else:
                self.verdicts[node, k] = checked(node, slot, [doubled(entry) for entry in inputs])
        return super().compute(node)


def check(nodes: Sequence[Node], known: Mapping[Node, Any]) -> dict[tuple[Node, int], Verdict]:
    """Check the derivatives of the calls in a graph, by node and number of the parent.

    Args:
        nodes: in creation order.
        known: the values of nodes whose tensors are at hand.
    """
    run = Check(nodes, {node: value_of(node, known) for node in nodes})
    with np.errstate(all="ignore"):
        run.run()
    return run.verdicts


def doubled(value: Any) -> Any:
    """Return floating-point numbers in double precision, which differences need; anything else as it is."""
    if not differentiable(value) or type(value) is float or value.dtype.itemsize >= 8 * (1 + (value.dtype.kind == "c")):
        return value
    return value.astype(np.complex128 if value.dtype.kind == "c" else np.float64)


def checked(node: Node, slot: int, operands: list[Any]) -> Verdict:
    """Check one derivative of one call."""
    call, operand = of_operand(node, slot, operands), operands[slot]
    try:
        directions = None if np.ndim(operand) == 0 else DIRECTIONS
        report = gradcheck(call, operand, modes=("rev",), directions=directions)
    except Exception as error:  # an op is user code
        said = str(error).partition("\n")[0] if isinstance(error, AutogradError) else f"{type(error).__name__}: {error}"
        return Verdict("unjudged", said)
    for kind in ("wrong", "kink", "unsettled"):
        for finding in report.of_kind(kind):
            return narrowed(node, call, operand, finding)
    if not report or report.worst is None:
        return Verdict("unjudged", report.problem or Said("nothingjudged"))
    words = Said("relativeerror", number(report.relative_error))
    return Verdict("right", words if node.shape == np.shape(operand) == () else Said("mixed", words), *report.worst)


def narrowed(node: Node, call: Callable[[Any], Any], operand: Any, finding: Finding) -> Verdict:
    """Look for the one entry of the result, and of the operand, where what was found is worst."""
    scalars = node.shape == np.shape(operand) == ()
    found = [] if scalars else by_entries(node, call, operand, finding.kind)
    worst, index = max(found, key=lambda entry: distance(entry[0]), default=(finding, ()))
    return Verdict(
        "unjudged" if finding.kind == "unsettled" else finding.kind,
        told_of(worst) if found or scalars else Said("mixed", told_of(worst)),
        worst.analytic,
        worst.numerical,
        written(index),
        worst.where.partition(", entry ")[2] if found else "",
    )


def by_entries(
    node: Node, call: Callable[[Any], Any], operand: Any, kind: str
) -> list[tuple[Finding, tuple[int, ...]]]:
    """Check each entry of a small result by each of a small operand; return what is of this kind, and where."""
    if isinstance(node.dtype, tuple) or not 0 < np.prod(node.shape) <= ENTRIES >= np.size(operand):
        return []
    found: list[tuple[Finding, tuple[int, ...]]] = []
    for index in np.ndindex(node.shape):
        try:
            report = gradcheck(lambda x, index=index: call(x)[index], operand, modes=("rev",))
        except Exception:  # an op is user code, and what was found before stands
            return []
        found += [(other, index) for other in report.of_kind(kind)]
    return found


def distance(finding: Finding) -> float:
    """Return how far the derivative is from the differences; NaN is further than anything."""
    apart = abs(finding.analytic - finding.numerical)
    return np.inf if np.isnan(apart) else apart


def written(index: tuple[int, ...]) -> str:
    """Write where an entry is; nothing of a scalar."""
    return f"[{', '.join(map(str, index))}]" if index else ""


def told_of(finding: Finding) -> Said:
    """Say what is wrong."""
    if finding.slopes is not None:
        return Said("slopes", number(finding.slopes.left), number(finding.slopes.right))
    return Said("unsettled") if finding.kind == "unsettled" else Said("relativeerror", number(finding.error))


def of_operand(node: Node, slot: int, operands: list[Any]) -> Callable[[Any], Any]:
    """Return the recorded call as a function of one operand."""
    op: Any = node.op
    one_triangle = op.singular.startswith(HERMITIAN) or node.static.get("hermitian")
    other = flipped if node.static.get("is_hermitian") is False else adjoint

    def call(x: Any) -> Any:
        if one_triangle:  # its gradient is by convention that of a function of the Hermitian (or symmetric) part
            x = (x + other(x)) / 2
        given = [x if k == slot else operand for k, operand in enumerate(operands)]
        if not any(isinstance(operand, Tensor) for operand in given):
            return op.forward(*((tuple(given),) if op.variadic else given), **node.static)
        return op(tuple(given), **node.static) if op.variadic else op(*given, **node.static)

    return call
