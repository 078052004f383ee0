"""draw: the picture of a computation graph, as an object that prints, saves and shows itself."""

from __future__ import annotations

import sys
from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

from autograd.drawing import difference
from autograd.drawing.checks import check as checked_calls
from autograd.drawing.choice import USUAL, Choice, chosen
from autograd.drawing.dot import digraph, dot, placed
from autograd.drawing.folder import check_folder
from autograd.drawing.layered import layered
from autograd.drawing.layout import LARGE
from autograd.drawing.page import fragment, page
from autograd.drawing.plain import to_json
from autograd.drawing.program import DotAbsent, DotFailed, DotTooSlow, drawn_in_process, run_dot
from autograd.drawing.scene import DRAWN, Scene, nothing, scene
from autograd.drawing.snapshot import Snapshot, read
from autograd.drawing.svg import svg
from autograd.drawing.sweep import Edge, Step, edges_of, judged, with_verdicts
from autograd.drawing.text import PRINTED, encodable, text_tree
from autograd.drawing.view import Units, scene_of
from autograd.drawing.words import graph_of
from autograd.errors import AutogradError, InputTypeError
from autograd.tensor import Tensor


class UnknownFormatError(AutogradError, ValueError):
    """A drawing cannot be saved in the format the file's suffix asks for."""


LIVE = 20_000  # boxes of a viewer in a notebook: a larger one would add more than 3 MB to the notebook's file


