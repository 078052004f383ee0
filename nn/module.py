"""Module: attributes and `__call__`, nothing registered behind the scenes.

A parameter is a tracked leaf Tensor that is reachable through a module's attributes: directly, in a
submodule, or in a list, tuple or dict of these. A module is also a *tree* (see `autograd.tree`) whose leaves
are its parameters, so that `grad(loss)(model, x)` differentiates with respect to a model and returns a module
of the same class that holds gradients where the model holds parameters.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

import numpy as np

from autograd import Tensor

_PATTERN = "_pattern"  # the attribute of a module of gradients that names the module it was made from
_MISSING = object()


def is_parameter(value: object) -> bool:
    """Whether `value` is a tracked leaf Tensor."""
    return isinstance(value, Tensor) and value.node is not None and value.node.op is None


class Module:
    """A piece of a model: set attributes in `__init__`, compute in `__call__`.

    >>> class Affine(Module):
    ...     def __init__(self):
    ...         self.slope = Tensor(2.0)
    ...         self.offset = Tensor(1.0)
    ...     def __call__(self, x):
    ...         return self.slope * x + self.offset
    >>> model = Affine()
    >>> [name for name, _ in model.named_parameters()]
    ['slope', 'offset']
    >>> model(3.0).backward()
    >>> float(model.slope.grad)
    3.0
    """

    training: bool = True

    def __call__(self, x: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} has no __call__; define it to compute the output.")

    def named_parameters(self) -> Iterator[tuple[str, Any]]:
        """(dotted name, parameter) in the order of the attributes; a shared parameter comes once.

        A module of gradients yields its gradients, under the names of the parameters they belong to.
        """
        seen: set[int] = set()
        for name, slot, value in _walk(vars(self).get(_PATTERN, self), self, "", set()):
            if is_parameter(slot) and id(slot) not in seen:
                seen.add(id(slot))
                if value is _MISSING:
                    raise AttributeError(f"{type(self).__name__} has lost {name}, which it was built with.")
                yield name, value

    def parameters(self) -> Iterator[Any]:
        """The parameters in the order of the attributes; a shared parameter comes once."""
        return (value for _, value in self.named_parameters())

    def named_modules(self) -> Iterator[tuple[str, "Module"]]:
        """(dotted name, module) of this module, whose name is "", and of every module below it, each once.

        >>> from nn import MLP
        >>> [name for name, _ in MLP(2, 3, 1, rng=0).named_modules()]
        ['', '0', '1', '2']
        """
        return ((name, value) for name, _, value in _walk(self, self, "", set()) if isinstance(value, Module))

    def modules(self) -> Iterator["Module"]:
        """This module and every module below it, each once."""
        return (module for _, module in self.named_modules())

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        for parameter in self.parameters():
            parameter.zero_grad()

    def train(self, mode: bool = True) -> Self:
        """Set `training` here and in every submodule; layers that behave differently in use read it."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """`train(False)`."""
        return self.train(False)

    def state_dict(self) -> dict[str, Any]:
        """A copy of every parameter's numbers, by name."""
        return {name: np.array(_numbers(value)) for name, value in self.named_parameters()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Give every parameter the numbers of the same name, in the parameter's own dtype.

        Raises ValueError when a name is missing, left over, or comes with another shape; nothing has been
        changed then.
        """
        own = dict(self.named_parameters())
        self._same_names(own, state)
        new = {name: np.array(_numbers(state[name]), dtype=p.dtype) for name, p in own.items()}
        for name, parameter in own.items():
            if new[name].shape != parameter.shape:
                raise ValueError(
                    f"{name} has shape {parameter.shape}; the state holds shape {new[name].shape} for it."
                )
        for name, parameter in own.items():
            parameter.data = new[name]

    def with_parameters(self, values: Mapping[str, Any]) -> Self:
        """A module like this one that holds `values[name]` in the place of the parameter of that name.

        The values may be arrays or Tensors, recorded ones too; this module is not changed. Raises ValueError
        when a name is missing or left over.

        >>> from nn import Linear
        >>> values = {"weight": np.array([[2.0]]), "bias": np.array([1.0])}
        >>> Linear(1, 1, rng=0).with_parameters(values)(np.array([3.0]))
        array([7.])
        """
        own, _ = self.__tree_flatten__()
        self._same_names(own, values)
        new: Self = self.__tree_unflatten__(self, {name: values[name] for name in own})
        return new

    def _same_names(self, own: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        missing, left_over = [n for n in own if n not in given], [n for n in given if n not in own]
        if missing or left_over:
            raise ValueError(
                f"these values do not fit this {type(self).__name__}: missing {missing or 'nothing'}, "
                f"left over {left_over or 'nothing'}."
            )

    def describe(self) -> str:
        """What `repr` shows between the brackets; layers override it."""
        return ""

    def __repr__(self) -> str:
        """An indented tree of the modules with their numbers of parameters."""
        return "\n".join(_lines(self, "", 0, set()))

    def __tree_flatten__(self) -> tuple[dict[str, Any], "Module"]:
        return dict(self.named_parameters()), self

    @classmethod
    def __tree_unflatten__(cls, aux: "Module", children: dict[str, Any]) -> Any:
        pattern = vars(aux).get(_PATTERN, aux)
        slots = (slot for _, slot, _ in _walk(pattern, pattern, "", set()) if is_parameter(slot))
        unique = {id(slot): slot for slot in slots}
        new = dict(zip(unique, children.values(), strict=True))
        # Where a parameter's place is taken by something else (a gradient), only the original can tell the
        # places; where it is taken by parameters, the new module stands on its own.
        mark = not all(is_parameter(child) for child in children.values())
        return _rebuild(pattern, aux, new, {}, mark)


def _numbers(value: Any) -> Any:
    return value.data if isinstance(value, Tensor) else value


def _children(value: Any) -> Iterable[tuple[Any, Any]] | None:
    """(key, child) of a module or container; None for anything else."""
    if isinstance(value, Module):
        return [(key, child) for key, child in vars(value).items() if key != _PATTERN]
    if isinstance(value, dict):
        return value.items()
    if isinstance(value, list | tuple):
        return zip(value._fields, value) if hasattr(value, "_fields") else enumerate(value)
    return None


def _walk(pattern: Any, value: Any, name: str, seen: set[int]) -> Iterator[tuple[str, Any, Any]]:
    """(dotted name, what `pattern` has there, what `value` has there) for all modules and leaves, in order.

    `pattern` decides where to go; each container of it is visited once, so a cycle ends.
    """
    items = _children(pattern)
    if items is None:
        yield name, pattern, value
        return
    if id(pattern) in seen:
        return
    seen.add(id(pattern))
    if isinstance(pattern, Module):
        yield name, pattern, value
    twins = None if value is pattern else dict(_children(value) or ())
    for key, child in items:
        twin = child if twins is None else twins.get(key, _MISSING)
        yield from _walk(child, twin, f"{name}.{key}" if name else str(key), seen)


def _rebuild(pattern: Any, value: Any, new: dict[int, Any], memo: dict[int, Any], mark: bool) -> Any:
    """A copy of the modules and containers of `value` with `new[id(slot)]` at the slots of `pattern`.

    Whatever is neither a container nor a slot is shared with the original.
    """
    if id(pattern) in new:
        return new[id(pattern)]
    if id(value) in memo:
        return memo[id(value)]
    items = _children(value)
    if items is None:
        return value
    patterns = dict(_children(pattern) or ())
    if isinstance(value, tuple):
        children = [_rebuild(patterns.get(key), child, new, memo, mark) for key, child in items]
        make = getattr(type(value), "_make", type(value))  # a namedtuple takes its fields one by one
        memo[id(value)] = make(children)
        return memo[id(value)]
    memo[id(value)] = made = object.__new__(type(value)) if isinstance(value, Module) else copy.copy(value)
    target = vars(made) if isinstance(made, Module) else made
    for key, child in items:
        target[key] = _rebuild(patterns.get(key), child, new, memo, mark)
    if isinstance(made, Module) and mark:
        vars(made)[_PATTERN] = pattern
    return made


def _lines(module: Module, name: str, depth: int, seen: set[int]) -> Iterator[str]:
    """The lines of `repr`: one per module, those inside lists, tuples and dicts too."""
    label = f"{'  ' * depth}{name + ': ' if name else ''}{type(module).__name__}({module.describe()})"
    if id(module) in seen:
        yield f"{label}  (the same as above)"
        return
    seen.add(id(module))
    count = sum(np.size(_numbers(parameter)) for parameter in module.parameters())
    yield label + (f"  {count:,} parameter{'' if count == 1 else 's'}" if count else "")
    pending = [(str(key), child) for key, child in _children(module) or ()]
    while pending:
        key, child = pending.pop(0)
        if isinstance(child, Module):
            yield from _lines(child, key, depth + 1, seen)
        elif (items := _children(child)) is not None and id(child) not in seen:
            seen.add(id(child))
            pending[:0] = [(f"{key}.{inner}", grandchild) for inner, grandchild in items]
