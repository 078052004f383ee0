"""Linear algebra: hand values, points without a derivative, what is refused, dtypes, programs as people write them."""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, grad, gradcheck, hessian, jvp
from autograd.errors import DegenerateError, NoRuleError
from autograd.numpy import linalg as ours
from autograd.ops.matrices import positive, separated
from tests.laws.engine import leaves, parts, plain
from tests.laws.runner import DERIVATIVES
from tests.ops.compositions import Composition
from tests.strategies import Sample

RNG = np.random.default_rng(0)
LinAlgError = np.linalg.LinAlgError


def drawn(*shape, kind="f"):
    """Return random numbers, complex ones for kind "c"."""
    x = RNG.uniform(-1, 1, shape)
    return x + 1j * RNG.uniform(-1, 1, shape) if kind == "c" else x


def close(got, expected, tolerance=1e-10):
    np.testing.assert_allclose(got, expected, tolerance, tolerance)


def differences(f, x, h=1e-4):
    """The gradient of a real function of real numbers by 4th-order differences."""
    out = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[index] = h
        out[index] = (8 * (f(x + e) - f(x - e)) - (f(x + 2 * e) - f(x - 2 * e))) / (12 * h)
    return out


# ---- what does not depend on phases, under the laws ----------------------------------------------------------------


def weights(n, start=1.0):
    return np.arange(start, start + n)


def span(v):
    """A weighted sum of the projectors on the columns."""
    return (v * weights(v.shape[-1])) @ anp.conj(anp.swapaxes(v, -1, -2))


def vectors_of_eigh(x):
    w, v = np.linalg.eigh(positive(x))
    return w, abs(v), span(v)


def function_by_eigh(x):
    w, v = np.linalg.eigh(positive(x), UPLO="U")
    return (v * np.exp(w)[..., None, :]) @ np.conj(np.swapaxes(v, -1, -2))


def vectors_of_eig(x):
    w, v = np.linalg.eig(separated(x))
    return w, abs(v), span(v), (v * np.exp(w)[..., None, :]) @ np.linalg.inv(v)


def turning_vectors_of_eig(x):
    """A real matrix with complex eigenvalues."""
    w, v = np.linalg.eig(x.real / 8 + np.array([[1.0, 2.0, 0.0], [-2.0, 1.0, 0.0], [0.0, 0.0, 3.0]]))
    return w, abs(v), (v * np.sqrt(w)) @ np.linalg.inv(v)


def vectors_of_svd(x):
    """Everything: joint phases cancel in u v^h, and the last vectors enter by their space."""
    u, s, vh = np.linalg.svd(separated(x))
    k = s.shape[-1]
    joint = (u[..., :k] * weights(k)) @ vh[..., :k, :]
    rest_u, rest_v = u[..., k:] @ np.conj(np.swapaxes(u[..., k:], -1, -2)), np.conj(np.swapaxes(vh[..., k:, :], -1, -2))
    return s, abs(u[..., :k]), joint, rest_u, rest_v @ np.conj(np.swapaxes(rest_v, -1, -2))


def reduced_vectors_of_svd(x):
    u, s, vh = np.linalg.svd(separated(x), full_matrices=False)
    return s, abs(vh), (u * weights(s.shape[-1])) @ vh


def vectors_of_hermitian_svd(x):
    u, s, vh = np.linalg.svd(positive(x) - 2 * np.eye(3), hermitian=True)
    return s, (u * weights(3)) @ vh


def complete_qr(x):
    q, r = np.linalg.qr(separated(x), mode="complete")
    k = x.shape[-1]
    return q[..., :k], r, q[..., k:] @ np.conj(np.swapaxes(q[..., k:], -1, -2))


def hermitian_pinv(x):
    return np.linalg.pinv(positive(x), hermitian=True)


INVARIANT = [
    (vectors_of_eigh, (3, 3)),
    (vectors_of_eigh, (2, 2, 2)),
    (function_by_eigh, (3, 3)),
    (vectors_of_eig, (3, 3)),
    (vectors_of_eig, (2, 2, 2)),
    (turning_vectors_of_eig, (3, 3)),
    (vectors_of_svd, (3, 3)),
    (vectors_of_svd, (5, 2)),
    (vectors_of_svd, (2, 4)),
    (vectors_of_svd, (2, 3, 1)),
    (reduced_vectors_of_svd, (4, 2)),
    (reduced_vectors_of_svd, (2, 2, 3)),
    (vectors_of_hermitian_svd, (3, 3)),
    (complete_qr, (4, 2)),
    (complete_qr, (2, 3, 1)),
    (hermitian_pinv, (3, 3)),
]


