"""The words of a layer with its values taken out: those a block can have as parameters, the rest is the same in all uses."""

from __future__ import annotations

import re

from cnncalc.layers.base import Layer
from cnncalc.layers.settings import text_of
from cnncalc.words.sizes import Grid, Size, Span
from cnncalc.words.usage import Usage

_NUMBER = re.compile(r"\d+")
_STRIDED = re.compile(r"/1(?= |$)")
_USUAL = re.compile(r" (?:dilation|groups)=1(?= |$)")
UNSTRIDED = ("conv", "dwconv", "deconv")  # a size without a stride steps by 1
_SPELLED_OUT = ("dilation", "groups")  # settings that others of the kind have with another number

Words = tuple[str, str, tuple[str, ...], list[str]]


def words_of(layer: Layer) -> Words:
    """The kind, the words with a # for each value, what each value is, and the values.

    >>> from cnncalc.network.inline import calc
    >>> graph = calc("4x8x8", ["conv 3x3/2 16 half nobias"])
    >>> kind, pattern, roles, values = words_of(graph.nodes[-1].layer)
    >>> pattern, roles[:3], values[:3]
    ('conv #/# # dilation=# groups=# half nobias', ('size', 'stride', 'out'), ['3x3', '2', '16'])
    """
    usage = layer.grammar()
    kind, *words = text_of(layer).split()
    if layer.family == "activation" and not words:
        return kind, "#", ("act",), [kind]
    taken = _Words(kind)
    names = [slot.name for slot in usage.positional]
    for place, word in enumerate(words):
        name = names[min(place, len(names) - 1)] if names else ""
        taken.word(word, usage, name, place)
    if kind in UNSTRIDED:
        taken.spell_out([name for name in _SPELLED_OUT if name in usage.settings], len(names))
    return kind, " ".join([kind, *taken.patterns]), tuple(taken.roles), taken.values


class _Words:
    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.patterns: list[str] = []
        self.roles: list[str] = []
        self.values: list[str] = []

    def word(self, word: str, usage: Usage, name: str, place: int) -> None:
        """Take one word apart."""
        key, equals, value = word.partition("=")
        slot = next((slot for slot in usage.positional if slot.name == name), None)
        if equals and _NUMBER.fullmatch(value):
            self._take(f"{key}=#", (key, value))
        elif equals or slot is None or not word[0].isdigit():
            self.patterns.append(word)
        elif slot.meaning is Size and not slot.many:
            kernel, slash, stride = word.partition("/")
            stride = stride if slash or self.kind not in UNSTRIDED else "1"
            parts = [("size", kernel), ("stride", stride)] if stride else [("size", kernel)]
            self._take("#/#" if stride else "#", *parts)
        elif slot.meaning is Grid and not slot.many:
            self._take("#", ("size", word))
        elif slot.meaning is Span:
            self._take("#:#", *[("channel", end) for end in word.split(":")])
        elif _NUMBER.fullmatch(word) and not slot.many:
            self._take("#", (name, word))
        else:
            self.patterns.append(word)

    def _take(self, pattern: str, *parts: tuple[str, str]) -> None:
        self.patterns.append(pattern)
        for role, value in parts:
            self.roles.append(role)
            self.values.append(value)

    def spell_out(self, names: list[str], positional: int) -> None:
        """Bring settings that have their default, 1, and those that are given into one order."""
        found = dict(zip(self.roles, self.values))
        given = [pattern for pattern in self.patterns if pattern.partition("=")[0] in names and not pattern.endswith("=#")]
        kept = [pattern for pattern in self.patterns if pattern.partition("=")[0] not in names]
        ours = [name for name in names if not any(pattern.startswith(f"{name}=") for pattern in given)]
        pairs = [(role, value) for role, value in zip(self.roles, self.values) if role not in names]
        before = [pattern for pattern in kept[:positional] if "#" in pattern]
        count = sum(pattern.count("#") for pattern in before)
        pairs[count:count] = [(name, found.get(name, "1")) for name in ours]
        self.patterns = [*before, *(f"{name}=#" for name in ours), *given, *kept[len(before) :]]
        self.roles, self.values = [role for role, _ in pairs], [value for _, value in pairs]


def filled(pattern: str, values: list[str]) -> str:
    """The words of a step, its values put in; what is usual is left out.

    >>> filled("conv #/# # dilation=# groups=# half", ["3x3", "1", "4*c", "1", "g"])
    'conv 3x3 4*c groups=g half'
    """
    pieces = pattern.split("#")
    values = [f"({value})" if piece.endswith("/") and not value.isalnum() else value for piece, value in zip(pieces, values)]
    text = "".join(piece + value for piece, value in zip(pieces, [*values, ""]))
    if not text.startswith(UNSTRIDED):
        return text
    return _USUAL.sub("", _STRIDED.sub("", text, count=1))
