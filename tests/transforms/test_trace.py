"""What all transforms share: argnum, containers, what comes in and what goes out, warnings and errors."""

import dataclasses
import warnings
from collections import OrderedDict, namedtuple
from typing import Any

import numpy as np
import pytest

from autograd import (
    Tensor,
    deriv,
    elementwise_grad,
    grad,
    grad_and_aux,
    hessian,
    hessian_vector_product,
    holomorphic_grad,
    hvp,
    jacfwd,
    jacobian,
    jacrev,
    jvp,
    make_ggnvp,
    make_hvp,
    make_jvp,
    make_vjp,
    no_grad,
    stop_gradient,
    value_and_grad,
    vector_jacobian_product,
    vjp,
)
from autograd.errors import AutogradError, InputTypeError, ShapeError

Pair = namedtuple("Pair", ["left", "right"])


@dataclasses.dataclass(frozen=True)
class Point:
    x: Any
    y: Any
    label: str = dataclasses.field(default="here", metadata={"static": True})


class Affine:
    """A module in miniature: the tree protocol."""

    def __init__(self, w: Any, b: Any) -> None:
        self.w, self.b = w, b

    def __call__(self, x: Any) -> Any:
        return self.w * x + self.b

    def __tree_flatten__(self) -> Any:
        return {"w": self.w, "b": self.b}, "aux"

    @classmethod
    def __tree_unflatten__(cls, aux: Any, children: Any) -> "Affine":
        assert aux == "aux"
        return cls(**children)


# ---- types in, types out -----------------------------------------------------------------------------------

SCALAR_TRANSFORMS = {
    "grad": grad,
    "elementwise_grad": elementwise_grad,
    "deriv": deriv,
    "jacobian": jacobian,
    "jacrev": jacrev,
    "jacfwd": jacfwd,
    "value_and_grad": lambda f: lambda x: value_and_grad(f)(x)[1],
    "grad_and_aux": lambda f: lambda x: grad_and_aux(lambda x: (f(x), None))(x)[0],
    "make_vjp": lambda f: lambda x: make_vjp(f)(x)[0](1.0),
    "make_jvp": lambda f: lambda x: make_jvp(f)(x)(1.0)[1],
    "vjp": lambda f: lambda x: vjp(f, x)[1](1.0)[0],
    "jvp": lambda f: lambda x: jvp(f, (x,), (1.0,))[1],
    "vector_jacobian_product": lambda f: lambda x: vector_jacobian_product(f)(x, 1.0),
}


@pytest.mark.parametrize("name", SCALAR_TRANSFORMS)
@pytest.mark.parametrize(
    "x, kind",
    [
        (2.0, float),
        (np.float64(2), np.float64),
        (np.float32(2), np.float32),
        (np.float16(2), np.float16),
        (np.array(2.0), np.float64),
    ],
)
@pytest.mark.parametrize(
    "f", [lambda x: x * x * x, lambda x: x[...] * x[()] ** 2, lambda x: (x * np.ones(1)).sum() ** 3], ids="abc"
)
def test_scalars_give_scalars_of_their_type(name, x, kind, f):
    got = SCALAR_TRANSFORMS[name](f)(x)
    assert got == 12.0
    forward = name in ("deriv", "jacfwd", "make_jvp", "jvp") and kind is not float
    if forward:  # the derivative has the dtype of the result
        kind = type(np.asarray(f(Tensor(x, requires_grad=False)).data)[()])
        assert np.result_type(got) == np.dtype(kind)
    elif f(Tensor(x)).dtype == Tensor(x).dtype:
        assert type(got) is kind, type(got)


@pytest.mark.parametrize("name", SCALAR_TRANSFORMS)
def test_tensors_give_tensors(name):
    transform = SCALAR_TRANSFORMS[name](lambda x: x * x * x)
    for x in (Tensor(2.0), Tensor(2.0, requires_grad=False), Tensor(1.0) * 2):
        got = transform(x)
        assert isinstance(got, Tensor) and got.item() == 12.0
        assert got.requires_grad is x.requires_grad
    x = Tensor(2.0)
    transform(x).backward()
    assert x.grad == 12.0  # 6 x


