"""Small functions under HIPS autograd's names."""

import operator
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from graphlib import TopologicalSorter
from typing import Any

from autograd.checking import gradcheck

deprecation_msg = "quick_grad_check is deprecated. Use autograd.gradcheck, or autograd.test_util.check_grads."


def subvals(x: Sequence[Any], ivs: Iterable[tuple[int, Any]]) -> tuple[Any, ...]:
    """Return x as a tuple with other values at some indices.

    >>> subvals((1, 2, 3), [(0, 9)])
    (9, 2, 3)
    """
    changed = list(x)
    for i, v in ivs:
        changed[i] = v
    return tuple(changed)


def subval(x: Sequence[Any], i: int, v: Any) -> tuple[Any, ...]:
    """Return x as a tuple with another value at one index.

    >>> subval((1, 2, 3), 0, 9)
    (9, 2, 3)
    """
    return subvals(x, [(i, v)])


def func(f: Any) -> Any:
    """Return the function of a method, or f itself: Python 3 needs no more."""
    return f


def toposort(end_node: Any, parents: Callable[[Any], Iterable[Any]] = operator.attrgetter("parents")) -> Iterator[Any]:
    """Yield the nodes that lead to the end node, it first, each before all of its parents.

    >>> import autograd
    >>> y = autograd.Tensor(1.0) * 2.0 + 3.0
    >>> [node.op.name if node.op else "leaf" for node in toposort(y.node)]
    ['add', 'multiply', 'leaf']
    """
    graph: dict[Any, list[Any]] = {}
    waiting = [end_node]
    while waiting:
        node = waiting.pop()
        if node not in graph:
            graph[node] = list(parents(node))
            waiting.extend(graph[node])
    return reversed(list(TopologicalSorter(graph).static_order()))


def quick_grad_check(
    fun: Callable[..., Any],
    arg0: Any,
    extra_args: tuple[Any, ...] = (),
    kwargs: dict[str, Any] | None = None,
    verbose: bool = True,
    eps: float = 1e-4,
    rtol: float = 1e-4,
    atol: float = 1e-6,
    rs: Any = None,
) -> None:
    """Check the gradient with respect to the first argument; deprecated, as it is in HIPS autograd."""
    warnings.warn(deprecation_msg, DeprecationWarning, stacklevel=2)
    report = gradcheck(lambda x: fun(x, *extra_args, **(kwargs or {})), arg0, modes=("rev",), rtol=rtol)
    if verbose:
        print(report)
    report.raise_if_bad()
