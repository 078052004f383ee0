"""The graph: nodes, op records, and the walks over them. It knows no operation by name."""

import autograd.graph.memory  # noqa: F401  (for its effect, before any array of a graph is made)
