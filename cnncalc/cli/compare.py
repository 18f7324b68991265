"""`cnncalc compare`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import click

from cnncalc.cli.alternatives import changes_of
from cnncalc.cli.options import (
    as_option,
    batch_option,
    completed,
    dtype_option,
    input_option,
    layout_option,
    max_nodes_option,
    set_option,
)
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.progress import ProgressBar
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import SpecError, quote, refuse

if TYPE_CHECKING:
    from cnncalc.design.compare import Network
    from cnncalc.design.versions import Changes
    from cnncalc.language.spec import Spec
    from cnncalc.progress import Progress


class CompareOptions(NamedTuple):
    """How every network is built and counted."""

    layout: str | None
    batch: int | str
    max_nodes: int
    progress: Progress


@click.command(cls=Sectioned, name="compare")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True, shell_complete=completed("spec"))
@input_option(metavar="[NAME=]SHAPE,...", help="Try an input in several shapes.")
@set_option(metavar="NAME=VALUE,...", help="Try several values of a variable.")
@click.option(
    "--without",
    multiple=True,
    shell_complete=completed("layer"),
    metavar="PATTERN,...",
    help="Try without layers or scopes; + joins several.",
)
@click.option("--by", type=click.Choice(["scope", "kind", "layer"]), help="Lay the rows of the networks side by side.")
@click.option(
    "--figures",
    metavar="LIST",
    shell_complete=completed("figures"),
    help="The figures, as params,macs,...  [default: all; with --by params,macs]",
)
@batch_option()
@dtype_option()
@layout_option()
@max_nodes_option()
@as_option()
@output_options()
def command(
    specs: tuple[str, ...],
    inputs: tuple[str, ...],
    variables: tuple[str, ...],
    without: tuple[str, ...],
    by: str | None,
    figures: str | None,
    batch: int | str,
    dtype: str | None,
    layout: str | None,
    max_nodes: int,
    convention: str | None,
    output: Output,
) -> None:
    """Put networks, or versions of one, side by side: what they cost, how deep they are and how far they see.

    Every figure is shown with its ratio to the first network's; * marks the least of each cost. Depth counts the layers with
    weights (conv, dwconv, deconv, fc) on the longest path to the main output, so that neither heads nor projections beside a
    longer branch count.

    --input, --set and --without take several values between commas, or are given several times; all are crossed, but the shapes
    of several inputs go together: left=1x8x8,1x9x9,right=1x8x8,1x9x9 are two versions.

    --without takes layers away by name or scope, where * matches anything and + joins what goes at once. A layer that is taken
    away passes on its input. A branch of a join is lost once all its layers are gone, and the last branch left passes on; a
    join that is taken away passes on its first branch; an emptied branch of split passes on its share. What then leads nowhere
    goes too; all other layers keep their settings. Where they no longer fit together, the report names the layer, the shape
    that came in and the shape that was wanted.

    \b
    Examples:
      cnncalc compare resnet50 vgg16
      cnncalc compare resnet50 vgg16 --as thop
      cnncalc compare mobilenet_v2 --set width=0.5,1 --input 3x192x192,3x224x224
      cnncalc compare resnet50 --without conv3_x,'*.conv_bn1' --by scope
    """
    from cnncalc.design.compare import compare
    from cnncalc.report.describers.compare import comparison_report
    from cnncalc.report.describers.compare_view import ComparisonView, chosen_figures, common_dtype

    wanted = chosen_figures(figures, by, convention is not None)
    with ProgressBar() as bar:
        networks = _networks(specs, inputs, variables, without, CompareOptions(layout, batch, max_nodes, bar))
        comparison = compare(networks, convention)
    report = comparison_report(
        ComparisonView(comparison, dtype or common_dtype(comparison), wanted, by), chosen=figures is not None
    )
    output.write(report, _remarks(networks))


def _networks(
    specs: tuple[str, ...], inputs: Iterable[str], variables: Iterable[str], without: Iterable[str], how: CompareOptions
) -> list[Network]:
    from cnncalc.bundled.find import load

    if specs.count("-") > 1:
        raise refuse("standard input can be read once", "save it to a file, and name that as often as you like")
    loaded = [load(spec) for spec in specs]
    changes = [changes_of(spec, inputs, variables, without) for spec in loaded]
    if sum(each.networks() for each in changes) < 2:
        help = "name another SPEC, or vary this one: --set NAME=A,B, --input SHAPE,SHAPE or --without PATTERN"
        raise refuse("one network alone has nothing to be compared with", help)
    names = _names(specs, loaded)
    each = (_versions(name, spec, change, how, len(specs)) for name, spec, change in zip(names, loaded, changes))
    return list(_within(how.max_nodes, (network for several in each for network in several)))


def _remarks(networks: Iterable[Network]) -> Iterator[str]:
    """What is odd about the inputs of each network."""
    for network in networks:
        if network.analysis:
            yield from (f"{network.label}: {remark}" for remark in network.analysis.graph.remarks)


def _within(max_nodes: int, networks: Iterable[Network]) -> Iterator[Network]:
    """The networks, as long as all together stay within the limit of one: they are in memory at once."""
    nodes = 0
    for network in networks:
        nodes += len(network.analysis.graph.nodes) if network.analysis else 0
        if nodes > max_nodes:
            help = "compare fewer at once; --max-nodes sets another limit"
            raise refuse(f"the networks have at least {nodes:,} nodes together; the limit is {max_nodes:,}", help)
        yield network


def _names(specs: tuple[str, ...], loaded: list[Spec]) -> list[str]:
    """What the specs are called: by their names, and by their files too where names are the same."""
    names = [spec.name or name for name, spec in zip(specs, loaded)]
    files: dict[str, set[str]] = {}
    for name, file in zip(names, specs):
        files.setdefault(name, set()).add(file)
    return [f"{name} ({file})" if len(files[name]) > 1 and name != file else name for name, file in zip(names, specs)]


def _versions(name: str, spec: Spec, changes: Changes, how: CompareOptions, specs: int) -> Iterator[Network]:
    from cnncalc.design.versions import versions

    try:
        for network in versions(spec, changes, *how):
            label = network.label if specs == 1 and network.label else f"{name} {network.label}"
            yield network._replace(label=label.strip())
    except SpecError as error:
        if specs == 1:
            raise
        named = [it if it.place else it._replace(message=f"{quote(name)}: {it.message}") for it in error.problems]
        raise SpecError(named) from None
