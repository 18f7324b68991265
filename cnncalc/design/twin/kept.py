"""What the words of a spec's `freeze` and `expect` still mean for another network made of it."""

from __future__ import annotations

from cnncalc.analysis.analyze import analyze
from cnncalc.asking.expect import judge
from cnncalc.errors import Fault, Problem
from cnncalc.language.spec import Text
from cnncalc.network.freeze import frozen_nodes
from cnncalc.network.graph import Graph, Node


def matches(text: Text, nodes: list[Node]) -> bool:
    """Whether a pattern of `freeze` names any layer or scope."""
    problems: list[Problem] = []
    frozen_nodes([text], nodes, {}, problems)
    return not problems


def still_met(graph: Graph, other: Graph) -> dict[str, Text]:
    """The expectations of a graph that are about figures which another has as well."""
    if not graph.expect:
        return {}
    analyses = analyze(graph), analyze(other)
    kept: dict[str, Text] = {}
    for name, text in graph.expect.items():
        alone = [analysis._replace(graph=analysis.graph._replace(expect={name: text})) for analysis in analyses]
        try:
            found = {verdict.found for analysis in alone for verdict in judge(analysis)}
        except Fault:  # about a layer that the twin does without, or not to be understood at all
            continue
        if len(found) == 1:
            kept[name] = text
    return kept
