"""The core of HIPS autograd, under its names: thin adapters over the graph and the transforms."""

import warnings
from collections.abc import Callable, Iterable
from typing import Any

from autograd.extend import (
    Box as Box,
    JVPNode as JVPNode,
    SparseObject as SparseObject,
    VJPNode as VJPNode,
    VSpace as VSpace,
    def_linear as def_linear,
    defjvp as defjvp,
    defjvp_argnum as defjvp_argnum,
    defjvp_argnums as defjvp_argnums,
    defvjp as defvjp,
    defvjp_argnum as defvjp_argnum,
    defvjp_argnums as defvjp_argnums,
    primitive as primitive,
    vspace as vspace,
)
from autograd.extend.boxes import SparseBox as SparseBox, getval as getval, isbox as isbox
from autograd.extend.nodes import Node as Node, backward_pass as backward_pass, trace as trace
from autograd.ops.calling import JVPS as primitive_jvps, VJPS as primitive_vjps
from autograd.ops.primitive import (
    translate_jvp as translate_jvp,
    translate_vjp as translate_vjp,
)
from autograd.transforms import forward, reverse
from autograd.util import func as func, subval as subval, toposort as toposort

__all__ = ["primitive_jvps", "primitive_vjps"]

primitive_ = primitive
primitive_with_deprecation_warnings = primitive
sparse_object_types = {SparseObject, SparseBox}
deprecated_defvjp_message = "The {} method is deprecated. Use autograd.extend.defvjp."


def make_vjp(fun: Callable[[Any], Any], x: Any) -> tuple[Callable[[Any], Any], Any]:
    """Return `(vjp, value)` of a function of one argument.

    >>> vjp, value = make_vjp(lambda x: x * x, 3.0)
    >>> value, vjp(1.0)
    (9.0, 6.0)
    """
    made: tuple[Callable[[Any], Any], Any] = reverse.make_vjp(fun)(x)
    return made


def make_jvp(fun: Callable[[Any], Any], x: Any) -> Callable[[Any], tuple[Any, Any]]:
    """Return the jvp of a function of one argument: from a tangent to `(value, tangent of the value)`.

    >>> make_jvp(lambda x: x * x, 3.0)(1.0)
    (9.0, 6.0)
    """
    made: Callable[[Any], tuple[Any, Any]] = forward.make_jvp(fun)(x)
    return made


def identity_vjp(argnums: Iterable[int], *args: Any) -> Callable[[Any], tuple[Any, ...]]:
    """Return the joint vjp that gives the cotangent of the result to every argument."""
    return lambda g: tuple(g for _ in argnums)


def identity_jvp(g: Any, *args: Any, **kwargs: Any) -> Any:
    """Return the tangent it is given."""
    return g


def add_outgrads(prev_g_flagged: tuple[Any, bool] | None, g: Any) -> tuple[Any, bool]:
    """Return the sum of two cotangents, and whether it may be written into; None stands for no cotangent yet."""
    if prev_g_flagged is None:
        return dense(g), isinstance(g, SparseObject)
    return vspace(prev_g_flagged[0]).add(prev_g_flagged[0], dense(g)), True


def sum_outgrads(gs: Iterable[Any]) -> Any:
    """Return the sum of cotangents.

    >>> sum_outgrads([1.0, 2.0, 3.0])
    6.0
    """
    total = None
    for g in gs:
        total = add_outgrads(total, g)
    return None if total is None else total[0]


def dense(g: Any) -> Any:
    """Return a cotangent as an array."""
    return g.mut_add(g.vs.zeros()) if isinstance(g, SparseObject) else g


def sparse_add(vs: VSpace, x_prev: Any, x_new: SparseObject) -> Any:
    """Add a sparse cotangent to a dense one."""
    return x_new.mut_add(vs.zeros() if x_prev is None else x_prev)


def deprecated_defvjp(primitive_fun: Any) -> Callable[..., None]:
    """Return what `f.defvjp(vjpmaker, argnum=0)` was: vjpmaker(g, ans, vs, gvs, *args)."""

    def defvjp_unstaged(vjpmaker: Callable[..., Any], argnum: int = 0) -> None:
        warnings.warn(deprecated_defvjp_message.format("defvjp"), DeprecationWarning, stacklevel=2)

        def staged(ans: Any, *args: Any, **kwargs: Any) -> Callable[[Any], Any]:
            return lambda g: vjpmaker(g, ans, vspace(args[argnum]), vspace(ans), *args, **kwargs)

        add_rule(primitive_fun, staged, argnum)

    return defvjp_unstaged


def deprecated_defvjp_is_zero(primitive_fun: Any) -> Callable[..., None]:
    """Return what `f.defvjp_is_zero(argnums=(0,))` was."""

    def defvjp_is_zero(argnums: Iterable[int] = (0,)) -> None:
        warnings.warn(deprecated_defvjp_message.format("defvjp_is_zero"), DeprecationWarning, stacklevel=2)
        for argnum in argnums:
            add_rule(primitive_fun, None, argnum)

    return defvjp_is_zero


def deprecated_defgrad(primitive_fun: Any) -> Callable[..., None]:
    """Return what `f.defgrad(gradfun, argnum=0)` was: gradfun(ans, *args) gives the function of g."""

    def defgrad(gradfun: Callable[..., Any], argnum: int = 0) -> None:
        warnings.warn(deprecated_defvjp_message.format("defgrad"), DeprecationWarning, stacklevel=2)
        add_rule(primitive_fun, gradfun, argnum)

    return defgrad


def add_rule(fun: Any, vjpmaker: Any, argnum: int) -> None:
    """Declare the rule of one more argument: the deprecated forms did that one by one."""
    fun.makers = {**getattr(fun, "makers", {}), argnum: vjpmaker}
    defvjp(fun, *fun.makers.values(), argnums=tuple(fun.makers))
