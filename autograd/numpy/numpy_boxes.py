"""ArrayBox, where HIPS autograd has it."""

from autograd.extend.boxes import ArrayBox as ArrayBox, Box as Box, SequenceBox as SequenceBox
from autograd.ops.primitive import primitive as primitive

