"""Tracing, under HIPS autograd's names: thin adapters over the graph."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from autograd.extend.boxes import Box as Box, getval as getval, isbox as isbox, new_box as new_box
from autograd.extend.nodes import Node as Node, trace as trace
from autograd.ops.primitive import (
    notrace_primitive as notrace_primitive,
    primitive as primitive,
    register_notrace as register_notrace,
)
from autograd.util import subvals as subvals, toposort as toposort
from autograd.wrap_util import wraps as wraps

box_types = Box.types
box_type_mappings = Box.type_mappings
notrace_primitives: defaultdict[Any, set[Any]] = defaultdict(set)  # not asked: see `register_notrace`
trace_primitives_map: dict[Any, Any] = {}  # not asked: NumPy finds our ops by its own protocols


class TraceStack:
    """The numbers of traces; they decide nothing, since nested derivatives are told apart by node.

    >>> with TraceStack().new_trace() as number:
    ...     number
    0
    """

    def __init__(self) -> None:
        self.numbers = count()

    @contextmanager
    def new_trace(self) -> Iterator[int]:
        """Give a number to the trace that is run inside the with block."""
        yield next(self.numbers)


trace_stack = TraceStack()


def find_top_boxed_args(args: Sequence[Any]) -> tuple[list[tuple[int, Any]], int, Any, bool]:
    """Return the tensors among some arguments with their positions, a trace number, and the class of their nodes.

    The last entry tells whether another type's `__array_ufunc__` is to be asked first, which NumPy sees to.
    """
    boxes = [(k, arg) for k, arg in enumerate(args) if isbox(arg)]
    return boxes, 0 if boxes else -1, type(boxes[0][1].node) if boxes else None, False
