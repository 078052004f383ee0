"""The laws for functions composed of ops: on calls with every keyword they have, written down here as text.

The laws of ops (`test_laws`) draw their samples from declarations. A composition has none, so its calls are
listed below, one line each; operands are the names in OPERANDS, all of which are differentiated together
and one by one. A composition without a call, and a keyword that no call gives, fail with the line to paste.
"""

from __future__ import annotations

import ast
import inspect
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

import autograd.numpy as ours_numpy
from autograd import Tensor, stop_gradient
from autograd.errors import NoRuleError
from autograd.graph.op import IMPLEMENTATIONS, Op
from autograd.ops.matrices import positive, separated
from tests.laws.demands import Lacking
from tests.laws.engine import leaves
from tests.laws.runner import DERIVATIVES
from tests.laws.ways import VALUE, VALUE_32, agree
from tests.ops.compositions import Composition, single
from tests.strategies import Sample

# The operands of calls: a scalar, vectors, matrices, and arrays of three dimensions.
OPERANDS: dict[str, tuple[int, ...]] = {
    "s": (), "r": (), "u": (3,), "v": (3,), "w": (2,), "a": (2, 3), "b": (2, 3), "m": (3, 4), "q": (3, 3),
    "c": (2, 3, 4), "d": (2, 3, 4), "row": (1, 3), "one": (1, 3, 1), "empty": (0, 3),
}  # fmt: skip
CONSTANTS: dict[str, Any] = {
    "mask": np.array([[True, False, True], [True, True, False]]),
    "some": np.array([True, False, True]),
    "none": np.zeros((2, 3), bool),
    "positive": positive,
    "separated": separated,
    "nan": np.where([[0, 1, 0], [0, 1, 1]], np.nan, 0.0),
}
# `kind` is the double-precision dtype, complex for complex operands.
CALLS = """
    np.clip(a, -0.5, 0.8)                    np.clip(a, a_min=s, a_max=None)         np.clip(a, None, a_max=v)
    np.clip(a, None, 0.5)                    np.clip(a, s, v + 9)                    np.clip(a, min=-0.5, max=v)
    np.sign(a)

    np.linalg.vecdot(a, b)                   np.linalg.vecdot(c, d, axis=1)          np.linalg.vecdot(u, a, axis=-1)
    np.dot(u, v)   np.dot(a, m)   np.dot(s, a)   np.dot(a, 2.0)   np.dot(a, u)   np.dot(c, m.T)   np.dot(s, r)
    np.vdot(a, b)    np.vdot(s, r)
    np.inner(a, b)   np.inner(u, v)   np.inner(s, a)   np.inner(c, c[0, 0])
    np.outer(u, w)   np.outer(a, s)   np.linalg.outer(u, w)
    np.kron(a, q)    np.kron(u, w)    np.kron(s, a)    np.kron(u, a)    np.kron(c, w)
    np.cross(u, v)   np.cross(a, u)   np.cross(a, b, axisa=1, axisb=1, axisc=0)      np.cross(m, q[:, :1], axis=0)
    np.cross(c, d, axisa=1, axisb=-2, axisc=1)
    np.linalg.cross(a, b)                    np.linalg.cross(c, d, axis=1)

    np.linalg.trace(q)                       np.linalg.trace(c, offset=1, dtype=kind)
    np.linalg.diagonal(c)                    np.linalg.diagonal(m, offset=1)         np.linalg.matrix_transpose(c)
    np.linalg.slogdet(separated(q))          np.linalg.slogdet(separated(c[:, :3, :3]))
    np.linalg.matrix_power(q, 3)             np.linalg.matrix_power(separated(q), -2)
    np.linalg.matrix_power(q, n=0)           np.linalg.matrix_power(q, 1)            np.linalg.matrix_power(q, 6)
    np.linalg.multi_dot([a, q, m])           np.linalg.multi_dot([w, a, m, m.T, v])  np.linalg.multi_dot([a.T, w])
    np.linalg.multi_dot([u, q, q, m])
    np.linalg.tensorinv(separated(np.reshape(c, (4, 6))[:, :4]).reshape((4, 1, 2, 2)), 1)
    np.linalg.tensorinv(separated(np.reshape(c, (4, 6))[:, :4]).reshape((2, 2, 1, 4)), ind=2)
    np.linalg.tensorsolve(separated(q), v)   np.linalg.tensorsolve(separated(q)[None], v[None])
    np.linalg.tensorsolve(separated(np.reshape(c, (4, 6))[:, :4]).T.reshape((4, 2, 2)), w[:, None] * w, axes=(0,))
    np.linalg.lstsq(separated(m.T), v @ m)   np.linalg.lstsq(separated(m.T), m.T @ q + m.T[::-1], rcond=None)
    np.linalg.lstsq(separated(a), w)         np.linalg.lstsq(separated(q), v, rcond=-1)
    np.linalg.cholesky(positive(q))          np.linalg.cholesky(positive(q), upper=True)
    np.linalg.eigvalsh(positive(q))          np.linalg.eigvalsh(positive(q), UPLO='U')
    np.linalg.eigh(positive(q).real)         np.linalg.eigh(positive(q).real, UPLO='U')
    np.linalg.eigvals(separated(q))          np.linalg.eig(separated(q).real)
    np.linalg.svdvals(separated(m))          np.linalg.svd(separated(a), compute_uv=False)
    np.linalg.svd(separated(m).real, full_matrices=False)                            np.linalg.svd(separated(m.T).real)
    np.linalg.svd(positive(q).real, hermitian=True)
    np.linalg.qr(separated(q))               np.linalg.qr(separated(m.T), mode='r')  np.linalg.qr(separated(m))
    np.linalg.qr(separated(m.T).real, 'complete')

    np.linalg.norm(a)     np.linalg.norm(c)  np.linalg.norm(u, 2)   np.linalg.norm(u, 3.5)   np.linalg.norm(u, -1)
    np.linalg.norm(u, np.inf)                np.linalg.norm(u, -np.inf)              np.linalg.norm(u, 0)
    np.linalg.norm(u, 1)  np.linalg.norm(a, axis=1, keepdims=True)                   np.linalg.norm(c, keepdims=True)
    np.linalg.norm(a, 'fro')                 np.linalg.norm(a, 'nuc')                np.linalg.norm(c, 'nuc', (2, 0))
    np.linalg.norm(a, ord=2)                 np.linalg.norm(a, -2)                   np.linalg.norm(c, 2, (0, 2), True)
    np.linalg.norm(c, 1, (0, 2))             np.linalg.norm(c, -1, (2, 0))           np.linalg.norm(c, np.inf, (0, -1))
    np.linalg.norm(c, -np.inf, (1, 0), keepdims=True)                                np.linalg.norm(u[0] + u[:1])
    np.linalg.vector_norm(c)                 np.linalg.vector_norm(c, axis=(0, 2))   np.linalg.vector_norm(c, ord=3)
    np.linalg.vector_norm(c, axis=1, keepdims=True, ord=np.inf)                      np.linalg.vector_norm(a, ord=0)
    np.linalg.matrix_norm(c)                 np.linalg.matrix_norm(c, ord=1, keepdims=True)
    np.linalg.matrix_norm(c, ord='nuc')      np.linalg.matrix_norm(c, ord=-2, keepdims=True)
    np.linalg.cond(separated(q))             np.linalg.cond(separated(q), 'fro')     np.linalg.cond(separated(q), 1)
    np.linalg.cond(separated(q), p=np.inf)   np.linalg.cond(separated(m))            np.linalg.cond(separated(m), p=-2)
    np.linalg.cond(separated(q), 'nuc')

    np.sum(a, axis=0)                        np.sum(c, axis=(0, -1), keepdims=True)  np.sum(a, where=mask, axis=1)
    np.sum(a, initial=2.0)                   np.sum(a, axis=1, initial=s)            np.sum(empty, axis=0, initial=s)
    np.sum(a, dtype=kind, where=some)        np.sum(a, where=mask, initial=s, keepdims=True)
    np.sum(row, where=mask[:1])              np.sum(s, where=True, initial=1.0)
    np.mean(a, axis=0)                       np.mean(c, axis=(0, 2), keepdims=True)  np.mean(a, where=mask, axis=0)
    np.mean(a, dtype=kind, where=some)       np.mean(a, where=mask)                  np.mean(a, axis=-1, keepdims=True)
    np.average(a)                            np.average(a, axis=0)                   np.average(a, weights=np.exp(b))
    np.average(a, axis=1, weights=np.exp(u)) np.average(a, axis=-1, weights=np.exp(u), keepdims=True)
    np.average(c, axis=(1, 0), weights=np.exp(a.T))   np.average(a, axis=1, returned=True)
    np.average(a, weights=np.array([1, 2, 3]), axis=1, returned=True)
    np.average(a, axis=0, weights=np.exp(w), returned=True, keepdims=True)
    np.max(a)         np.max(a, axis=1)      np.max(c, axis=(0, 2), keepdims=True)   np.max(a, initial=0.3)
    np.max(a, axis=0, initial=s)             np.max(a, where=mask, initial=-9.0)     np.max(empty, axis=0, initial=s)
    np.max(a, axis=1, where=none, initial=s)
    np.min(a)         np.min(a, axis=1)      np.min(c, axis=(0, 2), keepdims=True)   np.min(a, initial=0.3)
    np.min(a, axis=0, initial=s)             np.min(a, where=mask, initial=9.0, axis=1, keepdims=True)
    np.ptp(a)         np.ptp(a, axis=1)      np.ptp(a, axis=0, keepdims=True)
    np.prod(a, axis=1)                       np.prod(c, axis=(0, -1), keepdims=True) np.prod(a, where=mask, axis=0)
    np.prod(a, initial=2.0)                  np.prod(a, axis=1, initial=s)           np.prod(empty, axis=0, initial=s)
    np.prod(a, dtype=kind, where=some, initial=s)
    np.cumsum(a)      np.cumsum(a, axis=0, dtype=kind)                               np.cumsum(c, axis=-2)
    np.cumprod(a)     np.cumprod(a, axis=1, dtype=kind)                              np.cumprod(s)
    np.cumulative_sum(u)                     np.cumulative_sum(a, axis=0, include_initial=True)
    np.cumulative_sum(a, axis=1, dtype=kind)
    np.cumulative_prod(u)                    np.cumulative_prod(a, axis=-1, include_initial=True)
    np.cumulative_prod(a, axis=1, dtype=kind)
    np.var(a, axis=0)                        np.var(a, ddof=1, keepdims=True)        np.var(a, axis=1, correction=1)
    np.var(a, dtype=kind)                    np.var(c, axis=(0, 1), ddof=0.5)
    np.var(a, where=mask, ddof=0.5)          np.var(a, axis=0, mean=row, keepdims=True)
    np.var(a, axis=1, where=mask, dtype=kind)
    np.std(a, axis=0)                        np.std(a, ddof=1, keepdims=True)        np.std(a, axis=1, correction=1)
    np.std(a, dtype=kind)                    np.std(c, axis=(0, 1), ddof=0.5)
    np.std(a, where=mask, ddof=0.5)          np.std(a, axis=0, mean=row, keepdims=True)
    np.std(a, axis=1, where=mask, dtype=kind)

    np.nansum(a + nan, axis=0, initial=s)    np.nansum(a + nan, where=mask, dtype=kind, keepdims=True)
    np.nansum(a)      np.nansum(c, axis=(0, 2))
    np.nanprod(a + nan, axis=0, initial=s)   np.nanprod(a + nan, where=mask, dtype=kind, keepdims=True)
    np.nanprod(a)     np.nanprod(c, axis=(0, 2))
    np.nanmean(a + nan)                      np.nanmean(a + nan, axis=1, where=mask, dtype=kind, keepdims=True)
    np.nanmean(a)     np.nanmean(c, axis=(0, 2))
    np.nanvar(a + nan)                       np.nanvar(a, axis=1, where=mask, dtype=kind, keepdims=True, ddof=0.5)
    np.nanvar(a)      np.nanvar(c, axis=(0, 2), correction=1)                        np.nanvar(a + nan, mean=s)
    np.nanstd(a + nan)                       np.nanstd(a, axis=1, where=mask, dtype=kind, keepdims=True, ddof=0.5)
    np.nanstd(a)      np.nanstd(c, axis=(0, 2), correction=1)                        np.nanstd(a + nan, mean=s)
    np.nanmax(a + nan)                       np.nanmax(a + nan, axis=1, where=mask, initial=-9.0, keepdims=True)
    np.nanmax(a, axis=0, initial=s)          np.nanmax(c, axis=(0, 2))
    np.nanmin(a + nan)                       np.nanmin(a + nan, axis=1, where=mask, initial=9.0, keepdims=True)
    np.nanmin(a, axis=0, initial=s)          np.nanmin(c, axis=(0, 2))
    np.nancumsum(a + nan)                    np.nancumsum(a + nan, axis=0, dtype=kind)
    np.nancumprod(a + nan)                   np.nancumprod(a + nan, axis=1, dtype=kind)
    np.median(a)      np.median(u)           np.median(s)                            np.median(c, axis=(0, -1))
    np.median(a, axis=1, overwrite_input=False, keepdims=True)
    np.nanmedian(a + nan)                    np.nanmedian(a + nan, axis=1, overwrite_input=False, keepdims=True)
    np.nanmedian(c, axis=(0, -1))
    np.quantile(a, 0.3)                      np.quantile(a, [0.0, 0.3, 1.0], axis=1, keepdims=True)
    np.quantile(c, 0.7, axis=(0, 2), method='hazen')   np.quantile(a, 0.3, method='inverted_cdf', overwrite_input=False)
    np.quantile(a, [[0.2, 0.4]], axis=0, method='midpoint')   np.quantile(u, 0.6, method='averaged_inverted_cdf')
    np.quantile(m, 0.7, method='weibull')    np.quantile(m, 0.7, method='nearest')   np.quantile(m, 0.7, method='lower')
    np.quantile(m, 0.7, method='median_unbiased')      np.quantile(m, 0.7, method='normal_unbiased')
    np.quantile(m, 0.7, method='higher')     np.quantile(m, 0.7, method='closest_observation')
    np.quantile(m, 0.7, method='interpolated_inverted_cdf')
    np.quantile(a, 0.4, weights=np.array([[1, 2, 3], [3, 1, 1]]), method='inverted_cdf')
    np.quantile(a, [0.2, 0.6], axis=1, weights=np.array([1.0, 2.0, 0.5]), method='inverted_cdf', keepdims=True)
    np.percentile(a, 30)   np.percentile(a, [0, 30, 100], axis=1, keepdims=True, overwrite_input=False)
    np.percentile(c, 70, axis=(0, 2), method='hazen')
    np.percentile(a, 30, weights=np.array([[1, 2, 3], [3, 1, 1]]), method='inverted_cdf')
    np.nanquantile(a + nan, 0.3)             np.nanquantile(a + nan, [0.0, 0.3], axis=1, keepdims=True)
    np.nanquantile(c, 0.7, axis=(0, 2), method='hazen', overwrite_input=False)
    np.nanquantile(a + nan, 0.3, weights=np.array([[1, 2, 3], [3, 1, 1]]), method='inverted_cdf')
    np.nanpercentile(a + nan, 30)            np.nanpercentile(a + nan, [0, 30], axis=1, keepdims=True)
    np.nanpercentile(c, 70, axis=(0, 2), method='hazen', overwrite_input=False)
    np.nanpercentile(a + nan, 30, weights=np.array([[1, 2, 3], [3, 1, 1]]), method='inverted_cdf')

    np.cov(a)   np.cov(u)   np.cov(a, y=b)   np.cov(u, v)   np.cov(m, rowvar=False)   np.cov(row, y=v)
    np.cov(a, bias=True)                     np.cov(m, ddof=2, dtype=kind)           np.cov(m, q, rowvar=False)
    np.cov(a, fweights=np.array([1, 2, 3]))  np.cov(a, aweights=[0.5, 1.0, 2.0])   np.cov(a, b, aweights=np.exp(v.real))
    np.cov(a, fweights=np.array([1, 2, 3]), aweights=[0.5, 1.0, 2.0], ddof=0)
    np.cov(a, fweights=np.array([1, 2, 3]), aweights=[0.5, 1.0, 2.0])
    np.corrcoef(m)    np.corrcoef(m, y=c[1]) np.corrcoef(m, rowvar=False)            np.corrcoef(m, dtype=kind)
    np.gradient(a)    np.gradient(u)         np.gradient(m, 2.0)                     np.gradient(m, s, 2.0)
    np.gradient(c, axis=-1)                  np.gradient(c, 0.5, v**2, axis=(0, 1))  np.gradient(m, edge_order=2)
    np.gradient(m, np.cumsum(np.exp(v)), axis=0, edge_order=2)                       np.gradient(m, s, axis=0)
    np.gradient(m, np.array([0.0, 1.0, 3.0]), 0.5)
    np.trapezoid(a)   np.trapezoid(a, x=u)   np.trapezoid(a, dx=s)   np.trapezoid(a, b)   np.trapezoid(c, v, axis=1)
    np.trapezoid(c, axis=0)
    np.bincount([0, 2, 2], weights=u)        np.bincount(np.array([0, 3, 3]), u, minlength=6)
    np.histogram(np.array([1.0, 2.0, 2.5]), weights=u)
    np.histogram([1, 1, 9], bins=[0, 2, 4], weights=u, density=True)
    np.histogram([[1, 1, 9], [3, 4, 2]], bins=3, range=(1, 9), weights=a, density=False)
    np.histogram2d([1, 1, 9], [2, 3, 3], weights=u, bins=[2, 3], density=True)
    np.histogram2d([1, 1, 9], [2, 3, 3], weights=u, range=[[0, 4], [2, 3]])
    np.histogramdd(np.array([[1, 2], [1, 3], [9, 3]]), weights=u, bins=2, density=True)[0]
    np.histogramdd([[1, 1, 9], [2, 3, 3]], weights=u, range=[[0, 4], [2, 3]])[0]

    np.einsum('ij,jk->ik', a, m)             np.einsum('ij,ij', a, b)                np.einsum('ii->i', q)
    np.einsum(a, [0, 1], m, [1, 2], [2, 0])  np.einsum('...i,i', c.T, w, optimize=True)
    np.einsum('i,ij,jk->k', w, a, m, optimize='greedy')                              np.einsum('ij->ji', a)

    np.sort(a)        np.sort(a, axis=0)     np.sort(a, axis=None)                   np.sort(a, kind='stable')
    np.sort(c, axis=1, stable=True)          np.sort(a, order=None)
    np.partition(a, 1)                       np.partition(a, (0, 2), axis=1)         np.partition(m, kth=2, axis=None)
    np.partition(u, 1, kind='introselect')   np.partition(u, -1, order=None)
    np.diff(a)        np.diff(m, n=2)        np.diff(a, axis=0)                      np.diff(u, n=0)
    np.diff(a, prepend=s)                    np.diff(a, axis=0, append=row)          np.diff(a, prepend=b, append=0.5)
    np.ediff1d(a)     np.ediff1d(u, to_end=v, to_begin=s)                            np.ediff1d(u, to_begin=[1.0, 2.0])
    np.sort_complex(u)                       np.trim_zeros(u)                        np.trim_zeros(u * some, trim='b')
    np.trim_zeros(np.where(mask, a, 0.0), axis=1)
    np.unique(a)      np.unique(a, axis=1)   np.unique(np.stack([u, u]), return_index=True, return_inverse=True)[0]
    np.unique(u, equal_nan=False, return_counts=True)[0]                             np.unique(u, sorted=True)
    np.unique_values(s)                      np.unique_counts(a)[0]                  np.unique_inverse(a)[0]
    np.unique_all(a)[0]
    np.union1d(u, w)  np.setdiff1d(u, w)     np.setdiff1d(a, [1.0], assume_unique=True)
    np.intersect1d(u, np.concatenate([w, u[:2]]))    np.intersect1d(u, u, assume_unique=True, return_indices=True)[0]
    np.setxor1d(u, np.concatenate([w, u[:2]]))       np.setxor1d(u, w, assume_unique=True)

    np.linspace(s, 2.0, 5)                   np.linspace(s, v, num=4, axis=1)      np.linspace(u, r, 3, endpoint=False)
    np.linspace(s, r, 3, retstep=True)       np.linspace(s, r, 3, dtype=kind)        np.linspace(s, r, 3, device='cpu')
    np.logspace(s, 1.0, 5)                   np.logspace(s, v, num=4, axis=1)      np.logspace(s, r, 3, endpoint=False)
    np.logspace(s, r, 3, base=np.exp(u[0]))  np.logspace(s, r, 3, dtype=kind)
    np.geomspace(s**2, 2.0, 5)               np.geomspace(s**2, v**2, num=4, axis=1) np.geomspace(s, s * 3, 3)
    np.geomspace(s**2, r**2, 3, endpoint=False, dtype=kind)
    np.full_like(a, s)                       np.full_like(a, u, dtype=kind)          np.full_like(a, s, shape=(2,))
    np.full_like(a, s, order='F', subok=True, device=None)
    np.emath.sqrt(a)                         np.emath.sqrt(a**2)                     np.emath.log(a)
    np.emath.log2(a)                         np.emath.log10(a)                       np.emath.logn(u**2, a)
    np.emath.logn(2.0, np.exp(a))            np.emath.power(a, u)   np.emath.power(a, np.array([-1.0, 2, 3]))
    np.emath.arccos(a)                       np.emath.arcsin(a)                      np.emath.arctanh(a)
    np.real_if_close(a)                      np.real_if_close(a, tol=10)
    np.apply_along_axis(lambda x: x * x[0], 0, a)                                    np.apply_along_axis(np.sum, -1, c)
    np.apply_along_axis(lambda x, k: np.outer(x, x) * k, 1, c, 2.0)
    np.apply_over_axes(np.sum, c, (0, -1))   np.apply_over_axes(lambda x, k: np.cumsum(x, axis=k), a, 1)

    np.take(a, [0, 2, 2])                    np.take(a, [[0, 2], [1, 1]], axis=1)    np.take(a, 5, mode='wrap')
    np.take(u, [-1, 7], mode='clip')         np.take(a, -1, axis=0)
    np.take_along_axis(a, np.array([[2, 0], [1, 1]]), axis=1)
    np.take_along_axis(a, np.array([0, 5, 5]), axis=None)
    np.compress([True, False, True], a, axis=1)   np.compress([True, False, True], a)   np.compress([0, 1], a, axis=-2)
    np.extract(mask, a)                      np.extract([0, 1, 1], u)
    np.delete(a, 1)   np.delete(a, 1, axis=1)                                        np.delete(a, [0, -1], axis=1)
    np.delete(a, slice(None, None, 2), axis=1)                                       np.delete(a, some, axis=1)
    np.diag(u)        np.diag(u, k=-1)       np.diag(m)                              np.diag(m, k=1)
    np.diagflat(a)    np.diagflat(u, k=2)
    np.trace(m)       np.trace(q, offset=1)  np.trace(c, axis1=1, axis2=2)           np.trace(q, dtype=kind)

    np.reshape(a, (3, 2))                    np.reshape(a, -1, order='F')            np.reshape(a, (3, -1), copy=True)
    np.concatenate([a, b])                   np.concatenate((a, row), axis=0)        np.concatenate([a, u], axis=None)
    np.concatenate([a, b], axis=1, dtype=kind)   np.concatenate([a, b], casting='unsafe')
    np.stack([a, b])  np.stack([s, 1.0, r])  np.stack([a, b], axis=-1)               np.stack([u, v], dtype=kind)
    np.stack([u, v], casting='safe')
    np.where(mask, a, b)                     np.where(some, a, s)                    np.where(mask, 0.0, u)
    np.ravel(a)       np.ravel(a, order='F') np.ravel(s)
    np.choose([0, 1, 0], [u, v])             np.choose([0, 5, -1], (u, s), mode='clip')
    np.choose([[2], [3]], [u, v], mode='wrap')
    np.select([mask, none], [a, b])          np.select([some, ~some], [u, v], default=s)
    np.select([mask], [u], default=7.0)
    np.astype(a, kind)                       np.astype(a, kind, copy=False)          np.astype(a, kind, device=None)

    np.repeat(a, 2)   np.repeat(a, [1, 0, 2], axis=1)                                np.repeat(s, 3)
    np.pad(a, 1)      np.pad(a, ((0, 1), (2, 0)), 'edge')                            np.pad(a, (1, 2), mode='reflect')
    np.pad(a, 2, 'wrap')                     np.pad(a, 1, 'symmetric')               np.pad(a, 1, constant_values=3.0)
    np.pad(u, (2, 0), 'constant', constant_values=(1.0, 2.0))   np.pad(a, 3, 'reflect', reflect_type='even')
    np.pad(a, 1, constant_values=((s, 1.0), (2.0, r)))                               np.pad(a, (0, 2), 'linear_ramp')
    np.pad(a, ((1, 3), (0, 2)), 'linear_ramp', end_values=(s, 2.0))                  np.pad(a, 2, 'maximum')
    np.pad(m, ((1, 0), (2, 3)), 'mean', stat_length=(2, 3))                          np.pad(a, 1, 'mean')
    np.pad(m, 2, 'median')                   np.pad(u, (1, 2), 'median', stat_length=2)
    np.pad(m, ((2, 1), (0, 2)), 'minimum', stat_length=((1, 2), (3, 1)))         np.pad(row, ((2, 1), (0, 0)), 'mean')
    np.pad(a, ((3, 2), (5, 9)), 'reflect', reflect_type='odd')                       np.pad(row, 2, 'reflect')
    np.pad(a, ((3, 5), (7, 4)), 'symmetric', reflect_type='odd')                     np.pad(row, 3, 'edge')
    np.pad(row, 2, 'symmetric', reflect_type='odd')                                  np.pad(u, {0: (2, 1)}, 'wrap')
    np.fliplr(a)      np.flipud(a)           np.rot90(a)                             np.rot90(c, k=3, axes=(1, 2))
    np.resize(a, (3, 4))                     np.resize(u, 2)                         np.resize(a, (0,))

    np.correlate(u, w)                       np.correlate(w, u)                      np.correlate(u, w, mode='same')
    np.correlate(w, c[0, 0], mode='same')    np.correlate(u, c[0, 0], 'full')
    np.interp(a, np.sort(u), v)              np.interp(m.real, np.sort(u.real), v, left=s.real, right=r.real)
    np.interp(a.real, u.real, v, period=1.7) np.interp(s, np.sort(w), w)             np.interp(a, np.exp(u[:1]), v[:1])
    np.unwrap(c)      np.unwrap(m, axis=0, period=1.3)           np.unwrap(m, discont=1.5, period=0.9)
    np.piecewise(a, [mask, ~mask], [np.exp, 1.5])             np.piecewise(a, [mask], [np.sin, s])
    np.piecewise(a, [mask, some & mask], [np.cos, np.square])                        np.piecewise(s, [True], [np.exp])
    np.real_if_close(a)                      np.real_if_close(a + 0j)                np.real_if_close(a + 1j, tol=3)
    np.vander(u)      np.vander(u, N=5)      np.vander(w, 3, increasing=True)        np.vander(w, N=1)

    np.polyval(u, a)  np.polyval(w, s)       np.polyval([1.0, 2.0], u)
    np.polyadd(u, w)  np.polyadd(w, m[0])    np.polyadd(s, [1.0, 2.0])               np.polyadd(u, v)
    np.polysub(u, w)  np.polysub(w, m[0])    np.polymul(u, w)                        np.polymul([0.0, 1.0], u)
    np.polydiv(m[0], w).__getitem__(0)       np.polydiv(w, u)                        np.polydiv(u, s).__getitem__(0)
    np.polyder(u)     np.polyder(m[0], m=2)  np.polyder(u, 0)
    np.polyint(u)     np.polyint(u, m=2, k=w)   np.polyint(w, k=s)                   np.polyint(u, 2, s)
    np.poly(u)        np.poly(w + 1j)        np.poly(np.concatenate([w + 1j, w - 1j]))
    np.trim_zeros(np.concatenate([u, [0.0]]))   np.trim_zeros(np.diagflat(u)[0], trim='b')   np.trim_zeros(u)
    np.polyfit(u, v, 1)                      np.polyfit(m[0], m.T, deg=2)            np.polyfit(u, v, 2, cov=False)
    np.polyfit(m[0], c[0].T, 1)              np.polyfit(u, a.T, 1, rcond=1e-9, full=False, w=np.exp(v))
    np.polyfit([1.0, 2.0, 4.0], u, 1)

    np.expand_dims(a, 1)                     np.expand_dims(u, (0, -1))              np.squeeze(one)
    np.squeeze(one, axis=0)                  np.squeeze(one, axis=(0, -1))
    np.atleast_1d(s)  np.atleast_1d(s, u)    np.atleast_2d(u)                        np.atleast_2d(s, u, a)
    np.atleast_3d(s)  np.atleast_3d(u, a)    np.atleast_3d(c)
    np.moveaxis(c, 0, -1)                    np.moveaxis(c, [0, 1], [-1, 0])
    np.swapaxes(c, 0, -1)                    np.rollaxis(c, 2)                       np.rollaxis(c, 0, start=3)
    np.matrix_transpose(c)
    np.broadcast_arrays(a, u)                np.broadcast_arrays(s, row, w[:, None], subok=False)
    np.meshgrid(u, w)                        np.meshgrid(u, w, indexing='ij')        np.meshgrid(u, w, s, sparse=True)
    np.meshgrid(u, w, copy=True)
    np.vstack([u, v])                        np.vstack((a, u))                       np.vstack([a, row], dtype=kind)
    np.vstack([u, v], casting='safe')
    np.hstack([u, w])                        np.hstack([a, b])                       np.hstack([s, u], dtype=kind)
    np.hstack([u, v], casting='safe')
    np.dstack([u, v])                        np.dstack([a, b])                       np.dstack([c, a[:, :, None]])
    np.column_stack([u, v, m])
    np.append(a, b)   np.append(a, row, axis=0)                                      np.append(u, s)
    np.block([[a, b], [row, u[None]]])       np.block([u, s])                        np.block([[s, 1.0], [r, s]])
    np.insert(u, 1, s)                       np.insert(a, 1, w, axis=1)              np.insert(a, [0, 2], s, axis=1)
    np.insert(a, [1, 3], w)                  np.insert(u, slice(0, 2), w)            np.insert(a, -1, v, axis=0)
    np.array_split(u, 2)                     np.array_split(m, 3, axis=1)            np.array_split(a, [1], axis=-1)
    np.split(u, 3)    np.split(m, [1, 3], axis=1)
    np.hsplit(m, 2)   np.hsplit(u, [1])      np.vsplit(a, 2)                         np.dsplit(c, [1, 2])
    np.unstack(a)     np.unstack(c, axis=1)
"""

