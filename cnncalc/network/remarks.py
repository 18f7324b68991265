"""What is odd about a network: channels at the other end, a batch among the extents, branches that were meant as one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from cnncalc.errors import SpecError, quote
from cnncalc.language.spec import Spec
from cnncalc.layers.arithmetic import elements
from cnncalc.layers.base import Shape, arrange, show_shape
from cnncalc.network.chained import chained_adds
from cnncalc.words.expression import parse_expression
from cnncalc.words.numbers import symbolic
from cnncalc.words.values import extents_in

if TYPE_CHECKING:
    from cnncalc.network.graph import Graph, Node

PICTURE = (1, 3, 4)  # channels of pictures: grey, colours, colours and transparency
COMPARED = 20_000  # nodes of a network that is built again at its own size


def odd_inputs(graph: Graph) -> Iterator[str]:
    """A remark on each input whose extents are probably meant otherwise."""
    for name, index in graph.inputs.items():
        shape = graph.nodes[index].shape
        if is_turned(shape, graph.layout):
            yield f"{name} {turned_remark(shape, graph.layout)}"
        elif picture := without_batch(shape, graph.layout):
            channels = f"{shape[0]} channel{'s' * (shape[0] != 1)}"
            shown = show_shape(shape, graph.layout)
            yield f"{name} {shown} has {channels} and 3 axes; a batch is no part of a shape: {picture} is one picture"


def is_turned(shape: Shape, layout: str) -> bool:
    """Whether the channels of a square picture are probably at the other end.

    >>> is_turned((32, 32, 3), "chw"), is_turned((3, 32, 32), "chw"), is_turned((224, 3, 224), "hwc")
    (True, False, True)
    """
    if len(shape) != 3 or any(map(symbolic, shape)):
        return False
    first, *others = shape if layout == "chw" else (shape[0], shape[2], shape[1])  # as hwc wrote them: c, w, h
    return first == others[0] > others[1] in PICTURE


def turned_remark(shape: Shape, layout: str) -> str:
    """What the other layout would make of a shape."""
    other, channels = ("hwc", shape[-1]) if layout == "chw" else ("chw", shape[1])
    return f"{show_shape(shape, layout)} has {shape[0]} channels; with layout {other} it has {channels}"


def without_batch(shape: Shape, layout: str) -> str:
    """What is left of four extents of which the first is probably a batch; empty where it is none.

    >>> without_batch((1, 3, 480, 640), "chw"), without_batch((3, 16, 112, 112), "chw")
    ('3x480x640', '')
    """
    if len(shape) != 4 or any(map(symbolic, shape)):
        return ""
    batch, *picture = arrange(shape, layout)
    channels, *sides = picture if layout == "chw" else (picture[-1], *picture[:-1])
    one, square = batch == 1 and channels in PICTURE, channels == 3 and sides[0] == sides[1] > 3
    return "x".join(map(str, picture)) if one or square else ""


def resized_layers(graph: Graph, own: Callable[[], Graph]) -> Iterator[str]:
    """A remark where layers have other parameters at the inputs that are given than at the spec's own.

    `own` builds the network at these.
    """
    dense = [node for node in graph.layers() if node.layer.fully_connected]
    if not dense or graph.sizes or len(graph.nodes) > COMPARED:
        return
    try:
        before = own()
    except SpecError:
        return
    shapes = [[show_shape(net.nodes[i].shape, net.layout) for i in net.inputs.values()] for net in (graph, before)]
    if shapes[0] == shapes[1] or before.sizes:
        return
    had = {node.name: _params(node) for node in before.layers()}
    changed = [node for node in dense if _params(node) != had.get(node.name, _params(node))]
    if changed:
        first, more = changed[0], len(changed) - 1
        others = f", and {more} more layer{'s' * (more > 1)} differ{'s' * (more == 1)}" if more else ""
        yield (
            f"at {', '.join(shapes[0])} {first.name} has {_params(first):,} parameters, at the spec's own"
            f" {', '.join(shapes[1])} it has {had[first.name]:,}{others}: this is another network"
        )


def _params(node: Node) -> int:
    layer, xs = node.layer, node.applied.xs
    return sum(elements(shape) for shape in layer.learned(*xs).values())


def hidden_symbols(spec: Spec, given: Iterable[str]) -> Iterator[str]:
    """A remark on each letter in shapes that are given which could be a symbol, and is a variable."""
    for shape in given:
        extents = extents_in(shape, spec.vars)
        names = {name for extent in extents if not extent.isdecimal() for name in parse_expression(extent).names}
        for name in sorted(names & spec.vars.keys()):
            value = spec.vars[name].word.text
            yield f"{quote(name)} in {quote(shape)} is the variable of the spec, {quote(value)}, and no symbol"


def remarks_on(spec: Spec, graph: Graph, changed: Collection[str], own: Callable[[], Graph]) -> tuple[str, ...]:
    """All remarks on a network. The shapes `changed` are other than the spec says; `own` builds it as that says."""
    inputs = (*odd_inputs(graph), *((*hidden_symbols(spec, changed), *resized_layers(graph, own)) if changed else ()))
    return (*spec.remarks, *inputs, *chained_adds(graph))
