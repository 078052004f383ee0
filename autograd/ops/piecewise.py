"""Functions in pieces: interpolation, phases, and functions put together by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.errors import NoRuleError
from autograd.graph.domain import Case, Interval
from autograd.graph.op import record
from autograd.ops.composing import any_tracked, arrayed, composed
from autograd.ops.flat import numbers
from autograd.ops.kinds import general
from autograd.ops.reducing import numpys


def refuse_tracked(name: str, hint: str, **arguments: Any) -> None:
    """Raise for an argument that there is no derivative with respect to."""
    for key, value in arguments.items():
        if any_tracked(value):
            raise NoRuleError(f"np.{name} has no derivative rule for argument {key!r}. {hint}")


# ---- interpolation -------------------------------------------------------------------------------------------


@composed
def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    """Interpolate linearly between knots, as np.interp; all but `period` may be tensors.

    At a knot the derivative in x is the slope to the right of it, at the last one that to its left. Outside the knots
    the result is constant in x.

    Args:
        x: where to evaluate.
        xp: the knots, increasing unless there is a period.
        fp: the values at the knots, real or complex.
        left, right: the values left and right of the knots; those of the first and the last knot by default.
        period: the period of the function, for knots in any order; a number.

    Raises:
        ValueError: there is no knot, or not one value for each, or the period is 0.
        NoRuleError: the period is a tracked tensor.
        TypeError: x or xp is complex.

    >>> float(interp(1.5, np.array([1.0, 2.0]), np.array([10.0, 20.0])))
    15.0
    """
    refuse_tracked("interp", "Scale x and xp by it, with a period of 1.", period=period)
    period = numbers(period)
    ends = [None if end is None else np.asarray(numbers(end)).item() for end in (left, right)]
    numpys.interp(np.zeros(0, arrayed(x).dtype), numbers(xp), numbers(fp), *ends, period)  # NumPy knows what is wrong
    x, xp, fp = as_double(x), as_double(xp), as_double(fp)
    if period is not None:
        x, xp, left, right = x % abs(period), xp % abs(period), None, None
        order = np.argsort(numbers(xp))
        xp, fp = xp[order], fp[order]
        xp = np.concatenate([xp[-1:] - abs(period), xp, xp[:1] + abs(period)])
        fp = np.concatenate([fp[-1:], fp, fp[:1]])
    places, knots = numbers(x), numbers(xp)
    k = np.clip(np.searchsorted(knots, places, "right") - 1, 0, max(len(knots) - 2, 0))
    if len(knots) == 1:
        y = fp[k] + 0 * x  # 0 * x: NaN stays NaN
    else:
        x0, f0 = xp[k], fp[k]
        width = xp[k + 1] - x0
        none = numbers(width) == 0  # at the last knot only, where it comes twice
        if np.any(none):
            y = np.where(none, fp[-1], (fp[k + 1] - f0) / np.where(none, 1, width) * (x - x0) + f0)
        else:
            y = (fp[k + 1] - f0) / width * (x - x0) + f0
    below, above = places < knots[0], places > knots[-1]
    if np.any(below):
        y = np.where(below, fp[0] if left is None else left, y)
    if np.any(above):
        y = np.where(above, fp[-1] if right is None else right, y)
    return y


def as_double(x: Any) -> Any:
    """Return numbers in the double precision in which np.interp computes."""
    x = arrayed(x)
    return x.astype(complex if x.dtype.kind == "c" else float)


# ---- phases --------------------------------------------------------------------------------------------------


def unwrap_forward(p: Any, discont: float | None = None, axis: int = -1, period: float = 2 * np.pi) -> Any:
    """Add multiples of the period, so that neighbours differ by no more than half of it."""
    return np.unwrap(p, discont, axis, period=period)


UNWRAPPED = (
    Case(((5,),)), Case(((2, 4),), {"period": 1.0}), Case(((4, 2),), {"axis": 0, "period": 1.5}),
    Case(((2, 4),), {"discont": 2.0, "axis": 1, "period": 1.0}), Case(((0, 3),)),
)  # fmt: skip
unwrap_op = general(
    unwrap_forward, p=lambda g: g, jvps={"p": lambda t: t}, name="unwrap", numpy=np.unwrap, analytic=False,
    domain=(Interval(is_complex=False),), cases=UNWRAPPED,
    singular="what is added is constant: the gradient passes, also where the result jumps",
)  # fmt: skip


@composed
def unwrap(p: Any, discont: float | None = None, axis: int = -1, *, period: float = 2 * np.pi) -> Any:
    """Take the jumps out of a phase, as np.unwrap; what is added is constant.

    Args:
        p: a tensor or array.
        discont: the smallest jump to take out; half the period by default.
        axis: the axis along which to look for jumps.
        period: the size of a jump; a number.

    Raises:
        NoRuleError: discont or period is a tracked tensor.

    >>> unwrap(np.array([0.0, 3.0, -3.0])).round(4).tolist()
    [0.0, 3.0, 3.2832]
    """
    refuse_tracked("unwrap", "Scale p by it, with a period of 1.", discont=discont, period=period)
    return record(unwrap_op, (p,), {"discont": numbers(discont), "axis": axis, "period": numbers(period)})


# ---- functions put together by hand --------------------------------------------------------------------------


@composed
def piecewise(x: Any, condlist: Any, funclist: Sequence[Any], *args: Any, **kw: Any) -> Any:
    """Apply to each element the function whose condition holds (the last of several that do), as np.piecewise.

    Each function sees only the elements of its piece; the places where the pieces meet are constant.

    Args:
        x: a tensor or array.
        condlist: boolean arrays of its shape, one for each piece.
        funclist: a function or a number (a tensor, too) for each condition, and perhaps one for all other elements.
        *args, **kw: handed on to the functions.

    Raises:
        ValueError: there are too few functions or too many.

    >>> piecewise(np.array([-2.0, 3.0]), [np.array([True, False])], [lambda v: -v, lambda v: 10 * v]).tolist()
    [2.0, 30.0]
    """
    x, conditions = arrayed(x), numbers(condlist)
    if np.isscalar(conditions) or (not isinstance(conditions[0], (list, np.ndarray)) and x.ndim != 0):
        conditions = [conditions]
    masks = list(np.asarray(conditions, bool))
    if len(masks) == len(funclist) - 1:
        masks.append(~np.any(masks, axis=0))
    if len(masks) != len(funclist):
        raise ValueError(
            f"with {len(masks)} condition(s), either {len(masks)} or {len(masks) + 1} functions are expected"
        )
    source = np.zeros(x.shape, int)  # where each element's value will be among the parts, joined; first comes a 0
    parts, count = [np.zeros(1, x.dtype)], 1
    for mask, function in zip(masks, funclist):
        chosen = int(np.sum(mask))
        if chosen:
            values = function(x[mask], *args, **kw) if callable(function) else function
            parts.append(np.broadcast_to(values, (chosen,)))
            source[mask] = np.arange(count, count + chosen)
            count += chosen
    return np.concatenate([part.astype(x.dtype) for part in parts])[source]


@composed
def real_if_close(a: Any, tol: float = 100) -> Any:
    """Drop the imaginary parts if all of them are close to 0, as np.real_if_close.

    Args:
        a: a tensor or array.
        tol: how many machine epsilons are close (an absolute bound if it is at most 1).

    >>> real_if_close(np.array([1.0 + 1e-15j])).tolist()
    [1.0]
    """
    return a if np.iscomplexobj(np.real_if_close(numbers(a), tol)) or not np.iscomplexobj(numbers(a)) else np.real(a)
