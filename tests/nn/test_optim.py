"""Optimisers: sequences computed by hand, purity, rebinding, dtypes, bad input."""

import math
from typing import Any

import numpy as np
import pytest

import nn
from autograd import Tensor, no_grad
from nn.optim import AdamState, Optimizer, adam_update, constant_rate, cosine_rate, sgd_update


def descend(optimizer: Any, w: Tensor, gradients: list[float]) -> list[float]:
    """The values of `w` after steps with these gradients."""
    values = []
    for g in gradients:
        optimizer.zero_grad()
        (w * g).sum().backward()
        optimizer.step()
        values.append(float(np.ravel(w.data)[0]))
    return values


def test_sgd_by_hand() -> None:
    w = Tensor([1.0])
    np.testing.assert_allclose(descend(nn.SGD([w], lr=0.1), w, [1.0, 2.0]), [0.9, 0.7], rtol=1e-15)


def test_plain_sgd_takes_the_steps_of_the_shared_loop() -> None:
    def parameters() -> list[Any]:
        data = [1.5, np.float32(0.3), np.linspace(0, 1, 6).reshape(2, 3), np.ones(4, np.float32), np.array([2.0])]
        made = [Tensor(value, requires_grad=True) for value in data]
        for parameter in made[:-1]:  # the last has no gradient
            parameter.grad = np.full(parameter.shape, 0.7)
        made[3].node.store.grad = np.full(4, 0.7)  # wider than its parameter
        (made[0] * made[0]).backward(create_graph=True)  # a gradient that is a Tensor
        return made

    plain, shared = parameters(), parameters()
    nn.SGD(plain, lr=0.1).step()
    Optimizer.step(nn.SGD(shared, lr=0.1))
    for one, other in zip(plain, shared, strict=True):
        assert type(one.data) is type(other.data) and one.dtype == other.dtype
        np.testing.assert_array_equal(one.data, other.data)
    assert plain[-1].data[0] == 2.0


def test_a_subclass_of_sgd_may_update_in_its_own_way() -> None:
    class Signs(nn.SGD):
        def update(self, value: Any, gradient: Any, state: Any) -> tuple[Any, Any]:
            return value - self.lr * np.sign(gradient), state

    w = Tensor([1.0])
    np.testing.assert_allclose(descend(Signs([w], lr=0.25), w, [8.0, -5.0]), [0.75, 1.0])


def test_momentum_by_hand() -> None:
    # v: 1, 0.5*1 + 2 = 2.5, 0.5*2.5 - 1 = 0.25
    w = Tensor([1.0])
    values = descend(nn.SGD([w], lr=0.1, momentum=0.5), w, [1.0, 2.0, -1.0])
    np.testing.assert_allclose(values, [0.9, 0.65, 0.625], rtol=1e-14)


def test_nesterov_by_hand() -> None:
    # v: 1, 2.5; steps g + 0.5 v: 1.5, 3.25
    w = Tensor([1.0])
    values = descend(nn.SGD([w], lr=0.1, momentum=0.5, nesterov=True), w, [1.0, 2.0])
    np.testing.assert_allclose(values, [0.85, 0.525], rtol=1e-14)


def test_sgd_weight_decay_by_hand() -> None:
    # g + 0.5 w: 1.5, then 2 + 0.425
    w = Tensor([1.0])
    values = descend(nn.SGD([w], lr=0.1, weight_decay=0.5), w, [1.0, 2.0])
    np.testing.assert_allclose(values, [0.85, 0.85 - 0.1 * (2 + 0.425)], rtol=1e-14)


def test_momentum_is_not_spoilt_by_gradients_that_accumulate() -> None:
    w = Tensor([1.0])
    optimizer = nn.SGD([w], lr=0.1, momentum=0.5)
    (w * 1.0).sum().backward()
    optimizer.step()
    (w * 2.0).sum().backward()  # no zero_grad: the gradient is now 3
    optimizer.step()
    assert w.data[0] == pytest.approx(0.9 - 0.1 * (0.5 * 1.0 + 3.0))


def test_adam_by_hand() -> None:
    b1, b2, lr, eps = 0.9, 0.99, 0.1, 1e-3
    w, m, v, expected = 1.0, 0.0, 0.0, []
    for t, g in enumerate([1.0, -0.5, 3.0], start=1):
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        w -= lr * (m / (1 - b1**t)) / (math.sqrt(v / (1 - b2**t)) + eps)
        expected.append(w)
    p = Tensor([1.0])
    values = descend(nn.Adam([p], lr=lr, betas=(b1, b2), eps=eps), p, [1.0, -0.5, 3.0])
    np.testing.assert_allclose(values, expected, rtol=1e-13)


def test_weight_decay_of_adam_and_of_adamw_differ() -> None:
    p, q = Tensor([2.0]), Tensor([2.0])
    # The first step of Adam has the size lr whatever the gradient is; AdamW shrinks on top of it.
    assert descend(nn.Adam([p], lr=0.1, eps=0.0, weight_decay=0.5), p, [1.0])[0] == pytest.approx(1.9)
    assert descend(nn.AdamW([q], lr=0.1, eps=0.0, weight_decay=0.5), q, [1.0])[0] == pytest.approx(
        2.0 * (1 - 0.1 * 0.5) - 0.1
    )


