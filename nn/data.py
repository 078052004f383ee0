"""Batches and splits of arrays, with explicit randomness."""

from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np

from .rng import Rng, generator
from .whole import whole

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]


class Batches:
    """Tuples of matching pieces of arrays; iterate once per epoch.

    Each pass shuffles anew. The last batch is short when the size does not divide the length; it is kept.

    Args:
        arrays: of one length.
        size: the number of rows in a batch.
        rng: a seed or Generator to shuffle with.
        shuffle: False keeps the order and needs no `rng`.

    Raises:
        ValueError: arrays of different lengths, or a size below 1.
        TypeError: shuffling without `rng`, or a size that is not a whole number.

    >>> x, y = np.arange(10.0).reshape(5, 2), np.arange(5)
    >>> [labels for _, labels in Batches(x, y, size=2, shuffle=False)]
    [array([0, 1]), array([2, 3]), array([4])]
    >>> len(Batches(x, y, size=2, rng=0))
    3
    """

    def __init__(self, *arrays: Any, size: int, rng: Rng = None, shuffle: bool = True) -> None:
        self.arrays = tuple(np.asarray(array) for array in arrays)
        self.length = _common_length(self.arrays)
        self.size, self.shuffle = whole("the size of batches", size), shuffle
        if self.size < 1:
            raise ValueError(f"batches need a size of at least 1; got {size}.")
        if shuffle and rng is None:
            raise TypeError("shuffled batches need rng=, a seed or a Generator; or pass shuffle=False.")
        self.rng = generator(rng) if shuffle else None

    def __len__(self) -> int:
        return (self.length + self.size - 1) // self.size

    def __iter__(self) -> Iterator[tuple[Array, ...]]:
        order = None if self.rng is None else self.rng.permutation(self.length)
        for start in range(0, self.length, self.size):
            where = slice(start, start + self.size)
            index = where if order is None else order[where]
            yield tuple(array[index] for array in self.arrays)


def stratified_split(labels: Any, test_fraction: float, rng: Rng) -> tuple[Array, Array]:
    """(training indices, test indices), shuffled, with every class in the same proportion in both.

    Args:
        labels: of shape (n,), the class of each example.
        test_fraction: the test part has round(n * test_fraction) members where that allows at least one member
            of each class on both sides.
        rng: a seed or Generator.

    Returns:
        Two arrays of indices.

    Raises:
        ValueError: labels of another shape, a fraction outside (0, 1), or a class with a single member.
        TypeError: no `rng`.

    >>> train, test = stratified_split([0, 0, 0, 0, 1, 1, 1, 1], 0.25, rng=0)
    >>> len(train), len(test)
    (6, 2)
    """
    array = np.asarray(labels)
    if array.ndim != 1:
        raise ValueError(f"stratified_split needs labels of shape (n,); got {array.shape}.")
    if not 0.0 < test_fraction < 1.0:
        raise ValueError(f"test_fraction must lie between 0 and 1; got {test_fraction}.")
    if rng is None:
        raise TypeError("stratified_split needs rng, a seed or a Generator.")
    source = generator(rng)
    classes, counts = np.unique(array, return_counts=True)
    if (counts < 2).any():
        raise ValueError(f"class {classes[counts < 2][0]} has a single member; splitting it needs two.")
    shares = np.clip(_apportion(counts, test_fraction), 1, counts - 1)
    train, test = [], []
    for label, share in zip(classes, shares, strict=True):
        members = source.permutation(np.flatnonzero(array == label))
        test.append(members[:share])
        train.append(members[share:])
    empty = np.zeros(0, np.intp)  # so that no labels at all give two empty parts
    return (
        source.permutation(np.concatenate([empty, *train])),
        source.permutation(np.concatenate([empty, *test])),
    )


def _apportion(counts: Array, part: float) -> Array:
    """Whole numbers near counts * part whose sum is round(sum * part): the largest remainders round up."""
    exact = counts * part
    whole = np.floor(exact).astype(int)
    missing = round(float(counts.sum() * part)) - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:missing]] += 1
    return whole


def _common_length(arrays: tuple[Array, ...]) -> int:
    if not arrays:
        raise ValueError("batches need at least one array.")
    for index, array in enumerate(arrays):
        if array.ndim == 0:
            raise ValueError(f"batches need arrays with at least one axis; array {index} is a single number.")
    lengths = [len(array) for array in arrays]
    if len(set(lengths)) > 1:
        raise ValueError(f"batches need arrays of one length; got lengths {', '.join(map(str, lengths))}.")
    return lengths[0]
