"""Finding tensors by their names: those around, those inside a use of a block, and those that a parameter holds."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from cnncalc.errors import Fault, Word, did_you_mean, quote
from cnncalc.network.scopes import POISON, NameScope, Poisoned, short_name

if TYPE_CHECKING:
    from cnncalc.network.opener import Opener
    from cnncalc.words.env import Argument, Env


class InnerNames:
    """The whole names of all tensors so far, gathered once somebody asks for one inside a use of a block."""

    def __init__(self, opener: Opener) -> None:
        self.opener = opener
        self.known: dict[str, int] = {}
        self.firsts: dict[str, int] = {}  # of each use of a block, its first layer
        self.nodes = self.uses = 0  # that have been gathered

    def gathered(self) -> dict[str, int]:
        """The index of each tensor by its whole name; a use of a block is the tensor that it ends with."""
        nodes, ends = self.opener.draft.nodes, self.opener.ends
        for index in range(self.nodes, len(nodes)):
            self.known[nodes[index].name] = index
        for (first, length), end in islice(ends.items(), self.uses, None):
            if first < len(nodes) and nodes[first].name[length : length + 1] == ".":  # else it has no layer of its own
                name = nodes[first].name[:length]
                self.known.setdefault(name, end)
                self.firsts.setdefault(name, first)
        self.nodes, self.uses = len(nodes), len(ends)
        return self.known


def found(opener: Opener, word: Word, env: Env, scope: NameScope) -> int:
    """The index of the tensor that a name means, or POISON. What a parameter holds goes before names outside the block."""
    held = _held(opener, env.arguments.get(word.text))
    if held is not None:
        if scope.own(word.text) is not None:
            message = f"{quote(word.text)} is a parameter that holds a tensor, and the name of a tensor in this block"
            raise Fault(message, "rename one of them", word=word)
        return held
    known = _seek(opener, word.text, scope)
    if known is None:
        raise _unknown(opener, word, env, scope)
    return known


def _held(opener: Opener, argument: Argument | None) -> int | None:
    """The tensor that a parameter holds, if it holds the name of one where its block is used."""
    if argument is None or argument.env.scope is None or argument.reading:
        return None
    argument.reading = True
    try:
        inner = _held(opener, argument.env.arguments.get(argument.word.text))
        return inner if inner is not None else _seek(opener, argument.word.text, argument.env.scope)
    finally:
        argument.reading = False


def _seek(opener: Opener, name: str, scope: NameScope) -> int | None:
    at = scope.seek(name)
    if at is not None or "." not in name:
        return at
    around: NameScope | None = scope
    while around:
        if (at := opener.inner.gathered().get(around.prefix + name)) is not None:
            return at
        around = around.parent
    return None


def whole_name(opener: Opener, name: str, env: Env, scope: NameScope) -> str | None:
    """The whole name of what a name means; None where nothing is named so. What a parameter holds goes first."""
    argument = env.arguments.get(name)
    if argument and argument.env.scope is not None and not argument.reading and _held(opener, argument) is not None:
        argument.reading = True
        try:
            return whole_name(opener, argument.word.text, argument.env, argument.env.scope)
        finally:
            argument.reading = False
    around: NameScope | None = scope
    while around:
        if name in around.names or around.prefix + name in opener.inner.gathered():
            return around.prefix + name
        around = around.parent
    return None


def _unknown(opener: Opener, word: Word, env: Env, scope: NameScope) -> Fault:
    name = word.text
    if name in env.known:
        shown = env.arguments[name].word.text if name in env.arguments else ""
        message = f"{name} is a parameter or a variable, and {quote(shown)}, which it holds, names no tensor above"
        return Fault(message, "give it the name of a tensor where the block is used, or name the tensor itself", word=word)
    if "." in name and opener.draft.problems:
        return Poisoned(name)  # it may lie in what could not be opened
    use, _, rest = name.partition(".")
    if rest and scope.has(use):
        inside = [known.partition(f"{use}.")[2] for known in opener.inner.gathered() if f"{use}." in known][:10_000]
        guess = did_you_mean(rest, inside, "cnncalc summarize lists the names inside")
        return Fault(f"no tensor in {short_name(use)} is named {quote(rest)}", guess, word=word)
    return scope.unknown(word)


def shape_named(opener: Opener, name: str, at: int, env: Env, scope: NameScope) -> tuple[Any, ...]:
    """The shape of a tensor by its name, or of the current one."""
    known = found(opener, Word(name), env, scope) if name else at
    if known == POISON:
        raise Poisoned(name)
    return opener.draft.nodes[known].shape


def holds_tensor(opener: Opener, argument: Argument) -> bool:
    """Whether a parameter holds the name of a tensor."""
    return _held(opener, argument) is not None
