"""`import autograd` must notice HIPS's distribution in its own folder, and only there."""

import shutil
import subprocess
import sys
import timeit
from pathlib import Path

import pytest

from autograd import _clash

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Stand for a `site-packages` into which our package was installed."""
    packages = tmp_path / "site-packages"
    shutil.copytree(ROOT / "autograd", packages / "autograd", ignore=shutil.ignore_patterns("__pycache__"))
    (packages / "chainrule-0.1.0.dist-info").mkdir()
    return packages


def import_autograd(folder: Path) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); import autograd; print(autograd.__file__)"
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)


def test_alone_it_imports(folder: Path) -> None:
    run = import_autograd(folder)
    assert run.returncode == 0, run.stderr
    assert Path(run.stdout.strip()).is_relative_to(folder)


@pytest.mark.parametrize("entry", ["autograd-1.9.1.dist-info", "Autograd-1.5.dist-info"])
def test_the_other_distribution_in_the_same_folder_is_refused_with_the_cure(folder: Path, entry: str) -> None:
    (folder / entry).mkdir()
    run = import_autograd(folder)
    assert run.returncode != 0
    message = run.stderr[run.stderr.index("ImportError:") :]
    assert f"{entry} in {folder}" in message
    uninstall = message.index("pip uninstall -y autograd")
    reinstall = message.index("pip install --force-reinstall --no-deps chainrule")
    assert uninstall < reinstall


@pytest.mark.parametrize(
    "noted, argument",
    [
        ('{"url": "file:///a/clone", "dir_info": {}}', '"file:///a/clone"'),
        ('{"url": "file:///a/clone", "dir_info": {"editable": true}}', '-e "file:///a/clone"'),
        ('{"url": "file:///a/chainrule-0.1.0-py3-none-any.whl", "archive_info": {}}', '"file:///a/chainrule-0.1.0-'),
        ('{"url": "https://e.com/c", "vcs_info": {"vcs": "git", "commit_id": "12"}}', '"git+https://e.com/c@12"'),
        ('{"url": "https://e.com/c.zip", "subdirectory": "lib"}', '"https://e.com/c.zip#subdirectory=lib"'),
        ("{", "chainrule"),
        ("[]", "chainrule"),
        ("{}", "chainrule"),
    ],
)
def test_the_cure_installs_from_where_it_came(folder: Path, noted: str, argument: str) -> None:
    (folder / "autograd-1.9.1.dist-info").mkdir()
    (folder / "chainrule-0.1.0.dist-info" / "direct_url.json").write_text(noted)
    assert f"pip install --force-reinstall --no-deps {argument}" in import_autograd(folder).stderr


def import_nn(*folders: Path) -> str:
    code = f"import sys; sys.path[:0] = {list(map(str, folders))!r}; import nn"
    # -S: the environment of the tests knows an `autograd` too, this clone.
    run = subprocess.run([sys.executable, "-S", "-c", code], cwd=folders[0], capture_output=True, text=True)
    assert run.returncode != 0
    return run.stderr[run.stderr.index("ImportError:") :]


@pytest.mark.parametrize("uninstalled", [False, True])
def test_nn_notices_the_other_distribution_installed_over_ours(folder: Path, uninstalled: bool) -> None:
    shutil.copytree(ROOT / "nn", folder / "nn", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "chainrule-0.1.0.dist-info" / "direct_url.json").write_text('{"url": "file:///a/clone"}')
    (folder / "autograd" / "__init__.py").write_text("def grad(): ...\n")
    if uninstalled:
        (folder / "autograd" / "__init__.py").unlink()
    message = import_nn(folder)
    assert f"the one in {folder / 'autograd'} is not it" in message
    uninstall = message.index("pip uninstall -y autograd")
    assert uninstall < message.index('pip install --force-reinstall --no-deps "file:///a/clone"')


def test_nn_notices_the_other_distribution_before_a_clone_of_ours(folder: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder / "autograd")
    (folder / "autograd").mkdir()
    (folder / "autograd" / "__init__.py").touch()
    noted = '{"url": "file:///a/clone", "dir_info": {"editable": true}}'
    (folder / "chainrule-0.1.0.dist-info" / "direct_url.json").write_text(noted)
    assert '--no-deps -e "file:///a/clone"' in import_nn(folder, ROOT)


@pytest.mark.parametrize(
    "entry",
    [
        "autograd_gamma-0.5.0.dist-info",
        "autograd-gamma-0.5.0.dist-info",
        "autograd-1.9.1.data",
        "autograd-notes",
        "myautograd-1.0.dist-info",
    ],
)
def test_other_names_are_no_clash(folder: Path, entry: str) -> None:
    (folder / entry).mkdir()
    assert import_autograd(folder).returncode == 0


def test_a_copy_elsewhere_on_the_path_is_no_clash(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "autograd").mkdir(parents=True)
    (elsewhere / "autograd" / "__init__.py").touch()
    (elsewhere / "autograd-1.9.1.dist-info").mkdir()
    code = f"import sys; sys.path[:0] = [{str(folder)!r}, {str(elsewhere)!r}]; import autograd"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)


def test_in_a_zip_file_nothing_lies_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_clash, "__file__", str(tmp_path / "packages.zip" / "autograd" / "_clash.py"))
    _clash.check()


def test_it_costs_well_under_a_millisecond(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(300):
        (tmp_path / f"package{number}-1.0.dist-info").mkdir()
    monkeypatch.setattr(_clash, "__file__", str(tmp_path / "autograd" / "_clash.py"))
    assert min(timeit.repeat(_clash.check, number=10, repeat=20)) / 10 < 1e-3
