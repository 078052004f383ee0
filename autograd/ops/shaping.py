"""Shaping ops: dtypes, shapes, axes, joining and choosing. They move elements and compute nothing.

These are the ops themselves; what is composed of them (`moveaxis`, `vstack`, `split` ...) is in `manipulation`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import numpy as np

from autograd.graph.domain import REAL, Case
from autograd.graph.op import implements, record
from autograd.graph.views import OTHER, PLAIN, memory_order
from autograd.ops.composing import composed
from autograd.ops.flat import numbers
from autograd.ops.kinds import elementwise, linear
from autograd.ops.reducing import Shape

# ---- rules -------------------------------------------------------------------------------------------------


def cast_forward(x: Any, dtype: Any = np.float64) -> Any:
    """Convert to another dtype; a complex number made real keeps its real part."""
    x = np.asarray(x)
    return (x.real if x.dtype.kind == "c" and np.dtype(dtype).kind not in "cb" else x).astype(dtype)


def copy_forward(a: Any, order: Any = "K", subok: bool = False) -> Any:
    """Copy the numbers."""
    return np.array(a, order=order)


def reshape_forward(a: Any, shape: Any, order: Any = "C") -> Any:
    """Give the elements, read in C or F order, another shape."""
    return a.reshape(shape, order=order) if isinstance(a, np.ndarray) else np.reshape(a, shape, order=order)


def reshape_back(g: Any, a_shape: Shape, order: Any) -> Any:
    """Give the cotangent the operand's shape, in the same order."""
    return np.reshape(g, a_shape, order=order) if type(g) is float else g.reshape(a_shape, order=order)


def transpose_forward(a: Any, axes: Any = None) -> Any:
    """Permute the axes."""
    return np.transpose(a, axes)


def transpose_back(g: Any, axes: Any) -> Any:
    """Undo the permutation."""
    if not np.ndim(g):
        return g
    if axes is None:
        return g.T
    turned = [k % len(axes) for k in axes]
    return g.transpose(tuple(map(turned.index, range(len(axes)))))


def broadcast_to_forward(array: Any, shape: Any, subok: bool = False) -> Any:
    """Repeat along new and length-1 axes."""
    return np.broadcast_to(array, shape)


def broadcast_to_back(g: Any, array_shape: Shape, out_shape: Shape) -> Any:
    """Sum over the repeats."""
    extra = len(out_shape) - len(array_shape)
    repeated = tuple(extra + k for k, n in enumerate(array_shape) if n == 1 and out_shape[extra + k] != 1)
    axes = (*range(extra), *repeated)
    return np.sum(g, axis=axes, keepdims=True).reshape(array_shape) if axes else g


def concatenate_forward(arrays: Any, axis: int | None = 0, dtype: Any = None, casting: Any = "same_kind") -> Any:
    """Join along an axis; flatten first when it is None."""
    return np.concatenate(arrays, axis, dtype=dtype, casting=casting)


def concatenate_back(g: Any, index: int, shapes: tuple[Shape, ...], axis: int | None) -> Any:
    """The operand's part of the cotangent."""
    own = shapes[index]
    if axis is None:
        start = sum(map(math.prod, shapes[:index]))
        return g[start : start + math.prod(own)].reshape(own)
    start = sum(map(itemgetter(axis), shapes[:index]))
    return g[(*(slice(None),) * (axis % len(own)), slice(start, start + own[axis]))]


def stack_forward(arrays: Any, axis: int = 0, dtype: Any = None, casting: Any = "same_kind") -> Any:
    """Join along a new axis."""
    return np.stack(arrays, axis, dtype=dtype, casting=casting)


def stack_back(g: Any, index: int, shapes: tuple[Shape, ...], axis: int) -> Any:
    """The operand's slice of the cotangent."""
    return g[(*(slice(None),) * (axis % (len(shapes[0]) + 1)), index)]


def where_forward(condition: Any, x: Any, y: Any) -> Any:
    """Choose from x where the condition holds, else from y."""
    return np.where(condition, x, y)


# ---- ops ---------------------------------------------------------------------------------------------------

Rows = tuple[tuple[Any, dict[str, Any]], ...]

