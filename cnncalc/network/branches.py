"""Opening joins: every branch from where it starts, then the node that joins their ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.errors import Fault
from cnncalc.language.spec import Join
from cnncalc.network.chained import as_written, is_chain
from cnncalc.network.scopes import POISON, NameScope
from cnncalc.words.env import Env

if TYPE_CHECKING:
    from cnncalc.network.opener import Opener


def open_join(opener: Opener, item: Join, at: int, env: Env, scope: NameScope) -> int:
    """Open the branches from the current tensor, and join them. The index of the join, or POISON."""
    name = scope.claim(item.layer.kind, item.name)
    outline = opener.draft.outline
    outline.append((item.layer.kind, scope.prefix + name))
    ends = []
    for branch, start in zip(item.branches, _starts(opener, item, at, name, scope)):
        outline.append(("branch", ""))
        ends.append(opener.body(branch.body, start, env, scope))
        if branch.label:
            scope.label(branch.label.text, ends[-1])
    if min(ends) < 0:
        return POISON
    node = _joined(opener, item, ends, scope.prefix + name)
    outline.append(("end", ""))
    scope.names[name] = node
    return node


def _joined(opener: Opener, item: Join, ends: list[int], name: str) -> int:
    """The node that joins the ends of the branches."""
    layer = opener.draft.joined(item.layer, len(opener.draft.nodes[ends[0]].shape) - 1)
    try:
        return opener.draft.add(layer, tuple(ends), name, item.place.line)
    except Fault as fault:
        fault.layer = name
        if item.layer.kind == "add" and is_chain(opener.draft.nodes, ends):
            branches = [opener.draft.nodes[end] for end in ends]
            fault.help = f"dashes are branches, side by side; for one after the other write {as_written(branches)}"
        raise


def _starts(opener: Opener, item: Join, at: int, name: str, scope: NameScope) -> list[int]:
    """Where each branch starts: at the current tensor, or for a split at its share of the channels."""
    count = len(item.branches)
    if not item.layer.splits or at < 0:
        return [at] * count
    shape = opener.draft.nodes[at].shape
    share, rest = divmod(shape[0], count)
    if rest:
        raise Fault(
            f"split cannot cut {shape[0]} channels evenly among {count} branches: {shape[0]} = {share}*{count} + {rest}",
            "change the number of branches, or cut with slice and concat",
        )
    slices = []
    for i in range(count):
        layer = opener.draft.sliced(i * share, (i + 1) * share, len(shape) - 1)
        local = f"{name}.slice{i + 1}"
        scope.names[local] = opener.draft.add(layer, (at,), scope.prefix + local, item.place.line)
        slices.append(scope.names[local])
    return slices
