"""Every public name of HIPS autograd 1.9.1 is there, and takes the parameters it took there.

`surface.json` was made by `inspect.signature` of an installed 1.9.1: names by module or class, with the signature where
there is one. Left out are helpers of its modules that no program imports (metaclasses, rules of its own primitives).
"""

import importlib
import inspect
import json
from pathlib import Path

import pytest

TABLE = json.loads((Path(__file__).parent / "surface.json").read_text())
ROWS = [(place, name, signature) for place, names in TABLE.items() for name, signature in names.items()]
PYTHONS = {"dict", "list", "tuple", "atuple", "isinstance", "type"}


def found(place):
    try:
        return importlib.import_module(place)
    except ModuleNotFoundError:
        module, _, name = place.rpartition(".")
        return getattr(importlib.import_module(module), name)


def taken(item):
    """The names of the parameters that a callable takes; None for any name."""
    parameters = inspect.signature(item).parameters.values()
    return None if any(p.kind is p.VAR_KEYWORD for p in parameters) else {p.name for p in parameters}


@pytest.mark.parametrize("place, name, signature", ROWS, ids=[f"{place}.{name}" for place, name, _ in ROWS])
def test_it_is_there_and_takes_the_same_parameters(place, name, signature):
    item = getattr(found(place), name)
    if signature is None or name in PYTHONS:
        return
    wanted = [part.strip().rstrip("=") for part in signature[1:-1].split(",")]
    wanted = {part for part in wanted if part and not part.startswith("*")} - {"self"}
    names = taken(item)
    assert names is None or wanted <= names, f"{place}.{name}{inspect.signature(item)} lacks {wanted - names}"


def test_modules_are_found_as_attributes_as_there():
    autograd = importlib.import_module("autograd")
    assert autograd.numpy.numpy_boxes.ArrayBox is autograd.numpy.numpy_boxes.ArrayBox
    for name in ("core", "differential_operators", "misc", "numpy", "test_util", "tracer", "util", "wrap_util"):
        assert getattr(autograd, name).__name__ == f"autograd.{name}"