@pytest.mark.parametrize("name", SCALAR_TRANSFORMS)
def test_a_captured_leaf_makes_the_result_a_tensor(name):
    w = Tensor(3.0)
    got = SCALAR_TRANSFORMS[name](lambda x: w * x * x)(2.0)
    assert isinstance(got, Tensor) and got.item() == 12.0
    got.backward()
    assert w.grad == 4.0
    # a constant factor of the graph that the derivative does not depend on makes no difference
    w.zero_grad()
    plain = SCALAR_TRANSFORMS[name](lambda x: stop_gradient(w) * x * x)(2.0)
    assert not isinstance(plain, Tensor) and plain == 12.0


@pytest.mark.parametrize("name", SCALAR_TRANSFORMS)
def test_transforms_work_within_no_grad(name):
    w = Tensor(3.0)
    with no_grad():
        assert SCALAR_TRANSFORMS[name](lambda x: x * x * x)(2.0) == 12.0
        got = SCALAR_TRANSFORMS[name](lambda x: w * x * x)(2.0)
        assert got == 12.0 and getattr(got, "node", None) is None
        given = SCALAR_TRANSFORMS[name](lambda x: x * x * x)(Tensor(2.0))
        assert isinstance(given, Tensor) and given.item() == 12.0 and given.node is None
        assert SCALAR_TRANSFORMS[name](SCALAR_TRANSFORMS[name](lambda x: x * x * x))(2.0) == 12.0
    assert w.grad is None


@pytest.mark.parametrize("name", SCALAR_TRANSFORMS)
def test_no_grad_inside_the_function(name):
    def f(x):
        with no_grad():
            c = x * x
        assert c.node is None
        return c * x

    assert SCALAR_TRANSFORMS[name](f)(2.0) == 4.0


def test_arrays_give_arrays_that_share_nothing():
    x = np.array([1.0, 2.0])
    for f in (lambda x: x.sum(), lambda x: (x + 0).sum(), lambda x: (x * x).sum(), lambda x: x[0] + x[1]):
        g = grad(f)(x)
        assert type(g) is np.ndarray and g.flags.writeable and g.flags.owndata and not np.shares_memory(g, x)
    seed = np.array([3.0, 4.0])
    for f in (lambda x: x, lambda x: x + 0, lambda x: x[:]):
        g = make_vjp(f)(x)[0](seed)
        assert g.flags.writeable and not np.shares_memory(g, seed) and not np.shares_memory(g, x)
        _, t = jvp(f, (x,), (seed,))
        assert t.flags.writeable and not np.shares_memory(t, seed)
    a, b = grad(lambda x, y: (x + y).sum(), (0, 1))(x, x)
    assert not np.shares_memory(a, b) and a.flags.writeable and b.flags.writeable


def test_float32_stays_float32_at_every_order():
    x = np.array([1.0, 2.0], np.float32)
    f = lambda x: np.sum(np.exp(x * 0.5) / (x + 1))
    g = grad(f)
    assert g(x).dtype == np.float32
    assert jacobian(g)(x).dtype == np.float32 and jacfwd(g)(x).dtype == np.float32
    assert jvp(g, (x,), (x,))[1].dtype == np.float32
    assert make_vjp(lambda x: x * 2)(x)[0](Tensor(np.ones(2))).dtype == np.float32
    assert make_vjp(lambda x: x * 2)(x)[0](np.ones(2)).dtype == np.float32
    assert (
        np.asarray(jvp(lambda x: x * 2, (x,), (Tensor(np.ones(2), requires_grad=False),))[1].data).dtype == np.float32
    )


def test_a_vjp_may_be_called_many_times_also_on_tensors():
    pull, value = make_vjp(lambda x: x * x)(np.array([1.0, 2.0]))
    for _ in range(3):
        np.testing.assert_array_equal(pull(np.ones(2)), [2.0, 4.0])
    g = Tensor(np.ones(2))
    out = pull(g)
    assert isinstance(out, Tensor)
    out.sum().backward()
    np.testing.assert_array_equal(g.grad, [2.0, 4.0])
    assert type(value) is np.ndarray
    np.testing.assert_array_equal(jacobian(pull)(np.ones(2)), np.diag([2.0, 4.0]))


# ---- argnum -------------------------------------------------------------------------------------------------


def f3(a, b, c=10.0, *, scale=1.0):
    return a * b * b * c * scale


