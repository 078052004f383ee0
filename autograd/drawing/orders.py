"""Two orders side by side: backpropagation as a naive recursion does it, and in reverse topological order.

The recursion gives each operand its share and lets it go on at once. On a value that is used twice it is wrong: the
second time it passes everything on, and the first share is counted twice. The page steps through both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from autograd.drawing.difference import differs
from autograd.drawing.drawing import UnknownFormatError
from autograd.drawing.folder import check_folder
from autograd.drawing.page import beside
from autograd.drawing.phrases import Said, listed
from autograd.drawing.snapshot import Snapshot
from autograd.drawing.summary import summarise
from autograd.drawing.sweep import Contribution, Step, Sweep, Watch, position, summarised, sweep_of
from autograd.drawing.words import Words, one_line
from autograd.errors import InputTypeError
from autograd.graph.node import Node, topological
from autograd.graph.walk import Settings, collect, run
from autograd.tensor import Tensor

MOST = 1000  # steps of the recursion: it takes as many as there are ways from the result to the leaves


def save_orders(t: Tensor, path: str | PathLike[str]) -> Path:
    """Write a page that steps through both orders, side by side; nothing is added to any `.grad`.

    Args:
        t: a scalar result of a small graph; one in which a computed value is used twice shows the difference.
        path: of the file, which is a page: `.html`.

    Returns:
        The path.

    Raises:
        InputTypeError: t is no computed, tracked, real scalar, an op in its graph has several results, or the
            recursion would take more than 1,000 steps.
        UnknownFormatError: the path has another suffix.
        FileNotFoundError: its folder does not exist.

    >>> import tempfile
    >>> x = Tensor(2.0, name="x")
    >>> h = x * x
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = save_orders(h * (h + 1.0), Path(folder) / "orders.html")
    ...     path.read_text(encoding="utf-8").count("<section>")
    2
    """
    path = Path(path)
    if path.suffix.lower() not in (".html", ".htm"):
        raise UnknownFormatError(f"save_orders() got {path.name!r}; it writes a page: name the file .html.")
    check_folder(path, "save_orders()")
    path.write_text(orders(t), encoding="utf-8", newline="\n")
    return path


def orders(t: Tensor) -> str:
    """Return the page that `save_orders` writes."""
    if not isinstance(t, Tensor) or t.node is None or t.node.op is None or t.shape != () or t.dtype.kind == "c":
        raise InputTypeError(f"two orders are shown of a computed, tracked, real scalar, as a loss; got {t!r:.60}.")
    for node in topological(t.node):
        if isinstance(node.dtype, tuple):
            name = "" if node.op is None else node.op.name
            raise InputTypeError(f"two orders cannot be shown of a graph with {name}: it has several results.")
    naive, sweep = naive_sweep(t.node), ordered_sweep(t.node)
    naive = naive._replace(snapshot=naive.snapshot._replace(hint=verdict(naive.snapshot, sweep.snapshot)))
    return beside(
        Said("twoorders"),
        [
            (Said("naiveorder"), naive.snapshot, naive.edges, naive.steps),
            (Said("rightorder"), sweep.snapshot, sweep.edges, sweep.steps),
        ],
    )


def verdict(naive: Snapshot, right: Snapshot) -> str:
    """Say which gradients the recursion gets wrong."""
    labels = Words(right).labels
    wrong = [
        Said("gets", labels[box.id], one_line(box.grad), one_line(true.grad))
        for box, true in zip(naive.boxes, right.boxes, strict=True)
        if box.kind == "leaf" and differs(box.grad, true.grad)
    ]
    if wrong:
        return Said("naivewrong", listed(*wrong))
    uses = Counter(source for box in right.boxes for source in box.inputs)
    if any(box.kind == "result" and uses[box.id] > 1 for box in right.boxes):
        return Said("naivelucky")
    return Said("naiveright")


def shares(node: Node, g: Any) -> list[Any]:
    """Return what a node gives to each of its parents, by the engine's own step."""
    given: list[Any] = [None] * len(node.parents)

    def look(_: Node, k: int, __: Any, bar: Any) -> None:
        given[k] = bar

    run([node], [], dict.fromkeys((node, *node.parents)), {node: g}, Settings(observer=look))
    return given


def ordered_sweep(root: Node) -> Sweep:
    """Watch the engine's own walk, without keeping a gradient."""
    watch = Watch()
    nodes, ends, bars = collect((root,))
    run(nodes, ends, bars, {root: 1.0}, Settings(observer=watch))
    sweep = sweep_of(watch)
    assert sweep is not None
    names = numbered(root)
    return with_gradients(sweep, {names[node]: watch.totals[node] for node in ends if node in watch.totals})


def numbered(root: Node) -> dict[Node, str]:
    """Return the ids that a snapshot gives to the nodes."""
    return {node: f"n{number}" for number, node in enumerate(topological(root), 1)}


def naive_sweep(root: Node) -> Sweep:
    """Follow the naive recursion; a step is what one visit gives to one operand, since the operand goes on at once."""
    names = numbered(root)
    totals: dict[Node, Any] = {root: 1.0}
    counts: dict[Node, int] = {}
    steps: list[Step] = []

    def visit(node: Node) -> Iterator[Node]:
        """Give each operand its share, and yield it: it is visited before the next one is given anything."""
        g = totals[node]
        for k, bar in enumerate(shares(node, g)):
            parent = node.parents[k]
            totals[parent] = totals[parent] + bar if parent in totals else bar
            counts[parent] = counts.get(parent, 0) + 1
            total = summarised(totals[parent])
            part = Contribution(position(node, k), names[parent], summarised(bar), total, counts[parent])
            steps.append(Step(names[node], summarised(g), (part,)))
            if len(steps) > MOST:
                raise InputTypeError(f"the naive recursion would take more than {MOST:,} steps. Show a smaller graph.")
            yield parent

    stack = [visit(root)]
    while stack:  # the recursion, without Python's
        parent = next(stack[-1], None)
        if parent is None:
            stack.pop()
        elif parent.parents:
            stack.append(visit(parent))
    sweep = ordered_sweep(root)
    return with_gradients(sweep._replace(steps=tuple(steps)), {names[node]: total for node, total in totals.items()})


def with_gradients(sweep: Sweep, grads: dict[str, Any]) -> Sweep:
    """Put gradients on the boxes."""
    boxes = [box._replace(grad=summarise(grads[box.id])) if box.id in grads else box for box in sweep.snapshot.boxes]
    return sweep._replace(snapshot=sweep.snapshot._replace(boxes=tuple(boxes)))
