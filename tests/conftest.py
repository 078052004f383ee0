"""Settings for every test: how many examples hypothesis tries.

`HYPOTHESIS_PROFILE` chooses: `ci` (the default: the same few examples in every run, nothing remembered
between runs), `few` (a third of them, for the laws on the oldest NumPy, which differs in little) or `deep` (other
examples in every run, many of them; `make test-deep`).
"""

import os

from hypothesis import HealthCheck, settings

from autograd.ops.chapters import import_all

import_all()  # the laws and the pages are about every op

# A slow machine is no fault of the code: neither a deadline nor the check that counts seconds may fail
# a test.
for name, examples in (("ci", 25), ("few", 8)):
    settings.register_profile(
        name,
        derandomize=True,
        max_examples=examples,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.register_profile(
    "deep",
    derandomize=False,
    max_examples=500,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
