"""NumPy's linalg, by name: everything that has a derivative records its calls on tensors."""



from numpy.linalg import LinAlgError as LinAlgError

from autograd.ops.contraction import (
    cross_along,
    matmul as matmul,
    outer as outer,
    tensordot as tensordot,
    vecdot_along,
)
from autograd.ops.decompositions import (
    cholesky as cholesky,
    qr as qr,
    svd as svd,
    svdvals as svdvals,
)
from autograd.ops.determinants import det as det, slogdet as slogdet
from autograd.ops.eigen import eig as eig, eigh as eigh, eigvals as eigvals, eigvalsh as eigvalsh
from autograd.ops.linalg import (
    diagonal as diagonal,
    inv as inv,
    lstsq as lstsq,
    matrix_power as matrix_power,
    matrix_rank as matrix_rank,
    matrix_transpose as matrix_transpose,
    multi_dot as multi_dot,
    pinv as pinv,
    solve as solve,
    tensorinv as tensorinv,
    tensorsolve as tensorsolve,
    trace as trace,
)
from autograd.ops.norms import (
    cond as cond,
    matrix_norm as matrix_norm,
    norm as norm,
    vector_norm as vector_norm,
)

# NumPy's other names for the same functions.
cross = cross_along
vecdot = vecdot_along
