"""Elements: values of a user's own type as nodes of the graph, as HIPS autograd's `VSpace` and `Box` declare them.

To the engine such a value is a number of a strange dtype: a payload without axes that can be added to its like. In
the place of the dtype stands the vector space of the value, which knows its zero and its sums. Nothing but a primitive
looks into it: what a user's function or rule sees is the value itself, or the box of its type where it is on a graph.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from autograd.graph.node import Handle, wrap
from autograd.tree import OPAQUE

SPACES: dict[type, Callable[[Any], Any]] = OPAQUE  # type of a value -> what makes its vector space
BOXES: dict[type, type[BoxHandle]] = {}  # type of a value -> the handle that a user's function sees


class Space:
    """The vector space of an element, in the place of a dtype."""

    __slots__ = ("kind", "of", "space")

    def __init__(self, of: type, space: Any) -> None:
        self.of = of  # the type of the values
        self.space = space
        self.kind = "c" if space.iscomplex else "f"

    def zeros(self) -> Element:
        """Return the zero."""
        return Element(self.space.zeros(), self)

    def ones(self) -> Element:
        """Return what has 1 everywhere."""
        return Element(self.space.ones(), self)

    def __eq__(self, other: object) -> bool:
        """Compare the types of the values: elements of one type are added without a look at their spaces."""
        return isinstance(other, Space) and self.of is other.of

    def __hash__(self) -> int:
        return hash(self.of)

    def __repr__(self) -> str:
        return self.of.__name__


class Element:
    """A value of a user's own type, or a cotangent or tangent of one.

    Args:
        value: what the user's code works on.
        dtype: its space.
    """

    __slots__ = ("dtype", "value")

    shape = ()
    ndim = 0
    size = 1

    def __init__(self, value: Any, dtype: Space) -> None:
        self.value = value
        self.dtype = dtype

    def __add__(self, other: Element) -> Element:
        return Element(self.dtype.space.add(self.value, other.value), self.dtype)

    def __repr__(self) -> str:
        return repr(self.value)


class BoxHandle(Handle):
    """What a user's function gets in the place of a value of a registered type: the base of the boxes' own classes."""

    __slots__ = ()

    flows_as: ClassVar[type[Handle]]  # the class of the handle that the engine records in its place

    @property
    def _value(self) -> Any:
        """The value."""
        return self._payload.value

    @property
    def _node(self) -> Any:
        """The node."""
        return self.node

    _trace = 0

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return f"Autograd {type(self).__name__} with value {self._value!r}"


def enclosed(value: Any) -> Any:
    """Return a value of a registered type as an element; anything else as it is."""
    maker = SPACES.get(type(value))
    if maker is None or isinstance(value, (np.ndarray, np.generic, float, complex)):
        return value
    return Element(value, Space(type(value), maker(value)))


def disclosed(value: Any) -> Any:
    """Return an element as a user's code sees it: its value, or the box of its type on the same node."""
    if isinstance(value, Element):
        return value.value
    if isinstance(value, Handle) and isinstance(value._payload, Element):
        box = BOXES.get(type(value._payload.value))
        return value if box is None else wrap(box, value._payload, value.node)
    return value


def flowing(value: Any) -> Any:
    """Return a value of a user's own type as the engine records it: a box as a common handle, else an element."""
    if isinstance(value, BoxHandle):
        return wrap(type(value).flows_as, value._payload, value.node)
    return enclosed(value)


def zeros(shape: Any, dtype: Any) -> Any:
    """Return the zero payload of a shape and dtype."""
    return dtype.zeros() if isinstance(dtype, Space) else np.zeros(shape, dtype)[()]
