"""Modules: what counts as a parameter, names and order, sharing, the tree protocol, states, repr."""

import copy
import pickle
from collections import namedtuple
from typing import Any

import numpy as np
import pytest

import nn
from autograd import Tensor, grad, tree

Both = namedtuple("Both", ["left", "right"])


class Affine(nn.Module):
    def __init__(self, slope: float, offset: float) -> None:
        self.slope = Tensor(slope)
        self.offset = Tensor(offset)

    def __call__(self, x: Any) -> Any:
        return self.slope * x + self.offset


class Mixed(nn.Module):
    """Parameters in every place a module may keep them, and things that are none."""

    def __init__(self) -> None:
        self.name = "mixed"
        self.first = Tensor([1.0, 2.0])
        self.blocks = [Affine(3.0, 4.0), {"deep": (Tensor([5.0]),)}]
        self.pair = Both(Tensor(6.0), "text")
        self.buffer = np.zeros(3)
        self.frozen = Tensor([7.0], requires_grad=False)
        self.count = Tensor([1, 2])
        self.missing = None
        self.again = self.first
        self.last = nn.Linear(2, 1, rng=0)


def numbers(value: Any) -> Any:
    """The numbers of a gradient: of a model of Tensors, `grad` returns Tensors."""
    return value.data if isinstance(value, Tensor) else value


NAMES = [
    "first",
    "blocks.0.slope",
    "blocks.0.offset",
    "blocks.1.deep.0",
    "pair.left",
    "last.weight",
    "last.bias",
]


class Tied(nn.Module):
    """One weight in two places."""

    def __init__(self) -> None:
        self.inner = nn.Linear(2, 2, bias=False, rng=0)
        self.outer = nn.Linear(2, 2, bias=False, rng=1)
        self.outer.weight = self.inner.weight

    def __call__(self, x: Any) -> Any:
        return self.outer(self.inner(x))


def test_parameters_come_in_the_order_of_attributes_and_once() -> None:
    model = Mixed()
    assert [name for name, _ in model.named_parameters()] == NAMES
    assert [p is q for p, q in zip(model.parameters(), dict(model.named_parameters()).values(), strict=True)]
    assert next(iter(model.parameters())) is model.first


def test_a_result_kept_on_the_module_is_no_parameter() -> None:
    model = Affine(1.0, 2.0)
    model.output = model(3.0)  # type: ignore[attr-defined]
    assert [name for name, _ in model.named_parameters()] == ["slope", "offset"]


def test_a_module_that_refers_to_its_parent_ends() -> None:
    parent, child = Affine(1.0, 2.0), Affine(3.0, 4.0)
    parent.child, child.parent = child, parent  # type: ignore[attr-defined]
    assert [name for name, _ in parent.named_parameters()] == [
        "slope", "offset", "child.slope", "child.offset",
    ]  # fmt: skip
    assert len(list(parent.modules())) == 2


def test_zero_grad_reaches_everything() -> None:
    model = Mixed()
    sum(((p * p).sum() for p in model.parameters()), Tensor(0.0)).backward()
    assert all(p.grad is not None for p in model.parameters())
    np.testing.assert_array_equal(model.first.grad, [2.0, 4.0])
    model.zero_grad()
    assert all(p.grad is None for p in model.parameters())


def test_train_and_eval_reach_every_module() -> None:
    model = nn.Sequential(nn.Linear(2, 2, rng=0), nn.Sequential(nn.ReLU()))
    assert all(module.training for module in model.modules())
    assert model.eval() is model
    assert [module.training for module in model.modules()] == [False] * 4
    assert all(module.training for module in model.train().modules())


def test_a_module_without_call_says_so() -> None:
    with pytest.raises(NotImplementedError, match="Module has no __call__"):
        nn.Module()(1.0)


