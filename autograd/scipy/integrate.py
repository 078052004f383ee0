"""scipy.integrate.odeint, differentiated in y0, t and args by the equation that the tangents themselves obey."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import scipy.integrate

from autograd.errors import GraphError, InputTypeError
from autograd.graph.node import Handle
from autograd.graph.op import forget
from autograd.graph.rule import payload
from autograd.ops.kinds import general
from autograd.transforms.reverse import vjp

Options = tuple[tuple[str, Any], ...]
Shapes = tuple[tuple[int, ...], ...]


# Every option of SciPy's belongs to one of these. The adjoint is another equation, solved the other way:
ALIKE = ("rtol", "atol", "hmax", "mxstep", "mxhnil", "mxordn", "mxords")  # it takes these too (see `adjoint_options`),
OWN = ("h0", "hmin", "tcrit", "Dfun", "col_deriv", "ml", "mu", "printmessg", "ixpr")  # not these, of one equation only,
SHAPING = ("tfirst", "full_output")  # and these say how `func` is called and what is returned: seen to in `odeint`
TOLERANCE = 1.49012e-8  # SciPy's


def odeint(func: Callable[..., Any], y0: Any, t: Any, args: tuple[Any, ...] = (), **options: Any) -> Any:
    """Solve y' = func(y, t, *args), y(t[0]) = y0, at the times t.

    Args:
        func: the right-hand side, of a vector y and a number t; a function of its arguments only.
        y0: the vector at t[0].
        t: the times, an array.
        args: further arguments of func: what is tracked, arrays or numbers; anything else reaches it as it is.
        options: keywords of scipy.integrate.odeint, such as rtol and atol: constants.

    Returns:
        The solution, one row for each time; with full_output=True a pair of it and SciPy's dictionary. Its derivatives
        are solutions of equations of the same kind, to the same tolerances. Those equations stop at every tcrit; h0 and
        hmin, and a Jacobian given by Dfun, ml and mu, are of the solution only.

    Raises:
        InputTypeError: an option is tracked, or a tracked argument is complex.
        GraphError: on the way back, the equation of the derivatives could not be solved.

    >>> from autograd import grad
    >>> t = np.array([0.0, 1.0])
    >>> rate = grad(lambda k: odeint(lambda y, t, k: -k * y, np.array([1.0]), t, args=(k,), rtol=1e-10)[-1, 0])(0.5)
    >>> round(float(rate), 6), round(float(-np.exp(-0.5)), 6)
    (-0.606531, -0.606531)
    """
    args = tuple(args) if isinstance(args, (tuple, list)) else (args,)
    tracked: list[Any] = [arg for arg in args if is_number(arg)]
    if not tracked and not isinstance(y0, Handle) and not isinstance(t, Handle):
        return scipy.integrate.odeint(func, y0, t, args=args, **options)
    check(tracked, options)
    tfirst, full_output = options.pop("tfirst", False), options.pop("full_output", False)
    func = bound(func, args, tfirst)
    if options.get("Dfun") is not None:
        options["Dfun"] = bound(options["Dfun"], args, tfirst)
    info: dict[str, Any] = {}
    packed = np.concatenate([np.reshape(arg, (-1,)) for arg in tracked]) if tracked else np.zeros(0)
    shapes = tuple(np.shape(arg) for arg in tracked)
    critical = () if options.get("tcrit") is None else tuple(np.ravel(options["tcrit"]).tolist())
    settings = {"func": func, "shapes": shapes, "options": tuple(options.items()), "critical": critical}
    out = solution(np.reshape(y0, (-1,)), t, packed, info=info, **settings)
    return (out, info) if full_output else out


def is_number(arg: Any) -> bool:
    """Tell whether an argument is a tensor that can have a derivative."""
    return isinstance(arg, Handle) and np.asarray(payload(arg)).dtype.kind in "fc"


def check(tracked: list[Any], options: dict[str, Any]) -> None:
    """Refuse what has no derivative here."""
    for name, value in options.items():
        if name not in ALIKE + OWN + SHAPING:
            raise TypeError(f"odeint() got an unexpected keyword argument {name!r}")
        if isinstance(value, Handle):
            raise InputTypeError(
                f"odeint: the option {name} is a tracked tensor, and the solution has no derivative in it. Give its "
                f"numbers: {name}={name}.data."
            )
    for arg in tracked:
        if np.dtype(arg.dtype).kind == "c":
            raise InputTypeError(
                f"odeint solves for real numbers; a tracked argument has dtype {arg.dtype}. Give its real and its "
                "imaginary part as two arguments."
            )


def bound(function: Callable[..., Any], args: tuple[Any, ...], tfirst: bool) -> Callable[..., Any]:
    """Return the function as one of y, t and the tracked arguments; the others are constants."""
    places = [k for k, arg in enumerate(args) if is_number(arg)]

    def called(y: Any, time: Any, *tracked: Any) -> Any:
        given = list(args)
        for place, value in zip(places, tracked, strict=True):
            given[place] = value
        return function(time, y, *given) if tfirst else function(y, time, *given)

    return called


def unpacked(packed: Any, shapes: Shapes) -> list[Any]:
    """Return the tracked arguments of the right-hand side."""
    args, start = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        args.append(np.reshape(packed[start : start + size], shape) if shape else packed[start])
        start += size
    return args


def solution_forward(
    y0: Any,
    times: Any,
    packed: Any,
    func: Any = None,
    shapes: Shapes = (),
    options: Options = (),
    critical: tuple[float, ...] = (),
    info: Any = None,
) -> Any:
    """The solution of y' = func(y, t, *args) at the times; what SciPy tells about it goes into `info`.

    Without `info` it is the adjoint, of which a wrong value must not pass for a gradient.
    """
    args = tuple(unpacked(packed, shapes))
    out, told = scipy.integrate.odeint(func, y0, times, args=args, full_output=True, **dict(options))
    if info is not None:
        info.update(told)
    elif not told["message"].startswith(("Integration successful", "Nothing was done")):  # nothing: equal times
        raise GraphError(
            f"odeint: the equation of the derivatives could not be solved between t = {times[0]} and {times[-1]}: "
            f"{told['message']} Give more steps (mxstep) or other tolerances (rtol, atol)."
        )
    return out


def slope(func: Any, y: Any, time: Any, packed: Any, shapes: Shapes) -> Any:
    """The right-hand side, as an array."""
    value = func(y, time, *unpacked(packed, shapes))
    value = np.stack(list(value)) if isinstance(value, (list, tuple)) else value
    return np.reshape(value, np.shape(y))


def adjoint_options(options: Options, n: int, further: int) -> Options:
    """The options with which to solve for lambda and mu beside y: theirs are the finest tolerances of the n numbers.

    Of size 1 and starting at 0, they need an absolute tolerance, whatever the size of y is.
    """
    kept = {name: value for name, value in options if name in ALIKE}
    given = {name: TOLERANCE if kept.get(name) is None else kept[name] for name in ("rtol", "atol")}
    rtol, atol = (np.broadcast_to(np.asarray(given[name], float), (n,)) for name in ("rtol", "atol"))
    positive = [value for value in (*rtol, *atol) if value > 0]
    kept["rtol"] = np.concatenate([rtol, np.full(further, np.min(rtol))])
    kept["atol"] = np.concatenate([atol, np.full(further, min(positive))])
    return tuple(kept.items())


def stops(start: float, end: float, critical: tuple[float, ...]) -> list[float]:
    """The critical times between two, in the order in which they are passed."""
    inside = {time for time in critical if min(start, end) < time < max(start, end)}
    return sorted(inside, reverse=end < start)


def adjoint(
    g: Any,
    out: Any,
    times: Any,
    packed: Any,
    func: Any,
    shapes: Shapes,
    options: Options,
    critical: tuple[float, ...],
) -> Any:
    """Solve lambda' = -lambda^T f_y and mu' = -lambda^T f_p backwards; g enters lambda at its time.

    (Pontryagin; in this form Chen et al. 2018, appendix B.) Returns lambda(t0) without g[0], and mu(t0).
    """
    n, count = out.shape[1], packed.shape[0]

    def backwards(state: Any, time: Any, packed: Any) -> Any:
        _, pull = vjp(lambda y, p: slope(func, y, time, p, shapes), state[:n], packed)
        value = slope(func, state[:n], time, packed, shapes)
        y_bar, p_bar = pull(state[n : 2 * n])
        return np.concatenate([value, -y_bar, -p_bar])

    largest = float(np.max(np.abs(payload(g)), initial=0.0))
    size = largest if 0 < largest < np.inf else 1.0  # the equation is linear: tolerances are for numbers of size 1
    settings = {"func": backwards, "shapes": ((count,),), "critical": critical}
    kept = adjoint_options(options, n, n + count)
    bar, p_bar = np.zeros(n), np.zeros(count)
    for k in range(out.shape[0] - 1, 0, -1):
        state = np.concatenate([out[k], bar + g[k] / size, p_bar])
        inside = stops(float(payload(times)[k]), float(payload(times)[k - 1]), critical)
        ends = [times[k], *inside, times[k - 1]]
        for start, end in pairwise(ends):
            # LSODA looks past the end of an interval unless it is told not to
            at_stop = (("tcrit", np.array([float(payload(end))])),) if float(payload(end)) in critical else ()
            state = solution(state, np.stack([start, end]), packed, options=kept + at_stop, **settings)[1]
        bar, p_bar = state[n : 2 * n], state[2 * n :]
    return bar * size, p_bar * size


def solution_y0(
    g: Any, out: Any, times: Any, packed: Any, func: Any, shapes: Shapes, options: Options, critical: Any
) -> Any:
    """lambda(t0), and g[0] itself."""
    return adjoint(g, out, times, packed, func, shapes, options, critical)[0] + g[0]


def solution_packed(
    g: Any, out: Any, times: Any, packed: Any, func: Any, shapes: Shapes, options: Options, critical: Any
) -> Any:
    """mu(t0)."""
    return adjoint(g, out, times, packed, func, shapes, options, critical)[1]


def solution_times(
    g: Any, out: Any, times: Any, packed: Any, func: Any, shapes: Shapes, options: Options, critical: Any
) -> Any:
    """g[k] . f at t[k]; a later start takes lambda(t0) . f from y0."""
    bar, _ = adjoint(g, out, times, packed, func, shapes, options, critical)
    slopes = [slope(func, out[k], times[k], packed, shapes) for k in range(out.shape[0])]
    return np.stack([-np.sum(bar * slopes[0])] + [np.sum(g[k] * slopes[k]) for k in range(1, out.shape[0])])


# The laws measure to rounding; a solver is exact to its tolerances. So it is under tests of its own, not in the
# registry.
solution: Any = general(
    solution_forward, y0=solution_y0, times=solution_times, packed=solution_packed, name="odeint", analytic=False
)
forget(solution)
