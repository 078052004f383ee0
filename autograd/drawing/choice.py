"""Choice: what of a graph is shown at first. How deep its groups are open, how many boxes there are, and the focus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from operator import index
from typing import Any, NamedTuple

from autograd.drawing.groups import BUDGET, Folding, first_view
from autograd.drawing.holders import mark_of, place_of
from autograd.drawing.snapshot import Snapshot
from autograd.drawing.words import Words
from autograd.errors import AutogradError, InputTypeError
from autograd.graph.node import Node
from autograd.tensor import Tensor

MOST = 1000  # boxes that are opened for a depth: the viewer's limit
LISTED = 6  # names in an error text


class UnknownNameError(AutogradError, LookupError):
    """Nothing in a graph has the name that was asked for."""


class Choice(NamedTuple):
    """What is shown at first; None and () where the user did not choose.

    `focus` are the ids of the boxes in the focus: they are shown, what they depend on, and what depends on them.
    """

    depth: int | None = None
    budget: int | None = None
    focus: tuple[str, ...] = ()

    @property
    def folded(self) -> bool:
        """Whether pictures that show every box they can show groups instead."""
        return self.depth is not None or self.budget is not None

    def opened(self, folding: Folding, kept: frozenset[str] | None) -> tuple[str, ...]:
        """Return the groups that are open at first."""
        budget = self.budget or (BUDGET if self.depth is None else MOST)
        return first_view(folding if kept is None else folding.restricted(kept), budget, self.depth)

    def kept(self, snapshot: Snapshot) -> frozenset[str] | None:
        """Return the boxes that have to do with the focus; None for all."""
        return related(snapshot, self.focus) if self.focus else None


USUAL = Choice()


def whole(name: str, value: Any, least: int) -> int | None:
    """Check a number that the user chose.

    Raises:
        InputTypeError: it is no whole number, or too small.
    """
    if value is None:
        return None
    try:
        number = -1 if isinstance(value, bool) else index(value)
    except TypeError:
        number = -1
    if number < least:
        raise InputTypeError(f"{name}= takes a whole number from {least} on; it got {value!r:.60}.")
    return number


def chosen(snapshot: Snapshot, ids: Mapping[Node, str], depth: Any, focus: Any, budget: Any) -> Choice:
    """Check what the user chose.

    Raises:
        InputTypeError: depth or budget are no whole numbers, or the focus is no name and no tensor.
        UnknownNameError: nothing in the graph is the focus.
    """
    found: tuple[str, ...] = ()
    if isinstance(focus, Tensor):
        found = with_tensor(focus, ids)
    elif isinstance(focus, str):
        found = with_name(focus, snapshot)
    elif focus is not None:
        raise InputTypeError(f"focus= takes a name or a Tensor; it got an object of type {type(focus).__name__}.")
    return Choice(whole("depth", depth, 0), whole("budget", budget, 1), found)


def with_tensor(tensor: Tensor, ids: Mapping[Node, str]) -> tuple[str, ...]:
    """Return the box of a tensor; of a parameter also after it was rebound."""
    place = place_of(tensor)
    for node, key in ids.items():
        if mark_of(node) == place:
            return (key,)
    raise UnknownNameError(
        "focus= is a tensor on which nothing in the picture depends and that is not drawn. "
        "Pass one that the loss was computed from, or the name of one."
    )


def with_name(name: str, snapshot: Snapshot) -> tuple[str, ...]:
    """Return the boxes of a name: the one that is called so, or those in a scope that is."""
    words = Words(snapshot)
    labels = {box.id: words.labels[box.id] for box in snapshot.boxes if not words.inline(box)}  # those that are drawn
    found = [key for box in snapshot.boxes if (key := box.id) in labels and name in (key, box.name, labels[key])]
    if len(found) > 1:
        several = ", ".join(repr(labels[key]) for key in found[:LISTED])
        raise UnknownNameError(f"focus={name!r} is the name of {len(found)} boxes. Write one of {several}.")
    scopes = {box.id: ".".join(box.scope) for box in snapshot.boxes}
    found = found or [key for key, scope in scopes.items() if scope == name or scope.startswith(f"{name}.")]
    if found:
        return tuple(found)
    names = [box.name for box in snapshot.boxes if box.name]
    paths = [".".join(box.scope[:count]) for box in snapshot.boxes for count in range(1, 1 + len(box.scope))]
    known = list(dict.fromkeys(names + paths))
    close = get_close_matches(name, [*known, *labels], LISTED)
    if close:
        raise UnknownNameError(f"nothing is called {name!r}. Did you mean {' or '.join(map(repr, close[:3]))}?")
    there = f"There are {', '.join(map(repr, known[:LISTED]))}" if known else "Nothing there has a name"
    raise UnknownNameError(f"nothing is called {name!r}. {there}; the ids in the picture, such as 'n1', serve too.")


def related(snapshot: Snapshot, focus: Sequence[str]) -> frozenset[str]:
    """Return some boxes, all those that they depend on, and all those that depend on them."""
    above, below = set(focus), set(focus)
    for box in snapshot.boxes:  # operands come before what uses them
        if not below.isdisjoint(box.inputs):
            below.add(box.id)
    for box in reversed(snapshot.boxes):
        if box.id in above:
            above.update(box.inputs)
    return frozenset(above | below)
