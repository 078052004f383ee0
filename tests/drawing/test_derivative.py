"""The formulas tell the truth: what the text of a derivative says, evaluated by Python, is what the rule gives."""

import math
import re
from collections import Counter
from functools import cache
from importlib.util import find_spec
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from autograd import Tensor, explain, make_vjp
from autograd.drawing import expression
from autograd.drawing.derivative import Derivatives, derive
from autograd.drawing.expression import Call, text
from autograd.errors import NoRuleError
from autograd.extend import Box, VSpace, defvjp, defvjp_argnum, defvjp_argnums, primitive
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
    known |= {key: value for key, value in sample.static.items() if isinstance(value, np.ndarray)}
    the_formulas_are_true(node, out, known, sample.seed, tally, sample)


def the_formulas_are_true(node, out, known, seed, tally, sample):
    """Compare what the formulas of one call say with what its rules give; `out` is a tuple of several results."""
    op, several = node.op, isinstance(out, tuple)
    known = known | ({f"out{k}": part for k, part in enumerate(out)} if several else {"out": out})
    each = [{place} for place in range(len(out))] if several else []
    for (k, parent), used in product(enumerate(node.parents), [None, *each]):
        formula = derive(node, k, [], used).pullback
        said = text(formula, {})
        if UNREADABLE.search(said):
            tally[said] += 1
            continue
        tally["evaluated"] += 1
        draw = np.random.default_rng(seed)
        g = like(out, draw) if not several else tuple(
            like(part, draw) if used is None or place in used else np.zeros_like(part) for place, part in enumerate(out)
        )
        rule, item = node.plan.rules[k], saved_items(node, None)[k]
        if op.variadic:
            bar = pulled(rule, g, node.plan.positions[k], item)
        else:
            bar = g if rule.pull is None else rule.pull(g, item)
        bar = payload(settled(bar, parent, node.plan))
        given = {f"g{k}": part for k, part in enumerate(g)} if several else {"g": g}
        found = np.asarray(evaluated(formula, known | given))
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


# ---- ops of one's own, declared HIPS autograd's way -----------------------------------------------------------------


@primitive
def swish(x):
    return x / (1 + np.exp(-x))


@primitive
def gaussian(x):
    return np.exp(-x * x / 2)


@primitive
def logsumexp(x):
    return np.log(np.sum(np.exp(x)))


@primitive
def twofold(x, y):
    return x * y


@primitive
def threefold(x, y, z):
    return x * y * z


@primitive
def scaled(x, factor, label=None):
    return factor * x


@primitive
def hinge(x):
    return np.maximum(x, 0)


@primitive
def fourth_power(x):
    return x**4


@primitive
def total(*xs):
    return sum(xs)


@primitive
def line(p, x):
    return {"y": p["w"] * x + p["b"], "size": len(x)}


@primitive
def circle(x):
    return np.cos(x), np.sin(x)


defvjp(swish, lambda ans, x: lambda g: g / (1 + np.exp(-x)))  # not swish's slope: a formula says what the rule says
defvjp(gaussian, lambda ans, x: lambda g: -g * x * ans)
defvjp(logsumexp, lambda ans, x: lambda g: g * np.exp(x - ans))
defvjp(twofold, lambda ans, x, y: lambda g: g * y, lambda ans, x, y: lambda g: g * x)
defvjp_argnums(
    threefold,
    lambda argnums, ans, args, kwargs: lambda g: [g * twofold(args[k - 1], args[k - 2]) for k in argnums],
)
defvjp(scaled, lambda ans, x, factor, label=None: lambda g: scaled(g, factor))
defvjp(hinge, lambda ans, x: lambda g: np.where(x > 0, g, 0))
defvjp(fourth_power, lambda ans, x: lambda g: g * 4 * twofold(x, twofold(x, x)))
defvjp_argnum(total, lambda argnum, ans, args, kwargs: lambda g: g)
defvjp(line, lambda ans, p, x: lambda g: {"w": np.sum(g["y"] * x), "b": np.sum(g["y"])}, argnums=(0,))
defvjp(circle, lambda ans, x: lambda g: g[1] * ans[0] - g[0] * np.sin(x))

ONE, MORE, TABLE = 0.7, np.array([0.5, -1.0, 2.0]), np.array([[1.0, -2.0, 0.5], [3.0, 0.1, -0.4]])
OWN = [
    *(((f, (x,)), said) for x in (ONE, MORE, TABLE, TABLE * 1j) for f, said in (
        (swish, "g / (1 + exp(-x0))"), (gaussian, "-g * x0 * out"), (logsumexp, "g * exp(x0 - out)"),
        (fourth_power, "g * 4 * twofold(x0, twofold(x0, x0))"), (circle, "g1 * out0 - g0 * sin(x0)"),
    )),
    *(((hinge, (x,)), "where(x0 > 0, g, 0)") for x in (ONE, MORE, TABLE)),
    ((twofold, (MORE, MORE)), "g * x1"),
    ((twofold, (MORE, TABLE)), "sum(g * x1, axis=0)"),
    ((twofold, (TABLE[:, :1], TABLE)), "sum(g * x1, axis=1, keepdims=True)"),
    ((twofold, (ONE, TABLE)), "sum(g * x1, axis=(0, 1))"),
    ((twofold, (MORE, 1j * MORE)), "real(g * x1)"),
    ((threefold, (ONE, MORE, TABLE)), "sum(g * twofold(x2, x1), axis=(0, 1))"),
    ((lambda x: threefold(x, 2.0, MORE), (MORE,)), "g * array([1.0, -2.0, 4.0])"),
    ((lambda x: scaled(x, 3.0, label="double"), (MORE,)), "scaled(g, 3.0)"),
    ((total, (MORE, TABLE, ONE)), "sum(g, axis=0)"),
    ((lambda w, b: line({"w": w, "b": b}, MORE)["y"], (ONE, ONE)), "sum(g0 * array([0.5, -1.0, 2.0]))"),
]  # fmt: skip