@pytest.mark.parametrize("kind", ["f", "c"])
@pytest.mark.parametrize(("function", "shape"), INVARIANT)
def test_functions_of_vectors_obey_the_laws(function, shape, kind):
    composition = Composition(function)
    composition.analytic = False
    sample = Sample(composition, (drawn(*shape, kind=kind),), {}, (0,), 3)
    expected, got = function(sample.operands[0]), function(*leaves(sample.operands))
    for mine, numpys in zip(parts(got), parts(expected), strict=True):
        close(plain(mine), numpys, 1e-12)
    for law in DERIVATIVES.values():
        law(sample)


# ---- hand values ---------------------------------------------------------------------------------------------------


def test_the_gradient_of_an_inverse():
    a = np.diag([1.0, 2.0])
    close(grad(lambda x: np.linalg.inv(x)[0, 1])(a), [[0, -0.5], [0, 0]])
    close(grad(lambda x: np.linalg.inv(x).sum())(np.array([[4.0]])), [[-1 / 16]])


def test_the_gradient_of_log_det_is_the_inverse():
    a = positive(drawn(4, 4))
    for f in (lambda x: np.linalg.slogdet(x).logabsdet, lambda x: np.log(np.linalg.det(x))):
        close(grad(f)(a), np.linalg.inv(a).T)
    # the Hessian of log det is -A^-T (x) A^-1
    inverse = np.linalg.inv(a)
    second = hessian(lambda x: np.linalg.slogdet(x)[1])(a)
    close(second, -np.einsum("jk,li->ijkl", inverse, inverse))


def minors(a):
    """The matrix of cofactors, by its definition."""
    n = len(a)
    small = [[np.delete(np.delete(a, i, 0), j, 1) for j in range(n)] for i in range(n)]
    return np.linalg.det(small) * (-1) ** np.add.outer(np.arange(n), np.arange(n))


@pytest.mark.parametrize("rank", [0, 1, 2])
@pytest.mark.parametrize("kind", ["f", "c"])
def test_the_determinant_of_a_singular_matrix_has_a_gradient(rank, kind):
    a = drawn(3, rank, kind=kind) @ drawn(rank, 3, kind=kind)
    cofactors = minors(a)
    close(grad(lambda x: np.real(np.linalg.det(x)))(a), cofactors, 1e-12)
    if kind == "f":
        second = hessian(np.linalg.det)(a)
        for i, j in np.ndindex(3, 3):
            close(second[i, j], differences(lambda x, i=i, j=j: minors(x)[i, j], a), 1e-9)
        t = drawn(3, 3)
        close(jvp(np.linalg.det, (a,), (t,))[1], np.sum(cofactors * t))


def test_the_determinant_of_an_exactly_singular_matrix():
    a = np.array([[1.0, 2.0], [2.0, 4.0]])
    assert grad(np.linalg.det)(a).round(12).tolist() == [[4, -2], [-2, 1]]
    close(hessian(np.linalg.det)(a).reshape(4, 4), np.diag([1, -1, -1, 1])[::-1])
    batch = np.stack([a, np.eye(2)])
    close(grad(lambda x: np.linalg.det(x).sum())(batch), [[[4, -2], [-2, 1]], np.eye(2)])
    single = grad(np.linalg.det)(a.astype("f4"))
    assert single.dtype == np.float32
    close(single, [[4, -2], [-2, 1]], 1e-5)


def test_the_logarithm_of_the_determinant_of_a_singular_matrix_is_an_error():
    batch = np.stack([np.ones((2, 2)), 2 * np.eye(2)])

    def masked(x):
        sign, log = np.linalg.slogdet(x)
        return np.where(sign != 0, log, 0).sum()

    close(grad(masked)(batch), [np.zeros((2, 2)), np.eye(2) / 2])
    with pytest.raises(LinAlgError, match="Singular"):
        grad(lambda x: np.linalg.slogdet(x)[1].sum())(batch)


