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


@primitive
def total(a):
    return np.sum(a * a)


defvjp(total, lambda ans, a: lambda g: g * np.array([2.0, 2.0, -5.0]) * a)  # of the last entry it is wrong


def test_what_is_wrong_in_a_sum_is_narrowed_down_to_an_entry_of_the_operand():
    (edge,) = draw(total(Tensor([1.0, 2.0, 3.0], name="x")), check=True).edges
    verdict = edge.verdict
    assert (verdict.kind, verdict.result, verdict.entry) == ("wrong", "", "[2]")
    assert (verdict.derivative, round(verdict.differences, 6)) == (-15.0, 6.0)
    assert "random" not in verdict.words


@pytest.mark.parametrize("limit", [250, 300])
def test_an_op_that_fails_while_a_fault_is_narrowed_down_is_still_wrong(limit):
    calls = []

    @primitive
    def tiring(a):
        calls.append(1)
        if len(calls) > limit:
            raise RuntimeError("no more")
        return np.abs(a) * 1.0

    defvjp(tiring, lambda ans, a: lambda g: g * 0.5)
    assert found(anp.sum(tiring(Tensor([1.0, 2.0, 3.0]))))["wrong"] == 1
