"""Randomness is explicit: every function that draws takes `rng`, a seed or a NumPy Generator."""

from typing import TypeAlias

import numpy as np

Rng: TypeAlias = int | np.random.Generator | None


def generator(rng: Rng) -> np.random.Generator:
    """The Generator meant by `rng`: a Generator itself, a new one for a seed, an unpredictable one for None.

    Pass one Generator on to everything that draws; the same seed given twice draws the same numbers twice.
    Raises TypeError for anything else, ValueError for a negative seed.

    >>> generator(0).integers(10, size=3)
    array([8, 6, 5])
    """
    if isinstance(rng, np.random.Generator):
        return rng
    if rng is None:
        return np.random.default_rng()
    if isinstance(rng, bool) or not isinstance(rng, int | np.integer):
        raise TypeError(
            f"rng must be a seed (a whole number) or a numpy.random.Generator; got {type(rng).__name__}. "
            "Use rng=0 or rng=numpy.random.default_rng(0)."
        )
    if rng < 0:
        raise ValueError(f"a seed must not be negative; got {rng}.")
    return np.random.default_rng(int(rng))
