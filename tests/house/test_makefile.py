"""`make demo` and `make test` on all sorts of machines, played by shell scripts that pretend to be Python.

PATH holds only the tools that the Makefile may use and the programs that a test puts there: nothing is
downloaded, nothing takes long. Each fake writes its command line to a log.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ["cat", "chmod", "cksum", "cp", "dirname", "make", "mkdir", "rm", "sh"]

LOGGED = """\
#!/bin/sh
echo "${HYPOTHESIS_PROFILE:+HYPOTHESIS_PROFILE=$HYPOTHESIS_PROFILE }${0#"$BIN/"} $*" >>"$LOG"
"""

# The files `no-pip`, `offline` and `killed` in the directory STATE say what goes wrong.
PYTHON = """\
case "$1 $2 $3" in
"-c "*) echo %(version)s ;;
"-m venv "*) %(venv)s; make-environment "$0" "$3" ;;
"-m virtualenv "* | "-m ensurepip "*) exit 1 ;;
"-m pip --version") [ ! -e "$STATE/no-pip" ] ;;
"-m pip install") [ ! -e "$STATE/killed" ] || kill -9 $PPID; [ ! -e "$STATE/offline" ] ;;
esac
"""

MAKE_ENVIRONMENT = """\
#!/bin/sh
mkdir -p "$2/bin" && cp "$1" "$2/bin/python" && cp "$BIN/lint-imports" "$2/bin/"
"""


class Machine:
    """A clone of the project on a machine of which everything is known."""

    def __init__(self, where: Path) -> None:
        self.bin, self.state, self.clone = where / "bin", where / "state", where / "clone"
        for folder in (self.bin, self.state, self.clone / ".ci"):
            folder.mkdir(parents=True)
        for name in ("Makefile", "pyproject.toml", ".ci/venv", ".ci/oldest.txt"):
            shutil.copy(ROOT / name, self.clone / name)
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, f"{tool} is needed"
            (self.bin / tool).symlink_to(found)
        self.program("make-environment", MAKE_ENVIRONMENT)
        self.program("lint-imports", LOGGED)

    def program(self, name: str, text: str) -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def python(self, name: str, version: str, venv: str = ":") -> None:
        """Put an interpreter there; `venv` is what its module venv runs first."""
        self.program(name, LOGGED + PYTHON % {"version": version, "venv": venv})

    def shim(self, name: str) -> None:
        """Put a program there that exists and does not run, as pyenv's do."""
        self.program(name, LOGGED + "echo 'command not found' >&2; exit 127\n")

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        variables = {"PATH": str(self.bin), "BIN": str(self.bin), "STATE": str(self.state), **environment}
        variables["LOG"] = str(self.state / "log")
        return subprocess.run(command, cwd=self.clone, env=variables, capture_output=True, text=True)

    def environment(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run what `make demo` runs first."""
        return self.run("sh", ".ci/venv", ".venv", "demo", "-e", ".[progress]", **environment)

    def calls(self) -> list[str]:
        """Return the command lines since the last call, without the questions for a version."""
        log = self.state / "log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [line for line in lines if not re.search(r" -c | -m (pip|virtualenv) --version", line)]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def ready(machine: Machine) -> Machine:
    """Return a machine on which a first call went well."""
    machine.python("python3.11", "3.11")
    assert machine.environment().returncode == 0
    machine.calls()
    return machine


INSTALL = ".venv/bin/python -m pip install -q --disable-pip-version-check -e .[progress]"


# Which interpreter


def test_the_first_that_really_runs_is_taken(machine: Machine) -> None:
    machine.shim("python3.14")
    machine.shim("python3.13")
    machine.python("python3.12", "3.12")
    machine.python("python3.11", "3.11")
    assert machine.environment().returncode == 0
    assert machine.calls()[-2:] == ["python3.12 -m venv .venv", INSTALL]


def test_the_youngest_goes_first(machine: Machine) -> None:
    names = ["python3.14", "python3.13", "python3.12", "python3.11"]
    for name in names:
        machine.python(name, name.removeprefix("python"))
    for name in names:
        assert machine.environment().returncode == 0
        assert machine.calls()[0] == f"{name} -m venv .venv"
        shutil.rmtree(machine.clone / ".venv")
        (machine.bin / name).unlink()


def test_python3_will_do_if_it_is_young_enough(machine: Machine) -> None:
    machine.python("python3", "3.15")
    assert machine.environment().returncode == 0
    assert machine.calls() == ["python3 -m venv .venv", INSTALL]


def test_python3_that_is_too_old_is_refused(machine: Machine) -> None:
    machine.shim("python3.12")
    machine.python("python3", "3.10")
    run = machine.environment()
    assert run.returncode == 2
    assert "no Python >= 3.11 runs here" in run.stderr and "PYTHON=" in run.stderr
    assert not (machine.clone / ".venv").exists()


def test_PYTHON_goes_before_all_others(machine: Machine) -> None:
    machine.python("python3.14", "3.14")
    machine.python("mine", "3.11")
    assert machine.run("make", "demo", "PYTHON=mine").returncode == 0
    assert machine.calls()[:2] == ["mine -m venv .venv", INSTALL]


@pytest.mark.parametrize(
    ("version", "message"),
    [(None, "PYTHON=mine does not run"), ("3.9", "PYTHON=mine is Python 3.9, and 3.11 or newer is needed")],
)
def test_PYTHON_that_cannot_be_used_is_refused(machine: Machine, version: str | None, message: str) -> None:
    machine.python("python3.14", "3.14")
    if version:
        machine.python("mine", version)
    else:
        machine.shim("mine")
    run = machine.environment(PYTHON="mine")
    assert run.returncode == 2
    assert message in run.stderr
    assert not (machine.clone / ".venv").exists()


def test_PYTHON_that_differs_from_the_environment_is_refused(ready: Machine) -> None:
    ready.python("other", "3.13")
    run = ready.environment(PYTHON="other")
    assert run.returncode == 2
    assert ".venv holds Python 3.11, and PYTHON=other is 3.13" in run.stderr
    assert "make distclean" in run.stderr
    assert ready.environment(PYTHON="python3.11").returncode == 0


# Where `-m venv` fails

BROKEN = "mkdir -p $3; echo ensurepip is not available; exit 1"
VIRTUALENV = LOGGED + 'make-environment "$BIN/$3" "$4"\n'
UV = LOGGED + """\
case $1 in
venv) make-environment "$BIN/$6" "$7" ;;
pip) rm -f "$STATE/no-pip" ;;
esac
"""


def test_virtualenv_helps_out(machine: Machine) -> None:
    machine.python("python3.11", "3.11", venv=BROKEN)
    machine.program("virtualenv", VIRTUALENV)
    machine.program("uv", UV)
    assert machine.environment().returncode == 0
    assert machine.calls() == ["python3.11 -m venv .venv", "virtualenv -q -p python3.11 .venv", INSTALL]


def test_virtualenv_as_a_module_helps_out(machine: Machine) -> None:
    machine.python("python3.11", "3.11", venv=BROKEN)
    program = machine.bin / "python3.11"
    fails = '"-m virtualenv "* | '
    works = '"-m virtualenv --version") ;;\n"-m virtualenv -q") make-environment "$0" "$4" ;;\n'
    program.write_text(program.read_text().replace(fails, works))
    assert machine.environment().returncode == 0
    assert machine.calls() == ["python3.11 -m venv .venv", "python3.11 -m virtualenv -q .venv", INSTALL]


@pytest.mark.parametrize("virtualenv", [None, LOGGED + "exit 1\n"])
def test_uv_helps_out(machine: Machine, virtualenv: str | None) -> None:
    machine.python("python3.11", "3.11", venv=BROKEN)
    if virtualenv:
        machine.program("virtualenv", virtualenv)
    machine.program("uv", UV)
    assert machine.environment().returncode == 0
    uv = "uv venv -q --seed --allow-existing --python python3.11 .venv"
    assert machine.calls()[-2:] == [uv, INSTALL]


def test_otherwise_the_missing_package_is_named(machine: Machine) -> None:
    machine.python("python3.13", "3.13", venv=BROKEN)
    run = machine.run("make", "demo")
    assert run.returncode == 2
    assert "apt install python3.13-venv" in run.stderr
    assert "ensurepip is not available" in run.stderr
    assert not (machine.clone / ".venv").exists()


def test_an_environment_without_pip_is_given_one(ready: Machine) -> None:
    (ready.clone / ".venv" / ".installed-demo").unlink()
    (ready.state / "no-pip").touch()
    ready.program("uv", UV)
    assert ready.environment().returncode == 0
    pip = "uv pip install -q --python .venv/bin/python pip"
    assert ready.calls() == [".venv/bin/python -m ensurepip", pip, INSTALL]


def test_an_environment_that_can_have_no_pip_is_made_again(ready: Machine) -> None:
    (ready.clone / ".venv" / ".installed-demo").unlink()
    (ready.state / "no-pip").touch()
    ready.python("python3.11", "3.11", venv='rm "$STATE/no-pip"')
    assert ready.environment().returncode == 0
    assert ready.calls() == [".venv/bin/python -m ensurepip", "python3.11 -m venv .venv", INSTALL]


def test_without_any_pip_it_says_so(machine: Machine) -> None:
    machine.python("python3.11", "3.11")
    (machine.state / "no-pip").touch()
    run = machine.environment()
    assert run.returncode == 2
    assert "there is no pip in .venv" in run.stderr


# The second time


def test_the_second_call_installs_nothing(ready: Machine) -> None:
    (ready.state / "offline").touch()
    assert ready.environment().returncode == 0
    assert ready.calls() == []


def test_what_was_cut_short_is_made_again(machine: Machine) -> None:
    machine.python("python3.11", "3.11")
    (machine.state / "killed").touch()
    assert machine.environment().returncode != 0
    (machine.state / "killed").unlink()
    machine.calls()
    (machine.clone / ".venv" / "half").touch()
    run = machine.environment()
    assert run.returncode == 0
    assert ".venv is unfinished or broken; making it again" in run.stderr
    assert machine.calls() == ["python3.11 -m venv .venv", INSTALL]
    assert not (machine.clone / ".venv" / "half").exists()


def test_a_second_installation_that_was_cut_short_is_no_better(ready: Machine) -> None:
    (ready.state / "killed").touch()
    assert ready.run("make", "check").returncode != 0
    (ready.state / "killed").unlink()
    ready.calls()
    assert ready.environment().returncode == 0
    assert ready.calls() == ["python3.11 -m venv .venv", INSTALL]


@pytest.mark.parametrize("python", [None, "#!/bin/sh\nexit 127\n", "#!/bin/sh\necho 3.9\n"])
def test_an_environment_whose_python_is_of_no_use_is_made_again(ready: Machine, python: str | None) -> None:
    interpreter = ready.clone / ".venv" / "bin" / "python"
    interpreter.unlink()
    if python:
        interpreter.write_text(python)
        interpreter.chmod(0o755)
    assert ready.environment().returncode == 0
    assert ready.calls() == ["python3.11 -m venv .venv", INSTALL]


def test_an_environment_made_by_hand_is_completed(ready: Machine) -> None:
    for stamp in (ready.clone / ".venv").glob(".installed-*"):
        stamp.unlink()
    (ready.clone / ".venv" / "mine").touch()
    assert ready.environment().returncode == 0
    assert ready.calls() == [INSTALL]
    assert (ready.clone / ".venv" / "mine").exists()


def test_where_pip_fails_the_next_call_tries_again(machine: Machine) -> None:
    machine.python("python3.11", "3.11")
    (machine.state / "offline").touch()
    run = machine.environment()
    assert run.returncode == 1
    assert "pip could not install -e .[progress] into .venv" in run.stderr
    machine.calls()
    (machine.state / "offline").unlink()
    assert machine.environment().returncode == 0
    assert machine.calls() == [INSTALL]


def test_a_changed_pyproject_is_installed_again(ready: Machine) -> None:
    with (ready.clone / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    assert ready.environment().returncode == 0
    assert ready.calls() == [INSTALL]


def test_where_that_fails_what_was_there_stays_usable(ready: Machine) -> None:
    (ready.state / "offline").touch()
    pyproject = ready.clone / "pyproject.toml"
    before = pyproject.read_text()
    pyproject.write_text(before + "# changed\n")
    assert ready.environment().returncode == 1
    pyproject.write_text(before)
    assert ready.environment().returncode == 0
    assert ready.calls() == [INSTALL]


def test_a_moved_clone_is_installed_again(ready: Machine) -> None:
    ready.clone = ready.clone.rename(ready.clone.with_name("moved"))
    assert ready.environment().returncode == 0
    assert ready.calls() == [INSTALL]


# The targets


def test_make_demo(machine: Machine) -> None:
    machine.python("python3.11", "3.11")
    assert machine.run("make", "demo").returncode == 0
    demo = ".venv/bin/python -m nn.demo --out build/demo"
    assert machine.calls() == ["python3.11 -m venv .venv", INSTALL, demo]
    assert machine.run("make", "demo").returncode == 0
    assert machine.calls() == [demo]


def test_make_test_after_make_demo(ready: Machine) -> None:
    assert ready.run("make", "test").returncode == 0
    first = ready.calls()
    assert first == [
        ".venv/bin/python -m pip install -q --disable-pip-version-check -e .[dev]",
        ".venv/bin/python -m ruff check autograd nn tests",
        ".venv/bin/python -m mypy",
        ".venv/bin/lint-imports --no-logo",
        "python3.11 -m venv .venv-oldest",
        ".venv-oldest/bin/python -m pip install -q --disable-pip-version-check -e . -r .ci/oldest.txt",
        "HYPOTHESIS_PROFILE=few .venv-oldest/bin/python -m pytest tests/laws",
        ".venv/bin/python -m pytest",
    ]
    assert ready.run("make", "test").returncode == 0
    assert ready.calls() == [call for call in first if " -m pip " not in call and " -m venv " not in call]


def test_make_test_deep(ready: Machine) -> None:
    assert ready.run("make", "test-deep").returncode == 0
    assert ready.calls()[-1] == "HYPOTHESIS_PROFILE=deep .venv/bin/python -m pytest -m "
