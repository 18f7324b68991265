"""Workings as lines: plain text that can be pasted into an answer, and Markdown with formulas in LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from textwrap import wrap

from cnncalc.explanation.parts import Chain, Explanation, Section
from cnncalc.report.cells import COUNT
from cnncalc.report.formulas import latex, plain
from cnncalc.report.notation import letter
from cnncalc.report.rounding import of_bytes

WIDTH = 98  # columns, where nothing sets them
SHORT = 3  # equal expressions that go on one line


def working_lines(explanations: Iterable[Explanation], room: int | None = None) -> Iterator[str]:
    """The lines of a plain text; where there is only so much room, long expressions take several."""
    width = min(room or WIDTH, WIDTH)
    for number, explanation in enumerate(explanations):
        if number:
            yield from ("", "")
        yield from _wrapped([f"{explanation.name}: {explanation.text}"], width)
        widest = max((len(what) for what, _ in explanation.given), default=0)
        for what, text in explanation.given:
            yield from wrap(f"  {what:<{widest}}  {text}", width, subsequent_indent=" " * (widest + 4), break_long_words=False)
        for section in explanation.sections:
            yield ""
            yield section.title
            yield from (f"  {line}" for line in section_lines(section, width - 2, room is not None))


def section_lines(section: Section, width: int = WIDTH - 2, wrapped: bool = False) -> Iterator[str]:
    """The lines of a section without its title."""
    yield from _wrapped(section.givens, width)
    if section.terms:
        yield from _column(section)
    for chain in section.chains[bool(section.terms) :]:
        yield from _chain(chain, width, wrapped)
    yield from _wrapped(section.remarks, width)


def _wrapped(sentences: Iterable[str], width: int) -> Iterator[str]:
    """Sentences, the long ones over several lines."""
    for sentence in sentences:
        yield from wrap(sentence, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _column(section: Section) -> Iterator[str]:
    """The terms of a sum under one another, and the sum."""
    rows = [*section.terms, (section.chains[0].name, section.chains[0].value)]
    names, figures = max(len(name) for name, _ in rows), max(len(COUNT.shown(value)) for _, value in rows)
    for number, (name, value) in enumerate(rows):
        sign = "=" if number == len(section.terms) else "+" if number else " "
        yield f"{name:<{names}}  {sign} {COUNT.shown(value):>{figures}}"


def _chain(chain: Chain, width: int, wrapped: bool) -> Iterator[str]:
    """Equal expressions: on one line if they fit, else one per line under one another."""
    links = [*map(plain, chain.steps), COUNT.shown(chain.value) + unit_of(chain)]
    whole = " = ".join([chain.name, *links])
    if len(whole) <= width - 8 and len(links) <= SHORT:
        yield whole
        return
    indent = " " * (len(chain.name) + 5)
    for number, link in enumerate(links):
        start = f"{chain.name} = " if number == 0 else f"{'':<{len(chain.name)}} = "
        lines = wrap(link, width, initial_indent=start, subsequent_indent=indent, break_long_words=False)
        yield from lines if wrapped and lines else [f"{start}{link}"]


def unit_of(chain: Chain) -> str:
    """What follows a value: its unit, and bytes in larger ones too."""
    if not chain.unit or isinstance(chain.value, str):
        return ""
    return f" {chain.unit}" + (f" = {of_bytes(chain.value)}" if chain.value >= 1024 else "")


def markdown_working(explanations: Iterable[Explanation], escaped: Callable[[str], str]) -> Iterator[str]:
    """The lines of a Markdown text with formulas in LaTeX."""
    for number, explanation in enumerate(explanations):
        if number:
            yield ""
        yield f"## {escaped(explanation.name)}: `{explanation.text}`"
        yield ""
        yield from (f"- {escaped(what)}: {escaped(text)}" for what, text in explanation.given)
        for section in explanation.sections:
            yield from ("", f"### {section.title}", "")
            yield from _markdown_section(section, escaped)


def _markdown_section(section: Section, escaped: Callable[[str], str]) -> Iterator[str]:
    yield from (f"- {escaped(given)}" for given in section.givens)
    yield from [""] * bool(section.givens)
    if section.terms:
        yield from ("| | |", "| :--- | ---: |")
        yield from (f"| {escaped(name)} | {COUNT.shown(value)} |" for name, value in section.terms)
        yield f"| **{escaped(section.chains[0].name)}** | **{COUNT.shown(section.chains[0].value)}** |"
        yield ""
    for chain in section.chains[bool(section.terms) :]:
        yield f"$${equation(chain)}$$"
        yield ""
    yield from (f"- {escaped(remark)}" for remark in section.remarks)


def equation(chain: Chain) -> str:
    """Equal expressions in LaTeX."""
    name, sign, rest = chain.name.partition(" (")
    names = [_named(part) for part in name.split(" = ")]
    names[-1] += rf" \text{{ ({rest}}}" if sign else ""
    unit = rf" \text{{{unit_of(chain)}}}" if chain.unit else ""
    value = COUNT.shown(chain.value).replace(",", "{,}")
    return " = ".join([*names, *map(latex, chain.steps), value + unit])


def _named(part: str) -> str:
    return rf"\text{{{part}}}" if " " in part else letter(part)
