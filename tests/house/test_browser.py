"""Where a browser comes from, and what happens without one; no browser is needed to see that."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "browser"
TOOLS = ["cat", "mktemp", "rm", "sh"]

# An apt-get that knows one package, and fails where the file `offline` lies beside it.
APT = """\
#!/bin/sh
echo "$*" >>"$BIN/log"
[ ! -e "$BIN/offline" ] || { echo "E: no network"; exit 100; }
case $1 in install) ln -s "$BIN/sh" "$BIN/chromium" ;; esac
"""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """The folder of all programs of a machine."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in (*TOOLS, "ln"):
        (folder / tool).symlink_to(str(shutil.which(tool)))
    return folder


def program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def install(folder: Path, user: int = 0) -> tuple[int, str, list[str]]:
    """Run install.sh; return its status, what it said, and how it called apt-get."""
    program(folder, "id", f"#!/bin/sh\necho {user}\n")
    variables = {"PATH": str(folder), "BIN": str(folder), "TMPDIR": str(folder)}
    done = subprocess.run(["sh", FOLDER / "install.sh"], env=variables, capture_output=True, text=True)
    log = folder / "log"
    assert done.stdout == ""
    return done.returncode, done.stderr, log.read_text().splitlines() if log.exists() else []


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_where_a_browser_is_nothing_is_installed(programs: Path, name: str) -> None:
    program(programs, name, "")
    program(programs, "apt-get", APT)
    assert install(programs, user=1000) == (0, "", [])


def test_chromium_comes_from_apt_once(programs: Path) -> None:
    program(programs, "apt-get", APT)
    status, said, calls = install(programs)
    assert status == 0, said
    assert calls[0] == "update -qq" and calls[1].startswith("install -qq --yes --no-install-recommends chromium ")
    assert install(programs) == (0, "", calls)


@pytest.mark.parametrize(
    ("apt", "user", "offline", "message"),
    [
        (False, 0, False, "no apt-get to install it"),
        (True, 1000, False, "only root can install it: sudo sh "),
        (True, 0, True, "E: no network\nchainrule: apt-get update -qq failed"),
    ],
)
def test_where_it_cannot_be_installed_the_reason_is_said(
    programs: Path, apt: bool, user: int, offline: bool, message: str
) -> None:
    if apt:
        program(programs, "apt-get", APT)
    if offline:
        (programs / "offline").touch()
    status, said, _ = install(programs, user)
    assert status == 1 and message in said


SUITE = """\
import pytest

def test_browser(tab):
    pass

def test_other():
    pytest.skip("for another reason")

@pytest.mark.xfail
def test_expected():
    assert 0
"""


def suite(where: Path, required: str | None, text: str = SUITE) -> str:
    """Run a suite in a tests/browser of its own, on a machine without Chromium."""
    folder = where / "tests" / "browser"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", where)
    for name in ("__init__.py", "conftest.py", "tab.py"):
        shutil.copy(FOLDER / name, folder)
    (folder / "test_suite.py").write_text(text)
    (where / "bin").mkdir()
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "REQUIRE"))}
    variables["PATH"] = str(where / "bin")
    if required is not None:
        variables["REQUIRE_BROWSER"] = required
    command = [sys.executable, "-m", "pytest", "-n0", "-rs"]
    return subprocess.run(command, cwd=where, env=variables, capture_output=True, text=True).stdout


@pytest.mark.parametrize("required", [None, "", "0"])
def test_without_a_browser_the_tests_are_skipped_with_a_reason(tmp_path: Path, required: str | None) -> None:
    output = suite(tmp_path, required)
    assert "2 skipped, 1 xfailed" in output, output
    assert "no Chromium here" in output and "tests/browser/install.sh" in output


def test_where_a_browser_is_required_no_test_may_be_skipped(tmp_path: Path) -> None:
    output = suite(tmp_path, "1")
    assert "1 failed, 1 xfailed, 1 error" in output, output
    assert "REQUIRE_BROWSER=1 allows no skips. Skipped: no Chromium here" in output
    assert "REQUIRE_BROWSER=1 allows no skips. Skipped: for another reason" in output


def test_where_a_browser_is_required_no_file_may_be_skipped(tmp_path: Path) -> None:
    output = suite(tmp_path, "1", "import pytest\npytest.importorskip('not_there_at_all')\n")
    assert "1 error" in output and "REQUIRE_BROWSER=1 allows no skips. Skipped: could not import" in output, output
