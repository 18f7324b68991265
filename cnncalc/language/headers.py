"""The keys under `blocks`: a block's name, its parameters and their defaults, as in `stage n c s=1:`."""

from collections.abc import Iterable
from typing import NamedTuple

from cnncalc.errors import Fault, Place, Problem, Word, quote
from cnncalc.language.lines import RESERVED
from cnncalc.language.yaml_text import Mapping, Node, Scalar
from cnncalc.words.scan import is_name, split_line
from cnncalc.words.usage import Slot, Usage


class Header(NamedTuple):
    """A block's key, taken apart, and its value."""

    usage: Usage
    parameters: dict[str, Word]
    defaults: dict[str, Word]
    node: Node
    place: Place


def read_headers(node: Node, problems: list[Problem], broken: set[str]) -> dict[str, Header]:
    """The blocks of a file by their names; the names of those whose keys make no sense are added to `broken`."""
    if not isinstance(node, Mapping):
        if not isinstance(node, Scalar) or node.value:
            help = "write it as in: block n c s=1:"
            problems.append(Problem("blocks is a mapping of blocks to their layers", node.place, (), help))
        return {}
    headers: dict[str, Header] = {}
    for key, body in node.pairs:
        try:
            header = _header(key, body)
            own = Word(header.usage.kind)
            if own.text in headers:
                raise Fault(f"the block {own.text} is defined twice", "rename one of them", word=own)
            headers[own.text] = header
        except Fault as fault:
            problems.append(Problem(fault.message, key.place.word(fault.word) if fault.word else key.place, (), fault.help))
            broken.add(key.value.split(" ", 1)[0])
    for header in headers.values():
        for name, word in header.parameters.items():
            if name in headers:
                message = f"the parameter {name} is named like a block"
                problems.append(Problem(message, header.place.word(word), (), "rename one of them"))
    return headers


def _header(key: Scalar, body: Node) -> Header:
    phrases = split_line(key.value) if key.value.strip() else []
    if len(phrases) != 1 or phrases[0].name:
        raise Fault("a block has a name and parameters, and nothing else", "write it as in: stage n c s=1:")
    name, *words = phrases[0].words
    check_free(name, "block", ())
    slots, defaults = _parameters(words)
    parameters = {slot.name: word for slot, word in zip(slots, words)}
    return Header(Usage(key.value, name.text, tuple(slots), {}, {}), parameters, defaults, body, key.place)


def _parameters(words: Iterable[Word]) -> tuple[list[Slot], dict[str, Word]]:
    slots: list[Slot] = []
    defaults: dict[str, Word] = {}
    for word in words:
        name, equals, default = word.text.partition("=")
        check_free(Word(name, word.column), "parameter", ())
        if any(slot.name == name for slot in slots):
            raise Fault(f"the parameter {name} is given twice", word=word)
        if equals and not default:
            raise Fault(f"the parameter {name} has an empty default", "write it as in s=1", word=word)
        if not equals and defaults:
            raise Fault(f"the parameter {name} has no default but comes after one that has", "move it forward", word=word)
        if equals:
            defaults[name] = Word(default, word.column + len(name) + 1)
        slots.append(Slot(name, name, required=not equals))
    return slots, defaults


def check_free(word: Word, what: str, blocks: Iterable[str]) -> None:
    """A fault, if the word cannot name a block, a parameter or a variable."""
    if not is_name(word.text):
        raise Fault(
            f"{quote(word.text)} cannot name a {what}", "a name is letters, digits and _, and starts with no digit", word=word
        )
    if word.text in RESERVED:
        raise Fault(f"a {what} cannot be named {word.text}: the word has a meaning already", "choose another name", word=word)
    if word.text in blocks:
        raise Fault(f"a {what} cannot be named {word.text}: a block is", "choose another name", word=word)
