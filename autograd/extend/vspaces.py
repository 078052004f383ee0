"""Vector spaces: what HIPS autograd knows of a value that derivatives flow through: zeros, ones, a basis, sums.

>>> import numpy as np
>>> space = vspace(np.ones((2, 1)))
>>> space.shape, space.size, [e.tolist() for e in space.standard_basis()]
((2, 1), 2, [[[1.0], [0.0]], [[0.0], [1.0]]])
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import numpy as np

from autograd import tree
from autograd.errors import InputTypeError
from autograd.graph.element import SPACES
from autograd.graph.node import shape_and_dtype
from autograd.ops.calling import bare


class VSpace:
    """The vector space of a value. `vspace(value)` finds the class for it.

    Args:
        value: an element of the space.
    """

    mappings: ClassVar[dict[type, Callable[[Any], VSpace]]] = SPACES
    iscomplex = False
    shape: Any
    size: int

    def __init__(self, value: Any) -> None:
        self.shape = np.shape(value)

    def zeros(self) -> Any:
        """Return the zero of the space."""
        raise NotImplementedError(f"{type(self).__name__}.zeros")

    def ones(self) -> Any:
        """Return the element that is 1 everywhere (1 + 1j where complex)."""
        raise NotImplementedError(f"{type(self).__name__}.ones")

    def standard_basis(self) -> Iterator[Any]:
        """Yield the elements that are 1 (or 1j) in one place."""
        raise NotImplementedError(f"{type(self).__name__}.standard_basis")

    def randn(self) -> Any:
        """Return normally distributed numbers, from NumPy's global generator."""
        raise NotImplementedError(f"{type(self).__name__}.randn")

    def add(self, x_prev: Any, x_new: Any) -> Any:
        """Return the sum; None stands for zero."""
        return x_new if x_prev is None else self._add(x_prev, x_new)

    def mut_add(self, x_prev: Any, x_new: Any) -> Any:
        """Return the sum; it may be the first one, written into."""
        return self._mut_add(x_prev if x_prev is not None else self.zeros(), x_new)

    def scalar_mul(self, x: Any, a: Any) -> Any:
        """Return a times x."""
        return self._scalar_mul(x, a)

    def inner_prod(self, x: Any, y: Any) -> Any:
        """Return the (real) inner product."""
        return self._inner_prod(x, y)

    def covector(self, x: Any) -> Any:
        """Return the conjugate."""
        return self._covector(x)

    def _add(self, x: Any, y: Any) -> Any:
        return x + y

    def _mut_add(self, x: Any, y: Any) -> Any:
        x += y
        return x

    def _scalar_mul(self, x: Any, a: Any) -> Any:
        return x * a

    def _inner_prod(self, x: Any, y: Any) -> Any:
        return np.sum(x * y)

    def _covector(self, x: Any) -> Any:
        return x

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}_{self.__dict__}"

    @classmethod
    def register(cls, value_type: type, vspace_maker: Callable[[Any], VSpace] | None = None) -> None:
        """Let `vspace` use this class (or that function) for the values of a type.

        Beside it, `Box.register` lets such values be on a graph: as arguments and results of primitives, and of
        functions that are differentiated. `zeros` and `_add` are what a derivative needs of the space.
        """
        VSpace.mappings[value_type] = vspace_maker or cls


class ArrayVSpace(VSpace):
    """The space of the real arrays of a shape and dtype."""

    def __init__(self, value: Any) -> None:
        self.shape, self.dtype = shape_and_dtype(value)

    @property
    def size(self) -> int:  # type: ignore[override]
        """The dimension."""
        return int(np.prod(self.shape))

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    def zeros(self) -> Any:
        """Return the zero of the space."""
        return np.zeros(self.shape, self.dtype)

    def ones(self) -> Any:
        """Return the element that is 1 everywhere."""
        return np.ones(self.shape, self.dtype)

    def units(self) -> tuple[Any, ...]:
        """Return the numbers of the basis of one place."""
        return (1,)

    def standard_basis(self) -> Iterator[Any]:
        """Yield the elements that are 1 (or 1j) in one place."""
        for place in np.ndindex(*self.shape):
            for unit in self.units():
                element = self.zeros()
                element[place] = unit
                yield element

    def randn(self) -> Any:
        """Return normally distributed numbers, from NumPy's global generator."""
        return np.asarray(np.random.randn(*self.shape)).astype(self.dtype)  # noqa: NPY002


