"""Graph to Analysis: what every layer costs and sees, in exact whole numbers, and the totals."""

# Annotations are evaluated here: a NamedTuple takes twice as long to make where they are not.
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.analysis.lifetimes import peak_activations
from cnncalc.analysis.receptive_field import Field, fields_of, input_field, windows
from cnncalc.analysis.stored import stored
from cnncalc.analysis.window_path import hull, window_path
from cnncalc.errors import Fault, SpecError, quote, refuse
from cnncalc.layers.arithmetic import elements
from cnncalc.layers.base import Ops
from cnncalc.layers.reach import Reach
from cnncalc.layers.settings import text_of
from cnncalc.limits import EXTENT
from cnncalc.network.graph import Applied, Graph, Node, Stock
from cnncalc.progress import PACE, Progress
from cnncalc.results.attributes import FigureAttributes
from cnncalc.results.shown import Result, in_a_line

if TYPE_CHECKING:
    from cnncalc.symbols.sizes import Condition, Sizes


class Figures(NamedTuple):
    """What a layer costs; layers that are alike, on inputs that are alike, share one.

    params, weights (params without biases) and buffers are numbers kept; macs (multiply-accumulates) and ops are for the whole
    batch, as are activations, the elements of the output; identity has none of its own, since its output is its input.
    """

    params: int
    weights: int
    buffers: int
    macs: int
    ops: Ops
    activations: int

    @property
    def flops(self) -> int:
        """Floating-point operations by the rule 2*macs."""
        return 2 * self.macs


class Row(NamedTuple):
    """A layer of the network with its figures and its receptive field."""

    node: Node
    figures: Figures
    frozen: bool
    field: Field
    owner: Node | None = None  # the layer whose weights it uses, where it has none of its own

    @property
    def text(self) -> str:
        """The step in canonical words, with the layer whose weights it uses."""
        text = text_of(self.node.layer)
        return f"{text} sharing {self.owner.name}" if self.owner else text

    @property
    def alone(self) -> Figures:
        """Its figures with the weights that it uses, whoever has them."""
        if self.owner is None:
            return self.figures
        params, weights, buffers = stored(self.node.applied)
        return self.figures._replace(params=params, weights=weights, buffers=buffers)

    @property
    def trainable(self) -> int:
        """The parameters that are trained."""
        return 0 if self.frozen else self.figures.params


class Totals(NamedTuple):
    """Sums over all rows, and the most activations alive at once."""

    figures: Figures
    trainable: int
    peak_activations: int


class AnalysisFields(NamedTuple):
    """What an `Analysis` holds."""

    graph: Graph
    batch: int
    rows: tuple[Row, ...]
    totals: Totals
    conditions: "tuple[Condition, ...]" = ()
    sizes: "Sizes | None" = None  # what is known of the symbols, if there are any


class Analysis(Result, FigureAttributes, AnalysisFields):
    """A network's figures, row by row and in all, for a batch.

    Every figure is an attribute, of the network (`net.macs`) and of its parts (`net["conv3_x"].macs`); `net.layers` are the
    layers. It prints as `cnncalc summarize` does. With symbols among the extents the figures are polynomials, which hold at the
    sizes that meet all `conditions`.

    >>> import cnncalc
    >>> net = cnncalc.summarize("lenet5")
    >>> net, net.macs, net["C3"].params, len(net.layers), net.output
    (<Analysis LeNet-5: 1x32x32 -> 10, 61,706 params, 416,520 MACs>, 416520, 2416, 11, (10,))
    """

    __slots__ = ()

    def __repr__(self) -> str:
        figures, batch = self.totals.figures, [f"batch {self.batch}"] * (self.batch != 1)
        costs = f"{figures.params:,} params", f"{figures.macs:,} MACs"
        return in_a_line(self, self.graph.name, self.graph.ends, *batch, *costs)


