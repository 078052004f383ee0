"""The demo: one short run as a user starts it, its gradient check, and that a wrong gradient stops it."""

import csv
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd
from nn import datasets, demo, functional

ROOT = Path(demo.__file__).resolve().parents[1]


def test_a_short_run_prints_its_results_and_writes_its_files(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    command = [sys.executable, "-m", "nn.demo", "--out", str(out), "--seeds", "2", "--epochs", "3"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr
    lines = run.stdout.splitlines()

    (check,) = (line for line in lines if line.startswith("gradient check: "))
    found = re.fullmatch(r"gradient check: relative error (\d\.\de[-+]\d\d)", check)
    assert found and 0.0 < float(found[1]) <= 1e-7
    last = re.fullmatch(r"test accuracy: (0\.\d{4})", lines[-1])
    each = re.findall(r"^seed \d: test accuracy (0\.\d{4}) after", run.stdout, re.MULTILINE)
    runs = [float(text) for text in each]
    assert last and len(runs) == 2
    assert float(last[1]) == pytest.approx(np.mean(runs), abs=1.01e-4)
    assert min(runs) > 0.85  # three epochs only

    names = ["graph.txt", "graph.dot", "graph.svg", "graph.html", "loss.csv", "loss.svg"]
    assert sorted(path.name for path in out.iterdir()) == sorted(names)
    assert all(str(out / name) in run.stdout for name in names)
    rows = list(csv.reader((out / "loss.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["epoch", "seed 0", "seed 1"] and [row[0] for row in rows[1:]] == ["1", "2", "3"]
    assert float(rows[3][1]) < float(rows[1][1])
    for name in ("graph.svg", "loss.svg"):
        assert ElementTree.fromstring((out / name).read_text(encoding="utf-8")).tag.endswith("svg")
    for name in ("graph.txt", "graph.dot", "graph.html"):
        assert "0.weight" in (out / name).read_text(encoding="utf-8")


def test_the_seed_draws_split_and_weights() -> None:
    images, labels = datasets.load_digits()
    first, again, other = (demo.prepare(images, labels, seed) for seed in (1, 1, 2))
    assert first.x_train.shape == (1438, 64) and first.x_test.shape == (359, 64)
    np.testing.assert_array_equal(first.x_test, again.x_test)
    assert not np.array_equal(first.y_test, other.y_test)
    weight, same, different = (p.model[0].weight.data for p in (first, again, other))
    np.testing.assert_array_equal(weight, same)
    assert not np.array_equal(weight, different)
    np.testing.assert_allclose(first.x_train.mean(0), 0.0, atol=1e-12)
    assert abs(first.x_test.mean(0)).max() > 1e-3  # not standardised by its own statistics
    assert np.isfinite(first.x_test).all()


def test_a_wrong_gradient_stops_the_demo(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def forgetful(x: Any, weight: Any, bias: Any = None) -> Any:
        return x @ weight.T + autograd.stop_gradient(bias)

    monkeypatch.setattr(functional, "linear", forgetful)
    assert demo.main(["--out", str(tmp_path), "--seeds", "1", "--epochs", "1"]) == 1
    captured = capsys.readouterr()
    found = re.search(r"gradient check: relative error (\S+)", captured.out)
    assert found and float(found[1]) > 1e-3
    assert "the gradient is wrong" in captured.err and "test accuracy" not in captured.out


@pytest.mark.parametrize("arguments", [["--epochs", "0"], ["--seeds", "-1"], ["--epochs", "many"], ["more"]])
def test_bad_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        demo.main(arguments)
    assert stop.value.code == 2
    assert "usage: python -m nn.demo" in capsys.readouterr().err


def test_a_number_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        demo.main(["--seeds", "a"])
    assert "argument --seeds: must be a whole number of at least 1; got 'a'" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_an_output_folder_that_is_a_file_is_refused(name: str, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit) as stop:
        demo.main(["--out", str(tmp_path / name)])
    assert stop.value.code == 2
    assert f"argument --out: {tmp_path / name} cannot be used as a folder (" in capsys.readouterr().err
