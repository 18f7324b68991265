"""What a report is before it has a form: a heading, blocks in the order in which a person reads them, and plain data.

A describer (`report/describers/`) turns a result of the library into a `Report` and knows no form. A renderer
(`report/renderers/`) writes any `Report` in one form and knows no network.
"""

# Annotations are evaluated here: a NamedTuple takes twice as long to make where they are not.
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # JSON has no use for blocks, and they take a while to load
    from cnncalc.report.model import Block, Table


class Report(NamedTuple):
    """A report. Everything but its names is worked out when a renderer asks for it."""

    blocks: Callable[[], Iterable["Block"]]
    data: Callable[[], Mapping[str, Any]]  # the value as plain JSON
    main: "Callable[[], Table]"  # the table that CSV holds
    title: str = ""  # whose report this is, such as the name of a network
    about: str = ""  # of what, such as its input and output
    subtitle: str = ""  # where it is from
    long: Sequence[str] = ()  # keys of lists in the data that have many items: they are written one per line
    aside: Sequence[str] = ()  # what CSV has no place for
    slow: bool = False  # rows come one by one: whoever waits for them sees each when it is there
    for_people: Sequence[tuple[str, str]] = ()  # options that have no place in plain data: an objection and a help each
    for_programs: Sequence[tuple[str, str]] = ()  # options that have a place there alone
