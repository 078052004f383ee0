"""Groups: whichever of them are closed, the picture has every operation once, and no cycle."""

import random
from collections import Counter

import numpy as np
from hypothesis import given, strategies as st

import autograd
from autograd import Tensor, name_scope
from autograd.drawing.groups import BUDGET, MANY, Folding, first_view, fold, visible_as
from autograd.drawing.snapshot import Snapshot, take
from autograd.drawing.view import Units
from autograd.drawing.words import Words


def folding_of(*results: Tensor) -> tuple[Snapshot, Folding]:
    snapshot = take(list(results), grads=True)
    return snapshot, fold(snapshot, Words(snapshot))


def assert_sound(snapshot: Snapshot, folding: Folding, opened: list[str]) -> dict[str, str]:
    """Every box stands for itself or is in one closed group, and the contracted graph has no cycle."""
    stands = visible_as(folding, opened)
    words = Words(snapshot)
    assert set(stands) == {box.id for box in snapshot.boxes if not words.inline(box)}
    edges = {
        (stands[key], stands[box.id])
        for box in snapshot.boxes
        if box.id in stands
        for key in box.inputs
        if key in stands and stands[key] != stands[box.id]
    }
    missing = Counter(target for _, target in edges)
    after: dict[str, list[str]] = {}
    for source, target in edges:
        after.setdefault(source, []).append(target)
    ready = [unit for unit in set(stands.values()) if not missing[unit]]
    for unit in ready:
        for target in after.get(unit, ()):
            missing[target] -= 1
            if not missing[target]:
                ready.append(target)
    assert len(ready) == len(set(stands.values())), "there is a cycle"
    return stands


def residual(blocks: int) -> Tensor:
    h = Tensor(np.ones(3), name="x")
    for k in range(blocks):
        with name_scope(f"block{k}"):
            h = h + np.tanh(Tensor(np.eye(3)) @ h)
    return h.sum()


def test_blocks_of_one_structure_are_folded():
    _, folding = folding_of(residual(12))
    assert folding.groups[0].label == "block × 12, other weights"
    assert [group.label for group in folding.groups[1:4]] == ["block0", "block1", "block2"]
    assert all(group.kind == "scope" and group.parent == "g1" for group in folding.groups[1:])


def test_a_cell_that_is_used_again_has_the_same_weights():
    w, h = Tensor(np.eye(3), name="w"), Tensor(np.ones(3))
    for _ in range(5):
        with name_scope("cell"), name_scope("inside"):
            h = np.tanh(w @ h)
        h = h * 1.0
    _, folding = folding_of(h)
    labels = [group.label for group in folding.groups]
    assert labels.count("cell") == 5 and labels.count("cell.inside") == 5


def test_a_loop_without_scopes_is_cut_into_its_steps():
    x = h = Tensor(np.ones(2), name="x")
    for _ in range(300):
        h = np.tanh(h * 1.01) + x * 0.5
    snapshot, folding = folding_of(h.sum())
    fold_group = next(group for group in folding.groups if group.kind == "fold")
    assert fold_group.label.startswith("step × 29") and fold_group.label.endswith("same weights")
    assert_sound(snapshot, folding, [])


def test_no_group_has_too_many_children_and_the_first_view_keeps_to_the_budget():
    rng = np.random.default_rng(0)
    tensors = [Tensor(1.0) for _ in range(300)]
    for _ in range(3000):
        a, b = rng.integers(0, len(tensors), 2)
        tensors.append(tensors[a] * tensors[b])
    snapshot, folding = folding_of(*tensors[-20:])
    children = Counter(group.parent for group in folding.groups) + Counter(folding.home.values())
    assert max(children.values()) <= MANY + MANY // 2
    stands = assert_sound(snapshot, folding, list(first_view(folding)))
    assert len(set(stands.values())) <= BUDGET


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 99), st.integers(0, 99), st.integers(0, 3)), max_size=80),
    st.data(),
)
def test_any_groups_may_be_closed(steps, data):
    tensors = [Tensor(0.5), Tensor(1.5), Tensor(-0.5)]
    for kind, first, second, scope in steps:
        a, b = tensors[first % len(tensors)], tensors[second % len(tensors)]
        make = (lambda a=a, b=b: a + b, lambda a=a, b=b: a * b, lambda a=a: np.sin(a) * 2.0)[kind]
        if scope:
            with name_scope(f"s{scope}"):
                tensors.append(make())
        else:
            tensors.append(make())
    snapshot, folding = folding_of(*tensors)
    keys = [group.id for group in folding.groups]
    opened = data.draw(st.lists(st.sampled_from(keys), unique=True)) if keys else []
    assert_sound(snapshot, folding, opened)
    everything = assert_sound(snapshot, folding, keys)
    assert all(key == stand for key, stand in everything.items())


def test_a_view_has_an_edge_for_every_use():
    x = Tensor(3.0, name="x")
    drawing = autograd.draw(x * x + x)
    view = Units(drawing.snapshot, drawing.edges).view([])
    names = [shape.id for shape in view.shapes]
    uses = [(names[line.source], names[line.target], line.slot, line.label) for line in view.lines]
    twice = [("n1", "n2", 0, "x = 3.0"), ("n1", "n2", 1, "x = 3.0")]
    assert uses == [*twice, ("n2", "n3", 0, "1.0"), ("n1", "n3", 1, "1.0")]


def test_a_stretch_is_called_by_the_numbers_of_its_operations():
    """Also where some of them are in a group."""
    x = y = Tensor(0.5, name="x")
    with name_scope("first"):
        for _ in range(60):
            y = np.sin(y * x) + 0.1
    choose = random.Random(0)
    for _ in range(60):  # nothing comes again
        y = choose.choice([np.sin, np.tanh, np.arctan, np.cos, lambda h: h * h])(y)
    snapshot, folding = folding_of(y)
    units = Units(snapshot)
    first, *others = [group for group in folding.groups if str(group.label).startswith("operations")]
    assert first.label == "operations 1 to 195" and others
    for group in (first, *others):
        _, start, end = group.label.parts
        assert units.inside[group.id].results == int(end) - int(start) + 1
