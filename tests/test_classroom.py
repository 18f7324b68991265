"""`cnncalc check --against`: the sheets of a class, marked against a key whatever one of them holds."""

from __future__ import annotations

import json
import os
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Golden, Run
from strategies import examples
from test_check import WRONG, rows_of

import cnncalc as package
from cnncalc.checking.classroom import mark_class
from cnncalc.checking.options import CheckOptions
from cnncalc.checking.slips import SLIPS

FOLDER = Path(__file__).with_name("classroom")
KEY = FOLDER / "key.yaml"
RIGHT = {"C1": "28x28x6", "C1.params": "156", "padding": "2", "c.params": "B", "fc6.params.bytes": "24.5 MiB"}
EXERCISES = {"C1": ("C1", "C1.params"), "window": ("padding",), "choice": ("c.params",), "memory": ("fc6.params.bytes",)}
SHEETS = {
    "li": ("Li Wei", {}),
    "wang": ("Wang Fang", {"C1.params": "150", "padding": "4", "c.params": "a", "fc6.params.bytes": "24.5 MB"}),
    "chen": ("陈晨", {"C1": "6x27x27", "C1.params": "5*5*6", "padding": "2 or 3", "c.params": "D"}),
    "mo": ("", {"C1": "6x27x27", "C1.params": "", "padding": "", "c.params": "80", "fc6.params.bytes": "0M"}),
}


def sheet(student: str = "", **changed: str) -> str:
    """A sheet with the right answers but for those that are changed."""
    answers = {**RIGHT, **changed}
    lines = [f"student: {student}", "exercises:"]
    for name, quantities in EXERCISES.items():
        lines += [f"  - name: {name}", "    answers:", *(f"      {quantity}: {answers[quantity]}" for quantity in quantities)]
    return "\n".join([*lines, ""])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the key and a few sheets."""
    monkeypatch.chdir(tmp_path)
    Path("key.yaml").write_text(KEY.read_text(encoding="utf-8"), encoding="utf-8")
    Path("answers").mkdir()
    for file, (student, changed) in SHEETS.items():
        Path(f"answers/{file}.yaml").write_text(sheet(student, **changed), encoding="utf-8")
    return tmp_path


def against(cnncalc: Run, *args: str) -> tuple[int, dict[str, object]]:
    """The status, and the JSON report."""
    result = cnncalc("check", "--against", "key.yaml", *args, "--format", "json")
    return result.status, json.loads(result.out)


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "latex", "junit", "json"])
def test_what_is_printed(form: str, here: Path, cnncalc: Run, golden: Golden) -> None:
    files = [f"answers/{file}.yaml" for file in SHEETS]
    result = cnncalc("check", "--against", "key.yaml", *files, "--format", form)
    assert (result.status, result.err) == (1, "")
    golden(FOLDER / f"class_{form}.txt", result.out)


def test_points_are_those_of_the_key(here: Path, cnncalc: Run) -> None:
    status, data = against(cnncalc, *sorted(map(str, Path("answers").iterdir())))
    assert (status, data["points"], data["good"]) == (1, "13/2", False)
    points = {student["student"]: student["points"] for student in data["students"]}  # type: ignore[attr-defined]
    assert points == {"Li Wei": "13/2", "Wang Fang": 1, "陈晨": 1, "mo": 0}


def test_all_right_is_status_0(here: Path, cnncalc: Run) -> None:
    assert against(cnncalc, "answers/li.yaml")[0] == 0
    assert cnncalc("check", "--against", "key.yaml", "answers/li.yaml").out.endswith(
        "✓ 1 sheet marked against key.yaml: 1 all right\n"
    )


def test_a_sheets_own_question_is_told_and_never_believed(here: Path, cnncalc: Run) -> None:
    text = """
title: cnncalc quiz --seed 42
exercises:
  - name: memory
    question: How many bytes?
    on: 64x7x7
    layers: fc 1 nobias as fc6
    dtype: int8
    points: 100
    answers: {fc6.params.bytes: 3136, fc6.params: 3136}
  - name: bonus
    on: 1x8x8
    layers: relu as r
    answers: {r: 1x8x8}
