"""What a 1x1 reduction would do that is not there."""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.analysis.analyze import Analysis
from cnncalc.design.whatif.block import BlockBranch, BlockConv, Bottleneck, bias_of, convolution
from cnncalc.errors import did_you_mean, quote, refuse
from cnncalc.layers.settings import text_of
from cnncalc.network.graph import Node
from cnncalc.results.shown import Listing, in_a_line


class Reductions(Listing[Bottleneck]):
    """1x1 reductions to several widths, each before a convolution of the network of `analysis`; `layer` is its name."""

    analysis: Analysis
    layer: str

    def __repr__(self) -> str:
        return in_a_line(self, self.layer, f"to {', '.join(f'{one.width:,}' for one in self)} channels")


def reductions(analysis: Analysis, name: str, widths: Sequence[int] | None = None) -> Reductions:
    """What 1x1 reductions to several widths would do before a convolution.

    Without `widths` they are a half, a quarter and an eighth of the channels, as far as groups allow. Raises a `SpecError` as
    `reduction` does.
    """
    node = convolution_named(analysis, name, depthwise=False)
    found = _halves(node.applied.xs[0][0], node.layer.groups) if widths is None else widths
    return Reductions([reduction(analysis, name, width) for width in found], analysis=analysis, layer=name)


def _halves(channels: int, groups: int) -> list[int]:
    widths = (channels // share // groups * groups for share in (2, 4, 8))
    return list(dict.fromkeys(width for width in widths if width)) or [groups]


def reduction(analysis: Analysis, name: str, width: int) -> Bottleneck:
    """What a 1x1 reduction to `width` channels would do before a convolution; `direct` is the layer as it is.

    The reduction has a bias if the layer has one. Raises a `SpecError` where the layer is no convolution or the width not
    less than the channels of its input.
    """
    node = convolution_named(analysis, name, depthwise=False)
    x, given = node.applied.xs[0], node.layer.given
    if not 1 <= width < x[0]:
        help = f"give a width from 1 to {x[0] - 1}" if x[0] > 1 else "there is nothing to reduce"
        raise refuse(f"a reduction to {width} does not narrow the input of {name}, which has {x[0]} channels", help)
    if width % node.layer.groups:
        help = f"a multiple of {node.layer.groups} would do"
        raise refuse(f"{name} has {node.layer.groups} groups, among which {width} channels cannot be shared out", help)
    times = node.items * analysis.batch
    point = {"size": ((1,) * node.layer.rank, None), "out": width} | bias_of(node.layer)
    narrows = convolution(point, node.layer, x)
    reduce = BlockConv(text_of(narrows.layer), narrows, times)
    narrow = BlockConv(name, convolution(given, node.layer, (width, *x[1:])), times)
    return Bottleneck(reduce, (BlockBranch(narrow, None, BlockConv(name, node.applied, times)),))


def convolution_named(analysis: Analysis, name: str, depthwise: bool = True) -> Node:
    """The convolution of a name, perhaps a depthwise one; a `SpecError` with what may help where there is none."""
    nodes = {row.node.name: row.node for row in analysis.rows}
    found = [node.name for node in nodes.values() if _serves(node, depthwise)]
    listed = f"its convolutions are: {', '.join(found[:5])}{', ...' if len(found) > 5 else ''}" if found else "it has none"
    if name not in nodes:
        inside = [one for one in found if one.startswith(f"{name}.")]
        help = f"{quote(name)} is a scope; name a layer in it, such as {inside[0]}" if inside else None
        raise refuse(f"the network has no layer {quote(name)}", help or did_you_mean(name, found, listed))
    layer = nodes[name].layer
    if _serves(nodes[name], depthwise):
        return nodes[name]
    if layer.depthwise:
        raise refuse(f"{name} is depthwise: no kernel of it sees a second channel, so there is nothing to reduce", listed)
    raise refuse(f"{name} is no convolution: {text_of(layer)}", listed)


def _serves(node: Node, depthwise: bool) -> bool:
    return node.layer.convolves and (depthwise or not node.layer.depthwise)
