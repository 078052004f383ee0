"""A tab of the browser that remembers what its pages complained about and asked for."""

from __future__ import annotations

import os
import shutil
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SERVED = "http://page.test"  # pages with headers of their own come from here: played, not fetched
INSIDE = {"about", "blob", "chrome-error", "data"}  # schemes that ask nobody for anything

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# The viewer keeps its elements in a shadow root, which playwright's selectors look into.
VIEWER = "document.querySelector('[data-chainrule=viewer]').chainrule"


def chromium_here() -> str | None:
    """Return where Chromium is, if it is there."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def launched(driver: Any, program: str) -> Any:
    """Start Chromium. Its own sandbox refuses to work for root; there is no screen, so no graphics card either."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return driver.chromium.launch(executable_path=program, args=["--disable-gpu", *(["--no-sandbox"] if root else [])])


class Tab:
    """One tab in a profile of its own.

    `page` is playwright's page. `messages` are the texts on the console as (level, text), `errors` the exceptions
    that nobody caught, `requests` all addresses that were asked for, but for the documents that `open_file` and
    `serve` put there themselves.
    """

    def __init__(self, context: Any, folder: Path) -> None:
        self.context, self.folder = context, folder
        self.messages: list[tuple[str, str]] = []
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.own: set[str] = set()
        self.numbers = count(1)
        context.on("console", lambda message: self.messages.append((message.type, message.text)))
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("request", lambda request: self.requests.append(request.url))
        self.page = context.new_page()

    def open_file(self, document: str | bytes | Path) -> Any:
        """Open a document as a file, `file://...`; return its frame. Text is written in UTF-8."""
        path = document if isinstance(document, Path) else self.folder / f"page-{next(self.numbers)}.html"
        if not isinstance(document, Path):
            path.write_bytes(document.encode("utf-8") if isinstance(document, str) else document)
        self.own.add(path.as_uri())
        self.page.goto(path.as_uri())
        return self.page.main_frame

    def serve(self, document: str, **headers: str) -> Any:
        """Open a document as a server gives it, with headers (`content_security_policy=...`); return its frame."""
        address = f"{SERVED}/{next(self.numbers)}"
        fields = {"Content-Type": "text/html; charset=utf-8"}
        fields |= {name.replace("_", "-").title(): value for name, value in headers.items()}
        self.page.route(address, lambda route: route.fulfill(body=document.encode("utf-8"), headers=fields))
        self.own.add(address)
        self.page.goto(address)
        return self.page.main_frame

    def network(self) -> list[str]:
        """Return the addresses beyond the documents themselves that were asked for."""
        self.page.evaluate("0")  # what the browser reported before its answer has arrived with it
        return [url for url in self.requests if url not in self.own and urlsplit(url).scheme not in INSIDE]

    def complaints(self) -> list[str]:
        """Return the errors and warnings on the console, and the exceptions."""
        self.page.evaluate("0")
        return [text for level, text in self.messages if level in ("error", "warning", "assert")] + self.errors

    def assert_quiet(self, *allowed: str) -> None:
        """Check that nothing was asked of any network and nothing was complained about.

        A complaint that contains one of the texts `allowed` does not count.
        """
        assert not self.network(), self.network()
        complaints = [text for text in self.complaints() if not any(known in text for known in allowed)]
        assert not complaints, complaints
