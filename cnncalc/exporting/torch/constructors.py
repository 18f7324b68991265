"""`__init__`: the modules of a class, and what of the network is not trained."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.exporting.torch.layout import call
from cnncalc.exporting.torch.modules import Modules
from cnncalc.exporting.torch.network import ExportedNetwork
from cnncalc.exporting.torch.scope import ModuleStep


def constructor(net: ExportedNetwork, number: int) -> Iterator[str]:
    """The lines of a class's `__init__`."""
    typed = ["self", *(parameter.typed for parameter in net.classes[number].parameters)]
    yield from call("def __init__(", typed, ") -> None:", 4)
    yield "        super().__init__()"
    yield from _assignments(net, number)
    if number == net.top:
        yield from _frozen(net)


def _assignments(net: ExportedNetwork, number: int) -> Iterator[str]:
    modules, made = net.modules[number], set[tuple[str, ...]]()
    texts, inner = iter(net.classes[number].texts), iter(net.classes[number].inner)
    for step in net.example(number).steps:
        if step.scope >= 0:
            called = next(inner)
            given = [parameter.given(next(texts)) for parameter in net.classes[called].parameters]
            head, items = f"{net.names[called]}(", [text for text in given if text]
        elif step.piece and step.piece.module:
            head, items = f"{step.piece.module.name}(", _arguments(step, texts)
        else:
            continue
        if not step.makes:
            continue
        *lines, last = modules.assigned(step.path, head, items, made)
        yield from lines
        yield last + _remark(step, modules)


def _arguments(step: ModuleStep, texts: Iterator[str]) -> list[str]:
    items = []
    module = step.piece and step.piece.module
    for setting in module.settings if module else ():
        text = next(texts) if setting.open else "" if setting.value == setting.default else setting.written
        if text:
            items.append(f"{setting.role}={text}" if setting.keyword else text)
    return items


def _remark(step: ModuleStep, modules: Modules) -> str:
    name = ".".join(step.path)
    renamed = "" if modules.key(step.path) == name else f"{name} in the spec: nn.Module has its own"
    remarks = [remark for remark in (renamed, "" if step.outputs else "nothing reads its output") if remark]
    return f"  # {'; '.join(remarks)}" if remarks else ""


def _frozen(net: ExportedNetwork) -> Iterator[str]:
    """What `freeze` names, by the largest modules that hold nothing else to train."""
    graph, tree = net.graph, net.tree
    own = (index for index, node in enumerate(graph.nodes) if node.inputs and index not in graph.shared)
    learned = [index for index in own if graph.nodes[index].layer.learned(*graph.nodes[index].applied.xs)]
    trained = {0}
    for index in learned:
        number = tree.owner[index]
        while index not in graph.frozen and number not in trained:
            trained.add(number)
            number = tree.outer(number)
    if any(index in graph.frozen for index in learned):
        for text in dict.fromkeys(_held(net, index, trained) for index in learned if index in graph.frozen):
            yield f"        {text}.requires_grad_(False)"


def _held(net: ExportedNetwork, index: int, trained: set[int]) -> str:
    """The largest module around a layer in which nothing is trained, from the network on."""
    chain, number = [], net.tree.owner[index]
    while number > 0:
        chain.append(number)
        number = net.tree.outer(number)
    text, at = "self", 0
    for inner in reversed(chain):
        text, at = net.modules[net.of.class_of(at)].reached(net.tree.path(inner), text), inner
        if inner not in trained:
            return text
    return net.modules[net.of.class_of(at)].reached(net.tree.paths[index], text)
