"""Samples of an op for the laws: hypothesis draws them from the op's `domain`, `signature` and `cases`.

A sample is one call of an op: operand values, static arguments, which operands are tracked. What is
drawn is the call, its shapes, memory layouts, real or complex, and the values; directions and
cotangents come from the drawn seed. All values of one sample are different grid points, so that there
are no ties; they stay away from the borders and kinks of the domain.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, mutually_broadcastable_shapes

import tests.scipy_ops  # noqa: F401  (declares the ops)
from autograd.graph.domain import Case, Interval
from autograd.graph.op import Op

GRID = 1009  # values of an operand; their distance must exceed the steps of the numerical derivatives
STRIDE = 389
RANGE = 2.0  # how far samples reach where the domain is unbounded
LAYOUTS = ("C", "F", "reversed", "strided")
PYTHON = ("F", "reversed")  # with these, 0-d operands are Python floats, else NumPy scalars


@dataclass(frozen=True)
class Sample:
    """One call of an op."""

    op: Op
    operands: tuple[Any, ...]
    static: Mapping[str, Any]
    tracked: tuple[int, ...]  # positions of the operands to differentiate with respect to
    seed: int
    note: str = ""
    placed: bool = False  # whether the operands are in the domain already

    def call(self, function: Callable[..., Any], operands: Iterable[Any]) -> Any:
        """Call the op, or NumPy's function of the same signature, with these operands.

        A leading keyword that the installed NumPy spells otherwise (reshape's `shape` before 2.1) goes by position.
        """
        static, leading = dict(self.static), []
        for name in self.op.static:
            if name not in static or knows(function, name):
                break
            leading.append(static.pop(name))
        operands = self.in_domain(operands)
        first = (list(operands),) if self.op.variadic else operands
        return function(*first, *leading, **static)

    def in_domain(self, operands: Iterable[Any]) -> list[Any]:
        """Map drawn operands to where the op is defined (`Interval.onto`): the laws hold for the op after that."""
        maps = [None if self.placed else interval_of(self.op, k).onto for k in range(len(self.operands))]
        return [x if onto is None else onto(x) for onto, x in zip(maps, operands, strict=True)]

    def at_place(self) -> Sample:
        """Return the sample with its operands in the domain, for laws that look at the call and not at its slope."""
        return replace(self, operands=tuple(self.in_domain(self.operands)), placed=True)

    def with_values(self, values: Iterable[Any]) -> tuple[Any, ...]:
        """Return the operands with other values of the tracked ones."""
        operands = list(self.operands)
        for position, value in zip(self.tracked, values, strict=True):
            operands[position] = value
        return tuple(operands)

    @property
    def values(self) -> list[Any]:
        """The values of the tracked operands."""
        return [self.operands[position] for position in self.tracked]

    def mapped(self, change: Callable[[Any], Any]) -> Sample:
        """Return the sample with every floating or complex operand changed."""
        return replace(self, operands=tuple(change(a) if is_floating(a) else a for a in self.operands))

    def in_single(self) -> Sample:
        """Return the sample in single precision; Python floats that are constants stay: they promote nothing.

        Among the many operands of a variadic op (einsum, concatenate) they are arrays to NumPy, and do.
        """
        arrays = [k for k, a in enumerate(self.operands) if type(a) is not float]
        weak = not self.op.variadic and (arrays or self.tracked)
        kept = set(range(len(self.operands))) - set(self.tracked) - set(arrays) if weak else set()
        operands = [a if k in kept or not is_floating(a) else single(a) for k, a in enumerate(self.operands)]
        return replace(self, operands=tuple(operands))

    def __repr__(self) -> str:
        parts = [" ".join(repr(operand).split()) for operand in self.operands]
        parts += [f"{key}={value!r}" for key, value in self.static.items()]
        dtypes = ", ".join(f"{np.asarray(a).dtype}{list(np.shape(a))}" for a in self.operands)
        note = f"; {self.note}" if self.note else ""
        return f"{self.op.name}({', '.join(parts)}) of {dtypes}, tracked {self.tracked}, seed {self.seed}{note}"


@cache
def knows(function: Callable[..., Any], keyword: str) -> bool:
    """Tell whether a function takes a keyword; one that does not show its signature is taken to."""
    try:
        parameters = inspect.signature(function).parameters
    except ValueError:
        return True
    return keyword in parameters or any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())


def single(value: Any) -> Any:
    """Return a payload in single precision."""
    array = np.asarray(value)
    return array.astype(np.complex64 if array.dtype.kind == "c" else np.float32)[()]


def is_floating(value: Any) -> bool:
    """Tell whether a payload is floating or complex."""
    return np.asarray(value).dtype.kind in "fc"


# ---- values ------------------------------------------------------------------------------------------


@lru_cache
def grid(interval: Interval) -> np.ndarray:
    """Return points inside the interval, well away from its borders and kinks."""
    low, high = interval.low, interval.high
    if low == -math.inf:
        low = -RANGE if high > -RANGE / 2 else high - 2 * RANGE
    if high == math.inf:
        high = RANGE if low < RANGE / 2 else low + 2 * RANGE
        high += interval.low > -math.inf  # a half-line reaches one further
    margin = min(0.12, (high - low) / 10, (interval.period or 1.0) / 8)
    points = np.linspace(low + margin, high - margin, GRID)
    return np.array([x for x in points if interval.holds(float(x), margin * 0.99)])


@lru_cache
def imaginary() -> np.ndarray:
    """Return imaginary parts: away from 0, where branch cuts lie, and from 1, where arctan has a pole."""
    half = np.linspace(0.2, 0.8, GRID // 2)
    return np.concatenate([-half, half])


def real_values(interval: Interval, numbers: list[int], shape: tuple[int, ...]) -> np.ndarray:
    """Return grid points as an array."""
    points = grid(interval)
    index = np.array(numbers, dtype=int) * len(points) // GRID
    return points[index].reshape(shape)


def laid_out(array: np.ndarray, layout: str) -> Any:
    """Return a read-only array of the same numbers that lies differently in memory; a scalar when 0-d."""
    if array.ndim == 0:
        return array.item() if layout in PYTHON and array.dtype == np.float64 else array[()]
    if layout == "F":
        array = np.asfortranarray(array)
    elif layout == "reversed":
        array = np.ascontiguousarray(array[::-1])[::-1]
    elif layout == "strided":
        wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
        wide[..., ::2] = array
        array = wide[..., ::2]
    else:
        array = np.array(array)
    array.flags.writeable = False  # no rule may write into what it was given
    return array


# ---- calls -------------------------------------------------------------------------------------------

FREE = Case((), note="any shapes")


def calls(op: Op) -> list[Case]:
    """Return the calls to sample: the op's cases, and FREE where any (broadcastable) shapes will do."""
    cases = list(op.cases)
    if not cases or op.signature or (op.kind == "elementwise" and all_plain(cases)):
        cases.append(FREE)
    return cases


def all_plain(cases: Iterable[Case]) -> bool:
    """Tell whether the cases are about shapes only."""
    return not any(case.static or case.fixed for case in cases)


def free_shapes(op: Op) -> st.SearchStrategy[tuple[tuple[int, ...], ...]]:
    """Draw operand shapes for an op without cases, 0-d and size-0 ones among them."""
    if op.signature:
        return mutually_broadcastable_shapes(signature=op.signature, max_dims=1, min_side=0, max_side=3).map(
            lambda shapes: shapes.input_shapes
        )
    if len(op.args) == 1:
        return array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3).map(lambda shape: (shape,))
    return mutually_broadcastable_shapes(num_shapes=len(op.args), max_dims=2, min_side=0, max_side=3).map(
        lambda shapes: shapes.input_shapes
    )


