"""`variants`: the ways to write a convolution, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import groupby
from typing import Any

from cnncalc.design.whatif.variants import ConvVariant, Variants
from cnncalc.layers.arithmetic import product
from cnncalc.layers.base import Layer, arrange, show_shape
from cnncalc.layers.settings import text_of
from cnncalc.report.cells import COUNT, FACTOR, FIELD, FIGURE, TEXT
from cnncalc.report.conditions import exact_where, known_conditions
from cnncalc.report.fields import path_entry
from cnncalc.report.model import CONDITION, Block, Column, SourceText, Table, notes
from cnncalc.report.report import Report
from cnncalc.report.rounding import per_axis
from cnncalc.symbols.ratios import ratio
from cnncalc.words.rounding import rounded

LONG = 3  # convolutions that are alike and still written out
COLUMNS = (
    Column("variant", "variant", TEXT),
    Column("line", "convolutions", TEXT, spare=2),
    Column("params", "params", COUNT),
    Column("params_ratio", "times", FACTOR, spare=1),
    Column("weights", "weights", FIGURE),
    Column("macs", "MACs", COUNT),
    Column("macs_ratio", "times", FACTOR),
    Column("field", "field", FIELD),
    Column("nonlinearities", "relus", COUNT),
)


def variants_report(found: Variants) -> Report:
    """A convolution, the other ways to write it with their figures, and why others were left out."""
    return Report(
        title=text_of(_layer(found)),
        about=f"on {found.shape} -> {_output(found)}",
        blocks=lambda: _blocks(found),
        data=lambda: _data(found),
        main=lambda: _table(found, lambda one: one.line, lambda one: one.figures.weights),
        long=["variants"],
        aside=exact_where(known_conditions(found.sizes)),
    )


def _blocks(found: Variants) -> Iterator[Block]:
    yield _table(found, summary, lambda one: _weights(found, one))
    left_out = (f"left out: {key}, since {reason}" for key, reason in found.left_out)
    yield notes([*_facts(found), *left_out])
    exact = exact_where(known_conditions(found.sizes))
    yield from [notes(exact, CONDITION)] * bool(exact)
    names = [one.key for one in found.others]
    title = "as lines of a spec (--variant NAME prints a whole one)"
    yield from [SourceText([one.line for one in found.others], "yaml", names, title)] * bool(names)


def _table(found: Variants, words: Callable[[ConvVariant], str], weights: Callable[[ConvVariant], Any]) -> Table:
    rows = [
        [
            one.key,
            words(one),
            one.figures.params,
            _ratio(found, one, "params"),
            weights(one),
            one.figures.macs,
            _ratio(found, one, "macs"),
            one.field,
            one.nonlinearities,
        ]
        for one in (found.layer, *found.others)
    ]
    return Table(COLUMNS, rows)


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


def _ratio(found: Variants, one: ConvVariant, key: str) -> Fraction | None:
    """How many times the variant goes into the layer."""
    return ratio(getattr(found.layer.figures, key), getattr(one.figures, key))


def _channels(found: Variants) -> tuple[int, int]:
    return found.layer.analysis.rows[0].node.applied.xs[0][0], found.layer.output[0]


def _weights(found: Variants, one: ConvVariant) -> str:
    """The weights; where as many channels go in as out, as a multiple of their square."""
    into, out = _channels(found)
    per_pair = ratio(one.figures.weights, into * out)
    return f"{rounded(per_pair)}C²" if into == out and per_pair is not None else COUNT.shown(one.figures.weights)


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


def _facts(found: Variants) -> Iterator[str]:
    field = found.layer.field
    yield (
        f"each gives {_output(found)} and sees {per_axis(field.size)} from {per_axis(field.start)} on, jump "
        f"{per_axis(field.stride)}, as computed from its own layers"
    )
    if any(one.nonlinearities > 1 for one in found.others):
        yield "relus: one between each two convolutions, and the one after the layer"
    into, out = _channels(found)
    if into == out:
        yield f"weights in units of C², with C = {out:,}"
    yield from _against_3x3(found)


def _against_3x3(found: Variants) -> Iterator[str]:
    layer = _layer(found)
    small = tuple(min(k, 3) for k in layer.kernel)
    times = ratio(product(layer.kernel), product(small))
    if times and times > 1:
        size, other = ("x".join(map(str, kernel)) for kernel in (layer.kernel, small))
        shown = rounded(times) if times.denominator == 1 else f"{times} = {rounded(times)}"
        yield f"a {size} has {shown} times the weights of one {other}, which would see less"


def _data(found: Variants) -> Mapping[str, Any]:
    conditions = known_conditions(found.sizes)
    return {
        "format": 1,
        "layer": text_of(_layer(found)),
        "input": found.shape,
        "layout": found.layout,
        "variants": [_entry(found, one) for one in (found.layer, *found.others)],
        "left_out": dict(found.left_out),
        **({} if conditions is None else {"conditions": conditions}),
    }


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
        "field": path_entry(field),
        "nonlinearities": one.nonlinearities,
    }
