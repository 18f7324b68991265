"""The manners of a shell tool: short words for forms, files by their endings, widths, help by topic, the completion."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from running import ROOT, Result

from cnncalc.analysis.storage import DTYPES, OPTIMIZERS
from cnncalc.cli import COMMANDS, GROUPS

Run: TypeAlias = Callable[..., Result]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# The form of a report


@pytest.mark.parametrize(("short", "form"), [("--json", "json"), ("--csv", "csv"), ("--md", "markdown")])
@pytest.mark.parametrize("args", ["summarize lenet5", "solve lenet5", "fc-to-conv lenet5", "check lenet5", "zoo resnets"])
def test_a_short_word_is_the_form_in_full(short: str, form: str, args: str, cnncalc: Run) -> None:
    assert cnncalc(*args.split(), short) == cnncalc(*args.split(), "--format", form)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ("--json --csv", "--json and --csv both say how to write it\n  help: leave one of them out"),
        ("--md --md", "--md is given twice\n  help: leave one of them out"),
        ("--json --format json", "--format json and --json both say how to write it\n  help: leave one of them out"),
        (
            "--format csv --format json",
            "--format csv and --format json both say how to write it",
        ),
        ("--json --width 60", "--width is for the table alone\n  help: leave --width or json out"),
        ("-o t.csv --width 60", "--width is for the table alone\n  help: leave --width or csv out"),
        ("-o t.xlsx", "t.xlsx: no form is written as .xlsx\n  help: use .json, .csv, .md, .tex, or --format table"),
        ("-o T.TSV", "T.TSV: no form is written as .tsv\n  help: use .json, .csv, .md, .tex, or --format table"),
        ("-o t.xml", "t.xml: this report is not written as .xml\n  help: use .json, .csv, .md, .tex, or --format table"),
        ("-o t.yaml", "t.yaml: this report is not written as .yaml\n  help: use .json, .csv, .md, .tex, or --format table"),
    ],
)
def test_what_cannot_be_written_is_refused(args: str, message: str, cnncalc: Run, here: Path) -> None:
    result = cnncalc("summarize", "lenet5", *args.split())
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}\n")
    assert not [*here.iterdir()]


@pytest.mark.parametrize(
    ("args", "help"),
    [
        ("quiz -n 2 --sheet s.json", "write it as in --sheet s.yaml"),
        ("quiz -n 2 --key k.json", "write it as in --key k.yaml"),
        ("expand lenet5 -o t.json", "write it as in -o t.yaml"),
        ("export lenet5 -o t.yaml", "write it as in -o t.py"),
        ("fc-to-conv lenet5 -o t.csv", "write it as in -o t.yaml"),
        ("sweep lenet5 --input 1x32x32,1x36x36 -o t.xml", "use .json, .csv, .md, .tex, .jsonl, or --format table"),
        ("check lenet5 -o t.jsonl", "use .json, .csv, .md, .tex, .xml, or --format table"),
        ("zoo resnets -o t.yaml", "use .json, .csv, .md, .tex, or --format table"),
        ("variants 3x8x8 'conv 3x3 4' -o t.yaml", "use .json, .csv, .md, .tex, or --format table"),
    ],
)
def test_a_file_is_not_named_after_what_it_is_not(args: str, help: str, cnncalc: Run, here: Path) -> None:
    result = cnncalc(*shlex.split(args))
    assert (result.status, result.out) == (2, "")
    assert result.err.endswith(f"\n  help: {help}\n")
    assert not [*here.iterdir()]


@pytest.mark.parametrize("name", ["t", "t.txt", "T.TXT", ".csv", "v1.d/t"])
def test_no_ending_and_txt_are_the_table(name: str, cnncalc: Run, here: Path) -> None:
    (here / "v1.d").mkdir()
    assert cnncalc("summarize", "lenet5", "-o", name).status == 0
    assert (here / name).read_text(encoding="utf-8") == cnncalc("summarize", "lenet5").out


def test_the_ending_says_the_form_and_the_option_goes_before_it(cnncalc: Run, here: Path) -> None:
    for args in (["summarize", "lenet5"], ["solve", "lenet5"]):
        assert cnncalc(*args, "-o", "t.JSON").status == cnncalc(*args, "-o", "t.xlsx", "--json").status == 0
        assert json.loads((here / "t.JSON").read_text()) == json.loads((here / "t.xlsx").read_text())


@pytest.mark.parametrize("args", ["zoo lenet5", "variants lenet5 C3 --variant stack", "expand lenet5", "fc-to-conv lenet5"])
def test_a_spec_goes_to_yaml(args: str, cnncalc: Run, here: Path) -> None:
    assert cnncalc(*args.split(), "-o", "t.yml").status == 0
    assert cnncalc("summarize", "t.yml").status == 0


# The width


@pytest.mark.parametrize("width", [70, 75])
@pytest.mark.parametrize("args", ["summarize resnet18", "compare resnet18 alexnet vgg16", "kinds", "memory googlenet"])
def test_a_table_keeps_to_the_width_also_when_piped(args: str, width: int, cnncalc: Run) -> None:
    shown, piped = (cnncalc(*args.split(), *more).out for more in (["--width", str(width)], []))
    assert max(map(len, piped.splitlines())) > width
    assert max(map(len, shown.splitlines())) <= width
    assert cnncalc(*args.split()).out == piped, "the width of one report is not that of the next"


# The options


def test_what_help_lists_is_what_the_library_knows(cnncalc: Run) -> None:
    help = cnncalc("memory", "-h").out
    assert f"[{'|'.join(DTYPES)}]" in help
    assert f"[{'|'.join(OPTIMIZERS)}]" in help


def test_every_option_is_declared_once() -> None:
    """In the files of the command line, whose commands share them."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "cnncalc" / "cli").glob("*.py")))
    for name in ("--layout", "--set", "--max-nodes", "--batch", "--dtype", "--depth", "--as", "--color", "--format", "-o"):
        assert sum(text.count(f'{how}"{name}"') for how in ("shared(\n    ", "shared(", "click.option(")) <= 1, name


