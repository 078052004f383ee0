"""Snapshot: the graph behind one or several tensors as plain data.

It is taken once, at the moment `draw` is called, and holds no node, tensor or array: later training
steps do not change it, and it keeps nothing alive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from autograd.drawing.faults import in_values
from autograd.drawing.holders import held, leaves_of
from autograd.drawing.layers import with_layers
from autograd.drawing.phrases import Said
from autograd.drawing.replay import replay
from autograd.drawing.stopped import origins
from autograd.drawing.summary import Summary, summarise
from autograd.graph.node import Node
from autograd.graph.op import Op
from autograd.tensor import Tensor

INFIX = {"getitem": "{}[{index}]", "pick": "{}[{index}]"}  # of ops whose declaration gives none


class Box(NamedTuple):
    """One node: a leaf, the result of an op, or a constant operand.

    `inputs` are the ids of the operands in argument order, one per use: `x * x` names x twice.
    `static` are the keywords that differ from the op's defaults, as text.
    `value` is None when the graph did not keep it, `grad` when no gradient has been computed: that is
    not the same as a gradient of 0.
    """

    id: str
    kind: str  # "leaf", "result" or "constant"
    name: str | None
    scope: tuple[str, ...]
    op: str | None
    infix: str | None
    inputs: tuple[str, ...]
    static: tuple[tuple[str, str], ...]
    shape: tuple[int, ...] | None  # None for an op of several outputs: `outputs` tells their number
    dtype: str
    outputs: int
    value: Summary | None
    grad: Summary | None
    site: tuple[str, int] | None = None  # file and line of the call, when recorded within call_sites()
    args: tuple[str, ...] = ()  # the op's names of the operands
    state: str = ""  # of a leaf "unused", when no result depends on it; of a constant "stopped", see `origin`
    origin: str | None = None  # the box of the tracked tensor whose numbers a constant is


class Edge(NamedTuple):
    """One use of a value: operand number `slot` of `target` is `source`."""

    source: str
    target: str
    slot: int


class Snapshot(NamedTuple):
    """All boxes in creation order (operands before what uses them), and the ids of what was drawn.

    `faults` tells of the boxes where NaN or infinity begins, in values and, where a sweep was seen, in gradients;
    `marks` what changed of a box since another drawing.
    """

    boxes: tuple[Box, ...]
    outputs: tuple[str, ...]
    grads: bool
    hint: str | None
    faults: Mapping[str, tuple[str, ...]] = {}  # no mappingproxy: that cannot be pickled
    marks: Mapping[str, tuple[str, ...]] = {}

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every use of every value, in the order of the boxes and of their operands."""
        return tuple(Edge(source, box.id, slot) for box in self.boxes for slot, source in enumerate(box.inputs))


def take(tensors: Mapping[str, Tensor] | Sequence[Tensor], *, grads: bool, names: Any = None) -> Snapshot:
    """Read the graph behind the given tensors.

    The keys of a mapping become the names of outputs that have none of their own.
    """
    return read(tensors, grads=grads, names=names)[0]


def read(
    tensors: Mapping[str, Tensor] | Sequence[Tensor], *, grads: bool, names: Any = None
) -> tuple[Snapshot, dict[Node, str]]:
    """Read the graph behind the given tensors; also tell the id of each node."""
    labels: Sequence[str | None] = list(tensors) if isinstance(tensors, Mapping) else [None] * len(tensors)
    listed = list(tensors.values()) if isinstance(tensors, Mapping) else list(tensors)
    at_hand = {tensor.node: tensor.data for tensor in listed if tensor.node is not None}
    nodes = reachable([*at_hand, *(leaves_of(names) if names is not None else ())])
    reader = Reader(grads, nodes, replay(nodes, at_hand))
    for label, tensor in zip(labels, listed, strict=True):
        if tensor.node is not None and tensor.node.name is None and label is not None:
            reader.names.setdefault(tensor.node, label)
    known = held(nodes, names)
    for node, entry in known.items():
        reader.names.setdefault(node, entry.name)
    for node in nodes:
        reader.read(node)
    outputs = []
    for label, tensor in zip(labels, listed, strict=True):
        if tensor.node is not None:
            outputs.append(reader.ids[tensor.node])
        else:
            outputs.append(reader.constant(tensor.data, label or tensor.name))
    hint = None
    if any(tensor.node is None for tensor in listed):
        hint = Said("untracked")
    elif any(box.grad is not None and box.grad.bad for box in reader.boxes):
        hint = Said("badgradient")
    faults = {key: (words,) for key, words in in_values(reader.boxes).items()}
    boxes = with_layers(reader.boxes, {reader.ids[node]: entry.owners for node, entry in known.items()})
    return Snapshot(boxes, tuple(dict.fromkeys(outputs)), grads, hint, faults), reader.ids


def reachable(roots: Iterable[Node]) -> list[Node]:
    """Return every node the roots depend on, in creation order: `topological` for several roots."""
    nodes = list(dict.fromkeys(roots))
    seen = set(nodes)
    for node in nodes:  # the list grows while it is read
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                nodes.append(parent)
    nodes.sort(key=attrgetter("serial"))
    return nodes


