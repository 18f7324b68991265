"""Checking a file: the expectations of a spec, or the answers of a sheet, each with what is right and where it went wrong."""

from __future__ import annotations

from functools import partial

from cnncalc.analysis.analyze import analyze
from cnncalc.bundled.find import FoundFile, base_beside, find, load, model_format, part_beside
from cnncalc.checking.exercise import Exercise
from cnncalc.checking.findings import Checked, ExerciseFindings, Finding
from cnncalc.checking.marker import Marker, finding_of, findings_of
from cnncalc.checking.options import CheckOptions, case_of
from cnncalc.checking.sheets import Sheet, read_sheet
from cnncalc.errors import CnncalcError, Problem, SpecError, in_order, quote, refuse
from cnncalc.language.read import is_sheet, read_spec
from cnncalc.language.spec import Spec
from cnncalc.language.yaml_errors import source_of
from cnncalc.language.yaml_text import Mapping, read_yaml
from cnncalc.network.build import build
from cnncalc.progress import Progress


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
    source, problems = source_of(found.shown, found.text), list[Problem]()
    node = read_yaml(found.text, source, problems, progress)
    if not isinstance(node, Mapping):
        help = "a spec starts with input: and layers:, an answer sheet with exercises:"
        raise SpecError([*problems, Problem("a file to check is a mapping of keys", node.place, (), help)])
    if is_sheet(node):
        return _sheet(read_sheet(node, source, found.folder, problems), found.shown, how, problems, progress)
    return check_spec(
        read_spec(node, source, problems, base_beside(found.folder), progress, part_beside(found.folder, (found.path,))),
        found.shown,
        how,
        progress,
    )


def check_spec(spec: Spec, file: str, how: CheckOptions, progress: Progress = None) -> Checked:
    """Hold a spec against what it expects."""
    if not spec.expect and not spec.problems:
        help = "add expect: with figures below it, as in params: <= 5M"
        raise refuse(f"{quote(file, 80)} expects nothing: there is nothing to check", help)
    inputs = {name or next(iter(spec.inputs), "input"): shape for name, shape in (how.inputs or {}).items()}
    graph = build(spec, inputs, how.variables, how.layout, how.max_nodes, progress)
    case = case_of(analyze(graph, how.batch or 1, progress), how.dtype, how)
    problems: list[Problem] = []
    findings = findings_of({name: (text.key, text) for name, text in spec.expect.items()}, problems, partial(finding_of, case))
    if problems:
        raise SpecError(in_order(problems))
    part = ExerciseFindings(spec.name, "", "", findings, case.counted)
    return Checked(file, spec.name, (part,), convention=how.convention, remarks=graph.remarks)


def require_sheet_options(how: CheckOptions) -> None:
    """Refuse options that would change what a sheet asks."""
    if how.inputs or how.variables or how.batch:
        option = "--input" if how.inputs else "--set" if how.variables else "--batch"
        raise refuse(f"{option} has no place beside an answer sheet", "its exercises say input, set and batch themselves")


def require_networks(sheet: Sheet, file: str, how: CheckOptions) -> None:
    """Refuse another tool's counting where no exercise has a network."""
    if how.convention and not any(exercise.spec for exercise in sheet.exercises):
        raise refuse(f"--as has no place beside {quote(file, 80)}: its exercises have no network", "leave it out")


def _sheet(sheet: Sheet, file: str, how: CheckOptions, problems: list[Problem], progress: Progress) -> Checked:
    require_sheet_options(how)
    if not problems:
        require_networks(sheet, file, how)
    parts = tuple(_exercise(exercise, how, problems, progress) for exercise in sheet.exercises)
    if problems:
        raise SpecError(in_order(problems))
    return Checked(file, sheet.title, parts, sheet=True, source=sheet.source, convention=how.convention)


def _exercise(exercise: Exercise, how: CheckOptions, problems: list[Problem], progress: Progress) -> ExerciseFindings:
    """The findings of an exercise; its mistakes are added to `problems`."""
    findings: tuple[Finding, ...] = ()
    counted = None
    try:
        marker = Marker(exercise, how, progress)
        findings = findings_of(exercise.answers, problems, marker.finding)
        counted = marker.case.counted if marker.case else None
    except CnncalcError as error:
        problems += [it if it.place else it._replace(place=exercise.place) for it in error.problems]
    part = ExerciseFindings(exercise.name, exercise.question, exercise.teaches, findings)
    return part._replace(counted=counted if part.answered else None)