def test_repr_is_an_indented_tree_with_counts() -> None:
    assert repr(nn.Sequential(nn.Linear(64, 128, rng=0), nn.ReLU(), nn.MLP(128, 10, rng=0))) == (
        "Sequential()  9,610 parameters\n"
        "  0: Linear(64, 128)  8,320 parameters\n"
        "  1: ReLU()\n"
        "  2: MLP()  1,290 parameters\n"
        "    0: Linear(128, 10)  1,290 parameters"
    )
    lines = repr(Mixed()).splitlines()
    assert lines[0] == "Mixed()  9 parameters" or lines[0].startswith("Mixed()")
    assert "  blocks.0: Affine()  2 parameters" in lines
    assert repr(Tied()).splitlines()[0] == "Tied()  4 parameters"


def test_a_module_used_twice_is_shown_once_with_its_parameters() -> None:
    layer = nn.Linear(2, 2, rng=0)
    model = nn.Sequential(layer, nn.ReLU(), layer)
    assert repr(model).splitlines()[-1] == "  2: Linear(2, 2)  (the same as above)"
    assert len(list(model.parameters())) == 2


def test_flatten_and_unflatten_give_the_same_model_with_other_numbers() -> None:
    model = Mixed()
    leaves, treedef = tree.flatten(model)
    assert [leaf is p for leaf, p in zip(leaves, model.parameters(), strict=True)] == [True] * len(NAMES)
    assert tree.paths(model) == ["." + name for name in NAMES]
    new = treedef.unflatten([Tensor(2.0 * leaf.data) for leaf in leaves])
    assert type(new) is Mixed and new is not model
    assert [name for name, _ in new.named_parameters()] == NAMES
    np.testing.assert_array_equal(new.first.data, [2.0, 4.0])
    assert new.again is new.first
    assert type(new.blocks) is list and type(new.pair) is Both and new.pair.right == "text"
    assert new.blocks[1]["deep"][0].data == [10.0]
    assert new.buffer is model.buffer and new.frozen is model.frozen
    new.extra = Tensor(1.0)  # it stands on its own: what is added counts
    assert [name for name, _ in new.named_parameters()] == [*NAMES, "extra"]
    np.testing.assert_array_equal(model.first.data, [1.0, 2.0])


def test_grad_with_respect_to_a_model_gives_a_model_of_gradients() -> None:
    model, x, y = nn.MLP(3, 4, 2, rng=0), np.ones((5, 3)), np.array([0, 1, 1, 0, 1])

    def loss(m: nn.MLP, inputs: Any) -> Any:
        return nn.cross_entropy(m(inputs), y)

    gradients = grad(loss)(model, x)
    loss(model, x).backward()
    assert type(gradients) is nn.MLP
    named = dict(gradients.named_parameters())
    assert list(named) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    for name, p in model.named_parameters():
        np.testing.assert_allclose(numbers(named[name]), p.grad, rtol=1e-14)
    assert np.shape(gradients[0].weight) == (4, 3)
    assert [name for name, _ in gradients[2].named_parameters()] == ["weight", "bias"]
    assert repr(gradients) == repr(model)


def test_a_step_written_with_tree_map_lowers_the_loss() -> None:
    model, x, y = nn.MLP(3, 8, 2, rng=0), np.random.default_rng(0).normal(size=(6, 3)), np.array([0, 1] * 3)

    def loss(m: nn.MLP) -> Any:
        return nn.cross_entropy(m(x), y)

    def moved(p: Tensor, g: Any) -> Tensor:
        return Tensor(p.data - 0.5 * numbers(g))

    first = float(loss(model))
    for _ in range(20):
        model = tree.map(moved, model, grad(loss)(model))
    assert type(model) is nn.MLP
    assert float(loss(model)) < 0.5 * first


def test_shared_parameters_have_one_gradient_with_both_contributions() -> None:
    model, x = Tied(), np.array([[1.0, 2.0]])
    assert [name for name, _ in model.named_parameters()] == ["inner.weight"]
    w = model.inner.weight.data
    gradients = grad(lambda m: m(x).sum())(model)
    ones = np.ones((1, 2))
    by_hand = ones.T @ (x @ w.T) + (ones @ w).T @ x  # through the outer place, through the inner place
    np.testing.assert_allclose(numbers(gradients.inner.weight), by_hand, rtol=1e-14)
    assert gradients.outer.weight is gradients.inner.weight
    assert len(list(gradients.parameters())) == 1


