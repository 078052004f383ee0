"""The pictures in the docs show what the library draws today, and every one of them is used."""

from pathlib import Path

import pytest

from tests.pictures import FOLDER, PICTURES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_fresh(name: str) -> None:
    kept = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert kept == PICTURES[name](), "run: .venv/bin/python -m tests.pictures"


def test_every_picture_is_written_by_us_and_used() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(PICTURES)
    pages = "".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
    assert all(f"pictures/{name}.svg" in pages for name in PICTURES)
