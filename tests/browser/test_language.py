"""The page in Korean: no word of the viewer is left in English, and every word has its room."""

from __future__ import annotations

import copy
import json
import pickle
import random
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd
import autograd.numpy as anp
from autograd import Tensor, call_sites, draw, name_scope, record_backward
from autograd.drawing.drawing import Drawing
from autograd.drawing.orders import orders
from autograd.drawing.page import page
from autograd.drawing.phrases import PHRASES, Said, dictionary, told
from autograd.drawing.recording import Recording
from autograd.drawing.summary import summarise
from autograd.extend import defvjp, primitive
from tests.browser.tab import VIEWER, Tab
from tests.browser.test_diagnosis import deep, swish
from tests.browser.test_viewer import assert_words_inside, recorded

CUT = re.compile(r"\w+…")
SILENT = ["asksizes", "toomany", "unpaired"]  # of graphs of thousands of boxes
LATIN = re.compile(r"[A-Za-z]{2,}")
NUMBERS = {"nan", "inf", "NaN", "True", "False"}
KEYS = {"Enter", "Esc", "iy", *LATIN.findall("no_grad Tensor with record_backward() as sweep print")}

# Every text of a viewer, and what readers without eyes are told; formulas are written by the rules of the operations.
TEXTS = """
(viewer) => {
    const found = new Set(), walk = document.createTreeWalker(viewer.all, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) if (!walk.currentNode.parentElement.closest('math, [data-partial]'))
        found.add(walk.currentNode.textContent);
    for (const one of viewer.all.querySelectorAll('*')) for (const name of ['aria-label', 'title', 'placeholder'])
        if (one.hasAttribute(name) && one.namespaceURI !== 'http://www.w3.org/1998/Math/MathML')
            found.add(one.getAttribute(name));
    return [...found];
}
"""

# All that the viewer says: of the beginning, of every box and edge, and of some steps both ways.
ALL_OF_IT = f"""
() => [...document.querySelectorAll('[data-chainrule=viewer]')].flatMap((host) => {{
    const {{ viewer, graph }} = host.chainrule, texts = {TEXTS}, heading = host.parentElement.querySelector('h2');
    const found = new Set([...texts(viewer), document.title, heading ? heading.textContent : '']), more = (act) => {{
        act();
        for (const text of texts(viewer)) found.add(text);
    }};
    more(() => viewer.search('a'));
    for (const direction of ['forward', 'backward']) {{
        viewer.state.direction = direction;
        for (let step = 0; step <= Math.min(8, viewer.steps.length); step++) more(() => viewer.go(step));
    }}
    viewer.go(viewer.steps.length);
    viewer.tell();
    const groups = [...graph.groupOf.keys()];
    more(() => viewer.open(new Set()));
    for (const group of groups.slice(0, 30)) more(() => viewer.open(new Set(graph.around(group))));
    more(() => viewer.open(new Set(groups)));
    for (const unit of viewer.view.names.slice(0, 60)) if (viewer.isBox(unit)) more(() => viewer.select(unit));
    const edges = viewer.view.words.slice(0, 60).filter((word) => word.slot >= 0);
    for (const {{ target, slot }} of edges) more(() => viewer.select(target + ':' + slot));
    viewer.state.selected = null;
    viewer.state.focus = [graph.outputs[0], 'up'];
    more(() => viewer.again());
    return [...found];
}})
"""


def large() -> Recording:
    """Loops, scopes without names, cells that share weights; many leaves; arrays with statistics."""
    x: Any = Tensor(0.5, name="xx")
    y = x
    with call_sites():
        for _ in range(60):
            y = anp.sin(y * x) + 0.1
    h: Any = Tensor(np.ones(3), name="hh")
    for k in range(4):
        with name_scope(str(k)):
            inside = anp.tanh(Tensor(np.eye(3)) @ h)
        h = h + inside
    shared = Tensor(np.eye(3), name="ww")
    for k in range(4):
        with name_scope(f"cell{k}"):
            h = anp.tanh(shared @ h)
    choose = random.Random(0)
    for _ in range(60):
        h = choose.choice([anp.sin, anp.tanh, anp.arctan, lambda h: h * h, lambda h: h + 1.0])(h)
    many = anp.stack([Tensor(float(k)) for k in range(30)])
    return recorded(y * anp.sum(h) + anp.sum(anp.exp(anp.sum(many) * Tensor(np.linspace(-1, 1, 200), name="vv"))))


