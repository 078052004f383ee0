"""Hard corners of reductions, cumulative ops and soft maxima: zeros, ties, infinities, nothing."""

import itertools
import math

import numpy as np
import pytest

import autograd.numpy as anp
from autograd.checking.compare import gradcheck
from autograd.errors import InputTypeError, NoRuleError, ShapeError
from autograd.ops import products, softmax, statistical, variance
from autograd.tensor import Tensor
from autograd.transforms.forward import jvp
from autograd.transforms.reverse import grad
from autograd.transforms.second import hessian, jacobian

INF, NAN = math.inf, math.nan
CONSTANT = pytest.mark.filterwarnings("ignore:Output seems independent")
DTYPES = [np.float64, np.float32]
ZEROS = [[2, 3, 4, 5], [2, 0, 3, 4], [0, 0, 3, 4], [0, 0, 0, 4], [0, 5], [5, 3, 2, 7, 0], [0], [2, 0, 3, 4, 0, 5, 1]]


def without(x, *positions):
    """Return the product of the elements that are not at these positions; 0 if a position occurs twice."""
    return np.prod(np.delete(x, positions)) if len(set(positions)) == len(positions) else 0.0


def table(n, order, entry):
    """Return the array whose entries are given by their indices."""
    found = np.zeros((n,) * order)
    for index in itertools.product(range(n), repeat=order):
        found[index] = entry(*index)
    return found


# ---- products with zeros -----------------------------------------------------------------------------------------


@CONSTANT
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("numbers", ZEROS)
def test_prod_with_zeros_is_exact_up_to_third_order(numbers, dtype):
    x, n = np.array(numbers, dtype), len(numbers)
    tolerance = 1e-12 if dtype is np.float64 else 1e-5
    for order, f in ((1, grad(anp.prod)), (2, hessian(anp.prod)), (3, jacobian(hessian(anp.prod)))):
        got = f(x)
        np.testing.assert_allclose(got, table(n, order, lambda *at: without(x, *at)), tolerance, tolerance * 100)
        assert got.dtype == dtype
    t = np.arange(1.0, n + 1).astype(dtype)
    np.testing.assert_allclose(jvp(anp.prod, (x,), (t,))[1], t @ grad(anp.prod)(x), tolerance)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("numbers", ZEROS)
def test_cumprod_with_zeros_is_exact_up_to_second_order(numbers, dtype):
    x, n = np.array(numbers, dtype), len(numbers)
    tolerance = 1e-12 if dtype is np.float64 else 1e-5
    first = table(n, 2, lambda i, k: without(x[: i + 1], k) if k <= i else 0)
    second = table(n, 3, lambda i, k, m: without(x[: i + 1], k, m) if max(k, m) <= i else 0)
    got = jacobian(anp.cumprod)(x)
    np.testing.assert_allclose(got, first, tolerance, tolerance * 100)
    assert got.dtype == dtype
    np.testing.assert_allclose(jacobian(jacobian(anp.cumprod))(x), second, tolerance, tolerance * 100)
    t = np.arange(1.0, n + 1).astype(dtype)
    np.testing.assert_allclose(jvp(anp.cumprod, (x,), (t,))[1], first @ t, tolerance)


@pytest.mark.parametrize("f", [anp.prod, anp.cumprod])
@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_products_with_zeros_along_an_axis(f, axis):
    x = np.array([[2.0, 0.0, 3.0], [0.0, 0.0, 1.5], [1.0, 2.0, -3.0], [0.5, 0.0, 1.0]])
    assert gradcheck(lambda a: f(a, axis), x, order=2)
    assert gradcheck(lambda a: f(a, axis), x.T[::-1], order=2)
    z = x * (1 + 2j)
    assert gradcheck(lambda a: f(a, axis), z, order=2)


