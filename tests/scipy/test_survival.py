"""Survival analysis as people write it: censored log-likelihoods, their gradients, Hessians and maxima."""

import numpy
import pytest

scipy_optimize = pytest.importorskip("scipy.optimize")
import scipy.special  # noqa: E402
import scipy.stats  # noqa: E402

import autograd.numpy as np  # noqa: E402
from autograd import grad, gradcheck, hessian, value_and_grad  # noqa: E402
from autograd.scipy.special import betainc, gammaincc, gammaincinv, gammaln, log_expit  # noqa: E402
from autograd.scipy.stats import gamma, norm  # noqa: E402

RNG = numpy.random.default_rng(3)
SIZE = 100
AGE = RNG.normal(size=SIZE)
LIFE = 3.0 * RNG.weibull(1.6, SIZE) * numpy.exp(0.4 * AGE)
END = RNG.uniform(1.0, 8.0, SIZE)
TIMES = numpy.minimum(LIFE, END)
EVENTS = LIFE <= END
ENTRY = numpy.where(RNG.uniform(size=SIZE) < 0.3, 0.3 * TIMES, 0.0)  # who was seen late only
UPPER = numpy.where(EVENTS, TIMES, numpy.ceil(TIMES + 0.5))


class Weibull:
    start = numpy.array([0.5, 0.2])

    @staticmethod
    def cumulative_hazard(params, times):
        scale, shape = np.exp(params[0]), np.exp(params[1])
        return (times / scale) ** shape

    @staticmethod
    def log_hazard(params, times):
        shape = np.exp(params[1])
        return params[1] - params[0] + (shape - 1) * (np.log(times) - params[0])


class LogNormal:
    start = numpy.array([0.8, -0.1])

    @staticmethod
    def cumulative_hazard(params, times):
        return -norm.logsf(np.log(times), loc=params[0], scale=np.exp(params[1]))

    @staticmethod
    def log_hazard(params, times):
        z, scale = np.log(times), np.exp(params[1])
        return norm.logpdf(z, params[0], scale) - z - norm.logsf(z, params[0], scale)


class LogLogistic:
    start = numpy.array([0.7, 0.4])

    @staticmethod
    def cumulative_hazard(params, times):
        return -log_expit(-np.exp(params[1]) * (np.log(times) - params[0]))

    @staticmethod
    def log_hazard(params, times):
        z = np.exp(params[1]) * (np.log(times) - params[0])
        return params[1] - np.log(times) + log_expit(z)


class GeneralizedGamma:
    """Prentice's form: mu, log sigma and lambda, whose square is one over the shape of a gamma variate."""

    start = numpy.array([0.9, -0.3, 0.7])

    @staticmethod
    def cumulative_hazard(params, times):
        shape = 1 / params[2] ** 2
        z = (np.log(times) - params[0]) / np.exp(params[1])
        return -np.log(gammaincc(shape, shape * np.exp(params[2] * z)))

    @staticmethod
    def log_hazard(params, times):
        shape = 1 / params[2] ** 2
        z = (np.log(times) - params[0]) / np.exp(params[1])
        x = shape * np.exp(params[2] * z)
        log_density = np.log(params[2]) - params[1] - np.log(times) + shape * np.log(x) - x - gammaln(shape)
        return log_density - np.log(gammaincc(shape, x))


class Gamma:
    start = numpy.array([0.3, 0.4])

    @staticmethod
    def cumulative_hazard(params, times):
        return -gamma.logsf(times, np.exp(params[0]), scale=np.exp(params[1]))

    @staticmethod
    def log_hazard(params, times):
        shape, scale = np.exp(params[0]), np.exp(params[1])
        return gamma.logpdf(times, shape, scale=scale) - gamma.logsf(times, shape, scale=scale)


class GeneralizedF:
    """The tail of an F variate: a ratio of gamma variates, by the incomplete beta function."""

    start = numpy.array([0.9, -0.3, 0.2, 0.4])

    @staticmethod
    def cumulative_hazard(params, times):
        a, b = np.exp(params[2]), np.exp(params[3])
        odds = a / b * np.exp((np.log(times) - params[0]) / np.exp(params[1]))
        return -np.log(betainc(b, a, 1 / (1 + odds)))

    @staticmethod
    def log_hazard(params, times):
        a, b = np.exp(params[2]), np.exp(params[3])
        log_odds = params[2] - params[3] + (np.log(times) - params[0]) / np.exp(params[1])
        constant = gammaln(a + b) - gammaln(a) - gammaln(b) - params[1]
        log_density = constant + a * log_odds - (a + b) * np.log1p(np.exp(log_odds)) - np.log(times)
        return log_density + GeneralizedF.cumulative_hazard(params, times)


MODELS = (Weibull, LogNormal, LogLogistic, GeneralizedGamma, Gamma, GeneralizedF)


def right_censored(model, params, times=TIMES, events=EVENTS, entry=ENTRY):
    """Minus the mean log-likelihood of right-censored times that were seen from their entry on."""
    late = entry > 0
    total = np.sum(events * model.log_hazard(params, times)) - np.sum(model.cumulative_hazard(params, times))
    return -(total + np.sum(model.cumulative_hazard(params, entry[late]))) / len(times)


def interval_censored(model, params):
    """Minus the mean log-likelihood of times known to lie in an interval."""
    known = EVENTS
    some = UPPER[~known]
    between = np.exp(-model.cumulative_hazard(params, TIMES[~known])) - np.exp(-model.cumulative_hazard(params, some))
    exact = model.log_hazard(params, TIMES[known]) - model.cumulative_hazard(params, TIMES[known])
    return -(np.sum(np.log(between)) + np.sum(exact)) / SIZE


