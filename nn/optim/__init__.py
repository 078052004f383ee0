"""Optimisers: a pure update per parameter (`sgd_update`, `adam_update`) and one shared loop (`Optimizer`)."""

from .adam import Adam as Adam, AdamState as AdamState, AdamW as AdamW, adam_update as adam_update
from .base import Optimizer as Optimizer
from .schedule import constant_rate as constant_rate, cosine_rate as cosine_rate
from .sgd import SGD as SGD, sgd_update as sgd_update
