"""How a function gets SciPy's name and signature, and how one without a derivative says so."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar, cast

import numpy as np
import scipy.linalg

from autograd.errors import NoRuleError
from autograd.ops.composing import any_tracked, holds_tensor

F = TypeVar("F", bound=Callable[..., Any])
# Keywords that change no number.
WITHOUT_EFFECT = {"overwrite_a", "overwrite_b", "overwrite_ab", "overwrite_x", "overwrite_c", "check_finite", "lwork",
                  "lapack_driver", "driver", "workers"}  # fmt: skip


def scipys(ours: F) -> F:
    """Give a composition of ops the signature of SciPy's function of the same name.

    A call without a tensor goes to SciPy's own function, so that plain arrays get all of it. What changes no number
    (`overwrite_a` ...) is dropped; another keyword that ours does not take is refused by name.
    """
    theirs = getattr(scipy.linalg, ours.__name__)
    signature = inspect.signature(theirs)
    known = inspect.signature(ours).parameters
    variadic = any(parameter.kind is inspect.Parameter.VAR_POSITIONAL for parameter in known.values())

    @functools.wraps(ours)
    def call(*args: Any, **keywords: Any) -> Any:
        if not (holds_tensor(args) or holds_tensor(tuple(keywords.values()))):
            return theirs(*args, **keywords)
        if variadic:
            return ours(*args, **keywords)
        given = signature.bind(*args, **keywords).arguments
        for name in [name for name in given if name not in known]:
            value = given.pop(name)
            if name not in WITHOUT_EFFECT and value is not signature.parameters[name].default:
                raise NoRuleError(
                    f"scipy.linalg.{ours.__name__} of a tensor does not support {name}={value!r}; it takes: "
                    f"{', '.join(known)}."
                )
        return ours(**given)

    return cast(F, call)


def refused(module: ModuleType, name: str, reason: str) -> Callable[..., Any]:
    """Return SciPy's function for plain arrays, which says on a tracked tensor why it has no derivative."""
    theirs = getattr(module, name)

    def call(*args: Any, **keywords: Any) -> Any:
        if any_tracked((*args, *keywords.values())):
            raise NoRuleError(
                f"{module.__name__}.{name} has no derivative rule: {reason}. To treat an argument as constant write "
                "stop_gradient(...)."
            )
        return theirs(*args, **keywords)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = theirs.__doc__
    return call


def each(function: Callable[..., Any], *stacks: Any) -> Any:
    """Call a function of matrices on each member of stacks of them that broadcast; one result per member.

    The result has the matrix shape of the last operand; the stack is empty when an operand's is.
    """
    stacks = tuple(np.asarray(stack) for stack in stacks)
    lead = np.broadcast_shapes(*(stack.shape[:-2] for stack in stacks))
    if not lead:
        return function(*stacks)
    wide = [np.broadcast_to(stack, (*lead, *stack.shape[-2:])).reshape(-1, *stack.shape[-2:]) for stack in stacks]
    parts = [function(*members) for members in zip(*wide)]
    if not parts:
        return np.zeros((*lead, *stacks[-1].shape[-2:]), np.result_type(*stacks))
    return np.stack(parts).reshape(*lead, *parts[0].shape)
