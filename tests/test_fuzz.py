"""Whatever a file holds, the command line answers with a result or with an error, soon, and never with a traceback.

The bundled specs are mutilated, structures and lines are put together from words of the language at random, and bytes are
thrown at it. CNNCALC_EXAMPLES=100 tries a hundred times as many.
"""

from __future__ import annotations

import gc
import io
import math
import re
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from fractions import Fraction
from typing import Any
from unittest.mock import patch

import yaml
from hypothesis import given
from hypothesis import strategies as st
from running import SAMPLE, Result, bundled_text
from strategies import examples, specs

from cnncalc import KINDS
from cnncalc.cli import main
from cnncalc.errors import Fault
from cnncalc.words.expression import parse_expression
from cnncalc.words.scan import split_line

SECONDS = 5
BUNDLED = list(map(bundled_text, SAMPLE))
NUMBERS = [
    "0",
    "1",
    "2",
    "3",
    "7",
    "-1",
    "0.5",
    ".5",
    "1.",
    "1/3",
    "1000",
    "1000000",
    "10**15",
    "9" * 40,
    "9**9**9",
    "2**64",
    "1e9",
]
SIZES = [
    "1x1",
    "3x3",
    "3x3/2",
    "3x3/2x1",
    "3",
    "9/4",
    "2x2x2",
    "3x",
    "x3",
    "/2",
    "3/",
    "3//2",
    "3x3/0",
    "0x0",
    "1x1000000000000000",
]
SETTINGS = [
    "groups=2",
    "pad=1",
    "pad=0:1",
    "pad=0:1x1:0",
    "dilation=2",
    "out_pad=1",
    "rois=2",
    "mult=2",
    "p=3",
    "as=x",
    "out=",
    "=1",
    "=",
]
FLAGS = ["half", "full", "same", "same_lower", "causal", "valid", "reflect", "noscale", "tanh", "nobias", "ceil"]
FLAGS += ["exclude_pad", "bilinear", "shared", "affine", "bias"]
GRAMMAR = [
    "as",
    "from",
    "repeat",
    "if",
    "else",
    "head",
    "in",
    "and",
    "or",
    "not",
    "min",
    "max",
    "divisible",
    "true",
    ",",
    "(",
    ")",
    ":",
]
NAMES = [
    "input",
    "conv1",
    "relu1",
    "a",
    "n",
    "c",
    "size",
    "act",
    "stage",
    "layers",
    "blocks",
    "vars",
    "extends",
    "resnet18",
    "x",
    "output",
]
MARKS = [
    "---",
    "...",
    "- ",
    "? ",
    ": ",
    "<<",
    "!!str",
    "!x",
    "&a",
    "*a",
    "|",
    ">",
    "'",
    '"',
    "[",
    "]",
    "{",
    "}",
    "#",
    "%",
    "@",
    "`",
    "\\",
]
STRANGE = [
    "\x00",
    "\x07",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\u2028",
    "\ufeff",
    "\u202e",
    "\ud800",
    "é",
    "３",
    "²",
    "٣",
    "𝟛",
    "x" * 300,
    "\t",
    "\r",
    "\n",
]
WORDS = [*KINDS, *NUMBERS, *SIZES, *SETTINGS, *FLAGS, *GRAMMAR, *NAMES]
COMMANDS = (
    ("summarize", "--format", "json"),
    ("summarize",),
    ("summarize", "--depth", "1", "--format", "csv"),
    ("summarize", "--format", "markdown", "--batch", "1000"),
    ("expand",),
)

words = st.sampled_from(WORDS)
anything = st.one_of(words, st.sampled_from(MARKS), st.sampled_from(STRANGE), st.text(max_size=5))
commands = st.sampled_from(COMMANDS)


def run(data: bytes, *args: str) -> Result:
    """Run a command line on standard input."""
    out, err = io.StringIO(), io.StringIO()
    with patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(data))), redirect_stdout(out), redirect_stderr(err):
        status = main([*args, "-", "--max-nodes", "3000"])
    gc.enable()
    return Result(status, out.getvalue(), err.getvalue())


def require_answer(text: str | bytes, command: tuple[str, ...]) -> None:
    """A result on standard output, or an error on standard error, in a few seconds."""
    start = time.process_time()
    result = run(text.encode(errors="surrogatepass") if isinstance(text, str) else text, *command)
    assert time.process_time() - start < SECONDS
    assert result.status in (0, 2)
    if result.status:
        assert result.err.startswith("error: ")
        assert result.out == ""
    else:
        assert result.out
        assert all(line.startswith("note: ") for line in result.err.splitlines())


# Mutilated specs


def cut_line(draw: st.DrawFn, lines: list[str]) -> None:
    """Delete a line."""
    del lines[draw(st.integers(0, len(lines) - 1))]


