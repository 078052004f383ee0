"""The settings of pytest and hypothesis do what the docs say, tried on a small suite of their own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SUITE = """\
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

calls = []

@given(st.floats())
def test_law(x):
    calls.append(x)

def test_number_of_examples():
    with open("count", "w") as file:
        print(len(calls), settings().derandomize, settings().deadline, settings().database, file=file)

@pytest.mark.deep
def test_long():
    pass

def test_floating_point_is_no_fault():
    assert np.isinf(np.divide(1.0, np.zeros(1))).all() and np.isinf(np.exp(np.float64(1e4)))
"""


def run(where: Path, *arguments: str, suite: str = SUITE, profile: str | None = None) -> tuple[str, int]:
    (where / "tests").mkdir()
    shutil.copy(ROOT / "pyproject.toml", where)
    shutil.copy(ROOT / "tests" / "conftest.py", where / "tests")
    (where / "tests" / "test_suite.py").write_text(suite)
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("HYPOTHESIS", "PYTEST"))}
    if profile:
        variables["HYPOTHESIS_PROFILE"] = profile
    command = [sys.executable, "-m", "pytest", "-n0", *arguments]
    done = subprocess.run(command, cwd=where, env=variables, capture_output=True, text=True)
    return done.stdout + done.stderr, done.returncode


def test_every_day_the_same_few_examples_are_tried(tmp_path: Path) -> None:
    output, status = run(tmp_path)
    assert status == 0 and "3 passed, 1 deselected" in output, output
    assert (tmp_path / "count").read_text() == "25 True None None\n"


def test_the_oldest_numpy_gets_a_third_of_them(tmp_path: Path) -> None:
    output, status = run(tmp_path, profile="few")
    assert status == 0 and "3 passed, 1 deselected" in output, output
    assert (tmp_path / "count").read_text() == "8 True None None\n"
    assert "HYPOTHESIS_PROFILE=few .venv-oldest/bin/python -m pytest tests/laws" in (ROOT / "Makefile").read_text()


def test_deep_is_random_and_leaves_nothing_out(tmp_path: Path) -> None:
    output, status = run(tmp_path, "-m", "", profile="deep")
    assert status == 0 and "4 passed" in output and "deselected" not in output, output
    count, derandomize, deadline, _database = (tmp_path / "count").read_text().split(maxsplit=3)
    assert (count, derandomize, deadline) == ("500", "False", "None")


def test_a_profile_that_is_not_there_is_refused(tmp_path: Path) -> None:
    output, status = run(tmp_path, profile="depe")
    assert status != 0 and "depe" in output


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("warnings.warn('old', DeprecationWarning)", "DeprecationWarning: old"),
        ("warnings.warn('odd', RuntimeWarning)", "RuntimeWarning: odd"),
    ],
)
def test_any_other_warning_fails_the_test(tmp_path: Path, body: str, message: str) -> None:
    output, status = run(tmp_path, suite=f"import warnings\n\n\ndef test_it():\n    {body}\n")
    assert status == 1 and message in output, output


def test_an_unknown_marker_is_refused(tmp_path: Path) -> None:
    output, status = run(tmp_path, suite="import pytest\n\n\n@pytest.mark.depe\ndef test_it():\n    pass\n")
    assert status != 0 and "'depe' not found in `markers`" in output, output
