"""Symbols: the labels of boxes as they stand in a formula, in text, in LaTeX and in MathML."""

from __future__ import annotations

import re
from collections.abc import Callable

from autograd.drawing.expression import bar_over, escape, latex_text, mathml_number, mo, row, scientific
from autograd.drawing.snapshot import Box
from autograd.drawing.words import Words


def names_of(box: Box, words: Words, name: Callable[[str], str], bar: Callable[[str], str]) -> dict[str, str]:
    """Map the names in the rules of an op to those of one call of it; `bar` makes the name of a cotangent."""
    labels = [name(words.labels[source]) for source in box.inputs]
    own = words.labels[box.id]
    known = dict(zip(box.args, labels, strict=False)) | {"out": name(own), "g": bar(own)}
    for place in range(box.outputs if box.shape is None else 0):
        part = words.part(box.id, place)
        known |= {f"out{place}": name(part), f"g{place}": bar(part)}
    return known


def text_names(box: Box, words: Words) -> dict[str, str]:
    """Map the names in the rules of an op to the labels of one call of it, for a formula in text."""
    return names_of(box, words, bracketed, graded)


def graded(label: str) -> str:
    """Write the gradient of what has this label, in text."""
    return f"grad {label}"


def barred(label: str) -> str:
    r"""Write a label in LaTeX with a bar, the sign for its cotangent: over the letter of n3, over all of a word.

    >>> [barred(label) for label in ("x", "n3", "n3[0]", "loss")]
    ['\\bar{x}', '\\bar{n}_{3}', '\\bar{n}_{3}[0]', '\\overline{\\mathrm{loss}}']
    """
    written = symbol(label)
    if written[:2] == "n_":
        return rf"\bar{{n}}{written[1:]}"
    return rf"\bar{{{written}}}" if len(label) == 1 else rf"\overline{{{written}}}"


def overlined(label: str) -> str:
    """Write a label in MathML with a bar: over the letter of n3, over all of a word."""
    index = NUMBERED.fullmatch(label)
    if index is None:
        return bar_over(identifier(label), len(label) > 1)
    return numbered(bar_over("<mi>n</mi>", False), *index.groups())


def bracketed(label: str) -> str:
    """Put a negative or a complex number in brackets, so that it can stand beside a sign."""
    is_complex = label[:1].isdigit() and label.endswith("j")
    return f"({label})" if label.startswith("-") or is_complex else label


NUMBERED = re.compile(r"n(\d+)(?:\[(\d+)\])?", re.ASCII)  # a node without a name, or one of its results


def symbol(label: str) -> str:
    """Write a label in LaTeX: n3 gets an index, a name of several letters stands upright."""
    index = NUMBERED.fullmatch(label)
    if index is not None:
        return f"n_{{{index[1]}}}" + (f"[{index[2]}]" if index[2] else "")
    if is_number(label):
        digits = scientific(label, r"{} \cdot 10^{{{}}}")
        return rf"\left({digits}\right)" if label.startswith("-") else digits
    return label if len(label) == 1 and label.isalpha() else rf"\mathrm{{{latex_text(label)}}}"


def identifier(label: str) -> str:
    """Write a label in MathML."""
    index = NUMBERED.fullmatch(label)
    if index is not None:
        return numbered("<mi>n</mi>", *index.groups())
    return mathml_number(label) if is_number(label) else f"<mi>{escape(label)}</mi>"


def numbered(letter: str, index: str, place: str | None) -> str:
    """Write n3 or n3[0] in MathML."""
    written = f"<msub>{letter}<mn>{index}</mn></msub>"
    return written if place is None else row(written, mo("["), f"<mn>{place}</mn>", mo("]"))


def is_number(label: str) -> bool:
    """Tell whether a label is the number of a constant."""
    try:
        float(label)
    except ValueError:
        return False
    return True
