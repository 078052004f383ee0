"""Indexing ops: reading parts of an array by position, and the transpose, adding into those parts.

`getitem` and `scatter` are each other's transpose, so both have derivatives of every order; so are
`diagonal` and `on_diagonal`. `take`, `compress`, `delete` ... find an index and read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from autograd.graph.domain import Case
from autograd.graph.modes import MODE, annotate
from autograd.graph.node import SERIALS, Handle, Node, new_handle
from autograd.graph.op import record, wrapped
from autograd.graph.operand import differentiable, explained, scalar
from autograd.graph.views import OTHER, PLAIN, link, shares
from autograd.ops.composing import WHOLE, along, arrayed, composed, whole
from autograd.ops.flat import numbers
from autograd.ops.kinds import linear
from autograd.ops.reducing import Shape
from autograd.ops.sorting import diff as diff

# ---- reading and adding ------------------------------------------------------------------------------------

FEW = 128  # elements; below that NumPy's own add.at is the fastest


def plain_index(index: Any) -> Any:
    """Return an index without tensors and lists in it, and with arrays that nobody else can change later."""
    if type(index) is slice or index is None or index is Ellipsis:
        return index
    if isinstance(index, tuple):
        return tuple(map(plain_index, index))
    if isinstance(index, Handle):
        if differentiable(index._payload):
            raise IndexError("a tensor used as an index must hold integers or booleans. Use index.astype(int).")
        index = index._payload
    if isinstance(index, list):
        array = np.asarray(numbers(index))
        return array if array.size else array.astype(np.intp)
    return index.copy() if isinstance(index, np.ndarray) else index


def is_basic(index: Any) -> bool:
    """Tell whether an index is made of integers, slices, None and Ellipsis only: no element comes twice."""
    return all(
        part is None or part is Ellipsis or (isinstance(part, (int, np.integer, slice)) and not isinstance(part, bool))
        for part in (index if isinstance(index, tuple) else (index,))
    )


def add_at(buffer: np.ndarray, g: Any, index: Any) -> None:
    """Add g into the elements at an index; one that comes twice gets both."""
    if type(index) is int or is_basic(index) or (isinstance(index, np.ndarray) and index.dtype == bool):
        buffer[index] += g
    elif np.size(g) < FEW or not buffer.flags.c_contiguous or not add_rows(buffer, g, index):
        np.add.at(buffer, index, g)


def add_rows(buffer: np.ndarray, g: Any, index: Any) -> bool:
    """Add g into rows given by integer arrays for the leading axes; tell whether the index is of that form.

    np.add.at is quick (1.3 ns an element) for one array of flat positions only, else it takes 9 ns.
    """
    parts = index if isinstance(index, tuple) else (index,)
    if not all(isinstance(part, np.ndarray) and part.dtype.kind in "iu" for part in parts):
        return False
    rows: Any = 0
    for part, length in zip(parts, buffer.shape):
        part = part.astype(np.intp)  # positions in the whole buffer may not fit the dtype of the index
        rows = rows * length + (part % length if np.any(part < 0) else part)
    width = int(np.prod(buffer.shape[len(parts) :]))
    positions = rows if width == 1 else rows[..., None] * width + np.arange(width)
    np.add.at(buffer.reshape(-1), positions.ravel(), np.ravel(g))
    return True


def getitem_forward(x: Any, index: Any) -> Any:
    """Read x[index]."""
    return np.asarray(x)[index] if type(x) is float else x[index]


def scatter_forward(g: Any, index: Any, shape: Any) -> Any:
    """Return zeros of the shape with g added at the index."""
    buffer = np.zeros(shape, np.result_type(g))
    add_at(buffer, g, index)
    return buffer


def scatter_into(buffer: np.ndarray, g: Any, saved: tuple[Any, ...]) -> None:
    """Add a cotangent into a buffer of the walk: n reads of n elements then cost O(n) together."""
    add_at(buffer, g, saved[0])


ROWS = np.array([2, 0, -1, 2])
GRID = (np.array([[0], [2]]), np.array([1, 1, -3]))
MASK = np.array([[True, False, True], [False, False, True]])
INDICES: tuple[tuple[Shape, Any, str], ...] = (
    ((4,), 1, "an item"),
    ((4, 3), (1, -2), "an item of a matrix"),
    ((5, 3), (slice(4, 0, -2), None, 1), "slice, None and integer"),
    ((2, 3, 2), (Ellipsis, 0), "ellipsis"),
    ((), (), "0-d"),
    ((), (None, Ellipsis), "0-d made 1-d"),
    ((0, 3), (WHOLE, 1), "size 0"),
    ((4,), np.array([], np.intp), "an empty index"),
    ((3, 2), ROWS, "a row twice"),
    ((80, 2), np.arange(70) % 3 - 1, "many rows, many times"),
    ((40, 4), (np.full(70, -1, np.int8), np.arange(70, dtype=np.int8) % 4), "positions beyond its dtype"),
    ((3, 4), GRID, "index arrays that broadcast, with repeats"),
    ((3, 2, 4), (GRID[0], WHOLE, GRID[1]), "index arrays apart"),
    ((2, 3), MASK, "a mask"),
    ((2, 3, 2), (MASK, 1), "a mask and an integer"),
    ((3, 2), (np.array(1), WHOLE), "a 0-d index array"),
    ((3,), True, "a 0-d mask"),
)
# fmt: off
scatter = linear(scatter_forward, g=lambda g, index: g[index], name="scatter", static={"index": None, "shape": None},
                 cases=tuple(Case((np.empty(shape)[index].shape,), {"index": index, "shape": shape}, note=note)
                             for shape, index, note in INDICES))
getitem = linear(getitem_forward, x=lambda g, index, x_shape: scatter(g, index, x_shape), name="getitem",
                 infix="{}[{index}]", static={"index": None}, scatter=scatter_into, views=PLAIN,
                 cases=tuple(Case((shape,), {"index": index}, note=note) for shape, index, note in INDICES))
# fmt: on
PLAN = getitem.plan_for(1)


def read(x: Handle, index: Any) -> Any:
    """Return x[index] and record it: `Tensor.__getitem__`.

    The record step is written out, as in `unary`, because loops read item by item.

    Args:
        x: a tensor of any shape and dtype.
        index: whatever NumPy takes: integers, slices, None, Ellipsis, masks, index arrays and lists of
            them (tensors of integers or booleans as well), or a tuple of these.

    Raises:
        IndexError: the index is out of bounds or no index, as for arrays; or it is a tensor of floats.

    >>> from autograd import Tensor
    >>> x = Tensor([1.0, 2.0, 4.0])
    >>> read(x, [0, 2, 2]).sum().backward()
    >>> x.grad
    array([1., 0., 2.])
    """
    if type(index) is not int:
        index = plain_index(index)
    data = x._payload
    try:
        out = getitem_forward(data, index)
    except Exception as error:
        raise explained(getitem, (data,), error) from error.__cause__
    if type(out) is np.ndarray and not out.ndim:
        out = out[()]
    parent = x.node
    mode = MODE.get()
    if parent is None or (mode is not None and not mode.tracking):
        return wrapped(getitem, x, out, {"index": index})
    node = Node()
    node.plan = PLAN
    node.parents = (parent,)
    node.constants = ()
    node.static = {"index": index}
    node.note = None
    node.saved = (index, parent.shape)
    shape = node.shape = out.shape
    node.dtype = out.dtype
    node.fix = 1
    node.value = None if shape else out
    node.serial = next(SERIALS)
    if mode is not None:
        annotate(mode, node, out)
    result = new_handle(type(x))
    result._payload = out
    result.node = node
    if shape and shares(out, data):
        link(result, x, getitem, node.static)
    return result


# ---- indices of other forms --------------------------------------------------------------------------------


@composed
def take(a: Any, indices: Any, axis: int | None = None, out: Any = None, mode: str = "raise") -> Any:
    """Take elements along an axis (of the flat array by default), as np.take; one taken twice gets both gradients.

    >>> take(np.array([4.0, 3.0, 5.0]), [0, -1, 5], mode="wrap").tolist()
    [4.0, 5.0, 5.0]
    """
    if mode not in ("raise", "wrap", "clip"):
        raise ValueError(f"mode must be 'raise', 'wrap' or 'clip'; got {mode!r}.")
    a = arrayed(a)
    if axis is None or a.ndim == 0:
        a, axis = np.ravel(a), axis or 0
    axis = normalize_axis_index(axis, a.ndim)
    length = a.shape[axis]
    index = whole(numbers(indices), "same_kind")
    if index.size and not length:
        raise IndexError("cannot do a non-empty take from an empty axes.")
    if mode == "wrap":
        index = index % max(length, 1)
    elif mode == "clip":
        index = np.clip(index, 0, max(length - 1, 0))
    taken = a[along(axis, scalar(index))]
    return taken if index.ndim else np.copy(taken)  # np.take gives no views


@composed
def take_along_axis(arr: Any, indices: Any, axis: int | None = -1) -> Any:
    """Take the elements that argsort and its like point to, as np.take_along_axis.

    >>> x = np.array([[3.0, 1.0], [0.0, 2.0]])
    >>> take_along_axis(x, np.argsort(x, axis=1), axis=1).tolist()
    [[1.0, 3.0], [0.0, 2.0]]
    """
    arr, indices = arrayed(arr), np.asarray(numbers(indices))
    if indices.dtype.kind not in "iu":
        raise IndexError("`indices` must be an integer array")
    if axis is None:
        if indices.ndim != 1:
            raise ValueError("when axis=None, `indices` must have a single dimension.")
        return np.ravel(arr)[indices]
    axis = normalize_axis_index(axis, arr.ndim)
    if indices.ndim != arr.ndim:
        raise ValueError("`indices` and `arr` must have the same number of dimensions")
    grid = np.ogrid[tuple(slice(length) for length in arr.shape)]
    return arr[tuple(indices if k == axis else grid[k] for k in range(arr.ndim))]


@composed
def compress(condition: Any, a: Any, axis: int | None = None, out: Any = None) -> Any:
    """Keep the slices along an axis for which a condition holds, as np.compress.

    >>> compress([False, True], np.array([[1.0, 2.0], [3.0, 4.0]]), axis=0).tolist()
    [[3.0, 4.0]]
    """
    condition = np.asarray(numbers(condition))
    if condition.ndim != 1:
        raise ValueError("condition must be a 1-d array")
    return take(a, np.flatnonzero(condition), axis, out)


@composed
def extract(condition: Any, arr: Any) -> Any:
    """Return the elements for which a condition holds, as np.extract.

    >>> extract(np.array([True, False, True]), np.array([1.0, 2.0, 3.0])).tolist()
    [1.0, 3.0]
    """
    return take(arr, np.flatnonzero(numbers(condition)))


@composed
def delete(arr: Any, obj: Any, axis: int | None = None) -> Any:
    """Leave out slices along an axis (elements of the flat array by default), as np.delete.

    >>> delete(np.array([1.0, 2.0, 3.0]), 1).tolist()
    [1.0, 3.0]
    """
    if axis is None:
        arr, axis = np.ravel(arr), 0
    axis = normalize_axis_index(axis, np.ndim(arr))
    return arr[along(axis, np.delete(np.arange(np.shape(arr)[axis]), numbers(obj)))]


# ---- diagonals and triangles of matrices -------------------------------------------------------------------


def diagonal_forward(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Read a diagonal of the plane of two axes."""
    return np.diagonal(a, offset, axis1, axis2)


