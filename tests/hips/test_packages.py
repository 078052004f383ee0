"""Packages that were written for HIPS autograd, installed as they are released, run on ours."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hips.test_programs import there

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ["numpy", "scipy", "graphviz", "pandas", "formulaic", "matplotlib"]  # what the packages and we need
PACKAGES = ["pymanopt", "autograd-gamma", "lifelines"]  # without their own requirements: HIPS autograd is one

PYMANOPT = """
import autograd, numpy as np, autograd.numpy as anp, pymanopt
from pymanopt.manifolds import Euclidean, Grassmann, Oblique, Product, SpecialOrthogonalGroup, Sphere, Stiefel
from pymanopt.manifolds import SymmetricPositiveDefinite
from pymanopt.optimizers import ConjugateGradient, SteepestDescent, TrustRegions

assert hasattr(autograd, "Tensor"), autograd.__file__
rs = np.random.RandomState(0)
a = rs.randn(5, 5)
a = a + a.T
values = np.linalg.eigvalsh(a)


def minimum(optimizer, manifold, cost):
    problem = pymanopt.Problem(manifold, pymanopt.function.autograd(manifold)(cost))
    return optimizer(verbosity=0).run(problem).cost


for optimizer in (SteepestDescent, ConjugateGradient, TrustRegions):
    assert np.isclose(minimum(optimizer, Sphere(5), lambda x: -x @ a @ x), -values[-1])
assert np.isclose(minimum(TrustRegions, Grassmann(5, 2), lambda x: -anp.trace(x.T @ a @ x)), -values[-2:].sum())
manifold = Product([Euclidean(3), Sphere(3)])
for optimizer in (SteepestDescent, TrustRegions):
    assert np.isclose(minimum(optimizer, manifold, lambda x, y: anp.sum((x - 2) ** 2) + y[0] * x[1]), -2.25)

m = rs.randn(5, 5)
spd = m @ m.T + np.eye(5)
for manifold, cost in (
    (Euclidean(5, 2), lambda x: anp.sum(anp.exp(a @ x))),
    (Sphere(5), lambda x: -x @ a @ x),
    (Stiefel(5, 2), lambda x: anp.sum((a @ x)[:, 0] ** 2) + anp.trace(x.T @ a @ x)),
    (Grassmann(5, 2), lambda x: -anp.trace(x.T @ a @ x)),
    (Oblique(5, 3), lambda x: anp.sum(anp.sin(a @ x))),
    (SpecialOrthogonalGroup(5), lambda x: anp.sum((x - m) ** 2)),
    (SymmetricPositiveDefinite(5), lambda x: anp.linalg.slogdet(x)[1] + anp.trace(anp.linalg.inv(x) @ spd)),
):
    problem = pymanopt.Problem(manifold, pymanopt.function.autograd(manifold)(cost))
    np.random.seed(1)
    x = manifold.random_point()
    v = manifold.random_tangent_vector(x)
    h = 1e-5
    gradient = problem.euclidean_gradient(x)
    ambient = manifold.embedding(x, v)
    assert np.isclose(np.sum(gradient * ambient), (cost(x + h * ambient) - cost(x - h * ambient)) / (2 * h), rtol=1e-6)
    ahead, behind = (problem.euclidean_gradient(x + step * ambient) for step in (h, -h))
    assert np.allclose(problem.euclidean_hessian(x, v), (ahead - behind) / (2 * h), rtol=1e-5, atol=1e-7), manifold
    assert np.isfinite(problem.cost(x)) and problem.riemannian_hessian(x, v).shape == np.shape(x)
    TrustRegions(verbosity=0, max_iterations=5).run(problem, initial_point=x)
"""

GAMMA = """
import numpy as np
from autograd import elementwise_grad, grad, jacobian
from autograd_gamma import (
    betainc, betaincinv, betaincln, gammainc, gammaincc, gammainccinv, gammainccln, gammaincinv, gammaincln
)

CASES = [(f, (1.3, 0.7), (0, 1)) for f in (gammainc, gammaincc, gammaincln, gammainccln)]
CASES += [(f, (1.3, 0.4), (0, 1)) for f in (gammaincinv, gammainccinv)]
CASES += [(f, (1.5, 2.5, 0.3), (0, 1, 2)) for f in (betainc, betaincln)]
CASES += [(betaincinv, (1.5, 2.5, 0.3), (2,))]  # its rules in a and b raise, under HIPS autograd as well
for f, x, argnums in CASES:
    for argnum in argnums:
        h = np.eye(len(x))[argnum] * 1e-5
        numerical = (f(*(x + h)) - f(*(x - h))) / 2e-5
        assert np.isclose(grad(f, argnum)(*x), numerical, rtol=1e-5), (f, argnum)
        arrays = [np.full(3, value) for value in x]
        assert np.allclose(elementwise_grad(f, argnum)(*arrays), numerical, rtol=1e-5), (f, argnum)
jacobian(gammainc, 1)(2.0, np.array([0.5, 1.0]))
"""

# Fits that need gradients and Hessians, and pandas Series among the operands. The numbers are those of HIPS autograd.
LIFELINES_PROGRAM = """
import numpy as np
from lifelines import PiecewiseExponentialRegressionFitter, WeibullAFTFitter, WeibullFitter
from lifelines.datasets import load_regression_dataset, load_rossi, load_waltons

data = load_waltons()
fit = WeibullFitter().fit(data["T"], data["E"])
assert np.allclose(fit.summary[["coef", "se(coef)"]].values, [[55.7331, 1.3265], [3.4505, 0.2433]], rtol=1e-4)
fit = WeibullAFTFitter().fit(load_rossi(), "week", "arrest")
coefficients = [0.0407, 0.2722, 0.3113, 0.0588, -0.0658, -0.2248, 0.1066, 3.9901, 0.3391]
assert np.allclose(fit.summary["coef"], coefficients, atol=1e-4)
errors = [0.0160, 0.1380, 0.2733, 0.1396, 0.0209, 0.2202, 0.1515, 0.4191, 0.0890]
assert np.allclose(fit.summary["se(coef)"], errors, atol=1e-4)
fit = PiecewiseExponentialRegressionFitter([5.0], penalizer=0.1).fit(load_regression_dataset(), "T", "E")
coefficients = [-0.464, -0.041, -0.096, 4.619, -0.101, -0.05, -0.128, 1.897]
assert np.allclose(fit.summary["coef"], coefficients, atol=2e-3)
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The interpreter of an environment with the packages, and without HIPS autograd."""
    home = tmp_path_factory.mktemp("packages")
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    interpreter = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    for wanted in (NEEDED, ["--no-deps", *PACKAGES]):
        run = subprocess.run([interpreter, "-m", "pip", "install", "-q", *wanted], capture_output=True, text=True)
        if run.returncode:
            pytest.skip(f"cannot install {', '.join(wanted)}: {run.stderr[-300:]}")
    return interpreter


def run(python, program):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([python, "-c", program], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.deep
def test_pymanopt(python):
    run(python, PYMANOPT)


@pytest.mark.deep
@pytest.mark.skipif(not there("autograd.scipy.special"), reason="not there yet: autograd.scipy.special")
def test_autograd_gamma(python):
    run(python, GAMMA)


@pytest.mark.deep
@pytest.mark.skipif(not there("autograd.scipy.special"), reason="not there yet: autograd.scipy.special")
def test_lifelines(python):
    run(python, LIFELINES_PROGRAM)
