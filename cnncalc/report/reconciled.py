"""The gap between two conventions in words and terms, and the conventions that print a number, in every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import IO, Any

from cnncalc.analysis.analyze import Analysis
from cnncalc.counting.conventions import BIAS
from cnncalc.counting.cost import Cost
from cnncalc.counting.reconcile import ADDED, CostGap, Reconciliation, Search
from cnncalc.layers import KINDS
from cnncalc.report.columns import Cell
from cnncalc.report.conditions import exact_where
from cnncalc.report.conventions import as_printed
from cnncalc.report.listing import write_listing
from cnncalc.report.rounding import percent
from cnncalc.report.text import csv_line, markdown_item, shown
from cnncalc.symbols.ratios import ratio
from cnncalc.words.numbers import symbolic
from cnncalc.words.rounding import factor

EXACT = 100_000  # what is less is told to the last digit
WORDS = {"gap": "global average pool"}  # a kind whose word would be misread here
SEARCHED = ("convention", "total", "unit", "gap", "why")


def signed(value: int) -> str:
    """A number with its sign.

    >>> signed(1000), signed(-5), signed(0)
    ('+1,000', '-5', '0')
    """
    text = str(shown(value))
    return text if text.startswith("-") or value == 0 else f"+{text}"


def brief(value: int) -> str:
    """A signed number in three digits, small ones exactly.

    >>> brief(22227968), brief(-1000), brief(480_123_456)
    ('+22.2 M', '-1,000', '+480 M')
    """
    if symbolic(value) or abs(value) < EXACT:
        return signed(value)
    thousands, digits = divmod(len(str(abs(value))) - 1, 3)
    power, places = (thousands, 2 - digits) if thousands <= 5 else (5, 0)
    scaled = (abs(value) * 10**places + 1000**power // 2) // 1000**power
    whole, rest = divmod(scaled, 10**places)
    return f"{'-' if value < 0 else '+'}{whole:,}{f'.{rest:0{places}}' if places else ''} {' kMGTP'[power]}"


def in_words(found: Reconciliation) -> str:
    """What makes the gap, the most first: `+22.2 M bn, +21.0 M relu and pools counted twice`."""
    groups: dict[str, list[CostGap]] = {}
    for gap in found.gaps:
        if gap.gap != 0:
            key = gap.remark or ("biases" if gap.term.endswith(BIAS) else gap.term)
            groups.setdefault(key, []).append(gap)
    sums = [(sum(gap.gap for gap in gaps), gaps) for gaps in groups.values()]
    if not any(symbolic(amount) for amount, _ in sums):
        sums.sort(key=lambda pair: -abs(pair[0]))
    return ", ".join(f"{brief(amount)} {_named(gaps)}" for amount, gaps in sums) or "the same in every term"


def _named(gaps: Sequence[CostGap]) -> str:
    terms = [WORDS.get(gap.term, gap.term) for gap in gaps]
    pools = [gap.term for gap in gaps if gap.term in KINDS and KINDS[gap.term].family == "pooling"]
    if len(pools) > 1:
        terms = [*(gap.term for gap in gaps if gap.term not in pools), "pools"]
    if len(terms) > 1 and all(term.endswith(BIAS) for term in terms):
        terms = ["biases"]
    names = f"{', '.join(terms[:-1])} and {terms[-1]}" if len(terms) > 1 else terms[0]
    return f"{names} {gaps[0].remark}".strip()


def write_reconciliation(stream: IO[str], form: str, color: str, analysis: Analysis, found: Reconciliation) -> None:
    """Write the terms of two conventions, their sum and what it comes from."""
    one, other = found.first.convention.name, found.second.convention.name
    if form == "json":
        from cnncalc.report.dumps import dumps

        where = {} if analysis.sizes is None else {"conditions": list(map(str, analysis.conditions))}
        stream.write(dumps({"format": 1, "name": analysis.graph.name, **entry(found), **where}) + "\n")
        return
    if form == "csv":
        rows: list[list[Cell]] = [[gap.term, gap.layers, *gap.rules, *gap.amounts, gap.gap] for gap in found.gaps]
        heads: list[Cell] = ["term", "layers", f"{one} rule", f"{other} rule", one, other, "gap"]
        stream.writelines(csv_line(row) + "\n" for row in [heads, *rows])
        return
    lines = list(_heading(analysis, found))
    rows = [[gap.term, shown(gap.layers), *gap.rules, signed(gap.gap)] for gap in found.gaps]
    rows.append(["total", "", "", "", signed(found.gap)])
    stream.writelines(f"{line}\n" for line in ([*lines, ""] if form == "table" else []))
    write_listing(stream, form, color, ("term", "layers", one, other, "gap"), rows, (False, True, False, False, True))
    stream.write("\n")
    _write_lines(stream, form, [*(lines if form == "markdown" else []), in_words(found), *holds(analysis)])


def holds(analysis: Analysis) -> list[str]:
    """At which sizes the terms are exact, in a line, if symbols stand for sizes."""
    return exact_where(None if analysis.sizes is None else analysis.conditions)


def _write_lines(stream: IO[str], form: str, lines: Iterable[str]) -> None:
    stream.writelines(f"{markdown_item(line) if form == 'markdown' else line}\n" for line in lines)


def _heading(analysis: Analysis, found: Reconciliation) -> Iterator[str]:
    batch = f", batch {analysis.batch}" if analysis.batch != 1 else ""
    sides = found.first, found.second
    yield f"{analysis.graph.name or 'network'}{batch}, counted by {' and by '.join(side.convention.source for side in sides)}"
    for side in sides:
        yield f"{side.convention.name}: {as_printed(side)}"


def entry(found: Reconciliation) -> dict[str, Any]:
    """A reconciliation for JSON."""
    sides = {"first": _side(found.first, found.first.total), "second": _side(found.second, found.total)}
    terms = [
        {"term": gap.term, "layers": gap.layers, "rules": list(gap.rules), "amounts": list(gap.amounts), "gap": gap.gap}
        for gap in found.gaps
    ]
    return {**sides, "gap": found.gap, "terms": terms, "words": in_words(found)}


def _side(cost: Cost, total: int) -> dict[str, Any]:
    row = cost.convention
    return {"convention": row.name, "source": row.source, "unit": row.unit, "total": total}


def write_search(stream: IO[str], form: str, color: str, name: str, found: Search) -> None:
    """Write the conventions that would print a number, each with its gap to ours, or the nearest."""
    if form == "json":
        from cnncalc.report.dumps import dumps

        printed = {"text": found.printed.text, "value": found.printed.value, "step": found.printed.step}
        sides = {key: [entry(it) for it in getattr(found, key)] for key in ("matches", "nearest")}
        head = {"format": 1, "name": name, "printed": printed, **sides, "left_out": found.left_out}
        stream.write(dumps(head) + "\n")
        return
    shown_ones = found.matches or found.nearest
    rows = [_row(it) for it in shown_ones]
    if form == "csv":
        stream.writelines(csv_line(row) + "\n" for row in [SEARCHED, *rows])
        return
    cells = [[*row[:3], signed(it.gap), row[4]] for it, row in zip(shown_ones, rows)]
    lines = list(_searched(name, found))
    stream.writelines(f"{line}\n" for line in ([lines[0], ""] if form == "table" else []))
    write_listing(stream, form, color, SEARCHED, cells, (False, True, False, True, False))
    stream.write("\n")
    _write_lines(stream, form, lines if form == "markdown" else lines[1:])


def _row(found: Reconciliation) -> list[Cell]:
    biases = " + biases" if found.added else ""
    return [f"{found.second.convention.name}{biases}", found.total, found.second.convention.unit, found.gap, in_words(found)]


def _apart(value: int, total: int) -> str:
    """How far a number lies from the total that is nearest: in percent, or in multiples."""
    quotient = ratio(value, total)
    if quotient is None or quotient < Fraction(1, 100):
        return f"far {'more' if quotient is None else 'less'} than that"
    if not Fraction(1, 2) <= quotient <= 2:
        return f"{factor(quotient)} times that"
    return f"{percent(abs(total - value), total)} {'less' if value < total else 'more'} than that"


def _searched(name: str, found: Search) -> Iterator[str]:
    number, count = found.printed, len(found.matches)
    who = f"{count} convention{'s' * (count > 1)} would print it" if count else "no convention would print it. The nearest:"
    yield f"{name or 'network'}: {number.text} was printed; {who}"
    firsts = {it.first.convention.name: it.first for it in found.matches or found.nearest}
    for first in firsts.values():
        yield f"gaps are to {first.convention.name}: {as_printed(first)}"
    for it in found.nearest[:1]:
        yield f"the number is {_apart(number.value, it.total)}: perhaps another variant, input size or batch was counted"
    if any(gap.term == ADDED for it in found.matches for gap in it.gaps):
        yield "biases: one in every convolution that has none here, as Keras's own networks have them in front of bn"
    for convention, kinds in found.left_out.items():
        yield f"left out: {convention}, which has no rule for {', '.join(kinds)}"
