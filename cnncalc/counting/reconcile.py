"""Why two numbers for one network differ: the gap between two conventions, term by term, and the tools that print a number."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.analysis.analyze import Analysis
from cnncalc.counting.conventions import CONVENTIONS
from cnncalc.counting.cost import cost, lacking
from cnncalc.counting.cost_values import Cost
from cnncalc.counting.gaps import CostGap, Reconciliation, Search
from cnncalc.counting.guesses import BATCHES, CUT, LIKELY, Guess, Guesser
from cnncalc.counting.printed import Printed, printed_number
from cnncalc.errors import refuse
from cnncalc.words.numbers import symbolic

OURS = {"cost": "macs", "params": "params"}  # what other conventions are held against
CUT_OFF = "cut off"
TELLING = 3  # digits from which on a multiple of a count is no chance
MOST_INPUTS = 10_000
AUTHOR = 3  # what it weighs that a number is written as a tool writes it


def reconcile(analysis: Analysis, first: str, second: str) -> Reconciliation:
    """The gap between two conventions, term by term; its sum is exactly the difference of the totals.

    Raises a `SpecError` where a convention is not known, lacks a rule, or where one counts costs and the other parameters.

    >>> from cnncalc import analyze, build, load
    >>> found = reconcile(analyze(build(load("resnet50"))), "macs", "fvcore")
    >>> found.gap, [(gap.term, gap.gap) for gap in found.gaps if gap.gap]
    (22328320, [('bn', 22227968), ('gap', 100352)])
    """
    return held_against(cost(analysis, first), cost(analysis, second))


def held_against(first: Cost, second: Cost, guess: Guess | None = None) -> Reconciliation:
    """Two costs of the same network, term by term; `guess` is what the second supposes."""
    one, other = first.convention, second.convention
    if one.counts != other.counts:
        what = {"cost": "what a run costs", "params": "parameters"}
        message = f"{one.name} counts {what[one.counts]}, and {other.name} counts {what[other.counts]}"
        alike = [row.name for row in CONVENTIONS.values() if row.counts == one.counts and row is not one]
        raise refuse(message, f"hold {one.name} against {', '.join(alike)}")
    extras = guess.extras if guess else ()
    more = tuple(CostGap(extra.term, 0, ("0", "0"), (0, extra.amount), extra.amount) for extra in extras)
    added = sum(gap.gap for gap in more)
    told = (guess.labels, guess.weight) if guess else ((), 0)
    return Reconciliation(first, second, (*_gaps(first, second), *more), second.total + added - first.total, added, *told)


def _gaps(first: Cost, second: Cost) -> Iterator[CostGap]:
    """The terms to which either side adds anything."""
    for term, mine in first.terms.items():
        other = second.terms[term]
        if mine.amount == other.amount == 0:
            continue
        gap = other.amount - mine.amount
        yield CostGap(
            term, mine.layers, (mine.rule, other.rule), (mine.amount, other.amount), gap, _remark(first, second, term, gap)
        )


def _remark(first: Cost, second: Cost, term: str, gap: int) -> str:
    """What surprises people of a term: in what the second adds, or in what the first had more."""
    if second.terms[term].rule != second.convention.rule(term):
        return ""  # it is called in another way than the convention's remark is for
    less = f"{gap}".startswith("-")  # of a polynomial too
    return second.convention.remarks.get(term) or (first.convention.remarks.get(term, "") if less else "")


def reconcile_printed(analysis: Analysis, printed: str, first: str | None = None) -> Search:
    """The conventions that would print a number, in the precision in which it is printed, and why it differs from `first`.

    `printed` is a number as tools and papers write it: 4.13G, 4.13 GMac, 4.13e9, 4,132,436,968. `first` is what it is held
    against: "macs", or "params" for what only counts of parameters come to. What is usual besides the plain counts is tried
    too: heads or the classifier left out, functions where modules could stand, several inputs, digits cut off, biases before
    bn, bn without a scale. Where nothing comes to the number, the nearest are given. Raises a `SpecError` where the number
    cannot be read, and where only counts that depend on symbols could come to it.

    >>> from cnncalc import analyze, build, load
    >>> found = reconcile_printed(analyze(build(load("resnet50"))), "4.13G")
    >>> [match.second.convention.name for match in found.matches]
    ['ptflops-pytorch', 'thop']
    """
    number = printed_number(printed)
    against = [cost(analysis, name) for name in ([first] if first else OURS.values())]
    tried = [(mine, guess) for mine in against for guess in Guesser(analysis).every(mine.convention.counts)]
    numeric = [pair for pair in tried if not symbolic(pair[1].total)]
    fits = _fits(number, numeric)
    matches = [it for it in fits if not it.supposed] or fits
    if len(numeric) < len(tried) and not fits:
        raise refuse("a printed number is held against numbers", "give the input in numbers, as in 256x56x56")
    plain = [held_against(mine, guess.cost) for mine, guess in numeric if not guess.weight]
    least = min((abs(it.total - number.value) for it in plain), default=0)
    nearest = [it for it in plain if abs(it.total - number.value) == least and not matches]
    likely = {guess.total for _, guess in numeric if guess.weight <= LIKELY}
    return Search(
        number,
        matches[0].first if matches else against[0],
        tuple(matches),
        tuple(nearest),
        _left_out(analysis),
        tuple(fits),
        tuple(dict.fromkeys(guess.cost.convention.name for _, guess in tried if symbolic(guess.total))),
        len(likely),
        sum(number.rounds(total) or number.cuts(total) for total in likely),
    )


def _fits(number: Printed, tried: list[tuple[Cost, Guess]]) -> list[Reconciliation]:
    """The counts that come to a number, the likeliest first; those that suppose much only where no other does."""
    found = []
    for mine, guess in tried:
        if number.rounds(guess.total):
            found.append(held_against(mine, guess.cost, guess))
        elif number.cuts(guess.total):
            it = held_against(mine, guess.cost, guess)
            found.append(it._replace(supposed=(*it.supposed, CUT_OFF), weight=it.weight + CUT))
        elif number.digits >= TELLING and not guess.weight:
            several = (guess.of(n) for n in _inputs(number, guess.total))
            found += [held_against(mine, guess.cost, more) for more in several if number.rounds(more.total)]
    most = max(LIKELY, min((it.weight for it in found), default=0))
    return sorted((it for it in found if it.weight <= most), key=lambda it: it.weight - AUTHOR * _wrote(number, it))


def _inputs(number: Printed, total: int) -> tuple[int, ...]:
    """For how many inputs at once a number may be: exactly so many, or a usual batch."""
    exact = number.step == 1 and total and number.value % total == 0 and 1 < number.value // total <= MOST_INPUTS
    return (number.value // total,) if exact else () if number.step == 1 else BATCHES


def _wrote(number: Printed, found: Reconciliation) -> bool:
    """Whether the number is written as the convention's tool writes it."""
    row = found.second.convention
    return any(number.word.endswith(word) for word in row.written) or (number.as_float and row.name == "thop")


def _left_out(analysis: Analysis) -> dict[str, tuple[str, ...]]:
    missing = {row.name: tuple(lacking(analysis, row)) for row in CONVENTIONS.values()}
    return {name: kinds for name, kinds in missing.items() if kinds}