def test_prod_over_several_axes_with_zeros():
    x = np.arange(12.0).reshape(2, 3, 2) % 5
    for axis in ((0, 2), (2, 0), (-1, 1), ()):
        assert gradcheck(lambda a, axis=axis: anp.prod(a, axis, keepdims=True), x, order=2)


def test_products_that_underflow_or_overflow_on_the_way():
    x = np.array([1e-200, 1e-200, 1e300, 2.0])
    np.testing.assert_allclose(grad(anp.prod)(x), [2e100, 2e100, 0, 1e-100])
    y = np.array([1e-200, 1e-200, 1e200])
    np.testing.assert_allclose(jacobian(anp.cumprod)(y)[2], [1.0, 1.0, 0.0])


def test_a_long_cumprod_with_a_zero():
    rng = np.random.default_rng(0)
    x = rng.uniform(0.9, 1.1, 1001)
    x[500] = 0
    got = grad(lambda a: anp.cumprod(a)[-1])(x)
    np.testing.assert_allclose(got[500], np.prod(np.delete(x, 500)))
    assert np.count_nonzero(got) == 1


# ---- extrema -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
def test_ties_share_evenly(dtype):
    x = np.array([[1, 3, 3], [2, 2, 2], [0, 1, 5]], dtype)
    share = grad(lambda a: anp.sum(anp.max(a, axis=1)))(x)
    np.testing.assert_allclose(share, [[0, 0.5, 0.5], [1 / 3, 1 / 3, 1 / 3], [0, 0, 1]], 1e-6)
    assert share.dtype == dtype
    np.testing.assert_array_equal(grad(anp.min)(x), np.where(x == 0, 1, 0))
    half = hessian(lambda a: anp.sum(anp.max(a, axis=1) ** 2))(x)[0, :, 0]
    np.testing.assert_allclose(half, [[0, 0, 0], [0, 0.5, 0.5], [0, 0.5, 0.5]], 1e-6)
    np.testing.assert_allclose(jvp(lambda a: anp.max(a, 1), (x,), (x * x,))[1], [9, 4, 25])


def test_the_extremum_of_nan_has_a_gradient_of_nan_in_its_row_only():
    x = np.array([[1.0, NAN, 3.0], [1.0, 2.0, 2.0]])
    got = grad(lambda a: anp.sum(anp.max(a, axis=1)))(x)
    np.testing.assert_array_equal(got, [[NAN] * 3, [0, 0.5, 0.5]])
    np.testing.assert_array_equal(grad(lambda a: anp.max(a, axis=1)[1])(x)[0], [0, 0, 0])


def test_the_second_derivative_survives_where_the_first_vanishes():
    f = lambda a: (anp.max(a) - 3.0) ** 2
    np.testing.assert_allclose(hessian(f)(np.array([1.0, 3.0])), [[0, 0], [0, 2]])
    np.testing.assert_allclose(hessian(f)(np.array([3.0, 3.0])), [[0.5, 0.5], [0.5, 0.5]])


def test_ptp():
    assert gradcheck(lambda a: np.ptp(a, 0), np.array([[1.0, 5.0], [2.0, 3.0], [4.0, 7.0]]))
    np.testing.assert_array_equal(grad(anp.ptp)(np.array([1.0, 5.0, 2.0])), [-1, 1, 0])


# ---- variance and standard deviation -------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("value", [0.0, 0.1, -7.7, 1e10])
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_std_of_constants_has_gradient_0(value, dtype, axis):
    x = np.full((5, 3), value, dtype)  # np.std([0.1, 0.1, 0.1]) is 1.4e-17
    f = lambda a: anp.sum(anp.std(a, axis=axis))
    g = grad(f)(x)
    assert g.dtype == dtype and not g.any()
    assert not jvp(f, (x,), (np.arange(15, dtype=dtype).reshape(5, 3),))[1]
    assert not hessian(f)(x).any()


