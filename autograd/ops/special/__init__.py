"""SciPy's special functions; declared when `autograd.scipy` is imported, since SciPy is an extra."""

from autograd.ops.special import (
    bessel as bessel,
    entropies as entropies,
    gammas as gammas,
    gaussian as gaussian,
    incomplete as incomplete,
    integrals as integrals,
)
