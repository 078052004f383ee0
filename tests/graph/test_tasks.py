"""Tasks, generators, processes and exceptions: nothing stays behind, whatever the order in which things end.

What our modes are is kept in a context variable. Threads and asyncio tasks have a context each, so that theirs are
their own, and so is what `asyncio.to_thread` runs; a ThreadPoolExecutor's threads begin in the ordinary mode.

A generator has no context of its own: while it holds `with no_grad():` open over a yield, whoever advances it is
inside, until it is advanced past the end, closed or collected. Python knows no way to hinder that (PEP 568 was to be
one). What is promised is: leaving takes away the generator's own change and no other, in whatever order; and in a
context that never entered, such as that of the collector or of another task, it changes nothing. What cannot be done
is to take the change out of the context in which it was made from another one: close such a generator where it ran.
"""

import asyncio
import contextvars
import copy
import gc
import multiprocessing
import pickle
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

import autograd
from autograd import (
    Tensor,
    call_sites,
    debug,
    enable_grad,
    grad,
    hvp,
    jvp,
    keep_values,
    name_scope,
    no_grad,
)
from autograd.errors import GraphError, LostGraphError, NonFiniteError
from autograd.extend import defvjp, primitive
from autograd.graph.modes import MODE, current
from autograd.graph.walk import backward


@pytest.fixture(autouse=True)
def plain_mode():
    """Every test begins and must end in the ordinary mode, and with NumPy's errors as they were."""
    errors = np.geterr()
    assert MODE.get() is None
    yield
    assert MODE.get() is None and np.geterr() == errors


def recorded():
    return (Tensor(1.0) * 2).node is not None


MODES = {
    "no_grad": no_grad,
    "enable_grad": enable_grad,
    "keep_values": keep_values,
    "name_scope": lambda: name_scope("task"),
    "call_sites": call_sites,
    "debug": debug,
}


def seen():
    """Return what the modes in force do to a node: whether there is one, with its value, scope and place."""
    node = (Tensor(np.ones(2)) * 2).node
    return None if node is None else (node.value is not None, node.scope, node.site is not None, current().transforms)


# ---- asyncio -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_tasks_that_take_turns_inside_modes(seed):
    """Each task nests all modes in an order of its own, with pauses, and finds them as if it were alone."""

    async def task(rng):
        names = rng.permutation(list(MODES))
        plain = seen()
        inside = []
        for name in names:
            mode = MODES[name]()
            mode.__enter__()
            inside.append((mode, seen()))
            await asyncio.sleep(0)
        for mode, found in reversed(inside):
            await asyncio.sleep(rng.choice([0, 1e-4]))
            assert seen() == found
            mode.__exit__(None, None, None)
        assert seen() == plain
        return True

    async def all_tasks():
        rngs = np.random.default_rng(seed).spawn(8)
        return await asyncio.gather(*map(task, rngs))

    assert all(asyncio.run(all_tasks()))


def test_tasks_that_differentiate_between_pauses():
    w = Tensor(2.0)

    async def first():
        return [(await asyncio.sleep(0), grad(lambda x: x**3 * w)(1.0).item())[1] for _ in range(5)]

    async def second():
        with no_grad():
            await asyncio.sleep(0)
            value = jvp(grad(np.exp), (0.0,), (1.0,))[1]
            await asyncio.sleep(0)
            return value, recorded()

    async def third():
        x = Tensor(np.array([1.0, 2.0]))
        with keep_values(), name_scope("third"):
            y = x * x
            await asyncio.sleep(0)
            z = np.sum(y * x)
        await asyncio.sleep(0)
        z.backward()
        await asyncio.sleep(0)
        return y.node.value.tolist(), z.node.scope, x.grad.tolist()

    async def fourth():
        x = Tensor(0.0)
        with debug():
            await asyncio.sleep(0)
            with pytest.raises(NonFiniteError):
                np.log(x)
        await asyncio.sleep(0)
        return np.log(x).item()

    async def together():
        return await asyncio.gather(first(), second(), third(), fourth(), first())

    a, b, c, d, e = asyncio.run(together())
    assert a == e == [6.0] * 5 and b == (1.0, False) and d == -np.inf
    assert c == ([1.0, 4.0], ("third",), [3.0, 12.0])


