"""Workings as HTML, their equations in MathML, which browsers draw without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cnncalc.explanation.parts import Chain, Explanation, Section
from cnncalc.report.cells import COUNT
from cnncalc.report.formulas import mathml
from cnncalc.report.notation import MATHML
from cnncalc.report.renderers.working import unit_of

Text = Callable[[str], str]


def explained(explanation: Explanation, text: Text) -> Iterator[str]:
    """What is known beforehand, then the sections with their equations."""
    yield f"<h2>{text(explanation.name)}: <code>{text(explanation.text)}</code></h2>"
    given = [f"<dt>{text(what)}</dt><dd>{text(value)}</dd>" for what, value in explanation.given]
    yield from ["<dl>", *given, "</dl>"] if given else []
    for section in explanation.sections:
        yield f"<h3>{text(section.title)}</h3>"
        yield from _section(section, text)


def _section(section: Section, text: Text) -> Iterator[str]:
    yield from _paragraphs(section.givens, text)
    if section.terms:
        rows = [f'<tr><td>{text(name)}</td><td class="n">{COUNT.shown(value)}</td></tr>' for name, value in section.terms]
        whole = section.chains[0]
        total = f'<tr><th scope="row">{text(whole.name)}</th><th class="n">{COUNT.shown(whole.value)}</th></tr>'
        yield from ["<table><tbody>", *rows, "</tbody><tfoot>", total, "</tfoot></table>"]
    for chain in section.chains[bool(section.terms) :]:
        yield f'<div class="equations" tabindex="0">{_equation(chain, text)}</div>'
    yield from _paragraphs(section.remarks, text)


def _paragraphs(sentences: Iterable[str], text: Text) -> Iterator[str]:
    return (f"<p>{text(sentence)}</p>" for sentence in sentences)


def _equation(chain: Chain, text: Text) -> str:
    """Equal expressions under one another, the signs of equality in line."""
    name, sign, rest = chain.name.partition(" (")
    names = [_named(part, text) for part in name.split(" = ")]
    left = "<mo>=</mo>".join(names) + (f"<mtext>{text(sign + rest)}</mtext>" if sign else "")
    value = f"<mn>{text(COUNT.shown(chain.value))}</mn><mtext>{text(unit_of(chain))}</mtext>"
    links = [*map(mathml, chain.steps), value]
    rows = (
        f"<mtr><mtd>{left if number == 0 else ''}</mtd><mtd><mo>=</mo></mtd><mtd>{link}</mtd></mtr>"
        for number, link in enumerate(links)
    )
    return f'<math display="block"><mtable displaystyle="true">{"".join(rows)}</mtable></math>'


def _named(part: str, text: Text) -> str:
    return f"<mtext>{text(part)}</mtext>" if " " in part else MATHML.name(part)
