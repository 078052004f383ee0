"""A class of one's own in a derivative, declared by HIPS's `VSpace` and `Box`."""

import copy
import operator

import numpy as onp
import pytest

import autograd.numpy as np
from autograd import checkpoint, draw, grad, grad_and_aux, jacfwd, jacobian, jvp, make_jvp, make_vjp, value_and_grad
from autograd.builtins import isinstance as isinstance_, type as type_
from autograd.core import backward_pass, trace
from autograd.errors import InputTypeError, NoRuleError
from autograd.extend import Box, JVPNode, VJPNode, VSpace, defjvp, defvjp, primitive, vspace
from autograd.test_util import check_equivalent, check_grads
from autograd.tracer import getval, isbox, new_box


class Sym:
    """A symmetric matrix that keeps its upper triangle: no array, no container, and no `+`."""

    def __init__(self, upper, n):
        self.upper, self.n = onp.asarray(upper, float), n

    def full(self):
        matrix = onp.zeros((self.n, self.n))
        matrix[onp.triu_indices(self.n)] = self.upper
        return matrix + onp.triu(matrix, 1).T


class SymVSpace(VSpace):
    def __init__(self, value):
        self.n, self.size, self.shape = value.n, len(value.upper), (value.n, value.n)

    def zeros(self):
        return Sym(onp.zeros(self.size), self.n)

    def ones(self):
        return Sym(onp.ones(self.size), self.n)

    def randn(self):
        return Sym(onp.random.RandomState(0).randn(self.size), self.n)

    def standard_basis(self):
        for row in onp.eye(self.size):
            yield Sym(row, self.n)

    def _add(self, x, y):
        return Sym(x.upper + y.upper, self.n)

    _mut_add = _add

    def _scalar_mul(self, x, a):
        return Sym(x.upper * a, self.n)

    def _inner_prod(self, x, y):
        return x.upper @ y.upper


class SymBox(Box):
    __slots__ = []

    @property
    def n(self):
        return self._value.n

    def __matmul__(self, v):
        return times(self, v)

    def __add__(self, other):
        return plus(self, other)


@primitive
def entries(s):
    return s.upper


@primitive
def symmetric(upper, n):
    return Sym(upper, n)


@primitive
def plus(s, t):
    return Sym(s.upper + t.upper, s.n)


@primitive
def times(s, v):
    return s.full() @ v


@primitive
def outer_of(g, v):
    """The cotangent of s in s @ v."""
    matrix = onp.outer(g, v)
    matrix = matrix + onp.tril(matrix, -1).T
    return Sym(matrix[onp.triu_indices(len(v))], len(v))


defvjp(entries, lambda ans, s: lambda g: symmetric(g, s.n))
defvjp(symmetric, lambda ans, upper, n: lambda g: entries(g))
defvjp(plus, lambda ans, s, t: lambda g: g, lambda ans, s, t: lambda g: g)
defvjp(times, lambda ans, s, v: lambda g: outer_of(g, v), lambda ans, s, v: lambda g: times(s, g))
defvjp(outer_of, lambda ans, g, v: lambda h: times(h, v), lambda ans, g, v: lambda h: times(h, g))


@pytest.fixture(autouse=True)
def registered():
    SymVSpace.register(Sym)
    SymBox.register(Sym)
    yield
    del VSpace.mappings[Sym]


