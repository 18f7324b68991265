"""Opening parts: another spec, or a piece of it, as one use of a block whose names nothing outside can disturb."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cnncalc.errors import Fault, Place, Word, did_you_mean, quote
from cnncalc.language.parts import stem
from cnncalc.language.spec import Spec, Text, UseStep
from cnncalc.network.freeze import matching, named_nodes
from cnncalc.network.scopes import POISON, BlockUse, NameScope
from cnncalc.network.sharing import share_named
from cnncalc.words.env import Argument, Env

if TYPE_CHECKING:
    from cnncalc.network.graph import Event
    from cnncalc.network.opener import Opener


class Reached(Exception):
    """The tensor is made up to which a part is used."""

    def __init__(self, node: int) -> None:
        self.node = node


class WatchedNames(dict[str, int]):
    """Names of tensors; once the wanted one is made, nothing more is opened."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted

    def __setitem__(self, name: str, node: int) -> None:
        super().__setitem__(name, node)
        if name == self.wanted and node >= 0:
            raise Reached(node)


def open_part(opener: Opener, step: UseStep, place: Place, at: int, env: Env, scope: NameScope) -> int:
    """Open the layers of another spec. The index of its end, or POISON."""
    name = scope.claim(stem(step.part), step.name)
    if at < 0:
        return POISON
    part, first, events = opener.spec.parts[step.part], len(opener.draft.nodes), len(opener.draft.outline)
    inner = _names(step, part, place, env, f"{scope.prefix}{name}.")
    inner.scope.names[_only_input(step, part)] = at
    key = first, len(scope.prefix) + len(name)
    opener.blocks[key] = step.part
    with _inside(opener, part, BlockUse(step.part, scope.prefix + name, place.line), inner, place.line):
        try:
            end, reached = opener.body(part.layers, at, inner, inner.scope), step.to is None
        except Reached as found:
            end, reached = found.node, True
    if opener.draft.problems or end < 0:
        return POISON
    if not reached and step.to:
        raise _not_reached(step, step.to, inner.scope)
    if step.to and _is_open(opener.draft.outline[events:]):
        message = f"{step.to.text} lies inside a join of {step.part}, whose other branches would lead nowhere"
        raise Fault(message, "name the join, or a tensor that does not lie in a branch", word=step.to)
    _freeze(opener, part, inner.scope.prefix, first)
    opener.ends[key] = end
    if step.sharing:
        share_named(opener, range(first, len(opener.draft.nodes)), step.sharing, env, scope)
    scope.names[name] = end
    return end


def _only_input(step: UseStep, part: Spec) -> str:
    if len(part.inputs) == 1:
        return next(iter(part.inputs))
    message = f"{step.part} has {len(part.inputs)} inputs, {', '.join(part.inputs)}, and a part is given one"
    raise Fault(message, "copy its blocks into this file, and its layers", word=step.word)


def _names(step: UseStep, part: Spec, place: Place, env: Env, prefix: str) -> Env:
    """What names mean inside: its own variables, with the values that are given here."""
    known = frozenset(part.vars)
    outside, inner = Env(known, part.layout), Env(known, part.layout)
    for name, text in part.vars.items():
        given = step.arguments.get(name)
        label = f"the variable {name}"
        if given is None:
            inner.arguments[name] = Argument(label, text.word, outside, text.place)
        else:
            inner.arguments[name] = env.arguments.get(given.text) or Argument(label, given, env, place)
    outside.arguments = inner.arguments
    inner.scope = NameScope(prefix)
    if step.to:
        inner.scope.names = WatchedNames(step.to.text)
    return inner


@contextmanager
def _inside(opener: Opener, part: Spec, use: BlockUse, env: Env, line: int) -> Iterator[None]:
    """Open by the part's own blocks and variables; all its layers stand on the line that uses it."""
    draft = opener.draft
    before = opener.spec, opener.variables, opener.root, opener.depth, opener.turns, draft.line
    opener.uses.append(use)
    count = len(opener.uses)
    opener.spec, opener.variables, opener.root, draft.line = part, env.arguments, count, draft.line or line
    try:
        yield
    finally:
        opener.spec, opener.variables, opener.root, opener.depth, opener.turns, draft.line = before
        del opener.uses[count - 1 :]


def _not_reached(step: UseStep, to: Word, scope: NameScope) -> Fault:
    names = list(scope.names)[:10_000]
    help = did_you_mean(to.text, names, f"cnncalc summarize {step.part} lists its names")
    return Fault(f"{step.part} has no tensor {quote(to.text)} that its own layers name", help, word=to)


def _is_open(events: list[Event]) -> bool:
    """Whether a join or a head has begun and not ended."""
    words = [event[0] for event in events if not isinstance(event, int)]
    return sum(word not in ("branch", "from", "end") for word in words) > words.count("end")


def _freeze(opener: Opener, part: Spec, prefix: str, first: int) -> None:
    """Freeze what the part freezes, of what is left of it."""
    names = named_nodes(opener.draft.nodes[first:]) if part.freeze else {}
    for text in part.freeze:
        pattern = prefix + text.word.text
        if matching(names, pattern):
            opener.freezes.append(Text(Word(pattern), text.place, text.key))
