"""How figures are found from the rows of a network, of a scope or of one layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from cnncalc.analysis.analyze import Row
from cnncalc.asking.case import Case, Rows
from cnncalc.errors import Fault
from cnncalc.layers.base import AXES, Shape
from cnncalc.words.dtypes import DTYPES
from cnncalc.words.numbers import divide, symbolic

Of: TypeAlias = "Callable[[Case, Rows], Any]"


def summed(figure: Callable[[Row], Any]) -> Of:
    """The sum over the rows."""
    return lambda case, rows: sum(map(figure, rows))


def count(name: str) -> Of:
    """The sum of a field of the rows' `Figures`."""
    return lambda case, rows: sum([getattr(row.figures, name) for row in rows])


def operations(name: str) -> Of:
    """The sum of one kind of operation."""
    return lambda case, rows: sum([getattr(row.figures.ops, name) for row in rows])


def last(value: Callable[[Row], Any]) -> Of:
    """What is so of the last row."""
    return lambda case, rows: value(rows[-1])


def sliding(name: str) -> Of:
    """What is so of the last row's window: a function of `cnncalc.analysis.sliding`."""

    def of(case: Case, rows: Rows) -> Any:
        from cnncalc.analysis import sliding  # few ask for windows

        return getattr(sliding, name)(rows[-1])

    return of


def extent(axis: str) -> Of:
    """The last row's extent along an axis."""

    def of(case: Case, rows: Rows) -> Any:
        node = rows[-1].node
        names = AXES[len(node.shape) - 1]
        if axis not in names:
            raise Fault(f"{node.name} has no {axis}: its shape is {node.layer.shown(node.shape)}")
        return node.shape[1 + names.index(axis)]

    return of


def in_bytes(of: Of) -> Of:
    """The bytes of a number of elements."""
    return lambda case, rows: of(case, rows) * case.width


def kept(row: Row) -> Any:
    """Parameters and buffers."""
    return row.figures.params + row.figures.buffers


def moved(case: Case, rows: Rows) -> Any:
    """The bytes that layers read and write."""
    from cnncalc.analysis.intensity import moved

    return sum([moved(case.analysis, row) for row in rows]) * case.width


def intensity(case: Case, rows: Rows) -> Any:
    """MACs for each byte that is moved; 0 where nothing is multiplied."""
    macs = sum([row.figures.macs for row in rows])
    size = moved(case, rows) if macs != 0 else 1
    if not (symbolic(macs) or symbolic(size)):
        return divide(macs, size)
    from cnncalc.symbols.ratios import ratio

    if (found := ratio(macs, size)) is None:
        raise Fault("intensity varies with the sizes of symbols", "give the input in numbers, or ask for macs and moved")
    return found


def depth(case: Case, rows: Rows) -> Any:
    """The most layers with weights on a path to the main output."""
    from cnncalc.analysis.depth import depth

    return depth(case.analysis)


def peak(case: Case, rows: Rows) -> Any:
    """The most activations alive at once."""
    return case.analysis.totals.peak_activations


def held(case: Case, rows: Rows) -> Any:
    """Parameters, buffers and the most activations alive at once."""
    return sum(map(kept, rows)) + peak(case, rows)


def training(optimizer: str) -> Of:
    """The bytes of a step of training, in floats of the size that numbers have."""

    def of(case: Case, rows: Rows) -> Any:
        from cnncalc.analysis.memory import memory_of  # few ask

        dtype = next(name for name, width in DTYPES.items() if width == case.width)
        return memory_of(case.analysis, dtype, optimizer).total

    return of


def cost(case: Case, rows: Rows) -> Any:
    """What another tool would print."""
    if case.counted is None:
        raise Fault("cost is what another tool would print, and none is named", "cnncalc check names one, as in --as fvcore")
    if case.counted.why_not:
        raise Fault(f"{case.counted.convention} cannot count this network: {case.counted.why_not}")
    return sum([case.counted.layers.get(row.node.name, 0) for row in rows])


def unread(row: Row) -> Any:
    """The rows and columns of its input that no window reads."""
    return row.node.layer.unread(row.node.applied.xs[0]) if row.node.inputs else ()


def sources(case: Case, rows: Rows) -> list[Any]:
    """The nodes that the first row reads; of the whole network its inputs."""
    graph = case.analysis.graph
    found = graph.inputs.values() if case.is_whole(rows) else rows[0].node.inputs
    return [graph.nodes[i] for i in found]


def input_shape(case: Case, rows: Rows) -> Shape:
    """The shape that a layer reads, where it reads one; of the whole network that of its first input."""
    shapes: list[Shape] = [node.shape for node in sources(case, rows)]
    if len(shapes) != 1 and not case.is_whole(rows):
        name = rows[0].node.name
        raise Fault(f"{name} has {len(shapes)} inputs" if shapes else f"{name} is an input itself", "ask for each by its name")
    return shapes[0]
