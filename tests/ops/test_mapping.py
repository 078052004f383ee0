"""Arrays from tensors, functions applied to elements and slices, sets, windows: values, gradients, refusals."""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd.errors import LostGraphError, NoRuleError, ShapeError
from autograd.tensor import Tensor
from autograd.transforms.reverse import grad
from autograd.transforms.second import hessian

X = np.array([2.0, 0.0, 1.0, 2.0])
NEW = not np.lib.NumpyVersion(np.__version__) < "2.3.0"


# ---- arrays from tensors -----------------------------------------------------------------------------------------


def test_full_fills_with_a_number_on_the_graph():
    assert grad(lambda v: anp.full((2, 3), v).sum())(1.5) == 6
    assert grad(lambda v: anp.full(3, v, np.float32).sum())(1.5) == 3
    assert anp.full((2, 3), Tensor(1.5), np.float32).dtype == np.float32
    assert anp.full((2, 2), Tensor([1.0, 2.0])).tolist() == [[1, 2], [1, 2]]
    assert np.asarray(anp.full((2, 3), Tensor(1.0), order="F").data).flags.f_contiguous
    assert anp.full((2,), 1.0, device="cpu").tolist() == [1, 1]
    assert anp.full(2, Tensor(1.0), device="cpu").tolist() == [1, 1]
    with pytest.raises(ValueError, match="gpu"):
        anp.full(2, Tensor(1.0), device="gpu")
    with pytest.raises(NoRuleError, match="like"):
        anp.full(2, Tensor(1.0), like=X)


def test_full_like_fills_with_a_number_on_the_graph():
    assert grad(lambda v: np.full_like(Tensor(X), v).sum())(1.5) == 4
    filled = anp.full_like(X, Tensor(1.5), dtype=np.float32, shape=(2, 2))
    assert (filled.dtype, filled.shape) == (np.float32, (2, 2))
    filled[0, 0] = 3.0  # its memory is its own
    assert filled.tolist() == [[3, 1.5], [1.5, 1.5]]
    with pytest.raises(ValueError, match="gpu"):
        anp.full_like(X, Tensor(1.5), device="gpu")
    assert type(anp.full_like(Tensor(X), 1.5, device="cpu")) is np.ndarray


def test_arrays_of_tensors_take_numpys_keywords():
    t = Tensor(2.0)
    assert anp.array([t, 1.0], ndmin=3).shape == (1, 1, 2)
    assert anp.array([t, 1.0], np.float32, copy=True, order="F").dtype == np.float32
    assert anp.array(Tensor(X), ndmin=2).shape == (1, 4)
    assert anp.asarray(Tensor(X), np.float32, order="C").dtype == np.float32
    assert anp.asanyarray([t, t]).tolist() == [2, 2]
    x = Tensor(X)
    assert anp.asarray(x) is x and anp.asarray(x, copy=True) is not x
    for function in (anp.array, anp.asarray):
        with pytest.raises(NoRuleError, match="'like'"):
            function([t], like=X)


def test_arrays_with_properties_of_their_memory():
    x = Tensor(np.arange(6.0).reshape(2, 3))
    assert anp.asfortranarray(x).data.flags.f_contiguous and anp.ascontiguousarray(x.T).data.flags.c_contiguous
    assert anp.asfortranarray(Tensor(1.0)).shape == (1,)
    assert anp.require(x, np.float32, ["F"]).data.flags.f_contiguous
    assert anp.require(x, requirements=["C", "O", "W"]).data.flags.writeable
    assert anp.require([Tensor(1.0)]).shape == (1,)
    assert anp.asarray_chkfinite(x).requires_grad
    with pytest.raises(ValueError, match="infs or NaNs"):
        anp.asarray_chkfinite(Tensor(np.array([np.inf])))
    for function in (anp.asfortranarray, anp.require, anp.asanyarray, anp.asarray_chkfinite):
        assert type(function([1.0])) is np.ndarray


def test_real_if_close():
    z = Tensor(np.array([1 + 1e-16j, 2]))
    assert np.real_if_close(z).dtype == float
    assert np.real_if_close(z + 1j).dtype == complex


