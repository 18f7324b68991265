"""Receptive fields from both sides, position by position along each axis.

The rules are asked twice. Each layer's own window (`reach`), followed from layer to layer over the positions that exist, must
give exactly what was seen, at the borders too. And the field of the whole way to a layer, which the reports show, must be what
was seen wherever no window on the way stuck out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from cnncalc.analysis.analyze import Analysis
from cnncalc.analysis.receptive_field import Field, windows
from cnncalc.analysis.seen import length
from cnncalc.layers.base import Layer, Shape
from cnncalc.layers.reach import Reach
from cnncalc.network.graph import Graph, Node
from cnncalc.proof.claims import Claim
from cnncalc.reference.lines import Stretch, trace

Line: TypeAlias = "list[Sight]"


class Sight(NamedTuple):
    """What a position sees by the rules, and whether no window on the way there stuck out."""

    stretch: Stretch
    whole: bool


UNSEEN = Sight(None, True)


def sights(analysis: Analysis) -> list[Claim | None]:
    """For each layer, what its positions see of the input along every axis; None where no field can be stated."""
    rank = max(len(node.shape) for node in analysis.graph.nodes[: len(analysis.graph.inputs)]) - 1
    columns = zip(*(_along(analysis, axis) for axis in range(rank)))
    claims = [_together([claim for claim in column if claim]) for column in columns]
    return claims or [None] * len(analysis.rows)


def _along(analysis: Analysis, axis: int) -> Iterator[Claim | None]:
    graph, inputs = analysis.graph, len(analysis.graph.inputs)
    both = list(zip(sight_lines(graph, axis), trace(graph, axis), strict=True))
    for row, (line, seen) in zip(analysis.rows, both[inputs:], strict=True):
        stated = line is not None and axis < len(row.field.grid)
        yield _claim(row.field, axis, line, seen) if line is not None and stated else None


def _together(claims: list[Claim]) -> Claim | None:
    """The first disagreement of all axes, or the sizes on each."""
    if not claims:
        return None
    wrong = next((claim for claim in claims if not claim.agrees), None)
    predicted, observed = zip(*((claim.predicted, claim.observed) for claim in claims))
    return wrong or Claim("field", predicted, observed)


def sight_lines(graph: Graph, axis: int) -> Iterator[Line | None]:
    """For each node, what each position along an axis sees by the windows of the layers; None where that is not stated."""
    known: list[Line | None] = []
    for node in graph.nodes:
        known.append(_line(node, [known[i] for i in node.inputs], axis) if node.inputs else _input(node, axis))
        yield known[-1]


def _input(node: Node, axis: int) -> Line:
    if len(node.shape) < axis + 2:
        return [UNSEEN] * _extent(node.shape, axis)
    return [Sight((i, i), True) for i in range(node.shape[axis + 1])]


def _extent(shape: Shape, axis: int) -> int:
    """The positions along an axis, or along the last one where there are fewer; a vector has one."""
    return shape[min(axis + 1, len(shape) - 1)] if len(shape) > 1 else 1


def _line(node: Node, xs: Sequence[Line | None], axis: int) -> Line | None:
    """What each position sees through a layer whose inputs' positions see this."""
    reach = windows(node.applied)
    lines = [x for x in xs if x is not None]
    if (reach == () and len(node.applied.xs[0]) > 1) or len(lines) < len(xs):
        return None
    extent = _extent(node.shape, axis)
    window = reach[min(axis, len(reach) - 1)] if reach else None
    return [_union(_through(node.layer, window, o, line, extent) for line in lines) for o in range(extent)]


def _through(layer: Layer, window: Reach | None, o: int, line: Line, extent: int) -> Sight:
    if window is None:
        return line[o] if len(line) == extent else line[0]
    first, last = window.low(o), window.high(o)
    if first > last:
        return UNSEEN
    if window.advance == 0 and not 0 <= first <= last < len(line):  # what sees all there is sees nothing beyond it
        return Sight((first, last), False)
    taps = range(first, last + 1, window.step)
    inside = [line[i] for i in taps if 0 <= i < len(line)]
    folded = [layer.stands_for(i, len(line)) for i in taps if not 0 <= i < len(line)]
    read = [*inside, *(line[i] for i in folded if i is not None)]
    sight = _union(read) if read else UNSEEN
    return sight if not folded else Sight(sight.stretch, False)


def _union(sights: Iterable[Sight]) -> Sight:
    found = list(sights)
    stretches = [sight.stretch for sight in found if sight.stretch]
    whole = all(sight.whole for sight in found)
    if not stretches:
        return Sight(None, whole)
    lows, highs = zip(*stretches)
    return Sight((min(lows), max(highs)), whole)


def _claim(field: Field, axis: int, line: Line, seen: list[Stretch]) -> Claim:
    if len(line) != len(seen):
        return Claim("extent", len(line), len(seen), how=f"positions along axis {axis} that came out")
    predicted = [sight.stretch for sight in line]
    if predicted == seen and field.axes:
        predicted = [_stated(field, axis, o) if sight.whole else sight.stretch for o, sight in enumerate(line)]
    for o, (stretch, saw) in enumerate(zip(predicted, seen, strict=True)):
        if stretch != saw:
            return Claim("field", stretch, saw, f"position {o} sees {in_words(stretch)}", f"position {o} saw {in_words(saw)}")
    return _size(field, axis, line, seen)


def _size(field: Field, axis: int, line: Line, seen: list[Stretch]) -> Claim:
    """The size that is reported beside the most that a position saw, where the one that sees most lies inside all borders."""
    whole = [length(stretch) for stretch, sight in zip(seen, line) if sight.whole]
    most = max(whole or map(length, seen))
    if not field.axes or not whole:
        return Claim("field", most, most)
    stated = max(length(field.axes[axis].stretch(o)) for o in range(len(line)))
    right = field.size[axis] == stated
    return Claim("field", field.size[axis] if not right or stated in whole else most, most)


def _stated(field: Field, axis: int, o: int) -> Stretch:
    """What a report's field says of a position, which at the borders is more than there is."""
    seen = field.axes[axis]
    if seen.is_plain and field.aligned and field.size[axis]:
        low = int(field.start[axis] + o * field.stride[axis])
        return low, low + field.size[axis] - 1
    return seen.stretch(o)


def in_words(stretch: Stretch) -> str:
    """A stretch in words."""
    return f"{stretch[0]} to {stretch[1]}" if stretch else "nothing"
