"""`forward`: what a class is given, the steps on it, and what comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnncalc.exporting.torch.layout import call
from cnncalc.exporting.torch.modules import Modules
from cnncalc.exporting.torch.names import common, free, variable
from cnncalc.exporting.torch.network import ExportedNetwork
from cnncalc.exporting.torch.scope import ModuleStep, Value
from cnncalc.exporting.torch.statements import Statement, Writer
from cnncalc.layers.base import show_shape


def forward(net: ExportedNetwork, number: int) -> Iterator[str]:
    """The lines of a class's `forward`; none, if nothing of it is read."""
    scope, modules = net.example(number), net.modules[number]
    if not scope.returns:
        return
    arguments = _inputs(net) if number == net.top else _given(net, number)

    def applied(step: ModuleStep, texts: Sequence[str]) -> str:
        return _applied(step, texts, modules)

    own = _named(net, number, set(arguments.values()))
    writer = Writer(scope.steps, arguments, scope.returns, own, applied)
    statements = list(writer.statements())
    typed = ["self", *(f"{name}: Tensor" for name in arguments.values())]
    yield from call("def forward(", typed, f") -> {_kind(net, number)}:", 4)
    ends = {value: writer.variable(value) for value in sorted(scope.returns)}
    if number != net.top and statements and list(statements[-1].targets) == list(ends.values()):
        last = statements.pop()  # what it assigns is all that comes out
        yield from (line for statement in statements for line in _lines(net, number, statement))
        yield from _remarked(net, number, last, "return ")
        return
    yield from (line for statement in statements for line in _lines(net, number, statement))
    if number == net.top and len(net.graph.outputs) > 1:
        items = [f'"{name}": {ends[net.tree.alias[index]]}' for name, index in net.graph.outputs.items()]
        yield from call("return {", items, "}", 8)
    else:
        yield f"        return {', '.join(ends.values())}"


def _kind(net: ExportedNetwork, number: int) -> str:
    returned = len(net.example(number).returns)
    if number == net.top:
        return "dict[str, Tensor]" if len(net.graph.outputs) > 1 else "Tensor"
    return f"tuple[{', '.join(['Tensor'] * returned)}]" if returned > 1 else "Tensor"


def _inputs(net: ExportedNetwork) -> dict[Value, str]:
    """What the network is given: its inputs by their names, and the regions of its pools."""
    names: dict[Value, str] = {}
    for name, index in net.graph.inputs.items():
        names[index] = free("x" if name == "input" else variable(name), set(names.values()))
    several = len(net.tree.regions) > 1
    for value, pool in sorted(net.tree.regions.items()):
        plain = f"{variable(net.graph.nodes[pool].name)}_regions" if several else "regions"
        names[value] = free(plain, set(names.values()))
    return names


def _given(net: ExportedNetwork, number: int) -> dict[Value, str]:
    """What a scope is given: the tensor that it starts from as x, others by what they are called outside."""
    names: dict[Value, str] = {}
    rows = [list(net.tree.scopes[scope].arguments) for scope in net.classes[number].scopes]
    for place, value in enumerate(rows[0]):
        outside = "x" if not place else common({_called(net, row[place]) for row in rows}) or "other"
        names[value] = free(outside, set(names.values()))
    return names


def _called(net: ExportedNetwork, value: Value) -> str:
    """What a tensor is called where it is made: by the scope that it comes out of, or by its layer."""
    if value >= len(net.graph.nodes):
        return "regions"
    number = net.tree.owner[value]
    return variable(net.tree.scopes[number].part if number else net.graph.nodes[value].name)


def _named(net: ExportedNetwork, number: int, taken: set[str]) -> dict[Value, str]:
    """Variables of their own: for what the spec reads by its name, and for the outputs beside the main one."""
    names = {
        value: variable(step.path[-1])
        for step in net.example(number).steps
        for value in step.outputs
        if value in net.tree.referred
    }
    if number == net.top:
        for name, index in net.graph.outputs.items():
            if name != "output":
                names[net.tree.alias[index]] = variable(name)
    return {value: free(name, taken) for value, name in names.items()}


def _lines(net: ExportedNetwork, number: int, statement: Statement) -> list[str]:
    return _remarked(net, number, statement, f"{', '.join(statement.targets)} = ")


def _remarked(net: ExportedNetwork, number: int, statement: Statement, start: str) -> list[str]:
    """A statement with the shapes that it makes, where they are the same whoever uses the class."""
    *lines, last = call(start + statement.head, statement.items, statement.tail, 8)
    shapes = ", ".join(shown(net, value) for value in statement.values)
    return [*lines, f"{last}  # {shapes}" if shapes and len(net.classes[number].scopes) == 1 else last]


def shown(net: ExportedNetwork, value: Value) -> str:
    """The shape of a tensor without its batch axis."""
    node = net.graph.nodes[value]
    return show_shape(node.shape, "chw") + (f", {node.items:,} a picture" if node.items > 1 else "")


def _applied(step: ModuleStep, texts: Sequence[str], modules: Modules) -> str:
    if step.scope >= 0:
        return f"{modules.reached(step.of or step.path)}({', '.join(texts)})"
    if step.piece is None:
        return f"{texts[0]}.chunk({len(step.outputs)}, 1)"
    x, *regions = texts
    reached = modules.reached(step.of or step.path) if step.piece.module else ""
    return step.piece.text.replace("{m}", reached).replace("{x}", x).replace("{regions}", "".join(regions))
