"""Creation functions: arrays from nested lists that may hold tensors, and arrays filled with a number on a graph."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.errors import NoRuleError
from autograd.graph.op import implements, unary
from autograd.ops.alias import alias
from autograd.ops.composing import arrayed, holds_tensor
from autograd.ops.flat import numbers
from autograd.ops.manipulation import atleast_1d
from autograd.ops.reducing import numpys
from autograd.ops.shaping import broadcast_to, cast, check_device, copy, reshape

Order = Any


def array(object: Any, dtype: Any = None, *, order: Order = "K", ndmin: int = 0, **keywords: Any) -> Any:
    """Make an array, as np.array; from nested lists that hold tensors, a tensor on their graph.

    Args:
        object: nested lists, arrays, tensors.
        dtype: the dtype of the result.
        order: how its numbers lie.
        ndmin: the least number of dimensions; what is missing is put in front.
        **keywords: copy, subok: as for np.array; None and False give a tensor itself where it is as wanted.

    Raises:
        ValueError: copy=False, and it is not.
        NoRuleError: another keyword was given together with tensors.

    >>> from autograd import grad
    >>> grad(lambda x: array([x, x * x]).sum())(3.0)
    7.0
    """
    if not holds_tensor(object):
        return numpys.array(object, dtype, order=order, ndmin=ndmin, **keywords)
    for key in keywords:
        if key not in ("copy", "subok"):
            raise NoRuleError(f"array() of tensors does not support the keyword {key!r}.")
    result = converted(object, dtype, order, keywords.get("copy", True))
    return reshape(result, (*(1,) * (ndmin - result.ndim), *result.shape)) if ndmin > result.ndim else result


def asarray(
    a: Any, dtype: Any = None, order: Order = None, *, device: Any = None, copy: Any = None, **keywords: Any
) -> Any:
    """Return `a` as an array, as np.asarray; a tensor stays a tensor.

    Args:
        a: nested lists, an array, a tensor.
        dtype, order: as for np.asarray.
        device: None or "cpu".
        copy: whether the result has memory of its own; by default only if it must.
        **keywords: as for np.asarray, of plain arrays only.

    Raises:
        ValueError: there is no such device; copy=False, and a copy is needed.
        NoRuleError: another keyword was given together with tensors.

    >>> asarray([1.0, 2.0]).tolist()
    [1.0, 2.0]
    """
    check_device(device)
    if not holds_tensor(a):
        return numpys.asarray(a, dtype, order, copy=copy, **keywords)
    for key in keywords:
        raise NoRuleError(f"asarray() of tensors does not support the keyword {key!r}.")
    return converted(a, dtype, order, copy)


def converted(a: Any, dtype: Any, order: Order, copied: bool | None) -> Any:
    """Return tensors as one of a dtype and an order; what is one already is returned as it is unless copied is true.

    A write into the result is then a write into `a`, as in NumPy.
    """
    if copied is not None and not copied:
        np.array(numbers(a), dtype, order=order, copy=False)  # NumPy's error where a copy is needed
    x = arrayed(a)
    data = np.asarray(numbers(x))
    if dtype is not None and data.dtype != np.dtype(dtype):
        x = cast(x, np.dtype(dtype))
    elif copied and x is a:
        x = unary(alias, x)
    wanted = str(order or "K").upper()
    lies = data.flags.c_contiguous if wanted == "C" else data.flags.f_contiguous if wanted == "F" else True
    return x if lies else copy(x, order=wanted)


def asanyarray(a: Any, dtype: Any = None, order: Order = None, **keywords: Any) -> Any:
    """Return `a` as an array, as np.asanyarray; a tensor stays a tensor. Args and errors are those of `asarray`."""
    return asarray(a, dtype, order, **keywords) if holds_tensor(a) else numpys.asanyarray(a, dtype, order, **keywords)


def ascontiguousarray(a: Any, dtype: Any = None, **keywords: Any) -> Any:
    """Return an array that lies in C order, as np.ascontiguousarray; a tensor stays a tensor."""
    if not holds_tensor(a):
        return numpys.ascontiguousarray(a, dtype, **keywords)
    return atleast_1d(asarray(a, dtype, "C", **keywords))


def asfortranarray(a: Any, dtype: Any = None, **keywords: Any) -> Any:
    """Return an array that lies in Fortran order, as np.asfortranarray; a tensor stays a tensor."""
    if not holds_tensor(a):
        return numpys.asfortranarray(a, dtype, **keywords)
    return atleast_1d(asarray(a, dtype, "F", **keywords))


def asarray_chkfinite(a: Any, dtype: Any = None, order: Order = None) -> Any:
    """Return `a` as an array, as np.asarray_chkfinite; a tensor stays a tensor.

    Raises:
        ValueError: a number is infinite or NaN.
    """
    a = asarray(a, dtype, order)
    numpys.asarray_chkfinite(numbers(a))
    return a


def require(a: Any, dtype: Any = None, requirements: Any = None, **keywords: Any) -> Any:
    """Return an array with properties of its memory, as np.require; a tensor gets those it lacks by a copy.

    Raises:
        NoRuleError: another keyword was given together with tensors.
    """
    if not holds_tensor(a):
        return numpys.require(a, dtype, requirements, **keywords)
    wanted = {name.upper()[0] for name in ([requirements] if isinstance(requirements, str) else requirements or [])}
    a = asarray(a, dtype, "F" if "F" in wanted else "C" if "C" in wanted else None, **keywords)
    flags = np.asarray(numbers(a)).flags
    enough = (flags.owndata or "O" not in wanted) and (flags.writeable or "W" not in wanted)
    return a if enough else copy(a)


def full(
    shape: Any, fill_value: Any, dtype: Any = None, order: Order = "C", *, device: Any = None, like: Any = None
) -> Any:
    """Return an array filled with a value, as np.full; a tensor if the value is one.

    Args:
        shape: the shape, a number or a tuple.
        fill_value: a number or an array that broadcasts to the shape; may be a tensor.
        dtype: the dtype of the result, by default that of the value.
        order: how the numbers lie: "C" or "F".
        device: None or "cpu".
        like: as for np.full, of a plain value only.

    Raises:
        ValueError: there is no such device.
        NoRuleError: `like` was given together with a tensor.

    >>> full(2, 3.0).tolist()
    [3.0, 3.0]
    """
    check_device(device)
    if not holds_tensor(fill_value):
        options = {} if like is None else {"like": like}
        return numpys.full(shape, fill_value, dtype, order, **options)
    if like is not None:
        raise NoRuleError("full() of a tensor does not support the keyword 'like'.")
    return filled(shape, fill_value, dtype, order)


def filled(shape: Any, value: Any, dtype: Any, order: Order) -> Any:
    """Repeat a value, in memory of its own."""
    value = arrayed(value)
    value = value if dtype is None or value.dtype == np.dtype(dtype) else cast(value, np.dtype(dtype))
    return copy(broadcast_to(value, shape), order="C" if order == "K" else order)


@implements(np.full_like)
def full_like(
    a: Any,
    fill_value: Any,
    dtype: Any = None,
    order: Order = "K",
    subok: bool = True,
    shape: Any = None,
    *,
    device: Any = None,
) -> Any:
    """Return an array like `a` filled with a value, as np.full_like; a tensor if the value is one.

    Args:
        a: the tensor or array whose shape and dtype are taken.
        fill_value: a number or an array that broadcasts to that shape; may be a tensor.
        dtype, order, shape: as for np.full_like.
        subok: as for np.full_like, of a plain value only.
        device: None or "cpu".

    Raises:
        ValueError: there is no such device.

    >>> full_like(np.zeros(2), 3.0).tolist()
    [3.0, 3.0]
    """
    check_device(device)
    if not holds_tensor(fill_value):
        return numpys.full_like(numbers(a), fill_value, dtype, order, subok, shape)
    like = np.asarray(numbers(a))
    return filled(like.shape if shape is None else shape, fill_value, like.dtype if dtype is None else dtype, order)
