"""`verify`: predicted beside observed, what ran how, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.analysis.analyze import total
from cnncalc.layers.base import Ops, show_shape
from cnncalc.network.graph import Graph
from cnncalc.proof.claims import Claim, LayerClaims
from cnncalc.proof.samples import Sample
from cnncalc.proof.verification import Verification
from cnncalc.report.cells import PAIR
from cnncalc.report.describers.verify_data import claims_table, verification_data
from cnncalc.report.model import BAD, GOOD, Block, Column, Table, notes
from cnncalc.report.report import Report
from cnncalc.report.rounding import per_axis, percent, short

AGREES, DIFFERS = "✓", "✗"
TEXTS = ("name", "layer", "input", "")  # columns of words; the others are of figures
COUNTED = ("layer", "input", "output", "params", "MACs", "operations", "field", "")
WHOLE = ("name", "layer", "output", "params", "MACs", "field", "")


def verification_report(found: Verification) -> Report:
    """The tables, each figure as it is predicted and as it was observed, and the verdict."""
    return Report(
        title=found.graph.name or "network",
        about=f"{inputs_of(found.graph)}: predicted above, observed below",
        blocks=lambda: _blocks(found),
        data=lambda: verification_data(found),
        main=lambda: claims_table(found),
        long=["counted", "seen", "ran"],
    )


def _blocks(found: Verification) -> Iterator[Block]:
    rows = [_counted_row(sample, finding) for sample, finding in found.counted]
    yield Table(_columns(COUNTED), rows, "every distinct layer by itself, every operation counted")
    if found.ran:
        where = f"the whole network on {inputs_of(found.analysis.graph)}, on exact integers"
        lines = f"receptive fields on lines through {inputs_of(found.lined)}"
        yield Table(_columns(WHOLE), list(_whole_rows(found)), f"{where}; {lines}", _total_row(found))
    first, *more = verdict(found)
    yield notes([first, *more[:2]] if found.disagreement else [first], BAD if found.disagreement else GOOD)
    yield from [notes(more)] * bool(more and not found.disagreement)


def _columns(titles: tuple[str, ...]) -> list[Column]:
    return [Column(title, title, PAIR._replace(number=title not in TEXTS)) for title in titles]


def inputs_of(graph: Graph) -> str:
    """The shapes of a network's inputs."""
    return ", ".join(show_shape(graph.nodes[index].shape, graph.layout) for index in graph.inputs.values())


def _counted_row(sample: Sample, finding: LayerClaims) -> list[Any]:
    graph = sample.graph
    xs = [show_shape(node.shape, graph.layout) for node in graph.nodes[:-1]]
    shapes = f"{xs[0]} ×{len(xs)}" if len(set(xs)) == 1 < len(xs) else " ".join(xs)
    cells = [_both(finding, figure, graph.layout) for figure in ("shape", "params", "macs")]
    return [
        f"{finding.text} ({sample.only})" if sample.only else finding.text,
        shapes,
        *cells,
        _operations(finding),
        _both(finding, "field", graph.layout),
        _mark(finding),
    ]


def _whole_rows(found: Verification) -> Iterator[list[Any]]:
    layout = found.graph.layout
    for finding, field in zip(found.ran, found.seen):
        cells = [_both(finding, figure, layout) for figure in ("shape", "params", "macs")]
        yield [finding.name, finding.text, *cells, _field(field, found), _mark(finding)]


def _field(finding: LayerClaims, found: Verification) -> str | tuple[str, str]:
    claim = finding.claim("field")
    extents = {node.shape[1:] for node in found.lined.nodes[: len(found.lined.inputs)]}
    whole = claim is not None and claim.agrees and claim.predicted in extents
    return ("all", "all") if whole else _both(finding, "field", found.graph.layout)


def _total_row(found: Verification) -> list[Any]:
    rules = total(row.figures for row in found.analysis.rows[: len(found.ran)])
    pairs = ((rules.params, _sum(found, "params")), (rules.macs, _sum(found, "macs")))
    agree = all(said == saw for said, saw in pairs)
    return ["total", "", "", *((f"{said:,}", f"{saw:,}") for said, saw in pairs), "", AGREES if agree else DIFFERS]


def _sum(found: Verification, figure: str) -> int:
    return sum(claim.observed for finding in found.ran if (claim := finding.claim(figure)))


def _both(finding: LayerClaims, figure: str, layout: str) -> str | tuple[str, str]:
    claim = finding.claim(figure)
    return (value_text(claim, claim.predicted, layout), value_text(claim, claim.observed, layout)) if claim else "-"


def value_text(claim: Claim, value: Any, layout: str) -> str:
    """What a claim says, as people write it."""
    if claim.figure == "shape":
        return show_shape(value, layout)
    if claim.figure == "field":
        return per_axis(value) if claim.agrees else "?"
    return f"{value:,}"


def _operations(finding: LayerClaims) -> tuple[str, str]:
    claims = [claim for name in Ops._fields if (claim := finding.claim(name))]
    return f"{sum(claim.predicted for claim in claims):,}", f"{sum(claim.observed for claim in claims):,}"


def _mark(finding: LayerClaims) -> str:
    return DIFFERS if finding.disagreement else AGREES


def verdict(found: Verification) -> list[str]:
    """The first disagreement with both sides of it, or how much agrees."""
    wrong = found.disagreement
    if wrong is None or wrong.disagreement is None:
        return [_agreement(found), *_notes(found)]
    claim = wrong.disagreement
    where = f" (line {wrong.line})" if wrong.line else ""
    return [
        f"{wrong.name}{where}, {wrong.text}: predicted and observed differ in {claim.figure}",
        f"  predicted: {_side(claim, claim.predicted, claim.working, found.graph.layout)}",
        f"  observed:  {_side(claim, claim.observed, claim.how, found.graph.layout)}",
    ]


def _side(claim: Claim, value: Any, why: str, layout: str) -> str:
    if claim.figure == "field":
        return why
    return value_text(claim, value, layout) + (f": {why}" if why else "")


def _agreement(found: Verification) -> str:
    operations = sum(sample.cost for sample, _ in found.counted)
    apart = f"{len(found.counted):,} distinct layers by themselves ({short(operations)} operations counted)"
    macs = short(found.analysis.totals.figures.macs)
    whole = f"{len(found.ran):,} layers as a whole network on {inputs_of(found.analysis.graph)} ({macs} MACs)"
    return f"all figures agree: {apart}, {whole}"


def _notes(found: Verification) -> Iterator[str]:
    if not found.own:
        yield (
            f"the network ran on {inputs_of(found.analysis.graph)}, the smallest that its layers allow; "
            f"--full runs it on {inputs_of(found.graph)}"
        )
    few = sum(bool(sample.only) for sample, _ in found.counted)
    if few:
        layers = f"{few:,} wide layers were" if few > 1 else "1 wide layer was"
        yield f"{layers} counted with some of the kernels, which are all alike; the whole network ran with all of them"
    wasted, macs = sum(finding.on_padding for finding in found.ran), found.analysis.totals.figures.macs
    if wasted:
        yield f"{wasted:,} of the {macs:,} MACs ({percent(wasted, macs)}) multiply a zero of the padding"
