"""The door for people who declare their own ops."""

import subprocess
import sys

import numpy as np
import pytest

from autograd import Tensor, draw, grad, gradcheck, jvp
from autograd.extend import defvjp, elementwise, forget, general, primitive
from autograd.graph.op import REGISTRY


@pytest.fixture
def quartic():
    op = elementwise(lambda x: x**4, x=lambda x: 4 * x**3, name="quartic_for_a_test", infix="{}^4")
    yield op
    forget(op)


def test_one_declaration_gives_everything(quartic):
    x = Tensor(np.array([1.0, 2.0]))
    quartic(x).sum().backward()
    np.testing.assert_array_equal(x.grad, [4.0, 32.0])
    assert grad(grad(grad(quartic)))(2.0) == 48.0
    assert jvp(quartic, (2.0,), (1.0,)) == (16.0, 32.0)
    assert gradcheck(lambda v: quartic(v).sum(), np.array([0.5, -1.5]))
    assert "^4" in str(draw(quartic(x)))


def test_a_name_is_given_once_and_can_be_given_up(quartic):
    with pytest.raises(ValueError, match=r"already declared \(.*test_extend.py:\d+\).*forget"):
        general(lambda x: x, x=lambda g: g, name="quartic_for_a_test")
    forget(quartic)
    assert "quartic_for_a_test" not in REGISTRY


def test_a_students_own_nn_beside_the_script_harms_nothing(tmp_path, monkeypatch):
    (tmp_path / "nn.py").write_text("raise RuntimeError('imported')")
    script = tmp_path / "train.py"
    script.write_text("import autograd\nprint(autograd.grad(lambda x: x * x)(3.0))\n")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert done.stdout == "6.0\n"


def test_a_function_without_a_module_can_be_a_primitive():
    def double(x):
        return 2 * x

    double.__module__ = None
    own = primitive(double)
    defvjp(own, lambda ans, x: lambda g: 2 * g)
    assert grad(own)(3.0) == 2.0
