"""scipy.linalg: SciPy's values, derivatives against differences, and everything else refused by name."""

import types

import numpy as np
import pytest

scipy_linalg = pytest.importorskip("scipy.linalg")

from autograd import Tensor, grad, gradcheck, hessian, jvp  # noqa: E402
from autograd.errors import NoRuleError  # noqa: E402
from autograd.scipy import linalg  # noqa: E402

RNG = np.random.default_rng(0)
A = np.array([[3.0, 0.5, 0.1], [-0.4, 2.0, 0.3], [0.2, 0.1, 1.5]])
S = A + A.T
Z = A + 1j * np.array([[0.1, 0.3, -0.2], [0.2, -0.1, 0.1], [0.0, 0.2, 0.3]])
H = Z + Z.conj().T
B = RNG.normal(size=(3, 2))
V = np.array([1.0, -2.0, 0.5])
SHORT = np.array([0.3, 0.7])
TALL = RNG.normal(size=(4, 3))
AB = np.array([[0.0, 0.2, -0.3], [3.0, 2.5, 4.0], [0.4, 0.1, 0.0]])
HALF = np.array([[0.0, 0.2 + 0.1j, -0.3j], [3.0, 2.5, 4.0]])
LU = scipy_linalg.lu_factor(A)
U = scipy_linalg.cholesky(S)

# name, positional arguments (those that are float or complex arrays are tracked), keywords
CALLS = [
    ("block_diag", (A, B, V), {}),
    ("cho_factor", (S,), {}), ("cho_factor", (H,), {"lower": True}),
    ("cholesky", (S,), {}), ("cholesky", (H,), {"lower": True}), ("cholesky", (H,), {}),
    ("circulant", (V,), {}), ("companion", (V,), {}), ("convolution_matrix", (V, 4), {}),
    ("convolution_matrix", (V, 4), {"mode": "same"}), ("convolution_matrix", (V, 2), {"mode": "valid"}),
    ("convolution_matrix", (V, 2), {"mode": "same"}),
    ("coshm", (A,), {}), ("cosm", (A,), {}), ("cosm", (Z,), {}), ("sinhm", (A,), {}), ("sinm", (A,), {}),
    ("tanhm", (A / 3,), {}), ("tanm", (A / 9,), {}),
    ("det", (A,), {}), ("det", (Z,), {}), ("diagsvd", (V, 3, 4), {}),
    ("eigh", (S,), {"eigvals_only": True}), ("eigh", (H,), {"eigvals_only": True, "lower": False}),
    ("eigh", (A, A @ A.T), {"eigvals_only": True}), ("eigh", (S, H), {"eigvals_only": True}), ("eigh", (S,), {}),
    ("eigh", (A, A @ A.T), {"lower": False}), ("eigh", (S,), {"subset_by_index": [0, 1]}),
    ("eigvalsh", (A, A @ A.T), {}), ("eigvals", (A,), {}), ("eigvals", (A, S), {}), ("eig", (A,), {}),
    ("eigh_tridiagonal", (V, SHORT), {}), ("eigvalsh_tridiagonal", (V, SHORT), {}),
    ("eig_banded", (AB[:2],), {}), ("eigvals_banded", (AB[1:],), {"lower": True}), ("eigvals_banded", (HALF,), {}),
    ("expm", (A,), {}), ("expm", (Z,), {}), ("expm", (np.stack([A, S]),), {}), ("expm_frechet", (A, S), {}),
    ("fiedler", (V,), {}), ("fractional_matrix_power", (A, 0.3), {}), ("hankel", (V,), {}), ("hankel", (V, SHORT), {}),
    ("inv", (A,), {"overwrite_a": False}), ("inv", (Z,), {}), ("khatri_rao", (B, TALL[:, :2]), {}),
    ("leslie", (V, SHORT), {}), ("logm", (A,), {}), ("logm", (Z,), {}),
    ("lstsq", (TALL, RNG.normal(size=4)), {}), ("lstsq", (TALL, RNG.normal(size=(4, 2))), {}),
    ("lu", (A,), {}), ("lu", (TALL,), {}), ("lu", (TALL.T,), {"permute_l": True}), ("lu", (Z,), {"p_indices": True}),
    ("lu_factor", (A[::-1],), {}), ("lu_factor", (TALL,), {}), ("lu_factor", (Z,), {"overwrite_a": False}),
    ("matmul_toeplitz", ((V, SHORT), SHORT), {}), ("matmul_toeplitz", (V, V), {}),
    ("norm", (A,), {}), ("norm", (A, 1), {}), ("orthogonal_procrustes", (TALL, TALL[::-1]), {}),
    ("pinv", (TALL,), {}), ("pinvh", (S,), {}), ("pinv", (TALL,), {"atol": 0.1}),
    ("polar", (A,), {}), ("polar", (TALL,), {"side": "left"}), ("polar", (TALL.T,), {}), ("polar", (Z,), {}),
    ("polar", (TALL.T,), {"side": "left"}),
    ("qr", (TALL,), {"mode": "economic"}), ("qr", (A,), {}), ("qr", (A[:, ::-1],), {"pivoting": True}),
    ("qr", (A,), {"mode": "r"}),
    ("solve", (A, V), {}), ("solve", (A, B), {"transposed": True}), ("solve", (S, V), {"assume_a": "pos"}),
    ("solve", (H, B), {"assume_a": "her", "lower": True}), ("solve", (Z, B), {"assume_a": "sym"}),
    ("solve_banded", ((1, 1), AB, V), {}), ("solve_banded", ((1, 1), AB, B), {}),
    ("solve_banded", ((1, 1), AB * (1 + 0.2j), V), {}), ("solve_circulant", (V, V + 1), {}),
    ("solve_continuous_are", (A, B, S, np.eye(2)), {}), ("solve_continuous_are", (Z, B, S, np.eye(2), None, B / 9), {}),
    ("solve_discrete_are", (A, B, S, np.eye(2)), {}), ("solve_discrete_are", (Z, B, S, np.eye(2), None, B / 9), {}),
    ("solve_continuous_lyapunov", (A, S), {}), ("solve_continuous_lyapunov", (Z, S), {}),
    ("solve_discrete_lyapunov", (A / 4, S), {}), ("solve_discrete_lyapunov", (Z / 4, S), {}),
    ("solve_sylvester", (A, S, A), {}), ("solve_sylvester", (Z, S, A), {}), ("solve_toeplitz", (V + 3, V), {}),
    ("solve_toeplitz", ((V + 3, V), B), {}), ("solveh_banded", (AB[:2], V), {}), ("solveh_banded", (HALF, B), {}),
    ("solveh_banded", (AB[1:], V), {"lower": True}), ("sqrtm", (A,), {}), ("sqrtm", (Z,), {}),
    ("svd", (TALL,), {"full_matrices": False}), ("svd", (TALL,), {"compute_uv": False}), ("svdvals", (TALL,), {}),
    ("toeplitz", (V,), {}), ("toeplitz", (V, SHORT), {}), ("toeplitz", (V * (1 + 1j),), {}),
]  # fmt: skip


