"""gradcheck: right gradients pass to rounding, wrong ones are named, and kinks are not blamed on the gradient."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import nn
from autograd import Tensor, no_grad, stop_gradient
from autograd.checking import GradientReport, gradcheck
from autograd.errors import AutogradError, GradientCheckError, InputTypeError
from autograd.graph.op import REGISTRY
from autograd.ops.kinds import elementwise, general

X = np.linspace(0.3, 2.0, 6).reshape(2, 3)


@pytest.fixture
def wrong_square() -> Any:
    """x * x whose derivative is wrong by a thousandth, in both modes."""
    yield elementwise(lambda x: x * x, x=lambda x: 2.002 * x, name="wrong_square")
    del REGISTRY["wrong_square"]


@pytest.fixture
def wrong_jvp() -> Any:
    """x * x with a right vjp and a wrong jvp."""
    yield general(lambda x: x * x, x=lambda g, x: 2 * g * x, jvps={"x": lambda t, x: 3 * t * x}, name="wrong_jvp")
    del REGISTRY["wrong_jvp"]


@pytest.fixture
def wrong_second() -> Any:
    """x ** 3 whose first derivative is right, and whose second is not: the rule takes x off the graph."""
    yield general(lambda x: x * x * x, x=lambda g, x: 3 * g * detached(x) * detached(x), name="wrong_second")
    del REGISTRY["wrong_second"]


def detached(x: Any) -> Any:
    return x.data if isinstance(x, Tensor) else x


# ---- right ones ----------------------------------------------------------------------------------------


def test_a_smooth_function_passes_to_rounding() -> None:
    report = gradcheck(lambda x: (x * np.sin(x)).sum(), X)
    assert report and report.ok and report.relative_error < 1e-12 and report.judged == 12
    assert report.raise_if_bad() is report
    assert str(report).startswith("gradient check: right, relative error ")
    assert "all 6 entries of 1 array; reverse mode and forward mode, order 1; by complex step" in str(report)


@pytest.mark.parametrize(
    ("function", "x"),
    [
        (np.sin, 1e9),
        (np.cos, 3e7),
        (np.tan, np.pi / 2 - 1e-9),
        (np.arccos, 1 - 1e-13),
        (lambda x: 1 / (x - 1), 1 + 1e-9),
    ],
)
def test_a_number_is_checked_by_the_complex_step_as_an_array_is(function: Any, x: float) -> None:
    """Differences with steps of its size see nothing of a function that is so steep, or that waves so fast."""
    for value in (x, np.float64(x), np.array([x])):
        report = gradcheck(function, value)
        assert report and "by complex step" in str(report), report


@pytest.mark.parametrize("a", [np.ones((3, 3)), 0.01 * np.ones((3, 3)), np.arange(9.0).reshape(3, 3)])
@pytest.mark.parametrize("order", [1, 2])
def test_rounding_errors_of_a_gradient_of_zero_are_not_held_against_it(a: Any, order: int) -> None:
    assert gradcheck(np.linalg.det, a, order=order)


def log_softmax_of_one(z: Any) -> Any:
    shifted = z - np.real(z)
    return shifted - np.log(np.exp(shifted))


CONSTANT = [
    (lambda x: np.hypot(x, 0.0) - np.sqrt(x * x), 1.9290369775982903),
    (lambda x: np.angle(np.exp(1j * x)) - x, 1.5597937),
    (lambda x: np.cbrt(x) ** 3 - x, 0.7),
    (lambda x: np.arctan(np.tan(x)) - x, 0.7),
    (lambda x: np.log(np.exp(x)) - x, 0.3),
    (lambda x: (np.log(np.exp(x)) - x) * 1.0, np.array([1e-8, 0.3, 30.0])),
    (lambda x: np.sin(x) ** 2 + np.cos(x) ** 2, 0.7),
    (lambda z: np.real(z) - np.real(np.log(np.exp(z))), 0.37 + 0.2j),
    (log_softmax_of_one, 0.3 + 0.4j),
]


@pytest.mark.parametrize(("function", "x"), CONSTANT)
@pytest.mark.parametrize("order", [1, 2])
def test_a_function_constant_up_to_rounding_is_right_and_has_no_kink(function: Any, x: Any, order: int) -> None:
    """The rounding errors are those of the numbers that cancel, of which the result, about 0, knows nothing."""
    factors = np.random.default_rng(0).uniform(0.5, 2.0, 10)
    for value in (x, *[np.asarray(x * factor)[()] for factor in factors]):
        report = gradcheck(function, value, order=order)
        assert report and not report.findings, (value, report)
        assert report.relative_error <= report.tolerance, "the figure says what the verdict says"


@pytest.mark.parametrize(("function", "x"), CONSTANT)
@pytest.mark.parametrize("fault", [1e-3, 1e-9])
def test_a_fault_shows_where_large_numbers_cancel(function: Any, x: Any, fault: float) -> None:
    wrong = lambda x: function(x) + fault * np.real(x) * np.real(stop_gradient(x))
    assert gradcheck(lambda x: function(x) + fault * np.real(x) ** 2, x)
    report = gradcheck(wrong, x)
    assert not report and report.of_kind("wrong")


@pytest.fixture
def small_constant() -> Any:
    """det, whose gradient at a matrix of equal numbers is 0, with 1e-12 instead."""
    rules: dict[str, Any] = {"a": lambda g, a: g * 1e-12 * np.ones_like(a), "name": "small_constant"}
    yield general(np.linalg.det, jvps={"a": lambda t: 1e-12 * np.sum(t)}, **rules)
    del REGISTRY["small_constant"]


def test_a_small_wrong_gradient_is_none_of_them(small_constant: Any, wrong_square: Any) -> None:
    assert not gradcheck(small_constant, np.ones((3, 3)))
    assert not gradcheck(lambda x: wrong_square(x).sum(), np.array([1e-200, 1e-30]))


@dataclass
class Pair:
    left: Any
    right: Any


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (lambda x: x * x, (1.5,)),
        (lambda x: np.exp(x), (Tensor(0.5),)),
        (lambda x, y: (x / y).sum(), (X, X + 1)),
        (lambda p: np.tanh(p["w"] @ p["b"]), ({"w": X, "b": np.array([1.0, 2.0, 3.0])},)),
        (lambda p: [p.left * p.right[0], {"a": p.right[1]}], (Pair(2.0, (X, 3.0)),)),
        (lambda x: (abs(x)).sum(), (-X,)),
        (lambda x, k: x[k].sum() if k is None else x.sum(), (X, None)),
        (lambda x: x.sum(), (np.zeros((0, 3)),)),
        (lambda x: np.float64(3.0), (X,)),
    ],
)
def test_numbers_arrays_tensors_and_containers(function: Any, args: Any) -> None:
    report = gradcheck(function, *args)
    assert not report.findings and not report.problem and report.relative_error < 1e-9
    assert bool(report) == (report.judged > 0)


def test_complex_inputs_are_checked_in_both_parts() -> None:
    z = np.array([1 + 2j, 0.5 - 1j])
    report = gradcheck(lambda z: (abs(z) ** 2 + np.real(z * z)).sum(), z)
    assert report and report.relative_error < 1e-10 and report.judged == 8
    assert gradcheck(lambda z: z * z, z, order=2).relative_error < 1e-9


def test_higher_orders_are_checked_one_after_the_other() -> None:
    report = gradcheck(lambda x: np.exp(x) * np.sin(x), X, order=3)
    assert report and report.relative_error < 1e-9 and len(report.checked) == 3


@pytest.mark.parametrize("seed", range(5))
def test_a_gradient_that_is_zero_everywhere_has_rounding_errors(seed: int) -> None:
    def ones(x: Any) -> Any:
        shares = np.exp(x)
        return (shares / shares.sum()).sum()

    report = gradcheck(ones, np.random.default_rng(seed).normal(size=(5, 7)), order=2)
    assert report and not report.findings


def test_a_module_is_an_argument_like_others() -> None:
    model = nn.MLP(2, 3, 1, rng=0)
    x = np.random.default_rng(0).normal(size=(4, 2))
    report = gradcheck(lambda m, x: (m(x) ** 2).sum(), model, x)
    assert report and report.relative_error < 1e-7
    assert all(parameter.grad is None for parameter in model.parameters())


@pytest.mark.parametrize("order", [1, 2])
def test_recording_is_on_within_no_grad(order: int) -> None:
    with no_grad():
        report = gradcheck(lambda x: x * np.sin(x), X, order=order)
        assert not (Tensor(1.0) * 2).requires_grad, "and off again afterwards"
    assert report and str(report) == str(gradcheck(lambda x: x * np.sin(x), X, order=order))


def test_modes_can_be_chosen() -> None:
    assert gradcheck(np.sin, X, modes=("fwd",)).judged == X.size
    assert "forward" not in str(gradcheck(np.sin, X, modes=("rev",)))
    for modes in ((), "rev", ("reverse", "sideways")):
        with pytest.raises(InputTypeError, match="modes"):
            gradcheck(np.sin, X, modes=modes)
    with pytest.raises(InputTypeError, match="order"):
        gradcheck(np.sin, X, order=0)


# ---- wrong ones ----------------------------------------------------------------------------------------


def test_a_wrong_rule_is_found_in_every_entry(wrong_square: Any) -> None:
    report = gradcheck(lambda x: wrong_square(x).sum(), X)
    assert not report and report.relative_error == pytest.approx(1e-3, rel=2e-3)
    assert len(report.of_kind("wrong")) == 12 and len({finding.where for finding in report.findings}) == 6
    with pytest.raises(GradientCheckError, match=r"WRONG.*\n.*argument 0, entry \[\d, \d\]: \w+ mode gives"):
        report.raise_if_bad()
    assert issubclass(GradientCheckError, AssertionError)


def test_the_wrong_argument_is_named(wrong_square: Any) -> None:
    report = gradcheck(lambda p, q: (p["w"][0] * q + wrong_square(p["w"][1])).sum(), {"w": [X, 2.0]}, X)
    assert {finding.where for finding in report.findings} == {"argument 0['w'][1]"}


def test_a_wrong_mode_is_named(wrong_jvp: Any) -> None:
    report = gradcheck(lambda x: wrong_jvp(x).sum(), X)
    assert {finding.mode for finding in report.findings} == {"forward mode"}
    assert gradcheck(lambda x: wrong_jvp(x).sum(), X, modes=("rev",))


def test_a_wrong_second_order_is_found_at_order_two(wrong_second: Any) -> None:
    assert gradcheck(lambda x: wrong_second(x).sum(), X)
    report = gradcheck(lambda x: wrong_second(x).sum(), X, order=2)
    assert not report and {finding.mode for finding in report.findings} == {
        "reverse mode, order 2",
        "forward mode, order 2",
    }


def test_a_gradient_lost_on_the_way_is_found() -> None:
    assert not gradcheck(lambda x: (x * stop_gradient(x)).sum(), X)
    report = gradcheck(lambda x: x.data * 2, 2.0)
    assert not report and "not on the graph" in str(report)


def test_a_nan_gradient_is_wrong() -> None:
    report = gradcheck(lambda x: np.sqrt(x * x) * 1.0, np.array([0.5, 0.0]) * 0 + 0.5)
    assert report
    broken = elementwise(lambda x: x * 1.0, x=lambda x: x * np.nan, name="nan_rule")
    try:
        assert gradcheck(lambda x: broken(x), 1.0).relative_error == np.inf
    finally:
        del REGISTRY["nan_rule"]


# ---- many entries --------------------------------------------------------------------------------------


def test_many_entries_are_checked_along_random_directions() -> None:
    x, w = np.linspace(0, 1, 600), np.ones(3)
    report = gradcheck(lambda x, w: (np.sin(x)).sum() * w.sum(), x, w)
    assert report and report.judged == 2 * 3 * 8
    assert "24 random directions (8 in each of 2 arrays with 603 entries, and in all together)" in str(report)
    assert gradcheck(np.sin, x, directions=2).judged == 4


def test_the_wrong_entry_among_many_is_found() -> None:
    x = np.linspace(0.5, 1.5, 1000).reshape(10, 100)
    report = gradcheck(lambda x: (x * x).sum() + stop_gradient(x)[3, 41] ** 2, x)
    assert not report and {finding.where for finding in report.findings} == {"argument 0, entry [3, 41]"}
    assert report.findings[0].numerical == pytest.approx(2 * report.findings[0].analytic)


def test_a_wrong_small_entry_is_found_beside_a_large_one() -> None:
    f = lambda x: 1e8 * x[0] + x[1] * x[1] / 2 + stop_gradient(x)[1] ** 2 / 2
    for wrong in (lambda x: f(x), lambda x: f(x) + abs(x[2])):  # by complex step, and by differences
        report = gradcheck(wrong, np.array([1e-7, 1.0, 2.0]))
        assert not report and {finding.where for finding in report.of_kind("wrong")} == {"argument 0, entry [1]"}
        assert report.relative_error == pytest.approx(0.5)


@pytest.mark.parametrize("modes", [("rev",), ("fwd",), ("rev", "fwd")])
def test_a_wrong_small_entry_is_found_among_many(modes: tuple[str, ...]) -> None:
    scale = np.geomspace(1, 1e-3, 2000)
    x = np.linspace(0.5, 1.5, 2000)
    f = lambda x: (scale * np.sin(x)).sum()
    assert gradcheck(f, x, modes=modes)
    report = gradcheck(lambda x: f(x) + 1e-3 * scale[1990] * np.sin(stop_gradient(x)[1990]), x, modes=modes)
    assert not report and {finding.where for finding in report.of_kind("wrong")} == {"argument 0, entry [1990]"}


def test_the_same_seed_checks_the_same() -> None:
    x = np.linspace(0.1, 1, 1000)
    errors = [gradcheck(lambda x: np.sin(x) ** 3, x, seed=seed).relative_error for seed in (1, 1, 2)]
    assert errors[0] == errors[1] != errors[2]


# ---- what cannot be judged -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "corner"),
    [(abs, 0.0), (lambda x: np.maximum(x, 0), 0.0), (lambda x: x.relu(), 0.0), (lambda x: np.minimum(x, 1), 1.0)],
)
def test_a_kink_is_not_blamed_on_the_gradient(function: Any, corner: float) -> None:
    report = gradcheck(lambda x: function(x).sum(), np.array([corner, 2.5]))
    assert report and {finding.where for finding in report.of_kind("kink")} == {"argument 0, entry [0]"}
    assert "not smooth here" in str(report) and "slope" in str(report)
    assert not gradcheck(lambda x: function(x).sum(), np.array([corner])), "nothing could be judged"


@pytest.mark.parametrize("away", [1e-3, 1e-4, 1e-5, -1e-5])
def test_a_kink_nearby_does_no_harm(away: float) -> None:
    report = gradcheck(lambda x: np.maximum(x, 0).sum(), np.array([away, 1.0]))
    assert report and not report.findings and report.relative_error < 1e-9


NEAR_ZERO = [lambda x: np.log(abs(x)), lambda x: 1 / abs(x), lambda x: abs(x) ** 0.5, abs]


@pytest.mark.parametrize("x", [1e-6, 1e-8, -1e-8, 1e-12])
@pytest.mark.parametrize("function", NEAR_ZERO)
def test_numbers_close_to_zero_have_small_steps(function: Any, x: float) -> None:
    report = gradcheck(function, x)
    assert report and not report.findings and report.judged == 2
    report = gradcheck(lambda x: function(x) + 0.01 * function(stop_gradient(x)), x)
    assert not report and report.relative_error == pytest.approx(0.01, rel=0.02), "what is wrong there shows"


@pytest.mark.parametrize("x", [1e-6, 1e-8, -1e-8, 1e-12])
def test_second_derivatives_close_to_zero(x: float) -> None:
    assert gradcheck(lambda x: x**-1, x, order=2)
    assert gradcheck(lambda x: np.log(x * x).sum(), np.array([x, 1.0, 300.0]), order=2)


def test_steps_suit_the_entry_and_not_its_large_neighbour() -> None:
    report = gradcheck(lambda x: np.log(abs(x)).sum(), np.array([1.0, 1e6]))
    assert report and not report.findings


def test_a_gradient_beyond_both_slopes_of_a_kink_is_wrong() -> None:
    steep = elementwise(lambda x: abs(x), x=lambda x: np.sign(x) + 3, name="steep", analytic=False)
    try:
        report = gradcheck(lambda x: steep(x), 0.0)
        assert not report and "slope -1 on the left and 1 on the right" in str(report)
    finally:
        del REGISTRY["steep"]


def test_an_op_that_is_not_analytic_is_not_stepped_through() -> None:
    assert "central differences" in str(gradcheck(lambda x: abs(x).sum(), X))
    report = gradcheck(lambda x: np.exp(x) * np.floor(x), X)  # floor takes no complex numbers
    assert report and "central differences" in str(report)


def test_a_function_that_is_not_deterministic_is_found_out() -> None:
    rng = np.random.default_rng(0)
    report = gradcheck(lambda x: (x * rng.random()).sum(), X)
    assert not report and "not deterministic" in report.problem
    with pytest.raises(GradientCheckError, match="not deterministic"):
        report.raise_if_bad()


def test_a_function_that_is_not_finite_cannot_be_checked() -> None:
    report = gradcheck(lambda x: np.log(x), -1.0)
    assert not report and "nan at this point" in str(report)


# ---- dtypes --------------------------------------------------------------------------------------------


def test_single_precision_is_checked_in_double() -> None:
    report = gradcheck(lambda x: (x * x).sum(), X.astype(np.float32))
    assert report and report.relative_error < 1e-12
    assert "checked in float64, and not in the dtype given: argument 0 (float32)" in str(report)


def test_a_result_in_single_precision_is_refused() -> None:
    with pytest.raises(InputTypeError, match=r"result has dtype float32.*cast"):
        gradcheck(lambda x: x.astype(np.float32), X)


def test_integers_are_refused_by_name() -> None:
    with pytest.raises(InputTypeError, match=r"argument 1\['k'\] has dtype int64. Use x.astype\(float\)"):
        gradcheck(lambda x, p: x, X, {"k": np.arange(3)})
    with pytest.raises(InputTypeError, match="no argument holds any"):
        gradcheck(lambda x: 1.0, None)
    with pytest.raises(InputTypeError, match="return"):
        gradcheck(lambda x: None, X)
    assert issubclass(InputTypeError, AutogradError)


def test_inputs_are_left_alone() -> None:
    x, t = X.copy(), Tensor(X)
    gradcheck(lambda x, t: (x * t * t).sum(), x, t, order=2)
    np.testing.assert_array_equal(x, X)
    assert t.grad is None and np.array_equal(t.data, X)


def test_a_report_can_be_made_by_hand() -> None:
    assert not GradientReport(1e-7)
    assert "no derivative could be judged" in str(GradientReport(1e-7))
