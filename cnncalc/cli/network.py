"""The network that a command line asks for: a spec, and what is changed in it."""

# Annotations are evaluated here: a NamedTuple takes twice as long to make where they are not.
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cnncalc.cli.options import input_option, layout_option, max_nodes_option, set_option, spec_argument
from cnncalc.cli.output import write_notes
from cnncalc.cli.progress import ProgressBar
from cnncalc.errors import quote, refuse

if TYPE_CHECKING:
    from cnncalc.analysis.analyze import Analysis
    from cnncalc.language.spec import Spec
    from cnncalc.network.graph import Graph
    from cnncalc.progress import Progress

Result = TypeVar("Result")


class NetworkOptions(NamedTuple):
    """The name of a spec, what the options change in it, and how large it may be."""

    name: str
    inputs: tuple[str, ...]
    variables: tuple[str, ...]
    layout: str | None
    max_nodes: int

    def spec(self, progress: "Progress" = None) -> "tuple[Spec, dict[str, str] | None, dict[str, str]]":
        """The spec, the shapes that the options give its inputs, and the values for its variables."""
        return load_spec(self.name, self.inputs, self.variables, self.layout, progress)

    def graph(self, progress: "Progress" = None) -> "Graph":
        """The network, built."""
        from cnncalc.network.build import build

        return build(*self.spec(progress), self.layout, self.max_nodes, progress)

    def analysis(self, batch: int | str = 1) -> "Analysis":
        """The network's figures; work that takes long shows a progress bar."""
        from cnncalc.analysis.analyze import analyze

        with ProgressBar() as bar:
            return analyze(self.graph(bar), batch, bar)


def network_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """Options that name a spec and what may be changed in it; the command gets all of them as one `network`."""

    @wraps(command)
    def gathered(
        spec: str, inputs: tuple[str, ...], variables: tuple[str, ...], layout: str | None, max_nodes: int, **others: Any
    ) -> Result:
        return command(network=NetworkOptions(spec, inputs, variables, layout, max_nodes), **others)

    for option in (max_nodes_option(), layout_option(), set_option(), input_option(), spec_argument()):
        gathered = option(gathered)
    return gathered


def load_spec(
    name: str, inputs: Iterable[str], variables: Iterable[str], layout: str | None, progress: "Progress" = None
) -> "tuple[Spec, dict[str, str] | None, dict[str, str]]":
    """The spec of a name, the shapes that --input gives its inputs, and the values that --set gives its variables."""
    from cnncalc.bundled.find import load

    values = dict(pair("--set", text) for text in variables)
    spec = load(name, progress, given_shapes(inputs, ""))
    shapes = given_shapes(inputs, next(iter(spec.inputs), "input"))
    write_notes(turned_round(spec, shapes, layout or spec.layout))
    return spec, shapes or None, values


def turned_round(spec: "Spec", shapes: dict[str, str], layout: str) -> Iterator[str]:
    """A note on each shape that is probably meant in the other layout, since its channels are at the other end."""
    first, last, other = (0, -1, "hwc") if layout == "chw" else (-1, 0, "chw")
    for name, text in shapes.items():
        given, own = text.split("x"), spec.inputs[name].word.text.split("x") if name in spec.inputs else []
        channels = own[0 if spec.layout == "chw" else -1] if own else ""
        if len(own) == len(given) > 1 and given[last] == channels != given[first]:
            yield f"--input {quote(text)} has {quote(given[first])} channels; with --layout {other} it has {channels}"


def given_shapes(inputs: Iterable[str], first: str) -> dict[str, str]:
    """What --input says, by the names of the inputs; a shape alone is for the first."""
    return dict(pair("--input", text) if "=" in text else (first, text) for text in inputs)


def pair(option: str, text: str) -> tuple[str, str]:
    """The two sides of NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        example = "--set width=0.5" if option == "--set" else "--input 3x224x224 or --input left=1x64x64"
        raise refuse(f"{option} {quote(text)} is not NAME=VALUE", f"write it as in {example}")
    return name.strip(), value.strip()
