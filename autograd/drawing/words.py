"""Words for a picture: how numbers, names, formulas and shapes are written, the same in every format."""

from __future__ import annotations

import math
from collections import Counter

from autograd.drawing.phrases import Said
from autograd.drawing.snapshot import Box, Snapshot, fields_of
from autograd.drawing.summary import Number, Statistics, Summary

ABSENT = "\N{EN DASH}"  # no gradient was computed: not the same as 0
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
ROUNDED = 1e-12  # relative: a number this near to its four digits has only rounding errors behind them
USUAL = ("float64", "complex128", "float", "complex", "int", "int64", "bool")  # dtypes that a number tells
NAME, LIST, FORMULA = 24, 30, 44  # the most characters of a name, a list of numbers, a formula


def number(x: Number) -> str:
    """Write a number with four significant digits, in scientific notation when that is shorter to read.

    Zeros at the end are left out where these digits are all there are: a rounded number does not look exact.

    >>> [number(x) for x in (3.0, 0.123456, 1797.0, 12345.678, 1e-5, 3, True, 2 - 1.5j)]
    ['3.0', '0.1235', '1797.0', '1.235e4', '1e-5', '3', 'True', '2.0-1.5j']
    >>> [number(x) for x in (1.0, 1.00004, 0.25, 0.250001, 1e-5, 1.00004e-5)]
    ['1.0', '1.000', '0.25', '0.2500', '1e-5', '1.000e-5']
    """
    if isinstance(x, bool):
        return str(x)
    if isinstance(x, int):
        return str(x) if abs(x) < 10**9 else whole(x)
    if isinstance(x, complex):
        imaginary = number(x.imag)
        return f"{number(x.real)}{'' if imaginary.startswith('-') else '+'}{imaginary}j"
    if not math.isfinite(x):
        return str(x)
    if x == int(x) and abs(x) < 1e6:
        return f"{x:.1f}"
    short = f"{x:.4g}"
    if abs(float(short) - x) > ROUNDED * abs(x):
        short = f"{x:#.4g}"
    mantissa, mark, exponent = short.partition("e")
    mantissa = mantissa.removesuffix(".")
    if mark:
        return f"{mantissa}e{int(exponent)}"
    return mantissa if "." in mantissa or abs(x) >= 999.5 else f"{mantissa}.0"


def whole(x: int) -> str:
    """Write a large integer in scientific notation, also one that no float can hold."""
    digits = max(0, int((abs(x).bit_length() - 1) * math.log10(2)) - 20)
    mantissa, _, exponent = f"{x // 10**digits:.3e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent) + digits}"


def in_full(summary: Summary | None) -> str | None:
    """Write all numbers of a small array, nested as its shape says; None when they are too many."""
    if summary is None or summary.items is None:
        return None
    if not summary.shape:
        return number(summary.items[0])
    if 0 in summary.shape:
        return "[]"
    if len(summary.items) > LIST // 3:  # "1, " is the least that a number takes
        return None
    parts = [number(item) for item in summary.items]
    if sum(map(len, parts)) > 4 * LIST:
        return None
    text = nested(parts, summary.shape)
    return text if len(text) <= LIST else None


def nested(parts: list[str], shape: tuple[int, ...], end: str = ", ") -> str:
    """Write numbers in brackets, as a shape says; `end` stands between rows."""
    for depth, length in enumerate(reversed(shape)):
        between = end if depth else ", "
        parts = [f"[{between.join(parts[k : k + length])}]" for k in range(0, len(parts), length)]
    return parts[0]


def figures(summary: Summary | None) -> list[str]:
    """Write a value in one line, or in two or three lines of statistics."""
    plain = in_full(summary)
    if plain is not None or summary is None:
        return [plain or Said("notkept")]
    if summary.stats is None:
        return [Said("notnumbers")]
    mark, four, bad = described(summary.stats)
    lines = [Said("spread", mark, *four[:2]), Said("extent", mark, *four[2:])] if four else []
    return [*lines, *bad]


def one_line(summary: Summary | None) -> str:
    """Write a value in one line: statistics as `0.02 ± 1.1 in [-2.6, 3.0]`, mean and standard deviation."""
    plain = in_full(summary)
    stats = None if plain is not None or summary is None else summary.stats
    if stats is None or math.isnan(stats.mean):
        return figures(summary)[0]
    mark, four, bad = described(stats)
    return ", ".join([Said("range", mark, *four), *bad])