class Reader:
    """Makes one box after the other and gives out the ids: n1, n2, ... to nodes, c1, c2, ... to constants."""

    def __init__(self, grads: bool, nodes: Sequence[Node], values: Mapping[Node, Summary]) -> None:
        self.grads = grads
        self.values = values
        self.ids = {node: f"n{number}" for number, node in enumerate(nodes, 1)}
        self.origins = origins(nodes)
        self.used = {parent for node in nodes for parent in node.parents}
        self.computed = any(node.plan is not None for node in nodes)
        self.names: dict[Node, str] = {}
        self.arrays: dict[int, str] = {}  # id() of a constant array -> its box: used twice, it is one box
        self.constants = 0
        self.boxes: list[Box] = []

    def read(self, node: Node) -> None:
        """Append the box of a node, after the boxes of its constant operands."""
        inputs = tuple(self.ids[entry] if isinstance(entry, Node) else self.constant(entry) for entry in node.inputs)
        op = node.op
        infix = None if op is None else op.infix or INFIX.get(op.name)
        several = isinstance(node.dtype, tuple)
        grad = node.grad if self.grads else None
        self.boxes.append(
            Box(
                id=self.ids[node],
                kind="leaf" if op is None else "result",
                name=node.name if node.name is not None else self.names.get(node),
                scope=tuple(node.scope),
                op=None if op is None else op.name,
                infix=infix,
                inputs=inputs,
                static=() if op is None else keywords(node.static, op.static, infix),
                shape=None if several else tuple(node.shape),
                dtype=", ".join(map(spelled, node.dtype)) if several else spelled(node.dtype),
                outputs=len(node.dtype) if several else 1,
                value=self.values.get(node),
                grad=None if grad is None else summarise(payload(grad)),
                site=node.site,
                args=() if op is None else names_of(op, len(inputs)),
                state="unused" if op is None and self.computed and node not in self.used else "",
            )
        )

    def constant(self, value: Any, name: str | None = None) -> str:
        """Append the box of a constant and return its id; an array that was met before keeps its box."""
        value = payload(value)
        shared = isinstance(value, np.ndarray)
        if shared and id(value) in self.arrays:
            return self.arrays[id(value)]
        self.constants += 1
        number = f"c{self.constants}"
        if shared:
            self.arrays[id(value)] = number  # ids are unique here: the graph holds all its constants
        origin = self.origins.get(id(value))
        summary = summarise(value)
        shape, dtype = (None, type(value).__name__) if summary is None else (summary.shape, summary.dtype)
        box = Box(number, "constant", name, (), None, None, (), (), shape, dtype, 1, summary, None)
        self.boxes.append(box if origin is None else box._replace(state="stopped", origin=self.ids[origin]))
        return number


def names_of(op: Op, count: int) -> tuple[str, ...]:
    """Name the operands of a call as its rules do: x0, x1, ... where an op takes any number of them."""
    return tuple(f"x{k}" for k in range(count)) if op.variadic else op.args


@cache
def spelled(dtype: Any) -> str:
    """Write a dtype; remembered, because NumPy takes 3 us for it and a graph has a million nodes."""
    return str(dtype)


def payload(value: Any) -> Any:
    """Return the array behind a tensor, anything else as it is."""
    return value.data if isinstance(value, Tensor) else value


@cache
def fields_of(infix: str) -> list[str]:
    """Name the fields of an infix form: "" for an operand, else a keyword, as in `{}[{index}]`."""
    return re.findall(r"\{(\w*)\}", infix)


def keywords(
    static: Mapping[str, Any], defaults: Mapping[str, Any], infix: str | None, most: int = 4
) -> tuple[tuple[str, str], ...]:
    """Write the keywords that say something: not the op's defaults, unless its infix form needs them."""
    written = []
    needed = fields_of(infix or "")
    for key, value in static.items():
        usual = value is None or (key in defaults and same(value, defaults[key]))
        if key in needed or not usual:
            written.append((str(key), describe(value, most=most)))
    return tuple(written)


def same(value: Any, default: Any) -> bool:
    """Compare two keyword values; arrays and other oddities count as different."""
    try:
        return type(value) is type(default) and bool(value == default)
    except (TypeError, ValueError):
        return False


def describe(value: Any, depth: int = 3, most: int = 4) -> str:
    """Write a keyword value in short, never with a memory address in it: at most so many entries at each depth."""
    value = payload(value)
    if isinstance(value, np.ndarray):
        if value.size <= 4:
            return describe(value.tolist(), depth)
        return f"{value.dtype}[{', '.join(map(str, value.shape))}]"
    if isinstance(value, np.generic):
        value = value.item()
    if value is Ellipsis:
        return "..."
    if isinstance(value, np.dtype):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, complex, str)):
        return repr(value)
    if isinstance(value, slice):
        start, stop, step = ("" if part is None else describe(part) for part in (value.start, value.stop, value.step))
        return f"{start}:{stop}" + (f":{step}" if step else "")
    if isinstance(value, (tuple, list)) and depth:
        parts = [describe(item, depth - 1, most) for item in value[:most]] + ["..."] * (len(value) > most)
        inside = ", ".join(parts)
        if isinstance(value, list):
            return f"[{inside}]"
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    return str(getattr(value, "__name__", type(value).__name__))
