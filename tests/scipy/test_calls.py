"""SciPy's own functions on a tracked Tensor: on the graph with the right gradient, or refused, never silently off."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("scipy")

from tests.scipy.calls import calls

# Results that do not change when the argument changes a little: ranks, and distances to the nearest zero.
CONSTANT = {
    "stats.spearmanr(X, Y)",
    "stats.ks_2samp(X, Y)",
    "stats.mannwhitneyu(X, Y)",
    "stats.wilcoxon(X - Y)",
    "stats.rankdata(X)",
    "ndimage.distance_transform_edt(M)",
}
# C code that takes float(t) of what the function returns. float(t) is allowed outside of a transform, where people
# write losses.append(float(loss)), and refused within one.
FLOAT = {
    "integrate.quad(lambda t: t * V[0], 0, 1)",
    "integrate.quad(lambda t: t, 0, V[0])",
    "integrate.dblquad(lambda s, t: V[0], 0, 1, 0, 1)",
    "integrate.nquad(lambda t: t * V[0], [(0, 1)])",
    "optimize.brentq(lambda v: v - V[0], -5.0, 5.0)",
    "optimize.bisect(lambda v: v - V[0], -5.0, 5.0)",
}
# What has a derivative: always, and by SCIPY_ARRAY_API=1 beside that. SciPy's other versions may have more or fewer.
TRACKED = {
    "special.gammaln(X)",
    "special.xlogy(X, Y)",
    "special.betainc(X, Y, P)",
    "fft.fftshift(X)",
}
TRACKED_BY_NAMESPACE = {
    "optimize.rosen(X)",
    "special.logsumexp(X)",
    "special.softmax(X)",
    "special.log_softmax(X)",
    "stats.zscore(X)",
    "stats.gmean(X)",
    "stats.kurtosis(X)",
    "signal.fftconvolve(X, V)",
    "integrate.trapezoid(X)",
    "fft.rfft(X)",
    "fft.irfft2(M)",
}


def outcomes(switch: str) -> dict[str, tuple[str, str]]:
    """Run all calls in a process of its own, since SciPy reads the switch when it is imported."""
    environment = {key: value for key, value in os.environ.items() if key != "SCIPY_ARRAY_API"}
    command = [sys.executable, "-m", "tests.scipy.calls"]
    environment |= {"SCIPY_ARRAY_API": "1"} if switch else {}
    done = subprocess.run(
        command, env=environment, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {call: (outside, inside) for call, outside, inside in rows}


@pytest.mark.parametrize("switch", ["", "SCIPY_ARRAY_API"])
def test_no_function_loses_the_graph_silently(switch):
    found = outcomes(switch)
    assert set(found) == set(calls()) and len({call.partition("(")[0] for call in found}) > 250
    faults = []
    for call, (outside, inside) in found.items():
        faults += [f"{call}: {outside}"] if not fine(outside) and call not in CONSTANT | FLOAT else []
        faults += [f"{call}, inside: {inside}"] if not fine(inside) and call not in CONSTANT else []
    assert not faults, "\n".join(faults)
    if switch:
        assert {call for call in TRACKED_BY_NAMESPACE if found[call] != ("tracked", "tracked")} == set()
    else:  # with the switch some of SciPy's special functions are no ufuncs any more
        assert {call for call in TRACKED if found[call] != ("tracked", "tracked")} == set()


def fine(outcome: str) -> bool:
    """Tell whether a result is on the graph, or an error, or no floating-point number."""
    return outcome == "tracked" or outcome.startswith("refused") or outcome == "constant"
