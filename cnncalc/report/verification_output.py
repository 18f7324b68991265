"""What `verify` found, in every format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from cnncalc.layers.base import arrange, show_shape
from cnncalc.network.graph import Graph
from cnncalc.proof.claims import Claim, LayerClaims
from cnncalc.proof.verification import Verification
from cnncalc.report.json import FORMAT
from cnncalc.report.text import csv_line, markdown_line
from cnncalc.report.verification import PairSection, sections, verdict

TEXTS = ("name", "layer", "picture", "")  # columns of words; the others are of figures


def write_verification(stream: IO[str], found: Verification, form: str, color: str) -> None:
    """Write the report: tables and a verdict, or every claim in JSON or CSV."""
    if form == "table":
        return _print(stream, found, color)
    lines = {"json": _json, "csv": _csv, "markdown": _markdown}[form](found)
    return stream.writelines(line + "\n" for line in lines)


def _print(stream: IO[str], found: Verification, color: str) -> None:
    from cnncalc.report.table import console_for, print_listing

    console = console_for(stream, color)
    console.print(f"{found.graph.name or 'network'}: predicted above, observed below\n")
    for section in sections(found):
        console.print(f"{section.heading}\n")
        rows = [["\n".join(cell) if isinstance(cell, tuple) else cell for cell in row] for row in section.rows]
        print_listing(stream, color, section.titles, _are_figures(section), rows)
        console.print()
    first, *rest = verdict(found)
    console.print(first, style="bold red" if found.disagreement else "bold green")
    for line in rest:
        console.print(line)


def _are_figures(section: PairSection) -> list[bool]:
    return [title not in TEXTS for title in section.titles]


def _markdown(found: Verification) -> Iterator[str]:
    for section in sections(found):
        yield from (f"**{section.heading}** (predicted = observed)", "")
        yield markdown_line(section.titles)
        yield markdown_line(["---:" if figure else ":---" for figure in _are_figures(section)])
        for row in section.rows:
            yield markdown_line([_equation(title, cell) for title, cell in zip(section.titles, row)])
        yield ""
    yield from (f"- {line}" for line in verdict(found))


def _equation(title: str, cell: str | tuple[str, str]) -> str:
    if isinstance(cell, str):
        return cell
    if title == "layer":
        return f"{cell[0]} ({cell[1]})" if cell[1] else cell[0]
    return f"{cell[0]} {'=' if cell[0] == cell[1] else '≠'} {cell[1]}"


def _csv(found: Verification) -> Iterator[str]:
    """A row for every claim, numbers without separators."""
    yield csv_line(["part", "name", "layer", "line", "on", "figure", "predicted", "observed", "agrees"])
    for part, on, finding in _findings(found):
        for claim in finding.claims:
            both = [_plain(claim, value, found.graph.layout) for value in (claim.predicted, claim.observed)]
            line = [part, finding.name, finding.text, str(finding.line), on, claim.figure, *both, str(claim.agrees).lower()]
            yield csv_line(line)


def _plain(claim: Claim, value: Any, layout: str) -> str:
    if claim.figure == "shape":
        return show_shape(value, layout)
    return "x".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _findings(found: Verification) -> Iterator[tuple[str, str, LayerClaims]]:
    for sample, finding in found.counted:
        yield "counted", _pictures(sample.graph), finding
    for finding in found.seen:
        yield "seen", _pictures(found.lined), finding
    for finding in found.ran:
        yield "ran", _pictures(found.analysis.graph), finding


def _pictures(graph: Graph) -> str:
    return " ".join(show_shape(graph.nodes[index].shape, graph.layout) for index in graph.inputs.values())


def _json(found: Verification) -> Iterator[str]:
    """The report as JSON, one layer a line."""
    from cnncalc.report.dumps import dumps

    layout, wrong = found.graph.layout, found.disagreement
    head = {"format": FORMAT, "name": found.graph.name, "layout": layout, "agrees": wrong is None, "own_size": found.own}
    parts = {
        "counted": [_counted_entry(found, number) for number in range(len(found.counted))],
        "seen": [_entry(finding, layout) for finding in found.seen],
        "ran": [_entry(finding, layout) for finding in found.ran],
    }
    inputs = {"seen_on": _shapes(found.lined), "ran_on": _shapes(found.analysis.graph)}
    yield dumps(head)[:-1] + f', "inputs": {dumps(_shapes(found.graph))},'
    yield " " + dumps(inputs)[1:-1] + ","
    for part, entries in parts.items():
        yield f' "{part}": ['
        yield from (f"  {dumps(entry)}{',' * (number < len(entries))}" for number, entry in enumerate(entries, 1))
        yield " ],"
    yield f' "disagreement": {dumps(_entry(wrong, layout) if wrong else None)}}}'


def _shapes(graph: Graph) -> dict[str, list[int]]:
    return {name: list(arrange(graph.nodes[index].shape, graph.layout)) for name, index in graph.inputs.items()}


def _counted_entry(found: Verification, number: int) -> dict[str, Any]:
    sample, finding = found.counted[number]
    pictures = [list(arrange(node.shape, sample.graph.layout)) for node in sample.graph.nodes[:-1]]
    return {**_entry(finding, found.graph.layout), "alike": sample.alike, "pictures": pictures, "only": sample.only or None}


def _entry(finding: LayerClaims, layout: str) -> dict[str, Any]:
    return {
        "name": finding.name,
        "text": finding.text,
        "line": finding.line,
        "agrees": finding.disagreement is None,
        "predicted": {claim.figure: _value(claim, claim.predicted, layout) for claim in finding.claims},
        "observed": {claim.figure: _value(claim, claim.observed, layout) for claim in finding.claims},
        "macs_on_padding": finding.on_padding,
    }


def _value(claim: Claim, value: Any, layout: str) -> Any:
    return list(arrange(value, layout)) if claim.figure == "shape" else value