def absent() -> Recording:
    """A constant that was cut off, a leaf on which nothing depends, several results, complex numbers."""
    x = Tensor([[2.0, 0.5], [0.5, 1.0]], name="xx")
    h = anp.exp(x)
    values, vectors = anp.linalg.eigh(x)
    z = anp.abs(anp.exp(1j * Tensor(np.linspace(0, 1, 100), name="zz")))
    with record_backward(names={"loose": Tensor(1.0)}) as sweep:
        anp.sum(h * h.detach() + values + vectors[0] + anp.sum(z)).backward()
    return sweep


def forgotten() -> Drawing:
    """A constant that was overwritten since: what was computed from it is not known."""
    c = np.array([1.0, 2.0])
    product = c * Tensor([3.0, 4.0], name="ww")
    total = anp.sum(product)
    del product
    c[:] = 0.0
    return draw(total)


def object_() -> str:
    """A leaf whose value is an object: no numbers."""
    drawn = draw(Tensor(1.0, name="xx") * 2.0)
    first, *rest = drawn.snapshot.boxes
    text = summarise(np.array("some text"))
    return page(drawn.snapshot._replace(boxes=(first._replace(value=text), *rest)), drawn.edges)


def bad() -> Recording:
    """NaN and infinity: given, begun in a value and in a gradient, passed on into a group."""
    with np.errstate(all="ignore"):
        with name_scope("inner"):
            given = Tensor([1.0, np.inf], name="gg") * Tensor([0.0, 4.0], name="xx")
            begun = anp.sqrt(Tensor([0.0, 4.0], name="yy")) * anp.log(Tensor([0.0, 1.0], name="vv"))
            both = anp.arctan2(Tensor(0.0, name="aa"), Tensor(0.0, name="bb"))
        large = anp.log(Tensor(np.zeros(100), name="mm")) * 0.0
        with name_scope("further"):
            passed = anp.sum(large) * 2.0
        return recorded(anp.sum(given) + anp.sum(begun) + both + passed)


def bad_gradient() -> Drawing:
    """A gradient that is not finite, seen without a sweep."""
    x = Tensor([0.0, 4.0], name="xx")
    with np.errstate(all="ignore"):
        loss = anp.sum(anp.sqrt(x))
        loss.backward()
    return draw(loss)


def twice() -> Recording:
    """A second sweep, without clearing the gradients of the first; a gradient of 0 where the derivative is infinite."""
    x, p = Tensor(3.0, name="xx"), Tensor(0.0, name="pp")
    with np.errstate(all="ignore"):
        (x * x).backward()
        return recorded(x * x + anp.log(p) * 0.0)


def changed() -> Drawing:
    """Two steps of a training; the later one computes more, and less."""
    w, v = Tensor(np.linspace(0, 1, 100), name="ww"), Tensor(2.0, name="vv")
    u, s, o = Tensor([1.0, 2.0], name="uu"), Tensor(np.arange(5.0), name="ss"), Tensor(np.arange(100.0), name="oo")

    def loss() -> Any:
        with name_scope("inner"):
            return anp.sum(w * v) + anp.sum(u) + anp.sum(s) + anp.sum(o)

    first = draw(loss() + anp.tan(v))
    w.data, v.data, u.data, s.data = w.data * 1.1, 1.9, np.array([1.0, 3.0]), s.data[::-1].copy()
    o.data = o.data[::-1].copy()
    return first.diff(draw(anp.exp(loss())))


@primitive
def steep(x: Any) -> Any:
    return np.arccos(x)


defvjp(steep, lambda ans, x: lambda g: -g / np.sqrt(1 - x * x))


def checked() -> Drawing:
    """A wrong rule, a corner, and what cannot be judged."""
    calls: list[Any] = []

    @primitive
    def once(x: Any) -> Any:
        if len(calls) == 1:
            raise RuntimeError("again")
        calls.append(x)
        return x * 2.0

    defvjp(once, lambda ans, x: lambda g: g * 2.0)
    x = Tensor([0.3, -2.0], name="xx")
    judged = anp.sum(swish(x)) + anp.abs(Tensor(0.0, name="kk")) * swish(Tensor(1.0, name="ss"))
    unjudged = steep(Tensor(1 - 1e-13, name="rr")) + anp.sum(anp.exp(Tensor(np.zeros(0), name="ee")))
    return draw(judged + unjudged + anp.sum(anp.sin(once(Tensor(np.ones(2), name="oo")))), check=True)


def text_of(drawn: Any) -> str:
    return page(drawn.snapshot, drawn.sweep.edges if isinstance(drawn, Recording) else drawn.edges, drawn.steps)


def of_orders(x: float) -> str:
    h = Tensor(x, name="xx") ** 2.0
    return orders(h * (h + 1.0))


