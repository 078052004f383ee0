"""A sweep shows what it found itself, and says what `.grad` held before."""

import numpy as np

from autograd import Tensor, record_backward


def test_a_second_sweep_shows_its_own_gradient_and_says_what_was_held():
    x = Tensor(3.0, name="x")
    for _ in range(2):
        with record_backward() as sweep:
            (x * x).backward()
    (leaf, _) = sweep.snapshot.boxes
    assert x.grad == 12.0 and leaf.grad.items == (6.0,)
    assert sweep.snapshot.marks == {"n1": (".grad was 6.0 before, is 12.0 now",)}
    assert "is 12.0 now" in str(sweep)


def test_nothing_is_said_where_nothing_was_held():
    x = Tensor(3.0, name="x")
    with record_backward() as sweep:
        (x * x).backward()
    assert sweep.snapshot.marks == {}
    x.grad = np.zeros(())
    with record_backward() as sweep:
        (x * x).backward()
    assert sweep.snapshot.marks == {}


def test_two_calls_in_one_recording_add_up():
    x = Tensor(3.0, name="x")
    with record_backward() as sweep:
        (x * x).backward()
        (x * 5.0).backward()
    assert sweep.snapshot.boxes[0].grad.items == (11.0,) and sweep.snapshot.marks == {}


def test_large_arrays_say_their_norm_and_what_was_not_reached_says_nothing():
    x, other = Tensor(np.ones(100), name="x"), Tensor(1.0, name="other")
    (np.sum(x) + other).backward()
    with record_backward() as sweep:
        (np.sum(x * 2.0) + other * 0.0).backward()
    assert sweep.snapshot.marks["n1"] == (".grad was norm 10.0 before, is norm 30.0 now",)
    x.grad = None
    with record_backward() as sweep:
        np.sum(x).backward()
    assert list(sweep.snapshot.marks) == [] and other.grad == 1.0
