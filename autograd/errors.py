"""Exception classes: one base, and each error is also the built-in a NumPy user would expect."""


class AutogradError(Exception):
    """The base of every error this library raises on purpose.

    >>> import autograd
    >>> try:
    ...     autograd.grad(lambda x: x * x)(3)
    ... except autograd.AutogradError as error:
    ...     print(error)
    grad needs floating-point input; argument 0 has dtype int64. Use float(x).
    """


class GraphError(AutogradError, RuntimeError):
    """The graph cannot do what was asked: no graph, saved values freed, a frozen value written to."""


class ShapeError(AutogradError, ValueError):
    """An array has the wrong shape for what was asked."""


class DegenerateError(AutogradError, ValueError):
    """The derivative does not exist at this point, such as that of the eigenvectors of equal eigenvalues."""


class NonFiniteError(AutogradError, FloatingPointError):
    """Within debug(): a value or a gradient is NaN or infinite though what it was computed from is finite."""


class InputTypeError(AutogradError, TypeError):
    """A value has a type or dtype that cannot be differentiated or used here."""


class NoRuleError(AutogradError, NotImplementedError, TypeError):
    """A function, a keyword or an argument has no derivative rule."""


class LostGraphError(AutogradError, TypeError):
    """A conversion would silently drop a tracked tensor from its graph."""


class RuleError(AutogradError, RuntimeError):
    """A derivative rule returned something impossible: a fault of the op's declaration."""


class GradientCheckError(AutogradError, AssertionError):
    """An analytic gradient and a numerical one disagree."""
