"""Calls that hold a network's figures against something else: other tools, what a spec expects, a run of the network.

`x` names the network everywhere, as in `summarize`; `options` are those of `summarize` too: input, set, layout, max_nodes,
progress.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cnncalc.library.networks import Given, Named, Shapes, Values, analysis_of, graph_of, spec_of
from cnncalc.limits import NODES
from cnncalc.progress import Progress

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from cnncalc.asking.expect import Verdict
    from cnncalc.counting.conventions import Convention
    from cnncalc.counting.cost_values import Cost
    from cnncalc.counting.gaps import Reconciliation, Search
    from cnncalc.library.networks import Options
    from cnncalc.proof.verification import Verification
    from cnncalc.reference.run import Forward


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
