"""draw(check=True): a right rule is called right, whatever is conventional about it, and a wrong one wrong."""

from collections import Counter

import numpy as np
import pytest

import autograd.numpy as anp
import autograd.scipy.linalg as sl
from autograd import Tensor, draw
from autograd.extend import defvjp, primitive

A = np.diag([1.0, 2.0, 4.0]) + 0.1
LOPSIDED = A + np.triu(np.ones((3, 3)), 1)  # only one triangle of it is read
C = A + 0.1j * (np.triu(np.ones((3, 3)), 1) - np.tril(np.ones((3, 3)), -1))


def found(t):
    return Counter(edge.verdict.kind for edge in draw(t, check=True).edges if edge.verdict is not None)


@pytest.mark.parametrize(
    "make",
    [
        lambda: np.linalg.cholesky(Tensor(A)),
        lambda: np.linalg.cholesky(Tensor(LOPSIDED)),
        lambda: np.linalg.cholesky(Tensor(C)),
        lambda: np.linalg.eigh(Tensor(A))[1] ** 2,
        lambda: np.linalg.eigvalsh(Tensor(A.astype(np.float32))),
        lambda: np.linalg.svd(Tensor(A), hermitian=True)[1],
        lambda: np.linalg.pinv(Tensor(A), hermitian=True),
        lambda: sl.eigh(Tensor(A))[0],
        lambda: sl.cholesky(Tensor(A), lower=True),
        lambda: sl.solve(Tensor(A), np.ones(3), assume_a="pos"),
        lambda: sl.solve(Tensor(C), np.ones(3), assume_a="sym"),
    ],
)
def test_an_op_that_reads_one_triangle_is_right(make):
    verdicts = found(anp.real(anp.sum(make())))
    assert set(verdicts) == {"right"}, verdicts


@primitive
def lower(a):
    return np.tril(a)


defvjp(lower, lambda ans, a: lambda g: (np.tril(g) + np.tril(g).T) / 2)


def test_a_symmetric_gradient_is_wrong_for_other_ops():
    assert found(anp.sum(lower(Tensor(A)))) == {"right": 1, "wrong": 1}


@primitive
def noisy(a):
    return a * np.random.default_rng().random()


defvjp(noisy, lambda ans, a: lambda g: g * ans / a)


def test_what_cannot_be_judged_says_why():
    (edge,) = draw(noisy(Tensor(2.0)), check=True).edges
    assert edge.verdict.kind == "unjudged" and "not deterministic" in edge.verdict.words
