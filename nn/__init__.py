"""A thin neural-network library on top of `autograd`: modules, losses, optimisers, data, a training loop."""

# ruff: noqa: E402  (the clash check must come before anything else is imported)
from ._clash import check as _check

_check()

from . import datasets as datasets, functional as functional, init as init, optim as optim
from .data import Batches as Batches, stratified_split as stratified_split
from .layers import (
    GELU as GELU,
    MLP as MLP,
    LeakyReLU as LeakyReLU,
    Linear as Linear,
    ReLU as ReLU,
    Sequential as Sequential,
    Sigmoid as Sigmoid,
    Softmax as Softmax,
    Tanh as Tanh,
)
from .losses import cross_entropy as cross_entropy, mse as mse
from .module import Module as Module
from .optim import SGD as SGD, Adam as Adam, AdamW as AdamW
from .pipeline import Standardise as Standardise
from .training import accuracy as accuracy, fit as fit, predict as predict
