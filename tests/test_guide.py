"""`cnncalc guide`: the list, a page on a terminal and in a pipe, and the search for words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

import pytest
from running import Result
from test_cli import ANSI, on_terminal

from cnncalc.cli import COMMANDS
from cnncalc.guide import GROUPS, NAMES, page, search

Run: TypeAlias = Callable[..., Result]


# The list and the pages


def test_the_list_has_every_page_with_its_sentence(cnncalc: Run) -> None:
    lines = cnncalc("guide").out.splitlines()
    for name in NAMES:
        (line,) = [line for line in lines if line.split()[:1] == [name]]
        assert line.endswith(page(name).summary)
    assert [line for line in lines if line in dict(GROUPS)] == list(dict(GROUPS))
    assert max(map(len, lines)) <= 81


@pytest.mark.parametrize("name", NAMES)
def test_a_piped_page_is_its_markdown(name: str, cnncalc: Run) -> None:
    assert cnncalc("guide", name) == Result(0, page(name).text, "")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_on_a_terminal_is_laid_out_with_all_its_words(name: str, cnncalc: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = re.sub(r"\x1b\[[\d;]*m", "", cnncalc("guide", name, "--color", "always").out)
    assert "```" not in shown
    assert "](" not in re.sub(r"^  .*$", "", shown, flags=re.MULTILINE)
    text = re.sub(r"<!--.*?-->", "", page(name).text)
    words = [re.findall(r"\w+", each) for each in (text, shown)]
    hidden = {"md", "console", "yaml", "python"}  # of links and fences
    assert {word for word in words[0] if len(word) < 9} - set(words[1]) <= hidden


def test_blocks_keep_their_lines_where_the_terminal_is_narrow(cnncalc: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    shown = re.sub(r"\x1b\[[\d;]*m", "", cnncalc("guide", "variants", "--color", "always").out).splitlines()
    block = re.findall(r"```console\n(.*?)```", page("variants").text, re.DOTALL)[0].splitlines()
    assert max(map(len, block)) > 60
    assert "\n".join(f"  {line}" if line else "" for line in block) in "\n".join(shown)


def test_a_terminal_shows_the_page_laid_out_and_without_colour_plain() -> None:
    assert f"{ANSI}1" in on_terminal("guide", "padding")
    assert "# Padding" not in on_terminal("guide", "padding")
    assert on_terminal("guide", "padding", "--color", "never").startswith("# Padding")
    assert not re.search(r"\x1b\[(\d+;)*3\d", on_terminal("guide", "padding", NO_COLOR="1"))


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_with_the_page_of_the_command(command: str, cnncalc: Run) -> None:
    assert cnncalc(command, "-h").out.endswith(f"\n  More: cnncalc guide {command}\n")
    assert cnncalc("guide", command).status == 0


# The search


def test_a_word_is_found_in_headings_lines_and_commands(cnncalc: Run) -> None:
    out = cnncalc("guide", "SAME_UPPER").out
    assert out.startswith("padding: Padding\n    | `same` | as Keras, TensorFlow and ONNX SAME_UPPER")
    assert out.endswith("cnncalc guide padding shows that page\n")
    assert "check: Budgets" in cnncalc("guide", "budgets").out  # a heading
    assert "    $ cnncalc bottleneck vgg16 --layer conv4_1 --reduce 64,128" in cnncalc("guide", "reduce 64").out.splitlines()


def test_several_words_are_a_phrase_and_capitals_do_not_matter(cnncalc: Run) -> None:
    assert cnncalc("guide", "Receptive", "FIELD") == cnncalc("guide", "receptive field")
    assert "figures" in cnncalc("guide", "receptive field").out.splitlines()[-1]


def test_what_commands_print_counts_where_nothing_else_has_the_word() -> None:
    (hit,) = search("192-r-128")
    assert hit.page.name == "bottleneck"
    assert all("╌" not in line for hit in search("params") for line in hit.lines)


def test_the_name_of_a_page_is_searched_for_where_that_is_asked(cnncalc: Run) -> None:
    assert cnncalc("guide", "memory").out == page("memory").text
    found = cnncalc("guide", "--search", "memory").out
    assert "engineer" in found.splitlines()[-1]
    assert found.splitlines()[-1].startswith("pages: ")


def test_long_lines_and_long_sections_are_cut_around_the_word(cnncalc: Run) -> None:
    lines = cnncalc("guide", "elements").out.splitlines()
    excerpts = [line for line in lines if line.startswith("    ") and not line.startswith("    and ")]
    assert excerpts
    for line in excerpts:
        assert len(line) <= 4 + 110 + 4
        assert "elements" in line.lower()
    assert any("… " in line for line in excerpts)
    assert any(re.fullmatch(r"    and \d+ more lines?", line) for line in cnncalc("guide", "conv").out.splitlines())


def test_every_name_of_a_page_that_the_search_mentions_is_one(cnncalc: Run) -> None:
    last = cnncalc("guide", "MACs").out.splitlines()[-1]
    assert set(last.removeprefix("pages: ").split(", ")) <= set(NAMES)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["memmory"], "the guide has nothing about memmory\n  help: did you mean memory?"),
        (["dilaton"], "the guide has nothing about dilaton\n  help: did you mean dilation?"),
        (["zzzzqq"], "the guide has nothing about zzzzqq\n  help: cnncalc guide lists the pages"),
        (["--search", ""], "there is no word to search for\n  help: write it as in cnncalc guide --search memory"),
        (["--search"], "there is no word to search for\n  help: write it as in cnncalc guide --search memory"),
    ],
)
def test_a_word_that_is_nowhere_is_an_error_that_helps(words: list[str], message: str, cnncalc: Run) -> None:
    assert cnncalc("guide", *words) == Result(2, "", f"error: {message}\n")
    if guess := re.search(r"did you mean (\w+)", message):
        assert cnncalc("guide", guess[1]).status == 0
