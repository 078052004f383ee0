"""Random numbers: NumPy's for the same seed, derivatives with respect to the parameters, refusals."""

# ruff: noqa: NPY002  (the old functions are tested too)

import copy
import pickle

import numpy as np
import pytest

import autograd.numpy as anp
from autograd import Tensor, grad, gradcheck, stop_gradient
from autograd.errors import NoRuleError
from autograd.graph.op import IMPLEMENTATIONS

A, B = np.array([1.5, 2.5]), np.array([[3.0], [3.5], [4.0]])
SMOOTH = {  # the function's name: its parameters
    "normal": (A, B), "laplace": (A, B), "logistic": (A, B), "gumbel": (A, B), "uniform": (A, B), "lognormal": (A, B),
    "exponential": (A,), "rayleigh": (B,), "weibull": (A,), "pareto": (A,), "power": (B,),
}  # fmt: skip
MAKERS = {
    "default_rng": (anp.random.default_rng, np.random.default_rng),
    "Generator": (lambda seed: anp.random.Generator(np.random.PCG64(seed)), np.random.default_rng),
    "RandomState": (anp.random.RandomState, np.random.RandomState),
}


class Shared:
    """The functions of a module, which share one state, as if they were a generator."""

    def __init__(self, module, seed):
        np.random.seed(seed)
        self.module = module

    def __getattr__(self, name):
        return getattr(self.module, name)


MAKERS["module"] = (lambda seed: Shared(anp.random, seed), lambda seed: Shared(np.random, seed))


@pytest.fixture(autouse=True)
def _same_state_after():
    state = np.random.get_state()
    yield
    np.random.set_state(state)


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("name", SMOOTH)
def test_the_numbers_are_numpys_and_so_is_what_comes_after(maker, name):
    ours, theirs = MAKERS[maker]
    for size in (None, (4, 3, 2)):
        got = getattr(ours(7), name)(*map(Tensor, SMOOTH[name]), size=size)
        expected = getattr(theirs(7), name)(*SMOOTH[name], size=size)
        assert isinstance(got, Tensor) and got.shape == expected.shape
        np.testing.assert_allclose(got.data, expected, rtol=1e-14)
        plain = getattr(ours(7), name)(*SMOOTH[name], size=size)
        assert isinstance(plain, np.ndarray) and np.array_equal(plain, expected)
    scalars = [float(np.ravel(p)[0]) for p in SMOOTH[name]]
    assert getattr(ours(3), name)(*map(Tensor, scalars)).data == pytest.approx(
        getattr(theirs(3), name)(*scalars), rel=1e-14
    )
    if maker != "module":
        mine, numpys = ours(3), theirs(3)
        getattr(mine, name)(*map(Tensor, scalars), size=5), getattr(numpys, name)(*scalars, size=5)
        assert mine.normal() == numpys.normal()


def test_normal_is_exactly_numpys():
    loc, scale = Tensor(A), Tensor(B)
    assert np.array_equal(anp.random.default_rng(0).normal(loc, scale).data, np.random.default_rng(0).normal(A, B))


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("name", SMOOTH)
def test_derivatives(maker, name):
    def f(*parameters):
        return np.sum(np.sin(getattr(MAKERS[maker][0](1), name)(*parameters)))

    assert gradcheck(f, *SMOOTH[name])


def test_by_hand():
    z = np.random.default_rng(0).normal(size=3)
    loc, scale = Tensor(1.0), Tensor(2.0)
    anp.random.default_rng(0).normal(loc, scale, size=3).sum().backward()
    assert loc.grad == 3 and scale.grad == pytest.approx(z.sum())
    assert grad(lambda s: anp.random.default_rng(0).gamma(2.0, s))(3.0) == np.random.default_rng(0).standard_gamma(2.0)


def test_multivariate_normal():
    mean, cov = np.array([1.0, -1.0]), np.array([[2.0, 0.5], [0.5, 1.0]])
    for method in ("svd", "eigh", "cholesky"):
        got = anp.random.default_rng(0).multivariate_normal(Tensor(mean), cov, (3,), method=method)
        expected = np.random.default_rng(0).multivariate_normal(mean, cov, (3,), method=method)
        np.testing.assert_allclose(got.data, expected, rtol=1e-13)
    with pytest.raises(NoRuleError, match=r"for 'cov' with method='cholesky' only"):
        anp.random.default_rng(0).multivariate_normal(mean, Tensor(cov))
    with pytest.raises(NoRuleError, match="default_rng"):
        anp.random.multivariate_normal(mean, Tensor(cov))


