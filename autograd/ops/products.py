"""Products and cumulative sums and products, with derivatives that are exact with any number of zeros.

Where the result has no zero, the product of the other elements is `out / a`. Else it is made of
multiplications alone, in O(n), so that it holds at every order of differentiation.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.errors import ShapeError
from autograd.graph.domain import Case
from autograd.graph.op import implements, record
from autograd.graph.rule import guarded_product, payload
from autograd.ops.composing import LISTS, arrayed, composed
from autograd.ops.kinds import general, linear
from autograd.ops.reducing import (
    AXES,
    NONE_LEFT,
    Axis,
    Shape,
    given,
    leading,
    masked,
    multiply_reduce,
    no_out,
    restore,
    some_tensor,
)
from autograd.ops.statistical import sum as sum_over


def divisible(out: Any) -> bool:
    """Tell whether all products are ordinary numbers: not 0, infinite, NaN, or so small that they lost digits."""
    size = np.absolute(payload(out))
    return bool(np.all((size >= np.finfo(size.dtype).tiny) & (size < np.inf)))


# ---- prod --------------------------------------------------------------------------------------------------------


def prod_forward(a: Any, axis: Axis = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """Multiply over the axes."""
    no_out(out)
    return multiply_reduce(a, axis, dtype, None, keepdims)


def products_of_others(x: Any) -> Any:
    """For each element the product of all others along the first axis.

    The halves are multiplied with each other, and what the others of a pair are goes to both of its
    elements, times the other of the two.
    """
    n = len(x)
    if n < 2:
        return np.ones_like(x)
    low, high, rest = x[: n // 2], x[n // 2 : n // 2 * 2], x[n // 2 * 2 :]
    others = products_of_others(np.concatenate([low * high, rest]))
    pairs = others[: n // 2]
    return np.concatenate([pairs * high, pairs * low, others[n // 2 :]])


def times_others(g: Any, a: Any, out: Any, axis: Axis, keepdims: bool) -> Any:
    """Multiply by the products of the other elements."""
    if divisible(out):
        return g * (restore(out, a.shape, axis, keepdims) / a)
    x, back = leading(a, axis)
    return guarded_product(g, back(products_of_others(x)))


def prod_vjp(g: Any, a: Any, out: Any, axis: Axis, keepdims: bool) -> Any:
    """The product of the other elements."""
    return times_others(restore(g, a.shape, axis, keepdims), a, out, axis, keepdims) if a.shape else g


def prod_jvp(t: Any, a: Any, out: Any, axis: Axis, keepdims: bool) -> Any:
    """The same, added up."""
    return sum_over(times_others(t, a, out, axis, keepdims), axis, None, None, keepdims) if a.shape else t


prod_op = general(
    prod_forward, a=prod_vjp, jvps={"a": prod_jvp}, numpy=np.prod, name="prod", cases=(*AXES, *NONE_LEFT),
    singular="exact with any number of zeros",
)  # fmt: skip


@implements(np.prod)
def prod(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    """Multiply over the axes, as np.prod; its derivatives are exact with any number of zeros.

    Args:
        a: a tensor or array of any shape.
        axis: the axis or axes to multiply over; all by default.
        dtype: the dtype in which to multiply.
        out: a tensor that takes the result and is returned.
        keepdims: whether to keep the reduced axes, with length 1.
        initial: a number (or tensor) to multiply by.
        where: a mask that broadcasts to the shape of `a`: which elements to include.

    Raises:
        NoRuleError: `out` is a plain array and the result is on a graph.

    >>> prod(np.array([2.0, 3.0, 4.0])).item()
    24.0
    """
    if type(a) in LISTS:
        a = arrayed(a)
    if out is None and initial is None and where is True:
        return record(prod_op, (a,), {"axis": axis, "dtype": dtype, "keepdims": keepdims})
    options = given(out=out, initial=initial, where=where)
    if out is not None or not some_tensor(a, *options.values()):
        return np.prod(a, axis, dtype, keepdims=keepdims, **options)
    product = prod(masked(arrayed(a), options.get("where"), 1), axis, dtype, None, keepdims)
    return product if initial is None else product * initial


# ---- cumsum --------------------------------------------------------------------------------------------------------


def cumsum_forward(a: Any, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
    """Add up along an axis, or along all elements in turn."""
    no_out(out)
    return np.asarray(a).cumsum(axis, dtype)


def cumsum_back(g: Any, a_shape: Shape, axis: int | None) -> Any:
    """Add up from the other end."""
    if not a_shape:
        return g[0]
    if axis is None:
        return cumsum(g[::-1])[::-1].reshape(a_shape)
    backwards = (*[slice(None)] * (int(axis) % len(a_shape)), slice(None, None, -1))
    return cumsum(g[backwards], axis)[backwards]


ALONG = (
    Case(((3,),)),
    Case(((2, 3),)),
    Case(((),)),
    Case(((2, 3),), {"axis": 0}),
    Case(((2, 3, 2),), {"axis": -2}),
    Case(((3, 0),), {"axis": 0}),
    Case(((0,),)),
    Case(((1, 4),), {"axis": 1}),
)
cumsum_op = linear(cumsum_forward, a=cumsum_back, numpy=np.cumsum, name="cumsum", cases=ALONG)


@implements(np.cumsum)
def cumsum(a: Any, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
    """The sums of the elements up to each one, as np.cumsum.

    Args:
        a: a tensor or array of any shape.
        axis: the axis to go along; by default along all elements, flattened.
        dtype: the dtype in which to add.
        out: a tensor that takes the result and is returned.

    Raises:
        NoRuleError: `out` is a plain array and the result is on a graph.

    >>> cumsum(np.array([1.0, 2.0, 3.0])).tolist()
    [1.0, 3.0, 6.0]
    """
    if type(a) in LISTS:
        a = arrayed(a)
    if out is None:
        return record(cumsum_op, (a,), {"axis": axis, "dtype": dtype})
    return np.cumsum(a, axis, dtype, out=out)


# ---- cumprod -------------------------------------------------------------------------------------------------------


def cumprod_forward(a: Any, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
    """Multiply along an axis, or along all elements in turn."""
    no_out(out)
    return np.asarray(a).cumprod(axis, dtype)


def recurrence(a: Any, b: Any) -> Any:
    """y[0] = b[0], y[k] = b[k] + a[k] y[k - 1] along the first axis, in O(n) and without a division.

    Two steps at once make a recurrence of half the length for the odd elements; one step each gives the
    even ones (cyclic reduction; Blelloch, "Prefix sums and their applications", 1990).
    """
    n = len(b)
    if n < 2:
        return b
    even, odd = slice(0, n // 2 * 2, 2), slice(1, None, 2)
    y_odd = recurrence(a[odd] * a[even], b[odd] + a[odd] * b[even])
    y_even = np.concatenate([b[:1], b[2::2] + a[2::2] * y_odd[: (n - 1) // 2]])
    pairs = np.stack([y_even[: n // 2], y_odd], axis=1).reshape((n // 2 * 2, *b.shape[1:]))
    return np.concatenate([pairs, y_even[n // 2 :]])


def before(y: Any) -> Any:
    """The product of the elements before each one."""
    return np.concatenate([np.ones_like(y[:1]), y[:-1]])


def cumprod_vjp(g: Any, a: Any, out: Any, axis: int | None) -> Any:
    """sum over i >= k of g[i] prod(a[j], j <= i, j != k): what is before k, times a recurrence from the end."""
    if not a.shape:
        return g[0]
    x, back = leading(a, axis)
    h, y = (g, out) if axis is None else (leading(g, axis)[0], leading(out, axis)[0])
    if divisible(out):
        return back(cumsum((h * y)[::-1], 0)[::-1] / x)
    following = np.concatenate([x[:1], x[:0:-1]])
    return back(before(y) * recurrence(following, h[::-1])[::-1])


def cumprod_jvp(t: Any, a: Any, out: Any, axis: int | None) -> Any:
    """The recurrence t'[k] = a[k] t'[k - 1] + t[k] y[k - 1]."""
    if not a.shape:
        return np.reshape(t, (1,))
    x, back = leading(a, axis)
    s = leading(t, axis)[0]
    y = out if axis is None else leading(out, axis)[0]
    dot = y * cumsum(s / x, 0) if divisible(out) else recurrence(x, before(y) * s)
    return dot if axis is None else back(dot)


cumprod_op = general(
    cumprod_forward, a=cumprod_vjp, jvps={"a": cumprod_jvp}, numpy=np.cumprod, name="cumprod", cases=ALONG,
    singular="exact with any number of zeros",
)  # fmt: skip


@implements(np.cumprod)
def cumprod(a: Any, axis: int | None = None, dtype: Any = None, out: Any = None) -> Any:
    """The products of the elements up to each one, as np.cumprod; exact derivatives with any number of zeros.

    Args:
        a: a tensor or array of any shape.
        axis: the axis to go along; by default along all elements, flattened.
        dtype: the dtype in which to multiply.
        out: a tensor that takes the result and is returned.

    Raises:
        NoRuleError: `out` is a plain array and the result is on a graph.

    >>> cumprod(np.array([1.0, 2.0, 3.0])).tolist()
    [1.0, 2.0, 6.0]
    """
    if type(a) in LISTS:
        a = arrayed(a)
    if out is None:
        return record(cumprod_op, (a,), {"axis": axis, "dtype": dtype})
    return np.cumprod(a, axis, dtype, out=out)


# ---- the array API's names for them, which the oldest supported NumPy lacks ----------------------------------------


@composed
def cumulative_sum(
    x: Any, /, *, axis: int | None = None, dtype: Any = None, out: Any = None, include_initial: bool = False
) -> Any:
    """The sums of the elements up to each one, as np.cumulative_sum.

    Args:
        x: a tensor or array of at least one axis.
        axis: the axis to go along; it must be given when there are several.
        dtype: the dtype in which to add.
        out: a tensor that takes the result and is returned.
        include_initial: whether to begin with 0.

    Raises:
        NoRuleError: `out` is a plain array and the result is on a graph.
        ShapeError: no axis was given for an array of several axes.

    >>> cumulative_sum(np.array([1.0, 2.0]), include_initial=True).tolist()
    [0.0, 1.0, 3.0]
    """
    return begun(cumsum, np.zeros_like, x, axis, dtype, include_initial)


@composed
def cumulative_prod(
    x: Any, /, *, axis: int | None = None, dtype: Any = None, out: Any = None, include_initial: bool = False
) -> Any:
    """The products of the elements up to each one, as np.cumulative_prod.

    Args and errors are those of `cumulative_sum`; with `include_initial` it begins with 1.

    >>> cumulative_prod(np.array([2.0, 3.0]), include_initial=True).tolist()
    [1.0, 2.0, 6.0]
    """
    return begun(cumprod, np.ones_like, x, axis, dtype, include_initial)


def begun(cumulate: Any, begin: Any, x: Any, axis: int | None, dtype: Any, include_initial: bool) -> Any:
    """Cumulate along the axis, after the neutral element if wanted."""
    x = arrayed(x)
    if axis is None:
        if x.ndim != 1:
            raise ShapeError(f"{cumulate.__name__} of {x.ndim} axes needs an axis; give axis=0 .. {x.ndim - 1}.")
        axis = 0
    result = cumulate(x, axis, dtype)
    if not include_initial:
        return result
    first = result[(*[slice(None)] * (axis % x.ndim), slice(0, 1))]
    return np.concatenate([begin(payload(first)), result], axis=axis)
