"""Schedules: functions of the part of the training that is done (0 to 1) that give a factor for the rate."""

import math


def constant_rate(done: float) -> float:
    """1 all the time.

    >>> constant_rate(0.5)
    1.0
    """
    return 1.0


def cosine_rate(done: float) -> float:
    """From 1 down to 0 along half a cosine: Loshchilov, Hutter (2017), SGDR, equation 5 without restarts.

    >>> cosine_rate(0.0), round(cosine_rate(0.5), 3), cosine_rate(1.0)
    (1.0, 0.5, 0.0)
    """
    return 0.5 * (1.0 + math.cos(math.pi * min(max(done, 0.0), 1.0)))
