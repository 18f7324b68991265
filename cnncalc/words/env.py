"""What names mean where one stands: the arguments of the block, the variables of the file, and `in`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncalc.errors import Fault, Place, Word, did_you_mean, quote
from cnncalc.words.values import Compiled, Plain, compile_word

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number


_PENDING = object()


class Argument:
    """A word that a caller wrote for a parameter; what it means is settled where the parameter is used."""

    __slots__ = ("env", "place", "values", "word")

    def __init__(self, word: Word, env: Env, place: Place | None) -> None:
        self.word = word
        self.env = env
        self.place = place
        self.values: dict[tuple[Any, int], Any] = {}

    def read(self, meaning: Any, rank: int) -> Any:
        """The word's value under a meaning; a fault points at the caller, who wrote the word."""
        key = meaning, rank
        if key not in self.values:
            self.values[key] = _PENDING
            try:
                compiled: Compiled = compile_word(meaning, self.word.text, self.env.known)
                self.values[key] = compiled.read(self.env, rank)
            except Fault as fault:
                del self.values[key]
                if fault.place is None and self.place:
                    fault.place = self.place.word(self.word)
                raise
        if self.values[key] is _PENDING:
            raise Fault(f"{quote(self.word.text)} is defined by itself", "a default or a variable may use only the others")
        return self.values[key]


class Env:
    """The names of one use of a block (or of the file), each with its argument."""

    __slots__ = ("arguments", "channels", "known", "layout")

    def __init__(self, known: frozenset[str], layout: str, channels: int | None = None) -> None:
        self.arguments: dict[str, Argument] = {}
        self.known = known
        self.layout = layout
        self.channels = channels

    def define(self, name: str, word: Word, env: Env, place: Place | None) -> None:
        """Give a name its argument. A word that is itself a parameter there passes its own argument on."""
        passed = env.arguments.get(word.text)
        self.arguments[name] = passed or Argument(word, env, place)

    def read(self, name: str, meaning: Any, rank: int) -> Any:
        """The value of a name under a meaning."""
        return self.arguments[name].read(meaning, rank)

    def number(self, name: str) -> Number:
        """The value of a name in an expression."""
        if name == "in":
            if self.channels is None:
                raise Fault("in has no meaning here", "in is the number of channels that enter a block or a line of layers")
            return self.channels
        if name not in self.arguments:
            raise Fault(f"the name {quote(name)} is not known here", did_you_mean(name, self.known))
        value: Number = self.arguments[name].read(Plain, 0)
        return value
