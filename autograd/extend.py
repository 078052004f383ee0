"""The door for people who declare their own ops: the five kinds, domains, example calls.

See docs/do/add-an-op.md. A declared op takes part in everything: both modes, any order, drawing, checks.

>>> import numpy as np
>>> from autograd import grad
>>> from autograd.extend import elementwise
>>> cube = elementwise(lambda x: x * x * x, x=lambda x: 3 * x * x, name="cube")
>>> grad(grad(cube))(2.0)
12.0
>>> forget(cube)
"""

from autograd.graph.domain import (
    NONZERO as NONZERO,
    POSITIVE as POSITIVE,
    REAL as REAL,
    UNIT as UNIT,
    Case as Case,
    Interval as Interval,
)
from autograd.graph.op import Op as Op, forget as forget, implements as implements
from autograd.ops.kinds import (
    bilinear as bilinear,
    elementwise as elementwise,
    flat as flat,
    general as general,
    linear as linear,
)