def described(stats: Statistics) -> tuple[str, list[str], list[str]]:
    """Write statistics: what they are of; mean, deviation, least, largest; how many entries are NaN and infinite.

    The last list has one entry, or none where all are finite; the four are missing where none is.
    """
    numbers = () if math.isnan(stats.mean) else (stats.mean, stats.std, stats.low, stats.high)
    bad = [f"{count:,} {what}" for count, what in ((stats.nans, "nan"), (stats.infinities, "inf")) if count]
    return "|z| " if stats.of_magnitude else "", list(map(number, numbers)), [", ".join(bad)] if bad else []


def printable(text: str, most: int = NAME) -> str:
    """Write a user's text on one line: newlines and control characters are escaped, then it is cut.

    >>> print(printable("two\\nlines"))
    two\\nlines
    """
    if len(text) <= most and text.isprintable():
        return text
    text = text[: most + 1]
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return safe if len(safe) <= most else safe[: most - 1] + ELLIPSIS


def ending(name: str, most: int = NAME) -> str:
    """Write the end of a dotted name that is too long: `encoder.layers.10.weight` and `.bias` differ there.

    >>> ending("encoder.layers.10.attention.projection.weight")
    '….projection.weight'
    """
    while len(name) > most and "." in name[2:]:
        name = ELLIPSIS + name[name.index(".", 2) :]
    return name


def shape(box: Box) -> str | None:
    """Write shape and dtype; of a scalar the dtype, when its number does not tell it; else None."""
    if box.shape is None:
        return Said("outputs", str(box.outputs)) if box.kind == "result" else box.dtype
    if box.shape:
        return f"{box.shape} {box.dtype}"
    return None if box.dtype in USUAL else box.dtype


def infixed(box: Box) -> bool:
    """Tell whether a call is written in the infix form of its op."""
    fields = fields_of(box.infix or "")
    return bool(box.infix) and fields.count("") == len(box.inputs) and {*fields, ""} == {*dict(box.static), ""}


def call(box: Box, operands: list[str]) -> str:
    """Write the call that made a box, with these words for its operands."""
    static = dict(box.static)
    if box.infix and infixed(box):
        bare = {key: text[1:-1] if text[:1] == "(" and text != "()" else text for key, text in static.items()}
        return box.infix.format(*operands, **bare)
    shown = operands if len(operands) <= 6 else [*operands[:3], ELLIPSIS, operands[-1]]
    return f"{box.op}({', '.join([*shown, *(f'{key}={value}' for key, value in static.items())])})"


def graph_of(count: int) -> Said:
    """Say how large a graph is, in boxes."""
    return Said("onegraph") if count == 1 else Said("graph", f"{count:,}")


class Words:
    """The labels of all boxes of one snapshot.

    A label is the user's name, followed by the id when two boxes share the name; the number of a
    scalar constant; else the id.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.outputs = frozenset(snapshot.outputs)
        self.labels: dict[str, str] = {}
        names = {box.id: printable(ending(box.name)) for box in snapshot.boxes if box.name}
        count = Counter([*names.values(), *(box.id for box in snapshot.boxes)])
        for box in snapshot.boxes:
            name = names.get(box.id)
            if name is not None:
                self.labels[box.id] = name if count[name] == 1 else f"{name}:{box.id}"
            elif self.inline(box) and box.value is not None:
                self.labels[box.id] = in_full(box.value) or box.id
            else:
                self.labels[box.id] = box.id
        picks = [box for box in snapshot.boxes if box.op == "pick"]
        self.parts = {(box.inputs[0], int(dict(box.static)["index"])): box.id for box in picks}

    def part(self, key: str, place: int) -> str:
        """Return the label of one result of a call that has several."""
        return self.labels[self.parts[key, place]] if (key, place) in self.parts else f"{self.labels[key]}[{place}]"

    def inline(self, box: Box) -> bool:
        """Tell whether a box is a scalar constant without a name: formulas show its number."""
        plain = box.kind == "constant" and not box.name and not box.state and box.shape == () and box.value is not None
        return plain and box.id not in self.outputs

    def formula(self, box: Box) -> str:
        """Write the call that made a box: `a * b`, or `sum(x, axis=0)`."""
        operands = [self.labels[source] for source in box.inputs]
        if infixed(box):
            operands = [f"({text})" if text.startswith("-") else text for text in operands]
        return printable(call(box, operands), FORMULA)

    def gradient(self, box: Box) -> str | None:
        """Say why a box has no gradient, a dash where none was computed; None when it has one, or can have none."""
        if box.grad is not None or (box.kind == "constant" and not box.state):
            return None
        fillers = () if box.origin is None else (self.labels[box.origin],)
        return Said(box.state, *fillers) if box.state else ABSENT

    def title(self, box: Box) -> str:
        """Write the headline of a box: `h = a * b` for a result, the label for all others."""
        label = self.labels[box.id]
        return f"{label} = {self.formula(box)}" if box.kind == "result" else label
