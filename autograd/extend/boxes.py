"""Boxes: HIPS autograd's names for tensors, and for containers of them.

HIPS wraps what it traces in boxes, a class for each type of value. Here a traced array is a Tensor, and a traced
container is that container with Tensors in it. These classes let `isinstance(x, ArrayBox)` say what it said there.
Only a value of a user's own type has a box as there: see `Box.register`.
"""

from __future__ import annotations

import types
from typing import Any, ClassVar

import numpy as np

from autograd import tree
from autograd.graph.element import BOXES, BoxHandle, Element, disclosed, flowing
from autograd.graph.node import Handle, Input, Node, wrap
from autograd.ops.calling import bare
from autograd.tensor import Tensor, as_payload


class BoxType(type):
    """The class of the box classes: it makes `isinstance(x, Box)` look at what x is."""

    kinds: tuple[type, ...]

    def __instancecheck__(cls, value: object) -> bool:
        if isinstance(value, BoxHandle):
            return type.__instancecheck__(cls, value)
        return isinstance(value, cls.kinds) and (isinstance(value, Tensor) or holds_tensors(value))

    def __getattr__(cls, name: str) -> Any:
        """Find the methods of a tensor."""
        return getattr(Tensor, name)


class Box(metaclass=BoxType):
    """Every tensor, and every container with a tensor in it, is an instance.

    Args:
        value: the numbers.
        trace: ignored; nested derivatives are told apart by node.
        node: a node of the graph, or the root of a trace: `VJPNode.new_root()`.

    >>> from autograd import Tensor
    >>> isinstance(Tensor(1.0), Box), isinstance((Tensor(1.0), 2.0), Box), isinstance(1.0, Box)
    (True, True, False)
    """

    kinds: ClassVar[tuple[type, ...]] = (Tensor, tuple, list, dict)
    type_mappings: ClassVar[dict[type, type]] = {}
    types: ClassVar[set[type]] = {Tensor}

    def __new__(cls, value: Any, trace: Any, node: Any) -> Any:
        """Make a tensor at that node."""
        return new_box(value, trace, node)

    @classmethod
    def register(cls, value_type: type) -> None:
        """Let a user's function see values of that type as instances of this class; see `VSpace.register`."""
        cls.types.add(cls)
        cls.type_mappings[value_type] = cls
        cls.type_mappings[cls] = cls
        if not any(issubclass(value_type, numbers) for numbers in (np.ndarray, np.generic, float, complex)):
            cls.kinds = ()  # no tensor is an instance: those below are
            members = {"__slots__": (), "flows_as": Tensor, "__module__": cls.__module__, "__doc__": cls.__doc__}
            BOXES[value_type] = types.new_class(cls.__name__, (cls, BoxHandle), {}, lambda body: body.update(members))


class ArrayBox(Box):
    """Every tensor is an instance."""

    kinds = (Tensor,)


class SequenceBox(Box):
    """Every tuple or list with a tensor in it is an instance."""

    kinds = (tuple, list)


class DictBox(Box):
    """Every dict with a tensor in it is an instance."""

    kinds = (dict,)


class SparseBox(Box):
    """Nothing is an instance: cotangents are dense."""

    kinds = ()


def holds_tensors(value: Any) -> bool:
    """Tell whether a tensor is in a container."""
    return any(isinstance(leaf, Handle) for leaf in tree.flatten(value)[0])


def isbox(x: Any) -> bool:
    """Tell whether x is a tensor.

    >>> from autograd import Tensor
    >>> isbox(Tensor(1.0)), isbox(1.0)
    (True, False)
    """
    return isinstance(x, Handle)


def getval(x: Any) -> Any:
    """Return the numbers of a tensor, or of a container of them; anything else as it is.

    >>> from autograd import Tensor
    >>> getval(Tensor(1.0)), getval("a")
    (1.0, 'a')
    """
    return bare(x)


def new_box(value: Any, trace: Any, node: Any) -> Any:
    """Return the tensor with that value at a node; at the root of a trace it is the input of that trace."""
    data = flowing(value)
    data = data._payload if isinstance(data, Tensor) else data if isinstance(data, Element) else as_payload(data, False)
    if not isinstance(node, Node):
        node.input = Input(data)
        node = node.input
    return disclosed(wrap(Tensor, data, node))
