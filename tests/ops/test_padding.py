"""np.pad: every mode at every width, statistics and ends by hand, errors."""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, grad, jacobian
from autograd.errors import NoRuleError

MODES = [
    ("constant", {}),
    ("constant", {"constant_values": ((1.0, 2.0), (3.0, 4.0))}),
    ("edge", {}),
    ("linear_ramp", {}),
    ("linear_ramp", {"end_values": ((1.0, 2.0), (3.0, 4.0))}),
    *((mode, {"stat_length": length}) for mode in ("maximum", "mean", "median", "minimum") for length in (None, 2, 9)),
    *((mode, {"reflect_type": kind}) for mode in ("reflect", "symmetric") for kind in ("even", "odd")),
    ("wrap", {}),
]


@pytest.mark.parametrize(("mode", "keywords"), MODES)
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.complex128])
@pytest.mark.parametrize("shape", [(3, 4), (1, 3), (2, 1)])
def test_values_at_every_width(mode, keywords, dtype, shape):
    x = np.random.default_rng(0).normal(size=shape).astype(dtype) * (1 + (dtype is np.complex128) * 1j)
    for pairs in ([(a, b), (b, a)] for a in range(0, 12, 3) for b in range(8)):
        got, expected = np.pad(Tensor(x), pairs, mode, **keywords), np.pad(x, pairs, mode, **keywords)
        assert got.dtype == expected.dtype and got.shape == expected.shape
        np.testing.assert_allclose(
            got.data, expected, rtol=1e-5 if dtype is np.float32 else 1e-12, atol=1e-5 if dtype is np.float32 else 1e-12
        )


def test_by_hand():
    x = np.array([1.0, 2.0, 4.0])
    assert jacobian(lambda x: np.pad(x, (1, 0), "mean", stat_length=2))(x)[0].tolist() == [0.5, 0.5, 0]
    assert jacobian(lambda x: np.pad(x, (1, 0), "median"))(x)[0].tolist() == [0, 1, 0]
    assert jacobian(lambda x: np.pad(x, (0, 1), "maximum"))(x)[3].tolist() == [0, 0, 1]
    assert jacobian(lambda x: np.pad(x, (2, 0), "linear_ramp"))(x)[:2].tolist() == [[0, 0, 0], [0.5, 0, 0]]
    assert jacobian(lambda x: np.pad(x, (0, 1), "reflect", reflect_type="odd"))(x)[3].tolist() == [0, -1, 2]
    assert jacobian(lambda x: np.pad(x, (0, 1), "symmetric", reflect_type="odd"))(x)[3].tolist() == [0, 0, 1]


def test_a_tie_is_split():
    assert grad(lambda x: np.pad(x, (2, 0), "maximum")[0])(np.array([3.0, 3.0])).tolist() == [0.5, 0.5]


def test_values_around_it_may_be_tensors():
    x, left, right = np.ones(2), Tensor(2.0), Tensor(3.0)
    y = anp.pad(x, (2, 1), constant_values=(left, right))
    y.sum().backward()
    assert y.data.tolist() == [2, 2, 1, 1, 3] and (left.grad, right.grad) == (2, 1)
    ends = grad(lambda e: np.pad(Tensor(np.ones((2, 2))), 2, "linear_ramp", end_values=e).sum())(np.array([0.0, 1.0]))
    assert np.all(ends > 0) and ends[0] == ends[1]


def test_nan_is_not_lost():
    assert np.isnan(np.pad(Tensor([1.0, np.nan, 2.0]), 1, "median").data).tolist() == [True, False, True, False, True]


def test_what_pad_refuses():
    x = Tensor([1.0, 2.0])
    with pytest.raises(NoRuleError, match="for a function as mode"):
        np.pad(x, 1, lambda *args: None)
    for message, keywords in (
        (r"mode 'mean': \{'end_values'\}", {"mode": "mean", "end_values": 1}),
        (r"mode 'reflect': \{'stat_length'\}", {"mode": "reflect", "stat_length": 1}),
        ("yields no value", {"mode": "maximum", "stat_length": 0}),
        ("negative", {"mode": "mean", "stat_length": -1}),
        ("mode 'no' is not supported", {"mode": "no"}),
    ):
        with pytest.raises(ValueError, match=message):
            np.pad(x, 1, **keywords)
    with pytest.raises(ValueError, match="broadcast"):
        np.pad(x, 1, "linear_ramp", end_values=Tensor([1.0, 2.0, 3.0]))
