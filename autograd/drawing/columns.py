"""Columns: how wide text is in a terminal, and text that is padded to a width.

A character of Korean, Chinese or Japanese takes two columns, and a mark that is put over another character none.
"""

from __future__ import annotations

import unicodedata

JAMO = range(0x1160, 0x1200)  # vowels and final consonants of Hangul: a terminal puts them into the syllable before


def columns(text: str) -> int:
    """Count the columns that text takes in a terminal.

    >>> columns("loss"), columns("\N{HANGUL SYLLABLE SON}"), columns("e\N{COMBINING ACUTE ACCENT}")
    (4, 2, 1)
    """
    return len(text) if text.isascii() else sum(map(width, text))


def width(character: str) -> int:
    """Count the columns of one character."""
    if unicodedata.category(character) in ("Mn", "Me") or ord(character) in JAMO:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, wide: int) -> str:
    """Put spaces behind text up to a width in columns; text that is wider stays as it is."""
    return text + " " * (wide - columns(text))
