"""Writing in place: item assignment, `+=`, `out=` and writes through views, as NumPy has them.

A write is an op like any other: it gives a new array, and the tensor written into becomes the handle of
the new node. What older nodes saved is never touched: numbers that nobody else holds are written where
they are, others are copied first, so n item writes cost O(n) together. Views of the tensor become *stale*:
they change their class to one whose numbers are made, from the root, when they are asked for.
"""

from __future__ import annotations

import math
from sys import getrefcount
from typing import Any, NamedTuple

import numpy as np

from autograd.errors import GraphError, InputTypeError
from autograd.graph.domain import Case
from autograd.graph.modes import MODE, annotate, enable_grad, tracking
from autograd.graph.node import SERIALS, Handle, Input, Leaf, Node, next_leaf
from autograd.graph.op import binary, record, unary
from autograd.graph.operand import differentiable
from autograd.graph.views import PLAIN, Derived, Family, Placed, memory_order, root_of
from autograd.graph.walk import ALONE
from autograd.ops.indexing import plain_index
from autograd.ops.kinds import linear
from autograd.ops.reducing import Shape
from autograd.ops.shaping import astype, broadcast_to, copy, reshape

ndarray = np.ndarray


# ---- places in memory --------------------------------------------------------------------------------------------


class Place(NamedTuple):
    """Where a view lies in its root: strides and offset count elements, in the memory order of the root's axes."""

    shape: Shape
    strides: tuple[int, ...]
    offset: int
    order: tuple[int, ...]


