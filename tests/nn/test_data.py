"""Batches, splits and standardisation."""

import numpy as np
import pytest

import nn

X = np.arange(20.0).reshape(10, 2)
Y = np.arange(10)


def test_every_example_comes_once_per_pass_and_pairs_stay_together() -> None:
    batches = nn.Batches(X, Y, size=4, rng=0)
    assert len(batches) == 3
    orders = []
    for _ in range(2):
        parts = list(batches)
        assert [len(y) for _, y in parts] == [4, 4, 2]
        for x, y in parts:
            np.testing.assert_array_equal(x, X[y])
        orders.append([int(label) for _, y in parts for label in y])
        assert sorted(orders[-1]) == list(range(10))
    assert orders[0] != orders[1]
    again = nn.Batches(X, Y, size=4, rng=0)
    assert [int(label) for _, y in again for label in y] == orders[0]


def test_without_shuffling_the_order_stays() -> None:
    parts = list(nn.Batches(Y, size=5, shuffle=False))
    np.testing.assert_array_equal(np.concatenate([y for (y,) in parts]), Y)
    assert len(parts) == 2
    assert list(nn.Batches(np.zeros((0, 3)), size=2, shuffle=False)) == []
    assert [len(y) for (y,) in nn.Batches(Y, size=100, rng=1)] == [10]


def test_batches_refuse_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="one length; got lengths 10, 9"):
        nn.Batches(X, Y[:9], size=4, rng=0)
    with pytest.raises(ValueError, match="size of at least 1; got 0"):
        nn.Batches(X, size=0, rng=0)
    with pytest.raises(TypeError, match=r"size of batches must be a whole number; got 2\.5, a float"):
        nn.Batches(X, size=2.5, rng=0)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="need rng="):
        nn.Batches(X, size=2)
    with pytest.raises(ValueError, match="at least one array"):
        nn.Batches(size=2, rng=0)
    with pytest.raises(ValueError, match="array 1 is a single number"):
        nn.Batches(X, 3.0, size=2, rng=0)


def test_the_split_keeps_proportions_and_loses_nobody() -> None:
    labels = np.random.default_rng(0).permutation(np.repeat([0, 1, 2, 7], [50, 33, 12, 5]))
    train, test = nn.stratified_split(labels, 0.2, rng=0)
    assert len(test) == 20 and sorted([*train, *test]) == list(range(100))
    counts = [int((labels[test] == c).sum()) for c in (0, 1, 2, 7)]
    assert counts[0] == 10 and counts[3] == 1 and counts[1] in (6, 7) and counts[2] in (2, 3)
    again = nn.stratified_split(labels, 0.2, rng=0)
    np.testing.assert_array_equal(test, again[1])
    assert not np.array_equal(test, nn.stratified_split(labels, 0.2, rng=1)[1])
    assert not np.array_equal(train, np.sort(train))


def test_each_class_is_on_both_sides_whatever_the_fraction() -> None:
    labels = np.repeat(np.arange(5), 2)
    for fraction in (0.01, 0.5, 0.99):
        train, test = nn.stratified_split(labels, fraction, rng=0)
        assert set(labels[train]) == set(labels[test]) == set(range(5))


def test_splits_that_cannot_be() -> None:
    for fraction in (0.0, 1.0, -0.2, 20.0, float("nan")):
        with pytest.raises(ValueError, match="between 0 and 1"):
            nn.stratified_split(Y, fraction, rng=0)
    with pytest.raises(ValueError, match="class 3 has a single member"):
        nn.stratified_split([0, 0, 3], 0.5, rng=0)
    with pytest.raises(ValueError, match=r"shape \(n,\)"):
        nn.stratified_split(np.zeros((2, 2), int), 0.5, rng=0)
    with pytest.raises(TypeError, match="needs rng"):
        nn.stratified_split([0, 0], 0.5, rng=None)


def test_standardise_uses_the_training_part_only() -> None:
    rng = np.random.default_rng(0)
    train, test = rng.normal(3.0, 2.0, size=(50, 4)), rng.normal(0.0, 1.0, size=(9, 4))
    standardise = nn.Standardise.from_training(train)
    np.testing.assert_allclose(standardise(train).mean(0), 0.0, atol=1e-14)
    np.testing.assert_allclose(standardise(train).std(0), 1.0, rtol=1e-14)
    np.testing.assert_allclose(standardise(test), (test - train.mean(0)) / train.std(0), rtol=1e-14)


def test_constant_columns_become_zero_not_nan() -> None:
    train = np.full((7, 3), 0.1)  # whose computed deviation is 1e-17, not 0
    train[:, 2] = np.arange(7)
    out = nn.Standardise.from_training(train)(train)
    np.testing.assert_array_equal(out[:, :2], np.zeros((7, 2)))
    assert np.isfinite(out).all()
    np.testing.assert_allclose(nn.Standardise.from_training(train)(np.full((1, 3), 1.1))[0, :2], 1.0)


def test_standardise_dtype_and_bad_input() -> None:
    single = nn.Standardise.from_training(X.astype(np.float32))
    assert single(X.astype(np.float32)).dtype == np.float32
    assert nn.Standardise.from_training(X, dtype=np.float32)(X.astype(np.float32)).dtype == np.float32
    with pytest.raises(ValueError, match="at least one example"):
        nn.Standardise.from_training(X[:0])
    with pytest.raises(ValueError, match="finite numbers"):
        nn.Standardise.from_training(np.array([[1.0], [np.nan]]))
