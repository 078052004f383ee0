"""Reverse- and forward-mode automatic differentiation over NumPy that a person can read."""

from autograd._clash import check as _check

_check()

from autograd.errors import AutogradError as AutogradError  # noqa: E402
from autograd.graph.modes import enable_grad as enable_grad  # noqa: E402
from autograd.graph.modes import keep_values as keep_values  # noqa: E402
from autograd.graph.modes import name_scope as name_scope  # noqa: E402
from autograd.graph.modes import no_grad as no_grad  # noqa: E402
from autograd.tensor import Tensor as Tensor  # noqa: E402
from autograd.tensor import Value as Value  # noqa: E402