def copy_lines(draw: st.DrawFn, lines: list[str]) -> None:
    """Put some lines, of this spec or another, somewhere else."""
    others = draw(st.sampled_from([lines, *(text.split("\n") for text in BUNDLED)]))
    first = draw(st.integers(0, len(others) - 1))
    at = draw(st.integers(0, len(lines)))
    lines[at:at] = others[first : first + draw(st.integers(1, 4))]


def swap_lines(draw: st.DrawFn, lines: list[str]) -> None:
    """Let two lines change places."""
    a, b = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[a], lines[b] = lines[b], lines[a]


def indent_line(draw: st.DrawFn, lines: list[str]) -> None:
    """Move a line to the left or to the right."""
    at = draw(st.integers(0, len(lines) - 1))
    lines[at] = draw(st.sampled_from(["", " ", "  ", "    ", "\t", "- ", "  - "])) + lines[at].lstrip(
        draw(st.sampled_from(" -"))
    )


def change_word(draw: st.DrawFn, lines: list[str]) -> None:
    """Put something else in the place of a word, or beside it."""
    at = draw(st.integers(0, len(lines) - 1))
    pieces = re.split(r"([\s,:=x/()]+)", lines[at])
    word = draw(st.integers(0, len(pieces) - 1))
    pieces[word] = draw(st.sampled_from(["", pieces[word], pieces[word] + " "])) + draw(anything)
    lines[at] = "".join(pieces)


def change_character(draw: st.DrawFn, lines: list[str]) -> None:
    """Put any character in the place of another, or nothing."""
    at = draw(st.integers(0, len(lines) - 1))
    column = draw(st.integers(0, len(lines[at])))
    lines[at] = lines[at][:column] + draw(st.text(max_size=1)) + lines[at][column + draw(st.integers(0, 2)) :]


def cut_off(draw: st.DrawFn, lines: list[str]) -> None:
    """End the file in the midst of a line."""
    at = draw(st.integers(0, len(lines) - 1))
    lines[at:] = [lines[at][: draw(st.integers(0, len(lines[at])))]]


MUTATIONS = (cut_line, copy_lines, swap_lines, indent_line, change_word, change_word, change_word, change_character, cut_off)


@st.composite
def mutilated(draw: st.DrawFn) -> str:
    """A spec with one to six mistakes in it."""
    text: str = draw(st.one_of(st.sampled_from(BUNDLED), st.sampled_from(BUNDLED), specs()))
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 6))):
        draw(st.sampled_from(MUTATIONS))(draw, lines)
        lines = lines or [""]
    return "\n".join(lines)


@examples(250)
@given(mutilated(), commands)
def test_a_mutilated_spec_is_answered(text: str, command: tuple[str, ...]) -> None:
    require_answer(text, command)


@examples(100)
@given(st.sampled_from(BUNDLED), st.binary(max_size=30), st.data())
def test_a_spec_with_bytes_in_it_is_answered(text: str, data: bytes, place: st.DataObject) -> None:
    whole = text.encode()
    at = place.draw(st.integers(0, len(whole)))
    require_answer(whole[:at] + data + whole[at + place.draw(st.integers(0, 30)) :], ("expand",))


