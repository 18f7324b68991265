"""Taking layers away: what is left of a network, and where it no longer fits together.

A layer that is taken away passes on its input. A branch of a join is lost once all its layers are gone, and a join that has
lost all but one passes that one on; a branch of `split`, whose channels must go on, passes on its share. A join that
is taken away itself passes on its first branch. What then leads to no output goes too, and so does a head without layers.
All other layers keep their settings, except that a split cuts evenly what reaches it now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from cnncalc.errors import quote, refuse
from cnncalc.network.freeze import matching, named_nodes, pattern_help
from cnncalc.network.graph import Graph
from cnncalc.network.rebuild import Break, rebuilt

Span: TypeAlias = "tuple[int, int]"  # of indices: from the first up to, not including, the second


class Ablation(NamedTuple):
    """A network without some of its layers.

    `taken` are the indices, in the whole graph, of the nodes that are gone; `graph` is what is left, None where it breaks.
    """

    patterns: tuple[str, ...]
    taken: tuple[int, ...]
    graph: Graph | None
    breaks: tuple[Break, ...]


def ablate(graph: Graph, patterns: Sequence[str]) -> Ablation:
    """The graph without the layers and scopes that shell patterns name, as `freeze` names them.

    Raises a `SpecError` where a pattern matches nothing or no layer is left.

    >>> from cnncalc import build, load
    >>> ablate(build(load("lenet5")), ["fc2"]).graph.nodes[-1].name
    'tanh4'
    """
    matched = _matched(graph, patterns)
    branches, heads = _outlined(graph)
    kept, gone = _kept_inputs(graph, branches, matched)
    source = _sources(kept, matched)
    inputs_of = [tuple(source[i] for i in inputs) for inputs in kept]
    ends = {name: source[i] for name, i in graph.outputs.items() if name not in heads or not _all_gone(heads[name], gone)}
    before = _live(graph.outputs.values(), [node.inputs for node in graph.nodes])
    taken = matched | (before - _live(ends.values(), inputs_of) - set(graph.inputs.values()))
    for index, inputs in enumerate(inputs_of):  # what nobody read before goes with what it reads
        if any(i in taken for i in inputs):
            taken.add(index)
    if len(taken) == len(graph.nodes) - len(graph.inputs):
        raise refuse(f"without {quote(' + '.join(patterns))} no layer is left", "take fewer layers away")
    left, breaks = rebuilt(graph, taken, inputs_of, ends)
    return Ablation(tuple(patterns), tuple(sorted(taken)), None if breaks else left, breaks)


def _matched(graph: Graph, patterns: Sequence[str]) -> set[int]:
    names = named_nodes(graph.nodes[len(graph.inputs) :])
    matched: set[int] = set()
    for pattern in patterns:
        hits = matching(names, pattern)
        if not hits:
            message = f"nothing to go without: no layer or scope is called {quote(pattern)}"
            raise refuse(message, pattern_help(pattern, names))
        matched |= {index + len(graph.inputs) for index in hits}
    return matched


def _outlined(graph: Graph) -> tuple[dict[str, list[Span]], dict[str, Span]]:
    """The nodes of each branch of every join, and of each head, with all that lies inside: they follow one another."""
    joins: dict[str, list[Span]] = {}
    heads: dict[str, Span] = {}
    made = {node.name: index for index, node in enumerate(graph.nodes)}
    around: list[tuple[str, str, list[int]]] = []  # what is open: kind, name, where each branch starts
    last = len(graph.inputs) - 1
    for event in graph.outline:
        if isinstance(event, int):
            last = event
        elif event[0] == "branch":
            around[-1][2].append(last + 1)
        elif event[0] == "end":
            kind, name, starts = around.pop()
            spans = list(zip(starts, [*starts[1:], last + 1]))
            if kind == "head":
                heads[name] = spans[0]
            else:
                joins[name], last = spans, made[name]
        elif event[0] != "from":
            around.append((*event, [last + 1] if event[0] == "head" else []))
    return joins, heads


def _kept_inputs(graph: Graph, branches: dict[str, list[Span]], matched: set[int]) -> tuple[list[tuple[int, ...]], list[int]]:
    """What each node reads once lost branches are gone, and how many nodes before each are matched.

    A join with none or one of several branches left is matched from here on.
    """
    kept, gone = [], [0]
    for index, node in enumerate(graph.nodes):
        inputs = node.inputs
        if node.layer.joins and not node.layer.splits:
            lost = [_all_gone(span, gone) for span in branches[node.name]]
            inputs = tuple(i for i, nothing in zip(inputs, lost) if not nothing) or inputs[:1]
            if any(lost) and len(inputs) == 1:
                matched.add(index)
        kept.append(inputs)
        gone.append(gone[-1] + (index in matched))
    return kept, gone


def _all_gone(span: Span, gone: list[int]) -> bool:
    """Whether there are nodes in a stretch, and all of them are matched."""
    start, stop = span
    return 0 < stop - start == gone[stop] - gone[start]


def _sources(kept: list[tuple[int, ...]], matched: set[int]) -> list[int]:
    """For each node the one whose output replaces its own: itself, or if it is gone the one that it passes on."""
    source: list[int] = []
    for index, inputs in enumerate(kept):
        source.append(source[inputs[0]] if index in matched else index)
    return source


def _live(ends: Iterable[int], inputs: list[tuple[int, ...]]) -> set[int]:
    """The nodes from which an output can be reached."""
    live = set(ends)
    for index in range(len(inputs) - 1, -1, -1):
        if index in live:
            live.update(inputs[index])
    return live
