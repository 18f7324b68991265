"""YAML as text: scalars keep their spelling, every node knows its place, and what a spec may not use is refused.

The only module that loads `yaml`. It reads events, not objects, so nothing is resolved, constructed or expanded.
"""

from typing import Any, NamedTuple, TypeAlias

from cnncalc.errors import Place, Problem, Source, SpecError, quote
from cnncalc.language.yaml_errors import TOO_DEEP, character_problem, encoding_problem, syntax_problem
from cnncalc.limits import LINE_CHARACTERS, YAML_DEPTH
from cnncalc.progress import PACE, Progress


class Scalar(NamedTuple):
    """A text; empty for nothing at all."""

    value: str
    place: Place


class Sequence(NamedTuple):
    """A list."""

    items: list["Node"]
    place: Place
    flow: bool


class Mapping(NamedTuple):
    """Pairs in the order of the file; the keys are all different."""

    pairs: list[tuple[Scalar, "Node"]]
    place: Place
    flow: bool
    broken: bool  # whether a key has been left out, because it makes no sense


Node: TypeAlias = "Scalar | Sequence | Mapping"


def read_yaml(text: str, source: Source, problems: list[Problem], progress: Progress = None) -> "Node":
    """The one document of a text. What makes no sense raises; what can be passed over is added to `problems`."""
    import yaml

    try:
        return _YamlReader(text, source, yaml, problems, progress).document()
    except yaml.MarkedYAMLError as error:
        raise SpecError([syntax_problem(error, source)]) from None
    except yaml.reader.ReaderError as error:
        raise SpecError([character_problem(error, text, source)]) from None
    except UnicodeEncodeError as error:  # the C parser encodes what it reads
        raise SpecError([encoding_problem(error, source)]) from None


class _YamlReader:
    def __init__(self, text: str, source: Source, yaml: Any, problems: list[Problem], progress: Progress) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser where PyYAML was built with it
        self.events = loader(text)
        self.source = source
        self.yaml = yaml
        self.problems = problems
        self.progress = progress
        self.anchors: dict[str, Node | None] = {}
        self.depth = 0

    def refuse(self, message: str, place: Place, help: str | None = None) -> SpecError:
        return SpecError([Problem(message, place, (), help)])

    def place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        width = end.column - start.column if end.line == start.line else len(self.line(start.line)) - start.column
        return Place(self.source, start.line + 1, start.column + 1, max(1, width))

    def line(self, number: int) -> str:
        return self.source.lines[number] if number < len(self.source.lines) else ""

    def document(self) -> "Node":
        self.events.get_event()
        event = self.events.get_event()
        if isinstance(event, self.yaml.StreamEndEvent):
            raise self.refuse("the file is empty", Place(self.source, 1, 1, 1), "a spec needs at least input and layers")
        node = self.node(self.events.get_event())
        self.events.get_event()
        event = self.events.get_event()
        if not isinstance(event, self.yaml.StreamEndEvent):
            raise self.refuse(
                "a second document starts here", self.place(event), "one file holds one spec: drop the --- between them"
            )
        return node

    def node(self, event: Any) -> "Node":
        yaml = self.yaml
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        if event.tag is not None and event.tag != "!":
            raise self.refuse(
                f"the tag {quote(event.tag)} has no meaning in a spec", self.place(event), "everything is text: drop it"
            )
        if event.anchor:
            self.anchors[event.anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            node: Node = self.scalar(event)
        else:
            node = self.collection(event)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def scalar(self, event: Any) -> Scalar:
        place = self.place(event)
        if event.style in ("'", '"'):
            place = place._replace(column=place.column + 1, width=max(1, place.width - 2))
        if len(event.value) > LINE_CHARACTERS:
            message = f"this line has {len(event.value):,} characters; the limit is {LINE_CHARACTERS:,}"
            raise self.refuse(message, place._replace(width=1), "write one step a line")
        return Scalar(event.value, place)

    def alias(self, event: Any) -> "Node":
        node = self.anchors.get(event.anchor)
        if node is not None:
            return node
        why = "is inside what it names" if event.anchor in self.anchors else "names no anchor above"
        raise self.refuse(f"the alias *{quote(event.anchor)} {why}", self.place(event))

    def collection(self, event: Any) -> "Node":
        self.depth += 1
        if self.depth > YAML_DEPTH:
            raise self.refuse(TOO_DEEP[0], self.place(event), TOO_DEEP[1])
        if isinstance(event, self.yaml.SequenceStartEvent):
            node: Node = Sequence(self.sequence(), self.opening(event), bool(event.flow_style))
        else:
            before = len(self.problems)
            node = Mapping(self.mapping(), self.opening(event), bool(event.flow_style), len(self.problems) > before)
        self.depth -= 1
        return node

    def opening(self, event: Any) -> Place:
        return self.place(event)._replace(width=1)

    def sequence(self) -> list["Node"]:
        items: list[Node] = []
        while not isinstance(event := self.events.get_event(), self.yaml.SequenceEndEvent):
            if self.progress and len(items) % PACE == 0:
                self.progress("reading the file", event.start_mark.line, len(self.source.lines))
            items.append(self.node(event))
        return items

    def mapping(self) -> list[tuple[Scalar, "Node"]]:
        pairs: list[tuple[Scalar, Node]] = []
        lines: dict[str, int] = {}
        while not isinstance(event := self.events.get_event(), self.yaml.MappingEndEvent):
            key = self.node(event)
            value = self.node(self.events.get_event())
            if problem := self.key_problem(key, lines):
                self.problems.append(problem)
            elif isinstance(key, Scalar):
                lines[key.value] = key.place.line
                pairs.append((key, value))
        return pairs

    def key_problem(self, key: "Node", lines: dict[str, int]) -> Problem | None:
        if not isinstance(key, Scalar):
            return Problem("a key must be a plain text", key.place)
        if key.value == "<<":
            return Problem("<< does not merge here", key.place, (), "write the keys out, or use a block")
        if key.value in lines:
            message = f"the key {quote(key.value)} is given twice: line {lines[key.value]} has it already"
            return Problem(message, key.place, (), "rename one, or put both under one key")
        return None
