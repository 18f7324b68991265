"""Each figure, asked everywhere it claims to be available: the answers agree, and the refusals help."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from running import Result, written

from cnncalc.analysis.analyze import Analysis, analyze
from cnncalc.asking.answers import read_answer
from cnncalc.asking.case import Case
from cnncalc.asking.figure import AXES, LAST, OWN, RATIO, SHAPE, SUM, WHOLE, Figure
from cnncalc.asking.figures import ALIASES, COST, FIGURES, figure_named
from cnncalc.asking.marks import along, mark
from cnncalc.asking.places import (
    COLUMNS,
    COMPARED,
    EXPECTED,
    GROUPED,
    PLACES,
    SORTED,
    SWEPT,
    askable,
    guide_lines,
    of_network,
    spellings,
)
from cnncalc.asking.questions import question
from cnncalc.bundled.catalogue import zoo
from cnncalc.bundled.find import load
from cnncalc.design.compare import compare
from cnncalc.design.grouping import groups
from cnncalc.design.sweeping import sweep
from cnncalc.errors import CnncalcError, Fault
from cnncalc.language.read import parse
from cnncalc.network.build import build
from cnncalc.report.columns import View, chosen
from cnncalc.report.describers.summary import summary_report
from cnncalc.report.entries import entries

Run = Callable[..., Result]
# Its last layer has a kernel, padding and neighbours, so that every figure of a last layer is there.
TEXT = """
input: 3x9x12
vars: {n: 4}
layers:
  - conv 3x3 n half, bn, relu
  - maxpool 2x2/2
  - dwconv 3x3 half as thin
  - conv 3x3/2 8 half as end
