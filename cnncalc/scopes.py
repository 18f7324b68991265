"""Names: every use of a block is a scope, and within it every tensor has a name of its own."""

from __future__ import annotations

from cnncalc.errors import Fault, Word, did_you_mean, quote

POISON = -1  # stands for a tensor that could not be made; what depends on it is passed over in silence
AMBIGUOUS = -2


class Scope:
    """The names inside one use of a block; those of the scopes around it are visible from inside."""

    __slots__ = ("counts", "names", "parent", "prefix")

    def __init__(self, prefix: str = "", parent: Scope | None = None) -> None:
        self.prefix = prefix
        self.parent = parent
        self.names: dict[str, int] = {}
        self.counts: dict[str, int] = {}

    def claim(self, kind: str, given: Word | None) -> str:
        """A name for the next tensor or scope: the given one, or the kind and how many of it there are by now."""
        number = self.counts.get(kind, 0) + 1
        self.counts[kind] = number
        if given is not None:
            if given.text in self.names:
                raise Fault(f"the name {quote(given.text)} is taken", "names are unique within a scope", word=given)
            name = given.text
        else:
            name = f"{kind}{number}"
            while name in self.names:
                number += 1
                name = f"{kind}{number}"
        self.names[name] = POISON
        return name

    def label(self, label: str, node: int) -> None:
        """A branch's name means its end, as long as only one branch in the scope has it."""
        self.names[label] = AMBIGUOUS if label in self.names else node

    def find(self, word: Word) -> int:
        """The tensor of a name, here or in a scope around."""
        scope: Scope | None = self
        while scope:
            found = scope.names.get(word.text)
            if found == AMBIGUOUS:
                help = "name the tensor that you mean with as"
                raise Fault(f"the name {quote(word.text)} stands for more than one tensor", help, word=word)
            if found is not None:
                return found
            scope = scope.parent
        raise Fault(f"no tensor above is named {quote(word.text)}", self._suggestion(word.text), word=word)

    def _suggestion(self, text: str) -> str | None:
        visible: list[str] = []
        scope: Scope | None = self
        while scope and len(visible) < 10_000:
            visible += list(scope.names)[-1000:]
            scope = scope.parent
        return did_you_mean(text, visible, "name a tensor with as, as in: conv 3x3 64 as stem")
