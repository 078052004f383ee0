"""Views: a write into a result shows in the operand, and the reverse, exactly where it does in NumPy; memory layout.

Each text is run on a plain array and on a tensor, then the result or the operand is multiplied by 5 in place and the
other one is looked at. All texts are homogeneous in x (f(2 x) = 2 f(x)), so Euler's theorem checks their derivatives:
the one along x is the value.
"""

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, grad, jvp

X = np.arange(1.0, 13.0).reshape(3, 4)
BASES = {
    "1-d": lambda x: x.reshape(-1)[:3] * 1.0,
    "in C order": lambda x: x * 1.0,
    "in F order": lambda x: (x * 1.0).copy("F"),
    "with gaps": lambda x: (x * 1.0)[1:, ::2],
    "of permuted axes": lambda x: (x.reshape(2, 3, 2) * 1.0).transpose(1, 0, 2),
}
TEXTS = """
np.array(a) | np.array(a, copy=None) | np.array(a, copy=False) | np.array(a, copy=True) | np.array(a, ndmin=3)
np.array(a, dtype=float, copy=None) | np.array(a, copy=None, ndmin=3) | np.array(a, copy=False, ndmin=3)
np.array(a, copy=None, order="F") | np.array(a, copy=False, order="C") | np.array(a, np.float32, copy=None)
np.asarray(a) | np.asarray(a, float) | np.asarray(a, np.float32) | np.asarray(a, np.float32, copy=False)
np.asarray(a, order="F") | np.asarray(a, order="C") | np.asarray(a, order="A") | np.asarray(a, order="K")
np.asarray(a, copy=True) | np.asarray(a, copy=False) | np.asarray(a, copy=False, order="F") | np.asarray([a])
np.asanyarray(a) | np.asanyarray(a, float) | np.asanyarray(a, order="C")
np.asarray_chkfinite(a) | np.asarray_chkfinite(a, float) | np.asarray_chkfinite(a, order="F")
np.asfortranarray(a) | np.asfortranarray(a.T) | np.asfortranarray(a, float)
np.ascontiguousarray(a) | np.ascontiguousarray(a.T) | np.ascontiguousarray(a, float) | np.ascontiguousarray(a, "f")
np.require(a) | np.require(a, float) | np.require(a, np.float32) | np.require(a, None, "C") | np.require(a, None, "F")
np.require(a, None, "W") | np.require(a, None, "O") | np.require(a, None, ["C", "O", "W", "A"])
a.astype(float) | a.astype(float, copy=False) | a.astype(np.float32, copy=False) | a.astype(float, "C", copy=False)
a.astype(float, "F", copy=False) | a.astype(float, "A", copy=False) | np.astype(a, float, copy=False)
np.astype(a, float) | np.copy(a) | np.copy(a, subok=True) | a.copy() | a.copy("F") | +a | np.positive(a)
a.conj() | a.conjugate() | np.conj(a) | np.conjugate(a) | a.real | np.real(a) | np.real_if_close(a)
np.ravel(a) | np.ravel(a, "F") | np.ravel(a, "A") | np.ravel(a, "K") | a.ravel() | a.ravel("F") | a.ravel("A")
a.ravel("K") | a.flatten() | a.flatten("K") | np.ravel(a.T, "K") | np.ravel(a[::-1], "K") | np.ravel(a[..., None], "K")
np.reshape(a, -1) | np.reshape(a, -1, order="F") | np.reshape(a, -1, order="A") | np.reshape(a, a.shape)
a.reshape(-1) | a.reshape(-1, order="F") | a.reshape(-1, order="A") | a.reshape(a.shape)
np.reshape(a, -1, copy=True) | np.reshape(a, -1, copy=False) | np.reshape(a, -1, order="A", copy=False)
np.atleast_1d(a) | np.atleast_2d(a) | np.atleast_3d(a) | np.squeeze(a) | np.squeeze(a[None]) | a.squeeze()
np.expand_dims(a, 0) | np.moveaxis(a, 0, -1) | np.swapaxes(a, 0, -1) | np.rollaxis(a, a.ndim - 1)
np.transpose(a) | np.permute_dims(a) | a.T | a.transpose() | a.swapaxes(0, -1) | np.matrix_transpose(a) | a.mT
np.flip(a) | np.flip(a, 0) | np.flipud(a) | np.fliplr(a) | np.roll(a, 0) | np.tile(a, 1) | np.repeat(a, 1)
np.rot90(a, 0) | np.rot90(a, 1) | np.rot90(a, 2) | np.rot90(a, 3) | np.rot90(a, 4) | np.resize(a, a.shape)
a[...] | a[:] | a[1:] | a[::-1] | a[None] | a[[0, 1]] | a[np.arange(2)] | a[a > 0] | list(a)[0] | next(iter(a))
np.broadcast_to(a, a.shape) | np.broadcast_to(a, (2, *a.shape)) | np.broadcast_arrays(a)[0]
np.broadcast_arrays(a, a)[0] | np.broadcast_arrays(a, np.ones((2, *a.shape)))[0]
np.meshgrid(a, a)[0] | np.meshgrid(a, a, copy=False)[0] | np.meshgrid(a, copy=False)[0]
np.meshgrid(a, a, copy=False, sparse=True)[0] | np.meshgrid(a, a, sparse=True)[0]
np.array_split(a, 2)[0] | np.array_split(a, 1)[0] | np.split(a, 1)[0] | np.hsplit(a, 1)[0] | np.vsplit(a, 1)[0]
np.unstack(a)[0] | np.diagonal(a) | a.diagonal() | np.diag(a) | np.diag(a[0]) | np.diagflat(a) | np.tril(a) | np.triu(a)
np.block(a) | np.block([a]) | np.block([[a]]) | np.concatenate([a]) | np.stack([a]) | np.stack([a])[0]
np.hstack([a]) | np.vstack([a]) | np.dstack([a]) | np.column_stack([a]) | np.append(a, []) | np.r_[a] | np.c_[a]
np.delete(a, [], 0) | np.insert(a, [], 0, 0) | np.trim_zeros(a) | np.pad(a, 0) | np.unique(a) | np.union1d(a, [])
np.clip(a, -99, 99) | a.clip(-99, 99) | np.where(a > 0, a, 0) | np.select([a > 0], [a]) | np.choose(0, [a])
np.sort(a) | np.partition(a, 1) | np.take(a, [0, 1], axis=0) | a.take([0, 1], axis=0) | np.extract(a > 0, a)
np.compress([True, True], a, axis=0) | np.take_along_axis(a, np.argsort(a, 0), 0) | np.nan_to_num(a)
np.sum(a, axis=()) | np.max(a, axis=()) | np.mean(a, axis=()) | np.cumsum(a, 0) | np.diff(a, 0) | np.unwrap(a * 0.1)
np.einsum("...->...", a) | np.einsum("ij->ji", a) | np.einsum("ii->i", a[:2, :2]) | np.einsum("i...->...i", a)
np.fft.fftshift(a) | np.full(a.shape, a) | np.full_like(a, a) | np.linalg.matrix_transpose(a) | np.linalg.diagonal(a)
windows(a, 2, axis=0) | windows(a, 2, axis=0)[1:] | windows(a, 2, axis=0).T | windows(a, (2, 2))[0]
"""
# NumPy lets these be written into, with a warning: all places of an element change together. Here they are read-only.
REFUSED = ("np.broadcast_arrays(a, np.ones((2, *a.shape)))[0]", "np.meshgrid(a, a, copy=False)[0]")


