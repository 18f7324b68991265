"""Handouts and their keys: what is printed for a class, what a sheet gives away, and multiple choice."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
from running import Golden, Run

from cnncalc.checking.choices import choices_of_slips
from cnncalc.checking.keys import choice_finding, load_key
from cnncalc.checking.options import CheckOptions
from cnncalc.drills import quiz
from cnncalc.drills.secret import secret_seed
from cnncalc.drills.topics import LEVELS, TOPICS

FOLDER = Path(__file__).with_name("classroom")
KEY = FOLDER / "key.yaml"
DRAWN = ("--seed", "7", "-n", "4", "--level", "2", "--topic", "size,params,macs,solve")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the key."""
    monkeypatch.chdir(tmp_path)
    Path("key.yaml").write_text(KEY.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("ending", ["md", "tex", "yaml", "csv"])
def test_the_handout_of_a_key(ending: str, here: Path, cnncalc: Run, golden: Golden) -> None:
    assert cnncalc("quiz", "--from", "key.yaml", "--sheet", f"handout.{ending}") == (0, "", "")
    text = Path(f"handout.{ending}").read_text(encoding="utf-8")
    golden(FOLDER / f"handout_{ending}.txt", text)
    assert not re.search(r"\b(156|25690112|25,690,112)\b", text)


@pytest.mark.parametrize("ending", ["md", "tex", "csv"])
def test_the_key_of_a_handout(ending: str, here: Path, cnncalc: Run, golden: Golden) -> None:
    assert cnncalc("quiz", "--from", "key.yaml", "--key", f"solved.{ending}") == (0, "", "")
    golden(FOLDER / f"handout_key_{ending}.txt", Path(f"solved.{ending}").read_text(encoding="utf-8"))


def test_a_blank_sheet_filled_in_is_marked_against_its_key(here: Path, cnncalc: Run) -> None:
    cnncalc("quiz", "--from", "key.yaml", "--sheet", "blank.yaml")
    text = Path("blank.yaml").read_text(encoding="utf-8")
    answers = {"C1": "6x28x28", "C1.params": "156", "padding": "2", "c.params": "b", "fc6.params.bytes": "25690112"}
    for quantity, answer in answers.items():
        before, _, after = text.rpartition(f"      {quantity}:\n")
        text = f"{before}      {quantity}: {answer}\n{after}"
    Path("li.yaml").write_text(text.replace("student:", "student: Li"), encoding="utf-8")
    result = cnncalc("check", "--against", "key.yaml", "li.yaml", "--format", "csv")
    assert (result.status, result.err) == (0, ""), "nothing in it differs from the key"
    assert cnncalc("check", "--against", "key.yaml", "blank.yaml").status == 1


@pytest.mark.parametrize("name", ["lenet_c1", "bottlenecks", "strides", "alexnet_conv1", "vgg16_memory"])
def test_bundled_sheets_become_blank_sheets(name: str, here: Path, cnncalc: Run) -> None:
    cnncalc("quiz", "--from", name, "--sheet", "blank.yaml")
    result = cnncalc("check", "--against", name, "blank.yaml", "--format", "json")
    assert '"remarks": []' in result.out and '"not read' not in result.out
    assert "of its own" not in result.out


# What a seed gives away


def test_without_the_word_a_seed_draws_other_questions(here: Path, cnncalc: Run) -> None:
    for file, more in (("a", ["--word", "maple"]), ("b", []), ("c", ["--word", "WORD"]), ("d", ["--word", "maple"])):
        assert cnncalc("quiz", *DRAWN, *more, "--sheet", f"{file}.yaml", "--key", f"{file}_key.yaml").status == 0
    sheets = {file: Path(f"{file}.yaml").read_text(encoding="utf-8") for file in "abcd"}
    assert sheets["a"] == sheets["d"]
    bodies = [text.partition("exercises:")[2] for text in sheets.values()]
    assert len(set(bodies)) == 3
    title = "title: cnncalc quiz --seed 7 -n 4 --level 2 --topic size,params,macs,solve --word WORD\n"
    assert sheets["a"].startswith(title)
    assert "maple" not in sheets["a"] + Path("a_key.yaml").read_text(encoding="utf-8")
    assert cnncalc("check", "--against", "a_key.yaml", "a_key.yaml", "a.yaml").status == 1
    assert cnncalc("check", "a_key.yaml").status == 0


def test_a_secret_seed_stays_the_same_on_every_machine() -> None:
    assert secret_seed(7, "maple") % 10**12 == 742593273698


WRONG_USAGE = """
--word maple                                     | score
--choices 4                                      | --choices is for sheets
--from key.yaml                                  | --from writes a sheet or a key, and neither is named
--from key.yaml --seed 3 --sheet a.md            | --seed has no place beside --from: nothing is drawn
--from key.yaml --topic size --sheet a.md        | --topic has no place beside --from: nothing is drawn
--from key.yaml --key a.yaml                     | the file of --from is the key in YAML already
--from key.yaml --sheet a.pdf                    | an answer sheet is written as .yaml
--from lenet5 --sheet a.md                       | this is no answer sheet
--word '' --sheet a.md                           | --word is empty
"""


@pytest.mark.parametrize(("args", "said"), [line.split("|") for line in WRONG_USAGE.strip().splitlines()])
def test_usage(args: str, said: str, here: Path, cnncalc: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("q\n"))
    words = [word.strip("'") for word in args.split()]
    result = cnncalc("quiz", *words)
    assert said.strip() in result.err + result.out
    assert result.status == (0 if said.strip() == "score" else 2)


# Multiple choice


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("topic", TOPICS)
def test_behind_every_wrong_choice_stands_a_slip(topic: str, level: int) -> None:
    for question in quiz(3, 3, [topic], level):
        if not question.network:
            continue
        case, asked = question.asked
        choices = choices_of_slips(asked, case, 4)
        assert len(choices) != 1 and len(choices) <= 4 and len(set(choices)) == len(choices)


def test_the_choices_of_a_drawn_sheet_are_a_key(here: Path, cnncalc: Run) -> None:
    assert cnncalc("quiz", *DRAWN, "--choices", "4", "--sheet", "a.yaml", "--key", "key.yaml").status == 0
    key = load_key("key.yaml", CheckOptions())
    chosen = [question for question in key.questions if question.marker.choices[question.quantity]]
    assert len(chosen) == 3, "all but the window"
    for question in chosen:
        findings = [
            choice_finding(question.marker, question.quantity, question.place, text)
            for text in question.marker.choices[question.quantity]
        ]
        assert [finding.good for finding in findings].count(True) == 1
        assert all(finding.good or finding.slips for finding in findings)
    assert '["' in Path("a.yaml").read_text(encoding="utf-8")


def test_a_drawn_quiz_for_paper(here: Path, cnncalc: Run, golden: Golden) -> None:
    more = ("--choices", "3", "--sheet", "a.md", "--key", "b.md")
    assert cnncalc("quiz", *DRAWN, *more) == (0, "", "")
    golden(FOLDER / "drawn_handout.txt", Path("a.md").read_text(encoding="utf-8"))
    golden(FOLDER / "drawn_key.txt", Path("b.md").read_text(encoding="utf-8"))
