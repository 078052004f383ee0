"""interp, unwrap, piecewise, real_if_close: knots, jumps, ends and errors."""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, grad, hessian, jacobian
from autograd.errors import NoRuleError

XP, FP = np.array([0.0, 1.0, 3.0]), np.array([0.0, 2.0, 0.0])


def test_interp_by_hand():
    """At 2: 2 + slope (2 - 1), with the slope (0 - 2) / (3 - 1) = -1."""
    assert grad(lambda x: np.interp(x, XP, FP))(2.0) == -1
    assert grad(lambda fp: anp.interp(2.0, XP, fp))(FP).tolist() == [0, 0.5, 0.5]
    assert grad(lambda xp: anp.interp(2.0, xp, FP))(XP).tolist() == [0, 0.5, 0.5]
    mixed = hessian(lambda p: np.interp(p[0], XP, p[1:]))(np.array([2.0, *FP]))
    assert mixed[0].tolist() == [0, 0, -0.5, 0.5]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_interp_at_and_outside_the_knots(dtype):
    x = np.array([-1.0, 0.0, 1.0, 3.0, 4.0], dtype)
    slope = grad(lambda x: np.sum(np.interp(x, XP, FP)))(x)
    assert slope.tolist() == [0, 2, -1, -1, 0] and slope.dtype == dtype
    assert grad(lambda x: np.sum(grad(lambda y: np.sum(np.interp(y, XP, FP) ** 2))(x)))(x).tolist() == [0, 8, 2, 2, 0]


def test_interp_with_a_knot_that_comes_twice():
    """The function jumps there: NumPy's value is the second one."""
    x, xp, fp = np.array([0.5, 1.0, 1.5, 2.0]), np.array([0.0, 1.0, 1.0, 2.0, 2.0]), np.array([0.0, 1, 5, 6, 9])
    t = Tensor(x)
    y = np.interp(t, xp, fp)
    y.sum().backward()
    assert y.data.tolist() == np.interp(x, xp, fp).tolist() == [0.5, 5, 5.5, 9] and t.grad.tolist() == [1, 1, 1, 0]


def test_interp_left_and_right():
    left, right = Tensor(5.0), Tensor(7.0)
    y = np.interp(Tensor([-1.0, 2.0, 4.0, 5.0]), XP, FP, left, right)
    y.sum().backward()
    assert y.data.tolist() == [5, 1, 7, 7] and (left.grad, right.grad) == (1, 2)
    z = np.interp(Tensor([-1.0, 2.0]), XP, FP * 1j, left=Tensor(1j))
    assert z.data.tolist() == [1j, 1j]
    assert np.interp(Tensor([1.0, 2.0, 3.0]), [2.0], [5.0], left=-1.0).data.tolist() == [-1, 5, 5]
    assert np.isnan(np.interp(Tensor(np.nan), XP, FP).data)


def test_interp_with_a_period():
    """Knots in any order; between the last and the first one the function goes on."""
    xp, fp, x = np.array([4.5, 1.0, 2.0]), np.array([3.0, 1.0, 2.0]), np.array([0.5, 1.5, -2.2, 3.0])
    t = Tensor(x)
    y = np.interp(t, xp, fp, period=4.0)
    np.testing.assert_allclose(y.data, np.interp(x, xp, fp, period=4.0))
    y.sum().backward()
    np.testing.assert_allclose(t.grad, [-4, 1, 1, 0.4])
    with pytest.raises(NoRuleError, match=r"np.interp has no derivative rule for argument 'period'"):
        np.interp(t, xp, fp, period=Tensor(4.0))
    with pytest.raises(ValueError, match="non-zero"):
        np.interp(t, xp, fp, period=0)
    with pytest.raises(ValueError, match="not of the same length"):
        np.interp(t, xp, fp[:2])
    with pytest.raises(TypeError, match="complex"):
        np.interp(t * 1j, xp, fp)


def test_curve_fitting_by_gradient_with_interp():
    """Knots and values both move: gradient against central differences."""
    rng = np.random.default_rng(0)
    x = np.sort(rng.uniform(0, 1, 40))
    y = np.sin(6 * x)

    def loss(p):
        return np.mean((anp.interp(x, p[0], p[1]) - y) ** 2)

    p = np.stack([np.linspace(-0.01, 1.01, 6), rng.normal(size=6)])
    t, h = rng.normal(size=p.shape), 1e-7
    expected = (loss(p + h * t) - loss(p - h * t)) / (2 * h)
    assert np.sum(grad(loss)(p) * t) == pytest.approx(expected, rel=1e-6)


def test_unwrap_passes_the_gradient_through_jumps():
    p = Tensor([0.0, 3.0, -3.0, np.pi - 3.0])
    y = np.unwrap(p)
    y.backward(np.array([1.0, 2.0, 3.0, 4.0]))
    np.testing.assert_array_equal(y.data, np.unwrap(p.data))
    assert p.grad.tolist() == [1, 2, 3, 4]
    for keyword in ("period", "discont"):
        with pytest.raises(NoRuleError, match=f"np.unwrap has no derivative rule for argument '{keyword}'"):
            np.unwrap(p, **{keyword: Tensor(1.0)})


def test_piecewise():
    x = Tensor([-2.0, 0.0, 1.0, 4.0])
    y = np.piecewise(x, [x.data < 0, x.data > 0], [lambda v: -v, np.sqrt, 5.0])
    y.sum().backward()
    assert y.data.tolist() == [2, 5, 1, 2] and x.grad.tolist() == [-1, 0, 0.5, 0.25]  # no NaN from sqrt elsewhere
    scale = Tensor(3.0)
    y = anp.piecewise(np.array([1.0, 2.0]), [np.array([True, False])], [scale])
    assert grad(lambda s: anp.piecewise(Tensor([1.0, 2.0]), [[True, False]], [s, 0.0]).sum())(3.0) == 1
    y = np.piecewise(x, [x.data < 9, x.data > 0], [lambda v, k, c=0: k * v + c, 0.0], 2, c=1)
    assert y.data.tolist() == [-3, 1, 0, 0]
    with pytest.raises(ValueError, match="either 1 or 2 functions are expected"):
        np.piecewise(x, [x.data > 0], [1, 2, 3])


def test_real_if_close():
    z = Tensor([1.0 + 1e-15j, 2.0])
    assert np.real_if_close(z).dtype == float and np.real_if_close(z + 1j).dtype == complex
    assert jacobian(lambda z: np.real_if_close(z))(np.array([1.0 + 0j, 2.0])).tolist() == [[1, 0], [0, 1]]
    assert np.real_if_close(Tensor([1.0])).dtype == float
    assert np.iscomplexobj(np.real_if_close(Tensor([1e-3j + 1]), tol=1e-4).data)
