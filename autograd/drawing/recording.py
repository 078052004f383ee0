"""record_backward: look on while gradients are computed, and keep the steps of the sweep to show them."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any

from autograd.drawing.choice import USUAL, chosen
from autograd.drawing.drawing import Drawing
from autograd.drawing.snapshot import Snapshot
from autograd.drawing.sweep import Step, Sweep, Watch, sweep_and_ids
from autograd.errors import GraphError
from autograd.graph.modes import switched
from autograd.tensor import Tensor


class record_backward(switched):
    """Look on while gradients are computed inside, and keep every step of it.

    What `as` names is a Recording: it is empty inside the block, and ready when the block has ended. Walks run
    slower under observation, and give the same gradients.

    Args:
        names, depth, focus, budget: what `draw` takes by these names; they choose what its pictures show at first.

    Raises:
        InputTypeError: (at the end of the block) one of them is of the wrong kind.
        UnknownNameError: (at the end of the block) nothing in the graph is the focus.

    >>> import autograd
    >>> x = autograd.Tensor(3.0, name="x")
    >>> loss = x * x
    >>> with autograd.record_backward() as sweep:
    ...     loss.backward()
    >>> for step in sweep.steps:
    ...     print(step.id, [(c.target, c.amount.items[0], c.total.items[0]) for c in step.contributions])
    n2 [('n1', 3.0, 3.0), ('n1', 3.0, 6.0)]
    """

    def __init__(
        self,
        *,
        names: Any = None,
        depth: int | None = None,
        focus: str | Tensor | None = None,
        budget: int | None = None,
    ) -> None:
        self.recording = Recording(names, (depth, focus, budget))
        super().__init__(observer=self.recording.watch)

    def __enter__(self) -> Recording:  # type: ignore[override]
        super().__enter__()
        return self.recording

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        if kind is None:
            self.recording.finish()


class Recording:
    """The steps of the reverse walks that ran inside `record_backward()`."""

    def __init__(self, names: Any = None, wished: tuple[Any, Any, Any] = (None, None, None)) -> None:
        self.watch = Watch()
        self.names = names
        self.wished = wished  # depth, focus, budget
        self.made: Sweep | None = None
        self.choice = USUAL

    def finish(self) -> None:
        """Turn what was seen into plain data, and let go of the graph."""
        found = sweep_and_ids(self.watch, self.names)
        self.watch.forget()
        if found is not None:
            self.made, ids = found
            self.choice = chosen(self.made.snapshot, ids, *self.wished)
        self.names, self.wished = None, (None, None, None)

    @property
    def sweep(self) -> Sweep:
        """Everything that was recorded.

        Raises:
            GraphError: the block has not ended, or no gradient was computed in it.
        """
        if self.made is None:
            raise GraphError(
                "there is nothing to show: no backward() ran to its end inside record_backward(), or the block has "
                "not ended yet. Write: with record_backward() as sweep: loss.backward()"
            )
        return self.made

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the sweep to a file and return its path, as `draw(loss).save` does; `.html` can be stepped through.

        Raises:
            UnknownFormatError: for an unknown suffix.
            FileNotFoundError: the folder does not exist.
            GraphError: nothing was recorded.

        >>> import autograd, pathlib, tempfile
        >>> x = autograd.Tensor(3.0, name="x")
        >>> with autograd.record_backward() as sweep:
        ...     (x * x).backward()
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = sweep.save(pathlib.Path(folder) / "backprop.html")
        ...     path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        True
        """
        return self.drawing.save(path)

    @property
    def drawing(self) -> Drawing:
        """The graph as a drawing, with the steps."""
        return Drawing(self.sweep.snapshot, self.sweep.edges, self.sweep.steps, self.choice)

    def __repr__(self) -> str:
        return "<Recording: nothing yet>" if self.made is None else f"<Recording of {len(self.steps)} steps>"

    def __str__(self) -> str:
        """The text tree, with every gradient that the sweep found."""
        return repr(self) if self.made is None else str(self.drawing)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return self.drawing._repr_mimebundle_(include, exclude)

    @property
    def snapshot(self) -> Snapshot:
        """The graph that was walked, with its values and gradients."""
        return self.sweep.snapshot

    @property
    def steps(self) -> tuple[Step, ...]:
        """The visits, in the order in which they were made."""
        return self.sweep.steps
