"""Checks of derivatives, under HIPS autograd's names; `autograd.gradcheck` says more.

>>> import numpy as np
>>> check_grads(np.sin, modes=["fwd", "rev"], order=2)(1.0)
"""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from autograd import tree
from autograd.checking import gradcheck
from autograd.core import make_jvp as make_jvp, make_vjp as make_vjp
from autograd.errors import GradientCheckError
from autograd.extend.boxes import getval
from autograd.extend.vspaces import vspace as vspace
from autograd.graph.element import Element, enclosed
from autograd.wrap_util import get_name as get_name, unary_to_nary as unary_to_nary

TOL = 1e-6
RTOL = 1e-6
EPS = 1e-6


def check_vjp(f: Callable[[Any], Any], x: Any) -> None:
    """Check reverse mode at x; raise an AssertionError that says what is wrong."""
    check_derivatives(f, x, ("rev",), 1)


def check_jvp(f: Callable[[Any], Any], x: Any) -> None:
    """Check forward mode at x; raise an AssertionError that says what is wrong."""
    check_derivatives(f, x, ("fwd",), 1)


@unary_to_nary
def check_grads(f: Callable[[Any], Any], x: Any, modes: Sequence[str] = ("fwd", "rev"), order: int = 2) -> None:
    """Check the derivatives with respect to an argument; raise an AssertionError that says what is wrong.

    Args:
        f: the function; its result may be an array or a container.
        modes: "fwd" and "rev".
        order: 2 checks the derivatives of the derivatives as well, and so on.

    Values of a type of one's own (see `VSpace.register`) are checked along one random direction of their space.
    """
    check_derivatives(f, x, modes, order)


def check_derivatives(f: Callable[[Any], Any], x: Any, modes: Sequence[str], order: int) -> None:
    """Check by `gradcheck` where all are numbers, else along a random direction."""
    if has_entries(f, x):
        gradcheck(f, x, modes=tuple(modes), order=order, rtol=RTOL).raise_if_bad()
        return
    for mode in modes:
        check_pairing(f, x, forward=mode == "fwd")
    if order > 1:
        g = vspace(f(x)).randn()
        check_derivatives(lambda x: make_vjp(f, x)[0](g), x, modes, order - 1)


def has_entries(f: Callable[[Any], Any], x: Any) -> bool:
    """Tell whether f takes and gives numbers and arrays only, no values of a user's own type."""
    return not any(isinstance(enclosed(leaf), Element) for leaf in tree.flatten((x, f(x)))[0])


def check_pairing(f: Callable[[Any], Any], x: Any, forward: bool) -> None:
    """Compare the derivative along a random direction, paired with a random cotangent, with central differences."""
    direction, g = vspace(x).randn(), vspace(f(x)).randn()
    expected = vspace(g).inner_prod(g, make_numerical_jvp(f, x)(direction))
    if forward:
        found = vspace(g).inner_prod(g, make_jvp(f, x)(direction)[1])
    else:
        found = vspace(x).inner_prod(make_vjp(f, x)[0](g), direction)
    if not scalar_close(found, expected):
        mode = "forward" if forward else "reverse"
        raise GradientCheckError(
            f"{mode} mode of {get_name(f)} gives {found:.9g} along a random direction, "
            f"central differences {expected:.9g}."
        )


def check_equivalent(x: Any, y: Any) -> None:
    """Raise an AssertionError unless x and y are in one vector space and close to each other."""
    space = vspace(x)
    if space != vspace(y):
        raise GradientCheckError(f"VSpace mismatch:\nx: {space}\ny: {vspace(y)}")
    for v in (space.ones(), space.randn()):
        if not scalar_close(space.inner_prod(getval(x), v), space.inner_prod(getval(y), v)):
            raise GradientCheckError(f"Value mismatch:\nx: {x}\ny: {y}")


def combo_check(fun: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[..., None]:
    """Return a check of every combination of arguments; its arguments are lists of what each may be.

    Args:
        fun: the function.
        args: given to `check_grads`, as kwargs are.
        kwargs: given to `check_grads`.

    >>> import numpy as np
    >>> combo_check(np.sum, modes=["rev"])([np.ones((2, 2))], axis=[None, 0, 1])
    """
    check = check_grads(fun, *args, **kwargs)

    def each(*lists: Sequence[Any], **named_lists: Sequence[Any]) -> None:
        for values in product(*lists, *named_lists.values()):
            named = dict(zip(named_lists, values[len(lists) :], strict=True))
            check(*values[: len(lists)], **named)

    return each


def make_numerical_jvp(f: Callable[[Any], Any], x: Any) -> Callable[[Any], Any]:
    """Return the jvp of f at x by central differences.

    >>> round(make_numerical_jvp(lambda x: x ** 2, 3.0)(1.0), 6)
    6.0
    """
    space, out_space = vspace(x), vspace(f(x))

    def jvp(v: Any) -> Any:
        """Return the derivative along v."""
        ahead = f(space.add(x, space.scalar_mul(v, EPS / 2)))
        behind = f(space.add(x, space.scalar_mul(v, -EPS / 2)))
        return out_space.scalar_mul(out_space.add(ahead, out_space.scalar_mul(behind, -1.0)), 1.0 / EPS)

    return jvp


def scalar_close(a: Any, b: Any) -> bool:
    """Tell whether two numbers agree to 1e-6, absolutely or relative to their mean."""
    return bool(abs(a - b) < TOL or abs(a - b) / abs(a + b) < RTOL)