def test_a_tiny_spread_is_not_taken_for_none():
    x = np.array([1.0, 1.0 + 2**-51])
    np.testing.assert_allclose(grad(anp.std)(x), [-0.5, 0.5])
    y = np.array([[1.0, 2.0], [3.0, 3.0]])
    got = grad(lambda a: anp.sum(anp.std(a, axis=1)))(y)
    np.testing.assert_allclose(got, [[-0.5, 0.5], [0, 0]])


def test_variance_of_complex_numbers_is_real_and_conjugates():
    z = np.array([1 + 2j, 3 - 1j, 0.5j])
    out = anp.var(Tensor(z), ddof=1)
    assert out.dtype == float and out.item() == np.var(z, ddof=1)
    np.testing.assert_allclose(grad(anp.var)(z), 2 * np.conj(z - z.mean()) / 3)
    assert gradcheck(anp.std, z, order=2)


def test_degrees_of_freedom():
    x = np.array([1.0, 2.0, 4.0])
    assert np.var(Tensor(x), correction=1).item() == np.var(x, ddof=1)
    assert gradcheck(lambda a: np.std(a, ddof=1), x, order=2)
    assert np.isnan(grad(lambda a: anp.var(a, ddof=1))(np.array([1.0]))).all()
    with pytest.raises(ValueError, match="correction"):
        np.var(Tensor(x), ddof=1, correction=1)


# ---- logsumexp and softmax -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("numbers", "value", "shares"),
    [
        ([1000.0, 1000.0], 1000 + math.log(2), [0.5, 0.5]),
        ([-1000.0, -1000.0], -1000 + math.log(2), [0.5, 0.5]),
        ([-INF, 0.0, 0.0], math.log(2), [0, 0.5, 0.5]),
        ([-INF, -INF], -INF, [0.5, 0.5]),
        ([INF, 1.0], INF, [1, 0]),
        ([INF, INF, -INF], INF, [0.5, 0.5, 0]),
        ([NAN, 1.0], NAN, [NAN, NAN]),
    ],
)
def test_logsumexp_of_large_and_infinite_numbers(numbers, value, shares, dtype):
    x = np.array(numbers, dtype)
    out = softmax.logsumexp(x)
    assert out == dtype(value) or math.isnan(value)
    assert out.dtype == dtype
    g = grad(softmax.logsumexp)(x)
    assert g.dtype == dtype
    rounding = 1e-12 if dtype is np.float64 else 1e-4  # of the result, 1000.7, to which the shares are relative
    np.testing.assert_allclose(g, shares, rounding)
    np.testing.assert_allclose(jvp(softmax.logsumexp, (x,), (np.ones_like(x),))[1], sum(shares), rounding)
    if all(map(math.isfinite, shares)) and math.isfinite(value):
        np.testing.assert_allclose(hessian(softmax.logsumexp)(x), np.diag(shares) - np.outer(shares, shares), rounding)


def test_infinite_rows_leave_the_others_alone():
    x = np.array([[-INF, -INF], [1.0, 2.0], [INF, 0.0], [-INF, 3.0]])
    got = grad(lambda a: anp.sum(anp.logsumexp(a, axis=1)))(x)
    p = 1 / (1 + math.e)
    np.testing.assert_allclose(got, [[0.5, 0.5], [p, 1 - p], [1, 0], [0, 1]])
    np.testing.assert_array_equal(anp.logsumexp(x, axis=1)[[0, 2, 3]], [-INF, INF, 3])
    masked = grad(lambda a: anp.sum(anp.where(np.arange(4) == 1, anp.logsumexp(a, axis=1), 0)))(x)
    np.testing.assert_allclose(masked, [[0, 0], [p, 1 - p], [0, 0], [0, 0]])


def test_softmax_of_minus_infinity():
    x = np.array([-INF, 1.0, 2.0])
    p = np.array([0, 1 / (1 + math.e), math.e / (1 + math.e)])
    np.testing.assert_allclose(softmax.softmax(x), p)
    np.testing.assert_allclose(jacobian(softmax.softmax)(x), np.diag(p) - np.outer(p, p), atol=1e-16)
    np.testing.assert_allclose(jacobian(softmax.log_softmax)(x), np.eye(3) - p, atol=1e-16)
    assert softmax.log_softmax(x)[0] == -INF


