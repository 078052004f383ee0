"""odeint: every option of SciPy's leaves the derivatives right, in both modes and of second order, or is refused."""

import inspect
import warnings

import numpy as np
import pytest

pytest.importorskip("scipy")

import scipy.integrate

from autograd import Tensor, grad, gradcheck, jvp
from autograd.errors import GraphError, InputTypeError
from autograd.scipy import integrate
from autograd.scipy.integrate import ALIKE, OWN, SHAPING, stops

START, TIMES = np.array([1.0]), np.array([0.0, 1.0])


def decay(k, **options):
    """e^-k."""
    out = integrate.odeint(lambda y, t, k: -k * y, START, TIMES, args=(k,), **options)
    return (out[0] if options.get("full_output") else out)[-1, 0]


OPTIONS = [
    {"full_output": True},
    {"full_output": 1, "printmessg": False, "ixpr": False},
    {"h0": 1e-3},
    {"h0": 1e-3, "hmin": 1e-12, "hmax": 0.1},
    {"tcrit": [0.5]},
    {"tcrit": np.array([0.3, 1.0])},
    {"atol": [1e-10], "rtol": [1e-9]},
    {"atol": 0.0},
    {"rtol": 0.0},
    {"Dfun": lambda y, t, k: [[-k]]},
    {"Dfun": lambda y, t, k: [[-k]], "col_deriv": True, "ml": 0, "mu": 0},
    {"mxstep": 5000, "mxhnil": 1, "mxordn": 8, "mxords": 4},
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: "-".join(options))
def test_each_option_leaves_the_derivatives_right(options):
    def end(k):
        return decay(k, **options)

    expected = np.exp(-0.5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert end(Tensor(0.5, requires_grad=True)).data == end(0.5)
        assert grad(end)(0.5) == pytest.approx(-expected, rel=1e-5)
        assert jvp(end, (0.5,), (1.0,))[1] == pytest.approx(-expected, rel=1e-5)
        assert grad(grad(end))(0.5) == pytest.approx(expected, rel=1e-5)


def test_every_option_of_scipy_is_sorted():
    names = list(inspect.signature(scipy.integrate.odeint).parameters)[4:]
    assert sorted(names) == sorted(ALIKE + OWN + SHAPING)
    with pytest.raises(TypeError, match="unexpected keyword argument 'steps'"):
        decay(Tensor(0.5, requires_grad=True), steps=3)


def test_full_output_returns_scipys_dictionary():
    k = Tensor(0.5, requires_grad=True)
    _, info = integrate.odeint(lambda y, t, k: -k * y, START, TIMES, args=(k,), full_output=True)
    _, expected = scipy.integrate.odeint(lambda y, t: -0.5 * y, START, TIMES, full_output=True)
    assert info.keys() == expected.keys() and info["message"] == expected["message"]
    assert all(np.array_equal(info[name], expected[name]) for name in ("nst", "nfe", "hu", "tcur"))


@pytest.mark.parametrize("times", [[0.0, 0.4, 1.0], [1.0, 0.4, -0.2], [0.0, 0.5, 0.5, 1.0]])
def test_tfirst_and_tolerances_per_equation(times):
    times = np.array(times)

    def right(t, y, k):
        return [k * y[1] + t, -y[0] * y[1]]

    def total(y0, times, k):
        out = integrate.odeint(right, y0, times, (k,), tfirst=True, rtol=[1e-11, 1e-10], atol=[1e-12, 1e-11])
        return np.sum(np.sin(out))

    assert gradcheck(lambda y0, k: total(y0, times, k), np.array([1.0, 0.5]), 0.7, rtol=1e-6)
    if np.all(np.diff(times)):
        assert gradcheck(total, np.array([1.0, 0.5]), times, 0.7, rtol=1e-6)
        assert gradcheck(lambda k: total(np.array([1.0, 0.5]), times, k), 0.7, order=2, rtol=1e-5)


@pytest.mark.parametrize("times", [TIMES, np.array([0.0, 0.5, 1.0])])
def test_a_jump_at_a_critical_time(times):
    def end(k):
        def right(y, t, k):
            return -k * y * (1.0 if t <= 0.5 else 3.0)

        return integrate.odeint(right, START, times, (k,), tcrit=[0.5], rtol=1e-9, atol=1e-12)[-1, 0]

    assert grad(end)(0.3) == pytest.approx(-2.0 * np.exp(-0.6), rel=1e-6)
    assert jvp(end, (0.3,), (1.0,))[1] == pytest.approx(-2.0 * np.exp(-0.6), rel=1e-6)
    assert stops(1.0, 0.0, (0.5, 0.0, 0.7)) == [0.7, 0.5]


def test_untracked_arguments_arrive_as_they_are():
    seen = set()

    def right(y, t, k, power, table, name):
        seen.add((type(power), table["a"], name))
        return -k * y**power * [1.0, 2.0][power - 2]

    def end(k):
        return integrate.odeint(right, START, TIMES, (k, 2, {"a": 1}, "x"), rtol=1e-10)[-1, 0]

    assert grad(end)(0.5) == pytest.approx(-1 / 1.5**2, rel=1e-6)
    assert seen == {(int, 1, "x")}


@pytest.mark.parametrize("size", [1e-10, 1.0, 1e10])
def test_a_cotangent_of_any_size(size):
    """At rest y itself sets no step: without its own scale lambda was below the absolute tolerance, and wrong."""

    def end(y0):
        return size * integrate.odeint(lambda y, t: -y, y0, np.array([0.0, 3.0]))[-1, 0]

    assert grad(end)(np.zeros(1)) == pytest.approx(size * np.exp(-3.0), rel=1e-5)


def test_coarse_tolerances_of_large_numbers_are_not_those_of_the_adjoint():
    def end(k):
        return integrate.odeint(lambda y, t, k: -k * y, 1e9 * START, TIMES, (k,), rtol=1e-9, atol=10.0)[-1, 0]

    assert grad(end)(0.5) == pytest.approx(-1e9 * np.exp(-0.5), rel=1e-5)


def test_what_is_refused():
    k = Tensor(0.5, requires_grad=True)
    with pytest.raises(InputTypeError, match=r"option h0 is a tracked tensor.*h0\.data"):
        decay(k, h0=Tensor(1e-3, requires_grad=True))
    with pytest.raises(InputTypeError, match="real and its imaginary part"):
        decay(Tensor(0.5 + 1j, requires_grad=True))


@pytest.mark.filterwarnings("ignore:Excess work")
def test_an_adjoint_that_fails_is_not_a_gradient():
    def right(y, t, k):
        return -k * y + (1e6 * np.sin(1e6 * t) if kind[0] else 0.0)

    kind = [False]
    k = Tensor(0.5, requires_grad=True)
    out = integrate.odeint(right, START, TIMES, (k,), mxstep=50)[-1, 0]
    kind[0] = True
    with pytest.raises(GraphError, match=r"Excess work.*mxstep"):
        out.backward()
