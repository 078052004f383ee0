"""The laws of derivatives, each a function of one sample of one op. None of them knows any op by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograd.checking.numeric import complex_step, distance, estimate, five_point, magnitude
from tests.laws.engine import (
    directions,
    jvp,
    leaves,
    node_of,
    outputs,
    paired,
    parts,
    plain,
    pull,
    push,
    recorded_jvp,
    recorded_vjp,
    vjp,
)
from tests.strategies import Sample, is_floating

TOLERANCE = 1e-8  # of a derivative, relative to its size and that of the function
ROUNDING = 1e-11  # of two sums that are equal on paper
SINGLE = 2e-4  # of a gradient computed in single precision
RELIABLE = 2e-9  # two step sizes must agree this well for a numerical derivative to judge by


class Broken(AssertionError):
    """A law does not hold for a sample."""


class Unreliable(Exception):
    """The sample cannot judge: a value is not finite, or numerical derivatives disagree among themselves."""


Law = Callable[[Sample], None]


def same(
    what: str, sample: Sample, got: Sequence[Any], expected: Sequence[Any], tolerance: float, size: float = 1e-3
) -> None:
    """Demand that payloads agree, to the tolerance relative to the largest of them, or to `size` if that is larger."""
    got, expected = [plain(value) for value in got], [plain(value) for value in expected]
    shapes = [np.shape(value) for value in got], [np.shape(value) for value in expected]
    if shapes[0] != shapes[1]:
        raise Broken(f"{what}: shapes {shapes[0]} instead of {shapes[1]}\n  for {sample}")
    gap = distance(got, expected)
    if not gap <= tolerance * max(magnitude(expected), magnitude(got), size):
        raise Broken(f"{what}: off by {gap:.3g}\n  got      {got}\n  expected {expected}\n  for {sample}")


def must_be_finite(values: Sequence[Any]) -> None:
    """Give up on a sample whose values are not all finite."""
    if not all(np.all(np.isfinite(value)) for value in values):
        raise Unreliable("a value is not finite")


def numerical(sample: Sample, function: Any, x: list[Any], direction: list[Any]) -> list[Any]:
    """Return a numerical derivative good enough to judge by."""
    found = estimate(function, x, direction)
    if not found.disagreement <= RELIABLE:
        raise Unreliable(f"two step sizes disagree by {found.disagreement:.1g}")
    return found.value


def is_real(values: Sequence[Any]) -> bool:
    """Tell whether no payload is complex."""
    return all(np.asarray(value).dtype.kind != "c" for value in values)


def jvp_is_the_derivative(sample: Sample) -> None:
    """Law 1: the jvp is the numerical derivative: complex step where analytic, else 5-point differences."""
    x = sample.values
    (t,) = directions(sample, x)
    values = outputs(sample, x)
    must_be_finite(values)

    def function(point: list[Any]) -> list[Any]:
        return outputs(sample, point)

    expected = None
    if sample.op.analytic and is_real([*sample.operands, *values]):
        try:
            expected = complex_step(function, x, t)
        except TypeError:  # NumPy's function does not take complex numbers
            expected = None
    stepped = expected is not None
    if expected is None:
        expected = numerical(sample, function, x, t)
    got, size = jvp(sample, x, t), max(1e-3, magnitude(values))
    try:
        same("jvp against " + ("complex step" if stepped else "differences"), sample, got, expected, TOLERANCE, size)
    except Broken as broken:
        if stepped and distance(five_point(function, x, t), got) < 1e-6 * (1 + magnitude(got)):
            raise Broken(f"{sample.op.name} is not analytic: declare analytic=False.\n{broken}") from None
        raise
    check_dtypes("a tangent", sample, got, values)


def transposes(what: str, sample: Sample, pairs: tuple[Any, ...]) -> None:
    """Demand <g, J t> = <J^T g, t>."""
    g, dots, bars, t = pairs
    (left, size), (right, other) = paired(g, dots), paired(bars, t)
    if not abs(left - right) <= ROUNDING * max(size, other, 1e-3):
        raise Broken(
            f"{what}: <g, J t> = {left!r}, <J^T g, t> = {right!r}\n  J t   {[plain(dot) for dot in dots]}\n"
            f"  J^T g {[plain(bar) for bar in bars]}\n  for {sample}"
        )


def vjp_is_the_transpose(sample: Sample) -> None:
    """Law 2: <g, J t> = <J^T g, t>, and the cotangents have their operands' shapes and dtypes."""
    x = sample.values
    values = outputs(sample, x)
    must_be_finite(values)
    t, g = directions(sample, x, values)
    bars = vjp(sample, x, g)
    check_dtypes("a cotangent", sample, bars, x)
    transposes("first order", sample, (g, jvp(sample, x, t), bars, t))


