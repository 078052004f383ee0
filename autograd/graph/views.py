"""Views: tensors that share their numbers with another one, and what they remember of it.

NumPy's slices, transposes and reshapes are views: writing into one changes the array it was taken from.
Here a write makes a new node (see `ops.writing`), so a view remembers its *root*, the tensor that owns the
numbers, and the root knows its views, weakly: nothing is kept alive and there are no cycles.

`Handle.link` is unset for most tensors. A root has its Family there. A view has its root, or:

- Derived, when it is read-only or has another dtype (the real part), or is a view of such a view: made again by the
  op that made it;
- Placed, once a write needed to know where in the root's memory it lies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import ref

import numpy as np

from autograd.graph.node import Handle

if TYPE_CHECKING:
    from autograd.graph.op import Op

PLAIN, OTHER = 1, 2  # Op.views: always a writable view of the same dtype (if a view), or perhaps another


class Family:
    """The views of a root that are still alive."""

    __slots__ = ("limit", "members")

    def __init__(self) -> None:
        self.members: list[ref[Handle]] = []
        self.limit = 32

    def prune(self) -> None:
        """Forget the dead ones: when the list has doubled."""
        self.members = [member for member in self.members if member() is not None]
        self.limit = 32 + 2 * len(self.members)

    def alive(self) -> list[Handle]:
        """Return the views that somebody still holds."""
        return [view for member in self.members if (view := member()) is not None]


class Derived(NamedTuple):
    """The link of a view that only its op can make again."""

    root: Handle
    source: Handle
    op: Op
    static: dict[str, Any]
    tracked: bool = True  # whether the view was on the graph: no_grad() may have left it out


class Placed(NamedTuple):
    """The link of a view whose place in the memory of the root is known."""

    root: Handle
    place: Any
    tracked: bool = True


def shares(out: np.ndarray, data: Any) -> bool:
    """Tell whether the result of a view op lies in the memory of its operand."""
    base = out.base
    if base is None or type(data) is float:
        return False
    # as_strided, which makes sliding windows, puts an object of its own in between
    return base is data or base is data.base or getattr(base, "base", None) is data


def link(view: Handle, x: Handle, op: Op, static: dict[str, Any]) -> None:
    """Let the result of an op on x, in the memory of x, remember where it belongs: 0.4 us."""
    try:
        known = x.link
    except AttributeError:
        known = x.link = founded(view, x, op, static)
    if type(known) is Family:
        root, family = x, known
    else:
        root = root_of(known)
        family = root.link
    if type(known) is Derived:  # a part of what is read-only or has another dtype is so, too
        view.link = Derived(root, x, op, static)
    elif op.views == PLAIN:
        view.link = root
    else:
        out, data = view._payload, root._payload
        plain = out.flags.writeable and out.dtype == data.dtype
        view.link = root if plain else Derived(root, x, op, static)
    family.members.append(ref(view))
    if len(family.members) > family.limit:
        family.prune()


def founded(view: Handle, x: Handle, op: Op, static: dict[str, Any]) -> Family:
    """Return the family of a tensor that gets its first view.

    Its numbers must lie without gaps, so that places in them can be told: the only copy a read ever makes.
    """
    if not dense(x._payload):
        x._payload = data = np.array(x._payload)
        view._payload = op.forward((data,) if op.variadic else data, **static)
    return Family()


def root_of(known: Any) -> Handle:
    """Return the root from the link of a view."""
    return known if isinstance(known, Handle) else known.root


def dense(data: np.ndarray) -> bool:
    """Tell whether an array fills its memory without gaps, whatever the order of its axes."""
    return bool(data.flags.forc or data.transpose(memory_order(data)).flags.c_contiguous)


def memory_order(data: np.ndarray) -> tuple[int, ...]:
    """Return the axes in the order in which they lie in memory, the slowest first."""
    strides = data.strides
    return tuple(sorted(range(data.ndim), key=lambda k: (-strides[k], k)))
