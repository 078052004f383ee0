"""What HIPS autograd keeps beside its core: flatten, optimizers, fixed points, tracers."""

from autograd.misc.flatten import flatten as flatten
from autograd.misc.tracers import const_graph as const_graph
