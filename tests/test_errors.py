"""Every diagnostic that a spec can meet: a small spec each under errors/, beside it what standard error must say."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from running import ROOT, Golden, Run

from cnncalc import SpecError, analyze, build, load, parse

FOLDER = Path(__file__).with_name("errors")
CASES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
OPTIONS = "# options: "
EXCERPT = 160  # characters of a line that are shown


def chain_of_blocks(count: int) -> str:
    """Blocks that use one another, each the next."""
    blocks = "".join(f"  b{i}: b{i + 1}\n" for i in range(count))
    return f"input: 3x8x8\nblocks:\n{blocks}  b{count}: relu\nlayers:\n  - b0\n"


def one_line(line: str) -> str:
    """A spec of one line of layers."""
    return f"input: 3x8x8\nlayers:\n  - {line}\n"


# Specs that are too large to lie in a file: what is bounded, and long lines, which an error shows in part.
MADE = {
    "limit_line": one_line(", ".join(["relu"] * 2000)),
    "limit_operators": one_line("fc " + "+".join(["1"] * 102)),
    "limit_parentheses": one_line("fc " + "(" * 101 + "1" + ")" * 101),
    "limit_yaml_depth": "input: 3x8x8\nlayers:\n  " + "- " * 101 + "relu\n",
    "limit_uses": chain_of_blocks(1001),
    "limit_problems": "input: 3x8x8\nlayers:\n" + "".join(f"  - cnov 3x3 {i}\n" for i in range(25)),
    "long_line_start": one_line(", ".join(["cnov 3x3 4", *["relu"] * 60])),
    "long_line_middle": one_line(", ".join([*["relu"] * 60, "cnov 3x3 4", *["relu"] * 60])),
    "long_line_end": one_line(", ".join([*["relu"] * 60, "cnov 3x3 4"])),
    "long_word": one_line("x" * 300),
    "long_trail": chain_of_blocks(30).replace(": relu", ": conv 9x9 4"),
}


class Shown(NamedTuple):
    """An error as it was shown."""

    message: str
    file: str
    line: int
    column: int
    excerpt: str
    carets: str
    trail: list[str]
    help: str

    @property
    def underlined(self) -> str:
        """What the carets stand under."""
        return self.excerpt[len(self.carets) - len(self.carets.lstrip()) : len(self.carets)]


def options_of(name: str) -> list[str]:
    """The options that the first line of a spec asks for."""
    first = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").partition("\n")[0]
    return shlex.split(first.removeprefix(OPTIONS)) if first.startswith(OPTIONS) else []


def marks_of(name: str) -> list[pytest.MarkDecorator]:
    """Marks of a case. The words of YAML's own errors are those of libyaml, which PyYAML need not be built with."""
    built = hasattr(yaml, "CSafeLoader")
    return [pytest.mark.skipif(not built, reason="PyYAML is built without libyaml")] if name.startswith("yaml_") else []


