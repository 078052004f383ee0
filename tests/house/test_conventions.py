"""The table of singular points in the docs says what the ops declare. `WRITE_DOCS=1 pytest` of this file writes it."""

import os
from pathlib import Path

import autograd  # noqa: F401  (fills the registry)
from autograd.graph.op import REGISTRY

PAGE = Path(__file__).parents[2] / "docs/look-up/conventions.md"
MARK = "<!-- from the declarations -->\n"


def table():
    rows = sorted((op.name, op.singular) for op in REGISTRY.values() if op.singular)
    return "| op | what it answers |\n|---|---|\n" + "".join(f"| `{name}` | {text} |\n" for name, text in rows)


def test_the_table_of_singular_points_is_fresh():
    head, _, rest = PAGE.read_text().partition(MARK)
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(head + MARK + table())
        return
    assert rest == table(), "run: WRITE_DOCS=1 .venv/bin/pytest tests/house/test_conventions.py"
