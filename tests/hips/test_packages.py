"""Packages that were written for HIPS autograd, installed as they are released, run on ours."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hips.test_programs import there

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ["numpy", "scipy", "graphviz"]  # what the packages and we need
PACKAGES = ["pymanopt", "autograd-gamma"]  # without their own requirements: HIPS autograd is one

PYMANOPT = """
import autograd, numpy as np, autograd.numpy as anp, pymanopt
from pymanopt.manifolds import Euclidean, Grassmann, Product, Sphere
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
"""

GAMMA = """
import numpy as np
from autograd import grad, jacobian
from autograd_gamma import betainc, gammainc, gammaincc, gammainccln, gammaincln

for f in (gammainc, gammaincc, gammaincln, gammainccln):
    for argnum in (0, 1):
        x = [1.3, 0.7]
        h = np.eye(2)[argnum] * 1e-5
        numerical = (f(*(x + h)) - f(*(x - h))) / 2e-5
        assert np.isclose(grad(f, argnum)(*x), numerical, rtol=1e-5), (f, argnum)
assert np.isfinite(grad(betainc, 2)(1.5, 2.5, 0.3))
jacobian(gammainc, 1)(2.0, np.array([0.5, 1.0]))
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