@pytest.mark.parametrize("likelihood", [right_censored, interval_censored])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_gradient_and_hessian(model, likelihood):
    assert gradcheck(lambda params: likelihood(model, params), model.start)
    slope = grad(lambda params: likelihood(model, params))
    steps = 1e-5 * numpy.eye(len(model.start))
    differences = [(slope(model.start + e) - slope(model.start - e)) / 2e-5 for e in steps]
    exact = hessian(lambda params: likelihood(model, params))(model.start)
    assert numpy.allclose(exact, differences, rtol=1e-6, atol=1e-8) and numpy.allclose(exact, exact.T, atol=1e-12)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_hazard_is_the_slope_of_the_cumulative_one(model):
    times = numpy.array([0.2, 1.0, 4.0, 9.0])
    rate = [grad(lambda t: model.cumulative_hazard(model.start, t))(float(t)) for t in times]
    assert numpy.allclose(numpy.log(rate), model.log_hazard(model.start, times), rtol=1e-9)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_most_likely_parameters(model):
    def loss(params):
        return right_censored(model, params)

    fit = scipy_optimize.minimize(value_and_grad(loss), model.start, jac=True, method="BFGS", options={"gtol": 1e-6})
    newton = scipy_optimize.minimize(
        loss, model.start, jac=grad(loss), hess=hessian(loss), method="trust-exact", options={"gtol": 1e-8}
    )
    assert numpy.max(numpy.abs(grad(loss)(newton.x))) < 1e-6
    assert fit.fun == pytest.approx(newton.fun, abs=1e-7)
    if model is not GeneralizedF:  # a Weibull sample lies at the end of its range
        assert numpy.all(numpy.linalg.eigvalsh(hessian(loss)(newton.x)) > 0)


def test_weibull_without_censoring_is_scipys_fit():
    sample = LIFE[:60]

    def loss(params):
        return right_censored(Weibull, params, sample, numpy.ones(60), numpy.zeros(60))

    fit = scipy_optimize.minimize(loss, Weibull.start, jac=grad(loss), method="BFGS", options={"gtol": 1e-8})
    shape, _, scale = scipy.stats.weibull_min.fit(sample, floc=0)
    assert numpy.allclose(numpy.exp(fit.x), [scale, shape], rtol=1e-3)


def test_accelerated_failure_time_with_a_covariate_finds_the_truth():
    def loss(params):
        """The scale depends on age; a dictionary of parameters, as a person writes it."""
        scale = params["intercept"] + params["age"] * AGE
        z = np.exp(params["log_shape"]) * (np.log(TIMES) - scale)
        log_hazard = params["log_shape"] - np.log(TIMES) + z
        return -np.mean(EVENTS * log_hazard - np.exp(z))

    names = ("intercept", "age", "log_shape")

    def flat(x):
        value, slope = value_and_grad(loss)(dict(zip(names, map(float, x))))
        return value, numpy.array([slope[name] for name in names])

    fit = scipy_optimize.minimize(flat, numpy.zeros(3), jac=True, method="L-BFGS-B")
    errors = numpy.sqrt(numpy.diag(numpy.linalg.inv(SIZE * numpy.array(
        hessian(lambda x: loss(dict(zip(names, x))))(fit.x)
    ))))  # fmt: skip
    truth = numpy.array([numpy.log(3.0), 0.4, numpy.log(1.6)])
    assert fit.success and numpy.all(numpy.abs(fit.x - truth) < 3 * errors) and numpy.all(errors < 0.1)


def test_partial_likelihood_of_cox():
    order = numpy.argsort(-TIMES)
    x, died = numpy.stack([AGE, AGE**2], 1)[order], EVENTS[order]

    def loss(beta):
        risk = x @ beta
        top = np.max(risk)
        return -np.sum(died * (risk - top - np.log(np.cumsum(np.exp(risk - top))))) / SIZE

    beta = numpy.array([-0.3, 0.1])
    assert gradcheck(loss, beta, order=2)
    fit = scipy_optimize.minimize(loss, beta, jac=grad(loss), hess=hessian(loss), method="Newton-CG")
    assert fit.x[0] == pytest.approx(-0.4 * 1.6, abs=0.2)  # accelerated by 0.4 is a hazard ratio of exp(-0.64)


def test_a_median_by_the_delta_method():
    """The quantile of the generalised gamma distribution and its gradient, as confidence intervals need it."""

    def median(params):
        shape = 1 / params[2] ** 2
        return np.exp(params[0] + np.exp(params[1]) / params[2] * np.log(gammaincinv(shape, 0.5) / shape))

    params = GeneralizedGamma.start
    assert gradcheck(median, params)
    assert GeneralizedGamma.cumulative_hazard(params, median(params)) == pytest.approx(numpy.log(2.0), rel=1e-12)


def test_far_censored_times_do_not_spoil_the_gradient():
    """Survival to times whose probability underflows: the log tail is exact, where log(gammaincc) is -inf."""
    times = numpy.array([1.0, 900.0, 4000.0])

    def loss(params):
        return np.sum(Gamma.cumulative_hazard(params, times))

    assert scipy.special.gammaincc(1.5, 4000.0) == 0.0
    assert gradcheck(loss, numpy.array([0.3, 0.1]), order=2)
