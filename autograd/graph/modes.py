"""How recording behaves just now: context variables, so that threads and asyncio tasks do not mix.

`MODE` is None in the ordinary case, which the record step tests with one comparison.
"""

from __future__ import annotations

import functools
import inspect
import os
import sys
from collections.abc import Callable
from contextvars import ContextVar
from types import TracebackType
from typing import Any, NamedTuple, TypeVar

import numpy as np

from autograd.errors import InputTypeError
from autograd.graph.debugging import inspect as inspect_node
from autograd.graph.node import Node

F = TypeVar("F", bound=Callable[..., Any])
PACKAGE = os.path.dirname(os.path.dirname(__file__))
NETWORKS = os.path.join(os.path.dirname(PACKAGE), "nn")
INSIDE = tuple(folder + os.sep for folder in (PACKAGE, NETWORKS, os.path.dirname(np.__file__)))


class Mode(NamedTuple):
    """The switches, the mode that was in force outside, and what changed it into this one.

    `transforms` counts the grad, vjp, ... that are running around this call; `observer` sees every reverse walk.
    """

    tracking: bool = True
    keep: bool = False
    sites: bool = False
    scope: tuple[str, ...] = ()
    transforms: int = 0
    debug: bool = False
    observer: Any = None
    outer: Mode | None = None
    by: switched | None = None


PLAIN = Mode()
MODE: ContextVar[Mode | None] = ContextVar("autograd_mode", default=None)


def current() -> Mode:
    """Return the mode in force."""
    return MODE.get() or PLAIN


def tracking() -> bool:
    """Tell whether calls are being recorded."""
    mode = MODE.get()
    return mode is None or mode.tracking


def annotate(mode: Mode, node: Node, value: Any) -> None:
    """Write onto a new node what the mode asks for."""
    if mode.keep:
        node.value = value
    if mode.scope:
        node.annotate().scope = mode.scope
    if mode.sites:
        node.annotate().site = call_site()
    if mode.debug:
        inspect_node(node, value)


def call_site() -> tuple[str, int] | None:
    """Return file and line of the innermost frame outside our packages and NumPy's."""
    frame = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith(INSIDE) and not file.startswith("<frozen") and "__array_function__" not in file:
            return file, frame.f_lineno
        frame = frame.f_back  # type: ignore[assignment]
    return None


def frames_inside() -> int:
    """Return how many frames of our packages and of NumPy lie between the caller and the user's code."""
    frame, count = sys._getframe(1), 0
    while frame is not None and frame.f_code.co_filename.startswith(INSIDE):
        frame, count = frame.f_back, count + 1  # type: ignore[assignment]
    return count


