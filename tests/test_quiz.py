"""The quiz: questions that the library answers, the same everywhere, at a prompt that bears anything."""

from __future__ import annotations

import ast
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import ROOT, Result, Run
from test_explain import value_of as worth

import cnncalc as package
from cnncalc.analysis.analyze import Row
from cnncalc.checking.derived import Asked
from cnncalc.drills import MOST, Question, quiz
from cnncalc.drills.draw import Draw
from cnncalc.drills.marking import mark_answer
from cnncalc.drills.solved import known_of
from cnncalc.drills.topics import LEVELS, TOPICS
from cnncalc.errors import Fault, SpecError
from cnncalc.layers.arithmetic import elements
from cnncalc.report.quiz import hint_lines, value_text, working_lines
from cnncalc.report.sheet import sheet_lines
from cnncalc.solving.window import Window

EVERY = [(topic, level) for topic in TOPICS for level in LEVELS]


def test_draws_are_those_of_the_standard() -> None:
    """SHA-256 of the key and the count, reduced: worked out here with a published digest's own function."""
    from hashlib import sha256

    draw = Draw("a", 1)
    wanted = [int(sha256(f"a 1 {n}".encode()).hexdigest(), 16) % 1000 for n in range(5)]
    assert [draw.below(1000) for _ in range(5)] == wanted == [678, 178, 430, 589, 353]


def test_nothing_is_drawn_by_the_random_module() -> None:
    """Its methods may change with Python's version."""
    for path in (ROOT / "cnncalc" / "drills").rglob("*.py"):
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        assert not [node for node in tree if isinstance(node, ast.Import) and node.names[0].name == "random"]
        assert "hash(" not in path.read_text(encoding="utf-8")


def test_there_are_the_topics_of_the_readme() -> None:
    assert " ".join(TOPICS) == "size params macs receptive-field bottleneck fc-conv memory solve graph"


@pytest.mark.sample(9)
@pytest.mark.parametrize(("topic", "level"), EVERY)
def test_a_long_quiz_asks_nothing_twice_and_every_answer_holds(topic: str, level: int) -> None:
    questions = quiz(11, MOST, [topic], level)
    assert len({(question.spec, question.quantity) for question in questions}) == MOST
    assert {(question.topic, question.level) for question in questions} == {(topic, level)}
    for question in questions[:8]:
        check(question)


def check(question: Question) -> None:
    """The answer is that of the library, reckoned here on another way; its own text is right, a spoilt one is not."""
    if question.network:
        assert question.answer == FOUND[Asked.of(question.quantity).word](question)
    else:
        holds(question)
    assert mark_answer(question, value_text(question)).right
    assert not mark_answer(question, spoilt(question)).right
    says_what_it_asks(question)
    assert "ceil" in question.spec or "ceil" not in question.hint
    assert any(line.strip() for line in working_lines(question.working))
    assert comes_up(question)
    assert " ".join(hint_lines(question)[0]) == question.hint
    for line in [line for hint in hint_lines(question) for line in hint]:
        assert value_text(question) not in line.split(" = ")[1:], "a hint leaves the last step to the reader"


SAID = {
    "params": "parameters",
    "weights": "weights",
    "trainable": "parameters are trained",
    "macs": "(MACs)",
    "flops": "FLOPs",
    "connections": "connections",
    "output": "shape",
    "receptive_field": "receptive field",
    "jump": "jump",
    "activations": "How many numbers do the outputs",
    "peak_activations": "alive",
    "activations.bytes": "bytes does",
    "params.bytes": "bytes do",
    "weighted_depth": "layers with weights deep",
    "direct_weights": "weights would one",
    "direct_macs": "(MACs) would one",
    "saved_weights": "weights do the two save",
    "saved_macs": "MACs do the three save",
    "times_macs": "times as many MACs",
    "break_even": "Up to how many channels",
    "twin_kernel": "size",
    "twin_weights": "weights does the convolution",
    "twin_params": "become convolutions. How many parameters",
    "twin_output": "shape",
    "smallest_input": "smallest square input",
}


