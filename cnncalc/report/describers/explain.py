"""Explanations as plain text that can be pasted into an answer, as Markdown with formulas, and as rows and objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Any

from cnncalc.explanation.parts import Chain, Explanation, Section
from cnncalc.report.columns import Cell
from cnncalc.report.formulas import bare, latex, letter, plain
from cnncalc.report.rounding import of_bytes
from cnncalc.report.text import shown

WIDTH = 88  # a chain that is no wider stands on one line
TITLES = ("name", "section", "quantity", "formula", "working", "value")


def explanation_text(explanations: Iterable[Explanation]) -> Iterator[str]:
    """The lines of a plain text."""
    for number, explanation in enumerate(explanations):
        if number:
            yield from ("", "")
        yield f"{explanation.name}: {explanation.text}"
        widest = max(len(what) for what, _ in explanation.given)
        for what, text in explanation.given:
            yield from wrap(
                f"  {what:<{widest}}  {text}", WIDTH + 10, subsequent_indent=" " * (widest + 4), break_long_words=False
            )
        for section in explanation.sections:
            yield ""
            yield section.title
            yield from (f"  {line}" for line in section_lines(section))


def section_lines(section: Section) -> Iterator[str]:
    """The lines of a section without its title."""
    yield from _wrapped(section.givens)
    if section.terms:
        yield from _column(section)
    for chain in section.chains[bool(section.terms) :]:
        yield from _chain(chain)
    yield from _wrapped(section.remarks)


def _wrapped(sentences: Iterable[str]) -> Iterator[str]:
    """Sentences, the long ones over several lines."""
    for sentence in sentences:
        yield from wrap(sentence, WIDTH + 8, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _column(section: Section) -> Iterator[str]:
    """The terms of a sum under one another, and the sum."""
    rows = [*section.terms, (section.chains[0].name, section.chains[0].value)]
    names, figures = max(len(name) for name, _ in rows), max(len(shown(value)) for _, value in rows)
    for number, (name, value) in enumerate(rows):
        sign = "=" if number == len(section.terms) else "+" if number else " "
        yield f"{name:<{names}}  {sign} {shown(value):>{figures}}"


def _chain(chain: Chain) -> Iterator[str]:
    links = [*map(plain, chain.steps), shown(chain.value) + _unit(chain)]
    whole = " = ".join([chain.name, *links])
    if len(whole) <= WIDTH and len(links) <= 3:
        yield whole
        return
    yield f"{chain.name} = {links[0]}"
    yield from (f"{'':<{len(chain.name)}} = {link}" for link in links[1:])


def _unit(chain: Chain) -> str:
    if not chain.unit or isinstance(chain.value, str):
        return ""
    return f" {chain.unit}" + (f" = {of_bytes(chain.value)}" if chain.value >= 1024 else "")


def explanation_markdown(explanations: Iterable[Explanation]) -> Iterator[str]:
    """The lines of a Markdown text with formulas in LaTeX."""
    for number, explanation in enumerate(explanations):
        if number:
            yield ""
        yield f"## {explanation.name}: `{explanation.text}`"
        yield ""
        yield from (f"- {what}: {text}" for what, text in explanation.given)
        for section in explanation.sections:
            yield from ("", f"### {section.title}", "")
            yield from _markdown_section(section)


def _markdown_section(section: Section) -> Iterator[str]:
    yield from (f"- {given}" for given in section.givens)
    yield from [""] * bool(section.givens)
    if section.terms:
        yield from ("| | |", "| :--- | ---: |")
        yield from (f"| {name} | {shown(value)} |" for name, value in section.terms)
        yield f"| **{section.chains[0].name}** | **{shown(section.chains[0].value)}** |"
        yield ""
    for chain in section.chains[bool(section.terms) :]:
        yield f"$${_equation(chain)}$$"
        yield ""
    yield from (f"- {remark}" for remark in section.remarks)


def _equation(chain: Chain) -> str:
    name, sign, rest = chain.name.partition(" (")
    names = [_named(part) for part in name.split(" = ")]
    names[-1] += rf" \text{{ ({rest}}}" if sign else ""
    unit = rf" \text{{{_unit(chain)}}}" if chain.unit else ""
    value = shown(chain.value).replace(",", "{,}")
    return " = ".join([*names, *map(latex, chain.steps), value + unit])


def _named(part: str) -> str:
    return rf"\text{{{part}}}" if " " in part else letter(part)


def explanation_rows(explanations: Iterable[Explanation]) -> Iterator[list[Cell]]:
    """A row for each chain: the formula in letters, the numbers put in, and the value."""
    for explanation in explanations:
        for section in explanation.sections:
            sums = " + ".join(str(value) for _, value in section.terms)
            for number, chain in enumerate(section.chains):
                formula, *numbers = [*map(bare, chain.steps)] or ["", sums if number == 0 else ""]
                working = numbers[0] if numbers else ""
                yield [explanation.name, section.title, chain.name, formula, working, chain.value]


def explanation_json(explanations: Iterable[Explanation]) -> str:
    """What a program reads: the same, as a list of objects."""
    from json import dumps

    objects = [
        {
            "name": explanation.name,
            "text": explanation.text,
            "given": dict(explanation.given),
            "sections": [_object(section) for section in explanation.sections],
        }
        for explanation in explanations
    ]
    return dumps(objects, indent=1)


def _object(section: Section) -> dict[str, Any]:
    chains = [{"quantity": c.name, "steps": [bare(step) for step in c.steps], "value": c.value} for c in section.chains]
    terms = {"terms": [{"name": name, "value": value} for name, value in section.terms]} if section.terms else {}
    return {"title": section.title, "givens": list(section.givens), "chains": chains, **terms, "remarks": list(section.remarks)}
