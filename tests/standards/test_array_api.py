"""The array API standard, by its strict reference implementation: names, signatures, values, dtypes, and tracking.

`Tensor.__array_namespace__()` gives autograd.numpy. Every public function of array_api_strict, and every method,
attribute and operator of its arrays, must be there with the standard's parameters, and give the same on a Tensor.
"""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import autograd.numpy
from autograd import Tensor
from autograd.errors import LostGraphError
from autograd.graph.op import Op
from tests.coverage import CONSTANT, judged
from tests.standards.examples import ARRAY, ARRAYS, TABLES, calls, evaluate

strict = pytest.importorskip("array_api_strict")

# NumPy has these from 2.1 or 2.3 on only, and its finfo of arrays from 2.2.
pytestmark = pytest.mark.skipif(not hasattr(np, "__array_namespace_info__"), reason="NumPy older than the standard")

XP = Tensor(1.0).__array_namespace__()
NOT_OF_THE_STANDARD = {"Device", "ArrayAPIStrictFlags", "__version__", "__array_api_version__", "fft", "linalg"}
NOT_OF_THE_STANDARD |= {f"{verb}_array_api_strict_flags" for verb in ("get", "set", "reset")}
PYTHONS = {"__init__", "__new__", "__hash__", "__doc__", "__module__", "__slots__", "__annotations__", "__weakref__"}
PYTHONS |= {"__repr__", "__reduce__", "__str__", "__array__", "__buffer__"}  # of the class, not of the standard


def namespace(xp: Any, part: str) -> Any:
    return getattr(xp, part) if part else xp


def names(part: str) -> list[str]:
    return sorted(set(namespace(strict, part).__all__) - NOT_OF_THE_STANDARD)


FUNCTIONS = [
    (part, name)
    for part in TABLES
    for name in names(part)
    if isinstance(getattr(namespace(strict, part), name), types.FunctionType)
]
METHODS = sorted(
    name
    for name in vars(type(strict.asarray(1.0)))
    if name not in PYTHONS and (not name.startswith("_") or name.startswith("__"))
)


# ---- names and signatures ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", TABLES)
def test_every_name_of_the_standard_is_there(part):
    missing = [name for name in names(part) if not hasattr(namespace(XP, part), name)]
    assert not missing


def parameters(function: Callable[..., Any]) -> list[inspect.Parameter] | None:
    """Return the parameters of one of our functions; None where any positional arguments will do (a ufunc of NumPy)."""
    if isinstance(function, np.ufunc):
        return None
    if isinstance(function, Op):
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        static = dict(function.static)
        if function.signature and isinstance(function.numpy[0], np.ufunc):
            static["axis"] = -1  # such an op takes what NumPy's ufunc takes
        return [inspect.Parameter(name, kind) for name in function.args] + [
            inspect.Parameter(name, kind, default=default) for name, default in static.items()
        ]
    return list(inspect.signature(function).parameters.values())


@pytest.mark.parametrize("part, name", FUNCTIONS)
def test_the_signature_is_compatible(part, name):
    """Whatever the standard lets one write can be written: by position, by name, or without."""
    P = inspect.Parameter
    ours = parameters(getattr(namespace(XP, part), name))
    if ours is None:
        return
    by_name = {p.name: p for p in ours if p.kind in (P.POSITIONAL_OR_KEYWORD, P.KEYWORD_ONLY)}
    positional = [p for p in ours if p.kind in (P.POSITIONAL_ONLY, P.POSITIONAL_OR_KEYWORD)]
    anything = any(p.kind is P.VAR_POSITIONAL for p in ours)
    wanted = list(inspect.signature(getattr(namespace(strict, part), name)).parameters.values())
    for place, p in enumerate(wanted):
        if p.kind is P.VAR_POSITIONAL:
            assert anything, f"{name} takes any number of arguments"
        if p.kind in (P.POSITIONAL_ONLY, P.POSITIONAL_OR_KEYWORD):
            assert anything or place < len(positional), f"{name} takes {p.name!r} as argument {place}"
        if p.kind in (P.KEYWORD_ONLY, P.POSITIONAL_OR_KEYWORD):
            assert p.name in by_name, f"{name} takes the keyword {p.name!r}"
        if p.default is not P.empty and p.name in by_name:
            assert by_name[p.name].default is not P.empty, f"{p.name!r} of {name} has a default"
    required = [p for p in ours if p.default is P.empty and p.kind not in (P.VAR_POSITIONAL, P.VAR_KEYWORD)]
    assert len(required) <= len([p for p in wanted if p.default is P.empty])


