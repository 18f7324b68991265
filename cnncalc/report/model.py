"""The blocks of a report: what a person reads, before it has a form."""

# Annotations are evaluated here: a NamedTuple takes twice as long to make where they are not.
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from cnncalc.report.cells import COUNT, PERCENT, TEXT, Cells

Values: TypeAlias = Sequence[Any]  # of a row: one exact value per column, None where there is none; more are not shown


class Column(NamedTuple):
    """A column of a table: its key for programs, its title for people, and what its cells are."""

    key: str
    title: str
    cells: Cells
    spare: int = 0  # a narrow terminal does without the highest first; never without 0
    joined: bool = False  # belongs close to the column before it, as a ratio to its count
    once: bool = False  # a terminal prints a value once where the next rows have the same


class Fold(NamedTuple):
    """How the rows of a table can be folded: at depth 0 there are fewest rows, at `deepest` all."""

    deepest: int
    rows: Callable[[int], Iterable[Values]]
    count: Callable[[int], int]  # of rows at a depth
    lines: Callable[[int], int]  # that these take as a tree
    more: str = ""  # how to see all rows, such as an option


class Table(NamedTuple):
    """Rows of exact values; `rows` may be an iterator, which is read once."""

    columns: Sequence[Column]
    rows: Iterable[Values]
    title: str = ""
    total: Values = ()
    fold: Fold | None = None
    tree: bool = False  # the first column holds names whose parts, between dots, nest
    tone: Callable[[Values], str] | None = None  # the family of a row, which gives it its colour


class Fact(NamedTuple):
    """A value under its name, with a remark."""

    name: str
    value: Any
    cells: Cells = TEXT
    remark: str = ""
    depth: int = 0  # parts of another value lie deeper


class Facts(NamedTuple):
    """Single values, each under its name."""

    facts: Sequence[Fact]
    title: str = ""


class Bar(NamedTuple):
    """A value and the greatest that it can be; `mark` is a word for what is special about it, such as peak."""

    value: Any
    whole: Any
    mark: str = ""


class Bars(NamedTuple):
    """Values of a few things, or of many steps of a run, drawn beside their figures: some words, then a bar per series."""

    columns: Sequence[Column]
    series: Sequence[Column]  # their cells say how the value of a bar is written
    rows: Sequence[tuple[Values, Sequence[Bar | None]]]
    title: str = ""


def bar_figure(column: Column, bar: Bar) -> str:
    """The figure beside a bar: its value, or its share of the whole."""
    return column.cells.shown((bar.value, bar.whole) if column.cells is PERCENT else bar.value)


class FigureRow(NamedTuple):
    """One figure of several things: its values, each one's ratio to the first, and which are the least."""

    title: str
    cells: Cells
    values: Values
    ratios: Sequence[Any]
    least: frozenset[int] = frozenset()
    barred: bool = False  # worth a bar where there is room


class SideBySide(NamedTuple):
    """Things side by side: a column per thing, a row per figure; or the other way round where there are many things."""

    things: Sequence[str]
    rows: Sequence[FigureRow]
    corner: str = ""
    total: FigureRow | None = None


class Working(NamedTuple):
    """How values come about: formulas in letters, with the numbers put in, and what they come to."""

    explanations: Sequence[Any]  # `Explanation`s


class Judgement(NamedTuple):
    """Something that holds, does not (`good` is False), or is open (None); reasons follow."""

    good: bool | None
    text: str
    reasons: Sequence[str] = ()
    depth: int = 0


class Label(NamedTuple):
    """A verdict for programs that collect them: what it belongs to, its name and place, and why it failed."""

    group: str
    name: str
    file: str
    line: int
    failure: str = ""  # what kind of failure it is; empty where it holds
    message: str = ""
    details: str = ""


class Verdicts(NamedTuple):
    """Things that hold or do not; `labels` are for programs, under the name of a suite."""

    judgements: Sequence[Judgement]
    title: str = ""
    suite: str = ""
    labels: Sequence[Label] = ()
    properties: Sequence[tuple[str, str]] = ()  # figures that belong to the suite


NOTE, CONDITION, CAPTION, GOOD, BAD = "note", "condition", "caption", "good", "bad"  # weights of a sentence; others have none


class Note(NamedTuple):
    """A sentence; what belongs to it follows in lines below."""

    text: str
    weight: str = ""
    below: Sequence[str] = ()
    command: str = ""  # that says more


class Notes(NamedTuple):
    """Sentences: what to look at."""

    notes: Sequence[Note]
    title: str = ""


class SourceText(NamedTuple):
    """Lines of text in a language, such as a spec; with `names`, one name per line, which is what the line is of."""

    lines: Sequence[str]
    language: str = ""
    names: Sequence[str] = ()
    title: str = ""


class Drawing(NamedTuple):
    """Something to look at, as data: a network, a window on its input, a run."""

    kind: str
    data: Mapping[str, Any]
    title: str = ""


Block: TypeAlias = Table | Facts | Bars | SideBySide | Working | Verdicts | Notes | SourceText | Drawing


def notes(lines: Iterable[str], weight: str = "", title: str = "") -> Notes:
    """Sentences of one weight; a line that is indented belongs to the one before it."""
    found: list[Note] = []
    for line in lines:
        if line.startswith(" ") and found:
            found[-1] = found[-1]._replace(below=[*found[-1].below, line[2:]])
        else:
            found.append(Note(line, weight))
    return Notes(found, title)


def words(*titles: str) -> list[Column]:
    """Columns of words that are called the same for people and programs."""
    return [Column(title, title, TEXT) for title in titles]


def counts(*titles: str) -> list[Column]:
    """Columns of whole numbers that are called the same for people and programs."""
    return [Column(title, title, COUNT) for title in titles]
