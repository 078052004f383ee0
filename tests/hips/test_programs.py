"""Programs of the kinds that HIPS's documentation teaches, written as one writes them there.

Every one compares its gradient with finite differences along random directions, and then does its work.
"""

import importlib.util
import itertools

import numpy as onp
import pytest
from scipy.optimize import minimize

import autograd.numpy as np
import autograd.numpy.random as npr
from autograd import elementwise_grad, grad, hessian_vector_product, jacobian, value_and_grad
from autograd.builtins import isinstance, tuple
from autograd.extend import defvjp, primitive
from autograd.graph.op import IMPLEMENTATIONS
from autograd.misc import flatten
from autograd.misc.optimizers import adam, sgd
from autograd.test_util import check_grads


def without(*functions):
    """Skip a test as long as functions of NumPy have no derivative, or modules of autograd are not there."""
    names = [f for f in functions if isinstance(f, str) and not there(f)]
    names += [f.__name__ for f in functions if not isinstance(f, str) and f not in IMPLEMENTATIONS and own(f)]
    return pytest.mark.skipif(bool(names), reason=f"not there yet: {', '.join(names)}")


def own(function):
    """Whether what autograd.numpy has under that name is NumPy's own."""
    return getattr(np, function.__name__, function) is function


def there(module):
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def agrees(loss, parameters, rtol=1e-6, seed=0):
    """Compare the gradient of a loss with central differences along three random directions."""
    x, unflatten = flatten(parameters)
    g = flatten(grad(loss)(parameters))[0]
    rs = onp.random.RandomState(seed)
    for _ in range(3):
        v = rs.randn(len(x))
        h = 1e-5 / onp.linalg.norm(v)
        difference = (loss(unflatten(x + h * v)) - loss(unflatten(x - h * v))) / (2 * h)
        assert onp.dot(g, v) == pytest.approx(difference, rel=rtol, abs=1e-8)


def logsumexp(x, axis=None, keepdims=False):
    top = np.max(x, axis=axis, keepdims=True)
    out = top + np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True))
    return out if keepdims else np.squeeze(out, axis)


def sigmoid(x):
    return 0.5 * (np.tanh(x / 2.0) + 1.0)


def test_neural_net():
    rs = npr.RandomState(0)
    sizes = [2, 8, 3]
    parameters = [(0.3 * rs.randn(m, n), 0.3 * rs.randn(n)) for m, n in itertools.pairwise(sizes)]
    inputs = rs.randn(60, 2)
    targets = onp.eye(3)[(inputs[:, 0] > 0).astype(int) + (inputs[:, 1] > 0)]

    def predict(parameters, inputs):
        for w, b in parameters:
            outputs = np.dot(inputs, w) + b
            inputs = np.tanh(outputs)
        return outputs - logsumexp(outputs, axis=1, keepdims=True)

    def objective(parameters, i=0):
        prior = -0.01 * np.dot(flatten(parameters)[0], flatten(parameters)[0])
        return -prior - np.sum(predict(parameters, inputs) * targets) / len(inputs)

    agrees(objective, parameters)
    seen = []
    found = adam(grad(objective), parameters, lambda p, i, g: seen.append(objective(p)), num_iters=80, step_size=0.05)
    assert seen[-1] < seen[0] / 1.5
    assert [type(entry) for entry in found] == [tuple, tuple]