@pytest.mark.parametrize("name", [pytest.param(name, marks=marks_of(name)) for name in CASES])
def test_the_diagnostic(name: str, cnncalc: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    result = cnncalc("summarize", f"{name}.yaml", *options_of(name))
    assert (result.status, result.out) == (2, "")
    golden(FOLDER / f"{name}.txt", result.err)


@pytest.mark.parametrize("name", MADE)
def test_the_diagnostic_of_what_is_large(
    name: str, cnncalc: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{name}.yaml").write_text(MADE[name], encoding="utf-8")
    result = cnncalc("summarize", f"{name}.yaml")
    assert (result.status, result.out) == (2, "")
    golden(FOLDER / f"{name}.txt", result.err)


def test_a_batch_that_the_command_line_would_not_let_through() -> None:
    graph = build(parse("input: 3x8x8\nlayers:\n  - relu\n"))
    for batch in (0, -1, 10**15 + 1):
        with pytest.raises(SpecError, match=rf"a batch has 1 to 10\^15 pictures, not {batch}"):
            analyze(graph, batch)


def test_every_refusal_is_a_spec_error() -> None:
    for name in CASES:
        if not options_of(name):
            with pytest.raises(SpecError) as caught:
                build(load(str(FOLDER / f"{name}.yaml")))
            assert caught.value.problems and str(caught.value).startswith("error: ")


# The layout

HEAD = re.compile(r"error: (?P<message>.+)")
ARROW = re.compile(r"(?P<gutter> *)--> (?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+)")
# Errors that are about the command line as a whole, and so have no place.
PLACELESS = {"option_input_name", "option_set_none", "option_set_unknown"}
SHOWN = [name for name in [*CASES, *MADE] if name not in PLACELESS]


def shown_errors(name: str) -> list[Shown]:
    """The errors of a golden file, taken apart; anything out of its place fails."""
    blocks = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n\n")
    return [taken_apart(block.split("\n")) for block in blocks if not re.fullmatch(r"and \d+ more errors", block)]


def taken_apart(lines: list[str]) -> Shown:
    """One error: the message, the place, the line as written, carets, trail, help."""
    head, arrow = HEAD.fullmatch(lines[0]), ARROW.fullmatch(lines[1])
    assert head and arrow, lines
    gutter, number = arrow["gutter"], arrow["line"]
    assert len(gutter) == len(number)
    assert lines[2] == f"{gutter} |"
    assert lines[3].startswith(f"{number} | ")
    assert re.fullmatch(rf"{gutter} \|  *\^+", lines[4])
    start, rest = len(gutter) + 3, lines[5:]
    trail = [line.removeprefix(f"{gutter} = ") for line in rest if line.startswith(f"{gutter} = ")]
    helps = [line.removeprefix("  help: ") for line in rest if line.startswith("  help: ")]
    assert len(helps) <= 1
    assert rest == [f"{gutter} = {step}" for step in trail] + [f"  help: {help}" for help in helps]
    place = arrow["file"], int(number), int(arrow["column"])
    return Shown(head["message"], *place, lines[3][start:], lines[4][start:], trail, "".join(helps))


def written_line(error: Shown, name: str) -> str | None:
    """The line of the file as it was written; None where an option was quoted."""
    if error.file.startswith("--"):
        return None
    if name in MADE:
        return MADE[name].split("\n")[error.line - 1]
    path = next(path for path in (FOLDER / error.file, *(ROOT / "specs").glob(f"*/{error.file}")) if path.exists())
    lines = path.read_text(encoding="utf-8").split("\n")
    return lines[error.line - 1]


@pytest.mark.parametrize("name", SHOWN)
def test_every_error_has_the_layout_of_the_design(name: str) -> None:
    errors = shown_errors(name)
    assert errors
    for error in errors:
        require_plain_words(error)
        require_line_as_written(error, written_line(error, name))
        require_whole_words_underlined(error)
        assert error.file in (f"{name}.yaml", "--set", "--input") or name.startswith(("extends_", "part_"))
    places = [(error.line, error.column, error.message) for error in errors if error.file == f"{name}.yaml"]
    assert [place[:2] for place in places] == sorted(place[:2] for place in places)
    assert len(set(places)) == len(places)


def require_plain_words(error: Shown) -> None:
    """A message is a phrase of one line without a stop, and nothing is proposed that stands there already."""
    assert error.message == error.message.strip() and not error.message.endswith(".")
    assert all(step.startswith("in ") for step in error.trail)
    proposed = re.fullmatch(r"did you mean (.+)\?", error.help)
    assert not proposed or proposed[1] not in (error.underlined, *re.findall(r"stands for (\S+),", error.message))


def require_line_as_written(error: Shown, line: str | None) -> None:
    """The excerpt is the line, or a piece of a long one, and the column that is named is where the carets start."""
    if line is None:
        return
    if len(line) > EXCERPT:
        assert error.excerpt in line and len(error.excerpt) <= EXCERPT
        return
    assert error.excerpt == "".join(c if c.isprintable() else " " if c == "\t" else "·" for c in line)
    assert error.column == len(error.carets) - error.carets.count("^") + 1


def require_whole_words_underlined(error: Shown) -> None:
    """Carets start and end where a word does. Nothing stands where something is missing, and YAML points where it will."""
    if error.message.endswith("is missing") or error.message.startswith("this is not YAML") or len(error.excerpt) >= EXCERPT:
        return
    start, end = error.carets.index("^"), len(error.carets)
    assert end <= len(error.excerpt) + 1
    assert error.underlined == error.underlined.strip()
    for border in (start, end):
        assert not re.fullmatch(r"\w\w", error.excerpt[max(0, border - 1) : border + 1])


def test_every_golden_file_belongs_to_a_case() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {*CASES, *MADE}