PAGES: dict[str, Callable[[], str]] = {
    "network": lambda: text_of(recorded(deep())),
    "large": lambda: text_of(large()),
    "absent": lambda: text_of(absent()),
    "bad": lambda: text_of(bad()),
    "twice": lambda: text_of(twice()),
    "changed": lambda: text_of(changed()),
    "checked": lambda: text_of(checked()),
    "leaf": lambda: text_of(draw(Tensor(1.0, name="xx"), check=True)),
    "constant": lambda: text_of(draw(Tensor(1.0, requires_grad=False))),
    "forgotten": lambda: text_of(forgotten()),
    "object": object_,
    "bad gradient": lambda: text_of(bad_gradient()),
    "orders": lambda: of_orders(2.0),
    "lucky orders": lambda: of_orders(0.0),
    "right orders": lambda: orders(anp.sin(Tensor(2.0, name="xx"))),
}


def own_words(text: str) -> set[str]:
    """Return the words that are names: what the user wrote, operations and their arguments, dtypes, files; formulas."""
    found = set(NUMBERS)
    for data in re.findall(r'data-chainrule="data">(.*?)</script>', text, re.DOTALL):
        entries = json.loads(data)
        names: list[Any] = [entries["labels"], entries["sites"], [scope[1:] for scope in entries["scopes"]]]
        quoted = [words for _, words, *_ in entries["verdicts"].values() if isinstance(words, str)]  # of errors
        names += [quoted, entries["said"], [rule[:2] for rule in entries["rules"]]]
        for kind, op, template, *_, dtype, _ in entries["calls"]:
            names += [dtype, *([op, template] if kind == "result" else [])]
        found |= set(LATIN.findall(json.dumps(names)))
    return found


@pytest.mark.parametrize("name", PAGES)
def test_in_korean_words_stay_inside_their_boxes(tabs, name):
    tab = tabs(locale="ko-KR")
    tab.open_file(PAGES[name]())
    assert_words_inside(tab)
    tab.page.evaluate(f"{VIEWER}.viewer.open(new Set({VIEWER}.graph.groupOf.keys()))")
    assert_words_inside(tab)


def test_all_phrases_have_the_same_gaps_in_all_languages():
    for key, entry in PHRASES.items():
        gaps = {tuple(sorted(set(re.findall(r"\{\d+\}", words)))) for words in entry}
        assert len(gaps) == 1 and all(entry), key


def test_every_phrase_is_used():
    """Of those whose keys are put together (`count` and `new`) by the beginning of the key."""
    folder = Path(autograd.__file__).parent / "drawing"
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.*") if path.name != "phrases.py")
    made = [key for key in PHRASES if not re.search(rf"""["'`]{key}["'`]|\b{key}:""", code)]
    assert all(re.match("(count|row|why)|(list|leaf|constant)$", key) for key in made), made


def test_a_phrase_is_a_string_that_remembers_what_it_says():
    said = Said("gradstarts", "x", Said("NaN"))
    assert said == "gradient for x: NaN starts here"
    for copied in (said, pickle.loads(pickle.dumps(said)), copy.deepcopy(said)):
        assert told(copied) == ["gradstarts", "x", ["NaN"]] and copied == said
    assert told("as it is") == "as it is"
    assert dictionary()["ko"]["NaN"] == "NaN"
    with pytest.raises(KeyError):
        Said("no such phrase")
    with pytest.raises(IndexError):
        Said("gradstarts", "x")


@pytest.fixture(scope="module")
def said(chromium) -> dict[str, tuple[str, list[str]]]:
    """Every page, and all that it says to a Korean reader."""
    found = {}
    for name, make in PAGES.items():
        context = chromium.new_context(offline=True, locale="ko-KR", viewport={"width": 1200, "height": 800})
        tab, text = Tab(context, Path(tempfile.mkdtemp())), make()
        tab.open_file(text)
        found[name] = text, tab.page.evaluate(ALL_OF_IT)
        tab.assert_quiet()
        context.close()
    return found


@pytest.mark.parametrize("name", PAGES)
def test_in_korean_no_word_is_english(said, name):
    text, texts = said[name]
    kept = own_words(text) | KEYS
    whole = {one: CUT.sub("", one) for one in texts if one != "English"}
    assert not {one for one, words in whole.items() if not kept.issuperset(LATIN.findall(words))}


def test_the_pages_say_every_phrase(said):
    """So that the test above has seen them all."""
    texts = "\n".join(one for _, texts in said.values() for one in texts)
    shapes = {key: re.escape(PHRASES[key][1]).replace(r"\ ", " ") for key in PHRASES}
    shapes = {key: re.sub(r"\\{\d\\}", ".*", shape) for key, shape in shapes.items()}
    silent = sorted(key for key, shape in shapes.items() if not re.search(shape, texts))
    assert silent == SILENT, " ".join(silent)
