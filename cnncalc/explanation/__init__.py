"""The working of layers, scopes and totals: the formula in letters, the numbers put in, the result, and what it means.

Front door, the names that other rooms may import:

- explain
- layer: explain_layer
- parts: Chain, Explanation, Explanations, Section, worked
- shapes: shape_section
"""

from __future__ import annotations

from cnncalc.analysis.analyze import Analysis
from cnncalc.errors import refuse
from cnncalc.explanation.layer import explain_layer
from cnncalc.explanation.names import named
from cnncalc.explanation.parts import Explanations
from cnncalc.explanation.totals import explain_scope, explain_totals


def explain(analysis: Analysis, name: str | None = None, dtype: str = "float32") -> Explanations:
    """The workings of what a name means: a layer, a scope, a shell pattern of such; without a name, of the totals.

    A name that is `as` something in just one scope needs no scope in front. Bytes are those of `dtype`. Raises a
    `SpecError` where nothing has the name, or where extents are symbols.

    >>> import cnncalc
    >>> analysis = cnncalc.analyze(cnncalc.build(cnncalc.load("lenet5")))
    >>> cnncalc.explain(analysis, "C3")[0].sections[1].chains[0].steps
    ('K*K*Cin*Cout + Cout', '5*5*6*16 + 16')
    """
    if analysis.sizes is not None:
        raise refuse("a working is written in numbers", "give the input and the batch in numbers, as in --input 3x224x224")
    if name is None:
        return Explanations([explain_totals(analysis, dtype)])
    found = named(analysis, name)
    return Explanations(
        explain_layer(analysis, rows[0], dtype) if rows[0].node.name == label else explain_scope(analysis, label, rows, dtype)
        for label, rows in found.items()
    )
