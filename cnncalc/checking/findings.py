"""The results of checking a file: one finding per answer, those of an exercise, and those of the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.asking.answers import read_answer
from cnncalc.asking.case import ToolFigures
from cnncalc.asking.marks import show_figure
from cnncalc.checking.slips import Slip
from cnncalc.errors import Fault, Place
from cnncalc.results.shown import Result, in_a_line

if TYPE_CHECKING:
    from cnncalc.counting.conventions import Convention

RIGHT, OTHER_FORM, WRONG = "right", "right in another form", "wrong"
BROKEN_BUDGET, NOT_ANSWERED, UNREADABLE = "budget broken", "not answered", "unreadable"


class Finding(NamedTuple):
    """One answer and its status.

    `found` is the right value as text, empty where nothing was answered, or nothing that can be read: then `remark` says why.
    Of a right answer `remark` is the form in which it is right. A wrong one has the `working` of the right value, where there
    is any, and the slips that would give it.
    """

    quantity: str
    wanted: str
    status: str
    place: Place
    found: str = ""
    remark: str = ""
    working: str = ""
    slips: tuple[Slip, ...] = ()
    value: Any = None  # the right value: a number, or a shape with channels first
    margin: Any = None  # how far a figure is within its budget, negative where it is not; None where that is open
    headroom: str = ""  # the same in words, in the unit of the budget
    in_unit: str = ""  # the figure in that unit

    @property
    def good(self) -> bool:
        """Whether the answer is right, in whatever form."""
        return self.status in (RIGHT, OTHER_FORM)

    @property
    def told(self) -> str:
        """The right value, beside a budget also in its unit."""
        return f"{self.found} ({self.in_unit})" if self.in_unit not in ("", self.found) else self.found

    @property
    def equations(self) -> str:
        """The working with the value of each of its equations, which is an extent where a shape is asked for."""
        return equations_of(self.working)


class ExerciseFindings(NamedTuple):
    """The findings of one exercise, or of a spec.

    `counted` is what another tool would print for its network, if one was named. An exercise has it once it is answered.
    """

    name: str
    question: str
    teaches: str
    findings: tuple[Finding, ...]
    counted: ToolFigures | None = None

    @property
    def answered(self) -> bool:
        """Whether every question has an answer, right or wrong."""
        return all(finding.status != NOT_ANSWERED for finding in self.findings)


class CheckedFields(NamedTuple):
    """What a `Checked` holds."""

    file: str
    title: str
    parts: tuple[ExerciseFindings, ...]
    sheet: bool = False  # whether it is an answer sheet
    source: str = ""  # what a sheet says of where its exercises are from
    convention: Convention | None = None  # by which the costs are counted
    remarks: tuple[str, ...] = ()  # what is odd about the inputs of a spec


class Checked(Result, CheckedFields):
    """A file and all that was found in it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(
            self, self.file, f"{sum(finding.good for finding in self.findings):,} of {len(list(self.findings)):,} right"
        )

    @property
    def findings(self) -> Iterator[Finding]:
        """All findings, in the order of the file."""
        return (finding for part in self.parts for finding in part.findings)

    @property
    def good(self) -> bool:
        """Whether everything is right."""
        return all(finding.good for finding in self.findings)


def equations_of(working: str) -> str:
    """A working with the value of each of its equations."""
    return ", ".join(map(_finished, working.split(", ")))


def _finished(text: str) -> str:
    """An equation that ends in arithmetic, with what that comes to; any other text as it is.

    >>> _finished("K*K*Cin*Cout + Cout = 5*5*1*6 + 6")
    'K*K*Cin*Cout + Cout = 5*5*1*6 + 6 = 156'
    """
    equal, arithmetic = text.rpartition(" = ")[1:]
    if not equal:
        return text
    try:
        answer = read_answer(arithmetic)
    except Fault:
        return text
    exact = answer.worked and not isinstance(answer.value, tuple) and answer.value.denominator == 1
    return f"{text} = {show_figure(answer.value)}" if exact else text