def test_eigenvalues():
    a = np.array([[2.0, 1.0], [1.0, 2.0]])
    close(grad(lambda x: np.linalg.eigvalsh(x)[0])(a), [[0.5, -0.5], [-0.5, 0.5]])
    close(grad(lambda x: np.linalg.eigvalsh(x)[1])(a), [[0.5, 0.5], [0.5, 0.5]])
    b = np.array([[1.0, 1.0], [0.0, 2.0]])
    close(grad(lambda x: np.linalg.eigvals(x)[1])(b), [[0, 0], [1, 1]])


# ---- one triangle --------------------------------------------------------------------------------------------------

TRIANGLES = [
    lambda x: np.linalg.cholesky(x).sum(),
    lambda x: np.linalg.cholesky(x, upper=True).sum(),
    lambda x: np.linalg.eigh(x)[0][0],
    lambda x: (np.linalg.eigh(x, "U")[1] ** 2)[0, 0],
    lambda x: np.linalg.svd(x, hermitian=True)[1][0],
    lambda x: np.linalg.pinv(x, hermitian=True)[0, 1],
]


@pytest.mark.parametrize("f", TRIANGLES)
def test_a_gradient_is_symmetric_where_one_triangle_is_read(f):
    a = positive(drawn(3, 3))
    g = grad(f)(a)
    np.testing.assert_array_equal(g, g.T)
    close(g, differences(lambda x: float(f((x + x.T) / 2)), a), 1e-8)
    t = drawn(3, 3)
    close(jvp(f, (a,), (t,))[1], np.sum(g * t))


# ---- points without a derivative -----------------------------------------------------------------------------------

EQUAL = [np.eye(3), np.diag([2.0, 1.0, 2.0]), (lambda q: (q * [1, 1, 2]) @ q.T)(np.linalg.qr(drawn(3, 3))[0])]


@pytest.mark.parametrize("a", EQUAL)
def test_functions_of_equal_eigenvalues_are_right(a):
    close(grad(lambda x: (np.linalg.eigvalsh(x) ** 3).sum())(a), 3 * a @ a, 1e-9)
    close(grad(lambda x: (np.linalg.eigvals(x) ** 2).real.sum())((a + a.T) / 2), 2 * a, 1e-9)
    close(grad(lambda x: (np.linalg.svdvals(x) ** 2).sum())(a), 2 * a, 1e-9)
    t = (lambda x: x + x.T)(drawn(3, 3))
    close(jvp(lambda x: (np.linalg.eigvalsh(x) ** 2).sum(), (a,), (t,))[1], np.sum(2 * a * t), 1e-9)


@pytest.mark.parametrize("a", EQUAL)
@pytest.mark.parametrize("function", [np.linalg.eigh, np.linalg.svd])
def test_the_vectors_of_equal_values_have_no_gradient(a, function):
    def loss(x):
        return (function(x)[0 if function is np.linalg.svd else 1] ** 3).sum()

    with pytest.raises(DegenerateError, match="two of the values are equal"):
        grad(loss)(a)
    assert np.isnan(jvp(loss, (a,), (positive(drawn(3, 3)),))[1])


def test_the_vector_of_a_single_value_has_a_gradient_beside_equal_ones():
    a = np.diag([1.0, 1.0, 4.0])
    close(grad(lambda x: (np.linalg.eigh(x)[1][:, 2] ** 4).sum())(a), np.zeros((3, 3)))
    g = grad(lambda x: np.linalg.eigh(x)[1][0, 2] * np.linalg.eigh(x)[1][2, 2])(a)
    close(g, [[0, 0, 1 / 6], [0, 0, 0], [1 / 6, 0, 0]])


def test_a_second_derivative_at_equal_eigenvalues_is_refused():
    with pytest.raises(DegenerateError):
        grad(lambda x: grad(lambda y: (np.linalg.eigvalsh(y) ** 2).sum())(x)[0, 1])(np.eye(2))


def test_a_defective_matrix_has_no_gradient():
    a = np.array([[1.0, 1.0], [0.0, 1.0]])
    close(np.linalg.eigvals(Tensor(a)).data, [1, 1])
    with pytest.raises(LinAlgError, match="defective"):
        grad(lambda x: np.linalg.eigvals(x)[0])(a)
    with pytest.raises(LinAlgError, match="defective"):
        jvp(lambda x: np.linalg.eigvals(x)[0], (a,), (a,))


