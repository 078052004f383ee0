"""Colours for a terminal: leaves blue, gradients green, what is not finite red. User text never holds a control
character when it comes here (`printable` escapes them), so no name can colour anything.
"""

from __future__ import annotations

import os
import re
from typing import TextIO

CODES = {"leaf": "34", "grad": "32", "bad": "1;31", "faint": "2", "head": "1"}
NOT_FINITE = re.compile(r"(?<![\w.])-?(?:nan|inf)j?(?![\w.])")


def wanted(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal that shows colours, and nobody objects (https://no-color.org)."""
    return stream.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")


def paint(text: str, look: str) -> str:
    """Write text in the colour of its look.

    >>> paint("x", "leaf")
    '\\x1b[34mx\\x1b[0m'
    """
    code = CODES.get(look)
    return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


def paint_line(line: str) -> str:
    """Colour one line of an explanation: its headings, and numbers that are not finite."""
    if line[:1] not in ("", " "):
        return paint(line, "head")
    return NOT_FINITE.sub(lambda match: paint(match[0], "bad"), line)