def seen_after_a_write(text, space, base, into, x):
    """Return what a program sees of the operand (or the result) after the result (or the operand) was written into."""
    a = base(x)
    names = {"np": space, "a": a, "windows": np.lib.stride_tricks.sliding_window_view}
    b = eval(text, names)
    written, other = (b, a) if into == "result" else (a, b)
    if not np.ndim(b):
        pytest.skip("a number")
    written *= 5
    return np.sum(other * np.arange(1.0, 1.0 + np.size(other)).reshape(np.shape(other)))


@pytest.mark.parametrize("name", BASES)
@pytest.mark.parametrize("text", [text.strip() for line in TEXTS.split("\n") if line for text in line.split(" | ")])
def test_a_write_shows_where_numpys_does(text, name):
    for into in ("result", "operand"):

        def program(x, into=into):
            return seen_after_a_write(text, anp, BASES[name], into, x)

        if into == "result" and text in REFUSED:
            with pytest.raises(ValueError, match="read-only"):
                grad(program)(X)
            continue
        try:
            expected = seen_after_a_write(text, np, BASES[name], into, X)
        except AttributeError:
            pytest.skip("this NumPy lacks it")
        except (ValueError, TypeError, IndexError) as error:  # of another shape, or read-only
            with pytest.raises(type(error)):
                grad(program)(X)
            continue
        assert program(X) == pytest.approx(expected, rel=1e-6)
        value, slope = jvp(program, (X,), (X,))
        assert value == pytest.approx(expected, rel=1e-6) and slope == pytest.approx(expected, rel=1e-6)
        assert np.vdot(grad(program)(X), X) == pytest.approx(expected, rel=1e-6)


LAID = """
np.sort(a) | np.sort(a, axis=0) | np.partition(a, 1) | np.partition(a, 1, axis=0) | np.gradient(a, axis=0)
np.gradient(a, axis=1) | np.gradient(a)[0] | np.sort_complex(a) | np.cumsum(a, 0) | np.diff(a, axis=0)
np.clip(a, 0, 5) | np.concatenate([a, a]) | np.roll(a, 1, 0) | np.tril(a) | np.nan_to_num(a) | np.round(a, 1)
a * 2 | np.fft.fft(a, axis=0)
"""


@pytest.mark.parametrize("name", BASES)
@pytest.mark.parametrize("text", [text.strip() for line in LAID.split("\n") if line for text in line.split(" | ")])
def test_a_result_lies_in_memory_as_numpys(text, name):
    """Else order="A" and order="K" would give the elements in another order."""
    if name == "1-d" and text != "np.sort(a)":
        return
    expected, ours = (eval(text, {"np": space, "a": BASES[name](x)}) for space, x in ((np, X), (anp, Tensor(X))))
    ours = np.asarray(getattr(ours, "data", ours))
    for order in ("A", "K"):
        np.testing.assert_allclose(np.ravel(ours, order), np.ravel(expected, order), rtol=1e-12)
