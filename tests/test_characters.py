"""Characters that cannot be seen, or turn what is seen around: shown escaped in every output, refused in names of layers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Result
from strategies import examples

from cnncalc import SpecError, build, check, parse
from cnncalc.errors import quote, visible
from cnncalc.network.write import quoted, spec_lines

Run = Callable[..., Result]

ODD = "\u202e\ufeff\u2028\u2029\x85\x1b\x7f\x00\t\r\x0b\u200b\u2066\U000e0041"
ESCAPED = r"\u202e\ufeff\u2028\u2029\x85\x1b\x7f\x00\t\r\x0b\u200b\u2066\U000e0041"
SPEC = "name: {0}\nsource: {0}\ninput: 3x8x8\nlayers:\n  - conv 3x3 4 as c1, relu\n  - fc 10\nexpect: {{params: 112}}\n"
COMMANDS = (
    "summarize", "explain", "memory", "compare lenet5", "check", "bottleneck", "fc-to-conv", "verify",
    "reconcile macs fvcore", "expand", "export --to torch", "solve",
)  # fmt: skip


def odd_text() -> str:
    return '"a' + "".join(f"\\U{ord(c):08x}" for c in ODD) + 'b"'


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_output_holds_them(command: str, form: str, tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(SPEC.format(odd_text()), encoding="utf-8")
    how = () if command.split()[0] in ("expand", "export") else ("--format", form)
    words = command.split()
    result = cnncalc(words[0], str(path), *words[1:], *how)
    assert result.status in (0, 1), result.err
    assert not set(ODD) & set(result.out + result.err)


def test_they_are_shown_escaped() -> None:
    spec = parse(SPEC.format(odd_text()))
    assert (spec.name, spec.source) == (f"a{ESCAPED}b",) * 2
    assert visible("naïve 网络 é 😀\u3000x\xa0y") == "naïve 网络 é 😀\u3000x\xa0y"
    assert quote("\u2028 ") == r'"\u2028 "'


def test_a_sheet_shows_them_escaped(tmp_path: Path, cnncalc: Run) -> None:
    odd = odd_text()
    path = tmp_path / "sheet.yaml"
    exercise = f"name: {odd}\n    question: {odd}\n    teaches: {odd}\n    on: 3x8x8\n    layers: conv 3x3 4 as c\n"
    answers = '    answers: {c.params: "1\\u20285", "c.params\\u2028+ 1": 3}\n'
    path.write_text(f"title: {odd}\nsource: {odd}\nexercises:\n  - {exercise}{answers}", encoding="utf-8")
    for form in ("table", "json", "csv", "markdown", "junit"):
        result = cnncalc("check", str(path), "--format", form)
        assert not set(ODD) & set(result.out + result.err)


@pytest.mark.parametrize("odd", [c for c in ODD if c not in "\t\r\x00"])
@pytest.mark.parametrize(
    "line",
    ["conv 3x3 4 as a{0}b", "head a{0}b: relu", "concat:\n      a{0}b: relu\n      b: relu", "concat as a{0}b:\n      - relu"],
)
def test_names_of_layers_do_without_them(line: str, odd: str) -> None:
    escaped = f"\\U{ord(odd):08x}"
    key, colon, rest = line.format(escaped).partition(":")
    written = f'"{key}"{colon}{rest}' if colon and "\n" not in key else line.format(escaped)
    with pytest.raises(SpecError):
        build(parse(f"input: 3x8x8\nlayers:\n  - {written}\n" if colon else f'input: 3x8x8\nlayers:\n  - "{written}"\n'))


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20))
@examples(200)
def test_what_is_written_can_be_read(text: str) -> None:
    """`expand` writes what reads back as the same spec, whatever its texts are."""
    graph = build(parse(f"name: {quoted(text)}\nsource: {quoted(text)}\ninput: 3x8x8\nlayers: relu\n"))
    written = "\n".join(spec_lines(graph))
    again = build(parse(written))
    assert (again.name, again.source) == (graph.name, graph.source)
    assert "\n".join(spec_lines(again)) == written
    assert all(line.isprintable() for line in written.split("\n"))


def test_the_name_of_a_file_shows_them_escaped(tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "a\u202e\u2028b.yaml"
    path.write_text("input: 3x8x8\nlayers: conv 3x3 4\nexpect: {params: 1}\n", encoding="utf-8")
    for command in ("check", "summarize"):
        result = cnncalc(command, str(path))
        assert not set(ODD) & set(result.out + result.err)
    assert r"a\u202e\u2028b.yaml" in cnncalc("check", str(path)).out
    assert check(str(path)).file.endswith(r"a\u202e\u2028b.yaml")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_errors_count_lines_as_yaml_does(end: str) -> None:
    """A line ends where YAML ends it; other signs that end a line for Python stand inside one."""
    text = end.join(["name: a", "# b", "input: 3x8x8", "layers:", "  - conv 3x3 4, relux"])
    with pytest.raises(SpecError) as raised:
        build(parse(text))
    (problem,) = raised.value.problems
    assert problem.place is not None
    assert (problem.place.line, problem.place.column, problem.place.width) == (5, 17, 5)
    assert problem.place.text == "  - conv 3x3 4, relux"


@pytest.mark.parametrize("odd", ["\x0b", "\x0c", "\x1c", "\x1e"])
def test_a_character_that_yaml_lacks_is_pointed_at_where_it_stands(odd: str) -> None:
    with pytest.raises(SpecError) as raised:
        parse(f"name: a\u2028# b{odd}\ninput: 3x8x8\n")
    (problem,) = raised.value.problems
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (2, 4)
    assert problem.place.text == f"# b{odd}"


def test_half_a_character_is_pointed_at() -> None:
    with pytest.raises(SpecError, match=r"U\+D800 (is half a character|cannot stand in YAML)") as raised:
        parse("name: a\nsource: b\ud800\ninput: 3x8x8\n")
    (problem,) = raised.value.problems
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (2, 10)
