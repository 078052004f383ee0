"""Find another distribution that was installed into this very folder.

HIPS's distribution `autograd` brings a package of the same name. Installed into the same `site-packages`, the
two overwrite each other's files, and what is imported then is a mixture of both that fails in odd places.
"""

import os

# Asking `importlib.metadata` the same question takes 27 ms; listing a folder of 300 entries takes 0.2 ms.


def check() -> None:
    """Raise ImportError if HIPS's distribution `autograd` lies in the same folder as this package.

    A copy elsewhere on `sys.path` is no clash: only one of the two is imported then.

    Raises
    ------
    ImportError
        With the commands that mend it.
    """
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    try:
        entries = os.listdir(folder)
    except OSError:  # imported from a zip file: nothing is installed beside it
        return
    for entry in entries:
        if entry.lower().startswith("autograd-") and _distribution(entry) == "autograd":
            raise ImportError(_ADVICE.format(entry=entry, folder=folder))


def _distribution(entry: str) -> str:
    """Name the distribution that the directory `entry` describes, in lower case; '' if it describes none.

    >>> _distribution("autograd-1.9.1.dist-info")
    'autograd'
    >>> _distribution("autograd-gamma-0.5.0.dist-info")
    'autograd-gamma'
    """
    stem, suffix = os.path.splitext(entry.lower())
    return stem.rpartition("-")[0] if suffix == ".dist-info" else ""


_ADVICE = """\
two distributions share the folder of the package 'autograd': 'chainrule', which you are importing, \
and HIPS's 'autograd' ({entry} in {folder}). Each has overwritten files of the other. To keep chainrule:

    python -m pip uninstall -y autograd
    python -m pip install --force-reinstall --no-deps chainrule

Code that needs HIPS's autograd belongs in a virtual environment of its own."""
