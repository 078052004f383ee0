"""Measure what HIPS autograd, PyTorch and JAX answer at the corners, and write it to `peers.json`.

    .venv/bin/python -m tests.house.corners.measure                    # in the environments of the benchmarks
    .venv/bin/python -m tests.house.corners.measure JAX=/path/python   # in one of your own
"""

import json
import subprocess
import sys

from tests.benchmarks.environments import PEERS as ENVIRONMENTS, interpreter
from tests.house.corners.rows import HERE, PEERS, rows

NAMES = {"HIPS": "autograd", "PyTorch": "torch", "JAX": "jax"}


def measured(peer, python):
    """Run `peer.py` in a peer's interpreter: its version, and a value for each point."""
    points = json.dumps([(row.expression, row.x) for row in rows()])
    command = [python, HERE / "peer.py", peer]
    return json.loads(subprocess.run(command, input=points, stdout=subprocess.PIPE, text=True, check=True).stdout)


if __name__ == "__main__":
    given = dict(argument.split("=", 1) for argument in sys.argv[1:])
    found = {name: measured(name, given.get(name) or interpreter(ENVIRONMENTS[NAMES[name]])) for name in PEERS}
    (HERE / "peers.json").write_text(json.dumps(found, indent=1) + "\n")
