"""The formulas tell the truth: what the text of a derivative says, evaluated by Python, is what the rule gives."""

import re
from collections import Counter
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from autograd import Tensor
from autograd.drawing import expression
from autograd.drawing.derivative import Derivatives, derive
from autograd.drawing.expression import Call, text
from autograd.graph.op import PICK, REGISTRY
from autograd.graph.rule import payload
from autograd.graph.walk import pulled, saved_items, settled
from tests.laws.engine import leaves
from tests.strategies import calls, like, samples

# What only a person can read: arrays without a name, rules without a formula, keywords in short. The views' ops have
# a keyword `place`, the others a long rule, or one that calls what cannot be recorded.
NEVER_EVALUATED = {
    "airy", "airye", "cholesky", "clip", "cofactor", "convolve", "discrete_riccati", "divmod", "eig", "eigh",
    "ellipj", "expm", "fractional_matrix_power", "fresnel", "frexp", "hfft", "ihfft", "irfft", "irfft2", "irfftn",
    "it2i0k0", "it2j0y0", "iti0k0", "itj0y0", "kelvin", "logm", "lu", "lu_factor", "median", "modf", "nanmedian",
    "pbdv", "pbwa", "pinv", "polar", "qr", "rfft", "rfft2", "rfftn", "roots", "shichi", "sici",
    "sliding_window_view", "slogdet", "softmax_cross_entropy", "solve_banded", "svd", "unview", "view_of",
}  # fmt: skip
UNREADABLE = re.compile(r"\barray\b|\bvjp of\b|\w\d+\[\d|\bbool\[|, \.\.\.\)|\bplace=")
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
    """The functions a formula may name: NumPy's, and the ops."""
    names = {name: getattr(np, name) for name in dir(np) if not name.startswith("_")}
    return names | {name: function(op) for name, op in REGISTRY.items()}


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
    out = payload(results)
    for k, parent in enumerate(node.parents):
        formula = with_indices(text(in_python(derive(node, k).pullback), {}))
        tally["unreadable" if op.outputs != 1 or UNREADABLE.search(formula) else "evaluated"] += 1
        if op.outputs != 1 or UNREADABLE.search(formula):
            continue
        g = like(out, np.random.default_rng(sample.seed))
        rule, item = node.plan.rules[k], saved_items(node, None)[k]
        if op.variadic:
            bar = pulled(rule, g, node.plan.positions[k], item)
        else:
            bar = g if rule.pull is None else rule.pull(g, item)
        bar = payload(settled(bar, parent, node.plan))
        said = np.asarray(payload(eval(formula, language() | known | {"g": g, "out": out})))
        # a plain 0 stands for zeros
        assert said.shape == np.shape(bar) or not said.shape, f"{formula}: {sample}"
        np.testing.assert_allclose(said, bar, rtol=1e-9, atol=1e-12, err_msg=f"{formula}: {sample}")


@pytest.mark.parametrize("name", RULED)
def test_a_formula_evaluated_is_the_rule(name, monkeypatch):
    monkeypatch.setattr(expression, "number", exact)
    op, tally = REGISTRY[name], Counter()
    for case in calls(op):
        settings(
            max_examples=2, phases=[Phase.generate], derandomize=True, database=None, deadline=None,
            suppress_health_check=list(HealthCheck),
        )(given(samples(op, case))(lambda sample: the_formula_is_true(sample, tally)))()  # fmt: skip
    assert bool(tally["evaluated"]) == (name not in NEVER_EVALUATED), tally


def test_few_ops_have_no_formula_that_can_be_evaluated():
    assert len(NEVER_EVALUATED) <= 49 < len(RULED) / 6


def test_a_real_and_a_complex_call_of_one_shape_have_their_own_formulas():
    x = Tensor(np.ones(2), name="x")
    real, mixed = x * np.array([2.0, 3.0]), x * np.array([2.0 + 1j, 3.0])
    derivatives = Derivatives()
    assert text(derivatives.of(real.node, 0).pullback, {}) == "g * b"
    assert text(derivatives.of(mixed.node, 0).pullback, {}) == "real(g * b)"
