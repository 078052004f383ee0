"""Laws about values: an op's value is NumPy's, and every way to call it is the same call."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from autograd.graph.node import Handle
from autograd.tensor import Tensor
from tests.laws.checks import Broken, check_dtypes, same
from tests.laws.engine import directions, leaves, parts, plain, pull
from tests.strategies import Sample, is_floating, knows

VALUE = 1e-13  # a fused op may add up in another order than NumPy
VALUE_32 = 3e-6
PLAIN_NUMPY = import_module("autograd.numpy") if find_spec("autograd.numpy") else None

LETTERS = "abcdefgh"
Way = tuple[str, Callable[..., Any]]


def agree(what: str, sample: Sample, got: Any, expected: Any, tolerance: float) -> None:
    """Demand the same values, shapes and dtypes of one or several results."""
    mine, numpys = parts(got), parts(expected)
    if len(mine) != len(numpys):
        raise Broken(f"{what}: {len(mine)} results instead of {len(numpys)}\n  for {sample}")
    check_dtypes(what, sample, mine, numpys)
    for a, b in zip(mine, numpys, strict=True):
        a, b = np.asarray(plain(a)), np.asarray(plain(b))
        if is_floating(b):
            finite = np.isfinite(b)
            odd = ~finite & ~((a == b) | (np.isnan(a) & np.isnan(b)))
            if np.any(odd):
                raise Broken(f"{what}: {a} instead of {b}\n  for {sample}")
            same(what, sample, [np.where(finite, a, 0)], [np.where(finite, b, 0)], tolerance)
        elif not np.array_equal(a, b):
            raise Broken(f"{what}: {a} instead of {b}\n  for {sample}")


def value_is_numpys(sample: Sample) -> None:
    """Law 4: value, shape and dtype are those of NumPy's own function, in double and in single precision."""
    sample = sample.at_place()
    for version, tolerance in ((sample, VALUE), (sample.in_single(), VALUE_32)):
        tensors = version.mapped(lambda value: value if type(value) is float else leaves([value])[0])
        with np.errstate(all="ignore"):
            for function in sample.op.numpy:
                expected = version.call(function, version.operands)
                got = version.call(sample.op, version.operands)
                agree("the value of plain arrays", version, got, expected, tolerance)
                got = version.call(sample.op, tensors.operands)
                agree("the value of Tensors", version, got, expected, tolerance)
    integers = sample.mapped(integer)
    for function in sample.op.numpy:
        try:
            expected = integers.call(function, integers.operands)
        except (TypeError, ValueError):  # NumPy does not take integers, or not these
            continue
        agree("the value of integers", integers, integers.call(sample.op, integers.operands), expected, VALUE)


def integer(value: Any) -> Any:
    """Return a payload rounded to integers, its imaginary part dropped."""
    return np.rint(np.real(value)).astype(int)


def every_way_is_the_same(sample: Sample) -> None:
    """Law 5: op = Tensor method = np.f on a Tensor = autograd.numpy = the operator that `infix` shows."""
    sample = sample.at_place()
    operands = list(sample.operands)
    able = [k for k, operand in enumerate(operands) if is_floating(operand)]
    targets = leaves([operands[k] for k in able])
    for k, target in zip(able, targets, strict=True):
        operands[k] = target
    with np.errstate(all="ignore"):
        expected = sample.call(sample.op, operands)
        (g,) = directions(sample, [part for part in parts(expected) if is_floating(plain(part))])
        gradient = gradients(expected, targets, g)
        tensors = [isinstance(part, Handle) for part in parts(expected)]
        for name, way in ways(sample):
            got = way(operands)
            agree(name, sample, got, expected, VALUE)
            if [isinstance(part, Handle) for part in parts(got)] != tensors:
                raise Broken(f"{name}: {got!r} instead of {expected!r}\n  for {sample}")
            same(f"the gradient through {name}", sample, gradients(got, targets, g), gradient, VALUE)
            numbers = way([plain(operand) for operand in operands]) if not name.startswith("Tensor.") else 0.0
            if any(isinstance(part, Handle) for part in parts(numbers)):
                raise Broken(f"{name} gave a Tensor for plain arrays\n  for {sample}")


def gradients(result: Any, targets: list[Any], g: list[Any]) -> list[Any]:
    """Pull cotangents of the floating results back."""
    return pull([part for part in parts(result) if is_floating(plain(part))], targets, g)


