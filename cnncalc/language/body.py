"""Lists of layers: those under `layers`, in blocks and under structure words."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import Fault, Place, Problem, Word, quote
from cnncalc.language.choices import misplaced_keys, read_choice
from cnncalc.language.headers import check_free
from cnncalc.language.lines import LineReader, Vocabulary
from cnncalc.language.residual import residual_help
from cnncalc.language.spec import Body, Branch, BrokenStep, FromStep, Head, Item, Join, Line, Repeat
from cnncalc.language.unknown import unknown_step
from cnncalc.language.yaml_text import Mapping, Node, Scalar, Sequence
from cnncalc.layers import kind_named
from cnncalc.layers.base import Layer
from cnncalc.words.scan import Phrase, check_name, split_line
from cnncalc.words.usage import UnknownSetting
from cnncalc.words.values import Compiled, CountFromZero, compile_word

FLOW_HELP = "write one item a line, each after a dash: commas inside [ ] and { } would not mean then"


class BodyReader:
    """Reads the layers of one file. A list that aliases share is read once."""

    def __init__(self, lines: LineReader) -> None:
        self.lines = lines
        self.seen: dict[tuple[int, frozenset[str]], tuple[Node, Body]] = {}

    def body(self, node: Node, known: frozenset[str]) -> Body:
        """The items of a list, or of a single line."""
        key = id(node), known
        if key not in self.seen:
            self.seen[key] = node, self._items(node, known)
        return self.seen[key][1]

    def _items(self, node: Node, known: frozenset[str]) -> Body:
        if isinstance(node, Scalar):
            return (self.lines.line(node.value, node.place, known),) if node.value else ()
        if node.flow:
            return self._broken("layers cannot stand in [ ] or { }", node.place, FLOW_HELP)
        if isinstance(node, Mapping):
            return (self._structure(node, known),)
        return tuple(self._item(item, known) for item in node.items)

    def _item(self, node: Node, known: frozenset[str]) -> Item:
        if isinstance(node, Sequence):
            help = FLOW_HELP if node.flow else "only the branches of a join may be lists; take one dash away"
            return self._broken("a list is where a layer should be", node.place, help)[0]
        if isinstance(node, Scalar) and not node.value:
            return self._broken("an item is empty", node.place, "write a layer, or identity where nothing should happen")[0]
        return self._items(node, known)[0]

    def _structure(self, node: Mapping, known: frozenset[str]) -> Item:
        keys = [key for key, _ in node.pairs]
        first = keys[0].value.split(" ", 1)[0] if keys else ""
        if wrong := misplaced_keys(first, keys):
            names = ", ".join(quote(key.value, 20) for key in keys[:5])
            return self._broken(f"one item has {len(keys)} keys: {names}", keys[1].place, wrong)[0]
        if line := _open_slice(node):
            return self.lines.line(line, keys[0].place, known)
        if not keys:  # of an empty mapping, or one whose only key has been reported
            return self._broken("an item is empty", node.place, None)[0] if not node.broken else _nothing(node.place)
        try:
            return read_choice(self, node.pairs, known) if first == "if" else self._keyed(keys[0], node.pairs[0][1], known)
        except Fault as fault:
            self.lines.note(fault, keys[0].place)
            return _nothing(keys[0].place)

    def _keyed(self, key: Scalar, value: Node, known: frozenset[str]) -> Item:
        first = key.value.split(" ", 1)[0]
        phrases = split_line(key.value)
        if not phrases[-1].words:
            raise Fault("as has nothing before it to name", "write it as in: concat as mixed:", word=phrases[-1].name)
        if len(phrases) > 1:
            message = f"{quote(phrases[-1].words[0].text)} holds layers, so it must be a step of its own"
            raise Fault(message, "put what is before the comma on a line above", word=phrases[-1].words[0])
        phrase = phrases[0]
        layer = None if first in self.lines.blocks else kind_named(first)
        if layer and layer.joins:
            return self._join(key, phrase, layer, value, known)
        if isinstance(value, Mapping) and first not in ("repeat", "head", "else"):
            from cnncalc.language.mapping_steps import as_phrase, written_step  # few specs write their steps out

            try:
                step = written_step(phrase, value, key.place, Vocabulary(self.lines.blocks, known))
            except UnknownSetting as fault:
                raise self.lines.helped(fault, as_phrase(phrase, value), Vocabulary(self.lines.blocks, known)) from None
            return Line((step,), key.place)
        if not self._holds(value) and first != "head":  # an empty head gives out the tensor as it is
            raise Fault(f"{quote(key.value)} has no layers below it", _colon_help(first), word=phrase.words[0])
        if first == "repeat":
            return self._repeat(key, phrase, value, known)
        if first == "head":
            return self._head(key, phrase, value, known)
        raise self._misplaced(first, phrase, known, value)

    @staticmethod
    def _holds(node: Node) -> bool:
        return not isinstance(node, Scalar) or bool(node.value)

    def _misplaced(self, first: str, phrase: Phrase, known: frozenset[str], below: Node) -> Fault:
        if first in ("else", "elif"):
            return Fault(f"{first} is a key beside its if, not alone", "indent it like the if, without a dash of its own")
        if kind_named(first) or first in self.lines.blocks:
            help = f"write its words on the line, without a colon: {quote(first)} ..."
            return Fault(f"{quote(first)} holds no layers", help, word=phrase.words[0])
        scope = Vocabulary(self.lines.blocks, known)
        if isinstance(below, Scalar) and scope.reads(f"{below.value} as {first}") and len(phrase.words) == 1:
            help = f"write {below.value} as {first}"
            return Fault(f"{quote(first)} is no kind that holds layers", help, word=phrase.words[0])
        if first not in known and (residual := residual_help(first, below)):
            return Fault(f"there is no kind or block named {quote(first)}", residual, word=phrase.words[0])
        return unknown_step(phrase.words[0], scope)

    def _repeat(self, key: Scalar, phrase: Phrase, node: Node, known: frozenset[str]) -> Repeat:
        _, *words = phrase.words
        shared = len(words) == 2 and words[1].text == "shared"
        if len(words) != 1 + shared:
            raise Fault("repeat takes one count", "write it as in: repeat 3: or repeat n-1:")
        count, counter = words[0], phrase.name
        times = _compiled(CountFromZero, count, known)
        if counter is None:
            return Repeat(times, self.body(node, known), key.place, count, None, shared)
        check_free(counter, "count", self.lines.blocks)
        if counter.text in known:
            message = f"the count {counter.text} is named like a parameter, a variable or another count"
            raise Fault(message, "choose another name", word=counter)
        return Repeat(times, self.body(node, known | {counter.text}), key.place, count, counter.text, shared)

    def _head(self, key: Scalar, phrase: Phrase, node: Node, known: frozenset[str]) -> Head:
        if phrase.name or len(phrase.words) != 2:
            raise Fault("head takes one name", "write it as in: head loss1:")
        check_name(phrase.words[1])
        return Head(phrase.words[1], self.body(node, known), key.place)

    def _join(self, key: Scalar, phrase: Phrase, layer: type[Layer], node: Node, known: frozenset[str]) -> Join:
        if len(phrase.words) > 1:
            shares = phrase.words[1].text == "sharing"
            help = "it has no weights: share those of the steps in its branches" if shares else "its branches stand below"
            raise Fault(f"{phrase.words[0].text} takes no words", help, word=phrase.words[1])
        if isinstance(node, (Sequence, Mapping)) and node.flow:
            self.lines.problems.append(Problem("branches cannot stand in [ ] or { }", node.place, (), FLOW_HELP))
            return Join(layer, (Branch(None, (_nothing(node.place),), node.place),), phrase.name, key.place)
        if phrase.name:
            self.lines.names.add(phrase.name.text)
        branches = tuple(self._branches(node, known))
        if not branches:
            raise Fault(
                f"{phrase.words[0].text} has no branches below it", "put each branch after a dash", word=phrase.words[0]
            )
        return Join(layer, branches, phrase.name, key.place.word(phrase.words[0]))

    def _branches(self, node: Node, known: frozenset[str]) -> list[Branch]:
        if isinstance(node, Mapping) and not _is_structure(node):
            return [self._named_branch(label, value, known) for label, value in node.pairs]
        nodes = node.items if isinstance(node, Sequence) else [node] if self._holds(node) else []
        return [Branch(None, self._branch(item, known), item.place) for item in nodes]

    def _branch(self, node: Node, known: frozenset[str]) -> Body:
        """The items of a branch. The name of a tensor alone, where it can be nothing else, is that tensor."""
        if isinstance(node, Scalar) and self.lines.names_tensor(node.value, known):
            return (Line((FromStep(Word(node.value)),), node.place),)
        return self.body(node, known)

    def _named_branch(self, label: Scalar, node: Node, known: frozenset[str]) -> Branch:
        word = Word(label.value)
        try:
            check_name(word)
        except Fault as fault:
            self.lines.note(fault, label.place)
        return Branch(word, self._branch(node, known), label.place)

    def _broken(self, message: str, place: Place, help: str | None) -> Body:
        self.lines.problems.append(Problem(message, place, (), help))
        return (_nothing(place),)


def _nothing(place: Place) -> Line:
    return Line((BrokenStep(Word("")),), place)


def _open_slice(node: Mapping) -> str:
    """The line that ends in `slice 32:`, which is a key to YAML, or in `slice 32: as rest`; empty where it is none."""
    if len(node.pairs) != 1:
        return ""
    key, value = node.pairs[0]
    *_, before, last = ["", *key.value.replace(",", " , ").split()] if key.value else ["", ""]
    if before != "slice" or ":" in last or not isinstance(value, Scalar) or value.value.partition(" ")[0] not in ("", "as"):
        return ""
    return f"{key.value}: {value.value}".rstrip()


def _colon_help(first: str) -> str:
    return "put them below, each after a dash" if first in ("repeat", "head", "else") else "drop the colon"


def _is_structure(node: Mapping) -> bool:
    """A join's one branch may be a structure without a dash: `add:` with `repeat 3:` right below."""
    first = node.pairs[0][0].value.split(" ", 1)[0] if node.pairs else ""
    layer = kind_named(first)
    return first in ("repeat", "if", "head") or bool(layer and layer.joins)


def _compiled(meaning: Any, word: Word, known: frozenset[str]) -> Compiled:
    try:
        return compile_word(meaning, word.text, known)
    except Fault as fault:
        fault.word = fault.word or word
        raise