@pytest.mark.parametrize(
    "name", ["sum", "mean", "max", "min", "prod", "var", "std", "median", "ptp", "nanmax", "nansum", "average"]
)
def test_a_list_of_tensors_is_an_array_for_reductions(name):
    function = getattr(anp, name)
    assert function([Tensor(2.0), 5.0]).data == function([2.0, 5.0])
    assert function(([Tensor(2.0), 5.0], X[:2]), axis=0).tolist() == function([[2.0, 5.0], X[:2]], axis=0).tolist()
    x = np.array([2.0, 5.0, 3.0])
    expected = grad(function)(x)
    assert np.array_equal(grad(lambda x: function([x[0], x[1], x[2]]))(x), expected)


def test_cumulative_functions_and_quantiles_of_lists():
    parts = [Tensor(2.0), 5.0]
    assert anp.cumsum(parts).tolist() == [2, 7]
    assert anp.cumprod(parts).tolist() == [2, 10]
    assert anp.quantile(parts, 0.5).data == 3.5
    assert anp.sort([Tensor(5.0), Tensor(2.0)]).tolist() == [2, 5]
    np.testing.assert_array_equal(anp.sin(parts).data, np.sin([2.0, 5.0]))


# ---- loops -------------------------------------------------------------------------------------------------------


def test_vectorize_branches_for_each_element():
    f = anp.vectorize(lambda a, b: a * a if a > 1 else b)
    assert f(Tensor(X), 5.0).tolist() == [4, 5, 5, 4]
    assert grad(lambda x: f(x, 5.0).sum())(X).tolist() == [4, 0, 0, 4]
    assert np.diag(hessian(lambda x: f(x, 5.0).sum())(X)).tolist() == [2, 0, 0, 2]
    assert grad(lambda b: f(X, b).sum())(5.0) == 2
    assert f(Tensor(X)[:, None], np.ones(3)).shape == (4, 3)
    assert type(f(X, 5.0)) is np.ndarray


def test_vectorize_takes_numpys_keywords():
    @anp.vectorize
    def decorated(a):
        "Its own text."
        return a, 2 * a

    assert decorated.__doc__ == "Its own text."
    one, two = decorated(Tensor(X))
    assert two.tolist() == (2 * one).tolist()
    assert anp.vectorize(lambda a: a, otypes=["f"])(Tensor(X)).dtype == np.float32
    assert anp.vectorize(lambda a: a, doc="text", cache=True).__doc__ == "text"
    for call in (
        anp.vectorize(lambda a, p: a * p[1], excluded=["p"])(Tensor(X), p=[1, 2]),
        anp.vectorize(lambda a, p: a * p[1], excluded={1})(Tensor(X), [1, 2]),
        anp.vectorize(excluded={1})(lambda a, p: a * p[1])(Tensor(X), [1, 2]),
    ):
        assert call.tolist() == (2 * X).tolist()
    with pytest.raises(ValueError, match="size 0"):
        anp.vectorize(lambda a: a)(Tensor(np.ones(0)))


def test_vectorize_by_signature():
    f = anp.vectorize(lambda a, b: (a @ b, a * b), signature="(n),(n)->(),(n)")
    rows = np.arange(8.0).reshape(2, 4)
    dots, products = f(Tensor(rows), X)
    assert np.array_equal(dots.data, rows @ X) and np.array_equal(products.data, rows * X)
    with pytest.raises(ShapeError, match="'n'"):
        f(Tensor(rows), X[:3])
    with pytest.raises(ShapeError, match="lacks the axes"):
        f(Tensor(1.0), X)
    with pytest.raises(TypeError, match="does not fit 1 arguments"):
        f(Tensor(rows))


def test_functions_along_axes():
    rows = np.arange(1.0, 9).reshape(2, 4)
    slope = grad(lambda x: np.apply_along_axis(lambda row: row * row[0], 1, x).sum())(rows)
    assert slope.tolist() == [[11, 1, 1, 1], [31, 5, 5, 5]]
    with pytest.raises(ValueError, match="iteration dimensions are 0"):
        np.apply_along_axis(np.sum, 0, Tensor(np.ones((2, 0))))
    with pytest.raises(ValueError, match="correct shape"):
        np.apply_over_axes(lambda a, axis: a.reshape(-1, 1, 1), Tensor(rows), 0)
    with pytest.raises(np.exceptions.AxisError):
        np.apply_along_axis(np.sum, 2, Tensor(rows))