class switched:
    """A context manager (and decorator) that changes some switches of the mode.

    It keeps no state of its own (the mode knows the one outside it), so one instance may be entered
    many times, also by several threads at once. A generator that holds one open over a yield shares the
    context of whoever advances it, and need not leave in the order in which it entered: leaving takes
    away what this manager changed and nothing else, and does nothing in a context that it never entered.
    """

    def __init__(self, **changes: Any) -> None:
        self.changes = changes

    def change(self, mode: Mode) -> Mode:
        """Return the mode that holds inside."""
        return mode._replace(**self.changes)

    def __enter__(self) -> None:
        MODE.set(self.within(MODE.get()))

    def within(self, outer: Mode | None) -> Mode:
        """Return the mode that holds inside, when `outer` holds outside."""
        return self.change(outer or PLAIN)._replace(outer=outer, by=self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        mode = MODE.get()
        MODE.set(mode.outer if mode is not None and mode.by is self else without(mode, self))

    def __call__(self, function: F) -> F:
        if (
            inspect.isgeneratorfunction(function)
            or inspect.iscoroutinefunction(function)
            or inspect.isasyncgenfunction(function)
        ):
            raise InputTypeError(
                f"{type(self).__name__} cannot decorate the generator or coroutine {function.__name__!r}: "
                f"it would end before the body runs. Write `with {type(self).__name__}(): ...` inside it."
            )

        @functools.wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return inside  # type: ignore[return-value]


def without(mode: Mode | None, manager: switched) -> Mode | None:
    """Return a mode from which the innermost change by a manager is taken out; those inside it hold on."""
    later: list[switched] = []
    found = mode
    while found is not None and found.by is not manager:
        later.append(found.by)  # type: ignore[arg-type]
        found = found.outer
    if found is None:
        return mode
    rest = found.outer
    for inner in reversed(later):
        rest = inner.within(rest)
    return rest


class no_grad(switched):
    """Record nothing inside: results are untracked tensors.

    Args:
        function: nothing; as a decorator it is written `@no_grad()`, with parentheses.

    Raises:
        InputTypeError: it was written `@no_grad`.

    >>> import autograd
    >>> x = autograd.Tensor(2.0)
    >>> with autograd.no_grad():
    ...     y = x * x
    >>> y.requires_grad
    False
    """

    def __init__(self, *function: Any) -> None:
        if function:
            raise InputTypeError("no_grad decorates with parentheses: @no_grad(), or `with no_grad(): ...`.")
        super().__init__(tracking=False)


class enable_grad(switched):
    """Record inside, also within a surrounding `no_grad()`.

    >>> import autograd
    >>> x = autograd.Tensor(2.0)
    >>> with autograd.no_grad(), autograd.enable_grad():
    ...     y = x * x
    >>> y.requires_grad
    True
    """

    def __init__(self) -> None:
        super().__init__(tracking=True)


class keep_values(switched):
    """Let every node recorded inside keep its value, for drawing and debugging.

    >>> import autograd
    >>> x = autograd.Tensor([1.0, 2.0])
    >>> with autograd.keep_values():
    ...     y = x + 1
    >>> y.node.value
    array([2., 3.])
    """

    def __init__(self) -> None:
        super().__init__(keep=True)


class call_sites(switched):
    """Let every node recorded inside remember the file and line that made it.

    >>> import autograd
    >>> x = autograd.Tensor(2.0)
    >>> with autograd.call_sites():
    ...     y = x * x
    >>> file, line = y.node.site
    >>> line  # of the block above
    2
    """

    def __init__(self) -> None:
        super().__init__(sites=True)


class debug(switched):
    """Look at every value and gradient computed inside, and stop at the first thing that is wrong.

    Put both the computation and its backward() inside. Everything is slower there: values are kept, and what the
    derivative rules save is compared with what it was.

    Raises:
        NonFiniteError: a value is NaN or infinite though its operands are finite, or a gradient is though its
            cotangent is finite; with the op, the line that called it and the range of its arguments.
        GraphError: numbers that a rule saved were overwritten before the walk, by a write into `tensor.data` or
            into an array that was used as a constant.

    >>> import autograd
    >>> x = autograd.Tensor(0.0)
    >>> try:
    ...     with autograd.debug():
    ...         x.log()
    ... except FloatingPointError as error:
    ...     print(str(error).startswith("first non-finite value: log at "))
    True
    """

    def __init__(self) -> None:
        super().__init__(debug=True, keep=True, sites=True)


class name_scope(switched):
    """Put the nodes recorded inside under a heading, such as the name of a layer.

    Args:
        name: the heading; scopes may be nested.

    >>> import autograd
    >>> x = autograd.Tensor(2.0)
    >>> with autograd.name_scope("square"):
    ...     y = x * x
    >>> y.node.scope
    ('square',)
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.heading = name

    def change(self, mode: Mode) -> Mode:
        return mode._replace(scope=(*mode.scope, self.heading))


class transforming(switched):
    """What a running grad, vjp, ... sets: recording is on, and float(t) would lose a gradient."""

    def __init__(self) -> None:
        super().__init__()

    def change(self, mode: Mode) -> Mode:
        return mode._replace(tracking=True, transforms=mode.transforms + 1)
