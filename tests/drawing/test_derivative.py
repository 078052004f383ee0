"""The formulas tell the truth: what the text of a derivative says, evaluated by Python, is what the rule gives."""

import re
from collections import Counter
from functools import cache
from importlib.util import find_spec
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from autograd import Tensor
from autograd.drawing import expression
from autograd.drawing.derivative import Derivatives, derive
from autograd.drawing.expression import Call, text
from autograd.errors import NoRuleError
from autograd.graph.op import PICK, REGISTRY
from autograd.graph.rule import payload
from autograd.graph.walk import pulled, saved_items, settled
from autograd.ops.writing import Place
from tests.laws.engine import leaves
from tests.strategies import calls, like, samples

# Ops of which no formula says all, and why.
NEVER_EVALUATED = {
    "cofactor": "the indices of all minors, in arrays that are too long to be written",
    "sliding_window_view": "the indices of all windows, likewise",
}
# Ops of which some calls have such a formula, and why.
SOMETIMES = dict.fromkeys(("getitem", "scatter", "erase", "write"), "a long index array in the user's own call")
UNREADABLE = re.compile(r"\bvjp of\b|\b(float|complex|int|uint|bool)\d*\[|, \.\.\.[\])]")
special = pytest.importorskip("scipy.special") if find_spec("scipy") else None
RULED = sorted(name for name, op in REGISTRY.items() if op.rules)


def exact(x):
    """Write a number with all its digits, where pictures show four."""
    if isinstance(x, complex):
        return f"{exact(x.real)}{'' if exact(x.imag).startswith('-') else '+'}{exact(x.imag)}j"
    return repr(x)


def in_python(e):
    """Write |x| as a function."""
    if not isinstance(e, Call):
        return e
    infix = None if (e.infix or "").startswith("|") else e.infix
    return e._replace(args=tuple(map(in_python, e.args)), infix=infix)


def with_indices(formula):
    """Write `index=(0, 1:3)` as Python can: `index=s_[0, 1:3]`."""
    written = ""
    while "index=" in formula:
        head, _, formula = formula.partition("index=")
        depth = end = 0
        while depth or formula[end] not in ",)":
            depth += (formula[end] in "([") - (formula[end] in ")]")
            end += 1
        index, formula = formula[:end], formula[end:]
        written += f"{head}index=s_[{index[1:-1] or '()' if index[0] == '(' else index}]"
    return written + formula


def function(op):
    """An op as a function of arrays."""
    return lambda *args, **static: payload(op(list(args), **static) if op.variadic else op(*args, **static))


@cache
def language():
    """The functions a formula may name: NumPy's, those of its linalg and SciPy's special, and the ops."""
    places = [np.linalg, np, *([special] if special else [])]
    names = {name: getattr(place, name) for place in places for name in dir(place) if name[0] != "_"}
    names |= {name: first_of(function(op), names.get(name)) for name, op in REGISTRY.items()}
    return names


def first_of(op, other):
    """An op; or NumPy's function of this name for keywords that only NumPy's has."""

    def either(*args, **static):
        if static.get("place") is not None:
            static["place"] = Place(*static["place"])
        try:
            return op(*args, **static)
        except NoRuleError:
            return other(*args, **static)

    return either


def evaluated(formula, known):
    """Work out a formula, the parts that have names first."""
    body, *definitions = formula.args if isinstance(formula, Call) and formula.op == "with" else (formula,)
    for definition in definitions:
        name, part = definition.args
        known = known | {name.name: evaluated(part, known)}
    return payload(eval(with_indices(text(in_python(body), {})), language() | known))


def the_formula_is_true(sample, tally):
    op = sample.op
    results = sample.call(op, sample.with_values(leaves(sample.values)))
    nodes = [result.node for result in (results if op.outputs != 1 else [results]) if getattr(result, "node", None)]
    if not nodes:
        return
    node = nodes[0].parents[0] if nodes[0].op is PICK else nodes[0]
    assert node.op is op or op is PICK
    args = [payload(arg) for arg in sample.in_domain(sample.operands)]
    known = {f"x{k}": arg for k, arg in enumerate(args)} if op.variadic else dict(zip(op.args, args))
    out = payload(results) if op.outputs == 1 else tuple(map(payload, results))
    known |= {f"out{k}": part for k, part in enumerate(out)} if op.outputs != 1 else {"out": out}
    each = [{place} for place in range(op.outputs)] if op.outputs != 1 else []
    for (k, parent), used in product(enumerate(node.parents), [None, *each]):
        formula = derive(node, k, [], used).pullback
        said = text(formula, {})
        if UNREADABLE.search(said):
            tally[said] += 1
            continue
        tally["evaluated"] += 1
        draw = np.random.default_rng(sample.seed)
        g = like(out, draw) if op.outputs == 1 else tuple(
            like(part, draw) if used is None or place in used else np.zeros_like(part) for place, part in enumerate(out)
        )
        rule, item = node.plan.rules[k], saved_items(node, None)[k]
        if op.variadic:
            bar = pulled(rule, g, node.plan.positions[k], item)
        else:
            bar = g if rule.pull is None else rule.pull(g, item)
        bar = payload(settled(bar, parent, node.plan))
        given = {f"g{k}": part for k, part in enumerate(g)} if op.outputs != 1 else {"g": g}
        static = {key: value for key, value in sample.static.items() if isinstance(value, np.ndarray)}
        found = np.asarray(evaluated(formula, known | given | static))
        # a plain 0 stands for zeros
        assert found.shape == np.shape(bar) or not found.shape, f"{said}: {sample}"
        np.testing.assert_allclose(found, bar, rtol=1e-9, atol=1e-12, err_msg=f"{said}: {sample}")


@pytest.mark.parametrize("name", RULED)
def test_a_formula_evaluated_is_the_rule(name, monkeypatch):
    monkeypatch.setattr(expression, "number", exact)
    op, tally = REGISTRY[name], Counter()
    for case in calls(op):
        settings(
            max_examples=2, phases=[Phase.generate], derandomize=True, database=None, deadline=None,
            suppress_health_check=list(HealthCheck),
        )(given(samples(op, case))(lambda sample: the_formula_is_true(sample, tally)))()  # fmt: skip
    assert tally.pop("evaluated", 0) or name in NEVER_EVALUATED, tally
    assert bool(tally) == (name in NEVER_EVALUATED or name in SOMETIMES), tally


def test_a_real_and_a_complex_call_of_one_shape_have_their_own_formulas():
    x = Tensor(np.ones(2), name="x")
    real, mixed = x * np.array([2.0, 3.0]), x * np.array([2.0 + 1j, 3.0])
    derivatives = Derivatives()
    assert text(derivatives.of(real.node, 0).pullback, {}) == "g * b"
    assert text(derivatives.of(mixed.node, 0).pullback, {}) == "real(g * b)"
