"""What a gradient check found, for people: a verdict, the worst error, and which entry of which argument is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from autograd.checking.numeric import Slopes
from autograd.errors import GradientCheckError

SHOWN = 8  # findings listed in full


class Finding(NamedTuple):
    """One derivative that does not agree with differences, or cannot be judged by them.

    `kind` is "wrong"; "kink" where the function has a corner and the gradient is one of the slopes
    between left and right; or "unsettled" where numerical derivatives do not agree among themselves. `slopes` are those
    on the left and on the right of a corner.
    """

    kind: str
    where: str  # such as "argument 0['w'], entry [2, 3]"
    mode: str  # such as "reverse mode"
    analytic: float
    numerical: float
    error: float  # relative
    slopes: Slopes | None = None

    @property
    def note(self) -> str:
        """What else was found out."""
        if self.slopes is not None:
            return f"a kink, with slope {self.slopes.left:.6g} on the left and {self.slopes.right:.6g} on the right"
        return "step sizes disagree: a kink or the domain's edge is near, or noise" if self.kind == "unsettled" else ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.mode} gives {self.analytic:.10g}, differences give {self.numerical:.10g}"
        return f"{text}: {self.note}" if self.note else f"{text} (relative error {self.error:.1e})"


@dataclass
class GradientReport:
    """The result of `gradcheck`: true when every derivative that could be judged is right.

    Attributes:
        relative_error: the largest relative error among what could be judged: of a right derivative relative to
            the largest of its array, of a wrong one to itself.
        tolerance: the relative error that was allowed.
        worst: the two numbers that were compared where that error is, the derivative and the one by differences.
        judged: how many derivatives were compared.
        checked: sentences that say what was compared, and how.
        findings: what is wrong, and what could not be judged.
        problem: why nothing could be checked at all (the function is not deterministic, say), else "".
    """

    tolerance: float
    relative_error: float = 0.0
    worst: tuple[float, float] | None = None
    judged: int = 0
    checked: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    problem: str = ""

    @property
    def ok(self) -> bool:
        """Whether something was compared and nothing is wrong."""
        return not self.problem and self.judged > 0 and not self.of_kind("wrong")

    def __bool__(self) -> bool:
        return self.ok

    def of_kind(self, kind: str) -> list[Finding]:
        """Return the findings of one kind, the worst first."""
        found = [finding for finding in self.findings if finding.kind == kind]
        return sorted(found, key=lambda finding: -finding.error)

    def raise_if_bad(self) -> GradientReport:
        """Return the report itself when it is good, so that the call can be chained.

        Raises:
            GradientCheckError: a derivative is wrong, or nothing could be checked; its text is the report.
        """
        if not self.ok:
            raise GradientCheckError(str(self))
        return self

    def __str__(self) -> str:
        verdict = "right" if self.ok else "WRONG" if self.of_kind("wrong") else "not possible"
        error = f", relative error {self.relative_error:.1e} (allowed {self.tolerance:.0e})" if self.judged else ""
        lines = [f"gradient check: {verdict}{error}"]
        if self.problem:
            lines.append(f"  {self.problem}")
        elif not self.judged:
            lines.append("  no derivative could be judged by differences at this point.")
        for title, kind in (("wrong", "wrong"), ("not smooth here", "kink"), ("could not be judged", "unsettled")):
            found = self.of_kind(kind)
            lines += [f"  {title}: {finding}" for finding in found[:SHOWN]]
            if len(found) > SHOWN:
                lines.append(f"  {title}: {len(found) - SHOWN} more")
        return "\n".join([*lines, *(f"  {sentence}" for sentence in self.checked)])

    __repr__ = __str__