def test_a_coroutine_that_is_run_within_a_derivative():
    """asyncio.run within grad copies the context: the tasks' conversions are guarded, and their graph is the outer."""

    async def square(x, guarded):
        await asyncio.sleep(0)
        with pytest.raises(LostGraphError):
            float(x)
        guarded.append(current().transforms)
        return x * x

    async def total(x, guarded):
        return sum(await asyncio.gather(square(x, guarded), square(2 * x, guarded)))

    guarded = []
    assert grad(lambda x: asyncio.run(total(x, guarded)))(3.0) == 30.0
    assert guarded == [1, 1]


def test_a_task_that_is_cancelled_inside():
    async def endless(inside):
        with no_grad(), name_scope("never"), debug():
            inside.set()
            await asyncio.sleep(100)

    async def main():
        inside = asyncio.Event()
        task = asyncio.create_task(endless(inside))
        await inside.wait()
        assert recorded()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(endless(asyncio.Event()), 0.001)
        return seen()

    assert asyncio.run(main()) == seen()


def test_threads_of_asyncio_take_the_mode_along_and_those_of_a_pool_do_not():
    async def main():
        with no_grad():
            inside = await asyncio.to_thread(recorded)
            with ThreadPoolExecutor(1) as pool:
                return inside, pool.submit(recorded).result()

    assert asyncio.run(main()) == (False, True)


def test_observed_walks_of_tasks_that_share_a_graph():
    x = Tensor(np.array([1.0, 2.0]))
    y = np.sum(np.exp(x) * x)

    async def observe():
        seen = []
        await asyncio.sleep(0)
        backward(y.node, 1.0, observer=lambda node, k, g, bar: seen.append((node.op.name, k)))
        await asyncio.sleep(0)
        return seen

    async def together():
        return await asyncio.gather(*[observe() for _ in range(3)])

    a, b, c = asyncio.run(together())
    assert a == b == c and a[0] == ("sum", 0)
    np.testing.assert_allclose(x.grad, 3 * np.exp(x.data) * (1 + x.data))


# ---- generators ----------------------------------------------------------------------------------------------------


def held(mode):
    with mode:
        while True:
            yield seen()


def test_a_generator_is_left_before_what_was_entered_after_it():
    outside = seen()
    running = held(no_grad())
    next(running)
    with name_scope("mine"):
        assert not recorded()
        running.close()
        assert seen() == (False, ("mine",), False, 0)
    assert seen() == outside


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1), (1, 2, 0), (0, 2, 1)])
def test_generators_are_closed_in_any_order(order):
    """After each one has ended, the modes are those of the others, as if it had never been."""
    managers = [no_grad, keep_values, lambda: name_scope("third")]
    running = [held(manager()) for manager in managers]
    for generator in running:
        next(generator)
    left = [0, 1, 2]
    for k in order:
        running[k].close()
        left.remove(k)
        here = seen()
        assert (here is None) == (0 in left)
        if here is not None:
            assert here[:2] == (1 in left, ("third",) if 2 in left else ())


def test_a_generator_that_is_collected():
    running = held(no_grad())
    next(running)
    with keep_values():
        del running
        gc.collect()
        assert seen()[0]


def test_a_generator_begun_in_another_context_and_ended_here():
    """The other context keeps the mode (see above); here nothing is taken away that was not entered here."""
    running = held(keep_values())
    elsewhere = contextvars.copy_context()
    elsewhere.run(next, running)
    with no_grad(), name_scope("here"):
        running.close()
        assert not recorded() and current().scope == ("here",)
    assert elsewhere.run(lambda: current().keep)