def test_lstm():
    rs = npr.RandomState(1)
    text = "to be or not to be "
    letters = sorted(set(text))
    n, hidden = len(letters), 5
    one_hot = onp.array([[float(letter == other) for other in letters] for letter in text])[:, None, :]
    gates = ("change", "forget", "ingate", "outgate")
    parameters = {gate: 0.3 * rs.randn(n + hidden + 1, hidden) for gate in gates}
    parameters["predict"] = 0.3 * rs.randn(hidden + 1, n)
    parameters["start"] = 0.3 * rs.randn(2, hidden)

    def with_ones(*parts):
        return np.hstack((*parts, np.ones((parts[0].shape[0], 1))))

    def predict(parameters, inputs):
        hiddens, cells = (np.repeat(row[None, :], inputs.shape[1], axis=0) for row in parameters["start"])
        outputs = []
        for x in inputs:
            joined = with_ones(x, hiddens)
            change = np.tanh(np.dot(joined, parameters["change"]))
            forget, ingate, outgate = (sigmoid(np.dot(joined, parameters[gate])) for gate in gates[1:])
            cells = cells * forget + ingate * change
            hiddens = outgate * np.tanh(cells)
            logits = np.dot(with_ones(hiddens), parameters["predict"])
            outputs.append(logits - logsumexp(logits, axis=1, keepdims=True))
        return outputs

    def loss(parameters, i=0):
        logprobs = predict(parameters, one_hot[:-1])
        return -sum(np.sum(logprob * target) for logprob, target in zip(logprobs, one_hot[1:])) / len(one_hot)

    agrees(loss, parameters)
    found = adam(grad(loss), parameters, num_iters=30, step_size=0.1)
    assert loss(found) < 0.6 * loss(parameters)


@without("autograd.scipy.signal")
def test_convnet():
    convolve = importlib.import_module("autograd.scipy.signal").convolve
    rs = npr.RandomState(2)
    images = rs.randn(4, 1, 8, 8)
    targets = onp.eye(2)[[0, 1, 0, 1]]
    parameters = {"filters": 0.3 * rs.randn(1, 3, 3, 3), "w": 0.3 * rs.randn(27, 2), "b": 0.3 * rs.randn(3, 1, 1)}

    def loss(parameters):
        maps = convolve(images, parameters["filters"], axes=([2, 3], [2, 3]), dot_axes=([1], [0]), mode="valid")
        maps = np.maximum(maps + parameters["b"], 0.0)
        pooled = np.max(np.max(np.reshape(maps, (4, 3, 3, 2, 3, 2)), axis=3), axis=4)
        logits = np.dot(np.reshape(pooled, (4, 27)), parameters["w"])
        return -np.sum((logits - logsumexp(logits, axis=1, keepdims=True)) * targets)

    agrees(loss, parameters, rtol=1e-5)


@without(onp.linalg.solve, onp.linalg.cholesky, onp.linalg.slogdet)
def test_gaussian_process():
    rs = npr.RandomState(3)
    inputs = onp.linspace(-2, 2, 12)[:, None]
    targets = onp.sin(2 * inputs[:, 0]) + 0.1 * rs.randn(12)

    def covariance(parameters, x, y):
        scale, length = np.exp(parameters[0]), np.exp(parameters[1:])
        difference = np.expand_dims(x / length, 1) - np.expand_dims(y / length, 0)
        return scale * np.exp(-0.5 * np.sum(difference**2, axis=2))

    def objective(parameters):
        mean, noise, kernel = parameters[0], np.exp(parameters[1]) + 1e-3, parameters[2:]
        k = covariance(kernel, inputs, inputs) + noise * np.eye(12)
        residual = targets - mean
        by_slogdet = 0.5 * np.dot(residual, np.linalg.solve(k, residual)) + 0.5 * np.linalg.slogdet(k)[1]
        root = np.linalg.cholesky(k)
        white = np.linalg.solve(root, residual)
        by_cholesky = 0.5 * np.dot(white, white) + np.sum(np.log(np.diag(root)))
        return 0.5 * (by_slogdet + by_cholesky)

    start = 0.1 * rs.randn(4)
    agrees(objective, start)
    found = minimize(value_and_grad(objective), start, jac=True, method="CG")
    assert found.fun < objective(start)