CASTS: Rows = (((2, 3), {"dtype": np.longdouble}), ((3,), {"dtype": np.complex128}), ((), {"dtype": np.float64}))
COPIES: Rows = (((2, 3), {}), ((2, 3), {"order": "F"}), ((), {}))
RESHAPES: Rows = (
    ((2, 3), {"shape": (3, -1)}),
    ((2, 3), {"shape": 6}),
    ((2, 3, 2), {"shape": (3, 4), "order": "F"}),
    ((), {"shape": (1, 1)}),
    ((1,), {"shape": ()}),
    ((0, 3), {"shape": (3, 2, 0)}),
)
TRANSPOSES: Rows = (
    ((2, 3, 4), {}),
    ((2, 3, 4), {"axes": (1, 2, 0)}),
    ((2, 3, 4), {"axes": [-1, 0, -2]}),
    ((0, 3), {"axes": (1, 0)}),
    ((), {}),
    ((3,), {}),
)
BROADCASTS: Rows = (
    ((3,), {"shape": (2, 3)}),
    ((2, 1, 3), {"shape": (4, 2, 2, 3)}),
    ((1, 1), {"shape": (1, 3)}),
    ((), {"shape": 2}),
    ((2, 3), {"shape": (2, 3)}),
    ((1, 3), {"shape": (0, 3)}),
)
JOINS: Rows = (
    (((2, 3), (1, 3), (2, 3)), {}),
    (((2, 1), (2, 3)), {"axis": -1}),
    (((2, 3), (2,), ()), {"axis": None}),
    (((0, 2), (1, 2)), {"axis": 0}),
    (((3,),), {"axis": 0}),
)
STACKS: Rows = (
    (((2, 3), (2, 3), (2, 3)), {}),
    (((2, 3), (2, 3)), {"axis": 1}),
    (((2, 3), (2, 3)), {"axis": -1}),
    (((), (), ()), {}),
    (((0, 2), (0, 2)), {"axis": -2}),
)
CONDITION = np.array([[True], [False]])
CHOICES: tuple[tuple[Shape, Shape, Shape, Any], ...] = (
    ((2, 3), (2, 3), (2, 3), CONDITION & np.array([True, False, True])),
    ((2, 1), (2, 1), (3,), CONDITION),
    ((), (2,), (1,), np.True_),
    ((2,), (), (), CONDITION[:, 0]),
    ((0,), (1,), (0,), np.zeros(0, bool)),
)


def cases(rows: Rows) -> tuple[Case, ...]:
    """Return example calls of an op of one operand."""
    return tuple(Case((shape,), static) for shape, static in rows)


# fmt: off
cast         = elementwise(cast_forward, x=1, name="cast", analytic=False, cases=cases(CASTS),
                           domain=(REAL._replace(is_complex=False),),
                           singular="the real part where a complex number is made real; integers are constants")
copy         = elementwise(copy_forward, a=1, name="copy", numpy=np.copy, cases=cases(COPIES))
reshape_to   = linear(reshape_forward, a=reshape_back, name="reshape", numpy=np.reshape, cases=cases(RESHAPES),
                      static={"shape": None, "order": "C"}, views=PLAIN)
transpose    = linear(transpose_forward, a=transpose_back, name="transpose", numpy=np.transpose,
                      cases=cases(TRANSPOSES), views=PLAIN)
broadcast_to = linear(broadcast_to_forward, array=broadcast_to_back, name="broadcast_to", numpy=np.broadcast_to,
                      cases=cases(BROADCASTS), static={"shape": None, "subok": False}, views=OTHER)
join         = linear(concatenate_forward, arrays=concatenate_back, name="concatenate", numpy=np.concatenate,
                      variadic=True, cases=tuple(Case(*row) for row in JOINS),
                      broadcasts=True)  # not in shape, but Python floats stay Python floats and promote nothing
join_new     = linear(stack_forward, arrays=stack_back, name="stack", numpy=np.stack, variadic=True,
                      cases=tuple(Case(*row) for row in STACKS))
choice       = linear(where_forward, condition=None, x=lambda g, condition: np.where(condition, g, 0),
                      y=lambda g, condition: np.where(condition, 0, g), name="where", numpy=np.where, broadcasts=True,
                      cases=tuple(Case((c, x, y), fixed={"condition": mask}) for c, x, y, mask in CHOICES))
# fmt: on


# ---- what is called ----------------------------------------------------------------------------------------


@implements(np.reshape)
def reshape(a: Any, /, shape: Any, order: str = "C", *, copy: bool | None = None) -> Any:
    """Give the elements another shape, as np.reshape.

    Args:
        a: a tensor or array.
        shape: an int or a tuple of ints, one of which may be -1.
        order: "C", "F", or "A": as the array lies in memory now.
        copy: as for np.reshape; False raises where the numbers would have to be copied.

    Raises:
        ValueError: the shape does not fit.

    >>> reshape(np.arange(6.0), (2, -1)).shape
    (2, 3)
    """
    if copy is not None:  # decided here, not for the tangents: they may lie differently in memory
        np.reshape(numbers(a), shape, order=order, copy=copy)  # type: ignore[call-overload]
        if copy:
            a = np.copy(a, order="K")
    if order == "A":
        flags = np.asarray(numbers(a)).flags
        order = "F" if flags.f_contiguous and not flags.c_contiguous else "C"
    return record(reshape_to, (a,), {"shape": shape, "order": order})