"""


def analysis_of(text: str = TEXT, batch: int = 1) -> Analysis:
    return analyze(build(parse(text)), batch)


CASE = Case(analysis_of())


def found(figure: Figure, case: Case = CASE) -> Any:
    """A figure of the network; None where it has none."""
    try:
        return of_network(figure, case)
    except Fault:
        return None


HAD = [key for key in askable(EXPECTED) if key not in (COST, "length", "output_padding")]


@pytest.mark.parametrize("key", HAD)
def test_a_figure_is_the_same_wherever_it_is_asked(key: str) -> None:
    figure, value = FIGURES[key], found(FIGURES[key])
    assert value is not None
    assert question(CASE.analysis, key).value(CASE) == value
    shown = along(value) if figure.unit == AXES else value
    if key in askable(COMPARED) and key not in ("field", "hull"):  # which compare with all that is known of them
        assert compare([CASE.analysis, CASE.analysis]).measure(key).values == (shown, shown)
    (row,) = sweep(parse(TEXT), {"n": "4"}, figures=[key]) if key in askable(SWEPT) else ()
    cell = row.figures[key]
    assert (Fraction(cell) if figure.unit == RATIO and cell is not None else cell) == (
        "x".join(map(str, value)) if figure.unit == SHAPE else shown
    )


@pytest.mark.parametrize("key", [key for key in askable(COLUMNS) if FIGURES[key].over in (SUM, LAST) and key in HAD])
def test_a_column_agrees_with_what_is_expected_of_each_layer(key: str) -> None:
    view = View(CASE.analysis, "float32")
    (column,) = chosen(key)
    for entry in entries(CASE.analysis, None):
        cell = str(column.cells.plain(column.cell(view, entry)))
        try:
            asked = question(CASE.analysis, f"{entry.name}.{key}")
            value = asked.value(CASE)
        except Fault:
            assert cell == "-"
            continue
        assert mark(read_answer(cell, asked.asked), value).right, (entry.name, cell, value)
    if FIGURES[key].over == SUM:
        assert column.total is not None
        assert mark(read_answer(str(column.total(view)), FIGURES[key].asked), found(FIGURES[key])).right


@pytest.mark.parametrize("key", [key for key in askable(GROUPED) if key != COST])
def test_groups_add_up_to_the_network(key: str) -> None:
    both = compare([CASE.analysis, CASE.analysis])
    values = [measure.values[0] for group in groups(both, "layer", [key]) for measure in group.measures]
    if FIGURES[key].unit != RATIO:
        assert sum(values) == both.measure(key).values[0]  # type: ignore[arg-type]  # what adds up is a number


@pytest.mark.sample(4)
@pytest.mark.parametrize("key", [key for key in askable(SORTED) if key != COST])
def test_the_zoo_sorts_by_every_figure_that_has_an_order(key: str) -> None:
    def value(name: str) -> Any:
        one = found(FIGURES[key], Case(analyze(build(load(name)))))
        return max(one, default=0) if isinstance(one, tuple) else one

    listed = [(bundled.name, bundled.sorted_by) for bundled in zoo(["lenet"], sort=key)]
    assert [by for _, by in listed] == [value(name) for name, _ in listed]
    values = [by for _, by in listed if by is not None]
    assert values == sorted(values)
    assert [by is None for _, by in listed] == sorted(by is None for _, by in listed)


@pytest.mark.parametrize(("alias", "key"), ALIASES.items())
def test_an_alias_means_its_figure(alias: str, key: str) -> None:
    assert alias not in FIGURES
    assert figure_named(alias) is FIGURES[key]
    if key in askable(COLUMNS):
        assert [column.title for column in chosen(alias)] == [FIGURES[key].title]
    if key in askable(EXPECTED) and found(FIGURES[key]) is not None:
        assert question(CASE.analysis, alias).value(CASE) == found(FIGURES[key])


COMMANDS: dict[str, Callable[[str], str]] = {
    COLUMNS: lambda word: f"summarize lenet5 --columns {word}",
    COMPARED: lambda word: f"compare lenet5 vgg16 --figures {word}",
    GROUPED: lambda word: f"compare lenet5 vgg16 --by kind --figures {word}",
    SWEPT: lambda word: f"sweep resnet18 --set n3=1,2 --columns {word}",
    SORTED: lambda word: f"zoo lenet --sort {word}",
}


@pytest.mark.sample(8, per=lambda place, key: place)
@pytest.mark.parametrize(("place", "key"), [(place, key) for place in COMMANDS for key in FIGURES if key != COST])
def test_a_command_takes_a_figure_or_says_why_not(place: str, key: str, cnncalc: Run) -> None:
    result = cnncalc(*COMMANDS[place](key).split())
    if key in askable(place):
        possible = result.status == 0 or (place == SWEPT and " has no " in result.err + result.out)
        assert possible or "sees all of the input" in result.err, result.err
        return
    assert result.status == 2
    assert f"{key} {PLACES[place](FIGURES[key])}" in result.err
    assert " are: " in result.err


SPEC = "input: 3x9x9\nlayers:\n  - conv 3x3 4 as conv\n  - fc 2\nexpect:\n  {}\n"


EXPECTATIONS = ["depth: 2", "weighted_depth: 2", "moved: <= 1 MB", "rf: 9", "peak_memory: <= 3 KiB", "intensity: < 2"]


@pytest.mark.parametrize("line", EXPECTATIONS)
def test_a_spec_expects_it(line: str, tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(SPEC.format(line), encoding="utf-8")
    assert cnncalc("check", str(path)).status == 0


REFUSED = """
conv.depth      | depth is a figure of the whole network              | a layer or a scope has: input, output
conv.memory     | memory is a figure of the whole network             | ask for activations of a layer or a scope
kind            | kind asks for no quantity: kind describes a layer   | the quantities are: input, output
moved.bytes     | moved is in bytes already                           | ask for moved
conv.memroy     | memroy of conv.memroy is no quantity                | did you mean memory?
weightd_depth   | weightd_depth names no quantity, layer or scope     | did you mean weighted_depth?
cost            | cost is what another tool would print               | cnncalc check names one
"""


@pytest.mark.parametrize("line", REFUSED.strip().splitlines())
def test_a_question_that_makes_no_sense_is_refused(line: str) -> None:
    asked, message, help = (part.strip() for part in line.split("|"))
    case = Case(analysis_of(SPEC.format("params: 1")))
    with pytest.raises(Fault) as fault:
        question(case.analysis, asked).value(case)
    assert fault.value.message.startswith(message)
    assert (fault.value.help or "").startswith(help)


def test_the_depth_of_voxels_is_in_their_shape() -> None:
    case = Case(analysis_of("input: 1x8x8x8\nlayers:\n  - conv 3x3x3 2\n  - conv 3x3x3 4\n"))
    assert question(case.analysis, "depth").value(case) == 2
    with pytest.raises(Fault, match="whole network") as fault:
        question(case.analysis, "conv1.depth").value(case)
    assert fault.value.help == "the extent along this axis is in the shape: ask for conv1"
    assert question(case.analysis, "conv1").value(case) == (2, 6, 6, 6)


def test_a_layer_is_meant_before_a_word_that_yields() -> None:
    words = ("depth", "rf", "moved")
    lines = "".join(f"  - conv 1x1 {number} as {word}\n" for number, word in enumerate(words, 2))
    case = Case(analysis_of(f"input: 3x9x9\nlayers:\n{lines}"))
    assert [question(case.analysis, word).value(case)[0] for word in words] == [2, 3, 4]
    assert question(case.analysis, "weighted_depth").value(case) == 3


def test_a_variable_is_meant_before_a_word_that_yields() -> None:
    with pytest.raises(CnncalcError, match="the variable depth does not vary here") as error:
        list(sweep(load("efficientnet_b0"), {"width": "1"}, figures=["depth"]))
    assert "also called weighted_depth" in (error.value.problems[0].help or "")
    (row,) = sweep(load("efficientnet_b0"), {"width": "1"}, figures=["weighted_depth"])
    assert row.figures["weighted_depth"] == found(FIGURES["depth"], Case(analyze(build(load("efficientnet_b0")))))


def test_the_json_of_layers_calls_figures_by_their_words() -> None:
    report = json.loads(written(summary_report(CASE.analysis), "json"))
    several = [*([row] for row in CASE.analysis.rows), [*CASE.analysis.rows]]
    for entry, rows in zip([*report["layers"], report["totals"]], several):
        figures = {key: value for key, value in entry.items() if key in FIGURES and isinstance(value, int) and key != "line"}
        assert figures
        assert figures == {key: FIGURES[key].of(CASE, rows) for key in figures}


def test_bytes_follow_the_data_type(cnncalc: Run) -> None:
    args = ["compare", "lenet5", "vgg16", "--figures", "moved,intensity,memory", "--format", "csv", "--dtype"]
    outs = [cnncalc(*args, dtype).out.splitlines() for dtype in ("int8", "float32")]
    small, usual = ([float(cell) for cell in list(csv.reader(lines))[1][1::2]] for lines in outs)
    assert [small[0] * 4, small[1] / 4, small[2] * 4] == usual


def test_the_guide_lists_every_word() -> None:
    lines = list(guide_lines())
    assert len(lines) == 2 + len(FIGURES)
    for figure, line in zip(FIGURES.values(), lines[2:]):
        assert all(f"`{word}`" in line for word in (figure.key, *figure.aliases))
        assert line.count("|") == 5
        assert ("expect" in line) == (figure.key in askable(EXPECTED))


def test_suggestions_know_the_aliases() -> None:
    assert {"rf", "field", "receptive_field"} <= {*spellings(COLUMNS)}
    assert not {"depth", "weighted_depth"} & {*spellings(COLUMNS)}
    assert all(figure.over != WHOLE for figure in map(FIGURES.__getitem__, askable(COLUMNS)))
    compared = [FIGURES[key] for key in askable(COMPARED) if key != "stride"]  # that of a network is its output's jump
    assert all(figure.over != OWN for figure in compared)
