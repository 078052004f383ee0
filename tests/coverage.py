"""Which functions of NumPy have a derivative: read from the registry, and written to a page.

`python -m tests.coverage --write` writes docs/look-up/coverage.md. What the registry does not tell, REASONS does:
why a function is constant, or refused. A function of NumPy's that is in neither fails a test.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import autograd.numpy  # noqa: F401  (declares all ops)
from autograd.graph.op import IMPLEMENTATIONS, Op
from autograd.ops.flat import CONSTANT_FUNCTIONS
from autograd.ops.sampling import RULES

PAGE = Path(__file__).parents[1] / "docs/look-up/coverage.md"
PARTS = {
    "": "numpy", ".linalg": "numpy.linalg", ".fft": "numpy.fft", ".random": "numpy.random", ".emath": "numpy.emath",
    ".lib.stride_tricks": "numpy.lib.stride_tricks",
}  # fmt: skip

UNLISTED = ("as_strided", "sliding_window_view")  # stride_tricks does not say what is public in it
DERIVED, CONSTANT, REFUSED, OTHER = "reverse, forward", "constant", "refused", "no function of arrays"

MADE = "makes an array from sizes and other constants"
WINDOW = "makes a window from its length"
INTEGERS = "is about whole numbers, bits or positions"
DATES = "is about dates"
TEXT = "makes or reads text or files"
TYPES = "is about dtypes and shapes"
SETTINGS = "is about NumPy itself and its settings"
CLASS = "is a class that code may name; it holds no tensors"
DRAWN = "draws constants; write the draw as a function of its parameters: loc + scale * standard_normal()"
STATE = "is a generator of random numbers, or its state"
OLD_MATRIX = "makes a matrix, which NumPy discourages; use arrays"
MEMORY = "reads memory that the graph knows nothing of"

# Why a callable has no derivative: by status and reason. Names that a NumPy lacks do no harm.
REASONS: dict[tuple[str, str], str] = {
    (CONSTANT, MADE): "arange empty eye identity indices mask_indices ones tri zeros diag_indices tril_indices"
    " triu_indices fromfunction fftfreq rfftfreq",
    (CONSTANT, WINDOW): "bartlett blackman hamming hanning kaiser",
    (CONSTANT, INTEGERS): "ndindex broadcast_shapes packbits unpackbits ix_",
    (CONSTANT, TYPES): "isdtype isfortran isscalar issubdtype iterable mintypecode promote_types typename finfo iinfo"
    " dtype",
    (CONSTANT, DRAWN): "beta binomial bytes chisquare choice dirichlet exponential f gamma geometric gumbel"
    " hypergeometric laplace logistic lognormal logseries multinomial multivariate_normal negative_binomial"
    " noncentral_chisquare noncentral_f normal pareto permutation poisson power rand randint randn random"
    " random_integers random_sample ranf rayleigh sample shuffle standard_cauchy standard_exponential standard_gamma"
    " standard_normal standard_t triangular uniform vonmises wald weibull zipf",
    (OTHER, STATE): "BitGenerator Generator MT19937 PCG64 PCG64DXSM Philox RandomState SFC64 SeedSequence default_rng"
    " get_state seed set_state",
    (OTHER, DATES): "busday_count busday_offset busdaycalendar datetime_as_string datetime_data is_busday",
    (OTHER, TEXT): "base_repr binary_repr format_float_positional format_float_scientific fromfile fromregex fromstring"
    " genfromtxt load loadtxt memmap",
    (OTHER, SETTINGS): "errstate get_include get_printoptions getbufsize geterr geterrcall info printoptions"
    " set_printoptions setbufsize seterr seterrcall show_config show_runtime test",
    (OTHER, CLASS): "broadcast flatiter ndarray nditer nested_iters recarray ufunc poly1d",
    (REFUSED, "is an old name: use trapezoid and isin"): "trapz in1d",
    (REFUSED, OLD_MATRIX): "asmatrix bmat matrix",
    (REFUSED, MEMORY): "as_strided from_dlpack frombuffer",
    (REFUSED, "takes float(element) of each element, which is an error within grad: use array([...])"): "fromiter",
    (REFUSED, "makes a ufunc of Python objects: use vectorize"): "frompyfunc",
}
WHY = {name: key for key, names in REASONS.items() for name in names.split()}
OURS_TOO = ("as_strided", "fftfreq", "rfftfreq")  # what we have only to refuse it, or with one more keyword
WRITES = "writes into its first argument, which may be a tensor"


class Entry(NamedTuple):
    """One callable of NumPy's under all its names, its status, and how or why."""

    names: list[str]
    status: str
    how: str


