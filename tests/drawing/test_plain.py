"""Graphs as JSON and as a graphviz.Digraph."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import graphviz
import numpy as np
import pytest

import autograd
from autograd import Tensor, draw, explain
from autograd.drawing.dot import dot
from autograd.drawing.plain import to_json
from tests.drawing.test_drawing import HOSTILE
from tests.drawing.test_explain import GRAPHS
from tests.drawing.test_text import network

ROOT = Path(autograd.__file__).parent.parent


def refuse(word):
    raise AssertionError(f"{word} is no JSON")


def saved(t, folder):
    text = draw(t).save(folder / "graph.json").read_text(encoding="utf-8")
    return json.loads(text, parse_constant=refuse)


def test_what_is_in_it(tmp_path):
    x, w = Tensor(2.0, name="x"), Tensor([1.0, 3.0], name="w")
    with autograd.name_scope("layer"):
        loss = (x * w).sum() * 0.5
    loss.backward()
    graph = saved(loss, tmp_path)
    assert (graph["format"], graph["version"], graph["outputs"], graph["hint"]) == ("chainrule graph", 1, ["n5"], None)
    assert [box["id"] for box in graph["boxes"]] == ["n1", "n2", "n3", "n4", "c1", "n5"]
    assert "steps" not in graph
    assert graph["boxes"][1] == {
        "id": "n2", "kind": "leaf", "name": "w", "scope": [], "op": None, "operands": [], "static": {}, "shape": [2],
        "dtype": "float64", "value": {"shape": [2], "dtype": "float64", "items": [1.0, 3.0]},
        "grad": {"shape": [2], "dtype": "float64", "items": [1.0, 1.0]},
    }  # fmt: skip
    assert graph["boxes"][2]["scope"] == ["layer"] and graph["boxes"][2]["grad"] is None
    first, *_, constant = graph["edges"]
    assert (first["source"], first["target"], first["slot"]) == ("n1", "n3", 0)
    assert first["pullback"]["text"] == "sum(grad n3 * w, axis=0)"
    assert first["pullback"]["latex"].startswith(r"\sum_")
    assert constant == {"source": "c1", "target": "n5", "slot": 1}
    assert graph["edges"][-2]["number"] == 0.5 and graph["edges"][-2]["partial"]["text"] == "0.5"


def test_large_arrays_are_statistics_and_odd_numbers_are_words(tmp_path):
    odd = Tensor(np.array([np.nan, np.inf, -np.inf, -0.0]), name="odd")
    large = Tensor(np.arange(100.0), name="large")
    z = Tensor(np.array([1 + 2j, complex(0, np.nan)]), name="z")
    graph = saved({"a": odd * 1.0, "b": large * 2.0, "c": z * 1.0}, tmp_path)
    value = {box["name"]: box["value"] for box in graph["boxes"]}
    assert value["odd"]["items"] == ["NaN", "Infinity", "-Infinity", -0.0]
    assert value["z"]["items"] == [{"real": 1.0, "imag": 2.0}, {"real": 0.0, "imag": "NaN"}]
    assert value["large"]["statistics"]["mean"] == 49.5 and value["large"]["statistics"]["of_magnitude"] is False
    with np.errstate(all="ignore"):
        steps = json.loads(in_json(explain(np.log(Tensor(0.0)) * 1.0)), parse_constant=refuse)["steps"]
    assert steps[-1]["contributions"][0]["amount"]["items"] == ["Infinity"]


def in_json(explanation):
    return to_json(explanation.sweep.snapshot, explanation.sweep.edges, explanation.sweep.steps)


@pytest.mark.parametrize("make", GRAPHS.values())
def test_the_steps_of_a_sweep(make):
    explanation = explain(make())
    graph = json.loads(in_json(explanation), parse_constant=refuse)
    assert [step["id"] for step in graph["steps"]] == [step.id for step in explanation.sweep.steps]
    boxes = {box["id"]: box for box in graph["boxes"]}
    uses = {(edge["target"], edge["slot"]): edge["source"] for edge in graph["edges"]}
    for step in graph["steps"]:
        for part in step["contributions"]:
            assert uses[step["id"], part["slot"]] == part["target"]
            assert part["amount"]["shape"] == boxes[part["target"]]["shape"]


def test_two_runs_give_the_same_bytes(tmp_path):
    for seed in "12":
        program = (
            "import numpy, autograd; x = autograd.Tensor(numpy.ones(3), name='x'); y = (numpy.sin(x) * x[1:].sum())"
            f".sum(); y.backward(); autograd.draw(y).save('{seed}.json'); autograd.draw(y).digraph().save('{seed}.gv')"
        )
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=env, check=True)
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()
    assert (tmp_path / "1.gv").read_bytes() == (tmp_path / "2.gv").read_bytes()


@pytest.mark.parametrize("name", HOSTILE)
def test_names_come_back_as_they_were(name, tmp_path):
    assert saved(Tensor(1.0, name=name) * 2, tmp_path)["boxes"][0]["name"] == name


def test_a_drawing_without_gradients_has_none(tmp_path):
    x = Tensor(2.0, name="x")
    (x * x).backward()
    text = draw(x * x, grads=False).save(tmp_path / "g.json").read_text(encoding="utf-8")
    assert all(box["grad"] is None for box in json.loads(text)["boxes"])


# ---- graphviz.Digraph -------------------------------------------------------------------------------------------

ATTRIBUTE = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,\]]+))')


def statements(source):
    """Read DOT: the nodes and edges with their attributes."""
    nodes, edges = {}, []
    for line in source.splitlines():
        head, _, rest = line.strip().partition(" [")
        found = {key: quoted or bare for key, quoted, bare in ATTRIBUTE.findall(rest)}
        ends = [end.strip('"') for end in head.split(" -> ")]
        if len(ends) == 2:
            edges.append((*ends, found))
        elif rest:
            nodes[ends[0]] = found
    return nodes, edges


@pytest.mark.parametrize("make", [network, *GRAPHS.values()])
def test_a_digraph_is_the_dot_file(make):
    drawing = draw(make())
    graph = drawing.digraph()
    assert isinstance(graph, graphviz.Digraph)
    assert statements(graph.source) == statements(dot(drawing._scene(None)))


@pytest.mark.parametrize("name", [*HOSTILE, "\\", "a\\", '\\"', "<", "<a>", "\\n"])
def test_names_are_text_in_a_digraph(name):
    drawing = draw(Tensor(1.0, name=name) * 2.0)
    written, edges = statements(drawing.digraph().source)
    assert (written, edges) == statements(dot(drawing._scene(None)))
    label = written["n1"]["label"]
    assert drawing.digraph().source.count('label="') == 3  # none is HTML, and none ends early
    assert re.fullmatch(r'(?:[^"\\]|\\\\|\\"|\\l)*', label)


def test_a_digraph_is_there_to_edit_and_needs_no_dot_program(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    graph = draw(Tensor(1.0, name="x") * 2.0).digraph()
    graph.attr(rankdir="TB")
    graph.node("n1", fillcolor="gold")
    assert "gold" in graph.source and graph.save(tmp_path / "g.gv")
    with pytest.raises(graphviz.ExecutableNotFound):
        graph.pipe("svg")