def says_what_it_asks(question: Question) -> None:
    """The sentence names the quantity, the layer and all that it depends on."""
    assert question.ask.count("?") == 1
    if not question.network:
        assert f"Which {question.quantity} does it?" in question.ask
        return
    asked = Asked.of(question.quantity)
    assert SAID[asked.word] in question.ask
    assert asked.layer in question.ask
    assert asked.input in question.ask
    assert question.dtype in question.ask or not asked.word.endswith(".bytes")
    if asked.word in ("params", "twin_params") and question.answer and "nobias" not in question.spec:
        assert "biases included" in question.ask


def comes_up(question: Question) -> bool:
    """Whether the working comes to the answer, a shape extent by extent."""
    shown = "\n".join(working_lines(question.working)).replace(",", "")
    return all(re.search(rf"(?<!\d){part}(?!\d)", shown) for part in value_text(question).replace(",", "").split("x"))


def spoilt(question: Question) -> str:
    """A wrong answer, in the same form."""
    answer = question.answer
    if isinstance(answer, tuple):
        return "x".join(str(part + 1) for part in answer)
    return str(answer + 1) if isinstance(answer, int) else "1.01"


def analysis_of(question: Question) -> package.Analysis:
    return package.analyze(package.build(package.parse(question.spec)))


def of_rows(name: str) -> Callable[[Question], int]:
    """A figure, summed over the layer that is asked about or over all."""

    def found(question: Question) -> int:
        subject = Asked.of(question.quantity).layer
        rows = [row for row in analysis_of(question).rows if subject in ("", row.node.name)]
        return sum(getattr(row if name == "trainable" else row.figures, name) for row in rows)

    return found


def last_row(question: Question) -> Row:
    subject = question.quantity.rpartition(".")[0]
    rows = analysis_of(question).rows
    return next((row for row in rows if row.node.name == subject), rows[-1])


def connections(question: Question) -> int:
    row = last_row(question)
    return int(row.figures.macs + elements(row.node.shape))


def sizes(question: Question) -> int:
    """The smallest square input, tried from 1 on."""
    spec = package.parse(question.spec)
    channels = next(iter(package.build(spec).nodes)).shape[0]
    for size in range(1, 300):
        try:
            package.build(spec, f"{channels}x{size}x{size}")
            return size
        except SpecError:
            continue
    raise AssertionError


def twin(question: Question) -> package.Graph:
    return package.fully_convolutional(package.build(package.parse(question.spec))).graph


def twin_rows(question: Question) -> list[Row]:
    dense = {row.node.name for row in analysis_of(question).rows if row.node.layer.kind == "fc"}
    return [row for row in package.analyze(twin(question)).rows if row.node.name in dense]


def twin_output(question: Question) -> tuple[int, ...]:
    """The output of the twin, written as a spec and built at the larger size."""
    from cnncalc.network.write import spec_lines

    text = "\n".join(spec_lines(twin(question)))
    return package.build(package.parse(text), question.quantity.split()[1]).nodes[-1].shape


def direct(question: Question) -> package.Analysis:
    """The one convolution in place of a block, written out as a spec."""
    rows = analysis_of(question).rows
    x, y = rows[0].node.applied.xs[0], rows[-1].node.shape
    kernel = rows[1].node.layer.kernel[0]
    step = f"conv {kernel}x{kernel} {y[0]} pad={kernel // 2} nobias"
    return package.analyze(package.build(package.parse(f"input: {'x'.join(map(str, x))}\nlayers:\n  - {step}\n")))


def against(figure: str) -> Callable[[Question], int]:
    return lambda question: (
        getattr(direct(question).totals.figures, figure) - getattr(analysis_of(question).totals.figures, figure)
    )


def break_even(question: Question) -> int:
    """The widest reduction that pays, tried width by width."""
    width = re.compile(r"conv 1x1 \d+")
    limit = direct(question).totals.figures.macs

    def cost(r: int) -> int:
        return int(analysis_of(question._replace(spec=width.sub(f"conv 1x1 {r}", question.spec, count=1))).totals.figures.macs)

    found = question.answer
    assert isinstance(found, int) and cost(found) < limit <= cost(found + 1)
    return found


def size_of(question: Question) -> int:
    return {"float32": 4, "float16": 2, "int8": 1}[question.dtype]


