"""Our own layout: no two boxes overlap, all edges run forward, operands keep their order; and Graphviz's."""

import os
import random
import shutil
import sys
import time
from itertools import pairwise
from types import ModuleType

import pytest
from hypothesis import given, strategies as st

from autograd.drawing import layout as engines, program
from autograd.drawing.layered import BENDS, Layout, layered

Graph = tuple[list[tuple[float, float]], list[tuple[int, int, float]]]


def random_graph(boxes: int, seed: int, reach: int) -> Graph:
    """Boxes of random sizes with up to three operands each, at most `reach` boxes back, repeats included."""
    rng = random.Random(seed)
    edges = []
    for target in range(1, boxes):
        operands = rng.randint(0, 3)
        for slot in range(operands):
            edges.append((rng.randrange(max(0, target - reach), target), target, (slot + 0.5) / operands))
    return [(rng.uniform(44, 260), rng.uniform(20, 110)) for _ in range(boxes)], edges


def check(graph: Graph, layout: Layout) -> None:
    """No overlap, forward edges, everything inside the picture, every edge drawn to its box."""
    sizes, edges = graph
    tolerance = 0.6  # of a pixel: Graphviz rounds
    frames = sorted(
        (x - w / 2, x + w / 2, y - h / 2, y + h / 2) for (x, y), (w, h) in zip(layout.centres, sizes, strict=True)
    )
    for number, one in enumerate(frames):
        assert one[0] >= -tolerance and one[1] <= layout.width + tolerance
        assert one[2] >= -tolerance and one[3] <= layout.height + tolerance
        for other in frames[number + 1 :]:
            if other[0] >= one[1] - tolerance:
                break
            assert one[3] <= other[2] + tolerance or other[3] <= one[2] + tolerance
    for (source, target, _), route in zip(edges, layout.routes, strict=True):
        left = layout.centres[source][0] + sizes[source][0] / 2
        right = layout.centres[target][0] - sizes[target][0] / 2
        assert left < right
        assert len(route) % 3 == 1 and len(route) >= 4
        assert route[-1][0] == pytest.approx(right, abs=1.0)
        middle, half = layout.centres[target][1], sizes[target][1] / 2
        assert middle - half <= route[-1][1] <= middle + half


@given(st.integers(1, 80), st.integers(0, 10**6), st.sampled_from([2, 10, 1000]))
def test_our_layout_on_random_graphs(boxes, seed, reach):
    graph = random_graph(boxes, seed, reach)
    layout = layered(*graph)
    check(graph, layout)
    for route in layout.routes:
        assert all(one[0] <= other[0] + 1e-9 for one, other in pairwise(route))


@given(st.integers(1, 60), st.integers(0, 10**6))
def test_no_edge_of_our_layout_crosses_a_box(boxes, seed):
    sizes, edges = random_graph(boxes, seed, 10)
    layout = layered(sizes, edges)
    frames = [
        (x - w / 2, x + w / 2, y - h / 2, y + h / 2) for (x, y), (w, h) in zip(layout.centres, sizes, strict=True)
    ]
    for route in layout.routes:
        for k in range(0, len(route) - 1, 3):
            (x0, y0), _, _, (x1, y1) = route[k : k + 4]
            if y0 == y1:  # the level runs are what passes the columns
                for left, right, top, bottom in frames:
                    assert x1 <= left + 0.01 or x0 >= right - 0.01 or not top < y0 < bottom


@pytest.mark.parametrize("reach", [2, 30, 10**6])
def test_two_thousand_boxes_do_not_fail(reach):
    graph = random_graph(2000, 7, reach)
    start = time.perf_counter()
    layout = layered(*graph)
    assert time.perf_counter() - start < 20
    check(graph, layout)


def test_a_leaf_used_along_a_whole_chain_costs_no_square():
    length = 3000
    edges = [(k, k + 1, 0.25) for k in range(length)] + [(length + 1, k, 0.75) for k in range(1, length + 1)]
    sizes = [(100.0, 50.0)] * (length + 2)
    layout = layered(sizes, edges)
    check((sizes, edges), layout)
    assert sum(map(len, layout.routes)) < 40 * length