def ways(sample: Sample) -> Iterator[Way]:
    """Yield the ways to call the op: a name, and a function of the operands."""
    op = sample.op
    for function in op.numpy:
        name = f"np.{function.__name__}"
        yield name, lambda operands, f=function: sample.call(f, operands)
        positional = positional_statics(sample)
        if positional and accepts_positional(sample, function, positional):
            yield (
                f"{name} with positional arguments",
                lambda operands, f=function, rest=positional: f(*arguments(sample, operands), *rest),
            )
        if takes_keywords(sample, function):
            yield (
                f"{name} with keyword arguments",
                lambda operands, f=function: f(**dict(zip(op.args, operands, strict=True)), **sample.static),
            )
    names = dict.fromkeys([op.name, *(function.__name__ for function in op.numpy)])
    for name in names:
        ours = getattr(PLAIN_NUMPY, name, None)
        if callable(ours):
            yield f"autograd.numpy.{name}", lambda operands, f=ours: sample.call(f, operands)
        method = vars(Tensor).get(name)
        if inspect.isfunction(method) and not op.variadic and isinstance_of_first(sample):
            yield f"Tensor.{name}", lambda operands, m=method: call_method(sample, m, operands)
    expression = operator_of(sample)
    if expression is not None:
        yield f"the operator {op.infix!r}", expression


def isinstance_of_first(sample: Sample) -> bool:
    """Tell whether the first operand can be a Tensor, so that it has methods."""
    return bool(sample.operands) and is_floating(sample.operands[0])


def arguments(sample: Sample, operands: list[Any]) -> list[Any]:
    """Return the operands as positional arguments: one list for a variadic op."""
    return [list(operands)] if sample.op.variadic else list(operands)


def positional_statics(sample: Sample) -> list[Any]:
    """Return the static arguments up to the last one that was given, in the op's order."""
    given = [k for k, name in enumerate(sample.op.static) if name in sample.static]
    merged = {**sample.op.static, **sample.static}
    return list(merged.values())[: max(given) + 1] if given else []


def accepts_positional(sample: Sample, function: Callable[..., Any], positional: list[Any]) -> bool:
    """Tell whether NumPy takes these arguments by position, and by position means the same."""
    try:
        signature = inspect.signature(function)
        signature.bind(*arguments(sample, list(sample.operands)), *positional)
    except (ValueError, TypeError):
        return False
    return True


def takes_keywords(sample: Sample, function: Callable[..., Any]) -> bool:
    """Tell whether NumPy's operands can be given by name; demand that the op's operands have these names."""
    if sample.op.variadic or isinstance(function, np.ufunc) or not all(knows(function, key) for key in sample.static):
        return False
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except ValueError:  # a C function that does not tell
        return False
    first = parameters[: len(sample.op.args)]
    if any(parameter.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD for parameter in first):
        return False
    if tuple(parameter.name for parameter in first) != sample.op.args:
        numpys, ours = ", ".join(parameter.name for parameter in first), ", ".join(sample.op.args)
        raise Broken(f"np.{function.__name__} calls its operands {numpys}; the op calls them {ours}")
    return True


def call_method(sample: Sample, method: Callable[..., Any], operands: list[Any]) -> Any:
    """Call a method of the first operand: keywords it names by name, the others by position."""
    parameters = inspect.signature(method).parameters.values()
    known = {parameter.name for parameter in parameters if parameter.kind is not inspect.Parameter.VAR_POSITIONAL}
    given = sample.static
    named = {key: value for key, value in given.items() if key in known}
    others = [value for key, value in given.items() if key not in known]
    return method(*operands, *others, **named)


def operator_of(sample: Sample) -> Callable[[list[Any]], Any] | None:
    """Return the op's infix form as a function, when it is a Python expression of two operands or one."""
    infix = sample.op.infix
    if infix is None or sample.static or infix.count("{}") != len(sample.op.args):
        return None
    try:
        code = compile(infix.format(*LETTERS[: len(sample.op.args)]), sample.op.name, "eval")
    except (SyntaxError, KeyError):
        return None
    if set(code.co_names) != set(LETTERS[: len(sample.op.args)]):
        return None
    return lambda operands: eval(code, {"__builtins__": {}}, dict(zip(LETTERS, operands)))
