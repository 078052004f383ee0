"""Python functions applied to elements or slices, one after the other: loops whose results are stacked."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from autograd.errors import ShapeError
from autograd.graph.node import Handle
from autograd.ops.composing import arrayed, composed, holds_tensor
from autograd.ops.flat import numbers
from autograd.ops.manipulation import expand_dims, moveaxis
from autograd.ops.reducing import numpys
from autograd.ops.shaping import reshape, stack


def stacked(results: list[Any], shape: tuple[int, ...]) -> Any:
    """Return results of one shape as one array with the axes of the loop in front."""
    rows = stack([arrayed(result) for result in results])
    return reshape(rows, (*shape, *rows.shape[1:]))


@composed
def apply_along_axis(func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """Apply a function to the rows along an axis, as np.apply_along_axis.

    Args:
        func1d: a function of an array of one dimension; its results are all of one shape.
        axis: the axis that the rows are along.
        arr: a tensor or array.
        *args, **kwargs: further arguments of the function.

    Raises:
        ValueError: there are no rows.

    >>> apply_along_axis(lambda row: row.max(), 1, np.array([[1.0, 2.0], [4.0, 3.0]])).tolist()
    [2.0, 4.0]
    """
    arr = arrayed(arr)
    axis = normalize_axis_index(axis, arr.ndim)
    rows = moveaxis(arr, axis, -1)
    shape = rows.shape[:-1]
    if 0 in shape:
        raise ValueError("Cannot apply_along_axis when any iteration dimensions are 0")
    result = stacked([func1d(rows[index], *args, **kwargs) for index in np.ndindex(shape)], shape)
    added = range(result.ndim - len(shape))
    return moveaxis(result, [len(shape) + k for k in added], [axis + k for k in added])


@composed
def apply_over_axes(func: Callable[..., Any], a: Any, axes: Any) -> Any:
    """Apply a function of an array and an axis for one axis after the other, as np.apply_over_axes.

    Args:
        func: a function `func(a, axis)` whose result has as many dimensions as `a`, or one less.
        a: a tensor or array.
        axes: the axis or axes.

    Raises:
        ValueError: a result has another number of dimensions.

    >>> apply_over_axes(np.sum, np.ones((2, 3)), [0, 1]).tolist()
    [[6.0]]
    """
    result = arrayed(a)
    ndim = result.ndim
    for axis in np.atleast_1d(axes).tolist():
        part = func(result, axis % ndim)
        result = expand_dims(part, axis % ndim) if part.ndim == ndim - 1 else part
        if result.ndim != ndim:
            raise ValueError("function is not returning an array of the correct shape")
    return result


def ndenumerate(arr: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Iterate over index and element, as np.ndenumerate.

    >>> list(ndenumerate(np.array([[1.0, 2.0]])))
    [((0, 0), np.float64(1.0)), ((0, 1), np.float64(2.0))]
    """
    if not holds_tensor(arr):
        return np.ndenumerate(arr)
    arr = arrayed(arr)
    return ((index, arr[index]) for index in np.ndindex(arr.shape))


