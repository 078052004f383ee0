"""Trees: nested containers taken apart into a flat list of leaves and put together again.

The containers are tuples, lists, dicts, namedtuples, dataclasses (frozen ones too), their subclasses, and any
object that follows the tree protocol::

    def __tree_flatten__(self) -> tuple[children, aux]    # children: a sequence, or a dict of name -> child
    @classmethod
    def __tree_unflatten__(cls, aux, children) -> object  # children: a list, or a dict with the same names

Everything else is a leaf: arrays, Tensors, numbers, strings, and None too, which passes through unchanged.
A dataclass field declared with `field(metadata={"static": True})` is not a child: it is carried along.

All walks are iterative, so the nesting depth is not limited by Python's stack.
"""

import copy
import dataclasses
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from autograd.errors import InputTypeError, ShapeError

OPAQUE: dict[type, Any] = {}  # types that are leaves whatever else they are: those registered by `VSpace.register`


class Branch(NamedTuple):
    """One container, without its children: how it looked and how to build it again."""

    cls: type
    keys: Sequence[Any]  # range(n) for sequences, key or field names otherwise
    style: str  # how a key reads in a path: "item" for [0] and ['w'], "attr" for .w
    aux: Any  # whatever `build` needs beside the children
    build: Callable[["Branch", list[Any]], Any]

    def label(self, index: int) -> str:
        """The step from this container to its child `index`, as it reads in a path."""
        key = self.keys[index]
        return f".{key}" if self.style == "attr" else f"[{key!r}]"

    def describe(self) -> str:
        """A few words for an error text."""
        if isinstance(self.keys, range):
            return f"a {self.cls.__name__} of {len(self.keys)}"
        shown = ", ".join(str(key) for key in self.keys[:6]) + (", ..." if len(self.keys) > 6 else "")
        return f"a {self.cls.__name__} with ({shown})"


def _build_exact(branch: Branch, children: list[Any]) -> Any:
    return branch.cls(children)


def _build_dict(branch: Branch, children: list[Any]) -> Any:
    return branch.cls(zip(branch.keys, children, strict=True))


def _build_defaultdict(branch: Branch, children: list[Any]) -> Any:
    return defaultdict(branch.aux, zip(branch.keys, children, strict=True))


def _build_other_dict(branch: Branch, children: list[Any]) -> Any:
    new = copy.copy(branch.aux)  # keeps whatever else the subclass carries
    for key, child in zip(branch.keys, children, strict=True):
        new[key] = child
    return new


def _build_other_list(branch: Branch, children: list[Any]) -> Any:
    new = copy.copy(branch.aux)
    new[:] = children
    return new


def _build_other_tuple(branch: Branch, children: list[Any]) -> Any:
    new: Any = tuple.__new__(branch.cls, children)
    if hasattr(new, "__dict__"):
        new.__dict__.update(branch.aux.__dict__)
    return new


def _build_namedtuple(branch: Branch, children: list[Any]) -> Any:
    return branch.cls._make(children)  # type: ignore[attr-defined]


def _build_dataclass(branch: Branch, children: list[Any]) -> Any:
    # A copy, then the fields one by one: this works for frozen and slotted classes and for fields that
    # `__init__` does not take, and does not run `__post_init__` on whatever the leaves have become.
    new = copy.copy(branch.aux)
    for name, child in zip(branch.keys, children, strict=True):
        object.__setattr__(new, name, child)
    return new


def _build_protocol(branch: Branch, children: list[Any]) -> Any:
    given = dict(zip(branch.keys, children, strict=True)) if branch.style == "attr" else children
    return branch.cls.__tree_unflatten__(branch.aux, given)  # type: ignore[attr-defined]


