"""What a network costs as a tool counts it: the rules of a convention on the facts of every layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from cnncalc.analysis.analyze import Analysis, Figures, Row
from cnncalc.counting.conventions import CONVENTIONS, convention_named
from cnncalc.counting.cost_values import Cost, CostTerm
from cnncalc.counting.rules import BIAS, NA, Convention, parsed
from cnncalc.errors import refuse
from cnncalc.layers.arithmetic import area, elements, product
from cnncalc.layers.base import Layer
from cnncalc.layers.windows import spans
from cnncalc.network.graph import Applied
from cnncalc.words.numbers import symbolic

SHOWN = 3  # layers without a rule that are named
# What has rules of its own: flags, several groups, and data of one or three axes, where a tool counts those in another way.
FLAGS = {
    "bn": ("noaffine", "noscale", "noshift"),
    "instnorm": ("affine",),
    "upsample": ("bilinear",),
    "resize": ("bilinear",),
    "deconv": ("groups",),
    "softmax": ("positions", "groups"),
}
BY_RANK = ("gap", "adaptive_avgpool", "upsample", "resize")
BIASED = ("conv", "dwconv", "fc")  # whose biases are a term of their own; those of a deconv are part of its rule

# Each takes a layer's figures, the layer with its shapes, and how many times it runs.
FACTS: Mapping[str, Callable[[Figures, Applied, int], int]] = {
    "MAC": lambda figures, applied, times: figures.macs,
    "out-MAC": lambda figures, applied, times: figures.weights * area(applied.y) * times,
    "b": lambda figures, applied, times: figures.activations if has_bias(applied) else 0,
    "in": lambda figures, applied, times: elements(applied.xs[0]) * times,
    "out": lambda figures, applied, times: figures.activations,
    "positions": lambda figures, applied, times: area(applied.y) * times,
    "sums": lambda figures, applied, times: applied.layer.sums(applied.y) * times,
    "taps": lambda figures, applied, times: figures.activations * product(applied.layer.kernel),
    "added": lambda figures, applied, times: figures.activations * (len(applied.xs) - 1),
    "wide": lambda figures, applied, times: (applied.xs[0][0] + applied.layer.size - 1) * area(applied.xs[0]) * times,
    "cut-MAC": lambda figures, applied, times: cut_macs(applied) * times,
    "conv-b": lambda figures, applied, times: convolved_bias(applied) * times,
    "params": lambda figures, applied, times: figures.params * times,
    "buffers": lambda figures, applied, times: figures.buffers * times,
    "ops": lambda figures, applied, times: sum(figures.ops),
}


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
    return costed(analysis, chosen)


def costed(analysis: Analysis, convention: Convention) -> Cost:
    """The cost of the rows of an analysis under a convention that has a rule for each."""
    layers: dict[str, int] = {}
    terms: dict[str, list[int]] = {}
    for name, amounts in _counted(analysis, convention):
        layers[name] = sum(amount for _, amount in amounts)
        for term, amount in amounts:
            found = terms.setdefault(term, [0, 0])
            found[0], found[1] = found[0] + 1, found[1] + amount
    trainable = sum(row.trainable for row in analysis.rows) if convention.counts == "params" else None
    sums = {term: CostTerm(convention.rule(term), *found) for term, found in terms.items()}
    return Cost(convention, layers, sums, sum(layers.values()), trainable, analysis)


def joined(convention: Convention, costs: Iterable[Cost]) -> Cost:
    """The cost of a network from those of its parts; a term whose parts have rules of their own names them all."""
    layers: dict[str, int] = {}
    terms: dict[str, CostTerm] = {}
    trainable = 0
    for part in costs:
        layers |= part.layers
        trainable += part.trainable or 0
        for term, more in part.terms.items():
            had = terms.get(term, CostTerm(more.rule, 0, 0))
            rule = " or ".join(dict.fromkeys([*had.rule.split(" or "), more.rule]))
            terms[term] = CostTerm(rule, had.layers + more.layers, had.amount + more.amount)
    total = sum(term.amount for term in terms.values())
    return Cost(convention, layers, terms, total, trainable if convention.counts == "params" else None)


def _counted(analysis: Analysis, convention: Convention) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """The name of each layer with its terms; layers that are alike are counted once."""
    known: dict[tuple[Applied, int, bool], list[tuple[str, int]]] = {}
    for row in analysis.rows:
        key = row.node.applied, row.node.items, row.owner is None
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
        if row.owner and not convention.shares:
            found.setdefault("shared weights", []).append(row.node.name)
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
    """The terms that a layer adds to: its kind, with what has a rule of its own, and its bias.

    >>> from cnncalc import analyze, build, parse
    >>> graph = build(parse("input: 3x8x8\\nlayers:\\n  - conv 1x1 4, bn noaffine"))
    >>> [terms_of(node.layer) for node in graph.layers()]
    [('conv', 'conv bias'), ('bn noaffine',)]
    """
    kind = layer.kind
    if kind in BIASED:
        return (kind,) if layer.nobias else (kind, kind + BIAS)
    # a flag that is set, or more than one group
    flag = next((flag for flag in FLAGS.get(kind, ()) if getattr(layer, flag) > (flag == "groups")), "")
    return (kind + f" {flag}" * bool(flag) + f" {layer.rank}d" * (kind in BY_RANK and layer.rank != 2),)


def has_bias(applied: Applied) -> bool:
    """Whether a layer adds a learned bias to its outputs."""
    return "bias" in applied.layer.learned(*applied.xs)


def cut_macs(applied: Applied) -> int:
    """The MACs that calflops 0.3.2 counts of a deconv: it divides Cout/groups by the groups once more."""
    layer: Any = applied.layer
    channels: int = layer.out // layer.groups // layer.groups
    return elements(applied.xs[0]) * product(layer.kernel) * channels


def convolved_bias(applied: Applied) -> int:
    """The bias of a deconv as calflops 0.3.2 counts it: at the positions that a convolution with these settings would have.

    Where the kernel is larger than the padded input they are negative along an axis, in the tool as well.
    """
    layer: Any = applied.layer
    if not has_bias(applied):
        return 0
    axes = list(zip(applied.xs[0][1:], spans(layer), layer.crops(), layer.stride))
    if any(symbolic(extent) and stride > 1 for extent, _, _, stride in axes):
        message = "calflops-flops counts the bias of a deconv at positions that it rounds down, which depend on the sizes"
        raise refuse(message, "give the input in numbers, as in 256x56x56")
    positions = ((extent + sum(crop) - span) // stride + 1 for extent, span, crop, stride in axes)
    channels: int = layer.out // layer.groups
    return channels * product(positions)


def _amounts(convention: Convention, row: Row, batch: int) -> Iterator[tuple[str, int]]:
    times = row.node.items * batch if convention.counts == "cost" else 1
    figures = row.alone if convention.counts == "cost" else row.figures  # what is shared costs each time, and is kept once
    for term in terms_of(row.node.layer):
        amount = 0
        for factor, quantity in parsed(convention.rule(term)):
            amount += factor * FACTS[quantity](figures, row.node.applied, times)
        yield term, amount
