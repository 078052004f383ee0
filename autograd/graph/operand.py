"""Operands: what may enter an op, and how errors speak of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.errors import AutogradError, InputTypeError
from autograd.graph.modes import call_site
from autograd.graph.node import Handle

if TYPE_CHECKING:
    from autograd.graph.op import Op

SCALARS = {float, int, bool, complex}
CONSTANTS = SCALARS | {np.ndarray} | {np.dtype(code).type for code in "?bhilqBHILQefdgFDG"}


def differentiable(value: Any) -> bool:
    """Tell whether a payload has a floating or complex dtype."""
    return type(value) is float or (hasattr(value, "dtype") and value.dtype.kind in "fc")


def scalar(out: Any) -> Any:
    """Turn a 0-d array into the NumPy scalar that payloads are."""
    return out[()] if isinstance(out, np.ndarray) and out.ndim == 0 else out


def constant(value: Any) -> Any:
    """Return a plain operand as NumPy sees it; NotImplemented when it is no array of numbers."""
    kind = type(value)
    if kind in CONSTANTS:
        return value
    if isinstance(value, (np.generic, np.ndarray)):
        if isinstance(value, np.ma.MaskedArray):
            raise InputTypeError(
                "a masked array cannot enter the graph: its mask would be ignored. "
                "Use .filled(value), or np.where(mask, ..., ...)."
            )
        if isinstance(value, np.matrix):
            raise InputTypeError(
                "a np.matrix cannot enter the graph: its * is a matrix product. Use np.asarray(m), and @ for products."
            )
        return value if value.dtype != object else NotImplemented
    if isinstance(value, (list, tuple)):
        if any(isinstance(item, Handle) for item in value):
            raise InputTypeError(
                f"a {kind.__name__} of Tensors is not an array. Use autograd.numpy.stack(...) to join them first."
            )
        array = np.asarray(value)
        return array if array.dtype.kind in "?biufc" else NotImplemented
    return NotImplemented


def describe(value: Any) -> str:
    """Say dtype and shape of an operand, such as `float64[4,3]`."""
    if type(value) in SCALARS:
        return type(value).__name__
    if isinstance(value, (np.ndarray, np.generic)):
        return f"{value.dtype}[{','.join(map(str, value.shape))}]"
    return type(value).__name__


def explained(op: Op, args: tuple[Any, ...], error: Exception) -> Exception:
    """Return the same kind of error with what was being computed, and in which line, put before its message."""
    of = " and ".join(describe(arg) for arg in args[:6])
    signature = f" {op.signature}" if op.signature else ""
    site = call_site()
    line = f" at {site[0]}:{site[1]}" if site else ""
    text = f"while computing {op.name}{signature} of {of}{line}: {error}"
    if isinstance(error, AutogradError):
        return error
    if any(isinstance(arg, np.ndarray) and arg.dtype == object for arg in args):
        return bad_operand(op, args)
    try:
        same = type(error)(text)  # AxisError and LinAlgError are more than a ValueError
        return same if str(same) == text else error
    except Exception:
        return error


def bad_operand(op: Op, operands: tuple[Any, ...]) -> Exception:
    """Say which operand is not an array of numbers."""
    for operand in operands:
        of_objects = isinstance(operand, np.ndarray) and operand.dtype == object
        if of_objects or (not isinstance(operand, Handle) and constant(operand) is NotImplemented):
            return InputTypeError(
                f"{op.name} needs Tensors, arrays or numbers; got {operand!r:.60} of type {type(operand).__name__}."
            )
    return InputTypeError(f"{op.name} cannot take these operands.")


def wrong_count(op: Op, count: int) -> Exception:
    """Say how many arguments an op takes."""
    names = ", ".join((*op.args, *(f"{key}={value!r}" for key, value in op.static.items())))
    return InputTypeError(f"{op.name}({names}) was given {count} positional arguments.")