def callables(part: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the public callables of a module of NumPy's by name, without scalar types and exceptions."""
    module = np.emath if part == ".emath" else importlib.import_module(f"numpy{part}")
    for name in sorted(set(getattr(module, "__all__", UNLISTED))):
        found = getattr(module, name, None)
        if name.startswith("_"):
            continue
        if callable(found) and not (isinstance(found, type) and issubclass(found, (np.generic, Exception, bool))):
            yield name, found


def judged(part: str, name: str, theirs: Callable[..., Any]) -> tuple[str, str] | None:
    """Return the status of one callable, and how or why; None for one that nobody has classified."""
    mine = getattr(importlib.import_module(f"autograd.numpy{part}"), name, theirs)
    ours = IMPLEMENTATIONS.get(theirs) if theirs.__hash__ else None
    if part == ".random" and mine is not theirs and name not in RULES:
        return REFUSED, "samples are no smooth function of its parameters"
    if theirs in CONSTANT_FUNCTIONS:
        return CONSTANT, "its result is piecewise constant, or a fact about its argument"
    if isinstance(ours, Op):
        return of_op(ours)
    ours = ours or (mine if mine is not theirs else None)
    if ours is None or name in OURS_TOO:
        return WHY.get(name)
    if ours.__module__ == "autograd.ops.filling":
        return DERIVED, WRITES
    named = "" if IMPLEMENTATIONS.get(theirs) else "; under autograd.numpy, since NumPy does not ask its arguments"
    op = getattr(sys.modules[ours.__module__], f"{ours.__name__}_op", None)
    return DERIVED, (of_op(op)[1] if isinstance(op, Op) else "composed of ops") + named


def of_op(op: Op) -> tuple[str, str]:
    """Return the status of an op, and its kind with the arguments that it has derivatives in."""
    if not op.rules:
        return CONSTANT, "flat: its derivative is 0 almost everywhere"
    some = f" in {', '.join(op.rules)}" if len(op.rules) < len(op.args) else ""
    return DERIVED, f"{'an' if op.kind == 'elementwise' else 'a'} {op.kind} op{some}"


def entries(part: str) -> list[Entry]:
    """Return the callables of a module, aliases together, in the order of their names."""
    found: dict[int, Entry] = {}
    for name, theirs in callables(part):
        status, how = judged(part, name, theirs) or ("unclassified", "add it to REASONS in tests/coverage.py")
        found.setdefault(id(theirs), Entry([], status, how)).names.append(name)
    return list(found.values())


def unclassified() -> list[str]:
    """Return the callables of the installed NumPy that neither the registry nor REASONS knows."""
    return [f"{PARTS[part]}.{name}" for part in PARTS for name, f in callables(part) if judged(part, name, f) is None]


def version() -> str:
    """Return the installed NumPy's major and minor version."""
    return ".".join(np.__version__.split(".")[:2])


def page() -> str:
    """Return the text of the page."""
    lines = [HEADER.format(version=version())]
    all_entries = {part: entries(part) for part in PARTS}
    for part, found in all_entries.items():
        lines.append(f"- `{PARTS[part]}`: {counts(found)}")
    for part, found in all_entries.items():
        lines += ["", f"## {PARTS[part]}", "", "| function | derivative | how, or why not |", "|---|---|---|"]
        lines += [row(entry) for entry in found if entry.status in (DERIVED, REFUSED)]
        for status in (CONSTANT, OTHER):
            for why in dict.fromkeys(entry.how for entry in found if entry.status == status):
                names = ", ".join(f"`{n}`" for e in found if (e.status, e.how) == (status, why) for n in e.names)
                lines.append(f"| {names} | {status if status == CONSTANT else 'none'} | {why} |")
    return "\n".join(lines) + "\n"


COUNTED = {DERIVED: "with derivatives", OTHER: "that are no functions of arrays"}


def counts(found: Sequence[Entry]) -> str:
    """Say how many callables have which status."""
    total = {status: sum(e.status == status for e in found) for status in (DERIVED, CONSTANT, REFUSED, OTHER)}
    return ", ".join(f"{n} {COUNTED.get(status, status)}" for status, n in total.items() if n)


def row(entry: Entry) -> str:
    """Return a row of the table."""
    return f"| {', '.join(f'`{name}`' for name in entry.names)} | {entry.status} | {entry.how} |"


HEADER = """\
# What has a derivative

Every public function of NumPy {version}, from the registry of ops; written by `python -m tests.coverage --write`.
Derivatives are of every order, in reverse and forward mode, for real and complex numbers where NumPy has both. A
*constant* result is no part of the graph, because it does not change when the arguments change a little, or because no
argument can be a tensor. What is *refused* raises `NoRuleError` (or `LostGraphError`) for a tensor on a graph: nothing
drops a gradient silently. An unsupported keyword raises by name.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print or write the page; return 1 when something is not classified."""
    parser = argparse.ArgumentParser(prog="python -m tests.coverage", description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.parent.name}/{PAGE.name}")
    options = parser.parse_args(arguments)
    if options.write:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        print(page())
    return 1 if unclassified() else 0


if __name__ == "__main__":
    sys.exit(main())
