"""Layers: modules whose `__call__` takes an array or Tensor and gives a Tensor."""

from .activations import (
    GELU as GELU,
    LeakyReLU as LeakyReLU,
    ReLU as ReLU,
    Sigmoid as Sigmoid,
    Softmax as Softmax,
    Tanh as Tanh,
)
from .containers import MLP as MLP, Sequential as Sequential
from .linear import Linear as Linear
