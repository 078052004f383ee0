"""The page on coverage is fresh, and every callable of the installed NumPy is classified."""

import numpy as np
import pytest

from tests import coverage
from tests.coverage import CONSTANT, DERIVED, PAGE, PARTS, REASONS, REFUSED, WHY, entries, judged, page, unclassified


def test_the_page_is_fresh():
    text = PAGE.read_text(encoding="utf-8")
    if f"NumPy {coverage.version()}," not in text:
        pytest.skip("the page is about another NumPy")
    assert text == page(), "run: python -m tests.coverage --write"


def test_every_callable_of_numpy_is_classified():
    assert not unclassified(), "add to REASONS in tests/coverage.py, or give it a rule"


def test_a_callable_that_nobody_knows_is_found(monkeypatch):
    monkeypatch.setattr(np, "brand_new", lambda x: x, raising=False)
    monkeypatch.setattr(np, "__all__", [*np.__all__, "brand_new"])
    assert unclassified() == ["numpy.brand_new"]


def test_no_name_has_two_reasons():
    assert len(WHY) == sum(len(names.split()) for names in REASONS.values())


def test_known_functions_have_their_status():
    assert judged("", "sin", np.sin) == (DERIVED, "an elementwise op")
    assert judged("", "argmax", np.argmax)[0] == judged("", "floor", np.floor)[0] == CONSTANT
    assert judged("", "frombuffer", np.frombuffer)[0] == REFUSED
    assert judged(".lib.stride_tricks", "as_strided", np.lib.stride_tricks.as_strided)[0] == REFUSED
    assert judged("", "where", np.where)[0] == judged("", "full", np.full)[0] == DERIVED
    assert judged(".random", "normal", np.random.normal)[0] == DERIVED
    assert judged(".random", "poisson", np.random.poisson)[0] == REFUSED


def test_aliases_share_a_row():
    assert any({"abs", "absolute"} <= set(entry.names) for entry in entries(""))
    assert all(entries(part) for part in PARTS)
