"""debug(): the first value or gradient that is not finite, and saved numbers that were overwritten."""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, debug, grad
from autograd.errors import GraphError, NonFiniteError
from autograd.graph import modes


def test_the_first_value_that_is_not_finite_is_named_with_its_line_and_arguments():
    x = Tensor([1.0, 0.0, 2.0])
    with debug(), pytest.raises(NonFiniteError) as caught:
        np.exp(np.log(x) * 2)
    text = str(caught.value)
    assert text.startswith("first non-finite value: log at ") and f"{__file__}:" in text
    assert ", of 0 to 2; log is smooth for 0 < x" in text
    assert isinstance(caught.value, FloatingPointError)


def test_values_that_come_from_bad_input_are_not_blamed():
    x = Tensor([np.nan, 1.0])
    with debug():
        assert np.isnan((x * 2).data[0])


def test_the_first_gradient_that_is_not_finite_is_named():
    x = Tensor([4.0, 0.0])
    with debug():
        y = np.sqrt(x).sum()
        with pytest.raises(NonFiniteError, match=r"first non-finite gradient: the derivative of sqrt at .*, of 0 to 4"):
            y.backward()
    with debug(), pytest.raises(NonFiniteError, match="derivative of sqrt"):
        grad(lambda x: anp.sqrt(x))(0.0)


def test_a_write_into_data_between_forward_and_backward_is_found():
    x = Tensor([1.0, 2.0])
    with debug():
        y = (x * x).sum()
        x.data[0] = 5.0
        with pytest.raises(GraphError, match=r"multiply at .*test_debugging.*overwritten.*x\[i\] = v"):
            y.backward()
    assert x.grad is None


def test_a_constant_that_was_overwritten_is_found():
    x, factor = Tensor([1.0, 2.0]), np.ones(2)
    with debug():
        y = (x * factor).sum()
        factor += 1
        with pytest.raises(GraphError, match="used as a constant"):
            y.backward()


def test_what_is_right_passes_and_gives_the_same():
    def f(x):
        y = x * 1
        y[0] = anp.sin(x[1])
        return anp.sum(anp.linalg.inv(anp.diag(y) + 3)) + anp.sum(anp.where(x > 0, anp.sqrt(anp.abs(x)), 0))

    x = np.array([0.5, -1.5])
    with debug():
        inside = grad(f)(x)
        second = grad(lambda x: anp.sum(grad(f)(x) ** 2))(x)
    np.testing.assert_array_equal(inside, grad(f)(x))
    np.testing.assert_allclose(second, grad(lambda x: anp.sum(grad(f)(x) ** 2))(x))
    assert modes.current() is modes.PLAIN


def test_errors_leave_the_mode_as_it_was():
    with pytest.raises(NonFiniteError), debug():
        Tensor(0.0).log()
    assert modes.current() is modes.PLAIN
