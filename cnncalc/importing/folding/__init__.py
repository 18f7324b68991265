"""A flat network becomes a spec as a person would have written it: blocks with parameters, repeats, joins, few names.

The way goes from the nodes to a path with branches (`joins`), to groups by their names (`scopes`) or by what stands in them
(`structures`), to blocks (`blocks`, which lays groups over one another with `templates` and writes expressions with
`parameters`), with `repeats` found on every level, to the text (`writing`), which is read again (`check`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from cnncalc.network.graph import Graph

Settings: TypeAlias = "tuple[Mapping[str, str] | None, str, Mapping[str, object] | None]"  # classes, comment, expect
MOST_NODES = 10_000  # of a network that is folded; a larger one is written as it is


def fold(
    graph: Graph,
    classes: Mapping[str, str] | None = None,
    comment: str = "",
    expect: Mapping[str, object] | None = None,
    same_figures: Callable[[Graph, Graph], bool] | None = None,
) -> str:
    r"""The text of a spec for a flat graph, with blocks for what repeats in it.

    `classes` has what the scopes in the names of its nodes are called: `{"layer1.0": "Bottleneck"}` makes the block
    `bottleneck`. `comment` is what the file begins with, one line or several; `expect` replaces the graph's own expectations.
    `same_figures` says whether two graphs have the same figures, peak memory too; with it, growing concatenations become chains
    (DenseNet's layers become `repeat`) where it agrees.

    The text gives the same layers in the same order, and so the same figures. Names stay, but for those of
    activations, joins and the like that are called after their kind (`relu_2`), which are counted anew. What cannot be folded
    (weights that layers share, ends that are all heads) is written as `cnncalc expand` does.

    >>> import cnncalc
    >>> unit = "  - conv 3x3 {1} half as a.{0}.conv, bn as a.{0}.norm, relu as a.{0}.act\n"
    >>> layers = "".join(unit.format(*at) for at in enumerate((8, 16, 32)))
    >>> graph = cnncalc.build(cnncalc.parse(f"input: 3x32x32\nlayers:\n{layers}"))
    >>> print(fold(graph, {f"a.{i}": "Unit" for i in range(3)}), end="")
    input: 3x32x32
    blocks:
      unit c: conv 3x3 c half as conv, bn as norm, relu as act
    layers:
      - unit 8 as a.0, unit 16 as a.1, unit 32 as a.2
    """
    if graph.sizes or graph.shared or "output" not in graph.outputs or len(graph.nodes) > MOST_NODES:
        return flat(graph, comment, expect)
    text = _in_chains(graph, (classes, comment, expect), same_figures) if same_figures else ""
    return text or _checked(graph, (classes, comment, expect)) or flat(graph, comment, expect)


def _checked(graph: Graph, about: Settings) -> str:
    """The folded text, if it gives the graph again."""
    from cnncalc.importing.folding.check import graph_of

    text = folded(graph, *about)
    return text if graph_of(text, graph) else ""


def _in_chains(graph: Graph, about: Settings, same_figures: Callable[[Graph, Graph], bool]) -> str:
    """The folded text with growing concatenations as chains, if there are any and the figures stay."""
    from cnncalc.importing.folding.chains import chained
    from cnncalc.importing.folding.check import graph_of

    chain = chained(graph)
    text = folded(chain, *about) if chain is not graph else ""
    again = graph_of(text, chain)
    return text if again and same_figures(again, graph) else ""


def folded(
    graph: Graph,
    classes: Mapping[str, str] | None = None,
    comment: str = "",
    expect: Mapping[str, object] | None = None,
) -> str:
    """The text with blocks, not yet checked; empty where the graph's joins cannot be written as branches."""
    from cnncalc.importing.folding.blocks import Workshop
    from cnncalc.importing.folding.joins import Unfoldable, path_of
    from cnncalc.importing.folding.naming import FlatNames, say, say_alike
    from cnncalc.importing.folding.repeats import LEAST, with_repeats
    from cnncalc.importing.folding.scopes import grouped
    from cnncalc.importing.folding.structures import structured
    from cnncalc.importing.folding.writing import spec_text

    names = FlatNames(graph)
    try:
        path = grouped(path_of(graph), names, classes or {})
    except Unfoldable:
        return ""
    workshop = Workshop(names)
    path = structured(workshop.of_groups(path), workshop)
    say(path, "", names, graph.inputs)
    say_alike(path, names)
    return spec_text(graph, with_repeats(path, LEAST), workshop.blocks, comment, expect)


def flat(graph: Graph, comment: str = "", expect: Mapping[str, object] | None = None) -> str:
    """The text with every layer written out."""
    from cnncalc.importing.folding.writing import comment_lines, expect_lines
    from cnncalc.network.write import spec_lines

    lines = spec_lines(graph if expect is None else graph._replace(expect={}))
    return "".join(f"{line}\n" for part in (comment_lines(comment), lines, expect_lines(expect or {})) for line in part)
