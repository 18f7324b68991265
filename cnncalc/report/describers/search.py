"""The conventions that print a number, the likeliest first, and how much the digits prove."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from cnncalc.counting.gaps import Reconciliation, Search
from cnncalc.report.cells import COUNT, SIGNED, TEXT
from cnncalc.report.describers.conventions import as_printed
from cnncalc.report.describers.reconcile import entry, in_words
from cnncalc.report.model import Column, Table, Values, notes
from cnncalc.report.report import Report
from cnncalc.report.rounding import percent
from cnncalc.symbols.ratios import ratio
from cnncalc.words.rounding import factor

MOST = 8  # matches that are listed, besides those that suppose nothing
FEW = 2  # digits that prove little
# What a supposition means, by a word of its label.
SUPPOSED = {
    "functions": "functions: the network calls F.relu or x.mean there and holds no module, which tools count in another way",
    "heads": "heads: what the main output does not need is left out",
    "classifier": "classifier: the fully connected layers at the end are left out",
    "biases": "biases: one in every convolution that has none here, as Keras's own networks have them before bn",
    "scales": "scales of bn: left out, as Keras's networks leave them out before a relu (scale=False)",
    "*": "a factor: that number of inputs at once; 2 may also be two operations per MAC",
    "cut off": "cut off: the further digits were dropped and not rounded",
}


def search_report(name: str, found: Search) -> Report:
    """The conventions that would print a number, each with its gap to ours, or the nearest."""
    return Report(
        title=name or "network",
        about=f"{found.printed.text} was printed; {_who(found)}",
        blocks=lambda: [_searched(found, _listed(found)), notes(_remarks(found))],
        data=lambda: _search_data(name, found),
        main=lambda: _searched(found, found.fits or found.nearest),
    )


def searched_report(found: Search) -> Report:
    """A search, which knows its network."""
    return search_report(found.first.network, found)


def _who(found: Search) -> str:
    plain = sum(not it.supposed for it in found.matches)
    more = len(found.fits) - plain
    if not found.matches:
        return "no convention would print it. The nearest:"
    if not plain:
        return f"no convention would print it as it is, but {more} under a supposition"
    who = f"{plain} convention{'s' * (plain > 1)} would print it"
    return f"{who}, and {more} under a supposition" if more else who


def _listed(found: Search) -> Sequence[Reconciliation]:
    """What a person is shown: all that suppose nothing, and the likeliest others up to a handful."""
    plain = sum(not it.supposed for it in found.matches)
    return found.fits[: max(plain, MOST)] or found.nearest


def _searched(found: Search, shown: Sequence[Reconciliation]) -> Table:
    columns = [Column(key, key, cells) for key, cells in (("convention", TEXT), ("total", COUNT), ("unit", TEXT))]
    columns += [Column("gap", "gap", SIGNED), Column("why", "why", TEXT)]
    return Table(columns, [_row(it) for it in shown])


def _row(found: Reconciliation) -> Values:
    return [found.name, found.total, found.second.convention.unit, found.gap, in_words(found)]


def _search_data(name: str, found: Search) -> Mapping[str, Any]:
    printed = {"text": found.printed.text, "value": found.printed.value, "step": found.printed.step}
    sides = {key: [entry(it) for it in getattr(found, key)] for key in ("matches", "nearest")}
    others = [entry(it) for it in found.fits if it not in found.matches]
    counts = {"digits": found.printed.digits, "tried": found.tried, "fitting": found.fitting, "symbolic": list(found.symbolic)}
    return {"format": 1, "name": name, "printed": printed, **sides, "left_out": found.left_out, "others": others, **counts}


def _remarks(found: Search) -> Iterable[str]:
    firsts = {it.first.convention.name: it.first for it in found.fits or found.nearest}
    for first in firsts.values():
        yield f"gaps are to {first.convention.name}: {as_printed(first)}"
    for it in found.nearest[:1]:
        yield f"the number is {_apart(found.printed.value, it.total)}: perhaps another variant, input size or batch was counted"
    yield from _how_sure(found)
    labels = " ".join(label for it in _listed(found) for label in it.supposed)
    yield from (sentence for word, sentence in SUPPOSED.items() if word in labels)
    if found.symbolic:
        yield f"left out: {', '.join(found.symbolic)}, whose counts depend on the sizes; give the input in numbers"
    for convention, kinds in found.left_out.items():
        yield f"left out: {convention}, which has no rule for {', '.join(kinds)}"


def _how_sure(found: Search) -> Iterator[str]:
    """How much the digits prove, and which cause is likelier."""
    if not found.matches:
        return
    digits = found.printed.digits
    if found.fitting > 1:
        little = "prove little" if digits <= FEW else "do not tell them apart"
        yield (
            f"{found.fitting} of the {found.tried} different counts that were tried would print it: "
            f"{digits} digit{'s' * (digits > 1)} {little}. The likeliest comes first: it supposes least"
        )
    if (hidden := len(found.fits) - len(_listed(found))) > 0:
        yield f"{hidden} more, which suppose something, are in --format json and csv"


def _apart(value: int, total: int) -> str:
    """How far a number lies from the total that is nearest: in percent, or in multiples."""
    quotient = ratio(value, total)
    if quotient is None or quotient < Fraction(1, 100):
        return f"far {'more' if quotient is None else 'less'} than that"
    if not Fraction(1, 2) <= quotient <= 2:
        return f"{factor(quotient)} times that"
    return f"{percent(abs(total - value), total)} {'less' if value < total else 'more'} than that"