V = onp.array([1.0, -2.0, 0.5])
S = Sym([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 3)


def by_differences(f, s, h=1e-6):
    return [(f(Sym(s.upper + h * e, s.n)) - f(Sym(s.upper - h * e, s.n))) / (2 * h) for e in onp.eye(len(s.upper))]


def quadratic(s):
    w = s.full() @ V if type(s) is Sym else s @ V
    return np.sum(np.tanh(w) * w)


def test_the_gradient_is_of_the_users_type():
    g = grad(quadratic)(S)
    assert type(g) is Sym and g.n == 3
    onp.testing.assert_allclose(g.upper, by_differences(quadratic, S), rtol=1e-6)
    value, g2 = value_and_grad(quadratic)(S)
    assert value == pytest.approx(quadratic(S)) and onp.array_equal(g.upper, g2.upper)


def test_it_is_a_box_inside_and_nowhere_else():
    seen = []

    def f(s):
        seen.extend([isinstance(s, SymBox), isinstance(s, Box), isbox(s), isinstance(s @ V, SymBox)])
        seen.extend([type(getval(s)), isinstance_(s, Sym), type_(s)])
        return np.sum(s @ V)

    grad(f)(S)
    assert seen == [True, True, True, False, Sym, True, Sym]
    assert not isinstance(S, SymBox)


def test_beside_the_gradient_it_comes_back_as_it_is():
    slope, aux = grad_and_aux(lambda s: (quadratic(s), {"same": s, "plain": S}))(S)
    assert type(slope) is type(aux["same"]) is Sym and aux["plain"] is S


def test_made_from_arrays_and_taken_apart_again():
    def f(upper):
        s = symmetric(upper, 3)
        assert isinstance(s, SymBox)
        return np.sum((s + s) @ V * (s @ V)) + np.sum(entries(s) ** 3)

    x = onp.linspace(0.5, 2, 6)

    def plainly(upper):
        w = Sym(upper, 3).full() @ V
        return 2 * w @ w + onp.sum(upper**3)

    expected = [(plainly(x + 1e-6 * e) - plainly(x - 1e-6 * e)) / 2e-6 for e in onp.eye(6)]
    onp.testing.assert_allclose(grad(f)(x), expected, rtol=1e-6)


def test_forward_mode_transposes_and_takes_a_rule():
    t = Sym(onp.arange(6.0), 3)
    slope = sum(a * b for a, b in zip(by_differences(quadratic, S), t.upper))
    value, dot = jvp(quadratic, (S,), (t,))
    assert value == pytest.approx(quadratic(S)) and dot == pytest.approx(slope)
    value, dot = make_jvp(lambda x: symmetric(x, 3))(onp.ones(6))(onp.arange(6.0))
    assert type(dot) is Sym and list(dot.upper) == list(range(6))
    asked = []

    @primitive
    def doubled(s):
        return Sym(2 * s.upper, s.n)

    defjvp(doubled, lambda g, ans, s: asked.append(type(g)) or Sym(2 * g.upper, g.n))
    _, dot = jvp(lambda s: doubled(s), (S,), (t,))
    assert asked == [Sym] and list(dot.upper) == [0, 2, 4, 6, 8, 10]


def test_second_order():
    def slope_along(s):
        return np.sum(entries(grad(quadratic)(s)) * onp.arange(6.0))

    def plainly(s):
        return onp.dot(grad(quadratic)(s).upper, onp.arange(6.0))

    onp.testing.assert_allclose(grad(slope_along)(S).upper, by_differences(plainly, S), rtol=1e-5)


def test_in_containers_beside_arrays():
    def f(p):
        return np.sum(p["s"] @ p["v"]) * p["k"]

    g = grad(f)({"s": S, "v": V, "k": 2.0})
    assert type(g["s"]) is Sym and g["k"] == pytest.approx(onp.sum(S.full() @ V))
    onp.testing.assert_allclose(g["v"], 2 * S.full().sum(0))
    pull, value = make_vjp(lambda s, v: (s, s @ v), (0, 1))(S, V)
    assert type(value[0]) is Sym
    s_bar, v_bar = pull((Sym(onp.ones(6), 3), onp.zeros(3)))
    assert list(s_bar.upper) == [1] * 6 and not v_bar.any()


def test_a_result_nobody_used_has_the_zero_of_its_space():
    @primitive
    def both(s):
        return s.full().sum(), Sym(3 * s.upper, s.n)

    got = []
    counts = onp.array([1, 2, 2, 1, 2, 1])
    defvjp(both, lambda ans, s: lambda g: got.append(g) or Sym(g[0] * counts + 3 * g[1].upper, s.n))
    assert list(grad(lambda s: both(s)[0])(S).upper) == list(counts)
    assert type(got[0][1]) is Sym and not got[0][1].upper.any()


def test_no_dependence_gives_zero_with_a_warning():
    with pytest.warns(UserWarning, match="independent of input"):
        g = grad(lambda s: 1.0)(S)
    assert type(g) is Sym and not g.upper.any()


def test_none_rule_is_zero():
    @primitive
    def first(s, t):
        return s.upper[0]

    defvjp(first, lambda ans, s, t: lambda g: Sym(g * onp.eye(6)[0], s.n), None)
    a, b = grad(first, (0, 1))(S, S)
    assert list(a.upper) == [1, 0, 0, 0, 0, 0] and type(b) is Sym and not b.upper.any()


def test_by_hand():
    start = VJPNode.new_root()
    value, node = trace(start, quadratic, S)
    assert value == pytest.approx(quadratic(S))
    onp.testing.assert_allclose(backward_pass(1.0, node).upper, by_differences(quadratic, S), rtol=1e-6)
    assert isinstance(new_box(S, 0, VJPNode.new_root()), SymBox)
    t = Sym(onp.ones(6), 3)
    _, end = trace(JVPNode.new_root(t), quadratic, S)
    assert end.g == pytest.approx(sum(by_differences(quadratic, S)))


def test_checked_against_differences():
    check_grads(quadratic)(S)
    check_grads(symmetric)(onp.arange(6.0), 3)
    wrong = primitive(lambda s: s.full() @ V)
    defvjp(wrong, lambda ans, s: lambda g: outer_of(2 * g, V))
    for modes in (["rev"], ["fwd"]):
        with pytest.raises(AssertionError, match=r"mode of .* along a random direction, central differences"):
            check_grads(wrong, modes=modes, order=1)(S)


def test_a_jacobian_has_no_entries_for_it():
    for f in (jacobian, jacfwd):
        with pytest.raises(InputTypeError, match=r"a Sym has no entries. Use make_vjp"):
            f(entries)(S)
        with pytest.raises(InputTypeError, match=r"a Sym has no entries. Use make_vjp"):
            f(lambda x: symmetric(x, 3))(onp.ones(6))


def test_the_space():
    space = vspace(S)
    assert space == vspace(Sym(onp.zeros(6), 3)) and len(list(space.standard_basis())) == 6
    check_equivalent(S, Sym(S.upper, 3))
    grad(lambda s: vspace(s).size * np.sum(s @ V))(S)


def test_checkpoint_runs_it_again():
    g = grad(checkpoint(quadratic))(S)
    onp.testing.assert_allclose(g.upper, grad(quadratic)(S).upper)


def test_a_drawing_shows_it(tmp_path):
    def f(s):
        draw(np.sum(s @ V)).save(tmp_path / "g.html")
        draw(np.sum(s @ V)).save(tmp_path / "g.json")
        assert "not numbers" in str(draw(np.sum(s @ V)))
        return np.sum(s @ V)

    grad(f)(S)
    assert '"dtype": "Sym"' in (tmp_path / "g.json").read_text() and (tmp_path / "g.html").stat().st_size


def test_what_has_no_box_or_no_rule_is_refused():
    class Boxless(Sym):
        pass

    SymVSpace.register(Boxless)
    with pytest.raises(InputTypeError, match=r"Boxless.*Box.*register"):
        grad(quadratic)(Boxless(S.upper, 3))
    del VSpace.mappings[Boxless]
    unruled = primitive(lambda s: s.upper[0])
    with pytest.raises(NoRuleError, match="argument 0"):
        grad(unruled)(S)
    for f in (np.sin, operator.neg, float, onp.asarray, copy.copy):
        with pytest.raises((TypeError, AttributeError)):
            grad(lambda s, f=f: np.sum(f(s)))(S)
