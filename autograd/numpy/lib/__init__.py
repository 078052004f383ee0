"""The part of NumPy's lib that makes arrays from arrays: `stride_tricks`."""

from autograd.numpy.lib import stride_tricks as stride_tricks