def test_soft_maxima_of_nothing_and_of_integers():
    assert softmax.logsumexp(np.zeros((2, 0)), axis=1).tolist() == [-INF, -INF]
    assert softmax.softmax(np.zeros((2, 0))).shape == (2, 0)
    assert softmax.softmax(np.array([1, 1])).tolist() == [0.5, 0.5]
    assert softmax.logsumexp(3) == 3.0


# ---- NumPy's forms -------------------------------------------------------------------------------------------------

MASK = np.array([[True, False, True], [True, True, False]])
NUMBERS = np.array([[0.3, NAN, 1.2], [-0.7, 2.0, INF]])


@pytest.mark.parametrize(
    ("name", "keywords"),
    [
        ("sum", {"where": MASK}),
        ("sum", {"where": MASK, "initial": 2.5, "axis": 0}),
        ("mean", {"where": MASK, "axis": 1, "keepdims": True}),
        ("prod", {"where": MASK, "initial": 2.0}),
        ("max", {"where": MASK, "initial": -9.0, "axis": 0}),
        ("min", {"where": MASK, "initial": 9.0}),
        ("max", {"initial": 0.5, "axis": 0, "where": MASK[:1]}),
    ],
)
@pytest.mark.parametrize("dtype", DTYPES)
def test_masks_and_initial(name, keywords, dtype):
    x = NUMBERS.astype(dtype)
    f = getattr(np, name)
    if keywords["where"].shape == (1, 3):
        x = np.where(np.isfinite(x), x, 1).astype(dtype)
    out = f(Tensor(x), **keywords)
    np.testing.assert_allclose(out.data, f(x, **keywords), 1e-6)
    assert out.dtype == dtype
    g = grad(lambda a: anp.sum(f(a, **keywords)))(x)
    assert g.dtype == dtype and np.isfinite(g).all()
    assert not g[~np.broadcast_to(keywords["where"], x.shape)].any()
    if dtype is np.float64:
        assert gradcheck(lambda a: f(anp.where(MASK, a, x), **keywords), np.where(MASK, x, 1), order=2)


def test_initial_may_be_a_tensor():
    assert gradcheck(lambda a, b: np.sum(a, initial=b) * np.prod(a, initial=b), np.array([1.0, 2.0]), 3.0, order=2)


@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
def test_a_wider_dtype(dtype):
    x = np.array([[1, 2], [3, 4]], np.float32)
    for name in ("sum", "mean", "prod", "cumsum", "cumprod", "var"):
        f = getattr(np, name)
        out = f(Tensor(x), dtype=dtype)
        np.testing.assert_array_equal(out.data, f(x, dtype=dtype))
        assert out.dtype == f(x, dtype=dtype).dtype
        g = grad(lambda a, f=f: anp.sum(anp.real(f(a, dtype=dtype))))(x)
        assert g.dtype == np.float32
        np.testing.assert_allclose(g, grad(lambda a, f=f: anp.sum(f(a)))(x.astype(float)), 1e-6, 1e-6)


@pytest.mark.parametrize(
    "call",
    [
        lambda t: np.sum(t, out=np.zeros(())),
        lambda t: np.mean(t, out=np.zeros(())),
        lambda t: np.prod(t, out=np.zeros(())),
        lambda t: np.max(t, out=np.zeros(())),
        lambda t: np.min(t, None, np.zeros(())),
        lambda t: np.ptp(t, out=np.zeros(())),
        lambda t: np.var(t, out=np.zeros(())),
        lambda t: np.cumsum(t, out=np.zeros(3)),
        lambda t: np.cumprod(t, None, None, np.zeros(3)),
        lambda t: statistical.sum_op(t, out=np.zeros(())),
    ],
)
def test_out_is_refused_by_name(call):
    with pytest.raises(TypeError, match="'out'"):
        call(Tensor(np.ones(3)))


