"""Names and layers of nn models in pictures: read off what the modules hold, without a mark on the graph."""

import gc

import numpy as np
import pytest

import nn
from autograd import Tensor, draw, name_scope, record_backward
from autograd.drawing.groups import fold
from autograd.drawing.snapshot import Box, Snapshot, take
from autograd.drawing.words import Words
from autograd.errors import InputTypeError


class Net(nn.Module):
    def __init__(self):
        self.fc1 = nn.Linear(3, 4, rng=0)
        self.fc2 = nn.Linear(4, 2, rng=1)

    def __call__(self, x):
        return self.fc2(np.tanh(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, rng):
        self.fc1 = nn.Linear(3, 3, rng=rng)
        self.fc2 = nn.Linear(3, 3, rng=rng + 100)

    def __call__(self, x):
        return x + self.fc2(np.tanh(self.fc1(x)))


class Cell(nn.Module):
    """A recurrent cell over parameters of its own."""

    def __init__(self):
        self.wx, self.wh, self.b = Tensor(np.eye(3)), Tensor(np.eye(3)), Tensor(np.zeros(3))

    def __call__(self, x, h):
        return np.tanh(x @ self.wx.T + h @ self.wh.T + self.b)


def names(snapshot: Snapshot) -> list[str | None]:
    return [box.name for box in snapshot.boxes if box.kind == "leaf"]


def scopes(snapshot: Snapshot) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(box.op, box.scope) for box in snapshot.boxes if box.kind == "result"]


def labels(snapshot: Snapshot) -> list[str]:
    """The labels of the groups, with dots for their depth."""
    depth = {"": 0}
    found = []
    for group in fold(snapshot, Words(snapshot)).groups:
        depth[group.id] = depth[group.parent] + 1
        found.append("." * (depth[group.id] - 1) + group.label)
    return found


def test_parameters_are_called_as_attributes_lead_to_them():
    model = Net()
    snapshot = draw(model(np.ones((5, 3))).sum()).snapshot
    assert names(snapshot) == [name for name, _ in model.named_parameters()]
    assert names(snapshot) == ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]


def test_calls_are_in_the_layer_whose_parameters_they_use():
    model = Net()
    snapshot = draw(model(np.ones((5, 3))).sum()).snapshot
    assert scopes(snapshot) == [("affine", ("fc1",)), ("tanh", ()), ("affine", ("fc2",)), ("sum", ())]
    assert labels(snapshot) == ["fc1", "fc2"]


def test_names_stay_when_an_optimiser_has_made_new_leaves():
    model = Net()
    optimiser = nn.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        loss = model(np.ones((5, 3))).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert names(draw(loss).snapshot) == ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]


def test_the_graph_carries_no_mark_of_a_picture():
    model = Net()
    loss = model(np.ones((5, 3))).sum()
    draw(loss)
    assert all(parameter.node.note is None for parameter in model.parameters())
    assert loss.node.note is None


def test_layers_of_containers_are_named_by_their_place():
    model = nn.Sequential(nn.MLP(3, 4, 2, rng=0), nn.Tanh(), nn.Linear(2, 1, rng=1))
    snapshot = draw(model(np.ones((5, 3)))).snapshot
    assert names(snapshot) == [
        "0.0.weight", "0.0.bias", "0.2.weight", "0.2.bias", "2.weight", "2.bias",
    ]  # fmt: skip
    assert scopes(snapshot) == [
        ("affine", ("0 MLP", "0 Linear")),
        ("relu", ("0 MLP",)),
        ("affine", ("0 MLP", "2 Linear")),
        ("tanh", ()),
        ("affine", ("2 Linear",)),
    ]


