"""What the laws need of a declaration beyond its rules, and the line to paste when it lacks it."""

from __future__ import annotations

from pathlib import Path

from autograd.graph.op import Op


class Lacking(AssertionError):
    """A declaration lacks something the laws cannot do without."""


def place(op: Op) -> str:
    """Return where the op is declared."""
    file, line = op.declared_at
    return f"{Path(file).parent.name}/{Path(file).name}:{line}"


def why_cases(op: Op) -> str | None:
    """Say why an op needs `cases`; None when it has them or its samples can be made up."""
    if op.cases:
        return None
    if op.static:
        return f"it has static arguments ({', '.join(op.static)})"
    if op.variadic:
        return "it takes any number of operands"
    without = [name for name in op.args if name not in op.rules]
    if op.rules and without:
        return f"its operand {without[0]!r} has no derivative, so the laws do not know what it may be"
    broadcast = op.broadcasts or op.kind in ("elementwise", "flat")
    if len(op.args) > 1 and not broadcast and op.signature is None:
        return "it has several operands, whose shapes must fit each other, and no `signature`"
    return None


def line_to_paste(op: Op) -> str:
    """Return an example of the missing `cases`, with the op's own names in it."""
    shapes = "((2, 3), (2, 3))" if op.variadic else "(" + "(2, 3), " * len(op.args) + ")"
    static = "{" + ", ".join(f"{key!r}: {value!r}" for key, value in op.static.items() if key != "out") + "}"
    without = [name for name in op.args if name not in op.rules and op.rules]
    fixed = f", fixed={{{without[0]!r}: np.array(...)}}" if without else ""
    return f"cases=(Case({shapes.replace(', )', ',)')}, {static}{fixed}),),"


def demand_cases(op: Op) -> None:
    """Raise, with the line to paste, when an op has no cases and needs them."""
    reason = why_cases(op)
    if reason is not None:
        raise Lacking(
            f"{op.name} ({place(op)}) needs example calls, because {reason}. Paste into its declaration, and make "
            f"several telling ones of it:\n    {line_to_paste(op)}"
        )
