"""calc: layers without a file, and mistakes shown in the words as they were typed."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Run, written
from strategies import examples
from test_lines import ENTRIES, Entry, join_of, last_row, one_of_each_kind, spec_of

import cnncalc as package
from cnncalc.report.describers.summary import summary_report

PLAIN = [entry for entry in ENTRIES if join_of(entry.line) is None]

# An input, steps, the shapes they give, and figures of the whole: from papers and lecture notes.
WALKS = [
    ("1x200x200", ["conv 5x5/2 1 pad=1", "maxpool 3x3/1", "conv 3x3 1 pad=1"], ["1x99x99", "1x97x97", "1x97x97"]),
    ("3x32x32", ["conv 5x5 5"], ["5x28x28"]),
    ("3x227x227", ["conv 11x11/4 96, relu", "maxpool 3x3/2"], ["96x55x55", "96x55x55", "96x27x27"]),
    ("3x32x32", ["pad 2", "conv 5x5 3"], ["3x36x36", "3x32x32"]),
    ("5x3x3", ["conv 3x3 4096"], ["4096x1x1"]),
    ("1x30x81", ["conv 5x5 1"], ["1x26x77"]),
    ("1x30x40", ["maxpool 2x2"], ["1x15x20"]),
    ("1x53x22", ["maxpool 2x2"], ["1x26x11"]),
    ("256x13x13", ["spp 4x4 2x2 1x1"], ["5376"]),
]


@pytest.mark.parametrize(("input", "steps", "shapes"), WALKS)
def test_the_shapes_are_those_that_are_known(input: str, steps: list[str], shapes: list[str], cnncalc: Run) -> None:
    rows = cnncalc("calc", input, *steps, "--format", "csv").out.splitlines()[1:]
    assert [row.split(",")[2] for row in rows] == shapes


def test_the_working_is_shown_at_each_step(cnncalc: Run) -> None:
    out = cnncalc("calc", *[WALKS[0][0]], *WALKS[0][1]).out
    for working in ("floor((200 - 5 + 2*1)/2) + 1 = 98 + 1 = 99", "(99 - 3 + 2*0)/1 + 1 = 97", "(97 - 3 + 2*1)/1 + 1 = 97"):
        assert working in out


def test_channels_last(cnncalc: Run) -> None:
    out = cnncalc("calc", "227x227x3", "conv 11x11/4 96", "--layout", "hwc").out
    assert "55x55x96" in out
    assert "34,944" in out


def test_axes_that_differ_are_worked_out_each(cnncalc: Run) -> None:
    out = cnncalc("calc", "1x53x22", "maxpool 2x2").out
    assert "Hout = floor((53 - 2 + 2*0)/2) + 1 = 25 + 1 = 26" in out
    assert "Wout = floor((22 - 2 + 2*0)/2) + 1 = 10 + 1 = 11" in out
    assert "note: maxpool1 never reads the last row of its input 1x53x22" in out


@one_of_each_kind
@pytest.mark.parametrize("entry", PLAIN, ids=[f"{entry.line} ({entry.input})" for entry in PLAIN])
def test_json_is_that_of_summarize(entry: Entry) -> None:
    analysis = package.analyze(package.calc(entry.input, [entry.line]))
    assert analysis.rows[-1].figures == last_row(spec_of(entry)).figures
    own = json.loads(written(summary_report(analysis), "json"))
    other = json.loads(written(summary_report(package.analyze(package.build(package.parse(spec_of(entry))))), "json"))
    for layer in (*own["layers"], *other["layers"]):
        del layer["line"]  # there is no file to have one
    assert own == other


def test_steps_may_stand_in_one_word_or_in_several() -> None:
    apart, together = package.calc("3x9x9", ["conv 3x3 4", "relu", "gap"]), package.calc("3x9x9", ["conv 3x3 4, relu", "gap"])
    assert [node.shape for node in apart.layers()] == [node.shape for node in together.layers()]


def test_names_work() -> None:
    graph = package.calc("3x9x9", ["conv 3x3 4 as a", "relu", "from a, gap"])
    assert [node.name for node in graph.layers()] == ["a", "relu1", "gap1"]
    assert graph.nodes[3].inputs == (1,)


# Mistakes


MISTAKES = [
    (["1x20x20", "cnov 3x3 4"], "there is no kind or block named cnov", "cnov", "did you mean conv?"),
    (["1x20x20", "GlobalAveragePooling2D"], "there is no kind", "GlobalAveragePooling2D", "did you mean gap?"),
    (["1x20x20", "lrelu"], "there is no kind or block named lrelu", "lrelu", "did you mean leakyrelu?"),
    (["1x20x20", "relu", "conv 3x3 4, rleu"], "there is no kind or block named rleu", "rleu", "did you mean relu?"),
    (["1x20x20", "conv 30x3 4"], "the window spans 30 along the height", "30x3", "use a kernel"),
    (["1x20x20", "conv 3x3 4 groups=3"], "groups = 3 does not divide the 1 input channels", "3", "numbers near 3"),
    (["1x2k0x20", "relu"], "an operator is missing before k0", "1x2k0x20", ""),
    (["3xwidthxW", "relu"], "the extent width is no number, no variable and no symbol", "3xwidthxW", ""),
    (["1x20x20", "add"], "add joins branches", "add", "calc takes numbers and plain layers"),
    (["1x20x20", "stage 3"], "there is no kind or block named stage", "stage", ""),
    (["1x20x20", "conv (3x3 4"], "this ( is never closed", "(", ""),
    (["1x20x20", ""], "a step is empty", "", ""),
    (["", "relu"], "", "", ""),
    (["1x20x20", "relu,"], "a step is empty", ",", ""),
    (["1x20x20", "größe 3"], "there is no kind or block named größe", "größe", ""),
    (["1x20x20", "from nowhere"], "no tensor above is named nowhere", "nowhere", ""),
    (["4096", "conv 3x3 4"], "a size needs spatial axes", "3x3", ""),
    (["1x1000000000000x20", "upsample 100000"], "the output would be", "", "make the layer smaller"),
]


@pytest.mark.parametrize(("args", "message", "word", "help"), MISTAKES)
def test_a_mistake_is_shown_where_it_was_typed(args: list[str], message: str, word: str, help: str, cnncalc: Run) -> None:
    result = cnncalc("calc", *args)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}")
    assert "\n --> command line:1:" in result.err
    shown, carets = [line[4:] for line in result.err.splitlines() if re.match(r"[1 ] \| ", line)]
    assert shown.startswith("cnncalc calc ")
    under = shown[carets.index("^") :][: carets.count("^")]
    assert under == word or (not word and carets.count("^") >= 1)
    assert help in result.err


def test_all_mistakes_are_told_at_once(cnncalc: Run) -> None:
    assert cnncalc("calc", "1x9x9", "cnov 3x3 4", "rleu").err.count("error: ") == 2


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "missing argument 'INPUT'"),
        (["1x9x9"], "missing argument 'STEP...'"),
        (["1x9x9", "conv", "3x3", "8"], "3x3 is no step\n  help: a step with its words stands in quotes"),
        (["conv 3x3 8", "1x9x9"], "conv 3x3 8 is a step, and the input comes first"),
        (["1x9x9", "relu", "--layout", "hcw"], "invalid value for '--layout': 'hcw'"),
        (["1x9x9", "relu", "--batch", "0"], "invalid value for '--batch'"),
    ],
)
def test_wrong_usage_ends_in_2(args: list[str], message: str, cnncalc: Run) -> None:
    result = cnncalc("calc", *args)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}")


@given(st.lists(st.text(max_size=20), min_size=1, max_size=3), st.text(max_size=12) | st.just("3x9x9"))
@examples(100)
def test_nonsense_is_refused_in_the_usual_manner(steps: list[str], input: str) -> None:
    try:
        package.calc(input, steps)
    except package.SpecError as error:
        assert str(error).startswith("error: ")
