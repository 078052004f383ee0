"""What debug() looks for: the first value that is not finite, and saved numbers that were overwritten."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any
from zlib import crc32

import numpy as np

from autograd.errors import GraphError, NonFiniteError
from autograd.graph.node import Node


def inspect(node: Node, value: Any) -> None:
    """Look at a node that was just recorded: refuse the first value that is not finite, remember what was saved."""
    if not finite(value) and all(finite(entry.value if isinstance(entry, Node) else entry) for entry in node.inputs):
        raise NonFiniteError(f"first non-finite value: {name_of(node)}{arguments(node)}.")
    node.annotate().prints = checksums(node)


def verify(nodes: Iterable[Node]) -> None:
    """Raise when numbers that a rule needs have changed since they were saved."""
    for node in nodes:
        prints = None if node.note is None else node.note.prints
        if prints is not None and prints != checksums(node):
            raise GraphError(
                f"numbers that the derivative of {name_of(node)} needs were overwritten after it was computed, by a "
                "write into tensor.data or into an array that was used as a constant. Write into the tensor itself "
                "(x[i] = v), rebind the data (p.data = p.data + step), or use a copy of the array."
            )


def culprit(node: Node, g: Any, bar: Any) -> NonFiniteError | None:
    """Return the error for a rule that made a cotangent non-finite; None for any other."""
    if finite(bar) or not finite(g):
        return None
    return NonFiniteError(f"first non-finite gradient: the derivative of {name_of(node)}{arguments(node)}.")


def finite(value: Any) -> bool:
    """Tell whether all numbers are finite; what is no array of floats is."""
    if isinstance(value, tuple):
        return all(map(finite, value))
    value = getattr(value, "_payload", value)
    if isinstance(value, (float, complex, np.generic, np.ndarray)):
        return np.asarray(value).dtype.kind not in "fc" or bool(np.all(np.isfinite(value)))
    return True


def checksums(node: Node) -> list[int]:
    """Return a checksum for each array that a node saved."""
    return [crc32(a.tobytes()) for a in arrays(node.saved)]


def arrays(saved: Any) -> Iterator[np.ndarray]:
    """Return the arrays in what a node saved."""
    if isinstance(saved, np.ndarray):
        yield saved
    elif isinstance(saved, (tuple, list)):
        for item in saved:
            yield from arrays(item)


def name_of(node: Node) -> str:
    """Say which op it is and where it was called."""
    place = f" at {node.site[0]}:{node.site[1]}" if node.site else ""
    return f"{node.op.name}{place}"  # type: ignore[union-attr]


def arguments(node: Node) -> str:
    """Say what the arguments of a node range over, and where its op is defined."""
    op: Any = node.op
    texts = []
    for entry in node.inputs:
        value = entry.value if isinstance(entry, Node) else entry
        if np.size(value) and np.asarray(value).dtype.kind == "f":
            low, high = np.min(value), np.max(value)
            texts.append(f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}")
    text = f", of {' and '.join(texts)}" if texts else ""
    for name, interval in zip(op.args, op.domain, strict=False):
        if interval.low > -math.inf or interval.high < math.inf:
            low = f"{interval.low:g} < " if interval.low > -math.inf else ""
            high = f" < {interval.high:g}" if interval.high < math.inf else ""
            text += f"; {op.name} is smooth for {low}{name}{high}"
    return text