def test_ndenumerate_gives_elements_on_the_graph():
    x = Tensor(X.reshape(2, 2))
    sum(k[0] * element for k, element in anp.ndenumerate(x)).backward()
    assert x.grad.tolist() == [[0, 0], [1, 1]]
    assert list(anp.ndenumerate(X[:1])) == [((0,), 2.0)]


# ---- joining by brackets -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("home", ["r_", "c_"])
def test_brackets_join_as_numpys(home):
    theirs, ours = getattr(np, home), getattr(anp, home)
    a, b, m = np.arange(3.0), np.ones(3), np.arange(6.0).reshape(2, 3)
    keys = [(a, b), (m, m), ("1", m, m), ("-1", a, b), ("0,2", a, b), ("0,2,0", a, b), (a, [1, 2, 3])]
    if home == "r_":
        keys += [(a, 1, 2.0), (slice(0, 3), a), (slice(0, 1, 3j), a, 5), (np.float32(1), a.astype(np.float32), 2)]
    for key in keys:
        expected = theirs[key]
        tracked = tuple(Tensor(part) if isinstance(part, np.ndarray) else part for part in key)
        got = ours[tracked]
        assert isinstance(got, Tensor) and got.requires_grad
        assert got.dtype == expected.dtype
        np.testing.assert_array_equal(got.data, expected)
    assert np.array_equal(ours[a], theirs[a]) and len(ours) == 0


def test_brackets_have_gradients():
    assert grad(lambda x: anp.r_[x, 1.0, x[0]] @ np.arange(6.0))(X).tolist() == [5, 1, 2, 3]
    assert grad(lambda v: anp.r_[v, 1.0].sum())(2.0) == 1


# ---- sets, order, windows ----------------------------------------------------------------------------------------


def test_of_equal_elements_the_first_has_the_gradient():
    assert grad(lambda x: np.unique(x) @ np.array([1.0, 2.0, 3.0]))(X).tolist() == [3, 1, 2, 0]
    values, index, inverse, counts = np.unique(Tensor(X), True, True, True)
    assert values.tolist() == [0, 1, 2]
    assert all(type(part) is np.ndarray for part in (index, inverse, counts))
    assert counts.tolist() == [1, 1, 2]
    assert np.unique(Tensor(np.array([np.nan, np.nan, 1.0]))).shape == (2,)
    assert np.unique(Tensor(np.array([np.nan, np.nan, 1.0])), equal_nan=False).shape == (3,)
    assert np.unique(Tensor(np.array([[1.0, 2.0], [1.0, 2.0]])), axis=0).tolist() == [[1, 2]]


@pytest.mark.parametrize("name", ["unique_values", "unique_counts", "unique_inverse", "unique_all"])
def test_the_array_apis_forms_of_unique(name):
    expected, got = getattr(np, name)(X), getattr(np, name)(Tensor(X))
    if name == "unique_values":
        expected, got = [expected], [got]
    else:
        assert type(got) is type(expected)
    for mine, theirs in zip(got, expected, strict=True):
        assert np.array_equal(mine.data if isinstance(mine, Tensor) else mine, theirs)
    first = (lambda found: found) if name == "unique_values" else (lambda found: found[0])
    assert grad(lambda x: first(getattr(np, name)(x)).sum())(X).tolist() == [1, 1, 1, 0]
    assert np.unique_values(Tensor(np.array([np.nan, 1.0]))).shape == (2,)


def test_operations_of_sets():
    other = np.array([1.0, 3.0])
    for name in ("union1d", "intersect1d", "setdiff1d", "setxor1d"):
        expected = getattr(np, name)(X, other)
        for operands in ((Tensor(X), other), (X, Tensor(other)), (Tensor(X), Tensor(other))):
            got = getattr(np, name)(*operands)
            assert np.array_equal(got.data if isinstance(got, Tensor) else got, expected)
    assert grad(lambda x: np.intersect1d(x, other).sum())(X).tolist() == [0, 0, 1, 0]