TEXTS = re.split(r"(?<=[)\]])\s+(?=np\.)", CALLS.strip())
OLD = np.lib.NumpyVersion(np.__version__) < "2.1.0"  # lacks some functions and keywords
COMPLEX_THEN = ("np.linalg.cond(",)  # of a complex matrix: old NumPy gives a real number as a complex one
# Where functions live whose results are no part of the graph, and those that write and return nothing.
NO_RESULT = ("autograd.ops.flat", "autograd.ops.filling")
DOUBLE = ("jvp_is_the_derivative", "vjp_is_the_transpose")


class Call(Composition):
    """A line of CALLS as a function of its operands."""

    analytic = False

    def __init__(self, text: str, home: Any = np, **more: Any) -> None:
        code = compile(text, text, "eval")
        self.operands = [name for name in OPERANDS if name in code.co_names]

        def function(*operands: Any) -> Any:
            is_complex = any(np.iscomplexobj(x) for x in operands)
            names = dict(zip(self.operands, operands, strict=True), kind=np.dtype(complex if is_complex else float))
            return eval(code, {"np": home, **CONSTANTS, **more}, names)

        super().__init__(function)
        self.name = text

    def sample(self, values: list[Any], tracked: tuple[int, ...], seed: int) -> Sample:
        """Return the call with these operands."""
        return Sample(self, tuple(values), {}, tracked, seed)  # type: ignore[arg-type]