@pytest.mark.skipif(np.linalg.cholesky not in IMPLEMENTATIONS, reason="there is no rule for cholesky")
def test_multivariate_normal_of_a_tracked_covariance():
    mean, cov = np.array([1.0, -1.0]), np.array([[2.0, 0.5], [0.5, 1.0]])
    for size in (None, 3, (2, 3)):
        got = anp.random.default_rng(0).multivariate_normal(mean, Tensor(cov), size, method="cholesky")
        expected = np.random.default_rng(0).multivariate_normal(mean, cov, size, method="cholesky")
        np.testing.assert_allclose(got.data, expected, rtol=1e-13)

    def f(half):
        rng = anp.random.default_rng(0)
        return np.sum(np.sin(rng.multivariate_normal(mean, half @ half.T, 4, method="cholesky")))

    assert gradcheck(f, np.array([[1.0, 0.0], [0.5, 2.0]]))


@pytest.mark.parametrize("maker", MAKERS)
def test_choosing_from_a_tensor(maker):
    ours, theirs = MAKERS[maker]
    x = np.array([10.0, 20.0, 30.0, 40.0])
    t = Tensor(x)
    y = ours(5).choice(t, 6)
    y.sum().backward()
    assert np.array_equal(y.data, theirs(5).choice(x, 6)) and t.grad.sum() == 6
    assert np.array_equal(ours(5).choice(t, 3, replace=False).data, theirs(5).choice(x, 3, replace=False))
    assert np.array_equal(ours(5).permutation(t).data, theirs(5).permutation(x))
    weights = Tensor([0.1, 0.2, 0.3, 0.4], requires_grad=False)
    assert ours(5).choice(4, p=weights) == theirs(5).choice(4, p=weights.data)
    assert np.array_equal(ours(5).permutation(Tensor(4)), theirs(5).permutation(4))
    with pytest.raises(NoRuleError, match=r"random\.choice has no derivative rule for argument 'p'"):
        ours(5).choice(4, p=t / t.sum())
    with pytest.raises(NoRuleError, match=r"shuffle would write into a Tensor\. Use permutation"):
        ours(5).shuffle(t)


@pytest.mark.parametrize("maker", MAKERS)
def test_what_is_refused_by_name(maker):
    rng, x = MAKERS[maker][0](0), Tensor(0.5)
    for name, args in (
        ("gamma", (x,)),
        ("poisson", (x,)),
        ("binomial", (3, x)),
        ("beta", (1.0, x)),
        ("standard_t", (x,)),
        ("standard_gamma", (x,)),
        ("dirichlet", (Tensor(A),)),
        ("vonmises", (0.0, x)),
        ("chisquare", (x,)),
        ("triangular", (0.0, x, 1.0)),
        ("geometric", (x,)),
        ("multinomial", (3, Tensor([0.5, 0.5]))),
    ):
        with pytest.raises(NoRuleError, match=rf"random\.{name} has no derivative rule for argument"):
            getattr(rng, name)(*args)
    assert rng.poisson(stop_gradient(x)) >= 0
    assert rng.poisson(Tensor(3)) >= 0


def test_errors_are_numpys():
    rng = anp.random.default_rng(0)
    before = rng.bit_generator.state
    for call in (
        lambda: rng.normal(Tensor(A), -1.0),
        lambda: rng.normal(Tensor(A), size=3),
        lambda: rng.normal(Tensor(A), size=(2, 3)),
        lambda: rng.normal(Tensor(A), np.ones(3)),
        lambda: rng.exponential(Tensor(-1.0)),
        lambda: rng.gamma(-1.0, Tensor(A)),
    ):
        with pytest.raises(ValueError, match=r"< 0|broadcast"):
            call()
    assert rng.bit_generator.state == before
    with pytest.raises(TypeError, match="unexpected keyword"):
        rng.normal(Tensor(A), mean=0.0)


def test_our_generator_is_one_of_numpys():
    rng = anp.random.default_rng(0)
    assert isinstance(rng, np.random.Generator) and anp.random.default_rng(rng) is rng
    other = np.random.default_rng(0)
    wrapped = anp.random.default_rng(other)
    assert wrapped.normal() == np.random.default_rng(0).normal()
    assert wrapped.bit_generator is other.bit_generator
    assert all(isinstance(child, anp.random.Generator) for child in rng.spawn(2))
    for made in (rng, anp.random.RandomState(0)):
        made.normal()
        for twin in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
            assert type(twin) is type(made) and twin.normal() == copy.deepcopy(made).normal()


def test_the_module_shares_its_state_with_numpy():
    anp.random.seed(3)
    first = np.random.normal()
    second = anp.random.normal(Tensor(0.0)).data
    assert [first, second] == np.random.RandomState(3).normal(size=2).tolist()


def test_the_shared_bit_generator_is_numpys():
    before = anp.random.get_bit_generator()
    try:
        anp.random.set_bit_generator(np.random.PCG64(7))
        ours = anp.random.normal(size=3)
        np.random.set_bit_generator(np.random.PCG64(7))
        assert np.array_equal(ours, np.random.normal(size=3))
    finally:
        anp.random.set_bit_generator(before)
