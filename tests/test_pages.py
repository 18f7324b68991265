"""Pages: one file that needs no other, with every figure in it, whatever a spec says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from pages import Balanced
from running import Result

Run = Callable[..., Result]
HOSTILE = r"""
name: "<script>alert(1)</script>"
source: "</style><img src=x onerror=alert(1)> & \u202e"
input: 3x8x8
layers:
  - conv 3x3 4
"""


def page(cnncalc: Run, line: str) -> tuple[str, Balanced]:
    text = cnncalc(*shlex.split(line), "--format", "html").out
    return text, Balanced(text)


@pytest.mark.parametrize(
    "line",
    ["summarize googlenet", "explain lenet5 C3", "compare vgg16 resnet50", "memory unet", "check fc_share", "verify lenet5"],
)
def test_a_page_is_whole_and_alone(line: str, cnncalc: Run) -> None:
    text, read = page(cnncalc, line)
    assert text.startswith("<!doctype html>")
    assert read.counts["h1"] == read.counts["main"] == read.counts["title"] == 1
    assert not re.search(r"https?:|@import|url\(", text)


def test_a_page_has_every_figure_of_the_report(cnncalc: Run) -> None:
    _, read = page(cnncalc, "summarize resnet50")
    table = cnncalc("summarize", "resnet50", "--csv").out.splitlines()[1:]
    for name, figure in ((row.split(",")[0], row.split(",")[4]) for row in table):
        assert name in read.said
        assert f"{int(figure):,}" in read.said
    assert read.counts["tr"] > len(table)


def test_what_a_spec_says_is_no_markup(cnncalc: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HOSTILE, encoding="utf-8")
    text, read = page(cnncalc, f"summarize {tmp_path}/a.yaml")
    assert read.counts["script"] == read.counts["style"] == 1
    assert "<img" not in text
    assert "\u202e" not in text
    assert "<script>alert(1)</script>" in read.said


def test_equations_are_mathematics(cnncalc: Run) -> None:
    text, read = page(cnncalc, "explain alexnet conv1")
    assert read.counts["math"] >= 5
    assert "<mo>⌊</mo><mfrac>" in text
    assert "<msub><mi>H</mi><mtext>in</mtext></msub>" in text


def test_a_value_sorts_by_what_it_is(cnncalc: Run) -> None:
    text = page(cnncalc, "memory lenet5")[0] + page(cnncalc, "summarize lenet5")[0]
    assert '<td class="n">117,600</td>' in text  # its text says all
    assert '<td class="n" data-v="18816">18.4 KiB</td>' in text
    assert '<th scope="col" class="n"><button type="button">MACs</button></th>' in text


@pytest.mark.parametrize(("line", "most"), [("summarize resnet152", 400_000), ("explain resnet50", 400_000)])
def test_pages_are_small(line: str, most: int, cnncalc: Run) -> None:
    assert len(page(cnncalc, line)[0].encode()) < most


@pytest.mark.sample(1 / 4)
def test_a_page_of_ten_thousand_layers(cnncalc: Run, tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text("input: 8x32x32\nlayers:\n  - repeat 10000: conv 3x3 8 same\n", encoding="utf-8")
    assert len(page(cnncalc, f"summarize {tmp_path}/long.yaml")[0].encode()) < 3_000_000


def test_the_ending_says_that_it_is_a_page(cnncalc: Run, tmp_path: Path) -> None:
    file = tmp_path / "lenet5.html"
    assert cnncalc("summarize", "lenet5", "-o", str(file)).status == 0
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
