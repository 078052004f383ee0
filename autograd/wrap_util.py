"""How an operator on functions of one argument becomes one on functions of many, under HIPS autograd's names."""

from collections.abc import Callable
from typing import Any

from autograd.transforms.trace import differential, name_of
from autograd.util import subvals as subvals


def unary_to_nary(unary_operator: Callable[..., Any]) -> Callable[..., Any]:
    """Turn `operator(function_of_x, x, ...)` into `operator(fun, argnum=0, ...)(*args, **kwargs)`.

    >>> @unary_to_nary
    ... def twice(fun, x):
    ...     return fun(fun(x))
    >>> twice(lambda a, b: a + b, 1)(10, 1)
    21
    """
    return differential(unary_operator)


def wraps(fun: Any, namestr: str = "{fun}", docstr: str = "{doc}", **kwargs: Any) -> Callable[[Any], Any]:
    """Give a function a name and a docstring made from those of another.

    >>> def original():
    ...     '''It says this.'''
    >>> wraps(original, "new_{fun}")(lambda: 1).__name__
    'new_original'
    """

    def named(f: Any) -> Any:
        f.__name__ = namestr.format(fun=get_name(fun), **kwargs)
        f.__doc__ = docstr.format(fun=get_name(fun), doc=get_doc(fun), **kwargs)
        return f

    return named


def wrap_nary_f(fun: Any, op: Any, argnum: Any) -> Callable[[Any], Any]:
    """Name a function after the operator, the function and the argument it was made from."""
    return wraps(fun, "{op}_of_{fun}_wrt_argnum_{argnum}", "{op} of {fun}", op=get_name(op), argnum=argnum)


def get_name(f: Any) -> str:
    """Return the name of a function."""
    return name_of(f)


def get_doc(f: Any) -> str:
    """Return the docstring of a function."""
    return getattr(f, "__doc__", None) or ""
