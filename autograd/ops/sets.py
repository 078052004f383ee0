"""Arrays as sets: which elements are kept is constant almost everywhere, so all these find an index and read.

Of equal elements the first one is kept, and has the gradient.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.ops.composing import arrayed, composed
from autograd.ops.flat import numbers
from autograd.ops.reducing import numpys
from autograd.ops.shaping import concatenate, ravel
from autograd.ops.sorting import sort


@composed
def unique(
    ar: Any,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    *,
    equal_nan: bool = True,
    sorted: bool = True,
) -> Any:
    """The different elements, sorted, as np.unique; what else it returns are constants.

    Args:
        ar: a tensor or array.
        return_index, return_inverse, return_counts: whether to return also where the elements are first, which of
            them each element equals, and how often there is one.
        axis: the axis whose slices are compared; the flat array by default.
        equal_nan: whether all NaNs are one element.
        sorted: whether to sort; they are always sorted here.

    >>> unique(np.array([2.0, 1.0, 2.0])).tolist()
    [1.0, 2.0]
    """
    ar = arrayed(ar)
    _, first, *rest = numpys.unique(
        numbers(ar), True, return_inverse, return_counts, axis, **({} if equal_nan else {"equal_nan": False})
    )
    values = np.take(ravel(ar) if axis is None else ar, first, axis=0 if axis is None else axis)
    results = (values, *([first] if return_index else []), *rest)
    return values if len(results) == 1 else results


def in_order(values: np.ndarray, ar: Any) -> Any:
    """Return the elements that have these values, the first of each; NumPy's order is not always the sorted one."""
    all_values = np.ravel(numbers(ar))
    first = [np.argmax(np.isnan(all_values) if v != v else all_values == v) for v in values]
    return ravel(ar)[np.array(first, np.intp)]


@composed
def unique_values(x: Any) -> Any:
    """The different elements, as np.unique_values."""
    x = arrayed(x)
    return in_order(np.unique_values(numbers(x)), x)


@composed
def unique_counts(x: Any) -> Any:
    """The different elements and how often there is each, as np.unique_counts."""
    found = np.unique_counts(numbers(x))
    return found._replace(values=in_order(found.values, arrayed(x)))


@composed
def unique_inverse(x: Any) -> Any:
    """The different elements and which of them each element equals, as np.unique_inverse."""
    found = np.unique_inverse(numbers(x))
    return found._replace(values=in_order(found.values, arrayed(x)))


@composed
def unique_all(x: Any) -> Any:
    """The different elements, where they are first, which each element equals, how many: as np.unique_all."""
    found = np.unique_all(numbers(x))
    return found._replace(values=ravel(x)[found.indices])


@composed
def union1d(ar1: Any, ar2: Any) -> Any:
    """The elements that are in one array or the other, as np.union1d.

    >>> union1d([1.0, 2.0], [2.0, 3.0]).tolist()
    [1.0, 2.0, 3.0]
    """
    return unique(concatenate([arrayed(ar1), arrayed(ar2)], axis=None))


@composed
def intersect1d(ar1: Any, ar2: Any, assume_unique: bool = False, return_indices: bool = False) -> Any:
    """The elements that are in both arrays, those of the first one, as np.intersect1d; the indices are constants.

    >>> intersect1d([1.0, 2.0], [2.0, 3.0]).tolist()
    [2.0]
    """
    found = np.intersect1d(numbers(ar1), numbers(ar2), assume_unique, True)
    values = ravel(arrayed(ar1))[found[1]]
    return (values, *found[1:]) if return_indices else values


@composed
def setdiff1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    """The elements of the first array that are not in the second, as np.setdiff1d.

    >>> setdiff1d([1.0, 2.0], [2.0, 3.0]).tolist()
    [1.0]
    """
    ar1 = ravel(arrayed(ar1)) if assume_unique else unique(ar1)
    return ar1[~np.isin(numbers(ar1), numbers(ar2))]


@composed
def setxor1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    """The elements that are in one array only, as np.setxor1d.

    >>> setxor1d([1.0, 2.0], [2.0, 3.0]).tolist()
    [1.0, 3.0]
    """
    ours, theirs = (arrayed(ar) if assume_unique else unique(ar) for ar in (ar1, ar2))
    rest = [ours[~np.isin(numbers(ours), numbers(theirs))], theirs[~np.isin(numbers(theirs), numbers(ours))]]
    return sort(concatenate(rest, axis=None))
