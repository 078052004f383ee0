"""The reverse walk: cotangents are pulled back from results to inputs, along the recorded graph.

A reverse walk keeps one cotangent per node it has still to visit, in a dictionary of its own, so walks
over one graph may run at the same time. `reverse` is the hot loop over the two common kinds of node;
`visit` is one step for every kind of node, and what recorded, guarded and observed walks use throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from sys import getrefcount
from typing import Any

import numpy as np

from autograd.errors import GraphError, InputTypeError, RuleError, ShapeError
from autograd.graph.debugging import culprit, verify
from autograd.graph.element import zeros
from autograd.graph.modes import MODE
from autograd.graph.node import Handle, Input, Leaf, Node, Store, by_serial, shape_and_dtype, wrap
from autograd.graph.op import PICK, Plan, picked
from autograd.graph.rule import has_nan, payload

ndarray = np.ndarray
add_reduce: Any = np.add.reduce
Observer = Callable[[Node, int, Any, Any], None]  # (node, index of the parent, cotangent, contribution)


class Settings:
    """How `visit` works in one walk."""

    __slots__ = ("cls", "free", "guard", "kept", "observer", "owned", "source", "wanted")

    def __init__(
        self,
        cls: type[Handle] | None = None,
        wanted: set[Node] | None = None,
        observer: Observer | None = None,
        free: bool = False,
        linked: bool = True,
    ) -> None:
        self.cls = cls  # the handle class of a recorded walk; None when arrays flow
        self.source = cls if linked else None  # the class in which saved values go back onto the graph
        self.wanted = wanted  # the nodes that lead to a target; None for all
        self.observer = observer
        self.free = free
        self.guard = cls is not None or free or observer is not None
        self.owned: set[Node] = set()  # parents whose cotangent is a buffer this walk may write into
        self.kept: list[tuple[Node, Any]] = []  # cotangents of nodes with retain_grad()

    def start_guarding(self) -> None:
        """Begin again, with guarded products."""
        self.guard = True
        self.owned.clear()
        self.kept.clear()


def collect(roots: Sequence[Node], floor: int = 0) -> tuple[list[Node], list[Node], dict[Node, Any]]:
    """Return the nodes younger than `floor` that the roots depend on, youngest first, and where they end.

    The ends are the leaves, and the nodes at or below the floor: a walk that began at inputs of that
    serial never passes below them, so an inner derivative in a growing outer loop stays cheap.
    The third result is the table of cotangents of a walk that has not begun: None for each of them.
    """
    nodes: list[Node] = []
    ends: list[Node] = []
    bars: dict[Node, Any] = dict.fromkeys(roots)
    for root in bars:
        (nodes if root.parents and root.serial > floor else ends).append(root)
    for node in nodes:  # the list grows while it is read
        for parent in node.parents:
            if parent not in bars:
                bars[parent] = None
                if parent.parents and parent.serial > floor:
                    nodes.append(parent)
                else:
                    ends.append(parent)
    nodes.sort(key=by_serial, reverse=True)
    return nodes, ends, bars


def backward(
    root: Node,
    cotangent: Any,
    *,
    cls: type[Handle] | None = None,
    free: bool = False,
    observer: Observer | None = None,
) -> None:
    """Add the gradient of root (pulled back from the cotangent) to the store of every leaf below it.

    Args:
        root: the node to start from.
        cotangent: a payload, or a handle in a recorded walk, of root's shape and dtype.
        cls: the handle class, to record the walk itself (`create_graph`); None otherwise.
        free: drop saved values as the walk passes.
        observer: called with every contribution; for drawing and explaining.
    """
    nodes, leaves, bars = collect((root,))
    bars, kept = run(nodes, leaves, bars, {root: cotangent}, Settings(cls, None, observer, free))
    for leaf in leaves:  # every error before the first gradient: a walk that fails adds nothing
        g = bars[leaf]
        if leaf.value is None:
            raise overwritten(leaf)
        if g is None:
            continue
        kind = type(g)  # np.shape takes a microsecond: for the others only
        if (g.shape if kind is ndarray else () if kind is float else np.shape(payload(g))) != leaf.shape:
            raise misdeclared(nodes, leaves, root, cotangent)
    g = None  # let go of the last one: see ALONE
    for node, bar in kept:
        deposit(node.note.store, node, bar)  # type: ignore[union-attr, arg-type]
    for leaf in leaves:
        g = bars.pop(leaf)
        if g is None:
            continue
        store = leaf.store  # type: ignore[attr-defined]
        fits = type(g) is ndarray and store.grad is None and g.shape and g.dtype is leaf.dtype
        # an array that nothing else refers to or shares memory with need not be copied
        if fits and getrefcount(g) <= ALONE and owned(g):
            store.grad = g
            continue
        deposit(store, leaf, g)


class Pullback:
    """The reverse walk from some roots to some targets, ready to be run for many cotangents."""

    def __init__(self, roots: Sequence[Node], targets: Sequence[Node]) -> None:
        self.targets = targets
        self.nodes, self.ends, self.table = collect(roots, max(target.serial for target in targets))
        others = set(self.ends) - set(targets)
        for end in others:
            if end.value is None and isinstance(end, Leaf):
                raise overwritten(end)
        self.wanted = leading_to(self.nodes, targets) if others else None
        # whether the roots depend on something else that a derivative may be asked of
        self.others = any(type(end) is not Input or end.open for end in others)

    def __call__(self, seeds: dict[Node, Any], cls: type[Handle] | None = None, linked: bool = True) -> list[Any]:
        """Return the cotangent of every target, None for one that no root depends on.

        `cls` is the handle class of a recorded walk; the cotangents are handles then. `linked=False`
        leaves the walked graph out of the record: the result depends on the cotangents alone.
        """
        bars, _ = run(self.nodes, self.ends, self.table.copy(), seeds, Settings(cls, self.wanted, linked=linked))
        return [bars.get(target) for target in self.targets]


def leading_to(nodes: Sequence[Node], targets: Sequence[Node]) -> set[Node]:
    """Return the targets and those of the nodes (youngest first) that depend on one of them."""
    found = set(targets)
    for node in reversed(nodes):
        for parent in node.parents:
            if parent in found:
                found.add(node)
                break
    return found


def run(
    nodes: list[Node], ends: list[Node], bars: dict[Node, Any], seeds: dict[Node, Any], settings: Settings
) -> tuple[dict[Node, Any], list[tuple[Node, Any]]]:
    """Walk the nodes and return the cotangents of the ends, and of the nodes that keep theirs.

    `bars` holds None for every node, `seeds` the cotangents of the roots; the walk uses `bars` up.
    The ordinary walk runs unguarded. Only when a result holds NaN is it walked again with guarded
    products (see `guarded_product`); recorded, freeing and observed walks are guarded throughout.
    """
    bars.update(seeds)
    mode = MODE.get()
    if mode is not None:
        if mode.observer is not None and settings.observer is None:
            settings.observer, settings.guard = mode.observer, True
        if mode.debug:
            verify(nodes)
            if settings.observer is None and settings.cls is None:
                settings.observer, settings.guard = stop_at_non_finite, True
    with np.errstate(all="ignore"):
        if not settings.guard:
            if settings.wanted is None:
                reverse(nodes, bars, settings)
            else:
                visit_all(nodes, bars, settings)
            results = [bars[end] for end in ends]
            if settings.kept:
                results += [g for _, g in settings.kept]
            if not any_nan(results):
                return bars, settings.kept
            settings.start_guarding()
            bars = dict.fromkeys((*nodes, *ends)) | seeds
        visit_all(nodes, bars, settings)
        return bars, settings.kept


def stop_at_non_finite(node: Node, k: int, g: Any, bar: Any) -> None:
    """Look at one contribution within debug()."""
    error = culprit(node, g, bar)
    if error is not None:
        raise error


def visit_all(nodes: list[Node], bars: dict[Node, Any], settings: Settings) -> None:
    """Pull cotangents through the nodes, youngest first, whatever kind of walk it is."""
    for node in nodes:
        g = bars.pop(node)
        if g is not None:
            visit(node, g, bars, settings)


def any_nan(cotangents: list[Any]) -> bool:
    """Tell whether a cotangent holds NaN."""
    for g in cotangents:
        if type(g) is ndarray:  # has_nan without a call: a parameter's gradient
            flat = g.ravel("K")
            square = flat.dot(flat)
            if square != square:
                return True
        elif g is not None and has_nan(g):
            return True
    return False


def reverse(nodes: list[Node], bars: dict[Node, Any], settings: Settings) -> None:
    """Pull cotangents through the nodes, youngest first: the hot loop, 0.25 us a node of its own."""
    for node in nodes:
        g = bars.pop(node)
        if g is None:
            continue
        plan = node.plan
        code = plan.code  # type: ignore[union-attr]
        if code == 1:
            (parent,) = node.parents
            pull = plan.pull  # type: ignore[union-attr]
            bar = g if pull is None else pull(g, node.saved)
            if node.fix:
                bar = settled(bar, parent, plan)
            old = bars[parent]
            bars[parent] = bar if old is None else old + bar
        elif code == 2:
            first, second = node.parents
            saved = node.saved
            if saved is None:
                s = t = None
            else:
                s, t = saved
            pull = plan.pull  # type: ignore[union-attr]
            bar = g if pull is None else pull(g, s)
            fix = node.fix
            if fix & 1:
                bar = settled(bar, first, plan)
            old = bars[first]
            bars[first] = bar if old is None else old + bar
            pull = plan.pull_b  # type: ignore[union-attr]
            bar = g if pull is None else pull(g, t)
            if fix & 2:
                bar = settled(bar, second, plan)
            old = bars[second]
            bars[second] = bar if old is None else old + bar
        elif code == 3:
            saved = node.saved
            fix = node.fix
            rules = plan.rules  # type: ignore[union-attr]
            for k, parent in enumerate(node.parents):
                pull = rules[k].pull
                bar = g if pull is None else pull(g, None if saved is None else saved[k])
                if fix >> k & 1:
                    bar = settled(bar, parent, plan)
                old = bars[parent]
                bars[parent] = bar if old is None else old + bar
        else:
            visit(node, g, bars, settings)


def visit(node: Node, g: Any, bars: dict[Node, Any], settings: Settings) -> None:
    """Pull one cotangent through one node of any kind, in any kind of walk."""
    plan: Any = node.plan
    op = plan.op
    if plan.code == Plan.FREED:
        raise freed(node)
    if plan.code == Plan.RETAINED:
        settings.kept.append((node, g))
    if op is PICK:
        give_part(node, g, bars, settings)
        return
    if op.outputs != 1:
        g = filled(node, g)
    if op.take_out is not None and settings.cls is None and settings.observer is None:
        pull_write(node, g, bars, settings)
        return
    items = saved_items(node, settings.source)
    for k, parent in enumerate(node.parents):
        if settings.wanted is not None and parent not in settings.wanted:
            continue
        if op.scatter is not None and settings.cls is None and settings.observer is None:
            scatter_into(node, g, parent, items[k], bars, settings)
            continue
        rule = plan.rules[k]
        if op.variadic:
            bar = pulled(rule, g, plan.positions[k], items[k])
        elif settings.guard:
            bar = rule.guarded(g, items[k])
        else:
            bar = g if rule.pull is None else rule.pull(g, items[k])
        if node.fix >> k & 1:
            bar = settled(bar, parent, plan)
        if settings.observer is not None:
            settings.observer(node, k, g, bar)
        old = bars[parent]
        bars[parent] = bar if old is None else old + bar
    if settings.free:
        node.saved = None
        node.plan = plan.freed()


def give_part(node: Node, g: Any, bars: dict[Node, Any], settings: Settings) -> None:
    """Put the cotangent of one output in its place in the cotangent of a multi-output node."""
    (parent,) = node.parents
    if settings.wanted is not None and parent not in settings.wanted:
        return
    parts = bars[parent]
    if parts is None:
        parts = bars[parent] = [None] * len(parent.shape)
    index = node.static["index"]
    parts[index] = g if parts[index] is None else parts[index] + g
    if settings.observer is not None:
        settings.observer(node, 0, g, g)


def filled(node: Node, parts: list[Any]) -> tuple[Any, ...]:
    """Return the cotangents of all outputs of a node, zeros for the missing ones."""
    return tuple(
        zeros(shape, dtype) if part is None else part
        for part, shape, dtype in zip(parts, node.shape, node.dtype, strict=True)
    )


def scatter_into(node: Node, g: Any, parent: Node, item: Any, bars: dict[Node, Any], settings: Settings) -> None:
    """Add a cotangent into a part of the parent's, in a buffer of this walk: n reads cost O(n) overall."""
    buffer = bars[parent]
    if parent not in settings.owned:
        settings.owned.add(parent)
        buffer = np.zeros(parent.shape, parent.dtype) if buffer is None else np.array(buffer)
        bars[parent] = buffer
    elif not isinstance(buffer, np.ndarray):  # a 0-d sum became a NumPy scalar
        buffer = bars[parent] = np.array(buffer)
    node.plan.op.scatter(buffer, g, item)  # type: ignore[union-attr, misc]


