"""Checking gradients against numerical derivatives."""

from autograd.checking.compare import gradcheck as gradcheck
from autograd.checking.report import GradientReport as GradientReport
