"""The gap between two conventions, term by term and in words, and the conventions that print a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cnncalc.analysis.analyze import Analysis
from cnncalc.counting.conventions import BIAS
from cnncalc.counting.cost_values import Cost
from cnncalc.counting.gaps import CostGap, Reconciliation
from cnncalc.layers import KINDS
from cnncalc.report.cells import COUNT, SIGNED, TEXT
from cnncalc.report.conditions import exact_where
from cnncalc.report.describers.conventions import as_printed
from cnncalc.report.model import CONDITION, Block, Column, Table, notes
from cnncalc.report.report import Report
from cnncalc.words.numbers import symbolic

EXACT = 100_000  # smaller numbers are shown to the last digit
WORDS = {"gap": "global average pool"}  # a kind whose word would be misread here


def brief(value: int) -> str:
    """A signed number in three digits, small ones exactly.

    >>> brief(22227968), brief(-1000), brief(480_123_456)
    ('+22.2 M', '-1,000', '+480 M')
    """
    if symbolic(value) or abs(value) < EXACT:
        return SIGNED.shown(value)
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


def reconciliation_report(analysis: Analysis, found: Reconciliation) -> Report:
    """The terms of two conventions, their sum, and what it comes from."""
    batch = f", batch {analysis.batch}" if analysis.batch != 1 else ""
    sides = found.first, found.second
    exact = exact_where(None if analysis.sizes is None else analysis.conditions)

    def blocks() -> Iterator[Block]:
        yield notes(f"{side.convention.name}: {as_printed(side)}" for side in sides)
        yield _terms(found)
        yield notes([in_words(found)])
        yield from [notes(exact, CONDITION)] * bool(exact)

    return Report(
        title=analysis.graph.name or "network",
        about=f"counted by {' and by '.join(side.convention.source for side in sides)}{batch}",
        blocks=blocks,
        data=lambda: _data(analysis, found),
        main=lambda: _amounts(found),
        aside=exact,
    )


def reconciled_report(found: Reconciliation) -> Report:
    """A reconciliation, which knows its network."""
    assert found.first.analysis is not None
    return reconciliation_report(found.first.analysis, found)


def _terms(found: Reconciliation) -> Table:
    one, other = (side.convention.name for side in (found.first, found.second))
    columns = [
        Column("term", "term", TEXT),
        Column("layers", "layers", COUNT),
        Column(f"{one} rule", one, TEXT),
        Column(f"{other} rule", other, TEXT),
        Column("gap", "gap", SIGNED),
    ]
    rows = [[gap.term, gap.layers, *gap.rules, gap.gap] for gap in found.gaps]
    return Table(columns, rows, total=["total", "", "", "", found.gap])


def _amounts(found: Reconciliation) -> Table:
    """The terms with what each comes to under both conventions."""
    terms = _terms(found)
    amounts = [Column(name, name, COUNT) for name in (found.first.convention.name, found.second.convention.name)]
    rows = [[gap.term, gap.layers, *gap.rules, *gap.amounts, gap.gap] for gap in found.gaps]
    return Table([*terms.columns[:4], *amounts, terms.columns[4]], rows)


def _data(analysis: Analysis, found: Reconciliation) -> Mapping[str, Any]:
    where = {} if analysis.sizes is None else {"conditions": list(map(str, analysis.conditions))}
    return {"format": 1, "name": analysis.graph.name, **entry(found), **where}


def entry(found: Reconciliation) -> dict[str, Any]:
    """A reconciliation for JSON."""
    sides = {"first": _side(found.first, found.first.total), "second": _side(found.second, found.total)}
    terms = [
        {"term": gap.term, "layers": gap.layers, "rules": list(gap.rules), "amounts": list(gap.amounts), "gap": gap.gap}
        for gap in found.gaps
    ]
    return {**sides, "gap": found.gap, "terms": terms, "words": in_words(found), "supposed": list(found.supposed)}


def _side(cost: Cost, total: int) -> dict[str, Any]:
    row = cost.convention
    return {"convention": row.name, "source": row.source, "unit": row.unit, "total": total}
