"""draw as people use it: files, notebooks, without Graphviz, with hostile names, on large graphs."""

import base64
import copy
import hashlib
import os
import pickle
import re
import shutil
import subprocess
import sys
import types
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Tensor
from autograd.drawing import draw, drawing as pictures, program
from autograd.drawing.scene import ADVANCE, DRAWN, PADDING, text_width
from autograd.errors import AutogradError, InputTypeError

SVG = "{http://www.w3.org/2000/svg}"
ROOT = Path(autograd.__file__).parent.parent
HOSTILE = [
    "<b>x</b>",
    "x|y{z}",
    "\\N",
    '"',
    "'",
    "a\nb",
    "&amp;",
    "]]>",
    "</svg><script>alert(1)</script>",
    "\\l\\\\",
    "{}",
    "%s",
    "\x00\x0b",
    "\ud800",
    "日本語の名前がとても長い",
    "🙂🙂",
    "*/ -->",
    "n1",
    " ",
    "<IMG SRC=x>",
]
needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz's dot")


@pytest.fixture
def no_graphviz(monkeypatch, tmp_path_factory):
    """No `dot` program on an empty PATH, and no pygraphviz."""
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("empty")))
    monkeypatch.setitem(sys.modules, "pygraphviz", None)


def small() -> Tensor:
    x, w = Tensor(2.0, name="x"), Tensor(np.arange(3.0), name="w")
    loss = (x * w - w).sum()
    loss.backward()
    return loss


def chain(length: int) -> Tensor:
    y = Tensor(1.0, name="x")
    for _ in range(length):
        y = y * 0.5
    return y


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(svg).iter(f"{SVG}text")]


def boxes(svg: str) -> list[ET.Element]:
    return [group for group in ET.fromstring(svg).iter(f"{SVG}g") if group.get("data-id")]


def test_svg_is_well_formed_and_shows_what_is_there():
    svg = draw(small())._repr_svg_()
    shown = texts(svg)
    for expected in ("x", "w", "leaf", "2.0", "[0.0, 1.0, 2.0]", "value", "grad", "n5 = sum(n4)", "3.0"):
        assert expected in shown
    assert len(boxes(svg)) == 5
    assert re.search(r"<style|<script| id=|href", svg) is None


def test_svg_draws_every_use_as_an_edge():
    x = Tensor(3.0, name="x")
    svg = draw(x * x)._repr_svg_()
    paths = [path for path in ET.fromstring(svg).iter(f"{SVG}path") if " C" in path.get("d")]
    assert len(paths) == 2 and paths[0].get("d") != paths[1].get("d")


@pytest.mark.parametrize("engine", ["dot or pygraphviz", "own"])
def test_the_picture_is_the_same_whatever_placed_the_boxes(engine, request):
    if engine == "own":
        request.getfixturevalue("no_graphviz")
    svg = draw(small())._repr_svg_()
    look = [
        (box.get("data-id"), box.get("data-kind"), [text.text for text in box.iter(f"{SVG}text")]) for box in boxes(svg)
    ]
    assert look[0] == ("n1", "leaf", ["x", "leaf", "value", "2.0", "grad", "3.0"])
    assert [row[1] for row in look] == ["leaf", "leaf", "result", "result", "output"]


def test_without_graphviz_everything_still_shows(no_graphviz, tmp_path):
    drawing = draw(small())
    bundle = drawing._repr_mimebundle_()
    assert "<svg" in bundle["image/svg+xml"]
    for suffix in (".txt", ".dot", ".svg"):
        assert drawing.save(tmp_path / f"graph{suffix}").stat().st_size > 100
    for suffix in (".png", ".pdf"):
        with pytest.raises(AutogradError, match=r"needs Graphviz's dot program to write .*Save as \.svg"):
            drawing.save(tmp_path / f"graph{suffix}")


