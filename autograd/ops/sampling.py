"""Random numbers whose parameters are tensors: a sample is a smooth function of them and of a parameter-free draw.

That is the reparameterisation of Kingma and Welling ("Auto-Encoding Variational Bayes", 2014): normal(m, s) is
m + s standard_normal(). The draw comes from NumPy's own generator, so that the numbers are those that NumPy gives for
the same seed. Functions whose draws have no such form refuse a tracked tensor.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.errors import NoRuleError
from autograd.ops.composing import any_tracked, arrayed, holds_tensor
from autograd.ops.flat import numbers

Draw = Callable[[str], Callable[..., Any]]  # the name of a NumPy function -> that function, of one generator

# ---- samples as functions of their parameters ----------------------------------------------------------------


def sized(draw: Draw, name: str, size: Any, *parameters: Any) -> Any:
    """Return the shape of a sample, None for a scalar; NumPy, asked for no sample at all, says what is wrong."""
    values = numbers(parameters)
    shape = np.broadcast_shapes(*map(np.shape, values))
    draw(name)(*values, size=(0, *shape))
    if size is None:
        return shape or None
    size = tuple(size) if np.ndim(size) else (int(size),)
    if len(shape) > len(size) or np.broadcast_shapes(size, shape) != size:
        raise ValueError(f"Output size {size} is not compatible with broadcast dimensions of inputs {shape}.")
    return size


def normal(draw: Draw, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
    """loc + scale * standard_normal()."""
    return loc + scale * draw("standard_normal")(sized(draw, "normal", size, loc, scale))


def laplace(draw: Draw, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
    """loc + scale * a sample of the standard distribution."""
    return loc + scale * draw("laplace")(0.0, 1.0, sized(draw, "laplace", size, loc, scale))


def logistic(draw: Draw, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
    """loc + scale * a sample of the standard distribution."""
    return loc + scale * draw("logistic")(0.0, 1.0, sized(draw, "logistic", size, loc, scale))


def gumbel(draw: Draw, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
    """loc + scale * a sample of the standard distribution."""
    return loc + scale * draw("gumbel")(0.0, 1.0, sized(draw, "gumbel", size, loc, scale))


def uniform(draw: Draw, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
    """low + (high - low) * random()."""
    return low + (high - low) * draw("random")(sized(draw, "uniform", size, low, high))


def lognormal(draw: Draw, mean: Any = 0.0, sigma: Any = 1.0, size: Any = None) -> Any:
    """exp(normal(mean, sigma))."""
    return np.exp(mean + sigma * draw("standard_normal")(sized(draw, "lognormal", size, mean, sigma)))


def exponential(draw: Draw, scale: Any = 1.0, size: Any = None) -> Any:
    """scale * standard_exponential()."""
    return scale * draw("standard_exponential")(sized(draw, "exponential", size, scale))


def rayleigh(draw: Draw, scale: Any = 1.0, size: Any = None) -> Any:
    """scale * a sample of the standard distribution."""
    return scale * draw("rayleigh")(1.0, sized(draw, "rayleigh", size, scale))


def weibull(draw: Draw, a: Any, size: Any = None) -> Any:
    """standard_exponential() ** (1 / a)."""
    return draw("standard_exponential")(sized(draw, "weibull", size, a)) ** (1 / a)


def pareto(draw: Draw, a: Any, size: Any = None) -> Any:
    """exp(standard_exponential() / a) - 1."""
    return np.expm1(draw("standard_exponential")(sized(draw, "pareto", size, a)) / a)


def power(draw: Draw, a: Any, size: Any = None) -> Any:
    """(1 - exp(-standard_exponential())) ** (1 / a)."""
    return (-np.expm1(-draw("standard_exponential")(sized(draw, "power", size, a)))) ** (1 / a)


def gamma(draw: Draw, shape: Any, scale: Any = 1.0, size: Any = None) -> Any:
    """scale * standard_gamma(shape), for a constant shape."""
    refuse_tracked("gamma", shape=shape)
    return scale * draw("standard_gamma")(numbers(shape), sized(draw, "gamma", size, shape, scale))


def multivariate_normal(draw: Draw, mean: Any, cov: Any, size: Any = None, *args: Any, **keywords: Any) -> Any:
    """mean + L standard_normal(), where L is the Cholesky factor of cov (or any factor NumPy takes, of a constant)."""
    zero = np.zeros(np.shape(numbers(mean)))
    if not any_tracked(cov):
        return mean + draw("multivariate_normal")(zero, numbers(cov), size, *args, **keywords)
    if keywords.get("method") != "cholesky":
        raise NoRuleError(
            "random.multivariate_normal has a derivative rule for 'cov' with method='cholesky' only. Make a generator, "
            "rng = autograd.numpy.random.default_rng(seed), and call rng.multivariate_normal(..., method='cholesky')."
        )
    draw("multivariate_normal")(zero, numbers(cov), 0, *args, **keywords)  # NumPy knows what is wrong
    shape = () if size is None else tuple(size) if np.ndim(size) else (int(size),)
    return mean + draw("standard_normal")((*shape, len(zero))) @ np.linalg.cholesky(cov).T


def choice(
    draw: Draw, a: Any, size: Any = None, replace: bool = True, p: Any = None, axis: int = 0, **keywords: Any
) -> Any:
    """Elements of `a`, by their drawn numbers."""
    refuse_tracked("choice", p=p)
    a = arrayed(a)
    if not a.ndim:  # a number, which stands for all below it
        return draw("choice")(numbers(a), size, replace, numbers(p), **keywords)
    return np.take(a, draw("choice")(a.shape[axis], size, replace, numbers(p), **keywords), axis)


def permutation(draw: Draw, x: Any, axis: int = 0) -> Any:
    """Elements of x, by their drawn numbers."""
    x = arrayed(x)
    return np.take(x, draw("permutation")(x.shape[axis]), axis) if x.ndim else draw("permutation")(numbers(x))


RULES: dict[str, Callable[..., Any]] = {
    rule.__name__: rule
    for rule in (
        normal, laplace, logistic, gumbel, uniform, lognormal, exponential, rayleigh, weibull, pareto, power, gamma,
        multivariate_normal, choice, permutation,
    )
}  # fmt: skip


# ---- NumPy's functions, and generators, that know them ---------------------------------------------------------


OTHERS = ("spawn", "get_state", "set_state")  # methods that draw nothing


def refuse_tracked(name: str, **arguments: Any) -> None:
    """Raise for a parameter that a sample is no smooth function of."""
    for key, value in arguments.items():
        if any_tracked(value):
            raise NoRuleError(
                f"random.{name} has no derivative rule for argument {key!r}. To treat it as constant write "
                f"stop_gradient({key}). Samples that are smooth in all parameters: normal, uniform, exponential ..."
            )


def by_name(function: Callable[..., Any], args: tuple[Any, ...], keywords: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call by their names; by their places for a C function that does not tell."""
    try:
        return inspect.signature(function).bind(*args, **keywords).arguments
    except (TypeError, ValueError):
        return {**{str(place): value for place, value in enumerate(args)}, **keywords}


