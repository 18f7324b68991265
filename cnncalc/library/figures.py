"""Calls on one network: its figures, its memory, its working, its costs as other tools count them, and their proof.

`x` names the network everywhere, as in `summarize`; `options` are those of `summarize` too: input, set, layout, max_nodes,
progress.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cnncalc.library.networks import Given, Named, Shapes, Values, analysis_of, graph_of, spec_of
from cnncalc.limits import NODES
from cnncalc.progress import Progress

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from cnncalc.analysis.analyze import Analysis
    from cnncalc.analysis.memory import Memory
    from cnncalc.asking.expect import Verdict
    from cnncalc.counting.conventions import Convention
    from cnncalc.counting.cost import Cost
    from cnncalc.counting.reconcile import Reconciliation, Search
    from cnncalc.explanation.parts import Explanations
    from cnncalc.library.networks import Options
    from cnncalc.network.ablation import Ablation
    from cnncalc.network.graph import Graph, Stock
    from cnncalc.proof.verification import Verification
    from cnncalc.reference.run import Forward


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


def analyze(x: Named, batch: int | str | None = None, progress: Progress = None, stock: Stock | None = None) -> Analysis:
    """The figures of a network for a batch; the step from a `Graph` to an `Analysis`, where `summarize` takes all of them.

    `stock` is that which the graph was built with, if it was. Raises a `SpecError` where the batch is neither a number nor a
    symbol, and where a figure depends on the sizes of symbols in another way than polynomials can say.

    >>> import cnncalc
    >>> cnncalc.analyze(cnncalc.build(cnncalc.load("vgg16"))).totals.figures.params
    138357544
    """
    if stock is None:
        return analysis_of(x, Given(progress=progress), batch)
    from cnncalc.analysis.analyze import analyze

    return analyze(graph_of(x, Given(progress=progress), stock), 1 if batch is None else batch, progress, stock)


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
    dtype: str = "float32",
    optimizer: str | None = None,
    *,
    batch: int | str | None = None,
    **options: Unpack[Options],
) -> Memory:
    """What a network takes in bytes over a run, at inference or, with an `optimizer`, in training.

    `dtype` is what a number takes, `optimizer` sgd, momentum or adam. Raises a `SpecError` where there is no such data type or
    optimizer, and for training in whole numbers.

    >>> import cnncalc
    >>> cnncalc.memory("lenet5").total, cnncalc.memory("lenet5", optimizer="adam", batch=32).states
    (270344, 493648)
    """
    from cnncalc.analysis.memory import memory_of

    return memory_of(analysis_of(x, Given(**options), batch), dtype, optimizer)


memory_of = memory


def explain(
    x: Named,
    name: str | None = None,
    dtype: str = "float32",
    *,
    batch: int | str | None = None,
    **options: Unpack[Options],
) -> Explanations:
    """The working of a layer, of a scope or of what a shell pattern matches; without a `name`, of the totals.

    Each `Explanation` has sections of chains: a quantity, its formula in letters, the numbers put in, and its value. Bytes are
    those of `dtype`. Raises a `SpecError` where nothing has the name, or where extents are symbols.

    >>> import cnncalc
    >>> cnncalc.explain("lenet5", "C3")[0].sections[1].chains[0].steps
    ('K*K*Cin*Cout + Cout', '5*5*6*16 + 16')
    """
    from cnncalc.explanation import explain

    return explain(analysis_of(x, Given(**options), batch), name, dtype)


def cost(
    x: Named, convention: str | Convention = "macs", *, batch: int | str | None = None, **options: Unpack[Options]
) -> Cost:
    """What another tool prints for a network: its cost in the tool's own unit, or its parameters.

    `convention` is one of `cnncalc.conventions()`, or its name. Raises a `SpecError` where there is no such convention, and
    where it has no rule for one of the layers.

    >>> import cnncalc
    >>> cnncalc.cost("resnet50", "fvcore").total
    4111512576
    """
    from cnncalc.counting.cost import cost

    name = convention if isinstance(convention, str) else convention.name
    return cost(analysis_of(x, Given(**options), batch), name)


def reconcile(
    x: Named,
    first: str,
    second: str | None = None,
    *,
    batch: int | str | None = None,
    **options: Unpack[Options],
) -> Reconciliation:
    """The gap between two conventions, term by term; its sum is exactly the difference of the totals.

    One convention alone is held against macs, or against params where it counts these. Raises a `SpecError` where a convention
    is not known, lacks a rule, or where one counts costs and the other parameters.

    >>> import cnncalc
    >>> found = cnncalc.reconcile("resnet50", "fvcore")
    >>> found.gap, [(gap.term, gap.gap) for gap in found.gaps if gap.gap]
    (22328320, [('bn', 22227968), ('gap', 100352)])
    """
    from cnncalc.counting.conventions import convention_named
    from cnncalc.counting.reconcile import OURS, reconcile

    pair = (first, second) if second is not None else (OURS[convention_named(first).counts], first)
    return reconcile(analysis_of(x, Given(**options), batch), *pair)


def reconcile_printed(
    x: Named,
    printed: str,
    first: str | None = None,
    *,
    batch: int | str | None = None,
    **options: Unpack[Options],
) -> Search:
    """The conventions that would print a number, in the precision in which it is printed, and why it differs from `first`.

    `printed` is a number as tools and papers write it: 4.13G, 4.13 GMac, 4.13e9, 4,132,436,968. Where no convention would print
    it, the nearest are given. Raises a `SpecError` where it cannot be read, or where symbols stand for sizes.

    >>> import cnncalc
    >>> [match.second.convention.name for match in cnncalc.reconcile_printed("resnet50", "4.13G").matches]
    ['ptflops-pytorch', 'thop']
    """
    from cnncalc.counting.reconcile import reconcile_printed

    return reconcile_printed(analysis_of(x, Given(**options), batch), printed, first)


def judge(x: Named, *, batch: int | str | None = None, **options: Unpack[Options]) -> list[Verdict]:
    """A verdict on each of a spec's expectations: what was wanted, what was found, and whether it is right.

    One that cannot be understood is a `Fault` with its place. `check` gives more: slips and workings.

    >>> import cnncalc
    >>> all(verdict.right for verdict in cnncalc.judge("lenet5"))
    True
    """
    from cnncalc.asking.expect import judge

    return judge(analysis_of(x, Given(**options), batch))


def verify(
    x: Named,
    inputs: Shapes = None,
    variables: Values = None,
    layout: str | None = None,
    *,
    input: Shapes = None,
    set: Values = None,
    full: bool = False,
    seed: int = 0,
    cores: int = 0,
    max_nodes: int = NODES,
    progress: Progress = None,
) -> Verification:
    """Compare what the rules predict of a network with what a forward pass that knows none of them is observed to do.

    `full` runs the network at its own size, however long that takes; otherwise it does so where that is done in seconds, and on
    the smallest inputs that its layers allow elsewhere. Weights and inputs are drawn from `seed`; 0 `cores` are all there are.
    `inputs` and `variables` are older words for `input` and `set`. Raises a `SpecError` where the input has symbols.

    >>> import cnncalc
    >>> cnncalc.verify("lenet5").disagreement is None
    True
    """
    from cnncalc.proof.verification import verify

    shapes, values = input or inputs, set or variables
    spec = spec_of(x, progress)
    return verify(spec, shapes, values, layout, full=full, seed=seed, cores=cores, max_nodes=max_nodes, progress=progress)


def forward(
    x: Named,
    inputs: Mapping[str, Any] | None = None,
    weights: Mapping[str, Mapping[str, Any]] | None = None,
    seed: int = 0,
    regions: Mapping[str, Any] | None = None,
) -> Forward:
    """Run a network on nested lists, channels first, without a batch axis.

    `inputs` maps an input's name to its numbers, `weights` a layer's name to its tensors (`weight`, `bias`, `running_mean`,
    `running_var`) in PyTorch's layouts: conv [out, in/groups, kh, kw], deconv [in, out/groups, kh, kw], fc [out, in]. What is
    missing is drawn from the seed, in small whole numbers. `regions` maps a region pool's name to its N regions
    (x1, y1, x2, y2) on the map that it is given. Raises a `SpecError` where a name is unknown or a tensor has the wrong shape.

    >>> import cnncalc
    >>> kernel = {"weight": [[[[1, 0], [0, 2]]]], "bias": [5]}
    >>> text = "input: 1x2x2\\nlayers:\\n  - conv 2x2 1"
    >>> cnncalc.forward(text, {"input": [[[1, 2], [3, 4]]]}, {"conv1": kernel}).outputs
    {'output': [[[14]]]}
    """
    from cnncalc.reference.run import forward

    return forward(graph_of(x), inputs, weights, seed, regions)


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
