"""Layers: which module a call belongs to, read off the parameters that it uses.

Recording knows no modules, so that it costs nothing; what can be said afterwards without guessing is this. A call
that uses `fc1.weight` belongs to `fc1`. A call without parameters between two calls of `block` belongs to `block`.
When a module uses a parameter again that it has used already, it is called again: `cell`, `cell:2`, ...
A scope that the user opened is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd.drawing.snapshot import Box

Path = tuple[str, ...]


def with_layers(boxes: Sequence[Box], owners: Mapping[str, tuple[Path, ...]]) -> tuple[Box, ...]:
    """Give boxes without a scope that of their module; `owners` are the modules of each parameter."""
    if not any(path for paths in owners.values() for path in paths):
        return tuple(boxes)
    found = numbered(*uses(boxes, owners))
    paths = between([found.get(box.id) for box in boxes if box.kind == "result"])
    scopes = dict(zip((box.id for box in boxes if box.kind == "result"), paths, strict=True))
    return tuple(box if box.scope else box._replace(scope=scopes.get(box.id, ())) for box in boxes)


def uses(
    boxes: Sequence[Box], owners: Mapping[str, tuple[Path, ...]]
) -> tuple[dict[str, Path], dict[str, tuple[str, ...]]]:
    """Find for each call that uses parameters the module they are in, and which of its operands they are.

    A parameter that is only transposed, reshaped or the like on its way counts as it is.
    """
    modules = dict(owners)
    table = {box.id: box for box in boxes}
    paths: dict[str, Path] = {}
    used: dict[str, tuple[str, ...]] = {}
    for box in boxes:
        if box.kind != "result":
            continue
        direct = [key for key in box.inputs if key in owners]
        known = direct or [key for key in box.inputs if key in modules]
        if not known:
            continue
        paths[box.id] = common([modules[key] for key in known])
        used[box.id] = tuple(dict.fromkeys(known))
        others = [table[key] for key in box.inputs if key != known[0]]
        alone = all(other.kind == "constant" and other.shape == () for other in others)
        if alone and box.shape is not None and prod(box.shape) == prod(table[known[0]].shape or ()):
            modules[box.id] = modules[known[0]]
    return paths, used


def common(candidates: Sequence[tuple[Path, ...]]) -> Path:
    """Return the module that all parameters of a call are in, or else the innermost one around all of them."""
    both = [path for path in candidates[0] if all(path in paths for paths in candidates)]
    return both[0] if len(both) == 1 else shared([path for paths in candidates for path in paths])


def shared(paths: Sequence[Path]) -> Path:
    """Return the common beginning of some paths."""
    first, last = min(paths), max(paths)
    count = 0
    while count < min(len(first), len(last)) and first[count] == last[count]:
        count += 1
    return first[:count]


def numbered(paths: Mapping[str, Path], used: Mapping[str, tuple[str, ...]]) -> dict[str, Path]:
    """Number the calls of each module from the second on."""
    calls: dict[Path, tuple[int, set[str]]] = {}
    found = {}
    for key, path in paths.items():
        call, seen = calls.get(path, (1, set()))
        if not seen.isdisjoint(used[key]):
            call, seen = call + 1, set()
        calls[path] = call, seen | set(used[key])
        found[key] = (*path[:-1], f"{path[-1]}:{call}") if path and call > 1 else path
    return found


def between(paths: Sequence[Path | None]) -> list[Path]:
    """Fill the gaps: what stands between two calls is in the module that both are in."""
    after: list[Path] = []
    following: Path = ()
    for path in reversed(paths):
        following = following if path is None else path
        after.append(following)
    filled = []
    before: Path = ()
    for path, following in zip(paths, reversed(after), strict=True):
        before = before if path is None else path
        filled.append(shared([before, following]) if path is None else path)
    return filled
