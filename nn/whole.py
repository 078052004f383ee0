"""Whole numbers: sizes and counts."""

import operator


def whole(name: str, value: int) -> int:
    """`value` as a Python int. Raises TypeError, which names it `name`, for anything but a whole number.

    >>> whole("size", 3)
    3
    """
    try:
        return operator.index(value)
    except TypeError:
        cure = f"Write int({value!r})" if isinstance(value, float) else "Pass an int"
        raise TypeError(f"{name} must be a whole number; got {value!r}, a {type(value).__name__}. {cure}.") from None
