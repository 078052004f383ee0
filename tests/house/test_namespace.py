"""autograd.numpy has every name NumPy has, and our op wherever we have one."""

import importlib
import inspect

import numpy as np
import pytest

import autograd.numpy as anp
from autograd.graph.op import IMPLEMENTATIONS, Op
from autograd.ops.flat import CONSTANT_FUNCTIONS


def public(module):
    names = [name for name in module.__all__ if not name.startswith("_") and hasattr(module, name)]
    return [name for name in names if not inspect.ismodule(getattr(module, name))]


@pytest.mark.parametrize("part", ["", ".linalg", ".fft", ".random"])
def test_every_public_name_of_numpy_is_there(part):
    theirs, ours = importlib.import_module(f"numpy{part}"), importlib.import_module(f"autograd.numpy{part}")
    missing = [name for name in public(theirs) if not hasattr(ours, name)]
    assert not missing, "add to autograd/numpy: " + "; ".join(f"from numpy{part} import {n} as {n}" for n in missing)


def test_a_name_with_an_op_leads_to_the_op():
    wrong = []
    for name in public(np):
        theirs = getattr(np, name)
        ours = IMPLEMENTATIONS.get(theirs) if callable(theirs) and theirs.__hash__ else None
        mine = getattr(anp, name)
        if ours is None or theirs in CONSTANT_FUNCTIONS or (isinstance(ours, Op) and not ours.rules):
            continue
        if ours is not mine and ours is not getattr(mine, "__wrapped__", None):
            wrong.append(f"from autograd.ops.<chapter> import {ours.__name__} as {name}")
    assert not wrong, "write in autograd/numpy/__init__.py: " + "; ".join(wrong)


def test_plain_arrays_in_plain_arrays_out():
    x = np.linspace(0.1, 0.9, 6).reshape(2, 3)
    for name in ("sin", "add", "sum", "reshape", "where", "matmul", "maximum"):
        args = {
            "add": (x, x),
            "reshape": (x, (3, 2)),
            "where": (x > 0.5, x, x),
            "matmul": (x, x.T),
            "maximum": (x, 0.5),
        }.get(name, (x,))
        ours, theirs = getattr(anp, name)(*args), getattr(np, name)(*args)
        assert type(ours) is type(theirs)
        assert np.array_equal(ours, theirs)


def test_plain_arrays_may_use_every_keyword_of_numpy():
    x, out = np.arange(3.0), np.zeros(3)
    assert anp.add(x, x, out=out) is out
    assert np.array_equal(out, [0, 2, 4])
    assert anp.sum(x, where=np.array([True, False, True]), initial=1.0) == 3.0


def test_a_star_brings_the_names_that_are_imported_late_and_hides_none_of_pythons():
    names = {}
    exec("from autograd import *", names)
    assert {"Tensor", "grad", "draw", "explain", "record_backward"} <= names.keys()
    assert not {"list", "tuple", "dict", "isinstance", "type"} & names.keys()
