"""The corners: expressions at points without a derivative, and what we answer there.

A line of `rows.txt` is `expression @ x = gradient, second derivative; forward value : why`. The second derivative is
left out where there is no gradient, the forward value where it is that of the reverse mode. A name that ends in
`Error` is the error raised. What the peers answer is in `peers.json`, which `measure.py` writes.
"""

import json
import math
import re
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
LINE = re.compile(r"(.+?) @ (\S+) = ([^,;:\s]+)(?:, ([^;:\s]+))?(?:; forward (\S+))?(?: : (.+))?")
PEERS = ("HIPS", "PyTorch", "JAX")


class Row(NamedTuple):
    """One point: the answers are numbers as text, or the name of an error."""

    expression: str
    x: str
    gradient: str
    second: str | None
    forward: str
    why: str
    chapter: str

    @property
    def key(self) -> str:
        return f"{self.expression} @ {self.x}"


def rows() -> list[Row]:
    """Return the lines of `rows.txt`."""
    found, chapter = [], ""
    for line in (HERE / "rows.txt").read_text().splitlines():
        if line.startswith("#"):
            chapter = line[2:]
        elif line:
            parts = LINE.fullmatch(line)
            assert parts, line
            expression, x, gradient, second, forward, why = parts.groups()
            found.append(Row(expression, x, gradient, second, forward or gradient, why or "", chapter))
    return found


def same(a: str, b: str) -> bool:
    """Tell whether two answers are the same, up to rounding."""
    if a == b or a.endswith("rror") or b.endswith("rror"):
        return a == b or (a.endswith("rror") and b.endswith("rror"))
    p, q = float(a), float(b)
    return p == q or (math.isnan(p) and math.isnan(q)) or math.isclose(p, q, rel_tol=1e-6, abs_tol=1e-12)


def short(text: str) -> str:
    """Return an answer as the page shows it."""
    return text if text.endswith("rror") else f"{float(text) + 0.0:.6g}"  # -0 is 0


def answered(row: Row, value: str | None) -> str:
    """Return a peer's answer where it is not ours, and a dash where it has none."""
    return "–" if value is None else "" if same(value, row.gradient) else short(value)


def table() -> str:
    """Return the table of the page."""
    peers = json.loads((HERE / "peers.json").read_text())
    titles = [f"{name} {peers[name]['version']}" for name in PEERS]
    lines = [
        f"| expression | at x | gradient | second | {' | '.join(titles)} | because |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    chapter = ""
    for row in rows():
        if row.chapter != chapter:
            chapter = row.chapter
            lines.append(f"| **{chapter}** | | | | | | | |")
        theirs = " | ".join(answered(row, peers[name]["values"][row.key]) for name in PEERS)
        why = row.why
        if row.forward != row.gradient:
            why += f" (forward mode: {short(row.forward)})"
        second = "" if row.second is None else short(row.second)
        lines.append(
            f"| `{row.expression}` | {float(row.x):.6g} | {short(row.gradient)} | {second} | {theirs} | {why.strip()} |"
        )
    return re.sub(r" {2,}\|", " |", "\n".join(lines)) + "\n"
