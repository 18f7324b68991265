"""What a network costs as a tool counts it: the rules of a convention on the facts of every layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from cnncalc.analysis.analyze import Analysis, Figures, Row
from cnncalc.counting.conventions import BIAS, CONVENTIONS, NA, Convention, convention_named, parsed
from cnncalc.errors import refuse
from cnncalc.layers.arithmetic import area, elements
from cnncalc.layers.base import Layer
from cnncalc.network.graph import Applied

SHOWN = 3  # layers without a rule that are named
FLAGS = {"bn": "noaffine", "instnorm": "affine", "upsample": "bilinear", "resize": "bilinear"}  # that have a rule of their own
BIASED = ("conv", "dwconv", "fc")  # whose biases are a term of their own; those of a deconv are part of its rule

# Each takes a layer's figures, the layer with its shapes, and how many times it runs.
FACTS: Mapping[str, Callable[[Figures, Applied, int], int]] = {
    "MAC": lambda figures, applied, times: figures.macs,
    "out-MAC": lambda figures, applied, times: figures.weights * area(applied.y) * times,
    "b": lambda figures, applied, times: figures.activations if has_bias(applied) else 0,
    "in": lambda figures, applied, times: elements(applied.xs[0]) * times,
    "out": lambda figures, applied, times: figures.activations,
    "positions": lambda figures, applied, times: area(applied.y) * times,
    "params": lambda figures, applied, times: figures.params * times,
    "buffers": lambda figures, applied, times: figures.buffers * times,
    "ops": lambda figures, applied, times: sum(figures.ops),
}


class CostTerm(NamedTuple):
    """What a kind of layer, or the biases of one, cost in all: the rule, how many layers there are, and the amount."""

    rule: str
    layers: int
    amount: int


class Cost(NamedTuple):
    """A network's cost, or its parameters, under a convention.

    `layers` holds the cost of every layer by its name, `terms` the sums by kind ("conv", "conv bias", "bn noaffine"), which
    together make `total`. `trainable` is the part of a number of parameters that is trained; None of a cost.
    """

    convention: Convention
    layers: Mapping[str, int]
    terms: Mapping[str, CostTerm]
    total: int
    trainable: int | None = None


def cost(analysis: Analysis, convention: str = "macs") -> Cost:
    """What a tool prints for a network: its cost in the tool's own unit, or its parameters.

    `convention` is a name of `CONVENTIONS`. The batch and the items of region pools multiply a cost, never parameters. With
    symbols among the extents it is a polynomial. Raises a `SpecError` where there is no such convention, and where it has no
    rule for one of the layers.

    >>> from cnncalc import analyze, build, load
    >>> found = cost(analyze(build(load("alexnet_tv"))), "thop")
    >>> found.total, found.terms["adaptive_avgpool"]
    (714206912, CostTerm(rule='in + out', layers=1, amount=18432))
    """
    chosen = convention_named(convention)
    require_rules(analysis, chosen)
    layers: dict[str, int] = {}
    terms: dict[str, list[int]] = {}
    for name, amounts in _counted(analysis, chosen):
        layers[name] = sum(amount for _, amount in amounts)
        for term, amount in amounts:
            found = terms.setdefault(term, [0, 0])
            found[0], found[1] = found[0] + 1, found[1] + amount
    trainable = analysis.totals.trainable if chosen.counts == "params" else None
    sums = {term: CostTerm(chosen.rule(term), *found) for term, found in terms.items()}
    return Cost(chosen, layers, sums, sum(layers.values()), trainable)


def _counted(analysis: Analysis, convention: Convention) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """The name of each layer with its terms; layers that are alike are counted once."""
    known: dict[tuple[Applied, int], list[tuple[str, int]]] = {}
    for row in analysis.rows:
        key = row.node.applied, row.node.items
        if key not in known:
            known[key] = list(_amounts(convention, row, analysis.batch))
        yield row.node.name, known[key]


def costs(analysis: Analysis, counts: str) -> list[Cost]:
    """The network under every convention that counts costs ("cost") or parameters ("params") and has all the rules for it."""
    rows = (row for row in CONVENTIONS.values() if row.counts == counts)
    return [cost(analysis, row.name) for row in rows if not lacking(analysis, row)]


def lacking(analysis: Analysis, convention: Convention) -> dict[str, list[str]]:
    """The kinds for which a convention has no rule, each with the names of its layers in this network."""
    without = cache(lambda term: convention.rule(term) == NA)
    found: dict[str, list[str]] = {}
    for row in analysis.rows:
        if any(map(without, terms_of(row.node.layer))):
            found.setdefault(row.node.layer.kind, []).append(row.node.name)
    return found


def require_rules(analysis: Analysis, convention: Convention) -> None:
    """Refuse a network that holds a layer for which a convention has no rule."""
    if reason := why_not(analysis, convention):
        others = [row.name for row in CONVENTIONS.values() if row.counts == "cost" and not lacking(analysis, row)]
        raise refuse(f"{convention.name} cannot count this network: {reason}", f"conventions that can: {', '.join(others)}")


def why_not(analysis: Analysis, convention: Convention) -> str:
    """Why a convention cannot count a network, in a line; empty where it can."""
    sentences = []
    for kind, names in lacking(analysis, convention).items():
        more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
        sentences.append(f"{kind} ({', '.join(names[:SHOWN])}{more})")
    return f"it has no rule for {' and '.join(sentences)}" if sentences else ""


def terms_of(layer: Layer) -> tuple[str, ...]:
    """The terms that a layer adds to: its kind, with a flag that has a rule of its own, and its bias.

    >>> from cnncalc import analyze, build, parse
    >>> graph = build(parse("input: 3x8x8\\nlayers:\\n  - conv 1x1 4, bn noaffine"))
    >>> [terms_of(node.layer) for node in graph.layers()]
    [('conv', 'conv bias'), ('bn noaffine',)]
    """
    kind = layer.kind
    if kind in BIASED:
        return (kind,) if layer.nobias else (kind, kind + BIAS)
    flag = FLAGS.get(kind)
    return (f"{kind} {flag}",) if flag and getattr(layer, flag) else (kind,)


def has_bias(applied: Applied) -> bool:
    """Whether a layer adds a learned bias to its outputs."""
    return "bias" in applied.layer.learned(*applied.xs)


def _amounts(convention: Convention, row: Row, batch: int) -> Iterator[tuple[str, int]]:
    times = row.node.items * batch if convention.counts == "cost" else 1
    for term in terms_of(row.node.layer):
        amount = 0
        for factor, quantity in parsed(convention.rule(term)):
            amount += factor * FACTS[quantity](row.figures, row.node.applied, times)
        yield term, amount