def values_of(call: Call, seed: int) -> list[Any]:
    """Return different numbers for the operands, none of them near another one or 0."""
    shapes = [OPERANDS[name] for name in call.operands]
    count = sum(int(np.prod(shape)) for shape in shapes)
    numbers = np.random.default_rng(seed).permutation(np.geomspace(0.4, 2.0, count)) * (-1) ** np.arange(count)
    arrays = []
    for shape in shapes:
        size = int(np.prod(shape))
        arrays.append(numbers[:size].reshape(shape)[()])
        numbers = numbers[size:]
    return arrays


def compositions() -> dict[Callable[..., Any], list[str]]:
    """Return the functions composed of ops, each with its NumPy names."""
    names: dict[Callable[..., Any], list[str]] = {}
    for function, ours in IMPLEMENTATIONS.items():
        if isinstance(ours, Op) or not ours.__module__.startswith("autograd.ops.") or ours.__module__ in NO_RESULT:
            continue
        for home, prefix in ((np, "np"), (np.linalg, "np.linalg"), (np.emath, "np.emath")):
            if getattr(home, function.__name__, None) is function:
                names.setdefault(ours, []).append(f"{prefix}.{function.__name__}")
                break
    return names


COMPOSITIONS = compositions()


def calls_of(names: list[str]) -> list[str]:
    """Return the listed calls of a function."""
    return [text for text in TEXTS if text.partition("(")[0] in names]