class vectorize:
    """A function of numbers as one of arrays, as np.vectorize: a loop over the elements.

    Args:
        pyfunc: the function; without it the object is a decorator.
        otypes: the dtypes of the results.
        doc: the docstring.
        excluded: names and positions of arguments that are handed on as they are.
        cache: as for np.vectorize; of tensors the function is called once for each element anyway.
        signature: as for np.vectorize: which of the last axes of an argument go to the function as a whole.

    >>> vectorize(lambda a, b: a if a > b else b)(np.array([1.0, 5.0]), 3.0).tolist()
    [3.0, 5.0]
    """

    def __init__(
        self,
        pyfunc: Any = None,
        otypes: Any = None,
        doc: str | None = None,
        excluded: Collection[int | str] | None = None,
        cache: bool = False,
        signature: str | None = None,
    ) -> None:
        self.options = {"otypes": otypes, "doc": doc, "excluded": excluded, "cache": cache, "signature": signature}
        self.pyfunc = pyfunc
        self.excluded = set(excluded or ())
        self.signature = signature
        self.otypes = otypes
        self.__name__ = getattr(pyfunc, "__name__", "vectorize")
        self.__doc__ = doc or getattr(pyfunc, "__doc__", None)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.pyfunc is None:
            return vectorize(*args, **self.options)
        if not holds_tensor(args) and not holds_tensor(tuple(kwargs.values())):
            return numpys.vectorize(self.pyfunc, **self.options)(*args, **kwargs)
        given: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}
        varying = [slot for slot in given if slot not in self.excluded]
        arrays = [arrayed(given[slot]) for slot in varying]
        cores = core_dimensions(self.signature, len(varying))
        check_cores(self.signature, arrays, cores)
        split = [a.ndim - len(core) for a, core in zip(arrays, cores, strict=True)]
        shape = np.broadcast_shapes(*(a.shape[:n] for a, n in zip(arrays, split, strict=True)))
        if 0 in shape:
            raise ValueError("vectorize of a Tensor of size 0: there is no element to call the function with.")
        arrays = [np.broadcast_to(a, (*shape, *a.shape[n:])) for a, n in zip(arrays, split, strict=True)]
        results = []
        for index in np.ndindex(shape):
            call = {**given, **{slot: a[index] for slot, a in zip(varying, arrays, strict=True)}}
            first = [call.pop(k) for k in range(len(args))]
            results.append(self.pyfunc(*first, **call))
        if not isinstance(results[0], tuple):
            return self.typed(stacked(results, shape), 0)
        return tuple(self.typed(stacked(list(part), shape), k) for k, part in enumerate(zip(*results, strict=True)))

    def typed(self, result: Any, k: int) -> Any:
        """Return a result in the dtype that was asked for."""
        return result if self.otypes is None else result.astype(np.dtype(self.otypes[k]))


def core_dimensions(signature: str | None, count: int) -> list[list[str]]:
    """Return, for each argument, the names of the axes that go to the function as a whole."""
    if signature is None:
        return [[] for _ in range(count)]
    cores = re.findall(r"\((.*?)\)", signature.partition("->")[0])
    if "->" not in signature or len(cores) != count:
        raise TypeError(f"vectorize: the signature {signature!r} does not fit {count} arguments.")
    return [[name.strip() for name in core.split(",") if name.strip()] for core in cores]


def check_cores(signature: str | None, arrays: list[Any], cores: list[list[str]]) -> None:
    """Raise when an argument lacks axes, or two axes of one name have different lengths."""
    lengths: dict[str, int] = {}
    for a, core in zip(arrays, cores, strict=True):
        if a.ndim < len(core):
            raise ShapeError(f"vectorize: an argument of shape {a.shape} lacks the axes of {signature!r}.")
        for name, n in zip(core, a.shape[a.ndim - len(core) :], strict=True):
            if lengths.setdefault(name, n) != n:
                raise ShapeError(f"vectorize: {name!r} in {signature!r} is {lengths[name]} and {n}.")


class Joining:
    """`r_` and `c_`: arrays joined by brackets, as np.r_ and np.c_; tensors among them stay on their graph."""

    def __init__(self, theirs: Any) -> None:
        self.theirs = theirs

    def __getitem__(self, key: Any) -> Any:
        key = key if isinstance(key, tuple) else (key,)
        if not holds_tensor(key):
            return self.theirs[key if len(key) > 1 else key[0]]
        # NumPy joins the positions of the elements instead of the elements, and says by that where they go.
        start = 0
        places: list[Any] = []
        parts: list[Any] = []
        for item in key:
            if isinstance(item, str):
                places.append(item)
                continue
            part = np.r_[item] if isinstance(item, slice) else item if isinstance(item, Handle) else np.asarray(item)
            size = np.size(numbers(part))
            places.append(np.arange(start, start + size).reshape(np.shape(numbers(part))))
            parts.append(reshape(part, (-1,)))
            start += size
        dtype = self.theirs[numbers(key)].dtype
        places = [int(place) if np.ndim(place) == 0 and not isinstance(place, str) else place for place in places]
        joined = np.concatenate([part if part.dtype == dtype else part.astype(dtype) for part in parts])
        return joined[np.asarray(self.theirs[tuple(places)])]

    def __len__(self) -> int:
        return 0


r_ = Joining(np.r_)
c_ = Joining(np.c_)