def test_more_bends_than_we_can_afford():
    length = 400
    edges = [(k, k + 1, 0.5) for k in range(length)]
    shortcuts = [(k, length, 0.5) for k in range(0, length, 2)]
    assert sum(length - k for k in range(0, length, 2)) > BENDS
    sizes = [(60.0, 30.0)] * (length + 1)
    check((sizes, edges + shortcuts), layered(sizes, edges + shortcuts))


def test_operands_stand_in_argument_order():
    layout = layered([(60.0, 30.0)] * 4, [(2, 3, 1 / 6), (0, 3, 3 / 6), (1, 3, 5 / 6)])
    assert layout.centres[2][1] < layout.centres[0][1] < layout.centres[1][1]


def test_leaves_stand_beside_their_consumer():
    layout = layered([(60.0, 30.0)] * 4, [(0, 1, 0.5), (1, 3, 0.25), (2, 3, 0.75)])
    assert layout.centres[2][0] == layout.centres[1][0]


def test_nothing_to_place():
    assert layered([], []) == Layout((), (), 0.0, 0.0, "own")


@pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz's dot")
@pytest.mark.parametrize("seed", range(3))
def test_dot_places_boxes_by_the_same_rules(seed):
    graph = random_graph(40, seed, 10)
    layout = engines.place(*graph)
    assert layout.engine == "dot"
    check(graph, layout)


@pytest.mark.parametrize("seed", range(3))
def test_pygraphviz_places_boxes_by_the_same_rules(seed):
    pytest.importorskip("pygraphviz")
    graph = random_graph(40, seed, 10)
    layout = engines.in_process(*graph)
    assert layout is not None and layout.engine == "pygraphviz"
    check(graph, layout)


def test_without_graphviz_our_own_layout_answers(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    assert engines.place(*random_graph(10, 0, 5)).engine == "own"


@pytest.mark.parametrize("program", ["exit 1", "echo nonsense", "echo '{}'", "kill -9 $$"])
def test_a_dot_that_fails_is_passed_over(monkeypatch, tmp_path, program):
    fake = tmp_path / "dot"
    fake.write_text(f"#!/bin/sh\n{program}\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    assert engines.place(*random_graph(10, 0, 5)).engine == "own"


@pytest.mark.parametrize("script", ["exec sleep 60", "sleep 60; echo nonsense"])
def test_a_dot_that_takes_too_long_is_killed_and_our_own_layout_answers(monkeypatch, tmp_path, script):
    fake = tmp_path / "dot"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(program, "PATIENCE", 0.5)
    monkeypatch.setitem(sys.modules, "pygraphviz", ModuleType("pygraphviz"))  # it would be as slow: do not ask it
    start = time.perf_counter()
    assert engines.place(*random_graph(10, 0, 5)).engine == "own"
    # What a killed script had started would keep the pipe open for a minute.
    assert time.perf_counter() - start < 10


def test_a_large_graph_is_our_own_business(monkeypatch):
    monkeypatch.setattr(engines, "native", lambda sizes, edges: pytest.fail("dot was asked"))
    assert engines.place(*random_graph(engines.LARGE + 1, 0, 5)).engine == "own"


@pytest.mark.parametrize("boxes, edges", [(engines.EASY + 1, 0), (2, engines.EASY_EDGES + 1)])
def test_pygraphviz_which_nothing_interrupts_gets_easy_graphs_only(monkeypatch, boxes, edges):
    asked = ModuleType("pygraphviz")
    asked.AGraph = lambda string: pytest.fail("pygraphviz was asked")
    monkeypatch.setitem(sys.modules, "pygraphviz", asked)
    assert engines.in_process([(60.0, 30.0)] * boxes, [(0, 1, 0.5)] * edges) is None


def test_words_on_edges_get_room_from_every_engine():
    sizes, edges = [(60.0, 40.0), (60.0, 40.0)], [(0, 1, 0.5)]
    assert 'ranksep="0.6"' in engines.question(sizes, edges)
    assert 'ranksep="1.6"' in engines.question(sizes, edges, 72.0)
    gaps = []
    for rooms in ((), (72.0,)):
        (left, _), (right, _) = engines.place(sizes, edges, rooms).centres
        gaps.append(right - left)
    assert gaps[1] == pytest.approx(gaps[0] + 72.0, abs=1.5)