# Help


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_80_columns(command: str, cnncalc: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert max(map(len, cnncalc(*command.split(), "-h").out.splitlines())) <= 78


def test_commands_are_listed_by_what_one_wants_to_do(cnncalc: Run) -> None:
    out = cnncalc("-h").out
    places = [out.index(f"\n{title}:\n") for title in GROUPS]
    assert places == sorted(places)
    for command in COMMANDS:
        assert len(re.findall(rf"(?m)^  {command}  +\S", out)) == 1


def test_help_of_a_command_is_its_own(cnncalc: Run) -> None:
    assert cnncalc("help") == cnncalc("-h")
    for command in COMMANDS:
        assert cnncalc("help", command) == cnncalc(command, "-h")


@pytest.mark.parametrize(
    ("word", "help"),
    [
        ("sumarize", "did you mean summarize?"),
        ("vgg16", "did you mean cnncalc summarize vgg16?"),
        ("conv", "cnncalc kinds conv describes it"),
        ("fvcore", "cnncalc conventions fvcore describes it"),
        ("zzzz", "cnncalc -h lists the commands"),
    ],
)
def test_help_helps_with_any_word(word: str, help: str, cnncalc: Run) -> None:
    for args in ([word], ["help", word]):
        assert cnncalc(*args) == Result(2, "", f"error: there is no command {word}\n  help: {help}\n")


def test_many_options_are_listed_by_what_they_are_about(cnncalc: Run) -> None:
    out = cnncalc("compare", "-h").out.partition("\nOptions:\n")[2]
    places = [out.index(text) for text in ("--by", "\nThe network:\n", "--set", "\nOutput:\n", "--json", "--help")]
    assert places == sorted(places)
    assert "The network:" not in cnncalc("kinds", "-h").out
