"""Where `logsumexp` lived in old SciPy, and HIPS autograd still has it."""

from autograd.scipy.special import logsumexp as logsumexp
