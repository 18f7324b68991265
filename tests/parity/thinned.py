"""Bundled networks with a share of their channels and a smaller picture, so that the reference forward runs them in no time."""

from __future__ import annotations

from contextlib import suppress
from math import gcd
from typing import Any

import cnncalc
from cnncalc.errors import Fault, SpecError
from cnncalc.language.spec import Spec
from cnncalc.layers.base import Layer
from cnncalc.layers.settings import make
from cnncalc.network.draft import Draft
from cnncalc.network.graph import Graph, Node

SIZES = (33, 48, 65, 81, 107, 139, 211, 299)  # of a picture, odd so that something is left over where a stride divides
SHARES = (16, 32, 64, 8, 4, 1)  # of the channels, the first that gives a network that is small enough
MOST = 1_500_000  # MACs
FEWER: dict[str, dict[str, object]] = {"resnet1202": {"n": 9}}  # layers, where many would magnify rounding


def small(name: str) -> Graph:
    """A bundled network, on the smallest of some pictures that it takes and with few channels."""
    whole = _on_a_small_picture(cnncalc.load(f"{name}.yaml"), FEWER.get(name, {}))
    found: list[Graph] = []
    for share in SHARES:
        with suppress(Fault):
            found.append(thin(whole, share))
            if macs(found[-1]) < MOST:
                return found[-1]
    return min(found, key=macs)


def _on_a_small_picture(spec: Spec, variables: dict[str, object]) -> Graph:
    own = cnncalc.build(spec, None, variables)
    for size in SIZES:
        shapes = {name: _resized(own.nodes[index], size) for name, index in own.inputs.items()}
        try:
            return cnncalc.build(spec, shapes, variables | ({"side": size} if "side" in spec.vars else {}))
        except SpecError:
            continue
    return own


def _resized(node: Node, size: int) -> str:
    """An input with so many positions along its longest axis, and the others in proportion; sound is longer."""
    channels, *extents = node.shape
    longest = max(extents, default=1)
    most = min(size if len(extents) > 1 else 100 * size, longest)
    return "x".join(map(str, (channels, *(max(1, extent * most // longest) for extent in extents))))


def thin(graph: Graph, share: int) -> Graph:
    """The graph with every number of channels divided; a `Fault` where branches do not fit any more."""
    draft = Draft(graph.layout, len(graph.nodes))
    shares = {
        f"{node.name}.slice{i + 1}": (i, len(node.inputs))
        for node in graph.nodes
        if node.layer.kind == "split"
        for i in range(len(node.inputs))
    }
    for node in graph.nodes:
        if not node.inputs:
            draft.nodes.append(node)
            continue
        x = draft.nodes[node.inputs[0]].shape
        if node.name in shares:
            place, many = shares[node.name]
            if x[0] % many:
                raise Fault("no even share")
            layer = draft.sliced(place * (x[0] // many), (place + 1) * (x[0] // many), len(x) - 1)
        else:
            layer = _thin(node.layer, share, x[0]) if share > 1 else node.layer
        draft.add(layer, node.inputs, node.name, node.line)
    return graph._replace(nodes=tuple(draft.nodes), expect={})


def _thin(layer: Layer, share: int, channels: int) -> Layer:
    given: dict[str, Any] = dict(layer.given)
    for key in {"out", "n", "rois"} & set(given):
        given[key] = -(-given[key] // share)
    if "groups" in given:
        given["groups"] = gcd(given["groups"], channels, given.get("out", given["groups"]))
    return make(type(layer), tuple(given.items()), layer.rank, layer.layout)


def macs(graph: Graph) -> int:
    """The MACs of a network."""
    return cnncalc.analyze(graph).totals.figures.macs
