"""Train a network on the real handwritten digits: `python -m nn.demo [--out DIR] [--seeds N] [--epochs N]`.

Seed s draws both the split into training and test part (80/20, stratified) and the weights. First the
gradient of the real loss of the real model is compared with central differences; the demo stops with status 1
when they disagree. The loss curves and the computation graph of one step are written to the output directory.
"""

import argparse
import csv
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import autograd

from .curve import curves_svg
from .data import stratified_split
from .datasets import load_digits
from .layers import MLP
from .losses import cross_entropy
from .optim import Adam, cosine_rate
from .pipeline import Standardise
from .rng import generator
from .training import accuracy, fit, predict

Array = np.ndarray[Any, np.dtype[Any]]

SIZES = (64, 128, 64, 10)
TEST_FRACTION = 0.2
BATCH_SIZE = 32
RATE = 3e-3
TOLERANCE = 1e-7  # the largest relative error of the gradient


class Problem(NamedTuple):
    """One seed's data, standardised with the statistics of the training part, and its untrained model."""

    x_train: Array
    y_train: Array
    x_test: Array
    y_test: Array
    model: MLP
    rng: np.random.Generator


def prepare(images: Array, labels: Array, seed: int) -> Problem:
    """What seed `seed` draws: the split first, then the weights; the generator goes on to shuffle batches."""
    rng = generator(seed)
    train, test = stratified_split(labels, TEST_FRACTION, rng)
    standardise = Standardise.from_training(images[train])
    model = MLP(*SIZES, rng=rng)
    return Problem(
        standardise(images[train]), labels[train], standardise(images[test]), labels[test], model, rng
    )


def check_gradient(problem: Problem) -> Any:
    """Compare the gradient of the loss of the first batch with central differences; the report of `gradcheck`.

    The model has 17,226 parameters: they are moved along random directions, some in each weight and bias by
    itself, so that a mistake in any of them shows, and some in all together.
    """
    x, y = problem.x_train[:BATCH_SIZE], problem.y_train[:BATCH_SIZE]
    return autograd.gradcheck(lambda model: cross_entropy(model(x), y), problem.model, rtol=TOLERANCE)


def train(problem: Problem, epochs: int, label: str) -> tuple[list[float], float]:
    """(mean training loss per epoch, accuracy on the test part)."""
    losses = fit(
        problem.model,
        problem.x_train,
        problem.y_train,
        optimizer=Adam(problem.model.parameters(), lr=RATE),
        epochs=epochs,
        batch_size=BATCH_SIZE,
        rng=problem.rng,
        schedule=cosine_rate,
        label=label,
    )
    return losses, accuracy(predict(problem.model, problem.x_test), problem.y_test)


def write_graph(problem: Problem, out: Path) -> list[Path]:
    """One step on three digits: its graph as text, DOT and SVG, and a page to step through its backpropagation."""
    logits = problem.model(problem.x_train[:3])
    logits.name = "logits"
    loss = cross_entropy(logits, problem.y_train[:3])
    loss.name = "loss"
    with autograd.record_backward() as sweep:
        loss.backward()
    return [Path(sweep.drawing.save(out / f"graph.{kind}")) for kind in ("txt", "dot", "svg", "html")]


def write_curves(curves: dict[str, list[float]], out: Path) -> list[Path]:
    """The mean training loss of each epoch and seed, as a table and as a picture."""
    table, picture = out / "loss.csv", out / "loss.svg"
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["epoch", *curves])
        for epoch, row in enumerate(zip(*curves.values(), strict=True), start=1):
            writer.writerow([epoch, *row])
    picture.write_text(curves_svg(curves, "training loss on the handwritten digits"), encoding="utf-8")
    return [table, picture]


def main(arguments: Sequence[str] | None = None) -> int:
    """The demo; its exit status."""
    parser = argparse.ArgumentParser("python -m nn.demo", description="Train on real handwritten digits.")
    parser.add_argument("--out", type=Path, default=Path("build/demo"), help="where curves and graphs go")
    parser.add_argument("--seeds", type=_positive, default=5, help="train with seeds 0 .. SEEDS - 1")
    parser.add_argument("--epochs", type=_positive, default=30, help="passes over the training part")
    options = parser.parse_args(arguments)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as refusal:  # a file of that name, a place where one may not write
        parser.error(f"argument --out: {options.out} cannot be used as a folder ({refusal.strerror}); name another one")

    images, labels = load_digits()
    problem = prepare(images, labels, seed=0)
    print(f"{len(problem.y_train)} digits to train on, {len(problem.y_test)} to test on\n{problem.model!r}")
    report = check_gradient(problem)
    error = float(report.relative_error)
    print(f"gradient check: relative error {error:.1e}", flush=True)
    if not (report and error <= TOLERANCE):
        print(report)
        print(f"the gradient is wrong: more than {TOLERANCE:.0e} off. Not training with it.", file=sys.stderr)
        return 1
    written = write_graph(problem, options.out)

    curves: dict[str, list[float]] = {}
    results: list[float] = []
    for seed in range(options.seeds):
        problem = prepare(images, labels, seed)
        start = time.perf_counter()
        losses, result = train(problem, options.epochs, f"seed {seed}")
        seconds = time.perf_counter() - start
        curves[f"seed {seed}"] = losses
        results.append(result)
        print(f"seed {seed}: test accuracy {result:.4f} after {seconds:.1f} s", flush=True)
    written += write_curves(curves, options.out)

    print("written: " + ", ".join(str(path) for path in written))
    print("test accuracy of each run: " + ", ".join(f"{result:.4f}" for result in results))
    print(f"test accuracy: {np.mean(results):.4f}")
    return 0


def _positive(text: str) -> int:
    """A command-line argument as a whole number of at least 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1; got {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
