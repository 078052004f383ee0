"""The vector spaces of arrays, where HIPS autograd has them."""

from autograd.extend.vspaces import (
    ArrayVSpace as ArrayVSpace,
    ComplexArrayVSpace as ComplexArrayVSpace,
    NamedTupleVSpace as NamedTupleVSpace,
    VSpace as VSpace,
)


class EigResultVSpace(NamedTupleVSpace):
    """The space of what `linalg.eig` returns."""


class EighResultVSpace(NamedTupleVSpace):
    """The space of what `linalg.eigh` returns."""


class QRResultVSpace(NamedTupleVSpace):
    """The space of what `linalg.qr` returns."""


class SlogdetResultVSpace(NamedTupleVSpace):
    """The space of what `linalg.slogdet` returns."""


class SVDResultVSpace(NamedTupleVSpace):
    """The space of what `linalg.svd` returns."""
