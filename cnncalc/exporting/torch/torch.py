"""A network as the text of a PyTorch module."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnncalc.errors import printable
from cnncalc.exporting.torch.constructors import constructor
from cnncalc.exporting.torch.forwards import forward, shown
from cnncalc.exporting.torch.helpers import HELPERS
from cnncalc.exporting.torch.layout import WIDTH
from cnncalc.exporting.torch.network import ExportedNetwork
from cnncalc.layers.arithmetic import elements
from cnncalc.network.graph import Graph

COOKIE = re.compile("(coding)([:=])")


def torch_lines(graph: Graph, name: str | None = None, command: str = "") -> Iterator[str]:
    """The lines of the file; `name` is that of the network's class, `command` a comment to begin with."""
    net = ExportedNetwork(graph, name)
    body = [line for number in range(len(net.classes)) for line in ("", "", *_class(net, number))]
    helpers = [line for name in net.helpers for line in ("", "", *HELPERS[name].splitlines())]
    if command:
        yield f"# {without_cookie(printable(command))}"
        yield ""
    if any("torch." in line.partition("  # ")[0] for line in (*body, *helpers) if '"""' not in line):
        yield "import torch"
    yield "from torch import Tensor, nn"
    yield from helpers
    yield from body


def without_cookie(text: str) -> str:
    r"""A comment in which Python finds no encoding of the file: `coding` with a colon or an equals sign behind it would be one.

    >>> without_cookie("cnncalc export 'coding:utf-7 net.yaml'")
    "cnncalc export 'coding\\x3autf-7 net.yaml'"
    """
    return COOKIE.sub(lambda found: f"{found[1]}\\x{ord(found[2]):02x}", text)


def _class(net: ExportedNetwork, number: int) -> Iterator[str]:
    yield f"class {net.names[number]}(nn.Module):"
    yield from _about(net) if number == net.top else [f'    """{_uses(net, number)}"""']
    yield ""
    yield from constructor(net, number)
    lines = list(forward(net, number))
    yield from ["", *lines] if lines else []


def _uses(net: ExportedNetwork, number: int) -> str:
    """The block that a class is, and the scopes that are uses of it, as many as fit on the line."""
    scopes = [net.tree.name(scope) for scope in net.classes[number].scopes]
    block = net.tree.block(net.classes[number].scopes[0])
    line = f"{block}: {scopes[0]}" if block else scopes[0]
    for place, name in enumerate(scopes[1:], 1):
        if len(line) + len(name) > WIDTH - 30:
            return f"{line} and {len(scopes) - place:,} more."
        line += f", {name}"
    return f"{line}."


def _about(net: ExportedNetwork) -> Iterator[str]:
    graph = net.graph
    yield f'    """{_plain(graph.name or "A network")}.'
    yield ""
    if graph.source:
        yield f"    {_plain(graph.source)}"
        yield ""
    for name, index in (*graph.inputs.items(), *graph.outputs.items()):
        yield f"    {name}: {shown(net, index)}"
    own = [node for index, node in enumerate(graph.nodes) if node.inputs and index not in graph.shared]
    learned = sum(elements(shape) for node in own for shape in node.layer.learned(*node.applied.xs).values())
    kept = sum(elements(shape) for node in own for shape in node.layer.kept(*node.applied.xs).values())
    yield f"    params: {learned:,}{f'; {kept:,} buffers' if kept else ''}"
    yield from _notes(net)
    yield '    """'


def _notes(net: ExportedNetwork) -> Iterator[str]:
    graph = net.graph
    if graph.sizes and graph.sizes.conditions():
        yield f"    sizes: {', '.join(map(str, graph.sizes.conditions()))}"
    if net.tree.regions:
        yield ""
        yield "    The regions of a pool are batch x N x 4, with x1, y1, x2, y2 on the map that it pools."
    if len(graph.outputs) > 1:
        yield ""
        yield "    `forward` gives a dict with the outputs by their names."


def _plain(text: str) -> str:
    """Somebody's text, safe inside a docstring."""
    return printable(text).replace("\\", "\\\\").replace('"', "'")
