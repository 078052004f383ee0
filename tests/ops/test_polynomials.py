"""Polynomials: values by hand, np.poly1d, roots, least squares, errors."""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, grad, gradcheck, hessian, jacobian
from autograd.errors import LostGraphError, NoRuleError
from tests.ops.compositions import obeys_the_laws, values


def test_evaluation():
    assert grad(lambda x: np.polyval([1.0, 0.0, 2.0], x))(3.0) == 6
    assert grad(lambda p: np.polyval(p, 3.0))(np.array([1.0, 0.0, 2.0])).tolist() == [9, 3, 1]


def test_products_and_quotients():
    """(x + 2)(x + 3) = x^2 + 5 x + 6."""
    a, b = np.array([1.0, 2.0]), np.array([1.0, 3.0])
    assert jacobian(lambda a: anp.polymul(a, b))(a).tolist() == [[1, 0], [3, 1], [0, 3]]
    quotient, rest = np.polydiv(Tensor([1.0, 5.0, 6.0]), b)
    assert quotient.data.tolist() == [1, 2] and rest.data.tolist() == [0]
    assert jacobian(lambda u: np.polydiv(u, b)[0])(np.array([1.0, 5.0, 6.0])).tolist() == [[1, 0, 0], [-3, 1, 0]]
    assert jacobian(lambda u: np.polydiv(u, b)[1])(np.array([1.0, 5.0, 6.0])).tolist() == [[9, -3, 1]]


def test_leading_zeros_are_cut_off():
    assert np.polymul(Tensor([0.0, 1.0]), [1.0, 3.0]).data.tolist() == [1, 3]
    assert grad(lambda a: np.polymul(a, [1.0, 3.0]).sum())(np.array([0.0, 1.0])).tolist() == [0, 4]
    assert np.polymul(Tensor([0.0]), [1.0, 3.0]).data.tolist() == np.polymul([0.0], [1.0, 3.0]).tolist()
    assert np.trim_zeros(Tensor([0.0, 1.0, 0.0]), "b").data.tolist() == [0, 1]
    assert np.trim_zeros(Tensor([0.0, 0.0])).shape == (0,)


def test_poly1d_of_a_tensor():
    def f(c):
        p = np.poly1d(c)
        return ((p * p + 1).deriv() - p.integ())(2.0)

    c = np.array([1.0, -2.0, 3.0])
    assert f(Tensor(c)).data == pytest.approx(f(c))
    assert gradcheck(f, c)
    p = np.poly1d(Tensor(c))
    assert (p(p)).coeffs.data.tolist() == np.poly1d(c)(np.poly1d(c)).coeffs.tolist()
    np.testing.assert_allclose(p.r.data, np.roots(c))
    assert np.polyval(p, Tensor(2.0)).data == np.poly1d(c)(2.0)
    with pytest.raises(LostGraphError):
        p / p
    assert np.polydiv(p.coeffs, p.coeffs)[0].data.tolist() == [1]
    assert isinstance(np.polyadd(np.poly1d([1.0]), Tensor([1.0, 2.0])), np.poly1d)


def test_roots():
    """r = 1, 2 of x^2 - 3 x + 2: dr = -dp(r) / (2 r - 3)."""
    p = np.array([1.0, -3.0, 2.0])
    assert np.roots(Tensor(p)).data.tolist() == [2, 1]
    np.testing.assert_allclose(jacobian(np.roots)(p), [[-4, -2, -1], [1, 1, 1]], rtol=1e-14)
    product = hessian(lambda p: np.prod(np.roots(p)))(p)  # p_2 / p_0
    np.testing.assert_allclose(product, [[4, 0, -1], [0, 0, 0], [-1, 0, 0]], atol=1e-12)


def test_roots_of_real_polynomials_may_be_complex():
    """The sum of |r|^2 over a pair of conjugate roots is 2 p_2 / p_0."""
    found = grad(lambda p: np.sum(np.abs(np.roots(p)) ** 2))(np.array([1.0, 0.0, 4.0]))
    np.testing.assert_allclose(found, [-8, 0, 2], atol=1e-14)


def test_roots_with_zeros_at_the_ends():
    """0 is a simple root, which the last coefficient moves; a leading zero would bring another root from infinity."""
    p = np.array([0.0, 1.0, -1.0, 0.0])
    found = jacobian(np.roots)(p)
    np.testing.assert_allclose(found, [[-1, -1, -1, -1], [0, 0, 0, 1]], atol=1e-14)
    assert np.roots(Tensor([5.0])).shape == (0,)
    assert not np.any(np.isfinite(grad(lambda p: np.sum(np.roots(p)))(np.array([1.0, -2.0, 1.0]))))


