"""Polynomials by their coefficients, the highest power first, as np.polyval and its kin have them."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.errors import NoRuleError
from autograd.graph.domain import Case, Interval
from autograd.graph.rule import payload
from autograd.ops.composing import arrayed, composed
from autograd.ops.contraction import conjugated
from autograd.ops.flat import numbers
from autograd.ops.kinds import general
from autograd.ops.reducing import Shape, numpys

# ---- values and coefficients ---------------------------------------------------------------------------------


def coefficients(*polynomials: Any) -> tuple[list[Any], bool]:
    """Return the coefficients of polynomials, and whether one of these was a np.poly1d."""
    given = [p.coeffs if isinstance(p, np.poly1d) else np.atleast_1d(p) for p in polynomials]
    return given, any(isinstance(p, np.poly1d) for p in polynomials)


def in_kind(p: Any, wrapped: bool) -> Any:
    """Return coefficients as a np.poly1d if one was given."""
    return np.poly1d(p) if wrapped else p


@composed
def polyval(p: Any, x: Any) -> Any:
    """Evaluate a polynomial by Horner's rule, as np.polyval; coefficients and x may be tensors.

    >>> polyval([1.0, 0.0, 2.0], 3.0).item()
    11.0
    """
    if isinstance(x, np.poly1d):
        y: Any = 0
    else:
        x = arrayed(x)
        y = np.zeros(x.shape, x.dtype)[()]
    for coefficient in arrayed(p.coeffs if isinstance(p, np.poly1d) else p):
        y = y * x + coefficient
    return y


@composed
def polyadd(a1: Any, a2: Any) -> Any:
    """Add two polynomials, as np.polyadd.

    >>> polyadd([1.0, 2.0], [3.0]).tolist()
    [1.0, 5.0]
    """
    (a1, a2), wrapped = coefficients(a1, a2)
    length = max(len(a1), len(a2))
    return in_kind(led(a1, length) + led(a2, length), wrapped)


@composed
def polysub(a1: Any, a2: Any) -> Any:
    """Subtract a polynomial from another one, as np.polysub.

    >>> polysub([1.0, 2.0], [3.0]).tolist()
    [1.0, -1.0]
    """
    (a1, a2), wrapped = coefficients(a1, a2)
    length = max(len(a1), len(a2))
    return in_kind(led(a1, length) - led(a2, length), wrapped)


def led(p: Any, length: int) -> Any:
    """Put leading zeros to coefficients."""
    return np.concatenate([np.zeros(length - len(p), p.dtype), p]) if len(p) < length else p


@composed
def polymul(a1: Any, a2: Any) -> Any:
    """Multiply two polynomials, as np.polymul; leading zeros are cut off before, so that they have gradient 0.

    >>> polymul([1.0, 2.0], [1.0, 3.0]).tolist()
    [1.0, 5.0, 6.0]
    """
    (a1, a2), wrapped = coefficients(a1, a2)
    return in_kind(np.convolve(trimmed(a1), trimmed(a2)), wrapped)


def trimmed(p: Any) -> Any:
    """Cut off leading zeros, of which one stays when there is nothing else."""
    cut = np.trim_zeros(p, "f")
    return cut if len(cut) else np.zeros(1, p.dtype)


@composed
def polydiv(u: Any, v: Any) -> Any:
    """Divide two polynomials with remainder, as np.polydiv; leading (almost) zeros of the remainder are cut off.

    >>> [part.tolist() for part in polydiv([1.0, 5.0, 7.0], [1.0, 2.0])]
    [[1.0, 3.0], [1.0]]
    """
    (u, v), wrapped = coefficients(u, v)
    u, v = u + 0.0, v + 0.0
    dtype = np.result_type(u.dtype, v.dtype)
    quotient, rest, scale = [], u.astype(dtype), 1.0 / v[0]
    for k in range(len(u) - len(v) + 1):
        d = scale * rest[k]
        quotient.append(d)
        rest = np.concatenate([rest[:k], rest[k : k + len(v)] - d * v, rest[k + len(v) :]])
    first, last = 0, len(rest) - 1
    while first < last and np.allclose(rest[first], 0, rtol=1e-14):
        first += 1
    whole = np.stack(quotient).astype(dtype) if quotient else np.zeros(1, dtype)
    return in_kind(whole, wrapped), in_kind(rest[first:], wrapped)


@composed
def polyder(p: Any, m: int = 1) -> Any:
    """Differentiate a polynomial m times, as np.polyder.

    >>> polyder([1.0, 2.0, 3.0]).tolist()
    [2.0, 2.0]
    """
    if m < 0:
        raise ValueError("Order of derivative must be positive (see polyint)")
    (p,), wrapped = coefficients(p)
    for _ in range(int(m)):
        p = p[:-1] * np.arange(len(p) - 1, 0, -1)
    return in_kind(p, wrapped)


@composed
def polyint(p: Any, m: int = 1, k: Any = None) -> Any:
    """Integrate a polynomial m times, as np.polyint.

    Args:
        p: the coefficients, which may be a tensor.
        m: how many times.
        k: the constants of integration, one for each time (or one for all); 0 by default; they may be tensors.

    Raises:
        ValueError: there are too few constants, or m is negative.

    >>> polyint([2.0, 2.0], k=3.0).tolist()
    [1.0, 2.0, 3.0]
    """
    if m < 0:
        raise ValueError("Order of integral must be positive (see polyder)")
    (p,), wrapped = coefficients(p)
    k = np.zeros(m) if k is None else np.atleast_1d(k)
    k = k * np.ones(m) if len(k) == 1 and m > 1 else k
    if len(k) < m:
        raise ValueError("k must be a scalar or a rank-1 array of length 1 or >m.")
    for i in range(int(m)):
        p = np.concatenate([p / np.arange(len(p), 0, -1), k[i : i + 1]])
    return in_kind(p, wrapped)


@composed
def poly(seq_of_zeros: Any) -> Any:
    """Return the coefficients of the polynomial with these roots (or a matrix's eigenvalues), as np.poly.

    >>> poly([1.0, 2.0]).tolist()
    [1.0, -3.0, 2.0]
    """
    zeros = np.atleast_1d(seq_of_zeros)
    if zeros.ndim == 2 and zeros.shape[0] == zeros.shape[1] != 0:
        zeros = np.linalg.eigvals(zeros)
    elif zeros.ndim != 1:
        raise ValueError("input must be 1d or non-empty square 2d array.")
    if not len(zeros):
        return 1.0
    end = np.zeros(1, zeros.dtype)
    p = end + 1
    for zero in zeros:
        p = np.concatenate([p, end]) - zero * np.concatenate([end, p])
    return p.real if np.iscomplexobj(numbers(p)) and not np.iscomplexobj(np.poly(numbers(zeros))) else p


@composed
def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    """Return the Vandermonde matrix, whose columns are the powers of x, as np.vander.

    Args:
        x: a vector.
        N: how many columns; as many as x has elements by default.
        increasing: whether the first column is the power 0; by default the last one is.

    Raises:
        ValueError: x is not a vector.

    >>> vander(np.array([2.0, 3.0]), 3).tolist()
    [[4.0, 2.0, 1.0], [9.0, 3.0, 1.0]]
    """
    x = arrayed(x)
    if x.ndim != 1:
        raise ValueError("x must be a one-dimensional array or sequence.")
    count = len(x) if N is None else N
    x = x.astype(np.promote_types(x.dtype, int))
    powers = [np.ones(len(x), x.dtype)]
    for _ in range(1, count):
        powers.append(powers[-1] * x if len(powers) > 1 else x)
    return np.stack(powers if increasing else powers[::-1], 1) if count else np.zeros((len(x), 0), x.dtype)


@composed
def trim_zeros(filt: Any, trim: str = "fb", **keywords: Any) -> Any:
    """Cut off the zeros at the ends, as np.trim_zeros.

    Args:
        filt: a tensor or array.
        trim: where: "f" front, "b" back.
        **keywords: `axis`, where NumPy knows it (2.2): which axes to cut; all by default.

    >>> trim_zeros(np.array([0.0, 1.0, 0.0])).tolist()
    [1.0]
    """
    data = numbers(filt)
    sizes = numpys.trim_zeros(data, trim, **keywords).shape
    front = numpys.trim_zeros(data, "f", **keywords).shape if "f" in trim.lower() else data.shape
    return filt[tuple(slice(n - kept, n - kept + size) for n, kept, size in zip(data.shape, front, sizes))]


# ---- roots ---------------------------------------------------------------------------------------------------


def roots_forward(p: Any) -> Any:
    """The roots, eigenvalues of the companion matrix; 0 as often as there are trailing zeros."""
    return np.roots(p)


def slope(p: Any, out: Any) -> Any:
    """The derivative of the polynomial at its roots."""
    return np.polyval(np.polyder(p), out)


def roots_vjp(g: Any, p: Any, p_shape: Shape, out: Any) -> Any:
    """dr = -dp(r) / p'(r), by the implicit function theorem."""
    p = np.atleast_1d(p)
    return np.reshape(-(g / slope(p, out)) @ np.vander(out, p.shape[0]), p_shape)


def roots_jvp(t: Any, p: Any, out: Any) -> Any:
    """dr = -dp(r) / p'(r)."""
    return -np.polyval(np.atleast_1d(t), out) / slope(np.atleast_1d(p), out)


roots = general(
    roots_forward, p=roots_vjp, jvps={"p": roots_jvp}, name="roots", numpy=np.roots, analytic=False,
    domain=(Interval(0.3, 1.6, is_complex=True),), cases=tuple(Case((shape,)) for shape in ((3,), (4,), (2,), (1,))),
    singular="infinite or NaN at a multiple root, which is no smooth function of the coefficients",
)  # fmt: skip


# ---- least squares -------------------------------------------------------------------------------------------


def left_inverse_forward(a: Any) -> Any:
    """(A* A)^-1 A*, of a matrix with independent columns, by its QR decomposition."""
    q, r = np.linalg.qr(a)
    return np.linalg.solve(r, q.conj().T)


def adjoint(x: Any) -> Any:
    """The conjugate transpose."""
    return conjugated(x).T


def left_inverse_vjp(g: Any, a: Any, out: Any) -> Any:
    """Transpose the jvp; the part in which the tangent enters conjugated, its cotangent leaves so."""
    weights = g.T @ out @ adjoint(out)
    return conjugated(weights - a @ (out @ weights)) - out.T @ g @ out.T


def left_inverse_jvp(t: Any, a: Any, out: Any) -> Any:
    """-P dA P + P P* dA* (1 - A P) (Golub and Pereyra, SIAM J. Numer. Anal. 10, 1973, for independent columns)."""
    part = out @ adjoint(out) @ adjoint(t)
    return part - part @ a @ out - out @ t @ out


left_inverse = general(
    left_inverse_forward, a=left_inverse_vjp, jvps={"a": left_inverse_jvp}, name="left_inverse", analytic=False,
    cases=(Case(((3, 2),)), Case(((4, 1),)), Case(((2, 2),)), Case(((3, 0),))),
)  # fmt: skip


@composed
def polyfit(
    x: Any, y: Any, deg: int, rcond: float | None = None, full: bool = False, w: Any = None, cov: bool | str = False
) -> Any:
    """Fit a polynomial by least squares, as np.polyfit; x, y and w may be tensors.

    Args:
        x: where the values are, a vector.
        y: the values, a vector, or a matrix with one set of them in each column.
        deg: the degree.
        rcond: below which share of the largest singular value another one counts as 0; that is an error here.
        full: not supported.
        w: weights, which the distances are multiplied with.
        cov: whether to return the covariance matrix of the coefficients, too; "unscaled": without the variance of y.

    Raises:
        NoRuleError: `full`, or `cov` for complex x or w.
        ValueError: fewer different points than coefficients, or bad arguments, as for np.polyfit.

    >>> polyfit([0.0, 1.0, 2.0], [1.0, 3.0, 5.0], 1).round(12).tolist()
    [2.0, 1.0]
    """
    if full:
        raise NoRuleError("np.polyfit of a Tensor does not support the keyword 'full'.")
    x, y = arrayed(x) + 0.0, arrayed(y) + 0.0
    check = [numbers(part) for part in (x, y, w)]
    _, _, rank, _, _ = np.polyfit(check[0], check[1], deg, rcond, True, check[2])  # NumPy knows what is wrong
    if rank != deg + 1:
        raise ValueError(
            f"the least-squares fit of {deg + 1} coefficients is not unique: its matrix has rank {rank}. "
            "Lower deg, or add different points."
        )
    matrix, target = np.vander(x, deg + 1), y
    if w is not None:
        w = arrayed(w) + 0.0
        matrix, target = matrix * w[:, None], target * (w[:, None] if y.ndim == 2 else w)
    scale = np.sqrt(np.sum(np.absolute(payload(matrix)) ** 2, axis=0))  # constant, for the condition; it cancels
    inverse = left_inverse(matrix / scale) / scale[:, None]
    c = inverse @ target
    if not cov:
        return c
    if inverse.dtype.kind == "c":
        raise NoRuleError("np.polyfit of a Tensor does not support the keyword 'cov' for complex x or w.")
    base = inverse @ inverse.T
    if cov == "unscaled":
        factor: Any = 1.0
    elif len(x) <= deg + 1:
        raise ValueError("the number of data points must exceed order to scale the covariance matrix")
    else:
        distance = matrix @ c - target
        factor = np.sum((distance * np.conjugate(distance)).real, axis=0) / (len(x) - deg - 1)
    return c, base * factor if y.ndim == 1 else base[:, :, None] * factor