def test_sort_complex_and_trim_zeros():
    for dtype in (np.float32, np.complex64, float):
        assert np.sort_complex(Tensor(X.astype(dtype))).dtype == np.sort_complex(X.astype(dtype)).dtype
    assert grad(lambda x: np.sort_complex(x)[0].real)(X).tolist() == [0, 1, 0, 0]
    padded = np.array([0.0, 0.0, 2.0, 0.0, 1.0, 0.0])
    for trim in ("fb", "f", "b", "F"):
        assert np.trim_zeros(Tensor(padded), trim).tolist() == np.trim_zeros(padded, trim).tolist()
    assert np.trim_zeros(Tensor(np.zeros(3))).shape == (0,)
    if NEW:
        with pytest.raises(ValueError, match="trim"):
            np.trim_zeros(Tensor(padded), "x")
        m = np.pad(np.arange(4.0).reshape(2, 2), ((1, 2), (0, 3)))
        for axis in (None, 0, 1, (0, 1)):
            assert np.array_equal(np.trim_zeros(Tensor(m), axis=axis).data, np.trim_zeros(m, axis=axis))


def test_windows_are_read_only_views():
    x = Tensor(X)
    windows = np.lib.stride_tricks.sliding_window_view(x * 1, 2)
    assert windows.tolist() == [[2, 0], [0, 1], [1, 2]]
    windows.sum().backward()
    assert x.grad.tolist() == [1, 2, 2, 1]
    assert anp.lib.stride_tricks.sliding_window_view(Tensor(X.reshape(2, 2)), (1, 2)).shape == (2, 1, 1, 2)
    with pytest.raises(ValueError, match="read-only"):
        windows[0, 0] = 1.0
    with pytest.raises(NoRuleError, match="writeable"):
        np.lib.stride_tricks.sliding_window_view(x, 2, writeable=True)


def test_strides_are_refused():
    with pytest.raises(NoRuleError, match="sliding_window_view"):
        anp.lib.stride_tricks.as_strided(Tensor(X), (2,), (8,))
    with pytest.raises((LostGraphError, NoRuleError)):
        np.lib.stride_tricks.as_strided(Tensor(X), (2,), (8,))
    assert anp.lib.stride_tricks.as_strided(X, (2,), (8,)).tolist() == [2, 0]


# ---- np.emath ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sqrt", "log", "log2", "log10", "arccos", "arcsin", "arctanh"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, np.complex64])
def test_emath_answers_with_complex_numbers_where_it_must(name, dtype):
    theirs, ours = getattr(np.emath, name), getattr(anp.emath, name)
    for x in (np.array([3, 2], dtype), np.array([3, -2], dtype), np.array([0.5, 0.25]).astype(np.float32)):
        got, expected = theirs(Tensor(x)), theirs(x)
        assert got.dtype == expected.dtype
        np.testing.assert_allclose(got.data, expected, 1e-6)
        assert type(ours(x)) is np.ndarray
    assert ours.__name__ == name and "np.emath" not in ours.__doc__


def test_emath_of_two_arguments():
    for a, b in ((-2.0, 8.0), (2.0, -8.0), (2, -2), (np.array([2, 3]), np.array([-1, 2]))):
        for name in ("logn", "power"):
            expected = getattr(np.emath, name)(a, b)
            for operands in ((Tensor(a), b), (a, Tensor(b)), (Tensor(a), Tensor(b))):
                got = getattr(np.emath, name)(*operands)
                np.testing.assert_allclose(got.data if isinstance(got, Tensor) else got, expected)
    assert grad(lambda x: np.emath.power(x, 2.0))(3.0) == 6.0
    assert anp.emath.power(-1, 2) == 1 and anp.emath.logn(2, 8) == 3


def test_untracked_tensors_give_untracked_tensors():
    x = Tensor(X, requires_grad=False)
    for result in (
        np.median(x), np.nansum(x), np.cov(x), np.gradient(x), np.unique(x), np.quantile(x, [0.1, 0.2]), np.nanmax(x),
        np.bincount([0, 1, 1, 0], x), np.linspace(x, 2.0), np.histogram(X, weights=x)[0], np.full_like(x, x),
        np.histogramdd([X], weights=x)[0], anp.full((2, 4), x), anp.r_[x, 1], np.union1d(x, [9.0]), anp.emath.sqrt(x),
    ):  # fmt: skip
        assert isinstance(result, Tensor) and not result.requires_grad
