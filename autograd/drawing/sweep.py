"""The reverse sweep, as it really ran: which node was visited when, and what it gave to its operands.

`record_backward` looks on while the engine walks; what it keeps is plain data again, made when the block ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from autograd.drawing.checks import Verdict
from autograd.drawing.derivative import Derivative, Derivatives, local
from autograd.drawing.faults import in_sweep
from autograd.drawing.phrases import Said, listed
from autograd.drawing.snapshot import Snapshot, payload, read
from autograd.drawing.summary import Number, Summary, norm, summarise
from autograd.drawing.words import ABSENT, Words, in_full, number as digits
from autograd.graph.node import Node, wrap
from autograd.tensor import Tensor


class Contribution(NamedTuple):
    """What a visited node gave to one operand.

    `amount` was added to the operand's cotangent, which then was `total`; `number` tells the how manieth
    contribution to this operand it was, from 1. Of a leaf both go on from one backward() to the next, as
    `.grad` does.
    """

    slot: int
    target: str
    amount: Summary | None
    total: Summary | None
    number: int


class Step(NamedTuple):
    """One visit: the node whose cotangent was complete, that cotangent, and what became of it."""

    id: str
    cotangent: Summary | None
    contributions: tuple[Contribution, ...]


class Edge(NamedTuple):
    """The derivative along one use of a value: as a formula, and for scalars as a number; and what a check found."""

    target: str
    slot: int
    derivative: Derivative
    number: Number | None
    verdict: Verdict | None = None


class Sweep(NamedTuple):
    """A graph, its derivatives, and the steps of the sweep in the order in which they were made."""

    snapshot: Snapshot
    steps: tuple[Step, ...]
    edges: tuple[Edge, ...]


class Event(NamedTuple):
    """What the engine showed: a contribution of a node to its k-th parent."""

    node: Node
    k: int
    cotangent: Summary | None
    amount: Summary | None
    total: Summary | None
    number: int


class Watch:
    """The observer of a walk: it notes every contribution, and what each cotangent adds up to."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Let go of everything that was seen: it holds the graph and its cotangents."""
        self.events: list[Event] = []
        self.totals: dict[Node, Any] = {}
        self.counts: dict[Node, int] = {}
        self.given: set[Node] = set()
        self.before: dict[Node, Summary | None] = {}  # what `.grad` of a leaf was when it was first given something
        self.last: Node | None = None

    def __call__(self, node: Node, k: int, g: Any, bar: Any) -> None:
        if node is not self.last:  # its cotangent is complete: nothing will be added any more
            self.last = node
            self.totals.pop(node, None)
            self.counts.pop(node, None)
        parent, bar = node.parents[k], payload(bar)
        amount = summarised(bar)
        if parent.op is None and parent not in self.before:
            self.before[parent] = summarised(parent.grad)
        old = self.totals.get(parent)
        if isinstance(parent.dtype, tuple):  # one of several outputs: the parts are put together, not added
            total = None
        else:
            total = self.totals[parent] = bar if old is None else old + bar
        self.given.add(parent)
        self.counts[parent] = self.counts.get(parent, 0) + 1
        self.events.append(Event(node, k, summarised(g), amount, summarised(total), self.counts[parent]))

    def roots(self) -> list[Node]:
        """Return the nodes where walks began: nothing was given to them."""
        return [node for node in dict.fromkeys(event.node for event in self.events) if node not in self.given]


def summarised(value: Any) -> Summary | None:
    """Describe a cotangent; None for the several cotangents of a node of several outputs."""
    value = payload(value)
    return None if value is None or isinstance(value, (tuple, list)) else summarise(value)


def sweep_of(watch: Watch) -> Sweep | None:
    """Make plain data of what was seen; None when there is nothing."""
    found = sweep_and_ids(watch)
    return None if found is None else found[0]


