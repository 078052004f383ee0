"""Where our HTML is opened: the places people put it, from a plain file to a page that allows nothing.

Every host opens a whole page (one that begins with a doctype) or a piece of HTML, as a notebook shows it, and
returns the frame in which it ends up:

    @pytest.mark.parametrize("host", HOSTS, ids=str)
    def test_it_shows(tabs, host):
        tab, frame = host.open(tabs, draw(loss)._repr_html_())
        assert frame.evaluate("document.images[0].naturalWidth") > 0
        tab.assert_quiet()
"""

from __future__ import annotations

import html
import re
from base64 import b64encode
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import quote

from tests.browser.tab import Tab

STRICT = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
NOTHING = "default-src 'none'"
CHARSET = re.compile(r"""<meta\s+(charset=|http-equiv=["']?content-type)[^>]*>""", re.IGNORECASE)


class Opened(NamedTuple):
    """A tab, and the frame in it that holds what was opened."""

    tab: Tab
    frame: Any


class Host(NamedTuple):
    """A place where HTML is shown.

    `scripts` says whether scripts of the HTML run there, `styles` whether its `<style>` and `style=` count,
    `images` whether pictures with a data: address show.
    """

    name: str
    put: Callable[[Tab, str], Any]
    settings: dict[str, Any] = {}  # noqa: RUF012  (never written to)
    scripts: bool = True
    styles: bool = True
    images: bool = True

    def __str__(self) -> str:
        return self.name

    def open(self, tabs: Callable[..., Tab], text: str) -> Opened:
        """Open a page or a piece of HTML in a fresh tab, and wait until it is loaded."""
        tab = tabs(**self.settings)
        frame = self.put(tab, text)
        frame.wait_for_load_state("load")
        return Opened(tab, frame)


def is_page(text: str) -> bool:
    """Tell a whole page from a piece of HTML."""
    return text.lstrip()[:9].lower() == "<!doctype"


def page(text: str, head: str = '<meta charset="utf-8">') -> str:
    """Return a whole page as it is, and a piece of HTML in the smallest page around it."""
    if is_page(text):
        return text
    return f"<!doctype html><html><head>{head}<title>host</title></head><body>{text}</body></html>"


def without_charset(text: str) -> str:
    """Return a page that does not say how its characters are encoded."""
    return CHARSET.sub("", page(text))


def inner(tab: Tab) -> Any:
    """Return the frame inside the page."""
    frame = tab.page.query_selector("iframe").content_frame()
    assert frame is not None
    return frame


def in_file(tab: Tab, text: str) -> Any:
    return tab.open_file(page(text))


def in_file_without_charset(tab: Tab, text: str) -> Any:
    return tab.open_file(without_charset(text))


def served_without_charset(tab: Tab, text: str) -> Any:
    return tab.serve(without_charset(text), content_type="text/html")


def served_as_latin_1(tab: Tab, text: str) -> Any:
    """Play a page of another encoding, into which our bytes were pasted as they are."""
    return tab.serve(without_charset(text), content_type="text/html; charset=iso-8859-1")


def in_srcdoc(tab: Tab, text: str, sandbox: str = ' sandbox="allow-scripts"') -> Any:
    frame = f'<iframe{sandbox} width="1100" height="700" srcdoc="{html.escape(page(text))}"></iframe>'
    tab.open_file(page(frame))
    return inner(tab)


def in_srcdoc_without_sandbox(tab: Tab, text: str) -> Any:
    return in_srcdoc(tab, text, "")


def in_data_frame(tab: Tab, text: str) -> Any:
    packed = b64encode(page(text).encode("utf-8")).decode("ascii")
    tab.open_file(page(f'<iframe width="1100" height="700" src="data:text/html;base64,{packed}"></iframe>'))
    return inner(tab)


def in_quoted_data_frame(tab: Tab, text: str) -> Any:
    """PyCharm's way: percent signs, and no word about the encoding but that of the page."""
    tab.open_file(page(f'<iframe width="1100" height="700" src="data:text/html,{quote(page(text))}"></iframe>'))
    return inner(tab)


def under_strict_policy(tab: Tab, text: str) -> Any:
    return tab.serve(page(text), content_security_policy=STRICT)


def under_strict_policy_in_file(tab: Tab, text: str) -> Any:
    policy = f'<meta http-equiv="Content-Security-Policy" content="{STRICT}">'
    if is_page(text):
        return tab.open_file(re.sub(r"<head[^>]*>", lambda head: head[0] + policy, text, count=1))
    return tab.open_file(page(text, f'<meta charset="utf-8">{policy}'))