def _open(tree: Any) -> tuple[Branch, Sequence[Any]] | None:
    """The container `tree` is, with its children; None when it is a leaf."""
    cls = type(tree)
    if cls is tuple or cls is list:
        return Branch(cls, range(len(tree)), "item", None, _build_exact), tree
    if cls is dict or cls is OrderedDict:
        return Branch(cls, tuple(tree), "item", None, _build_dict), list(tree.values())
    if cls in OPAQUE:
        return None
    if hasattr(cls, "__tree_flatten__"):
        return _open_protocol(tree)
    if hasattr(cls, "__dataclass_fields__"):
        names = tuple(
            field.name
            for field in dataclasses.fields(tree)
            if not field.metadata.get("static", False) and hasattr(tree, field.name)
        )
        return Branch(cls, names, "attr", tree, _build_dataclass), [getattr(tree, name) for name in names]
    if isinstance(tree, tuple):
        if hasattr(cls, "_fields") and hasattr(cls, "_make"):
            return Branch(cls, tuple(cls._fields), "attr", None, _build_namedtuple), tree
        return Branch(cls, range(len(tree)), "item", tree, _build_other_tuple), tree
    if isinstance(tree, list):
        return Branch(cls, range(len(tree)), "item", tree, _build_other_list), list(tree)
    if isinstance(tree, dict):
        if isinstance(tree, defaultdict) and cls is defaultdict:
            factory = tree.default_factory
            return Branch(cls, tuple(tree), "item", factory, _build_defaultdict), list(tree.values())
        return Branch(cls, tuple(tree), "item", tree, _build_other_dict), [tree[key] for key in tree]
    return None


def _open_protocol(tree: Any) -> tuple[Branch, Sequence[Any]]:
    children, aux = tree.__tree_flatten__()
    if isinstance(children, dict):
        return Branch(type(tree), tuple(children), "attr", aux, _build_protocol), list(children.values())
    children = list(children)
    return Branch(type(tree), range(len(children)), "item", aux, _build_protocol), children


class TreeDef:
    """The structure of a tree without its leaves.

    Two are equal when their containers have the same types and the same keys, fields or lengths in the same
    order; what a protocol object carries beside its children (`aux`) is not compared.
    """

    __slots__ = ("_entries", "size")

    def __init__(self, entries: Sequence[Branch | None]) -> None:
        self._entries = tuple(entries)  # the containers in preorder, None for a leaf
        self.size = self._entries.count(None)

    def unflatten(self, leaves: Sequence[Any]) -> Any:
        """The tree with these leaves.

        Raises ValueError when there are not exactly `size` of them.
        """
        leaves = list(leaves)
        if len(leaves) != self.size:
            raise ShapeError(f"unflatten needs {self.size} leaves; {len(leaves)} were given.")
        # Backwards through the preorder, every container finds its finished children on top of the stack.
        done: list[Any] = []
        for entry in reversed(self._entries):
            if entry is None:
                done.append(leaves.pop())
            else:
                done.append(entry.build(entry, [done.pop() for _ in entry.keys]))
        return done[0]

    def paths(self) -> list[str]:
        """Where each leaf is, e.g. "[0]['w'].b"; "" for a tree that is one leaf."""
        return [path for entry, path in self._walk() if entry is None]

    def holder(self, index: int) -> Branch | None:
        """The container that leaf number `index` is directly in; None for a tree that is one leaf."""
        pending: list[Branch | None] = [None]
        leaves = -1
        for entry in self._entries:
            holder = pending.pop()
            if entry is not None:
                pending.extend([entry] * len(entry.keys))
                continue
            leaves += 1
            if leaves == index:
                return holder
        raise IndexError(f"there is no leaf {index} among {self.size}")

    def match(self, tree: Any, what: str = "the second tree") -> list[Any]:
        """The leaves of `tree`, which must have this structure; dicts may hold their keys in another order.

        Raises ValueError naming the path of the first difference.
        """
        leaves: list[Any] = []
        pending = [tree]
        for position, entry in enumerate(self._entries):
            node = pending.pop()
            opened = _open(node)
            if entry is None and opened is None:
                leaves.append(node)
                continue
            children = _aligned(entry, opened)
            if children is None:
                path = list(self._walk())[position][1]
                first = "a leaf" if entry is None else entry.describe()
                second = f"a leaf ({type(node).__name__})" if opened is None else opened[0].describe()
                raise ShapeError(
                    f"tree structures differ at {path or 'the root'}: "
                    f"the first tree has {first}, {what} has {second}."
                )
            pending.extend(reversed(children))
        return leaves

    def _walk(self) -> Iterator[tuple[Branch | None, str]]:
        """Every entry with its path, in preorder."""
        pending = [""]
        for entry in self._entries:
            path = pending.pop()
            yield entry, path
            if entry is not None:
                pending.extend(path + entry.label(i) for i in reversed(range(len(entry.keys))))

    def _key(self) -> tuple[Any, ...]:
        return tuple(entry and (entry.cls, entry.keys) for entry in self._entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TreeDef) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        paths = self.paths()
        shown = ", ".join(path or "(the root)" for path in paths[:8]) + (", ..." if len(paths) > 8 else "")
        return f"TreeDef({self.size} leaves: {shown})"