@composed
def ravel(a: Any, order: str = "C") -> Any:
    """Return the elements as a 1-d array, in C, F, A or K order, as np.ravel.

    >>> ravel(np.array([[1.0, 2.0], [3.0, 4.0]]), order="F").tolist()
    [1.0, 3.0, 2.0, 4.0]
    """
    if order != "K":
        row = reshape(a, -1, order)
        # np.ravel gives elements side by side: it copies where reshape gives a view with gaps
        return row if np.asarray(numbers(row)).flags.c_contiguous else copy(row)
    order_in_memory = memory_order(np.asarray(numbers(a)))
    if np.transpose(numbers(a), order_in_memory).flags.c_contiguous:
        return reshape(transpose(a, axes=order_in_memory), -1)
    places = np.empty_like(numbers(a), dtype=np.intp, subok=False)  # lies in memory as the array does
    places[...] = np.arange(places.size).reshape(places.shape)
    return reshape(a, -1)[np.ravel(places, order="K")]


@composed
def concatenate(
    arrays: Any, /, axis: int | None = 0, out: Any = None, *, dtype: Any = None, casting: str = "same_kind"
) -> Any:
    """Join arrays along an axis, as np.concatenate.

    Args:
        arrays: tensors and arrays of the same shape but for that axis; dtypes may differ.
        axis: the axis; None flattens first.
        out: a tensor that takes the result and is returned.
        dtype: the dtype of the result; their common one by default.
        casting: as for np.concatenate.

    Raises:
        ValueError: the shapes do not fit.
        NoRuleError: `out` is a plain array and the result is on a graph.

    >>> concatenate([np.zeros((1, 2)), np.ones((2, 2))]).shape
    (3, 2)
    """
    return record(join, tuple(arrays), {"axis": axis, "dtype": dtype, "casting": casting})


@composed
def stack(arrays: Any, axis: int = 0, out: Any = None, *, dtype: Any = None, casting: str = "same_kind") -> Any:
    """Join arrays of one shape along a new axis, as np.stack.

    >>> stack([np.zeros(2), np.ones(2)], axis=-1).tolist()
    [[0.0, 1.0], [0.0, 1.0]]
    """
    return record(join_new, tuple(arrays), {"axis": axis, "dtype": dtype, "casting": casting})


MISSING = object()


@implements(np.where)
def where(condition: Any, x: Any = MISSING, y: Any = MISSING, /) -> Any:
    """Choose from x where the condition holds, else from y; the indices where it holds when given alone.

    Args:
        condition: an array of booleans (or numbers, true when not 0).
        x: a tensor, array or number; the three broadcast.
        y: likewise. A cotangent goes to the operand that was chosen, 0 to the other.

    Raises:
        ValueError: the shapes do not broadcast, or only one of x and y was given.

    >>> where(np.array([True, False]), 1.0, np.array([2.0, 3.0])).tolist()
    [1.0, 3.0]
    """
    condition = numbers(condition)
    if x is MISSING and y is MISSING:
        return np.nonzero(condition)
    if x is MISSING or y is MISSING:
        raise ValueError("either both or neither of x and y should be given")
    return record(choice, (condition, x, y), {})


@composed
def choose(a: Any, choices: Sequence[Any], out: Any = None, mode: str = "raise") -> Any:
    """Pick each element from the array of that number, as np.choose.

    >>> choose(np.array([1, 0]), [np.array([1.0, 2.0]), np.array([3.0, 4.0])]).tolist()
    [3.0, 2.0]
    """
    which = np.asarray(numbers(a))
    shape = np.broadcast_shapes(which.shape, *map(np.shape, choices))
    # NumPy finds the number of the choice (and checks it), on numbers instead of arrays
    chosen = np.broadcast_to(np.choose(which, list(range(len(choices))), mode=mode), shape)  # type: ignore[call-overload]
    # the dtype of the choices themselves: a Python number promotes nothing, but an array filled with it would
    values = [x if isinstance(x, (float, int, complex)) else np.asarray(x) for x in map(numbers, choices)]
    parts = stack([broadcast_to(choice, shape) for choice in choices], dtype=np.result_type(*values))
    return parts[(chosen, *np.indices(shape, sparse=True))]


@composed
def select(condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0) -> Any:
    """Pick each element from the first array whose condition holds there, as np.select.

    >>> x = np.array([-1.0, 2.0])
    >>> select([x < 0, x < 1], [-x, x], 9.0).tolist()
    [1.0, 9.0]
    """
    if len(condlist) != len(choicelist):
        raise ValueError("list of cases must be same length as list of conditions")
    if any(np.asarray(numbers(condition)).dtype != bool for condition in condlist):
        raise TypeError("the conditions must be arrays of booleans")
    result = default
    for condition, choice in zip(reversed(condlist), reversed(choicelist)):
        result = where(condition, choice, result)
    return result


def check_device(device: Any) -> None:
    """Refuse a device other than the one that there is."""
    if device not in (None, "cpu"):
        raise ValueError(f"arrays and tensors are on the device 'cpu'; got {device!r}.")


@composed
def astype(x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
    """Convert to another dtype, as np.astype; integers and booleans are constants.

    Raises:
        ValueError: the device is neither None nor "cpu".

    >>> astype(np.array([1.5, 2.5]), np.float32).dtype
    dtype('float32')
    """
    check_device(device)
    return x if not copy and x.dtype == dtype else cast(x, np.dtype(dtype))