PHASES = [
    (lambda z: np.linalg.eigh((z + np.conj(z.T)) / 2)[1].imag.sum(), "eigh"),
    (lambda z: np.linalg.eig(z)[1].real.sum(), "eig"),
    (lambda z: np.linalg.svd(z)[0].imag.sum(), "svd"),
    (lambda z: np.linalg.svd(z[:, :1])[0].real.sum(), "svd"),
    (lambda z: np.linalg.svd(z.real[:, :1])[0].sum(), "svd"),
    (lambda z: np.linalg.qr(z.real[:, :1], "complete")[0].sum(), "qr"),
    (lambda z: np.linalg.eig(np.array([[0.0, 2.0, 0.0], [-1.0, 0.0, 0.0], [1, 0, 3]]) * z.real)[1].real.sum(), "eig"),
]


@pytest.mark.parametrize(("loss", "name"), PHASES)
def test_a_result_that_depends_on_phases_has_no_gradient(loss, name):
    z = np.ones((3, 3)) + 0.3 * drawn(3, 3, kind="c")
    with pytest.raises(DegenerateError, match=f"{name}: the result depends on the arbitrary phases"):
        grad(loss)(z)


def test_singular_values_of_zero():
    a = np.outer([1.0, 2.0, 2.0], [0.6, 0.8])
    for f in (lambda x: np.linalg.svdvals(x).sum(), lambda x: np.linalg.norm(x, "nuc")):
        close(grad(f)(a), a / 3, 1e-12)  # u v^T, the subgradient of least norm
    close(grad(lambda x: np.linalg.norm(x, -2))(a), np.zeros((3, 2)))
    close(grad(lambda x: np.linalg.norm(x, "nuc"))(np.zeros((2, 2))), np.zeros((2, 2)))
    close(grad(lambda x: (np.linalg.svdvals(x) ** 2).sum())(a), 2 * a)


@pytest.mark.parametrize("kind", ["f", "c"])
@pytest.mark.parametrize("tall", [True, False])
def test_the_vectors_of_a_singular_value_of_zero(kind, tall):
    a = drawn(4, 2, kind=kind) @ np.array([[1.0, 0.5, 2.0], [0.3, 1.0, -1.0]])
    a = a if tall else a.T

    def kept(x, rank):
        u, s, vh = np.linalg.svd(x, full_matrices=False)
        return np.real((u[:, :rank] * np.log(s[:rank])) @ vh[:rank]).sum()

    g = grad(lambda x: kept(x, 2))(a)  # those of the values that are not 0 are fine
    step = 1e-6 * (drawn(4, 2, kind=kind) @ drawn(2, 3) if tall else drawn(3, 2, kind=kind) @ drawn(2, 4))
    close(kept(a + step, 2) - kept(a - step, 2), 2 * np.sum(g * step).real, 1e-11)
    with pytest.raises(DegenerateError, match=r"singular value that is 0|arbitrary phases"):
        grad(lambda x: abs(np.linalg.svd(x, full_matrices=False)[0 if tall else 2] ** 3).sum())(a)
    v = jvp(lambda x: np.linalg.svd(x, full_matrices=False)[0 if tall else 2], (a,), (a + step,))[1]
    v = v if tall else v.T
    assert np.all(np.isnan(v[:, 2])) and np.all(np.isfinite(v[:, :2]))


NORMS = [
    *((p, (3,)) for p in (None, 1, 2, 3, 1.5, np.inf, 0)),
    *((p, (2, 2)) for p in (None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf)),
]


@pytest.mark.parametrize(("p", "shape"), NORMS)
@pytest.mark.parametrize("dtype", ["f4", "f8", "c8", "c16"])
def test_the_gradient_of_a_norm_at_zero_is_zero(p, shape, dtype):
    x = np.zeros(shape, dtype)
    g = grad(lambda v: np.linalg.norm(v, p) + 0 * np.real(v).sum())(x)
    assert g.dtype == x.dtype
    np.testing.assert_array_equal(g, x)
    if p in (None, 2) and len(shape) == 1 and dtype == "f8":
        np.testing.assert_array_equal(hessian(np.linalg.norm)(x), np.zeros((3, 3)))