def pull_write(node: Node, g: Any, bars: dict[Node, Any], settings: Settings) -> None:
    """Give the cotangent of a write on as what was written into, less what was written: n writes cost O(n) overall."""
    plan: Any = node.plan
    mine = node in settings.owned and plan.code != Plan.RETAINED
    buffer = g if mine and isinstance(g, ndarray) else np.array(g)
    buffer, part = plan.op.take_out(buffer, saved_items(node, None)[0])
    for position, parent in zip(plan.positions, node.parents, strict=True):
        if settings.wanted is not None and parent not in settings.wanted:
            continue
        old, bar = bars[parent], settled(part if position else buffer, parent, plan)
        if old is None and not position:
            settings.owned.add(parent)
        bars[parent] = bar if old is None else old + bar
    if settings.free:
        node.saved = None
        node.plan = plan.freed()


def pulled(rule: Any, g: Any, position: int, item: Any) -> Any:
    """Apply the rule of a variadic op, which gets the operand's position as its second argument."""
    names = rule.names
    return rule.function(g, position, *(() if not names else (item,) if len(names) == 1 else item))


def saved_items(node: Node, cls: type[Handle] | None) -> list[Any]:
    """Return what each rule of a node saved; as handles on the graph in a recorded walk."""
    plan: Any = node.plan
    if plan.code == Plan.FREED:
        raise freed(node)
    count = len(plan.rules)
    if node.saved is None:
        return [None] * count
    items = [node.saved] * count if plan.shared else list(node.saved)
    if cls is None:
        return items
    return [rehandled(node, rule.names, item, cls) for rule, item in zip(plan.rules, items, strict=True)]


