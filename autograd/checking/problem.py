"""The function of a gradient check as one real function of arrays, with its derivatives in both modes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np

from autograd import tree
from autograd.checking.rounding import gradient_scale, value_scale
from autograd.errors import InputTypeError
from autograd.graph.forward import pushforward
from autograd.graph.modes import keep_values, no_grad
from autograd.graph.node import Leaf, Node, topological, wrap
from autograd.graph.walk import Pullback
from autograd.tensor import Tensor

Direction = Mapping[int, Any]  # the position of an input, and the direction in which it moves
PASSED = (str, bytes, type(None), bool, np.bool_)  # leaves of a container that are no numbers


def numbers(value: Any) -> Any:
    """Return the payload of a Tensor; anything else is returned as it is."""
    return value._payload if isinstance(value, Tensor) else value


def is_floating(value: Any) -> bool:
    """Tell whether a value is a floating or complex number or array."""
    value = numbers(value)
    return isinstance(value, (float, complex, np.ndarray, np.generic)) and np.asarray(value).dtype.kind in "fc"


class Problem:
    """A function's results, summed up with fixed random weights, as a function of its floating inputs.

    Args:
        function: what is checked.
        args: its arguments, nested containers of arrays.
        order: 1 for the function itself; 2 for its gradient (pulled back from the weights), and so on.
        seed: draws the weights.

    Raises:
        InputTypeError: an argument holds integers, or nothing to differentiate; the result is not
            in double precision.
    """

    def __init__(self, function: Callable[..., Any], args: tuple[Any, ...], order: int, seed: int) -> None:
        self.function = function
        self.order = order
        self.leaves, self.treedef = tree.flatten(args)
        self.paths = [re.sub(r"^\[(\d+)\]", r"argument \1", path) for path in self.treedef.paths()]
        self.positions: list[int] = []
        self.values: list[Any] = []
        self.promoted: list[str] = []
        for k, leaf in enumerate(self.leaves):
            self.add_input(k, leaf)
        if not self.positions:
            raise InputTypeError("gradcheck needs floating-point input; no argument holds any.")
        self.names = [self.paths[k] for k in self.positions]
        self.rng = np.random.default_rng(seed)
        self.weights: list[list[Any]] = []
        with keep_values():  # for the size of rounding errors
            self.targets, self.results = self.run(self.values, record=True)
        self.check_results()

    def add_input(self, k: int, leaf: Any) -> None:
        """Take a leaf of the arguments as an input, in double precision."""
        if isinstance(leaf, PASSED):
            return
        value = np.asarray(numbers(leaf))
        if value.dtype.kind not in "fc":
            raise InputTypeError(
                f"gradcheck needs floating-point input; {self.paths[k]} has dtype {value.dtype}. Use x.astype(float); "
                "what is not to be differentiated, bind beforehand: gradcheck(lambda x: f(x, labels), x)."
            )
        double = np.dtype(complex if value.dtype.kind == "c" else float)
        if value.dtype != double:
            self.promoted.append(f"{self.paths[k]} ({value.dtype})")
        self.positions.append(k)
        self.values.append(float(value) if type(numbers(leaf)) is float else np.array(value, double)[()])

    def check_results(self) -> None:
        """Refuse results that differences cannot resolve."""
        for result in self.results:
            dtype = np.asarray(numbers(result)).dtype
            if np.finfo(dtype).eps > np.finfo(float).eps:
                raise InputTypeError(
                    f"the result has dtype {dtype} although all inputs are in double precision: differences of it are "
                    "too rough to judge a gradient by. Take the cast out of the function."
                )
        if not self.results:
            raise InputTypeError("the function returned no floating-point number. Is its `return` missing?")

    def run(self, values: Sequence[Any], record: bool) -> tuple[list[Any], list[Any]]:
        """Return leaf Tensors holding the values, and the floating results of the function on them."""
        values = [np.complex128(value) if type(value) is complex else value for value in values]  # of a moved float
        inputs = [wrap(Tensor, value, Leaf(value)) for value in values]
        leaves = list(self.leaves)
        for k, handle in zip(self.positions, inputs, strict=True):
            leaves[k] = handle
        with nullcontext() if record or self.order > 1 else no_grad():
            out = self.function(*self.treedef.unflatten(leaves))
        results = [leaf for leaf in tree.flatten(out)[0] if is_floating(leaf)]
        for depth in range(self.order):
            if depth == len(self.weights):
                self.weights.append(self.drawn_weights(results, depth))
            if depth + 1 < self.order:
                results = self.pulled(results, inputs, depth)
        return inputs, results

    def drawn_weights(self, results: Sequence[Any], depth: int) -> list[Any]:
        """Return a weight for every number of the results; 1 for a single one, so that errors are its own."""
        if depth == 0 and len(results) == 1 and np.size(numbers(results[0])) == 1 and is_real(results):
            return [np.ones(np.shape(numbers(results[0])))[()]]
        return [like(numbers(result), self.rng) for result in results]

    def pulled(self, results: Sequence[Any], inputs: Sequence[Any], depth: int) -> list[Any]:
        """Return the gradient of the weighted results, on the graph: the function of the next order."""
        seeds: dict[Node, Any] = {}
        for result, w in zip(results, self.weights[depth], strict=True):
            if isinstance(result, Tensor) and result.node is not None:
                w = wrap(Tensor, w)
                seeds[result.node] = seeds[result.node] + w if result.node in seeds else w
        bars: list[Any] = [None] * len(inputs)
        if seeds:
            bars = Pullback(list(seeds), [handle.node for handle in inputs])(seeds, Tensor)
        return [np.zeros_like(x._payload) if bar is None else bar for x, bar in zip(inputs, bars, strict=True)]

    # ---- the function and its derivatives ------------------------------------------------------------

    def total(self, values: Sequence[Any], part: Callable[[Any], Any] = np.real) -> float:
        """Return the weighted sum of the results for other values of the inputs."""
        with np.errstate(all="ignore"):
            results = self.run(values, record=False)[1]
            sums = (np.sum(part(np.asarray(numbers(r)) * w)) for r, w in zip(results, self.weights[-1], strict=True))
            return float(sum(sums))

    def moved(self, direction: Direction, step: float | complex) -> list[Any]:
        """Return the inputs, those in the direction moved by a step."""
        return [x + step * direction[k] if k in direction else x for k, x in enumerate(self.values)]

    def along(self, direction: Direction) -> Callable[[float], float]:
        """Return the function along a direction."""
        return lambda step: self.total(self.moved(direction, step))

    def gradient(self, values: Sequence[Any] | None = None) -> list[Any]:
        """Return the gradient by the reverse mode, also for other values; zeros where the result depends on none."""
        targets, results = (self.targets, self.results) if values is None else self.run(values, record=True)
        seeds = self.seeds(results)
        nodes = [target.node for target in targets]
        bars: list[Any] = Pullback(list(seeds), nodes)(seeds) if seeds else [None] * len(nodes)
        return [np.zeros(np.shape(x)) if bar is None else bar for x, bar in zip(self.values, bars, strict=True)]

    def seeds(self, results: Sequence[Any]) -> dict[Node, Any]:
        """Return the weights, as cotangents of those results that are on the graph."""
        seeds: dict[Node, Any] = {}
        for result, w in zip(results, self.weights[-1], strict=True):
            if isinstance(result, Tensor) and result.node is not None:
                seeds[result.node] = seeds[result.node] + w if result.node in seeds else w
        return seeds

    def value_scale(self) -> float:
        """Return how many times eps the rounding error of the weighted sum is."""
        return value_scale(self.seeds(self.results), [target.node for target in self.targets])

    def gradient_scale(self) -> list[Any]:
        """Return how many times eps the rounding errors of the gradient are."""
        return gradient_scale(self.seeds(self.results), [target.node for target in self.targets])

    def tangent(self, direction: Direction) -> float:
        """Return the derivative along a direction by the forward mode."""
        nodes = [target.node for target in self.targets]
        dots = [
            np.asarray(direction[k], np.asarray(x).dtype)[()] if k in direction else np.zeros_like(x)[()]
            for k, x in enumerate(self.values)
        ]
        total = 0.0
        for result, w in zip(self.results, self.weights[-1], strict=True):
            if isinstance(result, Tensor) and result.node is not None:
                (dot,) = pushforward([result.node], nodes, dots, Tensor, False)
                total += 0.0 if dot is None else float(np.sum(np.real(np.asarray(dot) * w)))
        return total

    def is_analytic(self) -> bool:
        """Tell whether all numbers are real and every recorded op can be continued to complex ones."""
        if self.order > 1 or not is_real([*self.values, *self.results]):
            return False
        roots = [result.node for result in self.results if isinstance(result, Tensor) and result.node is not None]
        ops = (node.op for root in roots for node in topological(root))
        return all(op is None or op.analytic for op in ops)

    def is_tracked(self) -> bool:
        """Tell whether any result is on the graph."""
        return any(isinstance(result, Tensor) and result.node is not None for result in self.results)


def is_real(values: Sequence[Any]) -> bool:
    """Tell whether no value is complex."""
    return all(np.asarray(numbers(value)).dtype.kind != "c" for value in values)


def like(value: Any, rng: np.random.Generator) -> Any:
    """Return random numbers of a value's shape, complex ones for a complex value."""
    drawn = rng.standard_normal(np.shape(value))
    if np.asarray(value).dtype.kind == "c":
        drawn = drawn + 1j * rng.standard_normal(np.shape(value))
    return np.asarray(drawn)[()]
