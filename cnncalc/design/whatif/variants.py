"""Other ways to write one convolution that give the same shape and see the same stretch of the input.

Sources: Simonyan & Zisserman 2014 (stacks of 3x3), Szegedy et al. 2015 (25/9, 1xn then nx1), He et al. 2015 (bottlenecks),
Chollet 2016 (depthwise-separable), Krizhevsky et al. 2012 and Xie et al. 2016 (groups).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.analysis.analyze import Analysis, Figures, analyze, sizes_of
from cnncalc.analysis.receptive_field import Field
from cnncalc.design.whatif.factoring import Factors
from cnncalc.design.whatif.reduction import convolution_named
from cnncalc.errors import Place, Problem, Source, Word, did_you_mean, quote, refuse
from cnncalc.language.lines import LineReader
from cnncalc.language.spec import Spec, Text
from cnncalc.layers.base import Layer, Shape, show_shape
from cnncalc.layers.settings import text_of
from cnncalc.network.build import build
from cnncalc.network.graph import Node
from cnncalc.results.shown import Result, in_a_line
from cnncalc.words.numbers import symbolic

if TYPE_CHECKING:
    from cnncalc.symbols.sizes import Sizes


class ConvVariant(NamedTuple):
    """A way to write a convolution: steps with a relu between each two, as a network of its own."""

    key: str
    line: str  # of a spec
    analysis: Analysis

    @property
    def figures(self) -> Figures:
        """What it costs."""
        return self.analysis.totals.figures

    @property
    def output(self) -> Shape:
        """The shape that it gives out."""
        return self.analysis.rows[-1].node.shape

    @property
    def field(self) -> Field:
        """What an output of it sees, computed from its own layers."""
        return self.analysis.rows[-1].field

    @property
    def convolutions(self) -> list[Layer]:
        """Its convolutions."""
        return [row.node.layer for row in self.analysis.rows if row.node.layer.convolves]

    @property
    def nonlinearities(self) -> int:
        """How many it has with the one that follows the layer."""
        return len(self.convolutions)

    def stands_in_for(self, other: ConvVariant) -> bool:
        """Whether it gives the same shape and sees the same of the input as the other."""
        return self.output == other.output and _sight(self.field) == _sight(other.field)


def _sight(field: Field) -> tuple[object, ...]:
    return field.size, field.stride, field.start, field.aligned


class VariantsFields(NamedTuple):
    """What a `Variants` holds."""

    shape: str
    layout: str
    layer: ConvVariant
    others: tuple[ConvVariant, ...]
    left_out: tuple[tuple[str, str], ...]
    sizes: Sizes | None = None


class Variants(Result, VariantsFields):
    """A convolution on an input, the other ways to write it, and which were left out for what reason.

    `sizes` is what is known of the symbols, if the input has any: the figures of all hold where their conditions are met.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, "", f"{self.layer.line} on {self.shape}", f"{len(self.others):,} others")

    def named(self, key: str) -> ConvVariant:
        """The variant of a key; a `SpecError` where there is none."""
        known = {variant.key: variant for variant in (self.layer, *self.others)}
        if key not in known:
            reason = dict(self.left_out).get(key)
            help = reason or did_you_mean(key, known, f"the variants are: {', '.join(known)}")
            raise refuse(f"there is no variant {quote(key)} of this layer", help)
        return known[key]


def variants(shape: str, step: str, layout: str = "chw", widths: Sequence[int] | None = None) -> Variants:
    """The ways to write a convolution `step` on an input of a shape, written in a layout.

    Every variant is built as a network of its own, and its figures, output and receptive field are read from that. It has a
    bias wherever the layer has, and its groups; `widths` are those of bottlenecks (default: a half, a quarter and an eighth of
    the channels). Strides are where they keep the receptive field the same: in the last of a stack, on their own axis in 1xn.

    >>> found = variants("64x56x56", "conv 7x7 64 half nobias")
    >>> [(v.key, v.figures.weights // 64**2, v.field.size) for v in found.others[:2]]
    [('stack', 27, (7, 7)), ('1xn', 14, (7, 7))]
    """
    layer = ConvVariant("layer", step, _analysis(shape, step, layout))
    if len(layer.analysis.rows) != 1:
        raise refuse(f"{quote(step)} has more than one step", "give one convolution, as in: conv 5x5 256 same")
    node = layer.analysis.rows[0].node
    if not node.layer.convolves:
        raise refuse(f"{quote(text_of(node.layer))} is no convolution", "variants are those of a conv or a dwconv")
    _require_channels_in_numbers(node)
    factors = Factors(node.layer, node.applied.xs[0], node.shape[0])
    found = [_built(shape, layout, key, factors.line(steps)) for key, steps in factors.ways(widths)]
    same = tuple(variant for variant in found if variant.stands_in_for(layer))
    differ = [(variant.key, "it would not see the same of the input") for variant in found if variant not in same]
    left_out = (*factors.left_out, *differ)
    return Variants(shape, layout, layer, same, left_out, sizes_of(one.analysis for one in (layer, *same)))


def _require_channels_in_numbers(node: Node) -> None:
    for channels in (node.applied.xs[0][0], node.shape[0]):
        if symbolic(channels):
            message = f"widths and groups depend on the channels, and {channels} is open here"
            raise refuse(message, "give the channels in numbers, as in 256xHxW; extents may be symbols")


def _built(shape: str, layout: str, key: str, line: str) -> ConvVariant:
    return ConvVariant(key, line, _analysis(shape, line, layout))


def _analysis(shape: str, line: str, layout: str) -> Analysis:
    """The analysis of a line of steps on an input; both are shown as they were given where they are wrong."""
    problems: list[Problem] = []
    given, place = (Place(Source(name, [text]), 1, 1, max(1, len(text))) for name, text in (("SHAPE", shape), ("STEP", line)))
    layers = (LineReader({}, problems).line(line, place, frozenset()),)
    inputs = {"input": Text(Word(shape), given, given)}
    return analyze(build(Spec("", "", layout, inputs, {}, {}, layers, (), {}, place.source, tuple(problems))))


def variants_of(analysis: Analysis, name: str, widths: Sequence[int] | None = None) -> Variants:
    """The ways to write a convolution of a network, on the input that it has there: one tensor, where there are regions."""
    node, layout = convolution_named(analysis, name), analysis.graph.layout
    _require_channels_in_numbers(node)
    found = variants(show_shape(node.applied.xs[0], layout), text_of(node.layer), layout, widths)
    return found._replace(sizes=sizes_of([analysis, *(one.analysis for one in (found.layer, *found.others))]))
