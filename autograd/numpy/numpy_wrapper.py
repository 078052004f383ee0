"""Helpers of HIPS autograd's NumPy wrapper, under its names; its functions are those of `autograd.numpy`."""

from collections.abc import MutableMapping
from typing import Any

import numpy as _np

import autograd.numpy as _anp
from autograd.extend.boxes import getval
from autograd.ops.primitive import notrace_primitive as notrace_primitive, primitive as primitive
from autograd.tensor import Tensor

numpy_version = _np.__version__


def metadata(A: Any) -> tuple[tuple[int, ...], int, Any, bool]:
    """Return shape, number of axes, dtype, and whether it is complex.

    >>> metadata(_np.ones((2, 3)))
    ((2, 3), 2, dtype('float64'), False)
    """
    data = getval(A)
    return _np.shape(data), _np.ndim(data), _np.result_type(data), bool(_np.iscomplexobj(data))


def make_diagonal(D: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Return matrices with D on their diagonals: of its last axis, the first axes stay.

    >>> make_diagonal(_np.ones(2), axis1=-1, axis2=-2)
    array([[1., 0.],
           [0., 1.]])
    """
    if offset != 0 or {axis1, axis2} != {-1, -2}:
        raise NotImplementedError("make_diagonal has offset=0, axis1=-1, axis2=-2 only, as in HIPS autograd")
    return D[..., None] * _np.eye(_np.shape(D)[-1], dtype=_np.result_type(getval(D)))


def concatenate_args(axis: int, *args: Any) -> Any:
    """Return arrays joined along an axis."""
    return _anp.concatenate(args, axis)


def array_from_args(array_args: Any, array_kwargs: Any, *args: Any) -> Any:
    """Return an array of these elements."""
    return _anp.array(args, *array_args, **array_kwargs)


def _array_from_scalar_or_array(array_args: Any, array_kwargs: Any, scalar: Any) -> Any:
    """Return an array of one element, or a copy."""
    return _anp.array(scalar, *array_args, **array_kwargs)


def _astype(
    A: Any, dtype: Any, order: Any = "K", casting: Any = "unsafe", subok: bool = True, copy: bool = True
) -> Any:
    """Return an array with another dtype."""
    return A.astype(dtype) if isinstance(A, Tensor) else A.astype(dtype, order, casting, subok, copy)


def wrap_if_boxes_inside(raw_array: Any, slow_op_name: str | None = None) -> Any:
    """Return an array of tensors as one tensor."""
    return _anp.array(raw_array.tolist()) if raw_array.dtype == object else raw_array


def wrap_intdtype(cls: Any) -> Any:
    """Return an integer type as it is."""
    return cls


def wrap_namespace(old: MutableMapping[str, Any], new: MutableMapping[str, Any]) -> None:
    """Put our names, and NumPy's functions as primitives where we have none, from one namespace into another."""
    for name, value in old.items():
        new.setdefault(name, getattr(_anp, name, value))


def parse_einsum_input(*args: Any) -> Any:
    """Return the subscripts of the inputs and of the output of an einsum, and its operands."""
    subscripts, *operands = args
    inputs, _, output = subscripts.replace(" ", "").partition("->")
    if "->" not in subscripts:
        letters = inputs.replace(",", "")
        output = "".join(sorted(letter for letter in set(letters) if letters.count(letter) == 1))
    return inputs, output, operands