@pytest.mark.parametrize("call, said", OWN)
def test_the_formula_of_an_own_op_evaluated_is_the_rule(call, said, monkeypatch):
    monkeypatch.setattr(expression, "number", exact)
    f, operands = call
    result = f(*(Tensor(x) for x in operands))
    part = result[0] if isinstance(result, tuple) else result
    node = part.node.parents[0] if part.node.op is PICK else part.node
    out = payload(result)
    out = tuple(map(payload, result)) if isinstance(result, tuple) else (out,) if part.node.op is PICK else out
    known = {f"x{k}": x for k, x in enumerate(operands)} | {"twofold": twofold, "scaled": scaled}
    tally = Counter()
    the_formulas_are_true(node, out, known, 0, tally, said)
    assert tally.keys() == {"evaluated"}
    assert text(derive(node, 0, []).pullback, {}) == said


def test_the_formula_of_an_own_op_stands_in_the_words():
    x = Tensor(0.5, name="x")
    y = gaussian(x)
    y.name = "y"
    assert "grad x = -grad y * x * y" in str(explain(y))


OPAQUE = [
    lambda ans, x: lambda g: g * math.exp(x),  # refused on a tensor
    lambda ans, x: lambda g: g * float(x),
    lambda ans, x: lambda g: g * np.exp(np.array(x.data)),  # a plain copy of the numbers
    lambda ans, x: lambda g: g * np.vectorize(math.exp)(x.data),
    lambda ans, x: lambda g: np.array(g.data) * 2.0,
    lambda ans, x: lambda g: scaled(g, 2.0, label="double"),  # an argument no formula can say
    lambda ans, x: lambda g: g * circle(x)[0],  # a container
]


@pytest.mark.parametrize("maker", OPAQUE)
@pytest.mark.parametrize("x", [0.7, np.array([0.5, -1.0]), np.linspace(0.0, 1.0, 30)], ids=np.shape)
def test_a_rule_that_hides_what_it_does_has_no_formula(maker, x):
    opaque = primitive(np.exp)
    defvjp(opaque, maker)
    assert text(derive(opaque(Tensor(x)).node, 0, []).pullback, {}) == "vjp of exp(g)"


def test_an_array_that_is_too_long_to_be_written_leaves_the_words():
    node = scaled(Tensor(np.ones(30)), np.linspace(0.0, 1.0, 30)).node
    assert text(derive(node, 0, []).pullback, {}) == "vjp of scaled(g)"


def test_a_value_of_a_users_type_has_no_formula():
    class Diagonal:
        def __init__(self, entries):
            self.entries = entries

    class DiagonalVSpace(VSpace):
        def __init__(self, value):
            self.size = len(value.entries)

    class DiagonalBox(Box):
        pass

    DiagonalVSpace.register(Diagonal)
    DiagonalBox.register(Diagonal)
    times = primitive(lambda d, v: d.entries * v)
    defvjp(times, None, lambda ans, d, v: lambda g: d.entries * g)
    seen = []

    def f(d):
        seen.append(times(d, Tensor([1.0, 2.0])).node)
        return np.sum(times(d, np.ones(2)))

    make_vjp(f)(Diagonal(np.array([3.0, 4.0])))
    assert text(derive(seen[0], 1, []).pullback, {}) == "vjp of <lambda>(g)"


def test_reading_a_formula_leaves_no_trace_in_the_call():
    x = Tensor([1.0, 2.0])
    y = threefold(x, x, 2.0)
    before = derive(y.node, 0, [])
    call = y.node.static["call"]
    assert not call.made and call.memo is None
    y.backward(np.ones(2))
    np.testing.assert_allclose(x.grad, 4 * x.data)
    assert derive(y.node, 0, []) == before


def test_a_rule_that_writes_into_the_numbers_of_the_user_has_no_formula():
    def maker(ans, x):
        def vjp(g):
            ans.data[...] = 7.0
            return g * ans

        return vjp

    spoiling = primitive(np.exp)
    defvjp(spoiling, maker)
    y = spoiling(Tensor([1.0, 2.0]))
    assert text(derive(y.node, 0, []).pullback, {}) == "vjp of exp(g)"
    np.testing.assert_array_equal(y.data, np.exp([1.0, 2.0]))


def test_a_cotangent_may_be_written_into():
    def maker(ans, x):
        def vjp(g):
            g *= ans
            return g

        return vjp

    writing = primitive(np.exp)
    defvjp(writing, maker)
    assert text(derive(writing(Tensor([1.0, 2.0])).node, 0, []).pullback, {}) == "g * out"


def test_calls_of_an_own_op_are_not_taken_for_one_another():
    x = Tensor([1.0, 2.0])
    derivatives = Derivatives()
    for factor in (2.0, 3.0):
        node = scaled(x, factor).node
        assert text(derivatives.of(node, 0).pullback, {}) == f"scaled(g, {factor})"
    assert not derivatives.known
