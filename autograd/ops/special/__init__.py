"""SciPy's special functions; declared when `autograd.scipy` is imported, since SciPy is an extra."""

from autograd.ops.special import (
    bessel as bessel,
    cylinders as cylinders,
    distributions as distributions,
    elliptic as elliptic,
    entropies as entropies,
    gammas as gammas,
    gaussian as gaussian,
    incomplete as incomplete,
    integrals as integrals,
    log_tails as log_tails,
    orthogonal as orthogonal,
    powers as powers,
)
