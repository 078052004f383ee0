"""Tensor: what the user holds. Operators and methods, written out, over the ops; NumPy's two protocols."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd.errors import GraphError, InputTypeError, LostGraphError, NoRuleError, ShapeError
from autograd.graph.modes import current
from autograd.graph.node import Handle, Input, Leaf, Node, Store, next_leaf, wrap
from autograd.graph.op import IMPLEMENTATIONS, Plan, binary, record, unary
from autograd.graph.operand import constant, differentiable
from autograd.graph.walk import backward, collect
from autograd.ops import (
    affine,
    contraction,
    cross_entropy,
    einsum,
    elementwise,
    filling,
    flat,
    indexing,
    manipulation,
    products,
    softmax,
    sorting,
    statistical,
    ufuncs,
    variance,
    writing,
)
from autograd.ops.chapters import implementation
from autograd.ops.composing import any_tracked
from autograd.ops.reducing import numpys

Axis = int | tuple[int, ...] | None
FLOAT = np.dtype(float)
NO_VALUE = getattr(np, "_NoValue", object())
VERSIONS = ("2021.12", "2022.12", "2023.12", "2024.12")  # of the array API, as NumPy


class Tensor(Handle):
    """An array (or a scalar) that remembers how it was computed.

    Args:
        data: a number, an array, or nested lists of numbers; it is copied.
        requires_grad: whether to track it. By default floating and complex data are tracked leaves;
            integers and booleans never are.
        name: shown in drawings.

    Raises:
        InputTypeError: data is not numeric, or integers were asked to be tracked.

    >>> x = Tensor([1.0, 2.0])
    >>> y = (x * x).sum()
    >>> y.backward()
    >>> x.grad
    array([2., 4.])
    """

    __slots__ = ()

    def __init__(self, data: Any, requires_grad: bool | None = None, name: str | None = None) -> None:
        self._payload = as_payload(data)
        tracked = differentiable(self._payload) if requires_grad is None else bool(requires_grad)
        self.node = None
        if tracked:
            self.requires_grad = True
        if name is not None:
            self.name = name

    # ---- the numbers and the graph -------------------------------------------------------------

    @property
    def data(self) -> Any:
        """The numbers: an ndarray, or a NumPy scalar or Python float when 0-d.

        Assigning to it (`p.data = p.data - step`, what optimisers do) rebinds a leaf to new numbers; graphs
        recorded before keep the old ones. Writing into the array itself (`p.data[0] = 1`, `p.data -= step`)
        destroys what those graphs saved: walking them again is an error after `+=` and the like, and wrong
        after writes that are not seen, such as `p.data[0] = 1`.
        """
        return self._payload

    @data.setter
    def data(self, value: Any) -> None:
        node: Any = self.node
        if type(value) is float and type(self._payload) is float and type(node) is Leaf:
            self.node = next_leaf(node, value)
            self._payload = value
            return
        if node is not None and node.parents:
            raise GraphError(
                f"data of a computed tensor (a result of {node.op.name}) cannot be replaced. "
                "Assign to the data of a leaf, or make a new one: Tensor(value)."
            )
        alike = type(value) is np.ndarray and type(node) is Leaf and value is not self._payload
        if alike and value.shape == node.shape and value.dtype is node.dtype and value.shape:  # an optimiser's step
            self.node = next_leaf(node, value)
            self._payload = value
            return
        new = as_payload(value._payload if isinstance(value, Handle) else value, False)
        if type(self._payload) is float and np.ndim(new) == 0 and not np.iscomplexobj(new):
            new = float(new)
        if node is not None and not differentiable(new):
            new = np.asarray(new, dtype=node.dtype)[()]
        if node is not None and node.grad is not None and np.shape(new) != node.shape:
            raise ShapeError(
                f"the data of a parameter of shape {node.shape} that has a gradient cannot become shape "
                f"{np.shape(new)}. Call zero_grad() first if that is meant."
            )
        if value is self._payload and isinstance(value, np.ndarray) and node is not None:
            node.value = None  # `p.data += step` wrote into the array that older graphs hold
        self._payload = new
        if node is not None:
            leaf = self.node = Leaf(new, node.store)
            leaf.note = node.note

    @property
    def grad(self) -> Any:
        """The gradient that backward() accumulated: an ndarray or scalar of this tensor's dtype and shape, or None."""
        node = self.node
        if type(node) is Leaf:
            return node.store.grad
        return None if node is None else node.grad

    @grad.setter
    def grad(self, value: Any) -> None:
        node = self.node
        if type(node) is Leaf and value is None:
            node.store.grad = None
            return
        if type(node) is Leaf and type(self._payload) is float and type(value) in (float, int):
            node.store.grad = float(value)
            return
        if self.node is None:
            raise GraphError("an untracked tensor has no gradient. Make it with Tensor(..., requires_grad=True).")
        if isinstance(value, Handle) and np.shape(value._payload) != self.shape:
            raise ShapeError(f"the gradient must have shape {self.shape}; got shape {np.shape(value._payload)}.")
        if value is not None and not isinstance(value, Handle):
            array = np.asarray(value)
            if array.shape not in ((), self.shape):
                raise ShapeError(f"the gradient must have the tensor's shape {self.shape}; got shape {array.shape}.")
            value = float(value) if type(self._payload) is float else np.full(self.shape, array, self.dtype)[()]
        gradient_store(self.node).grad = value

    @property
    def requires_grad(self) -> bool:
        """Whether this tensor is on a graph."""
        return self.node is not None

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if wanted and self.node is None:
            if not differentiable(self._payload):
                raise InputTypeError(
                    f"only floating-point and complex tensors can require gradients; this one has dtype {self.dtype}. "
                    "Use x.astype(float)."
                )
            self.node = Leaf(self._payload)
        elif not wanted and self.node is not None:
            if self.node.parents:
                raise GraphError("a computed tensor cannot be untracked in place. Use t.detach().")
            self.node = None

    @property
    def is_leaf(self) -> bool:
        """Whether nobody computed this tensor (or it is untracked)."""
        return self.node is None or not self.node.parents

    @property
    def name(self) -> str | None:
        """The name shown in drawings."""
        return None if self.node is None else self.node.name

    @name.setter
    def name(self, value: str | None) -> None:
        if self.node is None:
            raise GraphError("an untracked tensor is a constant of the graph and cannot carry a name.")
        if value is not None and not isinstance(value, str):
            raise InputTypeError(f"a name is a str; got {value!r}.")
        self.node.annotate().name = value

    def backward(self, cotangent: Any = None, create_graph: bool = False, retain_graph: bool = True) -> None:
        """Add the gradient of this tensor to the `.grad` of every leaf it depends on.

        Args:
            cotangent: what to pull back, an array of this tensor's shape; 1 by default, for scalars only.
            create_graph: record the walk, so that the gradients (Tensors then) can be differentiated.
            retain_graph: False drops saved values as the walk passes; a later walk then raises.

        Raises:
            GraphError: the tensor is untracked, is no scalar and no cotangent was given, or its saved
                values were dropped.
            ShapeError: the cotangent has the wrong shape.

        >>> x = Tensor(3.0)
        >>> (x * x).backward()
        >>> x.grad
        6.0
        """
        if self.node is None:
            raise GraphError(why_untracked(self))
        cls = type(self)
        if cotangent is None:
            seed = self.unit_cotangent()
        else:
            seed = self.checked_cotangent(cotangent)
        if create_graph:
            seed = seed if isinstance(seed, Handle) else wrap(cls, seed)
        elif isinstance(seed, Handle):
            seed = seed._payload
        backward(self.node, seed, cls=cls if create_graph else None, free=not retain_graph)

    def unit_cotangent(self) -> Any:
        """Return 1 with this tensor's dtype; refuse what is not a real scalar."""
        data = self._payload
        if isinstance(data, (float, np.floating)):
            return type(data)(1.0)
        if self.size != 1:
            raise GraphError(
                f"backward() needs a scalar; this tensor has shape {self.shape}. Pass a cotangent: "
                f"y.backward(np.ones({self.shape})), or reduce it: y.sum().backward()."
            )
        if self.dtype.kind == "c":
            raise GraphError(
                "backward() needs a real scalar; this one is complex. Take np.real(y) or abs(y), "
                "or pass a cotangent: y.backward(1.0)."
            )
        return np.ones(self.shape, self.dtype) if self.ndim else self.dtype.type(1)

    def checked_cotangent(self, cotangent: Any) -> Any:
        """Return the cotangent with this tensor's dtype; its shape must already fit."""
        if not isinstance(cotangent, Tensor):
            cotangent = as_payload(cotangent, False)
            if type(cotangent) is float and type(self._payload) is float:
                return cotangent
            cotangent = np.asarray(cotangent)
            if self.dtype.kind != "c" and cotangent.dtype.kind == "c":
                raise InputTypeError(
                    f"a tensor of real dtype {self.dtype} needs a real cotangent; got dtype {cotangent.dtype}. "
                    "Use cotangent.real if that is meant."
                )
            if self.dtype.kind == "c" or cotangent.dtype.kind != "c":
                cotangent = cotangent.astype(self.dtype, copy=False)[()]
        elif cotangent.dtype != self.dtype and (self.dtype.kind == "c" or cotangent.dtype.kind != "c"):
            cotangent = cotangent.astype(self.dtype)
        if np.shape(bare(cotangent)) != self.shape:
            raise ShapeError(
                f"the cotangent must have the tensor's shape {self.shape}; got shape {np.shape(cotangent)}. "
                f"Use np.broadcast_to(cotangent, {self.shape}) if that is meant."
            )
        return cotangent

    def zero_grad(self) -> None:
        """Forget the gradient."""
        node = self.node
        if type(node) is Leaf:  # what optimisers call for each parameter
            node.store.grad = None
        elif node is not None and node.grad is not None:
            gradient_store(node).grad = None

    def retain_grad(self) -> None:
        """Let backward() keep the gradient of this computed tensor as well; nothing to do for a leaf."""
        if self.node is None:
            raise GraphError(why_untracked(self))
        node = self.node
        if node.plan is not None:
            gradient_store(node)
            if node.plan.code == Plan.FREED:
                raise GraphError("the saved values of this graph were dropped by backward(retain_graph=False).")
            node.plan = node.plan.retaining(Plan.RETAINED)

    def detach(self) -> Tensor:
        """Return an untracked tensor with the same numbers; they are copied when one of the two is written into."""
        data = whole(self._payload)
        return wrap(type(self), data)

    # ---- conversions -----------------------------------------------------------------------------

    shape = property(
        lambda self: np.shape(self._payload),
        lambda self, shape: self.refuse_shape(shape),
        doc="The lengths of the axes.",
    )
    dtype = property(lambda self: FLOAT if type(self._payload) is float else self._payload.dtype, doc="Its dtype.")
    # HIPS autograd's names, which programs written for it read
    _value = property(lambda self: self._payload, doc="The numbers.")
    _node = property(lambda self: self.node, doc="The node.")
    _trace = property(lambda self: 0, doc="Nothing: nested derivatives are told apart by their nodes.")
    ndim = property(lambda self: np.ndim(self._payload), doc="The number of axes.")
    size = property(lambda self: int(np.size(self._payload)), doc="The number of elements.")
    real = property(
        lambda self: elementwise.real(self),
        lambda self, value: self.write_part("real", value),
        doc="The real part.",
    )
    imag = property(
        lambda self: elementwise.imag(self),
        lambda self, value: self.write_part("imag", value),
        doc="The imaginary part.",
    )
    flat = property(
        lambda self: filling.Flat(self),
        lambda self, values: filling.Flat(self).__setitem__(slice(None), values),
        doc="The elements in C order, to be read and written one by one.",
    )
    mT = property(lambda self: manipulation.matrix_transpose(self), doc="The last two axes exchanged.")
    T = property(lambda self: record(manipulation.transpose, (self,), {"axes": None}), doc="The axes reversed.")

    def refuse_shape(self, shape: Any) -> None:
        """Refuse `t.shape = s`: the views of t would have to follow."""
        raise NoRuleError(
            f"t.shape = {shape!r:.60} would change a tensor of shape {self.shape} for all that hold it. "
            "Use t = t.reshape(shape), which is a view."
        )

    def write_part(self, part: str, value: Any) -> None:
        """Write into the real part of a real tensor, which is all of it; refuse parts of complex numbers."""
        if self.dtype.kind == "c":
            whole = "value + 1j * z.imag" if part == "real" else "z.real + 1j * value"
            raise InputTypeError(f"writing through z.{part} is not supported. Write into z itself: z[...] = {whole}.")
        if part == "imag":
            raise TypeError(f"a tensor of real dtype {self.dtype} has no imaginary part to set. Use t.astype(complex).")
        writing.assign(self, Ellipsis, value)

    def item(self) -> Any:
        """Return the single element as a Python number."""
        return self._payload if type(self._payload) is float else self._payload.item()

    def tolist(self) -> Any:
        """Return the elements as nested lists of Python numbers."""
        return self._payload if type(self._payload) is float else self._payload.tolist()

    def numpy(self) -> np.ndarray:
        """Return the numbers as an ndarray; refused, as by PyTorch, while a graph is attached."""
        return np.asarray(self)

    def guard_conversion(self, what: str) -> None:
        """Refuse what would lose a gradient silently: conversions while a derivative is being taken."""
        if self.node is not None and current().transforms:
            raise LostGraphError(
                f"{what} inside grad, vjp or jvp would drop the tensor from the graph, and its gradient with it. "
                "Use autograd.numpy functions on the tensor itself; for the bare number t.item() or stop_gradient(t)."
            )

    def __float__(self) -> float:
        self.guard_conversion("float(t)")
        return float(self._payload)

    def __int__(self) -> int:
        self.guard_conversion("int(t)")
        return int(self._payload)

    def __complex__(self) -> complex:
        self.guard_conversion("complex(t)")
        return complex(self._payload)

    def __index__(self) -> int:
        if self.dtype.kind not in "iu":
            raise InputTypeError(f"only an integer tensor can be an index; this one has dtype {self.dtype}.")
        return int(self._payload)

    def __bool__(self) -> bool:
        return bool(self._payload)

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a 0-d tensor")
        return int(self.shape[0])

    def __iter__(self) -> Iterator[Any]:
        if not self.shape:
            raise TypeError("iteration over a 0-d tensor")
        return (self[k] for k in range(len(self)))

    def __contains__(self, value: Any) -> bool:
        return bool(np.any(self._payload == bare(value)))

    def __format__(self, spec: str) -> str:
        return format(self._payload, spec) if spec else str(self)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if self.node is not None:
            raise LostGraphError(
                "np.asarray(x) would drop x from the graph. Use x.data for the numbers, or stop_gradient(x)."
            )
        return np.array(self._payload, dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        data = self._payload
        if isinstance(data, np.ndarray):
            text = np.array2string(data, separator=", ", prefix="Tensor(") if data.size else f"[], shape={data.shape}"
        else:
            text = str(data)
        if self.dtype not in (np.dtype(float), np.dtype(complex), np.dtype(int), np.dtype(bool)):
            text += f", dtype={self.dtype}"
        if self.node is not None:
            text += f", op={self.node.op.name}" if self.node.op is not None else ", requires_grad=True"
        if self.name is not None:
            text += f", name={self.name!r}"
        return f"Tensor({text})"

    def __str__(self) -> str:
        return str(self._payload)

    def __hash__(self) -> int:
        return id(self)

    def __copy__(self) -> Tensor:
        data = whole(self._payload)
        if self.node is None or self.node.parents or type(self.node) is Input:
            return wrap(type(self), data, self.node)
        copy: Tensor = wrap(type(self), data, Leaf(data))
        if self.name is not None:
            copy.name = self.name
        return copy

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        rebuild, args = self.__reduce__()
        copy: Tensor = rebuild(np.array(args[0])[()] if type(args[0]) is not float else args[0], *args[1:])
        memo[id(self)] = copy
        return copy

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the numbers and whether this is a tracked leaf; the graph is dropped.

        Raises:
            LostGraphError: the tensor depends on what a running transform differentiates with respect to.
        """
        node = self.node
        inside = node is not None and node.parents and current().transforms
        # a process pool pickles in a thread of its own, which is in no transform: the inputs know that one is running
        if inside or (node is not None and any(type(end) is Input and end.open for end in collect((node,))[1])):
            raise LostGraphError(
                "copy.deepcopy(t) or a pickle of t (also for another process) inside grad, vjp or jvp would drop the "
                "tensor from the graph, and its gradient with it. Use t.copy(), or stop_gradient(t) for the numbers."
            )
        tracked_leaf = self.node is not None and self.is_leaf
        return rebuilt, (self._payload, tracked_leaf, self.name if tracked_leaf else None)

    # ---- operators -------------------------------------------------------------------------------

    def __add__(self, other: Any) -> Any:
        return binary(elementwise.add, self, other)

    def __radd__(self, other: Any) -> Any:
        return binary(elementwise.add, other, self)

    def __sub__(self, other: Any) -> Any:
        return binary(elementwise.subtract, self, other)

    def __rsub__(self, other: Any) -> Any:
        return binary(elementwise.subtract, other, self)

    def __mul__(self, other: Any) -> Any:
        return binary(elementwise.multiply, self, other)

    def __rmul__(self, other: Any) -> Any:
        return binary(elementwise.multiply, other, self)

    def __truediv__(self, other: Any) -> Any:
        return binary(elementwise.divide, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return binary(elementwise.divide, other, self)

    def __pow__(self, other: Any) -> Any:
        return binary(elementwise.power, self, other)

    def __rpow__(self, other: Any) -> Any:
        return binary(elementwise.power, other, self)

    def __matmul__(self, other: Any) -> Any:
        return binary(contraction.matmul, self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return binary(contraction.matmul, other, self)

    def __mod__(self, other: Any) -> Any:
        return binary(elementwise.remainder, self, other)

    def __rmod__(self, other: Any) -> Any:
        return binary(elementwise.remainder, other, self)

    def __floordiv__(self, other: Any) -> Any:
        return operated(flat.floor_divide, self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return operated(flat.floor_divide, other, self)

    def __divmod__(self, other: Any) -> Any:
        return operated(elementwise.divmod, self, other)

    def __rdivmod__(self, other: Any) -> Any:
        return operated(elementwise.divmod, other, self)

    def __and__(self, other: Any) -> Any:
        return operated(flat.bitwise_and, self, other)

    def __rand__(self, other: Any) -> Any:
        return operated(flat.bitwise_and, other, self)

    def __or__(self, other: Any) -> Any:
        return operated(flat.bitwise_or, self, other)

    def __ror__(self, other: Any) -> Any:
        return operated(flat.bitwise_or, other, self)

    def __xor__(self, other: Any) -> Any:
        return operated(flat.bitwise_xor, self, other)

    def __rxor__(self, other: Any) -> Any:
        return operated(flat.bitwise_xor, other, self)

    def __lshift__(self, other: Any) -> Any:
        return operated(flat.left_shift, self, other)

    def __rlshift__(self, other: Any) -> Any:
        return operated(flat.left_shift, other, self)

    def __rshift__(self, other: Any) -> Any:
        return operated(flat.right_shift, self, other)

    def __rrshift__(self, other: Any) -> Any:
        return operated(flat.right_shift, other, self)

    def __invert__(self) -> Any:
        return flat.invert(self)

    def __round__(self, digits: int = 0) -> Any:
        return flat.round(self, digits)

    def __floor__(self) -> Any:
        return flat.floor(self)

    def __ceil__(self) -> Any:
        return flat.ceil(self)

    def __trunc__(self) -> Any:
        return flat.trunc(self)

    def __neg__(self) -> Any:
        return unary(elementwise.negative, self)

    def __pos__(self) -> Any:
        return unary(elementwise.positive, self)

    def __abs__(self) -> Any:
        return unary(elementwise.absolute, self)

    # Comparisons give plain boolean arrays: they are constant almost everywhere.

    def __eq__(self, other: Any) -> Any:
        return compared(np.equal, self, other)

    def __ne__(self, other: Any) -> Any:
        return compared(np.not_equal, self, other)

    def __lt__(self, other: Any) -> Any:
        return compared(np.less, self, other)

    def __le__(self, other: Any) -> Any:
        return compared(np.less_equal, self, other)

    def __gt__(self, other: Any) -> Any:
        return compared(np.greater, self, other)

    def __ge__(self, other: Any) -> Any:
        return compared(np.greater_equal, self, other)

    def __getitem__(self, index: Any) -> Any:
        return indexing.read(self, index)

    def __setitem__(self, index: Any, value: Any) -> None:
        writing.assign(self, index, value)

    def __iadd__(self, other: Any) -> Any:
        if type(self._payload) is not np.ndarray:  # a number: loops add up
            return binary(elementwise.add, self, other)
        return writing.updated(elementwise.add, self, other)

    def __isub__(self, other: Any) -> Any:
        if type(self._payload) is not np.ndarray:  # a number: loops add up
            return binary(elementwise.subtract, self, other)
        return writing.updated(elementwise.subtract, self, other)

    def __imul__(self, other: Any) -> Any:
        if type(self._payload) is not np.ndarray:  # a number: loops add up
            return binary(elementwise.multiply, self, other)
        return writing.updated(elementwise.multiply, self, other)

    def __itruediv__(self, other: Any) -> Any:
        return writing.updated(elementwise.divide, self, other)

    def __ipow__(self, other: Any) -> Any:
        return writing.updated(elementwise.power, self, other)

    def __imod__(self, other: Any) -> Any:
        return writing.updated(elementwise.remainder, self, other)

    def __ifloordiv__(self, other: Any) -> Any:
        return writing.updated(flat.floor_divide, self, other)

    def __imatmul__(self, other: Any) -> Any:
        return writing.updated(contraction.matmul, self, other)

    def __iand__(self, other: Any) -> Any:
        return writing.updated(flat.bitwise_and, self, other)

    def __ior__(self, other: Any) -> Any:
        return writing.updated(flat.bitwise_or, self, other)

    def __ixor__(self, other: Any) -> Any:
        return writing.updated(flat.bitwise_xor, self, other)

    def __ilshift__(self, other: Any) -> Any:
        return writing.updated(flat.left_shift, self, other)

    def __irshift__(self, other: Any) -> Any:
        return writing.updated(flat.right_shift, self, other)

    # ---- methods -----------------------------------------------------------------------------------

    def sum(
        self,
        axis: Axis = None,
        dtype: Any = None,
        out: Any = None,
        keepdims: bool = False,
        initial: Any = None,
        where: Any = True,
    ) -> Any:
        """Sum over the axes, as ndarray.sum."""
        return statistical.sum(self, axis, dtype, out, keepdims, initial, where)

    def reshape(self, *shape: Any, order: str = "C", copy: bool | None = None) -> Any:
        """Give the elements another shape, as ndarray.reshape."""
        return manipulation.reshape(self, shape[0] if len(shape) == 1 else shape, order, copy=copy)

    def sort(self, axis: int = -1, kind: Any = None, order: None = None, *, stable: bool | None = None) -> None:
        """Sort in place, as ndarray.sort. `np.sort(t)` returns a sorted tensor."""
        writing.assign(self, Ellipsis, sorting.sort(self, axis, kind, order, stable=stable))

    def partition(self, kth: Any, axis: int = -1, kind: str = "introselect", order: None = None) -> None:
        """Bring the kth smallest elements to their places, in place, as ndarray.partition."""
        writing.assign(self, Ellipsis, sorting.partition(self, kth, axis, kind, order))

    def fill(self, value: Any) -> None:
        """Write one number everywhere, as ndarray.fill."""
        writing.assign(self, Ellipsis, value)

    def put(self, indices: Any, values: Any, mode: str = "raise") -> None:
        """Write at positions of the flat array, as ndarray.put."""
        filling.put(self, indices, values, mode)

    def transpose(self, *axes: Any) -> Any:
        """Permute the axes, as ndarray.transpose."""
        return manipulation.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    def astype(
        self, dtype: Any, order: Any = "K", casting: Any = "unsafe", subok: bool = True, copy: bool = True
    ) -> Any:
        """Convert to another dtype, as ndarray.astype; integers and booleans are constants."""
        if not np.can_cast(self.dtype, np.dtype(dtype), casting):
            raise InputTypeError(f"cannot cast dtype {self.dtype} to {np.dtype(dtype)} by the rule {casting!r}.")
        data = np.asarray(self._payload)
        if not copy and data.astype(dtype, order, copy=False) is data:
            return self
        result = manipulation.cast(self, np.dtype(dtype))
        return result if order == "K" else manipulation.copy(result, order)

    def conjugate(self) -> Any:
        """Return the complex conjugate; of a real tensor this tensor itself, as ndarray.conjugate."""
        return elementwise.conjugate(self) if self.dtype.kind == "c" else self

    conj = conjugate

    def exp(self) -> Any:
        """e to the power of each element."""
        return unary(elementwise.exp, self)

    def log(self) -> Any:
        """The natural logarithm."""
        return unary(elementwise.log, self)

    def tanh(self) -> Any:
        """The hyperbolic tangent."""
        return unary(elementwise.tanh, self)

    def relu(self) -> Any:
        """max(x, 0)."""
        return unary(elementwise.relu, self)

    def mean(
        self, axis: Axis = None, dtype: Any = None, out: Any = None, keepdims: bool = False, *, where: Any = True
    ) -> Any:
        """The mean over the axes, as ndarray.mean."""
        return statistical.mean(self, axis, dtype, out, keepdims, where=where)

    def max(
        self, axis: Axis = None, out: Any = None, keepdims: bool = False, initial: Any = None, where: Any = True
    ) -> Any:
        """The largest element over the axes, as ndarray.max."""
        return statistical.max(self, axis, out, keepdims, initial, where)

    def min(
        self, axis: Axis = None, out: Any = None, keepdims: bool = False, initial: Any = None, where: Any = True
    ) -> Any:
        """The smallest element over the axes, as ndarray.min."""
        return statistical.min(self, axis, out, keepdims, initial, where)

    def prod(
        self,
        axis: Axis = None,
        dtype: Any = None,
        out: Any = None,
        keepdims: bool = False,
        initial: Any = None,
        where: Any = True,
    ) -> Any:
        """The product over the axes, as ndarray.prod."""
        return products.prod(self, axis, dtype, out, keepdims, initial, where)

    def var(
        self,
        axis: Axis = None,
        dtype: Any = None,
        out: Any = None,
        ddof: float = 0,
        keepdims: bool = False,
        *,
        where: Any = True,
        mean: Any = None,
    ) -> Any:
        """The variance over the axes, as ndarray.var."""
        return variance.var(self, axis, dtype, out, ddof, keepdims, where=where, mean=mean)

    def std(
        self,
        axis: Axis = None,
        dtype: Any = None,
        out: Any = None,
        ddof: float = 0,
        keepdims: bool = False,
        *,
        where: Any = True,
        mean: Any = None,
    ) -> Any:
        """The standard deviation over the axes, as ndarray.std."""
        return variance.std(self, axis, dtype, out, ddof, keepdims, where=where, mean=mean)

    def cumsum(self, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
        """The running sum, as ndarray.cumsum."""
        return products.cumsum(self, axis, dtype, out)

    def cumprod(self, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
        """The running product, as ndarray.cumprod."""
        return products.cumprod(self, axis, dtype, out)

    def argmax(self, axis: int | None = None, out: Any = None, *, keepdims: bool = False) -> Any:
        """The position of the largest element, a plain array."""
        return numpys.argmax(self._payload, axis, out, keepdims=keepdims)

    def argmin(self, axis: int | None = None, out: Any = None, *, keepdims: bool = False) -> Any:
        """The position of the smallest element, a plain array."""
        return numpys.argmin(self._payload, axis, out, keepdims=keepdims)

    def argsort(self, axis: int | None = -1, kind: Any = None) -> Any:
        """The positions in ascending order, a plain array."""
        return np.argsort(self._payload, axis, kind)

    def argpartition(self, kth: Any, axis: int | None = -1, kind: Any = "introselect") -> Any:
        """The positions of a partition about the kth element, a plain array."""
        return np.argpartition(self._payload, kth, axis, kind)

    def searchsorted(self, v: Any, side: Any = "left", sorter: Any = None) -> Any:
        """The positions at which to insert v into this sorted tensor, a plain array."""
        return np.searchsorted(self._payload, bare(v), side, sorter)

    def all(self, axis: Axis = None, out: Any = None, keepdims: bool = False) -> Any:
        """Whether all elements are true, a plain array."""
        return numpys.all(self._payload, axis, out, keepdims)

    def any(self, axis: Axis = None, out: Any = None, keepdims: bool = False) -> Any:
        """Whether any elements are true, a plain array."""
        return numpys.any(self._payload, axis, out, keepdims)

    def nonzero(self) -> Any:
        """The positions of nonzero elements, plain arrays."""
        return np.nonzero(self._payload)

    def clip(self, min: Any = None, max: Any = None, out: Any = None) -> Any:
        """Limit the numbers to an interval, as ndarray.clip."""
        return elementwise.clip(self, min, max, out)

    def round(self, decimals: int = 0, out: Any = None) -> Any:
        """Round to a number of decimals, as ndarray.round: constant for the graph."""
        return flat.round(self, decimals) if out is None else np.round(self, decimals, out=out)

    def ravel(self, order: str = "C") -> Any:
        """Return the elements in one dimension, as ndarray.ravel."""
        return manipulation.ravel(self, order)

    def flatten(self, order: str = "C") -> Any:
        """Return the elements in one dimension, as ndarray.flatten: a copy, never a view."""
        return manipulation.copy(manipulation.ravel(self, order))

    def squeeze(self, axis: Any = None) -> Any:
        """Remove axes of length 1, as ndarray.squeeze."""
        return manipulation.squeeze(self, axis)

    def swapaxes(self, axis1: int, axis2: int) -> Any:
        """Exchange two axes, as ndarray.swapaxes."""
        return manipulation.swapaxes(self, axis1, axis2)

    def repeat(self, repeats: Any, axis: int | None = None) -> Any:
        """Repeat each element, as ndarray.repeat."""
        return manipulation.repeat(self, repeats, axis)

    def take(self, indices: Any, axis: int | None = None, out: Any = None, mode: str = "raise") -> Any:
        """Return elements by their positions, as ndarray.take."""
        return indexing.take(self, indices, axis, out, mode)

    def compress(self, condition: Any, axis: int | None = None, out: Any = None) -> Any:
        """Keep the slices for which a condition holds, as ndarray.compress."""
        return indexing.compress(condition, self, axis, out)

    def ptp(self, axis: Axis = None, out: Any = None, keepdims: bool = False) -> Any:
        """The largest element less the smallest, as ndarray.ptp was."""
        return statistical.ptp(self, axis, out, keepdims)

    def diagonal(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
        """Return a diagonal, as ndarray.diagonal."""
        return indexing.diagonal(self, offset, axis1, axis2)

    def trace(self, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None) -> Any:
        """Return the sum of a diagonal, as ndarray.trace."""
        return indexing.trace(self, offset, axis1, axis2, dtype, out)

    def dot(self, b: Any, out: Any = None) -> Any:
        """The dot product, as ndarray.dot."""
        return contraction.dot(self, b) if out is None else np.dot(self, b, out=out)

    def copy(self, order: str = "C") -> Any:
        """Return a copy on the graph, as ndarray.copy."""
        return manipulation.copy(self, order)

    def sqrt(self) -> Any:
        """The square root."""
        return unary(elementwise.sqrt, self)

    def abs(self) -> Any:
        """The absolute value."""
        return unary(elementwise.absolute, self)

    def sin(self) -> Any:
        """The sine."""
        return unary(elementwise.sin, self)

    def cos(self) -> Any:
        """The cosine."""
        return unary(elementwise.cos, self)

    def sigmoid(self) -> Any:
        """1 / (1 + exp(-x))."""
        return unary(elementwise.sigmoid, self)

    def softmax(self, axis: Any = -1) -> Any:
        """exp(x) over its sum along the axis."""
        return softmax.softmax(self, axis)

    def log_softmax(self, axis: Any = -1) -> Any:
        """The logarithm of softmax, without overflow."""
        return softmax.log_softmax(self, axis)

    def logsumexp(self, axis: Axis = None, keepdims: bool = False) -> Any:
        """log(sum(exp(x))) over the axes, without overflow."""
        return softmax.logsumexp(self, axis, keepdims)

    def choose(self, choices: Any, out: Any = None, mode: str = "raise") -> Any:
        """Pick from several arrays by the numbers of this integer tensor, as ndarray.choose."""
        return manipulation.choose(self, choices, out, mode)

    itemsize = property(lambda self: self.dtype.itemsize, doc="The bytes of one element.")
    nbytes = property(lambda self: self.size * self.dtype.itemsize, doc="The bytes of all elements.")
    strides = property(lambda self: np.asarray(self._payload).strides, doc="The bytes from element to element.")
    flags = property(lambda self: np.asarray(self._payload).flags, doc="How the numbers lie in memory.")
    device = property(lambda self: "cpu", doc="Where the numbers are, in the array API's words.")

    def to_device(self, device: str, /, *, stream: Any = None) -> Tensor:
        """Return this tensor, which is where it can only be: "cpu"."""
        if device != "cpu" or stream is not None:
            raise ValueError(f"tensors are on the device 'cpu'; got {device!r}.")
        return self

    def tobytes(self, order: Any = "C") -> bytes:
        """Return the numbers as bytes, as ndarray.tobytes."""
        self.guard_conversion("t.tobytes()")
        return np.asarray(self._payload).tobytes(order)

    def view(self, *args: Any) -> Any:
        """Refused: reading the memory as another dtype has no derivative. Use t.astype(dtype) or t.reshape(shape)."""
        raise NoRuleError(
            "t.view(...) would read the memory as another dtype, which has no derivative. "
            "Use t.astype(dtype) to convert, t[...] for a view, t.reshape(shape) for another shape."
        )

    def resize(self, *shape: Any, refcheck: bool = True) -> None:
        """Refused: ndarray.resize changes the array in place. Use np.resize(t, shape)."""
        raise NoRuleError("t.resize(shape) would change the memory of the graph. Use np.resize(t, shape).")

    def __dlpack__(self, **keywords: Any) -> Any:
        self.guard_memory("DLPack")
        return np.asarray(self._payload).__dlpack__(**keywords)

    def __dlpack_device__(self) -> tuple[int, int]:
        return np.asarray(self._payload).__dlpack_device__()

    def guard_memory(self, what: str) -> None:
        """Refuse to lend the memory of a tensor that is on a graph."""
        if self.node is not None:
            raise LostGraphError(
                f"{what} would hand out the numbers of a tensor on a graph without it. "
                "Use t.detach() for the numbers alone."
            )

    def __array_namespace__(self, *, api_version: str | None = None) -> Any:
        """Return autograd.numpy: the functions of the array API standard for this array."""
        if api_version is not None and api_version not in VERSIONS:
            raise ValueError(f"the array API version {api_version!r} is not supported; {', '.join(VERSIONS)} are.")
        return importlib.import_module("autograd.numpy")

    # ---- NumPy's protocols -------------------------------------------------------------------------

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **keywords: Any) -> Any:
        """NEP 13: `np.sin(tensor)` runs our op."""
        function = IMPLEMENTATIONS.get(ufunc) or implementation(ufunc)
        if not keywords and method == "__call__" and function is not None:
            return function(*inputs)
        if method == "at" and function is not None:
            return filling.at(ufunc, *inputs)
        out = keywords.get("out")
        if out is not None and any(isinstance(x, Handle) for x in out):
            return filling.into_tensors(ufunc, method, inputs, keywords)
        if any_tracked(inputs):
            if out is not None:
                # `array += tensor` arrives as np.add(array, tensor, out=(array,)): the name is rebound to the result
                if method != "__call__" or len(out) != 1 or out[0] is not inputs[0]:
                    raise NoRuleError(
                        f"{full_name(ufunc)}(..., out=array) cannot write a tracked result into a plain array. "
                        "Use the returned tensor."
                    )
                keywords = {key: value for key, value in keywords.items() if key not in ("out", "axes")}
            if function is not None and (method == "__call__" or method in ufuncs.METHODS):
                if method == "__call__":
                    return ufuncs.called(ufunc, inputs, keywords)
                return ufuncs.METHODS[method](ufunc, *inputs, **keywords)
        return without_rule(ufunc, method, inputs, keywords)

    def __array_function__(self, func: Any, types: Any, args: Any, keywords: Any) -> Any:
        """NEP 18: `np.concatenate([tensor, ...])` runs our op."""
        function = IMPLEMENTATIONS.get(func) or implementation(func)
        if keywords:  # code that passes keywords on marks those nobody gave by np._NoValue
            keywords = {key: value for key, value in keywords.items() if value is not NO_VALUE}
        if function is None:
            return without_rule(func, "__call__", args, keywords)
        if keywords.get("out") is not None:
            return into(func, function, args, **keywords)
        return function(*args, **keywords)


Value = Tensor


def as_payload(data: Any, copy: bool = True) -> Any:
    """Return data as a payload; refuse what is not an array of numbers."""
    if type(data) is float:
        return data
    if isinstance(data, Handle):
        if data.node is not None:
            raise LostGraphError("Tensor(t) would drop t from the graph. Use t itself, t.detach() or stop_gradient(t).")
        data = data._payload
    if isinstance(data, (list, tuple)) and holds_handle(data):
        raise LostGraphError(
            "Tensor([...]) of tensors would drop them from the graph. Use autograd.numpy.stack([...])."
        )
    if isinstance(data, np.ma.MaskedArray):
        raise InputTypeError("a masked array would lose its mask. Use .filled(value).")
    array = np.array(data, copy=True if copy else None)
    if array.dtype.kind not in "?biufc":
        raise InputTypeError(
            f"a Tensor holds numbers; got {data!r:.60} of type {type(data).__name__} (dtype {array.dtype})."
        )
    return array[()] if array.ndim == 0 else array


def whole(data: Any) -> Any:
    """Return numbers as they are, a view of others as a copy: another tensor may share them, but not be its view."""
    return np.array(data) if isinstance(data, np.ndarray) and data.base is not None else data


def holds_handle(items: Any) -> bool:
    """Tell whether nested lists hold a tensor."""
    return any(isinstance(x, Handle) or (isinstance(x, (list, tuple)) and holds_handle(x)) for x in items)


def rebuilt(data: Any, tracked: bool, name: str | None) -> Tensor:
    """Make a tensor again from its pickle."""
    return Tensor(data, requires_grad=tracked, name=name)


def gradient_store(node: Node) -> Store:
    """Return the place for a node's gradient, made on first use for computed nodes."""
    if isinstance(node, Leaf):
        return node.store
    note = node.annotate()
    if note.store is None:
        note.store = Store()
    return note.store


def why_untracked(t: Tensor) -> str:
    """Say why a tensor has no graph, and what to do."""
    if not differentiable(t._payload):
        return f"this tensor has dtype {t.dtype}; only floating-point tensors have gradients. Use x.astype(float)."
    return (
        "this tensor is not on a graph: it was made with requires_grad=False, within no_grad(), by detach(), "
        "or from constants only. Compute it from a tracked Tensor."
    )


def bare(value: Any) -> Any:
    """Return the numbers of a tensor; anything else is returned as it is."""
    return value._payload if isinstance(value, Handle) else value


def operated(op: Any, a: Any, b: Any) -> Any:
    """Apply an op as an operator does: NotImplemented for what is no array of numbers."""
    other = b if isinstance(a, Handle) else a
    if not isinstance(other, Handle) and constant(other) is NotImplemented:
        return NotImplemented
    return op(a, b)


def compared(ufunc: np.ufunc, t: Tensor, other: Any) -> Any:
    """Compare the numbers; NotImplemented for what is no array of numbers."""
    other = other._payload if isinstance(other, Handle) else constant(other)
    return NotImplemented if other is NotImplemented else ufunc(t._payload, other)


def into(func: Any, function: Any, args: Any, *, out: Any, **keywords: Any) -> Any:
    """Let `out=` hold a result: a tensor takes any, a plain array what comes of numbers on no graph."""
    if isinstance(out, Handle):
        return writing.replaced(out, function(*args, **keywords))
    if any_tracked(args) or any_tracked(tuple(keywords.values())):
        raise NoRuleError(
            f"{full_name(func)}: the keyword 'out' was given a plain array, which cannot hold a result on a graph. "
            "Use the tensor that is returned, or give a tensor: out=Tensor(array) * 1."
        )
    return func(*stripped(args), out=out, **{key: stripped(value) for key, value in keywords.items()})


def without_rule(function: Any, method: str, args: Any, keywords: Any) -> Any:
    """Run a NumPy function we have no rule for, on untracked tensors; refuse tracked ones."""
    if any_tracked(args) or any_tracked(tuple(keywords.values())):
        name = full_name(function) + (f".{method}" if method != "__call__" else "")
        argument = tracked_argument(function, args, keywords) if method == "__call__" else ""
        raise NoRuleError(
            f"{name} has no derivative rule{argument}. To treat its input as constant write stop_gradient(...); "
            "to add a rule see docs/do/add-an-op.md."
        )
    call = function if method == "__call__" else getattr(function, method)
    return call(*stripped(args), **{key: stripped(value) for key, value in keywords.items()})


def full_name(function: Any) -> str:
    """Return the name by which a function of NumPy is called, such as np.linalg.inv."""
    name: str = function.__name__
    module = getattr(function, "__module__", None) or ""
    if getattr(np, name, None) is function:
        return f"np.{name}"
    return f"{module.replace('numpy', 'np', 1)}.{name}" if module else f"the ufunc {name}"


def tracked_argument(function: Any, args: tuple[Any, ...], keywords: dict[str, Any]) -> str:
    """Say which argument of a function is tracked; nothing where the function does not name its arguments."""
    try:
        bound = inspect.signature(function).bind(*args, **keywords).arguments
    except (TypeError, ValueError):
        return ""
    names = [name for name, value in bound.items() if any_tracked(value)]
    return f" for argument {names[0]!r}" if names else ""


def stripped(value: Any) -> Any:
    """Return nested arguments with tensors replaced by their numbers."""
    if type(value) in (list, tuple):
        return type(value)(stripped(item) for item in value)
    return bare(value)


__all__ = ["Tensor", "Value", "affine", "cross_entropy", "einsum", "sorting"]
