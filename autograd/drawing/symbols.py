"""Symbols: the labels of boxes as they stand in a formula, in text, in LaTeX and in MathML."""

from __future__ import annotations

from collections.abc import Callable

from autograd.drawing.expression import escape, latex_text, mathml_number, mo
from autograd.drawing.snapshot import Box
from autograd.drawing.words import Words


def names_of(box: Box, words: Words, name: Callable[[str], str], bar: Callable[[str], str]) -> dict[str, str]:
    """Map the names in the rules of an op to those of one call of it; `bar` makes the name of a cotangent."""
    labels = [name(words.labels[source]) for source in box.inputs]
    own = name(words.labels[box.id])
    return dict(zip(box.args, labels, strict=False)) | {"out": own, "g": bar(own)}


def text_names(box: Box, words: Words) -> dict[str, str]:
    """Map the names in the rules of an op to the labels of one call of it, for a formula in text."""
    return names_of(box, words, bracketed, graded)


def graded(label: str) -> str:
    """Write the gradient of what has this label, in text."""
    return f"grad {label}"


def barred(name: str) -> str:
    """Write a LaTeX name with a bar: the sign for its cotangent."""
    return rf"\bar{{{name}}}"


def overlined(name: str) -> str:
    """Write a MathML name with a bar."""
    return f"<mover>{name}{mo('&#xAF;')}</mover>"


def bracketed(label: str) -> str:
    """Put a negative or a complex number in brackets, so that it can stand beside a sign."""
    is_complex = label[:1].isdigit() and label.endswith("j")
    return f"({label})" if label.startswith("-") or is_complex else label


def symbol(label: str) -> str:
    """Write a label in LaTeX: n3 gets an index, a name of several letters stands upright."""
    if label[:1] == "n" and label[1:].isdigit():
        return f"n_{{{label[1:]}}}"
    if is_number(label):
        return label
    return label if len(label) == 1 and label.isalpha() else rf"\mathrm{{{latex_text(label)}}}"


def identifier(label: str) -> str:
    """Write a label in MathML."""
    if label[:1] == "n" and label[1:].isdigit():
        return f"<msub><mi>n</mi><mn>{label[1:]}</mn></msub>"
    return mathml_number(label) if is_number(label) else f"<mi>{escape(label)}</mi>"


def is_number(label: str) -> bool:
    """Tell whether a label is the number of a constant."""
    try:
        float(label)
    except ValueError:
        return False
    return True
