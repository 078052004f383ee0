"""The import contracts of pyproject.toml must break when somebody breaks the design."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FLOORS = "the floors of autograd: imports only go down"
ALONE = "autograd stands without nn"
SURFACE = "nn uses autograd's public surface only"

TREE = {
    "autograd/__init__.py": "from autograd.tensor import x as x",
    "autograd/errors.py": "",
    "autograd/tree.py": "from autograd import errors as errors",
    "autograd/graph/__init__.py": "",
    "autograd/graph/node.py": "from autograd.errors import x as x",
    "autograd/ops/__init__.py": "from autograd.graph.node import x as x",
    "autograd/tensor.py": "from autograd.ops import x as x",
    "autograd/numpy/__init__.py": "from autograd.tensor import x as x",
    "autograd/numpy/linalg.py": "from autograd.tensor import x as x",
    "autograd/drawing/__init__.py": "from autograd.numpy import x as x",
    "autograd/core.py": "from autograd.drawing import x as x",
    "nn/__init__.py": "from autograd import x as x",
    "nn/layers/__init__.py": "import autograd.numpy as np",
    "nn/losses.py": "import autograd.numpy.linalg",
}


def lint(tree: dict[str, str], where: Path) -> subprocess.CompletedProcess[str]:
    for name, text in tree.items():
        (where / name).parent.mkdir(parents=True, exist_ok=True)
        (where / name).write_text(text + "\n")
    shutil.copy(ROOT / "pyproject.toml", where)
    main = "from importlinter.cli import lint_imports_command as main; main()"
    command = [sys.executable, "-c", main, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=where, capture_output=True, text=True)


def test_a_tree_as_designed_keeps_them(tmp_path: Path) -> None:
    run = lint(TREE, tmp_path)
    assert run.returncode == 0, run.stdout
    assert "3 kept, 0 broken" in run.stdout


@pytest.mark.parametrize(
    ("file", "text", "broken"),
    [
        ("autograd/graph/node.py", "import autograd.ops", FLOORS),
        ("autograd/ops/extra.py", "from autograd.tensor import x", FLOORS),
        ("autograd/tree.py", "import autograd.graph.node", FLOORS),
        ("autograd/numpy/fft.py", "import autograd.drawing", FLOORS),
        ("autograd/graph/walk.py", "import autograd", FLOORS),
        ("autograd/hooks.py", "", FLOORS),  # a module that has no floor
        ("autograd/drawing/page.py", "import nn.layers", ALONE),
        ("nn/init.py", "from autograd.graph import node", SURFACE),
        ("nn/init.py", "from autograd import tree", SURFACE),
    ],
)
def test_a_step_outside_breaks_the_right_one(tmp_path: Path, file: str, text: str, broken: str) -> None:
    run = lint({**TREE, file: text}, tmp_path)
    assert run.returncode == 1, run.stdout
    assert re.findall(r"^(.*) BROKEN\b", run.stdout, re.MULTILINE) == [broken]
