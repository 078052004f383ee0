"""The tab itself: what it must notice it notices, and what the sanitiser must strip it strips."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograd import Tensor, draw
from tests.browser.hosts import HOSTS, READERS, untrusted

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "body",
    [
        '<img src="https://example.com/x.png">',
        '<script src="https://example.com/x.js"></script>',
        '<link rel="stylesheet" href="https://example.com/x.css">',
        '<iframe src="https://example.com/"></iframe>',
        "<script>fetch('https://example.com/x').catch(() => 0)</script>",
        "<script>navigator.sendBeacon('https://example.com/x')</script>",
        '<style>p { background: url(https://example.com/x.png) }</style><p>x</p>',
    ],
)
def test_every_request_is_noticed(tab, body):
    tab.open_file(f"<!doctype html><meta charset=utf-8>{body}")
    assert tab.network()
    with pytest.raises(AssertionError, match="example"):
        tab.assert_quiet()


@pytest.mark.parametrize(
    "script, words",
    [
        ("throw new Error('one')", "one"),
        ("console.error('two')", "two"),
        ("Promise.reject(new Error('three'))", "three"),
        ("console.warn('four')", "four"),
    ],
)
def test_every_complaint_is_noticed(tab, script, words):
    tab.open_file(f"<!doctype html><meta charset=utf-8><script>{script}</script>")
    with pytest.raises(AssertionError, match=words):
        tab.assert_quiet()


def test_a_page_that_does_nothing_wrong_is_quiet(tab):
    tab.open_file(
        "<!doctype html><meta charset=utf-8><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"
        "<script>console.log('fine'); URL.createObjectURL(new Blob(['x']))</script>"
    )
    tab.assert_quiet()


PROBE = """
<p id="p" style="color: rgb(1, 2, 3); forced-color-adjust: none">\u00e9\ud55c</p>
<script>document.body.dataset.ran = 'yes'</script>
"""
SEEN = "[document.body.dataset.ran === 'yes', getComputedStyle(p).color === 'rgb(1, 2, 3)', p.textContent]"


@pytest.mark.parametrize("host", HOSTS + READERS, ids=str)
def test_a_host_is_what_it_says(tabs, host):
    """Otherwise a test of a viewer in it would prove nothing."""
    _, frame = host.open(tabs, PROBE)
    ran, styled, text = frame.evaluate(SEEN)
    assert (ran, styled) == (host.scripts, host.styles)
    assert (text == "\u00e9\ud55c") == (not host.name.startswith("served"))


def test_the_sanitiser_by_rule():
    text = '<svg><text>n1</text></svg><script>x</script><iframe srcdoc="y"></iframe><b>&lt;i</b>'
    assert untrusted(f'<div onclick="f()">{text}</div>') == "<div>n1<b>&lt;i</b></div>"
    assert untrusted('<img src="data:image/png;base64,AA"><img src="javascript:f()">') == (
        '<img src="data:image/png;base64,AA"><img>'
    )
    assert untrusted('<a href="data:text/html,x">a</a><style>p {}</style><br>') == "<a>a</a><br>"
    assert "<img" in untrusted(draw(Tensor(1.0) * 2.0)._repr_html_())


def test_the_event_loop_of_the_browser_ends_with_this_folder(tmp_path):
    """Tests elsewhere that come afterwards in the same worker may run event loops of their own."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, text in {
        "tests/browser/test_one.py": "def test_tab(tab):\n    tab.open_file('x')\n",
        "tests/other/test_two.py": "import asyncio\n\ndef test_it():\n    asyncio.run(asyncio.sleep(0))\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    for name in ("__init__.py", "conftest.py", "tab.py"):
        shutil.copy(ROOT / "tests" / "browser" / name, tmp_path / "tests" / "browser")
    variables = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", "-n0"]
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True)
    assert "2 passed" in done.stdout, done.stdout
