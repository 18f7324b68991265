"""What names mean at one place of a file: the arguments of the block, the variables of the file, `in` and the sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cnncalc.errors import Fault, Place, Word, did_you_mean, quote
from cnncalc.words.entering import SIZES, size_of
from cnncalc.words.values import Compiled, Plain, compile_once

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number


class Argument:
    """A word that a caller wrote for a parameter; what it means is settled where the parameter is used."""

    __slots__ = ("env", "label", "place", "reading", "values", "word")

    def __init__(self, label: str, word: Word, env: Env, place: Place | None) -> None:
        self.label = label  # what messages call it: "the variable width"
        self.word = word
        self.env = env
        self.place = place
        self.reading = False
        self.values: dict[tuple[Any, int], Any] = {}

    def read(self, meaning: Any, rank: int) -> Any:
        """The word's value under a meaning; a fault points at the caller, who wrote the word."""
        key = meaning, rank
        if key not in self.values:
            self._require_no_circle()
            self.reading = True
            try:
                compiled: Compiled = compile_once(meaning, self.word.text, self.env.known)
                self.values[key] = compiled.read(self.env, rank)
            except Fault as fault:
                if fault.place is None and self.place:
                    fault.place = self.place.word(self.word)
                raise
            finally:
                self.reading = False
        return self.values[key]

    def _require_no_circle(self) -> None:
        if self.reading:
            circle = Fault(f"{self.label} is defined by itself", "a default or a variable may use only the others")
            circle.place = self.place.word(self.word) if self.place else None
            raise circle


class Env:
    """The names of one use of a block (or of the file), each with its argument."""

    __slots__ = ("arguments", "entering", "known", "layout", "scope", "tensors")

    def __init__(self, known: frozenset[str], layout: str, entering: tuple[Any, ...] | None = None) -> None:
        self.arguments: dict[str, Argument] = {}
        self.known = known
        self.layout = layout
        self.entering = entering  # the shape of what enters the block, or outside blocks the line
        self.scope: Any = None  # the names of tensors there; None where there can be none
        self.tensors: Callable[[str], tuple[Any, ...]] | None = None  # their shapes by name; "" is what enters a step

    def define(self, name: str, word: Word, env: Env, place: Place | None) -> None:
        """Give a name its argument. A word that is itself a parameter there passes its own argument on."""
        passed = env.arguments.get(word.text)
        self.arguments[name] = passed or Argument(f"the parameter {name}", word, env, place)

    def read(self, name: str, meaning: Any, rank: int) -> Any:
        """The value of a name under a meaning."""
        return self.arguments[name].read(meaning, rank)

    def number(self, name: str) -> Number:
        """The value of a name in an expression."""
        if name == "in":
            if self.entering is None:
                raise Fault("in has no meaning here", "in is the number of channels that enter a block or a line of layers")
            channels: Number = self.entering[0]
            return channels
        if name not in self.arguments:
            if name in SIZES:
                size: Number = size_of(name, self.entering)
                return size
            raise Fault(f"the name {quote(name)} is not known here", did_you_mean(name, self.known))
        value: Number = self.arguments[name].read(Plain, 0)
        return value

    def counting(self, name: str, value: int) -> Env:
        """The same names, and one more that counts the rounds of a repeat."""
        inner = Env(self.known | {name}, self.layout, self.entering)
        inner.scope = self.scope
        inner.arguments.update(self.arguments)
        inner.arguments[name] = Argument(f"the count {name}", Word(str(value)), inner, None)
        return inner
