"""The vocabulary, told from the classes: for `cnncalc kinds` and for the README."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import cleandoc
from itertools import groupby

from cnncalc.analysis.training_lifetimes import KEPT
from cnncalc.layers import KINDS
from cnncalc.layers.base import Layer
from cnncalc.words.sizes import Size
from cnncalc.words.usage import PADDING_FLAGS

PADDING = f"pad=1, pad=1x2, pad=0:1x0:1, {', '.join(PADDING_FLAGS)}; none: no padding"


def _doc(layer: type[Layer]) -> str:
    return cleandoc(layer.__doc__ or "")


def summary(layer: type[Layer]) -> str:
    """The first sentence of a kind's description."""
    first = " ".join(_doc(layer).split("\n\n")[0].split())
    return re.split(r"\. (?=[A-Z])", first)[0].rstrip(".")


def kind_rows() -> Iterator[list[str]]:
    """Family, usage line and summary of every kind."""
    for layer in KINDS.values():
        yield [layer.family, layer.usage + (":" if layer.joins else ""), summary(layer)]


def about(layer: type[Layer]) -> Iterator[str]:
    """All there is to tell of a kind: usage, aliases, the words, the rules and an example with its figures."""
    yield f"{layer.usage}{':' if layer.joins else ''}"
    yield ""
    yield from _doc(layer).split("\n")
    yield ""
    if layer.aliases:
        yield f"also called: {', '.join(layer.aliases)}"
    if "[padding]" in layer.usage:
        yield f"padding: {PADDING}"
    if "SIZE" in layer.usage and layer.spatial:
        yield "SIZE has one extent for each spatial axis: 3x3, 7 on 1-D data, 3x3x3 on 3-D data" + _stride_words(layer)
    yield f"kept for backward: {', '.join(KEPT[word] for word in layer.keeps) or 'nothing'}"
    yield from _example(layer)


def _stride_words(layer: type[Layer]) -> str:
    if layer.size_is is not Size:
        return ""
    return f"; /2 or /2x1 behind it is the stride, else {'the kernel' if layer.stride_is_kernel else '1'}"


def _example(layer: type[Layer]) -> Iterator[str]:
    from cnncalc.analysis.analyze import analyze
    from cnncalc.language.read import parse
    from cnncalc.layers.base import show_shape
    from cnncalc.network.build import build

    given, line = layer.example
    lines = [f"  - {line}"] if not layer.joins else [f"  - {layer.kind}:", *(f"      - {step}" for step in line.split(" | "))]
    analysis = analyze(build(parse("\n".join([f"input: {given}", "layers:", *lines]))))
    figures, y = analysis.rows[-1].figures, analysis.rows[-1].node.shape
    yield f"example: {given}"
    yield from lines
    ops = ", ".join(f"{count:,} {name}" for name, count in figures.ops._asdict().items() if count)
    yield f"  gives {show_shape(y, 'chw')}: {figures.params:,} params, {figures.macs:,} MACs; {ops or 'no operations'}"


def kinds_markdown() -> Iterator[str]:
    """The list of kinds for the README."""
    for family, layers in groupby(KINDS.values(), key=lambda layer: layer.family):
        yield f"**{family}**"
        yield ""
        for layer in layers:
            aliases = f" (also {', '.join(f'`{alias}`' for alias in layer.aliases)})" if layer.aliases else ""
            yield f"- `{layer.usage}{':' if layer.joins else ''}`{aliases}: {summary(layer)}."
        yield ""