def test_what_is_not_supported_is_refused_by_name():
    t = Tensor(np.ones(3))
    with pytest.raises(NoRuleError, match=r"np\.std: .*'out'"):
        np.std(t, out=np.zeros(()))
    with pytest.raises(ValueError, match="initial"):
        np.max(t, where=np.array([True, False, True]))
    with pytest.raises(ShapeError, match="axis"):
        anp.cumulative_sum(Tensor(np.ones((2, 2))))


def test_average():
    x, w = np.arange(6.0).reshape(2, 3), np.array([1.0, 2.0, 4.0])
    for keywords in (
        {},
        {"axis": 1},
        {"axis": 0, "weights": w[:2]},
        {"axis": 1, "weights": w, "keepdims": True},
        {"weights": x + 1},
        {"axis": (1, 0), "weights": np.array([[1.0, 2], [3, 4], [5, 7]])},
    ):
        np.testing.assert_allclose(np.average(Tensor(x), **keywords).data, np.average(x, **keywords))
        assert gradcheck(lambda a, k=keywords: np.average(a, **k), x, order=2)
    assert gradcheck(lambda a, b: anp.average(a, axis=1, weights=b), x, w, order=2)
    value, total = np.average(Tensor(x), axis=1, weights=w, returned=True)
    assert total.tolist() == [7, 7] and value.shape == (2,)
    with pytest.raises(ZeroDivisionError):
        np.average(Tensor(x), axis=1, weights=w * 0)
    with pytest.raises(ValueError, match="axis"):
        np.average(Tensor(x), weights=w)


def test_cumulative_sum_and_prod():
    x = np.array([[2.0, 3.0, 0.0], [1.0, -1.0, 4.0]])
    for f, theirs in ((anp.cumulative_sum, "cumulative_sum"), (anp.cumulative_prod, "cumulative_prod")):
        assert gradcheck(lambda a, f=f: f(a, axis=1, include_initial=True), x, order=2)
        if hasattr(np, theirs):
            expected = getattr(np, theirs)(x, axis=-1, include_initial=True)
            np.testing.assert_array_equal(f(x, axis=-1, include_initial=True), expected)
            np.testing.assert_array_equal(getattr(np, theirs)(Tensor(x), axis=-1, include_initial=True).data, expected)


def test_nothing():
    empty = Tensor(np.zeros((0, 3)))
    assert np.sum(empty).item() == 0 and np.prod(empty).item() == 1
    assert np.sum(empty, axis=0).data.tolist() == [0, 0, 0]
    with pytest.warns(RuntimeWarning, match="Mean of empty slice"):
        assert math.isnan(np.mean(empty).item())
    for f in (anp.sum, anp.prod, anp.cumsum, anp.cumprod):
        assert grad(lambda a, f=f: anp.sum(f(a)))(np.zeros((0, 3))).shape == (0, 3)
    with pytest.raises(ValueError, match="while computing max"):
        np.max(empty)


@CONSTANT
@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (anp.sum, 1.0),
        (anp.mean, 1.0),
        (anp.prod, 1.0),
        (anp.max, 1.0),
        (anp.logsumexp, 1.0),
        (anp.var, 0.0),
        (anp.std, 0.0),
        (anp.ptp, 0.0),
        (anp.softmax, 0.0),
        (anp.log_softmax, 0.0),
        (lambda x: anp.cumsum(x)[0], 1.0),
        (lambda x: anp.cumprod(x)[0], 1.0),
    ],
)
@pytest.mark.parametrize("x", [2.0, np.float64(2), np.float32(2), 0.0])
def test_a_scalar(f, slope, x):
    assert grad(f)(x) == slope
    assert np.result_type(grad(f)(x)) == np.result_type(x)
    assert jvp(f, (x,), (type(x)(3),))[1] == 3 * slope
    assert grad(grad(f))(x) == 0


