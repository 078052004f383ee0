"""linalg, signal, integrate, misc."""

import numpy as np
import pytest

pytest.importorskip("scipy")

import scipy.linalg
import scipy.signal

from autograd import grad, gradcheck, jacfwd
from autograd.scipy import integrate, linalg, misc, signal, special

A = np.array([[3.0, 0.5, 0.1], [-0.4, 2.0, 0.3], [0.2, 0.1, 1.5]])
W = np.arange(1.0, 10.0).reshape(3, 3)


def test_functions_of_a_matrix():
    assert np.allclose(linalg.sqrtm(A) @ linalg.sqrtm(A), A)
    assert np.allclose(linalg.expm(A), scipy.linalg.expm(A))
    assert gradcheck(lambda a: np.sum(W * linalg.sqrtm(a)), A)
    assert gradcheck(lambda a: np.sum(W * linalg.expm(a)), A / 3)
    assert gradcheck(lambda a, b, q: np.sum(W * linalg.solve_sylvester(a, b, q)), A, A + 0.3, W)


@pytest.mark.parametrize("trans", [0, 1, "T", "N"])
@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("unit_diagonal", [False, True])
@pytest.mark.parametrize("b", [np.array([1.0, 2.0, 3.0]), W])
def test_solve_triangular(trans, lower, unit_diagonal, b):
    how = {"trans": trans, "lower": lower, "unit_diagonal": unit_diagonal}
    assert np.allclose(linalg.solve_triangular(A, b, **how), scipy.linalg.solve_triangular(A, b, **how))
    assert gradcheck(lambda a, b: np.sum(linalg.solve_triangular(a, b, **how) ** 2), A, b)


@pytest.mark.parametrize("mode", ["full", "valid", "same"])
def test_convolve(mode):
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(5, 4)), rng.normal(size=(3, 2))
    assert np.allclose(signal.convolve(a, b, mode=mode), scipy.signal.convolve(a, b, mode=mode))
    assert np.allclose(signal.convolve(b[:, 0], a[:, 0], mode=mode), scipy.signal.convolve(b[:, 0], a[:, 0], mode=mode))
    assert gradcheck(lambda a, b: np.sum(signal.convolve(a, b, mode=mode) ** 2), a, b)


def test_convolve_over_some_axes():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 3, 5, 6)), rng.normal(size=(3, 4, 2, 2))
    out = signal.convolve(a, b, axes=([2, 3], [2, 3]), dot_axes=([1], [0]), mode="valid")
    expected = sum(scipy.signal.convolve(a[1, k], b[k, 2], mode="valid") for k in range(3))
    assert out.shape == (2, 4, 4, 5) and np.allclose(out[1, 2], expected)
    with pytest.raises(ValueError, match="modes"):
        signal.convolve(a, b, mode="round")


def test_odeint_in_everything():
    def right(y, t, k, c):
        return -k * y * y + c * np.sin(t)

    def total(y0, t, k, c):
        return np.sum(integrate.odeint(right, y0, t, (k, c), rtol=1e-11, atol=1e-11) ** 2)

    assert gradcheck(total, np.array([1.0, 2.0]), np.array([0.1, 0.5, 1.0]), 0.7, np.array([1.0, 0.3]))


def test_odeint_with_a_closed_form():
    def end(k):
        return integrate.odeint(lambda y, t, k: -k * y, np.array([2.0]), np.array([0.0, 1.5]), (k,), rtol=1e-10)[-1, 0]

    assert grad(end)(0.4) == pytest.approx(-3.0 * np.exp(-0.6), rel=1e-7)
    assert grad(grad(end))(0.4) == pytest.approx(4.5 * np.exp(-0.6), rel=1e-6)
    assert jacfwd(end)(0.4) == pytest.approx(-3.0 * np.exp(-0.6), rel=1e-7)


def test_misc():
    assert misc.logsumexp is special.logsumexp
