"""Where each figure can be asked, and why not elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cnncalc.asking.case import Case, Rows
from cnncalc.asking.figure import BYTES, LAST, OWN, SHAPE, SUM, WHOLE, WORDS, Figure
from cnncalc.asking.figures import ALIASES, COST, FIGURES, OF_NETWORK
from cnncalc.errors import Fault, did_you_mean

COLUMNS, COMPARED, GROUPED, EXPECTED, SWEPT, SORTED = "--columns", "--figures", "--by", "expect", "sweep", "--sort"


def _columns(figure: Figure) -> str:
    return "is a figure of the whole network" if figure.over == WHOLE else ""


def _expected(figure: Figure) -> str:
    return "describes a layer, and measures nothing" if figure.unit in WORDS else ""


def _compared(figure: Figure) -> str:
    one = figure.over == OWN and figure.key not in OF_NETWORK
    return _expected(figure) or ("is of one layer, and no network has it" if one else "")


def _grouped(figure: Figure) -> str:
    return _expected(figure) or ("does not add up over layers" if figure.over != SUM else "")


def _swept(figure: Figure) -> str:
    return _expected(figure) or ("is what another tool would print, and a sweep names none" if figure.key == COST else "")


def _sorted(figure: Figure) -> str:
    return _compared(figure) or ("has no order" if figure.unit == SHAPE else "")


# Each says why a figure cannot be asked there, empty where it can.
PLACES: dict[str, Callable[[Figure], str]] = {
    COLUMNS: _columns,
    COMPARED: _compared,
    GROUPED: _grouped,
    EXPECTED: _expected,
    SWEPT: _swept,
    SORTED: _sorted,
}
SHOWN = {
    COLUMNS: "`summarize --columns`",
    COMPARED: "`compare --figures`",
    GROUPED: "with `--by`",
    EXPECTED: "`expect`",
    SWEPT: "`sweep`",
    SORTED: "`zoo --sort`",
}


def objection(figure: Figure, place: str) -> str:
    """Why a figure cannot be asked in a place, one of `PLACES`; empty where it can.

    >>> objection(FIGURES["depth"], COLUMNS), objection(FIGURES["depth"], EXPECTED)
    ('depth is a figure of the whole network', '')
    """
    reason = PLACES[place](figure)
    return f"{figure.key} {reason}" if reason else ""


def askable(place: str) -> tuple[str, ...]:
    """The keys of the figures that can be asked in a place."""
    return tuple(key for key, figure in FIGURES.items() if not PLACES[place](figure))


def spellings(place: str) -> tuple[str, ...]:
    """The same with the aliases: where the word meant by a mistyped one is looked for."""
    keys = askable(place)
    return (*keys, *(alias for alias, key in ALIASES.items() if key in keys))


def guess(word: str, place: str, otherwise: str, besides: Iterable[str] = ()) -> str | None:
    """The help for a word that is no figure."""
    return did_you_mean(word, [*spellings(place), *besides], otherwise)


def of_network(figure: Figure, case: Case) -> object:
    """A figure of the whole network; of what is not summed, that of its main output."""
    figure = FIGURES[OF_NETWORK.get(figure.key, figure.key)]
    rows: Rows = case.main() if figure.over in (LAST, OWN) else case.analysis.rows
    if figure.key == "input":
        rows = case.analysis.rows
    return figure.of(case, rows)


def require_stored(figure: Figure) -> None:
    """Refuse the bytes of a figure that has none."""
    if figure.unit == BYTES:
        raise Fault(f"{figure.key} is in bytes already", f"ask for {figure.key}")
    if not figure.stored:
        stored = ", ".join(key for key, each in FIGURES.items() if each.stored)
        raise Fault(f"{figure.key} takes no memory: it has no bytes", f"these have: {stored}")


def guide_lines() -> Iterator[str]:
    """The lines of a Markdown table of all figures: the word, the title, what it is, and where it can be asked."""
    yield "| word | title | what it is | where it can be asked |"
    yield "| --- | --- | --- | --- |"
    for figure in FIGURES.values():
        words = ", ".join(f"`{word}`" for word in (figure.key, *figure.aliases))
        where = ", ".join(shown for place, shown in SHOWN.items() if not PLACES[place](figure))
        yield f"| {words} | {figure.title} | {figure.what} | {where} |"