def once_more(
    what: str, sample: Sample, targets: list[Any], results: list[Any], function: Callable[[list[Any]], list[Any]]
) -> None:
    """Demand laws 1 and 2 of a recorded derivative, which is a function of all targets."""
    x = [plain(target) for target in targets]
    values = function(x)
    must_be_finite(values)
    same(f"{what}: recorded against plain", sample, results, values, ROUNDING * 10)
    t, g = directions(sample, x, values)
    dots = push(results, targets, t)
    size = max(1e-3, magnitude(values))
    same(f"{what}: its jvp", sample, dots, numerical(sample, function, x, t), TOLERANCE, size)
    transposes(what, sample, (g, dots, pull(results, targets, g), t))


def vjp_has_derivatives(sample: Sample) -> None:
    """Law 3: laws 1 and 2 for the vjp, as a function of operands and cotangents."""
    x = sample.values
    results = outputs(sample, x)
    must_be_finite(results)
    (g,) = directions(sample, results)
    targets, bars = recorded_vjp(sample, x, g)
    once_more("the vjp", sample, targets, bars, lambda point: vjp(sample, point[: len(x)], point[len(x) :]))


def jvp_has_derivatives(sample: Sample) -> None:
    """Law 3, in the other mode: laws 1 and 2 for the jvp, as a function of operands and tangents."""
    x = sample.values
    must_be_finite(outputs(sample, x))
    (t,) = directions(sample, x)
    targets, dots = recorded_jvp(sample, x, t)
    once_more("the jvp", sample, targets, dots, lambda point: jvp(sample, point[: len(x)], point[len(x) :]))


def float64(value: Any) -> Any:
    """Return a payload in double precision."""
    array = np.asarray(value)
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)[()]


def check_dtypes(what: str, sample: Sample, got: Sequence[Any], like: Sequence[Any]) -> None:
    """Demand shapes and dtypes of results: of a cotangent its operand's, of a tangent its result's."""
    for part, value in zip(got, like, strict=True):
        found, wanted = np.asarray(plain(part)), np.asarray(plain(value))
        if found.shape != wanted.shape or found.dtype != wanted.dtype:
            raise Broken(
                f"{what} is {found.dtype}{list(found.shape)}, not {wanted.dtype}{list(wanted.shape)}\n  for {sample}"
            )


def is_double(value: Any) -> bool:
    """Tell whether a payload is float64, complex128 or wider."""
    return np.asarray(value).dtype in (np.dtype(float), np.dtype(complex), np.dtype(np.longdouble))


def float32_stays(sample: Sample) -> None:
    """Law 6: single precision in, single precision out: values, both derivatives and the recorded vjp.

    Where NumPy itself answers in double precision, so do we; the cotangents are single all the same.
    """
    small = sample.in_single()
    x, values = small.values, outputs(small, small.values)
    must_be_finite(values)
    asked = {**sample.op.static, **sample.static}.get("dtype") is not None
    numpys = [small.call(function, small.operands) for function in sample.op.numpy]
    if any(map(is_double, values)) and not asked and not any(is_double(p) for result in numpys for p in parts(result)):
        raise Broken(f"single-precision operands give {[np.asarray(v).dtype for v in values]}\n  for {small}")
    t, g = directions(small, x, values)
    bars, dots = vjp(small, x, g), jvp(small, x, t)
    check_dtypes("a cotangent", small, bars, x)
    check_dtypes("a tangent", small, dots, values)
    targets, recorded_bars = recorded_vjp(small, x, g)
    check_dtypes("a recorded cotangent", small, recorded_bars, x)
    check_dtypes("a second derivative", small, pull(recorded_bars, targets, t), targets)
    wide = small.mapped(float64)
    expected = vjp(wide, wide.values, [float64(part) for part in g])
    same("the gradient in single precision", small, bars, expected, SINGLE)


def layout_does_not_matter(sample: Sample) -> None:
    """Law 6: the same numbers give the same value and gradient, however they lie in memory."""
    packed = sample.mapped(lambda value: np.array(value, order="C")[()])
    values = outputs(packed, packed.values)
    must_be_finite(values)
    same("the value of an array that is not contiguous", sample, outputs(sample, sample.values), values, ROUNDING)
    (g,) = directions(packed, values)
    spread = [np.broadcast_to(part, np.shape(part)) for part in g]
    got = vjp(sample, sample.values, [part[()] for part in spread])
    same("the gradient of an array that is not contiguous", sample, got, vjp(packed, packed.values, g), ROUNDING)


def flat_is_constant(sample: Sample) -> None:
    """A flat op gives constants for the graph, and its numerical derivative is 0 there."""
    able = tuple(k for k, operand in enumerate(sample.operands) if is_floating(operand))
    sample = replace(sample, tracked=able)
    results = parts(sample.call(sample.op, sample.with_values(leaves(sample.values))))
    if any(node_of(result) is not None for result in results):
        raise Broken(f"{sample.op.name} is flat and yet recorded\n  for {sample}")
    values = outputs(sample, sample.values)
    must_be_finite(values)
    if able and values:
        (t,) = directions(sample, sample.values)
        slope = numerical(sample, lambda point: outputs(sample, point), sample.values, t)
        same("the derivative of a flat op", sample, slope, [np.zeros(np.shape(part)) for part in slope], TOLERANCE)
