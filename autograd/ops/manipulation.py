"""Manipulation ops: they move, repeat, join or convert elements and compute nothing.

A few linear ops carry everything; the rest of NumPy's functions are compositions of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from autograd.errors import NoRuleError
from autograd.graph.domain import Case
from autograd.graph.node import Handle
from autograd.graph.op import implements, unary
from autograd.ops.alias import alias
from autograd.ops.indexing import getitem
from autograd.ops.kinds import linear

Shape = int | Sequence[int]


def shape_of(x: Any) -> tuple[int, ...]:
    """Return the shape of a tensor, an array or a number."""
    return np.shape(x._payload if isinstance(x, Handle) else x)


# ---- the linear ops ------------------------------------------------------------------------------------------


def cast_forward(x: Any, dtype: Any = np.float64) -> Any:
    """Convert to another dtype; of complex numbers a real dtype takes the real part."""
    x = np.asarray(x)
    return (x.real if x.dtype.kind == "c" and np.dtype(dtype).kind == "f" else x).astype(dtype)


def reshape_forward(a: Any, shape: Any = None, order: str = "C", copy: None = None) -> Any:
    """Give the elements another shape."""
    if order not in ("C", "F"):
        raise NoRuleError(f"reshape() of a tensor does not support order={order!r}; use 'C' or 'F'.")
    return np.reshape(a, shape, order=order)  # type: ignore[call-overload]


def transpose_forward(a: Any, axes: Any = None) -> Any:
    """Permute the axes."""
    return np.transpose(a, axes)


def transpose_back(g: Any, axes: Any) -> Any:
    """Undo the permutation."""
    return np.transpose(g) if axes is None else np.transpose(g, np.argsort([k % len(axes) for k in axes]))


def broadcast_to_forward(array: Any, shape: Any = None) -> Any:
    """Repeat along new and length-1 axes."""
    return np.broadcast_to(array, shape)


def broadcast_to_back(g: Any, array_shape: tuple[int, ...], out_shape: tuple[int, ...]) -> Any:
    """Sum over the repeats."""
    extra = len(out_shape) - len(array_shape)
    axes = tuple(range(extra)) + tuple(extra + k for k, n in enumerate(array_shape) if n == 1)
    return np.reshape(np.sum(g, axis=axes, keepdims=True), array_shape)


def where_forward(condition: Any, x: Any, y: Any) -> Any:
    """Choose from x where the condition holds, else from y."""
    return np.where(condition, x, y)


def concatenate_forward(arrays: Any, axis: int | None = 0) -> Any:
    """Join along an axis; flattened ones without an axis."""
    return np.concatenate([np.asarray(a) for a in arrays], axis)


def concatenate_part(g: Any, index: int, shapes: Any, axis: int | None) -> Any:
    """Cut out the part of one array."""
    if axis is None:
        start = sum(int(np.prod(shape)) for shape in shapes[:index])
        return np.reshape(g[start : start + int(np.prod(shapes[index]))], shapes[index])
    k = axis % len(shapes[0])
    start = sum(shape[k] for shape in shapes[:index])
    return g[(slice(None),) * k + (slice(start, start + shapes[index][k]),)]


def stack_forward(arrays: Any, axis: int = 0) -> Any:
    """Join along a new axis."""
    return np.stack([np.asarray(a) for a in arrays], axis)


def stack_part(g: Any, index: int, shapes: Any, axis: int) -> Any:
    """Take the layer of one array."""
    return g[(slice(None),) * (axis % (len(shapes[0]) + 1)) + (index,)]


def roll_forward(a: Any, shift: Any = 0, axis: Any = None) -> Any:
    """Shift elements, those that fall off the end come in at the start."""
    return np.roll(a, shift, axis)


def roll_back(g: Any, shift: Any, axis: Any) -> Any:
    """Shift back."""
    return np.roll(g, tuple(-s for s in shift) if isinstance(shift, (tuple, list)) else -shift, axis)


def pad_zeros_forward(array: Any, pad_width: Any = 0) -> Any:
    """Put zeros around."""
    return np.pad(array, pad_width)


def pad_zeros_back(g: Any, pad_width: Any, array_shape: tuple[int, ...]) -> Any:
    """Cut the border off."""
    widths = np.broadcast_to(pad_width, (len(array_shape), 2)).tolist()
    return g[tuple(slice(low, low + n) for (low, _), n in zip(widths, array_shape, strict=True))]


# fmt: off
cast = linear(cast_forward, x=1, name="cast", analytic=False, cases=(Case(((3,),), {"dtype": np.float64}),))
reshape = linear(
    reshape_forward, a=lambda g, a_shape, order: np.reshape(g, a_shape, order=order), numpy=np.reshape, name="reshape",
    cases=(Case(((2, 3),), {"shape": (3, 2)}), Case(((2, 3),), {"shape": -1}),
           Case(((6,),), {"shape": (2, -1), "order": "F"}), Case(((),), {"shape": (1, 1)}),
           Case(((1,),), {"shape": ()}), Case(((0, 3),), {"shape": (3, 0)})),
)
transpose = linear(
    transpose_forward, a=transpose_back, numpy=np.transpose, name="transpose",
    cases=(Case(((2, 3),)), Case(((2, 3, 1),), {"axes": (1, -1, 0)}), Case(((),))),
)
broadcast_to = linear(
    broadcast_to_forward, array=broadcast_to_back, numpy=np.broadcast_to, name="broadcast_to",
    cases=(Case(((3,),), {"shape": (2, 3)}), Case(((2, 1),), {"shape": (4, 2, 3)}), Case(((),), {"shape": (2, 2)}),
           Case(((1,),), {"shape": (0,)})),
)
CONDITION = np.array([[True, False, True], [False, True, False]])
where_op = linear(
    where_forward, condition=None, x=lambda g, condition: np.where(condition, g, 0),
    y=lambda g, condition: np.where(condition, 0, g), numpy=np.where, name="where", broadcasts=True,
    cases=(Case(((2, 3), (2, 3), (2, 3)), fixed={"condition": CONDITION}),
           Case(((2, 3), (3,), (2, 1)), fixed={"condition": CONDITION}),
           Case(((2, 3), (), ()), fixed={"condition": CONDITION})),
)
concatenate_op = linear(
    concatenate_forward, arrays=concatenate_part, variadic=True, name="concatenate",
    cases=(Case(((2,), (3,))), Case(((2, 1), (2, 3)), {"axis": -1}), Case(((2,), (2, 2)), {"axis": None}),
           Case(((0, 2), (1, 2)))),
)
stack_op = linear(
    stack_forward, arrays=stack_part, variadic=True, name="stack",
    cases=(Case(((3,), (3,))), Case(((2, 3), (2, 3), (2, 3)), {"axis": -1}), Case(((), ())))
)
roll = linear(
    roll_forward, a=roll_back, numpy=np.roll, name="roll",
    cases=(Case(((4,),), {"shift": 1}), Case(((2, 3),), {"shift": -2}),
           Case(((2, 3),), {"shift": (1, -1), "axis": (0, 1)})),
)
pad_zeros = linear(
    pad_zeros_forward, array=pad_zeros_back, name="pad_zeros",
    cases=(Case(((3,),), {"pad_width": 1}), Case(((2, 3),), {"pad_width": ((1, 0), (0, 2))})),
)
# fmt: on


@implements(np.where)
def where(condition: Any, *choices: Any) -> Any:
    """Choose from x where the condition holds, else from y, as np.where; with one argument the indices that hold."""
    if not choices:
        return np.nonzero(condition._payload if isinstance(condition, Handle) else condition)
    if isinstance(condition, Handle):
        condition = condition._payload != 0
    return where_op(condition, *choices)


@implements(np.concatenate)
def concatenate(arrays: Any, axis: int | None = 0, out: None = None, **keywords: Any) -> Any:
    """Join arrays along an axis, as np.concatenate."""
    arrays = list(arrays)
    if not any(isinstance(a, Handle) for a in arrays):
        return np.concatenate(arrays, axis, out, **keywords)
    if out is not None or keywords:
        raise NoRuleError(f"concatenate() of tensors does not support {next(iter(keywords), 'out')!r}.")
    return concatenate_op(arrays, axis=axis)


@implements(np.stack)
def stack(arrays: Any, axis: int = 0, out: None = None, **keywords: Any) -> Any:
    """Join arrays along a new axis, as np.stack."""
    arrays = list(arrays)
    if not any(isinstance(a, Handle) for a in arrays):
        return np.stack(arrays, axis, out, **keywords)
    if out is not None or keywords:
        raise NoRuleError(f"stack() of tensors does not support {next(iter(keywords), 'out')!r}.")
    return stack_op(arrays, axis=axis)


# ---- shapes --------------------------------------------------------------------------------------------------


@implements(np.ravel)
def ravel(a: Any, order: str = "C") -> Any:
    """Return the elements in one dimension, as np.ravel."""
    return reshape(a, -1, order)


@implements(np.moveaxis)
def moveaxis(a: Any, source: Shape, destination: Shape) -> Any:
    """Move axes to new positions, as np.moveaxis."""
    ndim = len(shape_of(a))
    origins = normalize_axis_tuple(source, ndim, "source")
    targets = normalize_axis_tuple(destination, ndim, "destination")
    if len(origins) != len(targets):
        raise ValueError("`source` and `destination` arguments must have the same number of elements")
    order = [k for k in range(ndim) if k not in origins]
    for target, origin in sorted(zip(targets, origins, strict=True)):
        order.insert(target, origin)
    return transpose(a, tuple(order))


@implements(np.swapaxes)
def swapaxes(a: Any, axis1: int, axis2: int) -> Any:
    """Exchange two axes, as np.swapaxes."""
    order = list(range(len(shape_of(a))))
    i, j = normalize_axis_index(axis1, len(order)), normalize_axis_index(axis2, len(order))
    order[i], order[j] = order[j], order[i]
    return transpose(a, tuple(order))


@implements(np.matrix_transpose)
def matrix_transpose(x: Any, /) -> Any:
    """Exchange the last two axes, as np.matrix_transpose."""
    if len(shape_of(x)) < 2:
        raise ValueError(f"matrix_transpose needs at least 2 dimensions; got {len(shape_of(x))}.")
    return swapaxes(x, -1, -2)


@implements(np.rollaxis)
def rollaxis(a: Any, axis: int, start: int = 0) -> Any:
    """Move an axis before another, as np.rollaxis."""
    ndim = len(shape_of(a))
    axis, start = normalize_axis_index(axis, ndim), start + ndim if start < 0 else start
    return moveaxis(a, axis, start - 1 if axis < start else start)


@implements(np.expand_dims)
def expand_dims(a: Any, axis: Shape) -> Any:
    """Insert axes of length 1, as np.expand_dims."""
    shape = shape_of(a)
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    gaps = normalize_axis_tuple(axes, len(shape) + len(axes))
    rest = iter(shape)
    return reshape(a, tuple(1 if k in gaps else next(rest) for k in range(len(shape) + len(gaps))))


@implements(np.squeeze)
def squeeze(a: Any, axis: Shape | None = None) -> Any:
    """Remove axes of length 1, as np.squeeze."""
    shape = shape_of(a)
    gone = [k for k, n in enumerate(shape) if n == 1] if axis is None else normalize_axis_tuple(axis, len(shape))
    if any(shape[k] != 1 for k in gone):
        raise ValueError("cannot select an axis to squeeze out which has size not equal to one")
    return reshape(a, tuple(n for k, n in enumerate(shape) if k not in gone))


@implements(np.atleast_1d)
def atleast_1d(*arys: Any) -> Any:
    """View inputs with at least one dimension, as np.atleast_1d."""
    return each(arys, lambda a: a if shape_of(a) else reshape(a, (1,)))


@implements(np.atleast_2d)
def atleast_2d(*arys: Any) -> Any:
    """View inputs with at least two dimensions, as np.atleast_2d."""
    return each(arys, lambda a: a if len(shape_of(a)) > 1 else reshape(a, (1, -1)))


@implements(np.atleast_3d)
def atleast_3d(*arys: Any) -> Any:
    """View inputs with at least three dimensions, as np.atleast_3d."""

    def deep(a: Any) -> Any:
        shape = shape_of(a)
        return a if len(shape) > 2 else reshape(a, (*shape, 1) if len(shape) == 2 else (1, -1, 1))

    return each(arys, deep)


def each(arys: tuple[Any, ...], change: Any) -> Any:
    """Change every array; one result for one array, else a tuple."""
    results = tuple(change(a if isinstance(a, Handle) else np.asarray(a)) for a in arys)
    return results[0] if len(results) == 1 else results


# ---- joining and splitting -------------------------------------------------------------------------------------


@implements(np.vstack)
def vstack(tup: Any) -> Any:
    """Stack rows, as np.vstack."""
    return concatenate([atleast_2d(a) for a in tup], 0)


@implements(np.hstack)
def hstack(tup: Any) -> Any:
    """Stack columns, as np.hstack."""
    parts = [atleast_1d(a) for a in tup]
    return concatenate(parts, 0 if parts and len(shape_of(parts[0])) == 1 else 1)


@implements(np.dstack)
def dstack(tup: Any) -> Any:
    """Stack along the third axis, as np.dstack."""
    return concatenate([atleast_3d(a) for a in tup], 2)


@implements(np.column_stack)
def column_stack(tup: Any) -> Any:
    """Stack one-dimensional arrays as columns, as np.column_stack."""
    parts = [a if len(shape_of(a)) > 1 else transpose(atleast_2d(a)) for a in tup]
    return concatenate(parts, 1)


@implements(np.append)
def append(arr: Any, values: Any, axis: int | None = None) -> Any:
    """Join values at the end, as np.append."""
    parts = [a if isinstance(a, Handle) else np.asarray(a) for a in (arr, values)]
    return concatenate([ravel(a) for a in parts] if axis is None else parts, 0 if axis is None else axis)


@implements(np.array_split)
def array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Cut into parts that may differ in length, as np.array_split."""
    return pieces(ary, np.array_split(np.arange(shape_of(ary)[axis]), indices_or_sections), axis)