def test_rules_save_what_they_need_only():
    x = Tensor(np.arange(6.0).reshape(2, 3))
    for f in (anp.sum, anp.mean, anp.cumsum):
        assert not any(isinstance(item, np.ndarray) for item in f(x).node.saved)
    for f in (anp.softmax, anp.log_softmax):
        out = f(x)
        assert any(item is out.data for item in out.node.saved)
        assert not any(item is x.data for item in out.node.saved)


def test_every_numpy_function_leads_here():
    x = Tensor(np.arange(1.0, 7.0).reshape(2, 3))
    for module in (statistical, products, variance):
        for name in ("sum", "mean", "max", "min", "ptp", "average", "prod", "cumsum", "cumprod", "var", "std"):
            if hasattr(module, name):
                ours, theirs = getattr(module, name)(x), getattr(np, name)(x)
                assert isinstance(theirs, Tensor) and theirs.requires_grad
                np.testing.assert_array_equal(ours.data, theirs.data)
    assert np.amax(x).item() == 6 and np.amin(x).item() == 1


V = np.array([1.0, 2.0, 3.0])


def test_a_tensor_as_bound_or_mask_of_a_plain_array():
    assert grad(lambda x: anp.sum(V, initial=x))(3.0) == 1
    assert grad(lambda x: anp.prod(V, initial=x))(3.0) == 6
    assert grad(lambda x: anp.max(V, initial=x))(5.0) == 1 and grad(lambda x: anp.max(V, initial=x))(0.0) == 0
    assert grad(lambda x: anp.min(V, initial=x))(0.0) == 1
    mask = Tensor(np.array([True, False, True]))
    assert np.mean(V, where=mask) == 2 and np.sum(V, where=mask) == 4
    assert np.std(V, where=mask) == 1


@pytest.mark.parametrize("name", ["sum", "mean", "prod", "max", "min", "ptp", "var", "std", "cumsum", "cumprod"])
def test_a_tensor_as_out_is_written_into(name):
    a = np.stack([V, V + 1])
    x = Tensor(a) * 1
    for f in (getattr(np, name), getattr(anp, name), lambda x, **keywords: getattr(x, name)(**keywords)):
        out = Tensor(np.zeros_like(getattr(np, name)(a, axis=0))) * 1
        assert f(x, axis=0, out=out) is out
        np.testing.assert_array_equal(out.data, getattr(np, name)(a, axis=0))
        assert out.node is not None and out.node.op.name != "multiply"


def test_extrema_of_nothing_are_the_bound():
    for f in (np.max, np.min):
        nothing = Tensor(np.empty((2, 0)))
        assert f(nothing, axis=1, initial=0.5).tolist() == [0.5, 0.5]
        assert f(Tensor(np.empty(0)), initial=0.5).item() == 0.5
    assert grad(lambda b: anp.sum(anp.max(np.empty((2, 0)), axis=1, initial=b)))(0.5) == 2


def test_a_mask_is_boolean():
    with pytest.raises(InputTypeError, match="astype"):
        np.sum(Tensor(V), where=V)


def test_no_value_is_no_keyword():
    assert np.sum(Tensor(V), keepdims=np._NoValue).item() == np.max(Tensor(V), initial=np._NoValue).item() + 3


@pytest.mark.parametrize("a", [np.full(2, 1e16), np.full(2, 3e7, "f4"), np.full(2, 2000, "f2")])
def test_logsumexp_of_large_numbers_has_exact_shares(a):
    found = grad(anp.logsumexp)(a)
    assert found.tolist() == [0.5, 0.5] and found.dtype == a.dtype
    assert grad(lambda x: anp.logsumexp(x, axis=1).sum())(np.stack([a, a * 0 - np.inf])).tolist() == [[0.5, 0.5]] * 2
