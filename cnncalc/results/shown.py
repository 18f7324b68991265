"""Results that show themselves: as a table, in a line, as HTML in a notebook, as plain data and as rows."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn, SupportsIndex, TypeVar, overload

from cnncalc.errors import printable, quote
from cnncalc.results.frozen import Frozen

if TYPE_CHECKING:
    from typing_extensions import Self

T = TypeVar("T", covariant=True)
LONGEST = 200  # characters of a result in a line


def in_a_line(result: object, name: str, *facts: str) -> str:
    """What a result is, in a line: its class, whose it is, and a few facts.

    >>> in_a_line(1, "LeNet-5", "61,706 params")
    '<int LeNet-5: 61,706 params>'
    """
    head = " ".join([type(result).__name__, *[quote(name)] * bool(name.strip())])
    line = printable(": ".join([head, *[", ".join(facts)] * bool(facts)]))
    return f"<{line if len(line) <= LONGEST else line[: LONGEST - 1] + '…'}>"


def _room() -> Any:
    """The room that writes reports. It is above every result, which must not import it: this one function is the way up, and it
    goes by a name alone, so that a result loads no report before it is shown."""
    return import_module("cnncalc.report.show")


class Shown:
    """What shows itself: it prints as its report on a terminal, whole, and gives that report in every other form.

    The options of each form are those of the result's report, such as `depth` and `columns` of an `Analysis`.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, "")

    def __str__(self) -> str:
        text: str = _room().text(self, "table")
        return text

    def _repr_html_(self) -> str:
        text: str = _room().notebook(self)
        return text

    def to_dict(self) -> dict[str, Any]:
        """The JSON report as plain data: dicts, lists, text, numbers, None; fractions and polynomials are text."""
        data: dict[str, Any] = _room().data(self)
        return data

    def to_records(self, **options: Any) -> list[dict[str, Any]]:
        """The rows of the main table, one dict per row, as `pandas.DataFrame` takes them: exact whole numbers, text, None."""
        rows: list[dict[str, Any]] = _room().records(self, **options)
        return rows

    def to_csv(self, **options: Any) -> str:
        """The main table as CSV."""
        text: str = _room().text(self, "csv", **options)
        return text

    def to_markdown(self, **options: Any) -> str:
        """The report in Markdown."""
        text: str = _room().text(self, "markdown", **options)
        return text

    def to_html(self, **options: Any) -> str:
        """The report as a page: one file that needs no network and no other file."""
        text: str = _room().text(self, "html", **options)
        return text

    def to_latex(self, **options: Any) -> str:
        """The report in LaTeX: tables in booktabs style."""
        text: str = _room().text(self, "latex", **options)
        return text


class Result(Shown, Frozen):
    """A base beside a NamedTuple: a result that shows itself and does not change."""

    __slots__ = ()


class Listing(Shown, tuple[T, ...]):
    """Several results of one sort, which show themselves as one table. They are a tuple in everything else.

    What belongs to all of them is given by name, and becomes an attribute.
    """

    def __new__(cls, items: Iterable[T] = (), **about: Any) -> Self:
        made = tuple.__new__(cls, items)
        made.__dict__.update(about)
        return made

    @overload
    def __getitem__(self, index: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: Any) -> Any:
        """One of them; of a slice, a listing again."""
        found = super().__getitem__(index)
        return type(self)(found, **self.__dict__) if isinstance(index, slice) else found

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"results do not change: {name} stays as it is", name=name, obj=self)

    def __repr__(self) -> str:
        return in_a_line(self, "", f"{len(self):,}")
