"""Chapters that are imported when a function of theirs is first met: `import autograd` takes 20 ms less."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

from autograd.graph.op import IMPLEMENTATIONS

LATER = (
    "bessel",
    "convolution",
    "counting",
    "covariance",
    "creation",
    "determinants",
    "eigen",
    "fft",
    "gridded",
    "ignoring_nan",
    "mapping",
    "norms",
    "piecewise",
    "polynomials",
    "quantiles",
    "sets",
    "spacing",
    "widening",
    "windows",
)


def implementation(function: Callable[..., Any]) -> Any:
    """Return what stands for a NumPy callable; None when nothing does, in any chapter."""
    found = IMPLEMENTATIONS.get(function)
    if found is None:
        import_all()
        if from_scipy(function):
            importlib.import_module("autograd.ops.special")
        found = IMPLEMENTATIONS.get(function)
    return found


def from_scipy(function: Callable[..., Any]) -> bool:
    """Tell whether a function is one of scipy.special, which somebody has imported then."""
    special = sys.modules.get("scipy.special")
    return special is not None and getattr(special, getattr(function, "__name__", ""), None) is function


def import_all() -> None:
    """Import the chapters that are still missing, so that the registry is complete."""
    for chapter in LATER:
        importlib.import_module(f"autograd.ops.{chapter}")