def test_without_the_program_pygraphviz_draws_what_we_have_laid_out(no_graphviz, monkeypatch, tmp_path):
    asked = []

    class Graph:
        def __init__(self, string):
            self.source = string

        def draw(self, format, prog):
            asked.append((format, prog, self.source))
            if format == "pdf":
                raise OSError("no fonts")
            return b"a picture"

    monkeypatch.setitem(sys.modules, "pygraphviz", types.SimpleNamespace(AGraph=Graph))
    assert draw(small()).save(tmp_path / "graph.png").read_bytes() == b"a picture"
    assert asked[0][:2] == ("png", "nop2") and 'pos="' in asked[0][2]
    with pytest.raises(AutogradError, match=r"it is not installed, and pygraphviz failed \(no fonts\)"):
        draw(small()).save(tmp_path / "graph.pdf")


def test_pygraphviz_itself_draws_it(no_graphviz, monkeypatch, tmp_path):
    monkeypatch.delitem(sys.modules, "pygraphviz")
    pytest.importorskip("pygraphviz")
    assert draw(small()).save(tmp_path / "graph.png").read_bytes().startswith(b"\x89PNG")


def test_without_graphviz_in_a_process_of_its_own(tmp_path):
    code = (
        "import sys; sys.modules['pygraphviz'] = None\n"
        "import autograd; from autograd.drawing import draw; x = autograd.Tensor(2.0)\n"
        "draw(x * x).save('graph.svg'); print(draw(x * x)._repr_html_()[:4])"
    )
    environment = {"PATH": "", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("<div\n", "")
    ET.parse(tmp_path / "graph.svg")


def test_notebook_bundle():
    bundle = draw(small())._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/plain", "image/svg+xml", "text/html"}
    assert bundle["text/plain"].startswith("n5 = sum(n4)")
    packed = re.search(r'<img [^>]*src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)"', bundle["text/html"])
    assert base64.b64decode(packed[1]).decode("utf-8") == bundle["image/svg+xml"]
    picture = re.sub(r"<script.*?</script>", "", bundle["text/html"], flags=re.S)  # as in a notebook without trust
    assert "<svg" not in picture and "<img" in picture


@pytest.mark.parametrize("suffix", [".txt", ".dot", ".gv", ".svg", ".SVG"])
def test_save_takes_strings_and_paths(tmp_path, suffix):
    path = tmp_path / f"graph{suffix}"
    assert draw(small()).save(str(path)) == path
    first = path.read_bytes()
    draw(small()).save(path)
    assert path.read_bytes() == first and b"\r" not in first


@pytest.mark.parametrize("name", ["graph.jpg", "graph", "graph.svg.zip"])
def test_an_unknown_suffix_says_what_is_possible(tmp_path, name):
    with pytest.raises(AutogradError, match=r"can be saved as \.html, \.txt, \.dot, \.json or \.svg") as caught:
        draw(small()).save(tmp_path / name)
    assert isinstance(caught.value, ValueError) and name in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".html", ".txt", ".dot", ".json", ".svg", ".png"])
def test_a_folder_that_is_missing_is_named(tmp_path, suffix):
    folder = tmp_path / "no" / "such"
    with pytest.raises(FileNotFoundError) as refused:
        draw(Tensor(1.0) * 2.0).save(folder / f"a{suffix}")
    assert f"there is no folder {str(folder)!r}. Make it" in str(refused.value)


@needs_dot
@pytest.mark.parametrize("suffix, start", [(".png", b"\x89PNG"), (".pdf", b"%PDF")])
def test_dot_makes_bitmaps_and_pages(tmp_path, suffix, start):
    assert draw(small()).save(tmp_path / f"graph{suffix}").read_bytes().startswith(start)


@needs_dot
def test_dot_draws_a_large_graph_where_our_own_layout_placed_it(tmp_path, monkeypatch):
    parts = [Tensor(float(k)) for k in range(16)]
    loss = sum((a * b for a in parts for b in parts), 0.0)  # 302 boxes: its own layout takes dot minutes
    asked = []
    monkeypatch.setattr(pictures, "run_dot", lambda *given: asked.append(given) or program.run_dot(*given))
    assert draw(loss).save(tmp_path / "graph.pdf").read_bytes().startswith(b"%PDF")
    assert [options for _, *options in asked] == [["-Kneato", "-n2", "-Tpdf"]]


