"""The README and the guide are true: commands give what they show, code runs, lists are current, links lead somewhere."""

from __future__ import annotations

import inspect
import re
import shlex
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from running import ROOT, Result

import cnncalc as package
from cnncalc.asking.places import guide_lines
from cnncalc.cli import COMMANDS
from cnncalc.guide import GROUPS, NAMES
from cnncalc.layers import KINDS
from cnncalc.layers.foreign import kind_elsewhere
from cnncalc.report.describers.kinds import kinds_markdown
from cnncalc.words.usage import PADDING_FLAGS

README = ROOT / "README.md"
GUIDE = ROOT / "cnncalc" / "guide"
DOCUMENTS = [README, *(GUIDE / f"{name}.md" for name in NAMES)]
# A file that the page shows after naming it (`small.yaml`:), or a block of commands and what they print.
BLOCK = re.compile(r"(?:`(?P<file>[\w.-]+)`:\n\n)?```(?P<language>console|yaml)\n(?P<body>.*?)```\n", re.DOTALL)
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")

every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# Commands and generated lists: `pytest --rewrite` brings them up to date in every document


@every_document
def test_a_document_is_up_to_date(
    path: Path, cnncalc: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")  # what click lays out its help for
    text = current(text_of(path), cnncalc)
    text = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    if request.config.getoption("--rewrite"):
        path.write_text(text, encoding="utf-8")
    assert text == text_of(path), "pytest --rewrite tests/test_readme.py brings it up to date"


def current(text: str, cnncalc: Callable[..., Result]) -> str:
    """A document with what its commands print now, in the current folder, and with its generated lists as they are now."""

    def fresh(block: re.Match[str]) -> str:
        if block["file"]:
            Path(block["file"]).write_text(block["body"], encoding="utf-8")
        if block["language"] == "yaml":
            return block[0]
        commands = re.findall(r"^\$ (.*)$", block["body"], re.MULTILINE)
        assert commands, f"a block without a command: {block['body']}"
        return "```console\n" + "\n".join(session(command, cnncalc) for command in commands) + "```\n"

    for name, lines in GENERATED.items():
        if f"<!-- {name}: " not in text:
            continue
        inside = "\n".join(lines())
        marks = re.compile(rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = marks.sub(lambda match, inside=inside: f"{match[1]}{inside}\n{match[2]}", text)  # type: ignore[misc]
    return BLOCK.sub(fresh, text)


def session(command: str, cnncalc: Callable[..., Result]) -> str:
    """A command line and what it prints."""
    name, *args = shlex.split(command)
    assert name == "cnncalc"
    result = cnncalc(*args)
    return f"$ {command}\n{result.out}{result.err}"


def page_lines() -> Iterator[str]:
    """The pages of the guide for the README, group by group; pages of commands alone are found from the page on commands."""
    for title, names in GROUPS:
        if set(names) <= set(COMMANDS):
            continue
        yield f"- {title}: {', '.join(f'[{name}](cnncalc/guide/{name}.md)' for name in names)}"


def name_lines() -> Iterator[str]:
    """Every public name of the library, with the first sentence about it."""
    yield "| name | what it is |"
    yield "| :--- | :--- |"
    for name in package.__all__:
        value = getattr(package, name)
        documented = inspect.isclass(value) or inspect.isroutine(value) or inspect.ismodule(value)
        doc = inspect.cleandoc(value.__doc__) if documented else "A table: each name with what it stands for."
        first = re.split(r"(?<=[.:])\s(?=[A-Z])", " ".join(doc.split("\n\n")[0].split()))[0]
        yield f"| `{name}` | {first.rstrip(':').replace('|', chr(92) + '|')} |"


GENERATED: dict[str, Callable[[], Iterator[str]]] = {
    "kinds": kinds_markdown,
    "names": name_lines,
    "guide": page_lines,
    "figures": guide_lines,
}


# Code


def code_in(name: str) -> str:
    (code,) = re.findall(r"```python\n(.*?)```", text_of(GUIDE / f"{name}.md"), re.DOTALL)
    return str(code)


STARTS = {
    "library": "conv1.conv1 (64, 144, 144) 9408 1560674304 (7, 7)",
    "equivalences": "fully connected, or a convolution as large as the picture\n    True",
}


@pytest.mark.parametrize("name", STARTS)
def test_code_runs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert code_in(name).count("\n") <= 5
    exec(code_in(name), {})
    assert capsys.readouterr().out.startswith(STARTS[name])


def test_the_costs_of_an_equivalence_are_those_printed(capsys: pytest.CaptureFixture[str]) -> None:
    exec(code_in("equivalences"), {})
    shown = re.findall(r"`(conv [^`]*multiplications[^`]*)`", text_of(GUIDE / "equivalences.md"))
    assert shown
    assert capsys.readouterr().out.endswith("".join(f"    {line}\n" for line in shown))


def test_every_call_of_the_library_in_a_page_exists() -> None:
    for path in DOCUMENTS:
        for name in re.findall(r"`cnncalc\.(\w+)(?!\w*\.json)", text_of(path)):
            assert name in package.__all__, f"{path.name} names cnncalc.{name}"


# What a reader relies on


@every_document
def test_links_lead_to_what_they_say(path: Path) -> None:
    for text, target in LINK.findall(re.sub(r"```.*?```", "", text_of(path), flags=re.DOTALL)):
        if not target.startswith("https:"):
            assert (path.parent / target).exists(), f"{path.name} links {target}"
            if path != README:
                assert target == f"{text}.md", "a terminal shows the name of the page in place of a link"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_a_title_and_a_sentence_that_fits_the_list(name: str) -> None:
    title, summary = text_of(GUIDE / f"{name}.md").split("\n\n")[:2]
    assert title.startswith("# ")
    assert title == f"# cnncalc {name}" or name not in COMMANDS
    assert summary.endswith(".")
    assert len(summary) <= 64
    assert summary.count(". ") == 0


def test_every_file_of_the_guide_is_a_page_and_every_command_has_one() -> None:
    assert sorted(NAMES) == sorted(path.stem for path in GUIDE.glob("*.md"))
    assert set(COMMANDS) <= set(NAMES)
    assert [name for name in COMMANDS if f"[{name}]({name}.md)" not in text_of(GUIDE / "commands.md")] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_on_the_page_of_its_command_or_among_those_that_many_share(name: str) -> None:
    command = import_module(f"cnncalc.cli.{name.replace('-', '_')}").command
    text = text_of(GUIDE / f"{name}.md") + text_of(GUIDE / "commands.md")
    written = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))
    assert [param.opts for param in command.params if param.param_type_name == "option" and not written & {*param.opts}] == []