def sampled(name: str, draw: Draw, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """Call one of NumPy's functions of a generator; with a tensor among the arguments, by its rule."""
    if not holds_tensor(args) and not holds_tensor(tuple(keywords.values())):
        return draw(name)(*args, **keywords)
    if name in RULES:
        return RULES[name](draw, *args, **keywords)
    if name == "shuffle":
        raise NoRuleError("random.shuffle would write into a Tensor. Use permutation(x), which returns a new one.")
    refuse_tracked(name, **by_name(draw(name), args, keywords))
    return draw(name)(*numbers(args), **numbers(keywords))


def shared(name: str) -> Callable[..., Any]:
    """Return the function of np.random, which all callers share the state of, for tensors too."""
    theirs = getattr(np.random, name)

    @functools.wraps(theirs)
    def function(*args: Any, **keywords: Any) -> Any:
        return sampled(name, functools.partial(getattr, np.random), args, keywords)

    return function


def own(home: type, name: str) -> Callable[..., Any]:
    """Return the method of a generator, for tensors too."""

    @functools.wraps(getattr(home, name))
    def method(self: Any, *args: Any, **keywords: Any) -> Any:
        return sampled(name, lambda other: functools.partial(getattr(home, other), self), args, keywords)

    return method


def knowing_tensors(cls: type) -> type:
    """Override every method of NumPy's that draws something by one that looks for tensors first."""
    home = cls.__base__
    for name in vars(home):
        if not name.startswith("_") and callable(getattr(home, name)) and name not in OTHERS:
            setattr(cls, name, own(home, name))  # type: ignore[arg-type]
    return cls


@knowing_tensors
class Generator(np.random.Generator):
    """A np.random.Generator whose samples can be differentiated with respect to their parameters.

    Raises:
        NoRuleError: by its methods, for a tracked tensor as a parameter that samples are no smooth function of.

    >>> from autograd import grad
    >>> grad(lambda scale: Generator(np.random.PCG64(0)).normal(0.0, scale))(2.0) == np.random.default_rng(0).normal()
    True
    """

    def __reduce__(self) -> Any:
        """Return what pickle and copy make it from again: NumPy's answer is its own class."""
        return Generator, (self.bit_generator,)


@knowing_tensors
class RandomState(np.random.RandomState):
    """A np.random.RandomState whose samples can be differentiated with respect to their parameters.

    Raises:
        NoRuleError: by its methods, for a tracked tensor as a parameter that samples are no smooth function of.

    >>> RandomState(0).normal() == np.random.RandomState(0).normal()
    True
    """

    def __reduce__(self) -> Any:
        """Return what pickle and copy make it from again: NumPy's answer is its own class."""
        return remade, (self.get_state(legacy=False),)


def remade(state: Any) -> RandomState:
    """Make a RandomState of its state."""
    made = RandomState(getattr(np.random, state["bit_generator"])())
    made.set_state(state)
    return made


def default_rng(seed: Any = None) -> Generator:
    """Make a generator, as np.random.default_rng; its samples can be differentiated.

    Args:
        seed: as for np.random.default_rng. A NumPy generator is wrapped: both draw from one stream.

    >>> float(default_rng(0).normal(1.0, 2.0)) == float(np.random.default_rng(0).normal(1.0, 2.0))
    True
    """
    return seed if isinstance(seed, Generator) else Generator(np.random.default_rng(seed).bit_generator)