def test_ode_net():
    rs = npr.RandomState(4)
    times = onp.linspace(0.0, 1.5, 16)
    true = onp.array([[-0.1, 2.0], [-2.0, -0.1]])

    def solve(f, y, parameters):
        path = [y]
        for t, step in zip(times[:-1], onp.diff(times)):
            k1 = f(y, t, parameters)
            k2 = f(y + step / 2 * k1, t + step / 2, parameters)
            k3 = f(y + step / 2 * k2, t + step / 2, parameters)
            k4 = f(y + step * k3, t + step, parameters)
            y = y + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
            path.append(y)
        return np.stack(path)

    def net(y, t, parameters):
        for w, b in parameters[:-1]:
            y = np.tanh(np.dot(y, w) + b)
        w, b = parameters[-1]
        return np.dot(y, w) + b

    start = onp.array([2.0, 0.0])
    data = solve(lambda y, t, _: np.dot(true, y), start, None)
    parameters = [(0.3 * rs.randn(2, 6), 0.1 * rs.randn(6)), (0.3 * rs.randn(6, 2), 0.1 * rs.randn(2))]
    loss = lambda parameters, i=0: np.mean((solve(net, start, parameters) - data) ** 2)
    agrees(loss, parameters)
    found = adam(grad(loss), parameters, num_iters=30, step_size=0.05)
    assert loss(found) < 0.6 * loss(parameters)


@without("autograd.scipy.integrate")
def test_ode_net_with_odeint():
    odeint = importlib.import_module("autograd.scipy.integrate").odeint
    times = onp.linspace(0.0, 1.0, 6)
    field = lambda y, t, w: np.dot(w, np.tanh(y))
    w = onp.array([[-0.1, 1.0], [-1.0, -0.2]])
    loss = lambda w: np.sum(odeint(field, onp.array([1.0, 0.5]), times, tuple((w,)), rtol=1e-9, atol=1e-9) ** 2)
    agrees(loss, w, rtol=1e-4)


def test_black_box_variational_inference():
    def log_density(x, t):
        """A funnel: the scale of the first coordinate is the exponential of the second."""
        mu, log_sigma = x[:, 0], x[:, 1]
        scale = lambda z, s: -0.5 * z**2 / s**2 - np.log(s) - 0.5 * np.log(2 * np.pi)
        return scale(log_sigma, 1.35) + scale(mu, np.exp(log_sigma))

    def objective(parameters, t=0):
        rs = npr.RandomState(t)
        mean, log_std = parameters[:2], parameters[2:]
        samples = rs.randn(50, 2) * np.exp(log_std) + mean
        entropy = 0.5 * 2 * (1.0 + np.log(2 * np.pi)) + np.sum(log_std)
        return -(entropy + np.mean(log_density(samples, t)))

    start = onp.array([-1.0, 1.0, -1.0, -2.0])
    agrees(objective, start)
    found = adam(grad(objective), start, num_iters=150, step_size=0.1)
    assert objective(found) < objective(start) - 0.5


def test_hidden_markov_model():
    rs = npr.RandomState(5)
    observed = rs.randint(0, 4, size=25)
    parameters = {"start": rs.randn(3), "move": rs.randn(3, 3), "emit": rs.randn(3, 4)}

    def log_likelihood(parameters):
        normal = {key: x - logsumexp(x, axis=-1, keepdims=True) for key, x in parameters.items()}
        alpha = normal["start"] + normal["emit"][:, observed[0]]
        for letter in observed[1:]:
            alpha = logsumexp(alpha[:, None] + normal["move"], axis=0) + normal["emit"][:, letter]
        return logsumexp(alpha, axis=0)

    agrees(log_likelihood, parameters)
    loss = lambda parameters, i: -log_likelihood(parameters)
    found = sgd(grad(loss), parameters, num_iters=30, step_size=0.05)
    assert log_likelihood(found) > log_likelihood(parameters) + 1