def rehandled(node: Node, names: tuple[str, ...], item: Any, cls: type[Handle]) -> Any:
    """Put saved values back onto the graph, so that a rule run on them is recorded."""
    if not names:
        return item
    op: Any = node.op
    inputs = node.inputs
    values = []
    for name, value in zip(names, (item,) if len(names) == 1 else item, strict=True):
        if name == "out":
            values.append(out_handles(node, value, cls))
        elif op.variadic and name == "operands":
            values.append(tuple(rehandle(cls, v, source) for v, source in zip(value, inputs, strict=True)))
        elif not op.variadic and name in op.args:
            values.append(rehandle(cls, value, inputs[op.args.index(name)]))
        else:
            values.append(value)
    return values[0] if len(names) == 1 else tuple(values)


def rehandle(cls: type[Handle], value: Any, source: Any) -> Any:
    """Return a saved operand as a handle when it came from a node."""
    return wrap(cls, value, source) if isinstance(source, Node) and value is not None else value


def out_handles(node: Node, value: Any, cls: type[Handle]) -> Any:
    """Return a saved result, or the tuple of results, as handles on the graph."""
    if type(value) is not tuple:
        return wrap(cls, value, node)
    return tuple(picked(cls, node, k, part) for k, part in enumerate(value))


def freed(node: Node) -> GraphError:
    """Say that a node has lost what its rules need."""
    return GraphError(
        f"the saved values of {node.op.name} were dropped by an earlier "  # type: ignore[union-attr]
        "backward(retain_graph=False). Keep the default retain_graph=True in that call, "
        "or compute the result again."
    )