def test_ties_of_norms_are_split():
    a = np.eye(2)
    close(grad(lambda x: np.linalg.norm(x, 2))(a), a / 2)
    close(grad(lambda x: np.linalg.norm(x, 1))(a), a / 2)
    close(grad(lambda x: np.linalg.norm(x, np.inf))(np.array([1.0, -1.0])), [0.5, -0.5])


def test_norms_of_rows_with_a_zero_row():
    x = np.array([[3.0, 4.0], [0.0, 0.0]])
    for p in (2, 3):
        g = grad(lambda v, p=p: np.linalg.norm(v, p, axis=1).sum())(x)
        assert np.all(np.isfinite(g)) and np.all(g[1] == 0)
    close(grad(lambda v: np.linalg.norm(v, axis=1).sum())(x), [[0.6, 0.8], [0, 0]])


@pytest.mark.parametrize("p", [None, 2, -2, 1, "fro"])
def test_the_condition_of_a_singular_matrix_is_constant(p):
    batch = np.stack([np.ones((2, 2)), np.diag([1.0, 4.0])])
    np.testing.assert_array_equal(np.linalg.cond(Tensor(batch), p).data[0], np.linalg.cond(batch, p)[0])
    g = grad(lambda x: np.linalg.cond(x, p)[1])(batch)
    assert np.all(g[0] == 0) and np.all(np.isfinite(g)) and np.any(g[1])


DEGENERATE = np.diag([1.0, 1.0])
STACKS = [
    (lambda x: np.linalg.inv(x), np.ones((2, 2)), LinAlgError),
    (lambda x: np.linalg.solve(x, np.ones((2, 1))), np.ones((2, 2)), LinAlgError),
    (lambda x: np.linalg.cholesky(x), -np.eye(2), LinAlgError),
    (lambda x: np.linalg.slogdet(x)[1], np.ones((2, 2)), LinAlgError),
    (lambda x: np.linalg.qr(x).R, np.ones((2, 2)), LinAlgError),
    (lambda x: np.linalg.eigvals(x), np.array([[1.0, 1.0], [0.0, 1.0]]), LinAlgError),
    (lambda x: np.linalg.eigh(x)[1] ** 3, DEGENERATE, DegenerateError),
    (lambda x: np.linalg.eig(x)[1] ** 3, DEGENERATE, DegenerateError),
    (lambda x: np.linalg.svd(x)[0] ** 3, DEGENERATE, DegenerateError),
]


@pytest.mark.parametrize(("function", "bad", "error"), STACKS)
def test_an_error_names_the_matrix_of_a_stack(function, bad, error):
    stack = np.stack([np.array([[3.0, 1.0], [0.5, 2.0]])] * 6).reshape(2, 3, 2, 2)
    for place in ([1, 0], [1, 2]):
        stack[tuple(place)] = bad
    with pytest.raises(error, match=r"\(matrix \[1, 0\] of the stack\)"):
        grad(lambda x: np.real(function(x)).sum())(stack)
    with pytest.raises(error) as alone:
        grad(lambda x: np.real(function(x)).sum())(bad)
    assert "of the stack" not in str(alone.value)


def test_the_other_matrices_of_a_stack_have_their_gradient():
    good = np.array([[3.0, 1.0], [0.5, 2.0]])
    stack = np.stack([np.eye(2), good])
    for f in (lambda x: np.linalg.eigh(x)[1] ** 3, lambda x: np.linalg.svd(x)[0] ** 3):
        g = grad(lambda x, f=f: f(x)[1].sum())(stack)
        close(g, [np.zeros((2, 2)), grad(lambda x, f=f: f(x).sum())(good)])
        t = jvp(f, (stack,), (np.ones((2, 2, 2)) + np.diag([1.0, 0]),))[1]
        assert np.isnan(t[0]).any() and np.isfinite(t[1]).all()
    singular = np.stack([np.ones((2, 2)), good])
    for f in (np.linalg.det, np.linalg.cond):
        g = grad(lambda x, f=f: f(x)[1])(singular)
        close(g, [np.zeros((2, 2)), grad(f)(good)], 1e-9)


# ---- results, dtypes, errors ---------------------------------------------------------------------------------------

