"""The ways to write a convolution, side by side, in every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import IO, Any

from cnncalc.design.whatif.variants import ConvVariant, Variants
from cnncalc.layers.arithmetic import product
from cnncalc.layers.base import Layer, arrange, show_shape
from cnncalc.layers.settings import text_of
from cnncalc.report.columns import Cell, per_axis
from cnncalc.report.conditions import exact_where, known_conditions
from cnncalc.report.listing import write_listing
from cnncalc.report.text import csv_line, markdown_item
from cnncalc.symbols.ratios import ratio
from cnncalc.words.rounding import factor, rounded

TITLES = ("variant", "convolutions", "params", "times", "weights", "MACs", "times", "field", "relus")
NUMBERS = (False, False, *[True] * 7)
LONG = 3  # convolutions that are alike and still written out
NARROW = (0, 2, 4, 5, 6, 7, 8)  # the columns without the convolutions in short, and the ratio of params
KEYS = ("variant", "line", "params", "params_ratio", "weights", "macs", "macs_ratio", "field", "nonlinearities")


def write_variants(stream: IO[str], form: str, color: str, found: Variants) -> None:
    """Write a convolution and the other ways to write it, and why others were left out."""
    everything = (found.layer, *found.others)
    if form == "json":
        stream.writelines(line + "\n" for line in _json(found))
    elif form == "csv":
        rows: list[list[Cell]] = [[one.key, one.line, *_figures(found, one, one.figures.weights)] for one in everything]
        stream.writelines(csv_line(row) + "\n" for row in (KEYS, *rows))
    else:
        _write_for_reading(stream, form, color, found)


def _write_for_reading(stream: IO[str], form: str, color: str, found: Variants) -> None:
    if form == "table":
        stream.write(f"{text_of(_layer(found))} on {found.shape} -> {_output(found)}\n\n")
    everything = (found.layer, *found.others)
    rows: list[list[Cell]] = [[one.key, summary(one), *_figures(found, one, _weights(found, one))] for one in everything]
    shown = _shown(stream, form, color, rows)
    picked = [[row[i] for i in shown] for row in rows]
    write_listing(stream, form, color, [TITLES[i] for i in shown], picked, [NUMBERS[i] for i in shown])
    stream.write("\n")
    stream.writelines(f"{line}\n" for line in (_markdown(found) if form == "markdown" else _remarks(found)))


def _shown(stream: IO[str], form: str, color: str, rows: list[list[Cell]]) -> Sequence[int]:
    """The columns: all, or on a narrow terminal those that say what the lines below do not."""
    if form == "table":
        from cnncalc.report.table import fits

        if not fits(stream, color, TITLES, (True,) * len(TITLES), rows):
            return NARROW
    return range(len(TITLES))


def spec_of(found: Variants, variant: ConvVariant) -> Iterator[str]:
    """A variant as the lines of a spec."""
    yield f"name: {text_of(_layer(found))}, {variant.key}"
    if found.layout != "chw":
        yield f"layout: {found.layout}"
    yield f"input: {found.shape}"
    yield "layers:"
    yield f"  - {variant.line}"


def _layer(found: Variants) -> Layer:
    return found.layer.analysis.rows[0].node.layer


def _output(found: Variants) -> str:
    return show_shape(found.layer.output, found.layout)


def _figures(found: Variants, one: ConvVariant, weights: Cell) -> list[Cell]:
    field = per_axis(one.field.size)
    times = [factor(_ratio(found, one, key)) for key in ("params", "macs")]
    return [one.figures.params, times[0], weights, one.figures.macs, times[1], field, one.nonlinearities]


def _ratio(found: Variants, one: ConvVariant, key: str) -> Fraction | None:
    """How many times the variant goes into the layer."""
    return ratio(getattr(found.layer.figures, key), getattr(one.figures, key))


def _channels(found: Variants) -> tuple[int, int]:
    return found.layer.analysis.rows[0].node.applied.xs[0][0], found.layer.output[0]


def _weights(found: Variants, one: ConvVariant) -> Cell:
    """The weights; where as many channels go in as out, as a multiple of their square."""
    into, out = _channels(found)
    per_pair = ratio(one.figures.weights, into * out)
    return f"{rounded(per_pair)}C²" if into == out and per_pair is not None else one.figures.weights


def summary(one: ConvVariant) -> str:
    """The convolutions of a variant in short.

    >>> from cnncalc.design.whatif.variants import variants
    >>> [summary(variant) for variant in variants("8x9x9", "conv 3x3 8").others[-2:]]
    ['3x3 8 g4', '3x3 8 g8']
    >>> summary(variants("8x99", "conv 24/2 8").others[0])
    '11 of 3 8, 2/2 8'
    """
    runs = ((text, len(list(same))) for text, same in groupby(map(_short, one.convolutions)))
    return ", ".join(f"{count} of {text}" if count > LONG else ", ".join([text] * count) for text, count in runs)


def _short(layer: Layer) -> str:
    size = "x".join(map(str, layer.kernel)) + (f"/{per_axis(layer.stride)}" if set(layer.stride) != {1} else "")
    if layer.kind == "dwconv":
        return f"dw {size}"
    return f"{size} {layer.out}" + (f" g{layer.groups}" if layer.groups > 1 else "")


def _remarks(found: Variants) -> Iterator[str]:
    yield from _facts(found)
    yield from (f"left out: {key}, since {reason}" for key, reason in found.left_out)
    yield ""
    yield "as lines of a spec (--variant NAME prints a whole one):"
    width = max(len(one.key) for one in found.others) if found.others else 0
    yield from (f"  {one.key:<{width}}  {one.line}" for one in found.others)


def _markdown(found: Variants) -> Iterator[str]:
    yield from map(markdown_item, _facts(found))
    yield from (f"- left out: {key}, since {reason}" for key, reason in found.left_out)
    yield from (f"- {one.key}: `{one.line}`" for one in found.others)


def _facts(found: Variants) -> Iterator[str]:
    field = found.layer.field
    yield (
        f"each gives {_output(found)} and sees {per_axis(field.size)} from {per_axis(field.start)} on, stride "
        f"{per_axis(field.stride)}: read from its graph"
    )
    if any(one.nonlinearities > 1 for one in found.others):
        yield "relus: one between each two convolutions, and the one behind the layer"
    into, out = _channels(found)
    if into == out:
        yield f"weights in units of C², with C = {out:,}"
    yield from _against_3x3(found)
    yield from exact_where(known_conditions(found.sizes))


def _against_3x3(found: Variants) -> Iterator[str]:
    layer = _layer(found)
    small = tuple(min(k, 3) for k in layer.kernel)
    times = ratio(product(layer.kernel), product(small))
    if times and times > 1:
        size, other = ("x".join(map(str, kernel)) for kernel in (layer.kernel, small))
        shown = rounded(times) if times.denominator == 1 else f"{times} = {rounded(times)}"
        yield f"a {size} has {shown} times the weights of one {other}, which would see less"


def _json(found: Variants) -> Iterator[str]:
    from cnncalc.report.dumps import dumps

    head = {"format": 1, "layer": text_of(_layer(found)), "input": found.shape, "layout": found.layout}
    yield dumps(head)[:-1] + ', "variants": ['
    everything = (found.layer, *found.others)
    for number, one in enumerate(everything, 1):
        yield f"  {dumps(_entry(found, one))}{',' if number < len(everything) else ''}"
    conditions = known_conditions(found.sizes)
    exact = "" if conditions is None else f', "conditions": {dumps(conditions)}'
    yield f'], "left_out": {dumps(dict(found.left_out))}{exact}}}'


def _entry(found: Variants, one: ConvVariant) -> dict[str, Any]:
    field, figures = one.field, one.figures
    per_pair = ratio(figures.weights, product(_channels(found)))
    return {
        "name": one.key,
        "line": one.line,
        "params": figures.params,
        "weights": figures.weights,
        "weights_per_channel_pair": per_pair,
        "macs": figures.macs,
        "ratio": {key: _ratio(found, one, key) for key in ("params", "weights", "macs")},
        "output_shape": list(arrange(one.output, found.layout)),
        "receptive_field": {"size": list(field.size), "stride": list(field.stride), "start": list(field.start)},
        "nonlinearities": one.nonlinearities,
    }
