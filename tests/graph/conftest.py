"""Throw-away ops for tests of the engine: what a test declares is forgotten at its end."""

from collections.abc import Iterator

import pytest

from autograd.graph.op import IMPLEMENTATIONS, REGISTRY


@pytest.fixture
def registry() -> Iterator[None]:
    """Let a test declare ops; take them out of the registry and the dispatch table afterwards."""
    ops, functions = dict(REGISTRY), dict(IMPLEMENTATIONS)
    yield
    for table, before in ((REGISTRY, ops), (IMPLEMENTATIONS, functions)):
        table.clear()
        table.update(before)
