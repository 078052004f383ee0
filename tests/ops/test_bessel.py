"""np.i0 and its derivatives: tables, small and large arguments, every order at 0."""

import numpy as np
import pytest

from autograd import Tensor, grad
from autograd.errors import NoRuleError
from autograd.ops.bessel import bessel_i

special = pytest.importorskip("scipy.special")


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_functions_are_scipys(n):
    x = np.array([-700.0, -30.0, -1.0, 0.0, 0.1, 2.5, 8.0, 100.0, 700.0])
    np.testing.assert_allclose(bessel_i(x, n=n), special.iv(n, x), rtol=3e-14, atol=1e-15)
    assert bessel_i(np.float32(1.0), n=n).dtype == np.float32


def test_the_slope_is_exact_for_small_arguments():
    x = np.array([1e-300, 1e-20, 1e-8, -1e-3])
    np.testing.assert_allclose(grad(lambda x: np.sum(np.i0(x)))(x), special.i1(x), rtol=1e-14)


def test_every_derivative_at_0():
    """1 + x^2 / 4 + x^4 / 64 + ...: 0, 1/2, 0, 3/8."""
    f, found = np.i0, []
    for _ in range(4):
        f = grad(f)
        found.append(f(0.0))
    np.testing.assert_allclose(found, [0, 1 / 2, 0, 3 / 8], atol=1e-15)


def test_errors():
    with pytest.raises(TypeError, match="i0 not supported for complex values"):
        np.i0(Tensor([1j]))
    with pytest.raises((NoRuleError, TypeError)):
        np.i0(Tensor([1.0]), out=np.zeros(1))
