"""A sample's figures beside what was counted while it ran."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import product
from typing import TypeAlias

from cnncalc.analysis.analyze import Analysis, Row, analyze
from cnncalc.layers.base import Ops, Shape
from cnncalc.layers.settings import text_of
from cnncalc.proof.claims import Claim, LayerClaims
from cnncalc.proof.samples import Sample
from cnncalc.proof.sight import Sight, in_words, sight_lines, sights
from cnncalc.reference.counting import Counted, Observation, merged, observe
from cnncalc.reference.functions import Tensor
from cnncalc.reference.kinds import DOTS, REGIONS
from cnncalc.reference.lines import Stretch
from cnncalc.reference.tensors import flatten

Box: TypeAlias = "tuple[Stretch, ...]"  # a stretch for each axis; none at all where nothing is seen


def counted(sample: Sample) -> LayerClaims:
    """What the rules say of a sample, beside what was observed."""
    analysis = analyze(sample.graph)
    (row,) = analysis.rows
    *_, seen = observe(sample.graph)
    field = _field(analysis, seen) if seen.shape == row.node.shape else None
    claims = [*_figures(row, seen), *([field] if field else [])]
    return LayerClaims(
        sample.node.name, text_of(sample.node.layer), sample.node.line, tuple(claims), seen.counts.mul_on_padding
    )


def _figures(row: Row, seen: Observation) -> Iterator[Claim]:
    layer, figures, xs, y = row.node.layer, row.figures, row.node.applied.xs, row.node.shape
    shape = ", ".join(f"{axis} {working}" for axis, working in layer.shape_working(y, *xs))
    working = dict(layer.working(y, *xs))
    yield Claim("items", row.node.items, len(seen.items), how="tensors that came out")
    yield Claim("shape", y, seen.shape, shape, "the lists that came out, measured")
    drawn = "the numbers that were drawn for it: " + _drawn(seen)
    yield Claim("params", figures.params, seen.numbers(), working.get("params", ""), drawn)
    biases = len(flatten(seen.weights.get("bias", [])))
    yield Claim("weights", figures.weights, seen.numbers() - biases, how=drawn)
    yield Claim("buffers", figures.buffers, seen.numbers(kept=True), working.get("buffers", ""), drawn)
    products = seen.counts.mul if layer.kind in DOTS else 0
    yield Claim("macs", figures.macs, products, working.get("macs", ""), "multiplications executed in dot products")
    for name in Ops._fields:
        observed = getattr(seen.counts, name)
        yield Claim(name, getattr(figures.ops, name), observed, working.get(name, ""), f"{name} operations executed")


def _drawn(seen: Observation) -> str:
    sizes = [f"{len(flatten(tensor)):,} {name}" for name, tensor in seen.weights.items()]
    return ", ".join(sizes) or "none"


def _field(analysis: Analysis, seen: Observation) -> Claim | None:
    """At every position of the output, the box of input positions that its numbers came from, all channels together."""
    row, rank = analysis.rows[0], len(analysis.rows[0].field.grid)
    if row.node.layer.kind in REGIONS:  # where they lie is not the layer's to say: all regions are tried, on lines
        return sights(analysis)[0]
    lines = [line for axis in range(rank) if (line := list(sight_lines(analysis.graph, axis))[-1])]
    if not rank or len(lines) < rank:
        return None
    one = row.field.whole or len(row.node.shape) == 1
    stated = list(map(_box, product(*([line[:1] if one else line for line in lines]))))
    found = _boxes(seen.items[0], one, rank)
    for number, (box, saw) in enumerate(zip(stated, found, strict=True)):
        if box != saw:
            return Claim("field", box, saw, f"output {number} sees {_box_text(box)}", f"output {number} saw {_box_text(saw)}")
    return Claim("field", _sizes(stated), _sizes(found))


def _box_text(box: Box) -> str:
    return " x ".join(map(in_words, box)) if box else in_words(None)


def _box(spot: Sequence[Sight]) -> Box:
    """What an output sees along all axes: nothing at all where it sees nothing along one."""
    stretches = tuple(sight.stretch for sight in spot)
    return stretches if all(stretches) else ()


def _boxes(tensor: Tensor, one: bool, rank: int) -> list[Box]:
    """For each position of a tensor what its channels saw, or for `one` what all its numbers did."""
    planes = [flatten(plane) for plane in tensor]
    columns = [flatten(planes)] if one else zip(*planes)
    return [_seen(column, rank) for column in columns]


def _seen(numbers: Sequence[Counted], rank: int) -> Box:
    """The hull of what numbers came from, on the axes that the inputs have in common."""
    sees = Counted(0, {}, reduce(merged, (number.box for number in numbers))).sees
    columns = [[stretch for stretch in sees[axis::rank] if stretch] for axis in range(rank)]
    hulls = (_hull(column) for column in columns if column)
    return tuple(hulls)


def _hull(stretches: Sequence[tuple[int, int]]) -> Stretch:
    lows, highs = zip(*stretches)
    return min(lows), max(highs)


def _sizes(boxes: list[Box]) -> Shape:
    columns = zip(*(box for box in boxes if box))
    return tuple(max(high - low + 1 for low, high in column) for column in columns)