def values_agree(sample: Sample) -> None:
    """Demand NumPy's value, shape, dtype and container."""
    with np.errstate(all="ignore"):
        got, expected = sample.call(sample.op, leaves(sample.values)), sample.call(sample.op, sample.operands)
    assert not isinstance(expected, (list, tuple)) or type(got) is type(expected)
    is_single = any(np.asarray(x).dtype in (np.float32, np.complex64) for x in sample.operands)
    agree("the value of Tensors", sample, got, expected, VALUE_32 if is_single else VALUE)


def takes(call: Call, operands: list[Any]) -> bool:
    """Tell whether NumPy has the function, and it takes such operands."""
    try:
        call(*operands)
    except (AttributeError, TypeError):
        return False
    return True


@pytest.mark.parametrize("text", TEXTS)
def test_a_composition_obeys_the_laws(text: str) -> None:
    call = Call(text)
    every = tuple(range(len(call.operands)))
    for seed in range(max(1, settings().max_examples // 25)):
        given = values_of(call, seed)
        if OLD and not takes(call, given):
            pytest.skip("this NumPy does not know the function or one of its keywords")
        twisted = [x + 1j * np.cos(3 * x) for x in given]
        strided = [np.repeat(x, 2, axis=-1)[..., ::2] if np.ndim(x) else x for x in given]
        floats = [float(x) if np.ndim(x) == 0 else x for x in given]
        for version in (given, floats, strided, twisted):
            if version is twisted and (not takes(call, twisted) or (OLD and text.startswith(COMPLEX_THEN))):
                continue
            sample = call.sample(version, every, seed)
            values_agree(sample)
            for law in DERIVATIVES.values():
                law(sample)
        values_agree(call.sample([single(x) for x in given], every, seed))
        # One operand alone: by our name, since NumPy asks a tensor among `initial` or `default` for plain numbers.
        ours = Call(text, ours_numpy)
        for k in every if len(every) > 1 else ():
            for law in DOUBLE:
                DERIVATIVES[law](ours.sample(given, (k,), seed))


# ---- every composition, and every keyword of it ------------------------------------------------------


# Keywords of the array API that NumPy's own function has not: tests/standards compares them.
NOT_NUMPYS = ("descending",)


def demand_calls(ours: Callable[..., Any], names: list[str], texts: list[str]) -> None:
    """Raise, with the lines to paste, when a function has no call, or none with one of its keywords."""
    parameters = inspect.signature(ours).parameters.values()
    required = [p for p in parameters if p.default is p.empty and p.kind <= p.POSITIONAL_OR_KEYWORD]
    operands = ", ".join("a" for _ in required) or "a, b"
    if not texts:
        raise Lacking(
            f"{names[0]} has no call. Paste into CALLS, and make several telling ones of it:\n"
            f"    {names[0]}({operands})"
        )
    keywords = [p for p in parameters if p.default is not p.empty and p.kind > p.POSITIONAL_ONLY]
    missing = [
        f"    {names[0]}({operands}, {p.name}={p.default!r})"
        for p in keywords
        if p.name not in ("out", *NOT_NUMPYS) and not any(f"{p.name}=" in text for text in texts)
    ]
    if missing:
        lines = "\n".join(missing)
        raise Lacking(f"{names[0]} has keywords that no call gives. Paste into CALLS, with telling values:\n{lines}")


@pytest.mark.parametrize("ours", COMPOSITIONS, ids=lambda ours: COMPOSITIONS[ours][0])
def test_a_composition_has_calls_with_all_its_keywords(ours: Callable[..., Any]) -> None:
    demand_calls(ours, COMPOSITIONS[ours], calls_of(COMPOSITIONS[ours]))


def test_a_missing_call_is_asked_for_with_the_line_to_paste() -> None:
    def forgetful(x: Any, y: Any, axis: int = 0, *, out: None = None, keep: bool = False) -> None:
        raise NotImplementedError

    with pytest.raises(Lacking, match=r"(?s)np\.forgetful has no call.*\n    np\.forgetful\(a, a\)$"):
        demand_calls(forgetful, ["np.forgetful"], [])
    with pytest.raises(Lacking, match=r"(?s)with telling values:\n    np\.forgetful\(a, a, keep=False\)$"):
        demand_calls(forgetful, ["np.forgetful"], ["np.forgetful(a, b, axis=1)"])
    demand_calls(forgetful, ["np.forgetful"], ["np.forgetful(a, b, axis=1, keep=True)"])


@pytest.mark.parametrize("ours", COMPOSITIONS, ids=lambda ours: COMPOSITIONS[ours][0])
def test_a_plain_array_as_out_is_refused_by_name(ours: Callable[..., Any]) -> None:
    if "out" in inspect.signature(ours).parameters:
        call = Call(f"{calls_of(COMPOSITIONS[ours])[0][:-1]}, out=np.ones(()))")
        with pytest.raises(NoRuleError, match="out"):
            call(*leaves(values_of(call, 0)))


WITH_OUT = [ours for ours in COMPOSITIONS if "out" in inspect.signature(ours).parameters]


@pytest.mark.skipif(OLD, reason="the NumPy of the laws lacks some of the functions")
@pytest.mark.parametrize("module", [np, ours_numpy], ids=["numpy", "ours"])
@pytest.mark.parametrize("ours", WITH_OUT, ids=lambda ours: COMPOSITIONS[ours][0])
def test_a_tensor_as_out_takes_the_result_and_its_gradient(ours: Callable[..., Any], module: Any) -> None:
    text = next(text for text in calls_of(COMPOSITIONS[ours]) if np.ndim(result_of(text)))
    plain = Call(text, module)
    given = values_of(plain, 0)
    inputs = leaves(given)
    expected = plain(*inputs)
    cotangent = np.cos(np.arange(expected.size)).reshape(expected.shape)
    expected.backward(cotangent)
    for form in (f"{text[:-1]}, out=out)", positional(text, ours)):
        out = Tensor(np.ones(expected.shape, expected.dtype)) * 1
        again = leaves(given)
        assert Call(form, module, out=out)(*again) is out
        np.testing.assert_array_equal(out.data, expected.data)
        out.backward(cotangent)
        for x, y in zip(inputs, again, strict=True):
            np.testing.assert_array_equal(x.grad, y.grad)


def result_of(text: str) -> Any:
    """Return the value of a call on plain arrays."""
    call = Call(text)
    return call(*values_of(call, 0))


def positional(text: str, ours: Callable[..., Any]) -> str:
    """Write a call with `out` in its place among the arguments, where it may stand there."""
    tree = ast.parse(text, mode="eval")
    call: Any = tree.body
    parameters = list(inspect.signature(ours).parameters.values())
    out = next(p for p in parameters if p.name == "out")
    given = {word.arg: word for word in call.keywords}
    between = parameters[len(call.args) : parameters.index(out)]
    if out.kind is out.KEYWORD_ONLY or any(p.name not in given and p.default is p.empty for p in between):
        return f"{text[:-1]}, out=out)"
    for p in between:
        call.args.append(given.pop(p.name).value if p.name in given else ast.Constant(p.default))
    call.args.append(ast.Name("out"))
    call.keywords = list(given.values())
    return ast.unparse(tree)


def with_lists(text: str) -> Iterator[str]:
    """Write a call once for each operand that is an argument by itself, with the list of its rows instead."""
    tree = ast.parse(text, mode="eval")
    call = next(node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for node in [*call.args, *(word.value for word in call.keywords)]:
        if isinstance(node, ast.Name) and 0 not in (OPERANDS.get(node.id) or (0,)):
            name, node.id = node.id, f"list({node.id})"
            yield ast.unparse(tree)
            node.id = name


@pytest.mark.skipif(OLD, reason="the NumPy of the laws lacks some of the functions")
@pytest.mark.parametrize("text", [text for text in TEXTS if "copy=True" not in text])
def test_a_list_of_tensors_is_an_array(text: str) -> None:
    call = Call(text, ours_numpy)
    given = values_of(call, 0)
    for of_list in with_lists(text):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected, got = (first(c(*leaves(given))) for c in (call, Call(of_list, ours_numpy)))
        np.testing.assert_allclose(stop_gradient(got), stop_gradient(expected))
        assert (getattr(got, "node", None) is None) == (getattr(expected, "node", None) is None)


def first(result: Any) -> Any:
    """Return the result, or the first of several."""
    return result[0] if isinstance(result, (tuple, list)) else result


def test_calls_are_calls_of_compositions() -> None:
    known = {name for names in COMPOSITIONS.values() for name in names}
    assert OLD or not [text for text in TEXTS if text.partition("(")[0] not in known]
