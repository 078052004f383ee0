"""isinstance, type, tuple, list and dict that look through tensors, under HIPS autograd's names.

Containers are Python's own: transforms and primitives take tensors inside them. `isinstance` and `type` answer for
the numbers of a tensor:

>>> import numpy as np
>>> from autograd import grad
>>> kinds = []
>>> slope = grad(lambda x: kinds.append((isinstance(x, np.ndarray), type(x))) or np.sum(x))(np.ones(2))
>>> kinds
[(True, <class 'numpy.ndarray'>)]
"""

import builtins as _builtins
from builtins import dict as dict, list as list, tuple as tuple
from typing import Any

from autograd.extend import (
    Box as Box,
    SparseObject as SparseObject,
    VSpace as VSpace,
    defjvp as defjvp,
    defjvp_argnum as defjvp_argnum,
    defvjp as defvjp,
    defvjp_argnum as defvjp_argnum,
    notrace_primitive as notrace_primitive,
    primitive as primitive,
    vspace as vspace,
)
from autograd.extend.boxes import DictBox as DictBox, SequenceBox as SequenceBox, getval, isbox
from autograd.extend.vspaces import (
    ContainerVSpace as ContainerVSpace,
    DictVSpace as DictVSpace,
    ListVSpace as ListVSpace,
    NamedTupleVSpace as NamedTupleVSpace,
    SequenceVSpace as SequenceVSpace,
    TupleVSpace as TupleVSpace,
)
from autograd.util import subvals as subvals


def isinstance(x: Any, classes: Any) -> bool:
    """Return what Python's isinstance says of x, or, when x is a tensor, of its numbers.

    Args:
        x: anything.
        classes: a class or a tuple of classes.

    Returns:
        True for a tensor also when `classes` names the class of its numbers.

    >>> from autograd import Tensor
    >>> isinstance(Tensor(1.0), float), isinstance(Tensor(1.0), Tensor), isinstance("a", float)
    (True, True, False)
    """
    return _builtins.isinstance(x, classes) or (isbox(x) and _builtins.isinstance(getval(x), classes))


def type(*args: Any) -> Any:
    """Return the type of x, or, when x is a tensor, of its numbers.

    Args:
        args: x; or three arguments, which make a new class as Python's type does.

    Returns:
        A class.

    >>> from autograd import Tensor
    >>> type(Tensor([1.0, 2.0]))
    <class 'numpy.ndarray'>
    """
    return _builtins.type(getval(args[0])) if len(args) == 1 else _builtins.type(*args)


def container_take(container: Any, index: Any) -> Any:
    """Return what is at an index of a container."""
    return container[index]


def container_untake(x: Any, index: Any, vs: ContainerVSpace) -> Any:
    """Return the container of zeros with x at the index."""
    zeros = vs.zeros()
    if _builtins.isinstance(zeros, dict):
        return zeros | {index: x}
    changed = list(zeros)
    changed[index] = x
    return changed if _builtins.isinstance(zeros, list) else make_sequence(_builtins.type(zeros), *changed)


def make_sequence(seq_type: Any, *args: Any) -> Any:
    """Return the sequence of that type with these elements; `seq_type` may be a namedtuple."""
    return seq_type(*args) if hasattr(seq_type, "_fields") else seq_type(args)


def sequence_extend_right(seq: Any, *elements: Any) -> Any:
    """Return the sequence with elements added at its end."""
    return seq + _builtins.type(seq)(elements)


def sequence_extend_left(seq: Any, *elements: Any) -> Any:
    """Return the sequence with elements added at its beginning."""
    return _builtins.type(seq)(elements) + seq
