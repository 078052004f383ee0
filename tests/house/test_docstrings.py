"""Every public name says what it takes, gives and refuses, and shows it by an example that runs."""

import doctest
import inspect
import re
import sys
import types

import pytest

import autograd
import nn

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def public(package):
    """The names a package gives its users: what its __init__ imports, without its modules."""
    for name, item in vars(package).items():
        if not name.startswith("_") and not isinstance(item, types.ModuleType):
            yield pytest.param(name, item, id=f"{package.__name__}.{name}")


OURS = list(public(autograd))
ALL = [*OURS, *public(nn)]
FUNCTIONS = [entry for entry in ALL if inspect.isfunction(entry.values[1])]


def parameters(item):
    return [name for name in inspect.signature(item).parameters if name != "self"]


def test_the_names_are_there():
    assert len(OURS) > 25 and len(ALL) > 45 and len(FUNCTIONS) > 20


@pytest.mark.parametrize("name, item", ALL)
def test_it_has_an_example_that_runs(name, item):
    names = dict(vars(sys.modules[item.__module__]))
    test = doctest.DocTestParser().get_doctest(inspect.getdoc(item) or "", names, name, item.__module__, 0)
    assert test.examples, f"{name} has no example: write one with >>> at the end of its docstring"
    failures = []
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    runner.run(test, out=failures.append)
    assert not runner.failures, "".join(failures)
    shown = any(re.search(rf"\b{name}\b", example.source) for example in test.examples)
    assert shown or item.__name__ != name, f"the example of {name} does not use it"  # Value is Tensor


@pytest.mark.parametrize("name, item", FUNCTIONS)
def test_a_function_names_each_of_its_parameters(name, item):
    missing = [parameter for parameter in parameters(item) if not re.search(rf"\b{parameter}\b", item.__doc__)]
    assert not missing, f"the docstring of {name} does not say what {missing} are"


@pytest.mark.parametrize("name, item", [entry for entry in FUNCTIONS if entry in OURS])
def test_a_function_of_autograd_has_its_sections(name, item):
    assert "\nArgs:\n" in inspect.getdoc(item) and "\nReturns:\n" in inspect.getdoc(item)
    if name != "stop_gradient":  # it takes anything
        assert "\nRaises:\n" in inspect.getdoc(item)


@pytest.mark.parametrize("name, item", [entry for entry in ALL if "raise " in inspect.getsource(entry.values[1])])
def test_what_raises_says_so(name, item):
    assert "Raises" in inspect.getdoc(item) or "Raises" in inspect.getsource(item)


@pytest.mark.parametrize("transform", [autograd.grad, autograd.jacobian, autograd.make_jvp])
def test_a_transform_shows_its_own_parameters(transform):
    assert str(inspect.signature(transform)) == "(function, argnum=0)"