def _aligned(entry: Branch | None, opened: tuple[Branch, Sequence[Any]] | None) -> Sequence[Any] | None:
    """The children of `opened` in the order of `entry`; None when the two do not fit."""
    if entry is None or opened is None or opened[0].cls is not entry.cls:
        return None
    branch, children = opened
    if branch.keys == entry.keys:
        return children
    if isinstance(branch.keys, range) or isinstance(entry.keys, range) or len(branch.keys) != len(entry.keys):
        return None
    by_key = dict(zip(branch.keys, children, strict=True))
    return [by_key[key] for key in entry.keys] if all(key in by_key for key in entry.keys) else None


_LEAF = TreeDef([None])


def flatten(tree: Any) -> tuple[list[Any], TreeDef]:
    """The leaves of `tree` in order, and its structure.

    A tree that is a single leaf gives a list of one. Raises ValueError when a container holds itself.

    >>> leaves, treedef = flatten({"w": [1.0, 2.0], "b": 3.0})
    >>> leaves
    [1.0, 2.0, 3.0]
    >>> treedef.unflatten([10 * leaf for leaf in leaves])
    {'w': [10.0, 20.0], 'b': 30.0}
    """
    opened = _open(tree)
    if opened is None:
        return [tree], _LEAF
    leaves: list[Any] = []
    entries: list[Branch | None] = [opened[0]]
    # One frame per open container: its remaining children and its identity (to notice one that holds itself).
    frames: list[tuple[Iterator[Any], int]] = [(iter(opened[1]), id(tree))]
    on_path = {id(tree)}
    while frames:
        children, identity = frames[-1]
        for child in children:
            opened = _open(child)
            if opened is None:
                leaves.append(child)
                entries.append(None)
                continue
            if id(child) in on_path:
                raise ShapeError(
                    f"{opened[0].describe()} contains itself; a tree must end somewhere. "
                    "Take the reference to itself out."
                )
            entries.append(opened[0])
            frames.append((iter(opened[1]), id(child)))
            on_path.add(id(child))
            break
        else:
            frames.pop()
            on_path.discard(identity)
    return leaves, TreeDef(entries)


def map(fn: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """The tree of `fn(leaf, *other_leaves)` over trees of the same structure.

    Raises ValueError naming the path where the structures differ, TypeError when `fn` cannot be called.

    >>> map(lambda p, g: p - 0.5 * g, {"w": 1.0, "b": (2.0,)}, {"w": 4.0, "b": (2.0,)})
    {'w': -1.0, 'b': (1.0,)}
    """
    if not callable(fn):
        raise InputTypeError(f"tree.map(fn, tree, ...) needs a function first; got {type(fn).__name__}.")
    leaves, treedef = flatten(tree)
    columns = [treedef.match(other, f"tree {i}") for i, other in enumerate(others, start=2)]
    return treedef.unflatten([fn(*row) for row in zip(leaves, *columns, strict=True)])


def paths(tree: Any) -> list[str]:
    """Where each leaf of `tree` is, in the order of `flatten`; "" when the tree is one leaf.

    >>> paths([{"w": 1.0, "b": 2.0}, 3.0])
    ["[0]['w']", "[0]['b']", '[1]']
    """
    return flatten(tree)[1].paths()