# ---- values --------------------------------------------------------------------------------------------------------


def test_every_function_and_method_has_an_example():
    lacking = [f"{part}.{name}" for part, name in FUNCTIONS if name not in TABLES[part]]
    lacking.remove(".__array_namespace_info__")  # see below
    assert lacking + [name for name in METHODS if name not in ARRAY] == []


def plain(value: Any) -> Any:
    """Return a result without its library: arrays and dtypes as NumPy's, objects as their attributes."""
    if isinstance(value, Tensor):
        return np.asarray(value.data)
    if isinstance(value, type(strict.asarray(1.0))):
        return np.asarray(value)
    if isinstance(value, type(strict.float32)):
        return value._np_dtype
    if isinstance(value, (tuple, list)):
        return [getattr(value, "_fields", None), *map(plain, value)]
    if isinstance(value, type) and issubclass(value, (np.generic, bool)):
        return np.dtype(value)
    for kind in ("finfo", "iinfo"):
        if kind in type(value).__name__:
            fields = ("bits", "eps", "max", "min", "smallest_normal", "dtype") if kind == "finfo" else ("bits", "max")
            return {field: plain(getattr(value, field)) for field in fields}
    return value


def same(ours: Any, theirs: Any) -> None:
    """Check that two results agree: numbers, dtype, shape, and the names of the parts."""
    if isinstance(theirs, list):
        assert ours[0] == theirs[0] and len(ours) == len(theirs)
        for a, b in zip(ours[1:], theirs[1:], strict=True):
            same(a, b)
    elif isinstance(theirs, np.ndarray):
        ours = np.asarray(ours)
        assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
        np.testing.assert_allclose(ours, theirs, rtol=1e-6 if theirs.dtype.itemsize < 8 else 1e-12, atol=1e-14)
    else:
        assert ours == theirs


def parts(value: Any) -> Iterator[Any]:
    """Yield the arrays of a result."""
    for item in value if isinstance(value, (tuple, list)) else (value,):
        if isinstance(item, (Tensor, np.ndarray, np.generic)):
            yield item


def compare(text: str) -> Any:
    """Run an example on array_api_strict and on tracked tensors; return the result of the latter."""
    try:
        theirs = evaluate(text, strict, {name: strict.asarray(a) for name, a in ARRAYS.items()})
        ours = evaluate(text, XP, {name: Tensor(a) for name, a in ARRAYS.items()})
        same(plain(ours), plain(theirs))
    except Exception as error:
        error.add_note(f"in the example {text}")
        raise
    return ours


# Results that do not change when the arguments change a little, beside those of functions that are constant.
FLAT = re.compile(
    r"sign\([^C]*\)|.*\.matrix_power\(M, 0\)|.*\.vector_norm\(V, ord=0\)|full_like\(.*|(result_type|can_cast|finfo)\(.*"
)
FLOATS = "|".join(name for name, a in ARRAYS.items() if a.dtype.kind in "fc")
TRACKED = re.compile(rf"\b({FLOATS})\b(?!\.(device|dtype))")


@pytest.mark.parametrize("part, name", [(part, name) for part, name in FUNCTIONS if name in TABLES[part]])
def test_a_function_gives_the_same_on_a_tensor_and_stays_on_the_graph(part, name):
    constant = judged(f".{part}" if part else "", name, getattr(namespace(np, part), name))[0] == CONSTANT
    for arguments in calls(TABLES[part][name]):
        call = f"{part + '.' if part else ''}{name}({arguments})"
        ours = compare(f"xp.{call}")
        if TRACKED.search(arguments) and not constant and not FLAT.fullmatch(call):
            for result in parts(ours):
                assert result.dtype.kind not in "fc" or tracked(result), call


