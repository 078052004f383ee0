"""Modes: no_grad, enable_grad, keep_values, name_scope, call_sites; exceptions, threads, generators."""

import asyncio
import contextvars
import os
import threading

import numpy as np
import pytest

import autograd
from autograd import Tensor, call_sites, enable_grad, grad, keep_values, name_scope, no_grad
from autograd.errors import InputTypeError
from autograd.graph.modes import MODE, PLAIN, current, tracking


@pytest.fixture(autouse=True)
def plain_mode():
    """Every test begins and must end in the ordinary mode."""
    assert MODE.get() is None
    yield
    assert MODE.get() is None


def is_recorded():
    return (Tensor(1.0) * 2).node is not None


def test_no_grad_and_enable_grad_nest():
    assert is_recorded() and tracking()
    with no_grad():
        assert not is_recorded() and not tracking()
        with enable_grad():
            assert is_recorded() and tracking()
            with no_grad():
                assert not is_recorded()
            assert is_recorded()
        assert not is_recorded()
    assert is_recorded() and current() is PLAIN


def test_as_decorators():
    @no_grad()
    def off(a, *, b=1):
        """Say something."""
        return is_recorded(), a, b

    @enable_grad()
    def on():
        return is_recorded()

    assert off(2, b=3) == (False, 2, 3) and on()
    assert off.__name__ == "off" and off.__doc__ == "Say something."
    with no_grad():
        assert on()
    assert is_recorded()


def test_keep_values_and_name_scope_as_decorators():
    @name_scope("layer")
    @keep_values()
    def f(x):
        return np.exp(x) + 1

    node = f(Tensor(np.ones(2))).node
    assert node.value is not None and node.scope == ("layer",)


@pytest.mark.parametrize("mode", [no_grad, enable_grad, keep_values, call_sites, lambda: name_scope("s")])
def test_an_exception_leaves_the_mode(mode):
    with pytest.raises(ZeroDivisionError), mode():
        1 / (MODE.get() is None)
    assert MODE.get() is None

    @mode()
    def fail():
        raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert MODE.get() is None


def test_an_exception_inside_a_transform_leaves_the_mode():
    def fail(x):
        with no_grad():
            raise KeyError

    for f in (grad(fail), grad(grad(fail)), autograd.jacobian(fail), autograd.make_jvp(fail), autograd.deriv(fail)):
        with pytest.raises(KeyError):
            f(1.0)
        assert MODE.get() is None
    with no_grad():
        with pytest.raises(KeyError):
            grad(fail)(1.0)
        assert not is_recorded()


def test_one_instance_may_be_entered_many_times():
    off = no_grad()
    with off:
        with off:
            assert not is_recorded()
        assert not is_recorded()
    assert is_recorded()

    @off
    def down(n):
        return [is_recorded()] + (down(n - 1) if n else [])

    assert not any(down(3)) and is_recorded()


def test_generators_and_coroutines_cannot_be_decorated():
    def generator():
        yield 1

    async def coroutine():
        return 1

    async def both():
        yield 1

    for function in (generator, coroutine, both):
        with pytest.raises(InputTypeError, match=rf"no_grad cannot decorate .*'{function.__name__}'.*with no_grad"):
            no_grad()(function)


def test_scopes_nest_and_reach_the_parts_of_multi_output_ops():
    x = Tensor(np.array([1.5]))
    with name_scope("net"):
        a = x * 2
        with name_scope("fc1"):
            b = a * 2
            part, _ = np.modf(b)
        c = b * 2
    assert a.node.scope == c.node.scope == ("net",)
    assert b.node.scope == part.node.scope == part.node.parents[0].scope == ("net", "fc1")
    assert (c * 2).node.scope == ()
    assert x.node.scope == ()


def test_names():
    x = Tensor(1.0, name="weight")
    y = x * 2
    assert (x.name, x.node.name, y.name) == ("weight", "weight", None)
    y.name = "product"
    assert y.node.name == "product" and "product" in repr(y)
    y.name = None
    assert y.name is None
    with pytest.raises(InputTypeError, match="a name is a str"):
        y.name = 3
    x.data = 5.0
    assert x.name == "weight"
    x.data = np.float64(6.0)
    assert x.name == "weight"


