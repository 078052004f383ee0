"""Numerical derivatives: their accuracy, their step sizes, kinks."""

import math

import numpy as np
import pytest

from autograd.checking.numeric import (
    Slopes,
    central,
    complex_step,
    distance,
    estimate,
    extrapolated,
    five_point,
    magnitude,
    moved,
    one_sided,
)


def test_differences_are_exact_for_the_polynomials_they_are_made_for() -> None:
    x, t = [np.array([1.0, -2.0])], [np.array([1.0, 1.0])]
    np.testing.assert_allclose(central(lambda p: [p[0] ** 2], x, t, 0.5)[0], [2.0, -4.0], rtol=1e-15)
    np.testing.assert_allclose(five_point(lambda p: [p[0] ** 4], x, t, 0.5)[0], [4.0, -32.0], rtol=1e-14)


def test_errors_shrink_with_the_order_of_the_formula() -> None:
    def errors(formula: object, steps: tuple[float, ...]) -> list[float]:
        return [abs(formula(lambda p: [np.sin(p[0])], [1.0], [1.0], h)[0] - math.cos(1.0)) for h in steps]  # type: ignore[operator]

    coarse, fine = errors(central, (0.1, 0.05))
    assert coarse / fine == pytest.approx(4, rel=0.01)
    coarse, fine = errors(five_point, (0.2, 0.1))
    assert coarse / fine == pytest.approx(16, rel=0.02)


def test_the_complex_step_is_exact_to_rounding() -> None:
    x, t = [np.linspace(0.3, 3, 7)], [np.linspace(1, 2, 7)]
    (slope,) = complex_step(lambda p: [np.exp(p[0]) / np.sin(p[0])], x, t)
    exact = t[0] * np.exp(x[0]) * (np.sin(x[0]) - np.cos(x[0])) / np.sin(x[0]) ** 2
    np.testing.assert_allclose(slope, exact, rtol=5e-15)


def test_several_inputs_and_results_of_any_shape() -> None:
    x, t = [np.ones((2, 3)), 2.0], [np.full((2, 3), 0.5), 1.0]
    product, total = five_point(lambda p: [p[0] * p[1], p[0].sum()], x, t)
    np.testing.assert_allclose(product, np.full((2, 3), 2.0), rtol=1e-12)
    assert total == pytest.approx(3.0, rel=1e-12)
    assert moved([1.0], [2.0], 0.25) == [1.5]


def test_complex_inputs_move_along_complex_directions() -> None:
    z, t = [1 + 2j], [0.3 - 0.4j]
    (slope,) = five_point(lambda p: [p[0] * np.conj(p[0])], z, t)
    assert slope == pytest.approx(2 * (z[0] * np.conj(t[0])).real, rel=1e-11)


def test_estimate_is_accurate_where_the_function_is_smooth() -> None:
    x, t = [np.linspace(-1.4, 1.4, 9)], [np.ones(9)]
    found = estimate(lambda p: [np.tan(p[0])], x, t)
    np.testing.assert_allclose(found.value[0], 1 + np.tan(x[0]) ** 2, rtol=1e-9)
    assert found.disagreement < 1e-9


@pytest.mark.parametrize("away", [1e-6, 1e-5, 1e-4])
def test_step_sizes_disagree_near_a_kink(away: float) -> None:
    assert estimate(lambda p: [np.abs(p[0])], [np.array([away, 1.0])], [np.ones(2)]).disagreement > 1e-5


def test_a_kink_farther_away_than_the_smallest_steps_does_no_harm() -> None:
    found = estimate(lambda p: [np.abs(p[0])], [np.array([5e-4, 1.0])], [np.ones(2)])
    assert found.disagreement < 1e-9
    np.testing.assert_allclose(found.value[0], [1.0, 1.0], rtol=1e-12)


def test_a_result_that_is_not_finite_never_agrees() -> None:
    found = estimate(lambda p: [np.log(p[0])], [0.0], [1.0])
    assert found.disagreement == np.inf


def test_distance_and_magnitude() -> None:
    assert distance([np.array([1.0, 2.0]), 3.0], [np.array([1.0, 2.5]), 3.25]) == 0.5
    assert distance([np.zeros((0, 3))], [np.zeros((0, 3))]) == 0.0
    assert distance([np.nan], [1.0]) == np.inf
    assert magnitude([np.array([3 + 4j]), np.zeros(0)]) == 5.0 and magnitude([]) == 0.0
    assert extrapolated([1.0], [4.0]) == [5.0]


def test_one_sided_slopes_tell_a_corner_from_a_bend() -> None:
    assert one_sided(lambda e: max(e, 0.0), 1e-5) == Slopes(0.0, 1.0, True)
    assert not one_sided(lambda e: 1e3 * math.exp(e), 2.0**-18).is_kink
    assert not one_sided(lambda e: 5.0, 1e-5).is_kink
    assert not one_sided(lambda e: 1e6 * e * e, 2.0**-18).is_kink
    jitter = lambda e: 2.2e-16 * (e > 0)  # what is left of numbers near 1
    assert one_sided(jitter, 2.0**-18).is_kink and not one_sided(jitter, 2.0**-18, 1.0).is_kink