SQUARE = positive(drawn(3, 3))
FUNCTIONS = [
    "cholesky", "cond", "det", "eig", "eigh", "eigvals", "eigvalsh", "inv", "matrix_norm", "norm", "pinv", "qr",
    "slogdet", "svd", "svdvals", "trace", "diagonal", "matrix_transpose", "vector_norm", "matrix_rank",
]  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("dtype", ["f4", "f8", "c8", "c16"])
def test_results_are_numpys(name, dtype):
    function, a = getattr(np.linalg, name), SQUARE.astype(dtype)
    expected = function(a)
    for got in (function(Tensor(a)), getattr(ours, name)(Tensor(a)), getattr(ours, name)(a)):
        if isinstance(expected, tuple):
            assert type(got) is type(expected) and got._fields == expected._fields
        for mine, numpys in zip(parts(got), parts(expected), strict=True):
            assert np.asarray(plain(mine)).dtype == numpys.dtype
            close(plain(mine), numpys, 1e-5 if dtype in ("f4", "c8") else 1e-12)
    plainly = getattr(ours, name)(a)
    assert not any(isinstance(part, Tensor) for part in parts(plainly))
    if name == "matrix_rank":
        return
    leaf = Tensor(a)
    total = sum(np.sum(np.abs(part)) for part in parts(function(leaf)) if isinstance(part, Tensor))
    total.backward()
    assert leaf.grad.dtype == a.dtype and leaf.grad.shape == a.shape and np.all(np.isfinite(leaf.grad))


def test_the_rank_is_a_constant():
    rank = np.linalg.matrix_rank(Tensor(np.ones((3, 2))))
    assert not isinstance(rank, Tensor) and rank == 1
    assert np.linalg.matrix_rank(Tensor(np.eye(2)), hermitian=True) == 2


def test_errors_are_numpys():
    for call, text in (
        (lambda: np.linalg.inv(Tensor(np.ones((2, 2)))), "while computing inv .*Singular matrix"),
        (lambda: np.linalg.solve(Tensor(np.zeros((2, 2))), np.ones(2)), "Singular matrix"),
        (lambda: np.linalg.cholesky(Tensor(-np.eye(2))), "not positive definite"),
        (lambda: np.linalg.det(Tensor(np.ones((2, 3)))), "must be square"),
        (lambda: np.linalg.matrix_power(Tensor(np.ones((2, 3))), 2), "must be square"),
        (lambda: np.linalg.eig(Tensor(np.full((2, 2), np.nan))), "infs or NaNs"),
        (lambda: np.linalg.tensorsolve(Tensor(np.ones((2, 3))), np.ones(2)), "tensorsolve|a.size|shape"),
        (lambda: np.linalg.cond(Tensor(np.ones((0, 0)))), "empty"),
        (lambda: np.linalg.multi_dot([Tensor(np.eye(2)), np.ones((1, 2, 2)), np.eye(2)]), "must be two-dimensional"),
    ):
        with pytest.raises(LinAlgError, match=text):
            call()
    for call, text in (
        (lambda: np.linalg.norm(Tensor(np.ones((2, 2))), "what"), "Invalid norm order"),
        (lambda: np.linalg.norm(Tensor(np.ones((2, 2))), 3), "Invalid norm order"),
        (lambda: np.linalg.norm(Tensor(np.ones((2, 2, 2))), 2), "Improper number of dimensions"),
        (lambda: np.linalg.norm(Tensor(np.ones((2, 2))), axis=(0, 0)), "Duplicate axes"),
        (lambda: np.linalg.norm(Tensor(np.ones(2)), "fro"), "Invalid norm order"),
        (lambda: np.linalg.vector_norm(Tensor(np.ones(2)), ord="fro"), "Invalid norm order"),
        (lambda: np.linalg.qr(Tensor(np.eye(2)), "thin"), "Unrecognized mode"),
        (lambda: np.linalg.eigh(Tensor(np.eye(2)), "X"), "UPLO"),
        (lambda: np.linalg.tensorinv(Tensor(np.eye(2)), 0), "Invalid ind"),
        (lambda: np.linalg.multi_dot([Tensor(np.ones(2))]), "at least two"),
    ):
        with pytest.raises(ValueError, match=text):
            call()
    with pytest.raises(TypeError):
        np.linalg.matrix_power(Tensor(np.eye(2)), 1.5)
    for mode in ("raw", "economic"):
        with pytest.raises(NoRuleError, match=mode):
            np.linalg.qr(Tensor(np.eye(2)), mode)
    with pytest.raises(LinAlgError, match="linearly dependent"):
        grad(lambda x: np.linalg.qr(x).R.sum())(np.zeros((2, 2)))


