"""A page of the guide on a terminal: headings, tables and blocks laid out by rich."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement, TableElement
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

COMMENT = re.compile(r"^<!--.*-->\n", re.MULTILINE)  # around a list that is generated
LINK = re.compile(r"\[([\w-]+)\]\(\1\.md\)")  # to another page: the terminal shows its name
BESIDE = 2  # columns before a block
THEME = Theme({"markdown.code": "cyan", "markdown.table.header": "bold", "markdown.table.border": "dim"})


class PlainHeading(Heading):
    """A heading at the left, without a box."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        self.text.justify = "left"
        yield self.text


class WholeBlock(CodeBlock):
    """A block whose lines are never folded: tables keep their columns where the terminal is narrower. Commands are bold."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        for line in str(self.text).rstrip().split("\n"):
            style = "bold" if line.startswith("$ ") else ""
            yield Text(" " * BESIDE + line, style=style, no_wrap=True, overflow="ignore")


class WholeTable(TableElement):
    """A table whose long words are folded where rich would cut them off."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in super().__rich_console__(console, options):
            for column in part.columns if isinstance(part, Table) else ():
                column.overflow = "fold"
            yield part


class GuidePage(Markdown):
    """A page of the guide for rich."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": PlainHeading,
        "table_open": WholeTable,
        "fence": WholeBlock,
        "code_block": WholeBlock,
    }


def rendered(text: str, color: bool | None) -> str:
    """A page as a terminal shows it; `color` is True to have codes in any case, None for what standard output can do."""
    console = Console(force_terminal=color, highlight=False, emoji=False, theme=THEME)
    with console.capture() as captured:
        console.print(GuidePage(LINK.sub(r"**\1**", COMMENT.sub("", text)), hyperlinks=False), crop=False)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"