SYMMETRIC = ("cho_factor", "cholesky", "eigh", "eigvalsh", "pinvh", "solve_continuous_are", "solve_discrete_are")


def hermitian(a, symmetric=False):
    """The Hermitian or symmetric part of a matrix."""
    return a if np.ndim(a) != 2 or a.shape[0] != a.shape[1] else (a + (a.T if symmetric else np.conj(a).T)) / 2


def flat(result):
    """The floating parts of a result."""
    parts = result if isinstance(result, (tuple, list)) else (result,)
    return [part for part in parts if np.asarray(part.data if isinstance(part, Tensor) else part).dtype.kind in "fc"]


def total(result, seed=1):
    """A real number that depends on every element."""
    rng, out = np.random.default_rng(seed), 0.0
    for part in flat(result):
        part = part if isinstance(part, Tensor) else np.asarray(part)
        weight = rng.normal(size=part.shape)
        out = out + np.sum(weight * np.real(part)) + np.sum(weight * np.imag(part)) / 2
    return out


@pytest.mark.parametrize("name, args, keywords", CALLS, ids=[f"{c[0]}-{k}" for k, c in enumerate(CALLS)])
def test_a_function_has_scipys_value_and_a_gradient(name, args, keywords):
    ours, theirs = getattr(linalg, name), getattr(scipy_linalg, name)
    if name in SYMMETRIC or "assume_a" in keywords:
        args = tuple(hermitian(a, keywords.get("assume_a") == "sym") for a in args)
    expected = theirs(*args, **keywords)
    tracked = [k for k, a in enumerate(args) if isinstance(a, np.ndarray)]
    arrays = [args[k] for k in tracked] or list(args[0])

    def call(*values):
        if name in SYMMETRIC or "assume_a" in keywords:  # functions of the Hermitian part
            values = [hermitian(value, keywords.get("assume_a") == "sym") for value in values]
        if not tracked:
            return ours(tuple(values), *args[1:], **keywords)
        full = list(args)
        for k, value in zip(tracked, values):
            full[k] = value
        return ours(*full, **keywords)

    got = call(*map(Tensor, arrays))
    for mine, its in zip(flat(got), flat(expected), strict=True):
        assert mine.shape == np.shape(its) and mine.dtype == np.asarray(its).dtype
        assert np.allclose(mine.data, its, rtol=1e-9, atol=1e-10)
    even = name.startswith("eigh")  # SciPy chooses the signs of vectors, differently at each point
    assert gradcheck(lambda *values: total([part * part if even else part for part in flat(call(*values))]), *arrays)
    assert type(ours(*args, **keywords)) is type(expected)


