"""Nodes: HIPS autograd's way to run a trace by hand, over our graph.

    start = VJPNode.new_root()
    end_value, end_node = trace(start, fun, x)
    gradient = backward_pass(g, end_node)

There is one graph for both modes, so VJPNode and JVPNode differ only in what is done with it at the end.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from autograd.errors import InputTypeError
from autograd.extend.boxes import getval, new_box
from autograd.graph.element import flowing
from autograd.graph.forward import pushforward
from autograd.graph.modes import frames_inside, transforming
from autograd.graph.node import Input, Node as GraphNode, topological
from autograd.graph.walk import Pullback
from autograd.tensor import Tensor
from autograd.transforms.trace import plain, presented


class Node:
    """A step of a trace made by hand; only the root (`new_root`) is made so in practice.

    Args:
        value: the result of the step.
        fun: what was called.
        args: its arguments.
        kwargs: its keywords.
        parent_argnums: which arguments were traced.
        parents: their nodes.
    """

    parents: Any = ()
    input: Input  # of the root: the leaf where the trace begins

    def __init__(
        self,
        value: Any,
        fun: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        parent_argnums: tuple[int, ...],
        parents: tuple[Any, ...],
    ) -> None:
        self.value = value
        self.recipe = (fun, args, kwargs, parent_argnums)
        self.parents = parents

    def initialize_root(self, *args: Any, **kwargs: Any) -> None:
        """Make this node the start of a trace."""
        self.parents = ()

    @classmethod
    def new_root(cls, *args: Any, **kwargs: Any) -> Any:
        """Return the start of a trace."""
        root = cls.__new__(cls)
        root.initialize_root(*args, **kwargs)
        return root


class VJPNode(Node):
    """The start of a trace for reverse mode."""


class JVPNode(Node):
    """The start of a trace for forward mode, with its tangent `g`; so is the end that `trace` returns."""

    g: Any = None

    def initialize_root(self, *args: Any, **kwargs: Any) -> None:
        """Make this node the start of a trace with the tangent it is given."""
        super().initialize_root()
        (self.g,) = (*args, *kwargs.values())


def trace(start_node: Any, fun: Callable[[Any], Any], x: Any) -> tuple[Any, Any]:
    """Run a function of one array from the root of a trace; return its value, and the node of it or None.

    >>> start = VJPNode.new_root()
    >>> value, end_node = trace(start, lambda x: x * x, 3.0)
    >>> value, backward_pass(1.0, end_node)
    (9.0, 6.0)
    """
    with transforming():
        box = new_box(x, 0, start_node)
        out = flowing(fun(box))
    start_node.input.open = False
    if not isinstance(out, Tensor) or out.node is None or start_node.input not in topological(out.node):
        warnings.warn("Output seems independent of input.", UserWarning, stacklevel=frames_inside() + 1)
        return getval(out), None
    if isinstance(start_node, JVPNode):
        (dot,) = pushforward([out.node], [start_node.input], [plain(flowing(start_node.g))], Tensor, False)
        return getval(out), JVPNode.new_root(dot)
    return getval(out), out.node


def backward_pass(g: Any, end_node: Any) -> Any:
    """Pull a cotangent back from a node to the root of the trace it is in: its youngest input."""
    if not isinstance(end_node, GraphNode):
        raise InputTypeError(f"backward_pass needs a node of the graph, such as y._node; got {end_node!r:.60}.")
    inputs = [node for node in topological(end_node) if type(node) is Input]
    if not inputs:
        raise InputTypeError("backward_pass found no input below that node. Begin with new_box(x, 0, root).")
    g = flowing(g)
    recorded = isinstance(g, Tensor)
    (bar,) = Pullback([end_node], inputs[-1:])({end_node: g}, Tensor if recorded else None)
    return presented(bar, inputs[-1].value, recorded)
