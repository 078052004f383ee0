"""depth, focus and budget: the same choice in text, pictures and pages."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import nn
from autograd import Tensor, draw, name_scope, record_backward
from autograd.__main__ import main
from autograd.drawing.choice import UnknownNameError, related
from autograd.drawing.drawing import Drawing
from autograd.drawing.groups import fold
from autograd.drawing.words import Words
from autograd.errors import InputTypeError


def nested() -> Tensor:
    """Three levels of scopes, and a leaf in each."""
    h = Tensor(np.ones(3), name="x")
    for k in range(2):
        with name_scope(f"block{k}"):
            with name_scope("first"):
                h = h * Tensor(2.0, name=f"a{k}")
            with name_scope("second"):
                h = h + Tensor(1.0, name=f"b{k}")
    return h.sum()


def drawn(svg: str) -> set[str]:
    return set(re.findall(r'data-id="([^"]+)"', svg))


def data_of(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" data-chainrule="data">(.*?)</script>', html, re.S)
    assert found is not None
    data: dict[str, object] = json.loads(found[1])
    return data


def titles(drawing: Drawing) -> list[str]:
    return [re.split(r"  +", line.strip("│├└─ "))[0] for line in str(drawing).splitlines()]


def html(drawing: Drawing, folder: Path) -> str:
    return drawing.save(folder / "graph.html").read_text(encoding="utf-8")


def test_depth_opens_so_many_scopes(tmp_path: Path) -> None:
    loss = nested()
    assert titles(draw(loss, depth=0)) == ["n10 = sum(n9)", "+ block1", "+ block0"]
    first = titles(draw(loss, depth=1))
    assert [title for title in first if title.startswith("+")] == [
        "+ block1.second", "+ block1.first", "+ block0.second", "+ block0.first",
    ]  # fmt: skip
    assert not [title for title in titles(draw(loss, depth=2)) if title.startswith("+")]
    assert len(draw(loss, depth=2)._scene(None).shapes) == len(draw(loss).snapshot.boxes)
    shown = drawn(draw(loss, depth=0)._repr_svg_())
    page = html(draw(loss, depth=0), tmp_path)
    assert shown == drawn(page.split("</svg>")[0]) and len(shown) == 3
    assert data_of(page)["open"] == []


def test_budget_limits_the_boxes() -> None:
    loss = nested()
    whole = len(draw(loss).snapshot.boxes)
    counts = [len(draw(loss, budget=budget)._scene(None).shapes) for budget in range(1, 15)]
    assert counts == sorted(counts) and counts[0] == 3 and counts[-1] == whole
    assert all(count <= max(budget, 3) for budget, count in enumerate(counts, 1))


def test_focus_keeps_what_has_to_do_with_it(tmp_path: Path) -> None:
    loss = nested()
    drawing = draw(loss, focus="a1")
    names = {box.name or box.id: box.id for box in drawing.snapshot.boxes}
    kept = related(drawing.snapshot, [names["a1"]])
    assert kept == {names["a1"], "n7", "n9", "n10"}
    assert drawn(drawing._repr_svg_()) - {"cut-n7", "cut-n9"} == kept
    assert titles(drawing) == [
        "n10 = sum(n9)", "n9 = n7 + b1", "n7 = n5 * a1", "a1",
        "(6 more nodes neither lead to the focus nor depend on it)",
    ]  # fmt: skip
    page = html(drawing, tmp_path)
    assert drawn(page.split("</svg>")[0]) == kept
    assert data_of(page)["kept"] == [box.id for box in drawing.snapshot.boxes if box.id in kept]
    assert data_of(html(draw(loss), tmp_path))["kept"] is None


def test_what_is_left_out_neither_leads_to_the_focus_nor_depends_on_it() -> None:
    y = Tensor(3.0, name="x") * 2.0
    assert titles(draw(y, focus="x"))[-1] == "(1 more node neither leads to the focus nor depends on it)"


def test_focus_by_tensor_id_label_scope_and_layer() -> None:
    x = Tensor(2.0, name="x")
    y = x * 3.0
    z = (y + Tensor(1.0, name="b")) * x
    assert draw(z, focus=y).choice.focus == draw(z, focus="n2").choice.focus == ("n2",)
    assert draw(nested(), focus="block1.first").choice.focus == ("n7",)
    assert draw(nested(), focus="block1").choice.focus == ("n7", "n9")
    model = nn.MLP(2, 3, 1, rng=0)
    assert len(draw(model(np.ones(2)), focus="2 Linear").choice.focus) == 1


def test_a_parameter_is_found_after_a_step() -> None:
    model = nn.MLP(2, 3, 1, rng=0)
    loss = model(np.ones((4, 2))).sum()
    loss.backward()
    nn.SGD(model.parameters(), lr=0.1).step()
    drawing = draw(loss, focus=model[0].weight)
    assert [box.name for box in drawing.snapshot.boxes if box.id in drawing.choice.focus] == ["0.weight"]


def test_the_same_name_twice_is_refused() -> None:
    total = Tensor(1.0, name="w") * Tensor(2.0, name="w")
    with pytest.raises(UnknownNameError, match=r"'w' is the name of 2 boxes\. Write one of 'w:n1', 'w:n2'\."):
        draw(total, focus="w")
    assert draw(total, focus="w:n2").choice.focus == ("n2",)


def test_wrong_values_are_refused() -> None:
    loss = nested()
    for options, words in [
        ({"focus": "blok1"}, r"nothing is called 'blok1'\. Did you mean 'block1'"),
        ({"focus": "zzz"}, r"nothing is called 'zzz'\. There are 'x', 'a0'.*ids"),
        ({"focus": Tensor(1.0)}, r"focus= is a tensor on which nothing"),
    ]:
        with pytest.raises(UnknownNameError, match=words):
            draw(loss, **options)
    for options, words in [
        ({"focus": 3}, r"focus= takes a name or a Tensor; it got an object of type int"),
        ({"depth": -1}, r"depth= takes a whole number from 0 on; it got -1"),
        ({"depth": 1.5}, r"from 0 on; it got 1\.5"),
        ({"budget": 0}, r"budget= takes a whole number from 1 on; it got 0"),
        ({"budget": True}, r"from 1 on; it got True"),
        ({"budget": "5"}, r"from 1 on; it got '5'"),
    ]:
        with pytest.raises(InputTypeError, match=words):
            draw(loss, **options)
    assert draw(loss, depth=np.int64(1)).choice.depth == 1


def test_a_large_graph_is_drawn_around_its_focus() -> None:
    h = Tensor(1.0, name="x")
    for k in range(700):
        h = h * 1.01
        if k == 100:
            h.name = "early"
    drawing = draw(h, focus="early")
    (focus,) = drawing.choice.focus
    assert focus in drawn(drawing._repr_svg_()) and focus not in drawn(draw(h)._repr_svg_())
    assert "nearest to the focus are drawn" in drawing._repr_svg_()


def test_focus_and_depth_together_count_only_what_is_shown() -> None:
    drawing = draw(nested(), focus="a1", depth=0)
    units = fold(drawing.snapshot, Words(drawing.snapshot))
    assert [group.label for group in units.groups][:2] == ["block0", "block1"]
    assert titles(drawing)[:2] == ["n10 = sum(n9)", "+ block1"]
    assert all("block0" not in title for title in titles(drawing))


def test_outputs_that_have_nothing_to_do_with_the_focus_are_left_out() -> None:
    a, b = Tensor(1.0, name="a"), Tensor(2.0, name="b")
    drawing = draw({"first": a * 2.0, "second": b * 2.0}, focus="a")
    assert titles(drawing)[0].startswith("first")
    assert "second" not in str(drawing)


SCRIPT = "from autograd import Tensor\nloss = Tensor(2.0, name='x') * Tensor(3.0, name='w') + Tensor(1.0, name='b')\n"


@pytest.fixture
def script(tmp_path: Path) -> str:
    path = tmp_path / "train.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return f"{path}:loss"


def test_the_options_on_the_command_line(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", script, "--focus", "b", "--depth", "1", "--budget", "9"]) == 0
    assert [line.strip("└─ ").split("  ")[0] for line in capsys.readouterr().out.splitlines()] == [
        "n5 = n3 + b", "b", "(3 more nodes neither lead to the focus nor depend on it)",
    ]  # fmt: skip
    assert main(["draw", script, "--focus", "bb"]) == 1
    assert "nothing is called 'bb'. Did you mean 'b'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--depth", "-1"], "depth= takes a whole number from 0 on"),
        (["--budget", "many"], "budget= takes a whole number from 1 on; it got 'many'"),
        (["--focus", "b", "--json"], "--json writes the whole graph"),
        (["--dept", "1", "--budge"], "argument"),
    ],
)
def test_wrong_options_on_the_command_line(
    options: list[str], words: str, script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["draw", script, *options])
    assert stop.value.code == 2
    assert words in capsys.readouterr().err


def test_a_recording_takes_the_same_choices(tmp_path):
    x, w = Tensor(2.0, name="x"), Tensor(3.0)

    def swept(**options):
        with record_backward(**options) as sweep:
            with name_scope("inner"):
                y = x * w
            (y + 1.0).backward()
        return sweep

    labels = Words(swept(names={"weight": w}).snapshot).labels
    assert list(labels.values()) == ["x", "weight", "n3", "1.0", "n4"]
    closed = swept(depth=0).save(tmp_path / "closed.svg").read_text()
    assert "+ inner" in closed and "+ inner" not in swept().save(tmp_path / "open.svg").read_text()
    assert swept(focus=w).drawing.choice.focus == swept(focus="n2").drawing.choice.focus == ("n2",)
    with pytest.raises(InputTypeError, match="depth= takes a whole number"):
        swept(depth="all")
    with pytest.raises(UnknownNameError, match="nothing is called 'nowhere'"):
        swept(focus="nowhere")


def test_the_number_of_a_constant_is_no_name():
    y = Tensor(3.0, name="x") * 2.0 + 1.0
    with pytest.raises(UnknownNameError, match=r"nothing is called '2\.0'"):
        draw(y, focus="2.0")