def sweep_and_ids(watch: Watch, names: Any = None) -> tuple[Sweep, dict[Node, str]] | None:
    """Make plain data of what was seen, and tell the id of each node; `names` as for `draw`."""
    roots = watch.roots()
    if not roots:
        return None
    handles = [wrap(Tensor, root.value, root) for root in roots]
    snapshot, ids = read(handles, grads=True, names=names)
    visits: list[tuple[Event, list[Contribution]]] = []
    last: Event | None = None
    for event in watch.events:
        # A visit gives to each operand once: the same node and operand again is the next walk.
        if last is None or last.node is not event.node or last.k >= event.k:
            visits.append((event, []))
        last = event
        parent = ids[event.node.parents[event.k]]
        slot = position(event.node, event.k)
        visits[-1][1].append(Contribution(slot, parent, event.amount, event.total, event.number))
    steps = tuple(Step(ids[event.node], event.cotangent, tuple(given)) for event, given in visits)
    seen = {step.id: step.cotangent for step in steps}
    given = {part.target: part.total for step in steps for part in step.contributions}  # all there is of grad(f)(x)
    held = {ids[node]: summary for node, summary in watch.before.items() if summary is not None and norm(summary)}
    marks = {
        box.id: (Said("held", sized(held[box.id]), sized(box.grad)),) for box in snapshot.boxes if box.id in held
    }
    boxes = tuple(box._replace(grad=seen.get(box.id) or given.get(box.id)) for box in snapshot.boxes)
    faults = dict(snapshot.faults)
    for key, said in in_sweep(steps, Words(snapshot).labels).items():
        faults[key] = (*faults.get(key, ()), said)
    return Sweep(snapshot._replace(boxes=boxes, hint=None, faults=faults, marks=marks), steps, edges_of(ids)), ids


def sized(summary: Summary | None) -> str:
    """Write a value in full, or its norm; a dash where there is none."""
    if summary is None:
        return ABSENT
    return in_full(summary) or Said("norm", digits(norm(summary)))


def position(node: Node, k: int) -> int:
    """Return the place of the k-th tracked operand among all operands of a call."""
    plan: Any = node.plan
    place: int = plan.positions[k]
    return place


def edges_of(ids: dict[Node, str]) -> tuple[Edge, ...]:
    """Return the derivative along every edge between nodes, in the order of the nodes."""
    derivatives = Derivatives(ids)
    edges = []
    for node, number in ids.items():
        if node.op is not None:
            for k in range(len(node.parents)):
                edges.append(Edge(number, position(node, k), derivatives.of(node, k), number_of(node, k)))
    return tuple(edges)


def number_of(node: Node, k: int) -> Number | None:
    """Return the local derivative of a call on scalars, if there is one."""
    try:
        found: Number | None = local(node, k)
    except Exception:  # a rule is user code
        return None
    return found


def with_verdicts(
    edges: Iterable[Edge], ids: Mapping[Node, str], found: Mapping[tuple[Node, int], Verdict]
) -> Iterable[Edge]:
    """Put what a check found beside the derivatives."""
    by_place = {(ids[node], position(node, k)): verdict for (node, k), verdict in found.items()}
    for edge in edges:
        yield edge._replace(verdict=by_place.get((edge.target, edge.slot)))


def judged(snapshot: Snapshot, edges: Sequence[Edge]) -> Snapshot:
    """Say on the boxes which of their derivatives are wrong, and below the picture what a check found."""
    faults = dict(snapshot.faults)
    boxes = {box.id: box for box in snapshot.boxes}
    labels = Words(snapshot).labels
    count = Counter(edge.verdict.kind for edge in edges if edge.verdict is not None)
    for edge in edges:
        if edge.verdict is not None and edge.verdict.kind == "wrong":
            operand = labels[boxes[edge.target].inputs[edge.slot]] + edge.verdict.entry
            said = Said("wrongby", operand)
            if edge.verdict.derivative is not None and edge.verdict.differences is not None:
                numbers = map(digits, (edge.verdict.derivative, edge.verdict.differences))
                said = Said("wrongnumbers", operand, *numbers)
            faults[edge.target] = (*faults.get(edge.target, ()), said)
    kinds = [kind for kind in ("right", "wrong", "kink", "unjudged") if count[kind]]
    found = [Said(f"count{kind}", f"{count[kind]:,}") for kind in kinds] or [Said("countnone")]
    return snapshot._replace(faults=faults, hint=Said("compared", listed(*found)))
