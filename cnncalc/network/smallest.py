"""The smallest input that a spec accepts, found by building it: all spatial extents grow together, as the file has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cnncalc.errors import Problem, SpecError, refuse
from cnncalc.language.spec import Spec
from cnncalc.layers.base import Shape, show_shape
from cnncalc.limits import EXTENT
from cnncalc.network.build import build
from cnncalc.network.graph import Graph
from cnncalc.progress import Progress
from cnncalc.results.frozen import Frozen
from cnncalc.results.shown import Result, in_a_line

STEPPED = 300  # sizes that are tried one by one; above them a size is assumed to fit if a smaller one does
CLEAN = 5  # sizes without a remainder that are looked for
TRIED = 300  # sizes that are tried for them


class ScaledSpecFields(NamedTuple):
    """What a `ScaledSpec` holds."""

    spec: Spec
    variables: Mapping[str, object]
    layout: str
    own: dict[str, Shape]


class ScaledSpec(Frozen, ScaledSpecFields):
    """A spec at other sizes. Size n has n positions along the longest axis, and the others in proportion, rounded up."""

    __slots__ = ()

    @property
    def longest(self) -> int:
        """The longest extent in the file: its own size."""
        return max((extent for shape in self.own.values() for extent in shape[1:]), default=1)

    def shapes(self, size: int) -> dict[str, str]:
        """The inputs at a size, as `build` takes them."""
        return {name: show_shape(self._scaled(shape, size), self.layout) for name, shape in self.own.items()}

    def _scaled(self, shape: Shape, size: int) -> Shape:
        return (shape[0], *(-(-extent * size // self.longest) for extent in shape[1:]))

    def build(self, size: int) -> Graph:
        """The graph at a size; a `SpecError` where a layer does not fit."""
        return build(self.spec, self.shapes(size), self.variables, self.layout)

    def fits(self, size: int) -> Graph | None:
        """The graph at a size, None where a layer does not fit."""
        try:
            return self.build(size)
        except SpecError:
            return None


class AcceptedSizesFields(NamedTuple):
    """What `AcceptedSizes` hold."""

    sizes: ScaledSpec
    asked: Mapping[str, str] = {}


class AcceptedSizes(Result, AcceptedSizesFields):
    """The sizes that a spec accepts, as a question: it is answered when it is shown. `asked` are inputs to try besides."""

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, self.sizes.spec.name)


def sizes_of(spec: Spec, variables: Mapping[str, object] | None = None, layout: str | None = None) -> ScaledSpec:
    """The sizes that a spec can be given; refused where its inputs have no spatial axes, or where it is wrong at any size."""
    if spec.problems:
        raise SpecError(spec.problems)
    empty = build(spec._replace(layers=(), freeze=()), None, variables, layout)
    sizes = _sizes_in(spec, empty, variables)
    if all(len(shape) == 1 for shape in sizes.own.values()):
        raise refuse("the inputs are vectors, which have no spatial axes to make smaller", "only channels are left to change")
    return sizes


def _sizes_in(spec: Spec, graph: Graph, variables: Mapping[str, object] | None) -> ScaledSpec:
    own = {name: graph.nodes[index].shape for name, index in graph.inputs.items()}
    require_numbers(graph)
    return ScaledSpec(spec, variables or {}, graph.layout, own)


def require_numbers(graph: Graph) -> None:
    """Refuse extents that are symbols."""
    if graph.sizes is not None:
        raise refuse("sizes are tried in numbers, and this input has symbols", "give it as in --input 3x224x224")


def smallest(spec: Spec, graph: Graph, variables: Mapping[str, object] | None = None) -> Graph:
    """The network of a spec on the smallest inputs that it accepts; `graph` is the same on its own, where nothing less fits."""
    sizes = _sizes_in(spec, graph, variables)
    try:
        return sizes.build(smallest_size(sizes))
    except SpecError:
        return graph


def resized(spec: Spec, graph: Graph, size: int, variables: Mapping[str, object] | None = None) -> Graph | None:
    """The network with a number of positions along the longest axis of its inputs; None where that cannot be built."""
    return _sizes_in(spec, graph, variables).fits(size)


def longest(graph: Graph) -> int:
    """The longest spatial extent of a network's inputs."""
    return max((max(graph.nodes[index].shape[1:], default=1) for index in graph.inputs.values()), default=1)


def smallest_input(
    spec: Spec,
    variables: Mapping[str, object] | None = None,
    layout: str | None = None,
    progress: Progress = None,
) -> dict[str, str]:
    """The smallest inputs that a spec accepts, by name, as `build` takes them.

    Extents up to 300 are tried one by one, so that a smaller one that fits is not missed, also where sizes in between do not;
    beyond, by doubling and halving. Raises the `SpecError` of the file's own size where none fits.

    >>> import cnncalc
    >>> smallest_input(cnncalc.load("vgg16"))
    {'input': '3x32x32'}
    """
    sizes = sizes_of(spec, variables, layout)
    return sizes.shapes(smallest_size(sizes, progress))


def smallest_size(sizes: ScaledSpec, progress: Progress = None) -> int:
    """The smallest size that fits, be it larger than the file's own; the error of that where none does."""
    for size in range(1, STEPPED + 1):
        if progress:
            progress("looking for the smallest input", size, None)
        if sizes.fits(size):
            return size
    low = STEPPED  # does not fit
    for high in _larger(sizes.longest):
        if sizes.fits(high):
            break
        low = high
    else:
        sizes.build(sizes.longest)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if sizes.fits(middle) else (middle, high)
    return high


def _larger(own: int) -> list[int]:
    """The sizes that are tried above those one by one: twice as large each time, and the file's own."""
    doubled = [STEPPED << shift for shift in range(1, (EXTENT // STEPPED).bit_length())]
    return sorted({*doubled, *([own] if own > STEPPED else [])})


def clean_sizes(sizes: ScaledSpec, start: int, progress: Progress = None) -> Iterator[int]:
    """The first sizes from `start` at which no division leaves a remainder, so that every layer reads all of its input."""
    found = 0
    for size in range(start, start + TRIED):
        if progress:
            progress("looking for sizes without a remainder", size - start, TRIED)
        graph = sizes.fits(size)
        if graph and not remainders(graph):
            yield size
            found += 1
        if found == CLEAN:
            return


def remainders(graph: Graph) -> list[str]:
    """The layers whose division leaves a remainder."""
    return [node.name for node in graph.layers() if any(node.layer.unread(node.applied.xs[0]))]


def attempt(sizes: ScaledSpec, inputs: Mapping[str, str]) -> Graph | Problem:
    """The graph on inputs of any shapes, or what is wrong with the first layer that does not fit them."""
    try:
        return build(sizes.spec, inputs, sizes.variables, sizes.layout)
    except SpecError as error:
        return error.problems[0]
