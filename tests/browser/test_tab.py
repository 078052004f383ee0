"""The tab itself: what it must notice it notices, and what the sanitiser must strip it strips."""

import pytest

from autograd import Tensor, draw
from tests.browser.hosts import HOSTS, READERS, untrusted


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
    text = '<div onclick="f()"><svg><text>n1</text></svg><script>x</script><iframe srcdoc="y"></iframe><b>&lt;i</b></div>'
    assert untrusted(text) == "<div>n1<b>&lt;i</b></div>"
    assert untrusted('<img src="data:image/png;base64,AA"><img src="javascript:f()">') == (
        '<img src="data:image/png;base64,AA"><img>'
    )
    assert untrusted('<a href="data:text/html,x">a</a><style>p {}</style><br>') == "<a>a</a><br>"
    assert "<img" in untrusted(draw(Tensor(1.0) * 2.0)._repr_html_())
