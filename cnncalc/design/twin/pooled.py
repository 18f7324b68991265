"""What ending in global average pooling would save (Lin et al. 2013): a channel's mean in place of all its positions."""

from __future__ import annotations

from typing import NamedTuple

from cnncalc.analysis.analyze import Figures, figures_of, total
from cnncalc.design.twin.convert import Pair, Twin
from cnncalc.design.twin.forms import is_point
from cnncalc.layers.base import Shape
from cnncalc.layers.settings import make
from cnncalc.network.graph import Applied


class PooledLayer(NamedTuple):
    """A fully connected layer that flattens the map `x`, and the same after gap: on the channels' means alone."""

    pair: Pair
    before: Figures
    after: Figures

    @property
    def x(self) -> Shape:
        """The map that is flattened."""
        return self.pair.x


class Pooled(NamedTuple):
    """The layers that gap would thin out, and the whole network's figures as it is and with gap before each."""

    layers: tuple[PooledLayer, ...]
    before: Figures
    after: Figures


def pooled(twin: Twin) -> Pooled:
    """What each fully connected layer that flattens a map would cost after gap, and what the network would.

    Its outputs stay as many, its inputs become the channels: C*H*W weights per output become C. It is another network, which
    has to be trained again. gap itself has neither parameters nor MACs. No layers: every map has one position already.

    >>> import cnncalc
    >>> found = pooled(cnncalc.fully_convolutional(cnncalc.build(cnncalc.load("vgg16"))))
    >>> found.before.params - found.after.params, found.layers[0].after.params
    (100663296, 2101248)
    """
    layers = tuple(_behind_gap(pair) for pair in twin.pairs if not is_point(pair.x))
    thinner = {layer.pair.fc.name: layer.after for layer in layers}
    nodes = list(twin.original.layers())
    figures = [figures_of(node.applied, node.items) for node in nodes]
    after = [thinner.get(node.name, each) for node, each in zip(nodes, figures)]
    return Pooled(layers, total(figures), total(after))


def _behind_gap(pair: Pair) -> PooledLayer:
    fc, means = pair.fc.layer, (pair.kernels, *[1] * len(pair.size))
    after = make(type(fc), tuple(fc.given.items()), len(pair.size), fc.layout)
    figures = figures_of(Applied(after, (means,), after.shape(means)), pair.fc.items)
    return PooledLayer(pair, pair.fc_figures, figures)
