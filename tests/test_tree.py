"""The tree walks: every container kind, paths, mismatches, depth, and round trips on random trees."""

import dataclasses
from collections import OrderedDict, defaultdict, namedtuple
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

from autograd import tree

Point = namedtuple("Point", ["x", "y"])


@dataclasses.dataclass
class Weights:
    w: Any
    b: Any
    activation: str = dataclasses.field(default="relu", metadata={"static": True})


@dataclasses.dataclass(frozen=True, slots=True)
class Frozen:
    a: Any
    total: Any = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", self.a * 2)


class Named:
    """Follows the protocol with named children."""

    def __init__(self, w: Any, b: Any, note: str) -> None:
        self.w, self.b, self.note = w, b, note

    def __tree_flatten__(self) -> tuple[dict[str, Any], str]:
        return {"w": self.w, "b": self.b}, self.note

    @classmethod
    def __tree_unflatten__(cls, aux: str, children: dict[str, Any]) -> "Named":
        return cls(children["w"], children["b"], aux)


class Row:
    """Follows the protocol with a sequence of children."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def __tree_flatten__(self) -> tuple[list[Any], None]:
        return self.items, None

    @classmethod
    def __tree_unflatten__(cls, aux: None, children: list[Any]) -> "Row":
        return cls(list(children))


class Bag(dict[str, Any]):
    note: str


class Stack(list[Any]):
    pass


class Pair(tuple[Any, ...]):
    pass


def test_order_and_round_trip_over_every_container() -> None:
    value = {"b": [1, (2, Point(3, 4))], "a": Weights(5, {"k": 6}), "c": Frozen(7), "d": Named(9, [10], "hi")}
    leaves, treedef = tree.flatten(value)
    assert leaves == [1, 2, 3, 4, 5, 6, 7, 14, 9, 10]
    assert treedef.size == 10
    again = treedef.unflatten([-leaf for leaf in leaves])
    assert list(again) == ["b", "a", "c", "d"]
    assert again["b"] == [-1, (-2, Point(-3, -4))]
    assert isinstance(again["b"][1][1], Point)
    assert again["a"] == Weights(-5, {"k": -6})
    assert (again["c"].a, again["c"].total) == (-7, -14)  # __post_init__ did not run again
    assert (again["d"].w, again["d"].b, again["d"].note) == (-9, [-10], "hi")
    assert value["b"] == [1, (2, Point(3, 4))]  # the original is untouched


def test_leaves_are_returned_as_they_are() -> None:
    array = np.arange(3.0)
    for leaf in (array, 1.5, np.float32(2), "text", None, {1, 2}, b"x", np.zeros(()), Weights):
        leaves, treedef = tree.flatten(leaf)
        assert leaves[0] is leaf and len(leaves) == 1
        assert treedef.unflatten([array]) is array
        assert tree.paths(leaf) == [""]


def test_none_is_a_leaf() -> None:
    assert tree.map(lambda v: v, [None, (1, None)]) == [None, (1, None)]
    assert tree.flatten([None])[0] == [None]


def test_empty_containers() -> None:
    values: list[Any] = [(), [], {}, [[], {"a": ()}], Row([])]
    for value in values:
        leaves, treedef = tree.flatten(value)
        assert leaves == [] and treedef.size == 0
        assert type(treedef.unflatten([])) is type(value)
    assert tree.map(lambda v: 1, [[], {"a": ()}]) == [[], {"a": ()}]


def test_subclasses_keep_their_type_and_what_they_carry() -> None:
    counts: defaultdict[str, list[int]] = defaultdict(list, a=[1], b=[2, 3])
    doubled = tree.map(lambda v: 2 * v, counts)
    assert type(doubled) is defaultdict and doubled == {"a": [2], "b": [4, 6]}
    assert doubled["new"] == []
    ordered = tree.map(lambda v: -v, OrderedDict([("z", 1), ("a", 2)]))
    assert type(ordered) is OrderedDict and list(ordered.items()) == [("z", -1), ("a", -2)]
    bag: Any = Bag(k=1)
    bag.note = "kept"
    new: Any = tree.map(lambda v: v + 1, bag)
    assert type(new) is Bag and new == {"k": 2} and new.note == "kept" and bag == {"k": 1}
    assert type(tree.map(lambda v: v + 1, Stack([1, 2]))) is Stack
    assert tree.map(lambda v: v + 1, Stack([1, 2])) == [2, 3]
    pair = tree.map(lambda v: v + 1, Pair((1, 2)))
    assert type(pair) is Pair and pair == (2, 3)


def test_static_dataclass_fields_are_carried_along() -> None:
    value = Weights(1, 2, activation="tanh")
    assert tree.flatten(value)[0] == [1, 2]
    assert tree.map(lambda v: v + 1, value) == Weights(2, 3, activation="tanh")


def test_paths() -> None:
    value = [{"w": Named(1, (2, 3), ""), 7: Point(4, 5)}, Weights(6, None), Row([8])]
    assert tree.paths(value) == [
        "[0]['w'].w",
        "[0]['w'].b[0]",
        "[0]['w'].b[1]",
        "[0][7].x",
        "[0][7].y",
        "[1].w",
        "[1].b",
        "[2][0]",
    ]


def test_map_over_several_trees_and_dicts_in_another_order() -> None:
    first = {"a": 1, "b": (2, 3)}
    second = {"b": (20, 30), "a": 10}
    assert tree.map(lambda x, y, z: x + y + z, first, second, first) == {"a": 12, "b": (24, 36)}
    assert list(tree.map(lambda x, y: x, first, second)) == ["a", "b"]


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        ([1, {"w": (1, 2)}], [1, {"w": (1, 2, 3)}], r"\[1\]\['w'\]: .*tuple of 2.*tuple of 3"),
        ([1, {"w": (1, 2)}], [1, {"v": (1, 2)}], r"\[1\]: .*dict with \(w\).*dict with \(v\)"),
        ([1, [2]], [1, 2], r"\[1\]: .*list of 1.*a leaf \(int\)"),
        ([1, 2], [1, [2]], r"\[1\]: .*a leaf.*list of 1"),
        ((1, 2), [1, 2], r"the root: .*tuple of 2.*list of 2"),
        (Weights(1, {"k": 2}), Weights(1, {}), r"\.b: "),
        (Named(1, 2, ""), Row([1, 2]), r"the root"),
    ],
)
def test_mismatch_names_the_path(first: Any, second: Any, path: str) -> None:
    with pytest.raises(ValueError, match=path):
        tree.map(lambda x, y: x, first, second)


def test_map_needs_a_function() -> None:
    with pytest.raises(TypeError, match="needs a function first"):
        tree.map([1], lambda v: v)  # type: ignore[arg-type]


def test_unflatten_counts_the_leaves() -> None:
    treedef = tree.flatten([1, 2])[1]
    with pytest.raises(ValueError, match="needs 2 leaves; 3 were given"):
        treedef.unflatten([1, 2, 3])
    with pytest.raises(ValueError, match="needs 2 leaves; 1 were given"):
        treedef.unflatten([1])


def test_structures_compare_and_hash() -> None:
    first, second = tree.flatten([1, {"a": 2}])[1], tree.flatten([3, {"a": np.zeros(2)}])[1]
    assert first == second and hash(first) == hash(second)
    assert first != tree.flatten([1, {"b": 2}])[1]
    assert first != tree.flatten((1, {"a": 2}))[1]
    assert tree.flatten([Named(1, 2, "one")])[1] == tree.flatten([Named(1, 2, "two")])[1]
    assert repr(first) == "TreeDef(2 leaves: [0], [1]['a'])"


def test_a_deep_nest_does_not_need_the_stack() -> None:
    deep: Any = 1.0
    for _ in range(50_000):
        deep = [deep]
    leaves, treedef = tree.flatten(deep)
    assert leaves == [1.0]
    again = treedef.unflatten([2.0])
    for _ in range(50_000):
        again = again[0]
    assert again == 2.0
    assert treedef.match(deep) == [1.0]


def test_a_container_that_holds_itself_is_refused() -> None:
    loop: list[Any] = [1]
    loop.append({"again": loop})
    with pytest.raises(ValueError, match="list of 2 contains itself"):
        tree.flatten(loop)
    shared = [1]
    assert tree.flatten([shared, shared, (shared,)])[0] == [1, 1, 1]  # twice is not a cycle


def extend(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.lists(children, max_size=3),
        st.lists(children, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=2) | st.integers(), children, max_size=3),
        st.tuples(children, children).map(lambda pair: Point(*pair)),
        st.tuples(children, children).map(lambda pair: Weights(*pair)),
    )


trees = st.recursive(st.integers() | st.none() | st.text(max_size=2) | st.floats(allow_nan=False), extend)


@given(trees)
def test_round_trip(value: Any) -> None:
    leaves, treedef = tree.flatten(value)
    assert treedef.unflatten(leaves) == value
    assert treedef.match(value) == leaves
    assert len(treedef.paths()) == treedef.size == len(leaves)
    assert tree.flatten(treedef.unflatten(list(range(treedef.size))))[0] == list(range(treedef.size))
    assert tree.map(lambda leaf: leaf, value) == value


@given(trees)
def test_paths_lead_to_their_leaves(value: Any) -> None:
    leaves, treedef = tree.flatten(value)
    for leaf, path in zip(leaves, treedef.paths(), strict=True):
        assert eval("value" + path, {"value": value}) == leaf


def test_the_holder_of_a_leaf():
    _, treedef = tree.flatten({"w": (1.0, [2.0]), "b": 3.0})
    assert [treedef.holder(k).cls for k in range(3)] == [tuple, list, dict]
    assert tree.flatten(1.0)[1].holder(0) is None
    with pytest.raises(IndexError):
        treedef.holder(3)
