"""Notice that the package `autograd` is not ours.

HIPS's distribution `autograd`, installed after chainrule, replaces `autograd/__init__.py` and with it the check there.
"""

import os
from typing import Any

import autograd


def check() -> None:
    """Raise ImportError if the package `autograd` is not the one that belongs to `nn`.

    Raises
    ------
    ImportError
        With the commands that mend it.
    """
    if hasattr(autograd, "Tensor"):  # HIPS's has none
        return
    (found, *_) = autograd.__path__  # there is no __file__ when uninstalling HIPS's took __init__.py away
    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # HIPS's package has no such file, so ours is still there. It is run and not imported: `autograd` may be elsewhere.
    advice: dict[str, Any] = {}
    with open(os.path.join(ours, "autograd", "_clash.py"), encoding="utf-8") as file:
        exec(file.read(), advice)
    cure = advice["cure"](ours, os.path.dirname(found))
    raise ImportError(
        f"nn needs the package 'autograd' of the distribution 'chainrule'; the one in {found} is not it: HIPS's "
        f"distribution 'autograd' is, or was, installed over it or before it. {cure}"
    )
