"""Chapters that are imported when a function of theirs is first met: `import autograd` takes 20 ms less."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from autograd.graph.op import IMPLEMENTATIONS

LATER = ["bessel", "convolution", "determinants", "eigen", "fft", "norms", "piecewise", "polynomials"]


def implementation(function: Callable[..., Any]) -> Any:
    """Return what stands for a NumPy callable; None when nothing does, in any chapter."""
    found = IMPLEMENTATIONS.get(function)
    if found is None and LATER:
        import_all()
        found = IMPLEMENTATIONS.get(function)
    return found


def import_all() -> None:
    """Import the chapters that are still missing, so that the registry is complete."""
    while LATER:
        importlib.import_module(f"autograd.ops.{LATER[-1]}")
        LATER.pop()
