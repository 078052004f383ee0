"""A script of its own, run in a bare process: how long importing takes.

    python -P startup.py autograd autograd.numpy

prints a JSON line: `numpy`, milliseconds to import NumPy, and `value`, to import the named modules after it
(with no names, NumPy's again). It imports only built-in modules, so that no peer finds its work done.
"""

import sys
import time

start = time.process_time()
import numpy  # noqa: E402, F401

middle = time.process_time()
for name in sys.argv[1:]:
    __import__(name)
end = time.process_time()
figures = (1e3 * (middle - start), 1e3 * (end - middle if sys.argv[1:] else middle - start))
print('{{"figures": {{"numpy": {:.4f}, "value": {:.4f}}}}}'.format(*figures))
