"""The bundled exercises: every answer of theirs is right, and wrong ones, published or slipped, are seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from running import ROOT, Result, Run

from cnncalc.bundled.names import bundled_sheets
from cnncalc.checking.sheets import load_sheet
from cnncalc.errors import SpecError

SHEETS = bundled_sheets()
WRONG = [
    [cell.strip() for cell in line.split("|")]
    for line in (ROOT / "tests" / "wrong_answers.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def found_in(checked: Result) -> dict[tuple[str, str], dict[str, Any]]:
    """The answers of a report by exercise and quantity."""
    (file,) = json.loads(checked.out)["files"]
    return {(part["name"], it["quantity"]): it for part in file["exercises"] for it in part["answers"]}


def with_answer(text: str, exercise: str, quantity: str, answer: str) -> str:
    """A sheet with another answer to one of its questions."""
    before, mark, after = text.partition(f"  - name: {exercise}\n")
    head, key, rest = after.partition(f"      {quantity}: ")
    assert mark and key, "the exercise asks this"
    return f"{before}{mark}{head}{key}{answer}\n{rest.partition(chr(10))[2]}"


@pytest.mark.parametrize("name", SHEETS)
def test_its_own_answers_are_right(name: str, cnncalc: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    checked = cnncalc("check", name, "--format", "json")
    assert (checked.status, checked.err) == (0, "")
    assert all(answer["good"] for answer in found_in(checked).values())
    assert "all " in cnncalc("check", f"{name}.yaml").out


@pytest.mark.parametrize("name", SHEETS)
def test_it_has_a_question_and_what_the_sources_teach(name: str, cnncalc: Run) -> None:
    sheet = load_sheet(name)
    assert sheet.title and sheet.source
    for exercise in sheet.exercises:
        assert exercise.question.endswith("?")
        assert exercise.teaches.endswith((".", ")"))
        assert exercise.answers
    shown = cnncalc("zoo", name).out
    assert shown.startswith(f"title: {sheet.title}\n")


@pytest.mark.parametrize("wrong", WRONG, ids=" ".join)
def test_a_wrong_answer_is_seen_and_its_slip_named(wrong: list[str], cnncalc: Run, tmp_path: Path) -> None:
    name, exercise, quantity, answer, slip = wrong
    sheet = tmp_path / "mine.yaml"
    sheet.write_text(with_answer(cnncalc("zoo", name).out, exercise, quantity, answer), encoding="utf-8")
    checked = cnncalc("check", str(sheet), "--format", "json")
    assert (checked.status, checked.err) == (1, "")
    answers = found_in(checked)
    bad = answers.pop((exercise, quantity))
    assert (bad["answer"], bad["status"]) == (answer, "wrong")
    assert [it["name"] for it in bad["slips"]][:1] == ([] if slip == "-" else [slip])
    assert all(it["good"] for it in answers.values())


def test_the_notes_other_spelling_is_no_number(cnncalc: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "mine.yaml"
    sheet.write_text(with_answer(cnncalc("zoo", "lenet_c1").out, "C1", "C1.connections", "122,30"), encoding="utf-8")
    checked = cnncalc("check", str(sheet))
    assert (checked.status, checked.err) == (1, "")
    assert "122,30 is unreadable: 122,30 is no number: digits are grouped by threes" in " ".join(checked.out.split())


@pytest.mark.parametrize("command", ["summarize", "explain", "verify", "expand", "bottleneck", "compare"])
def test_a_sheet_is_no_spec(command: str, cnncalc: Run) -> None:
    result = cnncalc(command, "lenet_c1")
    assert (result.status, result.out) == (2, "")
    assert "this is an answer sheet, not a spec" in result.err
    assert "cnncalc check marks it" in result.err


def test_zoo_tells_how_many_questions_a_sheet_has(cnncalc: Run) -> None:
    rows = {row["name"]: row for row in json.loads(cnncalc("zoo", "exercises", "--format", "json").out)["exercises"]}
    assert {name: rows[name]["questions"] for name in SHEETS} == {name: len(load_sheet(name).exercises) for name in SHEETS}
    assert rows["lenet_c1"]["about"] == "LeNet's first layer"
    assert rows["googlenet_3a"]["params"] == 157520


def test_a_sheet_is_listed_from_its_bundled_file_and_not_among_networks(
    cnncalc: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lenet_c1").write_text("no sheet at all", encoding="utf-8")
    assert "LeNet's first layer" in cnncalc("zoo", "exercises").out
    message = "error: lenet_c1 is an answer sheet, and has no figures\n  help: cnncalc zoo exercises lists the sheets\n"
    assert cnncalc("zoo", "lenet_c1", "--format", "json") == Result(2, "", message)
    assert "lenet_c1" not in cnncalc("zoo", "exercises", "--sort", "params").out


def test_what_is_no_sheet_is_not_loaded_as_one() -> None:
    with pytest.raises(SpecError, match="this is no answer sheet"):
        load_sheet("lenet5")
