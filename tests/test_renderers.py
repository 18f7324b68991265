"""Reports in every form: one small report with every block, what fits a screen, and what LaTeX makes of them."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Result, written

from cnncalc.explanation.parts import Chain, Explanation, Section
from cnncalc.report.cells import BYTES, COUNT, FACTOR, PAIR, PERCENT, SIGNED, TEXT
from cnncalc.report.model import (
    CAPTION,
    CONDITION,
    NOTE,
    Bar,
    Bars,
    Block,
    Column,
    Drawing,
    Fact,
    Facts,
    FigureRow,
    Fold,
    Judgement,
    Label,
    SideBySide,
    SourceText,
    Table,
    Verdicts,
    Working,
    notes,
)
from cnncalc.report.renderers import FORMS, Screen, write_report
from cnncalc.report.report import Report

Run = Callable[..., Result]
GOLDEN = Path(__file__).parent / "golden"
HOSTILE = "a|b_c <i> $x$ & 50 % #1 {y} [l](u) `t` 2*H*W \\n"
ROWS = [["stage1.conv1", 1792, Fraction(25, 9), -5], ["stage1.conv2", 36928, None, 0], [HOSTILE, 0, Fraction(2), 12345]]
TABLE = Table(
    [Column("name", "name", TEXT), Column("params", "params", COUNT), Column("t", "times", FACTOR), Column("g", "gap", SIGNED)],
    ROWS,
    title="layers",
    total=["total", 38720, "", 12340],
)


def blocks() -> Iterator[Block]:
    yield TABLE
    yield Facts([Fact("weights", 553430176, BYTES, "138,357,544 parameters"), Fact("kept", 40, BYTES, depth=1)])
    yield Bars(
        [Column("family", "", TEXT)], [Column("p", "params", PERCENT)], [(["dense"], [Bar(3, 4, "peak")]), (["x"], [None])]
    )
    yield SideBySide(
        ["one", "two"],
        [FigureRow("MACs", COUNT, [4089184256, 15470264320], [Fraction(1), Fraction(49, 13)], frozenset({0}), barred=True)],
    )
    chain = Chain("Hout", ("(Hin - K)//S + 1", "(32 - 5)//1 + 1"), 28)
    yield Working([Explanation("C1", "conv 5x5 6", (("input", "1x32x32"),), (Section("output", (chain,), ("a remark",)),))])
    label = Label("C1", "C1: 150", "sheet.yaml", 7, "wrong", "C1 is 156, not 150", "bias forgotten?")
    yield Verdicts(
        [Judgement(False, "C1: 150", ["bias forgotten?"]), Judgement(True, "C2: 9")], "answers", "sheet.yaml", [label]
    )
    yield notes(["something to look at", "  and where"], NOTE)
    yield notes(["exact where H % 2 == 0"], CONDITION)
    yield notes(["how to read it"], CAPTION)
    yield SourceText(["conv 3x3 64", "relu"], "yaml", ["first", "second"], "lines")
    yield SourceText(["input: 3x8x8", "layers:"], "yaml")
    yield Table([Column("on", "", TEXT), Column("both", "both", PAIR)], [["conv", ("9", "9")], ["fc", ("9", "8")]])
    yield Drawing("network", {})


REPORT = Report(
    title="A_net",
    about="3x8x8 -> 10",
    subtitle="somebody 2020",
    blocks=blocks,
    data=lambda: {"format": 1, "name": "A_net", "rows": iter([{"a": 1}, {"a": Fraction(1, 3)}]), "end": [1, 2]},
    main=lambda: TABLE,
    long=["rows"],
)


@pytest.mark.parametrize("form", FORMS)
def test_one_report_with_every_block(form: str, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"report_{form}.txt", written(REPORT, form))


def test_csv_is_read_back_as_it_was() -> None:
    rows = list(csv.reader(io.StringIO(written(REPORT, "csv"))))
    assert rows[0] == ["name", "params", "t", "g"]
    assert rows[3] == [HOSTILE, "0", "2.00", "12345"]


def test_json_is_one_object_and_fractions_are_texts() -> None:
    assert json.loads(written(REPORT, "json")) == {
        "format": 1,
        "name": "A_net",
        "rows": [{"a": 1}, {"a": "1/3"}],
        "end": [1, 2],
    }


@pytest.mark.parametrize("width", range(40, 130, 7))
def test_no_figure_is_cut_and_no_line_is_too_wide(width: int) -> None:
    text = written(REPORT, width=width)
    for figure in ("36,928", "4,089,184,256", "15,470,264,320", "527.8 MiB", "+12,345"):
        assert figure in text
    tables = text.partition("C1: conv")[0]
    assert all(len(line) <= width for line in tables.splitlines())


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=30), st.integers(30, 120))
def test_sentences_wrap_at_words(words: list[str], width: int) -> None:
    report = REPORT._replace(title="", about="", subtitle="", blocks=lambda: [notes([" ".join(words)])])
    lines = written(report, width=width).splitlines()
    assert " ".join(lines).split() == words
    assert all(len(line) <= width for line in lines)


class Terminal(io.StringIO):
    """A stream that somebody reads on a screen."""

    def isatty(self) -> bool:
        return True


def on_screen(report: Report, monkeypatch: pytest.MonkeyPatch, width: int = 80, height: int = 24, color: str = "never") -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("LINES", str(height))
    stream = Terminal()
    write_report(stream, "table", report, Screen(color))
    return stream.getvalue()


def long_report(rows: int) -> Report:
    whole = [[f"stage{n // 10}.body{n % 10}.conv1", n] for n in range(rows)]
    folded = [[f"stage{n}", 10] for n in range(rows // 10)]
    fold = Fold(
        1, lambda depth: whole if depth else folded, *[lambda depth: rows if depth else rows // 10] * 2, "--depth 1 does"
    )
    table = Table([Column("name", "name", TEXT), Column("n", "n", COUNT)], whole, fold=fold, tree=True)
    return REPORT._replace(blocks=lambda: [table])


def test_a_screen_folds_and_says_so_and_a_pipe_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = on_screen(long_report(200), monkeypatch)
    assert "folded to 20 of 200 rows; --depth 1 does" in shown
    assert len(shown.splitlines()) < 48
    assert "stage19.body9.conv1" in written(long_report(200))
    assert "folded" not in on_screen(long_report(20), monkeypatch)


def test_a_screen_shows_names_as_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line.rstrip() for line in on_screen(long_report(12), monkeypatch).splitlines()]
    assert [line for line in lines if line.startswith(("stage0", "stage1"))] == ["stage0", "stage1"]
    assert "    conv1   0" in lines


def test_colours_are_those_that_were_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in on_screen(REPORT, monkeypatch)
    assert "\x1b[" in on_screen(REPORT, monkeypatch, color="always")


def test_long_tables_look_like_short_ones() -> None:
    def report(rows: int) -> Report:
        table = Table(
            TABLE.columns, [["conv1", n, None, -n] for n in range(10000, 10000 + rows)], total=["total", 10**5, "", 0]
        )
        return REPORT._replace(blocks=lambda: [table])

    short, long = (written(report(rows)).splitlines() for rows in (900, 1100))
    assert [line.rstrip() for line in short[4:700]] == [line.rstrip() for line in long[4:700]]
    assert long[-1].split() == short[-1].split() == ["total", "100,000", "0"]


COMMANDS = """
summarize lenet5
calc 3x53x22 "conv 3x3/2 8, relu" "maxpool 2x2" "gap, fc 10"
explain alexnet conv1
solve --input 227 --output 55 --kernel 11 --padding 0
solve lenet5
memory lenet5 --optimizer adam
compare lenet5 alexnet
compare lenet5 alexnet --by kind
check lenet5 alexnet_conv1
bottleneck googlenet
variants 256x28x28 "conv 5x5 256 same"
fc-to-conv lenet5 --input 1x64x64 --gap
verify lenet5
reconcile lenet5 macs ptflops-pytorch
reconcile lenet5 --printed 416520
conventions
conventions fvcore
zoo lenet --list
zoo exercises
kinds
kinds pooling
kinds gelu
sweep resnet18 --set n3=1,2
""".strip().splitlines()


@pytest.mark.parametrize("line", COMMANDS)
def test_every_report_has_every_form(line: str, cnncalc: Run) -> None:
    for form in ("table", "markdown", "csv", "latex", "html"):
        result = cnncalc(*shlex.split(line), "--format", form)
        assert result.out.strip(), form
        assert result.status in (0, 1)
    data = json.loads(cnncalc(*shlex.split(line), "--format", "json").out)
    assert data["format"] == 1


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no TeX here")
def test_latex_compiles(cnncalc: Run, tmp_path: Path) -> None:
    texts = [written(REPORT, "latex"), *(cnncalc(*shlex.split(line), "--format", "latex").out for line in COMMANDS)]
    packages = re.findall(r"\\usepackage\{.*\}", texts[0])
    body = "\n\\clearpage\n".join(texts)
    document = rf"\documentclass{{article}}{packages[0]}\begin{{document}}{body}\end{{document}}"
    (tmp_path / "all.tex").write_text(document, encoding="utf-8")
    run = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    result = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=300)
    assert result.returncode == 0, result.stdout[-2000:]
