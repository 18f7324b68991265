"""Facts, sentences, verdicts, workings and source text; long lines wrap at words."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from cnncalc.report.model import Fact, Facts, Judgement, Notes, SourceText, Verdicts, Working
from cnncalc.report.renderers import Screen
from cnncalc.report.renderers.terminal.console import ENDLESS
from cnncalc.report.renderers.terminal.layout import GAP, widest

STYLES = {"condition": "bold", "caption": "dim", "good": "bold green", "bad": "bold red"}
MARKS = {True: ("✓", "green"), False: ("✗", "bold red"), None: ("-", "dim")}
INDENT = 2


def print_facts(console: Console, block: Facts, screen: Screen) -> None:
    """Print values under their names, with remarks."""
    if block.title:
        console.print(Text(block.title, "bold"))
    names = widest(_name(fact) for fact in block.facts)
    values = widest(fact.cells.shown(fact.value) for fact in block.facts) if all(f.cells.number for f in block.facts) else 0
    aligned = values or widest(fact.cells.shown(fact.value) for fact in block.facts if fact.remark)
    lines = [_fact(fact, names, aligned, right=values > 0) for fact in block.facts]
    if widest(line.plain for line in lines) <= console.width and not any("\n" in line.plain for line in lines):
        console.print(Text("\n").join(lines), soft_wrap=True)
    else:
        _print_folded(console, block, names, values)


def _fact(fact: Fact, names: int, values: int, right: bool) -> Text:
    """A line: a name, its value in so many columns, and a remark."""
    value, gap = fact.cells.shown(fact.value), " " * GAP
    line = Text.assemble((_name(fact).ljust(names), "bold"), gap, value.rjust(values) if right else value.ljust(values))
    return line.append(f"{gap}{fact.remark}") if fact.remark else line


def _print_folded(console: Console, block: Facts, names: int, values: int) -> None:
    """Lines that are too long, folded in columns; remarks of long figures have lines of their own."""
    from rich.table import Table  # which takes a while to load

    beside = console.width - names - values - 2 * GAP >= widest(word for f in block.facts for word in f.remark.split())
    table = Table.grid(padding=(0, GAP, 0, 0))
    table.add_column(style="bold", width=names)
    table.add_column(justify="right" if values else "left", no_wrap=bool(values), overflow="fold")
    if any(fact.remark for fact in block.facts) and beside:
        table.add_column(overflow="fold")
    for fact in block.facts:
        remark = [Text(fact.remark)] * (len(table.columns) - 2)
        table.add_row(Text(_name(fact)), Text(fact.cells.shown(fact.value)), *remark)
    console.print(table)
    for fact in block.facts if not beside else ():
        _hanging(console, Text(f"{fact.name}: {fact.remark}"), 0)


def _name(fact: Fact) -> str:
    return " " * INDENT * fact.depth + fact.name


def print_notes(console: Console, block: Notes, screen: Screen) -> None:
    """Print sentences, those that are to be noted marked."""
    if block.title:
        console.print(Text(block.title, "bold"))
    for note in block.notes:
        text = Text(note.text, STYLES.get(note.weight, ""))
        if note.weight == "note":
            text = Text.assemble(("note: ", "yellow"), text)
        console.print(text.append(f" ({note.command})") if note.command else text)
        for line in note.below:
            inner = line.lstrip()
            _hanging(console, Text(inner), INDENT + len(line) - len(inner))


def print_verdicts(console: Console, block: Verdicts, screen: Screen) -> None:
    """Print what holds and what does not, each with its reasons below it."""
    if block.title:
        console.print(Text(block.title, "bold"))
    for one in block.judgements:
        mark, style = MARKS[one.good]
        _hanging(console, Text.assemble((mark, style), f" {one.text}"), INDENT * one.depth)
        for reason in one.reasons:
            _hanging(console, Text(reason), _below(one))


def _below(one: Judgement) -> int:
    return INDENT * (2 * one.depth + 1)


def _hanging(console: Console, text: Text, indent: int) -> None:
    """Print a paragraph whose later lines are indented a little more than its first."""
    for number, line in enumerate(text.wrap(console, max(20, console.width - indent - INDENT), overflow="fold")):
        line.rstrip()
        console.print(Text(" " * (indent + INDENT * (number > 0))).append_text(line), soft_wrap=True)


def print_working(console: Console, block: Working, screen: Screen) -> None:
    """Print how values come about, as one would write it on paper."""
    from cnncalc.report.renderers.working import working_lines  # with all that parses formulas

    for line in working_lines(block.explanations, None if console.width == ENDLESS else console.width):
        console.print(Text(line), soft_wrap=True)


def print_source(console: Console, block: SourceText, screen: Screen) -> None:
    """Print lines of a language as they are, so that they can be copied."""
    if block.title:
        console.print(Text(block.title, "bold"))
    wide = widest(block.names)
    names = [f"  {name:<{wide}}  " for name in block.names] or [""] * len(block.lines)
    for name, line in zip(names, block.lines):
        console.print(Text(f"{name}{line}"), soft_wrap=True)
