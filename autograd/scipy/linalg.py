"""SciPy's linear algebra by SciPy's names. What has no derivative says so, and why, on a tracked tensor.

>>> import numpy as np
>>> from autograd import grad
>>> grad(lambda a: np.sum(sqrtm(a)))(np.array([[4.0]])).tolist()
[[0.25]]
"""

from typing import Any

import scipy.linalg as _theirs

from autograd.ops.scipy_linalg.banded import (
    cho_solve_banded as cho_solve_banded,
    solve_banded as solve_banded,
    solveh_banded as solveh_banded,
)
from autograd.ops.scipy_linalg.eigenvalues import (
    det as det,
    eig as eig,
    eig_banded as eig_banded,
    eigh as eigh,
    eigh_tridiagonal as eigh_tridiagonal,
    eigvals as eigvals,
    eigvals_banded as eigvals_banded,
    eigvalsh as eigvalsh,
    eigvalsh_tridiagonal as eigvalsh_tridiagonal,
    inv as inv,
    norm as norm,
    pinv as pinv,
    pinvh as pinvh,
    qr as qr,
    svd as svd,
    svdvals as svdvals,
)
from autograd.ops.scipy_linalg.entry import refused as _refused
from autograd.ops.scipy_linalg.equations import (
    cho_solve as cho_solve,
    lstsq as lstsq,
    lu_solve as lu_solve,
    solve as solve,
    solve_continuous_lyapunov as solve_continuous_lyapunov,
    solve_discrete_lyapunov as solve_discrete_lyapunov,
    solve_sylvester as solve_sylvester,
    solve_triangular as solve_triangular,
)
from autograd.ops.scipy_linalg.factors import (
    cho_factor as cho_factor,
    cholesky as cholesky,
    lu as lu,
    lu_factor as lu_factor,
    orthogonal_procrustes as orthogonal_procrustes,
    polar as polar,
)
from autograd.ops.scipy_linalg.functions import (
    coshm as coshm,
    cosm as cosm,
    expm as expm,
    expm_frechet as expm_frechet,
    fractional_matrix_power as fractional_matrix_power,
    logm as logm,
    sinhm as sinhm,
    sinm as sinm,
    sqrtm as sqrtm,
    tanhm as tanhm,
    tanm as tanm,
)
from autograd.ops.scipy_linalg.riccati import (
    solve_continuous_are as solve_continuous_are,
    solve_discrete_are as solve_discrete_are,
)
from autograd.ops.scipy_linalg.structured import (
    block_diag as block_diag,
    circulant as circulant,
    companion as companion,
    convolution_matrix as convolution_matrix,
    diagsvd as diagsvd,
    fiedler as fiedler,
    hankel as hankel,
    khatri_rao as khatri_rao,
    leslie as leslie,
    matmul_toeplitz as matmul_toeplitz,
    solve_circulant as solve_circulant,
    solve_toeplitz as solve_toeplitz,
    toeplitz as toeplitz,
)

_BASIS = "its basis is determined up to a rotation only; write a function of the space, such as pinv(a) @ a"
_FORM = "its form is determined up to signs and the order of the eigenvalues; use eig or eigh"
_CHANGES = "it changes factors in place of new ones; call qr on the new matrix"
_COUNTS = "it answers by whole numbers or truth values"
REASONS = {
    "bandwidth": _COUNTS,
    "cdf2rdf": _FORM,
    "cholesky_banded": "the factor of a band has no rule; use solveh_banded, or cholesky of the matrix itself",
    "clarkson_woodruff_transform": "it is random; multiply by a random matrix of your own",
    "cossin": "its vectors are determined up to signs; use svdvals of the blocks",
    "expm_cond": "it is an estimate; use norm of expm_frechet",
    "fiedler_companion": "it has no rule; companion has the same eigenvalues",
    "funm": "the function of a matrix may be any; use expm, logm, sqrtm, fractional_matrix_power",
    "hessenberg": _FORM,
    "ishermitian": _COUNTS,
    "issymmetric": _COUNTS,
    "ldl": "its blocks of pivots are chosen by comparisons; use cholesky, lu or eigh",
    "matrix_balance": "it scales by powers of 2 that it chooses by comparisons, and they are constants",
    "null_space": _BASIS,
    "ordqz": _FORM,
    "orth": _BASIS,
    "qr_delete": _CHANGES,
    "qr_insert": _CHANGES,
    "qr_multiply": "it has no rule; multiply by the Q of qr",
    "qr_update": _CHANGES,
    "qz": _FORM,
    "rq": "it has no rule; qr of the matrix with its rows and columns reversed has the same factors",
    "rsf2csf": _FORM,
    "schur": _FORM,
    "signm": "it has no rule; write a @ inv(sqrtm(a @ a))",
    "solve_lyapunov": "is an old name: use solve_continuous_lyapunov",
    "subspace_angles": "it has a kink at 0; write arccos of svdvals(q.conj().T @ p) with the Q of two qr",
}
# Sizes in, a constant matrix out; errors; doors to LAPACK.
PLAIN = (
    "LinAlgError", "LinAlgWarning", "dft", "find_best_blas_type", "get_blas_funcs", "get_lapack_funcs", "hadamard",
    "helmert", "hilbert", "invhilbert", "invpascal", "pascal",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    """Find what has no rule here: SciPy's own for plain arrays, which refuses a tracked tensor by name."""
    if name in PLAIN and hasattr(_theirs, name):
        return getattr(_theirs, name)
    if name in REASONS and hasattr(_theirs, name):
        return _refused(_theirs, name, REASONS[name])
    raise AttributeError(f"module 'autograd.scipy.linalg' has no attribute {name!r}; scipy.linalg has none either.")
