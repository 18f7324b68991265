"""The guide: pages in Markdown, installed with the package, found by name or by a word in them.

Front door, the names that other rooms may import:

- GROUPS, Hit, NAMES, page, search, vocabulary
- terminal: rendered
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

FOLDER = os.path.dirname(__file__)
# The pages, in the order in which the guide lists them. Every command has a page of its own name.
GROUPS = (
    ("Begin here", ("start", "commands")),
    ("Four doors", ("student", "author", "engineer", "teacher")),
    ("Coming from another tool", ("pytorch", "keras", "caffe", "darknet")),
    ("The spec language", ("language", "padding", "kinds", "symbols", "new", "schema")),
    ("One network", ("summarize", "calc", "explain", "solve", "memory", "verify", "import", "expand", "export")),
    ("Designs", ("compare", "bottleneck", "variants", "sweep", "fc-to-conv")),
    ("Answers and budgets", ("check", "quiz", "exercises")),
    ("How figures are counted", ("figures", "conventions", "reconcile")),
    ("What comes along", ("zoo", "guide", "help", "completion", "library", "equivalences", "changes")),
)
NAMES = tuple(name for _, names in GROUPS for name in names)


class PageSection(NamedTuple):
    """A heading and the lines under it, up to the next heading of any level."""

    title: str
    lines: tuple[str, ...]


class Page(NamedTuple):
    """A page: the name that one types, its first sentence, and its text in Markdown."""

    name: str
    summary: str
    text: str

    @property
    def sections(self) -> Iterator[PageSection]:
        """The page cut at its headings; `#` inside a fenced block is no heading."""
        title, fenced = "", False
        lines: list[str] = []
        for line in self.text.splitlines():
            fenced ^= line.startswith("```")
            if line.startswith("#") and not fenced:
                if title:
                    yield PageSection(title, tuple(lines))
                title, lines = line.lstrip("# "), []
            else:
                lines.append(line)
        yield PageSection(title, tuple(lines))


class Hit(NamedTuple):
    """A section in which a word occurs, and the lines that have it; none where only the heading does."""

    page: Page
    section: PageSection
    lines: tuple[str, ...]


@cache
def page(name: str) -> Page:
    """The page of a name in `NAMES`."""
    with open(os.path.join(FOLDER, f"{name}.md"), encoding="utf-8") as file:
        text = file.read()
    return Page(name, text.split("\n\n")[1].strip(), text)


def pages() -> list[Page]:
    """All pages, in the order of the guide."""
    return [page(name) for name in NAMES]


def search(word: str) -> list[Hit]:
    """Where a word or phrase occurs, in capitals or not, section by section.

    What commands print counts only where nothing else has the word.

    >>> [hit.page.name for hit in search("SAME_UPPER")]
    ['padding']
    """
    return _hits(word.casefold(), printed=False) or _hits(word.casefold(), printed=True)


def _hits(folded: str, printed: bool) -> list[Hit]:
    hits = []
    for each in pages():
        for section in each.sections:
            texts = section.lines if printed else _written(section.lines)
            lines = tuple(line.strip() for line in texts if folded in line.casefold())
            if lines or folded in section.title.casefold():
                hits.append(Hit(each, section, lines))
    return hits


def _written(lines: Iterable[str]) -> Iterator[str]:
    """The lines without what commands print."""
    within = ""
    for line in lines:
        if line.startswith("```"):
            within = "" if within else line
        elif within != "```console" or line.startswith("$ "):
            yield line


def vocabulary() -> Sequence[str]:
    """What a mistyped topic may have meant: words of headings, words shown as code, and the names of the pages."""
    words: set[str] = set()
    for each in pages():
        for section in each.sections:
            terms = [section.title, *re.findall(r"`([^`]+)`", "\n".join(_written(section.lines)))]
            words.update(word for term in terms for word in re.findall(r"[A-Za-z][\w-]{2,}", term))
    return [*sorted(words), *NAMES]
