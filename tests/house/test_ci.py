"""`.ci/run` must end with pytest's closing line and with the status of `make test`; before that comes the browser."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

STARTS = "============================= test session starts =============================="
LAWS = "============================== 90 passed in 1.28s ==============================="
PASSED = "================== 12 passed, 3 deselected in 70.10s (0:01:10) =================="
FAILED = "========================= 1 failed, 11 passed in 2.00s ========================="


def ci(where: Path, output: list[str], status: int, install: int = 0) -> tuple[list[str], int]:
    """Run .ci/run where `make test` prints `output` and ends with `status`, and install.sh ends with `install`."""
    (where / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", where / ".ci")
    script = where / "tests" / "browser" / "install.sh"
    script.parent.mkdir(parents=True)
    script.write_text(f'echo install >>calls\nexit {install}\n')
    (where / "output").write_text("".join(line + "\n" for line in output))
    make = where / "bin" / "make"
    make.parent.mkdir()
    lines = ['[ "$*" = test ] || exit 99', 'echo "make, $REQUIRE_BROWSER" >>calls', "cat output", "echo done >&2"]
    make.write_text("\n".join(["#!/bin/sh", *lines, f"exit {status}", ""]))
    make.chmod(0o755)
    variables = {**os.environ, "PATH": f"{make.parent}{os.pathsep}{os.environ['PATH']}"}
    run = subprocess.run([where / ".ci" / "run"], env=variables, capture_output=True, text=True)
    return run.stdout.splitlines(), run.returncode


@pytest.mark.parametrize(("closing", "status"), [(PASSED, 0), (FAILED, 2)])
def test_the_last_line_is_the_closing_line_of_the_main_suite(
    tmp_path: Path, closing: str, status: int
) -> None:
    lines, code = ci(tmp_path, [STARTS, LAWS, STARTS, closing], status)
    assert lines[-1] == closing
    assert code == status
    assert lines[:3] == [STARTS, LAWS, STARTS]


@pytest.mark.parametrize("output", [["ruff: error"], [STARTS, LAWS, STARTS, "INTERNALERROR"]])
def test_without_a_closing_line_it_claims_none(tmp_path: Path, output: list[str]) -> None:
    lines, code = ci(tmp_path, output, 2)
    assert lines[-1] == "make test ended with status 2 before pytest had ended"
    assert code == 2


@pytest.mark.parametrize("install", [0, 1])
def test_a_browser_is_installed_first_and_from_then_on_required(tmp_path: Path, install: int) -> None:
    lines, code = ci(tmp_path, [STARTS, FAILED], 2, install)
    assert (tmp_path / "calls").read_text().splitlines() == ["install", "make, 1"]
    assert (lines[-1], code) == (FAILED, 2)
