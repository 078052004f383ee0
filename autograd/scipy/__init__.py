"""SciPy's names, for tensors and plain arrays: special, stats, linalg, signal, integrate, misc. SciPy is an extra."""

from importlib.util import find_spec as _find_spec

if _find_spec("scipy") is None:
    raise ImportError("autograd.scipy needs SciPy, which is an extra. Install it: pip install 'chainrule[scipy]'")