def test_argnum_forms():
    assert grad(f3)(2.0, 3.0) == 90.0
    assert grad(f3, 1)(2.0, 3.0) == 120.0
    assert grad(f3, -1)(2.0, 3.0) == 120.0
    assert grad(f3, argnum=2)(2.0, 3.0, 1.0) == 18.0
    assert grad(f3, (0, 1))(2.0, 3.0) == (90.0, 120.0)
    assert grad(f3, [1, 0])(2.0, 3.0) == (120.0, 90.0)
    assert grad(f3, np.int64(1))(2.0, 3.0) == 120.0
    assert grad(f3)(2.0, 3.0, scale=2.0) == 180.0
    assert grad(f3)(2.0, 3.0, c=1.0) == 9.0


@pytest.mark.parametrize("argnum", [2, -3, (0, 5)])
def test_argnum_beyond_the_call(argnum):
    with pytest.raises(InputTypeError, match=r"grad of f3 is with respect to argument -?\d.*2 positional"):
        grad(f3, argnum)(2.0, 3.0)


@pytest.mark.parametrize("bad", ["a", 1.5, None, (0, "a")])
def test_argnum_of_a_wrong_type(bad):
    with pytest.raises(TypeError):
        grad(f3, bad)(1.0, 2.0)


def test_names_and_docs_of_derivatives():
    g = grad(f3, 1)
    assert "grad" in g.__name__ and "f3" in g.__name__ and "1" in g.__name__
    assert "f3" in g.__doc__
    assert grad(Affine(1.0, 2.0))(3.0) == 1.0


@pytest.mark.parametrize("transform", [grad, jacobian, make_vjp, make_jvp, value_and_grad, deriv])
def test_what_is_no_function(transform):
    with pytest.raises(InputTypeError, match="needs a function; got 3"):
        transform(3)


# ---- input that cannot be differentiated -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "x, dtype",
    [
        (3, "int64"),
        (np.arange(3), "int64"),
        (np.int8(1), "int8"),
        (True, "bool"),
        (np.array([True]), "bool"),
        (Tensor([1, 2]), "int64"),
    ],
)
@pytest.mark.parametrize("argnum", [0, 1])
def test_integer_input(x, dtype, argnum):
    f = lambda a, b: a * b
    arguments = (x, 2.0) if argnum == 0 else (2.0, x)
    with pytest.raises(InputTypeError) as caught:
        grad(f, argnum)(*arguments)
    text = str(caught.value)
    assert text.startswith(f"grad needs floating-point input; argument {argnum} has dtype {dtype}.")
    assert "Use x.astype(float)." in text or "float" in text


def test_integer_input_names_the_transform_and_the_place():
    with pytest.raises(InputTypeError, match=r"argument 1.*int"):
        grad(lambda a, b: a * b, (0, 1))(1.0, 2)
    with pytest.raises(InputTypeError, match=r"argument 0, at \['w'\]\[1\], has dtype int64"):
        grad(lambda p: p["w"][0])({"w": [1.0, 2]})
    with pytest.raises(InputTypeError, match=r"argument 1, at \['w'\], has dtype int64"):
        grad(lambda a, b: a * b["w"], (0, 1))(1.0, {"w": 2})
    with pytest.raises(InputTypeError, match=r"primal 1, at \[0\], has dtype int64"):
        jvp(lambda a, b: a * b[0], (1.0, (2,)), (1.0, (1,)))
    with pytest.raises(InputTypeError, match=r"jacobian|jacrev"):
        jacobian(lambda x: x)(1)


def test_an_integer_in_a_container_is_said_to_be_a_constant_perhaps():
    @dataclasses.dataclass
    class Settings:
        w: np.ndarray
        steps: int

    @dataclasses.dataclass
    class Mended:
        w: np.ndarray
        steps: int = dataclasses.field(metadata={"static": True})

    loss = lambda p: (p.w * p.steps).sum()
    message = "grad needs floating-point input; argument 0, at {}, has dtype int64. Use float(x). If it is a constant, "
    with pytest.raises(InputTypeError) as said:
        grad(loss)(Settings(np.ones(2), 3))
    assert str(said.value) == message.format(".steps") + (
        "pass it as an argument of its own, or declare the field static: steps = field(metadata={'static': True})."
    )
    assert grad(loss)(Mended(np.ones(2), 3)).w.tolist() == [3.0, 3.0]
    with pytest.raises(InputTypeError) as said:
        grad(lambda p: p["w"] * p["n"][0])({"w": 1.0, "n": [3]})
    assert str(said.value) == message.format("['n'][0]") + "pass it as an argument of its own."
    with pytest.raises(InputTypeError, match=r"at \.steps, is a object\..*static"):
        grad(loss)(Settings(np.ones(2), object()))


