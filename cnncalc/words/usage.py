"""A usage line such as `conv SIZE OUT [padding] [groups=1] [nobias]` is itself the grammar of its kind.

`SIZE` is a positional word, `[RATE=0.5]` one that may be left out, `SIZE...` one or more; `rois=N` is a setting,
`[groups=1]` one with a default; `[nobias]` is a flag; `[padding]` means the padding words.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from cnncalc.errors import Fault, Word, did_you_mean, quote
from cnncalc.words import reals, sizes, values
from cnncalc.words.env import Env
from cnncalc.words.like import with_like

PADDING_FLAGS = ("half", "full", "same", "same_lower", "causal", "valid")
# The usage line's word and what it means, where a kind does not say otherwise.
MEANINGS: dict[str, Any] = {
    "SIZE": sizes.Size,
    "OUT": values.Channels,
    "GROUPS": values.Channels,
    "R": values.Count,
    "N": values.Count,
    "RATE": values.Rate,
    "PAD": sizes.Pads,
    "FACTOR": values.PerAxis,
    "HxW": sizes.Grid,
    "A:B": sizes.Span,
    "SHAPE": sizes.Shape,
    "pad": sizes.Pads,
    "dilation": values.PerAxis,
    "out_pad": values.PerAxisFromZero,
    "groups": values.Channels,
    "mult": values.Count,
    "p": values.Count,
    "rois": values.Count,
    "eps": reals.Positive,
    "k": reals.Positive,
    "alpha": reals.Real,
    "beta": reals.Real,
    "ALPHA": reals.Positive,
    "SLOPE": reals.Slope,
    "LIMITS": reals.Limits,
}


class UnknownSetting(Fault):
    """A setting that a kind or block does not have."""


class Slot(NamedTuple):
    """One word of a usage line."""

    name: str  # also the key in a written-out mapping
    shown: str
    meaning: Any = None  # None: a flag
    default: str | None = None
    required: bool = False
    many: bool = False


class Usage(NamedTuple):
    """A usage line, taken apart."""

    line: str
    kind: str
    positional: tuple[Slot, ...]
    settings: Mapping[str, Slot]
    flags: Mapping[str, Slot]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Every slot in the order of the usage line's parts."""
        return (*self.positional, *self.settings.values(), *self.flags.values())

    def bind(self, words: Iterable[Word]) -> dict[str, list[Word]]:
        """The words of each slot; a `Fault` points at the word that fits none."""
        bound: dict[str, list[Word]] = {}
        loose: list[Word] = []
        for word in with_like(words):
            key, equals, value = _setting(word.text)
            if equals:
                self._put(bound, self._named(key, word), Word(value, word.column + len(key) + 1), word)
            elif word.text in self.flags:
                self._put(bound, self.flags[word.text], word, word)
            else:
                loose.append(word)
        return self._fill(bound, loose)

    def _fill(self, bound: dict[str, list[Word]], loose: list[Word]) -> dict[str, list[Word]]:
        free = [slot for slot in self.positional if slot.name not in bound]
        for slot in free:
            taken, loose = (loose, []) if slot.many else (loose[:1], loose[1:])
            if taken:
                bound[slot.name] = list(taken)
            elif slot.required:
                raise Fault(f"{self.kind} lacks its {slot.shown}", f"usage: {self.line}")
        if loose:
            raise self._stray(loose[0], free)
        missing = [slot.shown for slot in self.settings.values() if slot.required and slot.name not in bound]
        if missing:
            raise Fault(f"{self.kind} lacks {missing[0]}", f"usage: {self.line}")
        return bound

    def _stray(self, word: Word, free: list[Slot]) -> Fault:
        if word.text in self.settings:
            example = f"write it without spaces: {word.text}={self.settings[word.text].default or 1}"
            return Fault(f"the setting {word.text} has no value", example, word=word)
        guess = did_you_mean(word.text, [*self.flags, *self.settings])
        if not word.text.isidentifier() and free:
            return Fault(f"{self.kind} has no place for {quote(word.text)}", f"usage: {self.line}", word=word)
        return Fault(f"{self.kind} does not know the word {quote(word.text)}", guess or f"usage: {self.line}", word=word)

    def _named(self, key: str, word: Word) -> Slot:
        slot = self.settings.get(key) or next((slot for slot in self.positional if slot.name == key), None)
        if slot is None:
            help = did_you_mean(key, self.settings, f"usage: {self.line}")
            raise UnknownSetting(f"{self.kind} has no setting {quote(key)}", help, word=Word(key, word.column))
        if not _setting(word.text)[2]:
            raise Fault(f"the setting {key} has no value", f"usage: {self.line}", word=word)
        return slot

    def _put(self, bound: dict[str, list[Word]], slot: Slot, word: Word, whole: Word) -> None:
        if slot.name in bound:
            raise Fault(f"{self.kind} is given its {slot.name} twice", f"usage: {self.line}", word=whole)
        bound[slot.name] = [word]


def _setting(text: str) -> tuple[str, str, str]:
    """`groups=2` cut in two. The = of a comparison does not count: `a==b` is one word."""
    key, equals, value = text.partition("=")
    if not key.isidentifier() or value.startswith("="):
        return text, "", ""
    return key, equals, value


@cache
def default_of(slot: Slot, rank: int) -> Any:
    """The value of a slot's default, for data with `rank` spatial axes."""
    return values.compile_word(slot.meaning, slot.default or "", ()).read(Env(frozenset(), "chw"), rank)


def parse_usage(line: str, meanings: Mapping[str, Any]) -> Usage:
    """Take a usage line apart; `meanings` are the words that this kind uses in another sense than `MEANINGS`."""
    kind, *parts = line.split()
    positional: list[Slot] = []
    settings: dict[str, Slot] = {}
    flags: dict[str, Slot] = {}
    for part in parts:
        if part == "[padding]":
            settings["pad"] = Slot("padding", "pad", sizes.Pads)
            flags |= {flag: Slot("padding", flag) for flag in PADDING_FLAGS}
            continue
        shown, equals, default = part.strip("[]").removesuffix("...").partition("=")
        meaning = meanings.get(shown) or MEANINGS.get(shown)
        required = not part.startswith("[")
        slot = Slot(shown.lower(), shown, meaning, default if equals and not required else None, required, "..." in part)
        if not equals and shown.islower():
            flags[shown] = slot._replace(meaning=None, required=False)
        elif shown.islower():
            settings[shown] = slot
        else:
            positional.append(slot)
    return Usage(line, kind, tuple(positional), settings, flags)
