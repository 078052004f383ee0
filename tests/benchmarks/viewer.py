"""How long big graphs take in the viewer: `python -m tests.benchmarks.viewer [--operations 20000] [--rounds 3]`.

Prints a table: seconds to draw and to save, size of the page, and in Chromium milliseconds from opening the file to the
end of the first click on a group, and of drawing again with about 1,000 boxes. All are CPU time, which minds less who
shares the machine; of Chromium that of the page's thread, and for the click what the clock says too. The smallest of
some rounds counts. Without playwright or Chromium the last columns are missing.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from autograd import Tensor, draw, record_backward
from autograd.drawing.drawing import Drawing
from tests.browser.tab import VIEWER, chromium_here, launched

HEAD = ("program", "operations", "draw s", "save s", "MB", "click ms", "clock ms", "1,000 boxes ms")


def loop(operations: int) -> Tensor:
    """A loop of two operations on scalars."""
    x, w = Tensor(0.5, name="x"), Tensor(1.1, name="w")
    for _ in range(operations // 2):
        x = np.tanh(x * w)
    return x


def cells(operations: int) -> Tensor:
    """A recurrent cell of four operations on 16 numbers."""
    rng = np.random.default_rng(0)
    w, b = Tensor(rng.normal(size=(16, 16)) / 4, name="W"), Tensor(np.zeros(16), name="b")
    h = Tensor(rng.normal(size=16), name="h")
    for _ in range(operations // 4):
        h = np.tanh(w @ h + b) * 0.9
    return (h * h).sum()


def neurons(operations: int) -> Tensor:
    """The loss of a network of neurons, each multiplication an operation of its own, on as many points as it takes."""
    rng = np.random.default_rng(0)
    sizes = (16, 24, 24, 1)
    layers = [
        [([Tensor(float(w)) for w in rng.normal(size=inputs)], Tensor(0.1)) for _ in range(outputs)]
        for inputs, outputs in pairwise(sizes)
    ]
    each = sum(outputs * (2 * inputs + 1) for inputs, outputs in pairwise(sizes))
    loss: Any = 0.0
    for _ in range(max(1, operations // each)):
        h: list[Any] = rng.normal(size=sizes[0]).tolist()
        for layer in layers:
            h = [np.tanh(sum((w * x for w, x in zip(weights, h, strict=True)), bias)) for weights, bias in layer]
        loss = loss + (h[0] - 1.0) ** 2
    return loss


PROGRAMS = (loop, cells, neurons)


def measured(program: Callable[[int], Tensor], operations: int, swept: bool, path: Path, rounds: int) -> list[float]:
    """Draw and save a graph; return its operations, the seconds of both, and the megabytes of the page."""
    loss = program(operations)
    with record_backward() as sweep:
        loss.backward()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        drawing: Drawing = sweep.drawing if swept else draw(loss)
        middle = time.process_time()
        drawing.save(path)
        times.append((middle - start, time.process_time() - middle))
    count = sum(box.kind == "result" for box in drawing.snapshot.boxes)
    seconds = [min(column) for column in zip(*times, strict=True)]
    return [count, *seconds, path.stat().st_size / 1e6]


# Open groups until the next one would make it more than 1,000 boxes, then draw.
THOUSAND = f"""() => {{
    const {{ viewer, graph }} = {VIEWER}, opened = new Set();
    for (const [id] of graph.groups) {{
        if (viewer.count(new Set([...opened, id])) <= 1000) opened.add(id);
        if (viewer.count(opened) > 950) break;
    }}
    viewer.state.opened = opened;
}}"""
DRAW = f"{VIEWER}.viewer.draw(); {VIEWER}.viewer.update(); document.body.offsetHeight"


def clicked(browser: Any, path: Path, rounds: int) -> list[float]:
    """Open a page and click on a group; return the milliseconds until that is done, worked and waited, and those of
    drawing many boxes.
    """
    times = []
    for _ in range(rounds):
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

        def worked(session: Any = session) -> float:
            found = session.send("Performance.getMetrics")["metrics"]
            return 1e3 * next(entry["value"] for entry in found if entry["name"] == "TaskDuration")

        clock, begin = time.perf_counter(), worked()
        page.goto(path.as_uri())
        page.locator(".unit.group").first.click()
        page.evaluate("document.body.offsetHeight")
        click, clock = worked() - begin, 1e3 * (time.perf_counter() - clock)
        page.evaluate(THOUSAND)
        begin = worked()
        page.evaluate(DRAW)
        times.append((click, clock, worked() - begin))
        page.close()
    return [min(column) for column in zip(*times, strict=True)]


def rows(operations: int, rounds: int, browser: Any = None) -> Iterable[tuple[str, list[float]]]:
    """Measure all programs, without and with the steps of a sweep."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.html"
        for program in PROGRAMS:
            for swept in (False, True):
                figures = measured(program, operations, swept, path, rounds)
                name = program.__name__ + (", with its sweep" if swept else "")
                yield name, figures + (clicked(browser, path, rounds) if browser else [])


@contextmanager
def chromium() -> Iterator[Any]:
    """Start Chromium; None where it, or playwright, is not."""
    program = chromium_here()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        yield None
        return
    with sync_playwright() as driver:
        browser = launched(driver, program)
        yield browser
        browser.close()


def line(name: str, figures: list[float]) -> str:
    """Write a row of the table."""
    forms = ("{:,.0f}", "{:.2f}", "{:.2f}", "{:.1f}", "{:.0f}", "{:.0f}", "{:.0f}")
    cells = [form.format(figure) for form, figure in zip(forms, figures, strict=False)]
    return f"| {' | '.join([name, *cells, *['-'] * (len(forms) - len(cells))])} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.viewer", description=__doc__)
    parser.add_argument("--operations", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    with chromium() as browser:
        for name, figures in rows(options.operations, options.rounds, browser):
            print(line(name, figures), flush=True)


if __name__ == "__main__":
    main()
