"""The pictures in the docs show what the library draws today, and every one of them is used."""

from pathlib import Path

import pytest

from tests.pictures import FOLDER, PHOTOGRAPHS, PICTURES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_fresh(name: str) -> None:
    kept = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert kept == PICTURES[name](), "run: .venv/bin/python -m tests.pictures"


def test_every_picture_is_written_by_us_and_used() -> None:
    names = {f"{name}.svg" for name in PICTURES} | {f"{name}.png" for name in PHOTOGRAPHS}
    assert {path.name for path in FOLDER.iterdir()} == names
    pages = "".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
    assert all(f"pictures/{name}" in pages for name in names)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_photograph_is_a_small_png(name: str) -> None:
    photograph = (FOLDER / f"{name}.png").read_bytes()
    assert photograph.startswith(b"\x89PNG\r\n\x1a\n") and len(photograph) <= 120_000
