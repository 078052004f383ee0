"""What lies where: the top level is fixed, and no file knows the machine it was written on."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

TOP_LEVEL = {"LICENSE", "Makefile", "README.md", "autograd", "docs", "nn", "pyproject.toml", "tests"}
PRODUCTS = {"build", "dist", "PKG-INFO"}  # git-ignored; PKG-INFO is in a source distribution

# Written in pieces, since this file is searched too.
MACHINE = re.compile(
    "|".join(
        [
            r"(?<![\w.])/" + "work/",
            r"(?<![\w.])/" + "root/",
            r"(?<![\w.])/" + "home/",
            r"/tmp/" + "team",
            r"/opt/" + "(pypi|wheels)",
            r"\." + "library/",
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "conda" + r"\.(anaconda\.)?org",
        ]
    )
)

# Packages that cost more than a gradient to import, or that need not be there.
LATE = {"IPython", "graphviz", "matplotlib", "pygraphviz", "safetensors", "scipy", "sklearn", "tqdm"}
LATE |= {"json", "subprocess"}


def text_files() -> Iterator[tuple[Path, str]]:
    """Yield every text file that we keep, with its text."""
    for top in sorted(ROOT.iterdir()):
        if top.name not in TOP_LEVEL | {".ci", ".gitignore"}:
            continue
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                try:
                    yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
                except UnicodeDecodeError:  # data and pictures
                    continue


def test_the_top_level_holds_what_it_should_and_nothing_else() -> None:
    present = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert present - PRODUCTS - {"__pycache__"} == TOP_LEVEL


def test_both_packages_say_that_they_are_typed() -> None:
    assert (ROOT / "autograd" / "py.typed").is_file()
    assert (ROOT / "nn" / "py.typed").is_file()


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path}:{number}: {line.strip()}"
        for path, text in text_files()
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert not found, "\n".join(found)


def test_the_search_for_machine_names_finds_them() -> None:
    assert MACHINE.search('open("/' + 'work/main/x")')
    assert MACHINE.search("see /" + "root/notes")
    assert MACHINE.search("https://" + "pypi" + ".org/simple")
    assert not MACHINE.search("https://example.com/homework/1, docs/work/x")


def test_imports_inside_functions_are_of_late_packages_only() -> None:
    found = [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for path, text in text_files()
        if path.suffix == ".py" and path.parts[0] in {"autograd", "nn"}
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if not _imported(node) <= LATE
    ]
    assert not found, "\n".join(found)


def _imported(node: ast.AST) -> set[str]:
    """Name the top-level packages that `node` imports, if it is an import."""
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        return {"." if node.level else str(node.module).partition(".")[0]}
    return set()
