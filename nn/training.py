"""A small training loop, and what one does with a trained model."""

import contextlib
import math
import sys
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

import numpy as np

from autograd import Tensor, no_grad

from .data import Batches
from .losses import cross_entropy
from .module import Module
from .optim import Optimizer, constant_rate
from .rng import Rng
from .whole import whole


def fit(
    model: Callable[[Any], Any],
    x: Any,
    y: Any,
    *,
    optimizer: Optimizer,
    epochs: int,
    rng: Rng,
    loss: Callable[[Any, Any], Any] = cross_entropy,
    batch_size: int = 32,
    schedule: Callable[[float], float] = constant_rate,
    progress: bool = True,
    label: str = "",
) -> list[float]:
    """Train a model on examples and targets.

    Args:
        model: a module, or any function of a batch of examples.
        x: the examples, of shape (n, ...).
        y: the targets, n of them.
        optimizer: holds the parameters to train.
        epochs: how often all examples are gone through.
        rng: a seed or Generator; it shuffles the batches.
        loss: of the model's output and the targets of a batch; a scalar, the mean over the batch.
        batch_size: the number of examples in a batch.
        schedule: before each step the optimiser's rate is its first rate times `schedule(part of the training
            that is done)`; it is put back at the end.
        progress: shows a bar when tqdm is installed and the output is a terminal, a few plain lines otherwise.
        label: stands in front of those lines.

    Returns:
        The mean training loss of each epoch.

    Raises:
        ValueError: arrays of different lengths, no examples, or a negative number of epochs.
        TypeError: an optimiser's class instead of an optimiser; numbers of epochs or examples that are not whole.
        FloatingPointError: a loss became NaN or infinite.

    >>> from nn import MLP, SGD, mse
    >>> x = np.linspace(-1.0, 1.0, 20)[:, None]
    >>> model = MLP(1, 1, rng=0)
    >>> losses = fit(model, x, 3.0 * x, optimizer=SGD(model.parameters(), lr=0.5), loss=mse,
    ...              epochs=30, rng=0, progress=False)
    >>> losses[-1] < 1e-6
    True
    """
    if isinstance(optimizer, type) or not hasattr(optimizer, "step"):
        given = f"the class {optimizer.__name__}" if isinstance(optimizer, type) else f"a {type(optimizer).__name__}"
        raise TypeError(
            f"fit needs an optimiser of the model's parameters; got {given}. "
            "Write optimizer=Adam(model.parameters(), lr=0.003)."
        )
    epochs = whole("epochs", epochs)
    batches = Batches(x, y, size=batch_size, rng=rng)
    if batches.length == 0:
        raise ValueError("fit needs at least one example; x is empty.")
    if epochs < 0:
        raise ValueError(f"epochs must be 0 or more; got {epochs}.")
    history: list[float] = []
    rate, step, steps = optimizer.lr, 0, epochs * len(batches)
    try:
        with mode(model, training=True), _Progress(epochs, label, progress) as shown:
            for epoch in range(1, epochs + 1):
                total = 0.0
                for inputs, targets in batches:
                    optimizer.lr = rate * schedule(step / steps)
                    number = _train_on(model, inputs, targets, loss, optimizer)
                    if not math.isfinite(number):
                        raise FloatingPointError(
                            f"the loss became {number} in epoch {epoch}. Lower the learning rate ({rate}), "
                            "or look for NaN in the data."
                        )
                    total += number * len(inputs)
                    step += 1
                history.append(total / batches.length)
                shown.epoch(epoch, history[-1])
    finally:
        optimizer.lr = rate
    return history


def _train_on(
    model: Callable[[Any], Any], x: Any, y: Any, loss: Callable[[Any, Any], Any], optimizer: Optimizer
) -> float:
    """One step on one batch; the loss before it."""
    value = loss(model(x), y)
    optimizer.zero_grad()
    value.backward(retain_graph=False)
    optimizer.step()
    return float(value.data)


def predict(model: Callable[[Any], Any], x: Any) -> np.ndarray[Any, np.dtype[Any]]:
    """The model's output as a plain array: nothing is recorded, and layers know they are in use.

    Args:
        model: a module, or any function of a batch of examples.
        x: the examples, of shape (n, ...).

    Returns:
        The output, an array of whatever shape the model gives.

    >>> from nn import Linear
    >>> predict(Linear(2, 3, rng=0), np.zeros((1, 2)))
    array([[0., 0., 0.]])
    """
    with mode(model, training=False), no_grad():
        output = model(x)
    return np.asarray(output.data if isinstance(output, Tensor) else output)


def accuracy(logits: Any, labels: Any) -> float:
    """The part of the rows of `logits` (n, classes) whose largest entry is at the label (n,).

    Args:
        logits: of shape (n, classes), or (..., classes); a Tensor or an array.
        labels: whole numbers of the shape of the logits without their last axis.

    Returns:
        A number between 0 and 1.

    Raises:
        ValueError: labels of another shape, or no rows.

    >>> accuracy(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([0, 1]))
    0.5
    """
    scores = np.asarray(logits.data if isinstance(logits, Tensor) else logits)
    truth = np.asarray(labels)
    if scores.ndim == 0 or truth.shape != scores.shape[:-1]:
        hint = " The order is accuracy(logits, labels)." if truth.shape[:-1] == scores.shape else ""
        raise ValueError(
            f"accuracy of logits {scores.shape} needs labels of shape {scores.shape[:-1]}; got {truth.shape}.{hint}"
        )
    if truth.size == 0:
        raise ValueError("accuracy needs at least one row.")
    return float(np.mean(scores.argmax(axis=-1) == truth))


@contextlib.contextmanager
def mode(model: Any, training: bool) -> Iterator[None]:
    """Within the block every module of `model` has this `training`; afterwards what it had before."""
    before = [(module, module.training) for module in model.modules()] if isinstance(model, Module) else []
    for module, _ in before:
        module.training = training
    try:
        yield
    finally:
        for module, was in before:
            module.training = was


class _Progress:
    """A bar when tqdm and a terminal are there, about five lines otherwise, nothing when switched off."""

    def __init__(self, epochs: int, label: str, shown: bool) -> None:
        self.epochs, self.label, self.shown = epochs, label, shown
        self.every = max(1, -(-epochs // 5))
        self.bar = _tqdm_bar(epochs, label) if shown else None

    def epoch(self, epoch: int, loss: float) -> None:
        if self.bar is not None:
            self.bar.set_postfix_str(f"loss {loss:.4f}", refresh=False)
            self.bar.update()
        elif self.shown and (epoch % self.every == 0 or epoch == self.epochs):
            prefix = f"{self.label}: " if self.label else ""
            print(f"{prefix}epoch {epoch}/{self.epochs}, loss {loss:.4f}", flush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.close()


def _tqdm_bar(total: int, label: str) -> Any:
    """A progress bar, or None without tqdm or without a terminal."""
    if not sys.stderr.isatty():
        return None
    try:
        from tqdm import tqdm  # an optional package
    except ImportError:
        return None
    return tqdm(total=total, desc=label or None, unit="epoch", leave=False, dynamic_ncols=True)