class ComplexArrayVSpace(ArrayVSpace):
    """The space of the complex arrays of a shape and dtype, with real multiples."""

    iscomplex = True

    @property
    def size(self) -> int:  # type: ignore[override]
        """The dimension over the reals."""
        return 2 * int(np.prod(self.shape))

    def ones(self) -> Any:
        """Return the element that is 1 + 1j everywhere."""
        return np.full(self.shape, 1 + 1j, self.dtype)

    def units(self) -> tuple[Any, ...]:
        """Return the numbers of the basis of one place."""
        return 1, 1j

    def randn(self) -> Any:
        """Return normally distributed numbers, from NumPy's global generator."""
        parts = np.random.randn(*self.shape), np.random.randn(*self.shape)  # noqa: NPY002
        return np.asarray(parts[0] + 1j * parts[1]).astype(self.dtype)

    def _inner_prod(self, x: Any, y: Any) -> Any:
        return np.real(np.sum(np.conj(x) * y))

    def _covector(self, x: Any) -> Any:
        return np.conj(x)


class ContainerVSpace(VSpace):
    """The space of the containers of one structure: the product of the spaces of what is in it."""

    def __init__(self, value: Any) -> None:
        leaves, self.treedef = tree.flatten(value)
        self.spaces = [vspace(leaf) for leaf in leaves]
        self.shape = self.treedef.unflatten(self.spaces)
        self.iscomplex = any(space.iscomplex for space in self.spaces)

    @property
    def size(self) -> int:  # type: ignore[override]
        """The dimension."""
        return sum(space.size for space in self.spaces)

    def __repr__(self) -> str:
        return f"{type(self).__name__}_{{'shape': {self.shape}}}"

    def each(self, method: str, *elements: Any) -> list[Any]:
        """Return what a method of the spaces answers for each leaf."""
        columns = [self.treedef.match(element) for element in elements]
        return [getattr(space, method)(*row) for space, *row in zip(self.spaces, *columns, strict=True)]

    def zeros(self) -> Any:
        """Return the zero of the space."""
        return self.treedef.unflatten(self.each("zeros"))

    def ones(self) -> Any:
        """Return the element that is 1 everywhere."""
        return self.treedef.unflatten(self.each("ones"))

    def standard_basis(self) -> Iterator[Any]:
        """Yield the elements that are 1 (or 1j) in one place."""
        for k, space in enumerate(self.spaces):
            for unit in space.standard_basis():
                leaves = self.each("zeros")
                leaves[k] = unit
                yield self.treedef.unflatten(leaves)

    def randn(self) -> Any:
        """Return normally distributed numbers, from NumPy's global generator."""
        return self.treedef.unflatten(self.each("randn"))

    def _add(self, x: Any, y: Any) -> Any:
        return self.treedef.unflatten(self.each("add", x, y))

    _mut_add = _add

    def _scalar_mul(self, x: Any, a: Any) -> Any:
        return tree.map(lambda leaf: leaf * a, x)

    def _inner_prod(self, x: Any, y: Any) -> Any:
        return sum(self.each("inner_prod", x, y))

    def _covector(self, x: Any) -> Any:
        return self.treedef.unflatten(self.each("covector", x))


class SequenceVSpace(ContainerVSpace):
    """The space of tuples or lists."""


class TupleVSpace(SequenceVSpace):
    """The space of tuples."""


class ListVSpace(SequenceVSpace):
    """The space of lists."""


class NamedTupleVSpace(SequenceVSpace):
    """The space of namedtuples of one class."""


class DictVSpace(ContainerVSpace):
    """The space of dicts with the same keys."""


def vspace(value: Any) -> VSpace:
    """Return the vector space of a floating-point number or array, a tensor, or a container of them.

    Raises:
        InputTypeError: the value is in no vector space; integers are not.

    >>> vspace((1.0, [2.0])).zeros()
    (array(0.), [array(0.)])
    """
    value = bare(value)
    maker = VSpace.mappings.get(type(value))
    if maker is not None:
        return maker(value)
    if isinstance(value, (float, complex, np.ndarray, np.generic)):
        kind = shape_and_dtype(value)[1].kind
        if kind in "fc":
            return ComplexArrayVSpace(value) if kind == "c" else ArrayVSpace(value)
        if isinstance(value, np.ndarray):  # HIPS takes arrays of integers, and no integers
            return ArrayVSpace(value)
    if isinstance(value, tuple):
        return NamedTupleVSpace(value) if hasattr(value, "_fields") else TupleVSpace(value)
    if isinstance(value, list):
        return ListVSpace(value)
    if isinstance(value, dict):
        return DictVSpace(value)
    raise InputTypeError(f"Can't find vector space for value {value!r:.60} of type {type(value)}.")