def overwritten(leaf: Node) -> GraphError:
    """Say that the numbers this graph was computed with are gone."""
    name = f" {leaf.name!r}" if leaf.name else ""
    return GraphError(
        f"the numbers of the parameter{name} of shape {leaf.shape} were overwritten in place (p.data += ... or the "
        "like) after this graph was computed, so its gradient would be wrong. Write p.data = p.data + ..., which "
        "leaves older graphs their numbers, or compute the result again."
    )


def settled(bar: Any, parent: Node, plan: Plan | None) -> Any:
    """Bring a cotangent to its operand's shape and dtype: undo broadcasting and promotion."""
    if type(bar) is ndarray and bar.dtype is parent.dtype and bar.shape == parent.shape:
        return bar
    shape, dtype = shape_and_dtype(payload(bar))
    if shape != parent.shape:
        if plan is not None and plan.op.broadcasts:
            bar = unbroadcast(bar, shape, parent.shape)
            shape = np.shape(payload(bar))
        if shape != parent.shape:
            raise wrong_shape(shape, parent, plan) if dtype.kind in "?biufc" else no_numbers(bar, plan)
    if dtype is parent.dtype or dtype == parent.dtype:
        return bar
    if dtype.kind not in "?biufc":
        raise no_numbers(bar, plan)
    return cast(bar, dtype, parent.dtype)


