"""The twin at a larger input, and what sliding the original over the same positions would cost."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.analysis.analyze import Analysis, analyze
from cnncalc.design.twin.convert import Twin
from cnncalc.design.twin.forms import is_point
from cnncalc.design.twin.kept import still_met
from cnncalc.errors import quote, refuse
from cnncalc.language.read import parse
from cnncalc.layers.arithmetic import area
from cnncalc.layers.base import Shape
from cnncalc.network.build import build
from cnncalc.network.graph import Graph
from cnncalc.network.write import spec_lines
from cnncalc.symbols.ratios import ratio

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number

OUTPUTS = 100  # each is followed back through the whole network


class ScoreMap(NamedTuple):
    """One output of the twin at a larger input, beside the original run at each of its positions.

    MACs are of the layers that lead to this output. `stride` says how many input positions lie between two of the map's.
    """

    output: str
    shape: Shape
    positions: int
    stride: tuple[Number, ...]
    macs: int
    slid_macs: int

    @property
    def saving(self) -> Fraction | None:
        """How many times as much sliding costs."""
        return ratio(self.slid_macs, self.macs)


class Larger(NamedTuple):
    """The twin at another input, and its score maps; an output after a layer that sees the whole input has none."""

    analysis: Analysis
    maps: tuple[ScoreMap, ...]


def enlarged(twin: Twin, inputs: Mapping[str, str] | str) -> Larger:
    """The twin at a larger input ("3x384x384", or a mapping of names to such), in the layout of its graph.

    Raises a `SpecError` where a layer does not fit that input, or the channels are not those of the original.

    >>> import cnncalc
    >>> twin = cnncalc.fully_convolutional(cnncalc.build(cnncalc.load("vgg16")))
    >>> (scores,) = enlarged(twin, "3x384x384").maps
    >>> scores.shape, scores.positions, scores.stride, round(scores.saving, 2)
    ((1000, 6, 6), 36, (32, 32), Fraction(281, 25))
    """
    text = "\n".join(spec_lines(twin.graph))
    graph = build(
        parse(text, f"the twin of {quote(twin.original.name) or 'the network'}"), inputs, max_nodes=len(twin.graph.nodes)
    )
    _require_same_channels(twin.graph, graph)
    graph = graph._replace(expect=still_met(twin.graph, graph))
    if len(graph.outputs) > OUTPUTS:
        raise refuse(
            f"the network has {len(graph.outputs):,} outputs; score maps are shown for up to {OUTPUTS}", "take heads away"
        )
    before, after = analyze(twin.original), analyze(graph)
    maps = [_score_map(name, before, after) for name in graph.outputs if _scores(twin, name)]
    return Larger(after, tuple(scores for scores in maps if scores.positions != 1 or any(scores.stride)))


def _require_same_channels(graph: Graph, other: Graph) -> None:
    for name, index in graph.inputs.items():
        node, shape = graph.nodes[index], other.nodes[index].shape
        if len(shape) != len(node.shape) or shape[0] != node.shape[0]:
            raise refuse(
                f"the twin takes {node.layer.shown(node.shape)} as {name} and cannot take {node.layer.shown(shape)}",
                "another input may have other spatial extents, but as many channels and axes",
            )


def _scores(twin: Twin, output: str) -> bool:
    """Whether an output is a vector that a convolution in place of a fully connected layer leads to."""
    made = {pair.fc.name for pair in twin.pairs}
    leading = leading_to(twin.original, twin.original.outputs[output])
    point = is_point(twin.graph.nodes[twin.graph.outputs[output]].shape)
    return point and any(twin.original.nodes[i].name in made for i in leading)


def leading_to(graph: Graph, output: int) -> set[int]:
    """The nodes that a node depends on, and itself."""
    found, waiting = {output}, [output]
    while waiting:
        new = set(graph.nodes[waiting.pop()].inputs) - found
        found |= new
        waiting += new
    return found


def _score_map(name: str, before: Analysis, after: Analysis) -> ScoreMap:
    end = after.graph.outputs[name]
    shape = after.graph.nodes[end].shape
    positions = area(shape)
    field = after.rows[end - len(after.graph.inputs)].field
    return ScoreMap(name, shape, positions, field.stride, _macs(after, name), positions * _macs(before, name))


def _macs(analysis: Analysis, output: str) -> int:
    leading, inputs = leading_to(analysis.graph, analysis.graph.outputs[output]), len(analysis.graph.inputs)
    return sum(analysis.rows[index - inputs].figures.macs for index in leading if index >= inputs)
