"""Every public name says what it takes, gives and refuses, and shows it by an example that runs."""

import dataclasses
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
        pythons = getattr(item, "__module__", "") == "builtins"  # autograd.tuple and the like, for HIPS's programs
        if not name.startswith("_") and not isinstance(item, types.ModuleType) and not pythons:
            yield pytest.param(name, item, id=f"{package.__name__}.{name}")


OURS = list(public(autograd))
ALL = [*OURS, *public(nn)]
REFUSES_NOTHING = {"isinstance", "predict", "stop_gradient", "type"}


def parameters(item):
    """The names of what a function or a class is called with."""
    if inspect.isclass(item) and (issubclass(item, Exception) or item.__init__ is object.__init__):
        return []
    return list(inspect.signature(item).parameters)


def test_the_names_are_there():
    assert len(OURS) > 25 and len(ALL) > 45


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


@pytest.mark.parametrize("name, item", ALL)
def test_it_explains_its_arguments_and_result(name, item):
    text = inspect.getdoc(item)
    _, *sections = re.split(r"^(?=(?:Args|Returns|Raises):$)", text, flags=re.MULTILINE)
    explained = {section.partition(":")[0]: section for section in sections}
    for parameter in parameters(item):
        assert re.search(rf"\b{parameter}\b", explained.get("Args", "")), f"{name}: say under Args what {parameter} is"
    if inspect.isfunction(item):
        assert "Returns" in explained, f"{name}: say what it returns"
        if name not in REFUSES_NOTHING:
            assert "Raises" in explained, f"{name}: say what it raises"
    assert "Raises " not in text, f"{name}: write what it raises as a section"


@pytest.mark.parametrize("name, item", [entry for entry in ALL if inspect.isclass(entry.values[1])])
def test_a_class_whose_making_can_fail_says_so(name, item):
    written = inspect.isfunction(item.__init__) and not dataclasses.is_dataclass(item)
    made_by = inspect.getsource(item.__init__) if written else ""
    assert "raise " not in made_by or "\nRaises:\n" in inspect.getdoc(item)


@pytest.mark.parametrize("transform", [autograd.grad, autograd.jacobian, autograd.make_jvp])
def test_a_transform_shows_its_own_parameters(transform):
    assert str(inspect.signature(transform)) == "(fun, argnum=0)"