def test_naming_a_part_names_that_part_alone():
    fraction, whole = np.modf(Tensor(np.array([1.5])))
    fraction.name = "fraction"
    assert whole.name is None and fraction.node.parents[0].name is None
    with name_scope("s"):
        fraction, whole = np.modf(Tensor(np.array([1.5])))
    fraction.name = "fraction"
    assert whole.name is None and whole.node.scope == ("s",)


def test_call_sites():
    x = Tensor(1.0)
    with call_sites():
        y = x * 2
        z = np.exp(y)
    line = test_call_sites.__code__.co_firstlineno + 3
    assert y.node.site == (__file__, line) and z.node.site == (__file__, line + 1)
    assert (x * 2).node.site is None


@pytest.mark.parametrize(
    "file",
    [
        "/somewhere/train.py",
        "/somewhere/learn-numpy/train.py",
        "/somewhere/numpy/train.py",
        os.path.dirname(autograd.__file__) + "_examples/train.py",
        "<stdin>",
        "<ipython-input-3-abc>",
    ],
)
def test_call_sites_find_the_users_file_wherever_it_lies(file):
    space = {"x": Tensor(np.ones(2)), "np": np}
    code = compile("y = x * x\nz = np.sum(y)", file, "exec")
    with call_sites():
        exec(code, space)
    assert space["y"].node.site == (file, 1) and space["z"].node.site == (file, 2)


def test_threads_do_not_share_modes():
    inside, leave = threading.Event(), threading.Event()
    seen = []

    def work():
        seen.append(is_recorded())
        with no_grad():
            inside.set()
            leave.wait(10)
            seen.append(is_recorded())
        seen.append(is_recorded())

    with name_scope("main"):
        thread = threading.Thread(target=work)
        thread.start()
        inside.wait(10)
        here = (Tensor(1.0) * 2).node
        leave.set()
        thread.join()
    assert seen == [True, False, True]
    assert here is not None and here.scope == ("main",)


def test_asyncio_tasks_do_not_share_modes():
    async def off():
        with no_grad():
            await asyncio.sleep(0.001)
            return is_recorded()

    async def on():
        return [(await asyncio.sleep(0.0005), is_recorded())[1] for _ in range(3)]

    async def both():
        return await asyncio.gather(off(), on())

    assert asyncio.run(both()) == [False, [True, True, True]]


def test_a_generator_left_half_way_leaves_the_mode_when_it_ends():
    def values():
        with no_grad():
            yield is_recorded()

    g = contextvars.copy_context().run(lambda: list(values()))
    assert g == [False]
    running = values()
    next(running)
    running.close()
    assert is_recorded()


def test_interleaved_generators_end_in_the_ordinary_mode():
    def values(mode):
        with mode:
            yield
            yield

    a, b = values(no_grad()), values(keep_values())
    next(a), next(b), next(a), next(b)
    a.close(), b.close()
    assert MODE.get() is None


def test_a_generator_of_derivatives():
    def gradients():
        f = lambda x: x**4
        while True:
            f = grad(f)
            yield f(1.0)

    g = gradients()
    assert [next(g) for _ in range(4)] == [4.0, 12.0, 24.0, 24.0]


def test_a_generator_that_records_while_its_caller_differentiates():
    w = Tensor(2.0)

    def products():
        y = w
        while True:
            y = y * w
            yield y

    running = products()
    next(running)
    assert grad(lambda x: x * next(running))(3.0).item() == 8.0
    z = next(running)
    z.backward()
    assert w.grad == 4 * 8.0


def test_modes_change_no_gradient():
    def f(x):
        with keep_values(), name_scope("s"), call_sites():
            return (np.exp(x) * x).sum()

    x = np.array([1.0, 2.0])
    np.testing.assert_allclose(grad(f)(x), np.exp(x) * (1 + x))
    np.testing.assert_allclose(grad(lambda x: np.sum(grad(f)(x)))(x), np.exp(x) * (2 + x))
