"""Graphs of a function for their own sake, under HIPS autograd's names."""

import functools
from collections.abc import Callable
from typing import Any

from autograd import tree
from autograd.extend.boxes import getval
from autograd.extend.nodes import Node as Node, trace as trace
from autograd.graph.node import Input, Node as GraphNode, wrap
from autograd.tensor import Tensor, as_payload
from autograd.util import subvals as subvals, toposort as toposort
from autograd.wrap_util import wraps as wraps


class ConstGraphNode(Node):
    """A step of a graph that is the same for every input."""


class FullGraphNode(Node):
    """A step of a graph that is kept: its `value`, its `recipe` (op, arguments, keywords), its `parents`."""


def const_graph(fun: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[..., Any]:
    """Return the function with its first arguments given.

    HIPS autograd traces such a function once and then repeats the trace, to save time; here tracing costs less than
    that, so the function is called. It may also take different paths.

    >>> const_graph(lambda x, y: x * y + 1.0, 2.0)(3.0)
    7.0
    """
    return const_graph_unary(functools.partial(fun, *args, **kwargs))


def const_graph_unary(fun: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the function; see `const_graph`."""
    return fun


def full_graph(fun: Callable[..., Any], *args: Any, **kwargs: Any) -> FullGraphNode | None:
    """Return the last step of a call of a function; the steps before are its parents.

    >>> end = full_graph(lambda x: x * 2.0 + 1.0, 3.0)
    >>> end.value, end.recipe[0].__name__, [parent.recipe[0].__name__ for parent in end.parents]
    (7.0, 'add', ['multiply'])
    """
    leaves, treedef = tree.flatten(args)
    inputs = [wrap(Tensor, data, Input(data)) for data in (as_payload(leaf, False) for leaf in leaves)]
    out = fun(*treedef.unflatten(inputs), **kwargs)
    if not isinstance(out, Tensor) or out.node is None:
        return None
    made: dict[GraphNode, FullGraphNode] = {}
    for node in reversed(list(toposort(out.node))):
        parents = tuple(made[parent] for parent in node.parents)
        entries = tuple(made[entry] if isinstance(entry, GraphNode) else entry for entry in node.inputs)
        argnums = tuple(k for k, entry in enumerate(node.inputs) if isinstance(entry, GraphNode))
        made[node] = FullGraphNode(node.value, node.op, entries, node.static, argnums, parents)
    made[out.node].value = getval(out)
    return made[out.node]