@pytest.mark.parametrize("x", ["text", None, object(), [], {}, (), [None, "text"], {1.0, 2.0}])
def test_no_numbers_at_all(x):
    with pytest.raises(InputTypeError):
        grad(lambda x: 1.0)(x)


def test_masked_and_object_arrays():
    for x in (np.ma.masked_array([1.0], [True]), np.array([1.0, None])):
        with pytest.raises(InputTypeError):
            grad(lambda x: np.sum(x))(x)


# ---- results that have no gradient --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "transform", [grad, value_and_grad, jacobian, jacfwd, elementwise_grad, deriv, make_vjp, holomorphic_grad]
)
def test_a_function_that_returns_none(transform):
    x = 1 + 1j if transform is holomorphic_grad else 1.0
    with pytest.raises(InputTypeError, match=r"None.*return"):
        transform(lambda x: None)(x)


@pytest.mark.parametrize(
    "out, text", [("text", "str"), ({"a": 1.0}, "dict"), ((1.0, 2.0), "grad_and_aux|make_vjp"), ([1.0], "list")]
)
def test_results_that_are_no_scalar(out, text):
    with pytest.raises(InputTypeError, match=text):
        grad(lambda x: out)(1.0)


def test_a_non_scalar_result():
    with pytest.raises(
        InputTypeError,
        match=r"grad needs a scalar result; the function returned shape \(3,\).*jacobian.*elementwise_grad",
    ):
        grad(lambda x: x)(np.ones(3))
    np.testing.assert_array_equal(grad(lambda x: x.sum(keepdims=True))(np.ones(3)), np.ones(3))


def test_a_complex_result():
    with pytest.raises(InputTypeError, match="holomorphic_grad"):
        grad(lambda x: x * 1j)(1.0)


@pytest.mark.parametrize("out", [3, 3.0, np.float64(3), np.array(3.0), True])
def test_a_constant_result_warns_and_is_zero(out):
    for transform in (grad, elementwise_grad, jacobian, deriv):
        with pytest.warns(UserWarning, match="independent of input"):
            assert transform(lambda x: out)(2.0) == 0.0
    with pytest.warns(UserWarning, match="independent"):
        np.testing.assert_array_equal(grad(lambda x: out)(np.ones(2, np.float32)), np.zeros(2))
    assert jvp(lambda x: out, (2.0,), (1.0,))[1] == 0.0


def test_the_warning_points_to_the_call():
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        grad(lambda x: 3.0)(2.0)
        jacobian(lambda x: 3.0)(2.0)
        make_vjp(lambda x: 3.0)(2.0)
        value_and_grad(lambda x: 3.0)(2.0)
    assert [str(w.filename) for w in seen] == [__file__] * 4


def test_an_untouched_argument_has_gradient_zero_without_warning():
    a, b = grad(lambda x, y: x * 2, (0, 1))(1.0, np.ones(2, np.float32))
    assert a == 2.0 and b.dtype == np.float32
    np.testing.assert_array_equal(b, np.zeros(2))


def test_a_result_that_depends_on_another_leaf_only():
    w = Tensor(2.0)
    with pytest.warns(UserWarning, match="independent"):
        got = grad(lambda x: w * 3)(1.0)
    assert got == 0.0


def test_the_result_may_be_the_input_itself():
    assert grad(lambda x: x)(2.0) == 1.0
    assert jvp(lambda x: x, (2.0,), (3.0,)) == (2.0, 3.0)
    assert jacobian(lambda x: (x, x))(2.0) == (1.0, 1.0)
    assert grad(grad(lambda x: x * x))(1.0) == 2.0


# ---- containers -------------------------------------------------------------------------------------------------


def loss(p):
    return np.sum(p["w"] * p["w"]) * p["b"][0] + p["b"][1]


def test_nested_dicts_lists_and_tuples():
    w = np.array([1.0, 2.0])
    g = grad(loss)({"w": w, "b": [3.0, (4.0)]})
    assert list(g) == ["w", "b"] and type(g["b"]) is list
    np.testing.assert_array_equal(g["w"], 6 * w)
    assert g["b"] == [5.0, 1.0]