def diagonal_back(g: Any, a_shape: Shape, offset: int, axis1: int, axis2: int) -> Any:
    """Zeros with the cotangent on the diagonal."""
    return on_diagonal(g, a_shape, offset, axis1, axis2)


def on_diagonal_forward(d: Any, shape: Shape, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Put numbers on a diagonal of the plane of two axes, zeros elsewhere."""
    out = np.zeros(shape, np.result_type(d))
    places = np.arange(np.shape(d)[-1])
    np.moveaxis(out, (axis1, axis2), (-2, -1))[..., places + max(-offset, 0), places + max(offset, 0)] = d
    return out


def tril_forward(m: Any, k: int = 0) -> Any:
    """The lower triangle, zeros above."""
    return np.tril(m, k)


def triu_forward(m: Any, k: int = 0) -> Any:
    """The upper triangle, zeros below."""
    return np.triu(m, k)


DIAGONALS: tuple[tuple[Shape, Shape, dict[str, Any]], ...] = (
    ((3, 3), (3,), {}),
    ((2, 4), (2,), {"offset": 1}),
    ((4, 2), (1,), {"offset": -3}),
    ((2, 3, 4), (3, 2), {"axis1": -1, "axis2": 0}),
    ((2, 3, 4), (2, 2), {"offset": -1, "axis1": 1, "axis2": 2}),
    ((2, 2), (0,), {"offset": 2}),
)
TRIANGLES = (Case(((3, 3),)), Case(((2, 4),), {"k": 1}), Case(((2, 3, 2),), {"k": -1}), Case(((3,),)), Case(((0, 2),)))
# fmt: off
diagonal    = linear(diagonal_forward, a=diagonal_back, name="diagonal", numpy=np.diagonal, views=OTHER,
                     cases=tuple(Case((shape,), static) for shape, _, static in DIAGONALS))
on_diagonal = linear(on_diagonal_forward, name="on_diagonal",
                     d=lambda g, offset, axis1, axis2: np.diagonal(g, offset, axis1, axis2),
                     static={"shape": None, "offset": 0, "axis1": 0, "axis2": 1},
                     cases=tuple(Case((part,), {"shape": shape, **static}) for shape, part, static in DIAGONALS))
tril        = linear(tril_forward, m=lambda g, k: np.tril(g, k), name="tril", numpy=np.tril, broadcasts=True,
                     cases=TRIANGLES)
triu        = linear(triu_forward, m=lambda g, k: np.triu(g, k), name="triu", numpy=np.triu, broadcasts=True,
                     cases=TRIANGLES)
# fmt: on


@composed
def diag(v: Any, k: int = 0) -> Any:
    """Read a diagonal of a matrix, or make the matrix that has a vector on it, as np.diag.

    >>> diag(np.array([1.0, 2.0])).tolist()
    [[1.0, 0.0], [0.0, 2.0]]
    """
    if np.ndim(v) == 2:
        return diagonal(v, k)
    if np.ndim(v) != 1:
        raise ValueError("Input must be 1- or 2-d.")
    side = np.size(v) + abs(k)
    return record(on_diagonal, (v,), {"shape": (side, side), "offset": k, "axis1": 0, "axis2": 1})


@composed
def diagflat(v: Any, k: int = 0) -> Any:
    """Make the matrix that has the elements on a diagonal, as np.diagflat.

    >>> diagflat([[1.0, 2.0]], 1).shape
    (3, 3)
    """
    return diag(np.ravel(v), k)


@composed
def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None) -> Any:
    """Sum a diagonal, as np.trace.

    >>> float(trace(np.array([[1.0, 2.0], [3.0, 4.0]])))
    5.0
    """
    return np.sum(diagonal(a, offset, axis1, axis2), axis=-1, dtype=dtype)
