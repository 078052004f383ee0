"""The transforms, under the name of HIPS autograd's module."""

from collections.abc import Callable
from typing import Any

from autograd.builtins import tuple as atuple
from autograd.core import make_jvp as _make_jvp, make_vjp as _make_vjp
from autograd.extend import defvjp_argnum as defvjp_argnum, primitive as primitive, vspace as vspace
from autograd.transforms.again import checkpoint as checkpoint
from autograd.transforms.forward import deriv as deriv, make_jvp as make_jvp
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
)
from autograd.transforms.second import (
    hessian as hessian,
    hessian_tensor_product as hessian_tensor_product,
    hessian_vector_product as hessian_vector_product,
    jacobian as jacobian,
    make_ggnvp as make_ggnvp,
    make_hvp as make_hvp,
    tensor_jacobian_product as tensor_jacobian_product,
)
from autograd.wrap_util import unary_to_nary as unary_to_nary

__all__ = ["_make_jvp", "_make_vjp", "atuple"]


@unary_to_nary
def make_jvp_reversemode(fun: Callable[[Any], Any], x: Any) -> Callable[[Any], Any]:
    """Return a function from a tangent of the argument to that of the result.

    >>> make_jvp_reversemode(lambda x: x * x)(3.0)(1.0)
    6.0
    """
    jvp = _make_jvp(fun, x)
    return lambda v: jvp(v)[1]
