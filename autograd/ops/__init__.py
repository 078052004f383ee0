"""The declarations of ops, one file per chapter. Chapters that nothing else imports are declared by these lines."""

from autograd.ops import (
    counting as counting,
    covariance as covariance,
    creation as creation,
    gridded as gridded,
    ignoring_nan as ignoring_nan,
    mapping as mapping,
    quantiles as quantiles,
    sets as sets,
    spacing as spacing,
    widening as widening,
    windows as windows,
)
