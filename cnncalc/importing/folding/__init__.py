"""A flat network becomes a spec as a person would have written it: blocks with parameters, repeats, joins, few names."""

from __future__ import annotations

from collections.abc import Mapping

from cnncalc.network.graph import Graph

MOST_NODES = 20_000  # beyond, a network is written as it is


def fold(
    graph: Graph,
    classes: Mapping[str, str] | None = None,
    comment: str = "",
    expect: Mapping[str, object] | None = None,
) -> str:
    """The text of a spec for a graph."""
    text = folded(graph, classes, comment, expect)
    return text or flat(graph, comment, expect)


def folded(graph, classes=None, comment="", expect=None):
    from cnncalc.importing.folding.blocks import Workshop
    from cnncalc.importing.folding.joins import path_of
    from cnncalc.importing.folding.naming import Names, say, say_alike
    from cnncalc.importing.folding.repeats import LEAST, with_repeats
    from cnncalc.importing.folding.scopes import grouped
    from cnncalc.importing.folding.writing import spec_text

    names = Names(graph)
    path = grouped(path_of(graph), names, classes or {})
    workshop = Workshop(names)
    path = workshop.of_groups(path)
    say(path, "", names, graph.inputs)
    say_alike(path, names)
    path = with_repeats(path, LEAST)
    return spec_text(graph, path, workshop.blocks, comment, expect)