def cast(bar: Any, dtype: Any, wanted: Any) -> Any:
    """Convert a cotangent or tangent to another dtype: the real part for a real one."""
    if dtype.kind == "c" and wanted.kind != "c":
        bar = bar.real
    return bar.astype(wanted) if hasattr(bar, "astype") else wanted.type(bar)


def unbroadcast(bar: Any, shape: tuple[int, ...], target: tuple[int, ...]) -> Any:
    """Sum a cotangent over the axes along which its operand was repeated."""
    extra = len(shape) - len(target)
    if extra < 0:
        return bar
    axes = tuple(range(extra)) + tuple(
        extra + k for k, length in enumerate(target) if length == 1 and shape[extra + k] != 1
    )
    if axes:  # the ufunc's own reduction takes 2 us less than the method
        bar = add_reduce(bar, axes, None, None, True) if type(bar) is ndarray else bar.sum(axes, keepdims=True)
    return bar.reshape(target) if extra else bar


def wrong_shape(shape: tuple[int, ...], parent: Node, plan: Plan | None) -> Exception:
    """Say whose fault a wrong-shaped cotangent is."""
    if plan is None:
        return ShapeError(f"the cotangent has shape {shape}, the tensor has shape {parent.shape}.")
    file, line = plan.op.declared_at
    return RuleError(
        f"vjp of {plan.op.name!r} gave shape {shape} for an argument of shape {parent.shape}. "
        f"This is a fault in the op's declaration ({file}:{line}), not in your function."
    )


def no_numbers(bar: Any, plan: Plan | None) -> Exception:
    """Say which rule gave None, a word or an array of objects instead of a cotangent."""
    if plan is None:
        return InputTypeError(f"a cotangent is an array of numbers; got {bar!r:.60} of type {type(bar).__name__}.")
    file, line = plan.op.declared_at
    return RuleError(
        f"vjp of {plan.op.name!r} gave {bar!r:.60} instead of numbers ({file}:{line}). Let the rule return the "
        "cotangent of the argument, zeros where it has no influence."
    )


def misdeclared(nodes: list[Node], leaves: list[Node], root: Node, cotangent: Any) -> Exception:
    """Find the elementwise op whose partial has a wrong shape, by walking again and looking at every step."""
    found: list[Exception] = []

    def look(node: Node, k: int, g: Any, bar: Any) -> None:
        shape, parent = np.shape(payload(bar)), node.parents[k]
        if shape != parent.shape and not found:
            found.append(wrong_shape(shape, parent, node.plan))

    try:
        run(nodes, leaves, dict.fromkeys((*nodes, *leaves)), {root: cotangent}, Settings(observer=look))
    except Exception as error:
        found.append(error)
    return found[0]


def deposit(store: Store, node: Node, g: Any) -> None:
    """Add a cotangent to a gradient store, as an array that nothing else shares."""
    old = store.grad
    if isinstance(g, ndarray) and g.ndim == 0:
        g = g[()]
    if type(node.value) is float and isinstance(g, float):
        store.grad = float(g) if old is None else old + float(g)
        return
    g = settled(g, node, None)
    # a new array: one held from before stays as it was
    store.grad = fresh(g) if old is None else settled(old + g, node, None)


def owned(g: np.ndarray) -> bool:
    """Tell whether an array has its own memory and may be written into."""
    return g.base is None and g.flags.writeable


def references_when_alone() -> int:
    """Return what getrefcount says, in this version of Python, of an array that only a local name holds."""
    g = {0: np.empty(0)}.pop(0)
    return getrefcount(g)


ALONE = references_when_alone()


def fresh(g: Any) -> Any:
    """Return the cotangent as an array that is writable and shares memory with nothing else."""
    if isinstance(g, np.ndarray):
        return np.array(g)
    return g
