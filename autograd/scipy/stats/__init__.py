"""Distributions with SciPy's signatures, differentiable in the values and in all parameters.

They are compositions of ops: each method is the formula of its chapter, in plain NumPy text.

>>> from autograd import grad
>>> from autograd.scipy.stats import norm
>>> grad(lambda scale: norm.logpdf(1.0, 0.0, scale))(2.0)
-0.375
"""

from autograd.scipy.stats import (
    beta as beta,
    chi2 as chi2,
    dirichlet as dirichlet,
    gamma as gamma,
    multivariate_normal as multivariate_normal,
    norm as norm,
    poisson as poisson,
    t as t,
)
