"""What the laws ask of the engine: one op recorded on a sample, walked in both directions.

Everything goes through the graph itself (the op called on Tensors, the reverse walk, the forward walk),
so that the laws hold for the foundation and need no transform.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.graph.forward import pushforward
from autograd.graph.node import Handle, Leaf, Node, wrap
from autograd.graph.walk import Pullback
from autograd.tensor import Tensor
from tests.strategies import Sample, is_floating, like


def plain(value: Any) -> Any:
    """Return the numbers of a Tensor; anything else is returned as it is."""
    return value._payload if isinstance(value, Handle) else value


def parts(result: Any) -> tuple[Any, ...]:
    """Return the results of a call as a tuple, also when there is one."""
    return tuple(result) if isinstance(result, (tuple, list)) else (result,)


def leaves(values: Sequence[Any]) -> list[Any]:
    """Return tracked Tensors that hold these very payloads, not copies: layouts and read-only flags stay."""
    return [wrap(Tensor, value, Leaf(value)) for value in values]


def node_of(value: Any) -> Node | None:
    """Return the node of a tracked Tensor."""
    return value.node if isinstance(value, Handle) else None


def outputs(sample: Sample, values: Sequence[Any]) -> list[Any]:
    """Return the floating results of the op on plain payloads."""
    with np.errstate(all="ignore"):
        result = sample.call(sample.op, sample.with_values(values))
    return [part for part in parts(result) if is_floating(part)]


def recorded(sample: Sample, handles: Sequence[Any]) -> list[Any]:
    """Return the floating results of the op on tracked Tensors."""
    with np.errstate(all="ignore"):
        result = sample.call(sample.op, sample.with_values(handles))
    return [part for part in parts(result) if is_floating(plain(part))]


def zeros(value: Any) -> Any:
    """Return a zero of a payload's shape and dtype."""
    return 0.0 if type(value) is float else np.zeros_like(value)[()]


def pull(results: Sequence[Any], targets: Sequence[Any], cotangents: Sequence[Any], record: bool = False) -> list[Any]:
    """Return the cotangents of the targets, zeros for those that nothing depends on.

    Results that are no tracked Tensors are constants: their cotangents have nowhere to go.
    """
    seeds: dict[Node, Any] = {}
    for result, g in zip(results, cotangents, strict=True):
        node = node_of(result)
        if node is not None:
            g = wrap(Tensor, g) if record and not isinstance(g, Handle) else g
            seeds[node] = seeds[node] + g if node in seeds else g
    bars: Sequence[Any] = [None] * len(targets)
    if seeds:
        nodes: list[Any] = [target.node for target in targets]
        bars = Pullback(list(seeds), nodes)(seeds, Tensor if record else None)
    return [zeros(plain(t)) if bar is None else bar for t, bar in zip(targets, bars, strict=True)]


def push(results: Sequence[Any], targets: Sequence[Any], tangents: Sequence[Any], record: bool = False) -> list[Any]:
    """Return the tangents of the results, zeros for constants."""
    roots = [node for node in map(node_of, results) if node is not None]
    found: dict[Node, Any] = {}
    if roots:
        if record:
            tangents = [t if isinstance(t, Handle) else wrap(Tensor, t) for t in tangents]
        nodes: list[Any] = [target.node for target in targets]
        found = dict(zip(roots, pushforward(roots, nodes, tangents, Tensor, record), strict=True))
    dots = [found.get(node_of(result)) for result in results]  # type: ignore[arg-type]
    return [zeros(plain(result)) if dot is None else dot for result, dot in zip(results, dots, strict=True)]


def vjp(sample: Sample, values: Sequence[Any], cotangents: Sequence[Any]) -> list[Any]:
    """Return the cotangents of the tracked operands, by an ordinary backward walk."""
    targets = leaves(values)
    return pull(recorded(sample, targets), targets, cotangents)


def jvp(sample: Sample, values: Sequence[Any], tangents: Sequence[Any]) -> list[Any]:
    """Return the tangents of the results, by an ordinary forward walk."""
    targets = leaves(values)
    return push(recorded(sample, targets), targets, tangents)


def recorded_vjp(sample: Sample, values: Sequence[Any], cotangents: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return targets (operands, then cotangents) and the recorded vjp, a function of both.

    All leaves are made before anything is recorded: a walk never passes below the youngest target.
    """
    targets = leaves([*values, *cotangents])
    operands, seeds = targets[: len(values)], targets[len(values) :]
    return targets, pull(recorded(sample, operands), operands, seeds, record=True)


def recorded_jvp(sample: Sample, values: Sequence[Any], tangents: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return targets (operands, then their tangents) and the recorded jvp, a function of both."""
    targets = leaves([*values, *tangents])
    operands, dots = targets[: len(values)], targets[len(values) :]
    return targets, push(recorded(sample, operands), operands, dots, record=True)


def paired(a: Sequence[Any], b: Sequence[Any]) -> tuple[float, float]:
    """Return <a, b> = Re sum(a b), and the sum of absolute values that its rounding is measured by.

    No conjugate: a gradient is d/dx - i d/dy, so that Re(g dz) is the change of a real function.
    """
    total = size = 0.0
    for p, q in zip(a, b, strict=True):
        product = np.asarray(plain(p)) * np.asarray(plain(q))
        total += float(np.sum(np.real(product)))
        size += float(np.sum(np.abs(product)))
    return total, size


def directions(sample: Sample, *groups: Sequence[Any]) -> list[list[Any]]:
    """Return a random direction for each group of payloads, the same ones for the same sample."""
    rng = np.random.default_rng(sample.seed)
    return [[like(plain(value), rng) for value in group] for group in groups]
