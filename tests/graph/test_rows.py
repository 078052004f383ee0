"""The rows of a Jacobian in one walk are those that one walk each gives."""

import numpy as onp
import pytest

import autograd.numpy as np
from autograd import debug, grad, hessian, jacfwd, jacobian
from autograd.graph import rows

RNG = onp.random.default_rng(0)
A = RNG.normal(size=(6, 6)) + 3 * onp.eye(6)
X = RNG.normal(size=6)


def rosenbrock(x):
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


FUNCTIONS = [
    lambda x: np.tanh(A @ x),
    lambda x: np.outer(x, x) + x,  # a row is repeated: summed back
    lambda x: np.concatenate([x, np.exp(x)]) / x[:, None],  # a variadic op, and a column
    lambda x: np.sort(x) * x[3] + np.sum(x) * A,
    lambda x: x[[0, 1, 1]] * x[None, :3] * x[2],
    lambda x: np.linalg.solve(A, x)[:, None] * np.mean(x),
    lambda x: np.linalg.eigh(np.outer(x, x) + A + A.T)[0],  # several outputs: row by row
    lambda x: x[:3] * 0.0,
    lambda x: x[:2],  # too few rows
    lambda x: np.ones((6, 6)) * x.astype(onp.float32),  # another dtype on the way
]


@pytest.mark.parametrize("f", FUNCTIONS)
@pytest.mark.parametrize("elements", [rows.ELEMENTS, 30])
def test_jacobians(f, elements, monkeypatch):
    monkeypatch.setattr(rows, "ELEMENTS", elements)  # 30: in several stacks, or one by one
    onp.testing.assert_allclose(jacobian(f)(X), jacfwd(f)(X), rtol=1e-9, atol=1e-12)


def test_containers_dtypes_and_zeros():
    found = jacobian(lambda d: d["a"] * d["b"])({"a": X.astype(onp.float32), "b": 2.0, "c": X})
    assert found["a"].dtype == onp.float32 and found["a"].tolist() == (2 * onp.eye(6)).tolist()
    assert found["b"].shape == (6,) and found["c"].tolist() == onp.zeros((6, 6)).tolist()
    z = X + 1j
    onp.testing.assert_allclose(jacobian(lambda z: z * z)(z), onp.diag(2 * z))


def test_second_derivatives():
    onp.testing.assert_allclose(hessian(rosenbrock)(X), jacfwd(grad(rosenbrock))(X), rtol=1e-10)
    third = lambda f: jacobian(hessian(f))
    onp.testing.assert_allclose(third(rosenbrock)(X), jacfwd(jacfwd(grad(rosenbrock)))(X), rtol=1e-10, atol=1e-10)


def test_zero_times_infinity_is_found_by_the_guarded_walk():
    f = lambda x: np.where(x > 0, np.sqrt(x), 0.0)
    x = onp.array([0.0, 1.0, 4.0, 0.0, 9.0])
    assert jacobian(f)(x).tolist() == onp.diag([0.0, 0.5, 0.25, 0.0, 1 / 6]).tolist()


def test_within_debug_every_row_is_looked_at():
    with debug():
        onp.testing.assert_allclose(jacobian(np.sin)(X), onp.diag(onp.cos(X)))
