"""Every kind of layer and the function that computes it on bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from cnncalc.reference.activation import FORMULAS
from cnncalc.reference.functions import Settings, Shape, Weights
from cnncalc.reference.packed import moves, norms, sums
from cnncalc.reference.packed.dots import dots
from cnncalc.reference.packed.norms import Spread
from cnncalc.reference.packed.tensor import Tensor, table
from cnncalc.reference.weights import BUFFERS, WANTED

# What the weights of layers without dot products are drawn from: factors about 1, so that activations neither die out nor
# all reach 15; terms that make up for what rounding down takes away.
DRAWN: dict[str, Sequence[float]] = {
    "weight": (0.5, 1, 1.5),
    "bias": (0, 1),
    "running_mean": (-1, 0, 1),
    "running_var": (0.5, 1, 1.5, 2),
}


class PackedCall(NamedTuple):
    """A layer to run: its settings, its weights' seed, a `map` over processes, and the shares that it is cut into."""

    layer: Settings
    seed: str
    spread: Spread
    shares: int


class PackedResult(NamedTuple):
    """A layer's tensor, and how many multiplications of dot products, weights and buffers it took."""

    tensor: Tensor
    macs: int = 0
    params: int = 0
    buffers: int = 0


Kind = Callable[[PackedCall, Sequence[Tensor]], PackedResult]


def drawn(layer: Settings, x: Shape, seed: str) -> Weights:
    """The weights of a layer without dot products, on an input of shape x."""
    wanted = WANTED[layer.kind](layer, x) if layer.kind in WANTED else {}
    return {name: Random(f"{seed}/{name}").choices(DRAWN[name], k=count) for name, (count,) in wanted.items()}


def weighted(work: Callable[[PackedCall, Tensor, Weights], Tensor]) -> Kind:
    """A kind that has weights, but no dot products."""

    def run(call: PackedCall, xs: Sequence[Tensor]) -> PackedResult:
        weights = drawn(call.layer, xs[0].shape, call.seed)
        counts = {name: len(values) for name, values in weights.items()}
        buffers = sum(count for name, count in counts.items() if name in BUFFERS)
        return PackedResult(work(call, xs[0], weights), 0, sum(counts.values()) - buffers, buffers)

    return run


def alone(work: Callable[[Settings, Tensor], Tensor]) -> Kind:
    """A kind without weights."""
    return lambda call, xs: PackedResult(work(call.layer, xs[0]))


def several(work: Callable[[PackedCall, Tensor], Tensor]) -> Kind:
    """A kind without weights whose work is spread over the cores."""
    return lambda call, xs: PackedResult(work(call, xs[0]))


def joined(work: Callable[[Settings, Sequence[Tensor]], Tensor]) -> Kind:
    """A join."""
    return lambda call, xs: PackedResult(work(call.layer, xs))


def dotted(call: PackedCall, xs: Sequence[Tensor]) -> PackedResult:
    """A kind of dot products."""
    return PackedResult(*dots(call.layer, xs[0], call.seed, call.spread, call.shares))


def elementwise(layer: Settings, x: Tensor) -> Tensor:
    """A formula for each element: one table."""
    return x._replace(data=x.data.translate(table(layer)))


def softmax(call: PackedCall, x: Tensor) -> Tensor:
    """Over the channels some positions at a time, over the positions some channels at a time."""
    if call.layer.positions:
        return norms.by_plane(call.layer, x, call.spread)
    return norms.by_position(call.layer, x, {}, call.spread)


def upsample(call: PackedCall, x: Tensor) -> Tensor:
    """Every extent times its factor."""
    return _resampled(call, x, tuple(extent * factor for extent, factor in zip(x.extents, call.layer.factor)))


def resize(call: PackedCall, x: Tensor) -> Tensor:
    """Other extents."""
    return _resampled(call, x, call.layer.size)


def _resampled(call: PackedCall, x: Tensor, outputs: Shape) -> Tensor:
    return norms.bilinear(x, outputs, call.spread) if call.layer.bilinear else moves.resampled(x, outputs)


BY_CHANNEL = weighted(lambda call, x, weights: norms.by_channel(call.layer, x, weights))
BY_GROUP = weighted(lambda call, x, weights: norms.by_group(call.layer, x, weights))
BY_POSITION = weighted(lambda call, x, weights: norms.by_position(call.layer, x, weights, call.spread))

BYTES: dict[str, Kind] = {
    **dict.fromkeys(("conv", "dwconv", "deconv", "fc"), dotted),
    **dict.fromkeys(FORMULAS, alone(elementwise)),
    **dict.fromkeys(("bn", "scale", "shift", "prelu"), BY_CHANNEL),
    **dict.fromkeys(("gn", "instnorm"), BY_GROUP),
    **dict.fromkeys(("ln", "lrn", "l2norm"), BY_POSITION),
    "softmax": several(softmax),
    "mean_over": alone(sums.over(largest=False)),
    "max_over": alone(sums.over(largest=True)),
    **dict.fromkeys(("roipool", "roialign"), several(lambda call, x: norms.regional(call.layer, x, call.spread))),
    "grn": weighted(lambda call, x, weights: norms.grn(call.layer, x, weights)),
    "maxout": alone(sums.maxout),
    "maxpool": alone(sums.maxpool),
    "avgpool": alone(sums.avgpool),
    "lppool": several(lambda call, x: norms.lppool(call.layer, x, call.spread)),
    "gap": alone(sums.pooled(lambda layer: (1,) * layer.rank, largest=False)),
    "gmp": alone(sums.pooled(lambda layer: (1,) * layer.rank, largest=True)),
    "adaptive_avgpool": alone(sums.pooled(lambda layer: layer.size, largest=False)),
    "adaptive_maxpool": alone(sums.pooled(lambda layer: layer.size, largest=True)),
    "spp": alone(sums.spp),
    "flatten": alone(moves.flat),
    "identity": alone(moves.identity),
    "dropout": alone(moves.identity),
    "pad": alone(moves.pad),
    "crop": alone(moves.crop),
    "upsample": several(upsample),
    "resize": several(resize),
    "shuffle": alone(moves.shuffle),
    "pixelshuffle": alone(moves.pixelshuffle),
    "space_to_depth": alone(moves.space_to_depth),
    "slice": alone(moves.slice),
    "pad_channels": alone(moves.pad_channels),
    "reshape": alone(moves.reshape),
    "add": joined(sums.add),
    "mul": joined(sums.mul),
    "sub": joined(sums.sub),
    "div": joined(sums.div),
    "max": joined(sums.largest),
    "min": joined(sums.smallest),
    "mean": joined(sums.mean),
    "concat": joined(moves.concat),
    "split": joined(moves.concat),
}
