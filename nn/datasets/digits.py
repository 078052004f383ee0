"""The 1,797 handwritten digits of UCI's optdigits; README.md beside this file has citation and licence."""

import gzip
from importlib import resources
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def load_digits() -> tuple[Array, Array]:
    """(images, labels): float64 of shape (1797, 64) with pixels 0..16 row by row, int64 of shape (1797,).

    Every call returns new arrays. E. Alpaydin, C. Kaynak (1998), Optical Recognition of Handwritten Digits,
    UCI Machine Learning Repository, doi 10.24432/C50P49, CC BY 4.0.

    >>> images, labels = load_digits()
    >>> images.shape, labels[:5]
    ((1797, 64), array([0, 1, 2, 3, 4]))
    """
    packed = resources.files(__package__).joinpath("digits.csv.gz").read_bytes()
    table = np.loadtxt(gzip.decompress(packed).decode("ascii").splitlines(), delimiter=",", dtype=np.int64)
    return table[:, :64].astype(np.float64), table[:, 64].copy()
