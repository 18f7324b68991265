"""`cnncalc guide`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import color_option, completed
from cnncalc.cli.output import destination, write_lines
from cnncalc.errors import CnncalcError, did_you_mean, quote, refuse

if TYPE_CHECKING:
    from cnncalc.guide import Hit

SHOWN_LINES = 3  # of a section in which a word occurs more often
EXCERPT = 110  # columns of a line in which a word occurs


@click.command(name="guide")
@click.argument("topic", nargs=-1, metavar="[TOPIC | WORD...]", shell_complete=completed("page"))
@click.option("--search", "searching", is_flag=True, help="Search for the word, even where it is the name of a page.")
@color_option(help="Colour the page.")
def command(topic: tuple[str, ...], searching: bool, color: str) -> None:
    """Read a page of the guide, or search all pages for a word.

    Without TOPIC the pages are listed. TOPIC is the name of a page; every command has one. Any other words are searched for
    in all pages. A page is laid out on a terminal; piped into a file or a program it is plain Markdown.

    \b
    Examples:
      cnncalc guide
      cnncalc guide memory
      cnncalc guide receptive field
      cnncalc guide --search padding
    """
    from cnncalc.guide import NAMES, page

    word = " ".join(topic).strip()
    lines: Iterable[str]
    if searching or (word and word.lower() not in NAMES):
        lines = _occurrences(word)
    elif word:
        lines = _laid_out(page(word.lower()).text, color)
    else:
        lines = _contents()
    with destination(None) as stream:
        write_lines(stream, lines)


def _contents() -> Iterator[str]:
    """The list of pages."""
    from cnncalc.guide import GROUPS, NAMES, page

    yield "cnncalc guide TOPIC shows a page; any other word is searched for in all of them."
    width = max(map(len, NAMES))
    for title, names in GROUPS:
        yield f"\n{title}"
        yield from (f"  {name:{width}}  {page(name).summary}" for name in names)


def _laid_out(text: str, color: str) -> list[str]:
    """A page for a terminal; as it is for everything else."""
    if color == "never" or (color == "auto" and not sys.stdout.isatty()):
        return text.splitlines()
    from cnncalc.guide.terminal import rendered

    return rendered(text, True if color == "always" else None).splitlines()


def _occurrences(word: str) -> Iterator[str]:
    """The sections and lines in which a word occurs."""
    from cnncalc.guide import search

    if not word:
        raise refuse("there is no word to search for", "write it as in cnncalc guide --search memory")
    hits = search(word)
    if not hits:
        raise _unknown(word)
    for hit in hits:
        yield from _section(hit, word)
    names = list(dict.fromkeys(hit.page.name for hit in hits))
    yield f"cnncalc guide {names[0]} shows that page" if len(names) == 1 else f"pages: {', '.join(names)}"


def _section(hit: Hit, word: str) -> Iterator[str]:
    title = hit.section.title
    yield hit.page.name if title in (hit.page.name, f"cnncalc {hit.page.name}") else f"{hit.page.name}: {title}"
    yield from (f"    {_excerpt(line, word)}" for line in hit.lines[:SHOWN_LINES])
    if len(hit.lines) > SHOWN_LINES:
        more = len(hit.lines) - SHOWN_LINES
        yield f"    and {more} more line{'s' * (more > 1)}"
    yield ""


def _excerpt(line: str, word: str) -> str:
    """As much of a line as a terminal shows, with the word in it."""
    if len(line) <= EXCERPT:
        return line
    start = max(0, min(line.casefold().find(word.casefold()) - EXCERPT // 2, len(line) - EXCERPT))
    end = start + EXCERPT
    return f"{'… ' if start else ''}{line[start:end].strip()}{' …' if end < len(line) else ''}"


def _unknown(word: str) -> CnncalcError:
    from cnncalc.guide import vocabulary

    help = did_you_mean(word, vocabulary(), "cnncalc guide lists the pages")
    return refuse(f"the guide has nothing about {quote(word)}", help)
