"""What the chapters on matrices share: adjoints, triangles, gaps between eigenvalues, domains, results by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from autograd.errors import DegenerateError
from autograd.graph.domain import Interval
from autograd.graph.rule import payload
from autograd.ops.composing import composed
from autograd.ops.contraction import conjugated, flipped

F = TypeVar("F", bound=Callable[..., Any])

# The named tuples that NumPy returns; it gives them no public name.
one = np.ones((1, 1))
EighResult: Any = type(np.linalg.eigh(one))
EigResult: Any = type(np.linalg.eig(one))
SVDResult: Any = type(np.linalg.svd(one))
QRResult: Any = type(np.linalg.qr(one))
SlogdetResult: Any = type(np.linalg.slogdet(one))


def linalg(ours: F) -> F:
    """Enter a composition of ops for the function of np.linalg of the same name; plain arrays go to NumPy's own."""
    return composed(ours, np.linalg)


# ---- parts and forms of matrices ---------------------------------------------------------------------------------


def adjoint(x: Any) -> Any:
    """Transpose the matrices of a stack and conjugate them."""
    return conjugated(flipped(x))


def hermitian(x: Any) -> Any:
    """Return the Hermitian part, (x + x^H) / 2."""
    return (x + adjoint(x)) / 2


def real_dtype(x: Any) -> Any:
    """Return the dtype of the real part."""
    return np.finfo(x.dtype).dtype


def floating(x: Any) -> Any:
    """Return integers as floats, as NumPy does; tensors of integers carry no gradient."""
    return x if x.dtype.kind in "fc" else x.astype(float)


def half_lower(x: Any) -> Any:
    """Return the lower triangle with half of the diagonal."""
    n = x.shape[-1]
    return x * (np.tri(n, dtype=real_dtype(x)) - np.eye(n, dtype=real_dtype(x)) / 2)


def diagonal_of(x: Any) -> Any:
    """Return the diagonals of a stack of matrices."""
    return np.diagonal(x, axis1=-2, axis2=-1)


def on_diagonal(w: Any) -> Any:
    """Return diagonal matrices."""
    return w[..., None, :] * np.eye(w.shape[-1], dtype=real_dtype(w))


def expanded(g: Any) -> Any:
    """Return a stack of numbers as a stack of matrices of one element."""
    return g[..., None, None] if np.ndim(g) else g


def rounding(numbers: Any) -> Any:
    """Return what is 0 up to rounding, next to the largest of each row of numbers; the row's axis is kept."""
    largest = np.max(np.abs(numbers), axis=-1, keepdims=True, initial=0)
    return numbers.shape[-1] * np.finfo(numbers.dtype).eps * largest


# ---- which matrix of a stack it is that has no inverse, or no derivative -------------------------------------------


def which(bad: Any) -> str:
    """Name the first matrix of a stack that is bad, for an error; nothing to name where there is but one."""
    return f" (matrix {np.argwhere(bad)[0].tolist()} of the stack)" if np.ndim(bad) else ""


def fails(function: Callable[[Any], Any], matrix: Any) -> bool:
    """Tell whether a function of np.linalg raises for a matrix."""
    try:
        function(matrix)
    except np.linalg.LinAlgError:
        return True
    return False


def naming(function: Callable[[Any], Any], a: Any, error: np.linalg.LinAlgError) -> np.linalg.LinAlgError:
    """Return NumPy's error with the first matrix of the stack for which the function raises it."""
    a = np.asarray(payload(a))
    if a.ndim < 3 or a.shape[-1] != a.shape[-2]:
        return error
    bad = np.zeros(a.shape[:-2], bool)
    for place in np.ndindex(bad.shape):
        bad[place] = fails(function, a[place])
        if bad[place]:
            return np.linalg.LinAlgError(f"{error}{which(bad)}")
    return error


def inverse(a: Any) -> Any:
    """Return A^-1; the error for a singular matrix names it."""
    try:
        return np.linalg.inv(a)
    except np.linalg.LinAlgError as error:
        raise naming(np.linalg.inv, a, error) from None


# ---- gaps between eigenvalues, and phases --------------------------------------------------------------------------


def divided(x: Any, divisor: Any, limit: Any, used: Any, error: str) -> Any:
    """Divide where the divisor is not 0 up to rounding, else give 0.

    Where such an element is `used` there is no derivative: that is an error, or NaN when there is no text for one
    (a tangent may be needed by nobody).
    """
    zero = np.abs(payload(divisor)) <= limit
    quotient = np.where(zero, 0, x / np.where(zero, 1, divisor))
    bad = zero & used
    if not np.any(bad):
        return quotient
    if error:
        raise DegenerateError(error + which(np.any(bad, axis=(-2, -1))))
    return np.where(bad, np.nan, quotient)


def over_gaps(x: Any, w: Any, used: Any, op: str = "") -> Any:
    """Divide x_ij by w_j - w_i; the diagonal is 0. An op is named for a cotangent, not for a tangent.

    Eigenvectors of equal eigenvalues have no derivative. A cotangent that uses them is refused even where x_ij is 0:
    for the function V f(W) V^H the element is 0 / 0, and should be the slope of f.
    """
    error = op and (
        f"{op}: the gradient through the vectors does not exist, because two of the values are equal up to rounding. "
        "Functions of the values alone are differentiable. Make the values differ, for instance by adding a small "
        "diagonal matrix of different numbers."
    )
    other = ~np.eye(w.shape[-1], dtype=bool)
    return divided(x, w[..., None, :] - w[..., :, None], rounding(payload(w))[..., None], used & other, error)


def any_of(g: Any) -> Any:
    """Tell, for each column, whether it is not 0; the columns' axis is kept, with length 1."""
    return np.any(payload(g) != 0, axis=-2, keepdims=True)


def either(g: Any) -> Any:
    """Tell, for each pair of columns, whether one of them is not 0."""
    some = any_of(g)
    return some | np.swapaxes(some, -1, -2)


def demand_no_phase(phase: Any, g: Any, op: str) -> None:
    """Raise when a result depends on the phases of complex vectors, which are not determined."""
    phase, g = np.abs(payload(phase)), np.abs(payload(g))
    stack = g.ndim - 2
    largest, size = (np.max(x, axis=tuple(range(stack, x.ndim)), initial=0) for x in (phase, g))
    bad = largest > np.finfo(phase.dtype).eps ** 0.5 * size
    if np.any(bad):
        raise DegenerateError(
            f"{op}: the result depends on the arbitrary phases of the vectors (on the arbitrary basis, where several "
            "belong to one value), so it has no gradient. Use what does not depend on them, such as abs(v) or "
            f"v @ v.conj().T.{which(bad)}"
        )


# ---- where the decompositions are defined --------------------------------------------------------------------------
# Away from zeros among the elements: LAPACK chooses the signs of vectors by the signs of elements.


def separated(x: Any) -> Any:
    """Return x / 8 with 1, 3, 5 ... added to the diagonal: values well apart, and from 0."""
    m, n = x.shape[-2:]
    return x / 8 + np.eye(m, n, dtype=real_dtype(x)) * np.arange(1, 2 * n, 2, dtype=real_dtype(x))


def positive(x: Any) -> Any:
    """Return a Hermitian positive definite matrix with eigenvalues well apart."""
    return hermitian(separated(x))


SEPARATED = Interval(kinks=(0.0,), onto=separated)
REAL_SEPARATED = SEPARATED._replace(is_complex=False)
POSITIVE_DEFINITE = Interval(low=0.0, onto=positive)
REAL_SYMMETRIC = POSITIVE_DEFINITE._replace(is_complex=False)
