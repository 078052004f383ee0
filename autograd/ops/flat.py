"""Flat ops: their derivative is zero almost everywhere, so their results are constants for the graph.

The ufuncs among them are ops, so that a graph can be explained and checked with them in it: floating
results are untracked tensors, booleans and integers plain arrays. The other NumPy functions that are
constant (shapes, tests, positions, arrays like another one) simply run on the numbers.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.graph.domain import NONZERO, Case, Interval
from autograd.graph.node import Handle
from autograd.graph.op import IMPLEMENTATIONS
from autograd.ops.kinds import flat

STEPS = (Interval(period=1.0, is_complex=False),)
HALFWAY = (Interval(period=1.0, offset=0.5),)
TENTHS = (Interval(period=0.1, offset=0.05),)
BINADE = (Interval(4.2, 7.8, is_complex=False),)
QUOTIENT = (Interval(5.2, 5.8, is_complex=False), Interval(2.0, 2.5, is_complex=False))


def round_forward(a: Any, decimals: int = 0) -> Any:
    """Round to the given number of decimals, as np.round."""
    return np.round(a, decimals)


# fmt: off
# rounding and parts of numbers
sign          = flat(np.sign, numpy=(), domain=(NONZERO._replace(is_complex=False),))  # np.sign is elementwise.sign
floor         = flat(np.floor, domain=STEPS)
ceil          = flat(np.ceil,  domain=STEPS)
trunc         = flat(np.trunc, domain=STEPS)
rint          = flat(np.rint,  domain=HALFWAY)
round         = flat(round_forward, "a", name="round", numpy=(np.round, np.around), domain=TENTHS,
                     cases=(Case(((2, 3),)), Case(((2, 3),), {"decimals": 1})))
floor_divide  = flat(np.floor_divide, infix="{} // {}", domain=QUOTIENT)
spacing       = flat(np.spacing, domain=BINADE)

# tests and comparisons
signbit       = flat(np.signbit)
isfinite      = flat(np.isfinite)
isinf         = flat(np.isinf)
isnan         = flat(np.isnan)
isnat         = flat(np.isnat)
equal         = flat(np.equal,         infix="{} == {}")
not_equal     = flat(np.not_equal,     infix="{} != {}")
less          = flat(np.less,          infix="{} < {}")
less_equal    = flat(np.less_equal,    infix="{} <= {}")
greater       = flat(np.greater,       infix="{} > {}")
greater_equal = flat(np.greater_equal, infix="{} >= {}")
logical_and   = flat(np.logical_and)
logical_or    = flat(np.logical_or)
logical_xor   = flat(np.logical_xor)
logical_not   = flat(np.logical_not)

# integers and bits
bitwise_and   = flat(np.bitwise_and, infix="{} & {}")
bitwise_or    = flat(np.bitwise_or,  infix="{} | {}")
bitwise_xor   = flat(np.bitwise_xor, infix="{} ^ {}")
bitwise_count = flat(np.bitwise_count)
invert        = flat(np.invert, infix="~{}")
left_shift    = flat(np.left_shift,  infix="{} << {}")
right_shift   = flat(np.right_shift, infix="{} >> {}")
gcd           = flat(np.gcd)
lcm           = flat(np.lcm)
# fmt: on

# NumPy functions that are no ufuncs and constant in every argument, by name: some NumPy versions lack some.
NAMES = """
    shape ndim size result_type can_cast min_scalar_type common_type shares_memory may_share_memory
    isclose allclose array_equal array_equiv isin any all
    iscomplex isreal iscomplexobj isrealobj isposinf isneginf
    argmax argmin nanargmax nanargmin argsort argpartition argwhere lexsort nonzero flatnonzero count_nonzero
    searchsorted digitize unravel_index ravel_multi_index tril_indices_from triu_indices_from diag_indices_from
    zeros_like ones_like empty_like fix einsum_path histogram_bin_edges
    array_repr array_str array2string save savez savez_compressed savetxt
"""
CONSTANT_FUNCTIONS: tuple[Callable[..., Any], ...] = tuple(
    getattr(np, name) for name in NAMES.split() if hasattr(np, name)
)


def numbers(value: Any) -> Any:
    """Return an argument with the tensors in it (also within lists, tuples and dicts) replaced by their numbers."""
    if isinstance(value, Handle):
        return value._payload
    if isinstance(value, list):
        return [numbers(item) for item in value]
    if isinstance(value, tuple):
        return tuple(numbers(item) for item in value)
    if isinstance(value, dict):
        return {key: numbers(item) for key, item in value.items()}
    return value


def on_numbers(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that runs NumPy's on the numbers of its arguments; its result is a plain array."""

    @functools.wraps(function)
    def constant(*args: Any, **keywords: Any) -> Any:
        return function(*numbers(args), **numbers(keywords))

    return constant


for _function in CONSTANT_FUNCTIONS:
    IMPLEMENTATIONS[_function] = on_numbers(_function)