def test_a_generator_that_other_contexts_advance():
    running = held(no_grad())
    contexts = [contextvars.copy_context() for _ in range(3)]
    assert [context.run(next, running) for context in contexts] == [None, seen(), seen()]
    assert recorded()
    thread = threading.Thread(target=running.close)
    thread.start()
    thread.join()
    assert recorded()


def test_a_generator_held_open_while_a_derivative_begins_or_ends():
    running = held(no_grad())

    def f(x):
        next(running)
        with enable_grad():
            return x * x

    assert grad(f)(3.0) == 6.0
    # the generator is open and this function advanced it; the transform, which began before and ended after, is gone
    assert not recorded() and current().transforms == 0
    assert grad(lambda x: x * x)(3.0) == 6.0 and not recorded()
    running.close()

    before = held(name_scope("before"))
    next(before)

    def closes(x):
        before.close()
        assert current().transforms == 1 and current().scope == ()
        return x * x

    assert grad(closes)(3.0) == 6.0


def test_a_derivative_inside_a_generator_inside_a_derivative():
    def powers(x):
        with name_scope("powers"):
            while True:
                x = x * grad(lambda q, x=x: q * x)(1.0)
                yield x

    def f(x):
        running = powers(x)
        return next(running) + next(running)  # x^2 + x^4; then the generator is dropped half way

    assert grad(f)(2.0) == 4.0 + 32.0


def test_asynchronous_generators_that_are_abandoned():
    async def values():
        with no_grad():
            yield recorded()
            yield recorded()

    async def main():
        async for inside in values():
            assert not inside
            break
        async for inside in values():
            assert not inside
        gc.collect()

    asyncio.run(main())


def test_one_manager_in_many_generators():
    off = no_grad()
    first, second = held(off), held(off)
    next(first), next(second)
    first.close()
    assert not recorded()
    second.close()
    assert recorded()


def test_some_of_a_thousand_generators_closed_in_the_order_they_began():
    running = [held(name_scope(str(k))) for k in range(1000)]
    for generator in running:
        next(generator)
    for k in range(10):
        assert len(current().scope) == 1000 - k
        running[k].close()
    assert current().scope == tuple(str(k) for k in range(10, 1000))
    for generator in reversed(running):
        generator.close()


# ---- exceptions ----------------------------------------------------------------------------------------------------


class Stop(BaseException):
    """Like KeyboardInterrupt, no Exception."""


def failing(error):
    @primitive
    def broken(x):
        return x * 2

    def vjp(ans, x):
        def pull(g):
            if errors:
                raise errors.pop()
            return 2 * g

        return pull

    errors = [error]
    defvjp(broken, vjp)
    return broken


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, Stop, MemoryError, RecursionError])
def test_an_error_inside_a_rule_adds_no_gradient(error):
    x, w = Tensor(np.array([1.0, 2.0])), Tensor(np.array([3.0, 4.0]))
    x.grad = np.array([10.0, 20.0])
    hidden = np.exp(w)
    hidden.retain_grad()
    y = np.sum(failing(error("now"))(x) * w + hidden)
    with pytest.raises(error, match="now"):
        y.backward()
    assert x.grad.tolist() == [10, 20] and w.grad is None and hidden.grad is None
    y.backward()  # what was recorded is whole
    assert x.grad.tolist() == [16, 28]
    np.testing.assert_allclose(w.grad, 2 * x.data + np.exp(w.data))
    assert hidden.grad.tolist() == [1, 1]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_inside_an_observer_or_a_recorded_walk(error):
    x = Tensor(2.0)
    y = np.exp(x) * x
    steps = []

    def look(node, k, g, bar):
        steps.append(node)
        if len(steps) == 2:
            raise error("seen")

    with pytest.raises(error, match="seen"):
        backward(y.node, 1.0, observer=look)
    assert x.grad is None
    z = failing(error("again"))(x) * x
    with pytest.raises(error, match="again"):
        z.backward(create_graph=True)
    assert x.grad is None
    z.backward(create_graph=True)
    assert x.grad.item() == 8.0 and grad(lambda v: v**2)(3.0) == 6.0


