"""The training loop: it lowers the loss, is repeatable, puts things back, and reports trouble."""

import contextlib
import io
import sys
from typing import Any

import numpy as np
import pytest

import nn
from nn.optim import cosine_rate


class Spy(nn.Module):
    """Notes the mode it is called in."""

    def __init__(self) -> None:
        self.seen: list[bool] = []

    def __call__(self, x: Any) -> Any:
        self.seen.append(self.training)
        return x


def spirals(seed: int = 0) -> tuple[Any, Any]:
    return nn.datasets.spirals(150, rng=seed)


def test_training_reduces_the_loss_and_learns() -> None:
    x, y = spirals()
    model = nn.MLP(2, 32, 32, 3, rng=0)
    optimizer = nn.Adam(model.parameters(), lr=0.02)
    history = nn.fit(
        model, x, y, optimizer=optimizer, epochs=60, rng=0, schedule=cosine_rate, progress=False
    )
    assert len(history) == 60 and history[-1] < 0.2 * history[0]
    assert nn.accuracy(nn.predict(model, x), y) > 0.95
    assert optimizer.lr == 0.02


def test_the_same_seed_trains_the_same_model() -> None:
    x, y = spirals()
    runs = []
    for _ in range(2):
        model = nn.MLP(2, 8, 3, rng=1)
        nn.fit(model, x, y, optimizer=nn.SGD(model.parameters(), lr=0.1), epochs=3, rng=2, progress=False)
        runs.append(model.state_dict())
    for name in runs[0]:
        np.testing.assert_array_equal(runs[0][name], runs[1][name])


def test_float32_stays_float32_through_training() -> None:
    x, y = spirals()
    model = nn.MLP(2, 8, 3, rng=1, dtype=np.float32)
    optimizer, single = nn.Adam(model.parameters(), lr=0.01), x.astype(np.float32)
    nn.fit(model, single, y, optimizer=optimizer, epochs=2, rng=2, schedule=cosine_rate, progress=False)
    assert all(p.dtype == np.float32 for p in model.parameters())
    assert nn.predict(model, single).dtype == np.float32


def test_the_mean_loss_of_an_epoch_counts_every_example_once() -> None:
    x, y = np.arange(5.0)[:, None], np.zeros((5, 1))
    model = nn.Linear(1, 1, bias=False, rng=0)
    model.weight.data = np.ones((1, 1))
    optimizer = nn.SGD(model.parameters(), lr=0.0)
    history = nn.fit(
        model, x, y, optimizer=optimizer, loss=nn.mse, epochs=1, batch_size=2, rng=0, progress=False
    )
    assert history == [pytest.approx(np.mean(np.arange(5.0) ** 2))]


def test_modes_are_set_and_put_back() -> None:
    spy = Spy()
    model = nn.Sequential(spy, nn.Linear(2, 3, rng=0))
    model.eval()
    x, y = spirals()
    nn.fit(model, x, y, optimizer=nn.SGD(model.parameters(), lr=0.1), epochs=1, rng=0, progress=False)
    assert all(spy.seen) and not any(module.training for module in model.modules())
    model.train()
    spy.seen.clear()
    output = nn.predict(model, x)
    assert spy.seen == [False] and all(module.training for module in model.modules())
    assert type(output) is np.ndarray


def test_a_loss_that_explodes_is_reported() -> None:
    x, y = np.ones((4, 1)), np.ones((4, 1))
    model = nn.Linear(1, 1, rng=0)
    optimizer = nn.SGD(model.parameters(), lr=1e200)
    with pytest.raises(FloatingPointError, match=r"in epoch \d+\. Lower the learning rate \(1e\+200\)"):
        nn.fit(model, x, y, optimizer=optimizer, loss=nn.mse, epochs=9, rng=0, progress=False)
    assert optimizer.lr == 1e200


def test_bad_input() -> None:
    model = nn.Linear(2, 3, rng=0)
    optimizer = nn.SGD(model.parameters(), lr=0.1)
    with pytest.raises(ValueError, match="one length; got lengths 3, 2"):
        nn.fit(model, np.ones((3, 2)), np.zeros(2, int), optimizer=optimizer, epochs=1, rng=0)
    with pytest.raises(ValueError, match="x is empty"):
        nn.fit(model, np.ones((0, 2)), np.zeros(0, int), optimizer=optimizer, epochs=1, rng=0)
    with pytest.raises(ValueError, match="epochs must be 0 or more"):
        nn.fit(model, np.ones((3, 2)), np.zeros(3, int), optimizer=optimizer, epochs=-1, rng=0)
    with pytest.raises(TypeError, match=r"epochs must be a whole number; got 1\.5"):
        nn.fit(model, np.ones((3, 2)), np.zeros(3, int), optimizer=optimizer, epochs=1.5, rng=0)  # type: ignore[arg-type]
    for given, words in ((nn.Adam, "the class Adam"), ("adam", "a str"), (None, "a NoneType")):
        with pytest.raises(TypeError, match=rf"got {words}\. Write optimizer=Adam\(model\.parameters\(\)"):
            nn.fit(model, np.ones((3, 2)), np.zeros(3, int), optimizer=given, epochs=1, rng=0)  # type: ignore[arg-type]
    assert nn.fit(model, np.ones((3, 2)), np.zeros(3, int), optimizer=optimizer, epochs=0, rng=0) == []


def test_accuracy() -> None:
    logits = np.array([[1.0, 2.0], [3.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    assert nn.accuracy(logits, np.array([1, 0, 0, 1])) == 0.75
    with pytest.raises(ValueError, match=r"needs labels of shape \(4,\); got \(3,\)"):
        nn.accuracy(logits, np.zeros(3, int))
    with pytest.raises(ValueError, match=r"The order is accuracy\(logits, labels\)"):
        nn.accuracy(np.array([1, 0, 0, 1]), logits)
    with pytest.raises(ValueError, match="at least one row"):
        nn.accuracy(logits[:0], np.zeros(0, int))


def run_shown(monkeypatch: pytest.MonkeyPatch, terminal: bool, tqdm: bool = True) -> tuple[str, str]:
    class Stream(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    if not tqdm:
        monkeypatch.setitem(sys.modules, "tqdm", None)
    err, out = Stream(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", err)
    x, y = spirals()
    model = nn.Linear(2, 3, rng=0)
    with contextlib.redirect_stdout(out):
        nn.fit(model, x, y, optimizer=nn.SGD(model.parameters(), lr=0.1), epochs=10, rng=0, label="try")
    return out.getvalue(), err.getvalue()


def test_plain_lines_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = run_shown(monkeypatch, terminal=False)
    lines = out.splitlines()
    assert len(lines) == 5 and err == ""
    assert lines[0].startswith("try: epoch 2/10, loss ") and lines[-1].startswith("try: epoch 10/10, loss ")


def test_plain_lines_without_tqdm(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = run_shown(monkeypatch, terminal=True, tqdm=False)
    assert len(out.splitlines()) == 5 and err == ""


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tqdm")
    out, err = run_shown(monkeypatch, terminal=True)
    assert out == "" and "try" in err and "/10" in err  # a fast loop may not redraw the bar