def test_a_dot_that_takes_too_long_makes_no_bitmaps_but_the_svg_is_there(tmp_path, monkeypatch):
    fake = tmp_path / "dot"
    fake.write_text("#!/bin/sh\nexec sleep 60\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(program, "PATIENCE", 0.3)
    assert draw(small()).save(tmp_path / "graph.svg").stat().st_size > 100
    with pytest.raises(AutogradError, match=r"write \.png, and it was still at work after 0\.3 s\. Save as \.svg"):
        draw(small()).save(tmp_path / "graph.png")
    assert not (tmp_path / "graph.png").exists()


def test_a_dot_that_takes_too_long_for_its_own_layout_still_draws_ours(tmp_path, monkeypatch):
    fake = tmp_path / "dot"
    fake.write_text('#!/bin/sh\ncase "$*" in *neato*) cat;; *) exec sleep 60;; esac\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(program, "PATIENCE", 0.3)
    given = draw(small()).save(tmp_path / "graph.png").read_text(encoding="utf-8")
    assert given.count("[pos=") == 5 + 5  # small() has five boxes and, w being used twice, five edges


@pytest.mark.parametrize(
    "given, words",
    [
        (3.0, r"plain number \(3\.0\)"),
        (np.ones(2), "ndarray"),
        (None, "NoneType"),
        ("loss", "str"),
        ([Tensor(1.0), 2.0], r"entry \[1\] is a plain number"),
        ({"loss": None}, r"entry \['loss'\]"),
        ([], "empty"),
        ({}, "empty"),
    ],
)
def test_what_is_no_tensor_is_refused(given, words):
    with pytest.raises(InputTypeError, match=words):
        draw(given)


def test_an_untracked_tensor_is_one_box_with_a_hint():
    drawing = draw(Tensor(2.5, requires_grad=False))
    assert len(drawing.snapshot.boxes) == 1
    assert "not tracked" in str(drawing) and "2.5" in str(drawing)
    svg = drawing._repr_svg_()
    assert [box.get("data-kind") for box in boxes(svg)] == ["constant"]
    assert any("not tracked" in text for text in texts(svg))


def test_bad_numbers_stand_out():
    x = Tensor(np.array([1.0, np.inf]), name="x")
    y = x * np.zeros(2)
    svg = draw(y)._repr_svg_()
    assert 'fill="#b3261e"' in svg and "[0.0, nan]" in texts(svg)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_text(name, tmp_path):
    x = Tensor(1.0, name=name)
    with autograd.name_scope(name):
        y = x * 2.0
    y.name = name + "'"
    drawing = draw({name: y})
    svg = drawing._repr_svg_()
    allowed = {f"{SVG}{tag}" for tag in ("svg", "g", "rect", "path", "text", "title")}
    assert {element.tag for element in ET.fromstring(svg).iter()} <= allowed
    for line in str(drawing).splitlines():
        assert line.isprintable()
    assert drawing._repr_html_().count("<script") == drawing._repr_html_().count("</script") == 2
    if shutil.which("dot"):
        plain = subprocess.run(
            ["dot", "-Tsvg", str(drawing.save(tmp_path / "graph.dot"))], capture_output=True, check=True
        ).stdout.decode("utf-8")
        shown = [text.replace("\xa0", " ") for text in texts(plain)]
        title = next(text for text in texts(svg) if " * 2.0" in text)
        assert title in shown


@pytest.mark.parametrize("name", HOSTILE)
def test_labels_stay_inside_their_boxes(name):
    assert text_width("0" * 10) >= 10 * 0.602 * 13
    x = Tensor(np.arange(4.0), name=name)
    for box in boxes(draw(x * 1e-7)._repr_svg_()):
        frame = box.find(f"{SVG}rect")
        right, bottom = (float(frame.get(a)) + float(frame.get(b)) for a, b in (("x", "width"), ("y", "height")))
        for text in box.iter(f"{SVG}text"):
            assert float(text.get("x")) + text_width(text.text) <= right - PADDING + ADVANCE / 2
            assert float(text.get("y")) < bottom


@needs_dot
def test_dot_text_parses_and_has_every_edge(tmp_path):
    path = draw(small()).save(tmp_path / "graph.dot")
    done = subprocess.run(["dot", "-Tplain", str(path)], capture_output=True, text=True, check=True)
    kinds = [line.split()[0] for line in done.stdout.splitlines()]
    assert (kinds.count("node"), kinds.count("edge")) == (5, 5)


@pytest.mark.parametrize("engine", ["dot or pygraphviz", "own"])
def test_a_large_picture_is_cut_and_says_so(engine, request):
    if engine == "own":
        request.getfixturevalue("no_graphviz")
    svg = draw(chain(2000))._repr_svg_()
    kinds = [box.get("data-kind") for box in boxes(svg)]
    drawn = len(kinds) - kinds.count("cut")
    assert DRAWN <= drawn <= DRAWN + 2
    assert kinds.count("cut") == 1 and kinds.count("output") == 1
    assert f"… {4001 - drawn:,} more nodes: the {drawn} nearest to the output are drawn." in texts(svg)


def test_a_hundred_thousand_nodes(tmp_path, no_graphviz):
    y = chain(100_000)
    drawing = draw(y)
    printed = str(drawing)
    saved = drawing.save(tmp_path / "graph.txt").read_text(encoding="utf-8")
    drawing.save(tmp_path / "graph.svg")
    assert printed.count("\n") < 300 and printed.splitlines()[-1].startswith("… 99,801 more nodes")
    assert saved.count(" * 0.5") == 100_000


def test_two_processes_write_the_same_bytes(tmp_path):
    code = (
        "import autograd, hashlib, numpy; from autograd.drawing import draw\n"
        "x = autograd.Tensor(numpy.linspace(0, 1, 200), name='x'); w = autograd.Tensor(0.5, name='w')\n"
        "y = x\n"
        "for k in range(12): y = numpy.tanh(y * w + x)\n"
        "loss = (y * y).sum(); loss.backward(); drawing = draw({'loss': loss, 'y': y})\n"
        "for suffix in ('txt', 'dot', 'svg'):\n"
        "    print(hashlib.sha256(drawing.save(f'graph.{suffix}').read_bytes()).hexdigest())\n"
        "print(hashlib.sha256(drawing._repr_html_().encode()).hexdigest())\n"
    )
    outputs = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert not done.stderr
        outputs.append(done.stdout.split())
    assert len(outputs[0]) == 4 and outputs[0] == outputs[1]
    assert hashlib.sha256((tmp_path / "graph.txt").read_bytes()).hexdigest() == outputs[0][0]


def test_a_drawing_prints_itself_in_a_console():
    drawing = draw(small())
    assert repr(drawing) == str(drawing)


def test_local_derivatives_stand_on_the_edges_of_a_still_picture():
    x, w = Tensor(2.0, name="x"), Tensor(-0.5, name="w")
    svg = draw(np.tanh(x * w))._repr_svg_()
    said = re.findall(r'text-anchor="end" fill="#00664d" font-size="11.05">(.*?)</text>', svg)
    assert said == ["w = -0.5", "x = 2.0", "1 - n4 * n4 = 0.4200"]


def test_a_drawing_can_be_copied_and_sent_to_another_process():
    x = Tensor(2.0, name="x")
    with autograd.record_backward() as sweep:
        (x * x + 1.0).backward()
    for drawing in (draw(x * x, check=True), sweep.drawing, sweep.drawing.diff(draw(x * 3.0))):
        for twin in (copy.deepcopy(drawing), pickle.loads(pickle.dumps(drawing))):
            assert str(twin) == str(drawing) and twin._repr_html_() == drawing._repr_html_()