def test_a_tree_of_equal_numbers_keeps_its_places() -> None:
    model = nn.MLP(2, 3, 1, rng=0)
    zeros = tree.map(lambda p: 0.0, model)  # one object in four places is not one shared parameter
    assert list(zeros.parameters()) == [0.0] * 4
    assert tree.flatten(zeros)[1] == tree.flatten(model)[1]
    ones = tree.map(lambda z, p: z + 1.0, zeros, model)
    assert dict(ones.named_parameters()) == dict.fromkeys(["0.weight", "0.bias", "2.weight", "2.bias"], 1.0)


def test_gradients_set_by_hand_are_seen() -> None:
    model = nn.Linear(2, 1, rng=0)
    gradients = grad(lambda m: m(np.ones((1, 2))).sum())(model)
    gradients.weight = np.full((1, 2), 9.0)
    np.testing.assert_array_equal(tree.flatten(gradients)[0][0], [[9.0, 9.0]])
    del gradients.bias
    with pytest.raises(AttributeError, match="Linear has lost bias"):
        list(gradients.parameters())


def test_models_of_different_shape_do_not_mix() -> None:
    with pytest.raises(ValueError, match="tree structures differ"):
        tree.map(lambda p, q: p, nn.MLP(2, 3, 1, rng=0), nn.MLP(2, 1, rng=0))


def test_copies_and_pickles_are_independent() -> None:
    model = Tied()
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert other.outer.weight is other.inner.weight
        np.testing.assert_array_equal(other.inner.weight.data, model.inner.weight.data)
        other.inner.weight.data = np.zeros((2, 2))
        assert model.inner.weight.data.any()


def test_state_dict_round_trip_in_the_parameters_own_dtype() -> None:
    model, other = nn.MLP(2, 3, 1, rng=0), nn.MLP(2, 3, 1, rng=1, dtype=np.float32)
    state = model.state_dict()
    assert list(state) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    other.load_state_dict(state)
    for p, q in zip(model.parameters(), other.parameters(), strict=True):
        assert q.dtype == np.float32
        np.testing.assert_array_equal(q.data, p.data.astype(np.float32))
    state["0.weight"][:] = 0.0
    assert next(model.parameters()).data.all()  # the state is a copy


def test_with_parameters_computes_with_the_given_values() -> None:
    model, x = nn.MLP(2, 3, 1, rng=0), np.ones((4, 2))
    values = {name: Tensor(p.data) * 2.0 for name, p in model.named_parameters()}
    doubled = model.with_parameters(values)
    w1, w2 = model[0].weight.data, model[2].weight.data
    np.testing.assert_allclose(doubled(x).data, np.maximum(2 * x @ w1.T, 0) @ (2 * w2.T), rtol=1e-12)
    assert [value is values[name] for name, value in doubled.named_parameters()] == [True] * 4
    with pytest.raises(ValueError, match=r"missing \['2.bias'\]"):
        model.with_parameters({name: v for name, v in values.items() if name != "2.bias"})


def test_a_state_that_does_not_fit_changes_nothing() -> None:
    model = nn.MLP(2, 3, 1, rng=0)
    before = model.state_dict()
    with pytest.raises(ValueError, match=r"missing \['0.bias'\], left over \['1.bias'\]"):
        model.load_state_dict({"1.bias" if name == "0.bias" else name: v for name, v in before.items()})
    wrong = {**before, "0.weight": np.zeros((3, 2)), "2.bias": np.zeros(2)}
    with pytest.raises(ValueError, match=r"2.bias has shape \(1,\); the state holds shape \(2,\)"):
        model.load_state_dict(wrong)
    for name, p in model.named_parameters():
        np.testing.assert_array_equal(p.data, before[name])
