"""SciPy's linear algebra; declared when `autograd.scipy.linalg` is imported, since SciPy is an extra."""

from autograd.ops.scipy_linalg import (
    banded as banded,
    eigenvalues as eigenvalues,
    equations as equations,
    factors as factors,
    functions as functions,
    riccati as riccati,
    structured as structured,
)