def operand_name(op: Op, position: int) -> Any:
    """Return the key of an operand in `Case.fixed`: its name, or its position for a variadic op."""
    return position if op.variadic else op.args[position]


def interval_of(op: Op, position: int) -> Interval:
    """Return an operand's domain; the operands of a variadic op share one."""
    return op.domain[min(position, len(op.domain) - 1)]


@lru_cache
def number_kind(op: Op) -> str:
    """Return the dtype to sample: "f" when NumPy's function takes floats, else "i", else "M" for dates."""
    if op.rules:
        return "f"
    for kind, value in (("f", 1.0), ("i", 1)):
        try:
            with np.errstate(all="ignore"):
                op.forward(*[np.array(value)] * len(op.args))
        except TypeError:
            continue
        except Exception:  # floats are fine; it is shapes or statics it does not like
            return kind
        return kind
    return "M"


def takes_complex(op: Op, operands: tuple[Any, ...], static: Mapping[str, Any]) -> bool:
    """Tell whether NumPy's function takes these complex operands."""
    try:
        with np.errstate(all="ignore"):
            op.forward(operands, **static) if op.variadic else op.forward(*operands, **static)
    except TypeError:
        return False
    except Exception:  # the sample is refused for another reason; the laws count it
        return True
    return True


@st.composite
def samples(draw: Any, op: Op, case: Case, allow_complex: bool = True) -> Sample:
    """Draw a sample of one call of an op."""
    shapes = draw(free_shapes(op)) if case is FREE else case.shapes
    static = dict(case.static)  # NumPy has the same defaults
    sizes = [math.prod(shape) for shape in shapes]
    numbers = draw(unique_numbers(sum(sizes)))
    layout = draw(st.sampled_from(LAYOUTS))
    seed = draw(st.integers(0, 2**16))
    fixed = {k for k in range(len(shapes)) if operand_name(op, k) in case.fixed}
    free = [k for k in range(len(shapes)) if k not in fixed]
    arrays, start = [], 0
    for k, (shape, size) in enumerate(zip(shapes, sizes, strict=True)):
        chosen, start = numbers[start : start + size], start + size
        if k in fixed:
            arrays.append(case.fixed[operand_name(op, k)])
        elif number_kind(op) != "f":
            small = np.array(chosen, dtype=int).reshape(shape) % 7
            arrays.append(small if number_kind(op) == "i" else small.astype("M8[D]"))
        else:
            arrays.append(real_values(interval_of(op, k), chosen, shape))
    if allow_complex and number_kind(op) == "f" and all(interval_of(op, k).is_complex for k in free):
        which = draw(st.sampled_from([(), tuple(free), *((k,) for k in free if len(free) > 1)]))
        made = tuple(with_imaginary(a, seed) if k in which else a for k, a in enumerate(arrays))
        arrays = list(made) if takes_complex(op, made, static) else arrays
    operands = tuple(a if k in fixed else laid_out(np.asarray(a), layout) for k, a in enumerate(arrays))
    masks = masks_of(op, operands, fixed)
    tracked = draw(st.sampled_from(masks)) if masks else ()
    return Sample(op, operands, static, tracked, seed, case.note)


