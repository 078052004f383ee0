"""Run in a peer's own interpreter: the derivative of each expression at its point, as JSON.

    PEER/bin/python tests/house/corners/peer.py {HIPS,PyTorch,JAX} < points.json > values.json

`measure.py` does that for all of them. The expressions are written with NumPy's and SciPy's names; here each library
says what it calls them.
"""

from __future__ import annotations

import json
import math
import sys
import warnings
from functools import partial

SAME = {"inf": math.inf, "nan": math.nan, "pi": math.pi}


class Missing(Exception):
    """The library has no such function."""


class Space:
    """A namespace by attribute (for `linalg.det`) and by key (for eval): the first source that has the name."""

    def __init__(self, *sources, wrap=lambda f: f, **own):
        self.sources, self.wrap, self.own = sources, wrap, own

    def __getitem__(self, name):
        if name in self.own:
            return self.own[name]
        for source in self.sources:
            if hasattr(source, name):
                found = getattr(source, name)
                return self.wrap(found) if callable(found) else found
        raise Missing(name)

    def __getattr__(self, name):
        return self[name]


def hips():
    from importlib.metadata import version

    import autograd.numpy as anp
    import autograd.scipy.special as special
    from autograd import grad

    names = Space(anp, linalg=Space(anp.linalg), special=Space(special), logsumexp=special.logsumexp, **SAME)

    def slope(f, x):
        return float(grad(lambda x: anp.sum(f(x)))(anp.float64(x)))  # a Python float raises at 1 / 0

    return version("autograd"), names, slope


def jax():
    import jax
    import jax.numpy as jnp
    import jax.scipy.special as special

    jax.config.update("jax_enable_x64", True)
    names = Space(
        jnp, wrap=lambda f: converted(f, (jax.Array,), jnp.asarray),
        linalg=Space(jnp.linalg), special=Space(special, psi=special.digamma), relu=jax.nn.relu,
        logsumexp=special.logsumexp, **SAME,
    )  # fmt: skip

    def slope(f, x):
        return float(jax.grad(lambda x: jnp.sum(f(x)))(x))

    return jax.__version__, names, slope


def converted(f, arrays, array):
    """Let a function take Python numbers and lists where it asks for arrays, if it refuses them."""

    def convert(a):
        if isinstance(a, list):
            return [convert(b) for b in a] if any(isinstance(b, arrays) for b in a) else array(a)
        return array(a) if isinstance(a, float) else a

    def call(*args, **keywords):
        try:
            return f(*args, **keywords)
        except TypeError:
            return f(*map(convert, args), **keywords)

    return call


def torch():
    import torch

    torch.set_default_dtype(torch.float64)

    def wrap(f):
        return converted(f, (torch.Tensor,), torch.tensor)

    special = torch.special
    names = Space(
        torch, wrap=wrap, **SAME,
        rint=torch.round, fabs=torch.abs, i0=special.i0, sort=lambda a: torch.sort(a)[0],
        max=torch.amax, min=torch.amin, cumprod=lambda a: torch.cumprod(a, 0),
        std=lambda a, ddof=0: torch.std(a, correction=ddof), var=lambda a, ddof=0: torch.var(a, correction=ddof),
        logsumexp=lambda a: torch.logsumexp(a, 0), linalg=Space(torch.linalg, wrap=wrap),
        special=Space(special, wrap=wrap, j0=special.bessel_j0, j1=special.bessel_j1, y0=special.bessel_y0,
                      y1=special.bessel_y1, k0=special.modified_bessel_k0, k1=special.modified_bessel_k1),
    )  # fmt: skip

    def slope(f, x):
        leaf = torch.tensor(x, requires_grad=True)
        y = f(leaf)
        if not isinstance(y, torch.Tensor) or not y.requires_grad:
            return 0.0
        (g,) = torch.autograd.grad(y.sum(), leaf, allow_unused=True)
        return 0.0 if g is None else float(g)

    return torch.__version__, names, slope


def main(peer, rows):
    """Return the library's version, and for each row its number, "error", or None where it has no such function."""
    version, names, slope = {"HIPS": hips, "PyTorch": torch, "JAX": jax}[peer]()
    values = {}
    for expression, x in rows:
        try:
            value = repr(slope(partial(evaluate, compile(expression, "corners", "eval"), names), float(x)))
        except (Missing, NotImplementedError):  # no such function, or no derivative of it
            value = None
        except Exception as error:
            value = None if "not implemented" in str(error) else "error"
        values[f"{expression} @ {x}"] = value
    return {"version": version, "values": values}


def evaluate(code, names, x):
    """Run an expression with these names, and none of Python's own."""
    return eval(code, {"__builtins__": {}}, Names(names, x))


class Names(dict):
    """The names of an expression, looked up in a space."""

    def __init__(self, space, x):
        super().__init__(x=x)
        self.space = space

    def __missing__(self, name):
        return self.space[name]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps(main(sys.argv[1], json.load(sys.stdin))))
