"""The viewer in a real browser: it shows what is true, steps as the sweep did, and folds without losing anything."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from autograd import Tensor, draw, name_scope, record_backward
from autograd.drawing.layered import layered
from autograd.drawing.page import page
from autograd.drawing.recording import Recording
from autograd.drawing.snapshot import Snapshot
from autograd.drawing.sweep import Edge, Step
from autograd.drawing.view import Units, room
from autograd.drawing.words import number
from tests.browser.tab import VIEWER
from tests.browser.test_labels import random_graph


def recorded(loss: Tensor) -> Recording:
    with record_backward() as sweep:
        loss.backward()
    return sweep


def text_of(sweep: Recording) -> str:
    return page(sweep.snapshot, sweep.sweep.edges, sweep.steps)


def neuron() -> Tensor:
    x, w = Tensor(2.0, name="x"), Tensor(-3.0, name="w")
    o = np.tanh(x * w + Tensor(6.5, name="b")) + x
    o.name = "o"
    return o


def network() -> Tensor:
    rng = np.random.default_rng(0)
    h: Any = Tensor(rng.normal(size=(4, 3)), name="x")
    for k in range(4):
        with name_scope(f"layer{k}"):
            h = np.tanh(h @ Tensor(rng.normal(size=(3, 3)), name=f"W{k}") + Tensor(np.zeros(3), name=f"b{k}"))
    return np.sum(h * h)


def program(seed: int) -> Tensor:
    """A random scalar program, with some of its calls in scopes."""
    choose = random.Random(seed)
    tensors = [Tensor(choose.uniform(-2, 2), name=f"t{k}") for k in range(3)]
    for k in range(choose.randrange(3, 25)):
        a, b = choose.choice(tensors), choose.choice(tensors)
        with name_scope(f"s{k // 5}"):
            tensors.append(choose.choice([lambda a, b: a + b, lambda a, b: a * b, lambda a, b: np.sin(a) - b])(a, b))
    total = tensors[0] * 1.0
    for t in tensors[1:]:
        total = total + t
    return total


def rows(tab: Any, key: str) -> list[str]:
    return tab.page.locator(f"[data-id={key}] text").all_text_contents()


def test_a_saved_page_opens_as_a_file_and_is_quiet(tab, tmp_path):
    frame = tab.open_file(recorded(neuron()).save(tmp_path / "neuron.html"))
    assert frame.locator(".unit").count() == 7
    tab.assert_quiet()


def test_without_scripts_the_picture_is_there(tabs, tmp_path):
    tab = tabs(java_script_enabled=False)
    tab.open_file(text_of(recorded(neuron())))
    assert tab.page.locator("svg g[data-id]").count() == 7


STRICT = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"


def test_it_runs_under_a_strict_policy_and_shows_the_picture_under_the_strictest(tab):
    text = text_of(recorded(neuron()))
    frame = tab.serve(text, content_security_policy=STRICT)
    assert frame.locator(".unit").count() == 7
    tab.assert_quiet()
    frame = tab.serve(text, content_security_policy="default-src 'none'")
    assert frame.locator("svg g[data-id]").count() == 7 and not frame.locator(".unit").count()


@pytest.mark.parametrize("seed", range(8))
def test_numbers_edges_and_formulas_are_those_of_the_engine(tab, seed):
    loss = program(seed)
    sweep = recorded(loss)
    tab.open_file(text_of(sweep))
    tab.page.keyboard.press("End")
    tab.page.evaluate(f"{VIEWER}.viewer.open(new Set({VIEWER}.graph.groupOf.keys()))")
    boxes = {box.id: box for box in sweep.snapshot.boxes}
    units = Units(sweep.snapshot, sweep.sweep.edges)
    for key in units.folding.home:
        shape = units.shape(key)
        assert rows(tab, key) == [words for row in shape.rows for words in (row.key, row.text) if words]
    shown = set(tab.page.locator("[data-edge]").evaluate_all("list => list.map((e) => e.dataset.edge)"))
    uses = [(box.id, slot, key) for box in boxes.values() for slot, key in enumerate(box.inputs)]
    assert shown == {f"{target}:{slot}" for target, slot, source in uses if source in units.folding.home}
    tab.page.keyboard.press("3")  # numbers
    for count, step in enumerate(sweep.steps, 1):
        tab.page.evaluate(f"{VIEWER}.viewer.go({count})")
        formulas = tab.page.locator(".formula math").evaluate_all("list => list.map((m) => m.textContent)")
        assert len(formulas) == len(step.contributions)
        for formula, part in zip(formulas, step.contributions, strict=True):
            _, right = formula.split("=", 1)
            first, *last = right.split("=")
            value = evaluated(first)
            assert value == pytest.approx(part.amount.items[0], rel=3e-3, abs=3e-3)
            for text in last:
                assert evaluated(text) == pytest.approx(part.amount.items[0], rel=1e-3, abs=1e-12)
    tab.assert_quiet()


def evaluated(text: str) -> float:
    """Work out a formula as MathML shows it."""
    python = text.replace("\N{MINUS SIGN}", "-").replace("\N{MIDDLE DOT}", "*").replace("10-", "10**-")
    return float(eval(python, {"cos": np.cos, "sin": np.sin, "tanh": np.tanh}))


def test_after_a_step_exactly_what_was_visited_has_a_gradient(tab):
    sweep = recorded(neuron())
    tab.open_file(text_of(sweep))
    ids = [step.id for step in sweep.steps]
    start = tab.page.locator(".picture").inner_html()
    for count in range(len(ids) + 1):
        here = tab.page.locator(".unit.here").evaluate_all("list => list.map((e) => e.dataset.id)")
        assert here == ids[count - 1 : count]
        for later in ids[count:]:
            given = [part.target for step in sweep.steps[:count] for part in step.contributions]
            assert (rows(tab, later)[-1] == "\N{EN DASH}") == (later not in given)
        tab.page.keyboard.press("ArrowRight")
    for _ in ids:
        tab.page.keyboard.press("ArrowLeft")
    assert tab.page.locator(".unit.here").count() == 0
    tab.page.keyboard.press("Home")
    assert strip(tab.page.locator(".picture").inner_html()) == strip(start)


def strip(markup: str) -> str:
    """Leave out what the viewer notes for itself."""
    return re.sub(r' data-full="[^"]*"', "", markup)


def test_slider_keys_and_address_agree(tab):
    sweep = recorded(neuron())
    tab.open_file(text_of(sweep))
    tab.page.keyboard.press("ArrowRight")
    tab.page.keyboard.press("ArrowRight")
    assert tab.page.locator("[data-act=slider]").input_value() == "2"
    assert "step=2" in tab.page.url
    tab.page.locator("[data-act=slider]").fill("4")
    assert "step=4" in tab.page.url and tab.page.locator("[data-act=count]").text_content() == "4 of 4"
    side = tab.page.locator(".side").inner_html()
    address = tab.page.url
    tab.page.goto("about:blank")
    tab.own.add(address)
    tab.page.goto(address)
    assert tab.page.locator(".side").inner_html() == side


def focused(tab: Any) -> str:
    """Return what has the focus: a control, a box, or a part of the page."""
    return tab.page.evaluate(
        "(() => { const at = document.querySelector('[data-chainrule=viewer]').shadowRoot.activeElement; "
        "return at && (at.dataset.act || at.dataset.id || at.className); })()"
    )


def test_the_keyboard_stays_where_it_was(tab):
    tab.open_file(text_of(recorded(neuron())))
    tab.page.locator("[data-act=forth]").focus()
    for _ in range(3):
        tab.page.keyboard.press("Enter")
        assert focused(tab) == "forth"
    tab.page.keyboard.press("Enter")
    assert tab.page.locator("[data-act=count]").text_content() == "4 of 4" and focused(tab) == "slider"
    tab.page.keyboard.press("ArrowLeft")
    tab.page.keyboard.press("ArrowLeft")
    assert tab.page.locator("[data-act=count]").text_content() == "2 of 4" and focused(tab) == "slider"
    for act in ("words", "flow", "language", "fit"):
        tab.page.locator(f"[data-act={act}]").focus()
        tab.page.keyboard.press("Space")
        assert focused(tab) == act
    tab.page.locator("[data-id=n3]").focus()
    tab.page.keyboard.press("Escape")
    assert focused(tab) == "n3"
    tab.page.keyboard.press("Enter")
    tab.page.locator(".side button").first.focus()
    tab.page.keyboard.press("Enter")
    assert focused(tab) == "side", "what the link leads to stands there"
    tab.assert_quiet()


def test_the_slider_can_be_dragged(tab):
    tab.open_file(text_of(recorded(neuron())))
    box = tab.page.locator("[data-act=slider]").bounding_box()
    middle = box["y"] + box["height"] / 2
    tab.page.mouse.move(box["x"] + 5, middle)
    tab.page.mouse.down()
    seen = []
    for tenth in range(1, 11):
        tab.page.mouse.move(box["x"] + box["width"] * tenth / 10, middle)
        seen.append(int(tab.page.locator("[data-act=count]").text_content().split()[0]))
    tab.page.mouse.up()
    assert seen == sorted(seen) and {1, 2, 3, 4} <= set(seen)
    assert tab.page.locator("[data-act=forth]").is_disabled() and tab.page.locator("[data-act=back]").is_enabled()


@pytest.mark.parametrize(
    "address",
    ["sel=n3:length&lang=constructor",
     "sel=n3:map&open=g99,constructor&level=9", "sel=__proto__&step=-1&lang=__proto__",
     "sel=n3:0.5&step=zzz", "sel=%E0%A4%A&level=NaN&dir=x"],
)  # fmt: skip
def test_an_address_with_nonsense_in_it_changes_nothing(tab, tmp_path, address):
    path = tmp_path / "page.html"
    path.write_text(text_of(recorded(neuron())), encoding="utf-8")
    tab.open_file(path)
    expected = tab.page.locator(".all").inner_html()
    tab.page.goto("about:blank")
    tab.own.add(f"{path.as_uri()}#{address}")
    tab.page.goto(f"{path.as_uri()}#{address}")
    if "level=9" in address:
        tab.page.keyboard.press("1")
    assert tab.page.locator(".all").inner_html() == expected
    tab.assert_quiet()


def test_on_paper_the_panel_is_below_the_picture_and_nothing_is_cut_off(tab):
    tab.open_file(text_of(recorded(network())))
    tab.page.locator("[data-act=openall]").click()
    tab.page.emulate_media(media="print")
    picture, side = (tab.page.locator(name).bounding_box() for name in ("svg.graph", ".side"))
    assert side["y"] >= picture["y"] + picture["height"] and picture["width"] <= 1200 == side["width"]


def test_groups_open_and_close_and_nothing_is_lost(tab):
    sweep = recorded(network())
    tab.open_file(text_of(sweep))
    units = Units(sweep.snapshot, sweep.sweep.edges)
    total = len(units.folding.home)
    first = tab.page.locator(".picture").inner_html()
    tab.page.locator("[data-act=closeall]").click()
    assert tab.page.locator(".unit.group").count() == 1
    tab.page.locator(".unit.group").first.click()
    assert tab.page.locator(".unit.group").count() == 4
    tab.page.locator(".unit.group").nth(1).focus()
    tab.page.keyboard.press("Enter")
    assert tab.page.locator(".unit.group").count() == 3
    tab.page.keyboard.press("-")
    assert tab.page.locator(".unit.group").count() == 4
    tab.page.locator("[data-act=openall]").click()
    assert tab.page.locator(".unit").count() == total
    assert strip(tab.page.locator(".picture").inner_html()) == strip(first)
    tab.assert_quiet()


def test_in_a_large_graph_the_picture_goes_where_the_step_is(tab):
    x, w = Tensor(0.5, name="x"), Tensor(1.1, name="w")
    for _ in range(1500):
        x = np.tanh(x * w)
    tab.open_file(text_of(recorded(x)))
    last = int(tab.page.locator("[data-act=slider]").get_attribute("max"))
    for step in [1, *range(150, last, 150), last]:
        tab.page.evaluate(f"{VIEWER}.viewer.go({step})")
        here = tab.page.locator(".unit.here").evaluate_all("list => list.map((unit) => unit.dataset.id)")
        assert here == tab.page.evaluate(f"[{VIEWER}.viewer.steps[{step - 1}][0]]")
        assert tab.page.locator(".unit").count() <= 1000
    tab.assert_quiet()


@pytest.mark.parametrize("make", [neuron, network, lambda: program(3), lambda: program(5)])
def test_both_layouts_are_the_same(tab, make):
    sweep = recorded(make())
    tab.open_file(text_of(sweep))
    units = Units(sweep.snapshot, sweep.sweep.edges)
    keys = [group.id for group in units.folding.groups]
    for seed in range(5):
        choose = random.Random(seed)
        opened = [key for key in keys if choose.random() < 0.6]
        view = units.view(opened)
        links = [(line.source, line.target, line.port) for line in view.lines]
        sizes = [(shape.width, shape.height) for shape in view.shapes]
        ours = layered(sizes, links, [room(line.label) for line in view.lines])
        theirs = tab.page.evaluate(
            f"""(opened) => {{
                const {{ viewOf, layered }} = {VIEWER}, view = viewOf(opened, null);
                return {{ names: view.names, edges: view.edges, ...layered(view.sizes, view.edges, view.labels) }};
            }}""",
            opened,
        )
        assert theirs["names"] == [shape.id for shape in view.shapes]
        assert [tuple(edge) for edge in theirs["edges"]] == links
        np.testing.assert_allclose(theirs["centres"], ours.centres, rtol=0, atol=1e-9)
        assert (theirs["width"], theirs["height"]) == pytest.approx((ours.width, ours.height))
        for one, other in zip(theirs["routes"], ours.routes, strict=True):
            np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)


def assert_the_same_words(tab: Any, snapshot: Snapshot, edges: Sequence[Edge], steps: Sequence[Step] = ()) -> None:
    """Whatever Python and the script write of a graph is equal, to the last character and pixel."""
    tab.open_file(page(snapshot, edges, steps))
    units = Units(snapshot, edges)
    keys = [*units.folding.home, *units.groups]
    found = tab.page.evaluate(
        f"""(keys) => {{
            const graph = {VIEWER}.graph;
            return keys.map((key) => graph.unit(key));
        }}""",
        keys,
    )
    for key, (kind, rows, width, height) in zip(keys, found, strict=True):
        shape = units.shape(key)
        assert (kind, [tuple(row) for row in rows]) == (shape.kind, [tuple(row) for row in shape.rows])
        assert (width, height) == (shape.width, shape.height), shape
    uses = [(k, slot) for k, box in enumerate(snapshot.boxes) for slot in range(len(box.inputs))]
    words = tab.page.evaluate(
        f"""(uses) => {{
            const graph = {VIEWER}.graph;
            return uses.map(([k, slot]) => {{ const text = graph.onEdge(k, slot); return [text, graph.room(text)]; }});
        }}""",
        uses,
    )
    for (k, slot), (text, width) in zip(uses, words, strict=True):
        label = units.label(snapshot.boxes[k].id, slot)
        assert (text, width) == (label, room(label))
    tab.assert_quiet()


@pytest.mark.parametrize("seed", range(40))
def test_python_and_the_script_write_the_same_words(tab, seed):
    drawing = draw(random_graph(seed))
    assert_the_same_words(tab, drawing.snapshot, drawing.edges)


@pytest.mark.parametrize("make", [network, lambda: program(1), lambda: program(8)])
def test_they_write_the_same_words_after_a_sweep(tab, make):
    sweep = recorded(make())
    assert_the_same_words(tab, sweep.snapshot, sweep.sweep.edges, sweep.steps)


def test_python_and_the_script_write_the_same_numbers(tab):
    tab.open_file(text_of(recorded(neuron())))
    choose = random.Random(0)
    ties = [(2 * whole + 1) * 2.0**-k for whole in range(500, 52000, 37) for k in range(1, 6)]
    plain = [choose.uniform(-1, 1) * 10.0 ** choose.randint(-12, 18) for _ in range(5000)]
    edges = [0.0, 1e-4, 9.9995e-5, 999.5, 999.95, 9999.5, 999949.9, 999999.0, 1e6, 1e15, 1e16, 1e21, 5e-324, 1.7e308]
    numbers = [sign * x for x in ties + plain + edges for sign in (1, -1)]
    found = tab.page.evaluate(f"(list) => list.map((x) => [{VIEWER}.number(x), {VIEWER}.repr(x)])", numbers)
    assert found == [[number(x), repr(x)] for x in numbers]


def assert_words_inside(tab: Any) -> list[list[float]]:
    """Check that the words of every box are inside it, and return the places of the boxes."""
    boxes = tab.page.locator(".unit").evaluate_all(
        "list => list.map((unit) => { const r = unit.querySelector('rect').getBBox();"
        " return [r.x, r.y, r.width, r.height, ...[...unit.querySelectorAll('text:not(:empty)')].flatMap((t) => {"
        " const b = t.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; })]; })"
    )
    for x, y, width, height, *texts in boxes:
        for left, top, right, bottom in zip(*[iter(texts)] * 4, strict=True):
            assert x <= left and right <= x + width + 0.5 and y - 0.5 <= top and bottom <= y + height + 0.5
    return [box[:4] for box in boxes]


@pytest.mark.parametrize("seed", range(12))
def test_boxes_do_not_overlap_edges_run_forward_and_words_stay_inside(tab, seed):
    tab.open_file(text_of(recorded(program(seed))))
    tab.page.evaluate(f"{VIEWER}.viewer.open(new Set({VIEWER}.graph.groupOf.keys()))")
    boxes = assert_words_inside(tab)
    for k, (x, y, width, height) in enumerate(boxes):
        for other in boxes[k + 1 :]:
            beside = other[0] >= x + width or x >= other[0] + other[2]
            assert beside or other[1] >= y + height or y >= other[1] + other[3]
    for path in tab.page.locator(".edge").evaluate_all("list => list.map((e) => e.getAttribute('d'))"):
        xs = [float(pair.split(",")[0]) for pair in path[1:].replace("C", " ").split()]
        assert xs == sorted(xs)


HOSTILE = ["</script><b>x</b>", "\"'&<>", r"\N", "a" * 10_000, "\u202eright", "\U0001f600", "한글"]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_text(tab, name):
    x = Tensor(2.0, name=name)
    tab.open_file(text_of(recorded(x * x)))
    tab.page.keyboard.press("ArrowRight")
    tab.page.locator("[data-id=n1]").click()
    assert tab.page.locator(".all b").count() == 0
    tab.assert_quiet()


def test_search_focus_and_language(tab):
    tab.open_file(text_of(recorded(network())))
    tab.page.keyboard.press("/")
    tab.page.keyboard.type("tanh")
    assert tab.page.locator(".side h2").text_content() == "4 found"
    assert tab.page.locator(".unit.dim").count()
    tab.page.keyboard.press("Escape")
    assert not tab.page.locator(".unit.dim").count()
    tab.page.evaluate(f"{VIEWER}.viewer.select('n1')")
    tab.page.locator("[data-act=focus-ancestors]").click()
    assert tab.page.locator(".unit").count() == 1
    tab.page.locator("[data-act=focus-nofocus]").click()
    tab.page.locator("[data-act=language]").click()
    assert "계산" in tab.page.locator("svg.graph").get_attribute("aria-label")
    assert set(tab.page.locator(".unit .key").all_text_contents()) == {"값", "기울기"}
    tab.assert_quiet()


def test_in_a_notebook_the_viewer_takes_the_place_of_the_picture(tab):
    html = draw(neuron())._repr_html_()
    frame = tab.open_file(f"<!DOCTYPE html><meta charset=utf-8><p>before</p>{html}<p>between</p>{html}<p>after</p>")
    assert frame.locator(".unit").count() == 14
    tab.assert_quiet()


def test_a_page_begins_with_its_focus_and_shows_all_on_request(tab, tmp_path):
    loss = network()
    drawing = draw(loss, focus="W3")
    kept = drawing.choice.kept(drawing.snapshot)
    frame = tab.open_file(drawing.save(tmp_path / "focus.html"))
    shown = {unit.get_attribute("data-id") for unit in frame.locator(".unit").all()}
    assert shown == kept and len(shown) < len(drawing.snapshot.boxes)
    frame.locator("[data-act=focus-nofocus]").click()
    assert frame.locator(".unit", has_text="layer0").count() == 1
    assert frame.locator("[data-act=focus-nofocus]").count() == 0
    tab.assert_quiet()


def test_a_page_opens_as_deep_as_was_asked_for(tab, tmp_path):
    for depth, count in ((0, 3), (1, len(draw(network()).snapshot.boxes))):
        frame = tab.open_file(draw(network(), depth=depth).save(tmp_path / f"depth{depth}.html"))
        assert frame.locator(".unit").count() == count
    tab.assert_quiet()


def test_gradients_that_are_not_there_say_why(tab, tmp_path):
    x, spare = Tensor([1.0, 2.0], name="x"), Tensor(7.0, name="spare")
    loss = (x * x.detach() + 0.0 * x).sum()
    loss.backward()
    drawing = draw({"loss": loss, "spare": spare})
    ids = {box.name or box.id: box.id for box in drawing.snapshot.boxes}
    assert_the_same_words(tab, drawing.snapshot, drawing.edges)
    frame = tab.open_file(drawing.save(tmp_path / "absent.html"))
    assert rows(tab, ids["spare"])[-1] == "unused" and rows(tab, ids["c1"])[-1] == "stopped, from x"
    assert rows(tab, ids["loss"])[-1] == "\u2013" and rows(tab, ids["x"])[-1] == "[1.0, 2.0]"
    frame.locator(f"[data-id={ids['c1']}]").click()
    assert "stopped: a constant for derivatives, and no gradient goes to x" in frame.locator(".side").inner_text()
    frame.locator(f"[data-id={ids['spare']}]").click()
    assert "unused: the result does not depend on it" in frame.locator(".side").inner_text()
    tab.assert_quiet()


def test_a_stopped_value_stays_so_while_a_sweep_is_stepped_through(tab, tmp_path):
    x = Tensor([1.0, 2.0], name="x")
    loss = (x * x.detach()).sum()
    tab.open_file(recorded(loss).save(tmp_path / "stopped.html"))
    for _ in range(3):
        assert rows(tab, "c1")[-1] == "stopped, from x"
        tab.page.keyboard.press("ArrowRight")
    assert rows(tab, "c1")[-1] == "stopped, from x" and rows(tab, "n1")[-1] == "[1.0, 2.0]"
    tab.assert_quiet()


def steps_made(tab: Any) -> int:
    return int(tab.page.locator("[data-act=count]").text_content().split()[0])


def test_space_presses_a_box_that_the_keyboard_is_on_and_plays_elsewhere(tab):
    tab.open_file(text_of(recorded(neuron())))
    tab.page.locator(".picture").focus()
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press(" ")
    assert tab.page.locator(".unit.selected").count() == 1 and steps_made(tab) == 0
    tab.page.keyboard.press(" ")
    assert tab.page.locator(".unit.selected").count() == 0
    tab.page.locator(".unit").nth(2).click()  # with the mouse: the next key is not meant for the box
    tab.page.keyboard.press(" ")
    assert steps_made(tab) == 1


def test_a_link_to_what_the_focus_hides_leaves_the_focus(tab):
    tab.open_file(text_of(recorded(network())))
    tab.page.evaluate(f"{VIEWER}.viewer.select('n3')")
    tab.page.locator("[data-act=focus-ancestors]").click()
    hidden = tab.page.locator(".side .link").last
    label = hidden.text_content()
    assert label not in "".join(tab.page.locator(".unit .title").all_text_contents())
    hidden.click()
    assert tab.page.locator(".unit.selected .title").text_content() == label
    assert tab.page.evaluate(f"{VIEWER}.viewer.state.focus") is None


def test_half_way_gradients_of_arrays_have_their_statistics(tab):
    """Where the sum is not complete, too: in the rows that the complete one has, and inside the box."""
    x = Tensor(np.linspace(-1, 1, 40), name="x")
    tab.open_file(text_of(recorded(np.sum(np.sin(x) * x))))
    rows = []
    for _ in range(4):
        tab.page.keyboard.press("ArrowRight")
        rows.append(tab.page.locator("[data-id=n1] [data-row]").all_text_contents()[-2:])
        assert_words_inside(tab)
    assert rows[0] == ["–", ""] and all("mean" in first and "max" in second for first, second in rows[1:])
    assert rows[1] != rows[-1]


def test_formulas_of_large_arrays_keep_their_names_and_tell_the_result(tab):
    sweep = recorded(network())
    tab.open_file(text_of(sweep))
    tab.page.evaluate(f"{VIEWER}.viewer.state.level = 2; {VIEWER}.viewer.go(3)")
    formula = tab.page.locator(".formula").first
    assert "±" not in formula.locator("math").text_content()
    assert formula.locator("math").text_content()[0] not in "-0123456789"


def grads(tab: Any) -> list[str]:
    return tab.page.locator("[data-row=grad]").all_text_contents()


def test_going_forward_shows_no_gradients_whatever_was_shown_before(tab):
    tab.open_file(text_of(recorded(neuron())))
    for _ in range(3):
        tab.page.keyboard.press("ArrowRight")
    assert set(grads(tab)) != {"–"}
    tab.page.locator("[data-act=direction]").select_option("1")
    assert set(grads(tab)) == {"–"}
    tab.page.keyboard.press("ArrowRight")
    assert tab.page.locator(".side code").all_text_contents() == ["n3 = x * w", "= 2.0 * (-3.0)", "= -6.0"]
    address = tab.page.url
    tab.page.goto("about:blank")
    tab.own.add(address)
    tab.page.goto(address)
    assert set(grads(tab)) == {"–"} and steps_made(tab) == 1


def test_the_address_keeps_the_focus_and_is_read_when_it_changes(tab):
    tab.open_file(text_of(recorded(neuron())))
    tab.page.evaluate(f"{VIEWER}.viewer.select('n3')")
    tab.page.locator("[data-act=focus-ancestors]").click()
    tab.page.locator("[data-act=words]").uncheck()
    address, count = tab.page.url, tab.page.locator(".unit").count()
    assert count == 3 and "focus=n3.up" in address and "plain" in address
    tab.page.locator("[data-act=focus-nofocus]").click()
    assert tab.page.locator(".unit").count() > 3 and "focus" not in tab.page.url
    tab.page.goto("about:blank")
    tab.own.add(address)
    tab.page.goto(address)
    assert tab.page.locator(".unit").count() == 3 and tab.page.locator("[data-partial]").count() == 0
    tab.page.evaluate("location.hash = '#step=2&level=1&lang=ko'")  # as when a link is put into the address bar
    tab.page.wait_for_function(f"{VIEWER}.viewer.state.step === 2")
    assert tab.page.locator(".unit").count() > 3
    assert tab.page.locator("[data-act=level]").input_value() == "1"
    assert "단계" in tab.page.locator(".side h2").text_content()


def test_readers_without_eyes_hear_what_is_shown(tab):
    tab.open_file(text_of(recorded(neuron())))
    box = tab.page.locator("[data-id=n1]")
    assert box.get_attribute("aria-label") == "x leaf value 2.0 grad –"
    tab.page.keyboard.press("End")
    assert re.fullmatch(r"x leaf value 2\.0 grad -?[\d.]+", box.get_attribute("aria-label"))


def test_the_gradient_of_a_group_is_that_of_its_leaves_and_waits_for_them(tab):
    x = Tensor(1.0, name="x")
    with name_scope("layer"):
        y = x * 7.0 + Tensor(3.0, name="a") * 3.0 + Tensor(2.0, name="b") * 4.0
    tab.open_file(text_of(recorded(y * 1.0)))
    tab.page.locator("[data-act=closeall]").click()
    row = tab.page.locator(".unit.group [data-row=grad]")
    assert row.text_content() == "–"
    tab.page.keyboard.press("End")
    tab.page.locator("[data-act=closeall]").click()
    leaves = tab.page.locator(".unit.group .faint").first.text_content()
    expected = {"3 leaves": np.hypot(7.0, 5.0), "2 leaves": 5.0}  # x is used in it only, so it may be in it
    assert row.text_content() == f"norm {number(float(expected[re.search('[0-9] leaves', leaves)[0]]))}, leaves"


def test_search_finds_scopes_and_full_names_and_enter_goes_to_the_first(tab):
    name = "encoder.blocks.0.attention.query.weight"
    with name_scope("attention"):
        y = Tensor(2.0, name=name) * 3.0
    tab.open_file(text_of(recorded(y)))
    search = tab.page.locator("[data-act=search]")
    search.fill("blocks.0")
    assert tab.page.locator(".side h2").text_content() == "1 found"
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.press("Enter")
    assert name in tab.page.locator(".side").text_content()
    search.fill("^attention$")
    assert tab.page.locator(".side h2").text_content() == "1 found"


def test_the_keyboard_reaches_the_panel_before_the_boxes(tab):
    tab.open_file(text_of(recorded(network())))
    tab.page.evaluate(f"{VIEWER}.viewer.select('n3')")
    tab.page.locator("[data-act=language]").focus()
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate(
        "document.querySelector('[data-chainrule=viewer]').shadowRoot.activeElement.closest('.side') !== null"
    )
    assert tab.page.locator(".side").bounding_box()["x"] > tab.page.locator(".picture").bounding_box()["x"]


def test_a_negative_number_has_no_brackets_in_brackets(tab):
    x = Tensor(-2.0, name="x")
    tab.open_file(text_of(recorded(np.abs(x) * x)))
    tab.page.evaluate(f"{VIEWER}.viewer.state.level = 2; {VIEWER}.viewer.go(2)")
    (formula,) = tab.page.locator(".formula math").all_text_contents()
    assert "sign(\u22122.0)" in formula.replace("\u2061", "")