def path_length(question: Question) -> int:
    """Convolutions and fully connected layers, on the longest path through the nodes."""
    nodes = package.build(package.parse(question.spec)).nodes
    deep: list[int] = []
    for node in nodes:
        own = bool(node.inputs) and node.layer.kind in ("conv", "fc")
        deep.append(max([deep[i] for i in node.inputs], default=0) + own)
    return deep[-1]


# Each quantity, found on a way of its own.
FOUND: dict[str, Callable[[Question], object]] = {
    **{name: of_rows(name) for name in ("params", "weights", "macs", "flops", "activations", "trainable")},
    "output": lambda question: last_row(question).node.shape,
    "receptive_field": lambda question: last_row(question).field.size,
    "jump": lambda question: last_row(question).field.stride,
    "connections": connections,
    "peak_activations": lambda question: analysis_of(question).totals.peak_activations,
    "activations.bytes": lambda question: of_rows("activations")(question) * size_of(question),
    "params.bytes": lambda question: of_rows("params")(question) * size_of(question),
    "weighted_depth": path_length,
    "direct_weights": lambda question: direct(question).totals.figures.weights,
    "direct_macs": lambda question: direct(question).totals.figures.macs,
    "saved_weights": against("weights"),
    "saved_macs": against("macs"),
    "times_macs": lambda question: worth(f"{direct(question).totals.figures.macs}/{analysis_of(question).totals.figures.macs}"),
    "break_even": break_even,
    "twin_kernel": lambda question: analysis_at(question).node.applied.xs[0][1:] or (1, 1),
    "twin_weights": lambda question: sum(row.figures.weights for row in twin_rows(question)),
    "twin_params": lambda question: sum(row.figures.params for row in twin_rows(question)),
    "twin_output": twin_output,
    "smallest_input": sizes,
}


def analysis_at(question: Question) -> Row:
    return last_row(question)


def holds(question: Question) -> None:
    """Of all values the answer alone fits the window."""
    known = known_of(question.spec)

    def output(value: int) -> int:
        numbers = {"padding": 0, "dilation": 1} | known | {question.quantity: value}
        pad = numbers["padding"]
        window = Window(numbers["input"], numbers["kernel"], (pad, pad), numbers["stride"], numbers["dilation"])
        return window.output

    fitting = [value for value in range(question.quantity != "padding", 400) if output(value) == known["output"]]
    assert fitting == [question.answer]


@given(st.integers(-(10**12), 10**12), st.integers(1, 12), st.sampled_from(LEVELS))
def test_a_seed_asks_the_same_and_a_longer_quiz_begins_as_a_shorter_one(seed: int, count: int, level: int) -> None:
    assert quiz(seed, count, level=level) == quiz(seed, count, level=level) == quiz(seed, count + 3, level=level)[:count]


@pytest.mark.parametrize(("topic", "level"), EVERY)
def test_ten_questions_on_a_topic_are_about_ten_networks(topic: str, level: int) -> None:
    for seed in range(5):
        layers = {
            (question.spec.partition("layers:")[2] or question.spec, question.quantity)
            for question in quiz(seed, 10, [topic], level)
        }
        assert len(layers) == 10


def test_every_topic_comes_once_in_each_round() -> None:
    topics = [question.topic for question in quiz(3, 27)]
    assert all(set(topics[start : start + 9]) == set(TOPICS) for start in (0, 9, 18))
    assert topics[:9] != topics[9:18] != topics[18:]


def put(monkeypatch: pytest.MonkeyPatch, cnncalc: Run, lines: str, *args: str) -> Result:
    """A quiz on piped lines."""
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    return cnncalc("quiz", *args)


def verdicts(result: Result) -> list[str]:
    return re.findall(r"^(?:right|wrong|skipped)\b", result.out, re.MULTILINE)


def test_the_right_answers_are_right_at_the_prompt(monkeypatch: pytest.MonkeyPatch, cnncalc: Run) -> None:
    questions = quiz(5, 27, level=2)
    typed = "".join(f"{value_text(question)}\n" for question in questions)
    result = put(monkeypatch, cnncalc, typed, "--seed", "5", "-n", "27", "--level", "2")
    assert (result.status, result.err) == (0, "")
    assert verdicts(result) == ["right"] * 27
    assert "score: 27 of 27 right\nnothing to practise: try --level 3\n" in result.out


