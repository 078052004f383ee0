"""Wheel and sdist hold what they should, and what was installed from them works without anything else.

Nothing is downloaded: the build backend is among the `dev` extras, and the core dependencies are linked into
the empty environment from the one that runs the tests.
"""

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INFO = "chainrule-0.1.0.dist-info"
OFFLINE = {**os.environ, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}

# What must work where nothing but chainrule, NumPy and graphviz is installed.
USE = """\
import sys
import autograd, nn

assert autograd.grad(lambda x: x * x * x)(2.0) == 12.0
heavy = {"matplotlib", "scipy", "tqdm"} & set(sys.modules)
assert not heavy, heavy
print(autograd.__file__, nn.__file__, sep="\\n")
"""


def run(*command: str | Path, where: Path) -> str:
    done = subprocess.run(command, cwd=where, env=OFFLINE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(where: Path, *arguments: str) -> Path:
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", where, *arguments, ROOT, where=where)
    return where


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and from the sdist the wheel."""
    return build(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        return Parser().parsestr(archive.read(f"{INFO}/METADATA").decode())


def kept_files(*folders: str) -> Iterator[str]:
    """Yield the files of some folders as they lie in the work tree."""
    for folder in folders:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and not {"__pycache__", ".hypothesis"} & set(path.parts):
                yield path.relative_to(ROOT).as_posix()


def test_the_wheel_holds_both_packages_whole_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name for name in names if not name.startswith(f"{INFO}/")} == set(kept_files("autograd", "nn"))
    assert {"autograd/py.typed", "nn/py.typed", f"{INFO}/licenses/LICENSE"} <= names
    assert [name for name in names if name.startswith("nn/datasets/") and "digits" in name]


def test_the_sdist_holds_what_it_takes_to_build_and_to_test_and_nothing_else(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        modes = {member.name.removeprefix("chainrule-0.1.0/"): member.mode for member in archive if member.isfile()}
    others = {".gitignore", "LICENSE", "Makefile", "PKG-INFO", "README.md", "pyproject.toml"}
    assert set(modes) == others | set(kept_files(".ci", "autograd", "docs", "nn", "tests"))
    assert modes[".ci/venv"] & 0o100  # `make` runs it


def test_the_wheel_from_the_sdist_is_the_wheel_from_the_tree(wheel: Path, tmp_path: Path) -> None:
    (direct,) = build(tmp_path, "--wheel").glob("*.whl")
    assert direct.name == wheel.name == "chainrule-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(direct) as second:
        assert first.read(f"{INFO}/RECORD") == second.read(f"{INFO}/RECORD")  # every name with its hash


def test_the_core_depends_on_numpy_and_graphviz_alone(metadata: Message) -> None:
    required = metadata.get_all("Requires-Dist", [])
    assert {line for line in required if "extra ==" not in line} == {"numpy>=2.0", "graphviz>=0.20"}
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"


def test_the_extras_are_those_that_the_docs_name(metadata: Message) -> None:
    extras = {"dev", "docs", "io", "plot", "progress", "scipy", "sklearn", "test", "viz-full"}
    assert set(metadata.get_all("Provides-Extra", [])) == extras


def test_it_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", environment, where=tmp_path)
    (packages,) = environment.glob("lib/python*/site-packages")
    assert not list(packages.iterdir())
    for name in ("numpy", "graphviz"):
        _link(name, packages)
    python = environment / "bin" / "python"
    # Dependencies are not left out: pip would look for any other, and may not look anywhere.
    run(sys.executable, "-m", "pip", "--python", python, "install", wheel, where=tmp_path)
    run(sys.executable, "-m", "pip", "--python", python, "check", where=tmp_path)

    lines = run(python, "-I", "-c", USE, where=tmp_path).splitlines()
    assert [Path(line).parent for line in lines] == [packages / "autograd", packages / "nn"]


def _link(name: str, packages: Path) -> None:
    """Make the installed distribution `name` visible in the folder `packages`."""
    found = distribution(name)
    for top in {file.parts[0] for file in found.files or [] if file.parts[0] not in ("..", "__pycache__")}:
        (packages / top).symlink_to(Path(str(found.locate_file(top))).resolve())
