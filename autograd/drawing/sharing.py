"""What stands in a long formula more than once gets a name: `t1 * t1 with t1 = ...`."""

from __future__ import annotations

from typing import Any

from autograd.drawing.expression import Call, Expression, Name

SHORT = 10  # calls in a formula that is left as it is
WORTH = 3  # calls in a part that is worth a name


def parts_of(e: Expression) -> list[Call]:
    """Return the different calls in a formula, operands first. Parts that are alike count as one."""
    return list(Parts(e).calls)


def shared(e: Expression) -> Expression:
    """Give a name to every part of a long formula that stands in it more than once.

    >>> from autograd.drawing.expression import text
    >>> e = Name("x")
    >>> for _ in range(4):
    ...     e = Call("add", (Call("sin", (e,)), Call("cos", (e,))), (), "{} + {}")
    >>> print(text(shared(e), {}))
    sin(t3) + cos(t3) with t1 = sin(x) + cos(x), t2 = sin(t1) + cos(t1), t3 = sin(t2) + cos(t2)
    """
    parts = Parts(e)
    if not parts.calls or parts.sizes[-1] <= SHORT:
        return e
    written: dict[int, Expression] = {}
    definitions: list[Expression] = []
    for number, call in enumerate(parts.calls):
        args = tuple(written[parts.numbers[id(arg)]] if isinstance(arg, Call) else arg for arg in call.args)
        short: Expression = call._replace(args=args)
        if parts.uses[number] > 1 and weight(short) >= WORTH:
            name = Name(f"t{len(definitions) + 1}")
            definitions.append(Call("=", (name, short), (), "{} = {}"))
            short = name
        written[number] = short
    body = written[len(parts.calls) - 1]
    return Call("with", (body, *definitions)) if definitions else body


def weight(e: Expression) -> int:
    """How many calls are written in an expression, in which shared parts have names already."""
    return 1 + sum(map(weight, e.args)) if isinstance(e, Call) else 0


class Parts:
    """The different calls in a formula, operands first; without walking twice through what is shared."""

    def __init__(self, e: Expression) -> None:
        self.calls: list[Call] = []
        self.numbers: dict[int, int] = {}  # by id()
        self.uses: list[int] = []
        self.sizes: list[int] = []  # calls when all of it is written out
        known: dict[Any, int] = {}
        stack: list[tuple[Expression, bool]] = [(e, False)]
        while stack:
            part, ready = stack.pop()
            if not isinstance(part, Call) or id(part) in self.numbers:
                continue
            if not ready:
                stack.append((part, True))
                stack.extend((arg, False) for arg in reversed(part.args))
                continue
            args = tuple(self.numbers[id(arg)] if isinstance(arg, Call) else arg for arg in part.args)
            key = (part.op, args, part.static, part.infix)
            number = known.setdefault(key, len(self.calls))
            self.numbers[id(part)] = number
            if number == len(self.calls):
                self.calls.append(part)
                self.uses.append(0)
                inside = [self.numbers[id(arg)] for arg in part.args if isinstance(arg, Call)]
                self.sizes.append(1 + sum(self.sizes[place] for place in inside))
                for place in inside:
                    self.uses[place] += 1