def analyze(graph: Graph, batch: int | str = 1, progress: Progress = None, stock: Stock | None = None) -> Analysis:
    """The figures of a graph for a batch of inputs. The batch multiplies macs, ops and activations, never params.

    The batch is a number or the name of a symbol, as "N". Raises a `SpecError` where it is neither, and where a figure cannot
    be given because it depends on the sizes of symbols in another way than polynomials can say.
    `progress` is called now and then with the work, how much of it is done, and of how many.
    `stock` is the one that the graph was built with, if any.
    """
    inputs, sizes = _known_batch(graph, batch)
    rows = tuple(_reported(_rows(graph, inputs, Stock() if stock is None or sizes else stock), len(graph.nodes), progress))
    totals = Totals(total(row.figures for row in rows), sum(row.trainable for row in rows), peak_activations(graph) * inputs)
    return Analysis(graph, inputs, rows, totals, _conditions(rows, sizes) if sizes else (), sizes)


def _known_batch(graph: Graph, batch: Any) -> "tuple[int, Sizes | None]":
    """The batch, and the sizes of symbols, if there are any."""
    if isinstance(batch, str) and not batch.isdecimal():
        from cnncalc.symbols.naming import batch_symbol

        symbol = batch_symbol(batch, graph.sizes)
        return symbol, symbol.sizes
    if isinstance(batch, str):
        batch = int(batch[:20])  # enough to see whether it is too large
    if not (isinstance(batch, int) and 1 <= batch <= EXTENT):
        raise refuse(f"a batch has 1 to 10^15 pictures, not {quote(str(batch))}")
    return batch, graph.sizes


def _conditions(rows: Iterable[Row], sizes: "Sizes") -> "tuple[Condition, ...]":
    """What the sizes of symbols must meet for everything that can be asked of the rows."""
    for row in rows:
        try:
            _ = window_path(row.field), hull(row.field), row.node.layer.unread(row.node.applied.xs[0])
        except Fault as fault:
            raise _not_polynomial(row.node, fault) from None
    return sizes.conditions()


def sizes_of(analyses: Iterable[Analysis | None]) -> "Sizes | None":
    """What is known of the symbols of several networks together, where a symbol is the same size in all; None without any."""
    known = [analysis.sizes for analysis in analyses if analysis and analysis.sizes]
    if not known:
        return None
    from cnncalc.symbols.together import together

    return together(known)


def _not_polynomial(node: Node, fault: Fault) -> SpecError:
    """The error for what no polynomial can say of a layer; numbers never meet it."""
    return refuse(f"{fault.message} (this is asked of {node.name})", fault.help)


def _reported(rows: Iterable[Row], total: int, progress: Progress) -> Iterable[Row]:
    for done, row in enumerate(rows):
        if progress and done % PACE == 0:
            progress("counting", done, total)
        yield row


def _rows(graph: Graph, batch: int, stock: Stock) -> Iterable[Row]:
    known: dict[tuple[Applied, int], tuple[Figures, tuple[Reach, ...] | None]] = stock.figures
    fields: list[Field] = []
    frozen, shared = graph.frozen, graph.shared
    for index, node in enumerate(graph.nodes):
        if not node.inputs:
            fields.append(input_field(node.shape))
            continue
        key, owner = (node.applied, node.items * batch), shared.get(index) if shared else None
        try:
            if key not in known:
                known[key] = figures_of(*key), windows(node.applied)
            figures, window = known[key]
            fields.append(fields_of(node.applied, window, [fields[i] for i in node.inputs]))
        except Fault as fault:
            raise _not_polynomial(node, fault) from None
        if owner is None:
            yield Row(node, figures, index in frozen, fields[index])
        else:
            figures = figures._replace(params=0, weights=0, buffers=0)
            yield Row(node, figures, index in graph.frozen, fields[index], graph.nodes[owner])


def figures_of(applied: Applied, times: int) -> Figures:
    """What a layer costs that runs `times` times: the items of one input, times the batch."""
    layer, xs, y = applied.layer, applied.xs, applied.y
    return Figures(
        *stored(applied),
        macs=layer.macs(y, *xs) * times,
        ops=Ops(*[count * times for count in layer.ops(y, *xs)]),
        activations=0 if layer.is_nothing else elements(y) * times,
    )


def total(figures: Iterable[Figures]) -> Figures:
    """The sum of figures."""
    params = weights = buffers = macs = activations = 0
    ops = [0] * len(Ops._fields)
    for row in figures:
        params += row.params
        weights += row.weights
        buffers += row.buffers
        macs += row.macs
        activations += row.activations
        ops = [a + b for a, b in zip(ops, row.ops)]
    return Figures(params, weights, buffers, macs, Ops(*ops), activations)
