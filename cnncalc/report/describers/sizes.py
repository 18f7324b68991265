"""`solve SPEC`: the sizes that a spec accepts: the smallest, those without a remainder, and what breaks first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cnncalc.errors import Problem, SpecError
from cnncalc.network.graph import Graph
from cnncalc.network.smallest import AcceptedSizes, ScaledSpec, attempt, clean_sizes, remainders, require_numbers, smallest_size
from cnncalc.progress import Progress
from cnncalc.report.model import Table, words
from cnncalc.report.report import Report

TITLES = ("question", "input", "answer")
NAMED = 3  # layers that a remainder is named for


def sizes_report(sizes: ScaledSpec, asked: Mapping[str, str], progress: Progress = None) -> Report:
    """The answers for a spec; `asked` are inputs to try besides."""
    rows = list(size_rows(sizes, asked, progress))
    table = Table(words(*TITLES), rows)
    return Report(
        title=sizes.spec.name,
        blocks=lambda: [table],
        data=lambda: {"format": 1, "name": sizes.spec.name, "answers": [dict(zip(TITLES, row)) for row in rows]},
        main=lambda: table,
        long=["answers"],
    )


def accepted_report(found: AcceptedSizes) -> Report:
    """The sizes that a spec accepts."""
    return sizes_report(found.sizes, found.asked)


def size_rows(sizes: ScaledSpec, asked: Mapping[str, str], progress: Progress = None) -> Iterator[list[str]]:
    """A row for each question; `asked` are inputs to try besides."""
    least = smallest_size(sizes, progress)
    yield ["smallest", _shown(sizes.shapes(least)), "every layer fits"]
    if least > 1:
        yield ["one less", _shown(sizes.shapes(least - 1)), _verdict(sizes, sizes.shapes(least - 1))]
    for number, size in enumerate(clean_sizes(sizes, least, progress)):
        yield ["no remainder" if not number else "", _shown(sizes.shapes(size)), "every window's division is whole"]
    yield ["the file's own", _shown(sizes.shapes(sizes.longest)), _verdict(sizes, sizes.shapes(sizes.longest))]
    if asked:
        shapes = {**sizes.shapes(sizes.longest), **asked}
        _require_shapes(attempt(sizes, shapes))
        yield ["asked for", _shown(shapes), _verdict(sizes, shapes)]


def _require_shapes(tried: Graph | Problem) -> None:
    """Raise where what was asked for is no shape, or has symbols: that is a mistake, not an input that does not fit."""
    if isinstance(tried, Graph):
        return require_numbers(tried)
    if not tried.layer and (tried.place is None or tried.place.source.name == "--input"):
        raise SpecError([tried])


def _shown(shapes: Mapping[str, str]) -> str:
    return next(iter(shapes.values())) if len(shapes) == 1 else " ".join(f"{name}={shape}" for name, shape in shapes.items())


def _verdict(sizes: ScaledSpec, shapes: Mapping[str, str]) -> str:
    """Whether inputs fit, and which layer is the first that breaks, or which leave a remainder."""
    tried = attempt(sizes, shapes)
    if isinstance(tried, Problem):
        place = f"line {tried.place.line}" if tried.place else "the spec"
        return f"{tried.layer or place} breaks: {tried.message}"
    left = remainders(tried)
    if not left:
        return "every layer fits, without a remainder"
    more = f" and {len(left) - NAMED:,} more" if len(left) > NAMED else ""
    return f"every layer fits; a remainder in {', '.join(left[:NAMED])}{more}"
