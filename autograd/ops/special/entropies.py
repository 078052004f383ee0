"""Logarithms that are right at 0 and at 1, and what information theory makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special as sp

from autograd.graph.domain import Interval
from autograd.graph.op import IMPLEMENTATIONS
from autograd.graph.rule import payload
from autograd.ops import elementwise as plain
from autograd.ops.elementwise import NO_COMPLEX, sigmoid
from autograd.ops.kinds import elementwise
from autograd.ops.special.integrals import hyp1f1

POSITIVE = Interval(0.1, 4.0, is_complex=False)
BOTH: dict[str, Any] = {"domain": (POSITIVE, POSITIVE), "analytic": False}

# fmt: off
xlogy: Any = elementwise(sp.xlogy, x=lambda x, y: np.log(y), y=lambda y, x: quotient(x, y), **BOTH,
                       singular="0 in y where x is 0; infinite in x where y is 0")
xlog1py: Any = elementwise(sp.xlog1py, x=lambda x, y: np.log1p(y), y=lambda y, x: quotient(x, 1 + y), **BOTH,
                       singular="0 in y where x is 0; infinite in x where y is -1")
entr: Any = elementwise(sp.entr, x=lambda x: -np.log(x) - 1, domain=(POSITIVE,), analytic=False,
                       singular="inf at 0, the limit")
rel_entr: Any = elementwise(sp.rel_entr, x=lambda x, y: np.log(x / y) + 1, y=lambda y, x: -quotient(x, y), **BOTH,
                       singular="-inf in x at 0, the limit, and NaN where y is 0 too; 0 in y where x is 0")
kl_div: Any = elementwise(sp.kl_div, x=lambda x, y: np.log(x / y), y=lambda y, x: 1 - quotient(x, y), **BOTH,
                       singular="-inf in x at 0, the limit, and NaN where y is 0 too; 1 in y where x is 0")
logit: Any = elementwise(sp.logit, x=lambda x: 1 / x + 1 / (1 - x), analytic=False,
                       domain=(Interval(0.05, 0.95, is_complex=False),),
                       singular="infinite at 0 and 1, the limit; outside, where the value is NaN, the formula's number")
log_expit: Any = elementwise(sp.log_expit, x=lambda x: sigmoid(-x), domain=(NO_COMPLEX,), analytic=False)
exprel: Any = elementwise(sp.exprel, x=lambda x: hyp1f1(2.0, 3.0, x) / 2, domain=(NO_COMPLEX,), analytic=False)
# fmt: on


def quotient(x: Any, y: Any) -> Any:
    """x / y, and 0 where x is 0. A Python number must not promote y."""
    if isinstance(x, (int, float)):
        return x / y if x else np.zeros_like(payload(y))[()]
    zero = np.equal(x, 0)
    return np.where(zero, 0, x) / np.where(zero, 1, y) if np.any(zero) else x / y


# SciPy has ufuncs of its own for some of NumPy's: the same ops.
for scipys, ours in (
    (sp.expit, sigmoid), (sp.expm1, plain.expm1), (sp.log1p, plain.log1p), (sp.cbrt, plain.cbrt), (sp.exp2, plain.exp2)
):  # fmt: skip
    IMPLEMENTATIONS[scipys] = ours
