"""Calls that rewrite one network or one layer: bottlenecks, variants of a convolution, fully convolutional twins."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnncalc.errors import refuse
from cnncalc.library.networks import Given, Named, Shapes, Values, analysis_of, graph_of, is_text
from cnncalc.limits import NODES
from cnncalc.progress import Progress

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from cnncalc.design.twin.convert import Twin
    from cnncalc.design.twin.findings import TwinFindings
    from cnncalc.design.whatif.block import Bottleneck
    from cnncalc.design.whatif.narrowing import Bottlenecks
    from cnncalc.design.whatif.reduction import Reductions
    from cnncalc.design.whatif.variants import Variants
    from cnncalc.library.networks import Options

SHAPE = re.compile(r"\d+(x\w+)+")


def bottlenecks(
    x: Named,
    layer: str | None = None,
    reduce: Sequence[int] | None = None,
    *,
    batch: int | str | None = None,
    **options: Unpack[Options],
) -> Bottlenecks | Reductions:
    """Every bottleneck of a network, in execution order: a 1x1 convolution that narrows the channels before a larger one.

    Each has its `block` and the `direct` convolution that would stand in its place, with the params, weights and MACs of both.
    With the name of a `layer`, what 1x1 reductions before it would do: to the widths `reduce`, or to a half, a quarter and an
    eighth of its channels. Raises a `SpecError` where channels are symbols and their sizes tell whether a 1x1 narrows, and
    where `layer` is no convolution.

    >>> import cnncalc
    >>> one = cnncalc.bottlenecks("resnet50")[0]
    >>> one.block.params, one.direct.params
    (57344, 147456)
    >>> [one.width for one in cnncalc.bottlenecks("vgg16", layer="conv4_1")]
    [128, 64, 32]
    """
    analysis = analysis_of(x, Given(**options), batch)
    if layer is not None:
        from cnncalc.design.whatif.reduction import reductions

        return reductions(analysis, layer, reduce)
    if reduce is not None:
        raise refuse("reduce is given without layer", "name the convolution that the reduction would stand before")
    from cnncalc.design.whatif.narrowing import bottlenecks

    return bottlenecks(analysis)


bottleneck = bottlenecks


def reduction(x: Named, name: str, width: int, **options: Unpack[Options]) -> Bottleneck:
    """What a 1x1 reduction to `width` channels would do before a convolution; `direct` is the layer as it is.

    The reduction has a bias if the layer has one. Raises a `SpecError` where the layer is no convolution or the width not less
    than the channels of its input.

    >>> import cnncalc
    >>> cnncalc.reduction("vgg16", "conv4_1", 64).block.macs
    244056064
    """
    from cnncalc.design.whatif.reduction import reduction

    return reduction(analysis_of(x, Given(**options)), name, width)


def variants(
    x: Named,
    layer: str,
    layout: str | None = None,
    widths: Sequence[int] | None = None,
    *,
    input: Shapes = None,
    set: Values = None,
    batch: int | str | None = None,
    max_nodes: int = NODES,
    progress: Progress = None,
) -> Variants:
    """The ways to write one convolution that give the same shape and see the same of the input.

    `x` and `layer` are a network, named as in `summarize`, and the name of a convolution in it; or the shape of an input and a
    convolution in the words of a spec. `widths` are those of bottlenecks (a half, a quarter and an eighth of the channels
    unless they are given). Every variant is built as a network of its own. Raises a `SpecError` where it is no convolution.

    >>> import cnncalc
    >>> found = cnncalc.variants("64x56x56", "conv 7x7 64 half nobias")
    >>> [(v.key, v.figures.weights // 64**2, v.field.size) for v in found.others[:2]]
    [('stack', 27, (7, 7)), ('1xn', 14, (7, 7))]
    >>> cnncalc.variants("resnet50", "conv1.conv1").layer.line
    'conv 7x7/2 64 half nobias'
    """
    from cnncalc.design.whatif.variants import variants as of_step
    from cnncalc.design.whatif.variants import variants_of

    if not _is_shape(x, layer):
        return variants_of(analysis_of(x, Given(input, set, layout, max_nodes, progress), batch), layer, widths)
    if input or set:
        raise refuse("set and input are for a network; here the shape is given", "leave them out")
    return of_step(str(x), layer, layout or "chw", widths)


def _is_shape(x: Named, layer: str) -> bool:
    """Whether a text is the shape of an input: it looks like one, or a step follows it, and no network is called so."""
    from cnncalc.bundled.names import bundled_path

    if not isinstance(x, str) or is_text(x) or os.path.exists(x) or bundled_path(x):
        return False
    return " " in layer.strip() or bool(SHAPE.fullmatch(x))


def variants_of(x: Named, name: str, widths: Sequence[int] | None = None, **options: Unpack[Options]) -> Variants:
    """The ways to write a convolution of a network, on the input that it has there: one tensor, where there are regions.

    Raises a `SpecError` where nothing of that name is a convolution.

    >>> import cnncalc
    >>> cnncalc.variants_of("lenet5", "C3").others[0].key
    'stack'
    """
    from cnncalc.design.whatif.variants import variants_of

    return variants_of(analysis_of(x, Given(**options)), name, widths)


def fully_convolutional(x: Named, **options: Unpack[Options]) -> Twin:
    """The fully convolutional twin of a network (Sermanet et al. 2014; Long et al. 2015).

    A fully connected layer on a CxHxW map is a convolution of as many filters as it has outputs, each of C kernels of HxW. At
    the network's own size the twin gives the same numbers, at a larger one a map of them. Raises a `SpecError` where no fully
    connected layer sees a map, and with every layer that cannot be carried over.

    >>> import cnncalc
    >>> twin = cnncalc.fully_convolutional("vgg16")
    >>> [(pair.filters, pair.kernels, pair.size) for pair in twin.pairs]
    [(4096, 512, (7, 7)), (4096, 4096, (1, 1)), (1000, 4096, (1, 1))]
    """
    from cnncalc.design.twin.convert import fully_convolutional

    return fully_convolutional(graph_of(x, Given(**options)))


def fc_to_conv(
    x: Named | Twin,
    *,
    input: Shapes = None,
    set: Values = None,
    layout: str | None = None,
    prove: bool = False,
    gap: bool = False,
    max_nodes: int = NODES,
    progress: Progress = None,
) -> TwinFindings:
    """The fully convolutional twin of a network with the figures of both, layer by layer.

    `input` is a larger input to show the twin at: its score map, and what running the network at every position of it would
    cost. `prove` runs both on the same weights and compares every number; `gap` shows what global average pooling in place of
    flattening would save. Raises a `SpecError` as `fully_convolutional` does.

    >>> import cnncalc
    >>> found = cnncalc.fc_to_conv("vgg16", input="3x384x384")
    >>> found.equal, found.larger.maps[0].shape
    (True, (1000, 6, 6))
    """
    from cnncalc.design.twin.convert import Twin
    from cnncalc.design.twin.findings import findings

    given = Given(None, set, layout, max_nodes, progress)
    return findings(x if isinstance(x, Twin) else fully_convolutional(graph_of(x, given)), input, prove, gap)
