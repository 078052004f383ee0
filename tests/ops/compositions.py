"""The laws of derivatives for functions composed of ops, on samples written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.graph.domain import REAL
from autograd.tensor import Tensor
from tests.laws.engine import leaves, parts, plain
from tests.laws.runner import DERIVATIVES
from tests.strategies import Sample, is_floating


class Composition:
    """A function of arrays, dressed as the op that a sample calls."""

    static: dict[str, Any] = {}  # noqa: RUF012
    variadic = False
    analytic = True
    infix = None
    domain = (REAL,)

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.numpy = (function,)  # with plain arrays it is NumPy's own
        self.name = getattr(function, "__name__", "composition")

    def __call__(self, *operands: Any) -> Any:
        return self.function(*operands)


def values(*shapes: tuple[int, ...], seed: int = 0) -> list[Any]:
    """Return arrays of different numbers, none of them near another."""
    count = sum(int(np.prod(shape)) for shape in shapes)
    numbers = np.random.default_rng(seed).permutation(np.linspace(-2, 2, count + 1)[1:])
    arrays = []
    for shape in shapes:
        size = int(np.prod(shape))
        arrays.append(numbers[:size].reshape(shape)[()])
        numbers = numbers[size:]
    return arrays


def single(value: Any) -> Any:
    """Return a payload in single precision."""
    return np.asarray(value, np.float32)[()]


def same_value(function: Callable[..., Any], operands: list[Any]) -> None:
    """Assert that a function of NumPy's gives tracked tensors of the same values, shapes and dtypes."""
    expected, got = function(*operands), function(*leaves(operands))
    assert len(parts(expected)) == len(parts(got))
    assert not isinstance(expected, (list, tuple)) or type(got) is type(expected)
    for mine, numpys in zip(parts(got), parts(expected), strict=True):
        assert isinstance(mine, Tensor) and mine.requires_grad
        assert mine.dtype == np.asarray(numpys).dtype
        np.testing.assert_array_equal(plain(mine), numpys, strict=isinstance(numpys, np.ndarray) and numpys.ndim > 0)


def obeys_the_laws(function: Callable[..., Any], *operands: Any) -> None:
    """Assert NumPy's value, and every law of derivatives, for real, complex, float32 and strided operands."""
    given = [np.asarray(operand)[()] for operand in operands]
    twisted = [a + 1j * np.cos(3 * a) for a in given]
    strided = [np.repeat(a, 2, axis=-1)[..., ::2] if np.ndim(a) else a for a in given]
    for version in (given, [single(a) for a in given], twisted, strided):
        same_value(function, version)
        tracked = tuple(k for k, operand in enumerate(version) if is_floating(operand))
        sample = Sample(Composition(function), tuple(version), {}, tracked, seed=1)  # type: ignore[arg-type]
        for law in DERIVATIVES.values():
            if version[0].dtype != np.float32 or law is DERIVATIVES["float32_stays"]:
                law(sample)
