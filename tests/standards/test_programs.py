"""Programs that know arrays only by the array API standard, as libraries are that take any: on three kinds of arrays.

Each finds its functions by `x.__array_namespace__()`. array_api_strict shows that nothing outside the standard is
used; NumPy and a Tensor must give its numbers, and the Tensor a gradient that finite differences confirm.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd import Tensor, grad, gradcheck, jvp

strict = pytest.importorskip("array_api_strict")
pytestmark = pytest.mark.skipif(not hasattr(np, "__array_namespace_info__"), reason="NumPy older than the standard")

RNG = np.random.default_rng(1)


def softmax(x: Any) -> Any:
    xp = x.__array_namespace__()
    shifted = xp.exp(x - xp.max(x, axis=-1, keepdims=True))
    share = shifted / xp.sum(shifted, axis=-1, keepdims=True)
    return xp.sum(share * xp.astype(xp.reshape(xp.arange(share.shape[-1]), (1, -1)), share.dtype))


def standardise(x: Any) -> Any:
    xp = x.__array_namespace__()
    z = (x - xp.mean(x, axis=0)) / xp.std(x, axis=0, correction=1)
    return xp.linalg.vector_norm(xp.where(z > 0, z, 0.1 * z) ** 3)


def ridge(x: Any) -> Any:
    """The squared error of a ridge regression, its matrix solved."""
    xp = x.__array_namespace__()
    n, d = x.shape
    target = xp.linspace(-1.0, 1.0, n, dtype=x.dtype, device=x.device)
    normal = xp.matrix_transpose(x) @ x + 0.5 * xp.eye(d, dtype=x.dtype, device=x.device)
    weights = xp.linalg.solve(normal, x.T @ target[:, None])
    return xp.vecdot(x @ weights - target[:, None], xp.squeeze(x @ weights, axis=1)[:, None], axis=-2)[0]


def signal(x: Any) -> Any:
    """A smoothed and sorted signal, its spectrum's log power, and a running sum."""
    xp = x.__array_namespace__()
    flat = xp.sort(xp.reshape(x, (-1,)), descending=True)
    smooth = xp.concat([flat[:1], (flat[1:] + flat[:-1]) / 2])
    power = xp.abs(xp.fft.rfft(smooth)) ** 2
    running = xp.cumulative_sum(xp.flip(smooth), include_initial=True)
    return xp.sum(xp.log1p(power)) + xp.max(running) + xp.sum(xp.take(running, xp.argsort(running)[:3], axis=0))


def mixture(x: Any) -> Any:
    """Pairwise distances, a log-sum-exp, and a written diagonal."""
    xp = x.__array_namespace__()
    if not xp.isdtype(x.dtype, "real floating"):
        raise TypeError("real floating-point numbers only")
    differences = xp.expand_dims(x, axis=1) - xp.expand_dims(x, axis=0)
    squares = xp.sum(xp.pow(differences, 2), axis=-1)
    for k in range(x.shape[0]):
        squares[k, k] = xp.finfo(x.dtype).max ** 0.5
    nearest = xp.min(squares, axis=1)
    top = xp.max(-squares, axis=1, keepdims=True)
    sums = xp.log(xp.sum(xp.exp(-squares - top), axis=1)) + xp.squeeze(top, axis=1)
    return xp.mean(sums) + xp.prod(xp.clip(nearest, 0.1, 10.0))


PROGRAMS = [softmax, standardise, ridge, signal, mixture]


def point() -> np.ndarray:
    return RNG.normal(size=(5, 3))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_gives_the_same_on_all_arrays(program):
    x = point()
    want = np.asarray(program(strict.asarray(x)))[()]
    ours = program(Tensor(x))
    assert isinstance(ours, Tensor) and ours.requires_grad and ours.shape == ()
    np.testing.assert_allclose(ours.data, want, rtol=1e-12)
    if program is not signal:  # NumPy's sort has no `descending`
        np.testing.assert_allclose(program(x), want, rtol=1e-12)


@pytest.mark.parametrize("program", PROGRAMS)
def test_its_gradient_is_that_of_finite_differences(program):
    x = point()
    ours = Tensor(x)
    program(ours).backward()
    steps = 1e-6 * np.eye(x.size).reshape(x.size, *x.shape)
    value = lambda a: np.asarray(program(strict.asarray(a)))[()]
    slopes = [(value(x + step) - value(x - step)) / 2e-6 for step in steps]
    np.testing.assert_allclose(ours.grad, np.reshape(slopes, x.shape), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_may_be_given_to_the_transforms(program):
    """Plain arrays have NumPy's namespace outside, and within a transform the tensor's."""
    x, direction = point(), RNG.normal(size=(5, 3))
    gradient = grad(program)(x)
    _, change = jvp(program, (x,), (direction,))
    np.testing.assert_allclose(change, np.sum(gradient * direction), rtol=1e-10)
    gradcheck(program, x).raise_if_bad()


@pytest.mark.parametrize("program", PROGRAMS)
def test_single_precision_stays(program):
    x = Tensor(point().astype(np.float32))
    value = program(x)
    value.backward()
    assert value.dtype == x.grad.dtype == np.float32
