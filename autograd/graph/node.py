"""Node: one recorded call. Handle: what the user holds.

The data types of this package:

- A *payload* is what a tensor holds: an ndarray, or, when 0-d, the NumPy scalar or Python float it is.
- A *Handle* is a payload and its node (None when untracked). `Tensor` is its only subclass.
- A *Node* is one recorded call: which op, which tracked inputs (`parents`), the other inputs
  (`constants`), the keywords (`static`), and what the derivative rules need (`saved`).
  It points to its parents only and never to a handle, so a graph has no reference cycles and dies with
  its last handle. Its `serial` comes from one increasing counter: parents have smaller serials, so
  sorting by serial is a topological order.
- A *Leaf* is a node nobody computed. Its `store` holds the gradient.
"""

from __future__ import annotations

from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from autograd.graph.op import Op, Plan

FLOAT64 = np.dtype(np.float64)
NO_STATIC: dict[str, Any] = {}  # shared by all nodes without keywords
SERIALS = count(1)
by_serial = attrgetter("serial")


class Node:
    """One recorded call. Nodes compare by identity; `None` in `note` means: no name, scope or site."""

    __slots__ = (
        "constants",
        "dtype",
        "fix",
        "note",
        "parents",
        "plan",
        "saved",
        "serial",
        "shape",
        "static",
        "value",
    )

    plan: Plan | None
    parents: tuple[Node, ...]
    constants: tuple[Any, ...]
    static: dict[str, Any]
    saved: Any
    shape: Any  # a tuple of ints; for a multi-output op a tuple of such tuples
    dtype: Any  # a dtype; for a multi-output op a tuple of dtypes
    fix: int  # bit k: the cotangent of the k-th parent must be brought to that parent's shape and dtype
    serial: int
    value: Any  # the payload when it was kept (leaves, 0-d results, keep_values), else None
    note: Note | None

    @property
    def op(self) -> Op | None:
        """The operation that made this node; None for a leaf."""
        return None if self.plan is None else self.plan.op

    @property
    def inputs(self) -> list[Any]:
        """One entry per operand, in argument order: a Node when tracked, else the constant."""
        if self.plan is None:
            return []
        parents, constants = iter(self.parents), iter(self.constants)
        count = len(self.parents) + len(self.constants)
        return [next(parents if self.plan.mask >> k & 1 else constants) for k in range(count)]

    @property
    def name(self) -> str | None:
        """The name the user gave, if any."""
        return None if self.note is None else self.note.name

    @property
    def scope(self) -> tuple[str, ...]:
        """The name scopes that were open when this node was recorded, outermost first."""
        return () if self.note is None else self.note.scope

    @property
    def site(self) -> tuple[str, int] | None:
        """File and line of the call, when recorded within `call_sites()`."""
        return None if self.note is None else self.note.site

    @property
    def grad(self) -> Any:
        """The gradient kept here by backward(): of a leaf, or of a node with `retain_grad()`."""
        return None if self.note is None or self.note.store is None else self.note.store.grad

    def annotate(self) -> Note:
        """Return this node's note, made on first use: most nodes never need one."""
        if self.note is None:
            self.note = Note()
        return self.note

    def __repr__(self) -> str:
        """Show op, shape, dtype and serial, never the parents: a graph can be a million nodes deep."""
        made_by = "leaf" if self.plan is None else self.plan.op.name
        return f"<Node {self.serial}: {made_by} {self.dtype}{list(self.shape)}>"


class Note:
    """What only few nodes have: a name, a scope, a call site, a place for the gradient."""

    __slots__ = ("name", "prints", "scope", "site", "store")

    def __init__(self) -> None:
        self.name: str | None = None
        self.scope: tuple[str, ...] = ()
        self.site: tuple[str, int] | None = None
        self.store: Store | None = None
        self.prints: list[int] | None = None  # within debug(): checksums of what was saved


class Store:
    """The place where backward() adds a gradient: shared by all nodes a leaf tensor ever had."""

    __slots__ = ("grad",)

    def __init__(self) -> None:
        self.grad: Any = None


class Leaf(Node):
    """A node nobody computed: an input or a parameter, with the value it had when it was made.

    The value is None when that array was overwritten since.
    """

    __slots__ = ("store",)

    plan = None
    parents = ()
    constants = ()
    static = NO_STATIC
    saved = None
    fix = 0

    def __init__(self, value: Any, store: Store | None = None) -> None:
        if type(value) is float:
            self.shape = ()
            self.dtype = FLOAT64
        else:
            self.shape = value.shape
            self.dtype = value.dtype
        self.serial = next(SERIALS)
        self.value = value
        self.note = None
        self.store = Store() if store is None else store

    @property
    def grad(self) -> Any:
        """The gradient that backward() accumulated, or None."""
        return self.store.grad


class Handle:
    """A payload and the node that made it. `_payload` is it; `Tensor` shows it as `data`.

    `link` is set for views and for what has views only (see `views`): read it by getattr.
    """

    __slots__ = ("__weakref__", "_payload", "link", "node")

    _payload: Any
    node: Node | None
    link: Any


new_handle: Any = object.__new__


class Input(Leaf):
    """The leaf that a transform gives to its function. It is open while that function runs.

    Once closed, nobody can ask for a derivative with respect to it any more.
    """

    __slots__ = ("open",)

    def __init__(self, value: Any) -> None:
        super().__init__(value)
        self.open = True


def next_leaf(leaf: Leaf, value: Any) -> Leaf:
    """Return the leaf that follows when a parameter is rebound to a value like its old one: an optimiser's step."""
    new: Leaf = new_handle(Leaf)
    new.shape = leaf.shape
    new.dtype = leaf.dtype
    new.serial = next(SERIALS)
    new.value = value
    new.note = leaf.note
    new.store = leaf.store
    return new


def wrap(cls: type[Handle], data: Any, node: Node | None = None) -> Any:
    """Make a handle of class `cls` around a payload without running its constructor."""
    handle = new_handle(cls)
    handle._payload = data
    handle.node = node
    return handle


def shape_and_dtype(value: Any) -> tuple[Any, Any]:
    """Return the shape and dtype of a payload, or the tuples of them for a tuple of payloads."""
    if type(value) is float:
        return (), FLOAT64
    if type(value) is tuple:
        pairs = [shape_and_dtype(item) for item in value]
        return tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
    if isinstance(value, (np.ndarray, np.generic)):
        return value.shape, value.dtype
    # not result_type, which takes None, what a rule gives that forgot its return, for float64
    return np.shape(value), getattr(value, "dtype", None) or np.asarray(value).dtype


def topological(root: Node) -> list[Node]:
    """Return every node that `root` depends on, and `root`, each after all of its parents."""
    nodes, seen = [root], {root}
    for node in nodes:  # the list grows while it is read: a breadth-first search without a queue
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                nodes.append(parent)
    nodes.sort(key=by_serial)
    return nodes