"""
    Path("cheat.yaml").write_text(text, encoding="utf-8")
    status, data = against(cnncalc, "cheat.yaml")
    (student,) = data["students"]  # type: ignore[misc]
    assert (status, student["student"], student["points"]) == (1, "cheat", 0)
    assert [answer["status"] for answer in student["answers"]] == ["not answered"] * 4 + ["wrong"]
    assert student["remarks"] == [
        "memory has question and on and layers and points of its own; the key's hold",
        "memory answers fc6.params, which is not asked",
        "bonus is no exercise of the key",
    ]


COPIES = """
on: 512x7x7, layers: [fc 1024 nobias as fc6]     | layers
on: "512x7x7", layers: "fc 1024  nobias as fc6"  |
input: 512x7x7                                   |
input: 512x7x8                                   | input
dtype: float32                                   | dtype
batch: 2                                         | batch
spec: vgg16                                      | spec
"""


@pytest.mark.parametrize(("keys", "differs"), rows_of(COPIES))
def test_which_keys_differ(keys: str, differs: str, here: Path, cnncalc: Run) -> None:
    Path("a.yaml").write_text(
        f"exercises: [{{name: memory, {keys}, answers: {{fc6.params.bytes: 25690112}}}}]", encoding="utf-8"
    )
    (student,) = against(cnncalc, "a.yaml")[1]["students"]  # type: ignore[misc]
    assert student["remarks"] == ([f"memory has {differs} of its own; the key's hold"] if differs else [])
    assert student["answers"][-1]["good"], "the key's question is what is marked"


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "line 1: the file is empty"),
    "brackets": (b"exercises: [", "line 1: this is not YAML"),
    "text": (b"Dear teacher, I was ill.", "line 1: this is no answer sheet"),
    "spec": (b"input: 3x8x8\nlayers: [relu]\n", "line 1: this is no answer sheet"),
    "scalar": (b"exercises: all of them\n", "line 1: exercises is a list of exercises"),
    "gbk": ("student: 李伟".encode("gbk"), "it may be GBK: iconv -f GBK -t UTF-8"),
    "utf16": (sheet("Li").encode("utf-16"), "it may be UTF-16: iconv -f UTF-16 -t UTF-8"),
    "binary": (bytes(range(256)), "is not a text file"),
    "huge": (b"a" * (4 * 1024 * 1024 + 1), "is larger than 4 MiB"),
    "deep": (b"exercises: " + b"[" * 1000, "line 1: "),
    "twice": (b"--- 1\n--- 2\n", "line 2: a second document starts here"),
    "bomb": (b"exercises: [" + b"9" * 20000 + b"]", "characters; the limit is"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_whatever_one_file_holds_the_others_are_marked(name: str, here: Path, cnncalc: Run) -> None:
    content, said = BROKEN[name]
    Path(f"answers/{name}.yaml").write_bytes(content)
    status, data = against(cnncalc, "answers/li.yaml", f"answers/{name}.yaml", "answers/mo.yaml")
    first, broken, last = data["students"]  # type: ignore[misc]
    assert status == 1
    assert (first["points"], broken["points"], last["points"], broken["student"]) == ("13/2", None, 0, name)
    assert said in broken["unread"]
    told = cnncalc("check", "--against", "key.yaml", "answers/li.yaml", f"answers/{name}.yaml")
    (line,) = [line for line in told.out.splitlines() if line.startswith("not read: ")]
    assert line.startswith(f"not read: answers/{name}.yaml")
    assert told.out.endswith("✗ 2 sheets marked against key.yaml: 1 all right, 1 not read\n")


def test_folders_links_and_missing_files_get_a_line(here: Path, cnncalc: Run) -> None:
    Path("answers/old").mkdir()
    Path("lenet_c1").mkdir()  # a bundled sheet has this name
    Path("answers/link.yaml").symlink_to("nowhere")
    status, data = against(cnncalc, "answers/old", "lenet_c1", "answers/link.yaml", "nobody.yaml", "answers/li.yaml")
    assert status == 1
    unread = [student["unread"] for student in data["students"]]  # type: ignore[attr-defined]
    assert unread[:3] == ["is a folder; name the files inside it"] * 2 + ["is a link that leads nowhere; it points to nowhere"]
    assert unread[3].startswith("there is no file or bundled spec nobody.yaml")
    assert unread[4] is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to root")
def test_a_closed_file_gets_a_line(here: Path, cnncalc: Run) -> None:
    Path("answers/mo.yaml").chmod(0)
    (student,) = against(cnncalc, "answers/mo.yaml")[1]["students"]  # type: ignore[misc]
    assert student["unread"] == "cannot be read: Permission denied"


def test_a_mistake_inside_a_sheet_leaves_its_other_answers(here: Path, cnncalc: Run) -> None:
    text = (
        sheet("Li")
        .replace("      padding: 2", "      padding: {2: 3}")
        .replace("  - name: choice", "  - oops\n  - name: choice")
    )
    Path("a.yaml").write_text(text + "  - name: C1\n    answers: {C1: 1x1x1}\n", encoding="utf-8")
    (student,) = against(cnncalc, "a.yaml")[1]["students"]  # type: ignore[misc]
    assert [answer["good"] for answer in student["answers"]] == [True, True, False, True, True]
    assert student["remarks"] == [
        "line 9: padding needs one answer",
        "line 10: an exercise is a mapping of keys",
        "C1 stands twice: the first is marked",
    ]


def test_exercises_without_names_are_found_by_their_place(here: Path, cnncalc: Run) -> None:
    Path("key.yaml").write_text(
        "exercises:\n  - {on: 3x8x8, layers: conv 3x3 4 as c, answers: {c: }}\n"
        "  - {on: 3x8x8, layers: conv 5x5 4 as c, answers: {c: }}\n",
        encoding="utf-8",
    )
    Path("a.yaml").write_text("exercises: [{answers: {c: 4x6x6}}, {answers: {c: 4x4x4}}, {answers: {c: 1}}]", encoding="utf-8")
    (student,) = against(cnncalc, "a.yaml")[1]["students"]  # type: ignore[misc]
    assert [answer["good"] for answer in student["answers"]] == [True, True]
    assert student["remarks"] == ["exercise 3 is no exercise of the key"]


def test_who_handed_in_twice_is_told_and_the_key_is_no_sheet(here: Path, cnncalc: Run) -> None:
    Path("b.yaml").write_text(sheet("Li Wei").replace("student:", "name:"), encoding="utf-8")
    status, data = against(cnncalc, "answers/li.yaml", "b.yaml", "./key.yaml")
    assert (status, len(data["students"])) == (0, 2)  # type: ignore[arg-type]
    assert data["remarks"] == ["key.yaml is the key itself: it is not marked", "Li Wei has 2 sheets: answers/li.yaml, b.yaml"]


def test_the_key_alone_is_nothing_to_mark(here: Path, cnncalc: Run) -> None:
    result = cnncalc("check", "--against", "key.yaml", "key.yaml")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: key.yaml is the key itself: there is no sheet to mark\n")


KEYS_BROKEN = """
C1.params: 156         | C1.params: 150         | the key is wrong: C1.params is 156, not 150
C1.params: 156         | C1.params: idk         | idk is unreadable
C1: 6x28x28            | C1.prams: 6            | prams of C1.prams is no quantity
points: 1.5            | points: many           | points are a number such as 2 or 0.5
points: {C1.params: 2} | points: {C2.params: 2} | C2.params is not among the answers
[216, 224, 80]         | [216, 72, 80]          | no choice of c.params is right
[216, 224, 80]         | [216, 224, 7*32]       | choices B and C of c.params are right
[216, 224, 80]         | [224]                  | choices are a list of 2 to 10 different answers
conv 5x5 6 as C1       | conv 5x5 as C1         | conv
"""


@pytest.mark.parametrize(("text", "other", "said"), rows_of(KEYS_BROKEN))
def test_a_broken_key_is_status_2(text: str, other: str, said: str, here: Path, cnncalc: Run) -> None:
    Path("key.yaml").write_text(KEY.read_text(encoding="utf-8").replace(text, other), encoding="utf-8")
    result = cnncalc("check", "--against", "key.yaml", "answers/li.yaml")
    assert (result.status, result.out) == (2, "")
    assert said in result.err
    assert "--> key.yaml:" in result.err


@pytest.mark.parametrize("option", ["--set c=1", "--input 3x8x8", "--batch 2", "--against missing.yaml", "--against lenet5"])
def test_usage_that_makes_no_sense_is_status_2(option: str, here: Path, cnncalc: Run) -> None:
    key = [] if option.startswith("--against") else ["--against", "key.yaml"]
    result = cnncalc("check", *key, *option.split(), "answers/li.yaml")
    assert (result.status, result.out) == (2, "")


def test_a_tool_that_is_named_counts_for_the_class(here: Path, cnncalc: Run) -> None:
    text = "exercises: [{name: m, on: 64x32x32, layers: 'conv 3x3 64 half nobias, bn', answers: {macs: }}]"
    Path("key.yaml").write_text(text, encoding="utf-8")
    Path("a.yaml").write_text("exercises: [{name: m, answers: {macs: 37.88M}}]", encoding="utf-8")
    assert against(cnncalc, "a.yaml")[0] == 1
    assert against(cnncalc, "a.yaml", "--as", "fvcore")[0] == 0


def planted(tmp_path: Path) -> tuple[Path, list[Path], list[str]]:
    """A class of thirty: a key of all the wrong answers that a test has for slips, and each of them planted in a sheet."""
    rows = [row for row in rows_of(WRONG) if "batch" not in row[4] and not row[4].startswith("digit")]
    exercises = [f"  - name: q{i}\n    on: {row[0]}\n    layers: {row[1]}\n    answers:" for i, row in enumerate(rows)]
    key = tmp_path / "key.yaml"
    key.write_text("exercises:\n" + "".join(f"{text} {{{row[2]}: }}\n" for text, row in zip(exercises, rows)), encoding="utf-8")
    files = []
    for number in range(30):
        answers = (f"  - name: q{i}\n    answers: {{{row[2]}: '{row[3]}'}}\n" for i, row in enumerate(rows) if i % 30 == number)
        files.append(tmp_path / f"s{number}.yaml")
        files[-1].write_text("exercises:\n" + "".join(answers), encoding="utf-8")
    return key, files, [row[4] for row in rows]


def test_every_planted_slip_is_told_in_a_second(tmp_path: Path) -> None:
    key, files, slips = planted(tmp_path)
    broken = tmp_path / "broken.yaml"
    broken.write_text("[", encoding="utf-8")
    before = time.process_time()
    marks = mark_class(str(key), [*map(str, files), str(broken)], CheckOptions())
    took = time.process_time() - before
    found = [
        [slip.name for sheet in marks.sheets if sheet.findings for slip in sheet.findings[i].slips] for i in range(len(slips))
    ]
    assert [(slip, names) for slip, names in zip(slips, found) if slip not in names] == []
    report = marks.to_dict()
    assert [len(question["slips"]) for question in report["questions"]] == [1] * len(slips)
    assert marks.sheets[-1].unread == "line 1: this is not YAML: did not find expected node content while parsing a flow node"
    assert took < 5, "about one second on an idle machine"


def test_equal_answers_are_worked_out_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = count_calls(monkeypatch)
    for number in range(30):
        Path(f"answers/{number}.yaml").write_text(sheet("", **{"C1.params": "150"}), encoding="utf-8")
    mark_class("key.yaml", sorted(map(str, Path("answers").glob("[0-9]*.yaml"))), CheckOptions())
    wrong = 1 + 2  # the answer, and the two choices of the key that are wrong
    assert len(calls) <= wrong * len(SLIPS)


def count_calls(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    from cnncalc.checking.likely import Suspects

    calls: list[object] = []
    plain: Callable[..., object] = Suspects.wrong_values

    def counted(self: Suspects, slip: object) -> object:
        calls.append(slip)
        return plain(self, slip)

    monkeypatch.setattr(Suspects, "wrong_values", counted)
    return calls


def test_autograders_read_the_marks(here: Path, cnncalc: Run) -> None:
    Path("answers/bad.yaml").write_text("[", encoding="utf-8")
    result = cnncalc(
        "check", "--against", "key.yaml", "answers/li.yaml", "answers/mo.yaml", "answers/bad.yaml", "--format", "junit"
    )
    root = ElementTree.fromstring(result.out)
    assert (root.attrib["tests"], root.attrib["failures"]) == ("11", "6")
    assert {case.attrib["classname"] for case in root.iter("testcase")} == {"Li Wei", "mo", "bad"}


def test_the_library_marks_a_class(here: Path) -> None:
    marks = package.mark_class("key.yaml", ["answers/li.yaml", Path("answers/mo.yaml")])
    assert (marks.good, len(marks.questions), marks.most) == (False, 5, 6.5)
    assert [record["points"] for record in marks.to_records()] == ["6.5", "0"]


@given(st.binary(max_size=60) | st.text("{}[]:- \nanswers exercises C1.params 0123456789", max_size=80).map(str.encode))
@examples(150)
def test_any_file_is_marked_or_gets_a_line(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("any") / "a.yaml"
    file.write_bytes(content)
    marks = mark_class(str(KEY), [str(file)], CheckOptions())
    assert marks.sheets[0].unread or len(marks.sheets[0].findings) == 5
    assert str(marks)
