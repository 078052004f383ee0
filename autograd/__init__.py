"""Reverse- and forward-mode automatic differentiation over NumPy that a person can read."""

# ruff: noqa: E402  (the clash check must come before anything else is imported)
from autograd._clash import check as _check

_check()

from autograd.checking import gradcheck as gradcheck
from autograd.drawing import draw as draw
from autograd.errors import AutogradError as AutogradError
from autograd.graph.modes import call_sites as call_sites
from autograd.graph.modes import enable_grad as enable_grad
from autograd.graph.modes import keep_values as keep_values
from autograd.graph.modes import name_scope as name_scope
from autograd.graph.modes import no_grad as no_grad
from autograd.tensor import Tensor as Tensor
from autograd.tensor import Value as Value
from autograd.transforms.control import stop_gradient as stop_gradient
from autograd.transforms.forward import deriv as deriv
from autograd.transforms.forward import jvp as jvp
from autograd.transforms.forward import make_jvp as make_jvp
from autograd.transforms.reverse import elementwise_grad as elementwise_grad
from autograd.transforms.reverse import grad as grad
from autograd.transforms.reverse import grad_and_aux as grad_and_aux
from autograd.transforms.reverse import holomorphic_grad as holomorphic_grad
from autograd.transforms.reverse import make_vjp as make_vjp
from autograd.transforms.reverse import value_and_grad as value_and_grad
from autograd.transforms.reverse import vector_jacobian_product as vector_jacobian_product
from autograd.transforms.reverse import vjp as vjp
from autograd.transforms.second import hessian as hessian
from autograd.transforms.second import hessian_vector_product as hessian_vector_product
from autograd.transforms.second import hvp as hvp
from autograd.transforms.second import jacfwd as jacfwd
from autograd.transforms.second import jacobian as jacobian
from autograd.transforms.second import jacrev as jacrev
from autograd.transforms.second import make_hvp as make_hvp

__version__ = "0.1.0"
