"""What NumPy's ufuncs do beside a plain call: their keywords, and the methods reduce, accumulate, outer and reduceat.

All are compositions. A `dtype=` converts the operands first, as NumPy does; a reduction that is no op of
its own (`np.subtract.reduce`) is a fold, one node for each element along the axis.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.errors import NoRuleError
from autograd.graph.op import IMPLEMENTATIONS
from autograd.graph.rule import payload
from autograd.ops.composing import along, arrayed
from autograd.ops.manipulation import moveaxis
from autograd.ops.products import cumprod, cumsum, prod
from autograd.ops.reducing import Axis, gone_axes, mask_like, masked
from autograd.ops.shaping import astype, copy, reshape, stack, where as where_op
from autograd.ops.softmax import logsumexp
from autograd.ops.statistical import max, min, sum

Inputs = tuple[Any, ...]
Keywords = dict[str, Any]
WEAK = {float: float, int: int, bool: bool, complex: complex}  # a Python number promotes nothing


# ---- keywords of a call ------------------------------------------------------------------------------------------


def called(ufunc: np.ufunc, inputs: Inputs, keywords: Keywords) -> Any:
    """Return ufunc(*inputs, **keywords), for every keyword but `out`."""
    function: Any = IMPLEMENTATIONS[ufunc]
    keywords = dict(keywords)
    if keywords.pop("where", True) is not True:
        raise NoRuleError(
            f"np.{ufunc.__name__}(..., where=mask) leaves undefined what the mask excludes. "
            f"Use np.where(mask, np.{ufunc.__name__}(...), otherwise)."
        )
    keywords.pop("subok", None)  # a tensor's numbers are of no subclass
    order = keywords.pop("order", "K")
    types = {key: keywords.pop(key) for key in ("dtype", "sig", "signature", "casting") if key in keywords}
    axes = {key: keywords.pop(key) for key in ("axes", "axis", "keepdims") if key in keywords}
    if keywords:
        raise NoRuleError(f"np.{ufunc.__name__} on a Tensor does not support the keyword {next(iter(keywords))!r}.")
    if types:
        inputs = converted(ufunc, inputs, **types)
    if axes:
        inputs, back = moved(ufunc, inputs, **axes)
        return back(function(*inputs))
    result = function(*inputs)
    return result if order == "K" or isinstance(result, tuple) else copy(result, order=order)


def converted(
    ufunc: np.ufunc,
    inputs: Inputs,
    dtype: Any = None,
    sig: Any = None,
    signature: Any = None,
    casting: str = "same_kind",
) -> Inputs:
    """Return the inputs with the dtypes in which NumPy would compute; its errors for what cannot be converted."""
    known: Any = [WEAK.get(type(x)) or arrayed(x).dtype for x in inputs]
    wanted = signature if signature is not None else sig
    if dtype is not None:
        wanted = (*(None,) * ufunc.nin, *(np.dtype(dtype),) * ufunc.nout)
    elif isinstance(wanted, str):
        wanted = tuple(map(np.dtype, wanted.replace("->", "")))
    given = {} if wanted is None else {"signature": wanted}  # None is no signature
    found = ufunc.resolve_dtypes((*known, *(None,) * ufunc.nout), casting=casting, **given)  # type: ignore[arg-type]
    return tuple(x if t is k else astype(arrayed(x), t) for x, k, t in zip(inputs, known, found, strict=False))


def moved(
    ufunc: np.ufunc, inputs: Inputs, axes: Any = None, axis: int | None = None, keepdims: bool = False
) -> tuple[Inputs, Callable[[Any], Any]]:
    """Bring the core axes of a generalised ufunc to the end; the second result brings its result back."""
    text = ufunc.signature or "->"
    cores = [part.strip("() ").count(",") + bool(part.strip("() ")) for part in text.replace("->", "),(").split("),(")]
    result = cores[ufunc.nin]
    if axis is not None:
        axes = [(axis,) for _ in inputs] + ([(axis,)] if keepdims or result else [])
    places = [tuple(entry) if isinstance(entry, (tuple, list)) else (entry,) for entry in axes or []]
    places += [tuple(range(-n, 0)) for n in cores[len(places) :]]
    ready = tuple(
        moveaxis(arrayed(x), place, tuple(range(-len(place), 0))) if place else x
        for x, place in zip(inputs, places, strict=False)
    )

    def back(out: Any) -> Any:
        if keepdims:
            for k in sorted(k % (np.ndim(payload(out)) + cores[0]) for k in places[0]):
                out = np.expand_dims(out, k)
            return out
        return moveaxis(out, tuple(range(-result, 0)), places[ufunc.nin]) if result else out

    return ready, back


# ---- methods -----------------------------------------------------------------------------------------------------


def reduce(
    ufunc: np.ufunc,
    a: Any,
    axis: Axis = 0,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    """Combine the elements along the axes by the ufunc, from left to right."""
    a = in_dtype(a, dtype)
    options: Keywords = {"keepdims": keepdims, "initial": initial, "where": where}
    if ufunc in SHORT:
        return SHORT[ufunc](a, axis, **options)
    if ufunc is np.logaddexp:
        total = logsumexp(masked(a, None if where is True else where, -np.inf), axis, keepdims)
        return total if initial is None else np.logaddexp(total, initial)
    given = {key: payload(value) for key, value in options.items() if value is not None}
    numpys: Any = ufunc.reduce
    value = numpys(payload(a), axis, **given)  # NumPy's errors: no identity, more than one axis, ...
    if IMPLEMENTATIONS[ufunc].kind == "flat":  # type: ignore[attr-defined]
        return value
    return folded(ufunc, a, axis, keepdims, initial, where)


def folded(ufunc: np.ufunc, a: Any, axis: Axis, keepdims: bool, initial: Any, where: Any) -> Any:
    """Reduce element by element along the axes, which become one first axis."""
    function: Any = IMPLEMENTATIONS[ufunc]
    gone = gone_axes(axis, a.ndim)
    mask = None if where is True else moveaxis(mask_like(a, where), gone, tuple(range(len(gone))))
    a = moveaxis(a, gone, tuple(range(len(gone))))
    kept = a.shape[len(gone) :]
    a = reshape(a, (-1, *kept) if a.size else (0, *kept))
    result = ufunc.identity if initial is None and (mask is not None or not len(a)) else initial
    if mask is not None:
        mask = mask.reshape(a.shape)
    for k in builtins.range(len(a)):
        step = a[k] if result is None else function(result, a[k])
        result = step if mask is None or result is None else where_op(mask[k], step, result)
    result = np.broadcast_to(result, kept)
    if keepdims:
        for k in sorted(gone):
            result = np.expand_dims(result, k)
    return result


def accumulate(ufunc: np.ufunc, array: Any, axis: int = 0, dtype: Any = None, out: Any = None) -> Any:
    """Return the reductions of all beginnings along an axis."""
    array = in_dtype(array, dtype)
    if ufunc is np.add:
        return cumsum(array, axis)
    if ufunc is np.multiply:
        return cumprod(array, axis)
    value = ufunc.accumulate(payload(array), axis)
    if IMPLEMENTATIONS[ufunc].kind == "flat":  # type: ignore[attr-defined]
        return value
    function: Any = IMPLEMENTATIONS[ufunc]
    axis %= array.ndim
    parts = [array[along(axis, slice(0, 1))]]
    if not array.shape[axis]:
        return array
    for k in builtins.range(1, array.shape[axis]):
        parts.append(function(parts[-1], array[along(axis, slice(k, k + 1))]))
    return np.concatenate(parts, axis)


def reduceat(ufunc: np.ufunc, array: Any, indices: Any, axis: int = 0, dtype: Any = None, out: Any = None) -> Any:
    """Reduce each stretch between neighbouring indices; one element where the next index is not larger."""
    array = in_dtype(array, dtype)
    starts = np.asarray(payload(indices))
    value = ufunc.reduceat(payload(array), starts, axis)  # NumPy's errors
    if IMPLEMENTATIONS[ufunc].kind == "flat":  # type: ignore[attr-defined]
        return value
    axis %= array.ndim
    ends = [*starts[1:].tolist(), array.shape[axis]]
    parts = [
        reduce(ufunc, array[along(axis, slice(start, end))], axis) if start < end else array[along(axis, start)]
        for start, end in zip(starts.tolist(), ends, strict=True)
    ]
    return stack(parts, axis) if parts else array[along(axis, slice(0, 0))]


def outer(ufunc: np.ufunc, a: Any, b: Any, **keywords: Any) -> Any:
    """Apply the ufunc to all pairs of elements."""
    a, b = arrayed(a), arrayed(b)
    pairs = (reshape(a, (*a.shape, *(1,) * b.ndim)), b)
    return called(ufunc, pairs, keywords) if keywords else IMPLEMENTATIONS[ufunc](*pairs)


def in_dtype(a: Any, dtype: Any) -> Any:
    """Return an array in the dtype that was asked for."""
    a = arrayed(a)
    return a if dtype is None or a.dtype == dtype else astype(a, np.dtype(dtype))


SHORT: dict[np.ufunc, Any] = {np.add: sum, np.multiply: prod, np.maximum: max, np.minimum: min}
METHODS: dict[str, Callable[..., Any]] = {
    "reduce": reduce, "accumulate": accumulate, "reduceat": reduceat, "outer": outer,
}  # fmt: skip