TRANS = [0, 1, 2, "T", "N", "C"]


@pytest.mark.parametrize("trans", TRANS)
@pytest.mark.parametrize("a", [A, Z])
@pytest.mark.parametrize("b", [V, B, B * 1j])
def test_systems_from_factors(trans, a, b):
    lu, piv = scipy_linalg.lu_factor(a[::-1])
    if not isinstance(trans, str):
        x = scipy_linalg.lu_solve((lu, piv), b, trans)
        assert np.allclose(linalg.lu_solve((Tensor(lu), piv), b, trans).data, x)
        assert gradcheck(lambda lu, b: total(linalg.lu_solve((lu, piv), b, trans)), lu, b)
        assert gradcheck(lambda a, b: total(linalg.lu_solve(linalg.lu_factor(a), b, trans)), a[::-1], b)
    how = {"trans": trans, "lower": True}
    assert np.allclose(linalg.solve_triangular(Tensor(a), b, **how).data, scipy_linalg.solve_triangular(a, b, **how))
    assert gradcheck(lambda a, b: total(linalg.solve_triangular(a, b, **how)), a, b)


@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("a", [S, H])
def test_the_cholesky_factor_solves(a, lower):
    x = linalg.cho_solve(linalg.cho_factor(Tensor(a), lower=lower), V)
    assert np.allclose(a @ x.data, V)
    bar = grad(lambda a: total(linalg.cho_solve(linalg.cho_factor(a, lower=lower), V)))(a)
    whole = grad(lambda a: total(np.linalg.solve(a, V)))(a)
    assert np.allclose(bar, (whole + whole.conj().T) / 2)
    ab = np.array([[0.0, 0.2, -0.3], [3.0, 2.5, 4.0]]) if not lower else np.array([[3.0, 2.5, 4.0], [0.2, -0.3, 0.0]])
    cb = scipy_linalg.cholesky_banded(ab, lower=lower)
    x = scipy_linalg.cho_solve_banded((cb, lower), B)
    assert np.allclose(linalg.cho_solve_banded((Tensor(cb), lower), B).data, x)
    assert gradcheck(lambda cb, b: total(linalg.cho_solve_banded((cb, lower), b)), cb, B)


def test_a_log_likelihood_by_the_band():
    """A Gaussian process on a line, of second order through a banded system."""
    points = np.linspace(0.0, 1.0, 6)

    def energy(theta):
        main = np.exp(theta[0]) * np.ones(6) + 2 * np.exp(theta[1])
        side = -np.exp(theta[1]) * np.ones(6)
        return np.dot(np.sin(points), linalg.solve_banded((1, 1), np.stack([side, main, side]), np.sin(points)))

    theta = np.array([0.1, -0.3])
    assert gradcheck(energy, theta, order=2)
    assert np.allclose(hessian(energy)(theta), hessian(energy)(theta).T)


def public():
    names = sorted(set(scipy_linalg.__all__))
    return [n for n in names if not isinstance(getattr(scipy_linalg, n, None), (types.ModuleType, type(None)))]


@pytest.mark.parametrize("name", public())
def test_every_public_name_is_here(name):
    assert callable(getattr(linalg, name))
    covered = {call[0] for call in CALLS} | {"cho_solve", "cho_solve_banded", "lu_solve", "solve_triangular"}
    assert name in covered or name in linalg.REASONS or name in linalg.PLAIN
    assert (name in linalg.REASONS or name in linalg.PLAIN) != (name in vars(linalg))


