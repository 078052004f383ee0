"""A fixed point, differentiated by the implicit function theorem: without the iterations.

>>> from autograd import grad
>>> def root(a):
...     return fixed_point(lambda a: lambda x: 0.5 * (x + a / x), a, 1.0, lambda x, y: abs(x - y), 1e-12)
>>> root(4.0), grad(root)(4.0)
(2.0, 0.25)
"""

from collections.abc import Callable
from typing import Any

from autograd.ops.primitive import defvjp, primitive
from autograd.transforms.reverse import make_vjp


@primitive
def fixed_point(f: Callable[..., Any], a: Any, x0: Any, distance: Callable[..., Any], tol: float) -> Any:
    """Return the x with f(a)(x) = x, by repeating x = f(a)(x).

    Args:
        f: gives the function to be repeated for parameters a.
        a: parameters; the result is differentiated with respect to these.
        x0: where to start.
        distance: of two values of x.
        tol: the distance of one step to the next at which to end.
    """
    step = f(a)
    x, previous = step(x0), x0
    while distance(x, previous) > tol:
        x, previous = step(x), x
    return x


def fixed_point_vjp(
    ans: Any, f: Callable[..., Any], a: Any, x0: Any, distance: Callable[..., Any], tol: float
) -> Callable[[Any], Any]:
    """Return the vjp with respect to a: of one step, at the fixed point of the cotangent's own iteration."""

    def adjoint(parameters: tuple[Any, Any, Any]) -> Callable[[Any], Any]:
        g, a, x = parameters
        pull, _ = make_vjp(lambda x: f(a)(x))(x)
        return lambda u: g + pull(u)

    def vjp(g: Any) -> Any:
        pull, _ = make_vjp(lambda a: f(a)(ans))(a)
        return pull(fixed_point(adjoint, (g, a, ans), g, distance, tol))

    return vjp


defvjp(fixed_point, None, fixed_point_vjp, None)
