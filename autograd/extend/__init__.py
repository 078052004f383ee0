"""The door for people who declare their own ops: the five kinds, domains, example calls, and HIPS autograd's way.

See docs/do/add-an-op.md and, for `primitive` and `defvjp`, docs/do/come-from-hips.md. A declared op takes part in
everything: both modes, any order, drawing, checks.

>>> import numpy as np
>>> from autograd import grad
>>> from autograd.extend import elementwise
>>> cube = elementwise(lambda x: x * x * x, x=lambda x: 3 * x * x, name="cube")
>>> grad(grad(cube))(2.0)
12.0
>>> forget(cube)
"""

from autograd.extend.boxes import Box as Box
from autograd.extend.nodes import JVPNode as JVPNode, VJPNode as VJPNode
from autograd.extend.vspaces import VSpace as VSpace, vspace as vspace
from autograd.graph.domain import (
    NONZERO as NONZERO,
    POSITIVE as POSITIVE,
    REAL as REAL,
    UNIT as UNIT,
    Case as Case,
    Interval as Interval,
)
from autograd.graph.op import Op as Op, forget as forget, implements as implements
from autograd.ops.calling import SparseObject as SparseObject
from autograd.ops.kinds import (
    bilinear as bilinear,
    elementwise as elementwise,
    flat as flat,
    general as general,
    linear as linear,
)
from autograd.ops.primitive import (
    def_linear as def_linear,
    defjvp as defjvp,
    defjvp_argnum as defjvp_argnum,
    defjvp_argnums as defjvp_argnums,
    defvjp as defvjp,
    defvjp_argnum as defvjp_argnum,
    defvjp_argnums as defvjp_argnums,
    notrace_primitive as notrace_primitive,
    primitive as primitive,
    register_notrace as register_notrace,
)