FORMS = [
    ("shape", "conv 5x5 6", "output", "28x28x6", "right: in the other layout, channels last; here it is written 6x28x28"),
    ("params", "conv 3x3 64", "params", "1,792", "right"),
    ("params", "conv 3x3 64", "params", "3*3*3*64 + 64", "right: it comes to 1,792"),
    ("params", "conv 3x3 64", "params", "1.8K", "right: rounded: it is 1,792"),
    ("weights", "conv 3x3 64", "weights", "3*3*3*64", "right: it comes to 1,728"),
    ("bias", "conv 3x3 64", "weights", "1792", "wrong: it is 1,728\nbias counted? biases are counted too"),
    ("flops", "conv 3x3 64", "macs", "3110400", "wrong: it is 1,555,200\nFLOPs for MACs? FLOPs are given, 2 per MAC"),
    ("bytes", "conv 3x3 64", "activations.bytes", "225 KiB", "right"),
    ("field", "conv 7x7 64", "receptive_field", "7x7", "right"),
]


@pytest.mark.parametrize(("name", "step", "quantity", "typed", "said"), FORMS, ids=[form[3] for form in FORMS])
def test_an_answer_is_taken_in_every_form(
    name: str, step: str, quantity: str, typed: str, said: str, monkeypatch: pytest.MonkeyPatch, cnncalc: Run
) -> None:
    spec = f"input: 3x32x32\nlayers:\n  - {step}\n"
    question = Question("params", 1, "How much?", spec, quantity, "count")
    monkeypatch.setattr("cnncalc.drills.quiz", lambda *args: (question,))
    result = put(monkeypatch, cnncalc, typed + "\n")
    assert f"> {typed}\n{said}" in result.out
    assert f"> {typed}\n{said}\n" in result.out or ":" not in said or "rounded" not in said


NONSENSE = [
    ("", "type an answer, h for a hint, s to skip, q to quit"),
    ("forty", "forty is not a number"),
    ("2 or 3", "2 or 3 is not one number: or has no place in an answer"),
    ("1 == 1", "1 == 1 is not one number: = has no place in an answer"),
    ("64x64x64x64x", ""),
    ("<= 5G", "<= 5G is a bound, and one value is asked for"),
    ("1G", "1G is rounded so far that it may be many numbers"),
    ("1/0", "a division by zero"),
    ("9**9**9**9", ""),
    ("__import__('os')", ""),
    ("((((((", ""),
    ("\x1b[A\x00", ""),
    ("9" * 5000, ""),
    ("1 MiB", "1 MiB is a size in bytes, and a count is asked for"),
    ("-1", ""),
    ("nan", ""),
    ("３", ""),
]


