"""The vocabulary, made from the classes: for `cnncalc kinds` and for the guide."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import cleandoc
from itertools import groupby
from typing import Any, NamedTuple

from cnncalc.analysis.training_lifetimes import KEPT
from cnncalc.layers import KINDS
from cnncalc.layers.base import Layer
from cnncalc.library.vocabulary import Kind, Kinds
from cnncalc.report.model import CAPTION, Block, Fact, Facts, Fold, SourceText, Table, Values, notes, words
from cnncalc.report.report import Report
from cnncalc.words.sizes import Size
from cnncalc.words.usage import PADDING_FLAGS

MORE = "cnncalc kinds FAMILY shows those of a family"
TITLES = ("family", "usage", "what it does")
PADDING = f"pad=1, pad=1x2, pad=0:1x0:1, {', '.join(PADDING_FLAGS)}; none: no padding"


def _doc(layer: type[Layer]) -> str:
    return cleandoc(layer.__doc__ or "")


def summary(layer: type[Layer]) -> str:
    """The first sentence of a kind's description."""
    first = " ".join(_doc(layer).split("\n\n")[0].split())
    return re.split(r"\. (?=[A-Z])", first)[0].rstrip(".")


def kinds_report(family: str = "") -> Report:
    """The list of kinds, or of those of a family: usage line and what each does."""
    return Report(
        blocks=lambda: [_table(family), notes(["cnncalc kinds KIND describes one in full"], CAPTION)],
        data=lambda: {"format": 1, "kinds": [dict(zip(TITLES, row)) for row in kind_rows(family)]},
        main=lambda: _table(family),
        long=["kinds"],
    )


def _table(family: str) -> Table:
    rows = list(kind_rows(family))
    family_column, *others = words(*TITLES)
    columns = [family_column._replace(once=True), *others]
    fold = Fold(1, lambda depth: rows if depth else _families(), _count(rows), _count(rows), MORE)
    return Table(columns, rows, tone=lambda row: row[0], fold=None if family else fold)


def _count(rows: Sequence[Values]) -> Callable[[int], int]:
    return lambda depth: len(rows) if depth else len(_families())


def _families() -> list[list[str]]:
    """A row per family: the words of its kinds."""
    families = groupby(KINDS.values(), key=lambda layer: layer.family)
    return [[family, ", ".join(layer.kind for layer in layers), ""] for family, layers in families]


def kind_rows(family: str = "") -> Iterator[list[str]]:
    """Family, usage line and summary of every kind, or of those of a family."""
    for layer in KINDS.values():
        if family in ("", layer.family):
            yield [layer.family, usage(layer), summary(layer)]


def usage(layer: type[Layer]) -> str:
    """The usage line; a join's ends in the colon of its key."""
    return layer.usage + ":" * layer.joins


def named_kinds_report(found: Kinds) -> Report:
    """The list that a call gives."""
    return kinds_report(found.family)


def named_kind_report(found: Kind) -> Report:
    """The kind that a call gives."""
    return kind_report(found.layer)


def kind_report(layer: type[Layer]) -> Report:
    """All there is to say of a kind: usage, aliases, the words, the rules and an example with its figures."""
    example = _example(layer)
    return Report(
        title=usage(layer),
        blocks=lambda: _blocks(layer, example),
        data=lambda: _data(layer, example),
        main=lambda: Table(words(*TITLES), [[layer.family, usage(layer), summary(layer)]]),
    )


def _blocks(layer: type[Layer], example: Example) -> Iterator[Block]:
    for paragraph in _doc(layer).split("\n\n"):
        yield notes([" ".join(paragraph.split())])
    yield Facts([Fact(name, text) for name, text in _facts(layer)])
    yield SourceText([f"input: {example.given}", "layers:", *example.lines], "yaml", title="for example")
    yield notes([example.gives])


def _facts(layer: type[Layer]) -> Iterator[tuple[str, str]]:
    if layer.aliases:
        yield "also called", ", ".join(layer.aliases)
    if "[padding]" in layer.usage:
        yield "padding", PADDING
    if "SIZE" in layer.usage and layer.spatial:
        yield "SIZE", "one extent for each spatial axis: 3x3, 7 on 1-D data, 3x3x3 on 3-D data" + _stride_words(layer)
    yield "kept for backward", ", ".join(KEPT[word] for word in layer.keeps) or "nothing"


def _stride_words(layer: type[Layer]) -> str:
    if layer.size_is is not Size:
        return ""
    return f"; /2 or /2x1 after it is the stride, else {'the kernel' if layer.stride_is_kernel else '1'}"


class Example(NamedTuple):
    """A kind at work: an input, the lines of its step, and what comes out."""

    given: str
    lines: list[str]
    gives: str


def _example(layer: type[Layer]) -> Example:
    from cnncalc.analysis.analyze import analyze
    from cnncalc.language.read import parse
    from cnncalc.layers.base import show_shape
    from cnncalc.network.build import build

    given, line = layer.example
    lines = [f"  - {line}"] if not layer.joins else [f"  - {layer.kind}:", *(f"      - {step}" for step in line.split(" | "))]
    analysis = analyze(build(parse("\n".join([f"input: {given}", "layers:", *lines]))))
    figures, y = analysis.rows[-1].figures, analysis.rows[-1].node.shape
    ops = ", ".join(f"{count:,} {name}" for name, count in figures.ops._asdict().items() if count)
    gives = f"gives {show_shape(y, 'chw')}: {figures.params:,} params, {figures.macs:,} MACs; {ops or 'no operations'}"
    return Example(given, lines, gives)


def _data(layer: type[Layer], example: Example) -> Mapping[str, Any]:
    return {
        "format": 1,
        "kind": layer.kind,
        "family": layer.family,
        "usage": usage(layer),
        "aliases": list(layer.aliases),
        "summary": summary(layer),
        "text": _doc(layer),
        "kept_for_backward": list(layer.keeps),
        "example": {"input": example.given, "lines": [line.strip() for line in example.lines], "gives": example.gives},
    }


def kinds_markdown() -> Iterator[str]:
    """The list of kinds for the guide."""
    for family, layers in groupby(KINDS.values(), key=lambda layer: layer.family):
        yield f"**{family}**"
        yield ""
        for layer in layers:
            aliases = f" (also {', '.join(f'`{alias}`' for alias in layer.aliases)})" if layer.aliases else ""
            yield f"- `{layer.usage}{':' if layer.joins else ''}`{aliases}: {summary(layer)}."
        yield ""
