"""Drawing a computation graph: a text tree, DOT, SVG, and a picture in a notebook.

The walks here read the recorded graph once into plain data (`snapshot`); everything after that
(`scene`, `layout`, `svg`, `dot`, `text`) knows neither nodes nor tensors.
"""

from autograd.drawing.drawing import draw as draw
from autograd.drawing.explain import explain as explain
from autograd.drawing.recording import record_backward as record_backward
