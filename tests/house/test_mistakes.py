"""Mistakes that people make: each gets an error that says what was asked, what was given, and what to do."""

import math

import numpy as np
import pytest

import autograd.numpy as anp
import nn
from autograd import Tensor, grad, gradcheck, hessian, jacobian, jvp, no_grad, vjp
from autograd.errors import (
    DegenerateError,
    GradientCheckError,
    GraphError,
    InputTypeError,
    LostGraphError,
    NoRuleError,
    ShapeError,
)


def vector():
    return Tensor([1.0, 2.0, 3.0])


def matrix():
    return Tensor(np.ones((2, 3)))


def twice_freed():
    y = (vector() * 2).sum()
    y.backward(retain_graph=False)
    y.backward()


def overwritten():
    p = vector()
    y = (p * p).sum()
    p.data += 1.0
    y.backward()


MISTAKES = [
    # calling a transform
    (lambda: grad(lambda v: v * 2)(np.ones(3)), InputTypeError, r"scalar result.*shape \(3,\).*elementwise_grad"),
    (lambda: grad(lambda v: v * v)(3), InputTypeError, r"argument 0 has dtype int64. Use float\(x\)"),
    (lambda: grad(lambda v: v * v)(np.arange(3)), InputTypeError, r"dtype int64. Use x\.astype\(float\)"),
    (lambda: grad(lambda v: v)("a"), InputTypeError, "argument 0 is a str"),
    (lambda: grad(lambda v: None)(1.0), InputTypeError, "returned None.*`return` missing"),
    (lambda: grad(lambda v: v, 2)(1.0), InputTypeError, "argument 2, but the call has 1"),
    (lambda: grad(lambda d: d["a"])({"a": 1.0, "b": 2}), InputTypeError, r"at \['b'\], has dtype int64"),
    (lambda: grad(lambda v: v * 1j)(1.0), InputTypeError, "complex"),
    (lambda: jvp(lambda v: v, (1.0,), ()), Exception, "tangent"),
    (lambda: vjp(lambda v: v * np.ones(2), 1.0)[1](np.ones(3)), ShapeError, r"\(3,\)"),
    (lambda: hessian(lambda v: "a")(1.0), InputTypeError, "str"),
    (lambda: jacobian("f")(1.0), TypeError, "needs a function; got 'f'"),
    # leaving the graph
    (lambda: np.asarray(vector()), LostGraphError, r"x\.data.*stop_gradient"),
    (lambda: np.array([vector()[0], 1.0]), LostGraphError, "drop x from the graph"),
    (lambda: np.sum([vector(), vector()]), LostGraphError, "drop x from the graph"),
    (lambda: grad(lambda v: math.sin(v))(1.0), LostGraphError, r"float\(t\) inside grad.*autograd\.numpy"),
    (lambda: Tensor(vector()), LostGraphError, r"detach\(\)"),
    (lambda: Tensor([vector(), vector()]), LostGraphError, "stack"),
    (lambda: np.from_dlpack(vector()), LostGraphError, "DLPack"),
    (lambda: np.frompyfunc(abs, 1, 1)(vector()), NoRuleError, "no derivative rule"),
    # shapes and indices
    (lambda: matrix() @ matrix(), ValueError, r"computing matmul .* of float64\[2,3\] and float64\[2,3\]"),
    (lambda: vector() + np.ones(4), ValueError, r"computing add of float64\[3\] and float64\[4\]"),
    (lambda: vector().reshape(2, 2), ValueError, r"computing reshape of float64\[3\]"),
    (lambda: np.concatenate([vector(), matrix()]), ValueError, r"computing concatenate of float64\[3\]"),
    (lambda: vector()[7], IndexError, r"of float64\[3\] at .*test_mistakes\.py:\d+: index 7 is out of bounds"),
    (lambda: vector()[1.5], IndexError, "only integers"),
    (lambda: vector()[vector()], IndexError, r"astype\(int\)"),
    (lambda: anp.linalg.inv(matrix()), np.linalg.LinAlgError, r"computing inv .* of float64\[2,3\]"),
    (lambda: anp.linalg.inv(Tensor(np.ones((2, 2)))), np.linalg.LinAlgError, "Singular"),
    (lambda: grad(lambda a: anp.linalg.eigh(a)[1][0, 0])(np.eye(2)), DegenerateError, "two of the values are equal"),
    (lambda: len(Tensor(1.0)), TypeError, "0-d"),
    (lambda: bool(vector()), ValueError, "ambiguous"),
    # types
    (lambda: Tensor(np.array([1, "a"], object)), InputTypeError, "holds numbers"),
    (lambda: vector() + "a", TypeError, "'Tensor' and 'str'"),
    (lambda: vector() * np.ma.array([1.0, 2.0, 3.0]), InputTypeError, "mask"),
    (lambda: Tensor([1, 2], requires_grad=True), InputTypeError, r"astype\(float\)"),
    (lambda: anp.sum(vector(), axs=0), TypeError, "axs"),
    (lambda: np.round(vector(), out=np.zeros(3)), NoRuleError, "'out'"),
    (lambda: np.add(vector(), 1, out=np.zeros(3)), NoRuleError, "plain array"),
    (lambda: np.add(vector(), 1, where=np.ones(3, bool)), NoRuleError, r"np\.where"),
    # backward, and writing
    (lambda: matrix().backward(), GraphError, r"shape \(2, 3\).*np\.ones\(\(2, 3\)\).*y\.sum\(\)"),
    (lambda: Tensor(1.0, requires_grad=False).backward(), GraphError, "not on a graph"),
    (twice_freed, GraphError, "retain_graph=True"),
    (overwritten, GraphError, r"p\.data = p\.data \+"),
    (lambda: vector().__setitem__(0, 1.0), GraphError, r"leaf.*x\.copy\(\)"),
    (lambda: (vector() * 1)[0].__setitem__(..., 1), TypeError, "0-d tensor is a number"),
    (lambda: no_grad(lambda v: v), InputTypeError, r"@no_grad\(\)"),
    (lambda: gradcheck(lambda v: v.data * 2.0, 1.0).raise_if_bad(), GradientCheckError, "argument 0"),
    # networks
    (lambda: nn.Linear(2.0, 3), TypeError, "whole"),
    (lambda: nn.Sequential(nn.Linear(2, 3), nn.ReLU), TypeError, "ReLU"),
    (lambda: nn.cross_entropy(np.zeros(4, int), np.zeros((4, 3))), (TypeError, ValueError), "logits"),
]


@pytest.mark.parametrize(("mistake", "error", "text"), MISTAKES)
def test_a_mistake_is_explained(mistake, error, text):
    with pytest.raises(error, match=text):
        mistake()


def test_an_error_of_shapes_names_the_line_of_the_user():
    def loss(w):
        return anp.sum(anp.ones((3, 4)) @ w)

    line = loss.__code__.co_firstlineno + 1
    with pytest.raises(ValueError, match=rf"while computing matmul .* at {__file__}:{line}: "):
        grad(loss)(np.ones((3, 2)))


def test_there_are_many():
    assert len(MISTAKES) >= 40