class Drawing:
    """The picture of a graph at the moment `draw` was called; later changes do not reach it.

    `print(drawing)` writes a text tree, `drawing.save(path)` a file; in a notebook it shows itself as a
    picture. `drawing.snapshot` is the plain data behind all of them, `drawing.edges` the derivatives.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        edges: tuple[Edge, ...] = (),
        steps: tuple[Step, ...] = (),
        choice: Choice = USUAL,
    ) -> None:
        self.snapshot = snapshot
        self.edges = edges
        self.steps = steps  # of a recorded sweep
        self.choice = choice

    def __str__(self) -> str:
        return encodable(self._text(PRINTED), getattr(sys.stdout, "encoding", None))

    __repr__ = __str__

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the drawing to a file and return its path; the suffix chooses the format.

        `.html` is the viewer: one page that needs no network, with every value, gradient and local derivative.
        `.txt` is the text tree, `.dot` (or `.gv`) Graphviz's language, both of them complete unless a depth, focus or
        budget was chosen; `.json` is data for other programs, and always the whole graph. `.svg` is the picture, of
        which a large graph shows only the part nearest to its outputs or the focus; with a depth or budget it shows
        groups. Where the `dot` program is installed, `.png` and `.pdf` work too.

        Raises:
            UnknownFormatError: for any other suffix, and when `dot` is needed but absent, fails or takes
                too long.
            FileNotFoundError: the folder does not exist.

        >>> import autograd, pathlib, tempfile
        >>> x = autograd.Tensor(3.0, name="x")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = autograd.draw(x * x).save(pathlib.Path(folder) / "graph.svg")
        ...     path.read_text(encoding="utf-8").startswith("<svg")
        True
        """
        path = Path(path)
        suffix = format_of(path)
        check_folder(path, "save()")
        if suffix == ".txt":
            path.write_text(self._text() + "\n", encoding="utf-8", newline="\n")
        elif suffix in (".dot", ".gv"):
            path.write_text(dot(self._scene(None)), encoding="utf-8", newline="\n")
        elif suffix == ".json":
            path.write_text(self._json(), encoding="utf-8", newline="\n")
        elif suffix in (".html", ".htm"):
            path.write_text(page(self.snapshot, self.edges, self.steps, self.choice), encoding="utf-8", newline="\n")
        elif suffix == ".svg":
            path.write_text(self._svg, encoding="utf-8", newline="\n")
        else:
            path.write_bytes(self._by_dot(suffix))
        return path

    def _text(self, most: int | None = None) -> str:
        return text_tree(self.snapshot, most, choice=self.choice)

    def _json(self) -> str:
        return to_json(self.snapshot, self.edges)

    def digraph(self) -> Any:
        """Return the picture as a graphviz.Digraph, to edit: the boxes, edges and labels of the `.dot` file.

        Making it needs no `dot` program; rendering it does.

        >>> import autograd
        >>> x = autograd.Tensor(3.0, name="x")
        >>> graph = autograd.draw(x * x).digraph()
        >>> graph.attr(rankdir="TB")
        >>> graph.node("n1", fillcolor="gold")
        """
        return digraph(self._scene(None))

    def _scene(self, most: int | None) -> Scene:
        """Choose what a picture without a viewer shows: closed groups where the user chose a depth or a budget."""
        units = Units(self.snapshot, self.edges)
        kept = self.choice.kept(self.snapshot)
        if self.choice.folded:
            return scene_of(units, self.choice.opened(units.folding, kept), kept)
        said = nothing if most is None else units.label  # DOT, which has all boxes, has no words on edges
        return scene(self.snapshot, most, said, kept, self.choice.focus)

    def diff(self, later: Drawing) -> Difference:
        """Return what changed from this drawing to a later one: values, gradients, nodes that are new or gone.

        Args:
            later: a drawing of the same program at another step, or of another version of it.

        Raises:
            InputTypeError: for anything that is not a Drawing.

        >>> import autograd
        >>> w = autograd.Tensor(2.0, name="w")
        >>> first = autograd.draw(w * w)
        >>> w.data = 1.8
        >>> print(first.diff(autograd.draw(w * w)))
        Of 2 nodes: 2 changed, 0 the same.
          w           value 2.0 -> 1.8 (-10 %)
          n2 = w * w  value 4.0 -> 3.24 (-19 %)
        """
        if not isinstance(later, Drawing):
            raise InputTypeError(f"diff() needs a Drawing, draw(a).diff(draw(b)); it got {kind(later)}.")
        return Difference(self, later)

    @cached_property
    def _svg(self) -> str:
        return svg(self._scene(DRAWN), self.snapshot)

    def _by_dot(self, suffix: str) -> bytes:
        """Let the `dot` program make a picture; of a graph that is large or dense, with our own layout.

        Without the program pygraphviz does it, always with our own layout: nobody can stop it.
        """
        form = suffix[1:]
        picture = self._scene(DRAWN)
        try:
            if len(picture.shapes) <= LARGE:
                with suppress(DotTooSlow, DotAbsent):
                    return run_dot(dot(picture), f"-T{form}")
            layout = layered([(shape.width, shape.height) for shape in picture.shapes], picture.edges)
            source = placed(picture, layout)
            try:
                return run_dot(source, "-Kneato", "-n2", f"-T{form}")
            except DotAbsent:
                return drawn_in_process(source, form, "nop2")
        except DotFailed as error:
            absent = isinstance(error.__cause__, (OSError, ImportError))
            install = " Install it, or pygraphviz: pip install 'chainrule[viz-full]'." if absent else ""
            raise UnknownFormatError(
                f"save() needs Graphviz's dot program to write {suffix}, and it {error}.{install} "
                f"Save as .svg (works everywhere), .txt or .dot."
            ) from error

    def _repr_svg_(self) -> str:
        return self._svg

    def _repr_html_(self) -> str:
        # An <img> with the picture in its address survives in notebooks that are not trusted;
        # inline <svg> and scripts are stripped there. Where scripts run, the viewer takes its place.
        packed = b2a_base64(self._svg.encode("utf-8"), newline=False).decode("ascii")
        words = graph_of(len(self.snapshot.boxes))
        still = f'<img style="max-width: none" alt="{words}" src="data:image/svg+xml;base64,{packed}">'
        if len(self.snapshot.boxes) > LIVE:
            return f'<div style="overflow-x: auto">{still}</div>'
        return fragment(self.snapshot, self.edges, self.steps, still, self.choice)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What a notebook shows: a picture where it can, else the text tree."""
        return {"text/plain": str(self), "image/svg+xml": self._repr_svg_(), "text/html": self._repr_html_()}


class Difference(Drawing):
    """What changed from one drawing to a later one: `print` it, or `save` it as any drawing.

    The picture and the page are the later graph with the changes marked; `.txt` is the table that is printed, `.json`
    the relative changes. `changes` pairs the boxes of both.
    """

    def __init__(self, before: Drawing, after: Drawing) -> None:
        self.changes = difference.changes(before.snapshot, after.snapshot)
        self.before = before
        super().__init__(difference.marked(after.snapshot, self.changes), after.edges, after.steps, after.choice)

    def _text(self, most: int | None = None) -> str:
        return difference.table(self.before.snapshot, self.snapshot, self.changes, most)

    def _json(self) -> str:
        return difference.to_json(self.changes)


SUFFIXES = (".html", ".htm", ".txt", ".dot", ".gv", ".json", ".svg", ".png", ".pdf")


def format_of(path: str | PathLike[str]) -> str:
    """Return the suffix of a path in lower case.

    Raises:
        UnknownFormatError: when no drawing can be saved in such a file.

    >>> format_of("graph.SVG")
    '.svg'
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise UnknownFormatError(
            f"save() got {Path(path).name!r}; a drawing can be saved as .html, .txt, .dot, .json or .svg "
            f"(and as .png or .pdf where Graphviz's dot program is installed)."
        )
    return suffix


