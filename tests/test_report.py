"""The reports that people and programs read: they agree with the analysis, with one another and with themselves."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from running import ROOT, Run

GOLDEN = ROOT / "tests" / "golden"

LENET = """name: LeNet-5
input: 1x32x32
layers:
  - conv 5x5 6
  - avgpool 2x2
"""

ENTRY = {
    "name": "conv1",
    "kind": "conv",
    "text": "conv 5x5 6",
    "line": 4,
    "inputs": ["input"],
    "input_shapes": [[1, 32, 32]],
    "output_shape": [6, 28, 28],
    "items": 1,
    "params": 156,
    "buffers": 0,
    "trainable": 156,
    "macs": 117600,
    "flops": 235200,
    "ops": {"mul": 117600, "add": 117600, "cmp": 0, "div": 0, "exp": 0, "sqrt": 0},
    "activations": 4704,
    "receptive_field": {"size": [5, 5], "stride": [1, 1], "start": [0, 0], "aligned": True},
    "field": {
        "size": [5, 5],
        "jump": [1, 1],
        "start": [0, 0],
        "centre": [2, 2],
        "least": [5, 5],
        "most": [5, 5],
        "aligned": True,
        "sees_all": False,
    },
    "hull": {"least": [5, 5], "most": [5, 5]},
    "kernel": [5, 5],
    "stride": [1, 1],
    "padding": [[0, 0], [0, 0]],
    "dilation": [1, 1],
    "groups": 1,
    "output_padding": None,
    "channels_in": 1,
    "channels_out": 6,
}


@pytest.fixture
def lenet(tmp_path: Path) -> str:
    path = tmp_path / "lenet.yaml"
    path.write_text(LENET)
    return str(path)


def test_json_is_as_the_design_has_it(cnncalc: Run, lenet: str) -> None:
    report = json.loads(cnncalc("summarize", lenet, "--format", "json").out)
    assert list(report) == ["format", "name", "batch", "layout", "inputs", "outputs", "layers", "totals"]
    assert report["format"] == 1
    assert report["inputs"] == {"input": [1, 32, 32]}
    assert report["outputs"] == {"output": [6, 14, 14]}
    assert report["layers"][0] == ENTRY
    assert list(report["layers"][0]) == list(ENTRY)
    assert report["totals"] == {
        "params": 156,
        "buffers": 0,
        "trainable": 156,
        "macs": 117600,
        "flops": 235200,
        "ops": {"mul": 117600, "add": 117600 + 1176 * 3, "cmp": 0, "div": 1176, "exp": 0, "sqrt": 0},
        "activations": 4704 + 1176,
        "peak_activations": 4704 + 1176,
    }


def test_json_of_heads_fractions_and_vectors(cnncalc: Run, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("input: 3x8x8\nlayers:\n  - upsample 2\n  - head side:\n      - gap, fc 5\n  - fc 10\n")
    report = json.loads(cnncalc("summarize", str(path), "--format", "json").out)
    assert report["outputs"] == {"output": [10], "side": [5]}
    assert report["layers"][0]["receptive_field"] == {"size": [1, 1], "stride": ["1/2"] * 2, "start": [0, 0], "aligned": True}
    assert report["layers"][-1]["receptive_field"] == {"size": [8, 8], "stride": [0, 0], "start": [0, 0], "aligned": True}
    path.write_text("input: 8\nlayers:\n  - fc 10\n")
    report = json.loads(cnncalc("summarize", str(path), "--format", "json").out)
    assert report["layers"][0]["receptive_field"] is None


def cells(line: str) -> list[str]:
    return line.split()


@pytest.mark.parametrize("name", ["lenet5", "vgg16", "googlenet", "resnet50"])
@pytest.mark.parametrize("depth", [None, "0", "1"])
def test_the_printed_rows_add_up_to_the_printed_totals(cnncalc: Run, name: str, depth: str | None) -> None:
    folded = ["--depth", depth] if depth else []
    out = cnncalc("summarize", name, "--columns", "name,params,weights,macs,activations,mul,add", *folded).out
    body, _, _ = out.partition("╭")
    rows = [cells(line) for line in body.splitlines() if re.search(r"\d$", line.strip()) and len(cells(line)) == 7]
    *layers, total = [[int(cell.replace(",", "")) for cell in row[1:]] for row in rows]
    assert len(layers) > 5
    assert [sum(column) for column in zip(*layers)] == total


def test_the_shares_are_shown(cnncalc: Run) -> None:
    out = cnncalc("summarize", "vgg16").out
    assert re.search(r"dense +89\.4 %", out)
    assert re.search(r"convolution +10\.6 %", out)
    assert "527.8 MiB as float32" in out
    assert "peak 24.5 MiB" in out


def test_dtype_scales_bytes(cnncalc: Run) -> None:
    assert "131.9 MiB as int8" in cnncalc("summarize", "vgg16", "--dtype", "int8").out
    assert "263.9 MiB as bfloat16" in cnncalc("summarize", "vgg16", "--dtype", "bfloat16").out


def test_csv_holds_plain_numbers(cnncalc: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(cnncalc("summarize", "vgg16", "--format", "csv").out)))
    assert list(rows[0]) == ["name", "layer", "output", "params", "macs", "field"]
    assert sum(int(row["params"]) for row in rows) == 138357544
    assert sum(int(row["macs"]) for row in rows) == 15470264320


def test_markdown_has_the_rows_and_the_totals(cnncalc: Run) -> None:
    out = cnncalc("summarize", "vgg16", "--format", "markdown").out
    lines = out.splitlines()
    assert lines[0] == "## VGG-16: 3x224x224 -> 1000"
    assert "| name | layer | output | params | MACs | field |" in lines
    assert "| **total** |  |  | **138,357,544** | **15,470,264,320** |  |" in lines
    assert any(line.startswith("| dense | 89.4 % | ") and " | 0.8 % |" in line for line in lines)


def test_batch_multiplies_macs_but_not_params(cnncalc: Run) -> None:
    one = json.loads(cnncalc("summarize", "vgg16", "--format", "json").out)["totals"]
    many = json.loads(cnncalc("summarize", "vgg16", "--format", "json", "--batch", "7").out)["totals"]
    for figure in ("macs", "flops", "activations", "peak_activations"):
        assert many[figure] == 7 * one[figure]
    assert many["params"] == one["params"]


def test_layout_turns_shapes_around(cnncalc: Run) -> None:
    out = cnncalc("summarize", "alexnet", "--layout", "hwc", "--input", "227x227x3").out
    assert "227x227x3 -> 1000" in out
    assert "55x55x96" in out


def test_a_silent_floor_is_told(cnncalc: Run, tmp_path: Path) -> None:
    path = tmp_path / "floor.yaml"
    path.write_text("input: 1x53x22\nlayers:\n  - maxpool 2x2\n  - conv 3x3/2 8 half\n")
    out = cnncalc("summarize", str(path), "--columns", "+unread").out
    assert "note: maxpool1 never reads the last row of its input 1x53x22" in out
    assert "conv1 never reads" not in out  # it leaves padding unread, which loses nothing


def test_what_nothing_reads_is_told(cnncalc: Run, tmp_path: Path) -> None:
    path = tmp_path / "loose.yaml"
    path.write_text("input: 1x8x8\nlayers:\n  - conv 3x3 8 as lost\n  - from input, conv 3x3 4\n")
    assert "note: nothing reads lost" in cnncalc("summarize", str(path)).out


@pytest.mark.parametrize(
    "name, line",
    [line.split("\t") for line in (ROOT / "tests" / "golden" / "commands.tsv").read_text().splitlines()],
)
def test_golden_output(cnncalc: Run, golden: Callable[[Path, str], None], name: str, line: str) -> None:
    result = cnncalc(*shlex.split(line))
    assert result.status == 0
    golden(GOLDEN / f"{name}.txt", result.out)


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.csv", "csv"), ("a.json", "json"), ("a.md", "markdown"), ("a.MD", "markdown"), ("a.txt", "table"), ("a", "table")],
)
def test_the_ending_of_a_file_says_the_form(name: str, form: str, cnncalc: Run, tmp_path: Path) -> None:
    assert cnncalc("summarize", "lenet5", "-o", str(tmp_path / name)).status == 0
    assert (tmp_path / name).read_text() == cnncalc("summarize", "lenet5", "--format", form).out
    assert cnncalc("summarize", "lenet5", "--format", "table", "-o", str(tmp_path / name)).status == 0
    assert (tmp_path / name).read_text() == cnncalc("summarize", "lenet5").out


def test_an_ending_that_a_report_does_not_know_is_refused(cnncalc: Run, tmp_path: Path) -> None:
    for name in ("a.xml", "a.jsonl", "a.xlsx"):
        result = cnncalc("summarize", "lenet5", "-o", str(tmp_path / name))
        assert (result.status, result.out) == (2, "")
        assert "help: use .json, .csv, .md, .tex, or --format table" in result.err
        assert not (tmp_path / name).exists()
    assert cnncalc("check", "lenet5", "-o", str(tmp_path / "a.xml")).status == 0
    assert (tmp_path / "a.xml").read_text() == cnncalc("check", "lenet5", "--format", "junit").out


HUGE = "input: 4x9\nlayers:\n  - repeat 3:\n      - conv 3/10**15 4 pad=1\n      - resize 9\n"


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_a_report_comes_whole_however_large_its_numbers_are(form: str, tmp_path: Path, cnncalc: Run) -> None:
    """Strides of 10^15 between outputs that a resize brings back to 9 make jumps of 10^45/729, exactly."""
    path = tmp_path / "huge.yaml"
    path.write_text(HUGE, encoding="utf-8")
    columns = () if form == "json" else ("--columns", "+stride")
    result = cnncalc("summarize", str(path), *columns, "--format", form)
    assert (result.status, result.err.partition("note")[0]) == (0, "")
    if form == "json":
        assert json.loads(result.out)["layers"][-1]["receptive_field"]["stride"] == [f"{10**45}/729"]  # 1/9 of 10^15, thrice
