"""A graph written as a spec again: every block opened, every repeat unrolled, every number filled in, all names kept."""

import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from cnncalc.errors import Word, refuse
from cnncalc.language.spec import Text
from cnncalc.layers.base import show_shape
from cnncalc.layers.settings import text_of
from cnncalc.limits import YAML_DEPTH
from cnncalc.network.graph import Graph, Node
from cnncalc.network.scopes import NameScope
from cnncalc.words.numbers import symbolic

_PLAIN = re.compile(r"[A-Za-z0-9_.(](?:[^:#\"'\\\[\]{}]|:(?=\S))*(?<!\s)\Z")


def spec_lines(graph: Graph) -> Iterator[str]:
    """The lines of a spec whose graph has the same nodes, under the same names, and the same outputs."""
    layers = _tree(graph)  # first of all, since it may be refused
    if not layers or ("output" in graph.outputs and _leads_into_heads(graph, layers[-1])):
        layers.append(f"from {graph.nodes[graph.main].name}")
    for key, value in (("name", graph.name), ("source", graph.source)):
        if value:
            yield f"{key}: {quoted(value)}"
    if graph.layout != "chw":
        yield f"layout: {graph.layout}"
    if graph.dtype:
        yield f"dtype: {graph.dtype}"
    yield from _inputs(graph)
    yield "layers:"
    yield from (f"  {line}" for line in _written(layers))
    if graph.freeze:
        yield "freeze:"
        yield from (f"  - {quoted(text.word.text)}" for text in graph.freeze)
    yield from _expect(graph.expect)


def _leads_into_heads(graph: Graph, last: "str | Structure") -> bool:
    """Whether heads would be all that comes out of what is written, though the main path has an output of its own."""
    if isinstance(last, str) or not last.head:
        return False
    ends = [index for name, index in graph.outputs.items() if name != "output"]
    return graph.main in ends or any(graph.main in node.inputs for node in graph.nodes)


def _inputs(graph: Graph) -> Iterator[str]:
    shapes = {name: show_shape(graph.nodes[index].shape, graph.layout) for name, index in graph.inputs.items()}
    if list(shapes) == ["input"]:
        yield f"input: {shapes['input']}"
        return
    yield "input:"
    yield from (f"  {name}: {shape}" for name, shape in shapes.items())


def _expect(expect: dict[str, Text]) -> Iterator[str]:
    if expect:
        yield "expect:"
        yield from (f"  {quoted(name)}: {quoted(text.word.text)}" for name, text in expect.items())


def quoted(text: str) -> str:
    """The text as YAML reads it back: plain where that is safe."""
    if _PLAIN.match(text) and text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escaped(c) for c in json.dumps(text, ensure_ascii=False))


def _escaped(character: str) -> str:
    """A character as YAML escapes it in double quotes: line separators are breaks there, and others cannot stand at all."""
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


class Structure(NamedTuple):
    """A join or a head as it will be written."""

    header: str
    branches: "list[list[str | Structure]]"
    head: bool


def _tree(graph: Graph) -> list[str | Structure]:
    """The steps and structures that the graph was opened from. A name that counting would give anyway is left out."""
    names = NameScope()
    names.names |= graph.inputs

    def named(kind: str, name: str) -> str:
        given = None if names.counted(kind) == name else Word(name)
        names.claim(kind, given)
        return f"{kind} as {name}" if given else kind

    root: list[str | Structure] = []
    bodies, open_structures = [root], list[Structure]()
    for event in graph.outline:
        if isinstance(event, int):
            owner = graph.shared.get(event)
            bodies[-1].append(_step(graph.nodes[event], named, "" if owner is None else graph.nodes[owner].name))
            continue
        word, name = event
        if word == "from":
            bodies[-1].append(f"from {name}")
        elif word == "branch":
            open_structures[-1].branches.append([])
            bodies[-1] = open_structures[-1].branches[-1]
        elif word == "end":
            bodies.pop()
            open_structures.pop()
        else:
            head = word == "head"
            structure = Structure(f"head {name}" if head else named(word, name), [[]] if head else [], head)
            bodies[-1].append(structure)
            open_structures.append(structure)
            bodies.append(structure.branches[0] if head else [])
            _require_flat(len(open_structures))
    return root


def _step(node: Node, named: Callable[[str, str], str], owner: str) -> str:
    if any(map(_is_open, node.layer.given.values())):
        message = f"{node.name} is {text_of(node.layer)}, and a spec that is opened has symbols in its input alone"
        raise refuse(message, "give the channels in numbers, as in 256xHxW")
    _, _, name = named(node.layer.kind, node.name).partition(" ")
    return f"{text_of(node.layer)}{f' sharing {owner}' if owner else ''} {name}".rstrip()


def _is_open(value: object) -> bool:
    return symbolic(value) or (isinstance(value, tuple) and any(map(_is_open, value)))


def _require_flat(joins: int) -> None:
    if 2 * joins + 3 > YAML_DEPTH:
        raise refuse(
            f"the joins nest {joins} deep, and a file may nest {YAML_DEPTH} levels at most: this cannot be written out"
        )


def _written(items: list[str | Structure]) -> Iterator[str]:
    for item in items:
        if isinstance(item, str):
            yield f"- {item}"
            continue
        yield f"- {item.header}:"
        for branch in item.branches:
            lines = list(_written(branch)) or [""]
            if len(lines) == 1 and not item.head:
                lines = [lines[0] or "-"]  # a line is a branch; so is nothing
            elif not item.head:
                lines = [f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]
            yield from (f"    {line}".rstrip() for line in lines if line)