def place_of(view: Handle) -> Place:
    """Return the place of a view; it is read off the numbers once, before they are made stale."""
    known: Any = view.link
    if type(known) is not Placed:
        root, part = known._payload, view._payload
        size = root.itemsize
        offset = (address(part) - address(root)) // size if part.size else 0
        strides = tuple(step // size if n > 1 else 0 for step, n in zip(part.strides, part.shape, strict=True))
        known = view.link = Placed(known, Place(part.shape, strides, offset, memory_order(root)))
    place: Place = known.place
    return place


def address(data: np.ndarray) -> int:
    """Return where the first element of an array lies in memory."""
    start: int = data.__array_interface__["data"][0]
    return start


def laid_out(x: np.ndarray, place: Place) -> np.ndarray:
    """Return the elements of a root as one row in the memory order of the place: its own memory where it can."""
    return np.ascontiguousarray(x.transpose(place.order)).reshape(-1)


def part_of(row: np.ndarray, place: Place) -> np.ndarray:
    """Return the view of a row of elements that lies at a place."""
    if 0 in place.shape:
        return np.empty(place.shape, row.dtype)
    size = row.itemsize
    return ndarray(place.shape, row.dtype, row, place.offset * size, tuple(step * size for step in place.strides))


def restored(row: np.ndarray, shape: Shape, place: Place) -> np.ndarray:
    """Give a row of elements the shape of the root again."""
    inverse = tuple(sorted(range(len(place.order)), key=place.order.__getitem__))
    return row.reshape(tuple(shape[k] for k in place.order)).transpose(inverse)


def view_back(g: Any, place: Any, x_shape: Shape) -> Any:
    """Zeros with the cotangent at the place."""
    return unview(g, place, x_shape)


def view_forward(x: Any, place: Any = None) -> Any:
    """Read the part of an array that lies at a place of its memory."""
    return part_of(laid_out(x, place), place)


def unview_forward(g: Any, place: Any = None, shape: Any = None) -> Any:
    """Return zeros of the root's shape with g at the place."""
    row = np.zeros(math.prod(shape), np.result_type(g))
    part_of(row, place)[...] = g
    return restored(row, shape, place)


# ---- writes ------------------------------------------------------------------------------------------------------


def write_forward(x: Any, value: Any, index: Any = None, place: Any = None, last: Any = None) -> Any:
    """Return x with other numbers at an index (of the view at a place)."""
    return put(np.array(x, np.result_type(x, value)), index, value, place)


def put(out: np.ndarray, index: Any, value: Any, place: Place | None) -> np.ndarray:
    """Write into an array (at an index of the view at a place) and return it."""
    if place is None:
        out[index] = value
        return out
    row = laid_out(out, place)
    part_of(row, place)[index] = value
    return restored(row, out.shape, place)


def erase_forward(g: Any, index: Any = None, place: Any = None) -> Any:
    """Return g with zeros at an index."""
    return put(np.array(g), index, 0, place)


def erase_back(g: Any, index: Any, place: Any) -> Any:
    """The same: what was overwritten has no influence."""
    return erase(g, index, place)


def kept_part(g: Any, index: Any, place: Any, last: Any) -> Any:
    """The cotangent of what was not overwritten."""
    return erase(g, index, place)


def written_part(g: Any, index: Any, place: Any, last: Any) -> Any:
    """The cotangent at the index; 0 where an element was written more than once and this was not the last."""
    part = (g if place is None else view(g, place))[index]
    return part if last is None else np.where(last, part, 0)


def take_out(buffer: np.ndarray, saved: tuple[Any, ...]) -> tuple[np.ndarray, Any]:
    """Split a buffer of the walk: into itself, with zeros where something was written, and the cotangent of that.

    A buffer that does not lie in memory as the root did is brought into that order first.
    """
    index, place, last = saved
    row = buffer if place is None else laid_out(buffer, place)
    target = buffer if place is None else part_of(row, place)
    part = np.array(target[index])[()]
    target[index] = 0
    rest = buffer if place is None else restored(row, buffer.shape, place)
    return rest, part if last is None else np.where(last, part, 0)


TURNED = Place((3, 2), (1, -3), 3, (0, 1))  # x.T[:, ::-1] of a (2, 3) array
TWICE = np.array([2, 0, 2])
PLACES: tuple[tuple[Shape, Place], ...] = (
    ((2, 3), TURNED),
    ((2, 3), Place((2,), (3,), 1, (0, 1))),
    ((2, 3), Place((2,), (1,), 1, (1, 0))),
    ((4,), Place((0, 2), (0, 1), 0, (0,))),
    ((2, 2, 3), Place((2, 3), (6, 1), 3, (0, 1, 2))),
)
WRITES: tuple[tuple[Shape, Shape, Any, Any, Any, str], ...] = (
    ((4,), (), 1, None, None, "an item"),
    ((4, 3), (3,), -1, None, None, "a row"),
    ((4, 3), (2, 3), slice(0, 4, 3), None, None, "rows"),
    ((2, 3), (2, 3), Ellipsis, None, None, "everything"),
    ((2, 3), (4,), np.array([[True, False, True], [False, True, True]]), None, None, "a mask"),
    ((3, 2), (3, 2), TWICE, None, np.array([[False], [True], [True]]), "a row twice: the last counts"),
    ((2, 3), (2,), 0, TURNED, None, "a row of a view"),
    ((0, 3), (0,), (slice(None), 1), None, None, "size 0"),
)
# fmt: off
view   = linear(view_forward, x=view_back, name="view_of", views=PLAIN,
                cases=tuple(Case((shape,), {"place": place}) for shape, place in PLACES))
unview = linear(unview_forward, g=lambda g, place: view(g, place), name="unview",
                cases=tuple(Case((place.shape,), {"place": place, "shape": shape}) for shape, place in PLACES))
erase  = linear(erase_forward, g=erase_back, name="erase",
                cases=tuple(Case((shape,), {"index": index, "place": place})
                            for shape, _, index, place, _, _ in WRITES))
write  = linear(write_forward, x=kept_part, value=written_part, name="write", take_out=take_out,
                cases=tuple(Case((shape, value), {"index": index, "place": place, "last": last}, note=note)
                            for shape, value, index, place, last, note in WRITES))
# fmt: on


def assign(x: Handle, index: Any, value: Any) -> None:
    """Write into a tensor at an index, as `x[index] = value` does for arrays.

    Args:
        x: a tensor that is no leaf of the graph, or any tensor within no_grad(); views pass the write on.
        index: whatever NumPy takes.
        value: a tensor, array or number that broadcasts to x[index] and is cast to the dtype of x.

    Raises:
        GraphError: x is a leaf on a graph and calls are being recorded.
        InputTypeError: the value is on a graph and x has a dtype that would lose its derivative.
        TypeError: x is 0-d.
        ValueError: the shape of the value does not fit, or x is read-only.
        IndexError: as for arrays.

    >>> from autograd import Tensor
    >>> p = Tensor([1.0, 2.0])
    >>> x = p * p
    >>> assign(x, 0, 3 * p[1])
    >>> x.sum().backward()
    >>> p.grad
    array([0., 7.])
    """
    root, place = written_root(x)
    if type(index) is not int:
        index = plain_index(index)
    value, last = fitted(x, index, value)
    stored(root, index, value, place, last)


def written_root(x: Handle) -> tuple[Handle, Place | None]:
    """Return the tensor that owns the numbers of x, and where in it x lies; refuse what cannot be written into."""
    known = getattr(x, "link", None)
    root, place = x, None
    if type(known) is Derived:
        raise read_only(x, known)
    if known is not None and type(known) is not Family:
        root, place = root_of(known), place_of(x)
    if type(root._payload) is not ndarray:
        raise TypeError(
            "a 0-d tensor is a number and cannot be written into. Give the name a new value: y = y + 1, "
            "or write into the array it was read from: x[i] = value."
        )
    if not root._payload.flags.writeable:
        raise ValueError("assignment destination is read-only. Work on a copy: y = x.copy(); y[0] = 1.")
    if isinstance(root.node, Leaf) and (tracking() or type(root.node) is Input):
        raise GraphError(
            "a leaf of the graph (an input or a parameter) is not written in place: the gradient with respect to what "
            "it was would be lost. Work on a copy: y = x.copy(); y[0] = 1. To change a parameter: with no_grad(): ..."
        )
    return root, place


def read_only(x: Handle, link: Derived) -> Exception:
    """Say why a view cannot be written into."""
    if not x._payload.flags.writeable:
        return ValueError(
            f"assignment destination is read-only: it is the result of {link.op.name}, as in NumPy. "
            "Work on a copy: y = x.copy(); y[0] = 1."
        )
    return InputTypeError(
        f"writing through {link.op.name}(z) is not supported. Write into z itself: z[...] = ..."
    )


def fitted(x: Handle, index: Any, value: Any) -> tuple[Any, Any]:
    """Give a value the shape of x[index] and the dtype of x; the second result tells which repeated writes last."""
    data: Any = x._payload
    part = data[index]
    if isinstance(value, Handle):
        if value.node is None or not tracking():
            value = value._payload
        elif not differentiable(data) or (data.dtype.kind == "f" and np.iscomplexobj(value._payload)):
            dtype = np.asarray(value._payload).dtype
            raise InputTypeError(
                f"a tensor of dtype {dtype} on a graph cannot be written into one of dtype {data.dtype}: "
                f"its derivative would be lost. Use x.astype({dtype}) first, or stop_gradient(value)."
            )
    if isinstance(value, Handle):
        shape = np.shape(value._payload)
        if shape != part.shape:
            while len(shape) > part.ndim and shape[0] == 1:
                shape = shape[1:]
            value = broadcast_to(value if shape == np.shape(value._payload) else reshape(value, shape), part.shape)
        if type(value._payload) is not float and value._payload.dtype != data.dtype:
            value = astype(value, data.dtype)
    else:
        holder = np.empty_like(part, subok=False) if part.ndim else np.empty((), data.dtype)
        holder[...] = value  # NumPy's rules and errors for shape and dtype
        value = holder[()]
    return value, last_writes(data.shape, index) if part.ndim else None


def last_writes(shape: Shape, index: Any) -> np.ndarray | None:
    """Tell, of an index that names elements twice, which of its places come last; None when there are no such."""
    parts = index if isinstance(index, tuple) else (index,)
    arrays = [part for part in parts if isinstance(part, ndarray) and part.dtype != bool and part.size > 1]
    if not arrays:
        return None
    positions = np.arange(math.prod(shape)).reshape(shape)[index]
    if len(np.unique(positions)) == positions.size:
        return None
    last = np.empty(math.prod(shape), np.intp)
    count = np.arange(positions.size)
    last[positions.ravel()] = count
    lasts: np.ndarray = last[positions.ravel()] == count
    return lasts.reshape(positions.shape)


def stored(root: Handle, index: Any, value: Any, place: Place | None, last: Any) -> None:
    """Write a fitted value into the numbers of a root and record it."""
    recording = tracking()
    parent = root.node if recording else None
    other = value.node if isinstance(value, Handle) else None
    if parent is None and other is None:
        make_stale(root)
        out = put(own_numbers(root), index, value._payload if isinstance(value, Handle) else value, place)
        root._payload = out
        if root.node is not None:  # within no_grad()
            root.node = next_leaf(root.node, out) if type(root.node) is Leaf else None
        return
    number = value._payload if other is not None else value
    node = Node()
    node.constants = ((root._payload,) if parent is None else ()) + ((number,) if other is None else ())
    node.parents = ((parent,) if parent is not None else ()) + ((other,) if other is not None else ())
    node.plan = write.plan_for((parent is not None) + 2 * (other is not None))
    make_stale(root)
    out = put(own_numbers(root), index, number, place)
    node.static = {"index": index, "place": place, "last": last}
    item = (index, place, last)
    node.saved = item if len(node.parents) == 1 else (item, item)
    node.shape = out.shape
    node.dtype = out.dtype
    node.fix = (1 << len(node.parents)) - 1
    node.value = None
    node.note = None
    node.serial = next(SERIALS)
    mode = MODE.get()
    if mode is not None:
        annotate(mode, node, out)
    root._payload = out
    root.node = node


def own_numbers(root: Handle) -> np.ndarray:
    """Return the numbers of a root, which it gives away, if nobody else holds them; else a copy."""
    data: np.ndarray = root._payload
    root._payload = None
    if data.base is None and getrefcount(data) <= ALONE:
        return data
    root._payload = data
    return np.array(data)


# ---- views that became stale -------------------------------------------------------------------------------------

STALE: dict[type, type] = {}  # the class of a handle -> that of the same handle when it is stale
number_slot, node_slot = vars(Handle)["_payload"], vars(Handle)["node"]


def make_stale(root: Handle) -> None:
    """Let every view of a root forget its numbers and its node; both are made again when they are asked for."""
    family = getattr(root, "link", None)
    if type(family) is not Family:
        return
    members = [member for member in family.alive() if not is_stale(member)]
    for member in members:  # all places first: they are read off the numbers
        if type(member.link) is not Derived:
            place_of(member)
        member.link = member.link._replace(tracked=member.node is not None or root.node is None)
    for member in members:
        cls = type(member)
        if cls not in STALE:
            STALE[cls] = type(cls.__name__, (cls,), {"__slots__": (), "_payload": stale_number, "node": stale_node})
        member.__class__ = STALE[cls]
        number_slot.__delete__(member)
        node_slot.__delete__(member)


def is_stale(member: Handle) -> bool:
    """Tell whether a view has no numbers of its own just now."""
    return type(member) in STALE.values()


def refresh(member: Any) -> None:
    """Make the numbers and the node of a stale view again, and of the stale ones it was derived from, these first."""
    chain = [member]
    while type(chain[-1].link) is Derived and is_stale(chain[-1].link.source):
        chain.append(chain[-1].link.source)
    with enable_grad():
        for part in reversed(chain):
            link = part.link
            if type(link) is Placed:
                made = record(view, (link.root,), {"place": link.place})
            elif link.op.bare:
                made = unary(link.op, link.source)
            else:
                made = record(link.op, (link.source,), link.static)
            number_slot.__set__(part, made._payload)
            node_slot.__set__(part, made.node if link.tracked else None)
            part.__class__ = type(part).__base__


@property  # type: ignore[misc]
def stale_number(member: Any) -> Any:
    """The numbers of a stale view."""
    refresh(member)
    return member._payload


@property  # type: ignore[misc]
def stale_node(member: Any) -> Any:
    """The node of a stale view."""
    refresh(member)
    return member.node


# ---- whole arrays ------------------------------------------------------------------------------------------------


def updated(op: Any, x: Handle, other: Any) -> Any:
    """Return x after `x op= other`: the same handle, with what is computed; a new one when x is 0-d."""
    result = binary(op, x, other) if op.bare else op(x, other)
    if result is NotImplemented or type(x._payload) is not ndarray:
        return result
    return replaced(x, result)


def replaced(x: Handle, result: Any, casting: Any = "same_kind") -> Handle:
    """Let x hold a result, as `out=x` does: of the same shape, cast to its dtype. A view hands it on to its root."""
    root, place = written_root(x)
    data = x._payload
    number = result._payload if isinstance(result, Handle) else np.asarray(result)
    if np.shape(number) != data.shape:
        raise ValueError(
            f"a tensor of shape {data.shape} cannot hold a result of shape {np.shape(number)}: `out=x` and `x op= y` "
            "keep the shape of x. Use the tensor that is returned (x = x op y), or an x of that shape."
        )
    dtype = np.asarray(number).dtype
    if not np.can_cast(dtype, data.dtype, casting):
        raise TypeError(f"Cannot cast output from {dtype!r} to {data.dtype!r} with casting rule {casting!r}")
    del data, number
    if place is not None or not isinstance(result, Handle) or (result.node is None and root.node is not None):
        assign(x, Ellipsis, result)
        return x
    fresh = result if dtype == root._payload.dtype else astype(result, root._payload.dtype)
    if fresh is x or isinstance(fresh.node, Leaf) or fresh._payload.base is not None:
        fresh = copy(fresh)
    out = fresh._payload
    if out.strides != root._payload.strides:  # the array keeps its layout: what is a view of it stays one
        out = np.empty_like(root._payload)
        out[...] = fresh._payload
    make_stale(root)
    if not tracking() and type(root.node) is Leaf:
        root.node = next_leaf(root.node, out)
    else:
        root.node = fresh.node
    root._payload = out
    return x
