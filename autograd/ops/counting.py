"""Histograms: linear in the weights, which are added up by bin. Samples and edges of bins are constants.

(A count does not change when a sample moves a little. Edges that NumPy derives from the samples are numbers.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.ops.composing import arrayed, composed, holds_tensor
from autograd.ops.flat import numbers
from autograd.ops.indexing import scatter
from autograd.ops.shaping import astype, ravel


@composed
def bincount(x: Any, /, weights: Any = None, minlength: int = 0) -> Any:
    """How often each whole number is in x, or the sum of the weights that belong to it, as np.bincount.

    Args:
        x: whole numbers, not negative.
        weights: a weight for each; may be a tensor. They are added up in double precision.
        minlength: the result has at least this length.

    Raises:
        ValueError: x is not of one dimension or holds negative numbers, or the weights do not fit.

    >>> bincount(np.array([0, 2, 2]), weights=np.array([1.0, 2.0, 3.0])).tolist()
    [1.0, 0.0, 5.0]
    """
    index = numbers(x)
    counts = np.bincount(index, numbers(weights), minlength)
    return scatter(double(weights), np.asarray(index), counts.shape) if holds_tensor(weights) else counts


def double(weights: Any) -> Any:
    """Return the weights, flat, in double precision."""
    return astype(ravel(weights), np.dtype(float), copy=False)


@composed
def histogram(a: Any, bins: Any = 10, range: Any = None, density: bool | None = None, weights: Any = None) -> Any:
    """How many samples are in each bin, or the sums of their weights, as np.histogram.

    Args:
        a: the samples; constants.
        bins, range: as for np.histogram.
        density: whether to divide by the total and the widths of the bins.
        weights: a weight for each sample; may be a tensor.

    Returns:
        The counts and the edges.

    >>> histogram(np.array([0.5, 1.5, 1.7]), [0, 1, 2], weights=np.array([1.0, 2.0, 3.0]))[0].tolist()
    [1.0, 5.0]
    """
    samples = np.ravel(numbers(a))
    result, edges = np.histogram(samples, numbers(bins), numbers(range), density, numbers(flat_or_none(weights)))
    if not holds_tensor(weights):
        return result, edges
    place, inside = bin_of(samples, edges)
    total = scatter(ravel(weights)[inside], place[inside], result.shape)
    return (total / (np.diff(edges) * np.sum(total)) if density else total), edges


def flat_or_none(weights: Any) -> Any:
    """Return the weights of all samples in one row."""
    return None if weights is None else ravel(arrayed(weights))


def bin_of(samples: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the bin of each sample, and which samples are in a bin at all; the last bin has its right edge."""
    place = np.searchsorted(edges, samples, side="right") - 1
    place[samples == edges[-1]] -= 1
    return place, (place >= 0) & (place < len(edges) - 1)


@composed
def histogram2d(
    x: Any, y: Any, bins: Any = 10, range: Any = None, density: bool | None = None, weights: Any = None
) -> tuple[Any, np.ndarray, np.ndarray]:
    """How many pairs are in each cell of a grid, or the sums of their weights, as np.histogram2d.

    Args and errors are those of `histogram`; the result has the edges of both axes.

    >>> histogram2d([0.5, 1.5], [0.5, 0.5], [[0, 1, 2], [0, 1]], weights=np.array([1.0, 2.0]))[0].tolist()
    [[1.0], [2.0]]
    """
    counts, first, second = np.histogram2d(
        numbers(x), numbers(y), numbers(bins), numbers(range), density, numbers(weights)
    )
    edges = [first, second]
    if not holds_tensor(weights):
        return counts, first, second
    return summed(np.stack([numbers(x), numbers(y)], 1), edges, weights, density), first, second


@composed
def histogramdd(
    sample: Any, bins: Any = 10, range: Any = None, density: bool | None = None, weights: Any = None
) -> tuple[Any, Sequence[np.ndarray]]:
    """How many points are in each cell of a grid, or the sums of their weights, as np.histogramdd.

    Args:
        sample: the points, as rows of a matrix, or their coordinates, a sequence of arrays; constants.
        bins, range: as for np.histogramdd.
        density: whether to divide by the total and the volume of the cells.
        weights: a weight for each point; may be a tensor.

    Returns:
        The counts and the edges of each axis.

    >>> histogramdd(np.array([[0.5], [1.5]]), [[0, 1, 2]], weights=np.array([1.0, 2.0]))[0].tolist()
    [1.0, 2.0]
    """
    points = numbers(sample)
    counts, edges = np.histogramdd(points, numbers(bins), numbers(range), density, numbers(weights))
    if not holds_tensor(weights):
        return counts, edges
    points = points if isinstance(points, np.ndarray) else np.stack(points, 1)
    return summed(np.atleast_2d(points.T).T, edges, weights, density), edges


def summed(points: np.ndarray, edges: Sequence[np.ndarray], weights: Any, density: bool | None) -> Any:
    """Add up the weights of the points in each cell of the grid."""
    found = [bin_of(points[:, k], edge) for k, edge in enumerate(edges)]
    inside = np.all([mask for _, mask in found], axis=0)
    total = scatter(
        double(weights)[inside], tuple(place[inside] for place, _ in found), tuple(len(edge) - 1 for edge in edges)
    )
    if not density:
        return total
    volume: Any = 1.0
    for edge in edges:
        volume = np.multiply.outer(volume, np.diff(edge))
    return total / (volume * np.sum(total))