def test_every_container_comes_back_as_itself():
    a, b = np.array([1.0, 2.0]), 3.0
    for make, read in (
        (lambda a, b: (a, b), lambda p: (p[0], p[1])),
        (lambda a, b: [a, b], lambda p: (p[0], p[1])),
        (lambda a, b: {"a": a, "b": b}, lambda p: (p["a"], p["b"])),
        (lambda a, b: OrderedDict(b=b, a=a), lambda p: (p["a"], p["b"])),
        (Pair, lambda p: (p.left, p.right)),
        (Point, lambda p: (p.x, p.y)),
        (Affine, lambda p: (p.w, p.b)),
        (lambda a, b: [{"p": Pair(a, (b,))}], lambda p: (p[0]["p"].left, p[0]["p"].right[0])),
    ):
        x = make(a, b)

        def f(p, read=read):
            first, second = read(p)
            return np.sum(first * first) * second

        for g in (grad(f)(x), value_and_grad(f)(x)[1], make_vjp(f)(x)[0](1.0), vjp(f, x)[1](1.0)[0]):
            assert type(g) is type(x)
            da, db = read(g)
            np.testing.assert_array_equal(da, 6 * a)
            assert db == 5.0 and type(db) is float
        assert make_jvp(f)(x)(make(a, 1.0))[1] == 2 * 5.0 * 3.0 + 5.0
        assert jvp(f, (x,), (make(a, 0.0),))[1] == 30.0
        h = grad(lambda p, read=read, f=f: sum(np.sum(part) for part in read(grad(f)(p))))(x)
        np.testing.assert_array_equal(read(h)[0], 6.0 + 2 * a)
        assert read(h)[1] == 6.0


def test_what_a_container_holds_beside_numbers_passes_through():
    x = {"w": 2.0, "name": "text", "none": None, "flag": True}

    def f(p):
        assert p["name"] == "text" and p["none"] is None and p["flag"] is True
        return p["w"] ** 2

    g = grad(f)(x)
    assert g == {"w": 4.0, "name": None, "none": None, "flag": None}
    assert grad(lambda p: p.x * p.y)(Point(2.0, 3.0, "there")).label == "there"


def test_argnum_tuple_with_containers():
    g = grad(lambda p, x, q: np.sum(p["w"] * x) * q[0], (0, 2))({"w": np.ones(2)}, np.array([1.0, 2.0]), (3.0,))
    assert isinstance(g, tuple) and g[1] == (3.0,)
    np.testing.assert_array_equal(g[0]["w"], [3.0, 6.0])


def test_tensors_within_containers():
    w, b = Tensor(np.array([1.0, 2.0])), 3.0
    g = grad(lambda p: np.sum(p[0] ** 3) * p[1])((w, b))
    assert isinstance(g[0], Tensor)
    np.testing.assert_array_equal(g[0].data, 9 * w.data**2)
    g[0].sum().backward()
    np.testing.assert_array_equal(w.grad, 18 * w.data)


def test_containers_as_results():
    def f(x):
        return {"square": x * x, "pair": (x.sum(), 3.0), "note": "text"}

    x = np.array([1.0, 2.0])
    pull, value = make_vjp(f)(x)
    assert value["note"] == "text" and value["pair"] == (3.0, 3.0)
    g = pull({"square": np.ones(2), "pair": (10.0, 5.0), "note": None})
    np.testing.assert_array_equal(g, [12.0, 14.0])
    value, dots = make_jvp(f)(x)(np.array([1.0, 1.0]))
    np.testing.assert_array_equal(dots["square"], 2 * x)
    assert dots["pair"][0] == 2.0 and dots["pair"][1] == 0.0
    j = jacobian(lambda x: (x * x, x.sum()))(x)
    np.testing.assert_array_equal(j[0], np.diag(2 * x))
    np.testing.assert_array_equal(j[1], np.ones(2))


def test_one_tensor_returned_twice():
    def f(x):
        y = x * x
        return y, y

    pull, _ = make_vjp(f)(3.0)
    assert pull((1.0, 10.0)) == 66.0
    assert make_jvp(f)(3.0)(1.0)[1] == (6.0, 6.0)


def test_a_complex_tangent_of_a_real_input_is_refused():
    """Its imaginary part would be dropped, as that of a cotangent, which is refused too."""
    x = np.array([1.0, 2.0])
    for push in (
        lambda v: jvp(lambda x: x**2, (x,), (v,)),
        lambda v: make_jvp(lambda x: x**2)(x)(v),
        lambda v: hvp(lambda x: np.sum(x**3), (x,), (v,)),
        lambda v: make_ggnvp(lambda x: x**2)(x)(v),
    ):
        for v in (x * 1j, Tensor(x * 1j)):
            with pytest.raises(InputTypeError, match="real dtype float64 needs a real tangent; got dtype comp"):
                push(v)
    assert jvp(lambda z: z**2, (x + 1j,), (x,))[1].dtype == complex


