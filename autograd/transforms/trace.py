"""What all transforms share: run a function on tracked inputs, then pull or push along its graph.

Nested derivatives are told apart by node identity: every transform gives its function inputs with nodes
of its own. An input that is already tracked gets an `alias` node on top of its own, so the outer
derivative flows through it.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import operator
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd import tree
from autograd.errors import InputTypeError, ShapeError
from autograd.graph.element import BOXES, Element, disclosed, flowing
from autograd.graph.forward import pushforward
from autograd.graph.modes import frames_inside, tracking, transforming
from autograd.graph.node import Input, Node, wrap
from autograd.graph.op import unary
from autograd.graph.operand import differentiable, scalar
from autograd.graph.rows import pull_rows
from autograd.graph.walk import Pullback, fresh
from autograd.ops.alias import alias
from autograd.ops.calling import of_the_space, zero_like
from autograd.tensor import Tensor, as_payload

Label = str | tuple[str, ...]

PASSED_THROUGH = (str, bytes, type(None), bool, np.bool_)  # leaves of a container that are no numbers


class Trace:
    """One run of a function on tracked inputs.

    Args:
        fun: a function of one argument, which may be a container (see `autograd.tree`).
        x: its input: floating-point numbers, arrays, Tensors, or a container of them.
        label: how to call the input in an error; one name per entry when it is a tuple of arguments.

    `out` is what the function returned. `returns_tensors` tells whether derivatives are Tensors on the
    graph: when the input was a Tensor, or the result depends on a tracked node other than the input.
    """

    def __init__(self, fun: Callable[[Any], Any], x: Any, label: Label = "") -> None:
        label = label or getattr(fun, "label", "argument 0")
        what = getattr(fun, "transform", "a derivative")
        self.leaves, self.treedef = tree.flatten(x)
        self.leaves = [flowing(leaf) for leaf in self.leaves]
        outer = tracking()
        inputs = [tracked_input(leaf, what, label, x, k, outer) for k, leaf in enumerate(self.leaves)]
        # floats for floats: a 0-d result of Python floats is a Python float
        self.floats = all(type(plain(leaf)) is float for leaf in self.leaves)
        self.positions = [k for k, handle in enumerate(inputs) if isinstance(handle, Tensor)]
        self.targets: list[Node] = [inputs[k].node for k in self.positions]
        if not self.targets:
            called = label if isinstance(label, str) else ", ".join(label)
            raise InputTypeError(f"{called} holds no floating-point number to differentiate with respect to: {x!r:.80}")
        try:
            with transforming():
                self.out = fun(self.treedef.unflatten([disclosed(leaf) for leaf in inputs]))
        finally:
            for node in self.targets:
                if type(node) is Input:
                    node.open = False
        self.out_leaves, self.out_treedef = tree.flatten(self.out)
        self.out_leaves = [flowing(leaf) for leaf in self.out_leaves]
        if not any(is_number(leaf) for leaf in self.out_leaves):
            raise InputTypeError(
                f"the function returned {self.out!r:.60} (a {type(self.out).__name__}), which holds no number. "
                "Is its `return` missing?"
            )
        self.roots = [leaf.node for leaf in self.out_leaves if isinstance(leaf, Tensor) and leaf.node is not None]
        self.pullback = Pullback(self.roots, self.targets) if self.roots else None
        given = any(isinstance(self.leaves[k], Tensor) for k in self.positions)
        self.returns_tensors = given or (self.pullback is not None and self.pullback.others)
        # a first derivative of plain numbers needs no record of itself
        self.records = self.returns_tensors and (
            any(node.parents for node in self.targets) or (self.pullback is not None and self.pullback.others)
        )

    def value(self) -> Any:
        """Return what the function returned: Tensors only when derivatives are."""
        return self.out_treedef.unflatten([self.released(leaf) for leaf in self.out_leaves])

    def released(self, leaf: Any) -> Any:
        """Return one result as the caller should see it."""
        leaf = flowing(leaf)
        if not isinstance(leaf, Tensor) or self.returns_tensors:
            return disclosed(leaf)
        return self.simple(disclosed(leaf._payload))

    def simple(self, value: Any) -> Any:
        """Return a float64 scalar as a Python float when Python floats came in."""
        return float(value) if self.floats and type(value) is np.float64 else value

    def warn_if_independent(self) -> None:
        """Say so when the result does not depend on the input at all."""
        if self.pullback is None or not set(self.pullback.ends) & set(self.targets):
            warnings.warn(
                "Output seems independent of input. Its derivative is zero.",
                UserWarning,
                stacklevel=frames_inside() + 1,
            )

    def pull(self, cotangents: Sequence[Any]) -> Any:
        """Pull one cotangent per result back; return them in the structure of the input.

        Results that are not tracked have no cotangent to use: theirs is ignored.
        """
        seeds: dict[Node, Any] = {}
        records = self.records or any(isinstance(g, Tensor) and g.node is not None for g in cotangents)
        for leaf, g in zip(self.out_leaves, cotangents, strict=True):
            if isinstance(leaf, Tensor) and leaf.node is not None:
                own = isinstance(leaf._payload, Element)
                g = of_the_space(g, leaf) if own else leaf.checked_cotangent(g)
                g = (g if isinstance(g, Tensor) else wrap(Tensor, g)) if records else plain(g)
                seeds[leaf.node] = g if leaf.node not in seeds else seeds[leaf.node] + g
        bars: list[Any] = [None] * len(self.targets)
        if self.pullback is not None:
            bars = self.pullback(seeds, Tensor if records else None, self.records)
        return self.like_input(bars, records or self.returns_tensors)

    def pull_all(self, leaf: Any) -> Any:
        """Pull all unit cotangents of one result back together; return its Jacobian in the structure of the input.

        None where they must be pulled one by one: see `autograd.graph.rows`.
        """
        if self.returns_tensors or self.pullback is None or getattr(leaf, "node", None) is None:
            return None
        bars = pull_rows(self.pullback, leaf.node)
        if bars is None:
            return None
        blocks: list[Any] = [None] * len(self.leaves)
        for k, target, bar in zip(self.positions, self.targets, bars, strict=True):
            shape = leaf.node.shape + target.shape
            blocks[k] = np.zeros(shape, target.dtype) if bar is None else bar.reshape(shape)
        return self.treedef.unflatten(blocks)

    def like_input(self, bars: Sequence[Any], tensors: bool) -> Any:
        """Put the cotangents of the targets into the structure of the input."""
        found = dict(zip(self.positions, bars, strict=True))
        return self.treedef.unflatten(
            [
                self.simple(presented(found[k], leaf, tensors)) if k in found else None
                for k, leaf in enumerate(self.leaves)
            ]
        )

    def push(self, tangents: Any) -> Any:
        """Push tangents, in the structure of the input, forward; return them in that of the result."""
        dots = self.checked_tangents(tangents)
        records = self.records or any(isinstance(t, Tensor) and t.node is not None for t in dots)
        if records:
            dots = [t if isinstance(t, Tensor) else wrap(Tensor, t) for t in dots]
        else:
            dots = [plain(t) for t in dots]
        found: dict[Node, Any] = {}
        if self.roots:
            pushed = pushforward(self.roots, self.targets, dots, Tensor, records, self.records)
            found = dict(zip(self.roots, pushed, strict=True))
        tensors = records or self.returns_tensors
        return self.out_treedef.unflatten(
            [
                self.simple(presented(found.get(getattr(leaf, "node", None)), leaf, tensors))  # type: ignore[arg-type]
                for leaf in self.out_leaves
            ]
        )

    def checked_tangents(self, tangents: Any) -> list[Any]:
        """Return one tangent per target, of its shape and dtype."""
        leaves = self.treedef.match(tangents, "the tangent")
        checked = []
        for k in self.positions:
            primal, tangent = self.leaves[k], leaves[k]
            if isinstance(plain(primal), Element):
                checked.append(of_the_space(tangent, primal))
                continue
            payload = tangent._payload if isinstance(tangent, Tensor) else as_payload(tangent, False)
            shape = np.shape(plain(primal))
            if np.shape(payload) != shape:
                raise ShapeError(f"the tangent must have the input's shape {shape}; got {np.shape(payload)}.")
            dtype = dtype_of(primal)
            if np.iscomplexobj(payload) and dtype.kind != "c":
                raise InputTypeError(
                    f"an input of real dtype {dtype} needs a real tangent; got dtype {payload.dtype}. "
                    "Use tangent.real if that is meant."
                )
            if not isinstance(tangent, Tensor):
                tangent = payload
                if type(payload) is not float:
                    tangent = payload.astype(dtype, copy=False)[()]
            checked.append(tangent)
        return checked


def tracked_input(leaf: Any, what: str, label: Label, x: Any, k: int, outer: bool) -> Any:
    """Return a leaf of the input as a Tensor with a node of its own; strings and None as they are."""
    if isinstance(leaf, Tensor) and differentiable(leaf._payload):
        if leaf.node is None or not outer:
            return wrap(Tensor, leaf._payload, Input(leaf._payload))
        return unary(alias, leaf)
    if leaf is not x and isinstance(leaf, PASSED_THROUGH):
        return leaf
    if isinstance(leaf, Element):
        if type(leaf.value) in BOXES:
            return wrap(Tensor, leaf, Input(leaf))
        raise InputTypeError(
            f"{what} can follow a {type(leaf.value).__name__} only where its box is known. Register one beside its "
            f"VSpace: class {type(leaf.value).__name__}Box(autograd.extend.Box), then "
            f"{type(leaf.value).__name__}Box.register({type(leaf.value).__name__})."
        )
    if not isinstance(leaf, (int, float, complex, np.ndarray, np.generic, Tensor)):
        where, advice = place(label, x, k)
        raise InputTypeError(
            f"{what} needs floating-point input; {where} is a {type(leaf).__name__}. Pass numbers, arrays, "
            f"Tensors, or tuples, lists, dicts, dataclasses and modules of them.{advice}"
        )
    data = leaf if type(leaf) is float else as_payload(leaf, False)
    if not differentiable(data):
        where, advice = place(label, x, k)
        floating = "float(x)" if isinstance(leaf, int) else "x.astype(float)"
        raise InputTypeError(
            f"{what} needs floating-point input; {where} has dtype {dtype_of(data)}. Use {floating}.{advice}"
        )
    return wrap(Tensor, data, Input(data))


def place(label: Label, x: Any, k: int) -> tuple[str, str]:
    """Say where leaf k of the input x is, and, when it is in a container, how to make it a constant."""
    _, treedef = tree.flatten(x)
    path, holder = treedef.paths()[k], treedef.holder(k)
    if not isinstance(label, str):  # x is the tuple of the arguments: the first step of a path says which one
        first, _, path = path[1:].partition("]")
        label = label[int(first)]
    if not path or holder is None:
        return label, ""
    advice = " If it is a constant, pass it as an argument of its own"
    if dataclasses.is_dataclass(holder.cls):
        advice += f", or declare the field static: {path.rpartition('.')[2]} = field(metadata={{'static': True}})"
    return f"{label}, at {path},", f"{advice}."


def is_number(leaf: Any) -> bool:
    """Tell whether a result is a number or an array of numbers."""
    return isinstance(leaf, (Tensor, int, float, complex, np.ndarray, np.generic, Element))


def plain(value: Any) -> Any:
    """Return the numbers of a Tensor; anything else is returned as it is."""
    return value._payload if isinstance(value, Tensor) else value


def dtype_of(value: Any) -> Any:
    """Return the dtype of a leaf."""
    return np.result_type(plain(value)) if type(plain(value)) is not float else np.dtype(float)


def unit(leaf: Any) -> Any:
    """Return ones of a leaf's shape and dtype: the cotangent of a scalar, or a tangent along everything."""
    data = plain(leaf)
    if type(data) is float:
        return 1.0
    if isinstance(data, Element):
        return data.dtype.ones().value
    return np.ones(np.shape(data), dtype_of(leaf))[()] if is_number(data) else data


