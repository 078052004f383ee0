"""The `dot` program, run with a time limit: on a dense graph it may need minutes."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

PATIENCE = 5.0  # seconds that a picture may wait for `dot`


class DotFailed(Exception):
    """`dot` is absent or gave no picture; the message says which."""


class DotAbsent(DotFailed):
    """There is no `dot` program."""


class DotTooSlow(DotFailed):
    """`dot` was stopped because its time was up."""


def run_dot(source: str, *options: str) -> bytes:
    """Give `dot` a graph and return what it writes.

    Raises:
        DotTooSlow: after `PATIENCE` seconds; `dot` and what it started are killed.
        DotAbsent: when it is not installed.
        DotFailed: when it fails.
    """
    # Imported here: they cost 17 ms, more than the rest of `import autograd`, and only pictures need them.
    import subprocess

    import graphviz.backend

    # graphviz.pipe would do, but it cannot be told to stop waiting.
    command = [os.fspath(graphviz.backend.DOT_BINARY), *options]
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, start_new_session=True
        )
    except OSError as error:
        raise DotAbsent("is not installed") from error
    try:
        output, _ = process.communicate(source.encode("utf-8"), timeout=PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise DotTooSlow(f"was still at work after {PATIENCE:g} s") from error
    finally:
        if process.poll() is None:  # also when the user has lost patience: Ctrl-C
            stop(process)
    if process.returncode:
        raise DotFailed(f"failed (status {process.returncode})")
    return output


def drawn_in_process(source: str, form: str, engine: str) -> bytes:
    """Let pygraphviz, which brings Graphviz's library with it, make a picture; nothing can stop it.

    Raises:
        DotFailed: when it is absent or fails.
    """
    try:
        import pygraphviz
    except ImportError as error:
        raise DotFailed("is not installed") from error
    try:
        drawn: bytes = pygraphviz.AGraph(string=source).draw(format=form, prog=engine)
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        raise DotFailed(f"is not installed, and pygraphviz failed ({error})") from error
    return drawn


def stop(process: subprocess.Popen[bytes]) -> None:
    """Kill a program and, where `dot` is a script that calls the real one, what it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()
