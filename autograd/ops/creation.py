"""Creation functions: arrays from nested lists that may hold tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.errors import NoRuleError
from autograd.graph.node import Handle
from autograd.graph.op import unary
from autograd.ops import manipulation
from autograd.ops.alias import alias


def array(object: Any, dtype: Any = None, **keywords: Any) -> Any:
    """Make an array, as np.array; from nested lists that hold tensors, a tensor on their graph.

    Raises:
        NoRuleError: a keyword other than dtype was given together with tensors.

    >>> from autograd import grad
    >>> grad(lambda x: array([x, x * x]).sum())(3.0)
    7.0
    """
    if not holds_tensor(object):
        return np.array(object, dtype, **keywords)
    if keywords:
        raise NoRuleError(f"array() of tensors does not support the keyword {next(iter(keywords))!r}.")
    return converted(joined(object), dtype)


def asarray(a: Any, dtype: Any = None, **keywords: Any) -> Any:
    """Return `a` as an array, as np.asarray; a tensor stays a tensor."""
    if isinstance(a, Handle):
        return converted(a, dtype)
    return array(a, dtype, **keywords) if holds_tensor(a) else np.asarray(a, dtype, **keywords)


def holds_tensor(item: Any) -> bool:
    """Tell whether nested lists hold a tensor."""
    if isinstance(item, (list, tuple)):
        return any(holds_tensor(part) for part in item)
    return isinstance(item, Handle)


def joined(item: Any) -> Any:
    """Stack nested lists into one tensor."""
    if isinstance(item, (list, tuple)):
        return manipulation.stack([joined(part) for part in item])
    return unary(alias, item) if isinstance(item, Handle) else np.asarray(item)


def converted(x: Any, dtype: Any) -> Any:
    """Convert to a dtype if one is wanted."""
    return x if dtype is None else manipulation.cast(x, np.dtype(dtype))
