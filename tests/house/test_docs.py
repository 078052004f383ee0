"""Every code block in README and docs runs, and every docstring example gives what it shows."""

import doctest
import importlib
import pkgutil
import re
from contextlib import contextmanager
from pathlib import Path

import pytest

import autograd
import nn
from autograd.graph.op import IMPLEMENTATIONS, REGISTRY

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page):
    return BLOCK.findall(page.read_text())


@contextmanager
def ops_of_a_page(page):
    """Let a page declare ops of its own: who follows it to the letter has them, and so may the library."""
    known, dispatched = dict(REGISTRY), dict(IMPLEMENTATIONS)
    for name in re.findall(r'\bname="(\w+)"', "".join(blocks(page))):
        REGISTRY.pop(name, None)
    try:
        yield
    finally:
        for table, before in ((REGISTRY, known), (IMPLEMENTATIONS, dispatched)):
            table.clear()
            table.update(before)


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p)], ids=lambda p: str(p.relative_to(ROOT)))
def test_code_blocks_run_in_order(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "a_page"}
    with ops_of_a_page(page):
        for k, block in enumerate(blocks(page)):
            if ">>>" in block:
                test = doctest.DocTestParser().get_doctest(block, names, f"{page.name} block {k}", str(page), 0)
                runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
                failures = []
                runner.run(test, out=failures.append, clear_globs=False)
                names.update(test.globs)
                assert runner.failures == 0, "".join(failures)
            else:
                exec(compile(block, f"{page.name} block {k}", "exec"), names)


def test_the_gradients_of_the_printed_sweep_are_those_its_steps_add_up_to(tmp_path, monkeypatch):
    """`.grad` that an earlier block of the page left would be shown as the sweep's own."""
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in blocks(ROOT / "docs/do/draw-and-explain.md"):
        if "name=\"x\"" in block or "as sweep" in block:
            exec(compile(block, "draw-and-explain.md", "exec"), names)
    given = {part.target: part.total for step in names["sweep"].steps for part in step.contributions}
    leaves = [box for box in names["sweep"].snapshot.boxes if box.kind == "leaf"]
    assert [box.grad.items for box in leaves] == [given[box.id].items for box in leaves] == [(5.0,), (-5.0,)]


def test_the_network_of_the_readme_reaches_what_it_says(capsys):
    (block,) = (block for block in blocks(ROOT / "README.md") if "nn.MLP" in block)
    exec(compile(block, "README.md", "exec"), {})
    claimed = float(re.search(r"# test accuracy (\S+)$", block, re.MULTILINE)[1])
    reached = float(re.search(r"test accuracy (\S+)", capsys.readouterr().out)[1])
    assert claimed == pytest.approx(reached, abs=0.021)  # two of 100 points: another BLAS rounds otherwise


@pytest.mark.parametrize("page", ["learn/your-first-gradient-seen", "do/diagnose"])
def test_a_page_shows_what_its_program_prints(page, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = ROOT / f"docs/{page}.md"
    names = {"__name__": "a_page"}
    with ops_of_a_page(path):
        for block in blocks(path):
            exec(compile(block, path.name, "exec"), names)
    shown = re.findall(r"^```text\n(.*?)^```", path.read_text(), re.MULTILINE | re.DOTALL)
    printed = capsys.readouterr().out
    assert shown and all(text in printed for text in shown)


def modules():
    for package in (autograd, nn):
        yield package.__name__
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not module.name.endswith("__main__"):
                yield module.name


@pytest.mark.parametrize("name", list(modules()))
def test_docstring_examples(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_links_between_pages_lead_somewhere():
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert not broken
