"""The bundled exercises: every answer of theirs is right, and wrong ones, published or slipped, are seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from running import ROOT, Result

from cnncalc.find import bundled_sheets
from cnncalc.sheets import load_sheet

Run = Callable[..., Result]
SHEETS = bundled_sheets()
WRONG = [
    [cell.strip() for cell in line.split("|")]
    for line in (ROOT / "tests" / "wrong_answers.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def found_in(checked: Result) -> dict[tuple[str, str], dict]:
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