def test_tensors_of_integers_are_constants():
    t = Tensor([[2, 0], [0, 4]])
    assert not t.requires_grad
    for f in (np.linalg.inv, np.linalg.norm, np.linalg.eigvalsh, lambda x: np.linalg.norm(x, 3, axis=0)):
        close(f(t).data, f(t.data))


@pytest.mark.parametrize("shape", [(0, 0), (3, 0, 0), (0, 2, 2)])
def test_empty_arrays(shape):
    for f in (np.linalg.inv, np.linalg.det, np.linalg.eigvalsh, np.linalg.svdvals, np.linalg.cholesky, np.linalg.pinv):
        x = Tensor(np.zeros(shape))
        y = f(x)
        assert y.shape == f(np.zeros(shape)).shape
        y.sum().backward()
        assert x.grad.shape == shape


def test_a_stack_of_equations_with_one_right_side():
    a, b = separated(drawn(4, 2, 2)), drawn(2)
    assert np.linalg.solve(Tensor(a), Tensor(b)).shape == (4, 2)
    assert gradcheck(lambda x, y: np.linalg.solve(x, y), a, b, order=2)
    assert gradcheck(lambda y: np.linalg.solve(a, y), drawn(1, 2, 3), order=2)


# ---- programs ------------------------------------------------------------------------------------------------------


def test_the_log_likelihood_of_a_gaussian_process():
    x, y = np.linspace(0, 3, 8), np.sin(np.linspace(0, 3, 8))

    def by_cholesky(theta):
        scale, length, noise = np.exp(theta[0]), np.exp(theta[1]), np.exp(theta[2])
        k = scale * np.exp(-0.5 * (x[:, None] - x) ** 2 / length**2) + noise * np.eye(8)
        factor = np.linalg.cholesky(k)
        alpha = np.linalg.solve(factor.T, np.linalg.solve(factor, y))
        return -0.5 * y @ alpha - np.log(np.diagonal(factor)).sum() - 4 * np.log(2 * np.pi)

    def by_slogdet(theta):
        k = np.exp(theta[0] - 0.5 * (x[:, None] - x) ** 2 * np.exp(-2 * theta[1])) + np.exp(theta[2]) * np.eye(8)
        return -0.5 * y @ np.linalg.solve(k, y) - 0.5 * np.linalg.slogdet(k)[1] - 4 * np.log(2 * np.pi)

    theta = np.array([0.1, -0.2, -1.5])
    for f in (by_cholesky, by_slogdet):
        close(grad(f)(theta), differences(f, theta), 1e-7)
        assert gradcheck(f, theta, order=2)
    close(hessian(by_cholesky)(theta), hessian(by_slogdet)(theta), 1e-8)


def test_whitening():
    data = drawn(20, 3) @ np.diag([1.0, 2.0, 3.0])

    def whitened(x):
        centered = x - x.mean(0)
        w, v = np.linalg.eigh(centered.T @ centered / 20)
        return ((centered @ (v / np.sqrt(w)) @ v.T) ** 3).sum()

    close(grad(whitened)(data), differences(whitened, data), 1e-7)


def test_a_low_rank_projection():
    a = drawn(5, 4)

    def kept(x):
        u, s, vh = np.linalg.svd(x, full_matrices=False)
        return ((u[:, :2] * s[:2]) @ vh[:2])[0, 1]

    close(grad(kept)(a), differences(kept, a), 1e-7)


def test_least_squares():
    a, b = drawn(6, 3), drawn(6)

    def loss(x, y):
        solution, residual, rank, s = np.linalg.lstsq(x, y)
        assert int(rank) == 3
        return (solution**2).sum() + residual.sum() + s[0]

    assert gradcheck(loss, a, b, order=2)
    whole = np.array([[1, 2], [3, 4], [5, 7]])
    close(grad(lambda y: np.linalg.lstsq(whole, y)[0].sum())(drawn(3)), np.linalg.pinv(whole).sum(0))
    close(grad(loss)(a, b), differences(lambda x: float(loss(x, b)), a), 1e-7)
