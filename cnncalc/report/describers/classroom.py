"""`check --against`: a table of students by questions, what each question came to, and the slips behind wrong answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from cnncalc.checking.classroom import ClassMarks, MarkedSheet
from cnncalc.checking.findings import NOT_ANSWERED, OTHER_FORM, RIGHT, UNREADABLE, WRONG, Finding
from cnncalc.report.cells import COUNT, TEXT, Cells
from cnncalc.report.describers.classroom_data import class_data, slips_of, tallies
from cnncalc.report.model import BAD, Block, Column, Judgement, Label, Note, Notes, Table, Values, Verdicts
from cnncalc.report.report import Report
from cnncalc.words.rounding import rounded

SIGNS = {RIGHT: "✓", OTHER_FORM: "✓", WRONG: "✗", UNREADABLE: "?", NOT_ANSWERED: "-"}
NAMED = 4  # students who are named beside a wrong answer
SLIPS = 3  # slips that are named beside a question


def _points(value: Any) -> str:
    """Points: `2`, `1.5`, `0.33`."""
    text = "" if value is None else rounded(value)
    return text.rstrip("0").removesuffix(".") if "." in text else text


POINTS = Cells(_points, _points)
# A finding and its points: the sign for people, the points for programs, which leave open what was not answered.
MARK = Cells(
    lambda mark: "" if mark is None else SIGNS.get(mark[0].status, "✗"),
    lambda mark: "" if mark is None or mark[0].status == NOT_ANSWERED else _points(mark[1]),
    number=False,
)


def class_report(marks: ClassMarks) -> Report:
    """The marks of a class."""
    return Report(
        title=marks.title or marks.key,
        blocks=lambda: _blocks(marks),
        data=lambda: class_data(marks),
        main=lambda: students_table(marks),
        long=["questions", "students"],
        aside=list(_remarks(marks)),
    )


def _blocks(marks: ClassMarks) -> Iterator[Block]:
    yield students_table(marks)
    yield _questions(marks)
    if wrong := list(_wrong(marks)):
        yield Table(WRONG_COLUMNS, wrong, "wrong answers")
    if remarks := [Note(text, BAD if bad else "") for text, bad in remarks_weighed(marks)]:
        yield Notes(remarks)
    labels = [label for sheet in marks.sheets for label in _labels(marks, sheet)]
    yield Verdicts([Judgement(marks.good, _summary(marks))], "", marks.key, labels)


def students_table(marks: ClassMarks) -> Table:
    """A row for each student: a sign for each question, and the points."""
    numbers = range(1, len(marks.questions) + 1)
    questions = [Column(question.label, str(number), MARK) for number, question in zip(numbers, marks.questions)]
    head = [Column("student", "student", TEXT), Column("file", "file", TEXT, spare=1)]
    columns = [*head, *questions, Column("points", "points", POINTS), Column("of", "of", POINTS)]
    rows = [_row(marks, sheet) for sheet in marks.sheets]
    return Table(columns, rows, "", _total(marks))


def _row(marks: ClassMarks, sheet: MarkedSheet) -> Values:
    pairs = zip(sheet.findings, marks.questions)
    cells: list[Any] = [(finding, question.points if finding.good else Fraction(0)) for finding, question in pairs]
    cells = cells or [None] * len(marks.questions)
    return [sheet.student, sheet.file, *cells, None if sheet.unread else marks.points(sheet), marks.most]


def _total(marks: ClassMarks) -> Values:
    """How many are right, and the mean of the points."""
    read = [sheet for sheet in marks.sheets if not sheet.unread]
    if len(read) < 2:
        return ()
    rights = [str(tally["right"]) for tally in tallies(marks)]
    mean = sum(map(marks.points, read), Fraction(0)) / len(read)
    return ["right, and the mean", "", *rights, _points(mean), ""]


QUESTION_COLUMNS = [
    Column("number", "no.", COUNT),
    Column("exercise", "exercise", TEXT),
    Column("asked", "asked", TEXT),
    Column("answer", "answer", TEXT),
    Column("points", "points", POINTS),
    *(Column(key, key, COUNT) for key in ("right", "wrong")),
    Column("unreadable", "unreadable", COUNT, spare=2),
    Column("missing", "missing", COUNT, spare=1),
    Column("slips", "slips", TEXT),
]


def _questions(marks: ClassMarks) -> Table:
    rows: list[Values] = []
    for number, (question, tally) in enumerate(zip(marks.questions, tallies(marks)), 1):
        counts = [tally[key] for key in ("right", "wrong", "unreadable", "not answered")]
        head = [number, question.exercise, question.quantity, question.solution.text, question.points]
        rows.append([*head, *counts, _slips(marks, number - 1)])
    return Table(QUESTION_COLUMNS, rows, "questions")


def _slips(marks: ClassMarks, number: int) -> str:
    """The most frequent slips of a question; the others are in the table of wrong answers."""
    found = [(name, len(who)) for name, who in slips_of(marks, number) if name]
    more = [f"{len(found) - SLIPS} more"] if len(found) > SLIPS else []
    return ", ".join([*(f"{name} {count}" for name, count in found[:SLIPS]), *more])


WRONG_COLUMNS = [
    Column("number", "no.", COUNT, once=True),
    Column("slip", "slip", TEXT),
    Column("answers", "answers", TEXT),
    Column("count", "students", COUNT),
    Column("who", "who", TEXT),
]


def _wrong(marks: ClassMarks) -> Iterator[Values]:
    """Wrong answers to each question, those of one slip together, the most frequent first."""
    for number in range(len(marks.questions)):
        for name, who in slips_of(marks, number):
            answers = list(dict.fromkeys(finding.wanted for _, finding in who))
            students = list(dict.fromkeys(sheet.student for sheet, _ in who))
            yield [number + 1, name or "no known slip", _listed(answers), len(who), _listed(students)]


def _listed(texts: Sequence[str]) -> str:
    """The first of many, and how many more there are."""
    more = [f"and {len(texts) - NAMED} more"] if len(texts) > NAMED else []
    return ", ".join([*texts[:NAMED], *more])


def _remarks(marks: ClassMarks) -> Iterator[str]:
    return (text for text, _ in remarks_weighed(marks))


def remarks_weighed(marks: ClassMarks) -> Iterator[tuple[str, bool]]:
    """What is to be told of sheets, a line each, and whether that sheet could not be read."""
    for sheet in marks.sheets:
        if sheet.unread:
            yield f"not read: {sheet.file}{_joint(sheet.unread)}{sheet.unread}", True
    for sheet in marks.sheets:
        yield from ((f"{sheet.file}: {remark}", False) for remark in sheet.remarks)
    yield from ((remark, False) for remark in marks.remarks)


def _joint(reason: str) -> str:
    """What joins the name of a file and what is wrong with it."""
    return " " if reason.startswith(("is ", "cannot ")) else ", " if reason.startswith("line ") else ": "


def _summary(marks: ClassMarks) -> str:
    sheets, unread = len(marks.sheets), sum(bool(sheet.unread) for sheet in marks.sheets)
    good = sum(marks.is_good(sheet) for sheet in marks.sheets)
    told = f"{sheets:,} sheet{'s' * (sheets != 1)} marked against {marks.key}: {good:,} all right"
    counts = ((sheets - good - unread, "with mistakes"), (unread, "not read"))
    return ", ".join([told, *(f"{count:,} {what}" for count, what in counts if count)])


def _labels(marks: ClassMarks, sheet: MarkedSheet) -> Iterator[Label]:
    if sheet.unread:
        yield Label(sheet.student, "the sheet", sheet.file, 1, "not read", sheet.unread)
    for question, finding in zip(marks.questions, sheet.findings):
        head = (sheet.student, question.label, sheet.file, finding.place.line)
        yield Label(*head) if finding.good else Label(*head, finding.status, _message(finding), _details(finding))


def _message(finding: Finding) -> str:
    if finding.status == NOT_ANSWERED:
        return "not answered"
    return finding.remark if not finding.found else f"{finding.quantity} is {finding.found}, not {finding.wanted}"


def _details(finding: Finding) -> str:
    return "; ".join(f"{slip.name}? {slip.does}" for slip in finding.slips)
