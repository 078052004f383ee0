"""The decision pages are listed, and what one of them says about the size of a package is counted."""

import ast
import io
import re
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/decisions"
LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def test_every_decision_is_listed_in_order_with_its_title() -> None:
    pages = sorted(path for path in FOLDER.iterdir() if path.name != "README.md")
    titles = [path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ") for path in pages]
    listed = re.findall(r"^- \[(.*)\]\((.*)\)$", (FOLDER / "README.md").read_text(encoding="utf-8"), re.M)
    assert listed == [(title, path.name) for title, path in zip(titles, pages, strict=True)]
    assert [title.split()[0] for title in titles] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    assert all(path.name.startswith(title.split()[0]) for title, path in zip(titles, pages, strict=True))


def lines_of_code(path: Path) -> int:
    """Count the lines that hold code: not blank, no comment, no docstring."""
    text = path.read_text(encoding="utf-8")
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in LAYOUT:
            code.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            code.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(code)


def test_the_size_of_the_graph_package_is_as_0007_says() -> None:
    sizes = {path.name: lines_of_code(path) for path in (ROOT / "autograd/graph").glob("*.py")}
    total = sum(sizes.values())
    assert 2.6 * 600 < total < 3.4 * 600, f"{total} lines: update docs/decisions/0007"
    assert sizes["op.py"] + sizes["walk.py"] > 0.4 * total, f"{sizes}: update docs/decisions/0007"
