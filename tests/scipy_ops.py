"""Declares the ops for SciPy's functions, where SciPy is installed: the laws take every op of the registry."""

from importlib.util import find_spec

if find_spec("scipy") is not None:
    import autograd.ops.scipy_linalg
    import autograd.ops.special
    import autograd.scipy.stats  # noqa: F401
