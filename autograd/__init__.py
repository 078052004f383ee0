"""Reverse- and forward-mode automatic differentiation over NumPy that a person can read."""

# ruff: noqa: E402  (the clash check must come before anything else is imported)
import importlib as _importlib
from builtins import dict as _dict
from typing import TYPE_CHECKING as _TYPE_CHECKING

from autograd._clash import check as _check

_check()

from autograd.checking import gradcheck as gradcheck
from autograd.errors import AutogradError as AutogradError
from autograd.graph.modes import (
    call_sites as call_sites,
    debug as debug,
    enable_grad as enable_grad,
    keep_values as keep_values,
    name_scope as name_scope,
    no_grad as no_grad,
)
from autograd.tensor import Tensor as Tensor, Value as Value
from autograd.transforms.control import stop_gradient as stop_gradient
from autograd.transforms.forward import deriv as deriv, jvp as jvp, make_jvp as make_jvp
from autograd.transforms.reverse import (
    elementwise_grad as elementwise_grad,
    grad as grad,
    grad_and_aux as grad_and_aux,
    grad_named as grad_named,
    holomorphic_grad as holomorphic_grad,
    make_vjp as make_vjp,
    multigrad_dict as multigrad_dict,
    value_and_grad as value_and_grad,
    vector_jacobian_product as vector_jacobian_product,
    vjp as vjp,
)
from autograd.transforms.second import (
    hessian as hessian,
    hessian_tensor_product as hessian_tensor_product,
    hessian_vector_product as hessian_vector_product,
    hvp as hvp,
    jacfwd as jacfwd,
    jacobian as jacobian,
    jacrev as jacrev,
    make_ggnvp as make_ggnvp,
    make_hvp as make_hvp,
    tensor_jacobian_product as tensor_jacobian_product,
)

if _TYPE_CHECKING:
    from autograd.builtins import (
        dict as dict,
        isinstance as isinstance,
        list as list,
        tuple as tuple,
        type as type,
    )
    from autograd.drawing import draw as draw, explain as explain, record_backward as record_backward
    from autograd.transforms.again import checkpoint as checkpoint, primitive as primitive

__version__ = "0.1.0"

# Drawing, and what code written for HIPS autograd asks for, is imported when it is asked for: 20 ms less at import.
_MODULES = (
    "builtins",
    "core",
    "differential_operators",
    "extend",
    "misc",
    "numpy",
    "scipy",
    "test_util",
    "tracer",
    "wrap_util",
)
_DRAWING = ("draw", "explain", "record_backward")
_NAMES = {
    **_dict.fromkeys(("dict", "isinstance", "list", "tuple", "type"), "builtins"),
    **_dict.fromkeys(_DRAWING, "drawing"),
    **_dict.fromkeys(("checkpoint", "primitive"), "transforms.again"),
}
# What `from autograd import *` brings: all names above, and those for drawing, though they come later.
__all__ = [name for name in (*globals(), *_DRAWING) if not name.startswith("_")]


def __getattr__(name: str) -> object:
    """Import the other modules and names when they are asked for."""
    if name in _MODULES:
        return _importlib.import_module(f"{__name__}.{name}")
    if name in _NAMES:
        return getattr(_importlib.import_module(f"{__name__}.{_NAMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
