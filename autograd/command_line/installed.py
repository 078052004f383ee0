"""What is installed: versions, which layout engine serves, and whether another distribution has our import names."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from importlib import metadata
from typing import Any

import graphviz.backend

import autograd
from autograd._clash import cure
from autograd.drawing.layout import place

# distribution -> the extra that brings it; None: chainrule needs it
PACKAGES = {
    "numpy": None,
    "graphviz": None,
    "scipy": "scipy",
    "pygraphviz": "viz-full",
    "matplotlib": "plot",
    "tqdm": "progress",
    "safetensors": "io",
    "scikit-learn": "sklearn",
}
OURS = "chainrule"


def installed() -> dict[str, Any]:
    """Look at the installation.

    >>> installed()["packages"]["numpy"] == __import__("numpy").__version__
    True
    """
    folder = os.path.dirname(os.path.abspath(autograd.__file__))
    return {
        "chainrule": autograd.__version__,
        "folder": folder,
        "python": platform.python_version(),
        "executable": sys.executable,
        "platform": platform.platform(),
        "packages": {name: version(name) for name in PACKAGES},
        # The answer of the engine that laid out a box, not a guess from what is there.
        "layout": {"engine": place([(60.0, 30.0)], []).engine, "dot": shutil.which(graphviz.backend.DOT_BINARY)},
        "others": others(),
    }


def version(name: str) -> str | None:
    """Return the version of a distribution; None when it is not installed."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def others() -> dict[str, list[str]]:
    """Name the other distributions that bring a package of one of our names."""
    found = metadata.packages_distributions()
    return {name: sorted({d for d in found.get(name, ()) if d.lower() != OURS}) for name in ("autograd", "nn")}


def lines(facts: dict[str, Any]) -> list[str]:
    """Write the facts for people."""
    rows = {
        "chainrule": f"{facts['chainrule']} in {facts['folder']}",
        "Python": f"{facts['python']}, {facts['executable']}",
        "platform": facts["platform"],
    }
    for name, found in facts["packages"].items():
        rows[name] = found or f"not installed: pip install '{OURS}[{PACKAGES[name]}]'"
    rows["layout"] = layout(facts["layout"], facts["packages"]["pygraphviz"])
    written = [f"{key:<13}{value}" for key, value in rows.items()]
    clashes = {name: found for name, found in facts["others"].items() if found}
    if not clashes:
        return [*written, f"{'names':<13}no other distribution has a package autograd or nn"]
    for name, found in clashes.items():
        written.append(f"{'names':<13}the package {name} also comes with {', '.join(found)}")
    return [*written, "", *cure(os.path.dirname(facts["folder"])).splitlines()] if clashes["autograd"] else written


def layout(facts: dict[str, Any], pygraphviz: str | None) -> str:
    """Say which engine places the boxes of a picture, and why."""
    dot, engine = facts["dot"], facts["engine"]
    if engine == "dot":
        return f"dot, found at {dot}"
    absent = "the dot program is not on PATH" if dot is None else f"{dot} gave no answer"
    if engine == "pygraphviz":
        return f"pygraphviz {pygraphviz} ({absent})"
    return f"our own ({absent}; with it small graphs look tidier, and .png and .pdf can be saved)"