def test_the_readme_is_short() -> None:
    assert len(README.read_bytes()) <= 12_000


def test_the_readme_names_files_that_exist() -> None:
    for name in re.findall(r"`((?:cnncalc|tests|specs|\.ci)/[\w./]*)`", text_of(README)):
        assert (ROOT / name).exists(), f"README.md names {name}"


def test_the_table_of_rooms_is_the_order_that_is_held() -> None:
    from test_imports import FLOORS

    rows = re.findall(r"^\| (\d+) \| (`[^|]*`) \|", text_of(README), re.MULTILINE)
    floors: dict[int, set[str]] = {}
    for floor, rooms in rows:
        floors.setdefault(int(floor), set()).update(re.findall(r"`(\w+)[/.\w]*`", rooms))
    assert list(floors.values()) == [set(rooms) for rooms in FLOORS]


def test_the_page_on_padding_has_every_word_for_it() -> None:
    assert re.findall(r"^\| `(\w+)` ", text_of(GUIDE / "padding.md"), re.MULTILINE) == [*PADDING_FLAGS]


TOOLS = ["pytorch", "keras", "caffe", "darknet"]


def word_rows(name: str) -> list[tuple[str, str, str]]:
    """The rows of a table of words: the tool's, ours, and what to know."""
    lines = [line for line in text_of(GUIDE / f"{name}.md").splitlines() if line.startswith("| ")]
    first, ours, remark = zip(*(line.strip("| ").split(" | ") if line.count(" | ") == 2 else ("", "", "") for line in lines))
    return [row for row in zip(first, ours, remark) if row[0].startswith("`")]


@pytest.mark.parametrize("name", TOOLS)
def test_every_line_beside_another_tools_word_is_one_of_a_spec(name: str) -> None:
    lines = [line for _, ours, _ in word_rows(name) for line in re.findall(r"`([^`]+)`", ours)]
    assert len(lines) >= 12
    for line in lines:
        if line.endswith(":"):
            assert KINDS[line.rstrip(":")].joins
        else:
            package.calc("64x32x32", [line])


@pytest.mark.parametrize("name", ["pytorch", "keras", "caffe"])
def test_what_a_spec_answers_to_another_tools_word_is_what_the_table_says(name: str) -> None:
    words = [(first.replace("nn.", ""), "".join(row)) for first, *row in word_rows(name)]
    words = [(word[0], row) for first, row in words if (word := re.findall(r"\w+", first))]
    known = [(word, kind_elsewhere(word), row) for word, row in words if kind_elsewhere(word)]
    assert len(known) >= 6
    assert not [(word, kind) for word, kind, row in known if kind not in row]
