"""Names: every use of a block is a scope, and within it every tensor has a name of its own."""

from collections.abc import Sequence
from typing import NamedTuple

from cnncalc.errors import Fault, Word, did_you_mean, quote
from cnncalc.limits import SHOWN_TRAIL

POISON = -1  # marks a tensor that could not be made; what depends on it is passed over in silence
AMBIGUOUS = -2


class Poisoned(Fault):
    """A tensor that a step needs could not be made, which has been told."""


class NameScope:
    """The names inside one use of a block; those of the scopes around it are visible from inside."""

    __slots__ = ("counts", "labels", "names", "parent", "prefix", "repeats")

    def __init__(self, prefix: str = "", parent: "NameScope | None" = None) -> None:
        self.prefix = prefix
        self.parent = parent
        self.names: dict[str, int] = {}
        self.labels: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        self.repeats = 0  # that are open

    def claim(self, kind: str, given: Word | None) -> str:
        """A name for the next tensor or scope: the given one, or the kind and how many of it there are by now."""
        name = self.counted(kind) if given is None else given.text
        if name in self.names:
            raise self._taken(name, given)
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.names[name] = POISON
        return name

    def _taken(self, name: str, given: Word | None) -> Fault:
        help = "put what is repeated into a block, whose uses have names of their own" if self.repeats else None
        return Fault(f"the name {quote(name)} is taken", help or "names are unique within a scope", word=given)

    def counted(self, kind: str) -> str:
        """The name that counting gives the next tensor or scope of a kind."""
        number = self.counts.get(kind, 0) + 1
        while f"{kind}{number}" in self.names:
            number += 1
        return f"{kind}{number}"

    def label(self, label: str, node: int) -> None:
        """A branch's name means its end, as long as only one branch has it and no tensor is named so."""
        self.labels[label] = AMBIGUOUS if label in self.labels else node

    def own(self, name: str) -> int | None:
        """The tensor of a name in this scope itself."""
        found = self.names.get(name, self.labels.get(name))
        if found == AMBIGUOUS:
            help = "name the one that you mean with as, at the end of its branch"
            raise Fault(f"more than one branch is named {quote(name)}", help)
        return found

    def seek(self, name: str) -> int | None:
        """The tensor of a name, here or in a scope around."""
        scope: NameScope | None = self
        while scope:
            if (found := scope.own(name)) is not None:
                return found
            scope = scope.parent
        return None

    def unknown(self, word: Word) -> Fault:
        """The error for a name that no tensor has."""
        return Fault(f"no tensor above is named {quote(word.text)}", lambda: self._suggestion(word.text), word=word)

    def has(self, name: str) -> bool:
        """Whether a name is known, here or in a scope around."""
        return name in self.names or (self.parent is not None and self.parent.has(name))

    def _suggestion(self, text: str) -> str | None:
        visible: list[str] = []
        scope: NameScope | None = self
        while scope and len(visible) < 10_000:
            visible += [*list(scope.names)[-1000:], *scope.labels]
            scope = scope.parent
        return did_you_mean(text, visible, "name a tensor with as, as in: conv 3x3 64 as stem")


class BlockUse(NamedTuple):
    """A use of a block that is being opened."""

    block: str
    scope: str
    line: int
    turns: int = 0  # how many choices were open around it
    spec: object = None  # whose block it is


def trail(uses: Sequence[BlockUse]) -> tuple[str, ...]:
    """The uses of blocks around a place, the innermost first, as lines of an error."""
    wheres = ["layers", *(use.block for use in uses)]
    steps = [f"in {short_name(use.scope)}, at {where} line {use.line}" for use, where in zip(uses, wheres)]
    if len(steps) > SHOWN_TRAIL:
        steps = [steps[0], f"in {len(steps) - SHOWN_TRAIL:,} more uses of blocks", *steps[-SHOWN_TRAIL + 1 :]]
    return tuple(steps[::-1])


def short_name(name: str) -> str:
    """A name for use in a message: a long one by its end.

    >>> short_name("stage2.body1")
    'stage2.body1'
    """
    return name if len(name) <= 60 else f"...{name[-57:]}"