def test_poly_is_the_inverse_of_roots():
    p = np.array([1.0, -2.5, 0.5, 3.0])
    np.testing.assert_allclose(jacobian(lambda p: np.poly(np.roots(p)) * p[0])(p), np.eye(4), atol=1e-12)
    assert np.poly(Tensor(np.zeros(0))) == 1.0
    for wrong in (np.ones((2, 3)), np.ones((1, 1, 1))):
        with pytest.raises(ValueError, match="1d or non-empty square 2d"):
            np.poly(Tensor(wrong))


def test_vander():
    assert np.vander(Tensor([2.0]), 3).data.tolist() == [[4, 2, 1]]
    assert np.vander(Tensor([2.0, 3.0]), 0).shape == (2, 0)
    assert grad(lambda x: np.vander(x, 4).sum())(np.array([0.0, 2.0])).tolist() == [1, 17]
    with pytest.raises(ValueError, match="one-dimensional"):
        np.vander(Tensor([[1.0]]))


# ---- least squares -------------------------------------------------------------------------------------------


def test_a_line_by_hand():
    """Through (0, y_0) and (2, y_1): the slope is half of their difference."""
    found = jacobian(lambda y: np.polyfit([0.0, 2.0], y, 1))(np.array([1.0, 5.0]))
    np.testing.assert_allclose(found, [[-0.5, 0.5], [1, 0]], atol=1e-15)
    found = grad(lambda x: anp.polyfit(x, [1.0, 5.0], 1)[0])(np.array([0.0, 2.0]))
    np.testing.assert_allclose(found, [1, -1], rtol=1e-14)  # the slope is 4 / (x_1 - x_0)


@pytest.mark.parametrize("cov", [True, "unscaled"])
def test_the_covariance_matrix(cov):
    def fit(x, y, w):
        return np.polyfit(x, y, 2, w=w, cov=cov)

    x, y, w = values((6,), (6,), (6,))
    w = 1.5 + w / 2
    for mine, numpys in zip(fit(*map(Tensor, (x, y, w))), fit(x, y, w), strict=True):
        np.testing.assert_allclose(mine.data, numpys, rtol=1e-10)
    assert gradcheck(lambda x, y, w: np.sum(np.sin(fit(x, y, w)[1])), x, y, w)
    pair = np.stack([y, y * y], 1)
    for mine, numpys in zip(fit(x, Tensor(pair), w), fit(x, pair, w), strict=True):
        np.testing.assert_allclose(mine.data, numpys, rtol=1e-10)


def test_polyfit_obeys_the_laws():
    obeys = values((5,), (5,), seed=3)
    x, y = Tensor(obeys[0]), obeys[1]
    np.testing.assert_allclose(np.polyfit(x, y, 3).data, np.polyfit(x.data, y, 3), rtol=1e-12)
    z = x.data * (1 + 0.3j)
    np.testing.assert_allclose(np.polyfit(Tensor(z), y * 1j, 2).data, np.polyfit(z, y * 1j, 2), rtol=1e-12)


def test_what_polyfit_refuses():
    x, y = Tensor([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 3.0])
    with pytest.raises(NoRuleError, match="does not support the keyword 'full'"):
        np.polyfit(x, y, 1, full=True)
    with pytest.raises(NoRuleError, match="keyword 'cov' for complex x or w"):
        np.polyfit(x * 1j, y, 1, cov=True)
    with pytest.raises(ValueError, match=r"2 coefficients is not unique: its matrix has rank 1\. Lower deg"):
        np.polyfit([1.0, 1.0, 1.0], x, 1)
    with pytest.raises(ValueError, match="not unique"):
        np.polyfit(x, y, 1, rcond=0.9)
    with pytest.raises(ValueError, match="must exceed order"):
        np.polyfit(x, y, 2, cov=True)
    with pytest.raises(ValueError, match="deg >= 0"):
        np.polyfit(x, y, -1)
    with pytest.raises(TypeError, match="same length"):
        np.polyfit(x, y[:2], 1)
    for m, function in ((-1, np.polyder), (-1, np.polyint)):
        with pytest.raises(ValueError, match="must be positive"):
            function(x, m)
    with pytest.raises(ValueError, match="k must be a scalar"):
        np.polyint(x, 3, k=[1.0, 2.0])


def test_sums_of_polynomials_obey_the_laws():
    obeys_the_laws(lambda a, b: np.polysub(np.polyadd(a, b), np.polymul(a, b)), *values((3,), (2,)))
