"""Checking a file: the expectations of a spec, or the answers of a sheet, each with what is right and where it went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cnncalc.analysis import analyze
from cnncalc.builder import build
from cnncalc.errors import CnncalcError, Fault, Place, Problem, Source, SpecError, in_order, quote, refuse
from cnncalc.expectations import judge_one
from cnncalc.find import base_beside, find
from cnncalc.limits import NODES
from cnncalc.memory import DTYPES
from cnncalc.progress import Progress
from cnncalc.quantities import Case, question
from cnncalc.read import is_sheet, read_spec
from cnncalc.sheets import Exercise, Sheet, read_sheet
from cnncalc.slips import Slip, likely
from cnncalc.spec import Spec, Text
from cnncalc.workings import working
from cnncalc.yamltext import Mapping as YamlMapping
from cnncalc.yamltext import read_yaml

RIGHT, OTHER_FORM, WRONG = "right", "right in another form", "wrong"
BROKEN_BUDGET, NOT_ANSWERED = "budget broken", "not answered"


class Finding(NamedTuple):
    """One answer and what came of it.

    `found` is the right value as text (empty where nothing was answered), `remark` the form in which a right answer is right;
    a wrong one has the `working` of the right value, where there is any, and the slips that would give it.
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

    @property
    def good(self) -> bool:
        """Whether the answer is right, in whatever form."""
        return self.status in (RIGHT, OTHER_FORM)


class Part(NamedTuple):
    """The findings of one exercise, or of a spec."""

    name: str
    question: str
    teaches: str
    findings: tuple[Finding, ...]


class Checked(NamedTuple):
    """A file and all that was found in it."""

    file: str
    title: str
    parts: tuple[Part, ...]
    sheet: bool = False  # whether it is an answer sheet
    source: str = ""  # what a sheet says of where its exercises are from

    @property
    def findings(self) -> Iterator[Finding]:
        """All findings, in the order of the file."""
        return (finding for part in self.parts for finding in part.findings)

    @property
    def good(self) -> bool:
        """Whether everything is right."""
        return all(finding.good for finding in self.findings)


class How(NamedTuple):
    """How networks are built and counted: other inputs (that of the name "" is the first), variables and batch, which are for
    specs alone; the layout, what a number takes, and how large a network may be."""

    inputs: Mapping[str, str] | None = None
    variables: Mapping[str, str] | None = None
    batch: int | None = None
    layout: str | None = None
    dtype: str = "float32"
    max_nodes: int = NODES


def check(name: str, how: How = How(), progress: Progress = None) -> Checked:  # noqa: B008 -- it is immutable
    """Check a file: a path, `-`, or a bundled name.

    A spec is held against what it expects; an answer sheet is marked, exercise by exercise. Raises a `SpecError` with all that
    cannot be understood, in the file or in an answer.

    >>> [finding.status for finding in check("lenet5").findings][:2]
    ['right', 'right']
    """
    found = find(name)
    source, problems = Source(found.shown, found.text.splitlines()), list[Problem]()
    node = read_yaml(found.text, source, problems, progress)
    if not isinstance(node, YamlMapping):
        help = "a spec starts with input: and layers:, an answer sheet with exercises:"
        raise SpecError([*problems, Problem("a file to check is a mapping of keys", node.place, (), help)])
    if is_sheet(node):
        return _sheet(read_sheet(node, source, found.folder, problems), found.shown, how, problems, progress)
    return _spec(read_spec(node, source, problems, base_beside(found.folder), progress), found.shown, how, progress)


def _spec(spec: Spec, file: str, how: How, progress: Progress) -> Checked:
    if not spec.expect and not spec.problems:
        raise refuse(f"{quote(file, 80)} expects nothing: there is nothing to check", "add expect: with params: 61706 below it")
    inputs = {name or next(iter(spec.inputs), "input"): shape for name, shape in (how.inputs or {}).items()}
    graph = build(spec, inputs, how.variables, how.layout, how.max_nodes, progress)
    case = Case(analyze(graph, how.batch or 1, progress), DTYPES[how.dtype])
    problems: list[Problem] = []
    findings = _findings(case, {name: (text.key, text) for name, text in spec.expect.items()}, problems)
    if problems:
        raise SpecError(in_order(problems))
    return Checked(file, spec.name, (Part(spec.name, "", "", findings),))


def _sheet(sheet: Sheet, file: str, how: How, problems: list[Problem], progress: Progress) -> Checked:
    if how.inputs or how.variables or how.batch:
        option = "--input" if how.inputs else "--set" if how.variables else "--batch"
        raise refuse(f"{option} has no place beside an answer sheet", "its exercises say input, set and batch themselves")
    parts = tuple(_exercise(exercise, how, problems, progress) for exercise in sheet.exercises)
    if problems:
        raise SpecError(in_order(problems))
    return Checked(file, sheet.title, parts, sheet=True, source=sheet.source)


def _exercise(exercise: Exercise, how: How, problems: list[Problem], progress: Progress) -> Part:
    """The findings of an exercise; what is wrong with it is put among the problems."""
    findings: tuple[Finding, ...] = ()
    try:
        graph = build(exercise.spec, exercise.inputs, exercise.variables, how.layout, how.max_nodes, progress)
        case = Case(analyze(graph, exercise.batch, progress), DTYPES[exercise.dtype or how.dtype])
        findings = _findings(case, exercise.answers, problems)
    except CnncalcError as error:
        problems += [it if it.place else it._replace(place=exercise.place) for it in error.problems]
    return Part(exercise.name, exercise.question, exercise.teaches, findings)


def _findings(case: Case, answers: Mapping[str, tuple[Place, Text | None]], problems: list[Problem]) -> tuple[Finding, ...]:
    found = []
    for name, (place, text) in answers.items():
        try:
            found.append(_answered(case, name, text) if text else _unanswered(case, name, place))
        except Fault as fault:
            problems.append(Problem(fault.message, fault.place or place, (), fault.help))
    return tuple(found)


def _unanswered(case: Case, name: str, place: Place) -> Finding:
    question(case.analysis, name)  # a question that asks nothing is wrong, answered or not
    return Finding(name, "", NOT_ANSWERED, place)


def _answered(case: Case, name: str, text: Text) -> Finding:
    verdict, asked, answer, value = judge_one(case, name, text)
    status = BROKEN_BUDGET if answer.sign else WRONG
    if verdict.right:
        status = OTHER_FORM if verdict.remark else RIGHT
    finding = Finding(name, verdict.wanted, status, text.place, verdict.found, verdict.remark, value=value)
    if verdict.right or answer.sign:
        return finding
    return finding._replace(working=working(asked, case), slips=likely(asked, answer, value, case))