def draw(
    t: Tensor | Sequence[Tensor] | Mapping[str, Tensor],
    *,
    grads: bool = True,
    names: Any = None,
    depth: int | None = None,
    focus: str | Tensor | None = None,
    budget: int | None = None,
    check: bool = False,
) -> Drawing:
    """Draw the computation graph behind a tensor.

    The drawing prints as a text tree, saves itself as text, DOT or SVG, and is a picture in a notebook.
    Values flow from left to right. Every box shows what it computes (`h = x * w`), shape and dtype,
    value and gradient, with four significant digits; of arrays of more than a few numbers it shows
    statistics. A dash means that no gradient was computed; a gradient of 0 is written 0.0; `unused` stands at leaves
    on which no result depends, and `stopped` at constants that are the numbers of a tensor in the graph.

    Args:
        t: a tensor of any shape and dtype, or a tuple, list or dict of them; keys name the outputs.
        grads: whether gradients are shown.
        names: a model whose parameters are called as its attributes lead to them (`fc1.weight`), or a dict of names
            and tensors. Without it the models in memory that hold the parameters are looked for. A name that you
            gave a tensor yourself wins. Parameters of `names` that are not in the graph are drawn too, as `unused`.
        depth: how many scopes and layers deep groups are open at first: 0 shows only the outermost, closed.
        focus: a tensor, its name, its id in the picture (`n7`), or a scope or layer: shown is only what it depends
            on, and what depends on it.
        check: whether every local derivative is compared with differences of its op, as `gradcheck` does; in a graph
            of more than 300 uses the first of each op. Every edge of the viewer then has a badge.
        budget: how many boxes there are at first, as long as closing groups can do it; 150 in the viewer.

    Returns:
        A Drawing: `print` it, or write it to a file with `.save("graph.svg")`.

    Raises:
        InputTypeError: for anything that is not a Tensor, for names that are no model and no dict of tensors, and
            for a depth, focus or budget of the wrong kind.
        UnknownNameError: nothing in the graph is the focus.

    >>> import autograd
    >>> a = autograd.Tensor(2.0, name="a")
    >>> b = autograd.Tensor(-3.0, name="b")
    >>> loss = a * b + a
    >>> loss.backward()
    >>> print(autograd.draw(loss))
    n4 = n3 + a          -4.0  grad –
    ├─ n3 = a * b        -6.0  grad –
    │  ├─ a        leaf  2.0   grad -2.0
    │  └─ b        leaf  -3.0  grad 2.0
    └─ a (above)
    """
    if isinstance(t, Tensor):
        return drawing_of([t], grads, names, depth, focus, budget, check)
    several: Any = t
    if isinstance(several, Mapping):
        entries = [(f"[{key!r}]", item) for key, item in several.items()]
    elif isinstance(several, (tuple, list)):
        entries = [(f"[{number}]", item) for number, item in enumerate(several)]
    else:
        raise InputTypeError(
            f"draw() needs a Tensor, or a tuple, list or dict of Tensors; it got {kind(t)}. "
            f"Pass the result of your computation, such as the loss: draw(loss)."
        )
    for where, item in entries:
        if not isinstance(item, Tensor):
            raise InputTypeError(
                f"draw() needs a Tensor, or a tuple, list or dict of Tensors; entry {where} is {kind(item)}."
            )
    if not entries:
        raise InputTypeError("draw() got an empty tuple, list or dict: there is nothing to draw. Pass a Tensor.")
    if isinstance(several, Mapping):
        several = {str(key): item for key, item in several.items()}
    return drawing_of(several, grads, names, depth, focus, budget, check)


def drawing_of(
    tensors: Mapping[str, Tensor] | Sequence[Tensor],
    grads: bool,
    names: Any,
    depth: Any,
    focus: Any,
    budget: Any,
    checks: bool,
) -> Drawing:
    """Read a graph and the derivatives along its edges."""
    snapshot, ids = read(tensors, grads=grads, names=names)
    edges = edges_of(ids)
    if checks:
        listed = list(tensors.values()) if isinstance(tensors, Mapping) else tensors
        found = checked_calls(list(ids), {tensor.node: tensor.data for tensor in listed if tensor.node is not None})
        edges = tuple(with_verdicts(edges, ids, found))
        snapshot = judged(snapshot, edges)
    return Drawing(snapshot, edges, choice=chosen(snapshot, ids, depth, focus, budget))


def kind(item: object) -> str:
    """Say what something is, for an error text."""
    name = type(item).__name__
    return f"a plain number ({item!r})" if isinstance(item, (int, float, complex)) else f"an object of type {name}"