def test_what_has_no_rule_says_why():
    assert linalg.schur(A)[0].shape == (3, 3)
    with pytest.raises(NoRuleError, match=r"scipy\.linalg\.schur has no derivative rule: .* use eig or eigh"):
        linalg.schur(Tensor(A))
    with pytest.raises(NoRuleError, match="does not support assume_a='banded'"):
        linalg.solve(Tensor(A), V, assume_a="banded")
    with pytest.raises(NoRuleError, match=r"scipy\.linalg\.eigh of a tensor does not support subset_by_value"):
        linalg.eigh(Tensor(A), subset_by_value=[0, 1])
    with pytest.raises(AttributeError, match=r"scipy\.linalg has none either"):
        linalg.solver


def test_single_precision_stays():
    for name, args, keywords in CALLS:
        if isinstance(args[0], np.ndarray) and args[0].dtype == float and name not in ("eig", "eigvals"):
            small = [a.astype(np.float32) if isinstance(a, np.ndarray) and a.dtype == float else a for a in args]
            x = Tensor(small[0])
            parts = flat(getattr(linalg, name)(x, *small[1:], **keywords))
            if all(a.dtype != complex for a in args if isinstance(a, np.ndarray)):
                assert {part.dtype for part in parts} == {np.dtype(np.float32)}, name
            np.sum(np.real(parts[-1])).backward()
            assert x.grad.dtype == np.float32, name


@pytest.mark.parametrize("discrete", [False, True])
def test_riccatis_equations_hold_with_e_and_s(discrete):
    # SciPy 1.18 leaves a residual of 0.6 where e is real and not symmetric, or refuses: this asks the equation itself
    rng = np.random.default_rng(3)
    a, b, s = rng.normal(size=(4, 4)) / 2, rng.normal(size=(4, 2)), rng.normal(size=(4, 2)) / 9
    q, r, e = 4 * np.eye(4), np.diag([1.0, 2.0]), np.eye(4) + rng.normal(size=(4, 4)) / 9

    def residual(x, a, b, q, r, e, s):
        if discrete:
            inner, left, right = r + b.T @ x @ b, a.T @ x @ b + s, b.T @ x @ a + s.T
            return a.T @ x @ a - e.T @ x @ e - left @ np.linalg.solve(inner, right) + q
        return a.T @ x @ e + e.T @ x @ a - (e.T @ x @ b + s) @ np.linalg.solve(r, b.T @ x @ e + s.T) + q

    solve = linalg.solve_discrete_are if discrete else linalg.solve_continuous_are
    arrays, weights = (a, b, q, r, e, s), rng.normal(size=(4, 4))
    x = solve(*map(Tensor, arrays)).data
    np.testing.assert_allclose(residual(x, *arrays), 0, atol=1e-11)

    def left_over(*operands):  # zero whatever the operands are, so its derivatives are, and those of x are right
        return residual(solve(*operands), *operands)

    first_order = grad(lambda *operands: np.sum(weights * left_over(*operands)), tuple(range(6)))
    second_order = grad(lambda *operands: sum(np.sum(np.sin(g)) for g in first_order(*operands)), tuple(range(6)))
    tensors, tangents = tuple(map(Tensor, arrays)), tuple(rng.normal(size=array.shape) for array in arrays)
    np.testing.assert_allclose(jvp(left_over, tensors, tangents)[1].data, 0, atol=1e-9)
    for first, second in zip(first_order(*tensors), second_order(*tensors)):
        np.testing.assert_allclose(first.data, 0, atol=1e-9)
        np.testing.assert_allclose(second.data, 0, atol=1e-7)


def test_an_equation_of_riccati_without_a_stabilising_solution_is_an_error():
    with pytest.raises(np.linalg.LinAlgError, match="riccati"):
        linalg.solve_continuous_are(Tensor(np.eye(2)), np.zeros((2, 1)), np.eye(2), np.eye(1))


@pytest.mark.parametrize("b", [np.ones((3, 1)), np.ones((2, 2)), np.ones(2), np.ones((0, 1))])
def test_wrong_shapes_in_riccatis_equations_are_told(b):
    for solve in (linalg.solve_continuous_are, linalg.solve_discrete_are):
        with pytest.raises(ValueError, match=r"takes a and q \(n, n\), b \(n, m\), r \(m, m\).*got a \(2, 2\), b"):
            solve(Tensor(np.eye(2)), b, np.eye(2), np.eye(1))