def test_an_error_that_frees_the_graph_half_way_is_followed_by_errors_and_not_by_numbers():
    x = Tensor(2.0)
    y = np.exp(failing(KeyboardInterrupt("now"))(x)) * 3
    with pytest.raises(KeyboardInterrupt):
        y.backward(retain_graph=False)
    assert x.grad is None
    with pytest.raises(GraphError, match="dropped"):
        y.backward()
    assert x.grad is None


def test_a_walk_that_ends_in_an_overwritten_parameter_adds_nothing_to_the_others():
    a, b, c = Tensor(np.ones(2)), Tensor(np.ones(2)), Tensor(np.ones(2))
    kept = a * b
    kept.retain_grad()
    y = np.sum(kept * c)
    b.data += 1
    with pytest.raises(GraphError, match="overwritten"):
        y.backward()
    assert a.grad is None and b.grad is None and c.grad is None and kept.grad is None


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, Stop])
@pytest.mark.parametrize("name", MODES)
def test_an_error_inside_a_function_inside_transforms_and_modes(error, name):
    def f(x):
        y = x * x
        with MODES[name](), keep_values():
            raise error("inside")
        return y

    def derivatives():
        yield lambda: grad(f)(1.0)
        yield lambda: grad(lambda x: x * grad(f)(x))(1.0)
        yield lambda: jvp(f, (1.0,), (1.0,))
        yield lambda: jvp(grad(f), (1.0,), (1.0,))
        yield lambda: hvp(f, (np.ones(2),), (np.ones(2),))
        yield lambda: autograd.jacobian(f)(np.ones(2))
        yield lambda: autograd.checkpoint(f)(Tensor(1.0))

    for derivative in derivatives():
        with pytest.raises(error, match="inside"):
            derivative()
        assert MODE.get() is None
    assert grad(lambda x: x * x)(3.0) == 6.0


def test_an_error_in_a_checkpointed_function_that_runs_again():
    calls = []

    @autograd.checkpoint
    def f(x):
        calls.append(x)
        if len(calls) == 2:
            raise KeyboardInterrupt("the second time")
        return np.exp(x) * x

    x = Tensor(1.0)
    y = f(x) * 2
    with pytest.raises(KeyboardInterrupt):
        y.backward()
    assert x.grad is None
    y.backward()
    np.testing.assert_allclose(x.grad, 4 * np.e)


def test_an_input_that_escapes_from_a_failed_transform_is_closed():
    """Nobody can ask for a derivative in it any more, so that the next transform gives plain numbers."""
    escaped = []

    def f(x):
        escaped.append(x)
        raise KeyError

    for derivative in (grad(f), lambda x: jvp(f, (x,), (1.0,))):
        with pytest.raises(KeyError):
            derivative(2.0)
        found = grad(lambda x: x * escaped[-1])(3.0)
        assert type(found) is float and found == 2.0
        assert pickle.loads(pickle.dumps(escaped[-1])).item() == 2.0


def test_a_write_that_fails_changes_nothing():
    x = Tensor(np.arange(3.0))
    y = x * 2
    view = y[1:]
    for bad in (lambda: y.__setitem__(slice(0, 2), np.ones(3)), lambda: y.__setitem__(7, 1.0), lambda: view.fill("a")):
        with pytest.raises((ValueError, IndexError, TypeError)):
            bad()
    assert y.tolist() == [0, 2, 4] and view.tolist() == [2, 4]
    view[0] = 5.0
    np.sum(y * y).backward()
    assert y.tolist() == [0, 5, 4] and x.grad.tolist() == [0, 0, 16]


