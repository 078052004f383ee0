"""einsum: sums of products in Einstein's notation.

Every form that NumPy allows is brought to one before it is recorded: explicit subscripts of single
letters. The cotangent of an operand is then again an einsum, of the cotangent and the other operands.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.errors import NoRuleError
from autograd.graph.domain import Case
from autograd.graph.op import implements, record
from autograd.graph.views import PLAIN
from autograd.ops.composing import arrayed
from autograd.ops.kinds import bilinear
from autograd.ops.reducing import Shape, given, refuse, shape_of, some_tensor

LETTERS = string.ascii_uppercase + string.ascii_lowercase  # the order in which NumPy numbers them


# ---- the op ------------------------------------------------------------------------------------------------------


def einsum_forward(operands: Sequence[Any], subscripts: str = "", optimize: Any = False) -> Any:
    """Sum products, as explicit subscripts say."""
    return np.einsum(subscripts, *operands, optimize=optimize)


def einsum_vjp(g: Any, index: int, operands: Any, shapes: Any, subscripts: str, optimize: Any) -> Any:
    """The einsum of the cotangent and the other operands, for the subscripts of this one.

    A letter that occurs twice in it (a diagonal) is told apart by an identity matrix; along a letter that
    no other operand has, or whose length here is 1, the cotangent is repeated or summed.
    """
    inputs, result = split(subscripts)
    sizes = lengths(inputs, shapes)
    own, shape = inputs[index], shapes[index]
    terms, values = [result], [g]
    for k, letters in enumerate(inputs):
        if k != index:
            terms.append(letters)
            values.append(operands[k])
    fresh = iter([letter for letter in LETTERS if letter not in subscripts])
    axes: list[str] = []
    for letter, n in zip(own, shape, strict=True):
        if letter in axes:
            twin = next(fresh)
            terms.append(letter + twin)
            values.append(np.eye(n, dtype=bool))
            sizes[twin] = n
            letter = twin
        axes.append(letter)
    known = {letter for term, value in zip(terms, values, strict=True) for letter in at_length(term, value, sizes)}
    wanted = [letter for letter, n in zip(axes, shape, strict=True) if letter in known and n == sizes[letter]]
    if not isinstance(optimize, (bool, str)):  # a path for the operands, not for these terms
        optimize = True
    bar = einsum_op(values, ",".join(terms) + "->" + "".join(wanted), optimize)
    if len(wanted) == len(shape):
        return bar
    bar = np.reshape(bar, tuple(n if letter in wanted else 1 for letter, n in zip(axes, shape, strict=True)))
    return np.broadcast_to(bar, shape)


def split(subscripts: str) -> tuple[list[str], str]:
    """Return the subscripts of the operands and of the result."""
    inputs, _, result = subscripts.partition("->")
    return inputs.split(","), result


def lengths(inputs: list[str], shapes: Sequence[Shape]) -> dict[str, int]:
    """Return the length of every letter; an axis of length 1 broadcasts."""
    sizes: dict[str, int] = {}
    for letters, shape in zip(inputs, shapes, strict=True):
        for letter, n in zip(letters, shape, strict=True):
            if sizes.get(letter, 1) == 1:
                sizes[letter] = n
    return sizes


def at_length(letters: str, value: Any, sizes: dict[str, int]) -> list[str]:
    """Return the letters along which an operand is not to be broadcast."""
    return [letter for letter, n in zip(letters, shape_of(value), strict=True) if n == sizes[letter]]


einsum_op = bilinear(
    einsum_forward,
    operands=einsum_vjp,
    variadic=True,
    name="einsum",
    views=PLAIN,
    cases=(
        Case(((2, 3), (3, 4)), {"subscripts": "ij,jk->ik"}),
        Case(((2, 3), (3, 4)), {"subscripts": "ij,jk->ki", "optimize": True}),
        Case(((2, 3, 4),), {"subscripts": "ijk->kj"}, note="summed letter"),
        Case(((3, 3),), {"subscripts": "ii->i"}, note="diagonal"),
        Case(((3, 3),), {"subscripts": "ii->"}, note="trace"),
        Case(((2, 2, 2),), {"subscripts": "iii->i"}, note="three equal letters"),
        Case(((2, 2, 3), (3, 2)), {"subscripts": "iij,ji->j"}),
        Case(((2, 3), (2, 3), (3,)), {"subscripts": "ij,ij,j->i"}),
        Case(((2, 3), (4,)), {"subscripts": "ij,k->j"}, note="letters summed in one operand only"),
        Case(((2, 1), (1, 3)), {"subscripts": "ij,ij->ij"}, note="length 1 broadcasts"),
        Case(((2, 1), (2, 3)), {"subscripts": "ij,ij->i"}),
        Case(((), (2,)), {"subscripts": ",i->i"}),
        Case(((2,), (2,)), {"subscripts": "i,i->"}),
        Case(((2, 0), (0, 3)), {"subscripts": "ij,jk->ik"}),
    ),
)


# ---- NumPy's forms -----------------------------------------------------------------------------------------------


@implements(np.einsum)
def einsum(*operands: Any, out: Any = None, optimize: Any = False, **keywords: Any) -> Any:
    """Sum products in Einstein's notation, as np.einsum.

    Args:
        *operands: the subscripts and then the operands (`einsum("ij,jk->ik", a, b)`), or each operand
            followed by the list of its axes' numbers, and perhaps that of the result
            (`einsum(a, [0, 1], b, [1, 2], [0, 2])`). Ellipses, repeated letters and implicit results work.
        out: a tensor that takes the result and is returned.
        optimize: how to order the products of several operands, as for np.einsum.
        **keywords: dtype, order, casting: for plain arrays only.

    Raises:
        NoRuleError: an unsupported keyword was given together with a tensor.
        ValueError: the subscripts do not fit the operands.

    >>> einsum("ij,j->i", np.eye(2), np.array([1.0, 2.0])).tolist()
    [1.0, 2.0]
    """
    if "subscripts" in keywords and len(operands) == 1:  # the form of all our ops on lists
        return einsum_op(operands[0], keywords["subscripts"], optimize)
    if out is not None or not some_tensor(*operands):
        return np.einsum(*operands, optimize=optimize, **given(out=out), **keywords)
    options = given(**keywords)
    refuse("einsum", options, *options)
    if isinstance(operands[0], str):
        text, arrays = "".join(operands[0].split()), operands[1:]
    else:
        text, arrays = from_lists(operands)
    values = tuple(map(arrayed, arrays))
    subscripts = explicit(text, [len(shape_of(x)) for x in values])
    return record(einsum_op, values, {"subscripts": subscripts, "optimize": optimize})


def from_lists(operands: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """Turn operands followed by lists of axis numbers into subscripts and operands."""
    pairs = len(operands) // 2
    text = ",".join(letters_of(operands[2 * k + 1]) for k in range(pairs))
    if len(operands) % 2:
        text += "->" + letters_of(operands[-1])
    return text, operands[: 2 * pairs : 2]


def letters_of(numbers: Sequence[Any]) -> str:
    """Write a list of axis numbers as subscripts."""
    return "".join("..." if number is Ellipsis else LETTERS[number] for number in numbers)


def explicit(text: str, ndims: list[int]) -> str:
    """Write subscripts without ellipses and with the result."""
    head, arrow, result = text.partition("->")
    inputs = head.split(",")
    if len(inputs) != len(ndims):
        raise ValueError(f"einsum {text!r} names {len(inputs)} operands, but {len(ndims)} were given.")
    spare = [letter for letter in LETTERS if letter not in text]
    hidden = [ndim - len(term.replace("...", "")) for term, ndim in zip(inputs, ndims, strict=True)]
    for term, ndim, count in zip(inputs, ndims, hidden, strict=True):
        if count < 0 or (count and "..." not in term):
            raise ValueError(f"einsum {text!r}: the operand {term!r} has {ndim} axes.")
    most = sorted(hidden)[-1]
    if most > len(spare):
        raise NoRuleError(f"einsum {text!r}: more than {len(LETTERS)} different axes are not supported.")
    dots = "".join(spare[:most])
    if not arrow:
        once = sorted(letter for letter in set(head) - set(",.") if head.count(letter) == 1)
        result = "..." * ("..." in head) + "".join(once)
    elif dots and "..." not in result:
        raise ValueError(f"einsum {text!r}: the result lacks the ellipsis that the operands have.")
    named = [term.replace("...", dots[most - count :]) for term, count in zip(inputs, hidden, strict=True)]
    return ",".join(named) + "->" + result.replace("...", dots)
