"""NumPy's random, for tensors and plain arrays: samples can be differentiated with respect to their parameters."""

from numpy.random import (
    MT19937 as MT19937,
    PCG64 as PCG64,
    PCG64DXSM as PCG64DXSM,
    SFC64 as SFC64,
    BitGenerator as BitGenerator,
    Philox as Philox,
    SeedSequence as SeedSequence,
    bytes as bytes,
    get_state as get_state,
    rand as rand,
    randn as randn,
    random as random,
    random_sample as random_sample,
    ranf as ranf,
    sample as sample,
    seed as seed,
    set_state as set_state,
    standard_cauchy as standard_cauchy,
)
from numpy.random.mtrand import (
    get_bit_generator as get_bit_generator,
    set_bit_generator as set_bit_generator,
)

from autograd.ops.sampling import (
    Generator as Generator,
    RandomState as RandomState,
    default_rng as default_rng,
    shared as _shared,
)

beta = _shared("beta")
binomial = _shared("binomial")
chisquare = _shared("chisquare")
choice = _shared("choice")
dirichlet = _shared("dirichlet")
exponential = _shared("exponential")
f = _shared("f")
gamma = _shared("gamma")
geometric = _shared("geometric")
gumbel = _shared("gumbel")
hypergeometric = _shared("hypergeometric")
laplace = _shared("laplace")
logistic = _shared("logistic")
lognormal = _shared("lognormal")
logseries = _shared("logseries")
multinomial = _shared("multinomial")
multivariate_normal = _shared("multivariate_normal")
negative_binomial = _shared("negative_binomial")
noncentral_chisquare = _shared("noncentral_chisquare")
noncentral_f = _shared("noncentral_f")
normal = _shared("normal")
pareto = _shared("pareto")
permutation = _shared("permutation")
poisson = _shared("poisson")
power = _shared("power")
randint = _shared("randint")
random_integers = _shared("random_integers")
rayleigh = _shared("rayleigh")
shuffle = _shared("shuffle")
standard_exponential = _shared("standard_exponential")
standard_gamma = _shared("standard_gamma")
standard_normal = _shared("standard_normal")
standard_t = _shared("standard_t")
triangular = _shared("triangular")
uniform = _shared("uniform")
vonmises = _shared("vonmises")
wald = _shared("wald")
weibull = _shared("weibull")
zipf = _shared("zipf")
