"""A step written out as a mapping, which is what programs that write YAML produce: `conv: {size: 3x3, out: 64}`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from cnncalc.errors import Fault, Place, Word, did_you_mean, quote
from cnncalc.language.lines import Vocabulary, block_step
from cnncalc.language.spec import KindStep, Step
from cnncalc.language.unknown import unknown_step
from cnncalc.language.yaml_text import Mapping, Node, Scalar, Sequence
from cnncalc.layers import kind_named
from cnncalc.layers.settings import plan
from cnncalc.limits import SETTING_WORDS
from cnncalc.words.scan import Phrase, check_name
from cnncalc.words.usage import UnknownSetting, Usage

TRUTH = {"true": True, "yes": True, "false": False, "no": False}


def written_step(phrase: Phrase, node: Mapping, place: Place, scope: Vocabulary) -> Step:
    """The step of a key and the mapping below it."""
    word, *more = phrase.words
    layer = None if word.text in scope.blocks else kind_named(word.text)
    usage = scope.blocks.get(word.text) or (layer.grammar() if layer else None)
    if usage is None:
        raise unknown_step(word, scope)
    if more:
        message = f"{word.text} has words beside it and settings below it"
        raise Fault(message, "give them all in one way", word=more[0])
    name, bound = phrase.name, usage.bind([]) if not node.pairs else {}
    sharing: Word | None = None
    for key, value in node.pairs:
        if key.value == "as":
            name = _name("as", value, place)
        elif key.value == "sharing" and key.value not in (slot.name for slot in usage.slots):
            sharing = _name("sharing", value, place)
        else:
            _put(bound, usage, key, _words(value, place), place)
    _require_all(usage, bound, word)
    return KindStep(word, plan(layer, bound, scope.known), name, sharing) if layer else block_step(word, bound, name, sharing)


def _name(key: str, node: Node, place: Place) -> Word:
    name, *others = _words(node, place)
    if others:
        raise Fault(f"{key} takes one name", word=others[0])
    check_name(name)
    return name


def as_phrase(phrase: Phrase, node: Mapping) -> Phrase:
    """The step as it would stand on a line, its settings with their keys."""
    pairs = [(key.value, value.value) for key, value in node.pairs if isinstance(value, Scalar) and key.value != "as"]
    settings = [Word(f"{key}={value}") for key, value in pairs]
    return Phrase((*phrase.words, *settings), phrase.name)


def _words(node: Node, place: Place) -> list[Word]:
    words = list(islice(_all_words(node, place), SETTING_WORDS + 1))
    if len(words) > SETTING_WORDS:
        raise Fault(f"a setting has more than {SETTING_WORDS:,} words", word=words[0])
    return words


def _all_words(node: Node, place: Place) -> Iterator[Word]:
    if isinstance(node, Mapping):
        raise Fault("a setting is a word, not a mapping", "write it as on a line: 3x3/2", word=_at("", node.place, place))
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _all_words(item, place)
        return
    if not node.value:
        raise Fault("a setting has no value", word=_at("", node.place, place))
    yield from (_at(text, node.place, place, offset) for text, offset in _split(node.value))


def _split(text: str) -> Iterator[tuple[str, int]]:
    """The words of a text, and where they start."""
    offset = 0
    for word in text.split():
        offset = text.index(word, offset)
        yield word, offset
        offset += len(word)


def _at(text: str, there: Place, here: Place, offset: int = 0) -> Word:
    below = there.line - here.line
    return Word(text, (there.column - 1 if below else there.column - here.column) + offset, below)


def _put(bound: dict[str, list[Word]], usage: Usage, key: Scalar, words: list[Word], place: Place) -> None:
    positional = {slot.name: slot for slot in usage.positional}
    slot = positional.get(key.value) or usage.settings.get(key.value)
    if slot or (key.value == "padding" and "half" in usage.flags):
        if len(words) > 1 and not (slot and slot.many):
            raise Fault(f"{key.value} takes one value", f"usage: {usage.line}", word=words[1])
        _set(bound, slot.name if slot else "padding", words, usage, _at(key.value, key.place, place))
        return
    flag, wanted = (key.value, True) if key.value in usage.flags else (f"no{key.value}", False)
    if flag not in usage.flags:
        known = [*positional, *usage.settings, *usage.flags, "as", *(name[2:] for name in usage.flags if name.startswith("no"))]
        help = did_you_mean(key.value, known, f"usage: {usage.line}")
        raise UnknownSetting(f"{usage.kind} has no setting {quote(key.value)}", help, word=_at(key.value, key.place, place))
    if len(words) > 1:
        raise Fault(f"{key.value} takes one value", f"usage: {usage.line}", word=words[1])
    if words[0].text not in TRUTH:
        raise Fault(f"{key.value} is true or false, not {quote(words[0].text)}", word=words[0])
    if TRUTH[words[0].text] == wanted:
        _set(bound, usage.flags[flag].name, [words[0]._replace(text=flag)], usage, words[0])


def _set(bound: dict[str, list[Word]], name: str, words: list[Word], usage: Usage, where: Word) -> None:
    if name in bound:
        raise Fault(f"{usage.kind} is given its {name} twice", f"usage: {usage.line}", word=where)
    bound[name] = words


def _require_all(usage: Usage, bound: dict[str, list[Word]], word: Word) -> None:
    for slot in usage.slots:
        if slot.required and slot.name not in bound:
            raise Fault(f"{usage.kind} lacks its {slot.shown}", f"usage: {usage.line}", word=word)
