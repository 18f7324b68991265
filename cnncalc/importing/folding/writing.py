"""A folded network as the text of a spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cnncalc.importing.folding.tree import (
    ChoiceItem,
    FoldedBlock,
    FromItem,
    HeadItem,
    JoinItem,
    Path,
    PathItem,
    RepeatItem,
    StepItem,
    UseItem,
    every,
)
from cnncalc.importing.folding.words import filled
from cnncalc.layers import KINDS
from cnncalc.layers.base import show_shape
from cnncalc.network.graph import Graph
from cnncalc.network.write import quoted

WIDTH = 120  # characters of a line
SHORT = 70  # characters of a line that may hold a path of several convolutions


def spec_text(
    graph: Graph, path: Path, blocks: Iterable[FoldedBlock], comment: str = "", expect: Mapping[str, object] | None = None
) -> str:
    """The whole spec."""
    return "".join(f"{line}\n" for line in _lines(graph, path, blocks, comment, expect))


def _lines(
    graph: Graph, path: Path, blocks: Iterable[FoldedBlock], comment: str, expect: Mapping[str, object] | None
) -> Iterator[str]:
    yield from comment_lines(comment)
    yield from (f"{key}: {quoted(value)}" for key, value in (("name", graph.name), ("source", graph.source)) if value)
    if graph.layout != "chw":
        yield f"layout: {graph.layout}"
    if graph.dtype:
        yield f"dtype: {graph.dtype}"
    yield from _inputs(graph)
    outside = {index: name for name, index in graph.inputs.items()}
    for number, block in enumerate(blocks):
        if not number:
            yield "blocks:"
        yield from _block(block, outside)
    yield "layers:"
    tensors = outside | _tensors(path)
    yield from (f"  {line}" for line in _Writer(tensors).items(path))
    if graph.freeze:
        yield "freeze:"
        yield from (f"  - {quoted(text.word.text)}" for text in graph.freeze)
    known = {name: text.word.text for name, text in graph.expect.items()} if expect is None else expect
    yield from expect_lines(known)


def comment_lines(comment: str) -> Iterator[str]:
    """What stands at the head of the file."""
    yield from (f"# {line}".rstrip() for line in comment.splitlines())


def expect_lines(expect: Mapping[str, object]) -> Iterator[str]:
    """What the network is expected to have."""
    if expect:
        yield "expect:"
        yield from (f"  {quoted(name)}: {quoted(str(value))}" for name, value in expect.items())


def _inputs(graph: Graph) -> Iterator[str]:
    shapes = {name: show_shape(graph.nodes[index].shape, graph.layout) for name, index in graph.inputs.items()}
    if list(shapes) == ["input"]:
        yield f"input: {shapes['input']}"
        return
    yield "input:"
    yield from (f"  {name}: {shape}" for name, shape in shapes.items())


def _tensors(path: Path) -> dict[int, str]:
    """What the tensors of a scope are called."""
    return {item.end: item.said for item in every(path) if item.said}


def _block(block: FoldedBlock, outside: dict[int, str]) -> Iterator[str]:
    words = [block.name, *(p.name if p.default is None else f"{p.name}={p.default}" for p in block.parameters)]
    lines = list(_Writer(outside | _tensors(block.body)).items(block.body))
    if len(lines) == 1 and ": " not in lines[0]:
        yield f"  {' '.join(words)}: {lines[0][2:]}"
        return
    yield f"  {' '.join(words)}:"
    yield from (f"    {line}" for line in lines)


class _Writer:
    """Writes paths; `tensors` are the names behind `from`."""

    def __init__(self, tensors: dict[int, str]) -> None:
        self.tensors = tensors

    def items(self, path: Path, short: bool = False) -> Iterator[str]:
        """The lines of a path, each item behind a dash."""
        steps: list[PathItem] = []
        for item in path:
            if isinstance(item, (StepItem, UseItem, FromItem)):
                steps.append(item)
                continue
            yield from self._steps(steps, short)
            steps = []
            yield from self._structure(item)
        yield from self._steps(steps, short)

    def _steps(self, steps: list[PathItem], short: bool) -> Iterator[str]:
        words = [self.word(step) for step in steps]
        if short and len(", ".join(words)) <= SHORT:
            yield from [f"- {', '.join(words)}"] * bool(words)
            return
        line: list[str] = []
        seen: list[PathItem] = []
        preactivated = bool(steps) and not _leads(steps[0])
        for step, word in zip(steps, words):
            new = bool(seen) and _breaks(seen, step, preactivated)
            if new or len(", ".join([*line, word])) > WIDTH:
                yield from [f"- {', '.join(line)}"] * bool(line)
                line, seen = [], []
            line.append(word)
            seen.append(step)
        yield from [f"- {', '.join(line)}"] * bool(line)

    def word(self, item: PathItem) -> str:
        """A step as it is written."""
        if isinstance(item, FromItem):
            return f"from {self.tensors[item.source]}"
        named = f" as {item.said}" if item.said else ""
        if isinstance(item, StepItem):
            return filled(item.pattern, item.values) + named
        assert isinstance(item, UseItem)
        return " ".join([item.word or item.block.name, *_arguments(item)]) + named

    def _structure(self, item: PathItem) -> Iterator[str]:
        if isinstance(item, RepeatItem):
            yield from _below(f"repeat {item.count}", list(self.items(item.rounds[0], short=True)))
        elif isinstance(item, ChoiceItem):
            yield from _below(f"if {item.condition}", list(self.items(item.body, short=True)))
            if item.otherwise:
                lines = list(_below("else", list(self.items(item.otherwise, short=True))))
                yield from (f"  {line[2:]}" if number == 0 else line for number, line in enumerate(lines))
        elif isinstance(item, HeadItem):
            yield from _below(f"head {item.name}", list(self.items(item.body, short=True)))
        elif isinstance(item, JoinItem):
            yield f"- {item.kind}{f' as {item.said}' if item.said else ''}:"
            for branch in item.branches:
                lines = list(self.items(branch, short=True)) or ["-  # identity"]
                if len(lines) > 1 and any(not line.startswith("  ") for line in lines[1:]):
                    lines = [f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]
                yield from (f"    {line}" for line in lines)


def _below(header: str, lines: list[str]) -> Iterator[str]:
    """What stands below a structure word, in its line where it is one line itself."""
    if len(lines) == 1 and ": " not in lines[0]:
        yield f"- {header}: {lines[0][2:]}"
        return
    yield f"- {header}:"
    yield from (f"    {line}" for line in lines)


def _arguments(use: UseItem) -> list[str]:
    """The arguments of a use: in their order as long as none is left out, then by name; what is usual is left out."""
    words, skipped = [], False
    for parameter, value in zip(use.block.parameters, use.values):
        if parameter.default == value:
            skipped = True
        else:
            value = value.removesuffix("/1") if parameter.role == "sized" else value
            words.append(f"{parameter.name}={value}" if skipped or parameter.role in ("flag", "act") else value)
    return words


def _leads(item: PathItem) -> bool:
    """Whether an item begins a line: what has weights that is no norm, a pool, a use of a block."""
    if not isinstance(item, StepItem):
        return True
    return KINDS[item.kind].family not in ("activation", "normalisation") and item.kind not in (
        "dropout",
        "identity",
        "shuffle",
    )


def _breaks(seen: list[PathItem], item: PathItem, preactivated: bool) -> bool:
    """Whether a line ends before an item."""
    last = seen[-1]
    if isinstance(item, UseItem) and item.said:
        return not (isinstance(last, UseItem) and last.block is item.block and "" != _folder(last) == _folder(item))
    if any(isinstance(step, UseItem) and not isinstance(step.block.body[-1], (StepItem, UseItem)) for step in (last, item)):
        return True
    leads = [step for step in seen if _leads(step) and not isinstance(step, FromItem)]
    if preactivated and isinstance(item, StepItem) and not _leads(item):
        return bool(leads)
    return bool(leads) and _leads(item)


def _folder(use: UseItem) -> str:
    return (use.said or "").rpartition(".")[0]
