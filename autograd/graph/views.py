"""Views: tensors that share their numbers with another one, and what they remember of it.

NumPy's slices, transposes and reshapes are views: writing into one changes the array it was taken from.
Here a write makes a new node (see `ops.writing`), so a view remembers its *root*, the tensor that owns the
numbers, and the root knows its views, weakly: nothing is kept alive and there are no cycles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import ref

import numpy as np

from autograd.graph.node import Handle

if TYPE_CHECKING:
    from autograd.graph.op import Op


class View:
    """How a view came about.

    A view that can be written into only needs its root: its `place` in the root's memory is read off the
    numbers when that is needed first, so views of views make no chain. Others (read-only ones, the real
    part of complex numbers) are made again by the op that made them, from `source`.
    """

    __slots__ = ("op", "place", "root", "source", "static", "tracked")

    def __init__(self, root: Handle, source: Handle | None, op: Op | None, static: dict[str, Any]) -> None:
        self.root = root
        self.source = source
        self.op = op
        self.static = static
        self.place: Any = None
        self.tracked = True  # whether it was on the graph, if the root is: no_grad() may have left it out


class Family:
    """The views of a root that are still alive."""

    __slots__ = ("limit", "members")

    def __init__(self) -> None:
        self.members: list[ref[Handle]] = []
        self.limit = 32

    def add(self, view: Handle) -> None:
        """Remember a view; forget the dead ones when the list has doubled."""
        self.members.append(ref(view))
        if len(self.members) > self.limit:
            self.members = [member for member in self.members if member() is not None]
            self.limit = 32 + 2 * len(self.members)

    def alive(self) -> list[Handle]:
        """Return the views that somebody still holds."""
        return [view for member in self.members if (view := member()) is not None]


def shares(out: np.ndarray, data: np.ndarray) -> bool:
    """Tell whether the result of a view op lies in the memory of its operand."""
    base = out.base
    return base is not None and type(data) is not float and (base is data or base is data.base)


def link(view: Handle, x: Handle, op: Op, static: dict[str, Any]) -> None:
    """Let the result of an op on x, in the memory of x, remember where it belongs."""
    known = getattr(x, "link", None)
    if type(known) is View:
        root = known.root
    else:
        root = x
        if known is None:
            root.link = Family()
            if not dense(root._payload):  # its views need a root without gaps: the only copy a read ever makes
                root._payload = np.array(root._payload)
                data = root._payload
                view._payload = op.forward((data,) if op.variadic else data, **static)
    out = view._payload
    plain = out.flags.writeable and out.dtype == root._payload.dtype
    view.link = View(root, None, None, {}) if plain else View(root, x, op, static)
    root.link.add(view)


def dense(data: np.ndarray) -> bool:
    """Tell whether an array fills its memory without gaps, whatever the order of its axes."""
    return bool(data.flags.forc or data.transpose(memory_order(data)).flags.c_contiguous)


def memory_order(data: np.ndarray) -> tuple[int, ...]:
    """Return the axes in the order in which they lie in memory, the slowest first."""
    strides = data.strides
    return tuple(sorted(range(data.ndim), key=lambda k: (-strides[k], k)))