def test_cotangents_and_tangents_must_fit():
    pull, _ = make_vjp(lambda x: (x, x * 2))(np.ones(2))
    for bad in (np.ones(2), (np.ones(2),), {"a": np.ones(2)}):
        with pytest.raises(ShapeError, match="the cotangent"):
            pull(bad)
    with pytest.raises(ShapeError, match=r"shape \(2,\)"):
        pull((np.ones(2), np.ones(3)))
    push = make_jvp(lambda x: x * 2)(np.ones(2))
    with pytest.raises(ShapeError, match="tangent"):
        push(np.ones(3))
    with pytest.raises(ShapeError, match="tangent"):
        push((np.ones(2), np.ones(2)))
    with pytest.raises(AutogradError):
        push("text")
    with pytest.raises(AutogradError):
        push(None)


def test_the_function_sees_tensors_and_may_use_everything_of_them():
    seen = []

    def f(x):
        seen.append((type(x), x.shape, x.dtype, x.requires_grad, repr(x)))
        return np.sum(x)

    grad(f)(np.ones((2, 3), np.float32))
    assert seen[0][:4] == (Tensor, (2, 3), np.float32, True)


def test_mutating_the_input_afterwards_does_not_matter_for_values_already_computed():
    x = np.array([1.0, 2.0])
    g = grad(lambda x: np.sum(x * x))(x)
    x[:] = 7
    np.testing.assert_array_equal(g, [2.0, 4.0])


def test_the_function_is_called_once():
    calls = []

    def f(x):
        calls.append(1)
        return np.sum(x * x)

    x = np.ones(5)
    for transform in (grad, value_and_grad, jacobian, jacfwd, elementwise_grad):
        calls.clear()
        transform(f)(x)
        assert len(calls) == 1


def test_grad_and_aux():
    g, aux = grad_and_aux(lambda x: (x * x, {"double": x * 2, "text": "t", "n": None}))(3.0)
    assert g == 6.0 and aux == {"double": 6.0, "text": "t", "n": None} and type(aux["double"]) is float
    w = Tensor(2.0)
    g, aux = grad_and_aux(lambda x: (x * x, x * w))(3.0)
    assert g == 6.0
    for bad in (lambda x: x, lambda x: (x, x, x), lambda x: [x, x]):
        with pytest.raises(InputTypeError, match=r"\(scalar, aux\)"):
            grad_and_aux(bad)(1.0)


def test_aux_carries_no_graph_of_a_finished_transform():
    _, aux = grad_and_aux(lambda x: (x * x, [x * 2]))(3.0)
    assert not isinstance(aux[0], Tensor)


def test_value_and_grad_values():
    assert value_and_grad(lambda x: x * x)(3.0) == (9.0, 6.0)
    v, g = value_and_grad(lambda x: (x * x).sum())(np.ones(2, np.float32))
    assert type(v) is np.float32 and g.dtype == np.float32
    v, g = value_and_grad(lambda x: x * x)(Tensor(3.0))
    assert isinstance(v, Tensor) and isinstance(g, Tensor)


def test_hvps_of_every_form():
    f = lambda x: np.sum(x**3)
    x, v = np.array([1.0, 2.0]), np.array([1.0, -1.0])
    want = 6 * x * v
    product, gradient = make_hvp(f)(x)
    np.testing.assert_allclose(product(v), want)
    np.testing.assert_allclose(gradient, 3 * x**2)
    np.testing.assert_allclose(hessian_vector_product(f)(x, v), want)
    (got,) = hvp(f, (x,), (v,))
    np.testing.assert_allclose(got, want)
    np.testing.assert_allclose(hessian(f)(x) @ v, want)
    assert hvp(lambda x: (x * x).sum(keepdims=True), (np.ones(3),), (np.ones(3),))[0].tolist() == [2.0, 2.0, 2.0]
    assert hvp(lambda x: x**3, (np.float32(2),), (np.float32(1),))[0].dtype == np.float32


@pytest.mark.parametrize("argnum", [(0, 0), (1, -1), ()])
def test_each_argument_is_asked_for_once(argnum):
    with pytest.raises(InputTypeError, match="argument"):
        grad(lambda x, y: x * y, argnum)(3.0, 4.0)