@pytest.mark.parametrize("name", [name for name in METHODS if name in ARRAY])
def test_an_operator_or_method_gives_the_same_on_a_tensor_and_stays_on_the_graph(name):
    for call in calls(ARRAY[name]):
        ours = compare(call)
        if TRACKED.search(call) and "//" not in call and "floordiv" not in call:
            for result in parts(ours):
                assert result.dtype.kind not in "fc" or tracked(result), call


def tracked(result: Any) -> bool:
    return isinstance(result, Tensor) and result.requires_grad


# ---- what an array says of itself -----------------------------------------------------------------------------------


def test_the_namespace_says_what_it_has():
    ours, theirs = XP.__array_namespace_info__(), strict.__array_namespace_info__()
    assert ours.capabilities() == theirs.capabilities()
    assert ours.default_device() == Tensor(1.0).device and Tensor(1.0).device in ours.devices()
    assert ours.default_dtypes() == {key: plain(t) for key, t in theirs.default_dtypes().items()}
    for kind in (None, "bool", "integral", "real floating", "complex floating", "numeric", ("integral", "bool")):
        assert ours.dtypes(kind=kind) == {key: plain(t) for key, t in theirs.dtypes(kind=kind).items()}


def test_versions():
    x = Tensor([1.0])
    for known in (None, "2021.12", "2022.12", "2023.12", "2024.12", XP.__array_api_version__):
        assert x.__array_namespace__(api_version=known) is autograd.numpy
    for unknown in ("2020.12", "1", ""):
        with pytest.raises(ValueError, match=r"array API version .* is not supported"):
            x.__array_namespace__(api_version=unknown)


def test_there_is_one_device():
    x = Tensor([1.0])
    assert x.device == "cpu" and x.to_device("cpu") is x and XP.zeros(1, device=x.device).device == x.device
    for call in (
        lambda: XP.asarray(x, device="gpu"),
        lambda: XP.asarray([1.0], device="gpu"),
        lambda: XP.astype(x, XP.float32, device="gpu"),
        lambda: XP.full(2, x[0], device="gpu"),
        lambda: XP.full_like(x, x[0], device="gpu"),
        lambda: XP.linspace(x[0], 2.0, 3, device="gpu"),
        lambda: XP.zeros(2, device="gpu"),
        lambda: XP.fft.fftfreq(2, device="gpu"),
        lambda: XP.fft.rfftfreq(2, device="gpu"),
        lambda: x.to_device("gpu"),
    ):
        with pytest.raises(ValueError, match=r"(?i)device"):
            call()


def test_creation_functions_put_a_tensor_they_are_given_on_the_graph():
    x = Tensor(2.0)
    for made in (
        XP.full(2, x, device="cpu"),
        XP.full_like(np.ones(2), x, device="cpu"),
        XP.asarray([x, x], device="cpu", copy=True),
        XP.linspace(x, 3 * x, 2, device="cpu"),
    ):
        assert tracked(made) and made.shape == (2,)


def test_numbers_leave_the_graph_only_on_request():
    """DLPack and `__array__` of a tracked tensor are errors that say what to write; of a constant they work."""
    x = Tensor([1.0, 2.0])
    for lose in (
        lambda: np.from_dlpack(x),
        lambda: XP.from_dlpack(x),
        lambda: x.__dlpack__(),
        lambda: x.__dlpack__(stream=None, max_version=(1, 0), dl_device=None, copy=True),
        lambda: strict.from_dlpack(x),
        lambda: (x * 2).__dlpack__(),
    ):
        with pytest.raises(LostGraphError, match=r"DLPack .*t\.detach\(\)"):
            lose()
    for lose in (lambda: np.asarray(x), lambda: np.array(x), lambda: strict.asarray(x), lambda: x.__array__()):
        with pytest.raises(LostGraphError, match=r"np\.asarray\(x\) would drop x .*x\.data"):
            lose()
    constant = x.detach()
    assert np.from_dlpack(constant).tolist() == np.asarray(constant).tolist() == [1, 2]
    assert plain(strict.from_dlpack(constant)).tolist() == [1, 2]
    assert np.asarray(constant, dtype=np.float32).dtype == np.float32
    assert not np.shares_memory(np.array(constant, copy=True), constant.data)
    assert np.shares_memory(np.asarray(constant), constant.data)