@examples(200)
@given(
    st.one_of(
        st.binary(max_size=200), st.lists(anything, max_size=40).map(" ".join).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_bytes_are_answered(data: bytes) -> None:
    require_answer(data, ("summarize",))


# Words of the language in any order

lines = st.lists(st.one_of(words, st.sampled_from([",", ", ", " as ", " from "])), min_size=1, max_size=8).map(" ".join)
inputs = st.sampled_from(["3x8x8", "8x20", "2x4x6x6", "12", "1x1x1", "{a: 3x8x8, input: 3x8x8}", "3x8xn"])


@examples(400)
@given(lines, inputs, commands)
def test_a_line_of_any_words_is_answered(line: str, shape: str, command: tuple[str, ...]) -> None:
    require_answer(
        f"input: {shape}\nvars: {{n: 8, a: n}}\nlayers:\n  - relu, {yaml.safe_dump(line, width=10**6).strip()}\n", command
    )
    require_answer(f"input: {shape}\nblocks:\n  stage n c=in size=3x3 act=relu:\n    - {line}\nlayers: stage {line}\n", command)


steps = st.sampled_from(
    [
        "conv",
        "spp",
        "maxpool",
        "reshape",
        "stage",
        "relu",
        "add",
        "split",
        "repeat 2",
        "repeat n",
        "head a",
        "if n == 8",
        "else",
    ]
)
keys = st.one_of(steps, steps, words, st.sampled_from(["size", "out", "padding", "as", "bias", "n", "c", "rois"]))
trees = st.recursive(
    st.one_of(st.sampled_from(["", "relu", "conv 3x3 4 half as b", "from a", "stage 2", "true", "3x3"]), lines, st.none()),
    lambda tree: st.one_of(st.lists(tree, max_size=4), st.dictionaries(keys, tree, max_size=3)),
    max_leaves=12,
)


@examples(300)
@given(trees, trees, st.sampled_from([True, False, None]), commands)
def test_structures_in_any_order_are_answered(layers: Any, block: Any, flow: bool | None, command: tuple[str, ...]) -> None:
    spec = {"input": "4x8x8", "vars": {"n": 2, "a": "n"}, "blocks": {"stage c d=1": block}, "layers": layers}
    require_answer(yaml.safe_dump(spec, default_flow_style=flow, sort_keys=False, allow_unicode=True), command)


top = st.sampled_from(
    ["name", "source", "extends", "layout", "input", "vars", "blocks", "layers", "freeze", "expect", "inputs"]
)


@examples(150)
@given(
    st.dictionaries(top, st.one_of(trees, words, st.lists(words, max_size=3), st.dictionaries(words, words, max_size=3))),
    commands,
)
def test_keys_with_anything_below_are_answered(spec: dict[str, Any], command: tuple[str, ...]) -> None:
    require_answer(yaml.safe_dump({"input": "4x8x8", "layers": ["relu"], **spec}, sort_keys=False), command)


# The readers of words alone

tokens = [
    "0",
    "1",
    "2",
    "3.5",
    ".5",
    "8",
    "in",
    "n",
    "(",
    ")",
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "==",
    "<",
    ">=",
    "and ",
    "or ",
    "not ",
]
functions = ["min(", "max(", "round(", "ceil(", "floor(", "divisible(", ",", " ", "=", "^", "!", "x", "é", "9" * 33]
expressions = st.lists(st.sampled_from([*tokens, *functions]), max_size=14).map("".join)


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions with smaller ones inside."""
    signs = st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", ">=", "and", "or"])
    calls = st.sampled_from(["min({}, {})", "max({}, {})", "divisible({}, {})", "round({})", "ceil({})", "floor({})", "({})"])
    binary = st.tuples(inner, signs, inner).map(" ".join)
    prefixed = st.tuples(st.sampled_from(["-", "+", "not "]), inner).map("".join)
    return st.one_of(binary, binary, prefixed, st.tuples(calls, inner, inner).map(lambda drawn: drawn[0].format(*drawn[1:])))


arithmetic = st.recursive(st.sampled_from(["0", "1", "2", "3", "7", "0.25", ".5", "64", "n"]), larger, max_leaves=6)


def looked_up(name: str) -> Any:
    """What names stand for."""
    return Fraction(len(name), 1 if name.isascii() else 2)


@examples(1500)
@given(st.one_of(expressions, arithmetic, st.text(max_size=20)))
def test_an_expression_has_a_value_or_a_fault(text: str) -> None:
    try:
        value = parse_expression(text).code(looked_up)
    except Fault as fault:
        assert fault.message
    else:
        assert isinstance(value, (int, Fraction))


def divisible(number: Fraction, unit: Fraction) -> Fraction:
    """The multiple of a unit that the language's `divisible` names: the nearest, or the next one up."""
    near = max(unit, math.floor(number / unit + Fraction(1, 2)) * unit)
    return near if near >= Fraction(9, 10) * number else near + unit


PYTHON = {
    "F": Fraction,
    "n": Fraction(1),
    "min": min,
    "max": max,
    "ceil": lambda number: Fraction(math.ceil(number)),
    "floor": lambda number: Fraction(math.floor(number)),
    "round": lambda number: Fraction(math.floor(number + Fraction(1, 2))),
    "divisible": divisible,
}


def by_python(text: str) -> object:
    """The value by Python's own rules, on fractions; None where Python has none."""
    exact = re.sub(r"\d+\.?\d*|\.\d+", lambda number: f"F('{number.group()}')", text)
    try:
        return eval(exact, dict(PYTHON))
    except (SyntaxError, TypeError, ZeroDivisionError):
        return None


@examples(800)
@given(arithmetic)
def test_arithmetic_is_that_of_python_on_fractions(text: str) -> None:
    try:
        value = parse_expression(text).code(lambda name: 1)
    except Fault:
        return  # such as 9**9**9, which Python would work on for ever
    expected = by_python(text)
    if expected is not None:
        assert value == expected


@examples(500)
@given(st.one_of(st.lists(anything, max_size=10).map(" ".join), st.text(alphabet="ab(),= \t13x/:.-", max_size=30), st.text()))
def test_a_line_is_cut_where_its_words_stand(text: str) -> None:
    try:
        phrases = split_line(text)
    except Fault as fault:
        assert fault.message
        return
    for phrase in phrases:
        for word in (*phrase.words, *filter(None, [phrase.name])):
            assert text[word.column : word.column + len(word.text)] == word.text
