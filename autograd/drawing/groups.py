"""Groups: what a large graph is folded into before it is laid out.

A name scope or layer, a stretch of operations that repeats, or just a stretch of many: every group holds the results
of one stretch of the order in which they were computed, and stretches are nested. So whichever groups are
closed, an edge runs from an earlier stretch to a later one, and the picture has no cycle. A leaf or constant
lives in the innermost group that holds all its uses; it may also be put among its like, having no operands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from autograd.drawing.phrases import Said
from autograd.drawing.snapshot import Box, Snapshot
from autograd.drawing.words import NAME, Words, ending, printable

MANY = 40  # children of a group; more are put into stretches
BUDGET = 150  # boxes of a first view
FEW = 12  # neighbours that are looked at together for what comes again
LONGEST_PERIOD = 2000  # operations in a block that repeats


class Group(NamedTuple):
    """Some boxes that can be drawn as one; `parent` is "" at the top. Children stand in the order of computing."""

    id: str
    label: str
    parent: str
    children: tuple[str, ...]  # ids of boxes and groups
    kind: str  # "scope", "fold", "stretch" or "leaves"


class Folding(NamedTuple):
    """All groups, outermost first, and the group in which each box lives ("" for none)."""

    groups: tuple[Group, ...]
    home: dict[str, str]
    top: tuple[str, ...]

    def table(self) -> dict[str, Group]:
        """Return the groups by id."""
        return {group.id: group for group in self.groups}

    def restricted(self, kept: frozenset[str]) -> Folding:
        """Return the groups of some boxes only."""
        home = {key: own for key, own in self.home.items() if key in kept}
        parent = {group.id: group.parent for group in self.groups}
        around = set(kept)
        for own in set(home.values()):
            while own and own not in around:
                around.add(own)
                own = parent[own]
        groups = (
            group._replace(children=tuple(key for key in group.children if key in around))
            for group in self.groups
            if group.id in around
        )
        return Folding(tuple(groups), home, tuple(key for key in self.top if key in around))


class Bunch:
    """A group while it is being made."""

    def __init__(self, label: str, kind: str) -> None:
        self.label = label
        self.kind = kind
        self.children: list[Bunch | Box] = []


def fold(snapshot: Snapshot, words: Words) -> Folding:
    """Sort the boxes of a snapshot into groups."""
    results = [box for box in snapshot.boxes if box.kind == "result"]
    root = by_scope(results)
    boxes = {box.id: box for box in snapshot.boxes}
    for bunch in bunches(root):
        if sum(isinstance(child, Box) for child in bunch.children) > MANY:
            bunch.children = repeats_found(bunch.children)
        if bunch.kind != "fold":
            bunch.children = alike_folded(bunch.children, boxes)
    for bunch in bunches(root):
        bunch.children = in_stretches(bunch.children)
    place_sources(root, snapshot, words)
    return numbered(root)


def by_scope(results: Sequence[Box]) -> Bunch:
    """Put the results into a tree by their name scopes; a scope that is entered again begins a new group."""
    root = Bunch("", "scope")
    path: list[tuple[str, Bunch]] = []
    for box in results:
        common = 0
        while common < min(len(path), len(box.scope)) and path[common][0] == box.scope[common]:
            common += 1
        del path[common:]
        for heading in box.scope[common:]:
            bunch = Bunch(heading, "scope")
            (path[-1][1] if path else root).children.append(bunch)
            path.append((heading, bunch))
        (path[-1][1] if path else root).children.append(box)
    return root


def bunches(root: Bunch) -> Iterator[Bunch]:
    """Give a bunch and all those inside it, outermost first; what is put in meanwhile is met as well."""
    waiting = [root]
    for bunch in waiting:  # the list grows while it is read
        yield bunch
        waiting.extend(child for child in bunch.children if isinstance(child, Bunch))


def members(child: Bunch | Box) -> list[Box]:
    """Return the boxes in a bunch and in those inside it, in order; a box is its own."""
    found: list[Box] = []
    stack: list[Bunch | Box] = [child]
    while stack:
        item = stack.pop()
        if isinstance(item, Box):
            found.append(item)
        else:
            stack.extend(reversed(item.children))
    return found


# ---- repetition --------------------------------------------------------------------------------------------------


def repeats_found(children: Sequence[Bunch | Box]) -> list[Bunch | Box]:
    """Cut each run of bare boxes in which a block of operations comes again and again into these blocks."""
    made: list[Bunch | Box] = []
    run: list[Box] = []
    for child in [*children, None]:
        if isinstance(child, Box):
            run.append(child)
            continue
        made += blocks(run)
        run = []
        if child is not None:
            made.append(child)
    return made


def blocks(run: list[Box]) -> list[Bunch | Box]:
    """Cut a run of results into equal blocks, if it has a period; what stands before and after stays as it is."""
    if len(run) <= MANY:
        return list(run)
    place = {box.id: k for k, box in enumerate(run)}
    found = period(np.array(coded([signature(box, place, k) for k, box in enumerate(run)])))
    if found is None:
        return list(run)
    length, start, count = found
    made: list[Bunch | Box] = list(run[:start])
    for number in range(count):
        part = run[start + number * length : start + (number + 1) * length]
        made.append(bunch_of(part, Said("repeat", str(number + 1))))
    return made + list(run[start + count * length :])


def signature(box: Box, place: dict[str, int], own: int) -> tuple[object, ...]:
    """Say what a result is, with its operands by their distance: equal for alike calls in alike surroundings."""
    return (box.op, box.static, box.shape, *(own - place[key] if key in place else key[:1] for key in box.inputs))


def coded(signatures: Sequence[tuple[object, ...]]) -> list[int]:
    """Number the different signatures."""
    numbers: dict[tuple[object, ...], int] = {}
    return [numbers.setdefault(entry, len(numbers)) for entry in signatures]


def period(codes: np.ndarray) -> tuple[int, int, int] | None:
    """Find the shortest block that comes at least three times in a row and covers most of the run.

    Returns its length, where the first one begins, and how many there are; None when nothing repeats.
    """
    n = len(codes)
    for length in range(1, min(LONGEST_PERIOD, n // 3) + 1):
        same = codes[length:] == codes[:-length]
        if same.mean() < 0.9:
            continue
        edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]]).astype(np.int8)))
        starts, ends = edges[::2], edges[1::2]
        best = int(np.argmax(ends - starts))
        start, reach = int(starts[best]), int(ends[best] - starts[best]) + length
        if length == 1 or reach // length < 3 or reach < 0.7 * n:
            continue
        return length, start, reach // length
    return None


def alike_folded(children: Sequence[Bunch | Box], boxes: dict[str, Box]) -> list[Bunch | Box]:
    """Put what comes three times or more, one after the other, into one group: `block × 12, other weights`.

    What comes again is a group, or a few neighbours of which one is a group, such as a block and an addition.
    """
    if not any(isinstance(child, Bunch) for child in children):
        return list(children)
    codes = coded([(type(child), structure(child)) for child in children])
    grouped = [0, *accumulate(isinstance(child, Bunch) for child in children)]
    made: list[Bunch | Box] = []
    k = 0
    while k < len(children):
        length, count = repeated(codes, grouped, k)
        if not count:
            made.append(children[k])
            k += 1
            continue
        parts = [children[start : start + length] for start in range(k, k + length * count, length)]
        made.append(folded(parts, boxes))
        k += length * count
    return made


def repeated(codes: Sequence[int], grouped: Sequence[int], k: int) -> tuple[int, int]:
    """Find what comes again from child k on: how many children it is, and how often it comes; 0 for never."""
    for length in range(1, min(FEW, (len(codes) - k) // 3) + 1):
        if grouped[k] == grouped[k + length] or codes[k : k + length] != codes[k + length : k + 2 * length]:
            continue
        end = k + length
        while end < len(codes) and codes[end] == codes[end - length]:
            end += 1
        if end - k >= 3 * length:
            return length, (end - k) // length
    return 0, 0


def folded(parts: Sequence[Sequence[Bunch | Box]], boxes: dict[str, Box]) -> Bunch:
    """Make one group of alike parts; a part of several children becomes a group of its own."""
    label = next(child.label for child in parts[0] if isinstance(child, Bunch))
    first, *others = ({key for child in part for key in sources(child, boxes)} for part in parts)
    same = others[0] <= first and all(leaves == others[0] for leaves in others)  # the first may begin with an input
    shared = "sameweights" if same else "otherweights"
    bunch = Bunch(Said(shared, common_label(label), str(len(parts))), "fold")
    for part in parts:
        name = next(child.label for child in part if isinstance(child, Bunch))
        bunch.children.append(part[0] if len(part) == 1 else bunch_of(part, Said("andon", shortened(name))))
    return bunch


def bunch_of(children: Sequence[Bunch | Box], label: str = "") -> Bunch:
    """Make a stretch."""
    bunch = Bunch(label, "stretch")
    bunch.children = list(children)
    return bunch


def structure(child: Bunch | Box) -> tuple[object, ...]:
    """Say what is computed in a bunch or box: equal for two that differ in names and weights only."""
    inside = members(child)
    place = {box.id: k for k, box in enumerate(inside)}
    return tuple((box.op, box.static, box.shape, *(place.get(key, key[:1]) for key in box.inputs)) for box in inside)


def sources(child: Bunch | Box, boxes: dict[str, Box]) -> Iterator[str]:
    """Give the leaves that a bunch or a box uses."""
    for box in members(child):
        for key in box.inputs:
            if boxes[key].kind == "leaf":
                yield key


def common_label(label: str) -> str:
    """Take the number off a label such as `step 1`, `3 Linear` or `cell:2`."""
    if isinstance(label, Said):
        return Said("repeated") if label.parts[0] == "repeat" else label
    return shortened(label.strip(" 0123456789.:_-")) or Said("block")


def shortened(label: str, most: int = NAME) -> str:
    """Cut what users wrote."""
    return label if isinstance(label, Said) else printable(ending(label, most), most)


def in_stretches(children: list[Bunch | Box]) -> list[Bunch | Box]:
    """Cut what has too many children into stretches of about the same length, again and again."""
    while len(children) > MANY:
        count = min(MANY // 2, -(-len(children) // (MANY // 2)))
        size = -(-len(children) // count)
        before = [0, *accumulate(len(members(child)) for child in children)]
        made: list[Bunch | Box] = []
        for start in range(0, len(children), size):
            part = children[start : start + size]
            made.append(bunch_of(part, stretch_label(part, before[start])))
        children = made
    return children


def stretch_label(part: Sequence[Bunch | Box], before: int) -> str:
    """Name a stretch by what it begins and ends with, or by the numbers of its operations; so many come before it."""
    first, last = part[0], part[-1]
    if isinstance(first, Box) or isinstance(last, Box):
        return Said("stretch", str(before + 1), str(before + sum(len(members(child)) for child in part)))
    return Said("fromto", shortened(first.label), shortened(last.label)) if first is not last else first.label


# ---- leaves and constants ----------------------------------------------------------------------------------------


def place_sources(root: Bunch, snapshot: Snapshot, words: Words) -> None:
    """Put every leaf and constant into the innermost bunch that holds all its uses, before what is computed there."""
    path_of: dict[str, tuple[Bunch, ...]] = {}
    stack: list[tuple[Bunch, tuple[Bunch, ...]]] = [(root, (root,))]
    while stack:
        bunch, path = stack.pop()
        for child in bunch.children:
            if isinstance(child, Box):
                path_of[child.id] = path
            else:
                stack.append((child, (*path, child)))
    homes: dict[str, tuple[Bunch, ...]] = {}
    for box in snapshot.boxes:
        for key in box.inputs:
            if key not in path_of:
                known = homes.get(key)
                homes[key] = path_of[box.id] if known is None else shared(known, path_of[box.id])
    added: dict[int, tuple[Bunch, list[Box]]] = {}
    for box in snapshot.boxes:
        if box.kind != "result" and not words.inline(box):
            home = homes.get(box.id, (root,))[-1]
            added.setdefault(id(home), (home, []))[1].append(box)
    for home, boxes in added.values():
        if len(boxes) > MANY // 2:
            leaves = Bunch(Said("sources", str(len(boxes))), "leaves")
            leaves.children = list(boxes)
            leaves.children = in_stretches(leaves.children)
            home.children[:0] = [leaves]
        else:
            home.children[:0] = boxes


def shared(first: tuple[Bunch, ...], second: tuple[Bunch, ...]) -> tuple[Bunch, ...]:
    """Return the common beginning of two paths."""
    count = 0
    while count < min(len(first), len(second)) and first[count] is second[count]:
        count += 1
    return first[:count]


def numbered(root: Bunch) -> Folding:
    """Give out the ids g1, g2, ..., outer groups before inner ones, and forget the bunches.

    A scope is called with those around it, `blocks.0.fc1`: nothing else in a picture tells where it is.
    """
    groups: list[Group] = []
    home: dict[str, str] = {}
    waiting = [("", root, "", "")]  # the id of a bunch, the bunch, the id of the one around it, the scopes around it
    for own, bunch, parent, around in waiting:  # the list grows while it is read
        label = f"{around}.{bunch.label}" if around and bunch.kind == "scope" else bunch.label
        inside = label if bunch.kind == "scope" else around
        keys = []
        for child in bunch.children:
            if isinstance(child, Box):
                home[child.id] = own
                keys.append(child.id)
            else:
                keys.append(f"g{len(waiting)}")
                waiting.append((keys[-1], child, own, inside))
        groups.append(Group(own, shortened(label, 40), parent, tuple(keys), bunch.kind))
    top = groups.pop(0)
    return Folding(tuple(groups), home, top.children)


# ---- views -------------------------------------------------------------------------------------------------------


def first_view(folding: Folding, budget: int = BUDGET, depth: int | None = None) -> tuple[str, ...]:
    """Choose which groups are open at first: outer ones before inner ones, as many as the budget of boxes allows.

    With a depth, what is in at most so many scopes and layers is to be seen.
    """
    table = folding.table()
    visible = len(folding.top)
    opened = []
    queue = [(key, 1) for key in folding.top if key in table]
    for key, level in queue:  # the list grows while it is read
        group = table[key]
        if depth is None and group.kind == "fold" and visible > budget // 4:
            continue  # its label says what is in it
        if depth is not None and level > depth:
            continue
        if visible + len(group.children) - 1 <= budget:
            visible += len(group.children) - 1
            opened.append(key)
            inside = level + (group.kind == "scope")
            queue.extend((child, inside) for child in group.children if child in table)
    return tuple(opened)


def visible_as(folding: Folding, opened: Sequence[str]) -> dict[str, str]:
    """Map every box to what stands for it: itself, or the outermost closed group around it."""
    open_groups = set(opened)
    stands: dict[str, str] = {"": ""}
    for group in folding.groups:  # outermost first
        above = stands[group.parent]
        stands[group.id] = above or ("" if group.id in open_groups else group.id)
    return {key: stands[own] or key for key, own in folding.home.items()}
