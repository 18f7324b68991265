"""Results of the library in any form: what `cnncalc.results.shown` comes here for."""

from __future__ import annotations

from importlib import import_module
from io import StringIO
from typing import Any

from cnncalc.report.describers import DESCRIBERS
from cnncalc.report.remarked import remarked
from cnncalc.report.renderers import Screen, write_report
from cnncalc.report.report import Report
from cnncalc.words.numbers import symbolic

PLAIN = Screen(color="never")


def report_of(result: object, **options: Any) -> Report:
    """The report of a result; the options are those of its describer."""
    name = next(one.__name__ for one in type(result).__mro__ if one.__name__ in DESCRIBERS)
    module, describer = DESCRIBERS[name].split(".")
    report: Report = getattr(import_module(f"cnncalc.report.describers.{module}"), describer)(result, **options)
    graph = getattr(result, "graph", None) or getattr(getattr(result, "analysis", None), "graph", None)
    return remarked(report, getattr(graph, "remarks", ()))


def text(result: object, form: str, **options: Any) -> str:
    """A result in a form, whole and without colours."""
    stream = StringIO()
    write_report(stream, form, report_of(result, **options), PLAIN)
    return stream.getvalue() if form == "csv" else stream.getvalue().removesuffix("\n")


def notebook(result: object) -> str:
    """A result as HTML that stands in another page."""
    from cnncalc.report.renderers.html import write_part

    stream = StringIO()
    write_part(stream, report_of(result), PLAIN)
    return stream.getvalue().removesuffix("\n")


def data(result: object) -> dict[str, Any]:
    """The JSON report as plain data."""
    found: dict[str, Any] = plain(report_of(result).data())
    return found


def plain(value: Any) -> Any:
    """A value as JSON has it: what JSON has no number for, a polynomial or a fraction, is a string.

    >>> from fractions import Fraction
    >>> plain({"sizes": ((3, 3), iter([1])), "ratio": Fraction(1, 2), "field": None})
    {'sizes': [[3, 3], [1]], 'ratio': '1/2', 'field': None}
    """
    if value is None or isinstance(value, (str, int, float)):
        return value
    if symbolic(value) or hasattr(value, "denominator"):
        return str(value)
    if hasattr(value, "items"):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value]


def records(result: object, **options: Any) -> list[dict[str, Any]]:
    """The rows of the main table by the keys of its columns; what is not there is None, numbers are exact."""
    table = report_of(result, **options).main()
    columns = [(column.key, column.cells.plain) for column in table.columns]
    return [
        {key: None if value is None else plain(written(value)) for (key, written), value in zip(columns, row)}
        for row in table.rows
    ]