def unique_numbers(count: int) -> st.SearchStrategy[list[int]]:
    """Draw grid points without ties, where the grid has enough of them.

    The stride (GRID is a prime) scatters hypothesis's simplest sample, 0 1 2 ..., over the whole grid: points side by
    side at its end are the worst for differences.
    """
    drawn = st.lists(st.integers(0, GRID - 1), min_size=count, max_size=count, unique=count < GRID // 8)
    return drawn.map(lambda numbers: [(number * STRIDE + GRID // 3) % GRID for number in numbers])


def with_imaginary(array: np.ndarray, seed: int) -> np.ndarray:
    """Return the array with imaginary parts put to it."""
    return array + 1j * np.random.default_rng(seed).choice(imaginary(), np.shape(array))


def masks_of(op: Op, operands: tuple[Any, ...], fixed: set[int]) -> list[tuple[int, ...]]:
    """Return the choices of tracked operands: all that can be, then each one alone."""
    able = tuple(
        k
        for k, operand in enumerate(operands)
        if k not in fixed and is_floating(operand) and ("operands" if op.variadic else op.args[k]) in op.rules
    )
    if not able:
        return []
    return [able] if len(able) == 1 else [able, *((k,) for k in able)]


def like(value: Any, rng: np.random.Generator) -> Any:
    """Return a random direction (or cotangent) of a payload's shape, dtype and kind."""
    if type(value) is float:
        return float(rng.uniform(-1, 1))
    drawn = rng.uniform(-1, 1, np.shape(value))
    if np.result_type(value).kind == "c":
        drawn = drawn + 1j * rng.uniform(-1, 1, np.shape(value))
    array = np.asarray(drawn, np.result_type(value))
    array.flags.writeable = False
    return array if array.ndim else array[()]