def test_lists_tuples_and_dicts_of_layers_and_of_parameters():
    class Model(nn.Module):
        def __init__(self):
            self.layers = [nn.Linear(3, 3, rng=0), nn.Linear(3, 3, rng=1)]
            self.heads = {"left": nn.Linear(3, 1, rng=2)}
            self.scales = (Tensor(2.0), Tensor(3.0))

        def __call__(self, x):
            for layer, scale in zip(self.layers, self.scales, strict=True):
                x = layer(x) * scale
            return self.heads["left"](x)

    model = Model()
    snapshot = draw(model(np.ones(3))).snapshot
    assert set(names(snapshot)) == {name for name, _ in model.named_parameters()}
    assert [scope for _, scope in scopes(snapshot)] == [("layers.0",), (), ("layers.1",), (), ("heads.left",)]


def test_blocks_fold_though_an_addition_stands_between_them():
    class Model(nn.Module):
        def __init__(self):
            self.blocks = [Block(k) for k in range(12)]

        def __call__(self, x):
            for block in self.blocks:
                x = block(x)
            return x

    model = Model()
    snapshot = draw(model(Tensor(np.ones(3), name="x")).sum()).snapshot
    found = labels(snapshot)
    assert found[0] == "blocks × 12, other weights"
    assert ".blocks.0 and on" in found and "..blocks.0" in found and "...blocks.0.fc1" in found
    assert not any(label.startswith("blocks.") for label in found)


def test_a_module_that_is_called_again_is_a_group_again():
    class Model(nn.Module):
        def __init__(self):
            self.cell = Cell()

        def __call__(self, xs, h):
            for x in xs:
                h = self.cell(x, h)
            return h

    model = Model()
    snapshot = draw(model(np.ones((5, 3)), Tensor(np.zeros(3), name="h"))).snapshot
    assert [scope for op, scope in scopes(snapshot) if op == "matmul"][::2] == [
        ("cell",), ("cell:2",), ("cell:3",), ("cell:4",), ("cell:5",),
    ]  # fmt: skip
    assert labels(snapshot)[0] == "cell × 5, same weights"


def test_one_layer_called_twice_in_a_row():
    class Model(nn.Module):
        def __init__(self):
            self.fc = nn.Linear(3, 3, rng=0)

        def __call__(self, x):
            return self.fc(self.fc(x))

    model = Model()
    snapshot = draw(model(np.ones(3))).snapshot
    assert scopes(snapshot) == [("affine", ("fc",)), ("affine", ("fc:2",))]


def test_a_shared_weight_does_not_put_a_call_into_the_other_layer():
    model = Net()
    model.fc2 = nn.Linear(4, 3, rng=1)
    tied = nn.Linear(3, 4, rng=2)
    tied.weight = model.fc1.weight
    model.fc3 = tied
    snapshot = draw(model.fc3(model(np.ones(3)))).snapshot
    assert names(snapshot)[0] == "fc1.weight"
    assert [scope for op, scope in scopes(snapshot) if op == "affine"] == [("fc1",), ("fc2",), ("fc3",)]


def test_where_only_a_shared_weight_is_used_the_layer_is_unknown():
    class Model(nn.Module):
        def __init__(self):
            self.a, self.b = nn.Linear(3, 3, bias=False, rng=0), nn.Linear(3, 3, bias=False, rng=0)
            self.b.weight = self.a.weight

        def __call__(self, x):
            return self.b(self.a(x))

    model = Model()
    snapshot = draw(model(np.ones(3))).snapshot
    assert {scope for _, scope in scopes(snapshot)} == {()}
    assert names(snapshot) == ["a.weight"]


def test_the_name_a_user_gave_wins():
    model = Net()
    model.fc1.weight.name = "W"
    snapshot = draw(model(np.ones(3))).snapshot
    assert names(snapshot)[:2] == ["W", "fc1.bias"]
    assert scopes(snapshot)[0] == ("affine", ("fc1",))


def test_a_key_given_to_draw_wins():
    model = Net()
    snapshot = draw({"out": model(np.ones(3)), "kernel": model.fc1.weight}).snapshot
    assert "kernel" in names(snapshot) and "fc1.weight" not in names(snapshot)


