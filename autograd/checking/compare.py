"""gradcheck: compare a function's gradient, in both modes, with numerical derivatives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from autograd.checking.numeric import FIRST_STEP, TINY, Slopes, one_sided
from autograd.checking.problem import Direction, Problem, like
from autograd.checking.report import SHOWN, Finding, GradientReport
from autograd.errors import InputTypeError
from autograd.graph.modes import enable_grad

EPS = float(np.finfo(float).eps)
MANY = 400  # entries; more are checked along random directions
FEW = 64  # entries up to which the forward mode, too, is checked for each of them
DIRECTIONS = 8  # for each array and for all together, when there are many entries
LADDER = [FIRST_STEP * 2.0**-k for k in (-3, 0, 3, 6, 9, 12)]  # steps tried before a gradient is blamed
SHORT = [2.0**-k for k in (3, 6, 9, 12)]  # the same for numbers close to 0, as parts of the way to 0
NEARBY = 2.0**-20  # relative: how far away the gradient is looked at again, for its rounding errors
ROUNDED = 0.5  # of a function: its gradient has rounding errors like a number of that size, even where it is 0
LEAST = 1e-5  # of an array's largest derivative: what is smaller is judged as if it were that large
MODES = {"rev": "reverse mode", "reverse": "reverse mode", "fwd": "forward mode", "forward": "forward mode"}


class Probe(NamedTuple):
    """One direction to check along: `group` is the array it belongs to (-1: all), the scale of its errors."""

    where: str
    group: int
    direction: Direction


def gradcheck(
    function: Callable[..., Any],
    *args: Any,
    order: int = 1,
    modes: Sequence[str] = ("rev", "fwd"),
    rtol: float = 1e-7,
    seed: int = 0,
    directions: int | None = None,
) -> GradientReport:
    """Compare the derivatives of a function with numerical ones, at one point.

    Numerical derivatives are central (5-point) differences in float64; where every recorded op is analytic
    and all numbers are real, the complex step, which is exact to rounding. A derivative that disagrees is
    looked at again with other step sizes before it is called wrong, so that a kink (the corner of `abs`
    at 0) or noise is not blamed on the gradient.

    Args:
        function: of the arguments below; returns a number, an array, or a container of them. Several numbers
            are summed with random weights.
        args: floats, floating or complex arrays, Tensors, modules, or containers of them, of any shape. Those
            in float32 are checked in float64, which the report says.
        order: 2 checks the derivatives of the gradient as well, and so on.
        modes: "rev" and "fwd".
        rtol: the relative error allowed in every single derivative; of one below 1e-5 of the largest of the same
            array, relative to that. What differences cannot resolve is not held against the gradient.
        seed: draws the weights and directions.
        directions: check along so many random directions in each array, and in all together, instead of every
            entry. By default that is done, with 8 of them, when there are more than 400 entries. Every second one
            gives each entry the same share, so that a wrong entry shows also where its derivative is small.

    Returns:
        A report: true when all is right; `print` it; `report.raise_if_bad()`; `report.relative_error`.

    Raises:
        InputTypeError: an argument holds integers, or the result is not in double precision.

    >>> from autograd import Tensor
    >>> import numpy as np
    >>> report = gradcheck(lambda x: (x * np.sin(x)).sum(), np.array([0.5, 1.0, 2.0]))
    >>> bool(report), report.relative_error < 1e-10
    (True, True)
    """
    unknown = [mode for mode in modes if mode not in MODES]
    if unknown or not modes or isinstance(modes, str):
        raise InputTypeError(f'modes is a tuple of "rev" and "fwd"; got {modes!r}.')
    if order < 1:
        raise InputTypeError(f"order is 1 or more; got {order!r}.")
    report = GradientReport(rtol)
    chosen = tuple(dict.fromkeys(MODES[mode] for mode in modes))
    least = 0.0
    with enable_grad():  # the question is the derivative, also within a surrounding no_grad()
        for depth in range(1, order + 1):
            problem = Problem(function, args, depth, seed)
            report.problem = obstacle(problem)
            if report.problem:
                break
            comparison = Comparison(problem, report, chosen, directions, seed, least)
            comparison.run()
            least = comparison.size * ROUNDED
    return report


def obstacle(problem: Problem) -> str:
    """Say what makes a check impossible, if anything does."""
    first, second = (problem.total(problem.values) for _ in range(2))
    if first != second and not (np.isnan(first) and np.isnan(second)):
        return (
            f"the function is not deterministic: twice at the same point it gave {first!r} and {second!r}. "
            "Draw its random numbers outside, or from a generator that it seeds itself."
        )
    if not np.isfinite(first):
        return f"the function is {first} at this point. Check it where it is finite."
    return ""


class Comparison:
    """One problem's probes, their numerical and analytic derivatives, and what that says."""

    def __init__(
        self,
        problem: Problem,
        report: GradientReport,
        modes: tuple[str, ...],
        directions: int | None,
        seed: int,
        least: float,
    ) -> None:
        self.problem = problem
        self.report = report
        self.modes = modes
        self.rng = np.random.default_rng(seed + 1)
        self.gradient = problem.gradient() if "reverse mode" in modes else []
        self.middle = problem.total(problem.values)
        self.size = max(problem.total(problem.values, np.abs), least)
        self.bent: set[str] = set()  # the probes along which the function may have a kink
        self.stepped = problem.is_analytic() and self.complex_works()
        # of the numbers that differences take the noise of: more than its size where larger ones cancel
        self.scale = self.size if self.stepped else max(self.size, problem.value_scale())
        entries = sum(np.size(x) for x in problem.values)
        if directions is None and entries > MANY:
            directions = DIRECTIONS
        self.directions = directions
        self.probes = list(self.entries() if directions is None else self.random(directions))
        self.forward = list(self.random(2)) if directions is None and entries > FEW else self.probes

    def run(self) -> None:
        """Compare, and write what was found into the report."""
        for mode in self.modes:
            probes = self.probes if mode == "reverse mode" else self.forward
            pairs = [(self.analytic(probe.direction, mode), self.numerical(probe)) for probe in probes]
            scales: dict[int, float] = {}
            for probe, (a, n) in zip(probes, pairs, strict=True):
                found = [abs(value) for value in (a, n) if np.isfinite(value)]
                scales[probe.group] = max(scales.get(probe.group, 0.0), *found, 0.0)
            for probe, (a, n) in zip(probes, pairs, strict=True):
                self.judge(probe, mode, a, n, scales[probe.group])
        self.describe()

    # ---- derivatives -----------------------------------------------------------------------------------

    def analytic(self, direction: Direction, mode: str) -> float:
        """Return the derivative along a direction by automatic differentiation."""
        if mode == "forward mode":
            return self.problem.tangent(direction)
        with np.errstate(all="ignore"):
            # 0 where nothing moves, even if the gradient there is infinite
            return float(sum(np.sum(np.where(t == 0, 0, np.real(self.gradient[k] * t))) for k, t in direction.items()))

    def numerical(self, probe: Probe) -> float:
        """Return the numerical derivative along a direction, and remember where it looks like a kink."""
        if self.stepped:
            return self.problem.total(self.problem.moved(probe.direction, TINY * 1j), np.imag) / TINY
        step = FIRST_STEP * self.reach(probe.direction)
        f = self.problem.along(probe.direction)
        far, near = (f(-step), f(step)), (f(-step / 2), f(step / 2))
        bends = [abs(right + left - 2 * self.middle) / h for (left, right), h in ((far, step), (near, step / 2))]
        if bends[1] > 0.75 * bends[0] and bends[1] > self.noise(step):  # it halves where the function is smooth
            self.bent.add(probe.where)
        return five_point(far, near, step)

    def differences(self, direction: Direction, step: float) -> float:
        """Return the 5-point difference along a direction."""
        f = self.problem.along(direction)
        return five_point((f(-step), f(step)), (f(-step / 2), f(step / 2)), step)

    def reach(self, direction: Direction) -> float:
        """Return how much larger than 1 the numbers are that move: steps grow with them."""
        return max([1.0, *(float(np.max(np.abs(x))) for x, _ in self.moving(direction))])

    def near(self, direction: Direction) -> float:
        """Return how far the first number is from 0 along a direction, of those that are not 0: where 1 / x ends."""
        ways = (np.abs(x[x != 0] / t[x != 0]) for x, t in self.moving(direction))
        return min((float(np.min(way)) for way in ways if way.size), default=np.inf)

    def moving(self, direction: Direction) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the numbers that a direction moves, and how fast."""
        for k, t in direction.items():
            x, t = np.asarray(self.problem.values[k]), np.asarray(t)
            if np.any(t != 0):
                yield x[t != 0], t[t != 0]

    def noise(self, step: float) -> float:
        """Return the rounding error to expect of a difference."""
        return 20 * EPS * self.scale / step

    @cached_property
    def rounding(self) -> float:
        """Return the error that the rounding of the inputs makes in the gradient: 20 times how much it may move it.

        Where terms cancel (the cofactors of a singular matrix) it is more than the gradient itself, and differences
        of the function may be exactly 0. An input that is 0 has no rounding error. No fault hides behind this unless
        the gradient changes 1e7 times as fast as its inputs (relatively), or jumps: by a jump J, 5e-9 J are excused.
        """
        rng = np.random.default_rng(0)
        near = [(x * (1 + NEARBY * rng.uniform(-1, 1, np.shape(x))))[()] for x in self.problem.values]
        with np.errstate(all="ignore"):
            pairs = zip(self.problem.gradient(), self.problem.gradient(near), strict=True)
            moved = float(np.sqrt(sum(np.sum(np.abs(here - there) ** 2) for here, there in pairs)))
        return 20 * EPS * moved / NEARBY if np.isfinite(moved) else 0.0

    @cached_property
    def scales(self) -> list[Any]:
        """Return how many times eps the rounding errors of each entry of the gradient are."""
        return self.problem.gradient_scale()

    def blur(self, direction: Direction) -> float:
        """Return the rounding error to expect of a derivative, where contributions cancel or inputs are rounded."""
        own = sum(float(np.sum(np.abs(t) * self.scales[k])) for k, t in direction.items())
        return max(self.rounding, 20 * EPS * own)

    def complex_works(self) -> bool:
        """Tell whether the function can be run on complex numbers at all."""
        try:
            moved = [x + 0j for x in self.problem.values]
            return bool(np.isfinite(self.problem.total(moved, np.imag)))
        except Exception:  # whatever it is: the differences do without
            return False

    # ---- judgement ---------------------------------------------------------------------------------------

    def judge(self, probe: Probe, mode: str, a: float, n: float, scale: float) -> None:
        """Compare one derivative; look closer before calling it wrong."""
        step = 1.0 if self.stepped else FIRST_STEP * self.reach(probe.direction)
        error = self.relative(a, n, LEAST * scale, self.noise(step))
        kind, slopes, resolution = "", None, self.noise(step)
        if not error <= self.report.tolerance and abs(a - n) <= self.blur(probe.direction):
            resolution = self.blur(probe.direction)
            error = self.relative(a, n, LEAST * scale, resolution)
        if probe.where in self.bent or not error <= self.report.tolerance:
            kind, n, error, slopes = self.closer(probe, a, n, scale, error)
        if kind == "wrong" and abs(a - n) <= self.blur(probe.direction):
            kind, resolution = "", self.blur(probe.direction)
            error = self.relative(a, n, scale, resolution)
        if not kind:  # what is shown: one number for the whole array when right, the derivative's own when wrong
            error = min(error, self.relative(a, n, scale, resolution))
        if kind == "wrong":
            error = self.relative(a, n, 0.0, 0.0)
        if kind in ("", "wrong"):
            self.report.judged += 1
            if self.report.worst is None or error > self.report.relative_error:
                self.report.worst = (a, n)
            self.report.relative_error = max(self.report.relative_error, error)
        if kind:
            mode += f", order {self.problem.order}" if self.problem.order > 1 else ""
            self.add(Finding(kind, probe.where, mode, a, n, error, slopes), probe)

    def add(self, finding: Finding, probe: Probe) -> None:
        """Put a finding into the report; of a wrong direction its worst entry, and each entry once."""
        if finding.kind == "wrong" and finding.slopes is None and len(self.report.findings) < SHOWN:
            where, a, n = self.narrowed(probe, finding)
            finding = finding._replace(where=where, analytic=a, numerical=n)
        if all((finding.where, finding.mode) != (other.where, other.mode) for other in self.report.findings):
            self.report.findings.append(finding)

    def kink(self, probe: Probe, a: float) -> tuple[str, Slopes | None]:
        """Compare the slopes left and right: ("kink", both) at a corner, "wrong" for a gradient beyond them."""
        slopes = one_sided(self.problem.along(probe.direction), 2.0**-18 * self.reach(probe.direction), self.scale)
        if not slopes.is_kink:
            return "", None
        low, high = sorted((slopes.left, slopes.right))
        slack = 1e-4 * max(abs(low), abs(high))
        return "kink" if low - slack <= a <= high + slack else "wrong", slopes

    def relative(self, a: float, n: float, floor: float, resolution: float) -> float:
        """Return the error relative to the derivative itself, a floor for it, or what differences can resolve."""
        if not np.isfinite(a) or not np.isfinite(n):
            return np.inf
        least = max(abs(a), abs(n), floor, resolution / self.report.tolerance)
        return abs(a - n) / least if least else 0.0

    def closer(
        self, probe: Probe, a: float, n: float, scale: float, error: float
    ) -> tuple[str, float, float, Slopes | None]:
        """Try other steps, and look for a kink: (kind, numerical derivative, relative error, slopes at it)."""
        reach, near = self.reach(probe.direction), self.near(probe.direction)
        if near < 64 * FIRST_STEP * reach:  # usual steps leave the place where a function like 1 / x is smooth
            value, blur, _ = self.settled(probe.direction, [step * near for step in SHORT])
            if blur <= 1e-5 * abs(value):
                error = self.relative(a, value, LEAST * scale, 2 * blur)
                return "" if error <= self.report.tolerance else "wrong", value, error, None
        if probe.where in self.bent:
            kind, slopes = self.kink(probe, a)
            if kind or error <= self.report.tolerance:
                return kind, n, error, slopes
        value, blur, noise = self.settled(probe.direction, [step * reach for step in LADDER])
        found = self.relative(a, value, LEAST * scale, 2 * blur)
        if found <= self.report.tolerance:
            return "", value, found, None
        kind, slopes = self.kink(probe, a)
        if kind:
            return kind, n, error, slopes
        # steps that disagree by their rounding errors only do settle what is far beyond those
        beyond = blur <= 3 * noise and abs(a - value) > 10 * blur
        if not beyond and not blur <= 1e-5 * max(scale, self.noise(LADDER[-1] * reach)):
            return "unsettled", n, error, None
        return "wrong", value, found, None

    def settled(self, direction: Direction, steps: Sequence[float]) -> tuple[float, float, float]:
        """Return the difference that the step sizes agree about best, whatever the gradient is, its blur, and noise.

        The blur is how far the neighbouring steps are from it (of the finer one an eighth: its rounding errors
        are eight times as large), and the rounding errors to expect: the noise.
        """
        values = [self.differences(direction, step) for step in steps]
        gaps = [abs(p - q) for p, q in pairwise(values)]
        blurs = [
            max(gap, finer / 8) + self.noise(step)
            for gap, finer, step in zip(gaps, [*gaps[1:], 0.0], steps[1:], strict=True)
        ]
        blurs = [blur if np.isfinite(blur) else np.inf for blur in blurs]
        best = int(np.argmin(blurs))
        return values[best + 1], blurs[best], self.noise(steps[best + 1])

    def narrowed(self, probe: Probe, finding: Finding) -> tuple[str, float, float]:
        """Halve a wrong direction until one entry is left, following the larger error: (where, both derivatives)."""
        direction = {k: np.asarray(t) for k, t in probe.direction.items()}
        places = [(k, i) for k, t in direction.items() for i in np.flatnonzero(t)]
        if len(places) <= 1:
            return probe.where, finding.analytic, finding.numerical
        mode = finding.mode.partition(",")[0]
        while len(places) > 1:
            halves = places[: len(places) // 2], places[len(places) // 2 :]
            places = max(halves, key=lambda half: self.gap(restricted(direction, half), mode))
        (k, i) = places[0]
        entry = restricted(direction, places)
        unit = {k: entry[k] / entry[k].reshape(-1)[i]}
        step = FIRST_STEP * self.reach(unit)
        return f"{self.place(k, int(i))}", self.analytic(unit, mode), self.differences(unit, step)

    def gap(self, direction: Direction, mode: str) -> float:
        """Return how far the derivatives along a direction are apart."""
        gap = abs(self.analytic(direction, mode) - self.differences(direction, FIRST_STEP * self.reach(direction)))
        return gap if np.isfinite(gap) else np.inf

    # ---- what is probed ----------------------------------------------------------------------------------

    def place(self, k: int, flat: int) -> str:
        """Name one entry of one input."""
        index = np.unravel_index(flat, np.shape(self.problem.values[k]))
        return f"{self.problem.names[k]}, entry {[int(i) for i in index]}" if index else self.problem.names[k]

    def entries(self) -> Iterator[Probe]:
        """Yield every entry of every input; of a complex one its real and its imaginary part."""
        for k, x in enumerate(self.problem.values):
            parts: dict[str, complex] = {"": 1.0}
            if np.asarray(x).dtype.kind == "c":
                parts = {" (real part)": 1.0, " (imaginary part)": 1j}
            for flat in range(np.size(x)):
                for name, part in parts.items():
                    unit = np.zeros(np.shape(x), np.asarray(x).dtype)
                    unit.reshape(-1)[flat] = part
                    yield Probe(self.place(k, flat) + name, k, {k: unit[()]})

    def random(self, count: int) -> Iterator[Probe]:
        """Yield random directions of length 1 in every input, and in all together.

        Every second one in an input goes farther where the gradient is smaller, so that each entry has the
        same share in the derivative.
        """
        groups = [[k] for k, x in enumerate(self.problem.values) if np.size(x)]
        if len(groups) > 1:
            groups.append([k for (k,) in groups])
        for group in groups:
            name = self.problem.names[group[0]] if len(group) == 1 else "all arguments"
            for turn in range(count):
                drawn = {k: np.asarray(like(self.problem.values[k], self.rng)) for k in group}
                if turn % 2 and len(group) == 1:
                    drawn = {k: t / self.shares(k) for k, t in drawn.items()}
                length = float(np.sqrt(sum(np.sum(np.abs(t) ** 2) for t in drawn.values())))
                direction = {k: (t / length)[()] for k, t in drawn.items()}
                yield Probe(f"{name}, a random direction", group[0] if len(group) == 1 else -1, direction)

    def shares(self, k: int) -> Any:
        """Return the size of each entry of an input's gradient, at least a part of the largest."""
        if not self.gradient:
            return 1.0
        sizes = np.abs(self.gradient[k])
        sizes = np.where(np.isfinite(sizes), sizes, 0)
        return np.maximum(sizes, LEAST * np.max(sizes)) if np.any(sizes) else 1.0

    def describe(self) -> None:
        """Write down what was checked, and how."""
        problem, report = self.problem, self.report
        arrays = f"{len(problem.values)} array{'s' * (len(problem.values) != 1)}"
        total = sum(np.size(x) for x in problem.values)
        if self.directions is None:
            what = f"all {total} entries of {arrays}"
        else:
            what = f"{len(self.probes)} random directions ({self.directions} in each of {arrays} with {total} entries"
            what += ", and in all together)" if len(problem.values) > 1 else ")"
        how = "complex step" if self.stepped else "central differences"
        report.checked.append(f"checked: {what}; {' and '.join(self.modes)}, order {problem.order}; by {how}.")
        if "forward mode" in self.modes and self.forward is not self.probes:
            report.checked.append(f"the forward mode along {len(self.forward)} random directions only.")
        if problem.promoted and problem.order == 1:
            report.checked.append(f"checked in float64, and not in the dtype given: {', '.join(problem.promoted)}.")
        if not problem.is_tracked():
            report.checked.append("the result is not on the graph: for autograd it is a constant.")


def five_point(far: tuple[float, float], near: tuple[float, float], step: float) -> float:
    """Return the 5-point difference of the values (left, right) at a step and at half of it."""
    coarse, fine = (far[1] - far[0]) / (2 * step), (near[1] - near[0]) / step
    return fine + (fine - coarse) / 3


def restricted(direction: Direction, places: Sequence[tuple[int, Any]]) -> Direction:
    """Return a direction with only some of its entries."""
    kept = {k: np.zeros_like(np.asarray(direction[k])) for k, _ in places}
    for k, i in places:
        kept[k].reshape(-1)[i] = np.asarray(direction[k]).reshape(-1)[i]
    return {k: t[()] for k, t in kept.items()}
