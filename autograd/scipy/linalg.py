"""SciPy's linear algebra that has a derivative, by SciPy's names; `autograd.numpy.linalg` has the rest.

>>> import numpy as np
>>> from autograd import grad
>>> grad(lambda a: np.sum(sqrtm(a)))(np.array([[4.0]])).tolist()
[[0.25]]
"""

from autograd.ops.matrix_functions import (
    expm as expm,
    solve_sylvester as solve_sylvester,
    solve_triangular as solve_triangular,
    sqrtm as sqrtm,
)
