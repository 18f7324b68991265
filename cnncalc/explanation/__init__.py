"""The working of layers, scopes and totals: the formula in letters, the numbers put in, the result, and what it means.

Front door, the names that other rooms may import:

- explain
- layer: explain_layer
- parts: Chain, Explanation, Explanations, Section, worked
- shapes: shape_section
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.analysis.analyze import Analysis
from cnncalc.errors import quote, refuse
from cnncalc.explanation.layer import explain_layer
from cnncalc.explanation.names import named
from cnncalc.explanation.parts import Explanation, Explanations
from cnncalc.explanation.totals import explain_scope, explain_totals

if TYPE_CHECKING:
    from cnncalc.explanation.place import Numbers


def explain(
    analysis: Analysis,
    name: str | None = None,
    dtype: str = "float32",
    at: Numbers | None = None,
    tile: Numbers | None = None,
) -> Explanations:
    """The workings of what a name means: a layer, a scope, a shell pattern of such; without a name, of the totals.

    A name that is `as` something in just one scope needs no scope in front. Bytes are those of `dtype`. With `at`, a position
    in the map of one layer ("3,5"), what the output there sees of the inputs; with `tile` ("4x4") how large an input a tile of
    the map needs. Raises a `SpecError` where nothing has the name, where there is no such position or tile, or where extents
    are symbols.

    >>> import cnncalc
    >>> analysis = cnncalc.analyze(cnncalc.build(cnncalc.load("lenet5")))
    >>> cnncalc.explain(analysis, "C3")[0].sections[1].chains[0].steps
    ('K*K*Cin*Cout + Cout', '5*5*6*16 + 16')
    """
    if analysis.sizes is not None:
        raise refuse("a working is written in numbers", "give the input and the batch in numbers, as in --input 3x224x224")
    if at is not None or tile is not None:
        return Explanations([_placed(analysis, name, dtype, at, tile)])
    if name is None:
        return Explanations([explain_totals(analysis, dtype)])
    found = named(analysis, name)
    return Explanations(
        explain_layer(analysis, rows[0], dtype) if rows[0].node.name == label else explain_scope(analysis, label, rows, dtype)
        for label, rows in found.items()
    )


def _placed(analysis: Analysis, name: str | None, dtype: str, at: Numbers | None, tile: Numbers | None) -> Explanation:
    """The explanation of one layer, with what an output of it sees, or what a tile of it needs."""
    from cnncalc.explanation import place

    if name is None:
        raise refuse("a place or a tile is one of a layer's map", "name the layer, as in: cnncalc explain lenet5 S4 --at 0,4")
    (label, rows), *others = named(analysis, name).items()
    if others or rows[0].node.name != label:
        what = (
            f"{quote(name)} means {1 + len(others):,} layers"
            if others
            else f"{quote(label)} is a scope of {len(rows):,} layers"
        )
        raise refuse(
            f"{what}, and a place or a tile is one of one layer's map", f"name a layer, as in {quote(rows[-1].node.name)}"
        )
    row, found = rows[0], explain_layer(analysis, rows[0], dtype)
    if at is not None:
        seen = place.seen_at(analysis, row, place.position(at))
        found = found._replace(sections=(*found.sections, place.place_section(analysis, row, seen)), at=seen)
    if tile is not None:
        need = place.tile_need(analysis, row, place.extents(tile))
        found = found._replace(sections=(*found.sections, place.tile_section(row, need)), tile=need)
    return found
