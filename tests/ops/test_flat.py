"""Flat ops and functions: constants for the graph, whatever they are given."""

import numpy as np
import pytest

from autograd.errors import NoRuleError
from autograd.graph.op import IMPLEMENTATIONS, REGISTRY
from autograd.ops import flat
from autograd.tensor import Tensor

X = np.array([[-1.5, 0.0, 2.5], [3.0, -0.5, 1.0]])


@pytest.mark.parametrize("ufunc", [np.floor, np.ceil, np.trunc, np.rint, np.sign, np.spacing])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_rounding_gives_untracked_tensors(ufunc, dtype):
    x = X.astype(dtype)
    result = ufunc(Tensor(x))
    assert isinstance(result, Tensor) and not result.requires_grad
    assert result.dtype == dtype
    np.testing.assert_array_equal(result.data, ufunc(x))
    product = Tensor(x)
    (product * ufunc(product)).sum().backward()
    np.testing.assert_array_equal(product.grad, ufunc(x))


@pytest.mark.parametrize("ufunc", [np.isnan, np.isinf, np.isfinite, np.signbit, np.logical_not])
def test_tests_give_plain_booleans(ufunc):
    result = ufunc(Tensor(X))
    assert type(result) is np.ndarray and result.dtype == bool
    np.testing.assert_array_equal(result, ufunc(X))
    assert isinstance(ufunc(Tensor(1.0)), np.bool_)


@pytest.mark.parametrize("name", ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"])
def test_comparisons_give_plain_booleans(name):
    ufunc = getattr(np, name)
    for a, b in ((Tensor(X), 0), (0, Tensor(X)), (Tensor(X), Tensor(X))):
        result = ufunc(a, b)
        assert type(result) is np.ndarray and result.dtype == bool


@pytest.mark.parametrize(
    "name", ["bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift", "gcd", "lcm", "floor_divide"]
)
def test_integer_ufuncs(name):
    a, b = np.array([6, 12, 5]), np.array([4, 3, 2])
    result = getattr(np, name)(Tensor(a), b)
    assert type(result) is np.ndarray and result.dtype == a.dtype
    np.testing.assert_array_equal(result, getattr(np, name)(a, b))


def test_bit_ufuncs_refuse_floats_as_numpy_does():
    for ufunc in (np.invert, np.bitwise_count):
        np.testing.assert_array_equal(ufunc(Tensor(np.array([5]))), ufunc(np.array([5])))
        with pytest.raises(TypeError, match=ufunc.__name__):
            ufunc(Tensor(1.5))


def test_round_takes_decimals():
    x = np.array([1.26, -1.26], np.float32)
    for call in (lambda v: np.round(v, 1), lambda v: np.around(v, decimals=1), lambda v: flat.round(v, 1)):
        result = call(Tensor(x))
        assert not result.requires_grad and result.dtype == np.float32
        np.testing.assert_array_equal(result.data, np.round(x, 1))
    assert np.round(Tensor(2.4)).item() == 2.0
    with pytest.raises(NoRuleError, match="out"):
        np.round(Tensor(x), out=np.zeros(2))


# What to call each constant function with, T standing for the tensor, and for its array in the expected answer.
CALLS = {
    "can_cast": lambda f, T: f(T.dtype, np.float32),
    "shares_memory": lambda f, T: f(T, T),
    "may_share_memory": lambda f, T: f(T, T),
    "isclose": lambda f, T: f(T, T, rtol=0.1),
    "allclose": lambda f, T: f(T, 0.0),
    "array_equal": lambda f, T: f(T, T),
    "array_equiv": lambda f, T: f(T, T),
    "isin": lambda f, T: f(T, [0.0, T[0, 0]]),
    "any": lambda f, T: f(T, axis=0),
    "all": lambda f, T: f(T, 1, keepdims=True),
    "argmax": lambda f, T: f(T, axis=-1),
    "argpartition": lambda f, T: f(T, 1),
    "lexsort": lambda f, T: f((T[0], T[1])),
    "searchsorted": lambda f, T: f([0.0, 1.0], T),
    "digitize": lambda f, T: f(T, bins=[0.0, 1.0]),
    "unravel_index": lambda f, T: f([1, 2], T.shape),
    "ravel_multi_index": lambda f, T: f(([1], [0]), T.shape),
    "zeros_like": lambda f, T: f(T, dtype=np.float32, shape=(2,)),
    "einsum_path": lambda f, T: f("ij,jk", T, np.ones((3, 2)))[0],
    "diag_indices_from": lambda f, T: f(T[:2, :2]),
    "empty_like": lambda f, T: f(T).shape,
}
WRITERS = ("save", "savez", "savez_compressed", "savetxt")


@pytest.mark.parametrize("function", flat.CONSTANT_FUNCTIONS, ids=lambda f: f.__name__)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_constant_functions_equal_numpy_and_are_plain(function, tmp_path):
    assert function in IMPLEMENTATIONS
    name = function.__name__
    if name in WRITERS:
        function(tmp_path / "a.npz", Tensor(X))
        (written,) = tmp_path.iterdir()
        assert written.stat().st_size > 0
        return
    call = CALLS.get(name, lambda f, T: f(T))
    result, expected = call(function, Tensor(X)), call(function, X)
    if name in ("array_repr", "array_str", "array2string"):
        assert result == expected
        return
    assert "Tensor" not in repr(result)
    for got, wanted in zip(result, expected) if isinstance(expected, (tuple, list)) else [(result, expected)]:
        assert type(got) is type(wanted)
        np.testing.assert_array_equal(got, wanted)


def test_arrays_like_a_tensor_are_plain_arrays():
    for x in (Tensor(X), Tensor(2.0), Tensor(X.astype(np.float32))):
        for like in (np.zeros_like(x), np.ones_like(x), np.empty_like(x), np.full_like(x, 3)):
            assert type(like) is np.ndarray
            assert (like.shape, like.dtype) == (x.shape, x.dtype)
    assert np.full_like(Tensor(X), Tensor(3.0, requires_grad=False)).tolist() == [[3, 3, 3]] * 2
    assert np.full_like(Tensor(X), Tensor(3.0)).requires_grad


def test_flat_ops_on_plain_arrays_just_compute():
    assert flat.floor(np.array([1.5])).tolist() == [1.0]
    assert flat.greater(2, 1)
    assert all(not op.rules for op in REGISTRY.values() if op.kind == "flat")
