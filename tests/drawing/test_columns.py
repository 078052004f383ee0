"""Names in wide scripts: what stands in one column of the words for a terminal begins in one column of the screen."""

import unicodedata

import pytest

from autograd import Tensor, draw, explain, record_backward
from autograd.drawing.columns import columns, padded

LOSS, WEIGHT = "손실", "가중치"


def column_of(part: str, lines: list[str]) -> set[int]:
    """Return where some text begins in the lines that have it, counted apart from what is tested."""
    before = [line[: line.index(part)] for line in lines if part in line]
    assert len(before) > 1
    return {sum(2 if unicodedata.east_asian_width(c) == "W" else 1 for c in text) for text in before}


def product() -> Tensor:
    loss = Tensor(3.0, name=WEIGHT) * Tensor(2.0, name="x")
    loss.name = LOSS
    return loss


def test_the_text_tree_and_that_of_a_sweep() -> None:
    with record_backward() as sweep:
        product().backward()
    for drawing in (draw(product()), sweep):
        assert len(column_of("  grad", str(drawing).splitlines())) == 1


def test_an_explanation() -> None:
    total = Tensor(3.0, name=WEIGHT) + Tensor(2.0, name="x")
    lines = [line for line in str(explain(total)).splitlines() if line.startswith("     grad")]
    assert len(column_of(" = 1.0", lines)) == 1


def test_a_difference() -> None:
    w, x = Tensor(3.0, name=WEIGHT), Tensor(2.0, name="x")
    first = draw(w * x)
    w.data, x.data = 4.0, 1.0
    assert len(column_of("  value", str(first.diff(draw(w * x))).splitlines())) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("loss", 4),
        ("├─ σ ± –", 8),
        (LOSS, 4),
        (unicodedata.normalize("NFD", LOSS), 4),
        ("Ａ漢", 4),  # a fullwidth Latin letter
        (unicodedata.normalize("NFD", "é"), 1),
        ("हिं", 2),
    ],
)
def test_columns(text: str, count: int) -> None:
    assert columns(text) == count
    assert padded(text, 9) == text + (9 - count) * " " and padded(text, 0) == text
