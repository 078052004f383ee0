"""Fourier transforms: linear ops, whose transposes are Fourier transforms again.

The matrix of `fft` is symmetric, so its transpose (not the conjugate one: see "Complex" in the conventions) is `fft`
itself, between a cut and a fill with zeros. The transforms of real signals keep half of a spectrum whose other half
mirrors it: there the inner frequencies stand for two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np

from autograd.graph.domain import REAL, Case
from autograd.ops.kinds import linear
from autograd.ops.reducing import Shape
from autograd.ops.shaping import Rows, cases

Axes = Sequence[int] | None
Norm = Literal["backward", "ortho", "forward"] | None
Step = tuple[int, int]  # the length of a transform, and its axis


def fitted(x: Any, length: int, axis: int) -> Any:
    """Cut an axis to a length, or fill it with zeros: the transpose of what a transform of `n` points does first."""
    axis %= x.ndim
    own = x.shape[axis]
    if own >= length:
        return x if own == length else x[(*(slice(None),) * axis, slice(length))]
    return np.pad(x, [(0, length - own if k == axis else 0) for k in range(x.ndim)])


def weighted(x: Any, n: int, axis: int, inner: float) -> Any:
    """Multiply the frequencies that a half spectrum of n points has once, and the whole one twice."""
    weights = np.full(n // 2 + 1, inner, np.dtype(x.dtype.char.lower()))
    weights[0] = 1
    if n % 2 == 0:
        weights[-1] = 1
    return x * weights.reshape((-1,) + (1,) * (x.ndim - 1 - axis % x.ndim))


# ---- along one axis ------------------------------------------------------------------------------------------


def fft_forward(a: Any, n: int | None = None, axis: int = -1, norm: Norm = None) -> Any:
    """The discrete Fourier transform."""
    return np.fft.fft(a, n, axis, norm)


def ifft_forward(a: Any, n: int | None = None, axis: int = -1, norm: Norm = None) -> Any:
    """The inverse of `fft`."""
    return np.fft.ifft(a, n, axis, norm)


def rfft_forward(a: Any, n: int | None = None, axis: int = -1, norm: Norm = None) -> Any:
    """The half spectrum of a real signal."""
    return np.fft.rfft(a, n, axis, norm)


def irfft_forward(a: Any, n: int | None = None, axis: int = -1, norm: Norm = None) -> Any:
    """The real signal of a half spectrum."""
    return np.fft.irfft(a, n, axis, norm)


def hfft_forward(a: Any, n: int | None = None, axis: int = -1, norm: Norm = None) -> Any:
    """The real spectrum of half a signal with Hermitian symmetry."""
    return np.fft.hfft(a, n, axis, norm)


def ihfft_forward(a: Any, n: int | None = None, axis: int = -1, norm: Norm = None) -> Any:
    """The inverse of `hfft`."""
    return np.fft.ihfft(a, n, axis, norm)


def fft_back(g: Any, a_shape: Shape, axis: int, norm: Norm) -> Any:
    """The same transform: its matrix is symmetric."""
    return fitted(np.fft.fft(g, axis=axis, norm=norm), a_shape[axis], axis)


def ifft_back(g: Any, a_shape: Shape, axis: int, norm: Norm) -> Any:
    """The same transform: its matrix is symmetric."""
    return fitted(np.fft.ifft(g, axis=axis, norm=norm), a_shape[axis], axis)


def rfft_back(g: Any, a_shape: Shape, n: int | None, axis: int, norm: Norm) -> Any:
    """Re(sum over half the frequencies of g exp(-i ...)): `hfft`, which counts the inner ones twice."""
    n = a_shape[axis] if n is None else n
    return fitted(np.fft.hfft(weighted(g, n, axis, 0.5), n, axis, norm), a_shape[axis], axis)


def ihfft_back(g: Any, a_shape: Shape, n: int | None, axis: int, norm: Norm) -> Any:
    """As `rfft_back`, with exp(+i ...)."""
    n = a_shape[axis] if n is None else n
    return fitted(np.fft.irfft(weighted(g, n, axis, 0.5), n, axis, norm), a_shape[axis], axis)


def irfft_back(g: Any, a_shape: Shape, axis: int, norm: Norm) -> Any:
    """The half spectrum by exp(+i ...), in which the inner frequencies stand for two."""
    return fitted(weighted(np.fft.ihfft(g, axis=axis, norm=norm), g.shape[axis], axis, 2), a_shape[axis], axis)


def hfft_back(g: Any, a_shape: Shape, axis: int, norm: Norm) -> Any:
    """As `irfft_back`, with exp(-i ...)."""
    return fitted(weighted(np.fft.rfft(g, axis=axis, norm=norm), g.shape[axis], axis, 2), a_shape[axis], axis)


# ---- along several axes --------------------------------------------------------------------------------------


def steps(shape: Shape, s: Any, axes: Axes, halved: bool = False) -> list[Step]:
    """Return the transforms along one axis each that a transform along several is, as NumPy reads s and axes.

    Args:
        shape: that of the operand.
        s: the lengths, of which -1 is the operand's own.
        axes: the axes; an axis may come twice.
        halved: whether the last axis holds half a spectrum, and s its whole length.
    """
    if axes is None:
        axes = range(-len(shape if s is None else s), 0)
    own = [shape[axis] for axis in axes]
    if s is None:
        lengths = [*own[:-1], 2 * (own[-1] - 1)] if halved else own
    else:
        lengths = [mine if n in (-1, None) else int(n) for n, mine in zip(s, own)]
    return [(n, axis % len(shape)) for n, axis in zip(lengths, axes)]


def undone(g: Any, a_shape: Shape, todo: list[Step], back: Callable[..., Any], norm: Norm) -> Any:
    """Pull back through one transform after the other; `todo` is in the order in which they were done."""
    shapes = [a_shape]
    for n, axis in todo:
        before = shapes[-1]
        shapes.append((*before[:axis], n, *before[axis + 1 :]))
    for (_, axis), shape in zip(reversed(todo), reversed(shapes[:-1])):
        g = back(g, shape, axis, norm)
    return g


def fft2_forward(a: Any, s: Any = None, axes: Axes = (-2, -1), norm: Norm = None) -> Any:
    """`fftn` along the last two axes."""
    return np.fft.fft2(a, s, axes, norm)


def ifft2_forward(a: Any, s: Any = None, axes: Axes = (-2, -1), norm: Norm = None) -> Any:
    """`ifftn` along the last two axes."""
    return np.fft.ifft2(a, s, axes, norm)


def rfft2_forward(a: Any, s: Any = None, axes: Axes = (-2, -1), norm: Norm = None) -> Any:
    """`rfftn` along the last two axes."""
    return np.fft.rfft2(a, s, axes, norm)


def irfft2_forward(a: Any, s: Any = None, axes: Axes = (-2, -1), norm: Norm = None) -> Any:
    """`irfftn` along the last two axes."""
    return np.fft.irfft2(a, s, axes, norm)


def fftn_forward(a: Any, s: Any = None, axes: Axes = None, norm: Norm = None) -> Any:
    """The transform along several axes, all by default."""
    return np.fft.fftn(a, s, axes, norm)


def ifftn_forward(a: Any, s: Any = None, axes: Axes = None, norm: Norm = None) -> Any:
    """The inverse of `fftn`."""
    return np.fft.ifftn(a, s, axes, norm)


def rfftn_forward(a: Any, s: Any = None, axes: Axes = None, norm: Norm = None) -> Any:
    """`rfft` along the last axis, then `fft` along the others."""
    return np.fft.rfftn(a, s, axes, norm)


def irfftn_forward(a: Any, s: Any = None, axes: Axes = None, norm: Norm = None) -> Any:
    """The inverse of `rfftn`."""
    return np.fft.irfftn(a, s, axes, norm)


def fftn_back(g: Any, a_shape: Shape, s: Any, axes: Axes, norm: Norm) -> Any:
    """Transform along each axis, the last one first, as the transform itself does."""
    return undone(g, a_shape, steps(a_shape, s, axes)[::-1], fft_back, norm)


def ifftn_back(g: Any, a_shape: Shape, s: Any, axes: Axes, norm: Norm) -> Any:
    """As `fftn_back`."""
    return undone(g, a_shape, steps(a_shape, s, axes)[::-1], ifft_back, norm)


def rfftn_back(g: Any, a_shape: Shape, s: Any, axes: Axes, norm: Norm) -> Any:
    """Back through the transforms along the other axes, then through `rfft`, which came first."""
    *others, (n, axis) = steps(a_shape, s, axes)
    half = (*a_shape[:axis], n // 2 + 1, *a_shape[axis + 1 :])
    return rfft_back(undone(g, half, others[::-1], fft_back, norm), a_shape, n, axis, norm)


def irfftn_back(g: Any, a_shape: Shape, s: Any, axes: Axes, norm: Norm) -> Any:
    """Back through `irfft`, which came last, then through the transforms along the other axes."""
    *others, (_, last) = steps(a_shape, s, axes, halved=True)
    shape = list(a_shape)
    for n, axis in others:
        shape[axis] = n
    return undone(irfft_back(g, tuple(shape), last, norm), a_shape, others, ifft_back, norm)


# ---- ops -----------------------------------------------------------------------------------------------------


def fftshift_forward(x: Any, axes: Any = None) -> Any:
    """Put frequency 0 in the middle."""
    return np.fft.fftshift(x, axes)


def ifftshift_forward(x: Any, axes: Any = None) -> Any:
    """Put frequency 0, which is in the middle, first."""
    return np.fft.ifftshift(x, axes)


SPECTRA: Rows = (
    ((4,), {}),
    ((5,), {"n": 3}),
    ((3,), {"n": 6, "norm": "ortho"}),
    ((2, 3), {"axis": 0, "norm": "forward"}),
    ((2, 3, 2), {"n": 5, "axis": -2}),
    ((2, 1), {"axis": 1, "n": 1, "norm": "backward"}),
    ((0, 3), {}),
)
HALVES: Rows = (
    ((4,), {}),
    ((3,), {"n": 5}),
    ((5,), {"n": 4, "norm": "ortho"}),
    ((2,), {"n": 7, "norm": "forward"}),
    ((3, 2), {"axis": 0}),
    ((2, 3, 2), {"n": 3, "axis": -2, "norm": "backward"}),
    ((2, 1), {"n": 1}),
    ((0, 3), {}),
)
SEVERAL: Rows = (
    ((3, 4), {}),
    ((2, 3, 4), {"axes": (0, -1), "norm": "ortho"}),
    ((3, 4), {"s": (4, 3), "axes": (1, 0), "norm": "forward"}),
    ((2, 3), {"s": (4, -1), "axes": (0, 1)}),
    ((2, 3), {"s": (3, 2), "axes": (-2, -1)}),
    ((3, 2), {"axes": (0, 0), "norm": "backward"}),
    ((2, 3, 2), {"s": (2, 3, 4), "axes": (1, 2, 1)}),
)
SHIFTS: Rows = (((5,), {}), ((4,), {}), ((3, 4), {"axes": 0}), ((3, 4, 2), {"axes": (0, -2)}), ((0, 3), {}))
LINE, PLANE, SHIFT = cases(SPECTRA), cases(SEVERAL), cases(SHIFTS)
HALF, HALF_PLANE = cases(HALVES), (*PLANE, Case(((2, 4, 3),), {"axes": (2, 1)}))
SIGNAL: dict[str, Any] = {"domain": (REAL._replace(is_complex=False),), "analytic": False}  # real numbers only
PARTS: dict[str, Any] = {"analytic": False}  # linear over the reals: of some frequencies the real part only

# fmt: off
fft       = linear(fft_forward,    a=fft_back,    name="fft",    numpy=np.fft.fft,    cases=LINE)
ifft      = linear(ifft_forward,   a=ifft_back,   name="ifft",   numpy=np.fft.ifft,   cases=LINE)
rfft      = linear(rfft_forward,   a=rfft_back,   name="rfft",   numpy=np.fft.rfft,   cases=LINE, **SIGNAL)
irfft     = linear(irfft_forward,  a=irfft_back,  name="irfft",  numpy=np.fft.irfft,  cases=HALF, **PARTS)
hfft      = linear(hfft_forward,   a=hfft_back,   name="hfft",   numpy=np.fft.hfft,   cases=HALF, **PARTS)
ihfft     = linear(ihfft_forward,  a=ihfft_back,  name="ihfft",  numpy=np.fft.ihfft,  cases=LINE, **SIGNAL)
fft2      = linear(fft2_forward,   a=fftn_back,   name="fft2",   numpy=np.fft.fft2,   cases=PLANE)
ifft2     = linear(ifft2_forward,  a=ifftn_back,  name="ifft2",  numpy=np.fft.ifft2,  cases=PLANE)
rfft2     = linear(rfft2_forward,  a=rfftn_back,  name="rfft2",  numpy=np.fft.rfft2,  cases=PLANE, **SIGNAL)
irfft2    = linear(irfft2_forward, a=irfftn_back, name="irfft2", numpy=np.fft.irfft2, cases=HALF_PLANE, **PARTS)
fftn      = linear(fftn_forward,   a=fftn_back,   name="fftn",   numpy=np.fft.fftn,   cases=PLANE)
ifftn     = linear(ifftn_forward,  a=ifftn_back,  name="ifftn",  numpy=np.fft.ifftn,  cases=PLANE)
rfftn     = linear(rfftn_forward,  a=rfftn_back,  name="rfftn",  numpy=np.fft.rfftn,  cases=PLANE, **SIGNAL)
irfftn    = linear(irfftn_forward, a=irfftn_back, name="irfftn", numpy=np.fft.irfftn, cases=HALF_PLANE, **PARTS)
fftshift  = linear(fftshift_forward,  x=lambda g, axes: np.fft.ifftshift(g, axes), name="fftshift",
                   numpy=np.fft.fftshift, cases=SHIFT)
ifftshift = linear(ifftshift_forward, x=lambda g, axes: np.fft.fftshift(g, axes), name="ifftshift",
                   numpy=np.fft.ifftshift, cases=SHIFT)
# fmt: on


# ---- the frequencies: constants -----------------------------------------------------------------------------------


def fftfreq(n: int, d: float = 1.0, dtype: Any = None, device: Any = None) -> Any:
    """The frequencies of the n numbers that `fft` gives, as np.fft.fftfreq, a plain array.

    Args:
        n: the length of the transform.
        d: the distance of the samples.
        dtype: the dtype of the result, which the array API has and NumPy has not; float64 by default.
        device: None or "cpu".

    >>> fftfreq(4).tolist()
    [0.0, 0.25, -0.5, -0.25]
    """
    return np.fft.fftfreq(n, d, device=device).astype(dtype or float, copy=False)


def rfftfreq(n: int, d: float = 1.0, dtype: Any = None, device: Any = None) -> Any:
    """The frequencies of the numbers that `rfft` gives, as np.fft.rfftfreq, a plain array; arguments as for `fftfreq`.

    >>> rfftfreq(4).tolist()
    [0.0, 0.25, 0.5]
    """
    return np.fft.rfftfreq(n, d, device=device).astype(dtype or float, copy=False)
