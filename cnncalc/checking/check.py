"""Checking a file: the expectations of a spec, or the answers of a sheet, each with what is right and where it went wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cnncalc.analysis.analyze import Analysis, analyze
from cnncalc.analysis.storage import DTYPES
from cnncalc.asking.case import Case, ToolFigures
from cnncalc.asking.expect import Ask, judge_one
from cnncalc.asking.questions import Query, question
from cnncalc.bundled.find import FoundFile, base_beside, find, load, model_format
from cnncalc.checking.exercise import Exercise
from cnncalc.checking.findings import (
    BROKEN_BUDGET,
    NOT_ANSWERED,
    OTHER_FORM,
    RIGHT,
    UNREADABLE,
    WRONG,
    Checked,
    ExerciseFindings,
    Finding,
)
from cnncalc.checking.sheets import Sheet, read_sheet
from cnncalc.checking.slips import likely
from cnncalc.checking.workings import working
from cnncalc.errors import CnncalcError, Fault, Place, Problem, Source, SpecError, in_order, quote, refuse, visible
from cnncalc.language.read import is_sheet, read_spec
from cnncalc.language.spec import Spec, Text
from cnncalc.language.yaml_text import Mapping as YamlMapping
from cnncalc.language.yaml_text import read_yaml
from cnncalc.limits import NODES
from cnncalc.network.build import build
from cnncalc.progress import Progress

if TYPE_CHECKING:
    from cnncalc.counting.conventions import Convention

Answers: TypeAlias = "Mapping[str, tuple[Place, Text | None]]"  # by quantity: the place of the key, the answer


class CheckOptions(NamedTuple):
    """How networks are built and counted.

    `inputs` (the first one under the name ""), `variables` and `batch` are for specs alone, since a sheet has its own.
    `dtype` is the type of every number. `convention` is that of a tool whose figures are counted besides ours.
    """

    inputs: Mapping[str, str] | None = None
    variables: Mapping[str, str] | None = None
    batch: int | None = None
    layout: str | None = None
    dtype: str = "float32"
    max_nodes: int = NODES
    convention: Convention | None = None


def check(name: str, how: CheckOptions = CheckOptions(), progress: Progress = None) -> Checked:  # noqa: B008 -- it is immutable
    """Check a file: a path, `-`, or a bundled name.

    A spec is compared with what it expects; an answer sheet is marked, exercise by exercise. Raises a `SpecError` with all that
    cannot be understood, in the file or in an answer.

    >>> [finding.status for finding in check("lenet5").findings][:2]
    ['right', 'right']
    """
    if model_format(name) is not None:
        return check_spec(load(name, progress, how.inputs), name, how, progress)
    return check_text(find(name), how, progress)


def check_text(found: FoundFile, how: CheckOptions, progress: Progress = None) -> Checked:
    """Check the text of a file."""
    source, problems = Source(found.shown, tuple(found.text.splitlines())), list[Problem]()
    node = read_yaml(found.text, source, problems, progress)
    if not isinstance(node, YamlMapping):
        help = "a spec starts with input: and layers:, an answer sheet with exercises:"
        raise SpecError([*problems, Problem("a file to check is a mapping of keys", node.place, (), help)])
    if is_sheet(node):
        return _sheet(read_sheet(node, source, found.folder, problems), found.shown, how, problems, progress)
    return check_spec(read_spec(node, source, problems, base_beside(found.folder), progress), found.shown, how, progress)


def check_spec(spec: Spec, file: str, how: CheckOptions, progress: Progress = None) -> Checked:
    """Hold a spec against what it expects."""
    if not spec.expect and not spec.problems:
        help = "add expect: with figures below it, as in params: <= 5M"
        raise refuse(f"{quote(file, 80)} expects nothing: there is nothing to check", help)
    inputs = {name or next(iter(spec.inputs), "input"): shape for name, shape in (how.inputs or {}).items()}
    graph = build(spec, inputs, how.variables, how.layout, how.max_nodes, progress)
    case = _case(analyze(graph, how.batch or 1, progress), how.dtype, how)
    problems: list[Problem] = []
    findings = _findings(case, {name: (text.key, text) for name, text in spec.expect.items()}, problems)
    if problems:
        raise SpecError(in_order(problems))
    part = ExerciseFindings(spec.name, "", "", findings, case.counted)
    return Checked(file, spec.name, (part,), convention=how.convention)


def _sheet(sheet: Sheet, file: str, how: CheckOptions, problems: list[Problem], progress: Progress) -> Checked:
    if how.inputs or how.variables or how.batch:
        option = "--input" if how.inputs else "--set" if how.variables else "--batch"
        raise refuse(f"{option} has no place beside an answer sheet", "its exercises say input, set and batch themselves")
    if how.convention and not any(exercise.spec for exercise in sheet.exercises) and not problems:
        raise refuse(f"--as has no place beside {quote(file, 80)}: its exercises have no network", "leave it out")
    parts = tuple(_exercise(exercise, how, problems, progress) for exercise in sheet.exercises)
    if problems:
        raise SpecError(in_order(problems))
    return Checked(file, sheet.title, parts, sheet=True, source=sheet.source, convention=how.convention)


def _exercise(exercise: Exercise, how: CheckOptions, problems: list[Problem], progress: Progress) -> ExerciseFindings:
    """The findings of an exercise; its mistakes are added to `problems`."""
    findings: tuple[Finding, ...] = ()
    counted = None
    try:
        if exercise.spec is None:
            from cnncalc.checking.windowed import window_finding  # few exercises are about one window

            found = partial(window_finding, exercise.window or {})
            findings = _each(exercise.answers, problems, partial(_readable, found))
        else:
            from cnncalc.checking.derived import derived_question  # for sheets alone

            graph = build(exercise.spec, exercise.inputs, exercise.variables, how.layout, how.max_nodes, progress)
            case = _case(analyze(graph, exercise.batch, progress), exercise.dtype or how.dtype, how)
            findings, counted = _findings(case, exercise.answers, problems, derived_question), case.counted
    except CnncalcError as error:
        problems += [it if it.place else it._replace(place=exercise.place) for it in error.problems]
    part = ExerciseFindings(exercise.name, exercise.question, exercise.teaches, findings)
    return part._replace(counted=counted if part.answered else None)


def _case(analysis: Analysis, dtype: str, how: CheckOptions) -> Case:
    return Case(analysis, DTYPES[dtype], _counted(analysis, how.convention) if how.convention else None)


def _counted(analysis: Analysis, convention: Convention) -> ToolFigures:
    """What a tool would print for a network."""
    from cnncalc.counting.cost import cost, why_not  # where a tool is named

    stands_for = ("params",) if convention.counts == "params" else ("macs", "flops")
    if reason := why_not(analysis, convention):
        return ToolFigures(convention.name, stands_for, {}, why_not=reason)
    found = cost(analysis, convention.name)
    return ToolFigures(convention.name, stands_for, found.layers, found.total)


def _findings(case: Case, answers: Answers, problems: list[Problem], ask: Ask = question) -> tuple[Finding, ...]:
    def found(name: str, place: Place, text: Text | None) -> Finding:
        return _answered(case, name, text, ask) if text else _unanswered(case, name, place, ask)

    return _each(answers, problems, partial(_readable, found) if ask is not question else found)


def _readable(finding: Callable[[str, Place, Text | None], Finding], name: str, place: Place, text: Text | None) -> Finding:
    """A finding; that of an answer that cannot be read says why, and leaves the others their own."""
    try:
        return finding(name, place, text)
    except Fault as fault:
        if text is None or fault.place != text.place:  # the question is wrong, not the answer
            raise
        reason = f"{fault.message}; {fault.help}" if fault.help else fault.message
        return Finding(visible(name), visible(text.word.text), UNREADABLE, text.place, remark=reason)


def _each(
    answers: Answers, problems: list[Problem], finding: Callable[[str, Place, Text | None], Finding]
) -> tuple[Finding, ...]:
    """A finding for each answer; those that cannot be understood are added to `problems`."""
    found = []
    for name, (place, text) in answers.items():
        try:
            found.append(finding(name, place, text))
        except Fault as fault:
            problems.append(Problem(fault.message, fault.place or place, (), fault.help))
        except CnncalcError as error:
            problems += [it if it.place else it._replace(place=place) for it in error.problems]
    return tuple(found)


def _unanswered(case: Case, name: str, place: Place, ask: Ask) -> Finding:
    ask(case.analysis, name)  # a question that asks nothing is wrong, answered or not
    return Finding(visible(name), "", NOT_ANSWERED, place)


def _answered(case: Case, name: str, text: Text, ask: Ask) -> Finding:
    verdict, asked, answer, value = judge_one(case, name, text, ask)
    if answer.sign and ask is not question:
        bound = Fault(f"{quote(verdict.wanted)} is a bound, and one value is asked for", "leave the sign out")
        bound.place = text.place
        raise bound
    status = BROKEN_BUDGET if answer.sign else WRONG
    if verdict.right:
        status = OTHER_FORM if verdict.remark else RIGHT
    finding = Finding(verdict.quantity, verdict.wanted, status, text.place, verdict.found, verdict.remark, value=value)
    if verdict.right or answer.sign:
        return finding
    return finding._replace(working=_worked(case, asked), slips=likely(asked, answer, value, case))


def _worked(case: Case, asked: Query) -> str:
    """How the right value comes about, in a line."""
    from cnncalc.checking.derived import is_derived

    if not is_derived(asked.text):
        return working(asked, case)
    from cnncalc.checking.derivations.working import derived_working  # with all that it takes to explain them

    return derived_working(case.analysis, asked.text)