def presented(bar: Any, like: Any, tensors: bool) -> Any:
    """Return a derivative as the caller should see it: zeros for none, floats for floats, nothing shared."""
    if bar is None:
        data = plain(like)
        bar = 0.0 if type(data) is float else zero_like(data)
    if isinstance(plain(bar), Element):
        return disclosed(bar if tensors else plain(bar))
    if tensors:
        return bar if isinstance(bar, Tensor) else wrap(Tensor, bar)
    bar = scalar(plain(bar))
    if type(plain(like)) is float and isinstance(bar, float):
        return float(bar)
    return fresh(bar)


OPERATOR = inspect.Signature(
    [
        inspect.Parameter("fun", inspect.Parameter.POSITIONAL_OR_KEYWORD),
        inspect.Parameter("argnum", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=0),
    ]
)


def differential(transform: Callable[..., Any]) -> Callable[..., Any]:
    """Turn `transform(function_of_x, x)` into `transform(fun, argnum=0)(*args, **kwargs)`.

    `argnum` is the position of the argument to differentiate, or a tuple of positions: x is then the
    tuple of those arguments, and so is the derivative. Further options go to the transform.
    """

    @functools.wraps(transform)
    def operator_of(
        fun: Callable[..., Any], argnum: int | Sequence[int] = 0, *options: Any, **named_options: Any
    ) -> Callable[..., Any]:
        if not callable(fun):
            raise InputTypeError(f"{transform.__name__} needs a function; got {fun!r:.60}.")
        several = isinstance(argnum, (tuple, list))
        numbers: Any = argnum if several else (argnum,)
        positions = [operator.index(k) for k in numbers]
        if not positions:
            raise InputTypeError(f"{transform.__name__} needs at least one argument to differentiate; got argnum=().")

        @functools.wraps(fun, updated=())
        def derivative(*args: Any, **kwargs: Any) -> Any:
            for k in positions:
                if not -len(args) <= k < len(args):
                    raise InputTypeError(
                        f"{transform.__name__} of {name_of(fun)} is with respect to argument {k}, "
                        f"but the call has {len(args)} positional arguments."
                    )
            if len({k % len(args) for k in positions}) < len(positions):
                raise InputTypeError(
                    f"{transform.__name__} of {name_of(fun)} is asked twice for one argument: argnum={argnum} "
                    f"in a call of {len(args)}. Name each argument once."
                )

            def of_x(x: Any) -> Any:
                changed = list(args)
                for k, value in zip(positions, x if several else (x,), strict=True):
                    changed[k] = value
                return fun(*changed, **kwargs)

            x = tuple(args[k] for k in positions) if several else args[positions[0]]
            of_x.transform = transform.__name__  # type: ignore[attr-defined]
            labels = tuple(f"argument {k}" for k in positions)
            of_x.label = labels if several else labels[0]  # type: ignore[attr-defined]
            return transform(of_x, x, *options, **named_options)

        derivative.__name__ = f"{transform.__name__}_of_{name_of(fun)}_wrt_argnum_{argnum}"
        derivative.__doc__ = f"{transform.__name__} of {name_of(fun)} with respect to argument {argnum}."
        return derivative

    operator_of.__signature__ = OPERATOR  # type: ignore[attr-defined]
    return operator_of


def name_of(fun: Callable[..., Any]) -> str:
    """Return a function's name, or what there is instead."""
    return getattr(fun, "__name__", type(fun).__name__)


def primal_names(primals: Sequence[Any]) -> tuple[str, ...]:
    """Call the primals by their positions, for an error."""
    return tuple(f"primal {k}" for k in range(len(primals)))
