"""What the distributions share: a value outside the support has density 0."""

from __future__ import annotations

from typing import Any

import numpy as np


def within(inside: Any, x: Any, middle: float) -> Any:
    """Return x with a harmless number where it lies outside, so that no NaN is computed there."""
    return x if np.all(inside) else np.where(inside, x, middle)


def chosen(inside: Any, value: Any, otherwise: Any) -> Any:
    """Return the value inside of the support, a constant outside, NaN where x is NaN."""
    return value if np.all(inside) else np.where(inside, value, otherwise)
