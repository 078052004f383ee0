"""The graph: nodes, op records, and the walks over them. It knows no operation by name."""
