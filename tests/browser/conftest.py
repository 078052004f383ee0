"""A real browser for the tests in this folder: one Chromium for each worker, started by the first test that needs it.

Without Chromium or playwright the tests are skipped, and say why. Where REQUIRE_BROWSER=1 (in `.ci/run`), a skipped
test of this folder is a failed one, whatever the reason.

The browser ends with the last test of this folder, not with the session: while playwright runs, this thread has an
event loop, and a test elsewhere that calls `asyncio.run` would fail.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.tab import PROGRAMS, Tab, chromium_here, launched

REQUIRED = os.environ.get("REQUIRE_BROWSER", "") not in ("", "0")


def required(report: Any) -> Any:
    """Turn the report of a skip into one of a failure."""
    if REQUIRED and report.skipped and not hasattr(report, "wasxfail"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"REQUIRE_BROWSER=1 allows no skips. {why}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    return required((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Any:
    return required((yield))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """The browser, without anything opened in it."""
    program = chromium_here()
    if program is None:
        pytest.skip(f"no Chromium here (looked for {', '.join(PROGRAMS)}); as root: tests/browser/install.sh")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        pytest.skip(f"no playwright here: {error}")
    with sync_playwright() as driver:
        browser = launched(driver, program)
        yield browser
        browser.close()


@pytest.fixture
def tabs(chromium: Any, tmp_path: Any) -> Iterator[Callable[..., Tab]]:
    """A function that opens a fresh, empty tab; its keywords are those of playwright's `new_context`.

    The tab has no network unless `offline=False`.
    """
    contexts = []

    def tab(**settings: Any) -> Tab:
        usual = {"offline": True, "viewport": {"width": 1200, "height": 800}}
        contexts.append(chromium.new_context(**{**usual, **settings}))
        return Tab(contexts[-1], tmp_path)

    yield tab
    for context in contexts:
        context.close()


@pytest.fixture
def tab(tabs: Callable[..., Tab]) -> Tab:
    """A fresh, empty tab without network."""
    return tabs()
