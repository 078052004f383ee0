"""Every op of the registry is under every law. A new op is tested by existing."""

import pytest

import autograd  # noqa: F401  (declares the ops)
from autograd.graph.op import REGISTRY
from tests.laws.demands import why_cases
from tests.laws.runner import check, laws_of

PAIRS = [(law, name) for name, op in REGISTRY.items() for law in laws_of(op)]


@pytest.mark.parametrize(("law", "name"), PAIRS, ids=[f"{name}-{law}" for law, name in PAIRS])
def test_law(law: str, name: str) -> None:
    op = REGISTRY[name]
    if why_cases(op) is not None:
        pytest.skip("it lacks `cases`: test_registry fails for that, and shows the line to paste")
    check(laws_of(op)[law], op)
