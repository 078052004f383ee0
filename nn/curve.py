"""Loss curves as a standalone SVG picture, without a plotting library."""

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 400, 70, 110, 40, 50
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")  # Okabe, Ito


def curves_svg(
    curves: Mapping[str, Sequence[float]], title: str = "training loss", unit: str = "epoch"
) -> str:
    """A picture of positive numbers over 1, 2, 3, ... with a logarithmic vertical axis, as SVG text.

    Numbers that are not positive and finite are left out. Raises ValueError when nothing can be drawn.

    >>> curves_svg({"seed 0": [1.0, 0.1, 0.01]}).count("<polyline")
    1
    """
    kept = {
        name: [(i, v) for i, v in enumerate(values, start=1) if math.isfinite(v) and v > 0]
        for name, values in curves.items()
    }
    points = [point for curve in kept.values() for point in curve]
    if not points:
        raise ValueError("no positive, finite number to draw.")
    low = math.floor(math.log10(min(v for _, v in points)))
    high = max(math.ceil(math.log10(max(v for _, v in points))), low + 1)
    last = max(2, max(i for i, _ in points))

    def place(index: float, value: float) -> tuple[float, float]:
        across = (index - 1) / (last - 1)
        up = (math.log10(value) - low) / (high - low)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="24" font-size="15">{escape(title)}</text>',
    ]
    for exponent in range(low, high + 1):
        x, y = place(1, 10.0**exponent)
        lines.append(f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>')
        lines.append(f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**exponent:g}</text>')
    for index in _ticks(last):
        x, y = place(index, 10.0**low)
        lines.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{index}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    lines.append(f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">{escape(unit)}</text>')
    for number, (name, curve) in enumerate(kept.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in curve))
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        y = TOP + 16 * number
        lines.append(f'<text x="{WIDTH - RIGHT + 12}" y="{y + 4}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*lines, "</svg>", ""])


def _ticks(last: int) -> list[int]:
    """A handful of round indices from 1 to `last`."""
    step = next(s * 10**k for k in range(12) for s in (1, 2, 5) if last / (s * 10**k) <= 6)
    return [1, *range(step if step > 1 else 2, last + 1, step)]
