"""Fourier transforms: values by hand, what is refused, and what they are used for."""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, grad, hessian, jvp
from autograd.errors import NoRuleError
from autograd.graph.op import IMPLEMENTATIONS, Op

TRANSFORMS = [name for name in np.fft.__all__ if name not in ("fftfreq", "rfftfreq")]


def test_every_function_has_an_op():
    assert len(TRANSFORMS) == 16
    assert all(isinstance(IMPLEMENTATIONS[getattr(np.fft, name)], Op) for name in TRANSFORMS)
    assert all(getattr(anp.fft, name) is IMPLEMENTATIONS[getattr(np.fft, name)] for name in TRANSFORMS)
    for ours, theirs in ((anp.fft.fftfreq, np.fft.fftfreq), (anp.fft.rfftfreq, np.fft.rfftfreq)):
        np.testing.assert_array_equal(ours(5, 0.1), theirs(5, 0.1))


def test_values_by_hand():
    """d/dx of Re sum_k w_k sum_j x_j exp(-2 pi i j k / 4), the transform of the weights."""
    w = np.array([1.0, 2.0, 3.0, 4.0])
    assert grad(lambda x: np.sum(w * np.fft.fft(x).real))(np.zeros(4)).tolist() == [10, -2, -2, -2]
    assert grad(lambda x: np.sum(w[:3] * np.fft.rfft(x).real))(np.zeros(4)).tolist() == [6, -2, 2, -2]
    assert grad(lambda x: np.sum(w[:3] * np.fft.rfft(x).imag))(np.zeros(4)).tolist() == [0, -2, 0, 2]


def test_the_frequencies_that_stand_for_two():
    """y_j = (a_0 + 2 Re(a_1 i^j) + (-1)^j a_2) / 4: at 0 and at the highest frequency the real part alone counts."""
    got = grad(lambda a: np.fft.irfft(a)[1])(np.array([1.0 + 0j, 1j, 2.0]))
    assert got.tolist() == [0.25, 0.5j, -0.25]
    got = grad(lambda a: np.fft.hfft(a)[1])(np.array([1.0 + 0j, 1j, 2.0]))
    assert got.tolist() == [1, -2j, -1]


def test_the_gradient_at_a_complex_point_is_dx_minus_i_dy():
    z = np.array([1.0 + 2j, -1j, 0.5])
    got = grad(lambda z: np.sum(np.abs(np.fft.fft(z)) ** 2))(z)
    np.testing.assert_allclose(got, 3 * 2 * np.conj(z), atol=1e-14)  # Parseval


def test_cutting_and_filling():
    x = np.arange(5.0)
    assert grad(lambda x: np.fft.fft(x, 3)[0].real)(x).tolist() == [1, 1, 1, 0, 0]
    assert grad(lambda x: np.fft.fft(x, 9)[0].real)(x).tolist() == [1] * 5
    assert grad(lambda x: np.fft.rfft2(np.outer(x, x), s=(2, 3))[0, 0].real)(x).tolist() == [4, 4, 1, 0, 0]


@pytest.mark.parametrize("name", TRANSFORMS[:14])
def test_out_takes_tensors_for_tensors_and_arrays_for_arrays(name):
    function, x = getattr(np.fft, name), np.ones((4, 4))
    result = function(x)
    out = np.empty_like(result)
    for ours in (function, getattr(anp.fft, name)):
        with pytest.raises(NoRuleError, match=rf"np\.fft\.{name}: the keyword 'out' was given a plain array"):
            ours(Tensor(x), out=out)
        holder = Tensor(np.zeros_like(result)) * 1
        assert ours(Tensor(x), out=holder) is holder
        np.testing.assert_array_equal(holder.data, result)
    if function(x, out=out) is out:  # some of NumPy's do not hand it on
        assert getattr(anp.fft, name)(x, out=out) is out
    assert np.allclose(getattr(anp.fft, name)(x), result)


def test_errors_are_numpys():
    x = Tensor(np.ones(3))
    for call, message in (
        (lambda: np.fft.fft(x, norm="no"), "Invalid norm value no"),
        (lambda: np.fft.fft(x, 0), "Invalid number of FFT data points"),
        (lambda: np.fft.fftn(x, (2, 2), (0,)), "Shape and axes have different lengths"),
    ):
        with pytest.raises(ValueError, match=message):
            call()
    with pytest.raises(TypeError, match="rfft"):
        np.fft.rfft(x * 1j)


def test_single_precision():
    x = Tensor(np.ones(4, np.float32))
    y = np.fft.irfft(np.fft.rfft(x) * np.float32(2))
    y.sum().backward()
    assert y.dtype == np.float32 and x.grad.dtype == np.float32 and x.grad.tolist() == [2, 2, 2, 2]


def test_filtering_is_convolution():
    """The same circular convolution, by the theorem and by hand: gradient, tangent and Hessian."""
    rng = np.random.default_rng(0)
    signal, kernel = rng.normal(size=8), rng.normal(size=8)
    circle = np.array([[signal[(i - j) % 8] for j in range(8)] for i in range(8)])

    def by_theorem(k):
        return np.sum(np.fft.irfft(np.fft.rfft(signal) * np.fft.rfft(k), 8) ** 3)

    def by_hand(k):
        return np.sum((circle @ k) ** 3)

    np.testing.assert_allclose(grad(by_theorem)(kernel), grad(by_hand)(kernel), rtol=1e-12)
    np.testing.assert_allclose(hessian(by_theorem)(kernel), hessian(by_hand)(kernel), rtol=1e-10)
    t = rng.normal(size=8)
    np.testing.assert_allclose(jvp(by_theorem, (kernel,), (t,)), jvp(by_hand, (kernel,), (t,)), rtol=1e-12)