def under_no_permission(tab: Tab, text: str) -> Any:
    return tab.serve(page(text), content_security_policy=NOTHING)


def by_inner_html(tab: Tab, text: str) -> Any:
    """Put it where front ends put it that keep styles apart: by innerHTML, where scripts never run."""
    frame = tab.open_file(page('<div id="cell"></div>'))
    frame.evaluate("text => { document.getElementById('cell').innerHTML = text; }", text)
    return frame


def by_scripts_made_anew(tab: Tab, text: str) -> Any:
    """VS Code's way, read off its source: by innerHTML, then each script once more, in and out of the page again."""
    frame = by_inner_html(tab, text)
    frame.evaluate(
        """() => {
        const cell = document.getElementById('cell');
        for (const old of [...cell.getElementsByTagName('script')]) {
            const made = document.createElement('script');
            made.text = old.innerText;
            if (old.type) made.type = old.type;
            cell.appendChild(made);
            made.remove();
        } }"""
    )
    return frame


# Whoever opens HTML in one of these sees all that it can do.
LIVE = [
    Host("file", in_file),
    Host("file without charset", in_file_without_charset),
    Host("served without charset", served_without_charset),
    Host("served as latin-1", served_as_latin_1),
    Host("sandboxed srcdoc", in_srcdoc),
    Host("srcdoc", in_srcdoc_without_sandbox),
    Host("data: frame", in_data_frame),
    Host("quoted data: frame", in_quoted_data_frame),
    Host("strict policy", under_strict_policy),
    Host("strict policy in a file", under_strict_policy_in_file),
    Host("scripts made anew", by_scripts_made_anew),
]
# Here no script runs; the picture must be there.
STILL = [
    Host("scripts off", in_file, {"java_script_enabled": False}, scripts=False),
    Host("sandbox without scripts", lambda tab, text: in_srcdoc(tab, text, " sandbox"), scripts=False),
    Host("innerHTML", by_inner_html, scripts=False),
    Host("no permission", under_no_permission, scripts=False, styles=False, images=False),
]
HOSTS = LIVE + STILL
# A plain file, for people with other wishes and machines.
READERS = [
    Host("dark", in_file, {"color_scheme": "dark"}),
    Host("reduced motion", in_file, {"reduced_motion": "reduce"}),
    Host("forced colours", in_file, {"forced_colors": "active"}),
    Host("phone", in_file, {"viewport": {"width": 360, "height": 740}, "has_touch": True}),
]


# What JupyterLab's sanitiser does: these elements go with all they hold ...
EMPTIED = {"script", "style", "textarea", "option", "noscript", "title"}
# ... these stay, of all others what they hold ...
KEPT = set(
    """a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img
    input ins kbd label li mark ol p pre q s section small span strong sub summary sup table tbody td tfoot th thead
    time tr u ul var wbr""".split()  # noqa: SIM905
)
# ... and these attributes.
ATTRIBUTES = {"alt", "class", "colspan", "height", "href", "open", "rowspan", "src", "style", "title", "width"}


class Untrusted(HTMLParser):
    """JupyterLab's sanitiser for output of notebooks that are not trusted, by its rules as far as they matter to us.

    Elements that it does not know vanish and their contents stay, but for scripts, styles and the like, which go
    with all they hold. Of attributes it keeps a few harmless ones; addresses may be http, https and, in images,
    data:. The real one is asked in test_notebooks.py.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.inside = 0  # elements around here that go with all they hold

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in EMPTIED:
            self.inside += 1
        if self.inside or tag not in KEPT:
            return
        words = "".join(
            f' {name}="{html.escape(value or "")}"'
            for name, value in attrs
            if name in ATTRIBUTES and self.allowed(tag, name, value or "")
        )
        self.parts.append(f"<{tag}{words}>")

    def allowed(self, tag: str, name: str, value: str) -> bool:
        """Tell whether an attribute stays."""
        if name not in ("src", "href"):
            return True
        scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value, re.IGNORECASE)
        return scheme is None or scheme[1].lower() in {"http", "https"} | ({"data"} if tag == "img" else set())

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTIED:
            self.inside = max(0, self.inside - 1)
        elif not self.inside and tag in KEPT and tag not in ("br", "hr", "img", "input", "wbr"):
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.parts.append(html.escape(data))


def untrusted(text: str) -> str:
    """Return what is left of a piece of HTML in a notebook that is not trusted."""
    parser = Untrusted()
    parser.feed(text)
    parser.close()
    return "".join(parser.parts)
