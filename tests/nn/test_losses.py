"""Losses: hand-written values, gradients by formula and by differences, stability, dtypes, bad labels."""

from typing import Any

import numpy as np
import pytest

import nn
from autograd import Tensor, grad

RNG = np.random.default_rng(0)
LOGITS = RNG.normal(size=(6, 4)) * 3
LABELS = np.array([0, 3, 1, 1, 2, 0])


def by_hand(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    p = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    return -np.log(np.take_along_axis(p, labels[..., None], -1)[..., 0])


def test_cross_entropy_values() -> None:
    assert nn.cross_entropy(LOGITS, LABELS) == pytest.approx(by_hand(LOGITS, LABELS).mean(), rel=1e-13)
    np.testing.assert_allclose(
        nn.cross_entropy(LOGITS, LABELS, reduction="none"), by_hand(LOGITS, LABELS), rtol=1e-12
    )
    total = nn.cross_entropy(Tensor(LOGITS), LABELS, reduction="sum")
    assert float(total) == pytest.approx(by_hand(LOGITS, LABELS).sum(), rel=1e-13)


def test_cross_entropy_gradient_is_softmax_minus_one_hot() -> None:
    p = np.exp(LOGITS) / np.exp(LOGITS).sum(1, keepdims=True)
    expected = (p - np.eye(4)[LABELS]) / 6
    np.testing.assert_allclose(grad(nn.cross_entropy)(LOGITS, LABELS), expected, rtol=1e-12, atol=1e-16)
    h, moved = 1e-5, LOGITS.copy()
    moved[2, 1] += h
    up = by_hand(moved, LABELS).mean()
    moved[2, 1] -= 2 * h
    assert (up - by_hand(moved, LABELS).mean()) / (2 * h) == pytest.approx(expected[2, 1], rel=1e-8)


def test_cross_entropy_over_other_numbers_of_axes() -> None:
    logits, labels = RNG.normal(size=(2, 3, 4)), RNG.integers(4, size=(2, 3))
    assert nn.cross_entropy(logits, labels) == pytest.approx(by_hand(logits, labels).mean(), rel=1e-13)
    assert nn.cross_entropy(logits, labels, reduction="none").shape == (2, 3)
    assert nn.cross_entropy(logits[0, 0], 2) == pytest.approx(by_hand(logits[0, 0], np.array(2)), rel=1e-13)


def test_cross_entropy_of_huge_logits() -> None:
    t = Tensor([[1e4, 0.0], [-1e4, 1e4]])
    loss = nn.cross_entropy(t, np.array([1, 1]))
    assert float(loss) == pytest.approx(5e3)
    loss.backward()
    np.testing.assert_allclose(t.grad, [[0.5, -0.5], [0.0, 0.0]])


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int32, np.int64, list, Tensor])
def test_labels_of_every_integer_kind(kind: Any) -> None:
    labels = LABELS.tolist() if kind is list else Tensor(LABELS) if kind is Tensor else LABELS.astype(kind)
    assert nn.cross_entropy(LOGITS, labels) == pytest.approx(by_hand(LOGITS, LABELS).mean(), rel=1e-13)


def test_float32_stays_float32() -> None:
    t = Tensor(LOGITS.astype(np.float32))
    loss = nn.cross_entropy(t, LABELS)
    loss.backward()
    assert loss.dtype == np.float32 and t.grad.dtype == np.float32
    u = Tensor(LOGITS.astype(np.float32))
    other = nn.mse(u, np.zeros_like(u.data))
    other.backward()
    assert other.dtype == np.float32 and u.grad.dtype == np.float32


@pytest.mark.parametrize(
    ("labels", "error", "text"),
    [
        (np.array([0, 3, 1, 4, 2, 0]), ValueError, r"label 4 at position 3 is outside 0\.\.3: .*4 classes"),
        (np.array([0, 3, 1, 1, -1, 0]), ValueError, r"label -1 at position 4"),
        (LABELS.astype(float), TypeError, r"integer labels \(class numbers 0\.\.3\); got float64"),
        (np.eye(4)[LABELS], ValueError, r"labels\.argmax\(axis=-1\)"),
        (LABELS[:, None], ValueError, r"Use labels\[\.\.\., 0\]"),
        (LABELS[:5], ValueError, r"needs labels of shape \(6,\); got \(5,\)"),
        (LABELS > 1, TypeError, "got bool"),
        (3, ValueError, r"got \(\)"),
    ],
)
def test_labels_that_do_not_fit_are_explained(labels: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        nn.cross_entropy(LOGITS, labels)


def test_swapped_arguments_are_noticed() -> None:
    with pytest.raises(ValueError, match=r"The order is cross_entropy\(logits, labels\)"):
        nn.cross_entropy(LABELS, LOGITS)


def test_empty_batches_and_unknown_reductions() -> None:
    empty, none = np.zeros((0, 4)), np.zeros(0, int)
    with pytest.raises(ValueError, match="cross_entropy of an empty batch has no mean"):
        nn.cross_entropy(empty, none)
    assert nn.cross_entropy(empty, none, reduction="sum") == 0.0
    assert nn.cross_entropy(empty, none, reduction="none").shape == (0,)
    with pytest.raises(ValueError, match="mse of an empty batch"):
        nn.mse(np.zeros(0), np.zeros(0))
    with pytest.raises(ValueError, match='"mean", "sum" or "none"; got \'avg\''):
        nn.mse(np.ones(2), np.ones(2), reduction="avg")
    with pytest.raises(ValueError, match="got a single number"):
        nn.cross_entropy(1.0, 0)


def test_mse() -> None:
    p, t = RNG.normal(size=(3, 2)), RNG.normal(size=(3, 2))
    assert nn.mse(p, t) == pytest.approx(((p - t) ** 2).mean(), rel=1e-14)
    np.testing.assert_allclose(nn.mse(p, t, reduction="none"), (p - t) ** 2, rtol=1e-14)
    np.testing.assert_allclose(grad(nn.mse)(p, t), 2 * (p - t) / 6, rtol=1e-14)
    np.testing.assert_allclose(grad(nn.mse, 1)(p, t), 2 * (t - p) / 6, rtol=1e-14)
    assert nn.mse(p, 0.0) == pytest.approx((p**2).mean())
    with pytest.raises(ValueError, match=r"prediction's shape \(3, 1\); got \(3,\)"):
        nn.mse(np.ones((3, 1)), np.ones(3))