def test_a_signal_that_arrives_during_a_walk():
    """KeyboardInterrupt may come between any two steps; here it does, at each of them in turn."""
    x = Tensor(1.0)
    y = x
    for _ in range(20):
        y = y * x
    for stop in range(1, 60, 7):
        count = 0

        def trace(frame, event, argument, stop=stop):
            nonlocal count
            if frame.f_code.co_filename.endswith("walk.py") and event == "line":
                count += 1
                if count == stop:
                    raise KeyboardInterrupt
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            with pytest.raises(KeyboardInterrupt):
                y.backward()
        finally:
            sys.settrace(before)
        assert x.grad is None and MODE.get() is None
    y.backward()
    assert x.grad == 21.0


# ---- processes -----------------------------------------------------------------------------------------------------


def gradient_of(parameters, x):
    """What a worker does: a loss of parameters it was sent; it sends back plain gradients."""
    loss = np.sum((parameters["w"] * x + parameters["b"]) ** 2)
    loss.backward()
    return {name: p.grad for name, p in parameters.items()}


def square(x):
    return x * x


def work_in_a_fork(queue, x, y):
    y.backward()
    queue.put((x.grad, current() is not None and recorded(), grad(square)(3.0)))


def test_parameters_are_sent_to_processes_and_gradients_come_back():
    parameters = {"w": Tensor(np.array([1.0, 2.0]), name="w"), "b": Tensor(0.5)}
    x = np.array([3.0, -1.0])
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        got = pool.submit(gradient_of, parameters, x).result()
        assert pool.submit(square, 2.0 * parameters["b"]).result() == 1.0  # numbers, not the graph
    assert parameters["w"].grad is None
    want = gradient_of(parameters, x)
    assert all(np.array_equal(got[name], want[name]) for name in want)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning")
def test_a_fork_inherits_graphs_and_modes_and_leaves_ours_alone():
    context = multiprocessing.get_context("fork")
    x = Tensor(np.array([1.0, 2.0]))
    y = np.sum(x * x)
    queue = context.SimpleQueue()
    with no_grad():
        process = context.Process(target=work_in_a_fork, args=(queue, x, y))
        process.start()
        child = queue.get()
        process.join()
    assert child[0].tolist() == [2, 4] and child[1:] == (False, 6.0)
    assert x.grad is None
    y.backward()
    assert x.grad.tolist() == [2, 4]


def pooled(x):
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return x * pool.submit(square, x).result()


@pytest.mark.parametrize(
    "lose",
    [
        lambda x: x * copy.deepcopy(x),
        lambda x: x * copy.deepcopy({"x": x * 2})["x"],
        lambda x: x * pickle.loads(pickle.dumps(x)),
        lambda x: x * pickle.loads(pickle.dumps([x * 2]))[0],
    ],
)
def test_no_copy_or_pickle_loses_a_derivative_silently(lose):
    for derivative in (grad(lose), grad(grad(lose)), lambda x: jvp(lose, (x,), (1.0,))):
        for x in (3.0, Tensor(3.0)):
            with pytest.raises(LostGraphError, match=r"another process.*t\.copy\(\).*stop_gradient"):
                derivative(x)


def test_no_derivative_crosses_a_process_silently():
    """The pickle is made by a thread of the pool, which is in no transform."""
    with pytest.raises(LostGraphError, match="another process"):
        grad(pooled)(3.0)


def test_copies_that_stay_on_the_graph_and_copies_of_others():
    assert grad(lambda x: x * copy.copy(x))(3.0) == grad(lambda x: x * x.copy())(3.0) == 6.0
    kept = Tensor(2.0, name="kept")  # a parameter that a transform is not about
    assert grad(lambda x: x * copy.deepcopy(kept).item())(3.0) == 2.0
    assert copy.deepcopy(kept * 2).item() == 4.0
