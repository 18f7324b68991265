"""Parts of a network, layers and scopes, whose figures are attributes."""

from __future__ import annotations

from typing import Any, NoReturn

from cnncalc.analysis.analyze import Analysis
from cnncalc.asking.case import Case, Rows
from cnncalc.asking.figure import LAST, OWN, WHOLE, Figure
from cnncalc.asking.figures import ALIASES, COST, FIGURES, figure_named
from cnncalc.asking.places import COLUMNS, COMPARED, objection, of_network, spellings
from cnncalc.errors import Fault, did_you_mean, quote
from cnncalc.network.joined import join_scope
from cnncalc.results.shown import in_a_line

LISTED = ("output", "params", "macs")  # figures that a part is told by
SUGGESTED = 10_000  # names that are looked through for one like a mistyped one
LAYERS = "layers"  # a figure that is a list of parts here: its length is the figure


class Part:
    """A layer or a scope of a network, or all of it: every figure is an attribute, under its word or another for it.

    Shapes have channels first; receptive fields have an extent for each axis; bytes are those of float32. `rows` are those of
    its layers, `layers` the same as parts, `part["name"]` is what lies in a scope under that name.

    >>> import cnncalc
    >>> net = cnncalc.summarize("resnet18")
    >>> net["conv3_x"]
    <Part conv3_x: output 128x28x28, 525,568 params, 411,041,792 MACs>
    >>> net["conv3_x"]["body2.conv_bn1.conv1"].macs, net["conv1.conv1"].receptive_field, net["conv3_x"].channels
    (115605504, (7, 7), 128)
    """

    __slots__ = ("analysis", "name", "rows")
    analysis: Analysis
    name: str
    rows: Rows

    def __init__(self, analysis: Analysis, name: str, rows: Rows) -> None:
        for field, value in zip(self.__slots__, (analysis, name, rows)):
            object.__setattr__(self, field, value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"figures do not change: {name} stays as it is", name=name, obj=self)

    def __reduce__(self) -> tuple[Any, ...]:
        return Part, (self.analysis, self.name, self.rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Part) and (self.name, self.analysis) == (other.name, other.analysis)

    def __hash__(self) -> int:
        return hash((self.name, self.rows))

    def __repr__(self) -> str:
        shape, params, macs = (self.asked(word, self) for word in LISTED)
        layer = self.rows[-1].node.layer
        return in_a_line(self, self.name, f"output {layer.shown(shape)}", f"{params:,} params", f"{macs:,} MACs")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *spellings(COLUMNS)} - {COST})

    def __getattr__(self, word: str) -> Any:
        if word.startswith("_"):
            raise AttributeError(f"Part has no attribute {word!r}", name=word, obj=self)
        return self.asked(word, self)

    def __getitem__(self, name: str) -> Part:
        return part(self.analysis, f"{self.name}.{name}" if self.name else name)

    @property
    def layers(self) -> tuple[Part, ...]:
        """Its layers in execution order."""
        return tuple(Part(self.analysis, row.node.name, (row,)) for row in self.rows)

    def asked(self, word: str, whose: object) -> Any:
        """A figure; an `AttributeError` of whoever is asked where it has none."""
        try:
            return self._value(word)
        except Fault as fault:
            help = f" ({fault.help})" if fault.help else ""
            raise AttributeError(f"{fault.message}{help}", name=word, obj=whose) from None

    def _value(self, word: str) -> Any:
        place = COLUMNS if self.name else COMPARED
        figure = figure_named(word)
        if figure is None:
            known = spellings(place)
            raise Fault(f"there is no figure {quote(word)}", did_you_mean(word, known, "dir() lists them"))
        if reason := objection(figure, place) or (figure.key == COST and "cost is what another tool would print"):
            raise Fault(reason, "cnncalc.cost counts as a tool does" if figure.key == COST else None)
        return self._of(figure)

    def _of(self, figure: Figure) -> Any:
        case = Case(self.analysis)
        if not self.name:
            return of_network(figure, case)
        if figure.over == WHOLE:
            raise Fault(f"{figure.key} is a figure of the whole network")
        join = self.rows[-1].node.layer.joins and self.rows[-1].node.name == self.name
        return figure.of(case, self.rows[-1:] if join and figure.over in (LAST, OWN) else self.rows)


def whole(analysis: Analysis) -> Part:
    """All of a network."""
    return Part(analysis, "", analysis.rows)


def part(analysis: Analysis, name: str) -> Part:
    """The layer, scope or input of a name; a `KeyError` with the nearest name where there is none."""
    if name in analysis.graph.inputs:
        return Part(analysis, name, (Case(analysis).row(analysis.graph.inputs[name]),))
    rows = tuple(row for row in analysis.rows if row.node.name == name or row.node.name.startswith(f"{name}."))
    if not rows or not name:
        raise KeyError(_unknown(analysis, name))
    if rows[-1].node.layer.joins and rows[-1].node.name == name:
        graph, inputs = analysis.graph, len(analysis.graph.inputs)
        at = graph.nodes.index(rows[-1].node)
        rows = tuple(analysis.rows[index - inputs] for index in join_scope(graph, at))
    return Part(analysis, name, rows)


def _unknown(analysis: Analysis, name: str) -> str:
    names: dict[str, None] = dict.fromkeys(analysis.graph.inputs)
    for row in analysis.rows[:SUGGESTED]:
        parts = row.node.name.split(".")
        names |= dict.fromkeys(".".join(parts[:end]) for end in range(1, len(parts) + 1))
    ends = [known for known in names if known.endswith(f".{name}")]
    help = f"did you mean {ends[0]}?" if ends else did_you_mean(name, names, "`layers` lists the layers")
    return f"there is no layer or scope {quote(name)}; {help}"


def layers(analysis: Analysis) -> tuple[Part, ...]:
    """The layers of a network."""
    return whole(analysis).layers


def words_of_networks() -> tuple[str, ...]:
    """The words of figures that a network has."""
    return tuple(word for word in spellings(COMPARED) if word != COST and ALIASES.get(word, word) in FIGURES)
