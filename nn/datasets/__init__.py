"""Data to learn from: real digits, carried with the package, and made-up points."""

from .digits import load_digits as load_digits
from .toy import moons as moons, spirals as spirals