def test_scopes_a_user_opened_stay_as_they_are():
    model = Net()
    with name_scope("mine"):
        h = model.fc1(np.ones(3))
    snapshot = draw(model.fc2(h)).snapshot
    assert scopes(snapshot) == [("affine", ("mine",)), ("affine", ("fc2",))]


def test_a_model_in_a_model_is_named_from_the_outer_one():
    inner = Net()
    assert names(draw(inner(np.ones(3))).snapshot)[0] == "fc1.weight"
    outer = nn.Sequential(inner, nn.Tanh())
    assert names(draw(outer(np.ones(3))).snapshot)[0] == "0.fc1.weight"
    assert names(draw(inner(np.ones(3)), names=inner).snapshot)[0] == "fc1.weight"
    del outer
    gc.collect()
    assert names(draw(inner(np.ones(3))).snapshot)[0] == "fc1.weight"


def test_two_models_in_one_graph_are_told_apart_by_their_classes():
    first, second, third = Net(), nn.MLP(2, 3, rng=0), nn.MLP(3, 1, rng=0)
    snapshot = draw(third(second(first(np.ones(3))))).snapshot
    assert [scope for op, scope in scopes(snapshot) if op == "affine"] == [
        ("Net", "fc1"), ("Net", "fc2"), ("MLP", "0 Linear"), ("MLP 2", "0 Linear"),
    ]  # fmt: skip


def test_a_model_that_cannot_tell_its_names_does_no_harm():
    class Broken(nn.Module):
        def __init__(self):
            self.w = Tensor(2.0)

        def named_parameters(self):
            raise RuntimeError("half built")

    model = Broken()
    assert names(draw(model.w * 3.0).snapshot) == [None]


def test_cyclic_models_end():
    model = Net()
    model.fc1.owner = model
    snapshot = draw(model(np.ones(3))).snapshot
    assert [box.op for box in snapshot.boxes if box.kind == "result"] == ["affine", "tanh", "affine"]


def test_a_penalty_is_in_the_layer_whose_weight_it_is_of():
    model = Net()
    loss = model(np.ones(3)).sum() + (model.fc1.weight**2).sum()
    found = dict(scopes(draw(loss).snapshot))
    assert found["power"] == ("fc1:2",) and found["sum"] == ("fc1:2",) and found["add"] == ()


def test_names_from_a_dict_and_wrong_ones():
    w = Tensor(2.0)
    assert names(draw(w * w, names={"w": w}).snapshot) == ["w"]
    with pytest.raises(InputTypeError, match=r"names= takes a model, or a dict.*got an object of type list"):
        draw(w * w, names=["w"])
    square = w * w
    boxes = draw(square + 1.0, names={"w": w, "square": square}).snapshot.boxes
    assert [box.name for box in boxes][:2] == ["w", "square"]
    with pytest.raises(InputTypeError, match=r"names= names 'c' an untracked tensor"):
        draw(w * w, names={"c": w.detach()})
    with pytest.raises(InputTypeError, match=r"the entry 'w' is 3\.0"):
        draw(w * w, names={"w": 3.0})


def test_a_recorded_sweep_has_the_names_too():
    model = Net()
    with record_backward() as sweep:
        model(np.ones(3)).sum().backward()
    assert names(sweep.snapshot)[0] == "fc1.weight"


def test_a_long_name_keeps_its_end():
    box = Box("n1", "leaf", "encoder.layers.10.attention.projection.weight", (), None, None, (), (), (), "float64", 1,
              None, None)  # fmt: skip
    words = Words(Snapshot((box,), ("n1",), True, None))
    assert words.labels["n1"] == "….projection.weight"


def test_pictures_of_a_model_are_the_same_twice():
    def text() -> str:
        model = Net()
        return str(draw(model(np.ones(3)).sum()))

    assert text() == text()
    assert take([Net()(np.ones(3))], grads=True) == take([Net()(np.ones(3))], grads=True)