def test_fluid_simulation():
    rows, columns = 8, 10
    grid = onp.meshgrid(onp.arange(rows), onp.arange(columns), indexing="ij")
    smoke = onp.exp(-((grid[0] - 4.0) ** 2 + (grid[1] - 3.0) ** 2) / 4)
    goal = onp.roll(smoke, 3, axis=1)

    def neighbours(f):
        return [np.roll(f, shift, axis=axis) for axis in (0, 1) for shift in (1, -1)]

    def project(vx, vy):
        up, down, _, _ = neighbours(vx)
        _, _, left, right = neighbours(vy)
        divergence = -0.5 * (down - up + right - left)
        pressure = np.zeros(divergence.shape)
        for _ in range(6):
            pressure = (divergence + sum(neighbours(pressure))) / 4.0
        up, down, left, right = neighbours(pressure)
        return vx - 0.5 * (down - up), vy - 0.5 * (right - left)

    def advect(f, vx, vy):
        x, y = grid[0] - vx, grid[1] - vy
        top, left = np.floor(x).astype(int), np.floor(y).astype(int)
        a, b = x - top, y - left
        top, left, bottom, right = top % rows, left % columns, (top + 1) % rows, (left + 1) % columns
        above = (1 - b) * f[top, left] + b * f[top, right]
        below = (1 - b) * f[bottom, left] + b * f[bottom, right]
        return np.reshape((1 - a) * above + a * below, (rows, columns))

    def simulate(vx, vy):
        density = smoke
        for _ in range(3):
            vx, vy = project(advect(vx, vx, vy), advect(vy, vx, vy))
            density = advect(density, vx, vy)
        return density

    def objective(parameters):
        velocities = np.reshape(parameters, (2, rows, columns))
        return np.mean((simulate(velocities[0], velocities[1]) - goal) ** 2)

    start = 0.3 * npr.RandomState(6).rand(2 * rows * columns) + 0.1
    agrees(objective, start, rtol=1e-5)
    found = minimize(value_and_grad(objective), start, jac=True, method="CG", options={"maxiter": 5})
    assert found.fun < 0.9 * objective(start)


def test_rosenbrock():
    rosenbrock = lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
    start = onp.array([-1.2, 1.0])
    agrees(rosenbrock, start)
    for method, extra in (("BFGS", {}), ("Newton-CG", {"hessp": hessian_vector_product(rosenbrock)})):
        found = minimize(value_and_grad(rosenbrock), start, jac=True, method=method, **extra)
        assert onp.allclose(found.x, 1.0, atol=1e-3)


def test_derivatives_of_tanh():
    tanh = lambda x: (1.0 - np.exp(-2 * x)) / (1.0 + np.exp(-2 * x))
    x = onp.linspace(-3, 3, 50)
    derivative = tanh
    for expected in (1 - onp.tanh(x) ** 2, -2 * onp.tanh(x) * (1 - onp.tanh(x) ** 2)):
        derivative = elementwise_grad(derivative)
        assert onp.allclose(derivative(x), expected)
    check_grads(derivative)(0.3)


@without(onp.full)
def test_a_gradient_of_ones_own():
    @primitive
    def lse(x):
        top = onp.max(x)
        return top + onp.log(onp.sum(onp.exp(x - top)))

    defvjp(lse, lambda ans, x: lambda g: np.full(x.shape, g) * np.exp(x - np.full(x.shape, ans)))
    loss = lambda y: lse(y**2)
    agrees(loss, onp.array([1.5, 6.7, 1e-10]))
    check_grads(loss)(onp.array([0.5, 1.0, -0.3]))


def test_mixture_and_singular_values_by_jacobian():
    rs = npr.RandomState(7)
    data = onp.concatenate([rs.randn(20, 2) - 2, rs.randn(20, 2) + 2])
    parameters = {"logits": onp.zeros(2), "means": 0.5 * rs.randn(2, 2), "roots": onp.stack([onp.eye(2)] * 2)}

    def log_likelihood(parameters):
        weights = parameters["logits"] - logsumexp(parameters["logits"], axis=0)
        scores = []
        for weight, mean, root in zip(weights, parameters["means"], parameters["roots"]):
            white = np.dot(data - mean, root)
            logdet = 0.5 * np.log(np.square(root[0, 0] * root[1, 1] - root[0, 1] * root[1, 0]))
            scores.append(weight - 0.5 * np.sum(white**2, axis=1) + logdet)
        return np.sum(logsumexp(np.vstack(scores), axis=0))

    agrees(log_likelihood, parameters)
    vector, unflatten = flatten(parameters)
    objective = lambda x: -log_likelihood(unflatten(x))
    found = minimize(
        objective, vector, jac=grad(objective), hessp=hessian_vector_product(objective), method="trust-ncg"
    )
    assert found.fun < objective(vector) - 10
    assert jacobian(grad(objective))(vector).shape == (len(vector), len(vector))
