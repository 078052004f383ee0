"""What a notebook or a saved file shows, wherever it is opened."""

from itertools import pairwise

import numpy as np
import pytest

from autograd import Tensor, draw, explain
from tests.browser.hosts import HOSTS, Host, page, untrusted

PICTURES = "[...document.images].map(picture => [picture.naturalWidth, picture.getBoundingClientRect().width])"
UNITS = """[...document.querySelectorAll('[data-chainrule=viewer]')].map(host =>
    host.shadowRoot ? [...host.shadowRoot.querySelectorAll('.unit')].length : 0)"""
HEIGHTS = "[...document.querySelectorAll('mfrac, msup')].map(part => part.getBoundingClientRect().height)"


@pytest.fixture(scope="module")
def loss() -> Tensor:
    x, w = Tensor(np.linspace(0.1, 0.9, 6).reshape(2, 3), name="x"), Tensor(np.ones((3, 2)), name="w")
    loss = ((x @ w).tanh() ** 2 / 3).sum()
    loss.backward()
    return loss


@pytest.fixture(scope="module")
def scalar() -> Tensor:
    a, b = Tensor(2.0, name="a"), Tensor(1e-7, name="\ud55c\uae00")
    return np.log(a / b + a**3) * np.sqrt(a)


@pytest.mark.parametrize("host", HOSTS, ids=str)
def test_pictures_and_formulas_of_a_notebook_show(tabs, loss, scalar, host: Host):
    drawing = draw(loss)
    tab, frame = host.open(tabs, drawing._repr_html_() + explain(scalar)._repr_html_())
    place = "math" if host.scripts else "pre"  # the formulas took the place of the words
    assert "\ud55c\uae00" in frame.evaluate(f"document.querySelector('{place}').textContent")
    heights = frame.evaluate(HEIGHTS)
    assert (len(heights) >= 3 and min(heights) > 10) if host.scripts else not heights
    if host.scripts:  # the viewer took the place of the picture
        assert frame.evaluate(UNITS) == [sum(box.kind != "constant" for box in drawing.snapshot.boxes)]
        assert not frame.evaluate(PICTURES)
        tab.assert_quiet()
        return
    ((natural, shown),) = frame.evaluate(PICTURES)
    if host.images:
        assert natural > 300 and shown == natural  # in its own size: the frame around it scrolls
        tab.assert_quiet("Blocked script execution")
    else:
        assert frame.evaluate("document.images[0].alt").startswith("Computation graph of ")
        tab.assert_quiet("Content Security Policy")


def test_without_any_permission_the_svg_itself_shows(tabs, loss):
    """Presentation attributes are no style: a picture that is part of the page needs no permission."""
    (nothing,) = [host for host in HOSTS if not host.images]
    tab, frame = nothing.open(tabs, draw(loss)._repr_svg_())
    fills = frame.evaluate("[...document.querySelectorAll('svg g rect')].map(rect => getComputedStyle(rect).fill)")
    assert "rgb(220, 238, 251)" in fills
    assert frame.evaluate("document.querySelector('svg').getBoundingClientRect().width") > 300
    tab.assert_quiet()


def test_a_notebook_that_is_not_trusted_keeps_the_picture(tabs, loss):
    tab, frame = HOSTS[0].open(tabs, untrusted(draw(loss)._repr_html_()))
    assert frame.evaluate(PICTURES)[0][0] > 300
    tab.assert_quiet()


def test_two_cells_do_not_interfere(tab, loss, scalar):
    frame = tab.open_file(page(2 * draw(loss)._repr_html_() + draw(scalar)._repr_html_()))
    first, again, other = frame.evaluate(UNITS)
    assert first == again != other and other
    tab.assert_quiet()


def test_a_saved_svg_opens(tab, loss, tmp_path):
    frame = tab.open_file(draw(loss).save(tmp_path / "graph.svg"))
    assert frame.evaluate("document.documentElement.localName") == "svg"
    assert frame.evaluate("document.querySelectorAll('g[data-id] text').length") > 10
    assert frame.evaluate("document.contentType") == "image/svg+xml"
    tab.assert_quiet()


def test_a_saved_svg_shows_in_a_page_that_names_it(tab, loss, tmp_path):
    draw(loss).save(tmp_path / "graph.svg")
    frame = tab.open_file(page('<img src="graph.svg">'))
    assert frame.evaluate(PICTURES)[0][0] > 300


def test_formulas_are_set_as_formulas(tab, scalar):
    """A numerator stands above its denominator, an exponent above its base, a bar above its name."""
    frame = tab.open_file(page(explain(scalar)._repr_html_()))
    places = """tag => [...document.querySelectorAll(tag)].map(part =>
        [...part.children].map(child => child.getBoundingClientRect()).map(box => [box.top, box.bottom]))"""
    fractions = frame.evaluate(places, "mfrac")
    assert fractions and all(over[1] <= under[0] + 1 for over, under in fractions)
    powers = frame.evaluate(places, "msup")
    assert powers and all(exponent[1] < base[1] for base, exponent in powers)
    bars = frame.evaluate(places, "mover")
    assert bars and all(bar[0] <= base[0] for base, bar in bars)
    edges = frame.evaluate("[...document.querySelectorAll('mtr')].map(row => row.getBoundingClientRect().bottom)")
    assert edges == sorted(edges) and len(set(edges)) == len(edges)


def test_the_columns_of_formulas_are_aligned(tab, scalar):
    """Left sides end where the signs begin, right sides begin in one line, also where a page has rules of its own."""
    reset = "<style>* { padding: 0; margin: 0; text-align: center }</style>"
    frame = tab.open_file(page(reset + explain(scalar)._repr_html_()))
    rows = frame.evaluate("""[...document.querySelectorAll('mtr')].map(row => [...row.children].map(cell => {
        const box = cell.firstChild.getBoundingClientRect();
        return [box.left, box.right, box.top, box.bottom];
    }))""")
    assert max(left[1] for left, _, _ in rows) - min(left[1] for left, _, _ in rows) < 1
    assert max(right[0] for _, _, right in rows) - min(right[0] for _, _, right in rows) < 1
    for upper, lower in pairwise(rows):
        assert max(box[3] for box in upper) <= min(box[2] for box in lower) + 1
