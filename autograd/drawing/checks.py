"""Checks: each local derivative of a graph beside differences of the op itself, at the values it was computed with.

`gradcheck` judges: every use of a value is a function of its own there, the recorded call with one operand free. So it
is the rules of the ops that are tested, and which of them is wrong is seen at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd.checking import gradcheck
from autograd.drawing.phrases import Said
from autograd.drawing.replay import Replay, value_of
from autograd.errors import AutogradError
from autograd.graph.node import Node
from autograd.graph.op import PICK
from autograd.graph.operand import differentiable
from autograd.ops.contraction import flipped
from autograd.ops.matrices import adjoint
from autograd.tensor import Tensor

MOST = 300  # uses that are checked one by one; in a larger graph the first of each op and operand
DIRECTIONS = 4  # in which an array is moved
HERMITIAN = "as a function of the Hermitian part"  # so begins `singular` of an op that reads one triangle of a matrix


class Verdict(NamedTuple):
    """What the check of one local derivative found.

    `kind` is "right", "wrong", "kink" (the op has a corner there, and the derivative is one of the slopes) or
    "unjudged". `derivative` and `differences` are the two numbers where they differ most: of a result of several
    numbers the derivatives of their sum with random weights, of an array along a random direction or in one entry.
    """

    kind: str
    words: str
    derivative: float | None = None
    differences: float | None = None


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
    try:
        directions = None if np.ndim(operands[slot]) == 0 else DIRECTIONS
        report = gradcheck(of_operand(node, slot, operands), operands[slot], modes=("rev",), directions=directions)
    except Exception as error:  # an op is user code
        said = str(error).partition("\n")[0] if isinstance(error, AutogradError) else f"{type(error).__name__}: {error}"
        return Verdict("unjudged", said)
    for kind in ("wrong", "kink", "unsettled"):
        for finding in report.of_kind(kind):
            words = Said("relativeerror", f"{finding.error:.1e}")
            if finding.slopes is not None:
                words = Said("slopes", f"{finding.slopes.left:.6g}", f"{finding.slopes.right:.6g}")
            elif kind == "unsettled":
                words = Said("unsettled")
            name = "unjudged" if kind == "unsettled" else kind
            return Verdict(name, words, finding.analytic, finding.numerical)
    if not report or report.worst is None:
        return Verdict("unjudged", report.problem or Said("nothingjudged"))
    return Verdict("right", Said("relativeerror", f"{report.relative_error:.1e}"), *report.worst)


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
