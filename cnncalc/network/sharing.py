"""Shared weights: which layers use those of another, and what must be the same for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from cnncalc.errors import Fault, Word, did_you_mean, quote
from cnncalc.layers.base import Shape
from cnncalc.layers.settings import text_of
from cnncalc.network.graph import Applied, Node
from cnncalc.network.scopes import short_name
from cnncalc.network.tensors import whole_name
from cnncalc.words.env import Env

if TYPE_CHECKING:
    from cnncalc.network.opener import Opener
    from cnncalc.network.scopes import NameScope


def share_named(opener: Opener, nodes: Sequence[int], word: Word, env: Env, scope: NameScope) -> None:
    """Let the nodes of a layer or of a use of a block use the weights of those that a name above means."""
    if opener.draft.problems:
        return  # what it names may be what could not be opened
    theirs = _named(opener, word, env, scope)
    if len(nodes) == 1 and not weights_of(opener.draft.nodes[nodes[0]].applied):
        kind = opener.draft.nodes[nodes[0]].layer.kind
        raise Fault(f"{kind} has no weights, so there is nothing to share", "take sharing away", word=word)
    share(opener, nodes, theirs, word)


def share_rounds(opener: Opener, ours: Sequence[int], first: Sequence[int], word: Word) -> None:
    """Let the nodes of a round of a repeat use the weights of the first round."""
    try:
        share(opener, ours, first, word)
    except Fault as fault:
        fault.help = "let all rounds be alike, or take shared away: each round has weights of its own then"
        raise


def share(opener: Opener, ours: Sequence[int], theirs: Sequence[int], word: Word) -> None:
    """Let nodes use the weights of others, one by one in their order; what learns must be the same layer there."""
    nodes, shared = opener.draft.nodes, opener.draft.shared
    for mine, other in zip_longest(ours, theirs):
        a, b = (None if i is None else nodes[i] for i in (mine, other))
        if a is None or b is None or a.layer.kind != b.layer.kind:
            raise Fault(
                f"what shares weights has the same layers: {_both(a, b)}", "use the same block in both places", word=word
            )
        if wrong := _difference(a, b):
            raise Fault(*wrong, word=word)
        if weights_of(a.applied):
            shared[mine] = shared.get(other, other)


def weights_of(applied: Applied) -> dict[str, Shape]:
    """The parameters and buffers of a layer with their shapes."""
    return {**applied.layer.learned(*applied.xs), **applied.layer.kept(*applied.xs)}


def _both(a: Node | None, b: Node | None) -> str:
    here = f"here is {text_of(a.layer)} ({short_name(a.name)})" if a else "here is nothing"
    there = f"{short_name(b.name)} is {text_of(b.layer)}" if b else "there is nothing"
    return f"{here}, and {there}" if a else f"{there}, and {here}"


def _difference(a: Node, b: Node) -> tuple[str, str] | None:
    """What keeps a layer from using the weights of another, and what may help; None where nothing does."""
    mine, theirs = weights_of(a.applied), weights_of(b.applied)
    if not mine and not theirs:
        return None
    if a.layer is not b.layer and (a.layer.rank, text_of(a.layer)) != (b.layer.rank, text_of(b.layer)):
        return f"what shares weights has the same settings: {_both(a, b)}", f"write {text_of(b.layer)} in both places"
    if mine == theirs:
        return None
    name = next(name for name in mine if mine[name] != theirs[name])
    shapes = (a.layer.shown(a.applied.xs[0]), b.layer.shown(b.applied.xs[0]))
    message = (
        f"what shares weights has weights of the same shape: the {name} would be {_extents(mine[name])} here, on {shapes[0]}, "
        f"and is {_extents(theirs[name])} in {short_name(b.name)}, on {shapes[1]}"
    )
    return message, "let what enters have the same extents in both places, those of the channels at least"


def _extents(shape: Sequence[Any]) -> str:
    return "x".join(map(str, shape))


def _named(opener: Opener, word: Word, env: Env, scope: NameScope) -> Sequence[int]:
    """The nodes of the layer or the use of a block that a name means."""
    name = whole_name(opener, word.text, env, scope)
    nodes, known = opener.draft.nodes, opener.inner.gathered()
    if name is None or name not in known:
        message = f"no layer and no use of a block above is named {quote(word.text)}"
        help = "name a layer or a use of a block above with as, as in: conv 3x3 64 as rec"
        raise Fault(message, lambda: did_you_mean(word.text, list(known)[:10_000], help), word=word)
    if name not in opener.inner.firsts:
        index = known[name]
        layer = nodes[index].layer
        if not weights_of(nodes[index].applied):
            what = text_of(layer) if nodes[index].inputs else "an input of the network"
            help = "share the weights of the steps in its branches" if layer.joins else "name what has weights"
            raise Fault(f"{word.text} is {what}, which has no weights", help, word=word)
        return [index]
    first = last = opener.inner.firsts[name]
    while last < len(nodes) and nodes[last].name.startswith(f"{name}."):
        last += 1
    return range(first, last)


def carried(shared: Mapping[int, int], place: Mapping[int, int]) -> dict[int, int]:
    """The sharing of a network of which only a part is left: `place` is where each node that is left is now.

    Where the layer is gone whose weights others use, they are those of the first that is left.

    >>> carried({3: 1, 5: 1}, {3: 0, 5: 1})
    {1: 0}
    """
    owners: dict[int, int] = {}
    return {
        place[index]: place[owner]
        for index in sorted(place)
        if (owner := owners.setdefault(shared.get(index, index), index)) != index
    }


def with_sharers(frozen: frozenset[int], shared: Mapping[int, int]) -> frozenset[int]:
    """What is frozen, and all that uses the same weights."""
    owners = {shared.get(index, index) for index in frozen}
    return frozen | owners | {index for index, owner in shared.items() if owner in owners}