@implements(np.split)
def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Cut into equal parts or at indices, as np.split."""
    return pieces(ary, np.split(np.arange(shape_of(ary)[axis]), indices_or_sections), axis)


def pieces(ary: Any, parts: Sequence[np.ndarray], axis: int) -> list[Any]:
    """Return the slices of an array for consecutive runs of indices along an axis."""
    before = (slice(None),) * normalize_axis_index(axis, len(shape_of(ary)))
    bounds = [(int(p[0]), int(p[-1]) + 1) if len(p) else (0, 0) for p in parts]
    return [getitem(ary, (*before, slice(low, high))) for low, high in bounds]


@implements(np.hsplit)
def hsplit(ary: Any, indices_or_sections: Any) -> list[Any]:
    """Cut column-wise, as np.hsplit."""
    return split(ary, indices_or_sections, 1 if len(shape_of(ary)) > 1 else 0)


@implements(np.vsplit)
def vsplit(ary: Any, indices_or_sections: Any) -> list[Any]:
    """Cut row-wise, as np.vsplit."""
    if len(shape_of(ary)) < 2:
        raise ValueError("vsplit only works on arrays of 2 or more dimensions")
    return split(ary, indices_or_sections, 0)


@implements(np.dsplit)
def dsplit(ary: Any, indices_or_sections: Any) -> list[Any]:
    """Cut along the third axis, as np.dsplit."""
    if len(shape_of(ary)) < 3:
        raise ValueError("dsplit only works on arrays of 3 or more dimensions")
    return split(ary, indices_or_sections, 2)


# ---- repeating and padding ---------------------------------------------------------------------------------------


@implements(np.broadcast_arrays)
def broadcast_arrays(*args: Any, subok: bool = False) -> tuple[Any, ...]:
    """Broadcast arrays against each other, as np.broadcast_arrays."""
    shape = np.broadcast_shapes(*map(shape_of, args))
    return tuple(broadcast_to(a, shape) for a in args)


@implements(np.meshgrid)
def meshgrid(*xi: Any, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> tuple[Any, ...]:
    """Return coordinate grids of coordinate vectors, as np.meshgrid."""
    if indexing not in ("xy", "ij"):
        raise ValueError("Valid values for `indexing` are 'xy' and 'ij'.")
    n = len(xi)
    grids = [reshape(x, (1,) * k + (-1,) + (1,) * (n - k - 1)) for k, x in enumerate(xi)]
    if indexing == "xy" and n > 1:
        grids = [swapaxes(grid, 0, 1) for grid in grids]
    return tuple(grids) if sparse else broadcast_arrays(*grids)


@implements(np.tile)
def tile(A: Any, reps: Shape) -> Any:
    """Repeat the whole array along axes, as np.tile."""
    counts = tuple(reps) if isinstance(reps, (tuple, list, np.ndarray)) else (reps,)
    shape = shape_of(A)
    counts = (1,) * (len(shape) - len(counts)) + tuple(int(c) for c in counts)
    shape = (1,) * (len(counts) - len(shape)) + shape
    spread = tuple(n for pair in zip(counts, shape, strict=True) for n in pair)
    singles = tuple(n for length in shape for n in (1, length))
    whole = tuple(c * n for c, n in zip(counts, shape, strict=True))
    return reshape(broadcast_to(reshape(A, singles), spread), whole)


@implements(np.repeat)
def repeat(a: Any, repeats: Any, axis: int | None = None) -> Any:
    """Repeat each element, as np.repeat."""
    if axis is None:
        a, axis = ravel(a), 0
    shape = shape_of(a)
    k = normalize_axis_index(axis, len(shape))
    if np.ndim(repeats) == 0:
        spread = broadcast_to(expand_dims(a, k + 1), (*shape[: k + 1], int(repeats), *shape[k + 1 :]))
        return reshape(spread, (*shape[:k], shape[k] * int(repeats), *shape[k + 1 :]))
    return getitem(a, (slice(None),) * k + (np.repeat(np.arange(shape[k]), repeats),))


@implements(np.pad)
def pad(array: Any, pad_width: Any, mode: str = "constant", **kwargs: Any) -> Any:
    """Put a border around, as np.pad, for the modes constant, edge, reflect, symmetric and wrap."""
    shape = shape_of(array)
    if isinstance(pad_width, dict):
        pad_width = [pad_width.get(k, pad_width.get(k - len(shape), (0, 0))) for k in range(len(shape))]
        pad_width = [(w, w) if np.ndim(w) == 0 else w for w in pad_width]
    widths = tuple(map(tuple, np.broadcast_to(pad_width, (len(shape), 2)).tolist()))
    if mode == "constant":
        fill = kwargs.pop("constant_values", 0)
        if kwargs:
            raise NoRuleError(f"pad(mode='constant') does not support the keyword {next(iter(kwargs))!r}.")
        padded = pad_zeros(array, widths)
        border = np.pad(np.zeros(shape, np.bool_), widths, constant_values=True)
        value = np.pad(np.zeros(shape), widths, constant_values=fill)
        return where_op(border, value, padded) if np.any(fill) else padded
    if mode not in ("edge", "reflect", "symmetric", "wrap") or kwargs.get("reflect_type", "even") != "even":
        raise NoRuleError(
            f"pad(mode={mode!r}, {kwargs}) has no derivative rule; "
            "use mode 'constant', 'edge', 'reflect' (even), 'symmetric' or 'wrap'."
        )
    for k, (n, width) in enumerate(zip(shape, widths, strict=True)):
        if width != (0, 0):
            source = np.pad(np.arange(n), width, mode=mode)  # type: ignore[call-overload]
            array = getitem(array, (slice(None),) * k + (source,))
    return array


# ---- rearranging ---------------------------------------------------------------------------------------------


@implements(np.flip)
def flip(m: Any, axis: Shape | None = None) -> Any:
    """Reverse the order of elements along axes, as np.flip."""
    ndim = len(shape_of(m))
    axes = range(ndim) if axis is None else normalize_axis_tuple(axis, ndim)
    return getitem(m, tuple(slice(None, None, -1) if k in axes else slice(None) for k in range(ndim)))


@implements(np.fliplr)
def fliplr(m: Any) -> Any:
    """Reverse along the second axis, as np.fliplr."""
    if len(shape_of(m)) < 2:
        raise ValueError("Input must be >= 2-d.")
    return flip(m, 1)


@implements(np.flipud)
def flipud(m: Any) -> Any:
    """Reverse along the first axis, as np.flipud."""
    if len(shape_of(m)) < 1:
        raise ValueError("Input must be >= 1-d.")
    return flip(m, 0)


@implements(np.rot90)
def rot90(m: Any, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Any:
    """Turn by quarter turns in the plane of two axes, as np.rot90."""
    first, second = normalize_axis_tuple(axes, len(shape_of(m)))
    turns = k % 4
    if turns == 0:
        return getitem(m, slice(None))
    if turns == 2:
        return flip(flip(m, first), second)
    return swapaxes(flip(m, second), first, second) if turns == 1 else flip(swapaxes(m, first, second), second)


@implements(np.copy)
def copy(a: Any, order: str = "K", subok: bool = False) -> Any:
    """Return a copy on the graph, as np.copy."""
    return unary(alias, a) if isinstance(a, Handle) else np.array(a)
