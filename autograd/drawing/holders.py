"""Holders: which model holds the leaves of a graph, what it calls them, and which of its modules they are in.

A parameter knows nothing of the module that holds it, and a module registers nowhere: so it is looked for when a
picture is made, among the objects the garbage collector knows. That takes some milliseconds, and recording nothing.
A holder is anything with torch's two methods, `named_parameters()` and `named_modules()`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from autograd.errors import InputTypeError
from autograd.graph.node import Leaf, Node
from autograd.tensor import Tensor

METHODS = {"named_parameters", "named_modules"}
Path = tuple[str, ...]  # the headings of a module, outermost first


class Held(NamedTuple):
    """A leaf as its holder sees it: its dotted name, and the modules that hold it themselves."""

    tensor: Tensor
    name: str
    owners: tuple[Path, ...]


def held(nodes: Sequence[Node], names: Any = None) -> dict[Node, Held]:
    """Find the leaves among these nodes that a model holds, or the nodes that the user names.

    Args:
        nodes: of the graph, in creation order.
        names: a model, or a mapping of names to tensors; None to look for models.

    Raises:
        InputTypeError: names are neither.
    """
    known = {mark_of(node): node for node in nodes}
    leaves = [mark_of(node) for node in nodes if isinstance(node, Leaf)]
    table: dict[Node, Held] = {}
    for entries in [given(names)] if names is not None else sought(leaves):
        for entry in entries:
            node = known.get(place_of(entry.tensor))
            if node is not None:
                table.setdefault(node, entry)
    return table


def leaves_of(names: Any) -> list[Node]:
    """Return the leaves among what the user gave to find names in.

    Raises:
        InputTypeError: names are no model and no dict of tensors.
    """
    found = (entry.tensor.node for entry in given(names))
    return [node for node in found if isinstance(node, Leaf)]


def given(names: Any) -> list[Held]:
    """Return what the user gave to find names in."""
    if set(dir(type(names))) >= METHODS:
        return entries_of(names)
    if not isinstance(names, Mapping):
        raise InputTypeError(
            f"names= takes a model, or a dict of names and tensors; it got an object of type {type(names).__name__}. "
            "Write names=model, or names={'w': w}."
        )
    for name, tensor in names.items():
        if not isinstance(name, str) or not isinstance(tensor, Tensor):
            raise InputTypeError(f"names= takes a dict of names and tensors; the entry {name!r} is {tensor!r:.60}.")
        if tensor.node is None:
            raise InputTypeError(f"names= names {name!r} an untracked tensor: a constant of the graph has no name.")
    return [Held(tensor, name, ()) for name, tensor in names.items()]


def sought(leaves: Sequence[int]) -> Iterator[list[Held]]:
    """Look for models that hold some of these leaves; the one that holds most of them comes first.

    Where several models have to do with a graph, the name of the class is a heading too.
    """
    order = {key: number for number, key in enumerate(leaves)}
    found = []
    for model in models():
        try:
            if not any(place_of(tensor) in order for _, tensor in model.named_parameters()):
                continue
            entries = entries_of(model)
        except Exception:  # a model is user code, and may be half built: a picture without names is better than none
            continue
        places = {order[key] for key in map(place_of, (entry.tensor for entry in entries)) if key in order}
        if places:
            found.append((len(places), min(places), type(model).__name__, entries, places))
    found.sort(key=lambda item: (-item[0], item[1], [entry.name for entry in item[3]]))
    missing = set(order.values())
    used = []
    for _, first, kind, entries, places in found:
        if places & missing:
            missing -= places
            used.append((first, kind, entries))
    if len(used) <= 1:
        return iter([entries for _, _, entries in used])
    return under_headings(sorted(used, key=lambda item: item[0]))


def under_headings(used: Iterable[tuple[int, str, list[Held]]]) -> Iterator[list[Held]]:
    """Put the name of its class, numbered from the second on, around the modules of each model."""
    count: dict[str, int] = {}
    for _, kind, entries in used:
        count[kind] = count.get(kind, 0) + 1
        heading = kind if count[kind] == 1 else f"{kind} {count[kind]}"
        yield [entry._replace(owners=tuple((heading, *path) for path in entry.owners)) for entry in entries]


def models() -> list[Any]:
    """Return the holders in memory that are in no other holder."""
    kinds = {kind for kind in object.__subclasses__() if vars(kind).keys() >= METHODS}
    waiting = list(kinds)
    for kind in waiting:  # the list grows while it is read
        new = set(kind.__subclasses__()) - kinds
        kinds |= new
        waiting += new
    living = [item for item in gc.get_objects() if type(item) in kinds] if kinds else []
    inside = {id(module) for model in living for name, module in modules_of(model) if name}
    return [model for model in living if id(model) not in inside]


def modules_of(model: Any) -> list[tuple[str, Any]]:
    """Return the modules of a model by name; none when it cannot tell."""
    try:
        return list(model.named_modules())
    except Exception:  # user code
        return []


def entries_of(model: Any) -> list[Held]:
    """Return the parameters of a model with their names and the modules they are in."""
    paths = headings(model.named_modules())
    within: dict[int, list[str]] = {}
    for name, module in model.named_modules():
        for _, tensor in module.named_parameters():
            within.setdefault(place_of(tensor), []).append(name)
    entries = []
    for name, tensor in model.named_parameters():
        around = within[place_of(tensor)]
        inner = [one for one in around if not any(other != one and is_in(other, one) for other in around)]
        if isinstance(tensor, Tensor):
            entries.append(Held(tensor, name, tuple(paths[one] for one in inner)))
    return entries


def headings(modules: Iterable[tuple[str, Any]]) -> dict[str, Path]:
    """Return the path of each module: one heading a module, and the name of its class behind a mere number."""
    paths: dict[str, Path] = {}
    for name, module in modules:  # outer ones come first
        above = max((one for one in paths if is_in(name, one)), key=len, default="")
        heading = name[len(above) :].lstrip(".")
        if heading.isdigit():
            heading = f"{heading} {type(module).__name__}"
        paths[name] = (*paths.get(above, ()), heading) if name else ()
    return paths


def is_in(name: str, outer: str) -> bool:
    """Tell whether a dotted name is of something in another module."""
    return not outer or name.startswith(f"{outer}.")


def place_of(tensor: Any) -> int:
    """Return what tells a tensor from others; 0 for what is on no graph."""
    node = tensor.node if isinstance(tensor, Tensor) else None
    return 0 if node is None else mark_of(node)


def mark_of(node: Node) -> int:
    """Return what tells a node from others: a leaf keeps the place of its gradient when its tensor is rebound."""
    return id(node.store if isinstance(node, Leaf) else node)