def test_updates_change_nothing_they_are_given() -> None:
    value, gradient, velocity = np.ones(3), np.full(3, 2.0), np.full(3, 4.0)
    new, state = sgd_update(value, gradient, velocity, lr=0.1, momentum=0.9, weight_decay=0.1)
    assert (value == 1).all() and (gradient == 2).all() and (velocity == 4).all()
    assert not np.shares_memory(new, value) and state is not velocity
    _, first = sgd_update(value, gradient, None, lr=0.1, momentum=0.9)
    assert not np.shares_memory(first, gradient)
    old = AdamState(3, np.zeros(3), np.ones(3))
    new, later = adam_update(value, gradient, old, lr=0.1)
    assert later.steps == 4 and old.steps == 3 and (old.mean == 0).all() and (old.square == 1).all()
    assert (value == 1).all() and (gradient == 2).all()


def test_a_step_rebinds_and_never_writes() -> None:
    for make in (lambda p: nn.SGD(p, lr=0.1), lambda p: nn.SGD(p, lr=0.1, momentum=0.9), nn.Adam):
        w = Tensor([1.0, 2.0])
        before = w.data
        (w * w).sum().backward()
        make([w]).step()
        np.testing.assert_array_equal(before, [1.0, 2.0])
        assert w.data is not before and (w.data != before).all()


@pytest.mark.parametrize("make", [nn.SGD, nn.Adam, nn.AdamW])
def test_float32_survives_every_way_of_giving_the_rate(make: Any) -> None:
    w = Tensor(np.ones(3, np.float32))
    optimizer = make([w], lr=np.float64(0.1), weight_decay=np.float64(0.01))
    optimizer.lr = np.float64(0.05)
    for _ in range(2):
        optimizer.zero_grad()
        (w * w).sum().backward()
        optimizer.step()
        assert w.dtype == np.float32
        assert w.grad.dtype == np.float32


def test_parameters_that_are_scalars() -> None:
    for make in (nn.SGD, nn.Adam):
        w = Tensor(3.0)
        optimizer = make([w], lr=0.1)
        for _ in range(200):
            optimizer.zero_grad()
            (w * w).backward()
            optimizer.step()
        assert abs(float(w.data)) < 0.05


def test_a_parameter_without_gradient_stays() -> None:
    used, unused = Tensor([1.0]), Tensor([5.0])
    optimizer = nn.Adam([used, unused], lr=0.1)
    (used * used).sum().backward()
    optimizer.step()
    assert used.data[0] == pytest.approx(0.9) and unused.data[0] == 5.0 and optimizer.state[1] is None


def test_gradients_that_are_tensors_are_used() -> None:
    w = Tensor([3.0])
    (w * w).sum().backward(create_graph=True)
    optimizer = nn.SGD([w], lr=0.1)
    optimizer.step()
    assert w.data[0] == pytest.approx(2.4) and type(w.data) is np.ndarray


def test_rosenbrock_goes_down() -> None:
    w = Tensor([-1.0, 1.5])
    optimizer = nn.Adam([w], lr=0.1)
    for _ in range(1000):
        optimizer.zero_grad()
        ((1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2).backward()
        optimizer.step()
    with no_grad():
        assert float((1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2) < 1e-3


@pytest.mark.parametrize(
    ("parameters", "error", "text"),
    [
        ([], ValueError, "at least one parameter"),
        ([np.ones(2)], TypeError, "number 0 is ndarray"),
        ([Tensor(1.0), Tensor(1.0, requires_grad=False)], TypeError, "number 1 is a Tensor that is not one"),
        ([Tensor([1.0]) * 2.0], TypeError, "number 0 is a Tensor that is not one"),
        (Tensor([1.0]), TypeError, "got one Tensor"),
        (nn.ReLU(), TypeError, r"pass model\.parameters\(\)"),
        (nn.ReLU().parameters, TypeError, r"Pass model\.parameters\(\), with the parentheses"),
        (nn.ReLU, TypeError, "is to be called first"),
    ],
)
def test_what_is_no_list_of_parameters(parameters: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        nn.SGD(parameters, lr=0.1)


def test_bad_settings() -> None:
    w = Tensor([1.0])
    with pytest.raises(ValueError, match="parameter 1 is in the list twice"):
        nn.SGD([w, w], lr=0.1)
    with pytest.raises(ValueError, match=r"lr must be 0 or more; got -0\.1"):
        nn.SGD([w], lr=-0.1)
    with pytest.raises(ValueError, match="lr must be 0 or more; got nan"):
        nn.Adam([w], lr=math.nan)
    with pytest.raises(ValueError, match=r"momentum must be at least 0 and below 1; got 1\.0"):
        nn.SGD([w], lr=0.1, momentum=1.0)
    with pytest.raises(ValueError, match="nesterov=True needs momentum"):
        nn.SGD([w], lr=0.1, nesterov=True)
    with pytest.raises(ValueError, match=r"betas\[1\]"):
        nn.Adam([w], betas=(0.9, 1.5))
    with pytest.raises(ValueError, match="weight_decay"):
        nn.AdamW([w], weight_decay=-1.0)


def test_schedules() -> None:
    assert [constant_rate(d) for d in (0.0, 0.3, 1.0)] == [1.0] * 3
    assert cosine_rate(0.0) == 1.0 and cosine_rate(1.0) == 0.0 and cosine_rate(2.0) == 0.0
    assert cosine_rate(1 / 3) == pytest.approx(0.75)
