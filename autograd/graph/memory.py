"""Keep the memory of freed arrays in the process, instead of faulting it in again for every step.

glibc returns freed memory at the end of its heap to the system beyond a threshold that starts at 128 KiB
and follows the largest block that was freed while mapped on its own. A graph that dies returns all its
arrays, and the next one pays a page fault for every 4 KiB: a gradient over 20,000 numbers took 690 us of
which 450 were page faults. Freeing one large block, never touched, lifts the threshold for good.
See docs/decisions/0008.
"""

import sys

import numpy as np

LARGEST = 32 * 1024 * 1024 - 64 * 1024  # just below the largest block that glibc adapts to


def keep_freed_memory() -> None:
    """Lift glibc's thresholds; MALLOC_ variables that the user has set win, other systems do not care."""
    if sys.platform == "linux":
        np.empty(LARGEST, np.uint8)


keep_freed_memory()
