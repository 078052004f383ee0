"""scipy.integrate.odeint, differentiated in y0, t and args by the equation that the tangents themselves obey."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.integrate

from autograd.graph.node import Handle
from autograd.graph.op import forget
from autograd.ops.kinds import general
from autograd.transforms.reverse import vjp

Options = tuple[tuple[str, Any], ...]
Shapes = tuple[tuple[int, ...], ...]


def odeint(func: Callable[..., Any], y0: Any, t: Any, args: tuple[Any, ...] = (), **options: Any) -> Any:
    """Solve y' = func(y, t, *args), y(t[0]) = y0, at the times t.

    Args:
        func: the right-hand side, of a vector y and a number t; a function of its arguments only.
        y0: the vector at t[0].
        t: the times, an array.
        args: further arguments of func: arrays or numbers, tracked or not.
        options: keywords of scipy.integrate.odeint, such as rtol and atol.

    Returns:
        The solution, one row for each time. Its derivatives are solutions of equations of the same kind, to the same
        tolerances.

    >>> from autograd import grad
    >>> t = np.array([0.0, 1.0])
    >>> rate = grad(lambda k: odeint(lambda y, t, k: -k * y, np.array([1.0]), t, args=(k,), rtol=1e-10)[-1, 0])(0.5)
    >>> round(float(rate), 6), round(float(-np.exp(-0.5)), 6)
    (-0.606531, -0.606531)
    """
    args = tuple(args) if isinstance(args, (tuple, list)) else (args,)
    if not any(isinstance(x, Handle) for x in (y0, t, *args)):
        return scipy.integrate.odeint(func, y0, t, args=args, **options)
    shapes = tuple(np.shape(arg) for arg in args)
    packed = np.concatenate([np.reshape(arg, (-1,)) for arg in args]) if args else np.zeros(0)
    y0 = np.reshape(y0, (-1,))
    return solution(y0, t, packed, func=func, shapes=shapes, options=tuple(options.items()))


def unpacked(packed: Any, shapes: Shapes) -> list[Any]:
    """Return the arguments of the right-hand side."""
    args, start = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        args.append(np.reshape(packed[start : start + size], shape) if shape else packed[start])
        start += size
    return args


def solution_forward(
    y0: Any, times: Any, packed: Any, func: Any = None, shapes: Shapes = (), options: Options = ()
) -> Any:
    """The solution of y' = func(y, t, *args) at the times."""
    args = tuple(unpacked(packed, shapes))
    return scipy.integrate.odeint(func, y0, times, args=args, **dict(options))


def slope(func: Any, y: Any, time: Any, packed: Any, shapes: Shapes) -> Any:
    """The right-hand side, as an array."""
    value = func(y, time, *unpacked(packed, shapes))
    return np.stack(list(value)) if isinstance(value, (list, tuple)) else value


def adjoint(g: Any, out: Any, times: Any, packed: Any, func: Any, shapes: Shapes, options: Options) -> Any:
    """Solve lambda' = -lambda^T f_y and mu' = -lambda^T f_p backwards; g enters lambda at its time.

    (Pontryagin; in this form Chen et al. 2018, appendix B.) Returns lambda(t0) without g[0], and mu(t0).
    """
    n, count = out.shape[1], packed.shape[0]

    def backwards(state: Any, time: Any, packed: Any) -> Any:
        _, pull = vjp(lambda y, p: slope(func, y, time, p, shapes), state[:n], packed)
        value = slope(func, state[:n], time, packed, shapes)
        y_bar, p_bar = pull(state[n : 2 * n])
        return np.concatenate([value, -y_bar, -p_bar])

    bar, p_bar = np.zeros(n), np.zeros(count)
    for k in range(out.shape[0] - 1, 0, -1):
        state = np.concatenate([out[k], bar + g[k], p_bar])
        ends = np.stack([times[k], times[k - 1]])
        state = odeint(backwards, state, ends, args=(packed,), **dict(options))[1]
        bar, p_bar = state[n : 2 * n], state[2 * n :]
    return bar, p_bar


def solution_y0(g: Any, out: Any, times: Any, packed: Any, func: Any, shapes: Shapes, options: Options) -> Any:
    """lambda(t0), and g[0] itself."""
    return adjoint(g, out, times, packed, func, shapes, options)[0] + g[0]


def solution_packed(g: Any, out: Any, times: Any, packed: Any, func: Any, shapes: Shapes, options: Options) -> Any:
    """mu(t0)."""
    return adjoint(g, out, times, packed, func, shapes, options)[1]


def solution_times(g: Any, out: Any, times: Any, packed: Any, func: Any, shapes: Shapes, options: Options) -> Any:
    """g[k] . f at t[k]; a later start takes lambda(t0) . f from y0."""
    bar, _ = adjoint(g, out, times, packed, func, shapes, options)
    slopes = [slope(func, out[k], times[k], packed, shapes) for k in range(out.shape[0])]
    return np.stack([-np.sum(bar * slopes[0])] + [np.sum(g[k] * slopes[k]) for k in range(1, out.shape[0])])


# The laws measure to rounding; a solver is exact to its tolerances. So it is under tests of its own, not in the
# registry.
solution: Any = general(
    solution_forward, y0=solution_y0, times=solution_times, packed=solution_packed, name="odeint", analytic=False
)
forget(solution)
