"""Calls on one network: its figures, its memory, its working.

`x` names the network everywhere, as in `summarize`; `options` are those of `summarize` too: input, set, layout, max_nodes,
progress.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnncalc.library.networks import Given, Named, Shapes, Values, analysis_of, graph_of, spec_of
from cnncalc.limits import NODES
from cnncalc.progress import Progress

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from cnncalc.analysis.analyze import Analysis
    from cnncalc.analysis.memory import Memory
    from cnncalc.explanation.parts import Explanations
    from cnncalc.library.networks import Options
    from cnncalc.network.ablation import Ablation
    from cnncalc.network.graph import Graph, Stock


def summarize(
    x: Named,
    *,
    input: Shapes = None,
    batch: int | str | None = None,
    set: Values = None,
    layout: str | None = None,
    max_nodes: int = NODES,
    progress: Progress = None,
) -> Analysis:
    """The figures of a network: every layer's shape, parameters, MACs and receptive field, and the totals.

    `x` is a bundled name, a path, the text of a spec (it has a second line), a `Spec`, a `Graph` or an `Analysis`. `input`
    gives an input another shape ("3x192x192", or a mapping of names to such), `set` variables other values, `layout` is that of
    shapes ("chw" or "hwc"), `batch` how many samples go through at once, or the name of a symbol. `progress` is told now and
    then what is being done, how much is done, and of how many. Parameters are whole numbers, shapes are tuples with channels
    first, MACs are for the whole batch. Raises a `SpecError` with every mistake that could be found.

    >>> import cnncalc
    >>> net = cnncalc.summarize("resnet50", input="3x192x192")
    >>> net.params, net.macs, net["conv3_x"].output
    (25557032, 3004841984, (512, 24, 24))
    """
    return analysis_of(x, Given(input, set, layout, max_nodes, progress), batch)


def analyze(x: Named, batch: int | str = 1, progress: Progress = None, stock: Stock | None = None) -> Analysis:
    """The figures of a network for a batch; the step from a `Graph` to an `Analysis`, where `summarize` takes all of them.

    `stock` is that which the graph was built with, if it was. Raises a `SpecError` where the batch is neither a number nor a
    symbol, and where a figure depends on the sizes of symbols in another way than polynomials can say.

    >>> import cnncalc
    >>> cnncalc.analyze(cnncalc.build(cnncalc.load("vgg16"))).totals.figures.params
    138357544
    """
    from cnncalc.analysis.analyze import analyze

    return analyze(graph_of(x, Given(progress=progress), stock), batch, progress, stock)


def build(
    x: Named,
    inputs: Shapes = None,
    variables: Values = None,
    layout: str | None = None,
    max_nodes: int = NODES,
    progress: Progress = None,
    stock: Stock | None = None,
) -> Graph:
    """The graph of a network, every node shaped; the step from a `Spec` to a `Graph`.

    `inputs`, `variables` and `layout` are `input`, `set` and `layout` of `summarize`. Graphs that have much in common are built
    faster with one `stock`. Raises a `SpecError` with every mistake that could be found.

    >>> import cnncalc
    >>> cnncalc.build("vgg16", "3x64x64").nodes[-1].applied.xs
    ((4096,),)
    """
    return graph_of(x, Given(inputs, variables, layout, max_nodes, progress), stock)


def memory(
    x: Named,
    dtype: str | None = None,
    optimizer: str | None = None,
    *,
    batch: int | str | None = None,
    **options: Unpack[Options],
) -> Memory:
    """What a network takes in bytes over a run, at inference or, with an `optimizer`, in training.

    `dtype` is what a number takes (None: what the spec says, else float32), `optimizer` sgd, momentum or adam. Raises a
    `SpecError` where there is no such data type or
    optimizer, and for training in whole numbers.

    >>> import cnncalc
    >>> cnncalc.memory("lenet5").total, cnncalc.memory("lenet5", optimizer="adam", batch=32).states
    (270344, 493648)
    """
    from cnncalc.analysis.memory import memory_of

    analysis = analysis_of(x, Given(**options), batch)
    return memory_of(analysis, analysis.graph.in_dtype(dtype), optimizer)


memory_of = memory


def explain(
    x: Named,
    name: str | None = None,
    dtype: str | None = None,
    *,
    at: str | Sequence[int] | None = None,
    tile: str | Sequence[int] | None = None,
    batch: int | str | None = None,
    **options: Unpack[Options],
) -> Explanations:
    """The working of a layer, of a scope or of what a shell pattern matches; without a `name`, of the totals.

    Each `Explanation` has sections of chains: a quantity, its formula in letters, the numbers put in, and its value. Bytes are
    those of `dtype`. With `at`, a position in the map of one layer ("3,5" or (3, 5)), `explanation.at` has what the output
    there sees of the inputs; with `tile` ("4x4"), `explanation.tile` how large an input a tile of the map needs. Raises a
    `SpecError` where nothing has the name, where there is no such position or tile, or where extents are symbols.

    >>> import cnncalc
    >>> cnncalc.explain("lenet5", "S4", at="0,4")[0].at.rectangle.seen
    {'input': ((0, 15), (16, 31))}
    >>> cnncalc.explain("lenet5", "C3")[0].sections[1].chains[0].steps
    ('K*K*Cin*Cout + Cout', '5*5*6*16 + 16')
    """
    from cnncalc.explanation import explain

    analysis = analysis_of(x, Given(**options), batch)
    return explain(analysis, name, analysis.graph.in_dtype(dtype), at, tile)


def smallest_input(x: Named, variables: Values = None, layout: str | None = None, progress: Progress = None) -> dict[str, str]:
    """The smallest inputs that a network accepts, by name, as `build` takes them.

    Extents grow together, as the spec has them. Raises the `SpecError` of the spec's own size where nothing up to it fits.

    >>> import cnncalc
    >>> cnncalc.smallest_input("vgg16")
    {'input': '3x32x32'}
    """
    from cnncalc.network.smallest import smallest_input

    return smallest_input(spec_of(x, progress), variables, layout, progress)


def ablate(x: Named, patterns: str | Sequence[str]) -> Ablation:
    """A network without the layers and scopes that shell patterns name.

    What then leads nowhere goes too; `graph` is what is left, None where it does not fit together, and `breaks` says where.
    Raises a `SpecError` where a pattern matches nothing or no layer is left.

    >>> import cnncalc
    >>> cnncalc.ablate("lenet5", "fc2").graph.nodes[-1].name
    'tanh4'
    """
    from cnncalc.network.ablation import ablate

    return ablate(graph_of(x), [patterns] if isinstance(patterns, str) else patterns)