@pytest.mark.parametrize(("typed", "said"), NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_gets_a_helpful_line_and_the_question_again(
    typed: str, said: str, monkeypatch: pytest.MonkeyPatch, cnncalc: Run
) -> None:
    question = quiz(2, 1, ["macs"])[0]
    lines = f"{typed}\n{value_text(question)}\n"
    result = put(monkeypatch, cnncalc, lines, "--seed", "2", "-n", "1", "--topic", "macs")
    assert (result.status, result.err) == (0, "")
    assert said in result.out
    assert "\x1b" not in result.out and "\x00" not in result.out
    assert verdicts(result)[-1] == ("right" if "wrong" not in verdicts(result) else "wrong")
    assert "Traceback" not in result.out


FORMED = [quiz(1, 1, [topic])[0] for topic in ("size", "params", "receptive-field", "memory", "solve")]


@given(st.text(max_size=60))
def test_no_text_ends_in_a_traceback(typed: str) -> None:
    for question in FORMED:
        try:
            mark_answer(question, typed)
        except Fault as fault:
            assert fault.message
            assert fault.help or fault.message


def test_hints_come_one_after_another(monkeypatch: pytest.MonkeyPatch, cnncalc: Run) -> None:
    result = put(monkeypatch, cnncalc, "h\n?\nhint\nh\ns\n", "--seed", "7", "-n", "1", "--topic", "params")
    hints = hint_lines(quiz(7, 1, ["params"])[0])
    assert len(hints) == 3
    positions = [result.out.index("\n".join(hint)) for hint in hints]
    assert positions == sorted(positions)
    assert "there is no further hint" in result.out
    assert "score: 0 of 1 right, 1 skipped, 3 hints\n" in result.out


def test_what_to_practise_is_told(monkeypatch: pytest.MonkeyPatch, cnncalc: Run) -> None:
    questions = quiz(4, 3, ["size", "params", "macs"])
    answers = {question.topic: value_text(question) for question in questions} | {"params": "123456789", "macs": "s"}
    typed = "".join(f"{answers[question.topic]}\n" for question in questions)
    result = put(monkeypatch, cnncalc, typed, "--seed", "4", "-n", "3", "--topic", "size,params", "--topic", "macs")
    assert "score: 1 of 3 right, 1 skipped\n" in result.out
    practise = result.out.partition("to practise:\n")[2]
    assert re.findall(r"^  (\S+) +(\d of \d right)", practise, re.MULTILINE) == [
        (topic, "0 of 1 right") for topic in dict.fromkeys(question.topic for question in questions) if topic != "size"
    ]
    assert re.search(r"  cnncalc quiz --level 1 --topic (params,macs|macs,params)\n", practise)


@pytest.mark.parametrize("lines", ["", "q\n", "QUIT\n"])
def test_an_early_end_tells_the_score_so_far(lines: str, monkeypatch: pytest.MonkeyPatch, cnncalc: Run) -> None:
    first = value_text(quiz(9, 1)[0])
    result = put(monkeypatch, cnncalc, f"{first}\n{lines}", "--seed", "9")
    assert (result.status, result.err) == (0, "")
    assert result.out.endswith("\n\nscore: 1 of 1 right\nnothing to practise: try --level 2\n")


def test_the_same_seed_can_be_asked_again_as_it_says(monkeypatch: pytest.MonkeyPatch, cnncalc: Run) -> None:
    first = put(monkeypatch, cnncalc, "s\ns\ns\n", "-n", "3", "--topic", "size,graph", "--level", "2")
    again = re.search(r"once more: cnncalc (.*)\n", first.out)
    assert again
    monkeypatch.setattr("sys.stdin", io.StringIO("s\ns\ns\n"))
    assert cnncalc(*again[1].split()).out == first.out


ODD = [
    (("--topic", "macss"), "error: there is no topic macss\n  help: did you mean macs?\n"),
    (("--topic", ""), 'error: there is no topic ""\n  help: the topics are: size, params, '),
    (("--topic", "size,"), 'error: there is no topic ""\n  help: the topics are: size, params, '),
    (("--level", "4"), "error: there is no level 4\n  help: the levels are 1, 2, 3\n"),
    (("--level", "hard"), "error: invalid value for '--level': 'hard' is not a valid integer\n"),
    (("-n", "0"), "error: a quiz has 1 to 100 questions, not 0\n"),
    (("-n", "101"), "error: a quiz has 1 to 100 questions, not 101\n"),
    (("--seed", "x"), "error: invalid value for '--seed': 'x' is not a valid integer\n"),
    (("--sed", "7"), "error: cnncalc quiz has no option --sed\n  help: did you mean --seed?\n"),
    (("--sheet", "-", "--key", "-"), "error: --sheet and --key name the same file\n"),
    (("--sheet", "/nowhere/at/all.yaml"), "error: /nowhere/at/all.yaml cannot be written: No such file or directory\n"),
    (("--sheet", ""), "error: --sheet is given no name\n  help: write it as in --sheet report.txt\n"),
    (("--key", "/tmp"), "error: /tmp is a folder\n  help: --key takes the name of a file\n"),
    (("vgg16",), "error: got unexpected extra argument (vgg16)\n"),
]


@pytest.mark.parametrize(("args", "err"), ODD, ids=[" ".join(args) for args, _ in ODD])
def test_odd_options(args: tuple[str, ...], err: str, cnncalc: Run) -> None:
    result = cnncalc("quiz", *args)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(err)


def test_help_tells_of_every_topic(cnncalc: Run) -> None:
    result = cnncalc("quiz", "-h")
    assert ", ".join(TOPICS) in " ".join(result.out.split())
    assert "cnncalc quiz --seed 7 --sheet sheet.yaml --key key.yaml" in result.out


def run_as(environment: dict[str, str], typed: str, command: str) -> subprocess.CompletedProcess[str]:
    """A shell command in which `cnncalc` is this package."""
    script = command.replace("cnncalc", f"{sys.executable} -m cnncalc")
    return subprocess.run(
        ["bash", "-c", script], input=typed, capture_output=True, text=True, cwd=ROOT, env=os.environ | environment, timeout=60
    )


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_key_is_the_same_whatever_python_hashes_to(seed: str) -> None:
    result = run_as(
        {"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Kolkata"}, "", "cnncalc quiz --seed 7 -n 18 --level 3 --key -"
    )
    assert result.stdout == (ROOT / "tests" / "golden" / "quiz_key3.txt").read_text(encoding="utf-8")


def test_a_closed_pipe_ends_it_quietly() -> None:
    result = run_as({}, "s\n" * 100, "set -o pipefail; cnncalc quiz -n 100 | head -n 1")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("100 questions, level 1")


def test_text_that_is_no_text_is_borne() -> None:
    result = run_as({}, "", "printf '\\xff\\xfe\\n\\377\\n' | cnncalc quiz -n 1")
    assert (result.returncode, result.stderr) == (0, "")
    assert "score: 0 of 0 right" in result.stdout


def test_no_input_at_all_is_an_end_of_input() -> None:
    result = run_as({}, "", "cnncalc quiz -n 1 <&-")
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(("color", "no_color", "coloured"), [("always", "", True), ("never", "", False), ("always", "1", True)])
def test_colours(color: str, no_color: str, coloured: bool) -> None:
    result = run_as({"NO_COLOR": no_color}, "1\n", f"cnncalc quiz --seed 3 -n 1 --color {color}")
    assert ("\x1b[31m" in result.stdout) is coloured


def test_the_sheet_is_the_key_without_its_answers(tmp_path: Path, cnncalc: Run) -> None:
    sheet, key = tmp_path / "sheet.yaml", tmp_path / "key.yaml"
    assert cnncalc("quiz", "--seed", "4", "-n", "27", "--level", "2", "--sheet", str(sheet), "--key", str(key)) == (0, "", "")
    questions = quiz(4, 27, level=2)
    blank = [line for line in sheet.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    filled = [line for line in key.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    blank.remove("student:")  # whose answers they are
    pairs = [(empty, full) for empty, full in zip(blank, filled, strict=True) if empty != full]
    assert pairs == [(f"      {one.quantity}:", f"      {one.quantity}: {value_text(one)}") for one in questions]


@pytest.mark.parametrize("level", LEVELS)
def test_check_marks_a_filled_in_sheet(level: int, tmp_path: Path, cnncalc: Run) -> None:
    sheet, key = tmp_path / "sheet.yaml", tmp_path / "key.yaml"
    cnncalc("quiz", "--seed", "6", "-n", "45", "--level", str(level), "--sheet", str(sheet), "--key", str(key))
    empty = cnncalc("check", str(sheet))
    assert (empty.status, empty.err) == (1, "")
    assert empty.out.endswith(f"✗ {sheet}: 0 of 45 right, 45 not answered\n")
    full = cnncalc("check", str(key))
    assert (full.status, full.err) == (0, "")
    assert full.out.endswith(f"✓ {key}: all 45 right\n")


@pytest.mark.parametrize("level", LEVELS)
def test_check_finds_every_spoilt_answer(level: int, tmp_path: Path, cnncalc: Run) -> None:
    questions = quiz(8, 18, level=level)
    lines = "\n".join(sheet_lines(questions, "again", key=True))
    assert cnncalc("check", written(tmp_path, lines)).status == 0
    for number, question in enumerate(questions, 1):
        before, exercise, after = re.split(rf"(?s)(  - name: {number} .*?(?=\n\n  - |\Z))", lines)
        wrong = exercise.replace(f"{question.quantity}: {value_text(question)}", f"{question.quantity}: {spoilt(question)}")
        result = cnncalc("check", written(tmp_path, before + wrong + after))
        assert (result.status, result.err) == (1, ""), wrong
        assert f"{question.quantity}: {spoilt(question)} is wrong, it is {value_text(question)}" in flat(result.out)
        assert "17 of 18 right, 1 wrong" in result.out


def written(folder: Path, text: str) -> str:
    path = folder / "filled.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def flat(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


WINDOWS = [
    ("{input: 227, output: 55, padding: 0, stride: 4}", "kernel: 8", "✓ kernel: 8"),
    ("{input: 227, output: 55, padding: 0, stride: 4}", "kernel: 12", "kernel: 12 is wrong, it is 8, 9, 10 or 11"),
    ("{input: 227, output: 1, padding: 0, kernel: 3}", "stride: 99999", "✓ stride: 99999"),
    (
        "{input: 9999, output: 1, padding: 0, kernel: 9999}",
        "stride: 0",
        "stride: 0 is wrong, it is one of 1, 2, 3, 4, 5, 6",
    ),
    ("{input: 28, output: 28, kernel: 4, stride: 1}", "padding: 1", "padding: 1 is wrong, it is 1:2"),
    ("{input: 28, output: 20, kernel: 4, stride: 1}", "padding: 1", "error: no padding fits: there is no answer"),
    ("{input: 28, kernel: 4}", "stride: 1", "error: the output is open as well as the stride"),
    ("{input: 28, kernel: 4, padding: 0, stride: 1}", "kernel: 4", "error: the kernel is given"),
    ("{input: 28, kernel: 4, padding: 0, stride: 1}", "output: <= 30", "<= 30 is a bound, and one value is asked for"),
    ("{input: 28, kernel: 0, padding: 0, stride: 1}", "output: 4", "error: kernel 0 is out of range"),
    ("{input: 28, kernal: 4}", "output: 4", "error: kernal is no number of a window\n"),
    ("{input: 28, kernel: four}", "output: 4", "error: kernel is a whole number"),
    ("28", "output: 4", "error: solve is a mapping of the numbers that are known"),
    ("{input: 28, kernel: 3, padding: 0, stride: 1}", "depth: 4", "error: depth is no number of a window"),
]


@pytest.mark.parametrize(("known", "answer", "said"), WINDOWS, ids=[f"{known} {answer}" for known, answer, _ in WINDOWS])
def test_an_exercise_about_a_window(known: str, answer: str, said: str, tmp_path: Path, cnncalc: Run) -> None:
    pairs = [pair.split(": ") for pair in known.strip("{}").split(", ")] if known.startswith("{") else []
    below = "".join(f"\n      {name}: {value}" for name, value in pairs) or f" {known}"
    result = cnncalc(
        "check", written(tmp_path, f"exercises:\n  - name: one\n    solve:{below}\n    answers:\n      {answer}\n")
    )
    assert said in flat(result.out) or said in result.err
    assert result.status == (2 if result.err else 0 if "✓" in said else 1)


DERIVED_MISTAKES = [
    ("conv 3x3 6 as conv1", "conv1.twin_kernel", "the network has no fully connected layer"),
    ("conv 3x3 6 as conv1", "saved_macs", "the network has no 1x1 convolution that narrows the channels"),
    ("conv 3x3 6 as conv1", "weighted_depht", "weighted_depht names no quantity, layer or scope"),
    ("fc 3 as fc1", "twin_output", "twin_output needs an input"),
    ("fc 3 as fc1", "twin_output 3x4x4", "the window spans 32 along the height, but the input has 4"),
    ("fc 3 as fc1", "fc2.twin_kernel", "fc2 is no fully connected layer that becomes a convolution"),
]


@pytest.mark.parametrize(("layer", "asked", "said"), DERIVED_MISTAKES, ids=[asked for _, asked, _ in DERIVED_MISTAKES])
def test_a_derived_quantity_that_there_is_not(layer: str, asked: str, said: str, tmp_path: Path, cnncalc: Run) -> None:
    text = f"exercises:\n  - name: one\n    on: 3x32x32\n    layers:\n      - {layer}\n    answers:\n      {asked}: 3\n"
    result = cnncalc("check", written(tmp_path, text))
    assert (result.status, result.out) == (2, "")
    assert said in result.err


def test_the_slip_is_named_at_the_prompt(monkeypatch: pytest.MonkeyPatch, cnncalc: Run) -> None:
    question = quiz(7, 1, ["params"])[0]
    assert (question.quantity, question.answer) == ("conv1.weights", 784)
    result = put(monkeypatch, cnncalc, "800\n", "--seed", "7", "-n", "1", "--topic", "params")
    assert "wrong: it is 784\nbias counted? biases are counted too\n" in result.out
