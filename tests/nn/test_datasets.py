"""The data that is carried along, and the made-up points."""

import hashlib
from importlib import resources

import numpy as np
import pytest

from nn import datasets


def test_digits_are_the_published_ones() -> None:
    images, labels = datasets.load_digits()
    assert images.shape == (1797, 64) and images.dtype == np.float64
    assert labels.shape == (1797,) and labels.dtype == np.int64
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert images.min() == 0.0 and images.max() == 16.0 and (images == np.round(images)).all()
    assert images.sum() == 561718.0
    assert images[0].reshape(8, 8)[0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]


def test_the_file_is_unchanged_and_named_in_the_notice() -> None:
    folder = resources.files("nn.datasets")
    packed = folder.joinpath("digits.csv.gz").read_bytes()
    checksum = hashlib.sha256(packed).hexdigest()
    assert checksum == "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22"
    notice = folder.joinpath("README.md").read_text(encoding="utf-8")
    for text in (checksum, "CC BY 4.0", "10.24432/C50P49", "Alpaydin", "Kaynak"):
        assert text in notice


def test_each_call_gives_new_arrays() -> None:
    images, labels = datasets.load_digits()
    images[:], labels[:] = -1.0, -1
    again = datasets.load_digits()
    assert again[0].min() == 0.0 and again[1].min() == 0


def test_moons_without_noise_lie_on_two_half_circles() -> None:
    points, labels = datasets.moons(100, noise=0.0, rng=0)
    assert np.bincount(labels).tolist() == [50, 50] and labels.dtype == np.int64
    centre = np.where(labels[:, None] == 0, [0.0, 0.0], [1.0, 0.5])
    np.testing.assert_allclose(np.hypot(*(points - centre).T), 1.0, rtol=1e-12)
    assert (points[labels == 0, 1] >= 0).all() and (points[labels == 1, 1] <= 0.5).all()


def test_spirals_have_arms_and_a_seed() -> None:
    points, labels = datasets.spirals(90, arms=3, noise=0.0, rng=0)
    assert np.bincount(labels).tolist() == [30, 30, 30]
    radius = np.hypot(*points.T)
    turn = (np.arctan2(points[:, 1], points[:, 0]) / (2 * np.pi) - 0.75 * radius - labels / 3) % 1.0
    np.testing.assert_allclose(np.minimum(turn, 1 - turn), 0.0, atol=1e-12)
    np.testing.assert_array_equal(points, datasets.spirals(90, arms=3, noise=0.0, rng=0)[0])


def test_generators_refuse_nonsense() -> None:
    with pytest.raises(ValueError, match="at least 2 points"):
        datasets.moons(1, rng=0)
    with pytest.raises(ValueError, match="at least 4 points"):
        datasets.spirals(3, arms=4, rng=0)
    with pytest.raises(ValueError, match="noise"):
        datasets.moons(10, noise=-1.0, rng=0)
